"""The line that a diagnostic is about, with a mark below the place, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from generator.diagnostics import Span, printable


def excerpt(lines: Sequence[str], span: Span, width: int) -> tuple[str, str] | None:
    """Return the line at ``span`` with its number, and the line below with a mark: ``^``, then ``~`` to the span's end.

    ``lines`` are the file's lines. A line that needs more than ``width`` terminal cells is cut around the mark.
    Returns None if there is nothing to point at: the diagnostic is about the whole file.
    """
    if span.is_whole_file or span.line > len(lines):
        return None
    line = lines[span.line - 1].rstrip()
    start = min(span.column - 1, len(line))
    while 0 < start < len(line) and not _cells(line[start]):
        start -= 1  # a combining mark shares the cell of its letter
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


def _cells(character: str) -> int:
    return cell_len(printable(character))


def _window(line: str, start: int, width: int) -> tuple[int, int]:
    """Return the start and end of the part of a line to show: all, or what fits around ``start`` between ``…``."""
    if len(line) <= 2 * width and cell_len(printable(line)) <= width:
        return 0, len(line)
    first, room = start, width // 2
    while first and (room := room - _cells(line[first - 1])) > 0:
        first -= 1
    last, room = first, width - 2
    while last < len(line) and (room := room - _cells(line[last])) >= 0:
        last += 1
    return first, last
