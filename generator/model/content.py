"""What an author writes, as frozen types: one class for each kind of record, with nothing resolved.

References to other things are plain ids here; in ``site.py`` they have become links. The text below each field is its
help: editors show it (``seedbrief schema``), and the reference is generated from it (``make reference``). So it
addresses authors. Scales: ICD 203 (likelihood, confidence), AJP-2.1 (reliability, credibility), EDTF (dates), SKOS
(topics).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from generator.diagnostics import Diagnostic, Span
from generator.model.fields import (
    AuthorId,
    BriefSlug,
    BriefStatus,
    ClaimRef,
    Confidence,
    Day,
    Edtf,
    EntityId,
    EntityKind,
    FileName,
    Language,
    Latitude,
    Likelihood,
    Longitude,
    MediaType,
    Name,
    Orcid,
    Origin,
    OrPlainText,
    OutcomeStatus,
    ProseText,
    PublisherId,
    Reliability,
    Rights,
    SeedName,
    Sha256,
    Text,
    TopicId,
    Url,
    Verbatim,
    plain_text_as,
    wrong,
)
from generator.model.seed import Seed
from generator.text.yaml.reader import YamlFile

PAGES = "content/pages/"  # hand-written Markdown, which MkDocs reads by itself
SEEDS = "seeds/"
DIGESTS = "seeds/SHA256SUMS"
PERMALINKS = "content/permalinks.lock"
SEED_ENDINGS = (".txt", ".md")
YAML_ENDINGS = (".yml", ".yaml")


def is_seed(path: str) -> bool:
    """Return whether a path is that of an article."""
    return _is_in_seeds(path) and path.endswith(SEED_ENDINGS)


def is_original(path: str) -> bool:
    """Return whether a path is that of an original: any file in seeds/ that cannot be a text or a list of checksums."""
    is_text = path.lower().endswith((*SEED_ENDINGS, *YAML_ENDINGS))
    return _is_in_seeds(path) and not is_text and path != DIGESTS


def _is_in_seeds(path: str) -> bool:
    return path.startswith(SEEDS) and path.count("/") == 1 and path != SEEDS


_NOT_RECORDED: set[str] = set()


class Record(BaseModel):
    """A record: frozen, and without fields that are not declared here.

    It does not know which fields were written (``model_fields_set``): these sets would take as much memory as the text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    def model_post_init(self, context: Any) -> None:
        """Forget which fields were written."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_RECORDED)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields replaced."""
        copied = super().model_copy(update=update, deep=deep)
        copied.model_post_init(None)
        return copied


def record_type(annotation: Any) -> type[Record] | None:
    """Return the record type inside ``Annotated``, ``| None`` and ``tuple[..., ...]``, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for inner in get_args(annotation) if (found := record_type(inner))), None)


class Archived(Record):
    """An archived copy of an article."""

    url: Url
    """URL of the archived copy."""
    date: Day | None = None
    """Day the copy was made: 2026-11-21."""


class Original(Record):
    """The file that an article's text was extracted from, such as a PDF. It is kept in seeds/, next to the text."""

    file: FileName
    """Its name in seeds/: the name of the text, with another extension: 2026-05-04-report.pdf."""
    sha256: Sha256
    """SHA-256 checksum of the file, in hexadecimal."""
    media_type: MediaType
    """What kind of file it is: application/pdf, or text/html; charset=euc-kr if only the server named its encoding."""
    received: Day | None = None
    """Day you received it: 2026-11-21."""
    extracted_by: Text | None = None
    """Program and version that extracted the text: pypdfium2 5.15.2."""


