"""Reads the values of references: dates, languages, names, and the notes that ``exports/citations.py`` writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.core import get_global

from generator.model.fields import LANGUAGE_PATTERN, URL_PATTERN
from generator.text.date_suggestions import readings
from generator.text.edtf import parse_edtf

_ARCHIVED = re.compile(r"Archived copy: (\S+)(?: \(([^()]*)\))?")
_EDTF_NOTE = re.compile(r"\(EDTF (\S+)\)")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_COMMON = "ar cs da de el es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv th tr uk vi zh"
# Names of the LaTeX package babel, which BibLaTeX uses, where they are not the English name.
_BABEL_NAMES = {
    "acadian": "fr", "american": "en-US", "australian": "en-AU", "austrian": "de-AT", "bahasa": "id",
    "brazil": "pt-BR", "brazilian": "pt-BR", "british": "en-GB", "canadian": "en-CA", "canadien": "fr-CA",
    "chinese-hans": "zh-Hans", "chinese-hant": "zh-Hant", "chinese-simplified": "zh-Hans",
    "chinese-traditional": "zh-Hant", "farsi": "fa", "francais": "fr", "frenchb": "fr", "germanb": "de",
    "magyar": "hu", "mexican": "es-MX", "naustrian": "de-AT", "newzealand": "en-NZ", "ngerman": "de", "norsk": "nb",
    "nswissgerman": "de-CH", "nynorsk": "nn", "polutonikogreek": "el", "portuges": "pt", "serbianc": "sr-Cyrl",
    "swissgerman": "de-CH", "ukenglish": "en-GB", "usenglish": "en-US", "usorbian": "hsb",
}  # fmt: skip


def read_date(text: str, notes: Iterable[str] = ()) -> str:
    """Return a date in EDTF; empty if it cannot be read, or in two ways.

    A note of ours has the date in full where the format of the export cannot say it.
    """
    for note in notes:
        if (found := _EDTF_NOTE.search(note)) and _is_edtf(found[1]):
            return found[1]
    written = re.sub(r"(?<=\d)T\d\d:.*", "", " ".join(text.split()))
    if _is_edtf(written):
        return written
    read = [date for date in readings(written) if _is_edtf(date)]
    return read[0] if len(read) == 1 else ""


def read_day(text: str) -> str:
    """Return a date if it is a single day (YYYY-MM-DD), otherwise an empty text."""
    date = read_date(text.rstrip("/"))
    return date if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else ""


def _is_edtf(text: str) -> bool:
    try:
        parse_edtf(text)
    except ValueError:
        return False
    return True


def read_language(text: str) -> str:
    """Return the BCP 47 tag of a language: ``de`` for ``ger``, ``German``, ``Deutsch`` and ``ngerman``; or empty."""
    written = re.split("[,;]", text)[0].strip().replace("_", "-")
    name = written.casefold()
    if tag := _BABEL_NAMES.get(name) or _language_names().get(name):
        return tag
    if not re.fullmatch(LANGUAGE_PATTERN, written):
        return ""
    language, mark, rest = written.partition("-")
    language = get_global("language_aliases").get(language.lower(), language.lower())
    is_known = language in _language_names().values()
    return f"{language}{mark}{rest}" if is_known else ""


@cache
def _language_names() -> dict[str, str]:
    """Return the tags of languages by their English names and, of those that many articles are in, by their own."""
    english = Locale("en").languages
    own = {(Locale(tag).get_language_name() or tag).casefold(): tag for tag in _COMMON.split()}
    return own | {name.casefold(): tag.replace("_", "-") for tag, name in english.items()}


def join_name(family: str, given: str) -> str:
    """Return a name as it is published: East Asian scripts put the family name first, without a space."""
    if not (family and given):
        return family or given
    if _EAST_ASIAN.fullmatch(family) and _EAST_ASIAN.fullmatch(given):
        return family + given
    return f"{given} {family}"


def archived_copy(notes: Iterable[str]) -> tuple[str, str]:
    """Return URL and day of the archived copy that a note of ours names; each empty if none does."""
    for note in notes:
        if (found := _ARCHIVED.search(note)) and re.fullmatch(URL_PATTERN, found[1]):
            return found[1], read_day(found[2] or "")
    return "", ""
