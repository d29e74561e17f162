"""EDTF dates: what an author wrote, the first and last day it can mean, and how a person reads it.

Source: ISO 8601-2:2019 in the profile of https://www.loc.gov/standards/datetime (EDTF, levels 0 to 2).

The `edtf` library is asked where `?`, `~` and `%` may stand in a date, and no more. Tried out on 5.0.2: it
crashes on `2004-1X` and `2024-XX/2025`, and prints as it does, which would spoil `--format json`; it refuses
`2004-24~`, `2004-XX~/2005` and `2004-?06/..`; it takes `2023-02-29` and `2004/2003`; of `1984%` it says not
uncertain; winter is December alone, and an unknown end of an interval is ten years away. So intervals, sets,
seasons and `X` are read here, and bounds come from the calendar. Whatever may stand by itself may also be an
end of an interval or a member of a set, which is a little more than the library takes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

MAX_LENGTH = 64

# Not `calendar.month_name`, which speaks the language of whoever builds the site.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Code -> words, first month, last month. EDTF does not say in which months 21 to 24 are, nor on which half of
# the globe: here they are the northern meteorological seasons, and winter 2004 ends in February 2005.
SEASONS = {
    "21": ("spring", 3, 5),
    "22": ("summer", 6, 8),
    "23": ("autumn", 9, 11),
    "24": ("winter", 12, 2),
    "33": ("the first quarter of", 1, 3),
    "34": ("the second quarter of", 4, 6),
    "35": ("the third quarter of", 7, 9),
    "36": ("the fourth quarter of", 10, 12),
    "40": ("the first half of", 1, 6),
    "41": ("the second half of", 7, 12),
}

# How a range reads: from one date to another, from a date on, up to a date.
RANGES = {
    "interval": ("{} to {}", "{} onwards", "until {}"),
    "unknown end": ("", "from {}, end unknown", "until {}, start unknown"),
    "or": ("some time from {} to {}", "{} or later", "{} or earlier"),
    "and": ("{} to {}", "{} and later", "{} and earlier"),
}

# Found in a text -> what to say of it: things that EDTF has and briefs have no use for, and common mistakes.
HINTS = {
    r"[0-9]T[0-9]|[0-9]:[0-9]": "times of day are not supported",
    r"(^|[/,.\[{])[?~%]?(Y-?[0-9]|-[0-9]{4}|0000)": "years outside 0001-9999 (BCE, Y17000) are not supported",
    r"[0-9]S[0-9]": "significant digits are not supported",
    r"[0-9]{4}-(2[5-9]|3[0-2789])\b": "seasons of a hemisphere and thirds of a year are not supported",
    r"\s": "a date has no spaces in it",
    r"[0-9][xu]|-[xu]{2}": "an unknown digit is a capital X",
    r"^[0-9]{1,2}[-./]": "the year comes first, with four digits",
    r"/[0-9]{1,2}(/|$)": "a date is written with -, and / stands between the ends of an interval",
    r"-[0-9](?![0-9X])": "months and days have two digits",
}

# Where digits and signs can stand in one date at all; on none of these without X does the library crash.
SINGLE = re.compile(r"[?~%]?([0-9X]{4})[?~%]?(?:-[?~%]?([0-9X]{2})[?~%]?(?:-[?~%]?([0-9X]{2})[?~%]?)?)?")
PLAIN = re.compile(r"[0-9-]+")


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date, an interval or a set of dates. Bounds are days of the calendar, not widened for `~` or `?`."""

    edtf: str  # as written
    earliest: date | None  # the first day it can be; None: no lower bound is known
    latest: date | None  # the last day it can be; None: open, or not known
    uncertain: bool  # ? or %, anywhere in it
    approximate: bool  # ~ or %, anywhere in it
    words: str  # how a person reads it, in English

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """By earliest day, unknown ones first; then by latest day, open ones last; then as written."""
        return self.earliest or date.min, self.latest or date.max, self.edtf


