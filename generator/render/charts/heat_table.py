"""How many briefs each topic had in each month: the numbers of a heat table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from generator.model.site import Site, Target
from generator.render.charts.time_axis import UNITS
from generator.resolve.taxonomy import topic_ancestors

LEVELS = 5  # of heat, besides none
PERIODS = 12  # columns that still have room on a phone; a longer time has quarters, years or more for columns

_UNITS = [unit for unit in UNITS if unit.months]


@dataclass(frozen=True, slots=True)
class Period:
    """A column: its name, and the short one that stands above it, below its year if that is not what it is."""

    words: str
    short: str
    year: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many briefs, and the level of heat, 0 to ``LEVELS``, that stands for it."""

    number: int
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A topic, and its briefs in each period, those of narrower topics included."""

    topic: Target
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Topics by time, those with the most briefs first."""

    unit: str
    periods: tuple[Period, ...]
    rows: tuple[HeatRow, ...]
    topics: int  # that have briefs, shown or not

    @property
    def years(self) -> list[tuple[str, int]]:
        """Give the years that stand above the periods, each with the number of these."""
        return list(Counter(period.year for period in self.periods if period.year).items())


def heat_table(site: Site, most: int) -> HeatTable | None:
    """Count the briefs of the ``most`` topics that have the most, by date; ``None`` unless they are months apart."""
    if not site.briefs:
        return None
    days = [brief.date for brief in site.briefs.values()]
    first, last = min(days), max(days)
    fitting = (unit for unit in _UNITS if unit.number(last) - unit.number(first) < PERIODS)
    unit = next(fitting, None)
    if unit is None:  # thousands of years: a slip of the pen
        return None
    begin, end = unit.number(first), unit.number(last)
    if begin == end:
        return None
    under = {name: (topic.target, *topic_ancestors(site, topic)) for name, topic in site.topics.items()}
    numbers: dict[Target, Counter[int]] = {}
    for brief in site.briefs.values():
        period = unit.number(brief.date)
        for topic in {topic for filed in brief.topics for topic in under[filed.id]}:
            numbers.setdefault(topic, Counter())[period] += 1
    totals = {topic: found.total() for topic, found in numbers.items()}
    shown = sorted(totals, key=lambda topic: (-totals[topic], topic.label.casefold(), topic.id))[:most]
    highest = max((max(numbers[topic].values()) for topic in shown), default=0)
    labels = [unit.label(number, 0, of_years=False) for number in range(begin, end + 1)]
    return HeatTable(
        unit.name,
        tuple(
            Period(unit.words(number), *label[1:])
            for number, label in zip(range(begin, end + 1), labels, strict=True)
        ),
        tuple(HeatRow(topic, _cells(numbers[topic], range(begin, end + 1), highest)) for topic in shown),
        len(totals),
    )


def _cells(numbers: Mapping[int, int], periods: range, highest: int) -> tuple[Cell, ...]:
    found = [numbers.get(period, 0) for period in periods]
    return tuple(Cell(number, -(-number * LEVELS // highest)) for number in found)
