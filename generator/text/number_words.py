"""Read numbers that words are part of: ``seventy-five``, ``two hundred and ten``, ``3.2 million``, ``3억 5000만``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {  # not "one", which is mostly a pronoun
    **{word: at for at, word in enumerate(f"{_UNITS} eighteen nineteen".split(), start=2)},
    **{word: 10 * at for at, word in enumerate(_TENS.split(), start=2)},
}
_POWERS = {"hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12}
_SIGNS = {
    **dict.fromkeys("백百", 2), **dict.fromkeys("천千", 3), **dict.fromkeys("만万萬", 4),
    **dict.fromkeys("억亿億", 8), **dict.fromkeys("조兆", 12),
}  # fmt: skip
_LETTER = r"[^\W\d_]"
_WORDS = (*_NUMBERS, *_POWERS)
_PART = re.compile(
    rf"(?=[\d{''.join(_SIGNS)}{''.join(word[0] for word in _WORDS)}])"  # most characters are ruled out at once
    rf"(?:(?<![\d.,])\d+(?:,\d{{3}})*(?:[.,]\d+)?(?![.,]?\d)|[{''.join(_SIGNS)}]"
    rf"|(?<!{_LETTER})(?:{'|'.join(_WORDS)})(?!{_LETTER}))",
    re.IGNORECASE,
)
_JOINTS = ("", " ", "-", "\u00a0", "\u202f", " and ")


def spelled_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers in a text that words are part of: start, end, and the number in ASCII digits (1200.5)."""
    run: list[str] = []
    start = end = 0
    for match in [*_PART.finditer(text), None]:
        if match and run and text[end : match.start()] in _JOINTS and _goes_on(run[-1], match[0].lower()):
            run.append(match[0].lower())
        else:
            if run and not (len(run) == 1 and (run[0] in _SIGNS or run[0][0].isdecimal())):
                yield start, end, f"{_value(run).normalize():f}"
            run, start = ([match[0].lower()], match.start()) if match else ([], end)
        end = match.end() if match else end


def _goes_on(last: str, part: str) -> bool:
    """Return whether a part continues the number that ends with the part ``last``."""
    if part in _POWERS or part in _SIGNS:
        return True
    if part in _NUMBERS:
        return last in _POWERS or (_NUMBERS.get(last, 0) >= 20 and _NUMBERS[part] < 10)
    return last in _SIGNS


def _value(run: list[str]) -> Decimal:
    """Return the value of a number; a power of ten multiplies what is smaller than it and directly before it."""
    parts: list[Decimal] = []
    for part in run:
        if power := _POWERS.get(part) or _SIGNS.get(part):
            factor = parts.pop() if parts else Decimal(1)
            while parts and parts[-1] < 10**power:
                factor += parts.pop()
            parts.append(factor * 10**power)
        else:
            digits = re.sub(r",(?=\d{3}(?!\d))", "", part).replace(",", ".")
            parts.append(Decimal(_NUMBERS.get(part) or digits))
    return sum(parts, Decimal(0))
