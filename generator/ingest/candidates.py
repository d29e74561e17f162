"""Sentences of a seed that are worth quoting: those with figures, dates and names. A person decides which are.

Nothing is claimed here: a candidate is proposed with the words as they stand, and what it says is for a person to
write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.seed import Seed
from generator.resolve.mentions import NameFinder
from generator.resolve.quote_matcher import Found, find_quote
from generator.text.edtf import MONTHS
from generator.text.prose import ABBREVIATION

MOST = 10
_PARTS = 10  # stretches of a text; in one that has a candidate already, the next counts a third
_LENGTH = range(12, 401)  # code points of a sentence that can stand as a quotation
_LEAD = 3  # sentences from the beginning, where nothing in a text stands out

_END = re.compile(r"""[.!?…]+["')\]]*\s+|[。！？]+["')\]」』]*\s*""")
_LIST_MARK = re.compile(r"(?:[-*•>]|#+|\d{1,2}[.)])\s+")
_FIGURE = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")
_MONTH = re.compile(
    rf"\b(?:{'|'.join(month for month in MONTHS if month != 'May')})\b|\bMay(?=\s+\d)|(?<=\d\s)May\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence as it stands in a seed, on one line; where it starts in the text for matching; how much is in it."""

    quote: str
    start: int
    score: int


def suggest_quotes(seed: Seed, names: NameFinder) -> list[Candidate]:
    """Propose at most ten sentences that ``find_quote`` finds, the best first, spread over the text."""
    fit = [found for found in _all(seed, names) if isinstance(find_quote(seed, found.quote), Found)]
    open_ = [found for found in fit if found.score] or fit[:_LEAD]
    chosen: list[Candidate] = []
    taken: dict[int, int] = {}
    part = max(len(seed.folded.text) // _PARTS, 1)
    while open_ and len(chosen) < MOST:
        best = max(
            open_, key=lambda found: (found.score / 3 ** taken.get(found.start // part, 0), -found.start)
        )
        open_.remove(best)
        chosen.append(best)
        taken[best.start // part] = taken.get(best.start // part, 0) + 1
    return chosen


def _all(seed: Seed, names: NameFinder) -> Iterator[Candidate]:
    for begin, end in seed.paragraphs:
        for start, stop in _sentences(seed.folded.text[begin:end]):
            if mark := _LIST_MARK.match(seed.folded.text, begin + start, begin + stop):
                start = mark.end() - begin
            first, last = seed.folded.span(begin + start, begin + stop)
            words = " ".join(seed.text[first:last].split())
            if len(words) in _LENGTH:
                yield Candidate(words, begin + start, _score(words, names))


def _score(words: str, names: NameFinder) -> int:
    """Weigh a sentence: figures most, then months and names, then whether somebody speaks."""
    entities = {mention.entity for mention in names.find(words)}
    return (
        3 * min(len(_FIGURE.findall(words)), 3)
        + 2 * min(len(entities), 3)
        + 2 * min(len(_MONTH.findall(words)), 1)
        + any(mark in words for mark in '"“”「«')
    )


def _sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Cut a paragraph into sentences, each without the white space around it."""
    start = 0
    for end in [*_END.finditer(paragraph), None]:
        stop = end.end() if end else len(paragraph)
        following = paragraph[stop : stop + 1]
        if end and (following.islower() or ABBREVIATION.search(paragraph[start : end.start() + 1])):
            continue
        sentence = paragraph[start:stop]
        if sentence.strip():
            yield (
                start + len(sentence) - len(sentence.lstrip()),
                stop - len(sentence) + len(sentence.rstrip()),
            )
        start = stop
