"""What an author writes, as frozen types: one class for each kind of record, nothing resolved yet.

Ids of other things are plain names here; ``site.py`` has the types in which they have become links.
The text below each field is what an editor shows of it (``seedbrief schema``), so it speaks to authors, in the
table's words (``ARCHITECTURE.md``). Scales: ICD 203 (likelihood, confidence), NATO Admiralty code (reliability,
credibility), EDTF (dates), SKOS (topics).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from generator.diagnostics import Diagnostic, Span
from generator.model.fields import (
    BriefSlug,
    ClaimRef,
    Confidence,
    Day,
    Edtf,
    EntityId,
    EntityKind,
    Language,
    Latitude,
    Likelihood,
    Longitude,
    Name,
    Origin,
    OrPlainText,
    OutcomeStatus,
    ProseText,
    PublisherId,
    Reliability,
    SeedName,
    Text,
    TopicId,
    Url,
    plain_quotation,
)
from generator.model.seed import Seed
from generator.text.yaml_reader import YamlFile

PAGES = "content/pages/"  # hand-written Markdown, which MkDocs reads by itself
SEEDS = "seeds/"
DIGESTS = "seeds/SHA256SUMS"
PERMALINKS = "content/permalinks.lock"
SEED_ENDINGS = (".txt", ".md")


def is_seed(path: str) -> bool:
    """Say whether a path is that of a source article."""
    return PurePosixPath(path).parent == PurePosixPath(SEEDS) and path.endswith(SEED_ENDINGS)


class Record(BaseModel):
    """Frozen, and no field that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Archived(Record):
    """A copy in an archive."""

    url: Url
    """Address of the copy."""
    date: Day | None = None
    """The day the copy was made: 2026-11-21."""


class Source(Record):
    """Where a seed comes from and how far it is to be trusted: `content/sources/<seed>.yml`."""

    title: Text
    """Headline of the article, as it was published."""
    publisher: PublisherId
    """Who published it: an id from content/publishers.yml."""
    authors: tuple[Text, ...] = ()
    """Who wrote it, each name as published."""
    url: Url | None = None
    """Address of the article."""
    archived: Archived | None = None
    """A copy in an archive, shown beside every link to the article."""
    published: Edtf | None = None
    """When it was published (EDTF): 2024-01-17, or where it is not certain 2024-01~."""
    published_basis: ProseText = ""
    """How the date of publication was inferred, where the article gives none (prose)."""
    accessed: Day | None = None
    """The day you read it: 2026-11-21."""
    language: Language = "en"
    """Language of the article (BCP 47): en, ko, zh-Hant. Default: en."""
    reliability: Reliability | None = None
    """How reliable the source is (NATO Admiralty code). Default: the publisher's."""
    origin: Origin | None = None
    """Who first reported it, where that is not the publisher: reports of one origin confirm nothing."""
    derived_from: SeedName | None = None
    """The seed that this one repeats; its origin is then that seed's."""
    rights: Literal["quote", "full"] = "quote"
    """What is published of the article: `quote`, the default, only the quoted passages; `full`, all of it."""
    encoding: str = "utf-8"
    """Text encoding of the seed, where it is not UTF-8: cp949, windows-1252."""


class Evidence(Record):
    """A quotation, word for word; a plain string will do where only `quote` is needed."""

    source: SeedName | None = None
    """The seed that is quoted. Needed only where the brief has several sources."""
    quote: ProseText
    """The words as they stand in the seed; `[...]` skips words inside one paragraph."""
    prefix: str = ""
    """Words right before the quotation, where it stands more than once."""
    suffix: str = ""
    """Words right behind the quotation, where it stands more than once."""
    translation: ProseText = ""
    """The quotation in the language of the site (prose)."""


class Outcome(Record):
    """What became of something foretold."""

    status: OutcomeStatus
    """`open` while nobody knows; `occurred`, in time; `late`; `failed`."""
    by: ClaimRef | None = None
    """The claim that reports it: `id` in this brief, or `brief#id`."""
    note: ProseText = ""
    """What became of it, in your words (prose)."""


class Statement(Record):
    """What claims and judgments have in common."""

    id: Name
    """Names the statement within its brief, and is its address on the page: lower-case words joined by - or _."""
    text: ProseText
    """The statement, in a sentence or two (prose)."""
    when: Edtf | None = None
    """When it happens or happened (EDTF): 2024-03, 2024-03~ (about), 2024-XX, 2023-12/2024-02."""
    where: tuple[EntityId, ...] = ()
    """Where: ids from content/entities.yml."""
    expected: Edtf | None = None
    """Only of what is foretold: when it is due (EDTF)."""
    outcome: Outcome | None = None
    """Only of what is foretold: what became of it."""
    aliases: tuple[Name, ...] = ()
    """Former ids of the statement: an address with one of them opens here."""


Quotation = Annotated[Evidence, BeforeValidator(plain_quotation), OrPlainText()]


class Claim(Statement):
    """What a source says, with the words that say it."""

    evidence: Annotated[tuple[Quotation, ...], Field(min_length=1)]
    """The quotations that the claim rests on, at least one, each word for word."""
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    """How credible it is (NATO Admiralty code), whatever the source: 1 confirmed by other sources, 2 probably true,
    3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged."""
    corroborates: tuple[ClaimRef, ...] = ()
    """Claims that say the same: `id` in this brief, or `brief#id`."""
    contradicts: tuple[ClaimRef, ...] = ()
    """Claims that cannot be true as well."""
    updates: tuple[ClaimRef, ...] = ()
    """Earlier claims that this one takes the place of."""


