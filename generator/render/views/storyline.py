"""The story across briefs: which brief comes before and after each, and the main events of all of them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.model.site import Related, Site, SiteBrief, SiteClaim

_Position = tuple[
    datetime.date, datetime.date, str
]  # of a brief in the story: its date, its last event, its slug

_SUPPORTING = {"corroborates", "contradicts", "updates", "based on", "against", "outcome"}


@dataclass(frozen=True, slots=True)
class StoryNeighbours:
    """The briefs before and after a brief in its story, each with its relation to that brief."""

    earlier: Related | None = None
    later: Related | None = None


def previous_and_next(site: Site, brief: SiteBrief) -> StoryNeighbours:
    """Return the nearest briefs on either side of a brief in its story.

    The story of a brief consists of the briefs that an author has linked with it or, on a side without any, of the
    related briefs that share a topic with it; sorted by date, then by the last event, then by slug.
    """
    here = _position(brief)
    story = {_position(site.briefs[it.target.id]): it for it in brief.related if _is_of_story(it)}
    earlier = max(_linked_or_all((it for it in story if it < here), story), default=None)
    later = min(_linked_or_all((it for it in story if it > here), story), default=None)
    return StoryNeighbours(story[earlier] if earlier else None, story[later] if later else None)


def main_events(site: Site, limit: int = 12) -> tuple[SiteClaim, ...]:
    """Choose at most ``limit`` of the dated claims that matter most, in order of date.

    Claims rank by their number of independent origins, then by how many claims and judgments refer to them, then by
    credibility, then the later first. Of claims that corroborate each other only one is chosen, and from each brief
    no more than an equal share.
    """
    share = -(-limit // max(1, len(site.briefs)))
    chosen: list[SiteClaim] = []
    covered: set[str] = set()  # ids of claims that are chosen or say the same as one that is
    per_brief: Counter[str] = Counter()
    for *_, claim in sorted(_ranked_events(site), key=lambda event: event[:-1]):
        if len(chosen) == limit:
            break
        same = {claim.target.id, *_corroborating(site, claim)}
        if covered.isdisjoint(same) and per_brief[claim.brief.id] < share:
            chosen.append(claim)
            covered |= same
            per_brief[claim.brief.id] += 1
    return tuple(
        sorted(chosen, key=lambda claim: (*(claim.when.sort_key if claim.when else ()), claim.target.id))
    )


def _position(brief: SiteBrief) -> _Position:
    days = (claim.when.earliest for claim in brief.claims if claim.when and claim.when.earliest)
    return brief.date, max(days, default=datetime.date.min), brief.target.id


def _linked_or_all(positions: Iterable[_Position], story: Mapping[_Position, Related]) -> list[_Position]:
    """Keep the briefs that an author has linked, or all if there are none."""
    every = list(positions)
    return [position for position in every if story[position].reasons] or every


def _is_of_story(related: Related) -> bool:
    return bool(related.reasons) or any(target.kind == "topic" for target in related.shared)


def _ranked_events(site: Site) -> Iterator[tuple[int, int, int, int, str, SiteClaim]]:
    """Yield every dated claim that is not a forecast after the values that rank it, the lowest first."""
    for claim in site.statements.values():
        if isinstance(claim, SiteClaim) and not claim.expected and claim.when and claim.when.earliest:
            origins = len(claim.corroboration.origins)
            links = site.backlinks.get(("claim", claim.target.id), ())
            referring = len({link.source.id for link in links if link.relation in _SUPPORTING})
            day = claim.when.earliest.toordinal()
            yield -origins, -referring, claim.credibility or 6, -day, claim.target.id, claim


def _corroborating(site: Site, claim: SiteClaim) -> set[str]:
    """Return the ids of the claims that corroborate this one or that it corroborates."""
    links = site.backlinks.get(("claim", claim.target.id), ())
    corroborated = {target.id for target in claim.corroborates}
    return corroborated | {link.source.id for link in links if link.relation == "corroborates"}
