"""What comes up with a topic or an entity, how often, and when: what their pages show beside their own records.

Each list is counted from the things themselves: a topic's briefs, the claims of those, the entities that these name.
No two topics, entities or briefs are ever compared, so that all pages together take time in proportion to what is
filed and named. Long lists are cut where a page would no longer be read, and say how long they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Generic, TypeVar

from generator.model.site import Site, SiteBrief, SiteClaim, SiteEntity, SiteTopic, Statement, Target
from generator.resolve.taxonomy import (
    Row,
    nested,
    newest_first,
    place_ancestors,
    sort_by_label,
    topic_ancestors,
)

NEWEST = 6  # briefs shown as cards; the others are lines
LINES = 200  # briefs shown as lines
STATEMENTS = 100  # claims and judgments that bear a date
UNDATED = 20  # those that bear none, and more where fewer bear one
GROUPS = 12  # topics that are given most room; of the others that come up, only the numbers
IN_GROUP = 5  # briefs in each of them
LINES_BELOW = 12  # briefs of narrower topics
COUNTED = 36  # topics or entities named with a number
FEW = 3  # so many more are shown rather than left out of a list of names
NESTED = 60  # places and things listed under the place that they lie in

KINDS = {
    "person": "People",
    "organisation": "Organisations",
    "place": "Places",
    "facility": "Facilities",
    "commodity": "Commodities",
    "event": "Events",
    "other": "Others",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Count:
    """Something, and in how many briefs (or claims and judgments) it comes up."""

    target: Target
    number: int


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """As much of a list as a page shows, and how long the list is."""

    shown: tuple[T, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """Things under a heading; ``key`` is what stands for the heading in an address."""

    heading: str
    key: str
    things: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Grouped(Generic[T]):
    """Like ``Some``, under headings."""

    groups: tuple[Group[T], ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.total - sum(len(group.things) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Beside:
    """Another topic under which briefs of a topic are filed too, and those briefs, the newest first."""

    topic: Target
    briefs: Some[SiteBrief]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """What a topic's page shows."""

    path: tuple[Target, ...]  # the topics above it, the broadest first
    newest: tuple[SiteBrief, ...]
    earlier: Grouped[SiteBrief]  # by year, the newest first
    below: Some[SiteBrief]  # filed under narrower topics only, the newest first
    beside: tuple[Beside, ...]  # the most frequent first
    rarely_beside: Some[Count]  # the other topics of its briefs
    entities: Grouped[Count]  # by kind; the numbers count its briefs
    claims: Grouped[Statement]  # by year, in order of date


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPage:
    """What an entity's page shows."""

    path: tuple[Target, ...]  # where it lies, the nearest first
    contains: Some[Row]  # what lies in it, and in that
    briefs_within: int  # that name it or something that lies in it
    statements: Grouped[Statement]  # by year, in order of date
    in_statements: Some[Count]  # others that the same claims and judgments name
    in_briefs: Some[Count]  # others that only come up elsewhere in the same briefs
    topics: Some[Count]  # of its briefs
    briefs: Grouped[SiteBrief]  # by year, the newest first


def topic_page(site: Site, topic: SiteTopic) -> TopicPage:
    """Gather what the page of a topic shows."""
    briefs = [site.briefs[target.id] for target in topic.briefs]
    beside: dict[Target, list[SiteBrief]] = defaultdict(list)
    for brief in briefs:
        for other in brief.topics:
            if other != topic.target:
                beside[other].append(brief)
    others = _most({other: len(shared) for other, shared in beside.items()})
    entities = _most(Counter(entity for brief in briefs for entity in brief.entities))
    by_kind: dict[str, list[Count]] = defaultdict(list)
    for count in entities[:COUNTED]:
        by_kind[site.entities[count.target.id].record.kind].append(count)
    return TopicPage(
        path=topic_ancestors(site, topic)[::-1],
        newest=tuple(briefs[:NEWEST]),
        earlier=_by_year(briefs[NEWEST:]),
        below=_only_below(site, topic),
        beside=tuple(Beside(it.target, _some(beside[it.target], IN_GROUP)) for it in others[:GROUPS]),
        rarely_beside=_some(others[GROUPS:], COUNTED),
        entities=Grouped(
            tuple(Group(KINDS[kind], kind, tuple(by_kind[kind])) for kind in KINDS if by_kind[kind]),
            len(entities),
        ),
        claims=_by_date(site, (claim for brief in briefs for claim in brief.claims)),
    )