class Judgment(Statement):
    """What the analyst concludes."""

    likelihood: Likelihood | None = None
    """How likely it is (ICD 203). A brief keeps to one of the two columns of words."""
    confidence: Confidence | None = None
    """How good the sources and the reasoning are: low, moderate or high."""
    based_on: tuple[ClaimRef, ...] = ()
    """The claims and judgments that it rests on: `id` in this brief, or `brief#id`."""
    against: tuple[ClaimRef, ...] = ()
    """The claims and judgments that speak against it."""


class Revision(Record):
    """What changed in a brief, and when."""

    date: Day
    """The day of the change: 2026-11-21."""
    note: ProseText
    """What changed, and why (prose)."""


class Brief(Record):
    """One brief: `content/briefs/<slug>.yml`."""

    title: Text
    """What the brief is called."""
    date: Day
    """The day of the brief: 2026-11-21."""
    sources: Annotated[tuple[SeedName, ...], Field(min_length=1)]
    """The seeds it is written from: names of files under seeds/, without the ending."""
    topics: Annotated[tuple[TopicId, ...], Field(min_length=1)]
    """What it is about: ids from content/topics.yml."""
    summary: ProseText
    """The bottom line, in one to three sentences (prose)."""
    status: Literal["published", "draft"] = "published"
    """`draft` keeps it out of what is published; `mkdocs serve` shows it. Default: published."""
    entities: tuple[EntityId, ...] = ()
    """Entities it is about, besides those that the prose names: ids from content/entities.yml."""
    claims: tuple[Claim, ...] = ()
    """What the sources say."""
    judgments: tuple[Judgment, ...] = ()
    """What you conclude."""
    assumptions: tuple[ProseText, ...] = ()
    """What the judgments take for granted, each in prose."""
    gaps: tuple[ProseText, ...] = ()
    """What is not known, each in prose."""
    body: ProseText = ""
    """Background, as long as it need be (prose)."""
    see_also: tuple[BriefSlug, ...] = ()
    """Other briefs worth reading: names of files under content/briefs/, without the ending."""
    aliases: tuple[Name, ...] = ()
    """Former names of this brief's file; their addresses redirect."""
    revisions: tuple[Revision, ...] = ()
    """What changed in the brief, and when."""


class Topic(Record):
    """One entry of `content/topics.yml`, in the terms of SKOS."""

    label: Text
    """What the topic is called."""
    definition: ProseText = ""
    """What it covers and what not (prose)."""
    broader: TopicId | None = None
    """The topic that this one is part of."""
    related: tuple[TopicId, ...] = ()
    """Topics beside this one."""
    alt_labels: tuple[Text, ...] = ()
    """Other words for it."""


class Entity(Record):
    """One entry of `content/entities.yml`."""

    label: Text
    """What it is called on the site."""
    kind: EntityKind
    """What it is."""
    aliases: tuple[Text, ...] = ()
    """Other spellings, also in other scripts: Hesan, 혜산."""
    description: ProseText = ""
    """Who or what it is (prose)."""
    coordinates: tuple[Latitude, Longitude] | None = None
    """Latitude and longitude in degrees: [41.4, 128.18]."""
    located_in: EntityId | None = None
    """The place it lies in."""
    same_as: tuple[Url, ...] = ()
    """Addresses of the same thing elsewhere, such as Wikidata."""


class Publisher(Record):
    """One entry of `content/publishers.yml`."""

    label: Text
    """What the publisher is called."""
    url: Url | None = None
    """Address of the publisher."""
    reliability: Reliability | None = None
    """How reliable it is (NATO Admiralty code); a source may have a grade of its own."""
    note: ProseText = ""
    """What speaks for and against it (prose)."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that was read, by id.

    ``documents`` holds the file of each record, in which ``span`` finds places: by ``(kind, id)`` where a file is one
    record, by ``(kind, "*")`` where it is a map of them. ``unreadable`` has the same keys, for what could not be read
    at all, ``(kind, "*")`` also for a folder: a link to one of those is not a second mistake.
    """

    briefs: Mapping[str, Brief] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    seeds: Mapping[str, Seed] = field(default_factory=dict)
    broken_seeds: Mapping[str, str] = field(
        default_factory=dict
    )  # paths of those with no text, to their digests
    digests: str | None = None  # the text of seeds/SHA256SUMS, where there is one
    permalinks: str | None = None  # that of content/permalinks.lock
    documents: Mapping[tuple[str, str], YamlFile] = field(default_factory=dict)
    unreadable: frozenset[tuple[str, str]] = frozenset()
    salvaged: frozenset[str] = frozenset()  # slugs of briefs of which only a part could be read
    mistakes: Mapping[tuple[str, str], tuple[Diagnostic, ...]] = field(
        default_factory=dict
    )  # in what was read, by `(kind, id)`; by `(kind, "*")` those that may concern any record of a map

    def may_contain(self, kind: str, name: str) -> bool:
        """Say whether a file or folder that could not be read is, or may hold, the thing of that kind and id."""
        return (kind, name) in self.unreadable or (kind, "*") in self.unreadable

    def span(self, kind: str, name: str, *loc: str | int, offset: int | None = None, length: int = 1) -> Span:
        """Say where a value of a record was written; ``offset`` and ``length`` pick code points out of it."""
        if document := self.documents.get((kind, name)):
            return document.span(loc, offset, length)
        return self.documents[kind, "*"].span((name, *loc), offset, length)
