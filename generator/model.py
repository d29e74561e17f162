"""What an author writes, as frozen types: one class for each kind of record, nothing resolved yet.

Ids of other things are plain names here; ``site.py`` has the types in which they have become links.
The field comments say what a reader gets from a field. Scales: ICD 203 (likelihood, confidence), NATO
Admiralty code (reliability, credibility), EDTF (dates), SKOS (topics).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from generator.dates import EdtfDate, parse_day, parse_edtf
from generator.diagnostics import Span
from generator.document import Document
from generator.seeds import Seed

NAME_PATTERN = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
NAME_LENGTH = 80

Likelihood = Literal[
    "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain",
    "remote", "highly improbable", "improbable", "roughly even odds", "probable", "highly probable", "nearly certain",
]  # fmt: skip
Confidence = Literal["low", "moderate", "high"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
OutcomeStatus = Literal["open", "occurred", "late", "failed"]
EntityKind = Literal["person", "organisation", "place", "facility", "commodity", "event", "other"]


def _wrong(rule: str, message: str) -> PydanticCustomError:
    """Make the error for a value that breaks the rule of that id (``decode.RULES``)."""
    return PydanticCustomError(rule, "{message}", {"message": message})


def name_problem(value: str) -> str:
    """Say why ``value`` cannot be an id; empty when it can."""
    if re.fullmatch(NAME_PATTERN, value) and len(value) <= NAME_LENGTH:
        return ""
    rules = f"use a-z, 0-9 and single - or _ between them, at most {NAME_LENGTH} characters"
    return f"{value!r} is not a name: {rules}"


def _check_name(value: str) -> str:
    if problem := name_problem(value):
        raise _wrong("bad-name", problem)
    return value


def _check_claim_ref(value: str) -> str:
    brief, mark, claim = value.rpartition("#")
    for part in (brief, claim) if mark else (claim,):
        _check_name(part)
    return value


def _check_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/@\\\"<>]+(?:/[^\s\"<>\\]*)?", value):
        raise _wrong("bad-url", f"{value!r} is not a web address: write it whole, with https:// or http://")
    return value


def _check_language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value):
        raise _wrong(
            "bad-value", f"{value!r} is not a language tag: write for example en, ko or zh-Hant (BCP 47)"
        )
    return value


def _check_not_blank(value: str) -> str:
    if not value.strip():
        raise _wrong("empty-value", "nothing is written here")
    return value


def _day(value: Any) -> datetime.date:
    try:
        return parse_day(value)
    except ValueError as error:
        raise _wrong("bad-date", str(error)) from None


def _edtf(value: Any) -> EdtfDate:
    try:
        return parse_edtf(value)
    except ValueError as error:
        raise _wrong("bad-date", str(error)) from None


def _quotation(value: Any) -> Any:
    return {"quote": value} if isinstance(value, str) else value


Name = Annotated[str, AfterValidator(_check_name)]
ClaimRef = Annotated[str, AfterValidator(_check_claim_ref)]  # "claim" in the same brief, or "brief#claim"
Url = Annotated[str, AfterValidator(_check_url)]
Language = Annotated[str, AfterValidator(_check_language)]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True), AfterValidator(_check_not_blank)
]  # shown as typed
ProseText = Annotated[str, AfterValidator(_check_not_blank)]  # CommonMark and [[references]]
Day = Annotated[datetime.date, BeforeValidator(_day)]
Edtf = Annotated[EdtfDate, BeforeValidator(_edtf)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Record(BaseModel):
    """Frozen, and no field that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Archived(Record):
    """A copy in an archive."""

    url: Url
    date: Day | None = None


class Source(Record):
    """``content/sources/<seed>.yml``: where a seed comes from and how far it is to be trusted."""

    title: Text
    publisher: Name
    authors: tuple[Text, ...] = ()
    url: Url | None = None
    archived: Archived | None = None
    published: Edtf | None = None
    published_basis: ProseText = ""  # how an inferred date was inferred
    accessed: Day | None = None
    language: Language = "en"
    reliability: Reliability | None = None  # the publisher's, where not given
    origin: Name | None = None  # who first reported it; the publisher, where not given
    derived_from: Name | None = None  # a seed that it repeats
    rights: Literal["quote", "full"] = "quote"
    encoding: str = "utf-8"