class Source(Record):
    """Where an article comes from and how far to trust it: `content/sources/<article>.yml`."""

    title: Text
    """Headline as published. Put a title of your own in square brackets."""
    publisher: PublisherId
    """Who published the article: an id from content/publishers.yml."""
    authors: tuple[Text, ...] = ()
    """Who wrote it, each name as published."""
    url: Url | None = None
    """URL of the article."""
    archived: Archived | None = None
    """An archived copy, shown next to every link to the article."""
    published: Edtf | None = None
    """When it was published (EDTF): 2024-01-17, 2024-01~ if approximate, 2024-01? if uncertain."""
    published_basis: ProseText = ""
    """How you inferred the date of publication, if the article gives none (prose)."""
    accessed: Day | None = None
    """Day you accessed it: 2026-11-21."""
    language: Language = "en"
    """Language of the article (BCP 47): en, ko, zh-Hant."""
    reliability: Reliability | None = None
    """Source reliability rating (AJP-2.1), A to F, if it differs from the publisher's."""
    origin: Origin | None = None
    """Who first reported it, if not the publisher. Reports from the same origin do not corroborate each other."""
    derived_from: SeedName | None = None
    """The article that this one repeats; both then have the same origin."""
    rights: Rights = "quote"
    """How much of the article is published: only quoted passages (`quote`) or all of it (`full`)."""
    notes: tuple[ProseText, ...] = ()
    """Remarks on the text as you received it, such as misprints or a rough translation (each in prose)."""
    encoding: str = "utf-8"
    """Text encoding of the article's file, if not UTF-8: cp949, windows-1252."""
    original: Original | None = None
    """The file from which the text was extracted. `seedbrief new` writes it."""

    @property
    def is_pdf(self) -> bool:
        """Whether the URL leads to a PDF, as far as is known."""
        media_type = self.original.media_type if self.original else ""
        return media_type == "application/pdf" or bool(
            re.search(r"\.pdf(?:[?#]|$)", self.url or "", re.IGNORECASE)
        )


class Evidence(Record):
    """A quotation, word for word. If only `quote` is needed, write the quotation itself as a plain text."""

    source: SeedName | None = None
    """The quoted article. Required if the brief has several sources."""
    quote: Verbatim
    """The exact words of the article; `[...]` skips words within one paragraph."""
    prefix: str = ""
    """Words right before the quotation, if the article contains it more than once."""
    suffix: str = ""
    """Words right after the quotation, if the article contains it more than once."""
    translation: ProseText = ""
    """The quotation translated into the language of the site (prose)."""


class Outcome(Record):
    """What came of a forecast."""

    status: OutcomeStatus
    """`open` (not known yet), `occurred` (on time), `late`, or `failed` (did not occur)."""
    by: ClaimRef | None = None
    """The claim that reports the outcome, not the forecast itself: `id` in this brief, or `brief#id`."""
    note: ProseText = ""
    """The outcome in your own words (prose). Required without `by`, unless the status is `open`."""


class Statement(Record):
    """The fields that claims and judgments share."""

    id: Name
    """Id, unique within the brief and part of the link to it: lower-case words joined by - or _."""
    text: ProseText
    """One or two sentences (prose)."""
    when: Edtf | None = None
    """When it happened (EDTF): 2024-03, 2024-03~ (approximate), 2024-XX, 2023-12/2024-02."""
    where: tuple[EntityId, ...] = ()
    """Where it happened: ids from content/entities.yml."""
    expected: Edtf | None = None
    """For forecasts: when it is expected (EDTF)."""
    outcome: Outcome | None = None
    """For forecasts: what came of it."""
    aliases: tuple[Name, ...] = ()
    """Former ids; links that use one of them still work."""


Quotation = Annotated[Evidence, plain_text_as("quote"), OrPlainText()]


class Claim(Statement):
    """What an article says, with the words that say it."""

    evidence: Annotated[tuple[Quotation, ...], Field(min_length=1)]
    """The quotations that support the claim, word for word."""
    group: Text | None = None
    """Heading under which the page shows the claim and others of its group, such as Goods or Controls."""
    said_by: EntityId | None = None
    """Who says it, if not the article itself: an id from content/entities.yml. `text` can then state the fact alone."""
    note: ProseText = ""
    """Your remark: why it is rated so, or what is odd in the wording (prose)."""
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    """Information credibility rating (AJP-2.1), independent of the source: 1 confirmed by other sources,
    2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 truth cannot be judged."""
    corroborates: tuple[ClaimRef, ...] = ()
    """Claims that say the same: `id` in this brief, or `brief#id`."""
    contradicts: tuple[ClaimRef, ...] = ()
    """Claims that cannot be true if this one is."""
    updates: tuple[ClaimRef, ...] = ()
    """Earlier claims that this one replaces or revises."""


class Judgment(Statement):
    """What the analyst assesses."""

    likelihood: Likelihood | None = None
    """How likely it is (ICD 203). Use words from one of the two term sets throughout a brief."""
    confidence: Confidence | None = None
    """Confidence (ICD 203): how good the sources and the reasoning are."""
    because: ProseText = ""
    """Why this likelihood and this confidence: one or two sentences (prose)."""
    would_change: ProseText = ""
    """What would change the judgment: one sentence (prose)."""
    based_on: tuple[ClaimRef, ...] = ()
    """Claims and judgments that support it: `id` in this brief, or `brief#id`."""
    against: tuple[ClaimRef, ...] = ()
    """Claims and judgments that speak against it: `id` in this brief, or `brief#id`."""


