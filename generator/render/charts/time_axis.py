"""The units of time that a timeline counts in, and the labels of its axis, which do not touch even on a phone.

Places along the axis are in hundredths of the width of the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from unicodedata import east_asian_width

from generator.translation import (
    N_,
    _,
    day_words,
    interval,
    month_words,
    pgettext,
    short_day,
    short_month,
    short_quarter,
    year_words,
)

TICKS = 7  # labels at most
DAY_TICKS = 5  # likewise, if they name a day
_MARGIN = 5.5  # of a page on a small phone, in hundredths of the width
APART = 10.4  # between the middles of two labels, in hundredths of the width: a year on a small phone
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
)  # months from one label to the next

Label = tuple[float, str, str]
"""The place of a label in hundredths of the width, its text, and its year, empty if the text includes it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of two lines below the axis."""

    x: float  # of its middle, in hundredths of the width
    words: str
    year: str  # empty if it is that of the label before


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time, of a number of days or of months."""

    name: str  # in English, translated where it is shown
    days: int  # 0 if it is counted in months
    months: int  # 0 if it is counted in days
    steps: tuple[int, ...]  # numbers of units from one label to the next

    def number(self, day: date) -> int:
        """Return the number of the unit that contains a day, counted from the beginning of the calendar."""
        return (day.toordinal() - 1) // self.days if self.days else _month(day) // self.months

    def first_day(self, number: int) -> date:
        """Return the first day of a unit."""
        return date.fromordinal(number * self.days + 1) if self.days else _first_of(number * self.months)

    def words(self, number: int) -> str:
        """Return the name of a unit: ``5 March 2024``, ``March 2024``, ``2020 to 2024``."""
        start = self.first_day(number)
        if self.days:
            return day_words(start) if self.days == 1 else _("the week from {day}", day=day_words(start))
        if self.months < 12:
            last = _first_of(_month(start) + self.months - 1)
            return interval(start, last, "month") if last > start else month_words(start)
        last = date(min(start.year + self.months // 12 - 1, date.max.year), 1, 1)
        return interval(start, last, "year") if last.year > start.year else year_words(start)

    def label(self, number: int, x: float, *, of_years: bool) -> Label:
        """Return the label of a unit at ``x``; with ``of_years``, it stands for a whole year or more."""
        start = self.first_day(number)
        if self.days:
            return x, short_day(start), str(start.year)
        if of_years or self.months >= 12:
            year = str(start.year)
            return x, pgettext("axis", "{decade}s", decade=year) if self.months == 120 else year, ""
        return x, short_month(start) if self.months == 1 else short_quarter(start), str(start.year)


UNITS = (
    Unit(N_("day"), 1, 0, (1, 2, 5, 7)),
    Unit(N_("week"), 7, 0, (1, 2, 4, 5)),
    Unit(N_("month"), 0, 1, (1, 2, 3, 6, 12)),
    Unit(N_("quarter"), 0, 3, (1, 2, 4, 8)),
    Unit(N_("year"), 0, 12, (1, 2, 4, 5)),
    Unit(N_("span of five years"), 0, 60, (1, 2, 4, 5)),
    Unit(N_("decade"), 0, 120, (1, 2, 5)),
    Unit(N_("half-century"), 0, 600, (1, 2, 4, 5)),
    Unit(N_("century"), 0, 1200, (1, 2, 5)),
    Unit(N_("span of five centuries"), 0, 6000, (1, 2, 4, 5)),
)


def label_units(unit: Unit, units: range, place_of: Callable[[int], float]) -> tuple[Tick, ...]:
    """Label some of the units evenly; ``place_of`` returns the place of a unit in hundredths of the width."""
    most = DAY_TICKS if unit.days else TICKS
    step = next(step for step in unit.steps if math.ceil(len(units) / step) <= most)
    shown = (number for number in units if number % step == 0)
    return _ticks(
        [unit.label(number, place_of(number), of_years=step * unit.months >= 12) for number in shown]
    )


def label_days(first: date, last: date, place_of: Callable[[int], float]) -> tuple[Tick, ...]:
    """Label an axis at round days, months or years.

    ``place_of`` returns the place of a day, by its proleptic Gregorian ordinal, in hundredths of the width.
    """
    start, end = first.toordinal(), last.toordinal()
    for step in (1, 2, 7, 14):
        if (end - start) // step < DAY_TICKS:
            return _ticks([_day_label(day, place_of) for day in range(start, end + 1, step)])
    low, high = _month(first) + (first.day > 1), _month(last)
    for step in MONTH_STEPS:
        months = range(-(-low // step) * step, high + 1, step)
        places = [place_of(_first_of(month).toordinal()) for month in months[: TICKS + 1]]
        if len(places) <= TICKS and all(after - before >= APART for before, after in pairwise(places)):
            break
    if len(months) < 2:  # then the first and last day tell more
        return _ticks([_day_label(day, place_of) for day in (start, end)])
    days = [_first_of(month) for month in months]
    return _ticks(
        [
            (
                place_of(day.toordinal()),
                *((str(day.year), "") if step >= 12 else (short_month(day), str(day.year))),
            )
            for day in days
        ]
    )


def _day_label(day: int, place_of: Callable[[int], float]) -> Label:
    return place_of(day), short_day(date.fromordinal(day)), str(date.fromordinal(day).year)


def _ticks(labels: Sequence[Label]) -> tuple[Tick, ...]:
    """Build the ticks of labels; the first has its year, and each other whose year differs from the one before.

    On a small phone, a label in wide letters may have no room: it is left out if others remain.
    """
    end, out = -_MARGIN, list[Tick]()
    shown = ""
    for x, words, year in labels:
        tick = Tick(x, words, year if year != shown else "")
        half = max(_width(tick.words), _width(tick.year)) / 2
        if end <= x - half and x + half <= 100 + _MARGIN:
            out.append(tick)
            end, shown = x + half, year
    return tuple(out) or tuple(Tick(*label) for label in labels[:1])


def _width(words: str) -> float:
    """Return the width of a label on a small phone, in its widest font, in hundredths of the width."""
    return sum(4.35 if east_asian_width(letter) == "W" else 2.57 for letter in words)


def _month(day: date) -> int:
    """Return the number of a month, counted from the year 0."""
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month >= 12 else date.min