class Evidence(Record):
    """A quotation, word for word; in the YAML a plain string will do."""

    source: Name | None = None  # the brief's only source, where not given
    quote: ProseText  # plain, but not stripped: places in it are those of what was typed
    prefix: str = ""
    suffix: str = ""
    translation: ProseText = ""


class Outcome(Record):
    """What became of something foretold."""

    status: OutcomeStatus
    by: ClaimRef | None = None
    note: ProseText = ""


class Statement(Record):
    """What claims and judgments have in common."""

    id: Name
    text: ProseText
    when: Edtf | None = None
    where: tuple[Name, ...] = ()
    expected: Edtf | None = None
    outcome: Outcome | None = None


class Claim(Statement):
    """What a source says, with the words that say it."""

    evidence: Annotated[tuple[Annotated[Evidence, BeforeValidator(_quotation)], ...], Field(min_length=1)]
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    corroborates: tuple[ClaimRef, ...] = ()
    contradicts: tuple[ClaimRef, ...] = ()
    updates: tuple[ClaimRef, ...] = ()


class Judgment(Statement):
    """What the analyst concludes."""

    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    based_on: tuple[ClaimRef, ...] = ()
    against: tuple[ClaimRef, ...] = ()


class Revision(Record):
    """What changed in a brief, and when."""

    date: Day
    note: ProseText


class Brief(Record):
    """``content/briefs/<slug>.yml``."""

    title: Text
    date: Day
    sources: Annotated[tuple[Name, ...], Field(min_length=1)]
    topics: Annotated[tuple[Name, ...], Field(min_length=1)]
    summary: ProseText
    status: Literal["published", "draft"] = "published"
    entities: tuple[Name, ...] = ()
    claims: tuple[Claim, ...] = ()
    judgments: tuple[Judgment, ...] = ()
    assumptions: tuple[ProseText, ...] = ()
    gaps: tuple[ProseText, ...] = ()
    body: ProseText = ""
    see_also: tuple[Name, ...] = ()
    aliases: tuple[Name, ...] = ()
    revisions: tuple[Revision, ...] = ()


class Topic(Record):
    """One entry of ``content/topics.yml``, in the terms of SKOS."""

    label: Text
    definition: ProseText = ""
    broader: Name | None = None
    related: tuple[Name, ...] = ()
    alt_labels: tuple[Text, ...] = ()


class Entity(Record):
    """One entry of ``content/entities.yml``."""

    label: Text
    kind: EntityKind
    aliases: tuple[Text, ...] = ()
    description: ProseText = ""
    coordinates: tuple[Latitude, Longitude] | None = None
    located_in: Name | None = None
    same_as: tuple[Url, ...] = ()


class Publisher(Record):
    """One entry of ``content/publishers.yml``."""

    label: Text
    url: Url | None = None
    reliability: Reliability | None = None
    note: ProseText = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that was read, by id.

    ``documents`` holds the file of each record: by ``(kind, id)`` where a file is one record, by ``(kind, "*")``
    where it is a map of them. ``unreadable`` has the same keys, for what could not be read at all: a link to
    one of those is not a second mistake.
    """

    briefs: Mapping[str, Brief] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    seeds: Mapping[str, Seed] = field(default_factory=dict)
    digests: str | None = None  # the text of seeds/SHA256SUMS, where there is one
    documents: Mapping[tuple[str, str], Document] = field(default_factory=dict)
    unreadable: frozenset[tuple[str, str]] = frozenset()

    def span(self, kind: str, name: str, *loc: str | int, offset: int | None = None, length: int = 1) -> Span:
        """Say where a value of a record was written; ``offset`` and ``length`` pick code points out of it."""
        if document := self.documents.get((kind, name)):
            return document.span(loc, offset, length)
        return self.documents[kind, "*"].span((name, *loc), offset, length)
