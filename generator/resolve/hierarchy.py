"""What lies above and below: topics under broader ones, things in the places where they are.

A loop in such a hierarchy is an error that ``checks.py`` reports; here it only must not be walked for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.model.site import Site, SiteEntity, SiteTopic, Target

DEEPEST = 8  # levels that are told apart; what lies deeper stands at the last


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a hierarchy: how far it is indented, and what stands there."""

    depth: int
    target: Target


def topic_tree(site: Site) -> list[Row]:
    """List all topics, each below the broader one. Those that are on a loop, which is an error, come last."""
    tops = sort_by_label(topic.target for topic in site.topics.values() if not topic.broader)
    others = sort_by_label(topic.target for topic in site.topics.values() if topic.broader)
    return list(nested([*tops, *others], lambda name: site.topics[name].narrower))


def topic_ancestors(site: Site, topic: SiteTopic) -> tuple[Target, ...]:
    """Give the topics above a topic, the nearest first."""
    return _upwards(topic.target, lambda name: site.topics[name].broader)


def place_ancestors(site: Site, entity: SiteEntity) -> tuple[Target, ...]:
    """Say where an entity lies, the nearest place first."""
    return _upwards(entity.target, lambda name: site.entities[name].located_in)


def _upwards(start: Target, above: Callable[[str], Target | None]) -> tuple[Target, ...]:
    """Follow a hierarchy to its top, or around a loop once."""
    way = {start.id: start}
    target = above(start.id)
    while target and target.id not in way:
        way[target.id] = target
        target = above(target.id)
    return tuple(way.values())[1:]


def nested(starts: Iterable[Target], below: Callable[[str], Iterable[Target]]) -> Iterator[Row]:
    """Walk a hierarchy from its tops downwards, depth first; what has been met before is passed over."""
    seen: set[str] = set()
    waiting = [Row(0, target) for target in starts][::-1]
    while waiting:
        row = waiting.pop()
        if row.target.id not in seen:
            seen.add(row.target.id)
            yield Row(min(row.depth, DEEPEST), row.target)
            waiting += [Row(row.depth + 1, target) for target in sort_by_label(below(row.target.id))[::-1]]


def sort_by_label(targets: Iterable[Target]) -> list[Target]:
    """Sort as a reader looks for words, capitals or not."""
    return sorted(targets, key=lambda target: (target.label.casefold(), target.label, target.id))
