"""Find a quotation in a seed: exactly, or not at all.

Tools that quietly settle for something alike have misled readers. So matching folds what ``seeds.fold``
folds and nothing more; what is merely alike is proposed to the author, never accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from generator.seeds import Folded, Seed, fold, fold_text
from generator.word_diff import word_diff

ELLIPSIS = "[...]"
_CONTEXT = 40  # code points shown on either side of a match


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands: one span for each piece between ``[...]``, code points of the original text."""

    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No such words, and why. ``nearest`` is the passage most alike (empty: none is), ``likeness`` 0 to 100.

    ``difference`` marks the words in which the two differ, ``[-typed-] {+in the seed+}``.

    ``offset`` is the code point of the quotation, as typed, at which it first departs from ``nearest``.
    """

    reason: str
    nearest: str = ""
    likeness: int = 0
    offset: int = 0
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The words stand more than once; ``contexts`` shows each place with its surroundings."""

    contexts: tuple[str, ...]


def find_quote(seed: Seed, quote: str, prefix: str = "", suffix: str = "") -> Found | NotFound | Ambiguous:
    """Find ``quote`` in ``seed``.

    ``[...]`` in the quotation skips words inside one paragraph. ``prefix`` and ``suffix`` are the words right
    before and after, and decide where a quotation stands more than once.
    """
    pieces = [fold_text(piece) for piece in quote.split(ELLIPSIS)]
    if not all(pieces):
        return NotFound("`[...]` needs words on both sides")
    text = seed.folded.text
    matches = [match for start in _places(seed.folded, pieces[0]) if (match := _follow(seed, start, pieces))]
    fitting = matches
    if prefix or suffix:
        before, after = fold_text(prefix), fold_text(suffix)
        fitting = [
            match for match in matches if _stands_between(text, match[0][0], match[-1][1], before, after)
        ]
    if len(fitting) == 1:
        return Found(tuple(seed.folded.span(start, end) for start, end in fitting[0]))
    if fitting:
        return Ambiguous(tuple(_context(text, match[0][0], match[-1][1]) for match in fitting))
    if matches:
        contexts = _context(text, matches[0][0][0], matches[0][-1][1])
        return NotFound("the words are there, but not between this prefix and this suffix", contexts, 100)
    return _nearest(seed, quote, pieces)


def _places(folded: Folded, piece: str, begin: int = 0, end: int | None = None) -> Iterator[int]:
    """Find where a piece stands between two positions of the folded text, without cutting a letter from its marks."""
    at = folded.text.find(piece, begin, end)
    while at >= 0:
        if folded.is_whole(at, at + len(piece)):
            yield at
        at = folded.text.find(piece, at + 1, end)


def _follow(seed: Seed, start: int, pieces: list[str]) -> list[tuple[int, int]]:
    """Place all pieces in order, the first at ``start``, the rest as soon as they come in the same paragraph."""
    match = [(start, start + len(pieces[0]))]
    paragraph_end = seed.paragraph_of(start)[1] if len(pieces) > 1 else 0
    for piece in pieces[1:]:
        at = next(_places(seed.folded, piece, match[-1][1], paragraph_end), None)
        if at is None:
            return []
        match.append((at, at + len(piece)))
    return match


def _stands_between(text: str, start: int, end: int, before: str, after: str) -> bool:
    start -= text[start - 1 : start] == " "
    end += text[end : end + 1] == " "
    return text.endswith(before, 0, start) and text.startswith(after, end)


def _nearest(seed: Seed, quote: str, pieces: list[str]) -> NotFound:
    """Find the passage most like the first piece that is missing, widened to whole words."""
    text = seed.folded.text
    missing = next(
        (at for at, piece in enumerate(pieces) if next(_places(seed.folded, piece), None) is None), None
    )
    if missing is None:
        return NotFound("its pieces stand in the seed, but not in this order inside one paragraph")
    piece = pieces[missing]
    found = fuzz.partial_ratio_alignment(piece, text)
    begin = sum(len(part) + len(ELLIPSIS) for part in quote.split(ELLIPSIS)[:missing])
    if found is None or found.score < 50:
        return NotFound("no passage is like it", offset=begin)
    start, end = found.dest_start, found.dest_end
    while start < end and not (text[start].isalnum() or text[start] == piece[0]):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] == piece[-1]):
        end -= 1
    if start == end:
        return NotFound("no passage is like it", offset=begin)
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    nearest = text[start:end]
    edits = (code for code in Levenshtein.opcodes(piece, nearest) if code.tag != "equal")
    widened = ("insert", 0)  # the passage begins with the rest of a word
    differing = next((code.src_start for code in edits if (code.tag, code.src_start) != widened), 0)
    starts = fold(quote[begin:]).starts
    offset = begin + (starts[differing] if differing < len(starts) else 0)
    likeness = round(fuzz.ratio(piece, nearest))
    return NotFound("these words are not there", nearest, likeness, offset, word_diff(piece, nearest))


def _context(text: str, start: int, end: int) -> str:
    before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
    return f"...{before}«{text[start:end]}»{after}..."
