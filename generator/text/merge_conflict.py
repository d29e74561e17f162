"""Find the markers that Git leaves in a file where two branches changed the same lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Rule, Span

MERGE_CONFLICT = Rule("merge-conflict", "Files must not contain merge conflict markers.")
RULES = (MERGE_CONFLICT,)

_MARKER = re.compile(r"^(?:<{7}|={7}(?=\r?$)|>{7}|\|{7})(?: .*)?(?=\r?$)", re.MULTILINE)
_KEEP = "keep the lines you want of both sides, and delete the lines of <<<<<<<, ======= and >>>>>>>"


def is_marker(line: str) -> bool:
    """Return whether a line is a marker."""
    return bool(_MARKER.match(line))


def merge_conflicts(path: str, text: str, hint: str = _KEEP) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each conflict, at the line where it begins; else for the first marker that was left."""
    markers = list(_MARKER.finditer(text)) if "<<<<<<<" in text or ">>>>>>>" in text else []
    for marker in [found for found in markers if found[0][0] == "<"] or markers[:1]:
        line = text.count("\n", 0, marker.start()) + 1
        span = Span(path, line, 1, line, len(marker[0]) + 1)
        yield MERGE_CONFLICT.at(span, "a merge conflict begins here", hint)