class Assumption(Record):
    """What judgments assume. If only `text` is needed, write the assumption itself as a plain text."""

    text: ProseText
    """The assumption (prose)."""
    supports: tuple[ClaimRef, ...] = ()
    """The judgments that depend on it: `id` in this brief, or `brief#id`."""


class Revision(Record):
    """A change to a published brief."""

    date: Day
    """Day of the change: 2026-11-21."""
    note: ProseText
    """What changed, and why (prose)."""


AssumptionOrText = Annotated[Assumption, plain_text_as("text"), OrPlainText()]


class Brief(Record):
    """One brief: `content/briefs/<slug>.yml`."""

    title: Text
    """Title of the brief."""
    date: Day
    """Day of the brief: 2026-11-21."""
    sources: Annotated[tuple[SeedName, ...], Field(min_length=1)]
    """The articles it is based on: names of files in seeds/, without the extension."""
    topics: Annotated[tuple[TopicId, ...], Field(min_length=1)]
    """What it is about: ids from content/topics.yml."""
    summary: ProseText
    """The bottom line, in one to three sentences (prose)."""
    covers: Edtf | None = None
    """The time that the brief is about (EDTF), if not that of its claims."""
    source_note: ProseText = ""
    """Who speaks, how they can know, and the reasons to trust or doubt them (ICD 206; prose)."""
    authors: tuple[AuthorId, ...] = ()
    """Who wrote the brief: ids from content/authors.yml. Without them, its author is the site's organisation."""
    reviewed_by: tuple[AuthorId, ...] = ()
    """Who reviewed the brief: ids from content/authors.yml."""
    language: Language | None = None
    """Language of the brief (BCP 47): en, ko, zh-Hant. By default the plugin's option `content_language`."""
    translation_of: BriefSlug | None = None
    """The brief that this one translates: the name of its file in content/briefs/, without the extension."""
    status: BriefStatus = "published"
    """A `draft` is shown by `mkdocs serve` but not published."""
    entities: tuple[EntityId, ...] = ()
    """People, places and things it is about but does not name in prose: ids from content/entities.yml."""
    claims: tuple[Claim, ...] = ()
    """What the articles say, each claim with its evidence."""
    judgments: tuple[Judgment, ...] = ()
    """Key judgments: what you assess."""
    assumptions: tuple[AssumptionOrText, ...] = ()
    """What the judgments assume."""
    gaps: tuple[ProseText, ...] = ()
    """Information gaps: what is not known, as questions, the most useful first (each in prose)."""
    body: ProseText = ""
    """Background (prose)."""
    see_also: tuple[BriefSlug, ...] = ()
    """Related briefs: names of files in content/briefs/, without the extension."""
    aliases: tuple[Name, ...] = ()
    """Former names of this file, the oldest first: their URLs redirect here, and feed readers know it by the first."""
    revisions: tuple[Revision, ...] = ()
    """Changes since the brief was published."""

    def placed_statements(self) -> Iterator[tuple[str, int, Statement]]:
        """Yield claims and judgments, each after its field and its position in that field."""
        yield from (("claims", at, claim) for at, claim in enumerate(self.claims))
        yield from (("judgments", at, judgment) for at, judgment in enumerate(self.judgments))


class Topic(Record):
    """A topic (SKOS concept): one entry of `content/topics.yml`."""

    label: Text
    """Name of the topic (SKOS prefLabel)."""
    definition: ProseText = ""
    """What it covers and what it does not (prose)."""
    broader: TopicId | None = None
    """The next broader topic (SKOS broader)."""
    related: tuple[TopicId, ...] = ()
    """Related topics (SKOS related): associated, neither broader nor narrower."""
    alt_labels: tuple[Text, ...] = ()
    """Synonyms and translations (SKOS altLabel)."""


