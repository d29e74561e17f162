"""``Site`` to what the search finds: one small HTML document for each page, made for Pagefind and shown to nobody.

They are made from the site, not from the pages that a host has built: so menus and lists are not found in place of
what they lead to, any host gets the same index, and nothing gets in that is not published.

Pagefind makes the text under each heading that has an id a result of its own, which opens there. So every claim,
judgment and passage stands under a heading; its level says what it is (``MARKS``), its text is a sign that is no
word: "claim", written out a hundred thousand times, would be a large part of the index.

Who asks for the pages of a topic gives no word. Pagefind could do without, but would fetch its whole index for that.
So each document starts with words to search for: one that stands in all of them (``EVERY``), and one for each id that
it is filed under (``FILED``), which is found in a fraction of the time.

What a page is filtered by has the form ``id label``. The id, which has no spaces, stands in the addresses of
searches, and stays the same when a label is revised.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
from generator.resolve.taxonomy import place_ancestors, topic_ancestors
from generator.search.markdown_pages import HandWritten, read_pages_by_hand
from generator.text.prose import Anchor, to_text

MARKS = {"claim": "h2", "judgment": "h3", "passage": "h4", "part": "h5", "section": "h6"}
"""The level of a heading, by what stands under it. The search's script knows them too.

``part``: of a generated page, by its id: ``_gaps`` and so on. ``section``: of a hand-written page, in its own words.
"""

EVERY = "\u16a0"
FILED = "\u16a2"
"""Runes: letters, so that they are indexed, and not the beginning of any word that is looked for."""

KINDS = {
    "brief": "Brief",
    "topic": "Topic",
    "entity": "Person, place or thing",
    "source": "Source",
    "page": "Page",
}
"""How the kinds of pages read."""

Filters = Mapping[str, Iterable[str]]  # the values of a facet, each ``id label``


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What the search is to know of one page; ``url`` is its address below the site's root: ``briefs/a/``."""

    url: str
    html: str


def search_pages(site: Site, hand_written: Mapping[str, bytes]) -> Iterator[SearchPage]:
    """Make the document of every page that is about something, one at a time, always in the same order.

    ``hand_written`` are the files of ``content/pages/``, by their path below it. Pages that only list others, like the
    timeline, have none.
    """
    for brief in site.briefs.values():
        yield _document(brief.target, _brief(brief), _brief_filters(site, brief))
    for topic in site.topics.values():
        yield _document(topic.target, _topic(topic), {"topic": map(_value, _topic_and_above(site, topic))})
    for entity in site.entities.values():
        yield _document(entity.target, _entity(entity), _entity_filters(site, entity))
    for source in site.sources.values():
        yield _document(source.target, _source(source), _source_filters(source))
    for page in read_pages_by_hand(hand_written):
        yield SearchPage(page.url, _html(page.title, _by_hand(page), {"kind": [f"page {KINDS['page']}"]}))


def _document(target: Target, parts: Iterable[str], filters: Filters) -> SearchPage:
    kind = f"{target.kind} {KINDS[target.kind]}"
    url = f"{target.uri.removesuffix('.md')}/"
    return SearchPage(url, _html(target.label, parts, {"kind": [kind], **filters}))


def _html(title: str, parts: Iterable[str], filters: Filters) -> str:
    """Write a document. The filters stand in its head: there they are no words of the text."""
    pairs = [(facet, value) for facet, found in filters.items() for value in dict.fromkeys(found)]
    values = (
        f'<meta data-pagefind-filter="{facet}[content]" content="{_text(value)}">\n' for facet, value in pairs
    )
    ids = dict.fromkeys(value.partition(" ")[0] for facet, value in pairs if facet not in ("kind", "year"))
    signs = [EVERY, *(FILED + re.sub("[-_]", "", id_) for id_ in ids)]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{"".join(values)}</head>\n'
        f"<body>\n<p>{' '.join(signs)}</p>\n<h1>{_text(title)}</h1>\n{''.join(parts)}</body>\n</html>\n"
    )


def _brief(brief: SiteBrief) -> Iterator[str]:
    yield _prose(brief.summary)
    for claim in brief.claims:
        yield from _statement("claim", claim)
        for quotation in claim.evidence:
            yield _quoted(quotation.quote)
            yield _prose(quotation.translation)
    for judgment in brief.judgments:
        yield from _statement("judgment", judgment)
    yield from _part("_assumptions", brief.assumptions)
    yield from _part("_gaps", brief.gaps)
    yield from _part("_background", [brief.body])


