"""The two hierarchies of a site: topics below broader topics, and entities inside places.

A loop in a hierarchy, or too many levels, is an error that ``rules.structure`` reports; the walks here end after
``MAX_LEVELS``.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf

from generator.incremental import BuildMemo, NoMemo
from generator.model.graph import MAX_LEVELS, chain
from generator.model.site import Site, SiteBrief, SiteEntity, SiteTopic, Target

DEEPEST = 8  # levels of indentation; deeper rows are indented as much as the deepest


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an indented list: its level, from 0, and what it shows."""

    depth: int
    target: Target


def nested(
    starts: Iterable[Target], below: Callable[[str], Iterable[Target]], levels: float = MAX_LEVELS
) -> Iterator[Row]:
    """Yield the rows of a hierarchy, depth first from ``starts``; a target that was met before is passed over.

    ``below`` returns what is directly below an id. Siblings are sorted by label.
    """
    seen: set[str] = set()
    waiting = [Row(0, target) for target in starts][::-1]
    while waiting:
        row = waiting.pop()
        if row.target.id not in seen:
            seen.add(row.target.id)
            yield Row(min(row.depth, DEEPEST), row.target)
            children = sort_by_label(below(row.target.id)) if row.depth + 1 < levels else []
            waiting += [Row(row.depth + 1, target) for target in reversed(children)]


def topic_tree(site: Site) -> list[Row]:
    """List all topics, each below its broader topic. Topics on a loop, which is an error, come last."""
    tops = sort_by_label(topic.target for topic in site.topics.values() if not topic.broader)
    others = sort_by_label(topic.target for topic in site.topics.values() if topic.broader)
    return list(nested([*tops, *others], lambda name: site.topics[name].narrower, levels=inf))


def topic_ancestors(site: Site, topic: SiteTopic) -> tuple[Target, ...]:
    """Return the broader topics of a topic, the nearest first."""
    return _broader(site.topics, topic)


def _broader(topics: Mapping[str, SiteTopic], topic: SiteTopic) -> tuple[Target, ...]:
    return tuple(chain(topic.target, lambda target: topics[target.id].broader)[1:])


def place_ancestors(site: Site, entity: SiteEntity) -> tuple[Target, ...]:
    """Return the places that contain an entity, the nearest first."""
    return tuple(chain(entity.target, lambda target: site.entities[target.id].located_in)[1:])


def sort_by_label(targets: Iterable[Target]) -> list[Target]:
    """Sort targets by label, ignoring case."""
    return sorted(targets, key=lambda target: (target.label.casefold(), target.label, target.id))


def newest_first(briefs: Iterable[SiteBrief]) -> list[SiteBrief]:
    """Sort briefs by date, the newest first; those of one day by the time that they cover, then by title and slug."""
    return sorted(briefs, key=_newness)


def _newness(brief: SiteBrief) -> tuple[int, int, str, str]:
    covered = (brief.covers.earliest or datetime.date.min).toordinal() if brief.covers else 0
    return -brief.date.toordinal(), -covered, brief.target.label, brief.target.id


def file_under_topics(
    topics: Mapping[str, SiteTopic], briefs: Mapping[str, SiteBrief], memo: BuildMemo | None = None
) -> dict[str, SiteTopic]:
    """Return the topics with what other topics and the briefs say of them."""
    memo = memo or NoMemo()
    filed = memo.group_incrementally("filed", briefs, _by_topic, _newness)
    children: dict[str, list[Target]] = defaultdict(list)
    related: dict[str, set[Target]] = defaultdict(set)
    groups = {name: [filed.get(name, ())] for name in topics}
    for topic in topics.values():
        for ancestor in _broader(topics, topic):
            groups[ancestor.id].append(filed.get(topic.target.id, ()))
        if topic.broader:
            children[topic.broader.id].append(topic.target)
        for other in topic.related:
            related[topic.target.id].add(other)
            related[other.id].add(topic.target)

    complete = {}
    for name, topic in topics.items():
        lists = tuple(sort_by_label(children[name])), tuple(sort_by_label(related[name]))
        complete[name] = memo.call(
            ("complete topic", name), _complete, (), topic, *lists, tuple(groups[name])
        )
    return complete


def _by_topic(brief: SiteBrief) -> Iterator[tuple[str, SiteBrief]]:
    return ((topic.id, brief) for topic in brief.topics)


def _complete(
    topic: SiteTopic,
    narrower: tuple[Target, ...],
    related: tuple[Target, ...],
    groups: tuple[tuple[SiteBrief, ...], ...],
) -> SiteTopic:
    """Return a topic with its lists; ``groups`` are the briefs of the topic itself, then of each topic below it."""
    return replace(
        topic,
        narrower=narrower,
        related=related,
        briefs=tuple(brief.target for brief in groups[0]),
        briefs_below=len({brief.target.id for group in groups for brief in group}),
    )
