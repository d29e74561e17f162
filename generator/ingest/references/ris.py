"""Reads RIS, the format of EndNote, Mendeley and most library catalogues: a tag and a text on each line."""

from __future__ import annotations

import re

from generator.ingest.article import ArticleError, field_text
from generator.ingest.references.reference import Reference, check_count
from generator.ingest.references.values import join_name

_IN_BOOKS = ("CHAP", "CONF", "CPAPER", "ENCYC", "DICT")
_MOST_VALUES = 500  # of a tag
_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*)|$)")  # some programs write one space before the hyphen

Record = dict[str, list[str]]
"""The values of each tag, on one line each."""


def read_ris(text: str) -> list[Reference]:
    """Read the records of a file. Raises ArticleError."""
    fields: list[tuple[str, list[str]]] = []  # the tag and the lines of each
    for line in re.split("\r\n|\r|\n", text):
        if tag := _TAG.fullmatch(line.rstrip()):
            fields.append((tag[1], [tag[2] or ""]))
        elif fields:
            fields[-1][1].append(line)
    records: list[Record] = []
    for name, lines in fields:
        if name == "TY":
            records.append({})
        if records:
            records[-1].setdefault(name, []).append(" ".join(lines).strip())
    if not records:
        raise ArticleError("is not RIS: no line begins with “TY  - ”")
    check_count(len(records))
    return [_reference(record, number) for number, record in enumerate(records, 1)]


def _reference(record: Record, number: int) -> Reference:
    is_in_book = _first(record, "TY") in _IN_BOOKS
    tags = ("PB", "T2", "JO", "JF", "JA") if is_in_book else ("T2", "JO", "JF", "JA", "PB")
    doi = _first(record, "DO")
    return Reference(
        key=_first(record, "ID", "LB") or f"record {number}",
        title=_first(record, "TI", "T1", "CT"),
        authors=tuple(map(_name, _all(record, "AU", "A1"))),
        publisher=_first(record, *tags),
        url=re.split(r"; *(?=https?://)", _first(record, "UR", "LK"))[0]
        or (f"https://doi.org/{doi}" if doi else ""),
        published=max(map(_day, _all(record, "DA", "PY", "Y1")), key=len, default=""),
        accessed=_day(_first(record, "Y2")),
        language=_first(record, "LA"),
        notes=tuple(_all(record, "N1", "M1")),
        files=tuple(_all(record, "L1", "L2", "LK")),
    )


def _all(record: Record, *tags: str) -> list[str]:
    return [
        text for tag in tags for value in record.get(tag, [])[:_MOST_VALUES] if (text := field_text(value))
    ]


def _first(record: Record, *tags: str) -> str:
    return next(iter(_all(record, *tags)), "")


def _name(written: str) -> str:
    """Return ``Kim, Min-ji`` as ``Min-ji Kim``, and ``Reed, Tom, Jr.`` as ``Tom Reed, Jr.``."""
    family, given, *suffix = (
        [part.strip() for part in written.split(",")] if "," in written else [written, ""]
    )
    return ", ".join(filter(None, (join_name(family, given), *suffix)))


def _day(written: str) -> str:
    """Return ``2024/01/17/`` as ``2024-01-17``, and ``2024///Spring 2024`` as ``Spring 2024``."""
    *numbers, words = written.split("/") if written.count("/") == 3 else (written, "")
    if re.search(r"\d{4}", words):
        return words
    return "-".join(filter(None, numbers)) if words == "" else f"{words} {numbers[0]}".strip()