class Entity(Record):
    """A person, place or thing: one entry of `content/entities.yml`."""

    label: Text
    """Name shown on the site."""
    kind: EntityKind
    """What kind of thing it is."""
    aliases: tuple[Text, ...] = ()
    """Other names and spellings, in any script: Hesan, 혜산."""
    description: ProseText = ""
    """Who or what it is (prose)."""
    coordinates: tuple[Latitude, Longitude] | None = None
    """Latitude and longitude in decimal degrees: [41.4, 128.18]."""
    located_in: EntityId | None = None
    """The place that contains it: an id from content/entities.yml."""
    same_as: tuple[Url, ...] = ()
    """URLs of the same thing on other sites, such as Wikidata."""


class Publisher(Record):
    """Who publishes articles: one entry of `content/publishers.yml`."""

    label: Text
    """Name of the publisher."""
    url: Url | None = None
    """URL of the publisher's website."""
    reliability: Reliability | None = None
    """Reliability rating (AJP-2.1), A to F, for articles whose source record gives none. Without it, F is assumed."""
    note: ProseText = ""
    """Reasons for the reliability rating (prose)."""


class Author(Record):
    """Who writes or reviews briefs: one entry of `content/authors.yml`."""

    name: Text
    """Full name, as shown on the site."""
    family: Text | None = None
    """Family name, as it occurs in `name`, so that bibliographies can sort by it."""
    orcid: Orcid | None = None
    """ORCID iD: 0000-0002-1825-0097."""
    affiliation: Text | None = None
    """Organisation that the author works for."""

    @field_validator("family")
    @classmethod
    def _check_family(cls, family: str | None, info: ValidationInfo) -> str | None:
        name = info.data.get("name")
        if family and name and family not in name:
            raise wrong(
                "bad-value", f"{family!r} is not part of the name {name!r}; write it as it is written there"
            )
        return family


@dataclass(frozen=True, slots=True)
class Content:
    """All records that were read, by id.

    ``documents`` maps each record to its file, for ``span``: by ``(kind, id)`` if a file is one record, by
    ``(kind, "*")`` if it maps ids to records. ``unreadable`` has such keys for what could not be read at all, with
    ``(kind, "*")`` also for a folder: a reference to one of these is not reported as a second problem.
    """

    briefs: Mapping[str, Brief] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    seeds: Mapping[str, Seed] = field(default_factory=dict)
    broken_seeds: Mapping[str, str] = field(
        default_factory=dict
    )  # path -> SHA-256 of articles that cannot be read as text
    originals: Mapping[str, str] = field(default_factory=dict)  # path -> SHA-256
    locks: Mapping[str, str] = field(default_factory=dict)  # path -> text of each lock file that exists
    documents: Mapping[tuple[str, str], YamlFile] = field(default_factory=dict)
    unreadable: frozenset[tuple[str, str]] = frozenset()
    salvaged: frozenset[str] = frozenset()  # slugs of briefs that could only be read in part
    mistakes: Mapping[tuple[str, str], tuple[Diagnostic, ...]] = field(
        default_factory=dict
    )  # by (kind, id); by (kind, "*") those that may concern any record of a file
    language: str = "en"  # BCP 47, of what authors write, unless a brief says otherwise
    interface: str = "en"  # likewise, of the words that no author wrote
    for_editor: bool = True  # whether the site also shows what only an editor should see

    def language_of(self, slug: str) -> str:
        """Return the language of a brief (BCP 47)."""
        return self.briefs[slug].language or self.language

    def unlike_interface(self, language: str) -> str:
        """Return a language; empty if it is that of the interface."""
        return "" if language.casefold() == self.interface.casefold() else language

    def may_contain(self, kind: str, name: str) -> bool:
        """Return whether the record may be in a file or folder that could not be read."""
        return (kind, name) in self.unreadable or (kind, "*") in self.unreadable

    def refused_fields(self, kind: str, name: str, *loc: str | int) -> frozenset[str]:
        """Return the fields of a mapping in a record's own file that were written, but are reported and left out."""
        return self.documents[kind, name].left_out_keys(loc)

    def span(self, kind: str, name: str, *loc: str | int, offset: int | None = None, length: int = 1) -> Span:
        """Return the place of a value of a record; ``offset`` and ``length`` select code points within it."""
        if document := self.documents.get((kind, name)):
            return document.span(loc, offset, length)
        return self.documents[kind, "*"].span((name, *loc), offset, length)

    def path(self, kind: str, name: str) -> str:
        """Return the path of the file that a record is in."""
        return (self.documents.get((kind, name)) or self.documents[kind, "*"]).path
