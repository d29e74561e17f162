"""EDTF dates: what an author wrote, and the first and last day it can mean, and how it reads.

Source: the Extended Date/Time Format, part of ISO 8601-2:2019, as published at https://www.loc.gov/standards/datetime
(levels 0 to 2). Supported are years 0001 to 9999, months, days, intervals, sets, seasons, quarters and halves of a
year, unknown digits (``X``) and qualifiers (``?``, ``~``, ``%``) in every place where the format allows them.
Not supported, because briefs have no use for them, is what ``HINTS`` names. Wherever the format allows a date, any
date of levels 0 to 2 is accepted: as the end of an interval or as a member of a set.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product

from generator.text.date_suggestions import readings
from generator.translation import (
    N_,
    Language,
    _,
    and_list,
    current_language,
    day_words,
    interval,
    join_ends,
    join_ends_once,
    month_words,
    or_list,
    year_words,
)

MAX_LENGTH = 64

# Not `calendar.month_name`, which depends on the locale of the machine.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Code -> first month, last month. EDTF does not say which months seasons 21 to 24 cover, or in which
# hemisphere. Here they are the meteorological seasons of the northern one; winter 2004 ends in February 2005.
SEASONS = {
    "21": (3, 5),
    "22": (6, 8),
    "23": (9, 11),
    "24": (12, 2),
    "33": (1, 3),
    "34": (4, 6),
    "35": (7, 9),
    "36": (10, 12),
    "40": (1, 6),
    "41": (7, 12),
}

# Pattern -> what is wrong with a text that contains it: features that briefs do not need, and common mistakes.
HINTS = {
    r"[0-9]T[0-9]|[0-9]:[0-9]": "times of day are not supported",
    r"(^|[/,.\[{])[?~%]?(Y-?[0-9]|-[0-9]{4}|0000)": "years outside 0001-9999 (BCE, Y17000) are not supported",
    r"[0-9]S[0-9]": "significant digits are not supported",
    r"[0-9]{4}-(2[5-9]|3[0-2789])\b": "seasons of a hemisphere and thirds of a year are not supported",
    r"\s": "a date must not contain spaces",
    r"[0-9][xu]|-[xu]{2}": "an unknown digit is a capital X",
    r"^[0-9]{1,2}[-./]": "the year comes first, with four digits",
    r"/[0-9]{1,2}(/|$)": "a date is written with -; / separates the ends of an interval",
    r"-[0-9](?![0-9X])": "months and days have two digits",
}

# One date, with its digits as groups. A qualifier on the left of a year, month or day says how sure that part is; one
# on the right says it of that part and of all before it. Neither needs the other, so no part may have both.
SINGLE = re.compile(r"[?~%]?([0-9X]{4})[?~%]?(?:-[?~%]?([0-9X]{2})[?~%]?(?:-[?~%]?([0-9X]{2})[?~%]?)?)?")
_QUALIFIED_TWICE = re.compile(r"[?~%][0-9X]+[?~%]")
_PLAIN = re.compile(r"[0-9-]+")


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date, an interval or a set of dates. The bounds are calendar days; ``~`` and ``?`` do not widen them."""

    edtf: str  # as written
    earliest: date | None  # the first day it can be; None: not known
    latest: date | None  # the last day it can be; None: open or not known
    uncertain: bool  # ? or %, anywhere in it
    approximate: bool  # ~ or %, anywhere in it
    is_inferred: bool = False  # it was worked out from the article, as a whole, and so is uncertain

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """Earliest day, unknown ones first; then latest day, open ones last; then the text as written."""
        return self.earliest or date.min, self.latest or date.max, self.edtf

    @property
    def words(self) -> str:
        """The date in words, in the language of the interface: ``about 5 December 2022``."""
        words = self.plain_words
        return _("{date} ({inferred})", date=words, inferred=_("inferred")) if self.is_inferred else words

    @property
    def plain_words(self) -> str:
        """The same without saying that the date is inferred."""
        return _date_words(self.edtf, "" if self.is_inferred else "?%", current_language())

    @property
    def inferred(self) -> EdtfDate:
        """The same date; if it is uncertain, because it was inferred."""
        return replace(self, is_inferred=True) if self.uncertain else self


