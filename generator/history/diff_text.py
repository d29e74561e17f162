"""Formats changes: as text with a heading for each brief or record, and as plain values for JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from textwrap import wrap
from typing import Any

from generator.history.content_diff import FIELDS_WITH_REASON, Change
from generator.text.word_diff import word_diff

_SHORT = 60  # code points of two values together that are shown as `before -> after`, without a word diff
_WIDTH = 96  # columns
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # could control a terminal


def changes_data(changes: Iterable[Change], since: str) -> dict[str, Any]:
    """Return the changes since a revision as plain values, for JSON."""
    return {"since": since, "changes": [asdict(change) for change in changes]}


def changes_text(changes: Sequence[Change], since: str) -> str:
    """Return the changes since a revision as text: a heading for each brief or record, its changes indented below."""
    if not changes:
        return f"No changes in the content since {since}."
    lines = [f"{len(changes)} change{'s' if len(changes) > 1 else ''} in the content since {since}:"]
    for name, group in groupby(changes, key=lambda change: change.where.partition("#")[0]):
        of_record = list(group)
        first = of_record[0]
        heading = name if " " in name else f"brief {name}"
        is_whole = first.what == first.kind and first.where == name  # the record was added or removed
        lines += ["", *(_wrap("", _sentence(first, heading)) if is_whole else [heading])]
        for where, section in groupby(of_record[is_whole:], key=lambda change: change.where):
            lines += _section(where, list(section))
    return "\n".join(_CONTROL_CHARACTERS.sub("\ufffd", line) for line in lines)


def _section(where: str, changes: list[Change]) -> Iterator[str]:
    """Yield the lines about one statement, or about the record's own fields."""
    indent, is_added = "  ", False
    if statement := where.partition("#")[2]:
        heading = f"{changes[0].kind} {statement}"
        is_added = changes[0].what == changes[0].kind
        yield from _wrap(indent, _sentence(changes[0], heading) if is_added else heading)
        indent, changes = "    ", changes[is_added:]
    for needs_reason, group in groupby(changes, key=lambda change: change.what in FIELDS_WITH_REASON):
        same_reason = list(group)
        for change in same_reason:
            yield from _wrap(indent, _sentence(change, change.what, " added" * (not is_added)))
        reasons = same_reason[0].because or ("no reason given; add an entry to `revisions` that says why",)
        for reason in reasons if needs_reason and not is_added else ():
            yield from _wrap(indent, f"because: {reason}")


def _sentence(change: Change, label: str, added: str = " added") -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        verb = added if after is not None else " removed"
        return f"{label}{verb}: {after or before}" if after or before else f"{label} changed"
    if change.what == "id":
        return f"id changed from {before} to {after}"
    if change.what == "slug":
        return f"renamed from {before}"
    if before.split() == after.split():
        return f"{label}: only spaces or line breaks changed"
    if len(before) + len(after) <= _SHORT:
        return f"{label}: {before} -> {after}"
    return f"{'reworded' if label == 'text' else f'{label} changed'}: {word_diff(before, after)}"


def _wrap(indent: str, text: str) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
