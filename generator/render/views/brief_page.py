"""Assemble what a brief's page shows: what its claims have in common, their groups, forecasts and a short timeline.

What all claims share is said once, above them; a claim then shows only how it differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from generator.model.site import LinkedProse, Site, SiteBrief, SiteClaim, SiteJudgment, Statement, Target
from generator.render.views.provenance import Provenance, provenance
from generator.text.edtf import EdtfDate

GAPS_SHOWN = 5  # the others are folded
TIMELINE_LENGTH = 6

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """Claims that follow each other and are said by the same entity, or (``None``) by the same publishers."""

    said_by: Target | None
    publishers: tuple[Target, ...]  # empty if there is an entity
    claims: tuple[SiteClaim, ...]


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The claims under one heading, which may be empty."""

    heading: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """What a brief's page shows in addition to the brief."""

    provenance: Provenance
    rating: str  # of most claims; empty if these have none
    sources: tuple[str, ...]  # ids of those that most claims quote
    when: EdtfDate | None  # of most claims, or what the brief covers
    groups: tuple[ClaimGroup, ...]
    is_attributed: bool  # a claim says who says it, so every run of claims does
    forecasts: tuple[Statement, ...]  # its own, and those of other briefs whose outcome it reports
    timeline: tuple[Statement, ...]  # one claim for each date
    notes: tuple[LinkedProse, ...]  # on the text of its sources


def build_brief_view(site: Site, brief: SiteBrief) -> BriefView:
    """Assemble what the page of a brief shows."""
    claims = brief.claims
    when = brief.covers or _most_common(claim.when for claim in claims)
    return BriefView(
        provenance=provenance(site, brief),
        rating=_most_common(claim.rating for claim in claims) or "",
        sources=_most_common(quoted_sources(claim) for claim in claims) or (),
        when=when,
        groups=tuple(_group_claims(site, claims)),
        is_attributed=any(claim.said_by for claim in claims),
        forecasts=tuple(_forecasts(site, brief)),
        timeline=_one_for_each_date(claims),
        notes=tuple(note for target in brief.sources for note in site.sources[target.id].notes),
    )


def quoted_sources(claim: SiteClaim) -> tuple[str, ...]:
    """Return the ids of the sources that a claim quotes, each once."""
    return tuple(dict.fromkeys(quotation.source.id for quotation in claim.evidence))


def has_one_source(site: Site, judgment: SiteJudgment) -> bool:
    """Return whether there are several claims for and against a judgment, and all quote the same article alone."""
    claims = [site.statements[target.id] for target in (*judgment.based_on, *judgment.against)]
    quoted = {name for claim in claims if isinstance(claim, SiteClaim) for name in quoted_sources(claim)}
    return len(claims) > 1 and len(quoted) == 1 and all(isinstance(claim, SiteClaim) for claim in claims)


def _most_common(values: Iterable[T]) -> T | None:
    """Return the most frequent value; of several the first."""
    return next((value for value, _ in Counter(values).most_common(1)), None)


def _group_claims(site: Site, claims: Iterable[SiteClaim]) -> Iterator[ClaimGroup]:
    """Yield claims by their group, in the order in which the groups are first used."""

    def speakers(claim: SiteClaim) -> tuple[Target | None, tuple[Target, ...]]:
        if claim.said_by:
            return claim.said_by, ()
        publishers = (site.sources[source].publisher for source in quoted_sources(claim))
        return None, tuple(dict.fromkeys(filter(None, publishers)))

    groups: dict[str, list[SiteClaim]] = {}
    for claim in claims:
        groups.setdefault(claim.group, []).append(claim)
    for heading, members in groups.items():
        runs = groupby(members, key=speakers)
        yield ClaimGroup(heading, tuple(Run(*speaker, tuple(run)) for speaker, run in runs))


def _forecasts(site: Site, brief: SiteBrief) -> Iterator[Statement]:
    yield from (statement for statement in brief.statements if statement.expected)
    for statement in brief.statements:
        for link in site.backlinks.get((statement.target.kind, statement.target.id), ()):
            forecast = site.statements.get(link.source.id) if link.relation == "outcome" else None
            if forecast and forecast.expected and forecast.brief != brief.target:
                yield forecast


def _one_for_each_date(claims: Iterable[SiteClaim]) -> tuple[SiteClaim, ...]:
    """Return the first claim of each date, in order of date; nothing if there are fewer than three."""
    first: dict[EdtfDate, SiteClaim] = {}
    for claim in claims:
        if claim.when:
            first.setdefault(claim.when, claim)
    by_date = [first[when] for when in sorted(first, key=lambda when: when.sort_key)]
    return tuple(by_date[:TIMELINE_LENGTH]) if len(by_date) > 2 else ()
