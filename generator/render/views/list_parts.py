"""Split a list that is too long for a page into parts: by year and month, or by letter, and then by number.

A list begins on a page of its own or on one with other lists. What that page has no room for is on pages below the
folder of the list, which ``split`` plans as a tree of ``Part``s. Every list of the site is split here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, Generic, TypeVar

from babel import Locale

from generator.model.site import Target
from generator.translation import Language, _, current_language, month_name, month_words, number, year_words

T = TypeVar("T")

ROWS = 200  # on a page, at most
BYTES = 80_000  # of HTML that the rows of a page take, about; the theme and the head of the list take up to 40,000
ROW = 150  # bytes of HTML around the words of a row, about
SHOWN = 20  # rows of each list on a page that has no room for all of its lists

Step = tuple[str, str, str]
"""A part of a list: its name in URLs, its label among the other parts, and its label on its own."""
Level = Callable[[T], Step]
"""Returns the part to which an item belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeList(Generic[T]):
    """A list, and how it is shown and split."""

    title: str  # of its parts: ``Open forecasts: March 2026``
    noun: str  # what is counted: ``brief``
    rows: str  # the macro of ``rows.md.j2`` that shows items
    items: tuple[T, ...]
    folder: str  # of its parts
    own_page: str = ""  # the page that leads to its parts, if that has no other list
    # Functions of the items, always the same for one kind of list:
    levels: tuple[Level[T], ...] = field(compare=False)
    size: Callable[[T], int] = field(compare=False)  # bytes of HTML that an item takes, about
    rows_of: Callable[[T], int] = field(default=lambda item: 1, compare=False)


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A page with some items of a list, or with links to the smaller parts that it is split into."""

    uri: str
    label: str  # among the parts of the same page: ``March``
    title: str
    total: int
    items: tuple[T, ...] = ()  # none if there are parts
    parts: tuple[Part[T], ...] = ()

    def all_items(self) -> Iterator[T]:
        """Yield the items of the part and of those below it."""
        yield from self.items
        for part in self.parts:
            yield from part.all_items()


@dataclass(frozen=True, slots=True)
class PageList(Generic[T]):
    """What a page shows of a list: all of it, or its first items and the way to all."""

    of: WholeList[T]
    shown: tuple[T, ...]
    all: Part[T] | None = None

    @property
    def total(self) -> int:
        """Return the number of items in the whole list."""
        return len(self.of.items)


@dataclass(frozen=True, slots=True)
class PartPage:
    """The page of a part: what it counts, the macro that shows its items, the pages above it and next to it.

    ``above`` begins with the list's own page. The parts next to it are without their items, as another page's item
    that changes must not change this page.
    """

    part: Part[Any]
    noun: str
    rows: str
    above: tuple[Target, ...]
    previous: Part[Any] | None
    next: Part[Any] | None

    @property
    def is_first_level(self) -> bool:
        """Tell whether the list's own page leads to this one, as to a year."""
        return len(self.above) == 1


def fit(
    lists: Mapping[str, WholeList[Any]], shown: int = SHOWN, *, rows: int = 0
) -> dict[str, PageList[Any]]:
    """Choose what a page shows of its lists: all if there is room, else the first ``shown`` rows of each.

    ``rows`` is the number of other rows on the page.
    """
    if _have_room([(whole, whole.items) for whole in lists.values()], rows):
        return {key: PageList(whole, whole.items) for key, whole in lists.items()}
    return {key: _shorten(whole, shown) for key, whole in lists.items()}


def _have_room(lists: Iterable[tuple[WholeList[Any], Sequence[Any]]], rows: int = 0) -> bool:
    """Tell whether a page has room for all items of some lists, and for other rows."""
    every = list(lists)
    if rows + sum(len(items) for _, items in every) > ROWS:
        return False
    rows += sum(whole.rows_of(item) for whole, items in every for item in items)
    return rows <= ROWS and sum(whole.size(item) for whole, items in every for item in items) <= BYTES


def _shorten(whole: WholeList[T], rows: int) -> PageList[T]:
    ends = list(accumulate(map(whole.rows_of, whole.items)))
    shown = whole.items[: bisect_right(ends, rows)]
    return PageList(whole, shown, split(whole) if len(shown) < len(whole.items) else None)


def split(whole: WholeList[T]) -> Part[T]:
    """Return a list as a page with all items, or with links to the parts, in the order of their first items."""
    if not whole.own_page and _have_room([(whole, whole.items)]):
        return Part(f"{whole.folder}/all.md", _("All"), whole.title, *_contents(whole.items))
    parts = _split(whole, whole.items, whole.levels, whole.folder, "")
    return Part(
        whole.own_page or f"{whole.folder}/all.md", _("All"), whole.title, len(whole.items), (), parts
    )


