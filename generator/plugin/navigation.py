"""Which entry of the navigation readers are under: most pages do not stand in it, but below one that does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page


def entries(nav: Navigation) -> dict[str, Page]:
    """List the pages of the navigation by the folder of what lies below: ``briefs`` for ``briefs/index.md``.

    A page without a folder has the one of its name: ``timeline`` for ``timeline.md``. All lies below the home page,
    which is left out.
    """
    named = ((PurePosixPath(page.file.src_uri).with_suffix(""), page) for page in nav.pages)
    folders = ((name.parent if name.name in ("index", "README") else name, page) for name, page in named)
    return {str(folder): page for folder, page in folders if folder.parts}


def entry_of(page: Page, listed: Mapping[str, Page]) -> Page | None:
    """Give the entry that a page lies below, the nearest if there are several; ``None`` for one that is listed."""
    if page.previous_page or page.next_page:  # which MkDocs gives to those alone
        return None
    folders = map(str, PurePosixPath(page.file.src_uri).parents)
    return next((listed[folder] for folder in folders if folder in listed), None)
