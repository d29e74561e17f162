"""Strict YAML to a ``Document``: plain values, and the place in the file of every one of them.

Scalars are strings, all of them (``no``, ``12:30``, ``1.10``, ``2024-01-01``), or ``None`` where nothing
is written: what a value means is for the model to say. Anchors, aliases and tags are refused, so a
file means what it shows. Events are read one by one, without recursion, so that no file can
exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as Indexable
from dataclasses import dataclass, replace
from functools import lru_cache

import yaml

from generator.diagnostics import Diagnostic, Rule, Span
from generator.text.encoding import decode_text
from generator.text.yaml_document import Document, Loc, Mapping, Node, Scalar, Sequence

YAML_SYNTAX = Rule("yaml-syntax", "A YAML file can be read as YAML.")
YAML_TAB = Rule("yaml-tab", "Lines are indented with spaces, not tabs.")
DUPLICATE_KEY = Rule("duplicate-key", "A key stands once in a mapping.")
YAML_ANCHOR = Rule("yaml-anchor", "Anchors, aliases and tags (`&a`, `*a`, `!t`) are not used.")
YAML_KEY = Rule("yaml-key", "Keys are plain words.")
YAML_DOCUMENTS = Rule("yaml-documents", "A file holds one YAML document.")
YAML_DEPTH = Rule("yaml-depth", "Values nest at most 16 levels deep.")
EMPTY_YAML = Rule("empty-yaml", "A YAML file holds a mapping, not only comments.")
RULES = (YAML_SYNTAX, YAML_TAB, DUPLICATE_KEY, YAML_ANCHOR, YAML_KEY, YAML_DOCUMENTS, YAML_DEPTH, EMPTY_YAML)

MAX_DEPTH = 16
HOPELESS_DEPTH = 100  # beyond this reading stops: the parser's time grows with the square of the depth
Places = Indexable[int]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file of which only the values were kept. Where they stand is found by reading it again.

    The tree of its nodes takes ten times the memory of its bytes, and only findings ask for places. ``left_out`` is
    that of the document of which the values were kept.
    """

    path: str
    data: bytes
    left_out: tuple[frozenset[Loc], ...] = ()

    def span(self, loc: Loc = (), offset: int | None = None, length: int = 1) -> Span:
        """Say where a value stands, as ``Document.span`` does."""
        return _read_again(self).span(loc, offset, length)


@lru_cache(maxsize=16)  # findings in one file mostly come one after another
def _read_again(file: YamlFile) -> Document:
    document, _ = read_yaml_file(file.path, file.data)
    assert document is not None  # as it was the first time
    for locs in file.left_out:
        document = document.without(locs)
    return document


