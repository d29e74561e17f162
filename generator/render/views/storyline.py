"""The story across briefs: which brief comes before and after each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model.site import Related, Site, SiteBrief

_Position = tuple[
    datetime.date, datetime.date, str
]  # of a brief in the story: its date, its last event, its slug


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


def _position(brief: SiteBrief) -> _Position:
    days = (claim.when.earliest for claim in brief.claims if claim.when and claim.when.earliest)
    return brief.date, max(days, default=datetime.date.min), brief.target.id


def _linked_or_all(positions: Iterable[_Position], story: Mapping[_Position, Related]) -> list[_Position]:
    """Keep the briefs that an author has linked, or all if there are none."""
    every = list(positions)
    return [position for position in every if story[position].reasons] or every


def _is_of_story(related: Related) -> bool:
    return bool(related.reasons) or any(target.kind == "topic" for target in related.shared)
