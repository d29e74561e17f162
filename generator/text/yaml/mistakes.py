"""Say which mistake a person made where a YAML parser stopped: the parser names what it expected, often lines later."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.text.yaml.document import Scalar
from generator.text.yaml.writer import scalar


class Mistake(NamedTuple):
    """What is wrong between two code points of a text, half open, and what to type instead."""

    start: int
    end: int
    message: str
    hint: str


class Stop(NamedTuple):
    """Where and why a parser stopped.

    ``begun`` is where the value begins that it was in the middle of, if it says so; ``last`` is the last scalar before.
    """

    problem: str
    at: int
    begun: int | None
    last: Scalar | None


_FIELD = re.compile(r"( *(?:- +)*)([^\s:#'\"\[{-][^\s:]*):(?=\s|$)")
_FIELD_INSIDE = re.compile(r"\n *(?:- +)*[a-z_]+:(?:\s|$)")
_NO_SPACE = re.compile(r" *(?:- +)*([A-Za-z][\w-]*):(?:[\u00a0\u3000]+|(?=[^\s/]))(.*)")
_NO_COLON = re.compile(r"([a-z][a-z_]*)(?: +(\S+)| *[=\uff1a] *(.*))$")
_LIST_BELOW = re.compile(r"[a-z_]+\r?\n *- .*", re.DOTALL)
_NEAR = 80  # code points of what follows that matter
_HYPHEN = re.compile(r" *(-)([a-z_]+:(?=\s|$).*)")
_MARKED = re.compile(r"( *(?:- +)*(?:[^\s:]+: +)?)([*&].*)")
_COMMENT = re.compile(r"[ \t]+(#)(.?)")
_COMMENT_IN_LIST = re.compile(r"[\[{](?:[^\[\]{}#\n]*,)? *#")
_NO_PLAIN_START = "\"'[{|>&*!%@`\u201c\u201d\u201e\u2018\u2019\u00ab\u300c"
_QUOTED = "put the whole text in quotation marks"

ADVICE = {
    "mapping values are not allowed": "put a value that contains `: ` in quotation marks",
    "cannot start any token": "put a value that starts with this character in quotation marks",
    "block sequence entries are not allowed": "put text that starts with - in quotes; begin a list on the next line",
    "did not find expected '-' indicator": "indent all items of a list the same",
    "did not find expected node content": "close every [ and {; put a text that starts with one in quotation marks",
    "did not find expected key": "indent all keys of a mapping the same; close every quotation mark",
    "unknown escape character": "in double quotation marks write \\\\ for a backslash, or use single quotation marks",
    "hexdecimal": "in double quotation marks write \\\\ for a backslash, or use single quotation marks",
}  # fmt: skip


def find_mistake(text: str, stop: Stop) -> Mistake:
    """Return the mistake that most likely stopped the parser; if none is known, what the parser says."""
    looks = (
        *(_colon, _unclosed, _comment, _after_value, _no_field),
        *(_wrong_start, _no_space_after_hyphen, _wrong_indentation),
    )
    for look in looks:
        if mistake := look(text, stop):
            return mistake
    hints = [hint for fragment, hint in ADVICE.items() if fragment in stop.problem]
    if stop.begun is not None and _start(text, stop.begun) != _start(text, stop.at):
        hints.append(f"the value it belongs to starts on line {_number(text, stop.begun)}")
    end = min(stop.at + 1, len(text))
    return Mistake(stop.at, end, f"invalid YAML: {stop.problem}", "\n".join(hints))


def _colon(text: str, stop: Stop) -> Mistake | None:
    """Report a text of one line with `: ` in it, as in a title."""
    line, start = _line_at(text, stop.at), _start(text, stop.at)
    field = _FIELD.match(line)
    value = line[field.end() :].strip() if field else ""
    if not field or "mapping values" not in stop.problem or not value or value[0] in _NO_PLAIN_START:
        return None
    if start + field.end() > stop.at or " #" in value:
        return None
    message = "a text with `: ` in it must be in quotation marks"
    return Mistake(stop.at, stop.at + 1, message, f"write `{field[2]}: {scalar(value)}`")


def _unclosed(text: str, stop: Stop) -> Mistake | None:
    start = stop.begun if "unexpected end of stream" in stop.problem else None
    last = stop.last if stop.last and stop.last.style in ('"', "'") else None
    if start is None and last and _FIELD_INSIDE.search(text, last.start, last.end):
        start = last.start
    if start is not None:
        mark = text[start]
        hint = f"type {mark} at the end of the text"
        if mark == "'":
            hint += "; write '' for an apostrophe inside it, or use \" around a text that begins with one"
        return Mistake(start, start + 1, f"this quotation mark {mark} is not closed", hint)
    begun = stop.begun if "expected ',' or" in stop.problem else None
    if begun is not None and (found := _COMMENT_IN_LIST.match(text, begun)):
        message = "# begins a comment here, which goes on to the end of the line"
        hint = "leave it out, or put the text in quotation marks"
        return Mistake(found.end() - 1, found.end(), message, hint)
    if begun is not None and _start(text, begun) != _start(text, stop.at) and not _cut(text, stop):
        what, close = ("list", "]") if text[begun] == "[" else ("mapping", "}")
        hint = f"type {close} at its end; put a text that starts with {text[begun]} in quotation marks"
        return Mistake(begun, begun + 1, f"this {what} is not closed", hint)
    return None


def _cut(text: str, stop: Stop) -> re.Match[str] | None:
    """Return the ``#`` that ended the last text, if that is why the parser found something else than it expected."""
    if stop.last is None or stop.last.style:
        return None
    found = _COMMENT.match(text, stop.last.end)
    is_text = found and found[2].strip()
    goes_on = _indent(_line_at(text, stop.at)) > _indent(_line_at(text, stop.last.start))
    return found if is_text or (goes_on and not _FIELD.match(_line_at(text, stop.at))) else None


