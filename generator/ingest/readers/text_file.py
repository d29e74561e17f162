"""Reads a text file: its bytes become the seed. The front matter of Markdown says what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.ingest.article import (
    LOCAL,
    MAX_TEXT_BYTES,
    Article,
    Fact,
    Proposal,
    Received,
    check_size,
    check_text,
    fact,
    field_text,
)
from generator.ingest.readers.decode import decode
from generator.ingest.readers.language import language_of
from generator.ingest.readers.page.metadata import person_names, to_day
from generator.model.fields import URL_PATTERN
from generator.text.front_matter import looks_like_front_matter, split_article

_MAX_TITLE_LENGTH = 150  # code points of a first line that may be a title
_SENTENCE_END = (".", "!", "?", "。", ":", ";", ",")
_EDGE = 5  # lines at the beginning and at the end that may name the source
_SOURCE_LINE = re.compile(
    r"(?:(?:source|url|link|from|quelle|fuente|fonte|источник|출처|원문|来源|出典)\s*[:：]\s*)?<?(https?://[^\s<>]+)>?",
    re.IGNORECASE,
)
_FRONT_MATTER = "front matter"
_UNREAD = "what looks like front matter has no fields or is not valid YAML, so it stays in the text"


def read_text(data: bytes, received: Received = LOCAL) -> Article:
    """Read a text, keeping its bytes. Its first line is its title if it looks like one. Raises ArticleError."""
    check_size(data, MAX_TEXT_BYTES)
    is_markdown = received.name.lower().endswith(".md") or received.media_type == "text/markdown"
    encoding, text, is_guessed = decode(data, received.charset)
    check_text(text)
    stated, front_matter, body = split_article(text) if is_markdown else ({}, "", text)
    fields = {name.lower(): value for name, value in stated.items()}
    is_unread = is_markdown and not front_matter and looks_like_front_matter(text)
    unread = [_UNREAD] if is_unread else []
    authors, proposals = _authors(fields)
    url = Fact(received.url, "the address it was fetched from") if received.url else _url(fields)
    language = language_of(body, next(_texts(fields, "lang", "language"), ""), _FRONT_MATTER)
    if not url:
        proposals += [
            Proposal("url", line, "on a line of its own in the text") for line in _source_lines(body)
        ][:1]
    return Article(
        data,
        text,
        ".md" if is_markdown else ".txt",
        front_matter,
        encoding,
        is_guessed,
        title=_first(fields, "title") or fact(_title_line(body, is_markdown), "first line"),
        site_name=_first(fields, "publisher", "publication", "site_name", "site"),
        authors=authors,
        url=url,
        published=_day(fields, "published", "date"),
        accessed=_day(fields, "accessed", "retrieved", "created") if url else Fact(),
        language=language.language,
        proposals=(*proposals, *language.proposals),
        remarks=(*unread, *language.remarks),
    )


def _texts(fields: Mapping[str, Any], *names: str) -> Iterator[str]:
    """Yield the texts in the named fields, each of which may be a list. A link to a note, ``[[Ada]]``, is its words."""
    for name in names:
        value = fields.get(name)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and text.strip():
                yield re.sub(r"^\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]$", r"\1", text.strip())


def _first(fields: Mapping[str, Any], *names: str) -> Fact:
    return next((found for text in _texts(fields, *names) if (found := fact(text, _FRONT_MATTER))), Fact())


def _url(fields: Mapping[str, Any]) -> Fact:
    urls = _texts(fields, "url", "source", "source_url", "canonical_url", "link")
    return next((fact(url, _FRONT_MATTER) for url in urls if re.fullmatch(URL_PATTERN, url)), Fact())


def _day(fields: Mapping[str, Any], *names: str) -> Fact:
    days = (day for text in _texts(fields, *names) if (day := to_day(text)))
    return next((Fact(day.isoformat(), _FRONT_MATTER) for day in days), Fact())


def _authors(fields: Mapping[str, Any]) -> tuple[tuple[Fact, ...], list[Proposal]]:
    stated = list(_texts(fields, "author", "authors"))
    names = [fact(name, _FRONT_MATTER) for text in stated for name in person_names(text)]
    others = [field_text(text) for text in stated if not person_names(text)]
    reason = f"stated in the {_FRONT_MATTER}"
    return tuple(filter(None, names)), [Proposal("authors", text, reason) for text in others if text]


def _source_lines(text: str) -> Iterator[str]:
    """Yield the URLs that stand on a line of their own at the beginning or the end of a text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in (*lines[:_EDGE], *lines[-_EDGE:]):
        if (found := _SOURCE_LINE.fullmatch(line)) and re.fullmatch(URL_PATTERN, found[1]):
            yield found[1]


def _title_line(text: str, is_markdown: bool) -> str:
    """Return the first Markdown heading, or the first line if it is short, on its own and not a sentence; or empty."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if is_markdown and (heading := next((line for line in lines if line.startswith("# ")), "")):
        return field_text(heading.lstrip("# "))
    is_alone = len(lines) > 1 and (not lines[1] or lines[1].strip("=-") == "")
    is_title = is_alone and len(lines[0]) <= _MAX_TITLE_LENGTH and not lines[0].endswith(_SENTENCE_END)
    return field_text(lines[0]) if is_title and "://" not in lines[0] else ""
