"""Build a project once, for a process that has much to do after that.

Of all that a build has in memory, little is needed later. But that is spread over all of the memory, which Python can
then not give back to the system. So a large project is built in a process of its own, which ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.build import BuildResult, clear_caches
from generator.diagnostics import has_errors
from generator.incremental import BuildMemo, NoMemo
from generator.model.site import Asset, Site
from generator.search.documents import SearchPage, search_pages
from generator.shared_work import call_elsewhere

ENOUGH = 500
"""A project of fewer briefs needs little memory."""


@dataclass(frozen=True, slots=True)
class SingleBuild:
    """What was built, without the ``Site``, and the documents of its pages for the search."""

    result: BuildResult
    documents: tuple[Asset, ...]

    def search_pages(self, markdown_files: Mapping[str, bytes]) -> Iterator[SearchPage]:
        """Yield the documents of all pages, those of Markdown files among them, as ``search_pages`` does."""
        for document in self.documents:
            yield SearchPage(document.uri, document.data.decode())
        yield from search_pages(self.result.site, markdown_files)


NOTHING = SingleBuild(BuildResult((), (), ()), ())


def build_once(root: Path, build: Callable[..., BuildResult]) -> SingleBuild:
    """Build the project at ``root`` with ``build``, which gets an argument ``memo``. Raises what that raises."""
    memo = NoMemo()
    if _count_briefs(root) < ENOUGH or not memo.spool.open():
        return _build(build, memo)
    built: SingleBuild = memo.spool.unpickle(call_elsewhere(lambda: memo.spool.pickle(_build(build, memo))))
    return built


def _build(build: Callable[..., BuildResult], memo: BuildMemo) -> SingleBuild:
    result = build(memo=memo)
    site = result.site
    pages = () if has_errors(result.diagnostics) else search_pages(site, {})
    documents = tuple(Asset(page.url, memo.spool.add(page.html.encode())) for page in pages)
    clear_caches()
    return SingleBuild(replace(result, site=Site(site.as_of, language=site.language)), documents)


def _count_briefs(root: Path) -> int:
    try:
        return len(os.listdir(root / "content" / "briefs"))  # noqa: PTH208 - quicker, and they are only counted
    except OSError:
        return 0
