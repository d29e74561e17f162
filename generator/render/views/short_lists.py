"""Lists that are counted, grouped under headings and cut where a page would no longer be read.

Each knows its full length, so that a page can say how much it leaves out. Topic and entity pages use them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from generator.model.site import SiteBrief, Target
from generator.resolve.taxonomy import sort_by_label
from generator.translation import year_words

T = TypeVar("T")

BRIEFS_BY_YEAR = 40  # on a page of another subject
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


def group_by_year(briefs: Sequence[SiteBrief], limit: int = BRIEFS_BY_YEAR) -> GroupedList[SiteBrief]:
    """Group the first ``limit`` of some briefs, which come newest first, by year."""
    years = groupby(briefs[:limit], key=lambda brief: brief.date.year)
    groups = ((str(year), tuple(items)) for year, items in years)
    return GroupedList(
        tuple(Group(year_words(items[0].date), year, items) for year, items in groups), len(briefs)
    )
