"""What belongs together: briefs with briefs, and briefs with topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from generator.site import Link, Related, SiteBrief, SiteTopic, Target

MOST_RELATED = 8
COMMON = 50  # what more briefs than this share says little of any two of them, and would cost time in pairs

# How a link between two briefs reads on the page of the one that links, and of the one that is linked.
_HERE = {
    "mentions": "mentioned here",
    "corroborates": "corroborated here",
    "contradicts": "contradicted here",
    "updates": "updated here",
    "outcome": "shows what became of a forecast made here",
    "based on": "drawn on here",
    "against": "drawn on here",
    "see also": "see also",
}
_THERE = {
    "mentions": "mentions this brief",
    "corroborates": "corroborates this brief",
    "contradicts": "contradicts this brief",
    "updates": "updates this brief",
    "outcome": "foretold what is reported here",
    "based on": "draws on this brief",
    "against": "draws on this brief",
    "see also": "see also",
}
_WEAK = {_HERE["mentions"], _THERE["mentions"], _HERE["see also"]}  # not worth saying beside another reason


def brief_of(target: Target) -> str:
    """Give the slug of the brief that a target is, or is part of; empty for anything else."""
    return target.id.partition("#")[0] if target.kind in ("brief", "claim", "judgment") else ""


def related_briefs(
    briefs: Sequence[Target], shared: Mapping[Target, Iterable[Target]], links: Iterable[Link]
) -> dict[Target, tuple[Related, ...]]:
    """Give for each brief those that belong with it, the nearest first.

    ``shared`` maps a topic or entity to the briefs that have it. A link between two briefs, or their claims,
    outweighs anything shared; else the more is shared the nearer; then by id, so that every build agrees.
    """
    linked: dict[Target, dict[Target, set[str]]] = defaultdict(lambda: defaultdict(set))
    common: dict[Target, dict[Target, set[Target]]] = defaultdict(lambda: defaultdict(set))
    by_id = {brief.id: brief for brief in briefs}
    for link in links:
        source, target = (by_id.get(brief_of(end)) for end in (link.source, link.target))
        if source and target and source != target:
            linked[source][target].add(_HERE[link.relation])
            linked[target][source].add(_THERE[link.relation])
    for thing, having in shared.items():
        group = sorted(set(having), key=lambda brief: brief.id)
        if len(group) <= COMMON:
            for brief in group:
                for other in group:
                    if other != brief:
                        common[brief][other].add(thing)
    out = {}
    for brief in briefs:
        found = [
            Related(
                other,
                tuple(sorted(linked[brief][other] - _WEAK or linked[brief][other])),
                tuple(sorted(common[brief][other], key=lambda thing: (thing.label, thing.id))),
            )
            for other in {**common[brief], **linked[brief]}
        ]
        found.sort(key=lambda tie: (-len(tie.reasons), -len(tie.shared), tie.target.id))
        linked_here = sum(bool(tie.reasons) for tie in found)
        out[brief] = tuple(
            found[: max(MOST_RELATED, linked_here)]
        )  # what an author has linked is never left out
    return out


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
