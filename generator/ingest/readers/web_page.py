"""Reads a web page: extracts its article, what the page states about it, and what a person should look at."""

from __future__ import annotations

import datetime
import re
from importlib.metadata import version

from generator.ingest.article import (
    LOCAL,
    MAX_ORIGINAL_BYTES,
    Article,
    ArticleError,
    Original,
    Proposal,
    Received,
    check_size,
    check_text,
    fact,
)
from generator.ingest.readers.captures import Capture, find_capture, without_archive
from generator.ingest.readers.decode import decode
from generator.ingest.readers.language import language_of
from generator.ingest.readers.page.metadata import PageMetadata, read_metadata
from generator.ingest.readers.page.remarks import remarks_on
from generator.ingest.readers.page.stated import plain, read_stated
from generator.ingest.readers.page.text import PageText

_NO_TEXT = "no article text found on this page; save its text as .txt"
_MAX_TAGS, _MAX_ATTRIBUTES = 20_000, 3_000  # of a page, and of a tag; more take minutes

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_TAG_START = re.compile("<[A-Za-z!?]")
_TAG = re.compile(r"""<[A-Za-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""")
_ATTRIBUTE = re.compile(r"""[\s/]+|"[^"]*"|'[^']*'""")  # what parts two of them


def read_page(data: bytes, received: Received = LOCAL) -> Article:
    """Extract the article and the metadata of a web page. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    # Imported here because it takes half a second, which no other command should wait for.
    from trafilatura import bare_extraction, load_html

    declared = _CHARSET.search(data[:4096])
    encoding, html, is_guessed = decode(
        data, received.charset, declared[1].decode("ascii", "replace") if declared else ""
    )
    check_tags(html)
    capture = (
        Capture(fact(received.url, "the address it was fetched from")) if received.url else find_capture(html)
    )
    html = without_archive(html)
    tree = load_html(html)
    if tree is None:
        raise ArticleError(_NO_TEXT)
    stated = read_stated(tree)
    found = read_metadata(tree, stated, capture.url, datetime.date.today())
    named = [plain(item.text_content()) for item in tree.iter("title")][:1]
    page_text = PageText(tree)
    extracted = bare_extraction(page_text.tree, include_comments=False, with_metadata=False)
    content = "" if extracted is None or isinstance(extracted, dict) else extracted.text or ""
    text = page_text.restored(content, found.title.value, found.headline)
    if not content.strip():
        raise ArticleError(_NO_TEXT)
    check_text(text)
    language = language_of(text, found.declared_language.value, found.declared_language.origin)
    titles = [found.title.value, found.headline, *named]
    return Article(
        text.encode(),
        text,
        is_encoding_guessed=is_guessed,
        original=Original(data, ".html", _media_type(received, encoding)),
        extractor=f"trafilatura {version('trafilatura')}",
        title=found.title,
        site_name=found.site_name,
        other_site_names=found.other_site_names,
        authors=found.authors,
        url=found.url,
        archived=capture.archived,
        archived_on=capture.archived_on,
        accessed=capture.accessed,
        published=found.published,
        language=language.language,
        share=page_text.share(text),
        proposals=(*found.proposals, *_guessed_date(html, found), *language.proposals),
        remarks=(*remarks_on(text, tree, stated, titles, found.url.value), *language.remarks),
    )


def _media_type(received: Received, encoding: str) -> str:
    """Return the media type of a page, with the charset that a server named: it is needed to read the page again."""
    charset = re.sub(r"[^\w.:-]", "-", received.charset)
    return f"text/html; charset={charset}" if charset and encoding != "utf-8" else "text/html"


def _guessed_date(html: str, found: PageMetadata) -> tuple[Proposal, ...]:
    """Propose the likeliest date among all dates in a page, if it states none."""
    from htmldate import find_date

    if found.published or any(item.field == "published" for item in found.proposals):
        return ()
    day = find_date(html, original_date=True, extensive_search=False)
    return (Proposal("published", day, "found in the page"),) if day else ()


def check_tags(html: str) -> None:
    """Raise ArticleError if an HTML page has so many tags or attributes that it would take minutes."""
    if (tags := len(_TAG_START.findall(html))) > _MAX_TAGS:
        raise ArticleError(f"has {tags:,} tags; the limit is {_MAX_TAGS:,}; save its text as .txt")
    if any(len(_ATTRIBUTE.findall(tag)) > _MAX_ATTRIBUTES for tag in _TAG.findall(html)):
        raise ArticleError(f"has a tag with more than {_MAX_ATTRIBUTES:,} attributes; save its text as .txt")
