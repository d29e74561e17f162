"""What is not known, not confirmed or not settled, gathered from all over the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.model.site import Site, SiteBrief, SiteClaim, Statement, Target
from generator.render.views.timeline import forecasts, is_overdue


@dataclass(frozen=True, slots=True)
class Gaps:
    """Each field is one kind of gap, in the order of the page."""

    overdue: tuple[Statement, ...]
    contradicted: tuple[
        tuple[Statement, tuple[Target, ...]], ...
    ]  # with what contradicts it or is contradicted by it
    one_origin: tuple[tuple[SiteBrief, int], ...]  # briefs, and how many of their claims rest on one origin
    not_archived: tuple[Target, ...]
    not_quoted: tuple[Target, ...]


def collect_gaps(site: Site, briefs: Iterable[SiteBrief]) -> Gaps:
    """Gather the gaps of a site; ``briefs`` gives the order."""
    counted = (
        (brief, sum(len(claim.corroboration.origins) < 2 for claim in brief.claims)) for brief in briefs
    )
    sources = site.sources.values()
    return Gaps(
        overdue=tuple(statement for statement in forecasts(site) if is_overdue(site, statement)),
        contradicted=tuple(_contradicted(site)),
        one_origin=tuple((brief, count) for brief, count in counted if count),
        not_archived=tuple(source.target for source in sources if not source.record.archived),
        not_quoted=tuple(source.target for source in sources if not source.passages),
    )


def _contradicted(site: Site) -> Iterator[tuple[Statement, tuple[Target, ...]]]:
    for name, statement in site.statements.items():
        against = set(statement.contradicts) if isinstance(statement, SiteClaim) else set()
        for link in site.backlinks.get((statement.target.kind, name), ()):
            if link.relation == "contradicts":
                against.add(link.source)
        if against:
            yield statement, tuple(sorted(against, key=lambda target: target.id))
