"""HTML as a tree that can be compared: what a reader sees of it, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from generator.text.line_breaks import one_line

VOID = {"br", "hr", "img", "input", "link", "meta"}
INLINE = {"a", "bdi", "abbr", "br", "code", "em", "img", "span", "strong"}


@dataclass
class Element:
    """An element; texts among its children are strings."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """Go through all elements inside, in order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.elements()

    def text(self) -> str:
        """Give the text inside as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def find(self, tag: str) -> Element:
        """Give the first element of a kind."""
        return next(element for element in self.elements() if element.tag == tag)


def read_html(html: str) -> Element:
    """Read a fragment; every element must be closed, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"not closed: {[element.tag for element in reader.open[1:]]}"
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        pass


def outline(element: Element) -> list[object]:
    """Give what shows of an element's content: nested lists, a paragraph for words that stand by themselves.

    White space is folded except in ``pre``; levels of headings, ids, empty paragraphs and the like make no difference.
    """
    if element.tag == "pre":
        return [element.text().strip("\n")]
    found: list[object] = []
    for inline, group in groupby(element.children, key=_is_inline):
        if inline:
            words = _words(list(group))
            found += [["p", words]] if words else []
            continue
        for child in group:
            assert isinstance(child, Element)
            if child.tag == "p" or re.fullmatch("h[1-6]", child.tag):
                assert all(map(_is_inline, child.children)), f"a block in a {child.tag}"
                words = _words(child.children)
                found += [[child.tag[0], words]] if words else []
            else:
                start = [child.attributes["start"]] if "start" in child.attributes else []
                found.append([child.tag, *start, *outline(child)])
    return found


def _is_inline(node: Element | str) -> bool:
    return isinstance(node, str) or node.tag in INLINE


def _words(nodes: list[Element | str]) -> str:
    # In prose, unlike in an article, a soft hyphen or word joiner does not join lines.
    words = "".join(map(_marked, nodes)).translate({0xAD: "\ue0ad", 0x2060: "\ue060"})
    return re.sub(r" ?(<br>) ?", r"\1", one_line(words))


def _marked(node: Element | str) -> str:
    if isinstance(node, str):
        return node.replace("<", "&lt;")
    if node.attributes.get("class") == "headerlink":  # the site adds it to every heading
        return ""
    href = f" {node.attributes['href']}" if "href" in node.attributes else ""
    inside = "".join(map(_marked, node.children))
    if node.tag == "bdi":  # shows nothing of its own
        return inside
    return f"<{node.tag}{href}>" if node.tag in VOID else f"<{node.tag}{href}>{inside}</{node.tag}>"