@dataclass(frozen=True, slots=True)
class DateRange:
    """Between which dates something is, or can be, as far as these are known."""

    first: EdtfDate
    last: EdtfDate
    is_open_before: bool  # it can also have been before the first date
    is_open_after: bool
    lasts: bool  # it covers all of this time; otherwise it is one day somewhere in it

    @property
    def beginning(self) -> DateRange:
        """When it began."""
        return replace(self, last=self.first, is_open_after=False) if self.lasts else self

    @property
    def is_sure(self) -> bool:
        """Whether it cannot have been before or after these dates."""
        signs = (self.first.uncertain, self.first.approximate, self.last.uncertain, self.last.approximate)
        return not (self.is_open_before or self.is_open_after or any(signs))


def parse_edtf(text: object) -> EdtfDate:
    """Parse what an author wrote.

    Raises ValueError for what is not an EDTF date, not in the calendar (``2023-02-30``), reversed (``2004/2003``) or
    not supported (see ``HINTS``). The error quotes the text, says what is wrong and gives examples to follow.
    """
    if isinstance(text, list | dict):  # what YAML makes of brackets and braces
        raise ValueError('a date that begins with [ or { must be in quotation marks, such as "[2024-03..]"')
    return _parse(_check_text(text))


@lru_cache(maxsize=1 << 12)
def _parse(text: str) -> EdtfDate:
    example = "write for example 2024-03, 2024-XX or 2024~"
    if not SINGLE.fullmatch(text) and (meant := readings(text)):
        raise ValueError(f"{text!r} is not an EDTF date: write {_either(meant)}")
    for pattern, hint in HINTS.items():
        if re.search(pattern, text):
            raise ValueError(f"{text!r}: {hint}; {example}")
    try:
        if text[0] in "[{":
            return _parse_set(text)
        return _parse_interval(text) if "/" in text else _parse_single(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an EDTF date: {error}; {example}") from None


@lru_cache(maxsize=1 << 12)
def date_range(dated: EdtfDate) -> DateRange:
    """Return the first and the last date in an interval or set. A date without bounds is open at both ends."""
    parts = map(parse_edtf, filter(None, re.split(r"/|\.\.|,", dated.edtf.strip("[]{}"))))
    known = [part for part in parts if part.earliest] or [dated]
    # The end of 2024-11/2024-XX is a year that begins before its start: only a part that has the bound counts.
    firsts = [part for part in known if part.earliest == dated.earliest] or known
    lasts = [part for part in known if part.latest == dated.latest] or known
    return DateRange(
        min(firsts, key=lambda part: part.sort_key),
        max(lasts, key=lambda part: (part.latest or date.min, part.sort_key)),
        dated.earliest is None,
        dated.latest is None,
        "/" in dated.edtf or dated.edtf.startswith("{"),
    )


def parse_day(text: object) -> date:
    """Parse a day of the calendar, ``2026-11-21``. Raises ValueError with the reason for anything else."""
    if isinstance(text, list | dict):
        raise ValueError("a day cannot be a list or mapping; write for example 2024-03-21")
    text = _check_text(text)
    is_day = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    meant = (
        []
        if is_day
        else [found for found in readings(text.partition("T")[0]) if len(found) == len("2024-05-03")]
    )
    if meant:
        raise ValueError(f"{text!r} is not a day: write {_either(meant)}")
    try:
        if not is_day:
            raise ValueError("it is not in the form YYYY-MM-DD")
        return _bounds(*text.split("-"))[0]
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day: {error}; write for example 2026-11-21") from None


def _either(dates: list[str]) -> str:
    """Return one date as it is; two with what each means."""
    if len(dates) == 1:
        return dates[0]
    return " or ".join(f"{day} ({_day_in_english(day.rstrip('~'))})" for day in dates)


def _day_in_english(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _check_text(text: object) -> str:
    """Return the text if it is one and not too long: the time that parsing takes grows with its length."""
    if not isinstance(text, str) or not text:
        raise ValueError(f"a date cannot be {text!r:.40}; write for example 2024-03")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"{text[:16]!r}... is too long for a date: over {MAX_LENGTH} characters")
    return text


# A ValueError raised below says only what is wrong; parse_edtf and parse_day make a sentence of it.


def _parse_single(text: str) -> EdtfDate:
    """Parse one date, such as ``2004-06-~01``."""
    match = SINGLE.fullmatch(text)
    if not match:
        form = "is not in the form YYYY, YYYY-MM or YYYY-MM-DD"
        raise ValueError(f"{text!r} {form}" if text else "one of its dates is empty")
    if _QUALIFIED_TWICE.search(text):
        raise ValueError("put ?, ~ or % on one side of a part only, such as at the end of the date")
    year, month, day = match.groups()
    if month in SEASONS:
        return _parse_season(text, year, month, day)
    first, last = _bounds(year, month or "XX", day or "XX")
    # Nothing is known of the year XXXX: bounds would be an invention.
    return _dated(text, first, last) if year != "XXXX" else _dated(text, None, None)


def _bounds(year: str, month: str, day: str) -> tuple[date, date]:
    """Return the first and the last day that fit the digits, where ``X`` is any digit."""
    fitting: list[list[int]] = []
    for part, digits, highest in (("year", year, 9999), ("month", month, 12), ("day", day, 31)):
        candidates = product(*("0123456789" if digit == "X" else digit for digit in digits))
        fitting.append([number for number in map(int, map("".join, candidates)) if 1 <= number <= highest])
        if not fitting[-1]:
            raise ValueError(f"there is no {part} {digits}")
    first = _first_day(*fitting)
    last = _first_day(*(numbers[::-1] for numbers in fitting))
    if not first or not last:
        raise ValueError(f"there is no day {day} in {MONTHS[fitting[1][0] - 1]} {year}")
    return first, last


def _first_day(years: list[int], months: list[int], days: list[int]) -> date | None:
    """Return the first of these combinations, in the order given, that is in the calendar."""
    combinations = product(years, months, days)
    return next((date(y, m, d) for y, m, d in combinations if d <= monthrange(y, m)[1]), None)


def _parse_season(text: str, year: str, season: str, day: str | None) -> EdtfDate:
    """Parse a season, quarter or half of a year: ``2004-21``, ``2004-33~``."""
    if day or "X" in year:
        raise ValueError("a season has a year without X, and no day")
    month, last_month = SEASONS[season]
    first = date(int(year), month, 1)
    last_year = first.year + (last_month < month)
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    return _dated(text, first, last)


def _parse_interval(text: str) -> EdtfDate:
    """Parse ``2004-06/2006-08``, ``1985-04/..`` (open) or ``1985-04/`` (unknown end)."""
    start, _, end = text.partition("/")
    return _range(text, "" if start == ".." else start, "" if end == ".." else end)


def _parse_set(text: str) -> EdtfDate:
    """Parse ``[1667,1668]`` (one of them) or ``{1960,1961-12}`` (all of them); a member may be a range."""
    close = "]" if text[0] == "[" else "}"
    if text[-1] != close:
        raise ValueError(f"the set must end with {close}")
    members = [_parse_member(member) for member in text[1:-1].split(",")]
    if len(members) == 1 and ".." not in text:
        raise ValueError("a set needs at least two dates, or a range such as 2024-01..2024-03")
    lows, highs = [member.earliest for member in members], [member.latest for member in members]
    earliest = None if None in lows else min(day for day in lows if day)
    latest = None if None in highs else max(day for day in highs if day)
    return _dated(text, earliest, latest)


def _parse_member(text: str) -> EdtfDate:
    """Parse a member of a set: a date, or a range such as ``2022-10..2022-12``, ``2024-01..``, ``..2024-01``."""
    start, dots, end = text.partition("..")
    return _range(text, start, end) if dots else _parse_single(text)


def _range(text: str, start: str, end: str) -> EdtfDate:
    """Join two dates into a range, from the first day of one to the last of the other; an empty end is unbounded."""
    if not start and not end:
        raise ValueError("at least one end must be a date")
    earliest = _parse_single(start).earliest if start else None
    latest = _parse_single(end).latest if end else None
    if earliest and latest and earliest > latest:
        raise ValueError("it ends before it begins")
    return _dated(text, earliest, latest)


def _dated(text: str, earliest: date | None, latest: date | None) -> EdtfDate:
    is_both = "%" in text
    return EdtfDate(text, earliest, latest, is_both or "?" in text, is_both or "~" in text)


# Words


_SEASONS = {  # the codes of ``SEASONS``
    "21": N_("spring {year}"),
    "22": N_("summer {year}"),
    "23": N_("autumn {year}"),
    "24": N_("winter {year}/{next}"),
    "33": N_("the first quarter of {year}"),
    "34": N_("the second quarter of {year}"),
    "35": N_("the third quarter of {year}"),
    "36": N_("the fourth quarter of {year}"),
    "40": N_("the first half of {year}"),
    "41": N_("the second half of {year}"),
}
_LOOSELY = {"33": N_("early {year}"), "36": N_("late {year}")}
"""Approximate quarters: early 2024 rather than "about the first quarter"."""
_OPEN = {  # kind of range -> without an end, without a start
    "/": (N_("{date} onwards"), N_("until {date}")),
    "unknown": (N_("from {date}, end unknown"), N_("until {date}, start unknown")),
    "[": (N_("{date} or later"), N_("{date} or earlier")),
    "{": (N_("{date} and later"), N_("{date} and earlier")),
}
_SIGNS = re.compile("[?~%]")


@lru_cache(maxsize=1 << 13)
def _date_words(edtf: str, doubts: str, language: Language) -> str:
    """Write a date, an interval or a set. Dates with one of the signs ``doubts`` are shown as uncertain.

    ``language`` is the current one; it is an argument for the cache.
    """
    kind = edtf[0]
    if kind in "[{":
        members = [_member_words(member, kind, doubts) for member in edtf[1:-1].split(",")]
        return or_list(members) if kind == "[" else and_list(members)
    start, slash, end = edtf.partition("/")
    if not slash:
        return _single_words(edtf, doubts)
    return _range_words(start.strip("."), end.strip("."), "/" if start and end else "unknown", doubts)


def _member_words(member: str, kind: str, doubts: str) -> str:
    """Write a member of a set: a date, or a range such as ``2022-10..2022-12``."""
    start, dots, end = member.partition("..")
    return _range_words(start, end, kind, doubts) if dots else _single_words(member, doubts)


def _range_words(start: str, end: str, kind: str, doubts: str) -> str:
    """Write a range, one end of which may be empty; ``kind`` is a key of ``_OPEN``."""
    after, before = _OPEN[kind]
    if not end:
        return _(after, date=_single_words(start, doubts))
    if not start:
        return _(before, date=_single_words(end, doubts))
    both = _both_ends(start, end, doubts)
    if kind == "[":
        return _("some time from {interval}", interval=both)
    if _is_some_time(start):  # without "from", "some time in 2004 to 2005" would mean one moment in two years
        return _("from {interval}", interval=both)
    return both


def _both_ends(start: str, end: str, doubts: str) -> str:
    words = _single_words(start, doubts), _single_words(end, doubts)
    if not (start + end).replace("-", "").isdecimal():
        return join_ends(*words)
    if len(start) != len(end) or {start[5:7], end[5:7]} & _SEASONS.keys():
        return join_ends_once(*words)
    first, last = (date.fromisoformat(f"{text}-01-01"[:10]) for text in (start, end))
    return interval(first, last, ("year", "month", "day")[start.count("-")])


def _is_some_time(text: str) -> bool:
    """Tell whether a date is shown as some time in a longer time."""
    digits = _SIGNS.sub("", text)
    is_about = digits.startswith("XXXX") and parse_edtf(text).approximate
    return "X" in digits and not is_about and not re.fullmatch("[0-9]+X+", digits)


def _single_words(text: str, doubts: str) -> str:
    """Write one date. A sign on a part of it (``2004-06-~01``) is shown for the whole."""
    found, digits = parse_edtf(text), _SIGNS.sub("", text)
    first, last = found.earliest or date.min, found.latest or date.max  # XXXX has neither

    def about(words: str) -> str:
        return _("about {date}", date=words) if found.approximate else words

    words: str
    match digits.split("-"):
        case [_, code] if code in _LOOSELY and found.approximate:
            words = _(_LOOSELY[code], year=year_words(first))
        case [_, code] if code in _SEASONS:
            words = about(_(_SEASONS[code], year=year_words(first), next=str(last.year)))
        case parts if "X" not in digits:
            words = about((year_words, month_words, day_words)[len(parts) - 1](first))
        case ["XXXX"]:
            words = about(_("some time in an unknown year"))
        case ["XXXX", *_]:
            words = about(_("some time in an unknown year ({digits})", digits=digits))
        case [in_year, "XX"] | [in_year, "XX", "XX"] if in_year.isdecimal():
            words = _("some time in {date}", date=about(year_words(first)))
        case [in_year, in_month, "XX"] if (in_year + in_month).isdecimal():
            words = _("some day in {month}", month=about(month_words(first)))
        case [_] if re.fullmatch("[1-9][0-9][1-9]X", digits):  # not 200X: "the 2000s" might be the century
            words = about(_("the {decade}s", decade=str(first.year)))
        case [_] if re.fullmatch("[0-9]+X+", digits):
            words = about(_("the years {first} to {last}", first=year_words(first), last=year_words(last)))
        case _:  # 19X4, 2004-07-2X: the digits say more than the two days, so both are shown
            words = _(
                "some time from {first} to {last} ({digits})",
                first=about(day_words(first)),
                last=day_words(last),
                digits=digits,
            )
    return _("{date} (uncertain)", date=words) if any(sign in text for sign in doubts) else words
