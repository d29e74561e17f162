"""Assemble what an entity page shows, and the groups of the entity index.

Every list is counted from the briefs and statements that name the entity: no two entities are ever compared. So the
time for all entity pages together is proportional to the number of mentions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from generator.model.site import Site, SiteBrief, SiteClaim, SiteEntity, SiteJudgment, Statement, Target
from generator.render.views.short_lists import (
    Count,
    Group,
    GroupedList,
    ShortList,
    group_by_year,
    most_frequent,
    shorten,
)
from generator.render.views.subject import (
    BRIEFS,
    JUDGMENTS,
    TOGETHER,
    BriefClaims,
    is_worth_a_map,
    is_worth_a_timeline,
    list_statements,
)
from generator.resolve.taxonomy import newest_first, place_ancestors, sort_by_label
from generator.translation import N_, _

KIND_HEADINGS = {
    "person": N_("People"),
    "organisation": N_("Organisations"),
    "place": N_("Places"),
    "facility": N_("Facilities"),
    "commodity": N_("Commodities"),
    "event": N_("Events"),
    "other": N_("Others"),
}

KINDS = {
    "person": N_("person"),
    "organisation": N_("organisation"),
    "place": N_("place"),
    "facility": N_("facility"),
    "commodity": N_("commodity"),
    "event": N_("event"),
    "other": N_("other"),
}
"""The kinds of entities, and the word for one of each."""

MOST_NAMED = 8  # of a kind that has too many entities to list


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """What an entity's page shows."""

    places: tuple[Target, ...]  # that contain it, the nearest first
    contents: ShortList[Target]  # directly in it
    judgments: ShortList[SiteJudgment]  # that name it, the newest brief first
    reported: tuple[BriefClaims, ...]  # claims that name it or happened there, the newest brief first
    said: tuple[BriefClaims, ...]  # claims that it makes, likewise; these are not in ``reported``
    other_briefs: GroupedList[SiteBrief]  # that name it, by year, the newest first
    topics: ShortList[Count]  # of its briefs
    together: ShortList[Count]  # other entities in the same claims and judgments, the most frequent first
    has_map: bool
    has_timeline: bool

    @property
    def listed(self) -> list[Target]:
        """Return the claims and judgments that the page lists."""
        return list_statements(self.judgments.shown, (*self.reported, *self.said))


def build_entity_view(site: Site, entity: SiteEntity) -> EntityView:
    """Assemble what the page of an entity shows."""
    own = entity.target
    briefs = newest_first(site.briefs[target.id] for target in entity.briefs)
    places = place_ancestors(site, entity)
    ids = {target.id for target in entity.statements}
    statements = [item for brief in briefs for item in brief.statements if item.target.id in ids]
    claims: dict[Target, list[SiteClaim]] = defaultdict(list)
    for statement in statements:
        if isinstance(statement, SiteClaim):
            claims[statement.brief].append(statement)
    shown = [brief for brief in briefs if brief.target in claims][:BRIEFS]
    shown_briefs = {brief.target for brief in shown}
    together = Counter(chain.from_iterable(map(entities_of, statements)))
    for target in (own, *places, *entity.contains):
        del together[target]
    return EntityView(
        places=places,
        contents=shorten(sort_by_label(entity.contains), TOGETHER),
        judgments=shorten([item for item in statements if isinstance(item, SiteJudgment)], JUDGMENTS),
        reported=_by_brief(shown, claims, lambda claim: claim.said_by != own),
        said=_by_brief(shown, claims, lambda claim: claim.said_by == own),
        other_briefs=group_by_year([brief for brief in briefs if brief.target not in shown_briefs]),
        topics=shorten(most_frequent(Counter(topic for brief in briefs for topic in brief.topics)), TOGETHER),
        together=shorten(most_frequent(together), TOGETHER),
        has_map=is_worth_a_map(briefs),
        has_timeline=is_worth_a_timeline(statements),
    )


def _by_brief(
    briefs: Iterable[SiteBrief],
    claims: Mapping[Target, Iterable[SiteClaim]],
    is_wanted: Callable[[SiteClaim], bool],
) -> tuple[BriefClaims, ...]:
    """Return the wanted ones of some claims under their briefs, without briefs that have none."""
    groups = (BriefClaims(brief, tuple(filter(is_wanted, claims[brief.target]))) for brief in briefs)
    return tuple(group for group in groups if group.claims)


def entities_of(statement: Statement) -> set[Target]:
    """Return the entities that a claim or judgment names: in its text, as a place, or as who says it."""
    texts = [statement.text]
    others = list(statement.where)
    if statement.outcome:
        texts.append(statement.outcome.note)
    if isinstance(statement, SiteClaim):
        texts += [quotation.translation for quotation in statement.evidence]
        others += [statement.said_by] if statement.said_by else []
    named = chain(others, *(text.targets for text in texts))
    return {target for target in named if target and target.kind == "entity"}


@dataclass(frozen=True, slots=True)
class Kind(Group[SiteEntity]):
    """All entities of a kind, in alphabetical order."""

    @property
    def most_named(self) -> ShortList[Count]:
        """Return the entities that most briefs name."""
        counts = most_frequent({entity.target: len(entity.briefs) for entity in self.items})
        return shorten(counts[:MOST_NAMED], MOST_NAMED)


def group_entities_by_kind(site: Site) -> list[Kind]:
    """Group all entities by kind."""
    by_kind: dict[str, list[Target]] = defaultdict(list)
    for entity in site.entities.values():
        by_kind[entity.record.kind].append(entity.target)
    return [
        Kind(_(heading), kind, tuple(site.entities[target.id] for target in sort_by_label(by_kind[kind])))
        for kind, heading in KIND_HEADINGS.items()
        if by_kind[kind]
    ]
