"""Have the pages that we generated rendered by ``quick_html``: Python-Markdown takes twenty times as long.

Both make the same of a page, to the byte. But where an extension of Markdown may change pages, MkDocs renders them all.
And it renders each page that a plugin or a hook has changed, that ``quick_html`` does not know whole, or that has a
link that leads nowhere.
"""

from __future__ import annotations

import pickle
import posixpath
import re
import sys
from collections.abc import Iterable

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents, get_toc

from generator.html.quick_html import Permalink, UnknownHeadings, quick_html, read_permalink
from generator.plugin.generated_file import markdown_of
from generator.plugin.neighbours import other_handlers

_EXTENSIONS = {
    *("attr_list", "fenced_code", "md_in_html", "tables", "toc"),
    *("admonition", "def_list", "footnotes"),  # these act on nothing that quick_html knows
}
# What handles one of these may look at the Markdown or the HTML of a page.
_EVENTS = ("page_markdown", "page_content", "env", "page_context")
_LINK = re.compile(r"([\w.][^?%]*)((?:\?.+)?)")

Known = dict[str, tuple[File, str]]
"""Where a link without its anchor leads: the file and its URL."""


def render_quickly(pages: Iterable[Page], files: Files, config: MkDocsConfig, plugin: object) -> str:
    """Have pages rendered by ``quick_html``, unless something may change pages: then return its name.

    ``plugin`` is ours.
    """
    for extension in config.markdown_extensions:
        if str(extension).removeprefix("markdown.extensions.") not in _EXTENSIONS:
            name, _, _ = str(extension).partition(" object at ")  # where a plugin adds one without a name
            return f"the extension `{name.lstrip('<')}`"
    for origin in other_handlers(config, plugin, ["page_read_source"]):
        return f"the plugin or hook `{origin}`"
    is_for_others = any(other_handlers(config, plugin, _EVENTS))
    reader = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    try:
        permalink = read_permalink(reader)
    except UnknownHeadings:
        return "an option of the extension `toc`"
    known_in: dict[str, Known] = {}  # a link has the same URL in all pages of a folder, except in its index
    for page in pages:
        if type(page) is not Page:  # another plugin has made it something else
            continue
        known = {} if page.is_index else known_in.setdefault(posixpath.dirname(page.file.src_uri), {})
        page.__class__ = QuickPage
        assert isinstance(page, QuickPage)
        page.known, page.permalink, page.is_for_others = known, permalink, is_for_others
    return ""


