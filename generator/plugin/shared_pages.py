"""Shares the building of pages with other processes, while MkDocs goes through all pages one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from mkdocs.commands import build
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from generator.csp.built_site import PolicyBuilder
from generator.csp.inline_content import InlineContent
from generator.plugin.quick_pages import QuickPage
from generator.shared_work import SharedWork, renew_after


class _Built(NamedTuple):
    """What MkDocs and the policy need to know about a page that another process has built."""

    inline: InlineContent | None
    anchors: set[str] | None = None
    links: bytes = b""


class SharedPages:
    """Takes the place of MkDocs's function that builds a page: it leaves out pages that another process builds.

    No other plugin or hook may depend on seeing each page as it is built. ``begun`` is called once the other processes
    are at work, and ``skipped`` for each page that is left out. With ``frugal``, the other processes are replaced now
    and then, which saves memory; then ``begun`` must not start a thread. ``close`` puts MkDocs's own function back.
    """

    def __init__(
        self,
        policy: PolicyBuilder,
        begun: Callable[[], object],
        skipped: Callable[[], object],
        *,
        frugal: bool,
    ) -> None:
        self._policy, self._begun, self._skipped = policy, begun, skipped
        self._frugal = frugal
        self._number = 0
        self._work: SharedWork[_Built] | None = None
        self.is_elsewhere = False
        """Whether this is one of the other processes."""
        # Private API: that MkDocs builds a page with this function. If it does not, one process builds them all.
        self._build = build._build_page
        build._build_page = self._build_page  # type: ignore[assignment]

    def close(self) -> None:
        """Stop the other processes, if they are still at work."""
        build._build_page = self._build
        if self._work:
            self._work.close()

    def _build_page(
        self, page: Page, config: object, files: list[File], *others: Any, **options: Any
    ) -> None:
        if self._number == 0:
            self._files, self._arguments, self._options = files, (config, files, *others), options
        if self._work is None or self._work.take(self._number):
            self._build_here(self._number)
        else:
            self._skipped()
        if self._number == 0:  # this page determines the policy that all others get
            after = renew_after(len(files)) if self._frugal else None
            self._work = SharedWork(len(files), self._build_there, renew_after=after)
            self._begun()
        self._number += 1
        if self._work and self._number == len(files):
            self._work.finish(self._keep, self._build_here)

    def _build_here(self, number: int) -> None:
        page = self._page(number)
        options = {**self._options, "excluded": page.file.inclusion.is_excluded()}
        self._build(page, *self._arguments, **options)

    def _build_there(self, number: int) -> _Built:
        self.is_elsewhere = True
        self._build_here(number)
        page = self._page(number)
        inline = self._policy.found_in(page.file.dest_uri)
        if isinstance(page, QuickPage):
            return _Built(inline, page.present_anchor_ids, page.stored_links)
        return _Built(inline)  # MkDocs has rendered this page before

    def _keep(self, number: int, built: _Built) -> None:
        page = self._page(number)
        if isinstance(page, QuickPage):
            page.present_anchor_ids, page.stored_links = built.anchors, built.links
        self._policy.keep(page.file.dest_uri, built.inline)

    def _page(self, number: int) -> Page:
        page = self._files[number].page
        assert page
        return page
