"""Count the briefs of each topic in each month, quarter or year, for a table coloured by number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from generator.model.site import Site, Target
from generator.render.charts.time_axis import UNITS
from generator.resolve.taxonomy import topic_ancestors

LEVELS = 5  # of colour, not counting 0
PERIODS = 12  # columns that fit on a phone; longer times are counted by quarter, year or more

_UNITS = [unit for unit in UNITS if unit.months]


@dataclass(frozen=True, slots=True)
class Period:
    """A column: its name, a short form of that for its head, and its year, empty if the name is nothing else."""

    words: str
    short: str
    year: str

    @property
    def initial(self) -> str:
        """Return the first letter or number of the short form, for narrow screens."""
        digits = re.match("[0-9]+", self.short)
        return digits[0] if digits else self.short[:1]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of briefs, and its level of colour, 0 (for none) to ``LEVELS``."""

    number: int
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A topic, and the number of its briefs in each period, including those of narrower topics."""

    topic: Target
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Topics by period, those with the most briefs first."""

    unit: str  # of a period: month, quarter ...; in English
    periods: tuple[Period, ...]
    rows: tuple[HeatRow, ...]
    topics: int  # number of topics with briefs, shown or not

    @property
    def years(self) -> list[tuple[str, int]]:
        """Return the years of the periods, each with its number of periods."""
        return list(Counter(period.year for period in self.periods if period.year).items())


def build_heat_table(site: Site, limit: int) -> HeatTable | None:
    """Count the briefs of the ``limit`` topics with the most briefs, by period.

    Returns ``None`` if all briefs are in one period, or too far apart for any unit of time.
    """
    briefs = list(site.listed_briefs())
    if not briefs:
        return None
    days = [brief.date for brief in briefs]
    first, last = min(days), max(days)
    fitting = (unit for unit in _UNITS if unit.number(last) - unit.number(first) < PERIODS)
    unit = next(fitting, None)
    if unit is None:  # thousands of years: a typing error in a date
        return None
    units = range(unit.number(first), unit.number(last) + 1)
    if len(units) == 1:
        return None
    counted_for = {name: (topic.target, *topic_ancestors(site, topic)) for name, topic in site.topics.items()}
    numbers: dict[Target, Counter[int]] = {}
    for brief in briefs:
        period = unit.number(brief.date)
        for topic in {topic for own in brief.topics for topic in counted_for[own.id]}:
            numbers.setdefault(topic, Counter())[period] += 1
    totals = {topic: by_period.total() for topic, by_period in numbers.items()}
    shown = sorted(totals, key=lambda topic: (-totals[topic], topic.label.casefold(), topic.id))[:limit]
    highest = max((max(numbers[topic].values()) for topic in shown), default=0)
    labels = [unit.label(number, 0, of_years=False) for number in units]
    return HeatTable(
        unit.name,
        tuple(Period(unit.words(number), *label[1:]) for number, label in zip(units, labels, strict=True)),
        tuple(HeatRow(topic, _cells(numbers[topic], units, highest)) for topic in shown),
        len(totals),
    )


def _cells(numbers: Mapping[int, int], periods: range, highest: int) -> tuple[Cell, ...]:
    counts = [numbers.get(period, 0) for period in periods]
    return tuple(Cell(count, -(-count * LEVELS // highest)) for count in counts)
