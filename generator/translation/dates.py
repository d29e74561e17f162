"""Dates in words, in the language of the interface and by the patterns of CLDR; English has ranges of its own.

Years before 1000 are shown with their era: "December 12" would read as a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import parse_pattern

from generator.translation.languages import Language, current_language

_PARTS = {"year": "y", "month": "M", "day": "d"}
"""The parts of a date, and their letters in patterns."""


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How a language writes dates, as patterns of CLDR."""

    year: str
    month: str
    day: str
    short_day: str
    era: str  # what stands for the year where its era is shown
    joined: str  # any two ends of a range
    ranges: Mapping[tuple[str, str], list[str]]
    """Each end of a range of dates, by their precision and the largest part in which they differ."""


@lru_cache(maxsize=8)
def _calendar(language: Language) -> _Calendar:
    if language.locale.language == "en":
        return _Calendar("y", "MMMM y", "d MMMM y", "d MMM", "G y", "{0} to {1}", {})
    locale = language.locale
    single, ranges = locale.datetime_skeletons, locale.interval_formats
    return _Calendar(
        year=single["y"].pattern,
        month=_in_full(single["yMMMM" if "yMMMM" in single else "yMMM"].pattern),
        day=locale.date_formats["long"].pattern,
        short_day=single["MMMd"].pattern,
        era=single["Gy"].pattern.replace(single["y"].pattern, "y").replace("G", "GGGG"),
        joined=ranges[None],
        ranges=dict(_ranges(ranges)),
    )


def _ranges(formats: Mapping[str | None, Any]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    for precision, skeletons in {
        "year": ["y"],
        "month": ["yMMMM", "yMMM"],
        "day": ["yMMMMd", "yMMMd"],
    }.items():
        patterns = next(formats[skeleton] for skeleton in skeletons if skeleton in formats)
        for part, letter in _PARTS.items():
            if letter in patterns:
                yield (precision, part), [_in_full(end) for end in patterns[letter]]


def _in_full(pattern: str) -> str:
    """Return a pattern with the names of months in full."""
    return re.sub("(?<!M)MMM(?!M)", "MMMM", pattern)


@lru_cache(maxsize=1 << 13)
def _format(language: Language, pattern: str, day: date) -> str:
    if day.year < 1000:
        era = _calendar(language).era
        pattern = re.sub("('[^']*')|y+", lambda part: part[1] or era, pattern)
    return str(parse_pattern(pattern).apply(day, language.locale))


def _write(form: str, day: date) -> str:
    """Write a day in a form of the calendar: ``month``, or a pattern that all languages share."""
    language = current_language()
    return _format(language, getattr(_calendar(language), form, form), day)


def year_words(day: date) -> str:
    """Write the year of a day: ``2026``."""
    return _write("year", day)


def month_words(day: date) -> str:
    """Write the month of a day: ``November 2026``."""
    return _write("month", day)


def day_words(day: date) -> str:
    """Write a day: ``21 November 2026``."""
    return _write("day", day)


def short_day(day: date) -> str:
    """Write a day in short, without its year: ``21 Nov``."""
    return _write("short_day", day)


def month_name(day: date) -> str:
    """Write the month of a day without its year: ``November``."""
    return _write("LLLL", day)


def short_month(day: date) -> str:
    """Write the month of a day in short, without its year: ``Nov``."""
    return _write("LLL", day)


def short_quarter(day: date) -> str:
    """Write the quarter of a day in short, without its year: ``Q4``."""
    return _write("QQQ", day)


def join_ends(start: str, end: str) -> str:
    """Write a range of any two dates in words: ``about 2022 to March 2024``."""
    return _calendar(current_language()).joined.replace("{0}", start).replace("{1}", end)


def interval(start: date, end: date, precision: str) -> str:
    """Write a range of years, months or days, as ``precision`` says: ``5 to 9 December 2022``."""
    language = current_language()
    differing = next((part for part in _PARTS if getattr(start, part) != getattr(end, part)), "")
    if patterns := _calendar(language).ranges.get((precision, differing)):
        ends = zip(patterns, (start, end), strict=True)
        return "".join(_format(language, pattern, day) for pattern, day in ends)
    return join_ends_once(_write(precision, start), _write(precision, end))


def join_ends_once(start: str, end: str) -> str:
    """Write a range of two dates of one form in words; in English, what they have in common is said once, at the end.

    ``spring 2004`` and ``autumn 2004`` become ``spring to autumn 2004``.
    """
    first, last = start.split(), end.split()
    if current_language().locale.language == "en" and len(first) == len(last) and first != last:
        while first[-1] == last[len(first) - 1]:
            first.pop()
        start = " ".join(first)
    return join_ends(start, end)
