"""Changes as a person or a program reads them: text with a heading for each brief, and plain values for JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from textwrap import wrap
from typing import Any

from generator.history.content_diff import REASONED, Change
from generator.text.word_diff import word_diff

_SHORT = 60  # characters: up to here two values stand side by side
_WIDTH = 96
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # would act on a terminal


def changes_data(found: Iterable[Change], since: str) -> dict[str, Any]:
    """Give the changes as plain values, for JSON."""
    return {"since": since, "changes": [asdict(change) for change in found]}


def changes_text(found: Sequence[Change], since: str) -> str:
    """Write the changes for a person: a heading for each brief or record, and what changed indented below it."""
    if not found:
        return f"No change in the content since {since}."
    lines = [f"{len(found)} change{'s' if len(found) > 1 else ''} in the content since {since}:"]
    for name, group in groupby(found, key=lambda change: change.where.partition("#")[0]):
        of_record = list(group)
        heading = name if " " in name else f"brief {name}"
        whole = of_record[0].what == of_record[0].kind and of_record[0].where == name
        lines += ["", *(_wrapped("", _sentence(of_record[0], heading)) if whole else [heading])]
        for where, section in groupby(of_record[whole:], key=lambda change: change.where):
            lines += _section(where, list(section))
    return "\n".join(_UNSHOWABLE.sub("\ufffd", line) for line in lines)


def _section(where: str, found: list[Change]) -> Iterator[str]:
    """Write the changes of one statement, or some of a record's own."""
    indent, added = "  ", False
    if statement := where.partition("#")[2]:
        heading = f"{found[0].kind} {statement}"
        added = found[0].what == found[0].kind
        yield from _wrapped(indent, _sentence(found[0], heading) if added else heading)
        indent, found = "    ", found[added:]
    for reasoned, some in groupby(found, key=lambda change: change.what in REASONED):
        changed = list(some)
        for change in changed:
            yield from _wrapped(indent, _sentence(change, change.what, " added" * (not added)))
        notes = changed[0].because or ("not said; a new entry under `revisions` would say why",)
        for note in notes if reasoned and not added else ():
            yield from _wrapped(indent, f"because: {note}")


def _sentence(change: Change, what: str, added: str = " added") -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        came = added if after is not None else " removed"
        return f"{what}{came}: {after or before}" if after or before else f"{what} changed"
    if change.what in ("id", "slug"):
        return f"{what} changed from {before} to {after}" if change.what == "id" else f"renamed from {before}"
    if before.split() == after.split():
        return f"{what}: only spaces or line breaks changed"
    if len(before) + len(after) <= _SHORT:
        return f"{what}: {before} -> {after}"
    return f"{'reworded' if what == 'text' else f'{what} changed'}: {word_diff(before, after)}"


def _wrapped(indent: str, text: str) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
