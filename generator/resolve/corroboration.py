"""How well a claim is corroborated: its sources, and their independent origins.

NATO AJP-2.1 rates information as confirmed (1) if *independent* sources agree: papers that repeat one report do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from generator.incremental import BuildMemo, NoMemo
from generator.model.content import Brief, Content
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
    if following in path:
        return content.sources[min(path[path.index(following) :])].publisher
    record = content.sources.get(last)
    return (record.origin or record.publisher) if record else last


def is_echo(claim: Corroboration | None, other: Corroboration | None) -> bool:
    """Return whether a claim that agrees with another adds no origin to it, and so does not corroborate it."""
    return claim is not None and other is not None and set(claim.own) <= set(other.own)


def corroborations(
    content: Content, hidden: Collection[tuple[str, str]] = (), memo: BuildMemo | None = None
) -> dict[str, Corroboration]:
    """Return the corroboration of each claim, by ``brief#id``: its sources and origins, and those of all that agree.

    `corroborates` counts in both directions and through others: if b corroborates a, and c corroborates b, the three
    are one group. Drafts among the ``hidden`` records (kind and id) corroborate no published claim.
    """
    memo = memo or NoMemo()
    origins = {source: origin_of(content, source) for source in content.sources}
    own: dict[str, Corroboration] = {}
    pairs: list[tuple[str, str]] = []
    for slug in content.briefs:
        found = memo.call(("corroboration", slug), _of_brief, (content.briefs, origins), slug)
        own |= found[0]
        pairs += found[1]
    joined = _joined(own, pairs)
    if any(kind == "brief" for kind, _ in hidden):
        shown = {
            claim: alone for claim, alone in own.items() if ("brief", claim.partition("#")[0]) not in hidden
        }
        joined |= _joined(shown, pairs)
    return joined


def _of_brief(
    briefs: Mapping[str, Brief], origins: Mapping[str, str], slug: str
) -> tuple[dict[str, Corroboration], list[tuple[str, str]]]:
    """Return the corroboration of each claim of a brief by itself, and the pairs of claims that agree."""
    alone: dict[str, Corroboration] = {}
    pairs = []
    for claim in briefs[slug].claims:
        name = f"{slug}#{claim.id}"
        quoted = {item.source for item in claim.evidence if item.source}
        by_source = {source: origins[source] for source in sorted(quoted) if source in origins}
        own = tuple(sorted(set(by_source.values())))
        alone[name] = Corroboration(tuple(by_source), own, own)
        pairs += [(name, full_name(slug, ref)) for ref in claim.corroborates]
    return alone, pairs


def _joined(own: Mapping[str, Corroboration], pairs: Iterable[tuple[str, str]]) -> dict[str, Corroboration]:
    """Return the corroborations in which all claims of an agreeing group have the sources and origins of the group."""
    agreeing: dict[str, set[str]] = defaultdict(set)
    for claim, other in pairs:
        if claim in own and other in own:
            agreeing[claim].add(other)
            agreeing[other].add(claim)
    joined = dict(own)
    done: set[str] = set()
    for claim in list(agreeing):
        if claim not in done:
            group = reachable([claim], agreeing.__getitem__)
            done.update(group)
            reports = tuple(sorted({report for member in group for report in own[member].reports}))
            origins = tuple(sorted({origin for member in group for origin in own[member].own}))
            joined |= {member: Corroboration(reports, origins, own[member].own) for member in group}
    return joined


def full_name(brief: str, ref: str) -> str:
    """Return a reference to a claim as ``brief#id``; ``brief`` is the one that contains the reference."""
    return ref if "#" in ref else f"{brief}#{ref}"
