"""Which entry of the navigation a page belongs to: most pages are not entries themselves, but below one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page


def entries_by_folder(nav: Navigation) -> dict[str, Page]:
    """Return the entries of the navigation by the folder of the pages below them: ``briefs`` for ``briefs/index.md``.

    An entry outside a folder has that of its own name: ``timeline`` for ``timeline.md``. The home page is left out, as
    all pages are below it.
    """
    paths = ((PurePosixPath(page.file.src_uri).with_suffix(""), page) for page in nav.pages)
    folders = ((path.parent if path.name in ("index", "README") else path, page) for path, page in paths)
    return {str(folder): page for folder, page in folders if folder.parts}


def entry_of(mkdocs_page: Page, entries: Mapping[str, Page]) -> Page | None:
    """Return the nearest entry above a page; None if there is none, or the page is an entry itself."""
    if mkdocs_page.previous_page or mkdocs_page.next_page:  # MkDocs sets them for entries only
        return None
    folders = map(str, PurePosixPath(mkdocs_page.file.src_uri).parents)
    return next((entries[folder] for folder in folders if folder in entries), None)
