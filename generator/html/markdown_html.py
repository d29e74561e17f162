"""Turn the Markdown of a page into HTML: our own pages with ``quick_html``, all others with Python-Markdown."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from generator.html.links import Links
from generator.html.quick_html import Permalink, UnknownHeadings, quick_html, read_permalink

_BUILT_IN = ("toc", "tables", "fenced_code")  # MkDocs has them always
_NEEDED = ("attr_list", "md_in_html")  # our templates do
_LINKS = {"a": "href", "img": "src"}


class ExtensionError(Exception):
    """A Markdown extension cannot be used; the text says which, and why."""


class Section(NamedTuple):
    """A heading below the title: its id and its words."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page as HTML. ``title`` is that of a heading at its start; ``broken`` are links that lead nowhere."""

    content: str
    title: str
    sections: tuple[Section, ...]
    broken: tuple[str, ...]


class MarkdownReader:
    """Reads Markdown with the extensions of a site, by name with their options. Raises ExtensionError."""

    def __init__(self, extensions: Mapping[str, Mapping[str, Any]] = {}) -> None:
        self._extensions: dict[str, Mapping[str, Any]] = {name: {} for name in (*_BUILT_IN, *_NEEDED)} | {
            name.removeprefix("markdown.extensions."): options for name, options in extensions.items()
        }
        self._own = [*_BUILT_IN, *_NEEDED]  # no other may act on our pages
        self._permalink: Permalink | None = None
        self._is_quick = True
        try:
            self._permalink = read_permalink(self._reader(self._own))
        except UnknownHeadings:
            self._is_quick = False

    def read_generated(self, markdown: str, links: Links) -> HtmlPage:
        """Turn a page into HTML that our templates, or a site's own, wrote."""
        made = quick_html(markdown, links.resolve, self._permalink) if self._is_quick else None
        if made is None:
            links.broken.clear()
            return self._read(markdown, links, self._own)
        return _page(made.content, made.toc_tokens, links)

    def read_hand_written(self, markdown: str, links: Links) -> HtmlPage:
        """Turn a page of ``content/pages/`` into HTML. Raises ExtensionError."""
        return self._read(markdown, links, [*self._extensions])

    def _read(self, markdown: str, links: Links, extensions: list[str]) -> HtmlPage:
        reader = self._reader(extensions)
        reader.treeprocessors.register(_LinkWriter(links), "seedbrief_links", 0)
        try:
            content = reader.convert(markdown)
        except Exception as error:  # an extension is a program, which may raise anything
            names = ", ".join(name for name in extensions if name not in self._own) or "its extensions"
            raise ExtensionError(f"Python-Markdown with {names} failed: {error!r}") from None
        return _page(content, getattr(reader, "toc_tokens", []), links)

    def _reader(self, extensions: list[str]) -> Markdown:
        try:
            return Markdown(
                extensions=extensions,
                extension_configs={name: {**self._extensions[name]} for name in extensions},
            )
        except Exception:
            for name in extensions:
                _try_extension(name, self._extensions[name])
            raise


class _LinkWriter(Treeprocessor):  # type: ignore[misc] # it has no type hints
    """Writes the URLs of links to the site's pages; a link that leads nowhere stays as it is."""

    def __init__(self, links: Links) -> None:
        super().__init__()
        self._links = links

    def run(self, root: Element) -> None:
        for element in root.iter():
            name = _LINKS.get(element.tag)
            if name and (link := element.get(name)):
                element.set(name, self._links.resolve(link) or link)


def _page(content: str, toc_tokens: list[dict[str, Any]], links: Links) -> HtmlPage:
    first = toc_tokens[0] if toc_tokens else {}
    has_title = first.get("level") == 1 and len(toc_tokens) == 1
    sections = first["children"] if has_title else toc_tokens
    return HtmlPage(
        content,
        html.unescape(first["name"]) if first.get("level") == 1 else "",
        tuple(Section(token["id"], html.unescape(token["name"])) for token in sections),
        tuple(dict.fromkeys(links.broken)),
    )


def _try_extension(name: str, options: Mapping[str, Any]) -> None:
    """Raise ExtensionError if Python-Markdown cannot use an extension."""
    try:
        Markdown(extensions=[name], extension_configs={name: {**options}})
    except ImportError:
        raise ExtensionError(
            f"the extension `{name}` is not installed; install its package, or remove it"
        ) from None
    except Exception as error:  # an extension is a program, which may raise anything
        raise ExtensionError(f"the extension `{name}` cannot be used: {error}") from None