def entity_page(site: Site, entity: SiteEntity) -> EntityPage:
    """Gather what the page of an entity shows."""
    own = entity.target
    briefs = [site.briefs[target.id] for target in entity.briefs]
    statements = _as_written(site, entity.statements)
    nearest = Counter(chain.from_iterable(map(_named, statements)))
    further = Counter(chain.from_iterable(brief.entities for brief in briefs))
    del nearest[own], further[own]
    inside = [
        Row(row.depth - 1, row.target)
        for row in nested([own], lambda name: site.entities[name].contains)
        if row.depth
    ]
    places = [own, *(row.target for row in inside)]
    return EntityPage(
        path=place_ancestors(site, entity),
        contains=_some(inside, NESTED),
        briefs_within=len({brief.id for place in places for brief in site.entities[place.id].briefs}),
        statements=_by_date(site, statements),
        in_statements=_some(_most(nearest), COUNTED),
        in_briefs=_some([it for it in _most(further) if it.target not in nearest], COUNTED),
        topics=_some(_most(Counter(topic for brief in briefs for topic in brief.topics)), GROUPS),
        briefs=_by_year(newest_first(briefs)),
    )


def other_names(site: Site) -> list[tuple[str, Target]]:
    """List the alternative labels of all topics in alphabetical order, each with its topic."""
    names = ((name, topic.target) for topic in site.topics.values() for name in topic.record.alt_labels)
    return sorted(names, key=lambda pair: (pair[0].casefold(), pair[0], pair[1].id))


def entities_by_kind(site: Site) -> list[Group[SiteEntity]]:
    """List all entities by kind, in alphabetical order."""
    found: dict[str, list[Target]] = defaultdict(list)
    for entity in site.entities.values():
        found[entity.record.kind].append(entity.target)
    return [
        Group(heading, kind, tuple(site.entities[target.id] for target in sort_by_label(found[kind])))
        for kind, heading in KINDS.items()
        if found[kind]
    ]


def _only_below(site: Site, topic: SiteTopic) -> Some[SiteBrief]:
    own = {target.id for target in topic.briefs}
    rows = nested([topic.target], lambda name: site.topics[name].narrower)
    names = {target.id for row in rows for target in site.topics[row.target.id].briefs}
    return _some(newest_first(site.briefs[name] for name in names - own), LINES_BELOW)


def _as_written(site: Site, targets: Iterable[Target]) -> list[Statement]:
    """Give claims and judgments in the order in which they stand in their briefs."""
    names = {target.id for target in targets}
    slugs = sorted({name.partition("#")[0] for name in names})
    return [item for slug in slugs for item in site.briefs[slug].statements if item.target.id in names]


def _named(statement: Statement) -> set[Target]:
    """Give the entities that a claim or judgment names, or where it happens."""
    texts = [statement.text]
    if statement.outcome:
        texts.append(statement.outcome.note)
    if isinstance(statement, SiteClaim):
        texts += [quotation.translation for quotation in statement.evidence]
    named = chain(statement.where, *(text.targets for text in texts))
    return {target for target in named if target and target.kind == "entity"}


def _by_date(site: Site, statements: Iterable[Statement]) -> Grouped[Statement]:
    """Put statements in order of date, by the year of the earliest day; of many only the latest.

    Those of one brief are given, and stay where nothing else tells, in the order in which they stand there.
    """

    def by_date(statement: Statement) -> tuple[object, ...]:
        brief = site.briefs[statement.brief.id]
        if statement.when is None:
            return (True, brief.date, brief.target.id)
        return (False, statement.when.sort_key, brief.date, brief.target.id)

    ordered = sorted(statements, key=by_date)
    dated = [statement for statement in ordered if statement.when]
    undated = ordered[len(dated) :]
    dated = dated[-STATEMENTS:]
    undated = undated[-(UNDATED + STATEMENTS - len(dated)) :]
    groups = [
        Group(heading, heading.lower().replace(" ", "-"), tuple(things))
        for heading, things in groupby([*dated, *undated], key=_year)
    ]
    return Grouped(tuple(groups), len(ordered))


def _year(statement: Statement) -> str:
    if statement.when is None:
        return "Without a date"
    return str(statement.when.earliest.year) if statement.when.earliest else "From a day not known"


def _by_year(briefs: Sequence[SiteBrief]) -> Grouped[SiteBrief]:
    groups = groupby(briefs[:LINES], key=lambda brief: str(brief.date.year))
    return Grouped(tuple(Group(year, year, tuple(things)) for year, things in groups), len(briefs))


def _some(things: Sequence[T], most: int) -> Some[T]:
    """Cut a list, unless hardly anything would be left out."""
    return Some(tuple(things if len(things) <= most + FEW else things[:most]), len(things))


def _most(numbers: Mapping[Target, int]) -> list[Count]:
    """Sort by number, the highest first, then as a reader looks for words."""
    return sorted((Count(it, numbers[it]) for it in sort_by_label(numbers)), key=lambda count: -count.number)
