"""How well a claim stands: how many reports carry it, and how many of them are independent of each other."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.model.content import Content
from generator.model.graph import chain, reachable
from generator.model.site import Corroboration


def origin_of(content: Content, source: str) -> str:
    """Return who first reported what a source says: the `origin` of the source at the end of `derived_from`.

    Where that source has none, its publisher; an id without a record is its own origin. On a loop, which is an
    error, the first id by name counts as the end, so that all sources on it have one origin.
    """

    def original(name: str) -> str | None:
        record = content.sources.get(name)
        return record.derived_from if record and not record.origin else None

    path = chain(source, original)
    last, following = path[-1], original(path[-1])
    if following:
        return content.sources[min(path[path.index(following) :])].publisher
    record = content.sources.get(last)
    return (record.origin or record.publisher) if record else last


def is_echo(claim: Corroboration | None, other: Corroboration | None) -> bool:
    """Say whether a claim that says the same as another brings no origin to it: then it confirms nothing."""
    return claim is not None and other is not None and set(claim.own) <= set(other.own)


def corroborations(content: Content, memory: BuildMemo | None = None) -> dict[str, Corroboration]:
    """Give for each claim (``brief#id``) the reports and origins of it and of all claims that corroborate it.

    Corroboration counts from either side and by any way round: if b corroborates a, and c corroborates b, the three
    stand or fall together. ``memory`` is that of earlier runs.
    """
    memory = memory or NoMemo()
    inputs: Inputs = {
        "briefs": content.briefs,
        "origins": {source: origin_of(content, source) for source in content.sources},
    }
    out: dict[str, Corroboration] = {}
    ties: dict[str, set[str]] = defaultdict(set)
    for slug in content.briefs:
        alone, tied = memory.get_or_compute(("standing", slug), None, inputs, partial(_alone, slug))
        out |= alone
        for own, other in tied:
            ties[own].add(other)
            ties[other].add(own)
    together: dict[str, Corroboration] = {}
    for name in ties.keys() & out.keys():
        if name not in together:
            group = out.keys() & reachable([name], lambda other: ties.get(other, ()))
            reports = tuple(sorted({report for member in group for report in out[member].reports}))
            origins = tuple(sorted({origin for member in group for origin in out[member].own}))
            together |= {member: Corroboration(reports, origins, out[member].own) for member in group}
    return out | together


def _alone(slug: str, inputs: Inputs) -> tuple[dict[str, Corroboration], list[tuple[str, str]]]:
    """Give how the claims of a brief stand by themselves, and which say that they corroborate which."""
    brief, first = inputs["briefs"][slug], inputs["origins"]
    only = brief.sources[0] if len(brief.sources) == 1 else None
    alone: dict[str, Corroboration] = {}
    tied = []
    for claim in brief.claims:
        own = f"{slug}#{claim.id}"
        named = {item.source or only for item in claim.evidence}
        origins = {name: first[name] for name in sorted(filter(None, named)) if name in first}
        its_own = tuple(sorted(set(origins.values())))
        alone[own] = Corroboration(tuple(origins), its_own, its_own)
        tied += [(own, full_name(slug, ref)) for ref in claim.corroborates]
    return alone, tied


def full_name(brief: str, ref: str) -> str:
    """Write a reference to a claim as ``brief#id``, wherever it stands."""
    return ref if "#" in ref else f"{brief}#{ref}"