def _comment(text: str, stop: Stop) -> Mistake | None:
    if found := _cut(text, stop):
        return Mistake(
            found.start(1), found.end(1), "` #` begins a comment here, in the middle of a text", _QUOTED
        )
    return None


def _after_value(text: str, stop: Stop) -> Mistake | None:
    """Report text behind a closing quotation mark or bracket."""
    before = text[: stop.at].rstrip(" \t")
    follows = text[stop.at : stop.at + 1].strip()
    if not before or not follows or "did not find expected" not in stop.problem or before[-1] not in "\"']}":
        return None
    mark = before[-1]
    message = f"the value ends with {mark}, and more text follows"
    if mark in "]}":
        hint = "put a text that starts with [ or { in quotation marks"
    elif stop.last and stop.last.style == mark and stop.last.end == len(before):
        inside = "'' for an apostrophe" if mark == "'" else '\\" for a quotation mark'
        other = '"' if mark == "'" else "'"
        hint = f"write {inside} inside the text, or put {other} around all of it"
    else:
        return None
    return Mistake(stop.at, stop.at + 1, message, hint)


def _no_field(text: str, stop: Stop) -> Mistake | None:
    """Report a line that should be a field: ``credibility 3``, ``credibility:3``, or text that is not indented."""
    if "mapping values are not allowed" in stop.problem:
        previous = text.rfind("\n", 0, _start(text, stop.at) - 1) + 1
        found = _NO_SPACE.match(_line_at(text, previous)) if _start(text, stop.at) else None
        return _no_space(previous, found) if found else None
    if "could not find expected ':'" not in stop.problem or stop.begun is None:
        return None
    line = _line_at(text, stop.begun)
    if found := _NO_SPACE.match(line):
        return _no_space(_start(text, stop.begun), found)
    end = _start(text, stop.begun) + len(line)
    written = line.lstrip(" -")
    found = _NO_COLON.match(written)
    if found or _LIST_BELOW.fullmatch(f"{written}{text[end : end + _NEAR]}"):
        name, value = (found[1], found[2] or found[3] or "") if found else (written, "")
        message = f"there is no colon after `{name}`"
        return Mistake(stop.begun, end, message, f"write `{name}: {value}`".replace(": `", ":`"))
    above = _field_above(text, stop.begun)
    deeper = f"deeper than `{above[0]}` on line {above[2]}" if above else "deeper"
    hint = f"if it is part of the text above it, indent it {deeper}; else write `field: value`"
    return Mistake(stop.begun, end, "this line is not a field", hint)


