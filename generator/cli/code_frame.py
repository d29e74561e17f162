"""The line that a finding is about, and a mark under the place, as they stand in a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rich.cells import cell_len

from generator.diagnostics import Span

_TAB = "    "
_UNSEEN = "\N{REPLACEMENT CHARACTER}"
# What would turn the rest of a terminal's line around.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def excerpt(lines: Sequence[str], span: Span, width: int) -> tuple[str, str] | None:
    """Give the line at ``span`` with its number, and below it a mark: ``^``, then ``~`` to the end of the span.

    ``lines`` are those of the file, ``width`` says how many cells of a terminal the longer of the two may take; a
    long line is cut around the mark. ``None`` where there is nothing to point at: the finding is about the whole file.
    """
    if span.is_whole_file or span.line > len(lines):
        return None
    line = lines[span.line - 1].rstrip()
    start = min(span.column - 1, len(line))
    while 0 < start < len(line) and not _cells(line[start]):
        start -= 1  # a combining mark stands in the cell of its letter
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    gutter = f"  {span.line} | "
    first, last = _window(line, start, max(width - len(gutter), 20))
    left = ("…" if first else "") + printable(line[first:start])
    marked, right = (
        printable(line[start : min(end, last)]),
        printable(line[max(start, min(end, last)) : last]),
    )
    shown = f"{gutter}{left}{marked}{right}{'…' if last < len(line) else ''}"
    mark = "^" + "~" * (cell_len(marked) - 1)
    return shown, f"{' ' * (len(gutter) - 2)}| {' ' * cell_len(left)}{mark}"


def printable(text: str) -> str:
    """Replace what would do something to a terminal, and show tabs as they are counted here: four cells each."""
    return "".join(
        _TAB
        if character == "\t"
        else _UNSEEN
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _TURNING
        else character
        for character in text
    )


def _cells(character: str) -> int:
    return cell_len(printable(character))


def _window(line: str, start: int, width: int) -> tuple[int, int]:
    """Choose the stretch of a line to show: all of it, or what fits around ``start`` with a ``…`` at each cut."""
    if len(line) <= 2 * width and cell_len(printable(line)) <= width:
        return 0, len(line)
    first, room = start, width // 2
    while first and (room := room - _cells(line[first - 1])) > 0:
        first -= 1
    last, room = first, width - 2
    while last < len(line) and (room := room - _cells(line[last])) >= 0:
        last += 1
    return first, last
