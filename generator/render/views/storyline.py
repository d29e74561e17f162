"""The story that the briefs tell: which brief comes before and after each, and what happened, told in short."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.model.site import Related, Site, SiteBrief, SiteClaim

_Place = tuple[datetime.date, datetime.date, str]  # of a brief among all: its date, its last event, its slug

_CARRYING = {"corroborates", "contradicts", "updates", "based on", "against", "outcome"}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The briefs before and after a brief in its story, each with what ties it to the brief."""

    earlier: Related | None = None
    later: Related | None = None


def previous_and_next(site: Site, brief: SiteBrief) -> Neighbours:
    """Give the nearest briefs on either side of one in its story.

    The story of a brief is the briefs with which an author has linked it or, on a side where there are none, those of
    its related briefs that share a topic with it; in order of date, then of the last event, then of slug.
    """
    here = _place(brief)
    told = {_place(site.briefs[tie.target.id]): tie for tie in brief.related if _told(tie)}
    earlier = max(_told_best((place for place in told if place < here), told), default=None)
    later = min(_told_best((place for place in told if place > here), told), default=None)
    return Neighbours(told[earlier] if earlier else None, told[later] if later else None)


def main_events(site: Site, most: int = 12) -> tuple[SiteClaim, ...]:
    """Choose the claims with a date on which the most rests, at most so many, and give them in order of date.

    Those that more independent origins carry go first, then those that more claims and judgments refer to, then those
    graded better, then the later. Of claims that corroborate each other one is taken, and of no brief more than its
    share.
    """
    share = -(-most // max(1, len(site.briefs)))
    chosen: list[SiteClaim] = []
    told: set[str] = set()
    taken: dict[str, int] = {}
    for *_, claim in sorted(_events(site), key=lambda event: event[:-1]):
        if len(chosen) == most:
            break
        same = {claim.target.id, *_corroborating(site, claim)}
        if told.isdisjoint(same) and taken.get(claim.brief.id, 0) < share:
            chosen.append(claim)
            told |= same
            taken[claim.brief.id] = taken.get(claim.brief.id, 0) + 1
    return tuple(
        sorted(chosen, key=lambda claim: (*(claim.when.sort_key if claim.when else ()), claim.target.id))
    )


def _place(brief: SiteBrief) -> _Place:
    days = (claim.when.earliest for claim in brief.claims if claim.when and claim.when.earliest)
    return brief.date, max(days, default=datetime.date.min), brief.target.id


def _told_best(places: Iterable[_Place], told: Mapping[_Place, Related]) -> list[_Place]:
    """Keep the briefs that an author has linked, or all if there are none."""
    every = list(places)
    return [place for place in every if told[place].reasons] or every


def _told(tie: Related) -> bool:
    return bool(tie.reasons) or any(target.kind == "topic" for target in tie.shared)


def _events(site: Site) -> Iterator[tuple[int, int, int, int, str, SiteClaim]]:
    """Give every claim that tells of something that happened, behind what it is ranked by, the lowest first."""
    for claim in site.statements.values():
        if isinstance(claim, SiteClaim) and not claim.expected and claim.when and claim.when.earliest:
            origins = len(claim.corroboration.origins)
            links = site.backlinks.get(("claim", claim.target.id), ())
            referring = len({link.source.id for link in links if link.relation in _CARRYING})
            day = claim.when.earliest.toordinal()
            yield -origins, -referring, claim.credibility or 6, -day, claim.target.id, claim


def _corroborating(site: Site, claim: SiteClaim) -> set[str]:
    """Give the names of the claims that say the same as this one, on their side or on this."""
    here = {target.id for target in claim.corroborates}
    links = site.backlinks.get(("claim", claim.target.id), ())
    return here | {link.source.id for link in links if link.relation == "corroborates"}
