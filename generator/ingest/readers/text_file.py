"""Reads a text file: its bytes become the seed."""

from __future__ import annotations

import re

from generator.ingest.article import (
    LOCAL,
    MAX_TEXT_BYTES,
    Article,
    Fact,
    Received,
    check_size,
    check_text,
    fact,
    field_text,
)
from generator.ingest.readers.decode import decode
from generator.ingest.readers.language import language_of

_MAX_TITLE_LENGTH = 150  # code points of a first line that may be a title
_SENTENCE_END = (".", "!", "?", "。", ":", ";", ",")


def read_text(data: bytes, received: Received = LOCAL) -> Article:
    """Read a text, keeping its bytes. Its first line is its title if it looks like one. Raises ArticleError."""
    check_size(data, MAX_TEXT_BYTES)
    is_markdown = received.name.lower().endswith(".md") or received.media_type == "text/markdown"
    encoding, text, is_guessed = decode(data, received.charset)
    check_text(text)
    title = _front_matter_title(text) if is_markdown else ""
    found = language_of(text)
    return Article(
        data,
        text,
        ".md" if is_markdown else ".txt",
        encoding,
        is_guessed,
        title=fact(title, "title") or fact(_title_line(text, is_markdown), "first line"),
        url=Fact(received.url, "the address it was fetched from"),
        language=found.language,
        proposals=found.proposals,
    )


def _front_matter_title(text: str) -> str:
    front_matter = re.match(r"---\r?\n(.*?)\r?\n---\s*\n", text, re.DOTALL)
    title = re.search(r"(?m)^title:[ \t]*(.+)$", front_matter[1]) if front_matter else None
    return field_text(title[1].strip().strip("\"'")) if title else ""


def _title_line(text: str, is_markdown: bool) -> str:
    """Return the first Markdown heading, or the first line if it is short, on its own and not a sentence; or empty."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if is_markdown and (heading := next((line for line in lines if line.startswith("# ")), "")):
        return field_text(heading.lstrip("# "))
    is_alone = len(lines) > 1 and (not lines[1] or lines[1].strip("=-") == "")
    is_title = is_alone and len(lines[0]) <= _MAX_TITLE_LENGTH and not lines[0].endswith(_SENTENCE_END)
    return field_text(lines[0]) if is_title else ""