@lru_cache(maxsize=16)  # a finding in a file often comes while it is read
def read_yaml_file(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read one file from its bytes, like ``read_yaml``."""
    text = decode_text(path, data)
    if isinstance(text, Diagnostic):
        return None, (text,)
    document, found = read_yaml(path, text)
    return document, tuple(found)


def read_yaml(path: str, text: str) -> tuple[Document | None, list[Diagnostic]]:
    """Read one file. Returns the document, or ``None`` where nothing could be made of it, and what is wrong.

    Indentation with tabs is reported line by line and then read as if it were spaces, of the first of the
    usual widths that reads, so that it hides no other mistake.
    """
    builder, tabs = _Builder(path, text), list(_tabs(path, text))
    if builder.build() or not tabs:
        return builder.result, builder.diagnostics
    attempts = [_Builder(path, text, *_untabbed(text, width)) for width in (2, 4, 8, 1)]
    builder = next((attempt for attempt in attempts if attempt.build()), attempts[0])
    return builder.result, [*tabs, *builder.diagnostics]


def _tabs(path: str, text: str) -> Iterator[Diagnostic]:
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line and (match := re.match(r" *\t", line)):
            column = match.end()
            span = Span(path, number, column, number, column + 1)
            yield YAML_TAB.at(span, "a tab indents this line", "use spaces, two for each level")


def _untabbed(text: str, width: int) -> tuple[str, Places]:
    """Indent with spaces, and say for each code point of the result which one of ``text`` it stands for."""
    pieces: list[str] = []
    places: list[int] = []
    indenting = True
    for at, character in enumerate(text):
        indenting = character == "\n" or (indenting and character in " \t")
        pieces.append(" " * width if indenting and character == "\t" else character)
        places += [at] * len(pieces[-1])
    return "".join(pieces), [*places, len(text)]


class _Builder:
    """Builds the tree from PyYAML's events, on a stack of its own.

    ``read`` is what the parser is given, ``places`` says where its code points stand in ``text``.
    """

    def __init__(self, path: str, text: str, read: str = "", places: Places = ()) -> None:
        self.file = Document(path, text, Scalar(0, 0, None))
        self.read = read or text
        self.places = places or range(len(text) + 1)
        self.diagnostics: list[Diagnostic] = []
        self.result: Document | None = None
        self.roots: list[Node] = []
        self.open: list[tuple[int, list[Node | None]]] = []  # where a collection starts, and its children

    def build(self) -> bool:
        """Build ``result``, and say whether the text can be read as YAML at all."""
        try:
            finished = self._follow_events()
        except (yaml.YAMLError, UnicodeEncodeError) as error:  # the latter: half of a surrogate pair
            self._report_syntax(error)
            return False
        if not finished:
            return True
        root = self.roots[0] if self.roots else Scalar(0, 0, None)
        if isinstance(root, Scalar) and root.value is None:
            self._report(EMPTY_YAML, 0, 0, "the file holds no values", "write its fields, or delete it")
        else:
            self.result = replace(self.file, root=root)
        return True

    def _follow_events(self) -> bool:
        """Follow the parser to the end, unless values nest so deep that it would take it for ever."""
        too_deep = 0
        for event in yaml.parse(self.read, Loader=yaml.CSafeLoader):
            # The parser gives every event both marks, whatever its type hints say.
            assert event.start_mark is not None
            assert event.end_mark is not None
            start, end = self.places[event.start_mark.index], self.places[event.end_mark.index]
            if isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
                hint = "write the value itself; put a text that starts with &, * or ! in quotation marks"
                self._report(YAML_ANCHOR, start, end, "anchors, aliases and tags are not allowed", hint)
            if isinstance(event, yaml.ScalarEvent):  # first, as most are
                if not too_deep:
                    empty = not event.style and event.value in ("", "~", "null", "Null", "NULL")
                    self._add(Scalar(start, end, None if empty else event.value, event.style or ""))
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self.open) == MAX_DEPTH and not too_deep:
                    self._report(
                        YAML_DEPTH, start, end, f"values nest deeper than {MAX_DEPTH} levels", "flatten them"
                    )
                    self._add(None)
                too_deep += len(self.open) >= MAX_DEPTH
                if too_deep > HOPELESS_DEPTH:
                    return False
                if not too_deep:
                    self.open.append((start, []))
            elif isinstance(event, yaml.CollectionEndEvent):
                if too_deep:
                    too_deep -= 1
                    continue
                begin, children = self.open.pop()
                sequence = isinstance(event, yaml.SequenceEndEvent)
                self._add(
                    self._sequence(begin, end, children) if sequence else self._mapping(begin, end, children)
                )
            elif isinstance(event, yaml.AliasEvent) and not too_deep:
                self._add(None)
            elif isinstance(event, yaml.DocumentStartEvent) and self.roots:
                self._report(
                    YAML_DOCUMENTS, start, end, "a second document starts here", "keep one; remove the `---`"
                )
                break
        return True

    def _add(self, node: Node | None) -> None:
        if self.open:
            self.open[-1][1].append(node)
        elif node is not None:
            self.roots.append(node)

    def _sequence(self, start: int, end: int, children: list[Node | None]) -> Sequence:
        return Sequence(start, end, tuple(child for child in children if child is not None))

    def _mapping(self, start: int, end: int, children: list[Node | None]) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar) or key.value is None:
                if key is not None:
                    self._report(
                        YAML_KEY, key.start, key.end, "this key is not a plain word", "write `key: value`"
                    )
            elif key.value in entries:
                first = self.file.stretch(entries[key.value][0].start, entries[key.value][0].end)
                message = f"{key.value!r} stands a second time; the first is in line {first.line}"
                self._report(DUPLICATE_KEY, key.start, key.end, message, "keep one of them")
            elif value is not None:
                entries[key.value] = key, value
        return Mapping(start, end, entries)

    def _report_syntax(self, error: yaml.YAMLError | UnicodeEncodeError) -> None:
        """Report why the parser stopped. It counts code points, or where it found no character at all, bytes."""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        if mark:
            index = mark.index
        elif isinstance(error, UnicodeEncodeError):
            index = error.start
        else:
            index = len(self.read.encode()[: getattr(error, "position", 0)].decode(errors="replace"))
        at = self.places[min(index, len(self.places) - 1)]
        advice = [hint for fragment, hint in ADVICE.items() if fragment in str(problem)]
        if context and context.line + 1 != self.file.stretch(at, at).line:
            advice.append(f"what it belongs to starts in line {context.line + 1}")
        self._report(YAML_SYNTAX, at, min(at + 1, self.places[-1]), f"not YAML: {problem}", "\n".join(advice))

    def _report(self, rule: Rule, start: int, end: int, message: str, hint: str) -> None:
        self.diagnostics.append(rule.at(self.file.stretch(start, end), message, hint))


ADVICE = {
    "mapping values are not allowed": "a value that contains `: ` goes in quotation marks",
    "cannot start any token": "a value that starts with this character goes in quotation marks",
    "did not find expected ',' or ']'": "close the list with ]; a value that starts with [ goes in quotation marks",
    "did not find expected ',' or '}'": "close the mapping with }; a value that starts with { goes in quotation marks",
    "unexpected end of stream": "close the quotation mark",
    "could not find expected ':'": "write `key: value`, and indent what belongs to a longer value",
    "did not find expected '-' indicator": "indent the items of one list alike",
    "did not find expected key": "indent the keys of one mapping alike; close every quotation mark",
    "unknown escape character": "in double quotation marks write \\\\ for a backslash, or use single ones",
}
