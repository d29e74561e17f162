"""The tables of the site's data: which rows and columns each has, and where their values come from.

A column is declared once, here. ``files.py`` writes the CSV files, ``datapackage.json`` and ``site.json`` from these
declarations, and the page *Data* describes them. A column that shows a field of ``content/`` has the field's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator.model.site import Quotation, SiteBrief, SiteClaim, Target
from generator.text.edtf import EdtfDate

KINDS: dict[str, dict[str, str]] = {
    "text": {"type": "string"},
    "URL": {"type": "string"},
    "id": {"type": "string"},
    "ids": {"type": "list", "delimiter": " ", "itemType": "string"},
    "texts": {"type": "array"},
    "day": {"type": "date"},
    "EDTF date": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
}
"""The kinds of values, each with its type in a Table Schema (https://datapackage.org/standard/table-schema/)."""


@dataclass(frozen=True, slots=True)
class Permalink:
    """A value that gives the URL of its target."""

    target: Target


class Column(NamedTuple):
    """A column: its name, kind of values (see ``KINDS``) and description, and the function that gets its value.

    The description is Markdown. The function gets what the row is made from, and may return any value of a ``Site``:
    ``None``, an empty text or an empty list leaves the cell empty, and a ``Target`` gives its id.
    """

    name: str
    kind: str
    description: str
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``rows`` returns what its rows are made from, given one record of the ``Site``'s mapping ``records``.

    ``key`` names the columns that identify a row. ``parents`` are columns whose values are the key of another table.
    """

    name: str
    description: str
    records: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    parents: tuple[tuple[tuple[str, ...], str], ...] = ()
    rows: Callable[[Any], Iterable[Any]] = lambda record: (record,)


class EvidenceRow(NamedTuple):
    """A quotation, the claim for which it is evidence, and its number among the quotations of that claim."""

    claim: SiteClaim
    number: int
    quotation: Quotation


def _evidence(brief: SiteBrief) -> Iterator[EvidenceRow]:
    for claim in brief.claims:
        for number, quotation in enumerate(claim.evidence, start=1):
            yield EvidenceRow(claim, number, quotation)


def _date(name: str, description: str, value: Callable[[Any], EdtfDate | None]) -> tuple[Column, ...]:
    """Return the columns of an EDTF date: as written, and the first and the last day that it can be."""

    def earliest(row: Any) -> Any:
        return date.earliest if (date := value(row)) else None

    def latest(row: Any) -> Any:
        return date.latest if (date := value(row)) else None

    return (
        Column(name, "EDTF date", description, value),
        Column(f"{name}_earliest", "day", f"The first day that `{name}` can be", earliest),
        Column(f"{name}_latest", "day", f"The last day that `{name}` can be", latest),
    )


def _labels(targets: Iterable[Target]) -> list[str]:
    return [target.label for target in targets]


_PERMALINK = Column("permalink", "URL", "Link to it on this site", lambda row: Permalink(row.target))
_ID = Column("id", "id", "Its id", lambda row: row.target)
_STATEMENT = (
    _PERMALINK,
    Column("brief", "id", "The brief", lambda row: row.brief),
    Column("id", "id", "Its id within the brief", lambda row: row.target.anchor),
    Column("text", "text", "What it says", lambda row: row.text),
    *_date("when", "When it happened", lambda row: row.when),
    Column("where", "ids", "Where it happened (entities)", lambda row: row.where),
)
_FORECAST = (
    *_date("expected", "When a forecast is expected", lambda row: row.expected),
    Column(
        "outcome_status",
        "text",
        "What came of a forecast: `open`, `occurred`, `late` or `failed`",
        lambda row: row.outcome and row.outcome.status,
    ),
    Column("outcome_by", "id", "The claim that shows it", lambda row: row.outcome and row.outcome.by),
    Column("outcome_note", "text", "The outcome in words", lambda row: row.outcome and row.outcome.note),
    Column("aliases", "ids", "Former ids", lambda row: row.aliases),
)
_STATEMENT_KEY = ("brief", "id")
_IN_BRIEF = (("brief",), "briefs")

BRIEFS = Table(
    "briefs",
    "Every brief",
    "briefs",
    (
        _PERMALINK,
        _ID,
        Column("title", "text", "Title", lambda brief: brief.target.label),
        Column("date", "day", "Day it was published", lambda brief: brief.date),
        Column("updated", "day", "Day of its last revision", lambda brief: brief.updated),
        Column(
            "authors",
            "texts",
            "Who wrote it; if empty, the organisation",
            lambda brief: _labels(brief.authors),
        ),
        Column("reviewed_by", "texts", "Who reviewed it", lambda brief: _labels(brief.reviewed_by)),
        Column("summary", "text", "The bottom line", lambda brief: brief.summary),
        *_date("covers", "The time it is about, if not that of its claims", lambda brief: brief.covers),
        Column("source_note", "text", "Who speaks, and how they can know", lambda brief: brief.source_note),
        Column("sources", "ids", "The articles it is based on", lambda brief: brief.sources),
        Column("topics", "ids", "Its topics", lambda brief: brief.topics),
        Column("entities", "ids", "The people, places and things it mentions", lambda brief: brief.entities),
        Column(
            "assumptions",
            "texts",
            "What its judgments assume",
            lambda brief: [assumption.text for assumption in brief.assumptions],
        ),
        Column("gaps", "texts", "What is not known", lambda brief: brief.gaps),
        Column("body", "text", "Background", lambda brief: brief.body),
        Column("aliases", "ids", "Former ids", lambda brief: brief.aliases),
    ),
)
CLAIMS = Table(
    "claims",
    "What the articles say",
    "briefs",
    (
        *_STATEMENT,
        Column("group", "text", "The heading under which it is shown", lambda claim: claim.group),
        Column("said_by", "id", "The entity that says it, if not the article", lambda claim: claim.said_by),
        Column("note", "text", "The analyst's remark", lambda claim: claim.note),
        Column("credibility", "integer", "Information credibility, 1 to 6", lambda claim: claim.credibility),
        Column(
            "rating",
            "text",
            "Source reliability and information credibility, such as `C3`",
            lambda claim: claim.rating,
        ),
        Column(
            "origins",
            "ids",
            "The independent sources that say it",
            lambda claim: claim.corroboration.origins,
        ),
        Column("corroborates", "ids", "Claims that say the same", lambda claim: claim.corroborates),
        Column(
            "contradicts",
            "ids",
            "Claims that cannot be true if this one is",
            lambda claim: claim.contradicts,
        ),
        Column("updates", "ids", "Earlier claims that it replaces or revises", lambda claim: claim.updates),
        *_FORECAST,
    ),
    key=_STATEMENT_KEY,
    parents=(_IN_BRIEF,),
    rows=lambda brief: brief.claims,
)
JUDGMENTS = Table(
    "judgments",
    "What the analysts assess",
    "briefs",
    (
        *_STATEMENT,
        Column("likelihood", "text", "Likelihood (ICD 203)", lambda judgment: judgment.likelihood),
        Column("confidence", "text", "`low`, `moderate` or `high`", lambda judgment: judgment.confidence),
        Column("because", "text", "Reasons for both", lambda judgment: judgment.because),
        Column("would_change", "text", "What would change it", lambda judgment: judgment.would_change),
        Column("based_on", "ids", "Claims and judgments that support it", lambda judgment: judgment.based_on),
        Column(
            "against", "ids", "Claims and judgments that speak against it", lambda judgment: judgment.against
        ),
        *_FORECAST,
    ),
    key=_STATEMENT_KEY,
    parents=(_IN_BRIEF,),
    rows=lambda brief: brief.judgments,
)
QUOTATIONS = Table(
    "quotations",
    "The evidence for each claim, word for word",
    "briefs",
    (
        Column(
            "permalink",
            "URL",
            "Link to the passage on this site",
            lambda row: Permalink(row.quotation.source),
        ),
        Column("brief", "id", "The brief", lambda row: row.claim.brief),
        Column("claim", "id", "The claim that it supports", lambda row: row.claim.target.anchor),
        Column("number", "integer", "Its number among the quotations of the claim", lambda row: row.number),
        Column("source", "id", "The article", lambda row: row.quotation.source),
        Column("quote", "text", "The words; `[...]` skips some", lambda row: row.quotation.quote),
        Column(
            "pages",
            "text",
            "The pages of the article where they are, counted from its first, if it has pages: `12`, `12-13`",
            lambda row: row.quotation.pages,
        ),
        Column("prefix", "text", "Words right before them, if given", lambda row: row.quotation.prefix),
        Column("suffix", "text", "Words right after them, if given", lambda row: row.quotation.suffix),
        Column("language", "text", "Their language (BCP 47)", lambda row: row.quotation.language),
        Column("translation", "text", "The words translated", lambda row: row.quotation.translation),
        Column(
            "positions",
            "ids",
            "Where each part begins and ends in the article, `518-577`, in code points from 0",
            lambda row: [f"{start}-{end}" for start, end in row.quotation.spans],
        ),
        Column("url", "URL", "The article, opened at these words", lambda row: row.quotation.original),
    ),
    key=("brief", "claim", "number"),
    parents=(_IN_BRIEF, (("brief", "claim"), "claims"), (("source",), "sources")),
    rows=_evidence,
)
SOURCES = Table(
    "sources",
    "Every article, with its rights",
    "sources",
    (
        _PERMALINK,
        _ID,
        Column("title", "text", "Headline", lambda source: source.record.title),
        Column("publisher", "id", "Who published it", lambda source: source.publisher),
        Column(
            "publisher_label",
            "text",
            "The publisher's name",
            lambda source: source.publisher and source.publisher.label,
        ),
        Column("authors", "texts", "Who wrote it", lambda source: source.record.authors),
        Column("url", "URL", "The article", lambda source: source.record.url),
        Column(
            "archived_url",
            "URL",
            "An archived copy",
            lambda source: source.record.archived and source.record.archived.url,
        ),
        Column(
            "archived_date",
            "day",
            "Day the copy was made",
            lambda source: source.record.archived and source.record.archived.date,
        ),
        *_date("published", "When it was published", lambda source: source.record.published),
        Column("published_basis", "text", "How that was inferred", lambda source: source.basis),
        Column("accessed", "day", "Day it was accessed", lambda source: source.record.accessed),
        Column("language", "text", "Language (BCP 47)", lambda source: source.record.language),
        Column("reliability", "text", "Source reliability, A to F", lambda source: source.reliability),
        Column("origin", "id", "Who first reported it", lambda source: source.origin),
        Column("derived_from", "id", "The article that it repeats", lambda source: source.derived_from),
        Column(
            "rights",
            "text",
            "What of it is published here: `quote` (only quotations) or `full`",
            lambda source: source.record.rights,
        ),
        Column("share", "number", "Share of its words that is quoted", lambda source: round(source.share, 4)),
        Column("notes", "texts", "Remarks on its text", lambda source: source.notes),
        Column("sha256", "text", "SHA-256 of the file that was quoted", lambda source: source.digest),
    ),
)
ENTITIES = Table(
    "entities",
    "The people, places and things that the briefs mention",
    "entities",
    (
        _PERMALINK,
        _ID,
        Column("label", "text", "Name", lambda entity: entity.record.label),
        Column("kind", "text", "What kind of thing it is", lambda entity: entity.record.kind),
        Column("aliases", "texts", "Other names", lambda entity: entity.record.aliases),
        Column("description", "text", "Who or what it is", lambda entity: entity.description),
        Column("latitude", "number", "In degrees", lambda entity: _coordinate(entity, 0)),
        Column("longitude", "number", "In degrees", lambda entity: _coordinate(entity, 1)),
        Column("located_in", "id", "The place that contains it", lambda entity: entity.located_in),
        Column("same_as", "ids", "URLs of the same thing elsewhere", lambda entity: entity.record.same_as),
        Column("brief_count", "integer", "Briefs that mention it", lambda entity: len(entity.briefs)),
        Column(
            "statement_count",
            "integer",
            "Claims and judgments that mention it",
            lambda entity: len(entity.statements),
        ),
    ),
)
TOPICS = Table(
    "topics",
    "The topics under which briefs are filed",
    "topics",
    (
        _PERMALINK,
        _ID,
        Column("label", "text", "Name", lambda topic: topic.record.label),
        Column("alt_labels", "texts", "Other names", lambda topic: topic.record.alt_labels),
        Column("definition", "text", "What it covers", lambda topic: topic.definition),
        Column("broader", "id", "The next broader topic", lambda topic: topic.broader),
        Column("related", "ids", "Related topics", lambda topic: topic.related),
        Column("brief_count", "integer", "Briefs filed under it", lambda topic: len(topic.briefs)),
        Column(
            "brief_count_below",
            "integer",
            "The same with all narrower topics",
            lambda topic: topic.briefs_below,
        ),
    ),
)
TABLES = (BRIEFS, CLAIMS, JUDGMENTS, QUOTATIONS, SOURCES, ENTITIES, TOPICS)


def _coordinate(entity: Any, axis: int) -> float | None:
    return entity.record.coordinates[axis] if entity.record.coordinates else None
