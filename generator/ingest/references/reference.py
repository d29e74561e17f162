"""One reference of an export, and what an article becomes by it: what the reference states wins over the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz.distance import Indel

from generator.ingest.article import Article, ArticleError, Fact, Proposal, fact
from generator.ingest.references.values import archived_copy, read_date, read_day, read_language
from generator.model.fields import URL_PATTERN

MAX_REFERENCES = 5_000  # in a file
_MAX_AUTHORS = 200
_MAX_TITLE = 500  # code points that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference as it is written in an export: plain texts, on one line each; empty if it does not say it.

    ``files`` are the attached files, as paths or file URLs. ``problem`` says why it could not be read.
    """

    key: str
    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""  # of the article: the newspaper or site, or else the company
    url: str = ""
    published: str = ""
    accessed: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    problem: str = ""


def check_count(count: int) -> None:
    """Raise ArticleError if a file has no references, or too many."""
    if not count:
        raise ArticleError("has no references")
    if count > MAX_REFERENCES:
        raise ArticleError(f"has {count:,} references; the limit is {MAX_REFERENCES:,}")


def described(article: Article, reference: Reference, export: str) -> Article:
    """Return an article with what a reference of the file ``export`` states about it.

    A file with quite another title may be that of another reference; then what it states itself is not taken.
    """
    if article.original and _is_another_title(article.title.value, reference.title):
        remark = f'its title is "{article.title.value}": see whether the right file is attached'
        article = replace(
            article,
            title=Fact(),
            site_name=Fact(),
            authors=(),
            url=Fact(),
            published=Fact(),
            remarks=(remark, *article.remarks),
        )
    published, written = read_date(reference.published, reference.notes), reference.published
    url = reference.url if re.fullmatch(URL_PATTERN, reference.url) else ""
    archived, archived_on = archived_copy(reference.notes)
    facts: dict[str, Any] = {
        "title": fact(reference.title, export),
        "site_name": fact(reference.publisher, export),
        "url": fact(url, export),
        "published": Fact(published, export) if published else Fact(),
        "accessed": Fact(day, export) if (day := read_day(reference.accessed)) else Fact(),
        "language": Fact(tag, export) if (tag := read_language(reference.language)) else Fact(),
        "archived": Fact(archived, export) if archived else Fact(),
        "archived_on": Fact(archived_on, export) if archived_on else Fact(),
    }
    authors = tuple(filter(None, (fact(name, export) for name in reference.authors[:_MAX_AUTHORS])))
    stated = {name: value for name, value in facts.items() if value}
    unread = () if published or not written else (Proposal("published", "", f'{export} says "{written}"'),)
    proposals = tuple(
        item
        for item in article.proposals
        if item.field not in stated and not (authors and item.field == "authors")
    )
    return replace(
        article,
        **stated,
        authors=authors or article.authors,
        proposals=(*unread, *proposals),
        reference=export,
    )


def _is_another_title(title: str, other: str) -> bool:
    """Tell whether two titles, if both are known, share no word and less than half of their letters."""
    first, second = (text[:_MAX_TITLE].casefold() for text in (title, other))
    shared = {*re.findall(r"\w{4,}", first)} & {*re.findall(r"\w{4,}", second)}
    is_part = first in second or second in first  # also if one is empty
    return not (is_part or shared) and Indel.normalized_similarity(first, second) < 0.5
