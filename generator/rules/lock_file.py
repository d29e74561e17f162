"""Read a lock file: one entry a line. Empty lines and lines that start with ``#`` mean nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span
from generator.text.merge_conflict import is_marker, merge_conflicts

_MERGE = "run `seedbrief lock`: it keeps the lines of both sides"


class Entry(NamedTuple):
    """A line of a lock file: its number, from 1, and the groups of the pattern, or the whole line if it has none."""

    line: int
    values: tuple[str, ...]


def parse_lock(
    text: str, path: str, pattern: re.Pattern[str], report: Callable[[Span], Diagnostic]
) -> tuple[list[Entry], list[Diagnostic]]:
    """Parse a lock file line by line.

    Returns the entries, which are the lines that match ``pattern`` as a whole, and the diagnostics: what ``report``
    makes of the span of any other line, and one for each merge conflict.
    """
    entries: list[Entry] = []
    diagnostics = list(merge_conflicts(path, text, _MERGE))
    for number, written in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        if match := pattern.fullmatch(line):
            entries.append(Entry(number, match.groups() or (line,)))
        elif not is_marker(line):
            diagnostics.append(report(Span(path, number, 1, number, len(written) + 1)))
    return entries, diagnostics
