"""Builds the documents that Pagefind indexes: one small HTML document for each page of the site, never published.

They are built from the ``Site`` rather than from the HTML pages, so that menus and lists are not indexed, every host
gets the same index, and nothing unpublished gets in.

Pagefind makes the text under each heading with an id a result of its own, which opens at that heading. So every claim,
judgment and passage gets a heading. Its level says what it is (``HEADINGS``); its text is a sign, because the word
"claim" a hundred thousand times would be a large part of the index.

To list all pages of a topic, a reader searches without a word. Pagefind could do that, but would download its whole
index. So each document begins with artificial words that the search script searches for instead: one that is in every
document (``EVERY_PAGE``), and one for each id it is filed under (``FILED_UNDER``). Another one, ``NAME``, is before and
after each name of a topic or entity, which is the first result for its names.

Filter values have the form ``id label``. The id has no spaces, is used in the URLs of searches, and stays the same when
a label changes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from generator.model.site import (
    LinkedProse,
    Site,
    SiteBrief,
    SiteEntity,
    SiteSource,
    SiteTopic,
    Statement,
    Target,
)
from generator.model.urls import built_path
from generator.resolve.taxonomy import place_ancestors, topic_ancestors
from generator.search.markdown_pages import MarkdownPage, read_markdown_pages
from generator.search.words import SIGN, findable
from generator.text.prose import Anchor, to_text
from generator.translation import N_, _, current_language, day_words, use_language

HEADINGS = {"claim": "h2", "judgment": "h3", "article": "h4", "part": "h5", "section": "h6"}
"""The heading level for each kind of text; assets/search-engine.js uses them too.

``part``: a part of a generated page, such as ``_gaps``. ``section``: a section of a Markdown page, with its heading.
"""

EVERY_PAGE = "\u16a0"
FILED_UNDER = "\u16a2"
NAME = "\u16a3"
"""Runes: letters, so that Pagefind indexes them, and no word that readers search for begins with one."""

KINDS = {
    "brief": N_("Brief"),
    "topic": N_("Topic"),
    "entity": N_("Person, place or thing"),
    "source": N_("Source"),
    "page": N_("Page"),
}
"""Kind of page -> label. assets/search-engine.js orders results by the first letter."""

_WITHOUT_STEMS = ("ja", "ko", "zh")
_ARTICLE_WEIGHT = 0.5  # of a word in an article; that of one in a brief is 1, in a title 7

Filters = Mapping[str, Iterable[str]]  # facet -> values, each ``id label``


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The document for one page; ``url`` is relative to the site's root: ``briefs/a/``."""

    url: str
    html: str


def search_pages(site: Site, markdown_files: Mapping[str, bytes]) -> Iterator[SearchPage]:
    """Yield the document of every page with content of its own, always in the same order.

    ``markdown_files`` are the files of ``content/pages/``, by their path below it. Pages that only list others, such as
    the timeline, have no document.
    """
    for make in _documents(site, markdown_files):
        with use_language(site.language):  # only meanwhile: what takes the pages may run in another context
            page = make()
        yield page


def _documents(site: Site, markdown_files: Mapping[str, bytes]) -> Iterator[Callable[[], SearchPage]]:
    for brief in site.briefs.values():
        yield partial(_document, brief.target, _brief(site, brief), _brief_filters(site, brief))
    for topic in site.topics.values():
        filters = {"topic": map(_value, _with_broader(site, topic))}
        yield partial(_document, topic.target, _topic(topic), filters)
    for entity in site.entities.values():
        yield partial(_document, entity.target, _entity(entity), _entity_filters(site, entity))
    for source in site.sources.values():
        if not source.briefs:
            yield partial(_document, source.target, _source(source), _source_filters(source))
    for page in read_markdown_pages(markdown_files):
        yield partial(_markdown_document, page)


