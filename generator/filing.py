"""Topics with what is filed under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.site import SiteBrief, SiteTopic, Target


def file_under_topics(topics: Mapping[str, SiteTopic], briefs: Iterable[SiteBrief]) -> dict[str, SiteTopic]:
    """Add to each topic what the other topics and the briefs say of it."""
    filed: dict[str, list[SiteBrief]] = defaultdict(list)
    for brief in briefs:
        for target in brief.topics:
            filed[target.id].append(brief)
    children: dict[str, list[Target]] = defaultdict(list)
    related: dict[str, set[Target]] = defaultdict(set)
    for topic in topics.values():
        if topic.broader:
            children[topic.broader.id].append(topic.target)
        for other in topic.related:
            related[topic.target.id].add(other)
            related[other.id].add(topic.target)

    def below(name: str) -> set[str]:
        """Collect the briefs of a topic and of all below it; a loop in the scheme is walked once."""
        names, waiting = {name}, [name]
        while waiting:
            new = {child.id for child in children[waiting.pop()]} - names
            names |= new
            waiting += new
        return {brief.target.id for name in names for brief in filed[name]}

    return {
        name: replace(
            topic,
            narrower=tuple(sorted(children[name], key=lambda target: (target.label, target.id))),
            related=tuple(sorted(related[name], key=lambda target: (target.label, target.id))),
            briefs=tuple(brief.target for brief in newest_first(filed[name])),
            briefs_below=len(below(name)),
        )
        for name, topic in topics.items()
    }


def newest_first(briefs: Iterable[SiteBrief]) -> list[SiteBrief]:
    """Sort briefs by date, the newest first, then by title and slug."""
    return sorted(briefs, key=lambda brief: (-brief.date.toordinal(), brief.target.label, brief.target.id))
