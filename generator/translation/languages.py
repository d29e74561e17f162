"""The languages that the interface speaks, and the one that it speaks now."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from generator.translation.pseudo import PSEUDO, PseudoTranslations

_CATALOGS = resources.files("generator.translation") / "catalogs"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of the interface: its BCP 47 tag, its messages, and what CLDR says of numbers and dates in it.

    Of ``total`` messages, ``untranslated`` ones stay in English.
    """

    tag: str
    messages: gettext.NullTranslations
    locale: Locale
    total: int = 0
    untranslated: int = 0


@cache
def languages() -> tuple[str, ...]:
    """Return the BCP 47 tags of the languages that have a catalog, English first."""
    catalogs = (entry.name.removesuffix(".po") for entry in _CATALOGS.iterdir() if entry.name.endswith(".po"))
    return ("en", *sorted(tag.replace("_", "-") for tag in catalogs))


def match_language(tag: str) -> str | None:
    """Return the language of the interface for a tag such as ``ko-KR``; None if there is no catalog for it.

    The most specific one is taken: for ``zh-Hant-TW``, ``zh-Hant`` if there is one, else ``zh``.
    """
    parts = tag.replace("_", "-").split("-")
    by_lower_case = {known.lower(): known for known in (*languages(), PSEUDO)}
    for length in range(len(parts), 0, -1):
        if found := by_lower_case.get("-".join(parts[:length]).lower()):
            return found
    return None


def is_translated(tag: str) -> bool:
    """Return whether the interface has words in a language, such as ``ko-KR``, even if not all are translated yet."""
    language = _language(match_language(tag) or "en")
    return match_language(tag) is not None and (not language.total or language.untranslated < language.total)


def interface_language(setting: object) -> tuple[str, str]:
    """Return the language of the interface for the ``language`` of a theme, and what is wrong with it, or ``""``.

    ``ko-KR`` is ``ko``. Without translations, it is English.
    """
    tag = str(setting or "en")
    if is_translated(tag):
        return match_language(tag) or "en", ""
    usable = ", ".join(filter(is_translated, languages()))
    return "en", f"the words of Seedbrief's pages are not translated to {tag}. Write one of {usable}"


@cache
def _language(tag: str) -> Language:
    if tag == PSEUDO:
        return Language(PSEUDO, PseudoTranslations(), Locale("en"))
    locale = Locale.parse(tag, sep="-")
    if tag == "en":
        return Language(tag, gettext.NullTranslations(), locale)
    with (_CATALOGS / f"{tag.replace('-', '_')}.po").open("rb") as file:
        catalog = read_po(file)
    messages = [message for message in catalog if message.id]
    untranslated = sum(message.fuzzy or not any(message.string or ()) for message in messages)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Language(tag, gettext.GNUTranslations(compiled), locale, len(messages), untranslated)


_current: ContextVar[Language | None] = ContextVar("language", default=None)


def current_language() -> Language:
    """Return the language that the interface speaks now: English, unless ``use_language`` says otherwise."""
    return _current.get() or _language("en")


@contextmanager
def use_language(tag: str) -> Iterator[Language]:
    """Speak a language until the end of the ``with`` block; English if there is no catalog for it."""
    language = _language(match_language(tag) or "en")
    token = _current.set(language)
    try:
        yield language
    finally:
        _current.reset(token)
