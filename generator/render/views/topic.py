"""Assemble what a topic page shows, and the alternative labels that the topic index lists.

Every list is counted from the topic's own briefs: no two topics or briefs are ever compared. So the time for all
topic pages together is proportional to the number of topics that the briefs have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from generator.model.site import Site, SiteBrief, SiteTopic, Statement, Target
from generator.render.views.entity import KIND_HEADINGS
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
from generator.resolve.taxonomy import nested, newest_first, topic_ancestors

CARDS = 6  # newest briefs, shown as cards; the earlier ones are lines
NARROWER_BRIEFS = 12  # of narrower topics
CO_TOPICS = 12  # other topics of the same briefs that are shown with these briefs
CO_TOPIC_BRIEFS = 5  # for each of them
NAMES = 36  # topics or entities that are shown with nothing but a number


@dataclass(frozen=True, slots=True)
class CoTopic:
    """Another topic of a topic's briefs, and those of the briefs that have both, the newest first."""

    topic: Target
    briefs: ShortList[SiteBrief]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """What a topic's page shows."""

    ancestors: tuple[Target, ...]  # the broader topics, the broadest first
    newest: tuple[SiteBrief, ...]
    earlier: GroupedList[SiteBrief]  # by year, the newest first
    narrower_briefs: ShortList[SiteBrief]  # that have a narrower topic but not this one, the newest first
    co_topics: tuple[CoTopic, ...]  # the most frequent first
    rare_co_topics: ShortList[Count]  # the other topics of its briefs
    entities: GroupedList[Count]  # by kind, with the number of its briefs that name them
    claims: GroupedList[Statement]  # by year, in order of date


def build_topic_view(site: Site, topic: SiteTopic) -> TopicView:
    """Assemble what the page of a topic shows."""
    briefs = [site.briefs[target.id] for target in topic.briefs]
    shared: dict[Target, list[SiteBrief]] = defaultdict(list)  # briefs by their other topics
    for brief in briefs:
        for other in brief.topics:
            if other != topic.target:
                shared[other].append(brief)
    co_topics = most_frequent({other: len(both) for other, both in shared.items()})
    entities = most_frequent(Counter(entity for brief in briefs for entity in brief.entities))
    by_kind: dict[str, list[Count]] = defaultdict(list)
    for count in entities[:NAMES]:
        by_kind[site.entities[count.target.id].record.kind].append(count)
    return TopicView(
        ancestors=topic_ancestors(site, topic)[::-1],
        newest=tuple(briefs[:CARDS]),
        earlier=group_by_year(briefs[CARDS:]),
        narrower_briefs=_narrower_briefs(site, topic),
        co_topics=tuple(
            CoTopic(count.target, shorten(shared[count.target], CO_TOPIC_BRIEFS))
            for count in co_topics[:CO_TOPICS]
        ),
        rare_co_topics=shorten(co_topics[CO_TOPICS:], NAMES),
        entities=GroupedList(
            tuple(
                Group(heading, kind, tuple(by_kind[kind]))
                for kind, heading in KIND_HEADINGS.items()
                if by_kind[kind]
            ),
            len(entities),
        ),
        claims=group_by_date(site, (claim for brief in briefs for claim in brief.claims)),
    )


def _narrower_briefs(site: Site, topic: SiteTopic) -> ShortList[SiteBrief]:
    own = {target.id for target in topic.briefs}
    rows = nested([topic.target], lambda name: site.topics[name].narrower)
    slugs = {target.id for row in rows for target in site.topics[row.target.id].briefs}
    return shorten(newest_first(site.briefs[slug] for slug in slugs - own), NARROWER_BRIEFS)


def list_alternative_labels(site: Site) -> list[tuple[str, Target]]:
    """List the alternative labels of all topics in alphabetical order, ignoring case, each with its topic."""
    labels = ((label, topic.target) for topic in site.topics.values() for label in topic.record.alt_labels)
    return sorted(labels, key=lambda pair: (pair[0].casefold(), pair[0], pair[1].id))
