"""Read dates as people write them, ``May 3 2024`` or ``03.05.2024``, to say what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_YEAR, _NUMBER, _JOINT = r"([0-9]{4})", r"([0-9]{1,2})(?:st|nd|rd|th)?", r"(?: *[-/.,年년] *| +(?:of +)?)"
_WORD = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)

# Pattern of the whole text, in lower case, and the order of its groups: year, month, day. Two orders are two readings.
_FORMS = (
    (rf"{_YEAR}{_JOINT}{_NUMBER}(?: *[-/.,月월] *| +){_NUMBER} *[日일]?z?", ("ymd",)),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", ("ymd",)),
    (rf"{_NUMBER}{_JOINT}{_NUMBER}{_JOINT}{_YEAR}", ("dmy", "mdy")),
    (rf"{_NUMBER}{_JOINT}{_WORD}{_JOINT}{_YEAR}", ("dmy",)),
    (rf"{_WORD}{_JOINT}{_NUMBER}{_JOINT}{_YEAR}", ("mdy",)),
    (rf"{_YEAR}{_JOINT}{_WORD}{_JOINT}{_NUMBER}", ("ymd",)),
    (rf"{_WORD}{_JOINT}{_YEAR}", ("my",)),
    (rf"{_YEAR}{_JOINT}{_WORD}", ("ym",)),
    (rf"{_YEAR}{_JOINT}{_NUMBER} *[月월]?", ("ym",)),
    (rf"{_NUMBER}{_JOINT}{_YEAR}", ("my",)),
)
_ABOUT = re.compile(r"(?:about|around|approx\.?|circa|ca?\.?|~) *(.+)|(.+?) *\((?:approx\.?|circa|about)\)")
_PERIOD = re.compile(
    r"(?:(?:in|the) +)?(spring|summer|autumn|fall|winter|q[1-4]|h[12]) *(?:of +)?,?([0-9]{4})"
)
_PERIOD_AFTER = re.compile(r"([0-9]{4})[ -]?(spring|summer|autumn|fall|winter|q[1-4]|h[12])")
_LONGEST = 80  # code points of a text that can mean a date
_WEEKDAY = re.compile(r"^(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?[.,]? +")
_TIME = re.compile(r"(?: at |,? )[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?(?: *(?:[ap]m|z|utc|gmt|[+-][0-9:]+))?$")
_DECADE = re.compile(r"(?:the +)?([0-9]{3})0'?s")
_FROM_TO = re.compile(r"(.+?) *(?:(?<= )[-–—](?= )|\.\.| to | until ) *(.+)")
_YEARS = re.compile(rf"{_YEAR} *(?:-|–|to) *{_YEAR}")


def readings(text: str) -> list[str]:
    """Return the EDTF dates that ``text`` can mean, each once: usually one, two if day and month may be swapped."""
    if len(text) > _LONGEST:
        return []
    low = " ".join(text.lower().strip("\"'“”‘’,;").split())
    low = re.sub(r"(?<=[0-9])[‐‑–](?=[0-9])", "-", _TIME.sub("", _WEEKDAY.sub("", low)))
    return list(dict.fromkeys(_readings(low)))


def _readings(text: str) -> Iterator[str]:
    if found := _ABOUT.fullmatch(text):
        inner = found[1] or found[2]
        dates = [inner] if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", inner) else _readings(inner)
        yield from (f"{date}~" for date in dates)
    if found := _DECADE.fullmatch(text):
        yield f"{found[1]}X"
    if found := _FROM_TO.fullmatch(text):
        begins, ends = readings(found[1]), readings(found[2])
        if len(begins) == len(ends) == 1:
            yield f"{begins[0]}/{ends[0]}"
    if found := _YEARS.fullmatch(text):
        yield f"{found[1]}/{found[2]}"
    if found := _PERIOD.fullmatch(text):
        yield f"{found[2]}-{_period(found[1])}"
    if found := _PERIOD_AFTER.fullmatch(text):
        yield f"{found[1]}-{_period(found[2])}"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        yield text
    for pattern, orders in _FORMS:
        if found := re.fullmatch(pattern, text):
            for order in orders:
                yield from _date(dict(zip(order, found.groups(), strict=True)))
            return


def _period(word: str) -> str:
    if word in _SEASONS:
        return _SEASONS[word]
    return str((32 if word[0] == "q" else 39) + int(word[1]))


def _date(parts: dict[str, str]) -> Iterator[str]:
    """Yield the date made of these parts, if it is in the calendar."""
    written = parts["m"]
    month = int(written) if written.isdecimal() else _MONTHS.index(written[:3]) + 1
    try:
        day = date(int(parts["y"]), month, int(parts.get("d", "1")))
    except ValueError:
        return
    yield day.isoformat() if "d" in parts else day.isoformat()[:7]
