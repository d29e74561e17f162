"""An article: its text as received, its text for matching, and the positions of one in the other.

For matching, only differences that never change the meaning are removed: Unicode normalisation (NFC), runs of white
space, line and page breaks between Chinese or Japanese characters, soft hyphens and word joiners with the line or page
break after them (which part a word), curly or straight quotation marks, and kinds of hyphen and dash.

A form feed is a page break, as in the text of a PDF. It does not end a paragraph. The front matter of Markdown is no
part of the article: nothing is found in it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import Any

from generator.text.encoding import too_many_marks
from generator.text.front_matter import split_article
from generator.text.line_breaks import (
    LINE_BREAK,
    PAGE_BREAK,
    PARTED,
    WIDE,
    are_wide,
    join_parted,
    one_line,
)

_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d", "-"),
    }
)
_MARK = re.compile(f"[{''.join(map(chr, _MARKS))}]")  # faster than str.translate if there are few


_SPACES = re.compile(rf"\s\s+|\s(?<={WIDE}\s)(?={WIDE})")


@dataclass(frozen=True, slots=True)
class Shifted(Sequence[int]):
    """Positions in a text from which parts were removed: from index ``at[n]`` on, they count up from ``to[n]``."""

    at: list[int]
    to: list[int]
    length: int

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: Any) -> Any:
        if not 0 <= index < self.length:
            raise IndexError(index)
        n = bisect_right(self.at, index) - 1
        return index - self.at[n] + self.to[n]

    def before(self, kept: Shifted, by: int = 0) -> Shifted:
        """Return these positions as those in an earlier text, of which this one has only the ``kept`` positions.

        ``by`` is 1 for positions at which something ends, else 0.
        """
        cuts = {*self.at, *(self.index_after(at + by) for at in kept.at)} - {self.length}
        at = sorted(cuts)
        return Shifted(at, [kept[self[index] - by] + by for index in at], self.length)

    def index_after(self, position: int) -> int:
        """Return the first index whose position is not before ``position``: what ``bisect_left`` finds, but faster."""
        n = bisect_right(self.to, position) - 1
        if n < 0:
            return 0
        end = self.at[n + 1] if n + 1 < len(self.at) else self.length
        return min(position - self.to[n] + self.at[n], end)


@dataclass(frozen=True, slots=True)
class Folded:
    """Text for matching. Code point ``i`` of ``text`` represents ``[starts[i], ends[i])`` of the original."""

    utf8: bytes
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def text(self) -> str:
        """The folded text."""
        return _decode(self.utf8)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open range of the folded text, not empty, to the original."""
        return self.starts[start], self.ends[end - 1]

    def is_whole(self, start: int, end: int) -> bool:
        """Return whether a range begins and ends with whole letters, including their combining marks."""
        return self.text.isascii() or not (self._continues(start) or self._continues(end))

    def _continues(self, at: int) -> bool:
        """Return whether a letter continues across a position."""
        if not 0 < at < len(self.text):
            return False
        is_composed = not isinstance(self.starts, Shifted) and self.starts[at - 1] == self.starts[at]
        return is_composed or unicodedata.combining(self.text[at]) > 0


@dataclass(frozen=True, slots=True)
class Seed:
    """One article; positions count code points.

    The texts are kept in UTF-8. In Western languages, this takes about half of the memory of a ``str`` that has curly
    quotation marks.
    """

    name: str
    path: str
    utf8: bytes
    digest: str  # SHA-256 of the bytes, in hexadecimal
    folded: Folded
    paragraphs: tuple[tuple[int, int], ...]  # half-open ranges of ``folded.text``
    page_breaks: tuple[int, ...] = ()  # code points of the form feeds in ``text``

    @property
    def text(self) -> str:
        """The text as received."""
        return _decode(self.utf8)

    @property
    def start(self) -> int:
        """The code point of ``text`` at which the article begins."""
        return self.folded.starts[0] if len(self.folded.starts) else len(self.text)

    def paragraph_of(self, start: int) -> tuple[int, int]:
        """Return the paragraph of the folded text that contains position ``start``."""
        return self.paragraphs[max(bisect_right(self.paragraphs, (start, len(self.folded.text))) - 1, 0)]

    def pages(self, start: int, end: int) -> str:
        """Return the pages, counted from 1, of a half-open range of the text, not empty: ``12`` or ``12-13``.

        It is empty for a text without page breaks.
        """
        first, last = (bisect_left(self.page_breaks, at) + 1 for at in (start, end - 1))
        return "" if not self.page_breaks else f"{first}-{last}" if last > first else str(first)