def _no_space(start: int, found: re.Match[str]) -> Mistake:
    message = f"there must be a plain space after `{found[1]}:`"
    return Mistake(start + found.start(1), start + found.end(), message, f"write `{found[1]}: {found[2]}`")


def _wrong_start(text: str, stop: Stop) -> Mistake | None:
    """Report a value or an item that begins with the wrong character."""
    line, start = _line_at(text, stop.at), _start(text, stop.at)
    if found := re.match(r" *(\*) ", line):
        hint = "write `- ` before each item of a list"
        return Mistake(
            start + found.start(1), start + found.end(1), "a list item cannot begin with `*`", hint
        )
    if found := re.match(r"[^:]*: +([\u201c\u201d\u201e\u2018\u2019\u00ab\u300c])", line):
        hint = "write \" or ' around the text; it may contain curly ones"
        message = f"{found[1]} is not a quotation mark in YAML"
        return Mistake(start + found.start(1), start + found.end(1), message, hint)
    if "expected alphabetic or numeric" in stop.problem and (found := _MARKED.match(line)):
        message = f"a text that begins with {found[2][0]} must be in quotation marks"
        begin = start + found.start(2)
        goes_on = _indent(_line_at(text, start + len(line) + 1)) > _indent(line) or " #" in line
        hint = _QUOTED if goes_on else f"write `{found[1].lstrip()}{scalar(found[2].rstrip())}`"
        return Mistake(begin, begin + 1, message, hint)
    if "expected comment or line break" in stop.problem and stop.begun is not None:
        mark = text[stop.begun]
        hint = f"put a text that starts with {mark} in quotation marks; a block begins on the next line"
        return Mistake(stop.begun, stop.begun + 1, f"{mark} begins a block of text", hint)
    return None


def _no_space_after_hyphen(text: str, stop: Stop) -> Mistake | None:
    """Report ``-id: x``, on the line at which the parser stopped or on the one above it."""
    for start in (_start(text, stop.at), _start(text, max(_start(text, stop.at) - 1, 0))):
        if start and (found := _HYPHEN.match(_line_at(text, start))):
            at = start + found.start(1)
            message = "there must be a space after the hyphen of a list item"
            return Mistake(at, at + 1, message, f"write `- {found[2].rstrip()}`")
    return None


def _wrong_indentation(text: str, stop: Stop) -> Mistake | None:
    line, start = _line_at(text, stop.at), _start(text, stop.at)
    if not re.search("mapping values|expected key|expected '-'", stop.problem) or not line.strip():
        return None
    field = _FIELD.match(line)
    if field and stop.at in (start + field.end(1), start + field.end(2)):
        above = _field_above(text, start)
        if above is None or (above[1] == len(field[1]) and not field[1].strip()):
            return None
        name, spaces, number = above
        hint = f"indent it with {spaces} spaces, like `{name}` on line {number}"
        if field[1].strip():
            hint = "indent all items of a list the same"
        if "mapping values" in stop.problem:
            hint += f"; if it is part of the text above it, {_QUOTED}"
        return Mistake(start + field.end(1), start + field.end(2), f"`{field[2]}` is indented wrongly", hint)
    item = re.match(r" *(?=- )", line)
    if item and "expected" in stop.problem and (above := _field_above(text, start)):
        hint = f"indent all items of a list the same, and deeper than the field that they belong to, as `{above[0]}`"
        return Mistake(start + item.end(), start + item.end() + 1, "this item is indented wrongly", hint)
    if stop.last and stop.last.style in ("|", ">"):
        first = text.find("\n", stop.last.start) + 1
        hint = f"indent it with {_indent(_line_at(text, first))} spaces, like the text above it"
        return Mistake(stop.at, start + len(line), "this line is not indented like the text above it", hint)
    return None


def _field_above(text: str, at: int) -> tuple[str, int, int] | None:
    """Return the nearest field above a line: its name, how far it is indented, and the number of its line."""
    lines = text[: _start(text, at)].split("\n")[:-1]
    for number in range(len(lines), 0, -1):
        if found := _FIELD.match(lines[number - 1]):
            return found[2], found.end(1), number
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_at(text: str, at: int) -> str:
    return text[_start(text, at) :].partition("\n")[0].rstrip("\r")


def _number(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
