"""The finished site as frozen types: every id has become a link, every quotation a span of its article.

The room ``resolve`` builds these from ``Content``; templates see nothing else. A ``Target`` is anything that has a URL;
everything else refers to things by their targets.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.model.content import Author, Entity, Publisher, Source, Topic
from generator.spool import Spooled
from generator.text.edtf import EdtfDate
from generator.text.prose import Anchor, Prose, to_text
from generator.translation import N_


class InLanguage(str):
    """Words of an author that are not in the language of the interface; ``language`` is theirs (BCP 47).

    Where a template shows them, they are marked with it. What is cut out of them or joined with others is a plain text.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str = "") -> InLanguage:
        """Make words of a text."""
        made = super().__new__(cls, words)
        made.language = language
        return made


def in_language(words: str, language: str) -> str:
    """Return words with their language; as they are if it is empty, which stands for that of the interface."""
    return InLanguage(words, language) if language else words


@dataclass(frozen=True, slots=True)
class Target:
    """Something that has a URL. Claims and judgments have the id ``brief#claim``."""

    kind: str  # brief, claim, judgment, topic, entity, source, publisher or author
    id: str
    label: str  # plain text
    uri: str  # of its Markdown page: ``briefs/a.md``
    anchor: str = ""  # on that page
    language: str = ""  # of the label (BCP 47), if it is not that of the interface

    def __post_init__(self) -> None:
        """Give the label its language."""
        if self.language:
            object.__setattr__(self, "label", InLanguage(self.label, self.language))

    def __hash__(self) -> int:
        """Hash the id alone, which is quick and nearly always differs: many large mappings have targets as keys."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Corroboration:
    """How many independent sources support a claim: three articles that repeat one report have a single origin."""

    reports: tuple[str, ...]  # ids of the articles that say it
    origins: tuple[str, ...]  # who first reported it, each once
    own: tuple[str, ...]  # the origins of the articles that the claim itself quotes


@dataclass(frozen=True, slots=True)
class LinkedProse:
    """Prose, and the target of each of its references in order (``None``: unknown, shown as words only)."""

    prose: Prose
    targets: tuple[Target | None, ...] = ()
    language: str = ""  # BCP 47, if it is not that of the interface

    def __bool__(self) -> bool:
        return bool(self.prose)

    @property
    def words(self) -> list[str]:
        """The words that each reference shows."""
        return [
            reference.label or (target.label if target else reference.target or reference.fragment)
            for reference, target in zip(self.prose.references, self.targets, strict=True)
        ]

    @property
    def labelled(self) -> list[bool]:
        """Whether the author wrote the words of each reference, or they are the label of its target."""
        return [bool(reference.label) for reference in self.prose.references]

    @property
    def plain(self) -> str:
        """The prose as plain text on one line, with each reference as the words that it shows."""
        if not self.prose:
            return ""
        return in_language(to_text(self.prose, [Anchor(words) for words in self.words]), self.language)


NO_PROSE = LinkedProse(Prose(""))


@dataclass(frozen=True, slots=True)
class Link:
    """One thing refers to another: ``relation`` is a key of ``RELATIONS``, ``words`` the sentence, if prose does so."""

    source: Target
    target: Target
    relation: str
    words: str = ""


# Relation -> heading of its links on the page of the target, translated where it is shown.
RELATIONS = {
    "mentions": N_("Mentioned in"),
    "topic": N_("Topic of"),
    "source": N_("Source of"),
    "quotes": N_("Quoted in"),
    "names": N_("Named in"),
    "where": N_("Happened here"),
    "corroborates": N_("Corroborated by"),
    "contradicts": N_("Contradicted by"),
    "echoes": N_("Also said (same origin)"),  # either claim of two that agree but add no origin to each other
    "updates": N_("Updated by"),
    "based on": N_("Supports"),
    "against": N_("Counts against"),
    "outcome": N_("Reports the outcome of"),
    "see also": N_("Referred to by"),
    "broader": N_("Broader than"),
    "related": N_("Related to"),
    "located in": N_("Contains"),
    "published by": N_("Publisher of"),
    "derived from": N_("Repeated by"),
    "said by": N_("Cited as saying"),
    "assumed for": N_("Depends on an assumption in"),
    "written by": N_("Author of"),
    "reviewed by": N_("Reviewer of"),
}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A piece of evidence: the words as the author typed them, and their place in the article."""

    source: Target  # the page and anchor that show the passage
    quote: str
    language: str
    translation: LinkedProse
    spans: tuple[
        tuple[int, int], ...
    ]  # code points of the seed's text, half open; one for each side of ``[...]``
    original: str  # URL of the article that opens at these words; empty if it is not known
    prefix: str = ""  # the words right before and after, if the author typed them
    suffix: str = ""
    pages: str = ""  # of an article that has page breaks: 12, 12-13


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a forecast."""

    status: str
    by: Target | None
    note: LinkedProse


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim or a judgment."""

    target: Target
    brief: Target
    text: LinkedProse
    when: EdtfDate | None
    where: tuple[Target, ...]
    expected: EdtfDate | None
    outcome: Outcome | None
    aliases: tuple[str, ...] = ()  # former ids, which still work as anchors

    @property
    def is_open(self) -> bool:
        """Whether it is a forecast with no known outcome."""
        return self.expected is not None and (self.outcome is None or self.outcome.status == "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteClaim(Statement):
    """What an article says."""

    evidence: tuple[Quotation, ...]
    group: str  # heading under which it is shown; empty if it has none
    said_by: Target | None
    note: LinkedProse
    credibility: int | None
    rating: str  # source reliability and information credibility: ``C3``; empty without the latter
    corroboration: Corroboration
    corroborates: tuple[Target, ...]
    contradicts: tuple[Target, ...]
    updates: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteJudgment(Statement):
    """What the analyst assesses."""

    likelihood: str | None
    confidence: str | None
    because: LinkedProse
    would_change: LinkedProse
    based_on: tuple[Target, ...]
    against: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What judgments assume."""

    text: LinkedProse
    supports: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another brief, and why it is related to this one."""

    target: Target
    reasons: tuple[str, ...]  # in English, translated where they are shown
    shared: tuple[Target, ...]  # topics and entities, the rarest first
    days: int  # by which it is later; negative if it is earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBrief:
    """One briefing page."""

    target: Target
    date: datetime.date  # on which it was published
    authors: tuple[Target, ...]  # empty if its author is the organisation
    reviewed_by: tuple[Target, ...]
    language: str  # BCP 47
    translation_of: Target | None
    versions: tuple[
        tuple[str, Target], ...
    ]  # the original, then each translation of it, with its language; empty if there is only one version
    is_listed: bool  # whether this is the version of the brief that is in lists, numbers and charts
    is_draft: bool
    summary: LinkedProse
    covers: EdtfDate | None
    source_note: LinkedProse
    sources: tuple[Target, ...]
    topics: tuple[Target, ...]
    entities: tuple[Target, ...]  # those in ``entities``, in prose and in ``where``
    claims: tuple[SiteClaim, ...]
    judgments: tuple[SiteJudgment, ...]
    assumptions: tuple[Assumption, ...]
    gaps: tuple[LinkedProse, ...]
    body: LinkedProse
    related: tuple[Related, ...]
    aliases: tuple[str, ...]
    revisions: tuple[tuple[datetime.date, LinkedProse], ...]

    @property
    def updated(self) -> datetime.date | None:
        """The day of the last revision after publication, if there is one."""
        return max((date for date, _ in self.revisions if date > self.date), default=None)

    @property
    def has_gaps(self) -> bool:
        """Whether the brief has information gaps or assumptions."""
        return bool(self.gaps or self.assumptions)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Claims, then judgments."""
        return (*self.claims, *self.judgments)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that are evidence. ``spans`` has one item for each side of every ``[...]``."""

    anchor: str
    spans: tuple[tuple[int, int], ...]
    text: str  # as in the article
    used_by: tuple[Target, ...]
    original: str  # as in ``Quotation``
    within: tuple[str, ...] = ()  # anchors of words in it that other texts quote
    pages: str = ""  # likewise


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article, and the anchors of the passages that include it; passages may overlap."""

    text: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSource:
    """One article, what is quoted from it, and which briefs do so."""

    target: Target
    record: Source
    publisher: Target | None
    reliability: str | None
    origin: str
    basis: LinkedProse
    notes: tuple[LinkedProse, ...]
    derived_from: Target | None
    digest: str
    passages: tuple[Passage, ...]  # that claims quote, in reading order
    words: tuple[Passage, ...]  # that only other texts quote, such as gaps, likewise
    share: float  # of the article's words that is quoted, 0 to 1
    unused: tuple[str, ...]  # paragraphs from which nothing is quoted; shown to editors, never published
    paragraphs: tuple[tuple[Piece, ...], ...]  # the whole article if ``rights`` is ``full``, else empty
    briefs: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTopic:
    """One topic and what is filed under it."""

    target: Target
    record: Topic
    definition: LinkedProse
    broader: Target | None
    narrower: tuple[Target, ...]
    related: tuple[Target, ...]  # as either topic says
    briefs: tuple[Target, ...]  # newest first
    briefs_below: int  # briefs of this topic and of all narrower ones; each counts once


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntity:
    """A person, place or thing, and what is said about it."""

    target: Target
    record: Entity
    description: LinkedProse
    located_in: Target | None
    contains: tuple[Target, ...]
    briefs: tuple[Target, ...]
    statements: tuple[Target, ...]  # that name it or happened there, by date


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePublisher:
    """A publisher and its articles."""

    target: Target
    record: Publisher
    note: LinkedProse
    sources: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAuthor:
    """A person who wrote or reviewed briefs."""

    target: Target
    record: Author
    briefs: tuple[Target, ...]  # newest first
    reviewed: tuple[Target, ...]  # likewise


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of the briefs: its name, and the URL of its text if there is one."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """What ``mkdocs.yml`` says of the site; empty where it says nothing. ``url`` ends in a slash."""

    name: str = ""
    description: str = ""
    url: str = ""
    organisation: str = ""
    licence: Licence | None = None
    language: str = "en"  # of the interface (BCP 47)
    content_language: str = (
        ""  # of what authors write, unless a brief says otherwise; empty: that of the interface
    )

    def url_of(self, path: str) -> str:
        """Return the full URL of a path below the site's root; empty if the site's is not known."""
        return f"{self.url}{path}" if self.url else ""


UNNAMED = Publication()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything on the site, by id. Forecasts expected before ``as_of`` are overdue.

    ``language`` is that of the interface, as a BCP 47 tag.
    """

    as_of: datetime.date
    briefs: Mapping[str, SiteBrief] = field(default_factory=dict)
    topics: Mapping[str, SiteTopic] = field(default_factory=dict)
    entities: Mapping[str, SiteEntity] = field(default_factory=dict)
    sources: Mapping[str, SiteSource] = field(default_factory=dict)
    publishers: Mapping[str, SitePublisher] = field(default_factory=dict)
    authors: Mapping[str, SiteAuthor] = field(default_factory=dict)  # of briefs that are shown
    statements: Mapping[str, Statement] = field(default_factory=dict)  # by ``brief#id``
    backlinks: Mapping[tuple[str, str], tuple[Link, ...]] = field(default_factory=dict)  # by kind and id
    language: str = "en"

    def listed_briefs(self) -> Iterator[SiteBrief]:
        """Yield each brief in one language only: what lists show and numbers count."""
        return (brief for brief in self.briefs.values() if brief.is_listed)

    def listed_statements(self) -> Iterator[Statement]:
        """Yield the claims and judgments of these."""
        return (statement for brief in self.listed_briefs() for statement in brief.statements)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site: its path, ``briefs/a.md``, and its bytes in memory or on disk.

    ``source`` is the path in the project of the file that it was made from, ``content/briefs/a.yml``, or of the folder
    if it was made from many; it may be empty.
    """

    uri: str
    stored: bytes | Spooled
    source: str = ""

    @property
    def data(self) -> bytes:
        """The bytes."""
        return self.stored.read() if isinstance(self.stored, Spooled) else self.stored


class Page(SiteFile):
    """One Markdown page, below the docs folder, in UTF-8."""

    __slots__ = ()

    @property
    def markdown(self) -> str:
        """The text."""
        return self.data.decode("utf-8")


class Asset(SiteFile):
    """A file that is published unchanged."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class DataFile:
    """A published table, as the page *Data* describes it."""

    uri: str
    description: str
    rows: int
    columns: tuple[tuple[str, str, str], ...]  # name, kind of value and description
