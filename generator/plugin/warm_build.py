"""Warm builds: pages that are made from the same as in the last build are taken from its cache, as they are.

A page is made from its Markdown, from what its links found among the files, from the navigation and from what every
page depends on (``mkdocs_world``). What it found is written down while MkDocs renders it, and looked up again before it
is taken. A page of which MkDocs said anything is not kept, so that it says so again. Of a page that is taken MkDocs
has all that it needs of it for other pages: title, anchors, and links whose anchors it still has to check.
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

from generator.plugin.page_cache import PageCache
from generator.plugin.page_inputs import Unknown, inputs, navigation

SWITCH = "SEEDBRIEF_CACHE"
"""The environment variable that switches the cache off for one build, with ``off``."""

_FOLDER = Path(".cache", "seedbrief")
_NOTHING = "seedbrief/nothing.html"  # the template of a page whose HTML is there already
_PAGES_LOG = logging.getLogger(Page.__module__)


class WarmBuild:
    """One build by MkDocs, from after its navigation is known. ``taken`` counts the pages that the cache gave."""

    def __init__(self, cache: PageCache, files: Files, say: Callable[[str], None]) -> None:
        self.taken = 0
        self._cache, self._files, self._say = cache, files, say
        self._watched = _WatchedFiles(files)
        self._heard = _Heard()
        self._env: jinja2.Environment | None = None
        self._nav: Navigation | None = None
        self._shown_nav = ""  # its digest
        self._given_up = False
        self._context: TemplateContext | None = None

    def adopt(self, nav: Navigation) -> None:
        """Have every page that MkDocs has made, and no plugin, ask us before it is rendered."""
        self._nav = nav
        for file in self._files.documentation_pages():
            if type(file.page) is Page:
                file.page.__class__ = CachedPage  # MkDocs has made it, and the navigation holds it
                assert isinstance(file.page, CachedPage)
                file.page.build, file.page.made = self, None
        # With -q, MkDocs would not even think of what it has to say of a page; it is to be heard, if not shown.
        _PAGES_LOG.addFilter(self._heard)
        if not _PAGES_LOG.isEnabledFor(logging.INFO):
            _PAGES_LOG.setLevel(logging.INFO)

    def render(self, page: CachedPage, config: MkDocsConfig) -> None:
        """Fill a page from what the last build wrote down, or have it rendered and write that down."""
        key = _key(page)
        known = self._cache.facts(page.file.src_uri, key)
        if known and self._filled(page, known):
            page.made = _Made(key, "", taken=True, put_away=_packed(page.markdown))
            page.markdown = ""
            return
        self._render(page, key, config)

    def _render(self, page: CachedPage, key: str, config: MkDocsConfig) -> None:
        """Have a page rendered, and put its text away until it is shown."""
        self._watched.found = {}
        before = self._heard.count
        page.render_anew(config, self._watched)
        page.made = None
        if self._heard.count == before:
            facts = _facts(page, self._watched.found)
            page.made = _Made(key, facts, taken=False, put_away=_packed(page.content))
            page.content = page.markdown = ""

    def settle(self, env: jinja2.Environment, config: MkDocsConfig) -> None:
        """Now that all titles are known: render what was taken after all, if the navigation looks different."""
        assert self._nav
        self._env, self._shown_nav = env, navigation(self._nav)
        env.loader = jinja2.ChoiceLoader(
            [jinja2.DictLoader({_NOTHING: ""}), *([env.loader] if env.loader else [])]
        )
        same = self._cache.note("navigation") == self._shown_nav
        for page in (file.page for file in self._files.documentation_pages()):
            if isinstance(page, CachedPage) and page.made and page.made.taken:
                if same:
                    page.made.template = page.meta.get("template")
                    page.meta["template"] = _NOTHING
                else:
                    page.markdown = _unpacked(page.made.put_away)
                    self._render(page, page.made.key, config)

    def hold(self, page: Page, context: TemplateContext) -> None:
        """Keep what a page is about to be shown with, and give it its text again."""
        self._context = context
        if isinstance(page, CachedPage) and page.made and not page.made.taken:
            page.content = _unpacked(page.made.put_away)

    def show(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Give a page as it was kept, or keep it as it is."""
        if not isinstance(page, CachedPage) or page.made is None:
            return output
        shown = self._shown(output, page, page.made, config)
        page.content, page.made = "", None  # all of a page that is still needed is where its links lead
        return shown

    def _shown(self, output: str, page: CachedPage, made: _Made, config: MkDocsConfig) -> str:
        if self._given_up and not made.taken:
            return output
        uri = page.file.src_uri
        try:
            if not made.taken:
                self._cache.put(uri, made.key, made.facts, output)
                return output
            html = self._cache.take(uri, made.key)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
            html = None
            if not made.taken:
                return output
        if html is not None:
            self.taken += 1
            return html
        return self._made_after_all(page, made, config)

    def finish(self) -> None:
        """Keep all pages of this build for the next one."""
        self.end()
        if self._given_up:
            return
        try:
            self._cache.finish(navigation=self._shown_nav)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def end(self) -> None:
        """Let go of what MkDocs goes on using."""
        _PAGES_LOG.removeFilter(self._heard)
        _PAGES_LOG.setLevel(logging.NOTSET)

    def drop(self) -> None:
        """End a build that failed: what the last one kept stays."""
        self.end()
        self._cache.drop()

    def _give_up(self, error: Exception) -> None:
        self._say(f"the pages are not kept for the next build: {error}")
        self._given_up = True
        self._cache.drop()

    def _filled(self, page: CachedPage, facts: dict[str, Any]) -> bool:
        """Fill a page, if its links find what they found before."""
        files = self._files.src_uris
        try:
            found = facts["found"].items()
            if any(_seen(files.get(uri)) != (was and tuple(was)) for uri, was in found):
                return False
            page._title_from_render = facts["title"]
            page.present_anchor_ids = set(facts["anchors"])
            page.links_to_anchors = {files[uri]: dict(links) for uri, links in facts["links"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            return False
        page.content, page.toc = "", TableOfContents([])
        return True

    def _made_after_all(self, page: CachedPage, made: _Made, config: MkDocsConfig) -> str:
        """Make a page whose HTML turned out to be unreadable when it was to be shown."""
        assert self._env
        assert self._context
        template = made.template or "main.html"
        page.markdown = _unpacked(made.put_away)
        page.render_anew(config, self._files)
        return self._env.get_template(template).render(self._context)


@dataclass(slots=True)
class _Made:
    """What a page was made from and what it leads to; whether it is taken from the cache, and its own template.

    MkDocs renders all pages before it writes the first. Until then the text of each is put away here, in a tenth of the
    room: of one that is taken its Markdown, which may be needed after all, else its HTML.
    """

    key: str
    facts: str  # JSON, which takes less memory until it is kept
    taken: bool
    put_away: bytes
    template: str | None = None


class CachedPage(Page):
    """A page of MkDocs that asks the cache before it is rendered."""

    build: WarmBuild
    made: _Made | None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Render the page, or take what was rendered before."""
        self.build.render(self, config)

    def render_anew(self, config: MkDocsConfig, files: Files) -> None:
        """Render the page."""
        super().render(config, files)


class _WatchedFiles(Files):
    """MkDocs's files, which write down what is looked up in them."""

    def __init__(self, files: Files) -> None:
        super().__init__(())
        self._src_uris = dict(files.src_uris)
        self.found: dict[str, tuple[str, int] | None] = {}

    def get_file_from_path(self, path: str) -> File | None:
        """Look a file up, and write down what was found."""
        uri = PurePath(path).as_posix()
        file = self._src_uris.get(uri)
        self.found[uri] = _seen(file)
        return file


class _Heard(logging.Filter):
    """Counts what MkDocs has to say of pages; lets through what it would have said."""

    count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a message."""
        self.count += 1
        return record.levelno >= logging.getLogger("mkdocs").getEffectiveLevel()


def warm_build(
    config: MkDocsConfig, files: Files, nav: Navigation, plugin: object, say: Callable[[str], None]
) -> WarmBuild | None:
    """Begin a build with the cache beside ``mkdocs.yml``. None where it is switched off or cannot be used.

    ``say`` is told why it cannot be, once. With ``-v``, MkDocs is to say all it does, and does all of it.
    """
    if os.environ.get(SWITCH, "").lower() in ("off", "0", "no", "false") or _PAGES_LOG.isEnabledFor(
        logging.DEBUG
    ):
        return None
    try:
        digest = inputs(config, plugin)
    except Unknown as reason:
        say(f"pages are not kept for the next build: {reason}")
        return None
    build = WarmBuild(PageCache(Path(config.config_file_path).resolve().parent / _FOLDER, digest), files, say)
    build.adopt(nav)
    return build


def _packed(text: str | None) -> bytes:
    return zlib.compress((text or "").encode("utf-8", "surrogatepass"), 1)


def _unpacked(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def _key(page: Page) -> str:
    """Digest what a page alone is made from."""
    file = page.file
    own = [file.src_uri, file.dest_uri, file.inclusion.value, page.edit_url, page.__dict__.get("title")]
    # Not the file itself: somebody may be writing in it since MkDocs has read it.
    whole = f"{json.dumps(own)}\n{page.meta!r}\n{page.markdown}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(page: Page, found: dict[str, tuple[str, int] | None]) -> str:
    """Write down what other pages and the end of the build need of a page, and what its links found."""
    links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
    anchors = sorted(page.present_anchor_ids or ())
    return json.dumps({"title": page._title_from_render, "anchors": anchors, "links": links, "found": found})


def _seen(file: File | None) -> tuple[str, int] | None:
    return None if file is None else (file.url, file.inclusion.value)
