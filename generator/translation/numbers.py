"""Numbers, percentages and lists as a language writes them (Unicode CLDR)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from generator.translation.languages import Language, current_language


def number(value: float, decimals: int = 0) -> str:
    """Return a number as the language writes it: ``1,000`` in English, ``1.000`` in German."""
    if not decimals and 0 <= value < 1000 and isinstance(value, int):
        return str(value)
    return _decimal(value, decimals, current_language())


@lru_cache(maxsize=1 << 12)
def _decimal(value: float, decimals: int, language: Language) -> str:
    return format_decimal(value, f"#,##0.{'0' * decimals}" if decimals else None, language.locale)


def percent(value: float) -> str:
    """Return a share from 0 to 1 as a percentage, without decimals: ``55%``."""
    return format_percent(value, locale=current_language().locale)


def and_list(items: Sequence[str]) -> str:
    """Return items as a list in a sentence: ``a, b and c``. In English without a comma before the last."""
    language = current_language()
    if language.locale.language == "en" and len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return format_list(items, locale=language.locale)


def or_list(items: Sequence[str]) -> str:
    """Return items as alternatives in a sentence: ``a, b or c``. In English without a comma before the last."""
    language = current_language()
    if language.locale.language == "en" and len(items) > 1:
        return f"{', '.join(items[:-1])} or {items[-1]}"
    return format_list(items, "or", locale=language.locale)
