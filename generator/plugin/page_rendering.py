"""Warm builds: a page that depends on the same as in the last build is taken from the cache, as it is.

A page depends on its Markdown, on the files that its links lead to, on the navigation, and on what all pages depend on
(``shared_inputs``). Which files its links lead to is recorded while MkDocs renders it, and compared before it is taken.
A page about which MkDocs logs a message is not cached, so that the next build logs it again. For a page that is taken,
MkDocs still gets what other pages need: its title, its anchors, and the links whose anchors MkDocs has to check.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils.templates import TemplateContext

from generator.plugin.config import project_root
from generator.plugin.page_cache import PageCache
from generator.plugin.shared_inputs import NotCacheable, digest_inputs, digest_navigation

SWITCH = "SEEDBRIEF_CACHE"
"""The environment variable that switches the cache off for a build: ``off``."""

_FOLDER = Path(".cache", "seedbrief")
_EMPTY_TEMPLATE = "seedbrief/empty.html"  # for a page that is taken from the cache
# Private API: the logger through which MkDocs reports problems of a page. If it uses another one, a warm build does not
# repeat them.
_PAGES_LOG = logging.getLogger(Page.__module__)


class WarmBuild:
    """A build by MkDocs, from its navigation on. ``taken`` is the number of pages that came from the cache."""

    def __init__(self, cache: PageCache, files: Files, log: Callable[[str], None]) -> None:
        self.taken = 0
        self._cache, self._files, self._log = cache, files, log
        self._recorder = _LookupRecorder(files)
        self._messages = _MessageCounter()
        self._env: jinja2.Environment | None = None
        self._nav: Navigation | None = None
        self._nav_digest = ""
        self._has_failed = False
        self._context: TemplateContext | None = None

    def adopt(self, nav: Navigation) -> None:
        """Have each page that MkDocs itself has made ask the cache before it is rendered."""
        self._nav = nav
        for file in self._files.documentation_pages():
            if type(file.page) is Page:
                # Private API: that the class of a page can change (the page itself cannot be replaced: the navigation
                # refers to it). If Page gets slots, mkdocs build fails.
                file.page.__class__ = CachedPage
                assert isinstance(file.page, CachedPage)
                file.page.build, file.page.made = self, None
        # With -q, MkDocs would not make messages about pages; they have to be counted, even if they are not shown.
        _PAGES_LOG.addFilter(self._messages)
        if not _PAGES_LOG.isEnabledFor(logging.INFO):
            _PAGES_LOG.setLevel(logging.INFO)

    def render(self, page: CachedPage, config: MkDocsConfig) -> None:
        """Fill a page with what the last build recorded, or render it."""
        key = _key(page)
        facts = self._cache.facts(page.file.src_uri, key)
        if facts and self._fill(page, facts):
            page.made = _Made(key, "", taken=True, compressed=_compress(page.markdown))
            page.markdown = ""
            return
        self._render(page, key, config)

    def _render(self, page: CachedPage, key: str, config: MkDocsConfig) -> None:
        """Render a page, and compress its HTML until it is written."""
        self._recorder.lookups = {}
        messages_before = self._messages.count
        page.render_by_mkdocs(config, self._recorder)
        page.made = None
        if self._messages.count == messages_before:
            facts = _facts(page, self._recorder.lookups)
            page.made = _Made(key, facts, taken=False, compressed=_compress(page.content))
            page.content = page.markdown = ""

    def settle(self, env: jinja2.Environment, config: MkDocsConfig) -> None:
        """When all titles are known: if the navigation has changed, render the taken pages after all."""
        assert self._nav
        self._env, self._nav_digest = env, digest_navigation(self._nav)
        env.loader = jinja2.ChoiceLoader(
            [jinja2.DictLoader({_EMPTY_TEMPLATE: ""}), *([env.loader] if env.loader else [])]
        )
        is_same = self._cache.note("navigation") == self._nav_digest
        for page in (file.page for file in self._files.documentation_pages()):
            if isinstance(page, CachedPage) and page.made and page.made.taken:
                if is_same:
                    page.made.template = page.meta.get("template")
                    page.meta["template"] = _EMPTY_TEMPLATE
                else:
                    page.markdown = _decompress(page.made.compressed)
                    self._render(page, page.made.key, config)

    def before_template(self, page: Page, context: TemplateContext) -> None:
        """Restore a page's HTML before its template uses it; remember the template's context."""
        self._context = context
        if isinstance(page, CachedPage) and page.made and not page.made.taken:
            page.content = _decompress(page.made.compressed)

    def after_template(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Return the cached page if it is taken; else cache ``output``, and return it."""
        if not isinstance(page, CachedPage) or page.made is None:
            return output
        final = self._take_or_put(output, page, page.made, config)
        page.content, page.made = "", None  # MkDocs needs only its links from now on
        return final

    def _take_or_put(self, output: str, page: CachedPage, made: _Made, config: MkDocsConfig) -> str:
        if self._has_failed and not made.taken:
            return output
        uri = page.file.src_uri
        try:
            if not made.taken:
                self._cache.put(uri, made.key, made.facts, output)
                return output
            html = self._cache.take(uri, made.key)
        except (OSError, sqlite3.Error) as error:
            self._fail(error)
            html = None
            if not made.taken:
                return output
        if html is not None:
            self.taken += 1
            return html
        return self._render_after_all(page, made, config)

    def finish(self) -> None:
        """Keep all pages of this build for the next one, if they can be written."""
        self._restore_log()
        if self._has_failed:
            return
        try:
            self._cache.finish(navigation=self._nav_digest)
        except (OSError, sqlite3.Error) as error:
            self._fail(error)

    def _restore_log(self) -> None:
        _PAGES_LOG.removeFilter(self._messages)
        _PAGES_LOG.setLevel(logging.NOTSET)

    def drop(self) -> None:
        """End a build that failed; the cache of the last one stays."""
        self._restore_log()
        self._cache.drop()

    def _fail(self, error: Exception) -> None:
        self._log(f"the pages are not kept for the next build: {error}")
        self._has_failed = True
        self._cache.drop()

    def _fill(self, page: CachedPage, facts: dict[str, Any]) -> bool:
        """Fill a page with its facts and return True, if its links lead to the same as before."""
        files = self._files.src_uris
        try:
            lookups = facts["lookups"].items()
            if any(_lookup(files.get(uri)) != (before and tuple(before)) for uri, before in lookups):
                return False
            # Private API: Page.title uses it. If it does not, titles from headings are missing in warm builds;
            # tests/plugin/test_warm_build.py notices.
            page._title_from_render = facts["title"]
            page.present_anchor_ids = set(facts["anchors"])
            page.links_to_anchors = {files[uri]: dict(links) for uri, links in facts["links"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            return False
        page.content, page.toc = "", TableOfContents([])
        return True

    def _render_after_all(self, page: CachedPage, made: _Made, config: MkDocsConfig) -> str:
        """Build a page whose cached HTML turned out to be damaged."""
        assert self._env
        assert self._context
        template = made.template or "main.html"
        page.markdown = _decompress(made.compressed)
        page.render_by_mkdocs(config, self._files)
        return self._env.get_template(template).render(self._context)


@dataclass(slots=True)
class _Made:
    """A page between rendering and writing.

    MkDocs renders all pages before it writes the first. Until then, the text of each is compressed, to a tenth: the
    Markdown of a page that is taken from the cache, as it may have to be rendered after all, and the HTML of another.
    """

    key: str
    facts: str  # JSON, which takes less memory than a dictionary
    taken: bool
    compressed: bytes
    template: str | None = None  # that the page itself names


class CachedPage(Page):
    """A page of MkDocs that asks the cache before it is rendered."""

    build: WarmBuild
    made: _Made | None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Render the page, or take what the last build recorded."""
        self.build.render(self, config)

    def render_by_mkdocs(self, config: MkDocsConfig, files: Files) -> None:
        """Render the page as MkDocs does."""
        super().render(config, files)


class _LookupRecorder(Files):
    """MkDocs's files, with a record of the lookups."""

    def __init__(self, files: Files) -> None:
        super().__init__(())
        # Private API: Files finds files in it. If it does not, links in rendered pages lead nowhere, and MkDocs warns.
        self._src_uris = dict(files.src_uris)
        self.lookups: dict[str, tuple[str, int] | None] = {}

    def get_file_from_path(self, path: str) -> File | None:
        """Return a file, and record the lookup."""
        uri = PurePath(path).as_posix()
        file = self._src_uris.get(uri)
        self.lookups[uri] = _lookup(file)
        return file


class _MessageCounter(logging.Filter):
    """Counts the messages about pages; lets through those of MkDocs's log level."""

    count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a message."""
        self.count += 1
        return record.levelno >= logging.getLogger("mkdocs").getEffectiveLevel()


def warm_build(
    config: MkDocsConfig, files: Files, nav: Navigation, plugin: object, log: Callable[[str], None]
) -> WarmBuild | None:
    """Begin a build with the cache in the project's folder; None if it is switched off or cannot be used.

    ``log`` receives the reason why it cannot be used. With ``-v``, which shows each step of MkDocs, it is not used.
    """
    if os.environ.get(SWITCH, "").lower() in ("off", "0", "no", "false") or _PAGES_LOG.isEnabledFor(
        logging.DEBUG
    ):
        return None
    try:
        digest = digest_inputs(config, plugin)
    except NotCacheable as reason:
        log(f"pages are not kept for the next build: {reason}")
        return None
    build = WarmBuild(PageCache(project_root(config) / _FOLDER, digest), files, log)
    build.adopt(nav)
    return build


def _compress(text: str | None) -> bytes:
    return zlib.compress((text or "").encode("utf-8", "surrogatepass"), 1)


def _decompress(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def _key(page: Page) -> str:
    """Return a digest of what one page depends on by itself."""
    file = page.file
    # Private API: the title that the navigation gives is only in Page.__dict__. If it is elsewhere, a change of it is
    # not noticed here, but changes the digest of the navigation.
    own = [file.src_uri, file.dest_uri, file.inclusion.value, page.edit_url, page.__dict__.get("title")]
    # Not the file's content now: it may have changed since MkDocs read it.
    inputs = f"{json.dumps(own)}\n{page.meta!r}\n{page.markdown}"
    return hashlib.sha256(inputs.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(page: Page, lookups: dict[str, tuple[str, int] | None]) -> str:
    """Return, as JSON, what MkDocs needs of a page after rendering it, and the lookups of its links."""
    links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
    anchors = sorted(page.present_anchor_ids or ())
    return json.dumps(
        {"title": page._title_from_render, "anchors": anchors, "links": links, "lookups": lookups}
    )


def _lookup(file: File | None) -> tuple[str, int] | None:
    return None if file is None else (file.url, file.inclusion.value)
