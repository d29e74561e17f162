"""Collect what the page ``gaps.md`` lists: what is overdue, contradicted, unconfirmed, not archived or not quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.model.site import Site, SiteBrief, SiteClaim, Statement, Target
from generator.render.views.timeline import is_overdue, list_forecasts


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a site by kind, in the order of the page."""

    overdue: tuple[Statement, ...]
    contradicted: tuple[tuple[Statement, tuple[Target, ...]], ...]  # with the claims on the other side
    one_origin: tuple[
        tuple[SiteBrief, int], ...
    ]  # briefs, with the number of claims that have a single origin
    not_archived: tuple[Target, ...]
    not_quoted: tuple[Target, ...]
    unknown: tuple[SiteBrief, ...]  # briefs with information gaps or assumptions


def collect_gaps(site: Site, briefs: Sequence[SiteBrief]) -> Gaps:
    """Collect the gaps of a site; ``briefs`` are all its briefs in the order of the page."""
    one_origin = (
        (brief, sum(len(claim.corroboration.origins) < 2 for claim in brief.claims)) for brief in briefs
    )
    sources = site.sources.values()
    return Gaps(
        overdue=tuple(statement for statement in list_forecasts(site) if is_overdue(site, statement)),
        contradicted=tuple(_contradicted(site)),
        one_origin=tuple((brief, number) for brief, number in one_origin if number),
        not_archived=tuple(source.target for source in sources if not source.record.archived),
        not_quoted=tuple(source.target for source in sources if not source.passages),
        unknown=tuple(brief for brief in briefs if brief.has_gaps),
    )


def _contradicted(site: Site) -> Iterator[tuple[Statement, tuple[Target, ...]]]:
    """Yield the statements that contradict each other: the first of them, with the others; each pair once."""
    shown: set[str] = set()
    for statement in site.listed_statements():
        name = statement.target.id
        others = set(statement.contradicts) if isinstance(statement, SiteClaim) else set()
        for link in site.backlinks.get((statement.target.kind, name), ()):
            if link.relation == "contradicts":
                others.add(link.source)
        others = {other for other in others if other.id not in shown}
        shown.add(name)
        if others:
            yield statement, tuple(sorted(others, key=lambda target: target.id))
