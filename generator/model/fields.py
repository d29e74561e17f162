"""The types of field values: what each accepts, and the error for what it does not.

Every scalar of a YAML file arrives as a string. Each type names the definition in ``exports/json_schema.py`` that
describes it to editors, because pydantic knows no more about it than a function that checks it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Literal

from anyascii import anyascii
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from generator.text.edtf import EdtfDate, parse_day, parse_edtf

NAME_PATTERN = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
NAME_LENGTH = 80
_SLUG_LENGTH = 60  # which leaves room for a suffix
FIRST_PAGES = ("index", "readme")
# Files and folders of these names, with any extension, cannot be checked out on Windows.
WINDOWS_DEVICES = (
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10)),
)
# Also used by JavaScript, in JSON Schemas, whose regular expressions allow no needless escapes.
_NOT_IN_URLS = r'\s"<>\\' + "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # invisible characters among them
URL_PATTERN = rf"https?://[^{_NOT_IN_URLS}/@]+(?:/[^{_NOT_IN_URLS}]*)?"
ORCID_PATTERN = "[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]"
FILE_PATTERN = rf"{NAME_PATTERN}(?:\.[A-Za-z0-9]+)+"
SHA256_PATTERN = "[0-9A-Fa-f]{64}"
MEDIA_TYPE_PATTERN = "[A-Za-z0-9][A-Za-z0-9.+_-]*/[A-Za-z0-9][A-Za-z0-9.+_-]*(?:; ?charset=[A-Za-z0-9._:-]+)?"
LANGUAGE_PATTERN = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


def _in_case(convert: Callable[[str], str]) -> BeforeValidator:
    """Accept the words of a scale in capitals and small letters."""
    return BeforeValidator(
        lambda value: " ".join(convert(value).split()) if isinstance(value, str) else value
    )


_LOWER, _UPPER = _in_case(str.lower), _in_case(str.upper)

Likelihood = Annotated[Literal[
    "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain",
    "remote", "highly improbable", "improbable", "roughly even odds", "probable", "highly probable", "nearly certain",
], _LOWER]  # fmt: skip
Confidence = Annotated[Literal["low", "moderate", "high"], _LOWER]
Reliability = Annotated[Literal["A", "B", "C", "D", "E", "F"], _UPPER]
OutcomeStatus = Annotated[Literal["open", "occurred", "late", "failed"], _LOWER]
EntityKind = Annotated[
    Literal["person", "organisation", "place", "facility", "commodity", "event", "other"], _LOWER
]
BriefStatus = Annotated[Literal["published", "draft"], _LOWER]
Rights = Annotated[Literal["quote", "full"], _LOWER]


def wrong(rule: str, message: str) -> PydanticCustomError:
    """Return the error for a value that breaks a rule, given by its id (see ``load/decoder.py``)."""
    return PydanticCustomError(rule, "{message}", {"message": message})


@lru_cache(maxsize=1 << 17)
def name_problem(value: str) -> str:
    """Return why ``value`` cannot be an id, or an empty string if it can."""
    if re.fullmatch(NAME_PATTERN, value) and len(value) <= NAME_LENGTH:
        return ""
    rules = f"use a-z, 0-9 and single - or _ between them, at most {NAME_LENGTH} characters"
    return f"{value!r} is not a valid id: {rules}"


def slugify(text: str, length: int = _SLUG_LENGTH) -> str:
    """Return a valid name made from text: ``Ferry to Birch Island`` -> ``ferry-to-birch-island``.

    Letters of other scripts are transliterated: ``혜산`` -> ``hyesan``. A name of over ``length`` characters is cut
    after a word, or after a syllable of a script without spaces. Empty if the text has no letter or digit.
    """
    letters = "".join(" " if _is_symbol(letter) else letter for letter in unicodedata.normalize("NFC", text))
    latin = re.sub("['’]", "", anyascii(letters))  # each syllable begins with a capital: HyeSan
    name = re.sub(r"[^A-Za-z0-9]+", "-", latin).strip("-")
    if len(name) > length:
        words = name[: length + 1].rpartition("-")[0]
        syllables = re.match(r".*[a-z](?=[A-Z])", name[: length + 1])
        is_long = 2 * len(words) > length
        name = words if is_long else syllables[0] if syllables else words or name[:length]
    return name.lower()


def _is_symbol(letter: str) -> bool:
    """Return whether a character is a picture or sign that transliteration would name: ``♥`` is no word ``hearts``."""
    return not letter.isascii() and unicodedata.category(letter).startswith("S")


def _check_name(value: str) -> str:
    if problem := name_problem(value):
        raise wrong("bad-name", problem)
    return value


def _check_id_or_label(value: str) -> str:
    """Accept an id, or a label or file name in its place, which no record has: the linker says which id is meant."""
    return value if re.fullmatch(r"(?!TODO\b)\w[^#\n]*", value) else _check_name(value)


def _check_claim_ref(value: str) -> str:
    brief, mark, claim = value.rpartition("#")
    for part in (brief, claim) if mark else (claim,):
        _check_name(part)
    return value


def _check_url(value: str) -> str:
    if not re.fullmatch(URL_PATTERN, value):
        raise wrong("bad-url", f"{value!r} is not a valid URL: write for example https://example.org/page")
    return value


def _check_language(value: str) -> str:
    if not re.fullmatch(LANGUAGE_PATTERN, value):
        raise wrong(
            "bad-value", f"{value!r} is not a language tag: write for example en, ko or zh-Hant (BCP 47)"
        )
    return value


def _check_file_name(value: str) -> str:
    if not re.fullmatch(FILE_PATTERN, value):
        example = "write for example 2026-05-04-report.pdf, without a folder"
        raise wrong("bad-value", f"{value!r} is not the name of an original in seeds/: {example}")
    return value


def _check_sha256(value: str) -> str:
    if not re.fullmatch(SHA256_PATTERN, value):
        raise wrong(
            "bad-value", f"{value!r} is not a SHA-256 checksum, which has 64 of the characters 0-9 and a-f"
        )
    return value.lower()


def _check_media_type(value: str) -> str:
    if not re.fullmatch(MEDIA_TYPE_PATTERN, value):
        raise wrong("bad-value", f"{value!r} is not a media type: write for example application/pdf")
    return value.lower()


def _check_not_blank(value: str) -> str:
    if not value.strip():
        raise wrong("empty-value", "this is empty")
    return value


def _check_orcid(value: str) -> str:
    """Check the form and the last character of an ORCID iD, which is a checksum (ISO 7064, MOD 11-2)."""
    bare = value.removeprefix("https://orcid.org/")
    if not re.fullmatch(ORCID_PATTERN, bare):
        raise wrong("bad-value", f"{value!r} is not an ORCID iD: write for example 0000-0002-1825-0097")
    total = 0
    for digit in bare.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != bare[-1]:
        raise wrong(
            "bad-value", f"{value!r} is not an ORCID iD: a digit is wrong; compare it with the original"
        )
    return bare


def _day(value: Any) -> datetime.date:
    try:
        return parse_day(value)
    except ValueError as error:
        raise wrong("bad-date", str(error)) from None


def _edtf(value: Any) -> EdtfDate:
    try:
        return parse_edtf(value)
    except ValueError as error:
        raise wrong("bad-date", str(error)) from None


def plain_text_as(field: str) -> BeforeValidator:
    """Return a validator that takes a record written as plain text for one with nothing but ``field``."""
    return BeforeValidator(lambda value: {field: value} if isinstance(value, str) else value)


class OrPlainText:
    """Adds to the JSON Schema of a record that plain text is accepted instead."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"form": "Text"}, handler(core)]}


