"""Reads a file of any kind: finds the reader for it by its name, or by the media type that a server named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.ingest.article import Article, ArticleError, Received
from generator.ingest.readers.text_file import read_text
from generator.ingest.readers.web_page import read_page


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be read."""

    extensions: tuple[str, ...]  # in lower case, the usual one first
    media_types: tuple[str, ...]
    read: Callable[[bytes, Received], Article]  # raises ArticleError


KINDS = (
    Kind((".txt", ".md"), ("text/plain", "text/markdown"), read_text),
    Kind((".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), read_page),
)


def read_article(data: bytes, received: Received) -> Article:
    """Read an article, as the name of its file or else its media type says. Raises ArticleError."""
    extension = PurePosixPath(received.name).suffix.lower()
    for kind in KINDS:
        if received.media_type in kind.media_types if received.url else extension in kind.extensions:
            return kind.read(data, received)
    what = (
        f"is {received.media_type}, which cannot be read"
        if received.url
        else "is of a kind that cannot be read"
    )
    known = ", ".join(extension for kind in KINDS for extension in kind.extensions)
    raise ArticleError(f"{what}; save its text as .txt (kinds that can be read: {known})")
