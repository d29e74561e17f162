"""A Markdown extension for Zensical that makes links in raw HTML lead where they lead in a site built by MkDocs.

In MkDocs, ``<a href="../x/">`` on a page is relative to the page's URL. Zensical takes it as relative to the Markdown
file, like a link written in Markdown: it puts ``../`` before each ``href`` and ``src`` of the finished page, unless the
file's name is ``index.md``. Only while the page is converted can raw HTML be told from what was written in Markdown.
"""

from __future__ import annotations

import posixpath
import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

_BEFORE_RAW_HTML = 31  # the priority of what comes before the postprocessor that puts raw HTML into the page
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_LINK = re.compile(
    r"""(\s(?:href|src)\s*=\s*["']?)(?![a-z][a-z0-9+.-]*:|[/#?"'>\s])([^#?"'>\s]+)""", re.IGNORECASE
)


class RawLinks(Extension):  # type: ignore[misc]
    """The extension."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Add the step that changes raw HTML."""
        md.postprocessors.register(_RawLinks(md), "seedbrief_raw_links", _BEFORE_RAW_HTML)


class _RawLinks(Postprocessor):  # type: ignore[misc]
    done = 0  # pieces of raw HTML: the extension `toc` runs all postprocessors for each heading

    def run(self, text: str) -> str:
        stash = self.md.htmlStash.rawHtmlBlocks
        if folder := _folder(self.md):
            new = stash[self.done :]
            stash[self.done :] = [from_file(html, folder) if isinstance(html, str) else html for html in new]
            self.done = len(stash)
        return text


def from_file(html: str, folder: str) -> str:
    """Make links that are relative to ``folder``, where a page will be, relative to the folder with its Markdown file.

    >>> from_file('<a href="../b/#c">', "a")
    '<a href="b/#c">'
    """

    def moved(link: re.Match[str]) -> str:
        path = posixpath.normpath(f"{folder}/{link[2]}")
        return f"{link[1]}{path}{'/' * link[2].endswith(('/', '.'))}"

    return _TAG.sub(lambda tag: _LINK.sub(moved, tag[0]), html)


def _folder(md: Markdown) -> str:
    """Return the name of the folder that is made for the page; empty if it stays in that of its Markdown file."""
    from zensical.extensions.context import ContextPreprocessor

    # Private API: how an extension learns which page it is used for. If it cannot, the build fails.
    context = ContextPreprocessor.from_markdown(md)
    assert context
    name = posixpath.basename(context.page.path).removesuffix(".md")
    return "" if name in ("index", "README") else name


def makeExtension() -> RawLinks:
    """Return the extension, for Python-Markdown."""
    return RawLinks()
