"""The finished site as frozen types: every name has become a link, every quotation a place in a seed.

``resolve.py`` makes these from ``Content``; templates see nothing else. ``Target`` is anything that has an
address; all else refers to things by their targets.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.model.content import Entity, Publisher, Source, Topic
from generator.text.edtf import EdtfDate
from generator.text.prose import Prose


@dataclass(frozen=True, slots=True)
class Target:
    """Something with an address. Claims and judgments have the id ``brief#claim``."""

    kind: str  # brief, claim, judgment, topic, entity, source or publisher
    id: str
    label: str  # plain text
    uri: str  # of its Markdown page
    anchor: str = ""  # on that page

    def __hash__(self) -> int:
        """Hash by id alone, which nearly always differs: targets are the keys of many large mappings."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Corroboration:
    """The sources that say the same, and who first reported it: three papers that repeat one report are one origin."""

    reports: tuple[str, ...]  # source ids
    origins: tuple[str, ...]
    own: tuple[str, ...]  # the origins of what the claim itself quotes


@dataclass(frozen=True, slots=True)
class LinkedProse:
    """Prose, and for each of its references, in order, what it leads to (``None``: unknown, shown as words)."""

    prose: Prose
    targets: tuple[Target | None, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.prose)


NO_PROSE = LinkedProse(Prose(""))


@dataclass(frozen=True, slots=True)
class Link:
    """One thing refers to another; ``relation`` is a key of ``RELATIONS``, ``words`` a sentence in prose that does."""

    source: Target
    target: Target
    relation: str
    words: str = ""


# How a relation reads on the page of the thing that is linked to.
RELATIONS = {
    "mentions": "Mentioned in",
    "topic": "Topic of",
    "source": "Source of",
    "quotes": "Quoted for",
    "names": "Named in",
    "where": "Place of",
    "corroborates": "Corroborated by",
    "contradicts": "Contradicted by",
    "updates": "Updated by",
    "based on": "Basis of",
    "against": "Speaks against",
    "outcome": "Reports what became of",
    "see also": "See also in",
    "broader": "Broader than",
    "related": "Related to",
    "located in": "Location of",
    "published by": "Publisher of",
    "derived from": "Repeated by",
}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A piece of evidence: the words as the author typed them, and where they stand in the seed."""

    source: Target  # the page and anchor at which the passage is shown
    quote: str
    language: str
    translation: LinkedProse
    spans: tuple[tuple[int, int], ...]  # code points of the seed's text
    original: str  # the article's own address, opening at these words; empty where it is not known
    prefix: str = ""  # the words right before and after, where the author typed them
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of something foretold."""

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
    aliases: tuple[str, ...] = ()  # former ids, which are anchors still

    @property
    def is_open(self) -> bool:
        """Foretold, and nothing is known of what became of it."""
        return self.expected is not None and (self.outcome is None or self.outcome.status == "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteClaim(Statement):
    """What a source says."""

    evidence: tuple[Quotation, ...]
    credibility: int | None
    grading: str  # reliability and credibility together: C3
    standing: Corroboration
    corroborates: tuple[Target, ...]
    contradicts: tuple[Target, ...]
    updates: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteJudgment(Statement):
    """What the analyst concludes."""

    likelihood: str | None
    confidence: str | None
    based_on: tuple[Target, ...]
    against: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another brief, and what ties it to this one."""

    target: Target
    reasons: tuple[str, ...]
    shared: tuple[Target, ...]  # topics and entities, the rarest first
    apart: str  # how far in time: three months earlier; empty for the same day


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBrief:
    """One briefing page."""

    target: Target
    date: datetime.date
    is_draft: bool
    summary: LinkedProse
    sources: tuple[Target, ...]
    topics: tuple[Target, ...]
    entities: tuple[Target, ...]  # all that come up, named in ``entities``, in prose or as a place
    claims: tuple[SiteClaim, ...]
    judgments: tuple[SiteJudgment, ...]
    assumptions: tuple[LinkedProse, ...]
    gaps: tuple[LinkedProse, ...]
    body: LinkedProse
    related: tuple[Related, ...]
    aliases: tuple[str, ...]
    revisions: tuple[tuple[datetime.date, LinkedProse], ...]

    @property
    def has_gaps(self) -> bool:
        """Say whether the brief names anything that is not known, or taken for granted."""
        return bool(self.gaps or self.assumptions)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Claims, then judgments."""
        return (*self.claims, *self.judgments)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a seed that serve as evidence. ``spans`` has a piece for each side of every ``[...]``."""

    anchor: str
    spans: tuple[tuple[int, int], ...]
    text: str  # as it stands in the seed
    used_by: tuple[Target, ...]
    original: str  # as in ``Quotation``


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article, and the anchors of the passages in which it stands; passages may overlap."""

    text: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSource:
    """One article, what is quoted from it and by whom."""

    target: Target
    record: Source
    publisher: Target | None
    reliability: str | None
    origin: str
    basis: LinkedProse
    derived_from: Target | None
    digest: str
    passages: tuple[Passage, ...]  # in reading order
    share: float  # of the article's words that are quoted, 0 to 1
    unused: tuple[str, ...]  # its paragraphs of which nothing is quoted; for the editor, not for publishing
    paragraphs: tuple[tuple[Piece, ...], ...]  # the whole article where its rights allow that, else empty
    briefs: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTopic:
    """One topic and what is filed under it."""

    target: Target
    record: Topic
    definition: LinkedProse
    broader: Target | None
    narrower: tuple[Target, ...]
    related: tuple[Target, ...]  # said here or there
    briefs: tuple[Target, ...]  # newest first
    briefs_below: int  # briefs of this topic and of all narrower ones, each counted once


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntity:
    """A person, place or thing, and what is said about it."""

    target: Target
    record: Entity
    description: LinkedProse
    located_in: Target | None
    contains: tuple[Target, ...]
    briefs: tuple[Target, ...]
    statements: tuple[Target, ...]  # that name it or happen there, in order of date


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePublisher:
    """Who published, and what."""

    target: Target
    record: Publisher
    note: LinkedProse
    sources: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """All of it, by id. ``as_of`` is the day against which things are due."""

    as_of: datetime.date
    briefs: Mapping[str, SiteBrief] = field(default_factory=dict)
    topics: Mapping[str, SiteTopic] = field(default_factory=dict)
    entities: Mapping[str, SiteEntity] = field(default_factory=dict)
    sources: Mapping[str, SiteSource] = field(default_factory=dict)
    publishers: Mapping[str, SitePublisher] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)  # by ``brief#id``
    backlinks: Mapping[tuple[str, str], tuple[Link, ...]] = field(default_factory=dict)  # by kind and id


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page; ``uri`` is its path below the docs folder, ``briefs/a.md``, ``data`` its text in UTF-8.

    (Bytes, as a text in which one letter is Korean would take twice the memory, and thousands of pages are kept.)
    """

    uri: str
    data: bytes

    @property
    def markdown(self) -> str:
        """Give the text."""
        return self.data.decode("utf-8")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file that is published as it is."""

    uri: str
    data: bytes
