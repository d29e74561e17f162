"""Adds the Content-Security-Policy to the pages of a site: to each as it is made, or to all of a site that is built."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.csp.inline_content import InlineContent, find_inline_content, may_need_policy
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


class PolicyBuilder:
    """Makes one policy for a whole site, and inserts it into its pages while they are made one after another.

    Nearly all pages have the same inline scripts, those of the theme. So the first page determines the policy that the
    others get; ``finish`` corrects it if needed. ``extra_sources`` are allowed too; None: there is no policy.
    """

    def __init__(self, extra_sources: Sources | None = None) -> None:
        self.extra_sources = extra_sources
        self.clear()

    def clear(self) -> None:
        """Forget all pages."""
        self._pages: dict[str, InlineContent] = {}  # by the page's path in the site
        self._kinds: dict[object, InlineContent] = {}
        self._inserted = ""

    def add(self, uri: str, page: str, kind: object = None, content: str = "") -> str:
        """Record what the policy may block in a page, and return the page with the policy.

        Pages of one ``kind`` differ only in plain text and in ``content``, a part of them. So of those whose content
        the policy cannot affect, only the first is read completely. A page of the kind None is like no other.
        """
        if self.extra_sources is None:
            return page
        is_plain = kind is not None and not may_need_policy(content)
        inline = self._kinds.get(kind) if is_plain else None
        if inline is None:
            inline = find_inline_content(page.encode("utf-8", "surrogatepass"))
        if is_plain:
            self._kinds[kind] = inline
        self._pages[uri] = inline
        self._inserted = self._inserted or self.build().text
        return insert_policy(page, self._inserted)

    def found_in(self, uri: str) -> InlineContent | None:
        """Return what was recorded of a page; None if nothing was."""
        return self._pages.get(uri)

    def keep(self, uri: str, inline: InlineContent | None) -> None:
        """Record what another process found in a page, to which it added the same policy."""
        if inline is not None:
            self._pages[uri] = self._kinds.setdefault(inline, inline)  # so that equal ones are kept once

    def remove(self, uris: Iterable[str]) -> None:
        """Forget some pages."""
        for uri in uris:
            self._pages.pop(uri, None)

    def build(self) -> SitePolicy:
        """Return the policy of all pages so far."""
        if self.extra_sources is None:
            return SitePolicy("", frozenset(), ())
        return build_policy(self._pages, self.extra_sources)

    def finish(self, site: Path) -> Postprocessed:
        """Insert the policy into the pages of the built ``site`` that were not added; into all if it has changed.

        Pages that do not change are not written. Pages are read twice, so that only one is in memory at a time. Raises
        PostprocessError.
        """
        try:
            pages = _list_pages(site)
            others = [page for page in pages if page.relative_to(site).as_posix() not in self._pages]
            if self.extra_sources is not None:
                for page in others:
                    self._pages[page.relative_to(site).as_posix()] = find_inline_content(page.read_bytes())
            policy = self.build()
            changed = _rewrite(others if policy.text == self._inserted else pages, policy.text)
        except OSError as error:
            raise PostprocessError(f"{error.filename or site}: {error.strerror or error}") from None
        return Postprocessed(changed, len(pages) - changed, policy.blocked)


def postprocess(site: Path, extra_sources: Sources | None) -> Postprocessed:
    """Insert one policy, which also allows ``extra_sources``, into every HTML page below ``site``. None: remove it.

    Raises PostprocessError.
    """
    if not (site / "index.html").is_file():
        raise PostprocessError(f"{site} has no index.html; name the folder of the built site")
    return PolicyBuilder(extra_sources).finish(site)


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
        # The page may have another encoding; what is not UTF-8 stays as it is.
        after = insert_policy(before.decode(errors="surrogateescape"), policy).encode(
            errors="surrogateescape"
        )
        if after != before:
            replace_file(page, after)
            changed += 1
    return changed
