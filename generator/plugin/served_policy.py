"""The security policy of the pages that ``mkdocs serve`` shows, so that what it would stop is seen while one writes.

It is put into a page on its way to the browser, as MkDocs puts its own script there, which reloads the page after an
edit. Nothing is read again for it: what stands in a page is noted when it is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkdocs.plugins import get_plugin_logger

from generator.csp.inline_content import InlineContent, find_inline_content
from generator.csp.policy import Sources, build_policy, format_policy, insert_policy

log = get_plugin_logger("seedbrief")

_RELOADING = re.compile(rb"\s*var livereload = function\(.*livereload\(\d+, \d+\);\s*", re.DOTALL)


class ServedPolicy:
    """What stands in the pages of the last build, and the policy that follows from it."""

    def __init__(self) -> None:
        self._pages: dict[str, InlineContent] = {}
        self._scripts: frozenset[bytes] = frozenset()
        self._more: Sources | None = {}
        self._said: tuple[str, ...] = ()

    def forget(self) -> None:
        """Begin anew: all pages are built."""
        self._pages = {}

    def note(self, uri: str, page: str) -> None:
        """Note what stands in a page that was built."""
        self._pages[uri] = find_inline_content(page.encode("utf-8", "surrogatepass"))

    def settle(self, more: Sources | None, gone: Iterable[str]) -> None:
        """Make the policy, now that all pages are known, and which are no more; say once what it stops."""
        self._more = more
        for uri in gone:
            self._pages.pop(uri, None)
        if more is None:
            return
        found = build_policy(self._pages, more)
        self._scripts = found.scripts
        for sentence in found.blocked:
            if sentence not in self._said:
                log.warning(sentence)
        self._said = found.blocked

    def put_into(self, page: bytes) -> bytes:
        """Put the policy into a page that is about to be shown; it lets MkDocs's own script run."""
        if self._more is None:
            return page
        own = [script for script in find_inline_content(page).scripts if _RELOADING.fullmatch(script)]
        return insert_policy(page, format_policy([*self._scripts, *own], self._more))
