"""Say in short what time a brief covers and who stands behind it, as its page and every list of briefs show it."""

from __future__ import annotations

import datetime
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from generator.model.site import Site, SiteBrief, Target
from generator.render.identity import Same
from generator.text.edtf import EdtfDate, date_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What time a brief covers, and who stands behind it."""

    covers: tuple[EdtfDate, ...]  # a date, or the first and the last; empty if nothing is dated
    articles: int  # that its claims quote; all its articles if they quote none
    publishers: tuple[Target, ...]  # of these
    origins: int  # of its claims: who first reported them
    is_confirmed: bool  # a claim has another origin than those of its own quotations


def provenance(site: Site, brief: SiteBrief) -> Provenance:
    """Return what time a brief covers, by its field ``covers`` or else its claims, and who stands behind it."""
    sources = [site.sources[target.id] for target in brief.sources]
    is_inferred = bool(sources) and all(source.basis for source in sources)
    claimed = {quotation.source.id for claim in brief.claims for quotation in claim.evidence}
    quoted = [source for source in sources if source.target.id in claimed] or sources
    publishers = dict.fromkeys(source.publisher for source in quoted if source.publisher)
    return _provenance(Same(brief), len(quoted), tuple(publishers), is_inferred)


@lru_cache(maxsize=1 << 12)  # many lists have the same brief
def _provenance(
    of: Same[SiteBrief], articles: int, publishers: tuple[Target, ...], is_inferred: bool
) -> Provenance:
    brief = of.value
    claims = brief.claims
    covers = (brief.covers,) if brief.covers else _period({claim.when for claim in claims if claim.when})
    return Provenance(
        covers=tuple(date.inferred for date in covers) if is_inferred else covers,
        articles=articles,
        publishers=publishers,
        origins=len({origin for claim in claims for origin in claim.corroboration.own}),
        is_confirmed=any(len(claim.corroboration.origins) > len(claim.corroboration.own) for claim in claims),
    )


def _period(dates: Set[EdtfDate]) -> tuple[EdtfDate, ...]:
    """Return when the earliest of some dates begins and when the latest ends; one date if these are the same.

    A date that is open on that side is returned whole.
    """
    # A date without any known day (``..``) limits nothing.
    dates = {date for date in dates if date.earliest or date.latest} or dates
    first = min(dates, key=lambda date: date.sort_key, default=None)
    last = max(dates, key=lambda date: (date.latest or datetime.date.max, date.sort_key), default=None)
    if first is None or last is None:
        return ()
    if first == last:
        return (first,)
    first_range, last_range = date_range(first), date_range(last)
    start = first if first_range.is_open_before else first_range.first
    end = last if last_range.is_open_after else last_range.last
    return (start, end) if end != start else (start,)