def form(name: str) -> WithJsonSchema:
    """Name the definition of a value in JSON Schemas; of several on one type, the last counts."""
    return WithJsonSchema({"form": name})


Name = Annotated[str, AfterValidator(_check_name), form("Name")]
IdOrLabel = Annotated[str, AfterValidator(_check_id_or_label)]
BriefSlug = Annotated[IdOrLabel, form("BriefSlug")]  # from here on, ids of records that exist
AuthorId = Annotated[IdOrLabel, form("AuthorId")]
EntityId = Annotated[IdOrLabel, form("EntityId")]
PublisherId = Annotated[IdOrLabel, form("PublisherId")]
SeedName = Annotated[IdOrLabel, form("SeedName")]
TopicId = Annotated[IdOrLabel, form("TopicId")]
Origin = Annotated[Name, form("Origin")]  # a publisher, or any other name
ClaimRef = Annotated[str, AfterValidator(_check_claim_ref), form("ClaimRef")]  # see _check_claim_ref
Url = Annotated[str, AfterValidator(_check_url), form("Url")]
Orcid = Annotated[str, AfterValidator(_check_orcid), form("Orcid")]
FileName = Annotated[str, AfterValidator(_check_file_name), form("FileName")]
Sha256 = Annotated[str, AfterValidator(_check_sha256), form("Sha256")]
MediaType = Annotated[str, AfterValidator(_check_media_type), form("MediaType")]
Language = Annotated[str, AfterValidator(_check_language), form("Language")]
Text = Annotated[  # shown as typed
    str, StringConstraints(strip_whitespace=True), AfterValidator(_check_not_blank), form("Text")
]
Verbatim = Annotated[str, AfterValidator(_check_not_blank), form("Text")]  # compared with an article
ProseText = Annotated[str, AfterValidator(_check_not_blank), form("Prose")]  # CommonMark and [[references]]
Day = Annotated[datetime.date, BeforeValidator(_day), form("Day")]
Edtf = Annotated[EdtfDate, BeforeValidator(_edtf), form("Edtf")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
