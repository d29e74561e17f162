"""Topics with what is filed under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.model.site import SiteBrief, SiteTopic, Target


def file_under_topics(
    topics: Mapping[str, SiteTopic], briefs: Mapping[str, SiteBrief], memory: BuildMemo | None = None
) -> dict[str, SiteTopic]:
    """Add to each topic what the other topics and the briefs say of it. ``memory`` is that of earlier runs."""
    memory = memory or NoMemo()
    filed = memory.group_incrementally(
        "filed", briefs, lambda brief: ((it.id, brief) for it in brief.topics), _newness
    )
    children: dict[str, list[Target]] = defaultdict(list)
    related: dict[str, set[Target]] = defaultdict(set)
    for topic in topics.values():
        if topic.broader:
            children[topic.broader.id].append(topic.target)
        for other in topic.related:
            related[topic.target.id].add(other)
            related[other.id].add(topic.target)

    def below(name: str) -> list[str]:
        """List a topic and all below it; a loop in the scheme is walked once."""
        names, waiting = [name], [name]
        while waiting:
            new = [child.id for child in children[waiting.pop()] if child.id not in names]
            names += new
            waiting += new
        return names

    def whole(name: str, topic: SiteTopic) -> SiteTopic:
        narrower, others = (_by_label(targets) for targets in (children[name], related[name]))
        groups = tuple(filed.get(other, ()) for other in below(name))

        def made(inputs: Inputs) -> SiteTopic:
            return replace(
                topic,
                narrower=narrower,
                related=others,
                briefs=tuple(brief.target for brief in groups[0]),
                briefs_below=len({brief.target.id for group in groups for brief in group}),
            )

        return memory.get_or_compute(("whole topic", name), (topic, narrower, others, groups), {}, made)

    return {name: whole(name, topic) for name, topic in topics.items()}


def _by_label(targets: Iterable[Target]) -> tuple[Target, ...]:
    return tuple(sorted(targets, key=lambda target: (target.label, target.id)))


def newest_first(briefs: Iterable[SiteBrief]) -> list[SiteBrief]:
    """Sort briefs by date, the newest first, then by title and slug."""
    return sorted(briefs, key=_newness)


def _newness(brief: SiteBrief) -> tuple[int, str, str]:
    return -brief.date.toordinal(), brief.target.label, brief.target.id
