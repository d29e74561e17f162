"""The axis of a timeline: what time is cut into, and the labels below it, which do not touch even on a phone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from generator.text.edtf import MONTHS, day_words, month_words

TICKS = 7  # labels at most, and where they name a day
DAYS = 5
MONTH_STEPS = (
    1,
    2,
    3,
    6,
    12,
    24,
    60,
    120,
    240,
    600,
    1200,
    2400,
    6000,
    12000,
    24000,
)  # from one label to the next

Label = tuple[float, str, str]
"""Where a label stands, its words, and its year if that is not among them."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of two lines below the axis, its middle at ``x``."""

    x: float
    words: str
    year: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What time can be cut into: so many days or so many months, and how many of them a label may stand for."""

    name: str
    days: int
    months: int
    steps: tuple[int, ...]

    def number(self, day: date) -> int:
        """Count the units up to a day."""
        return (day.toordinal() - 1) // self.days if self.days else _month(day) // self.months

    def first_day(self, number: int) -> date:
        """Give the first day of a unit."""
        return date.fromordinal(number * self.days + 1) if self.days else _first_of(number * self.months)

    def words(self, number: int) -> str:
        """Name a unit: ``5 March 2024``, ``March 2024``, ``2020 to 2024``."""
        start = self.first_day(number)
        if self.days:
            return day_words(start) if self.days == 1 else f"the week from {day_words(start)}"
        if self.months < 12:
            last = _first_of(_month(start) + self.months - 1)
            return f"{MONTHS[start.month - 1]} to {month_words(last)}" if last > start else month_words(start)
        return (
            str(start.year) if self.months == 12 else f"{start.year} to {start.year + self.months // 12 - 1}"
        )

    def label(self, number: int, x: float, *, of_years: bool) -> Label:
        """Name a unit below the axis; ``of_years`` if it stands for all that make up a year or more."""
        start = self.first_day(number)
        if self.days:
            return x, _short_day(start), str(start.year)
        if of_years or self.months >= 12:
            return x, f"{start.year}s" if self.months == 120 else str(start.year), ""
        short = MONTHS[start.month - 1][:3] if self.months == 1 else f"Q{start.month // 3 + 1}"
        return x, short, str(start.year)


UNITS = (
    Unit("day", 1, 0, (1, 2, 5, 7)),
    Unit("week", 7, 0, (1, 2, 4, 5)),
    Unit("month", 0, 1, (1, 2, 3, 6, 12)),
    Unit("quarter", 0, 3, (1, 2, 4, 8)),
    Unit("year", 0, 12, (1, 2, 4, 5)),
    Unit("span of five years", 0, 60, (1, 2, 4, 5)),
    Unit("decade", 0, 120, (1, 2, 5)),
    Unit("half-century", 0, 600, (1, 2, 4, 5)),
    Unit("century", 0, 1200, (1, 2, 5)),
    Unit("span of five centuries", 0, 6000, (1, 2, 4, 5)),
)


def label_units(unit: Unit, begin: int, many: int, at: Callable[[int], float]) -> tuple[Tick, ...]:
    """Label some of the units from number ``begin`` on, evenly; ``at`` gives their places in the picture."""
    most = DAYS if unit.days else TICKS
    step = next(step for step in unit.steps if math.ceil(many / step) <= most)
    shown = (number for number in range(begin, begin + many) if number % step == 0)
    return _ticks([unit.label(number, at(number), of_years=step * unit.months >= 12) for number in shown])


def label_days(first: date, last: date, at: Callable[[int], float]) -> tuple[Tick, ...]:
    """Label an axis at round days, months or years; ``at`` gives the place of a day, by its ordinal."""
    start, end = first.toordinal(), last.toordinal()
    for step in (1, 2, 7, 14):
        if (end - start) // step < DAYS:
            return _ticks([_day_label(day, at) for day in range(start, end + 1, step)])
    low, high = _month(first) + (first.day > 1), _month(last)
    for step in MONTH_STEPS:
        months = range(-(-low // step) * step, high + 1, step)
        if len(months) <= TICKS:
            break
    if len(months) < 2:  # its first and last day say more
        return _ticks([_day_label(day, at) for day in (start, end)])
    days = [_first_of(month) for month in months]
    return _ticks(
        [
            (
                at(day.toordinal()),
                *((str(day.year), "") if step >= 12 else (MONTHS[day.month - 1][:3], str(day.year))),
            )
            for day in days
        ]
    )


def _day_label(day: int, at: Callable[[int], float]) -> Label:
    return at(day), _short_day(date.fromordinal(day)), str(date.fromordinal(day).year)


def _ticks(labels: Sequence[Label]) -> tuple[Tick, ...]:
    """Make ticks; the year stands below the first and wherever it is another."""
    shown, out = "", []
    for x, words, year in labels:
        out.append(Tick(x, words, year if year != shown else ""))
        shown = year
    return tuple(out)


def _month(day: date) -> int:
    """Months are counted from the year 0."""
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month >= 12 else date.min


def _short_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"
