"""The story across briefs: which brief comes before and after each, and how related briefs are described."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model.site import Related, Site, SiteBrief
from generator.translation import Words, _, current_language, ngettext, number

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


def reasons(related: Related) -> list[Words]:
    """Return in words why a brief is related to another."""
    return [_(reason) for reason in related.reasons]


def time_apart(related: Related) -> Words | None:
    """Return how long before or after another a related brief was published: ``three months later``.

    Returns None for the same day.
    """
    days = related.days
    if not days:
        return None
    counts = {unit: round(abs(days) / length) for unit, length in _UNITS.items()}
    unit = next((unit for unit, most in _MOST.items() if counts[unit] <= most), "year")
    n = counts[unit]
    is_spelled = current_language().locale.language == "en" and n < len(_NUMBERS)
    count = _NUMBERS[n] if is_spelled else number(n)
    match unit, days > 0:
        case "day", True:
            return ngettext("a day later", "{count} days later", n, count=count)
        case "day", False:
            return ngettext("a day earlier", "{count} days earlier", n, count=count)
        case "week", True:
            return ngettext("a week later", "{count} weeks later", n, count=count)
        case "week", False:
            return ngettext("a week earlier", "{count} weeks earlier", n, count=count)
        case "month", True:
            return ngettext("a month later", "{count} months later", n, count=count)
        case "month", False:
            return ngettext("a month earlier", "{count} months earlier", n, count=count)
        case _, True:
            return ngettext("a year later", "{count} years later", n, count=count)
        case _:
            return ngettext("a year earlier", "{count} years earlier", n, count=count)


_UNITS = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}  # days
_MOST = {"day": 13, "week": 8, "month": 23}  # so many are counted in a unit; more in the next
_NUMBERS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
