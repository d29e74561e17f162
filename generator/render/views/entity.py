"""Assemble what an entity page shows, and the groups of the entity index.

Every list is counted from the briefs and statements that name the entity: no two entities are ever compared. So the
time for all entity pages together is proportional to the number of mentions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from generator.model.site import Site, SiteBrief, SiteClaim, SiteEntity, Statement, Target
from generator.render.views.short_lists import (
    Count,
    Group,
    GroupedList,
    ShortList,
    group_by_date,
    group_by_year,
    most_frequent,
    shorten,
)
from generator.resolve.taxonomy import Row, nested, newest_first, place_ancestors, sort_by_label

TOPICS = 12
NAMES = 36  # entities that are shown with nothing but a number
CONTENTS = 60  # places and things listed under the place that contains them

KIND_HEADINGS = {
    "person": "People",
    "organisation": "Organisations",
    "place": "Places",
    "facility": "Facilities",
    "commodity": "Commodities",
    "event": "Events",
    "other": "Others",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """What an entity's page shows."""

    places: tuple[Target, ...]  # that contain it, the nearest first
    contents: ShortList[Row]  # what it contains, directly or not
    briefs_within: int  # briefs that name it or something that it contains
    statements: GroupedList[Statement]  # that name it or happen there, by year, in order of date
    in_same_statements: ShortList[Count]  # other entities that these statements name
    in_same_briefs: ShortList[Count]  # other entities that only other statements of the same briefs name
    topics: ShortList[Count]  # of its briefs
    briefs: GroupedList[SiteBrief]  # by year, the newest first


def build_entity_view(site: Site, entity: SiteEntity) -> EntityView:
    """Assemble what the page of an entity shows."""
    own = entity.target
    briefs = [site.briefs[target.id] for target in entity.briefs]
    statements = _in_order_of_briefs(site, entity.statements)
    in_statements = Counter(chain.from_iterable(map(_entities_of, statements)))
    in_briefs = Counter(chain.from_iterable(brief.entities for brief in briefs))
    del in_statements[own], in_briefs[own]
    contents = [
        Row(row.depth - 1, row.target)
        for row in nested([own], lambda name: site.entities[name].contains)
        if row.depth
    ]
    places = [own, *(row.target for row in contents)]
    return EntityView(
        places=place_ancestors(site, entity),
        contents=shorten(contents, CONTENTS),
        briefs_within=len({brief.id for place in places for brief in site.entities[place.id].briefs}),
        statements=group_by_date(site, statements),
        in_same_statements=shorten(most_frequent(in_statements), NAMES),
        in_same_briefs=shorten(
            [count for count in most_frequent(in_briefs) if count.target not in in_statements], NAMES
        ),
        topics=shorten(most_frequent(Counter(topic for brief in briefs for topic in brief.topics)), TOPICS),
        briefs=group_by_year(newest_first(briefs)),
    )


def _in_order_of_briefs(site: Site, targets: Iterable[Target]) -> list[Statement]:
    """Return claims and judgments by the slug of their brief, and within it in its order."""
    ids = {target.id for target in targets}
    slugs = sorted({name.partition("#")[0] for name in ids})
    return [item for slug in slugs for item in site.briefs[slug].statements if item.target.id in ids]


def _entities_of(statement: Statement) -> set[Target]:
    """Return the entities that a claim or judgment names, in its text or as a place."""
    texts = [statement.text]
    if statement.outcome:
        texts.append(statement.outcome.note)
    if isinstance(statement, SiteClaim):
        texts += [quotation.translation for quotation in statement.evidence]
    named = chain(statement.where, *(text.targets for text in texts))
    return {target for target in named if target and target.kind == "entity"}


def group_entities_by_kind(site: Site) -> list[Group[SiteEntity]]:
    """Group all entities by kind, each group in alphabetical order."""
    by_kind: dict[str, list[Target]] = defaultdict(list)
    for entity in site.entities.values():
        by_kind[entity.record.kind].append(entity.target)
    return [
        Group(heading, kind, tuple(site.entities[target.id] for target in sort_by_label(by_kind[kind])))
        for kind, heading in KIND_HEADINGS.items()
        if by_kind[kind]
    ]
