"""Whole phrases for a number of things: ``3 briefs``, ``All 12 claims``. Plurals and order differ by language."""

from __future__ import annotations

from collections.abc import Callable, Sized

from generator.translation import Words, ngettext

_COUNTED: dict[str, Callable[[int], Words]] = {
    "article": lambda n: ngettext("{n} article", "{n} articles", n),
    "assumption": lambda n: ngettext("{n} assumption", "{n} assumptions", n),
    "author": lambda n: ngettext("{n} author", "{n} authors", n),
    "brief": lambda n: ngettext("{n} brief", "{n} briefs", n),
    "claim": lambda n: ngettext("{n} claim", "{n} claims", n),
    "column": lambda n: ngettext("{n} column", "{n} columns", n),
    "forecast": lambda n: ngettext("{n} forecast", "{n} forecasts", n),
    "gap": lambda n: ngettext("{n} gap", "{n} gaps", n),
    "item": lambda n: ngettext("{n} item", "{n} items", n),
    "judgment": lambda n: ngettext("{n} judgment", "{n} judgments", n),
    "name": lambda n: ngettext("{n} name", "{n} names", n),
    "page": lambda n: ngettext("{n} page", "{n} pages", n),
    "publisher": lambda n: ngettext("{n} publisher", "{n} publishers", n),
    "source": lambda n: ngettext("{n} source", "{n} sources", n),
    "topic": lambda n: ngettext("{n} topic", "{n} topics", n),
}
_ALL: dict[str, Callable[[int], Words]] = {
    "article": lambda n: ngettext("All {n} article", "All {n} articles", n),
    "author": lambda n: ngettext("All {n} author", "All {n} authors", n),
    "brief": lambda n: ngettext("All {n} brief", "All {n} briefs", n),
    "claim": lambda n: ngettext("All {n} claim", "All {n} claims", n),
    "forecast": lambda n: ngettext("All {n} forecast", "All {n} forecasts", n),
    "item": lambda n: ngettext("All {n} item", "All {n} items", n),
    "name": lambda n: ngettext("All {n} name", "All {n} names", n),
    "page": lambda n: ngettext("All {n} page", "All {n} pages", n),
    "publisher": lambda n: ngettext("All {n} publisher", "All {n} publishers", n),
    "topic": lambda n: ngettext("All {n} topic", "All {n} topics", n),
    "person": lambda n: ngettext("All {n} person", "All {n} people", n),
    "organisation": lambda n: ngettext("All {n} organisation", "All {n} organisations", n),
    "place": lambda n: ngettext("All {n} place", "All {n} places", n),
    "facility": lambda n: ngettext("All {n} facility", "All {n} facilities", n),
    "commodity": lambda n: ngettext("All {n} commodity", "All {n} commodities", n),
    "event": lambda n: ngettext("All {n} event", "All {n} events", n),
    "other": lambda n: ngettext("All {n} other", "All {n} others", n),
}


def counted(things: Sized | int, noun: str) -> Words:
    """Return a number, or that of some things, with its noun: ``1 claim``, ``2 claims``."""
    return _COUNTED[noun](_number(things))


def all_counted(things: Sized | int, noun: str) -> Words:
    """Return the words for all of so many things: ``All 12 claims``."""
    return _ALL[noun](_number(things))


def _number(things: Sized | int) -> int:
    return things if isinstance(things, int) else len(things)
