"""Tells the language of a text: detected from its words, and compared with what the file declares.

A declaration alone proves little, for templates of sites keep ``en`` whatever is written in them. It counts if the
words agree with it, or if they are in a language that the detector does not know.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from babel import Locale
from babel.core import get_global

from generator.ingest.article import Fact, Proposal
from generator.model.fields import LANGUAGE_PATTERN

_SURE = (
    0.9  # probability from which the detector is believed; in 9,000 texts of 93 languages no answer was wrong
)
_LIKELY = 0.5  # probability from which its answer is proposed
_POSSIBLE = 0.2  # probability from which a language that the file declares is believed
_MAX_OTHER = 1 / 3  # share of the text that may be in other languages
_SAMPLE = 50_000  # code points of a text that are read
_PART = range(150, 1_000)  # code points of a part of it, a fifth, which may have another language

# Languages that are believed even if the file declares none. The detector knows more; but many of the world's languages
# that it does not know look like one of those to it.
_WIDELY_WRITTEN = frozenset(
    """
    af ar as az ba be bg bn bs ca cs cy da de el en es et eu fa fi fo fr fy ga gl gu ha he hi hr hu hy id ig is it ja
    ka kk km kn ko ky lb lo lt lv mk ml mn mr ms mt my ne nl nn no or pa pl ps pt ro ru si sk sl so sq sr sv sw ta te
    tg th tk tl tr tt ug uk ur uz vi yo zh zu
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)
# What the detector tells apart, and a language tag usually does not.
_DETECTED_AS = {"arz": "ar", "ary": "ar", "hbo": "he", "sdh": "ku", "uzs": "uz", "wuu": "zh", "yue": "zh"}
_MEMBERS = {
    "nb": "no", "fil": "tl", "ckb": "ku", "kmr": "ku", "prs": "fa", "cmn": "zh", "yue": "zh", "gsw": "de", "pnb": "pa",
    "arz": "ar", "ary": "ar",
}  # fmt: skip
_NO_WORD = re.compile(r"://|@|www\.")


class FoundLanguage(NamedTuple):
    """The language of a text, or else a proposal with the reason; and what a person should look at."""

    language: Fact = Fact()
    proposals: tuple[Proposal, ...] = ()
    remarks: tuple[str, ...] = ()


def language_of(text: str, declared: str = "", origin: str = "html lang") -> FoundLanguage:
    """Tell the language of a text as a BCP 47 tag: ``en-GB``, ``zh-Hant``.

    ``declared`` is the tag that the file states, in any spelling (``pt_BR``), and ``origin`` says where. It is kept
    with its region if the words agree with it.
    """
    tag = _well_formed(declared)
    ranked = _rank(text[:_SAMPLE])
    language, probability = next(iter(ranked.items()), ("", 0.0))
    own = _family(tag)
    other = _other_language(text[:_SAMPLE], language) if probability >= _SURE else ""
    if tag and own not in ranked and _script(tag) == _script(language):
        return FoundLanguage(Fact(tag, origin))  # the detector does not know it
    if (own == language and not other) or (probability < _SURE and ranked.get(own, 0) >= _POSSIBLE):
        return FoundLanguage(Fact(_written_out(tag, text), origin))
    if other:
        reason = f"parts of the text are in {language}, others in {other}"
    elif probability < _SURE:
        reason = "the words are too few, or like those of several languages"
    elif language not in _WIDELY_WRITTEN:
        reason = "so the words seem, but other languages are much like it"
    else:
        remark = f"the text is in another language ({language}) than the page declares ({origin}: {tag})"
        found = Fact(_written_out(language, text), "detected from the words")
        return FoundLanguage(found, remarks=(remark,) if tag else ())
    guess = tag or (language if probability >= _LIKELY else "")
    reason += f"; {origin}: {tag}" if tag else ""
    return FoundLanguage(proposals=(Proposal("language", guess, reason),))


@lru_cache(1)
def _detector() -> Any:
    from py3langid.langid import (
        MODEL_FILE,
        LanguageIdentifier,
    )  # takes a second, which only `new` should wait for

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _rank(text: str) -> dict[str, float]:
    """Return all languages that the detector knows with their probabilities, the likeliest first."""
    words = " ".join(word for word in text.split() if not _NO_WORD.search(word))
    found: Counter[str] = Counter()
    for language, probability in _detector().rank(words):
        found[_DETECTED_AS.get(language, language)] += probability
    found.pop("zxx", None)  # no language at all: codes, numbers
    return dict(found.most_common())


def _other_language(text: str, language: str) -> str:
    """Return the most common other language of a text, if more than a third of it surely is in others; else empty."""
    others: Counter[str] = Counter()
    total = 0
    for part in _parts(text):
        best, probability = next(iter(_rank(part).items()))
        total += len(part)
        if best != language and probability >= _SURE:
            others[best] += len(part)
    return others.most_common(1)[0][0] if others.total() > _MAX_OTHER * total else ""


def _parts(text: str) -> Iterator[str]:
    """Yield whole lines, about a fifth of the text at a time, within the limits of ``_PART``."""
    part, size = "", min(max(len(text) // 5, _PART.start), _PART.stop)
    for line in text.splitlines():
        part += f"{line}\n"
        if len(part) >= size:
            yield part
            part = ""
    if part.strip():
        yield part


def _well_formed(declared: str) -> str:
    """Return a declared tag as it should be written; empty if it names no language."""
    tag = declared.strip().partition(",")[0].partition(".")[0].replace("_", "-")
    if not re.fullmatch(LANGUAGE_PATTERN, tag):
        return ""
    language, *rest = tag.lower().split("-")
    language = get_global("language_aliases").get(language, language).partition("_")[0]
    names = Locale("en")
    if language not in names.languages:
        return ""
    parts = [language]
    for part in rest:
        if len(part) == 4 and part.title() in names.scripts:
            parts.append(part.title())
        elif part.upper() in names.territories:
            parts.append(part.upper())
    return "-".join(parts)


def _family(tag: str) -> str:
    """Return the language of a tag as the detector names it."""
    language = tag.partition("-")[0]
    return _MEMBERS.get(language, language)


def _script(tag: str) -> str:
    likely = get_global("likely_subtags").get(tag.partition("-")[0], "")
    return next((part for part in likely.split("_") if len(part) == 4), "")


def _written_out(tag: str, text: str) -> str:
    """Return a tag as it should be written: Chinese with its script, unless the tag's script or region implies it."""
    if _family(tag) != "zh":
        return str(get_global("language_aliases").get(tag, tag))
    script, likely = _chinese_script(text), get_global("likely_subtags")
    implied = tag if re.search("-Han[st]", tag) else likely.get(tag.replace("-", "_"), likely["zh"])
    return tag if tag != "zh" and script in implied else f"zh-{script}"


def _chinese_script(text: str) -> str:
    """Return Hans or Hant, by the characters that only one of their character sets has (GB 2312 and Big5)."""
    simplified = traditional = 0
    for character in text[:_SAMPLE]:
        if "\u4e00" <= character <= "\u9fff":
            in_simplified, in_traditional = _is_in(character, "gb2312"), _is_in(character, "big5")
            simplified += in_simplified and not in_traditional
            traditional += in_traditional and not in_simplified
    return "Hant" if traditional > simplified else "Hans"


def _is_in(character: str, encoding: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False
