"""Add items and fields to a YAML file, or set a text, leaving all else as it is typed: comments, layout and line ends.

What was written is read again: unless it has exactly the same values but for the new ones, nothing is changed.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from collections.abc import Mapping as Fields
from typing import Any

from generator.text.yaml.document import Document, Loc, Mapping, Node, Scalar, Sequence
from generator.text.yaml.reader import read_yaml
from generator.text.yaml.writer import prose, scalar

Item = str | Fields[str, str]
"""A text, or a mapping of texts."""


class CannotInsert(Exception):
    """The file is written in a way that cannot be added to; the message says what is in the way."""


def with_item(document: Document, loc: Loc, item: Item) -> str:
    """Return the text of a file with an item added at the end of the list at ``loc``, a list or nothing at all.

    Raises CannotInsert; KeyError if there is no mapping for the list.
    """
    text = document.text
    *above, key = loc
    parent = _node(document.root, tuple(above))
    if not isinstance(parent, Mapping) or not isinstance(key, str):
        raise KeyError(loc)
    node = parent.entries[key][1] if key in parent.entries else None
    if isinstance(node, Sequence) and text[node.start] == "[":
        made = _in_flow_list(text, node, item)
    elif isinstance(node, Sequence):
        made = _in_block_list(text, node, item)
    elif node is None:
        made = _with_new_key(text, parent, key, item)
    elif isinstance(node, Scalar) and node.value is None and node.start == node.end:
        column = _column(text, parent.entries[key][0].start)
        made = _after_line(text, node.start, block_item(item, column + 2))
    else:
        raise CannotInsert(f"`{key}` is not a list")
    added = item if isinstance(item, str) else dict(item)
    _check(document, made, {loc: [*((document.value(loc) if node else None) or []), added]})
    return made


def with_text(document: Document, loc: Loc, value: str) -> str:
    """Return the text of a file with a text in place of the one at ``loc``, or as the last field of its mapping.

    Raises CannotInsert; KeyError if there is no mapping for it.
    """
    text = document.text
    *above, key = loc
    parent = _node(document.root, tuple(above))
    if not isinstance(parent, Mapping) or not isinstance(key, str):
        raise KeyError(loc)
    is_flow = text[parent.start] == "{"
    written = _flow_item(value) if is_flow else scalar(value)
    if key in parent.entries:
        node = parent.entries[key][1]
        if not isinstance(node, Scalar):
            raise CannotInsert(f"`{key}` is not a text")
        space = "" if text[node.start - 1].isspace() else " "
        block = re.match(r"[|>][-+\d]*([ \t]+#[^\r\n]*)?", text[node.start : node.end])
        line_end = re.search(r"(?:\r?\n)?\Z", text[node.start : node.end]) if block else None
        rest = f"{block[1] or ''}{line_end[0] if line_end else ''}" if block else ""
        made = f"{text[: node.start]}{space}{written}{rest}{text[node.end :]}"
    elif not parent.entries:
        raise CannotInsert("the mapping is empty")
    elif is_flow:
        end = _last_end(text, list(parent.entries.values())[-1][1])
        made = f"{text[:end]}, {key}: {written}{text[end:]}"
    else:
        (first, _), (_, last) = next(iter(parent.entries.values())), list(parent.entries.values())[-1]
        indent = " " * _column(text, first.start)
        made = _after_line(text, _last_end(text, last), f"{indent}{key}: {written}\n")
    _check(document, made, {loc: value})
    return made


def with_first_field(document: Document, locs: Iterable[Loc], key: str, value: str, text_key: str) -> str:
    """Return the text of a file with a new first field in each mapping at ``locs``, items of lists.

    A text there becomes a mapping, with the text as its field ``text_key``. Raises CannotInsert.
    """
    made, changes = document.text, {}
    for loc in sorted(locs, reverse=True):  # the last one first: the places of the others stay
        node, within = _node(document.root, loc), _node(document.root, loc[:-1])
        old = document.value(loc)
        if not isinstance(node, Scalar | Mapping) or not isinstance(within, Sequence) or not old:
            raise CannotInsert("an item is neither a text nor a mapping")
        changes[loc] = {key: value, **(old if isinstance(old, dict) else {text_key: old})}
        made = (
            made[: node.start]
            + _with_first(made, node, within, f"{key}: {scalar(value)}", text_key)
            + made[node.end :]
        )
    _check(document, made, changes)
    return made


def _with_first(text: str, node: Scalar | Mapping, within: Sequence, field: str, text_key: str) -> str:
    written = text[node.start : node.end]
    if text[node.start] == "{":
        return f"{{{field}, {written[1:]}"
    if isinstance(node, Scalar) and text[within.start] == "[":
        return f"{{{field}, {text_key}: {written}}}"
    margin = ("\r\n" if "\r\n" in text else "\n") + " " * _column(text, node.start)
    if isinstance(node, Mapping):
        return f"{field}{margin}{written}"
    return f"{field}{margin}{text_key}: " + re.sub(r"\n(?=[^\r\n])", "\n  ", written)


def block_item(item: Item, indent: int = 0) -> str:
    """Return an item of a block list, with its line end, as it is indented by ``indent`` spaces."""
    margin = " " * indent
    if isinstance(item, str):
        return f"{margin}- {prose(item, indent + 2)}\n"
    lines = [f"{key}: {prose(value, indent + 4)}" for key, value in item.items()]
    return f"{margin}- " + f"\n{margin}  ".join(lines) + "\n"


def _in_flow_list(text: str, node: Sequence, item: Item) -> str:
    """Add an item before the bracket that closes a list, after what precedes it on its line."""
    end = node.end - 1
    before = text[node.start + 1 : end]
    after_last = _last_end(text, node.items[-1]) if node.items else node.start + 1
    if "#" in text[after_last:end]:
        raise CannotInsert("a comment stands after the last item of the list")
    is_open = text[after_last:end].strip() == ","
    separator = "" if not before.strip() else " " if is_open else ", "
    at = after_last + (text[after_last:end].index(",") + 1 if is_open else 0)
    return f"{text[:at]}{separator}{_flow_item(item)}{text[at:]}"


def _flow_item(item: Item) -> str:
    if isinstance(item, str):
        return scalar(item) if re.fullmatch(r"[\w-]+", item) else _quoted(item)
    return f"{{{', '.join(f'{key}: {_flow_item(value)}' for key, value in item.items())}}}"


def _quoted(text: str) -> str:
    written = json.dumps(" ".join(text.split()), ensure_ascii=False)
    return "".join(char if char == " " or char.isprintable() else f"\\U{ord(char):08x}" for char in written)


def _in_block_list(text: str, node: Sequence, item: Item) -> str:
    before = text[: node.items[-1].start].rstrip(" ")
    if not before.endswith("-"):
        raise CannotInsert("the last item of the list does not begin on the line of its dash")
    indent = _column(text, len(before) - 1)
    if text[len(before) - 1 - indent : len(before) - 1].strip():
        raise CannotInsert("the list begins on the line of another one")
    return _after_line(text, _last_end(text, node.items[-1]), block_item(item, indent))


def _with_new_key(text: str, parent: Mapping, key: str, item: Item) -> str:
    if text[parent.start] == "{" or not parent.entries:
        raise CannotInsert(f"`{key}` is missing in a mapping in braces")
    first, (_, last) = next(iter(parent.entries.values())), list(parent.entries.values())[-1]
    indent = _column(text, first[0].start)
    return _after_line(text, _last_end(text, last), f"{' ' * indent}{key}:\n{block_item(item, indent + 2)}")


def _after_line(text: str, at: int, lines: str) -> str:
    """Insert lines after the line that contains the last visible character before ``at``, with its comment."""
    seen = len(text[:at].rstrip())
    end = text.find("\n", seen)
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = lines.replace("\n", line_end)
    if end < 0:
        return f"{text}{line_end}{lines}"
    return text[: end + 1] + lines + text[end + 1 :]


def _last_end(text: str, node: Node) -> int:
    """Return where the last value in a node ends: the end of a block is after the comments that follow it."""
    if isinstance(node, Scalar) or text[node.start] in "[{":
        return node.end
    values = node.items if isinstance(node, Sequence) else [value for _, value in node.entries.values()]
    return _last_end(text, values[-1]) if values else node.end


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _node(node: Node, loc: Loc) -> Node | None:
    for step in loc:
        if isinstance(node, Mapping) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def _check(document: Document, made: str, changes: Fields[Loc, Any]) -> None:
    """Raise CannotInsert unless the text has the values of the document, but for those in ``changes``."""
    wanted: Any = copy.deepcopy(document.value())
    for loc, value in changes.items():
        parent = wanted
        for step in loc[:-1]:
            parent = parent[step]
        parent[loc[-1]] = value
    again, diagnostics = read_yaml(document.path, made)
    if again is None or diagnostics or again.value() != wanted:
        raise CannotInsert("the file would not be the same otherwise")
