"""Summarise a brief "at a glance": its ratings, sources, dates, places, forecasts and disputed claims."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass

from generator.model.site import SiteBrief, SiteClaim, Statement, Target
from generator.text.edtf import EdtfDate, date_range


@dataclass(frozen=True, slots=True)
class BriefSummary:
    """What a brief shows at a glance."""

    source_numbers: Mapping[str, int]  # by source id: the numbers under which quotations cite them, from 1
    ratings: tuple[tuple[str, int], ...]  # Admiralty ratings and their numbers of claims, the best first
    reports: int  # sources that its claims quote
    origins: int  # independent origins of these
    corroborated: int  # claims with another origin than those of their own quotations
    repeated: int  # claims with another report, but of the same origin
    first: EdtfDate | None  # when the earliest of its claims began, as far as is known
    last: EdtfDate | None  # when the latest ended; None if that is the same date
    places: tuple[Target, ...]  # of its claims, the most frequent first
    forecasts: tuple[Statement, ...]
    disputed: tuple[Target, ...]  # claims that contradict another


def summarise_brief(brief: SiteBrief) -> BriefSummary:
    """Count a brief's claims by rating, origin, date and place."""
    claims = brief.claims
    first, last = _period({claim.when for claim in claims if claim.when})
    places = Counter(place for claim in claims for place in claim.where)
    return BriefSummary(
        source_numbers={source.id: number for number, source in enumerate(brief.sources, start=1)},
        ratings=tuple(sorted(Counter(claim.rating for claim in claims if claim.rating).items())),
        reports=len({quotation.source.id for claim in claims for quotation in claim.evidence}),
        origins=len({origin for claim in claims for origin in claim.corroboration.own}),
        corroborated=sum(_is_corroborated(claim) for claim in claims),
        repeated=sum(not _is_corroborated(claim) and _has_other_reports(claim) for claim in claims),
        first=first,
        last=last,
        places=tuple(sorted(places, key=lambda place: (-places[place], place.id))),
        forecasts=tuple(statement for statement in brief.statements if statement.expected),
        disputed=tuple(claim.target for claim in claims if claim.contradicts),
    )


def _is_corroborated(claim: SiteClaim) -> bool:
    return len(claim.corroboration.origins) > len(claim.corroboration.own)


def _has_other_reports(claim: SiteClaim) -> bool:
    return len(claim.corroboration.reports) > len({quotation.source.id for quotation in claim.evidence})


def _period(dates: Set[EdtfDate]) -> tuple[EdtfDate | None, EdtfDate | None]:
    """Return when the earliest of some dates begins and when the latest ends, ``None`` for one that is missing.

    A date that is open on that side is returned whole.
    """
    # A date without any known day (``..``) limits nothing.
    dates = {date for date in dates if date.earliest or date.latest} or dates
    first = min(dates, key=lambda date: date.sort_key, default=None)
    last = max(dates, key=lambda date: (date.latest or datetime.date.max, date.sort_key), default=None)
    if first is None or last is None or first == last:
        return first, None
    first_range, last_range = date_range(first), date_range(last)
    start = first if first_range.is_open_before else first_range.first
    end = last if last_range.is_open_after else last_range.last
    return start, end if end != start else None
