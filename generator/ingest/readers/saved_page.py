"""Reads a web page that a browser saved in one file: MHTML, as Chrome, Edge and others do, or Safari's web archive."""

from __future__ import annotations

import plistlib
import re
from dataclasses import replace
from email.message import Message

from generator.ingest.article import (
    LOCAL,
    MAX_ORIGINAL_BYTES,
    Article,
    ArticleError,
    Fact,
    Original,
    Received,
    check_size,
)
from generator.ingest.readers.captures import Capture, capture_at, day_fact
from generator.ingest.readers.mail import header, parse_mail
from generator.ingest.readers.web_page import read_page


def read_mhtml(data: bytes, received: Received = LOCAL) -> Article:
    """Extract the article of a page saved as MHTML, with its URL and the day it was saved. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    mail = parse_mail(data)
    pages = [
        part for part in mail.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    start = mail.get_param("start")
    pages.sort(key=lambda part: part.get("Content-ID") != start)  # else in the order of the file
    original, accessed = (
        Original(data, ".mhtml", "multipart/related"),
        day_fact(header(mail, "Date"), "the header Date"),
    )
    error = ArticleError("contains no web page; save its text as .txt")
    for page in pages:
        payload = page.get_payload(decode=True)
        charset = page.get_content_charset("") or ""
        capture = _location(mail, page, is_first=page is pages[0])
        try:
            article = _read(payload if isinstance(payload, bytes) else b"", charset, capture)
        except ArticleError as problem:
            error = error if page is not pages[0] else problem
            continue
        remarks = () if page is pages[0] else ("the text is that of a frame in the page",)
        return replace(
            article,
            original=original,
            accessed=article.accessed or accessed,
            remarks=(*remarks, *article.remarks),
        )
    raise error


def read_webarchive(data: bytes, received: Received = LOCAL) -> Article:
    """Extract the article of a page that Safari saved, with its URL. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    try:
        page = plistlib.loads(data)["WebMainResource"]
        html, url = page["WebResourceData"], page.get("WebResourceURL", "")
        charset = page.get("WebResourceTextEncodingName", "")
        if not (isinstance(html, bytes) and isinstance(url, str) and isinstance(charset, str)):
            raise TypeError
    except (
        plistlib.InvalidFileException,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ):
        raise ArticleError("is not a web archive of Safari; save the page as .html") from None
    article = _read(html, charset, capture_at(url, "WebResourceURL"))
    return replace(article, original=Original(data, ".webarchive", "application/x-webarchive"))


def _location(mail: Message, page: Message, is_first: bool) -> Capture:
    """Return where the page was, as Chrome says at the beginning of the file and others at its first part."""
    names = [(mail, "Snapshot-Content-Location"), (page, "Content-Location"), (mail, "Content-Location")]
    for message, name in names if is_first else names[:1]:
        url = re.sub(r"\s", "", header(message, name))
        if url.startswith("http"):
            return capture_at(url, name)
    return Capture()


def _read(html: bytes, charset: str, capture: Capture) -> Article:
    article = read_page(html, Received(url=capture.url.value, charset=charset))
    is_from_capture = article.url.value == capture.url.value
    return replace(
        article,
        url=Fact(article.url.value, capture.url.origin) if capture.url and is_from_capture else article.url,
        archived=capture.archived or article.archived,
        archived_on=capture.archived_on or article.archived_on,
    )