def parse_edtf(text: str) -> EdtfDate:
    """What an author wrote -> its bounds and its words.

    ValueError for what is no EDTF date, no day of the calendar (`2023-02-30`), reversed (`2004/2003`) or not
    supported (see HINTS): it quotes the text, says what is wrong with it and shows dates that are right.
    """
    text = _checked(text)
    example = "write for example 2024-03, 2024-XX or 2024~"
    for pattern, hint in HINTS.items():
        if re.search(pattern, text):
            raise ValueError(f"{text!r}: {hint}; {example}")
    try:
        if text[0] in "[{":
            return _set(text)
        return _interval(text) if "/" in text else _single(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an EDTF date: {error}; {example}") from None


def parse_day(text: str) -> date:
    """`2026-11-21` -> that day. ValueError, with the reason, for another form or no such day."""
    text = _checked(text)
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError("it is not in the form YYYY-MM-DD")
        return _bounds(*text.split("-"))[0]
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day: {error}; write for example 2026-11-21") from None


def day_words(day: date) -> str:
    """A day -> `21 November 2026`, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {_year_words(day.year)}"


def month_words(day: date) -> str:
    """The month of a day -> `November 2026`."""
    return f"{MONTHS[day.month - 1]} {_year_words(day.year)}"


def _checked(text: object) -> str:
    """The text, if it is one, and short: the time that parsing takes grows with it."""
    if not isinstance(text, str) or not text:
        raise ValueError(f"a date cannot be {text!r:.40}; write for example 2024-03")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"{text[:16]!r}... is too long for a date: over {MAX_LENGTH} characters")
    return text


# In all that follows, a ValueError says only what is wrong; the two functions above make a sentence of it.


@lru_cache(maxsize=4096)
def _single(text: str) -> EdtfDate:
    """One date, such as `2004-06-~01`. Cached, for the library takes 10 ms."""
    found = SINGLE.fullmatch(text)
    if not found:
        form = "is not in the form YYYY, YYYY-MM or YYYY-MM-DD"
        raise ValueError(f"{text!r} {form}" if text else "a date is missing in it")
    year, month, day = found.groups()
    if month in SEASONS:
        return _season(text, year, month)
    first, last = _bounds(year, month or "XX", day or "XX")
    if not PLAIN.fullmatch(text) and not _signs_stand_right(text):
        raise ValueError("?, ~ and % cannot stand like that: put one of them, at the end of the date")
    words = _words(text, year, month, day, first, last)
    # Nothing is known of the year XXXX: bounds would be an invention.
    return _dated(text, first, last, words) if year != "XXXX" else _dated(text, None, None, words)


def _signs_stand_right(text: str) -> bool:
    """Whether `?`, `~` and `%` are where EDTF allows them in one date."""
    if re.fullmatch(r"[0-9X-]+[?~%]?", text):  # behind the whole date, one of them may always stand
        return True
    if "X" in text:  # on which the library crashes, or takes 201X~ and refuses 201X-07~
        return False
    from edtf import is_valid_edtf  # takes 0.2 s, and 10 ms for each date: few sites ever get here

    return is_valid_edtf(text)


def _bounds(year: str, month: str, day: str) -> tuple[date, date]:
    """The first and the last day that fit the digits, `X` being any."""
    fitting: list[list[int]] = []
    for what, digits, highest in (("year", year, 9999), ("month", month, 12), ("day", day, 31)):
        written = product(*("0123456789" if digit == "X" else digit for digit in digits))
        fitting.append([number for number in map(int, map("".join, written)) if 1 <= number <= highest])
        if not fitting[-1]:
            raise ValueError(f"there is no {what} {digits}")
    first = _first_day(*fitting)
    last = _first_day(*(numbers[::-1] for numbers in fitting))
    if not first or not last:
        raise ValueError(f"there is no day {day} in {MONTHS[fitting[1][0] - 1]} {year}")
    return first, last


def _first_day(years: list[int], months: list[int], days: list[int]) -> date | None:
    """The first of these combinations, in the order given, that the calendar has."""
    combinations = product(years, months, days)
    return next((date(y, m, d) for y, m, d in combinations if d <= monthrange(y, m)[1]), None)


def _season(text: str, year: str, season: str) -> EdtfDate:
    """`2004-21`, `2004-33`, also with a sign, which the library takes in an interval only."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}[?~%]?", text):
        raise ValueError("a season has a year without X, no day, and at most one sign, at its end")
    name, month, last_month = SEASONS[season]
    first = date(int(year), month, 1)
    last_year = first.year + (last_month < month)
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    years = _year_words(first.year) + (f"/{last_year}" if last_year > first.year else "")
    about, uncertain = _signs(text)
    return _dated(text, first, last, f"{about}{name} {years}{uncertain}")


def _interval(text: str) -> EdtfDate:
    """`2004-06/2006-08`, `1985-04/..` (open), `1985-04/` (unknown end)."""
    start, _, end = text.partition("/")
    kind = "interval" if start and end else "unknown end"
    return _range(text, "" if start == ".." else start, "" if end == ".." else end, kind)


