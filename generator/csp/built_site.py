"""Adds the Content-Security-Policy to the pages of a built site, whatever engine built it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.csp.inline_content import find_inline_content
from generator.csp.policy import SitePolicy, Sources, build_policy, insert_policy
from generator.text.replace_file import remove_abandoned, replace_file


class PostprocessError(Exception):
    """A folder is not a built site, or cannot be written; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Postprocessed:
    """The numbers of pages changed and unchanged, and a sentence about each thing that the policy blocks."""

    changed: int
    unchanged: int
    blocked: tuple[str, ...] = ()


def postprocess(site: Path, extra_sources: Sources | None) -> Postprocessed:
    """Insert one policy, which also allows ``extra_sources``, into every HTML page below ``site``. None: remove it.

    Pages that do not change are not written. Pages are read twice, so that only one is in memory at a time. Raises
    PostprocessError.
    """
    if not (site / "index.html").is_file():
        raise PostprocessError(f"{site} has no index.html; name the folder of the built site")
    try:
        pages = _list_pages(site)
        policy = SitePolicy("", frozenset(), ())
        if extra_sources is not None:
            names = ((page.relative_to(site).as_posix(), page) for page in pages)
            inline = {name: find_inline_content(page.read_bytes()) for name, page in names}
            policy = build_policy(inline, extra_sources)
        changed = _rewrite(pages, policy.text)
    except OSError as error:
        raise PostprocessError(f"{error.filename or site}: {error.strerror or error}") from None
    return Postprocessed(changed, len(pages) - changed, policy.blocked)


def _list_pages(site: Path) -> list[Path]:
    """Return the HTML files of the site, without symbolic links, whose targets may not belong to it.

    Removes what an earlier run that was interrupted has left among them.
    """
    pages = []
    for folder, _, names in os.walk(site):
        remove_abandoned(names, folder)
        pages += [Path(folder, name) for name in names if name.endswith(".html")]
    return [page for page in sorted(pages) if page.is_file() and not page.is_symlink()]


def _rewrite(pages: Iterable[Path], policy: str) -> int:
    changed = 0
    for page in pages:
        before = page.read_bytes()
        after = insert_policy(before, policy)
        if after != before:
            replace_file(page, after)
            changed += 1
    return changed
