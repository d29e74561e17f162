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
from generator.translation import N_

KINDS: dict[str, dict[str, str]] = {
    N_("text"): {"type": "string"},
    N_("URL"): {"type": "string"},
    N_("id"): {"type": "string"},
    N_("ids"): {"type": "list", "delimiter": " ", "itemType": "string"},
    N_("texts"): {"type": "array"},
    N_("day"): {"type": "date"},
    N_("EDTF date"): {"type": "string"},
    N_("integer"): {"type": "integer"},
    N_("number"): {"type": "number"},
}
"""The kinds of values, each with its type in a Table Schema (https://datapackage.org/standard/table-schema/)."""


@dataclass(frozen=True, slots=True)
class Permalink:
    """A value that gives the URL of its target."""

    target: Target


class Column(NamedTuple):
    """A column: its name, kind of values (see ``KINDS``) and description, and the function that gets its value.

    The kind and the description are messages, the latter in Markdown. The function gets what the row is made from, and
    may return any value of a ``Site``: ``None``, an empty text or an empty list leaves the cell empty, and a
    ``Target`` gives its id.
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
        Column(f"{name}_earliest", "day", N_("The first day that it can be"), earliest),
        Column(f"{name}_latest", "day", N_("The last day that it can be"), latest),
    )


def _labels(targets: Iterable[Target]) -> list[str]:
    return [target.label for target in targets]


_PERMALINK = Column("permalink", "URL", N_("Link to it on this site"), lambda row: Permalink(row.target))
_ID = Column("id", "id", N_("Its id"), lambda row: row.target)
_STATEMENT = (
    _PERMALINK,
    Column("brief", "id", N_("The brief"), lambda row: row.brief),
    Column("id", "id", N_("Its id within the brief"), lambda row: row.target.anchor),
    Column("text", "text", N_("What it says"), lambda row: row.text),
    *_date("when", N_("When it happened"), lambda row: row.when),
    Column("where", "ids", N_("Where it happened (entities)"), lambda row: row.where),
)
_FORECAST = (
    *_date("expected", N_("When a forecast is expected"), lambda row: row.expected),
    Column(
        "outcome_status",
        "text",
        N_("What came of a forecast: `open`, `occurred`, `late` or `failed`"),
        lambda row: row.outcome and row.outcome.status,
    ),
    Column("outcome_by", "id", N_("The claim that shows it"), lambda row: row.outcome and row.outcome.by),
    Column("outcome_note", "text", N_("The outcome in words"), lambda row: row.outcome and row.outcome.note),
    Column("aliases", "ids", N_("Former ids"), lambda row: row.aliases),
)
_STATEMENT_KEY = ("brief", "id")
_IN_BRIEF = (("brief",), "briefs")

BRIEFS = Table(
    "briefs",
    N_("Every brief"),
    "briefs",
    (
        _PERMALINK,
        _ID,
        Column("title", "text", N_("Title"), lambda brief: brief.target.label),
        Column("date", "day", N_("Day it was published"), lambda brief: brief.date),
        Column("updated", "day", N_("Day of its last revision"), lambda brief: brief.updated),
        Column(
            "authors",
            "texts",
            N_("Who wrote it; if empty, the organisation"),
            lambda brief: _labels(brief.authors),
        ),
        Column("reviewed_by", "texts", N_("Who reviewed it"), lambda brief: _labels(brief.reviewed_by)),
        Column("summary", "text", N_("The bottom line"), lambda brief: brief.summary),
        *_date("covers", N_("The time it is about, if not that of its claims"), lambda brief: brief.covers),
        Column(
            "source_note", "text", N_("Who speaks, and how they can know"), lambda brief: brief.source_note
        ),
        Column("sources", "ids", N_("The articles it is based on"), lambda brief: brief.sources),
        Column("topics", "ids", N_("Its topics"), lambda brief: brief.topics),
        Column(
            "entities", "ids", N_("The people, places and things it mentions"), lambda brief: brief.entities
        ),
        Column(
            "assumptions",
            "texts",
            N_("What its judgments assume"),
            lambda brief: [assumption.text for assumption in brief.assumptions],
        ),
        Column("gaps", "texts", N_("What is not known"), lambda brief: brief.gaps),
        Column("body", "text", N_("Background"), lambda brief: brief.body),
        Column("aliases", "ids", N_("Former ids"), lambda brief: brief.aliases),
        Column("language", "text", N_("Language (BCP 47)"), lambda brief: brief.language),
        Column(
            "translation_of", "id", N_("The brief that it translates"), lambda brief: brief.translation_of
        ),
    ),
)
CLAIMS = Table(
    "claims",
    N_("What the articles say"),
    "briefs",
    (
        *_STATEMENT,
        Column("group", "text", N_("The heading under which it is shown"), lambda claim: claim.group),
        Column(
            "said_by", "id", N_("The entity that says it, if not the article"), lambda claim: claim.said_by
        ),
        Column("note", "text", N_("The analyst's remark"), lambda claim: claim.note),
        Column(
            "credibility", "integer", N_("Information credibility, 1 to 6"), lambda claim: claim.credibility
        ),
        Column(
            "rating",
            "text",
            N_("Source reliability and information credibility, such as `C3`"),
            lambda claim: claim.rating,
        ),
        Column(
            "origins",
            "ids",
            N_("The independent sources that say it"),
            lambda claim: claim.corroboration.origins,
        ),
        Column("corroborates", "ids", N_("Claims that say the same"), lambda claim: claim.corroborates),
        Column(
            "contradicts",
            "ids",
            N_("Claims that cannot be true if this one is"),
            lambda claim: claim.contradicts,
        ),
        Column(
            "updates", "ids", N_("Earlier claims that it replaces or revises"), lambda claim: claim.updates
        ),
        *_FORECAST,
    ),
    key=_STATEMENT_KEY,
    parents=(_IN_BRIEF,),
    rows=lambda brief: brief.claims,
)
JUDGMENTS = Table(
    "judgments",
    N_("What the analysts assess"),
    "briefs",
    (
        *_STATEMENT,
        Column("likelihood", "text", N_("Likelihood (ICD 203)"), lambda judgment: judgment.likelihood),
        Column("confidence", "text", N_("`low`, `moderate` or `high`"), lambda judgment: judgment.confidence),
        Column("because", "text", N_("Reasons for both"), lambda judgment: judgment.because),
        Column("would_change", "text", N_("What would change it"), lambda judgment: judgment.would_change),
        Column(
            "based_on", "ids", N_("Claims and judgments that support it"), lambda judgment: judgment.based_on
        ),
        Column(
            "against",
            "ids",
            N_("Claims and judgments that speak against it"),
            lambda judgment: judgment.against,
        ),
        *_FORECAST,
    ),
    key=_STATEMENT_KEY,
    parents=(_IN_BRIEF,),
    rows=lambda brief: brief.judgments,
)
QUOTATIONS = Table(
    "quotations",
    N_("The evidence for each claim, word for word"),
    "briefs",
    (
        Column(
            "permalink",
            "URL",
            N_("Link to the passage on this site"),
            lambda row: Permalink(row.quotation.source),
        ),
        Column("brief", "id", N_("The brief"), lambda row: row.claim.brief),
        Column("claim", "id", N_("The claim that it supports"), lambda row: row.claim.target.anchor),
        Column(
            "number", "integer", N_("Its number among the quotations of the claim"), lambda row: row.number
        ),
        Column("source", "id", N_("The article"), lambda row: row.quotation.source),
        Column("quote", "text", N_("The words; `[...]` skips some"), lambda row: row.quotation.quote),
        Column(
            "pages",
            "text",
            N_(
                "The pages of the article where they are, counted from its first, if it has pages: `12`, `12-13`"
            ),
            lambda row: row.quotation.pages,
        ),
        Column("prefix", "text", N_("Words right before them, if given"), lambda row: row.quotation.prefix),
        Column("suffix", "text", N_("Words right after them, if given"), lambda row: row.quotation.suffix),
        Column("language", "text", N_("Their language (BCP 47)"), lambda row: row.quotation.language),
        Column("translation", "text", N_("The words translated"), lambda row: row.quotation.translation),
        Column(
            "positions",
            "ids",
            N_("Where each part begins and ends in the article, `518-577`, in code points from 0"),
            lambda row: [f"{start}-{end}" for start, end in row.quotation.spans],
        ),
        Column("url", "URL", N_("The article, opened at these words"), lambda row: row.quotation.original),
    ),
    key=("brief", "claim", "number"),
    parents=(_IN_BRIEF, (("brief", "claim"), "claims"), (("source",), "sources")),
    rows=_evidence,
)
SOURCES = Table(
    "sources",
    N_("Every article, with its rights"),
    "sources",
    (
        _PERMALINK,
        _ID,
        Column("title", "text", N_("Headline"), lambda source: source.record.title),
        Column("publisher", "id", N_("Who published it"), lambda source: source.publisher),
        Column(
            "publisher_label",
            "text",
            N_("The publisher's name"),
            lambda source: source.publisher and source.publisher.label,
        ),
        Column("authors", "texts", N_("Who wrote it"), lambda source: source.record.authors),
        Column("url", "URL", N_("The article"), lambda source: source.record.url),
        Column(
            "archived_url",
            "URL",
            N_("An archived copy"),
            lambda source: source.record.archived and source.record.archived.url,
        ),
        Column(
            "archived_date",
            "day",
            N_("Day the copy was made"),
            lambda source: source.record.archived and source.record.archived.date,
        ),
        *_date("published", N_("When it was published"), lambda source: source.record.published),
        Column("published_basis", "text", N_("How that was inferred"), lambda source: source.basis),
        Column("accessed", "day", N_("Day it was accessed"), lambda source: source.record.accessed),
        Column("language", "text", N_("Language (BCP 47)"), lambda source: source.record.language),
        Column("reliability", "text", N_("Source reliability, A to F"), lambda source: source.reliability),
        Column("origin", "id", N_("Who first reported it"), lambda source: source.origin),
        Column("derived_from", "id", N_("The article that it repeats"), lambda source: source.derived_from),
        Column(
            "rights",
            "text",
            N_("What of it is published here: `quote` (only quotations) or `full`"),
            lambda source: source.record.rights,
        ),
        Column(
            "share", "number", N_("Share of its words that is quoted"), lambda source: round(source.share, 4)
        ),
        Column("notes", "texts", N_("Remarks on its text"), lambda source: source.notes),
        Column("sha256", "text", N_("SHA-256 of the file that was quoted"), lambda source: source.digest),
    ),
)
ENTITIES = Table(
    "entities",
    N_("The people, places and things that the briefs mention"),
    "entities",
    (
        _PERMALINK,
        _ID,
        Column("label", "text", N_("Name"), lambda entity: entity.record.label),
        Column("kind", "text", N_("What kind of thing it is"), lambda entity: entity.record.kind),
        Column("aliases", "texts", N_("Other names"), lambda entity: entity.record.aliases),
        Column("description", "text", N_("Who or what it is"), lambda entity: entity.description),
        Column("latitude", "number", N_("In degrees"), lambda entity: _coordinate(entity, 0)),
        Column("longitude", "number", N_("In degrees"), lambda entity: _coordinate(entity, 1)),
        Column("located_in", "id", N_("The place that contains it"), lambda entity: entity.located_in),
        Column(
            "same_as", "ids", N_("URLs of the same thing elsewhere"), lambda entity: entity.record.same_as
        ),
        Column("brief_count", "integer", N_("Briefs that mention it"), lambda entity: len(entity.briefs)),
        Column(
            "statement_count",
            "integer",
            N_("Claims and judgments that mention it"),
            lambda entity: len(entity.statements),
        ),
    ),
)
TOPICS = Table(
    "topics",
    N_("The topics under which briefs are filed"),
    "topics",
    (
        _PERMALINK,
        _ID,
        Column("label", "text", N_("Name"), lambda topic: topic.record.label),
        Column("alt_labels", "texts", N_("Other names"), lambda topic: topic.record.alt_labels),
        Column("definition", "text", N_("What it covers"), lambda topic: topic.definition),
        Column("broader", "id", N_("The next broader topic"), lambda topic: topic.broader),
        Column("related", "ids", N_("Related topics"), lambda topic: topic.related),
        Column("brief_count", "integer", N_("Briefs filed under it"), lambda topic: len(topic.briefs)),
        Column(
            "brief_count_below",
            "integer",
            N_("The same with all narrower topics"),
            lambda topic: topic.briefs_below,
        ),
    ),
)
TABLES = (BRIEFS, CLAIMS, JUDGMENTS, QUOTATIONS, SOURCES, ENTITIES, TOPICS)


def _coordinate(entity: Any, axis: int) -> float | None:
    return entity.record.coordinates[axis] if entity.record.coordinates else None