def _document(target: Target, parts: Iterable[str], filters: Filters) -> SearchPage:
    title = _names([target.label]) if target.kind in ("topic", "entity") else _text(target.label)
    return SearchPage(built_path(target.uri), _html(target.kind, title, parts, filters, target.language))


def _markdown_document(page: MarkdownPage) -> SearchPage:
    return SearchPage(page.url, _html("page", _text(page.title), _markdown_page(page), {}))


def _html(kind: str, title: str, parts: Iterable[str], filters: Filters, language: str = "") -> str:
    """Return an HTML document. Filters are in its head, so that their labels are not indexed as text.

    A ``language`` that is not that of the interface goes with the page, and results in it are marked with it.
    """
    filters = {"kind": [f"{kind} {_(KINDS[kind])}"], **filters}
    pairs = [(facet, value) for facet, values in filters.items() for value in dict.fromkeys(values)]
    metadata = [
        f'<meta data-pagefind-filter="{facet}[content]" content="{html.escape(value)}">\n'
        for facet, value in pairs
    ]
    if language:
        metadata.append(f'<meta data-pagefind-meta="language[content]" content="{html.escape(language)}">\n')
    ids = dict.fromkeys(value.partition(" ")[0] for facet, value in pairs if facet not in ("kind", "year"))
    words = [EVERY_PAGE, *(FILED_UNDER + re.sub("[-_]", "", id_) for id_ in ids)]
    return (
        f'<!doctype html>\n<html lang="{_index_language()}">\n<head>\n<meta charset="utf-8">\n'
        f"{''.join(metadata)}</head>\n"
        f"<body>\n<p>{' '.join(words)}</p>\n<h1>{title}</h1>\n{''.join(parts)}</body>\n</html>\n"
    )


def _index_language() -> str:
    """Return the language of the index, by whose rules words are reduced to their stems.

    There are none for languages in Chinese, Japanese or Korean letters; the Latin words on such sites are English.
    """
    language = current_language().locale.language
    return "en" if language in _WITHOUT_STEMS else language


def _brief(site: Site, brief: SiteBrief) -> Iterator[str]:
    yield _prose(brief.summary)
    yield _paragraph(day_words(brief.date))
    yield from _part("#_rests-on", [brief.source_note])
    for claim in brief.claims:
        yield from _statement("claim", claim)
        yield _prose(claim.note)
        for quotation in claim.evidence:
            yield _quoted(quotation.quote)
            yield _prose(quotation.translation)
        yield _dates(claim)
    for judgment in brief.judgments:
        yield from _statement("judgment", judgment)
        yield _prose(judgment.because)
        yield _prose(judgment.would_change)
        yield _dates(judgment)
    yield from _part("#_assumptions", (assumption.text for assumption in brief.assumptions))
    yield from _part("#_gaps", brief.gaps)
    yield from _part("#_background", [brief.body])
    for target in brief.sources:
        source = site.sources[target.id]
        if source.briefs[0] == brief.target:
            yield from _source(source, f"../../{built_path(source.target.uri)}")


def _statement(kind: str, statement: Statement) -> Iterator[str]:
    yield _heading(kind, f"#{statement.target.anchor}")
    yield _prose(statement.text)
    if statement.outcome:
        yield _prose(statement.outcome.note)


def _dates(statement: Statement) -> str:
    return _paragraph(
        ", ".join(dict.fromkeys(date.words for date in (statement.when, statement.expected) if date))
    )


def _topic(topic: SiteTopic) -> Iterator[str]:
    yield _prose(topic.definition)
    yield _other_names(topic.record.alt_labels)


def _entity(entity: SiteEntity) -> Iterator[str]:
    yield _prose(entity.description)
    yield _other_names(entity.record.aliases)


def _other_names(names: Iterable[str]) -> str:
    """Return other names as a paragraph. It comes after the description, so that excerpts do not begin with names."""
    return f"<p>{_names(names)}</p>\n" if names else ""


