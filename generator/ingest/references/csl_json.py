"""Reads CSL-JSON: the list of items that Zotero and citation processors exchange."""

from __future__ import annotations

import json
import re
from typing import Any

from generator.ingest.article import ArticleError, field_text
from generator.ingest.references.reference import Reference, check_count
from generator.ingest.references.values import join_name

# Types of which the container is a book, and not who published the article.
_IN_BOOKS = ("chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia")

_MARKUP = re.compile(r"</?(?:i|b|sc|sup|sub|span)(?: [^<>]*)?>")  # that CSL allows in titles


def read_csl_json(text: str) -> list[Reference]:
    """Read the items of a file. Raises ArticleError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not JSON: {error}") from None
    items = data.get("items") if isinstance(data, dict) else data
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ArticleError("is not CSL-JSON, which is a list of items; in Zotero, export as CSL JSON")
    check_count(len(items))
    return [_reference(item, number) for number, item in enumerate(items, 1)]


def _reference(item: dict[str, Any], number: int) -> Reference:
    names = (
        ("publisher", "container-title")
        if item.get("type") in _IN_BOOKS
        else ("container-title", "publisher")
    )
    doi = _text(item, "DOI")
    return Reference(
        key=_text(item, "id") or f"item {number}",
        title=_MARKUP.sub("", _text(item, "title")),
        authors=tuple(filter(None, map(_name, _list(item.get("author"))))),
        publisher=next(filter(None, (_text(item, name) for name in names)), ""),
        url=_text(item, "URL") or (f"https://doi.org/{doi}" if doi else ""),
        published=_date(item.get("issued")),
        accessed=_date(item.get("accessed")),
        language=_text(item, "language"),
        notes=tuple(filter(None, (_text(item, "note"),))),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return field_text(str(value)) if isinstance(value, str | int) else ""


def _name(name: Any) -> str:
    if not isinstance(name, dict):
        return field_text(name) if isinstance(name, str) else ""
    if literal := _text(name, "literal"):
        return literal
    particles = (_text(name, part) for part in ("dropping-particle", "non-dropping-particle"))
    family = " ".join(filter(None, (*particles, _text(name, "family"))))
    whole = join_name(family, _text(name, "given"))
    suffix = _text(name, "suffix")
    return f"{whole}{', ' if name.get('comma-suffix') else ' '}{suffix}" if suffix else whole


def _date(value: Any) -> str:
    """Return a CSL date in EDTF, or as it is written in words."""
    if not isinstance(value, dict):
        return ""
    ends = [_iso(parts) for parts in _list(value.get("date-parts"))[:2]]
    if not ends or not all(ends):
        return next(filter(None, (_text(value, name) for name in ("raw", "literal"))), "")
    season = _text(value, "season")
    if season in ("1", "2", "3", "4") and len(ends) == 1 and len(ends[0]) == 4:
        ends[0] += f"-2{season}"
    sign = "~" if value.get("circa") else ""
    return "/".join(end + sign for end in ends)


def _iso(parts: Any) -> str:
    """Return year, month and day as YYYY-MM-DD, as far as they are there."""
    try:
        numbers = [int(part) for part in _list(parts)[:3] if part not in (None, "", 0, "0")]
    except (TypeError, ValueError):
        return ""
    return "-".join(f"{number:0{width}}" for number, width in zip(numbers, (4, 2, 2), strict=False))
