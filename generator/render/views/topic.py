"""Assemble what a topic page shows, and the alternative labels that the topic index lists.

Every list is counted from the topic's own briefs: no two topics or briefs are ever compared. So the time for all
topic pages together is proportional to the number of topics that the briefs have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from generator.model.site import Site, SiteBrief, SiteJudgment, SiteTopic, Target
from generator.render.views.list_parts import ROWS
from generator.render.views.short_lists import (
    Count,
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
from generator.resolve.taxonomy import Row, nested, newest_first, topic_ancestors

NARROWER_BRIEFS = 12  # of narrower topics


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """What a topic's page shows."""

    ancestors: tuple[Target, ...]  # the broader topics, the broadest first
    judgments: ShortList[SiteJudgment]  # of its briefs, the newest first
    newest: tuple[BriefClaims, ...]  # its newest briefs with all their claims
    earlier: GroupedList[SiteBrief]  # its other briefs by year, the newest first
    narrower_briefs: ShortList[SiteBrief]  # that have a narrower topic but not this one, the newest first
    together: ShortList[Count]  # other topics and entities of its briefs, the most frequent first
    has_map: bool
    has_timeline: bool

    @property
    def listed(self) -> list[Target]:
        """Return the claims and judgments that the page lists."""
        return list_statements(self.judgments.shown, self.newest)


def build_topic_view(site: Site, topic: SiteTopic) -> TopicView:
    """Assemble what the page of a topic shows."""
    briefs = [site.briefs[target.id] for target in topic.briefs]
    ancestors = topic_ancestors(site, topic)[::-1]
    together = Counter(chain.from_iterable((*brief.topics, *brief.entities) for brief in briefs))
    for target in (topic.target, *ancestors, *topic.narrower, *topic.related):
        del together[target]
    return TopicView(
        ancestors=ancestors,
        judgments=shorten([judgment for brief in briefs for judgment in brief.judgments], JUDGMENTS),
        newest=tuple(BriefClaims(brief, brief.claims) for brief in briefs[:BRIEFS]),
        earlier=group_by_year(briefs[BRIEFS:]),
        narrower_briefs=_narrower_briefs(site, topic),
        together=shorten(most_frequent(together), TOGETHER),
        has_map=is_worth_a_map(briefs),
        has_timeline=is_worth_a_timeline(claim for brief in briefs for claim in brief.claims),
    )


def _narrower_briefs(site: Site, topic: SiteTopic) -> ShortList[SiteBrief]:
    own = {target.id for target in topic.briefs}
    rows = nested([topic.target], lambda name: site.topics[name].narrower)
    slugs = {target.id for row in rows for target in site.topics[row.target.id].briefs}
    return shorten(newest_first(site.briefs[slug] for slug in slugs - own), NARROWER_BRIEFS)


def cut_tree(rows: Sequence[Row], most: int = ROWS) -> list[Row]:
    """Leave out the deepest levels of a tree of more than ``most`` rows; none is left if the top alone is too long."""
    levels = sorted(row.depth for row in rows)
    return [row for row in rows if len(rows) <= most or row.depth < levels[most]]


def list_alternative_labels(site: Site) -> list[tuple[str, Target]]:
    """List the alternative labels of all topics in alphabetical order, ignoring case, each with its topic."""
    labels = ((label, topic.target) for topic in site.topics.values() for label in topic.record.alt_labels)
    return sorted(labels, key=lambda pair: (pair[0].casefold(), pair[0], pair[1].id))
