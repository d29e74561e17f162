"""A brief at a glance: how much it says, how well that is known, and from when to when it happened."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from generator.dates import EdtfDate
from generator.site import SiteBrief, Statement, Target


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be counted in a brief. ``grades`` are Admiralty grades with the numbers of claims, the best first."""

    numbers: Mapping[str, int]  # of its sources, by id: under these they are cited
    grades: tuple[tuple[str, int], ...]
    reports: tuple[str, ...]  # sources that carry its claims, those of claims that corroborate them included
    origins: tuple[str, ...]  # who first reported it; they do not depend on each other
    first: EdtfDate | None  # the event that may have begun first
    last: EdtfDate | None  # the one that may have ended last; None if that is the first
    places: tuple[Target, ...]  # where it happened, the most frequent first
    foretold: tuple[Statement, ...]
    disputed: tuple[Target, ...]  # its claims that contradict another


def glance(brief: SiteBrief) -> Glance:
    """Count a brief's claims by grade, origin, date and place."""
    claims = brief.claims
    dates = {claim.when for claim in claims if claim.when}
    first = min(dates, key=lambda when: when.sort_key, default=None)
    last = max(dates, key=lambda when: (when.latest or datetime.date.max, when.sort_key), default=None)
    places = Counter(place for claim in claims for place in claim.where)
    return Glance(
        numbers={source.id: number for number, source in enumerate(brief.sources, start=1)},
        grades=tuple(sorted(Counter(claim.grading for claim in claims if claim.grading).items())),
        reports=tuple(sorted({report for claim in claims for report in claim.standing.reports})),
        origins=tuple(sorted({origin for claim in claims for origin in claim.standing.origins})),
        first=first,
        last=last if last != first else None,
        places=tuple(sorted(places, key=lambda place: (-places[place], place.id))),
        foretold=tuple(statement for statement in brief.statements if statement.expected),
        disputed=tuple(claim.target for claim in claims if claim.contradicts),
    )