class QuickPage(Page):
    """A page whose HTML is made when it is asked for, and can be dropped once the page is written.

    MkDocs renders all pages before it writes the first one, and keeps them until the last is written. Where the page
    is for others too, plugins and hooks that may look at it or change it, it is like any other page of MkDocs.
    """

    known: Known
    permalink: Permalink | None
    is_for_others: bool
    _content: str | None = None
    _toc: TableOfContents
    _files: Files | None = None
    _anchors: tuple[str, ...] | None = None
    stored_links = (
        b""  # to anchors, pickled: the URI of a page, then an anchor on it, lead to the link as written
    )
    _length = 0  # of the Markdown, which follows the metadata

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Make the HTML if others are to see it; else leave that for later, and nobody changes it."""
        if self.is_for_others and self.markdown != markdown_of(self.file):
            super().render(config, files)
            return
        self._config, self._files, self._length = config, files, len(self.markdown or "")
        if self.is_for_others:
            self._make()
            return
        self.markdown, self._content = "", ""
        if "title" not in self.meta:
            self._make()

    def is_known_whole(self, files: Files) -> bool:
        """Return whether ``quick_html`` knows all of the page, and its links lead to ``files``."""
        links = _Links(self.file, files, self.known)
        return quick_html(markdown_of(self.file), links.resolve, self.permalink) is not None

    @property
    def content(self) -> str | None:
        """The HTML."""
        if self._content is None and self._files:
            self._make()
        return self._content

    @content.setter
    def content(self, content: str | None) -> None:
        self._content = content or None

    def drop_content(self) -> None:
        """Free the HTML, unless it may differ from what would be made again."""
        if not self.is_for_others:
            self._content = None

    @property
    def toc(self) -> TableOfContents:
        """The contents list, made with the HTML."""
        return self._toc if self.content else TableOfContents([])

    @toc.setter
    def toc(self, toc: TableOfContents) -> None:
        self._toc = toc

    # MkDocs needs the next two of every page until it has built the last one, so they are stored in little memory.

    @property
    def present_anchor_ids(self) -> set[str] | None:
        """The anchors on the page; None before it is made."""
        return None if self._anchors is None else set(self._anchors)

    @present_anchor_ids.setter
    def present_anchor_ids(self, anchors: set[str] | None) -> None:
        self._anchors = None if anchors is None else tuple(map(sys.intern, anchors))

    @property
    def links_to_anchors(self) -> dict[File, dict[str, str]]:
        """The links to anchors by page and anchor, until MkDocs has checked them."""
        if not (self.stored_links and self._files):
            return {}
        by_uri: dict[str, dict[str, str]] = pickle.loads(self.stored_links)
        return {self._files.src_uris[uri]: links for uri, links in by_uri.items()}

    @links_to_anchors.setter
    def links_to_anchors(self, links: dict[File, dict[str, str]]) -> None:
        by_uri = {file.src_uri: anchors for file, anchors in links.items()}
        self.stored_links = pickle.dumps(by_uri, pickle.HIGHEST_PROTOCOL) if by_uri else b""

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Check the links to anchors, then forget them: if one of them changes, this page is made again."""
        super().validate_anchor_links(files=files, log_level=log_level)
        self.links_to_anchors = {}

    def _make(self) -> None:
        """Fill in what MkDocs fills in when it renders a page, or let it do so."""
        assert self._files
        text = self.file.content_string
        markdown = text[len(text) - self._length :]
        links = _Links(self.file, self._files, self.known)
        made = quick_html(markdown, links.resolve, self.permalink)
        if made is None:
            self.markdown = markdown
            super().render(self._config, self._files)
            return
        self.content, self.toc = made.content, get_toc(made.toc_tokens)
        self.present_anchor_ids, self.links_to_anchors = made.anchors, links.to_anchors
        # Private API: the title of a page that has none in its metadata or the navigation. If MkDocs does not read it,
        # it takes the name of the file; tests/plugin/test_quick_pages.py notices.
        self._title_from_render = made.title


class _Links:
    """The links of a page, which MkDocs calls a file; ``known`` are those of other pages in the folder too."""

    def __init__(self, file: File, files: Files, known: Known) -> None:
        self.file, self.url, self.files, self.known = file, file.url, files, known
        self.to_anchors: dict[File, dict[str, str]] = {}

    def resolve(self, link: str) -> str | None:
        """Return the URL of a link, and record its anchor; None if it leads to no file of the site."""
        path, mark, anchor = link.partition("#")
        if mark and not anchor:
            return None
        if not path:
            file, url = self.file, ""
        else:
            found = self.known.get(path)
            if found is None or found[0].url.startswith(self.url):
                found = self._find(path)
                if found is None:
                    return None
            file, url = found
        if anchor:
            self.to_anchors.setdefault(file, {}).setdefault(anchor, link)
        return url + mark + anchor

    def _find(self, link: str) -> tuple[File, str] | None:
        if not (match := _LINK.fullmatch(link)):
            return None
        uri = posixpath.normpath(posixpath.join(self.file.src_uri, "..", match[1]))
        file = self.files.get_file_from_path(uri)
        if file is None or file.inclusion.is_excluded():
            return None
        found = file, file.url_relative_to(self.file) + match[2]
        if not file.url.startswith(self.url):  # else other pages reach it by another URL
            self.known[link] = found
        return found
