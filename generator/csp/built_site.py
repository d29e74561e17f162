"""Puts the security policy into the pages of a built site, whichever engine has built it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.csp.inline_content import contents
from generator.csp.policy import SitePolicy, Sources, site_policy, with_policy

_NEW = ".seedbrief-new"


class PostprocessError(Exception):
    """A folder is no built site, or cannot be written; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Postprocessed:
    """How many pages were changed and left as they were, and sentences about what their policy stops."""

    changed: int
    kept: int
    blocked: tuple[str, ...] = ()


def postprocess(site: Path, more: Sources | None) -> Postprocessed:
    """Put one policy into every HTML page below ``site``; it allows ``more`` besides. None: take it out of them.

    A page that has it already is not written. Pages are read twice, so that no more than one is held at a time.
    """
    if not (site / "index.html").is_file():
        raise PostprocessError(f"{site} has no index.html; name the folder of the built site")
    try:
        pages = _pages(site)
        found = SitePolicy("", frozenset(), ())
        if more is not None:
            names = ((page.relative_to(site).as_posix(), page) for page in pages)
            found = site_policy({name: contents(page.read_bytes()) for name, page in names}, more)
        changed = _rewritten(pages, found.policy)
    except OSError as error:
        raise PostprocessError(f"{error.filename or site}: {error.strerror or error}") from None
    return Postprocessed(changed, len(pages) - changed, found.blocked)


def _pages(site: Path) -> list[Path]:
    """List the pages that belong to the site: what a link leads to may not."""
    return [page for page in sorted(site.rglob("*.html")) if page.is_file() and not page.is_symlink()]


def _rewritten(pages: Iterable[Path], policy: str) -> int:
    changed = 0
    for page in pages:
        before = page.read_bytes()
        after = with_policy(before, policy)
        if after != before:
            new = page.with_name(f".{page.name}{_NEW}")
            new.write_bytes(after)
            new.replace(page)  # so that a server shows the old page or the new one, never half of it
            changed += 1
    return changed
