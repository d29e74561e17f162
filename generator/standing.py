"""How well a claim stands: how many reports carry it, and how many of them are independent of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model import Content


@dataclass(frozen=True, slots=True)
class Standing:
    """The sources that say the same, and who first reported it: three papers that repeat one report are one origin."""

    reports: tuple[str, ...]  # source ids
    origins: tuple[str, ...]
    own: tuple[str, ...]  # the origins of what the claim itself quotes


def origin_of(content: Content, source: str) -> str:
    """Follow `derived_from` to the source that was first, and give its `origin`, else its publisher.

    In a circle, which is an error by itself, the first by name counts as first: so all in it have one origin.
    """
    way: list[str] = []
    while source in content.sources:
        if source in way:
            return content.sources[min(way[way.index(source) :])].publisher
        way.append(source)
        record = content.sources[source]
        if record.origin or not record.derived_from:
            return record.origin or record.publisher
        source = record.derived_from
    return source


def is_echo(claim: Standing | None, other: Standing | None) -> bool:
    """Say whether a claim that says the same as another brings no origin to it: then it confirms nothing."""
    return claim is not None and other is not None and set(claim.own) <= set(other.own)


def standings(content: Content) -> dict[str, Standing]:
    """Give for each claim (``brief#id``) the reports and origins of it and of all claims that corroborate it.

    Corroboration counts from either side and by any way round: if b corroborates a, and c corroborates b, the three
    stand or fall together.
    """
    sources: dict[str, set[str]] = {}
    ties: dict[str, set[str]] = defaultdict(set)
    for slug, brief in content.briefs.items():
        for claim in brief.claims:
            own = f"{slug}#{claim.id}"
            only = brief.sources[0] if len(brief.sources) == 1 else None
            named = (item.source or only for item in claim.evidence)
            sources[own] = {name for name in named if name and name in content.sources}
            for ref in claim.corroborates:
                other = full_name(slug, ref)
                ties[own].add(other)
                ties[other].add(own)
    first = {source: origin_of(content, source) for source in content.sources}

    def origins(reports: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({first[report] for report in reports}))

    out: dict[str, Standing] = {}
    for name in sources:
        if name not in out:
            group = _reachable(name, ties) & sources.keys()
            reports = tuple(sorted({source for member in group for source in sources[member]}))
            all_of_it = origins(reports)
            for member in group:
                its_own = origins(sources[member]) if len(group) > 1 else all_of_it
                out[member] = Standing(reports, all_of_it, its_own)
    return out


def full_name(brief: str, ref: str) -> str:
    """Write a reference to a claim as ``brief#id``, wherever it stands."""
    return ref if "#" in ref else f"{brief}#{ref}"


def _reachable(start: str, ties: Mapping[str, Iterable[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for other in ties.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