def make_seed(name: str, path: str, data: bytes, text: str) -> Seed:
    """Build an article from its bytes and the text decoded from them."""
    front_matter = split_article(text)[1] if path.endswith(".md") else ""
    article = " " * len(front_matter) + text[len(front_matter) :] if front_matter else text
    folded = fold(article)
    breaks = [folded_position(folded, match.end()) for match in _paragraph_breaks(article)]
    edges = sorted({0, *breaks, len(folded.text)})
    paragraphs = tuple(pairwise(edges)) or ((0, 0),)
    page_breaks = tuple(found.start() for found in re.finditer(PAGE_BREAK, text))
    utf8 = _encode(text)
    utf8 = data if data == utf8 else utf8  # mostly equal; then only one of them is kept
    return Seed(name, path, utf8, hashlib.sha256(data).hexdigest(), folded, paragraphs, page_breaks)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=64)  # most stages are done with one article before they go on to the next
def _decode(utf8: bytes) -> str:
    return utf8.decode("utf-8", "surrogatepass")


def fold(text: str) -> Folded:
    """Fold text for matching, without white space at either end."""
    joined = join_parted(text)
    folded = _fold_joined(joined)
    if len(joined) == len(text):
        return folded
    at, to = [0], [0]
    for parting in PARTED.finditer(text):
        at.append(parting.start() - to[-1] + at[-1])
        to.append(parting.end())
    kept = Shifted(at, to, len(joined))
    if isinstance(folded.starts, Shifted) and isinstance(folded.ends, Shifted):
        return Folded(folded.utf8, folded.starts.before(kept), folded.ends.before(kept, by=1))
    starts = array("l", (kept[start] for start in folded.starts))
    return Folded(folded.utf8, starts, array("l", (kept[end - 1] + 1 for end in folded.ends)))


def _fold_joined(text: str) -> Folded:
    if not unicodedata.is_normalized("NFC", text) and too_many_marks(text) is None:
        return _fold_and_compose(text)
    folded = fold_text(text)
    starts, ends, by = [0], [0], [len(text) - len(text.lstrip())]
    for run in _SPACES.finditer(text, by[0], len(text.rstrip())):
        begin, end = run.span()
        kept = 0 if _is_nothing(text, begin, end) else 1
        ends.append(begin - by[-1])
        starts.append(begin - by[-1] + kept)
        by.append(by[-1] + end - begin - kept)
    before = Shifted(starts, [*map(add, starts, by)], len(folded))
    return Folded(
        _encode(folded), before, Shifted(ends, [end + 1 for end in map(add, ends, by)], len(folded))
    )


def _is_nothing(text: str, begin: int, end: int) -> bool:
    """Return whether a run of white space has a line break between wide characters."""
    return are_wide(text[begin - 1], text[end]) and bool(LINE_BREAK.search(text, begin, end))


def _fold_and_compose(text: str) -> Folded:
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    for word in re.finditer(r"\S+", text):
        composed, begin = _compose(word[0], word.start()), ends[-1] if ends else 0
        is_break = LINE_BREAK.search(text, begin, word.start())
        if pieces and not (is_break and are_wide(pieces[-1][-1], composed[0][2])):
            pieces.append(" ")
            starts.append(begin)
            ends.append(word.start())
        for first, last, character in composed:
            pieces.append(character)
            starts.extend([first] * len(character))
            ends.extend([last] * len(character))
    return Folded(_encode("".join(pieces).translate(_MARKS)), starts, ends)


def fold_text(text: str) -> str:
    """Return only the text of ``fold``, which is faster: for words to search for."""
    if text.isascii():
        return one_line(text)
    text = join_parted(text)
    composed = unicodedata.normalize("NFC", text) if too_many_marks(text) is None else text
    return _MARK.sub(_plain, one_line(composed))  # a full-width hyphen is wide until then


def _plain(mark: re.Match[str]) -> str:
    return mark[0].translate(_MARKS)


def folded_position(folded: Folded, position: int) -> int:
    """Return the index of the first code point of the folded text at or after ``position`` of the original."""
    starts = folded.starts
    return starts.index_after(position) if isinstance(starts, Shifted) else bisect_left(starts, position)


def _compose(word: str, begin: int) -> list[tuple[int, int, str]]:
    """Split a word into the smallest parts that NFC treats independently: (start, end, composed).

    White space never composes with its neighbours, so each word can be treated alone.
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
    """Return whether a character, or the first one it decomposes into, belongs to the letter before it."""
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) > 0


def _composes(before: str, character: str) -> bool:
    """Return whether ``character`` composes with the text before it, as the parts of a Hangul syllable do."""
    alone = (unicodedata.normalize("NFC", text) for text in (before, character))
    return unicodedata.normalize("NFC", before + character) != "".join(alone)


def _paragraph_breaks(text: str) -> list[re.Match[str]]:
    """Return the breaks between paragraphs: blank lines, or every line end in a text without blank lines."""
    return list(re.finditer(rf"\n[^\S{PAGE_BREAK}]*\n", text)) or list(re.finditer(r"\n", text))
