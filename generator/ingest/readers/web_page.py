"""Reads a web page: extracts its article, and what its metadata say about it.

Trafilatura extracts the text and most of the metadata. A publication date is taken only from metadata that name one;
any other date in the page is a proposal.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from generator.ingest.article import (
    LOCAL,
    MAX_ORIGINAL_BYTES,
    Article,
    ArticleError,
    Fact,
    Original,
    Proposal,
    Received,
    check_size,
    check_text,
    fact,
    host_of,
)
from generator.ingest.readers.captures import Capture, find_capture, without_archive
from generator.ingest.readers.decode import decode
from generator.ingest.readers.language import language_of
from generator.model.fields import URL_PATTERN
from generator.text.edtf import parse_day

Tree = Any
"""An lxml element; lxml has no type hints."""

_MAX_TAGS, _MAX_ATTRIBUTES = 20_000, 1_000  # of a page, and of a tag; more take minutes

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_TAG_START = re.compile("<[A-Za-z!?]")
_TAG = re.compile(r"""<[A-Za-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""")
_ATTRIBUTE = re.compile(r"""[\s/]+|"[^"]*"|'[^']*'""")  # what parts two of them
_DATE_FIELDS = (
    "article:published_time", "og:published_time", "datepublished", "date.published", "dc.date.issued",
    "dcterms.issued", "dc.date", "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "pubdate",
)  # fmt: skip


def read_page(data: bytes, received: Received = LOCAL) -> Article:
    """Extract the article and the metadata of a web page. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    # Imported here because it takes half a second, which no other command should wait for.
    from trafilatura import bare_extraction, load_html

    declared = _CHARSET.search(data[:4096])
    _, html, is_guessed = decode(
        data, received.charset, declared[1].decode("ascii", "replace") if declared else ""
    )
    check_tags(html)
    capture = (
        Capture(fact(received.url, "the address it was fetched from")) if received.url else find_capture(html)
    )
    html = without_archive(html)
    tree = load_html(html)
    dates = {"original_date": True, "extensive_search": False}
    extracted = bare_extraction(
        html, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    content = "" if extracted is None or isinstance(extracted, dict) else extracted.text or ""
    if tree is None or extracted is None or isinstance(extracted, dict) or not content.strip():
        raise ArticleError("no article text found on this page; save its text as .txt")
    # A blank line after each line makes it a paragraph; a quotation that omits words must stay within one.
    text = "\n\n".join(line for part in content.splitlines() if (line := part.strip())) + "\n"
    check_text(text)
    found = language_of(text, *_declared_language(tree))
    published = _publication_date(tree)
    guessed = "" if published else _day(extracted.date)
    authors = (fact(part, "the page") for part in (extracted.author or "").split(";"))
    return Article(
        text.encode(),
        text,
        is_encoding_guessed=is_guessed,
        original=Original(data, ".html", "text/html"),
        extractor=f"trafilatura {version('trafilatura')}",
        title=fact(extracted.title, "the page"),
        site_name=fact(extracted.sitename, "the page"),
        authors=tuple(filter(None, authors)),
        url=_canonical_url(fact(extracted.url, "the page"), capture.url),
        archived=capture.archived,
        archived_on=capture.archived_on,
        accessed=capture.accessed,
        published=published,
        language=found.language,
        proposals=(
            *found.proposals,
            *((Proposal("published", guessed, "found in the page"),) if guessed else ()),
        ),
        remarks=found.remarks,
    )


def check_tags(html: str) -> None:
    """Raise ArticleError if an HTML page has so many tags or attributes that it would take minutes."""
    if (tags := len(_TAG_START.findall(html))) > _MAX_TAGS:
        raise ArticleError(f"has {tags:,} tags; the limit is {_MAX_TAGS:,}; save its text as .txt")
    if any(len(_ATTRIBUTE.findall(tag)) > _MAX_ATTRIBUTES for tag in _TAG.findall(html)):
        raise ArticleError(f"has a tag with more than {_MAX_ATTRIBUTES:,} attributes; save its text as .txt")


def _canonical_url(declared: Fact, known: Fact) -> Fact:
    """Return the URL that the page declares as its own, unless it is known to be from another host."""
    is_usable = re.fullmatch(URL_PATTERN, declared.value) and (
        not known or host_of(declared.value) == host_of(known.value)
    )
    return declared if is_usable else known


def _declared_language(tree: Tree) -> tuple[str, str]:
    """Return the language that the page declares, and where; empty if it declares none."""
    html = tree.get("lang") or tree.get("xml:lang") or ""
    meta = next(_metadata(tree, ("og:locale",)), ("og:locale", ""))
    return (html, "html lang") if html.strip() else (meta[1], meta[0])


def _publication_date(tree: Tree) -> Fact:
    """Return the publication date from the page's metadata (YYYY-MM-DD)."""
    for name, value in (*_linked_data(tree), *_metadata(tree, _DATE_FIELDS), *_time_elements(tree)):
        if day := _day(value):
            return Fact(day, name)
    return Fact()


def _linked_data(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield each ``datePublished`` of the page's JSON-LD."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            queue = deque([json.loads(script.text or "")])
        except (ValueError, RecursionError):
            continue
        while queue:
            item: Any = queue.popleft()
            if isinstance(item, dict):
                if isinstance(day := item.get("datePublished"), str):
                    yield "datePublished", day
                queue += item.values()
            elif isinstance(item, list):
                queue += item


def _metadata(tree: Tree, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each of the named ``<meta>`` fields, in the order of ``names``."""
    values: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            values.setdefault((meta.get(attribute) or "").lower(), meta.get("content") or "")
    yield from ((name, values[name]) for name in names if name in values)


def _time_elements(tree: Tree) -> Iterator[tuple[str, str]]:
    for time in tree.iterfind(".//time[@datetime]"):
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None:
            yield "<time>", time.get("datetime") or ""


def _day(timestamp: str | None) -> str:
    """Return the date that an ISO 8601 timestamp begins with, in the timestamp's own time zone; empty if none."""
    day = (timestamp or "").strip()[:10]
    try:
        return parse_day(day).isoformat()
    except ValueError:
        return ""
