"""Reads a file of any kind: finds the reader for it by its name, or by the media type that a server named.

Files of some kinds are recognised by their bytes whatever their name; then the name is what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from generator.ingest.article import MAX_TEXT_BYTES, Article, ArticleError, Received, check_size
from generator.ingest.readers.captures import capture_at
from generator.ingest.readers.mail import read_mail
from generator.ingest.readers.office.open_document import MEDIA_TYPE as OPEN_DOCUMENT
from generator.ingest.readers.office.open_document import read_open_document
from generator.ingest.readers.office.word import MEDIA_TYPE as WORD
from generator.ingest.readers.office.word import read_word
from generator.ingest.readers.pdf.reader import read_pdf
from generator.ingest.readers.saved_page import read_mhtml, read_webarchive
from generator.ingest.readers.signature import binary_extension, text_extension
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
    Kind((".docx", ".docm", ".dotx", ".dotm"), (WORD,), read_word),
    Kind((".odt", ".ott", ".fodt"), (OPEN_DOCUMENT,), read_open_document),
    Kind((".mhtml", ".mht"), ("multipart/related", "application/x-mimearchive"), read_mhtml),
    Kind((".webarchive",), ("application/x-webarchive",), read_webarchive),
    Kind((".eml", ".mbox"), ("message/rfc822", "application/mbox"), read_mail),
    Kind((".pdf",), ("application/pdf", "application/x-pdf"), read_pdf),
)
_ADVICE = {
    **dict.fromkeys(
        (".doc", ".rtf", ".pages", ".wpd", ".wps"), "open it in a word processor and save it as .docx"
    ),
    **dict.fromkeys((".epub", ".mobi", ".azw3"), "open it in a reader and save the text you need as .txt"),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp"), "save it as .pdf"),
    ".msg": "open it in Outlook and save it as .eml",
    **dict.fromkeys((".zip", ".maff"), "unpack it and name the files in it"),
}
_UNNAMED_MEDIA_TYPES = ("application/octet-stream", "binary/octet-stream", "application/x-download")


def read_article(data: bytes, received: Received) -> Article:
    """Read an article, as its bytes, the name of its file or else its media type says. Raises ArticleError."""
    stated = _stated_extension(received)
    extension = binary_extension(data)
    if not extension and stated not in (".txt", ".md"):  # a text may well be the source code of a page
        extension = text_extension(data)
    kind = _kind_of(extension or stated)
    if kind is None:
        raise ArticleError(_why_not(extension or stated, received))
    capture = capture_at(received.url)
    article = _read(kind, data, replace(received, url=capture.url.value))
    if capture.archived:
        article = replace(article, archived=capture.archived, archived_on=capture.archived_on)
    if not extension or kind is _kind_of(stated):
        return article
    named = (
        f"the server says that it is {received.media_type}" if received.url else "its name does not say so"
    )
    return replace(article, remarks=(f"is {extension}, although {named}", *article.remarks))


def _kind_of(extension: str) -> Kind | None:
    return next((kind for kind in KINDS if extension in kind.extensions), None)


def _stated_extension(received: Received) -> str:
    """Return the extension that the media type stands for or that the file's name has; empty if neither says it."""
    if not received.url:
        return PurePosixPath(received.name).suffix.lower()
    for kind in KINDS:
        if received.media_type in kind.media_types:
            return kind.extensions[0]
    extension = PurePosixPath(unquote(urlsplit(received.url).path)).suffix.lower()
    return extension if received.media_type in _UNNAMED_MEDIA_TYPES or extension in _ADVICE else ""


def _why_not(extension: str, received: Received) -> str:
    """Return why a file of a kind that no reader is for cannot be read, and what to do instead."""
    if extension == ".encrypted":
        return "is encrypted; open it, remove its password and save it again"
    if extension in _ADVICE:
        return f"is a {extension} file, which cannot be read; {_ADVICE[extension]}"
    what = f"is {received.media_type}, which" if received.url else "is of a kind that"
    known = ", ".join(extension for kind in KINDS for extension in kind.extensions)
    return f"{what} cannot be read; save its text as .txt (kinds that can be read: {known})"


def _read(kind: Kind, data: bytes, received: Received) -> Article:
    """Read a file with the reader of its kind, whatever a library raises where the file is broken."""
    try:
        article = kind.read(data, received)
        check_size(article.data, MAX_TEXT_BYTES)
        return article
    except ArticleError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise ArticleError(
            f"cannot be read; it may be damaged ({what[:200]}); save its text as .txt"
        ) from error


def is_readable(name: str) -> bool:
    """Return whether a file of this name is of a kind that can be read."""
    return _kind_of(PurePosixPath(name).suffix.lower()) is not None