def _statement(kind: str, statement: Statement) -> Iterator[str]:
    yield _mark(kind, statement.target.anchor)
    yield _prose(statement.text)
    if statement.outcome:
        yield _prose(statement.outcome.note)


def _topic(topic: SiteTopic) -> Iterator[str]:
    yield _prose(topic.definition)
    yield _names(topic.record.alt_labels)


def _entity(entity: SiteEntity) -> Iterator[str]:
    yield _prose(entity.description)
    yield _names(entity.record.aliases)


def _names(names: Iterable[str]) -> str:
    """Give other names behind what is said of a thing: an excerpt that began with them would read like a sentence."""
    return _paragraph(", ".join(names))


def _source(source: SiteSource) -> Iterator[str]:
    """Give what the page of a source publishes: of an article by ``rights: quote``, the quoted passages alone."""
    yield _paragraph(", ".join(source.record.authors))
    yield _paragraph(source.publisher.label if source.publisher else "")
    for passage in source.passages:
        yield _mark("passage", passage.anchor) + _quoted(passage.text)
    yield from _part("_dated", [source.basis])
    if source.paragraphs:
        yield _mark("part", "_text")
        yield from (_paragraph("".join(piece.text for piece in pieces)) for pieces in source.paragraphs)


def _by_hand(page: HandWritten) -> Iterator[str]:
    yield from map(_paragraph, page.paragraphs)
    for section in page.sections:
        yield _mark("section", section.id, section.heading)
        yield from map(_paragraph, section.paragraphs)


def _brief_filters(site: Site, brief: SiteBrief) -> dict[str, Iterable[str]]:
    """File a brief under its topics and those above them, the places of its statements and those around them."""
    topics = (site.topics[target.id] for target in brief.topics)
    places = (site.entities[target.id] for statement in brief.statements for target in statement.where)
    publishers = (site.sources[target.id].publisher for target in brief.sources)
    return {
        "topic": [_value(target) for topic in topics for target in _topic_and_above(site, topic)],
        "entity": map(_value, brief.entities),
        "place": [
            _value(target) for place in places for target in (place.target, *place_ancestors(site, place))
        ],
        "publisher": [_value(publisher) for publisher in publishers if publisher],
        "year": [_year(brief.date.year)],
    }


def _entity_filters(site: Site, entity: SiteEntity) -> Filters:
    around = place_ancestors(site, entity)
    here = (entity.target, *around) if entity.record.kind in ("place", "facility") else around
    return {"entity": [_value(entity.target)], "place": map(_value, here)}


def _source_filters(source: SiteSource) -> Filters:
    """A source has a year only if that is certain: one from "January 2024 or later" is not from 2024."""
    published = source.record.published
    certain = published and re.fullmatch(r"(\d{4})(-\d\d){0,2}", published.edtf)
    return {
        "publisher": [_value(source.publisher)] if source.publisher else [],
        "year": [_year(int(certain[1]))] if certain else [],
    }


def _topic_and_above(site: Site, topic: SiteTopic) -> tuple[Target, ...]:
    return (topic.target, *topic_ancestors(site, topic))


def _value(target: Target) -> str:
    return f"{target.id} {target.label}"


def _year(year: int) -> str:
    return f"{year} {year}"


def _mark(kind: str, anchor: str, words: str = "§") -> str:
    level = MARKS[kind]
    return f'<{level} id="{_text(anchor)}">{_text(words)}</{level}>\n'


def _part(anchor: str, proses: Iterable[LinkedProse]) -> Iterator[str]:
    shown = "".join(map(_prose, proses))
    if shown:
        yield _mark("part", anchor) + shown


def _prose(prose: LinkedProse) -> str:
    pairs = zip(prose.prose.references, prose.targets, strict=True)
    words = [
        Anchor(reference.label or (target.label if target else reference.target or reference.fragment))
        for reference, target in pairs
    ]
    return _paragraph(to_text(prose.prose, words))


def _quoted(words: str) -> str:
    return _paragraph(f'"{words}"')


def _paragraph(words: str) -> str:
    return f"<p>{_text(words)}</p>\n" if words else ""


def _text(words: str) -> str:
    """Escape text, in the form that Pagefind reads best.

    It would index a word beside a curly quotation mark twice, with the mark and without, and take a single space of no
    width for a sign that the whole text parts its words by them.
    """
    return html.escape(" ".join(words.translate(_PLAIN_MARKS).split()))


_PLAIN_MARKS = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | {"\u200b": ""})