def _names(names: Iterable[str]) -> str:
    sign = f"{SIGN}{NAME}"
    return f"{sign} {f', {sign} '.join(map(_text, names))} {sign}"


def _source(source: SiteSource, url: str = "") -> Iterator[str]:
    """Yield what the page of a source publishes: the article only with ``rights: full``.

    With a ``url``, relative to the brief whose document the source is a part of, the headings lead to the source.
    """
    if url:
        yield _heading("article", url, source.target.label)
    yield _paragraph(", ".join(source.record.authors))
    yield _paragraph(source.publisher.label if source.publisher else "")
    yield _paragraph(source.record.published.words if source.record.published else "")
    yield from _part(f"{url}#_dated", [source.basis])
    yield from _part(f"{url}#_notes", source.notes)
    if source.paragraphs:
        text = "".join(_paragraph("".join(piece.text for piece in pieces)) for pieces in source.paragraphs)
        yield f'<div data-pagefind-weight="{_ARTICLE_WEIGHT}">{_heading("part", f"{url}#_text")}{text}</div>\n'


def _markdown_page(page: MarkdownPage) -> Iterator[str]:
    yield from map(_paragraph, page.paragraphs)
    for section in page.sections:
        yield _heading("section", f"#{section.id}", section.heading)
        yield from map(_paragraph, section.paragraphs)


def _brief_filters(site: Site, brief: SiteBrief) -> dict[str, Iterable[str]]:
    """Return the filters of a brief: also broader topics, and the places that contain those of its statements."""
    topics = (site.topics[target.id] for target in brief.topics)
    places = (site.entities[target.id] for statement in brief.statements for target in statement.where)
    publishers = (site.sources[target.id].publisher for target in brief.sources)
    return {
        "topic": [_value(target) for topic in topics for target in _with_broader(site, topic)],
        "entity": map(_value, brief.entities),
        "place": [
            _value(target) for place in places for target in (place.target, *place_ancestors(site, place))
        ],
        "publisher": [_value(publisher) for publisher in publishers if publisher],
        "year": [_year(brief.date.year)],
    }


def _entity_filters(site: Site, entity: SiteEntity) -> Filters:
    containing = place_ancestors(site, entity)
    places = (entity.target, *containing) if entity.record.kind in ("place", "facility") else containing
    return {"entity": [_value(entity.target)], "place": map(_value, places)}


def _source_filters(source: SiteSource) -> Filters:
    """Return the filters of a source; the year only if it is certain, unlike in "January 2024 or later"."""
    published = source.record.published
    year = published and re.fullmatch(r"(\d{4})(-\d\d){0,2}", published.edtf)
    return {
        "publisher": [_value(source.publisher)] if source.publisher else [],
        "year": [_year(int(year[1]))] if year else [],
    }


def _with_broader(site: Site, topic: SiteTopic) -> tuple[Target, ...]:
    return (topic.target, *topic_ancestors(site, topic))


def _value(target: Target) -> str:
    return f"{target.id} {target.label}"


def _year(year: int) -> str:
    return f"{year} {year}"


def _heading(kind: str, anchor: str, text: str = "§") -> str:
    level = HEADINGS[kind]
    return f'<{level} id="{html.escape(anchor)}">{_text(text)}</{level}>\n'


def _part(anchor: str, proses: Iterable[LinkedProse]) -> Iterator[str]:
    if text := "".join(map(_prose, proses)):
        yield _heading("part", anchor) + text


def _prose(prose: LinkedProse) -> str:
    pairs = zip(prose.prose.references, prose.targets, strict=True)
    anchors = [
        Anchor(reference.label or (target.label if target else reference.target or reference.fragment))
        for reference, target in pairs
    ]
    return _paragraph(to_text(prose.prose, anchors))


def _quoted(text: str) -> str:
    return _paragraph(f'"{text}"')


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>\n" if text else ""


def _text(text: str) -> str:
    return html.escape(findable(text))
