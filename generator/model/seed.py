"""Seed bytes to a ``Seed``: the text as received, the text for matching, and the way back between them.

Matching folds only what never changes what is said (DOMAIN, "Pointing at words"): Unicode NFC, runs of white
space as one space, curly and straight quotation marks, hyphen and dash signs.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d", "-"),
    }
)
_MARK = re.compile(f"[{''.join(map(chr, _MARKS))}]")  # quicker than translate where there are few


_WIDE_SPACE = re.compile(r"\s\s+")


@dataclass(frozen=True, slots=True)
class Shifted(Sequence[int]):
    """Places in a text of which stretches were taken out: from index ``at[n]`` on, a place is its index + ``by[n]``."""

    at: list[int]
    by: list[int]
    length: int

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: Any) -> Any:
        if not 0 <= index < self.length:
            raise IndexError(index)
        return index + self.by[bisect_right(self.at, index) - 1]


@dataclass(frozen=True, slots=True)
class Folded:
    """Text for matching. Code point ``i`` of ``text`` stands for ``[starts[i], ends[i])`` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open stretch of the folded text, at least one long, to one of the original."""
        return self.starts[start], self.ends[end - 1]

    def is_whole(self, start: int, end: int) -> bool:
        """Say whether a stretch begins and ends with whole letters, their marks included."""
        if start > 0 and (
            self.starts[start - 1] == self.starts[start] or unicodedata.combining(self.text[start])
        ):
            return False
        return end == len(self.text) or not (
            self.starts[end - 1] == self.starts[end] or unicodedata.combining(self.text[end])
        )


@dataclass(frozen=True, slots=True)
class Seed:
    """One source article. ``text`` is what was received; positions in it count code points."""

    name: str
    path: str
    text: str
    digest: str  # SHA-256 of the bytes, in hexadecimal
    folded: Folded
    paragraphs: tuple[tuple[int, int], ...]  # half-open stretches of ``folded.text``

    def paragraph_of(self, start: int) -> tuple[int, int]:
        """Give the paragraph of the folded text in which position ``start`` lies."""
        return self.paragraphs[max(bisect_right(self.paragraphs, (start, len(self.folded.text))) - 1, 0)]


def make_seed(name: str, path: str, data: bytes, text: str) -> Seed:
    """Make a seed from its bytes and the text decoded from them."""
    folded = fold(text)
    breaks = [folded_position(folded, match.end()) for match in _paragraph_breaks(text)]
    edges = sorted({0, *breaks, len(folded.text)})
    paragraphs = tuple(pairwise(edges)) or ((0, 0),)
    return Seed(name, path, text, hashlib.sha256(data).hexdigest(), folded, paragraphs)


def fold(text: str) -> Folded:
    """Fold text for matching; white space at both ends is dropped."""
    if not unicodedata.is_normalized("NFC", text):
        return _fold_and_compose(text)
    folded = fold_text(text)
    at, by = [0], [len(text) - len(text.lstrip())]
    for run in _WIDE_SPACE.finditer(text, by[0], len(text.rstrip())):
        at.append(run.start() + 1 - by[-1])
        by.append(by[-1] + len(run[0]) - 1)
    # A code point ends where the next one starts.
    ends = Shifted([0, *(index - 1 for index in at[1:])], [shift + 1 for shift in by], len(folded))
    return Folded(folded, Shifted(at, by, len(folded)), ends)


def _fold_and_compose(text: str) -> Folded:
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    for chunk in re.finditer(r"\S+|(?<=\S)\s+(?=\S)", text):
        begin, end = chunk.span()
        if chunk[0][0].isspace():
            pieces.append(" ")
            starts.append(begin)
            ends.append(end)
        else:
            for first, last, character in _compose(chunk[0], begin):
                pieces.append(character)
                starts.extend([first] * len(character))
                ends.extend([last] * len(character))
    return Folded("".join(pieces).translate(_MARKS), starts, ends)


def fold_text(text: str) -> str:
    """Give the text of ``fold`` alone, which is quicker: for words that are looked for."""
    if not text.isascii():
        text = _MARK.sub(_plain, unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def _plain(mark: re.Match[str]) -> str:
    return mark[0].translate(_MARKS)


def folded_position(folded: Folded, position: int) -> int:
    """Find the first code point of the folded text that stands at or behind ``position`` of the original."""
    return bisect_left(folded.starts, position)


def _compose(word: str, begin: int) -> list[tuple[int, int, str]]:
    """Cut a word into the smallest stretches that NFC treats by themselves: (start, end, composed).

    White space never composes with what stands beside it, so a word can be taken alone.
    """
    out: list[tuple[int, int, str]] = []
    start = 0
    for end in range(1, len(word) + 1):
        if end < len(word) and (_is_mark(word[end]) or _composes(word[start:end], word[end])):
            continue
        out.append((begin + start, begin + end, unicodedata.normalize("NFC", word[start:end])))
        start = end
    return out


def _is_mark(character: str) -> bool:
    """Say whether a character, or the first of those that it stands for, belongs to the letter before it."""
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) > 0


def _composes(before: str, character: str) -> bool:
    """Say whether ``character`` becomes one with what stands before it, as the parts of a Hangul syllable do."""
    alone = (unicodedata.normalize("NFC", text) for text in (before, character))
    return unicodedata.normalize("NFC", before + character) != "".join(alone)


def _paragraph_breaks(text: str) -> list[re.Match[str]]:
    """Blank lines part paragraphs; in a text without any, every line is a paragraph."""
    return list(re.finditer(r"\n\s*\n", text)) or list(re.finditer(r"\n", text))
