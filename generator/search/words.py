"""Writes text for Pagefind so that words are found however they are written, and shown as they are written.

Pagefind splits text at spaces, and reads a word with ASCII punctuation in it as several words in one position. So a
sign of two such characters can separate what is shown of a word from what it is found by as well (here it is ``|``):

- ``oﬃcial|official``: the word without ligatures and full-width characters
- ``贸| 易|``: each Chinese or Japanese character is a word; no space is shown between it and the next
- ``2024-01 |January |2024``: the date in words; nothing more is shown

``shownWords`` in assets/search-engine.js reads this, and ``splitQuery`` treats the words of a query likewise.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from generator.text.edtf import parse_edtf

SIGN = "~^"
"""Removed from the text itself."""

MAX_VOCABULARY = 12_000
"""Words, which are about 50 kB for a browser to download."""

# Quotation marks become straight: Pagefind would index a word next to a curly one twice, with the mark and without it.
# If a text has a zero-width space, Pagefind splits words only there.
_PLAIN = str.maketrans(
    dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | dict.fromkeys("\u200b\u00ad")
)
_ISO_DATE = re.compile(r"(?<![\w-])\d{4}-\d\d(?:-\d\d)?(?![\w-])")
_DATED = re.compile(rf"\S*({_ISO_DATE.pattern})\S*")
# Han and Kana; assets/search-engine.js has the same ranges. A piece is one of these with punctuation, or anything else.
_CHARACTER = re.compile(
    "[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003fffd]"
)
_PIECE = re.compile(rf"{_CHARACTER.pattern}\W*|(?:(?!{_CHARACTER.pattern}).)+")

_TAG = re.compile(r"<[^>]*>|&#?\w+;")
_LETTERS = re.compile(
    "[^\\W\\d_]{4,}|[\uac00-\ud7a3]{2,}"
)  # fewer are no basis for a suggestion, except in Korean


def findable(text: str) -> str:
    """Return a text as Pagefind should index it, on one line."""
    words = text.translate(_PLAIN).replace(SIGN, "~").split()
    if not text.isascii():
        words = [word if word.isascii() else _pieces(word) for word in words]
    text = " ".join(words)
    return _DATED.sub(_with_words, text) if _ISO_DATE.search(text) else text


def _pieces(word: str) -> str:
    """Split a word at Chinese and Japanese characters, and add how it can be written too."""
    if unicodedata.is_normalized("NFKC", word) and not _CHARACTER.search(word):
        return word
    pieces = []
    for piece in _PIECE.findall(word):
        plain = "".join(unicodedata.normalize("NFKC", piece).split())
        pieces.append(piece if plain == unicodedata.normalize("NFC", piece) else piece + SIGN + plain)
    return f"{SIGN} ".join(pieces)


def _with_words(dated: re.Match[str]) -> str:
    try:
        words = [piece for word in parse_edtf(dated[1]).words.split() for piece in _PIECE.findall(word)]
    except ValueError:  # not in the calendar
        words = []
    return " ".join([dated[0], *(SIGN + word for word in words)])


def count_words(counts: Counter[str], html: str) -> None:
    """Count each word of a document once, without the artificial ones before its title, and without articles."""
    text = _TAG.sub(" ", html.partition("<h1>")[2].partition("<div")[0])
    counts.update(set(_LETTERS.findall(text.lower())))


def write_vocabulary(counts: Counter[str]) -> str:
    """Return the most common words: in each line, in alphabetical order, those about twice as common as in the next."""
    lines: dict[int, list[str]] = {}
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MAX_VOCABULARY]:
        lines.setdefault(count.bit_length(), []).append(word)
    return "\n".join(" ".join(sorted(words)) for words in lines.values())
