"""Lists that are counted, grouped under headings and cut where a page would no longer be read.

Each knows its full length, so that a page can say how much it leaves out. Topic, entity and timeline pages use them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from generator.model.site import Site, SiteBrief, Statement, Target
from generator.resolve.taxonomy import sort_by_label

T = TypeVar("T")

TOLERANCE = 3  # a list is not cut if that would leave out no more than so many


@dataclass(frozen=True, slots=True)
class Count:
    """A target, and the number of briefs (or of claims and judgments) in which it occurs."""

    target: Target
    number: int


@dataclass(frozen=True, slots=True)
class ShortList(Generic[T]):
    """The shown part of a list, and the length of the whole."""

    shown: tuple[T, ...]
    total: int

    @property
    def left_out(self) -> int:
        """Return the number of items that are not shown."""
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """Items under a heading; ``key`` identifies the group in URLs."""

    heading: str
    key: str
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class GroupedList(Generic[T]):
    """The shown part of a list, in groups, and the length of the whole."""

    groups: tuple[Group[T], ...]
    total: int

    @property
    def left_out(self) -> int:
        """Return the number of items that are not shown."""
        return self.total - sum(len(group.items) for group in self.groups)


def shorten(items: Sequence[T], limit: int) -> ShortList[T]:
    """Cut a list after ``limit`` items, unless that would leave out ``TOLERANCE`` items or fewer."""
    return ShortList(tuple(items if len(items) <= limit + TOLERANCE else items[:limit]), len(items))


def most_frequent(numbers: Mapping[Target, int]) -> list[Count]:
    """Sort targets by number, the highest first, then by label."""
    counts = (Count(target, numbers[target]) for target in sort_by_label(numbers))
    return sorted(counts, key=lambda count: -count.number)


def group_by_year(briefs: Sequence[SiteBrief], limit: int = 200) -> GroupedList[SiteBrief]:
    """Group the first ``limit`` of some briefs, which come newest first, by year."""
    groups = groupby(briefs[:limit], key=lambda brief: str(brief.date.year))
    return GroupedList(tuple(Group(year, year, tuple(items)) for year, items in groups), len(briefs))


def group_by_date(
    site: Site, statements: Iterable[Statement], limit_dated: int = 100, limit_undated: int = 20
) -> GroupedList[Statement]:
    """Sort statements by date and group them by the year of the earliest possible day; undated ones come last.

    Only the latest are shown: ``limit_dated`` with a date and ``limit_undated`` without, or more of these where there
    are fewer dated ones. Statements of equal date are sorted by the date and slug of their brief; those of one brief
    keep the order in which they were given.
    """

    def sort_key(statement: Statement) -> tuple[object, ...]:
        brief = site.briefs[statement.brief.id]
        if statement.when is None:
            return (True, brief.date, brief.target.id)
        return (False, statement.when.sort_key, brief.date, brief.target.id)

    ordered = sorted(statements, key=sort_key)
    dated = [statement for statement in ordered if statement.when]
    undated = ordered[len(dated) :]
    dated = dated[-limit_dated:]
    undated = undated[-(limit_undated + limit_dated - len(dated)) :]
    groups = [
        Group(heading, heading.lower().replace(" ", "-"), tuple(items))
        for heading, items in groupby([*dated, *undated], key=_year_heading)
    ]
    return GroupedList(tuple(groups), len(ordered))


def _year_heading(statement: Statement) -> str:
    if statement.when is None:
        return "Without a date"
    return str(statement.when.earliest.year) if statement.when.earliest else "From a day not known"