def list_part_pages(page_list: PageList[Any], page: Target) -> Iterator[PartPage]:
    """Yield the pages of the parts of a list that begins on ``page``."""
    top = page_list.all
    starts = () if top is None else top.parts if page_list.of.own_page else (top,)
    waiting: list[tuple[tuple[Part[Any], ...], tuple[Target, ...]]] = [(starts, (page,))]
    while waiting:
        parts, above = waiting.pop()
        for at, part in enumerate(parts):
            before, after = (
                next(map(_without_items, some), None) for some in (parts[:at][-1:], parts[at + 1 :])
            )
            yield PartPage(part, page_list.of.noun, page_list.of.rows, above, before, after)
            waiting.append((part.parts, (*above, Target("part", part.uri, part.label, part.uri))))


def _without_items(part: Part[T]) -> Part[T]:
    return replace(part, items=(), parts=())


def by_year(day_of: Callable[[T], date | None]) -> Level[T]:
    """Split by the year of a day."""

    @cache
    def of_year(year: int) -> Step:
        words = year_words(date(year, 1, 1))
        return str(year), words, words

    def step(item: T) -> Step:
        day = day_of(item)
        return of_year(day.year) if day else _date_unknown()

    return step


def by_month(day_of: Callable[[T], date | None]) -> Level[T]:
    """Split by the month of a day, within a year."""

    @cache
    def of_month(first: date) -> Step:
        return f"{first.month:02}", month_name(first), month_words(first)

    def step(item: T) -> Step:
        day = day_of(item)
        return of_month(day.replace(day=1)) if day else _date_unknown()

    return step


def _date_unknown() -> Step:
    return "unknown", _("Date unknown"), _("date unknown")


def by_letter(label_of: Callable[[T], str]) -> Level[T]:
    """Split by the first letter of a label, without accents; labels in other scripts than Latin, by script."""

    def step(item: T) -> Step:
        name = first_letter(label_of(item))
        words = _letter_words(name, current_language())
        return _URL_NAMES.get(name, name.casefold()), words, words

    return step


def first_letter(label: str) -> str:
    """Return the letter under which a label is found: ``A``, ``0–9``, or the script, ``Korean``."""
    letter = next((character for character in label if character.isalnum()), "")
    if letter.isdecimal():
        return "0–9"
    name = unicodedata.name(letter, "") if letter else ""
    if latin := _LATIN.match(name):
        return latin[1]
    script = name.partition(" ")[0].partition("-")[0]
    return _SCRIPTS.get(script, script.capitalize() if script.isalpha() else "Other")


@lru_cache(maxsize=1 << 10)
def _letter_words(name: str, language: Language) -> str:
    """Return in the language of the site what ``first_letter`` returned: the name of a language or script."""
    spoken, english = language.locale, Locale("en")
    for known, shown in ((english.languages, spoken.languages), (english.scripts, spoken.scripts)):
        if code := next((code for code, words in known.items() if words == name), None):
            return str(shown.get(code, name))
    return _("Other") if name == "Other" else name


_LATIN = re.compile(
    r"(?:FULLWIDTH )?LATIN .*?(?:LETTER|LIGATURE) (?:SHARP )?(\w)"
)  # LATIN SMALL LETTER E WITH ACUTE
_SCRIPTS = {"HANGUL": "Korean", "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}
_URL_NAMES = {"0–9": "0-9"}


def _split(
    whole: WholeList[T], items: Sequence[T], levels: Sequence[Level[T]], folder: str, above: str
) -> tuple[Part[T], ...]:
    if not levels:
        return _numbered(whole, items, folder, above)
    groups: dict[Step, list[T]] = {}
    for item in items:
        groups.setdefault(levels[0](item), []).append(item)
    parts = []
    for (name, label, words), group in groups.items():
        uri, title = f"{folder}/{name}", _("{list}: {part}", list=whole.title, part=words)
        if _have_room([(whole, group)]):
            parts.append(Part(f"{uri}.md", label, title, *_contents(group)))
        else:
            below = _split(whole, group, levels[1:], uri, words)
            parts.append(Part(f"{uri}.md", label, title, len(group), (), below))
    return tuple(parts)


def _numbered(whole: WholeList[T], items: Sequence[T], folder: str, above: str) -> tuple[Part[T], ...]:
    """Split items by number alone: ``1–200``, ``201–318``."""
    parts, first = [], 1
    for at, page in enumerate(_cut(whole, items), 1):
        label = f"{number(first)}–{number(first + len(page) - 1)}"
        part = _("{part}, {numbers}", part=above, numbers=label) if above else label
        title = _("{list}: {part}", list=whole.title, part=part)
        parts.append(Part(f"{folder}/{at}.md", label, title, *_contents(page)))
        first += len(page)
    return tuple(parts)


def _contents(items: Sequence[T]) -> tuple[int, tuple[T, ...]]:
    return len(items), tuple(items)


def _cut(whole: WholeList[T], items: Sequence[T]) -> list[list[T]]:
    """Cut items into as many as fit on a page each."""
    pages: list[list[T]] = [[]]
    rows = size = 0
    for item in items:
        rows += whole.rows_of(item)
        size += whole.size(item)
        if pages[-1] and (rows > ROWS or size > BYTES):
            pages.append([])
            rows, size = whole.rows_of(item), whole.size(item)
        pages[-1].append(item)
    return pages