def _set(text: str) -> EdtfDate:
    """`[1667,1668]` (one of them), `{1960,1961-12}` (all of them), with ranges among them."""
    close, conjunction = ("]", "or") if text[0] == "[" else ("}", "and")
    if text[-1] != close:
        raise ValueError(f"the set does not end with {close}")
    members = [_member(member, conjunction) for member in text[1:-1].split(",")]
    if len(members) == 1 and ".." not in text:
        raise ValueError("a set has two dates at least, or a range such as 2024-01..2024-03")
    *others, last = (member.words for member in members)
    words = f"{', '.join(others)} {conjunction} {last}" if others else last
    lows, highs = [member.earliest for member in members], [member.latest for member in members]
    earliest = None if None in lows else min(day for day in lows if day)
    latest = None if None in highs else max(day for day in highs if day)
    return _dated(text, earliest, latest, words)


def _member(text: str, conjunction: str) -> EdtfDate:
    """A member of a set: a date, or a range like `2022-10..2022-12`, `2024-01..`, `..2024-01`."""
    start, dots, end = text.partition("..")
    return _range(text, start, end, conjunction) if dots else _single(text)


def _range(text: str, start: str, end: str, kind: str) -> EdtfDate:
    """What reaches from the first day of one date to the last of another; an empty end has no bound."""
    lower, upper = _single(start) if start else None, _single(end) if end else None
    between, after, before = RANGES[kind]
    if lower and upper:
        words = between.format(_start_words(lower, upper), upper.words)
        if kind != "or" and words.startswith("some"):
            words = f"from {words}"  # or else "some time in 2004 to 2005" would be one time in two years
    elif lower:
        words = after.format(lower.words)
    elif upper:
        words = before.format(upper.words)
    else:
        raise ValueError("it has a date at neither end")
    earliest, latest = lower.earliest if lower else None, upper.latest if upper else None
    if earliest and latest and earliest > latest:
        raise ValueError("it ends before it begins")
    return _dated(text, earliest, latest, words)


def _dated(text: str, earliest: date | None, latest: date | None, words: str) -> EdtfDate:
    about, uncertain = _signs(text)
    return EdtfDate(text, earliest, latest, bool(uncertain), bool(about), words)


def _signs(text: str) -> tuple[str, str]:
    """What `~`, `?` and `%` (both) add to the words: in front of the date, and behind it."""
    return "about " if re.search("[~%]", text) else "", " (uncertain)" if re.search("[?%]", text) else ""


def _year_words(year: int) -> str:
    return str(year) if year >= 1000 else f"AD {year}"  # "December 12" would read as a day


def _words(text: str, year: str, month: str | None, day: str | None, first: date, last: date) -> str:
    """How one date reads. A sign on a part of it (`2004-06-~01`) is said of the whole."""
    about, uncertain = _signs(text)
    low, high = _year_words(first.year), _year_words(last.year)
    month_words = f"{MONTHS[first.month - 1]} {low}"
    digits = re.sub("[?~%]", "", text)
    if "X" not in digits:
        words = about + (day_words(first) if day else month_words if month else low)
    elif year == "XXXX":
        words = f"{about}some time in an unknown year" + (f" ({digits})" if month else "")
    elif re.fullmatch(r"[0-9]{4}-XX(-XX)?", digits):
        words = f"some time in {about}{low}"
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-XX", digits):
        words = f"some day in {about}{month_words}"
    elif re.fullmatch(r"[1-9][0-9][1-9]X", digits):
        words = f"{about}the {low}s"  # not so for 200X: "the 2000s" might be the century
    elif re.fullmatch(r"[0-9]+X+", digits):
        words = f"{about}the years {low} to {high}"
    else:  # 19X4, 2004-07-2X: the digits say more than the two days, so both are shown
        words = f"some time from {about}{day_words(first)} to {day_words(last)} ({digits})"
    return words + uncertain


def _start_words(lower: EdtfDate, upper: EdtfDate) -> str:
    """`5`, before `9 December 2022`: what both ends of a range have in common is said once."""
    start, end = lower.words.split(), upper.words.split()
    if PLAIN.fullmatch(lower.edtf + upper.edtf) and len(start) == len(end) and start != end:
        while start[-1] == end[len(start) - 1]:
            start.pop()
    return " ".join(start)
