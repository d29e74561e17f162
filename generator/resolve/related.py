"""Which briefs belong together, and why."""

from __future__ import annotations

import datetime
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.incremental import BuildMemo, NoMemo, Untracked
from generator.model.site import Corroboration, Link, Target
from generator.resolve.corroboration import is_echo
from generator.translation import N_

MOST_RELATED = 8
NEAREST = 40  # briefs that are compared for each shared topic or entity: those nearest in time
COMMON = 10  # a topic or entity of more briefs than this, and than a tenth of all, relates no two by itself
ENOUGH = 120  # candidates from which no further topics and entities are looked at

# How a link between two briefs reads on the page of the one that links, and of the one that is linked; in English,
# translated where it is shown.
_HERE = {
    "mentions": N_("mentioned here"),
    "corroborates": N_("corroborated here"),
    "echoes": N_("agrees in part (same origin)"),
    "contradicts": N_("contradicted here"),
    "updates": N_("updated here"),
    "outcome": N_("reports the outcome of a forecast made here"),
    "based on": N_("drawn on here"),
    "against": N_("drawn on here"),
    "assumed for": N_("depends on an assumption made here"),
    "see also": N_("see also"),
}
_THERE = {
    "mentions": N_("mentions this brief"),
    "corroborates": N_("corroborates this brief"),
    "echoes": N_("agrees in part (same origin)"),
    "contradicts": N_("contradicts this brief"),
    "updates": N_("updates this brief"),
    "outcome": N_("forecast what is reported here"),
    "based on": N_("draws on this brief"),
    "against": N_("draws on this brief"),
    "assumed for": N_("makes an assumption that this brief depends on"),
    "see also": N_("see also"),
}
_WEAK = {_HERE["mentions"], _THERE["mentions"], _HERE["see also"]}  # not shown if there is another reason


def brief_of(target: Target) -> str:
    """Return the slug of the brief that a target is, or is part of; empty for anything else."""
    return target.id.partition("#")[0] if target.kind in ("brief", "claim", "judgment") else ""


Thing = tuple[str, str]
"""The kind and id of a topic or entity."""


@dataclass(frozen=True, slots=True)
class RelatedBrief:
    """Another brief, by its slug, and how it is related to this one."""

    brief: str
    reasons: tuple[str, ...]
    shared: tuple[Thing, ...]  # the rarest first
    days: int  # by which it is later; negative if it is earlier


def links_between(links: Iterable[Link], standing: Mapping[str, Corroboration]) -> list[tuple[str, str, str]]:
    """Return the links between two briefs, or parts of them, as slug, slug and relation.

    Where ``standing``, the corroborations by claim, shows that a claim adds no origin to one that it agrees with, the
    relation is ``echoes``, not ``corroborates``.
    """
    ends = ((brief_of(link.source), brief_of(link.target), link) for link in links)
    return [
        (source, target, "echoes" if _is_echo(link, standing) else link.relation)
        for source, target, link in ends
        if source and target and source != target
    ]


def _is_echo(link: Link, standing: Mapping[str, Corroboration]) -> bool:
    return link.relation == "corroborates" and is_echo(
        standing.get(link.source.id), standing.get(link.target.id)
    )


