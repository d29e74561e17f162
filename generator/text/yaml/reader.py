"""Parse strict YAML into a ``Document``: plain values, each with its place in the file.

Every scalar is a string (``no``, ``12:30``, ``1.10``, ``2024-01-01``), or ``None`` if nothing is written; the model
decides what it means. Anchors, aliases and tags are errors, so a file means what it shows. The tree is built from
PyYAML's events rather than from ``yaml.compose``: its nodes do not tell whether a file has anchors or tags, and it
recurses, so that a deeply nested file could exhaust the stack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Sequence as Indexable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import yaml

from generator.diagnostics import Diagnostic, Rule, Span
from generator.text.encoding import MARKS_MESSAGE, TOO_MANY_MARKS, decode_text, too_many_marks
from generator.text.line_breaks import WIDE
from generator.text.merge_conflict import merge_conflicts
from generator.text.yaml.document import Document, Loc, Mapping, Node, Scalar, Sequence, unfolded
from generator.text.yaml.mistakes import Stop, find_mistake

MAX_DEPTH = 16
_HOPELESS_DEPTH = 100  # parsing stops here: its time grows with the square of the depth

YAML_SYNTAX = Rule("yaml-syntax", "Files must be valid YAML.")
YAML_TAB = Rule("yaml-tab", "Lines must be indented with spaces, not tabs or other white space.")
DUPLICATE_KEY = Rule("duplicate-key", "Keys must not repeat in a mapping.")
YAML_ANCHOR = Rule("yaml-anchor", "Files must not use anchors, aliases or tags (`&a`, `*a`, `!t`).")
YAML_KEY = Rule("yaml-key", "Keys must be plain words.")
YAML_DOCUMENTS = Rule("yaml-documents", "A file must contain only one YAML document.")
YAML_DEPTH = Rule("yaml-depth", "Values must not nest deeper than 16 levels.")
EMPTY_YAML = Rule("empty-yaml", "A YAML file must contain values, not only comments.")
RULES = (YAML_SYNTAX, YAML_TAB, DUPLICATE_KEY, YAML_ANCHOR, YAML_KEY, YAML_DOCUMENTS, YAML_DEPTH, EMPTY_YAML)

_ANCHOR = "anchors, aliases and tags are not allowed"
_NO_ANCHOR = "write the value itself; put text that starts with &, * or ! in quotation marks; a list item begins with -"

_NOTHING = ("", "~", "null", "Null", "NULL")

Places = Indexable[int]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file of which only the bytes are kept; places are found by parsing it again.

    The tree of nodes takes ten times the memory of the bytes, and only diagnostics need places. ``left_out`` and
    ``renames`` are copied from the document that was decoded.
    """

    path: str
    data: bytes
    left_out: tuple[frozenset[Loc], ...] = ()
    renames: tuple[tuple[Loc, str], ...] = ()

    def span(self, loc: Loc = (), offset: int | None = None, length: int = 1) -> Span:
        """Return the place of a value, as ``Document.span`` does."""
        return _parse_again(self).span(loc, offset, length)

    def left_out_keys(self, loc: Loc) -> frozenset[str]:
        """Return the keys that were left out of the mapping at ``loc``."""
        return _parse_again(self).left_out_keys(loc)


@lru_cache(maxsize=16)  # diagnostics of one file mostly come in a row
def _parse_again(file: YamlFile) -> Document:
    document, _ = read_yaml_file(file.path, file.data)
    assert document is not None  # the same as the first time
    document = document.renamed(file.renames)
    for locs in file.left_out:
        document = document.without(locs)
    return document


