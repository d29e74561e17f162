"""A parsed YAML file: its values, and the line and column of each.

Places stay correct when parts are left out (``Document.without``), and can be inside a string: they are mapped through
quoting, escapes, folding and indentation to what was typed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from generator.diagnostics import Span
from generator.text.line_breaks import WIDE

Loc = tuple[str | int, ...]
"""The path from the root to a value: keys and list positions."""


class Scalar(NamedTuple):
    """A string, or None if nothing is written; ``start`` and ``end`` count code points of the file, half open."""

    start: int
    end: int
    value: str | None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    start: int
    end: int
    items: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each with its place and the node of its value; and the keys that ``Document.without`` has left out."""

    start: int
    end: int
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its text, the tree of its nodes, and what ``without`` and ``renamed`` have changed."""

    path: str
    text: str
    root: Node
    left_out: tuple[frozenset[Loc], ...] = ()
    renames: tuple[tuple[Loc, str], ...] = ()

    def value(self, loc: Loc = ()) -> Any:
        """Return the value at ``loc`` as dicts, lists, strings and ``None``; raises KeyError if there is none."""
        node = self.root
        for step in loc:
            child = _child(node, step)
            if child is None:
                raise KeyError(loc)
            node = child
        return _plain(node)

    def span(self, loc: Loc = (), offset: int | None = None, length: int = 1) -> Span:
        """Return the place of the value at ``loc``, or of its nearest parent if there is none.

        ``offset`` and ``length`` select code points of a string value.
        """
        node = self.root
        for step in loc:
            child = _child(node, step)
            if child is None:
                break
            node = child
        start, end = node.start, node.end
        if isinstance(node, Scalar) and offset is not None and node.value is not None:
            start = _source_index(self.text, node, offset)
            last = _source_index(self.text, node, offset + max(length, 1) - 1)
            end = max(start, min(last + 1, node.end))
        elif isinstance(node, Mapping) and node.entries:
            end = next(iter(node.entries.values()))[0].end
        return self.stretch(start, end)

    def key_span(self, loc: Loc) -> Span:
        """Return the place of the key of the value at ``loc``, or of the value itself if it is in a list."""
        parent: Node | None = self.root
        for step in loc[:-1]:
            parent = _child(parent, step) if parent else None
        if isinstance(parent, Mapping) and loc and loc[-1] in parent.entries:
            key = parent.entries[str(loc[-1])][0]
            return self.stretch(key.start, key.end)
        return self.span(loc)

    def comment_after(self, loc: Loc) -> tuple[re.Match[str], str] | None:
        """Return the comment after the value at ``loc`` on its line, and all that is typed there, value and comment.

        The groups of the match are the white space before the comment, its ``#`` and the rest. What is typed is empty
        unless the value is one line without quotation marks. A block has no comment.
        """
        node: Node | None = self.root
        for step in loc:
            node = _child(node, step) if node else None
        if not isinstance(node, Scalar) or node.style in ("|", ">"):
            return None
        found = _COMMENT.match(self.text, node.end)
        typed = self.text[node.start : found.end()] if found and not node.style else ""
        return (found, "" if "\n" in typed else typed.strip()) if found else None

    def left_out_keys(self, loc: Loc) -> frozenset[str]:
        """Return the keys that were left out of the mapping at ``loc``, which must be there."""
        node: Node | None = self.root
        for step in loc:
            node = _child(node, step) if node else None
        return node.left_out if isinstance(node, Mapping) else frozenset()

    def renamed(self, renames: Iterable[tuple[Loc, str]]) -> Document:
        """Return the document with other names for some keys, given by where they are; all keeps its place in the file.

        This comes before values are left out.
        """
        made = tuple(renames)
        root = _renamed(self.root, made) if made else self.root
        return replace(self, root=root, renames=(*self.renames, *made))

    def split(self) -> Iterator[tuple[str, Document]]:
        """Yield each key of a mapping with the document that has nothing else; places stay the same."""
        assert isinstance(self.root, Mapping)
        for key, entry in self.root.entries.items():
            yield key, replace(self, root=replace(self.root, entries={key: entry}))

    def without(self, locs: Iterable[Loc]) -> Document:
        """Return the document without the values at ``locs``; everything else keeps its place in the file."""
        removed = frozenset(loc for loc in locs if loc)
        if not removed:
            return self
        return replace(self, root=_without(self.root, removed), left_out=(*self.left_out, removed))

    def stretch(self, start: int, end: int) -> Span:
        """Return the place of a stretch of the text; ``start`` and ``end`` count code points, half open."""
        starts = _line_starts(self.text)
        line, end_line = bisect_right(starts, start), bisect_right(starts, end)
        return Span(self.path, line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)


_COMMENT = re.compile(r"([ \t]*)(#+)([^\n]*)")


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and step in node.entries:
        return node.entries[str(step)][1]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node.value


def _renamed(node: Node, renames: Iterable[tuple[Loc, str]]) -> Node:
    names: dict[str | int, str] = {}
    inside: dict[str | int, list[tuple[Loc, str]]] = {}
    for loc, name in renames:
        if loc[1:]:
            inside.setdefault(loc[0], []).append((loc[1:], name))
        else:
            names[loc[0]] = name
    if isinstance(node, Mapping):
        entries = {
            names.get(key, key): (at, _renamed(value, inside[key]) if key in inside else value)
            for key, (at, value) in node.entries.items()
        }
        return replace(node, entries=entries)
    if isinstance(node, Sequence):
        items = (_renamed(item, inside[at]) if at in inside else item for at, item in enumerate(node.items))
        return replace(node, items=tuple(items))
    return node


def _without(node: Node, locs: Iterable[Loc]) -> Node:
    gone: set[str | int] = set()
    inside: dict[str | int, list[Loc]] = {}
    for step, *rest in locs:
        if rest:
            inside.setdefault(step, []).append(tuple(rest))
        else:
            gone.add(step)
    if isinstance(node, Mapping):
        kept = {key: entry for key, entry in node.entries.items() if key not in gone}
        entries = {
            key: (at, _without(value, inside[key]) if key in inside else value)
            for key, (at, value) in kept.items()
        }
        return replace(node, entries=entries, left_out=node.left_out | (node.entries.keys() - kept.keys()))
    if isinstance(node, Sequence):
        items = (
            _without(item, inside[at]) if at in inside else item
            for at, item in enumerate(node.items)
            if at not in gone
        )
        return replace(node, items=tuple(items))
    return node


@lru_cache(maxsize=16)  # many places in one file are asked for in a row
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


# What one character of a value can look like in each style of scalar. White space is skipped on both sides, because
# folding and indentation change nothing else.
_TYPED = {
    '"': re.compile(r"\\x..|\\u....|\\U........|\\\r?\n|\\.|\S"),
    "'": re.compile(r"''|\S"),
}
_ANY = re.compile(r"\S")
_WIDE_SPACE = re.compile(rf"(?<={WIDE}) (?={WIDE})")


def unfolded(text: str, node: Scalar) -> Scalar:
    """Return a scalar without the spaces that YAML puts for line breaks between wide characters."""
    value = node.value or ""
    if (
        value.isascii()
        or node.style == "|"
        or "\n" not in text[node.start : node.end]
        or not _WIDE_SPACE.search(value)
    ):
        return node
    typed = _typed(text, node)
    passed = _passed(value)

    def joined(space: re.Match[str]) -> str:
        after = passed[space.start()]
        between = text[typed[after - 1].end() : typed[after].start()] if 0 < after < len(typed) else ""
        return "" if "\n" in between and between.isspace() else " "

    return node._replace(value=_WIDE_SPACE.sub(joined, value))


@lru_cache(maxsize=4)  # many places in one value are asked for in a row
def _typed(text: str, node: Scalar) -> list[re.Match[str]]:
    """Return what is typed in the file for each character of a scalar's value that is not white space."""
    end = node.end if node.style in ("|", ">") else node.end - len(node.style)
    return [
        match
        for match in _TYPED.get(node.style, _ANY).finditer(text, _begin(text, node), end)
        if not (node.style == '"' and match[0][0] == "\\" and _escapes_space(match[0]))
    ]


@lru_cache(maxsize=4)
def _passed(value: str) -> list[int]:
    """Return, for each offset in a value, how many characters before it are not white space."""
    return [0, *accumulate(not character.isspace() for character in value)]


def _begin(text: str, node: Scalar) -> int:
    """Return where the content of a scalar begins, after its quotation mark or the line of its block's mark."""
    return text.find("\n", node.start) + 1 if node.style in ("|", ">") else node.start + len(node.style)


def _source_index(text: str, node: Scalar, offset: int) -> int:
    """Return the index in the file of code point ``offset`` of a scalar's value."""
    value, typed = node.value or "", _typed(text, node)
    passed = _passed(value)[min(offset, len(value))]
    if offset < len(value) and not value[offset].isspace() and passed < len(typed):
        return typed[passed].start()
    return typed[min(passed, len(typed)) - 1].end() if typed and passed else _begin(text, node)


def _escapes_space(escape: str) -> bool:
    if escape[1] in "xuU":
        return chr(int(escape[2:], 16)).isspace()
    return escape[1] in "nrtvf _NLP\t\r\n"