def related_briefs(
    dates: Mapping[str, datetime.date],
    shared: Mapping[Thing, Iterable[str]],
    between: Iterable[tuple[str, str, str]],
    memo: BuildMemo | None = None,
) -> dict[str, tuple[RelatedBrief, ...]]:
    """Return for each brief, by its slug, the related briefs, the most closely related first.

    ``dates`` are those of all briefs; ``shared`` maps a topic or entity to the briefs that have it; ``between`` are the
    links from brief to brief. A link outweighs anything shared. Of what is shared, rare things count more than common
    ones: two briefs that share the things t are as near as the sum of 1 / ln(n(t)), where n(t) briefs have t (Adamic
    and Adar, "Friends and neighbors on the Web", Social Networks 25(3), 2003). Then the nearer in time goes first, then
    the slug, so that every build agrees. Two briefs that share nothing but one common thing are not related: see
    ``COMMON``. Not all pairs are compared, which would take time with the square of the
    number of briefs: from the rarest thing to the commonest, the briefs that have it and are nearest in time are.

    The result for a brief depends on its date, on the briefs that it is linked with, and on the topics and entities
    that it has, each with the dates of all briefs that have it; so ``memo`` compares just these.
    """
    memo = memo or NoMemo()
    index = _index(dates, shared)
    linked = _linked(index.briefs, between)
    things: dict[Thing, tuple[tuple[str, datetime.date], ...]] = {}
    had: dict[str, list[Thing]] = defaultdict(list)
    for thing, having in shared.items():
        # An equal tuple is taken from the last build, as the same object is quick to compare for each brief.
        dated = tuple((slug, dates[slug]) for slug in having)
        things[thing] = memo.call(("dated", thing), tuple, (), dated)
        for slug in having:
            had[slug].append(thing)
    related = {}
    common = max(COMMON, len(dates) // 10)
    for brief, slug in enumerate(index.briefs):
        others = [(index.briefs[other], index.days[other], words) for other, words in linked[brief].items()]
        context = Untracked((brief, index, linked[brief]))
        related[slug] = memo.call(
            ("related", slug),
            _related,
            (things,),
            dates[slug],
            had[slug],
            sorted(others, key=_first),
            common,
            context,
        )
    return related


def _related(
    things: Mapping[Thing, Any],
    date: datetime.date,
    had: list[Thing],
    others: list[Any],
    common: int,
    context: Untracked,
) -> tuple[RelatedBrief, ...]:
    """Return the briefs related to one; all but ``context`` only says on what the result depends."""
    for thing in had:
        things[thing]
    brief, index, linked = context.value
    return _ties(brief, index, linked, common)


def _first(item: tuple[str, int, set[str]]) -> str:
    return item[0]


@dataclass(frozen=True, slots=True)
class _Index:
    """Briefs and what they share. A brief is a number, in order of date; so is a topic or entity, the rarest first."""

    briefs: list[str]
    days: list[int]
    things: list[Thing]
    having: list[list[int]]  # for each thing, its briefs
    weights: list[float]  # of the things
    of_brief: list[list[int]]  # for each brief, its things
    sets: list[frozenset[int]]  # the same


def _index(dates: Mapping[str, datetime.date], shared: Mapping[Thing, Iterable[str]]) -> _Index:
    briefs = sorted(dates, key=lambda slug: (dates[slug], slug))
    number = {slug: at for at, slug in enumerate(briefs)}
    groups = [(thing, sorted({number[slug] for slug in having})) for thing, having in shared.items()]
    groups = [(thing, group) for thing, group in groups if len(group) > 1]
    groups.sort(key=lambda pair: (len(pair[1]), pair[0]))
    of_brief: list[list[int]] = [[] for _ in briefs]
    for thing, (_, group) in enumerate(groups):
        for brief in group:
            of_brief[brief].append(thing)
    return _Index(
        briefs,
        [dates[slug].toordinal() for slug in briefs],
        [thing for thing, _ in groups],
        [group for _, group in groups],
        [1 / math.log(len(group)) for _, group in groups],
        of_brief,
        [frozenset(things) for things in of_brief],
    )


def _linked(briefs: Iterable[str], between: Iterable[tuple[str, str, str]]) -> dict[int, dict[int, set[str]]]:
    """Return for each brief those that it links to or is linked from, with the reasons to show."""
    linked: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    number = {slug: at for at, slug in enumerate(briefs)}
    for from_slug, to_slug, relation in between:
        source, target = number[from_slug], number[to_slug]
        linked[source][target].add(_HERE[relation])
        linked[target][source].add(_THERE[relation])
    return linked


def _ties(brief: int, index: _Index, linked: Mapping[int, set[str]], common: int) -> tuple[RelatedBrief, ...]:
    shared = index.sets[brief]
    ranked = []
    for other in {*_nearby(brief, index), *linked}:
        both = shared & index.sets[other]
        if other not in linked and len(both) == 1 and len(index.having[min(both)]) > common:
            continue
        nearness = math.fsum([index.weights[thing] for thing in both])
        apart = abs(index.days[other] - index.days[brief])
        ranked.append((-len(linked.get(other, ())), -nearness, apart, index.briefs[other], other))
    ranked.sort()
    out = []
    for *_, other in ranked[: max(MOST_RELATED, len(linked))]:  # what an author has linked is never left out
        reasons = linked.get(other, set())
        things = tuple(index.things[thing] for thing in index.of_brief[brief] if thing in index.sets[other])
        words = tuple(sorted(reasons - _WEAK or reasons))
        out.append(RelatedBrief(index.briefs[other], words, things, index.days[other] - index.days[brief]))
    return tuple(out)


def _nearby(brief: int, index: _Index) -> set[int]:
    """Collect briefs that share something with one, through its rarest things first."""
    near: set[int] = set()
    for thing in index.of_brief[brief]:
        if len(near) > ENOUGH:
            break
        having = index.having[thing]
        start = max(0, min(bisect_left(having, brief) - NEAREST // 2, len(having) - NEAREST))
        near.update(having[start : start + NEAREST])
    near.discard(brief)
    return near