@lru_cache(maxsize=16)  # the place of a problem is often needed right after reading
def read_yaml_file(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Parse a file from its bytes; see ``read_yaml``."""
    text = decode_text(path, data)
    if isinstance(text, Diagnostic):
        return None, (text,)
    document, diagnostics = read_yaml(path, text)
    return document, tuple(diagnostics)


def read_yaml(path: str, text: str) -> tuple[Document | None, list[Diagnostic]]:
    """Parse one file; return the document, or None if it cannot be used, and the diagnostics.

    Tabs and other characters in indentation are reported line by line. They are then read as spaces, tabs in the first
    usual width with which the file parses, so that they hide no other problem.
    """
    if conflicts := list(merge_conflicts(path, text)):
        return None, conflicts
    breaks, indents = list(_other_line_ends(path, text)), list(_odd_indentation(path, text))
    read = text.translate(_LINE_ENDS) if breaks else text
    builder = _Builder(path, text, read)
    if not (builder.build() and not builder.has_odd_keys) and indents:
        attempts = [_Builder(path, text, *_with_spaces(read, width)) for width in (2, 4, 8, 1)]
        builder = next((attempt for attempt in attempts if attempt.build()), attempts[0])
        breaks += indents
    return builder.result, [*breaks, *builder.diagnostics]


_LINE_ENDS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
_WIDTHS = dict.fromkeys("\u200b\u2060\ufeff", 0) | dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", 1
)
_INDENTATION = re.compile(rf"^ *([\t{''.join(_WIDTHS)}])", re.MULTILINE)


def _other_line_ends(path: str, text: str) -> Iterator[Diagnostic]:
    """Report characters that older YAML takes for the end of a line, and newer YAML and people do not."""
    for found in re.finditer("[\x85\u2028\u2029]", text):
        line, start = text.count("\n", 0, found.start()) + 1, text.rfind("\n", 0, found.start()) + 1
        span = Span(path, line, found.start() - start + 1, line, found.end() - start + 1)
        hint = "type a space in its place, or a line break and the indentation"
        if found[0] == "\x85":
            hint = "type … or a space in its place"  # that of windows-1252 is often read as this
        yield YAML_SYNTAX.at(span, f"{_code_point(found[0])} does not belong here", hint)


def _odd_indentation(path: str, text: str) -> Iterator[Diagnostic]:
    for found in _INDENTATION.finditer(text):
        line, column = text.count("\n", 0, found.start()) + 1, found.end() - found.start()
        what = "a tab" if found[1] == "\t" else _code_point(found[1])
        span = Span(path, line, column, line, column + 1)
        yield YAML_TAB.at(span, f"this line is indented with {what}", "use spaces, two for each level")


def _code_point(character: str) -> str:
    name = unicodedata.name(character, {"\x85": "NEXT LINE"}.get(character, ""))
    return f"U+{ord(character):04X} {name}"


def _with_spaces(text: str, width: int) -> tuple[str, Places]:
    """Return the text indented with spaces, and for each of its code points the index in ``text``."""
    pieces: list[str] = []
    places: list[int] = []
    indenting = True
    for at, character in enumerate(text):
        spaces = _WIDTHS.get(character, width if character == "\t" else -1) if indenting else -1
        indenting = character == "\n" or (indenting and (character == " " or spaces >= 0))
        pieces.append(character if spaces < 0 else " " * spaces)
        places += [at] * len(pieces[-1])
    return "".join(pieces), [*places, len(text)]


_UNUSUAL = re.compile(rf"{_INDENTATION.pattern}|[\x85\u2028\u2029]|{WIDE}", re.MULTILINE)


def read_values(path: str, text: str) -> Any:
    """Return the values of a file as dicts, lists, strings and ``None``, without their places, in half the time.

    They are those of ``read_yaml``. None: there may be a mistake, or something that only ``read_yaml`` can read.
    """
    if _UNUSUAL.search(text) or any(merge_conflicts(path, text)):
        return None
    children: list[Any] = []  # of the innermost collection that is open, and below of the others
    outer: list[list[Any]] = []
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):  # first, because most events are scalars
                if (
                    event.anchor
                    or event.tag
                    or (event.style == '"' and too_many_marks(event.value) is not None)
                ):
                    return None
                children.append(None if not event.style and event.value in _NOTHING else event.value)
            elif isinstance(event, yaml.CollectionStartEvent):
                if event.anchor or event.tag or len(outer) == MAX_DEPTH:
                    return None
                outer.append(children)
                children = []
            elif isinstance(event, yaml.CollectionEndEvent):
                value: Any = children
                if isinstance(event, yaml.MappingEndEvent):
                    keys = children[::2]
                    if not all(isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
                        return None
                    value = dict(zip(keys, children[1::2], strict=True))
                children = outer.pop()
                children.append(value)
            elif isinstance(event, yaml.AliasEvent) or (
                isinstance(event, yaml.DocumentStartEvent) and children
            ):
                return None
    except (yaml.YAMLError, UnicodeEncodeError):
        return None
    return children[0] if children else None


class _Builder:
    """Builds the tree from PyYAML's events, with its own stack.

    ``read`` is what the parser gets; ``places`` maps its code points to those of ``text``.
    """

    def __init__(self, path: str, text: str, read: str = "", places: Places = ()) -> None:
        self.file = Document(path, text, Scalar(0, 0, None))
        self.read = read or text
        self.places = places or range(len(text) + 1)
        self.diagnostics: list[Diagnostic] = []
        self.result: Document | None = None
        self.roots: list[Node] = []
        self.open: list[tuple[int, list[Node | None]]] = []  # where a collection starts, and its children
        self.last: Scalar | None = None  # the last scalar read
        self.has_odd_keys = False  # a key begins with white space that YAML takes for a letter

    def build(self) -> bool:
        """Build ``result``; return whether the text is valid YAML."""
        try:
            finished = self._follow_events()
        except (yaml.YAMLError, UnicodeEncodeError) as error:  # the latter: half a surrogate pair
            self._report_syntax(error)
            return False
        if not finished:
            return True
        root = self.roots[0] if self.roots else Scalar(0, 0, None)
        if isinstance(root, Scalar) and root.value is None:
            self._report(EMPTY_YAML, 0, 0, "the file has no values", "add its fields, or delete it")
        else:
            self.result = replace(self.file, root=root)
        return True

    def _follow_events(self) -> bool:
        """Read events to the end; return False if it would take too long to use the values."""
        too_deep = 0
        for event in yaml.parse(self.read, Loader=yaml.CSafeLoader):
            # Every event has both marks, although the type hints allow None.
            assert event.start_mark is not None
            assert event.end_mark is not None
            start, end = self.places[event.start_mark.index], self.places[event.end_mark.index]
            if isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
                self._report(YAML_ANCHOR, start, end, _ANCHOR, _NO_ANCHOR)
            if isinstance(event, yaml.ScalarEvent):  # first, because most events are scalars
                if event.style == '"' and too_many_marks(event.value) is not None:  # typed as \u0301
                    self._report(TOO_MANY_MARKS, start, end, *MARKS_MESSAGE)
                    return False
                empty = not event.style and event.value in _NOTHING
                self.last = Scalar(start, end, None if empty else event.value, event.style or "")
                if not too_deep:
                    self._add(unfolded(self.file.text, self.last))
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self.open) == MAX_DEPTH and not too_deep:
                    self._report(
                        YAML_DEPTH, start, end, f"values nest deeper than {MAX_DEPTH} levels", "flatten them"
                    )
                    self._add(None)
                too_deep += len(self.open) >= MAX_DEPTH
                if too_deep > _HOPELESS_DEPTH:
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
        is_item_begun = False  # the mapping goes on with what is another item of a list
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar) or key.value is None:
                if key is not None:
                    self._report(
                        YAML_KEY, key.start, key.end, "this key is not a plain word", "write `key: value`"
                    )
            elif key.value in entries and not is_item_begun:
                first = self.file.stretch(entries[key.value][0].start, entries[key.value][0].end)
                message, hint = (
                    f"duplicate key `{key.value}` (first on line {first.line})",
                    "keep one of them",
                )
                is_item_begun = key.value == next(iter(entries)) and self._begins_item(entries[key.value][0])
                if is_item_begun:
                    hint += f"; if this is another item of the list, write `- {key.value}:`"
                self._report(DUPLICATE_KEY, key.start, key.end, message, hint)
            elif is_item_begun:
                continue
            elif value is not None:
                entries[key.value] = key, value
                self.has_odd_keys |= key.value[:1] in _WIDTHS
        return Mapping(start, end, entries)

    def _begins_item(self, key: Scalar) -> bool:
        """Return whether only the mark of a list item is before a key on its line."""
        text = self.file.text
        return text[text.rfind("\n", 0, key.start) + 1 : key.start].strip() == "-"

    def _report_syntax(self, error: yaml.YAMLError | UnicodeEncodeError) -> None:
        """Report why the parser stopped. It counts code points, or bytes if it could not decode a character."""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        if mark:
            index = mark.index
        elif isinstance(error, UnicodeEncodeError):
            index = error.start
        else:
            index = len(self.read.encode()[: getattr(error, "position", 0)].decode(errors="replace"))
        begun = self._place(context.index) if context else None
        stop = Stop(str(problem), self._place(index), begun, self.last)
        self._report(YAML_SYNTAX, *find_mistake(self.file.text, stop))

    def _place(self, index: int) -> int:
        return self.places[min(index, len(self.places) - 1)]

    def _report(self, rule: Rule, start: int, end: int, message: str, hint: str) -> None:
        self.diagnostics.append(rule.at(self.file.stretch(start, end), message, hint))
