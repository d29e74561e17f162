"""A brief at a glance: how much it says, how well that is known, and from when to when it happened."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass

from generator.model.site import SiteBrief, SiteClaim, Statement, Target
from generator.text.edtf import EdtfDate, date_range


@dataclass(frozen=True, slots=True)
class BriefSummary:
    """What can be counted in a brief. ``grades`` are Admiralty grades with the numbers of claims, the best first."""

    numbers: Mapping[str, int]  # of its sources, by id: under these they are cited
    grades: tuple[tuple[str, int], ...]
    reports: int  # of its own sources, those that carry its claims
    origins: int  # who first reported these; they do not depend on each other
    supported: int  # claims that another origin than their own carries too
    echoed: int  # the other claims that another report carries too
    first: EdtfDate | None  # when the first began, as far as is known
    last: EdtfDate | None  # when the last ended; None if one date says it all
    places: tuple[Target, ...]  # where it happened, the most frequent first
    foretold: tuple[Statement, ...]
    disputed: tuple[Target, ...]  # its claims that contradict another


def summarise_brief(brief: SiteBrief) -> BriefSummary:
    """Count a brief's claims by grade, origin, date and place."""
    claims = brief.claims
    first, last = _time_covered({claim.when for claim in claims if claim.when})
    places = Counter(place for claim in claims for place in claim.where)
    return BriefSummary(
        numbers={source.id: number for number, source in enumerate(brief.sources, start=1)},
        grades=tuple(sorted(Counter(claim.rating for claim in claims if claim.rating).items())),
        reports=len({quotation.source.id for claim in claims for quotation in claim.evidence}),
        origins=len({origin for claim in claims for origin in claim.corroboration.own}),
        supported=sum(_is_supported(claim) for claim in claims),
        echoed=sum(not _is_supported(claim) and _is_told_elsewhere(claim) for claim in claims),
        first=first,
        last=last,
        places=tuple(sorted(places, key=lambda place: (-places[place], place.id))),
        foretold=tuple(statement for statement in brief.statements if statement.expected),
        disputed=tuple(claim.target for claim in claims if claim.contradicts),
    )


def _is_supported(claim: SiteClaim) -> bool:
    return len(claim.corroboration.origins) > len(claim.corroboration.own)


def _is_told_elsewhere(claim: SiteClaim) -> bool:
    return len(claim.corroboration.reports) > len({quotation.source.id for quotation in claim.evidence})


def _time_covered(dates: Set[EdtfDate]) -> tuple[EdtfDate | None, EdtfDate | None]:
    """Give when the first of some dates begins, and when the last ends; one that is open there as it is."""
    dates = {
        when for when in dates if when.earliest or when.latest
    } or dates  # what is in no time bounds none
    first = min(dates, key=lambda when: when.sort_key, default=None)
    last = max(dates, key=lambda when: (when.latest or datetime.date.max, when.sort_key), default=None)
    if first is None or last is None or first == last:
        return first, None
    begins, ends = date_range(first), date_range(last)
    start, end = first if begins.is_open_before else begins.first, last if ends.is_open_after else ends.last
    return start, end if end != start else None
