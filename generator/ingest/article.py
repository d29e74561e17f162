"""What a reader makes of one file: its text, and what the file itself says about the article.

A value that the file states in a machine-readable way is a ``Fact``, and is written into the source record with its
origin. Whatever is only guessed is a ``Proposal``, which a person must accept: it is never written as a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.load.invisible_text import is_visible, without_unpaired_controls
from generator.text.encoding import MARKS_MESSAGE, too_many_marks
from generator.text.plain_text import without_control_characters

MAX_TEXT_BYTES, MAX_ORIGINAL_BYTES = 5_000_000, 20_000_000


class ArticleError(Exception):
    """No article can be read; the message says why, to be shown after the file name and a colon."""


@dataclass(frozen=True, slots=True)
class Received:
    """How a file was received: its name, or the URL that it was downloaded from and what the server named."""

    name: str = ""
    url: str = ""
    media_type: str = ""  # such as text/html, in lower case
    charset: str = ""


LOCAL = Received()
"""A file of which nothing more is known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that the article states, and where: ``og:site_name``. False if it states none."""

    value: str = ""
    origin: str = ""

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guess at the value of a field of the source record, with the reason, to be shown in a comment."""

    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Original:
    """The file as received, from which the text was extracted."""

    data: bytes
    extension: str  # with its dot, in lower case: .pdf
    media_type: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article: the bytes that become the seed, their text, and the original that this was extracted from, if any.

    A text file is its own original, and ``text`` begins with its ``front_matter``. ``is_encoding_guessed`` means that
    nothing named the encoding. ``remarks`` are what a person should look at, each a phrase to be shown after the file
    name: ``only 152 characters of text``. ``notes`` are for the source record, each a sentence: ``Received as a mail
    with the Message-ID ...``.
    """

    data: bytes
    text: str
    extension: str = ".txt"
    front_matter: str = ""
    encoding: str = "utf-8"
    is_encoding_guessed: bool = False
    original: Original | None = None
    extractor: str = ""  # the program that extracted the text, with its version: trafilatura 2.1.0
    title: Fact = Fact()
    site_name: Fact = Fact()
    other_site_names: tuple[str, ...] = ()  # what else the article calls its publisher
    authors: tuple[Fact, ...] = ()
    url: Fact = Fact()
    archived: Fact = Fact()  # URL of an archived copy
    archived_on: Fact = Fact()  # YYYY-MM-DD
    published: Fact = Fact()  # YYYY-MM-DD, or any EDTF if a reference says so
    accessed: Fact = Fact()  # YYYY-MM-DD: when this copy was saved
    language: Fact = Fact()
    share: float = 0  # of the text that the original shows, from 0 to 1; 0 if that is not known
    proposals: tuple[Proposal, ...] = ()
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reference: str = ""  # the file of references that describes the article, if there is one: refs.bib

    @property
    def body(self) -> str:
        """The text without front matter."""
        return self.text.removeprefix(self.front_matter)

    @property
    def host(self) -> str:
        """The host of the URL, without ``www.``."""
        return host_of(self.url.value)

    @property
    def site_url(self) -> str:
        """The URL of the site's home page: scheme and host."""
        return re.sub(r"(?<=[^/:])/.*", "", self.url.value) + "/" if self.url else ""


def host_of(url: str) -> str:
    """Return the host of a URL, without ``www.``; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def fact(value: str | None, origin: str) -> Fact:
    """Return a value from an article as a fact; none if no field of the content can have it."""
    text = field_text(value)
    return Fact(text, origin) if text else Fact()


def field_text(text: str | None) -> str:
    """Return text from an article as a field of the content can have it; empty if it cannot.

    It is on one line; only what a reader cannot see is left out.
    """
    line = without_unpaired_controls(" ".join(without_control_characters(text or "").split()))
    return line if is_visible(line) and too_many_marks(line) is None else ""


def check_size(data: bytes, max_bytes: int) -> None:
    """Raise ArticleError if there is nothing in a file, or too much."""
    if not data.strip():
        raise ArticleError("is empty")
    if len(data) > max_bytes:
        raise ArticleError(f"has {len(data):,} bytes; the limit is {max_bytes:,}")


def check_text(text: str) -> None:
    """Raise ArticleError if no seed can have this text."""
    if (at := too_many_marks(text)) is not None:
        raise ArticleError(f"{MARKS_MESSAGE[0]} on line {text.count(chr(10), 0, at) + 1}; {MARKS_MESSAGE[1]}")
