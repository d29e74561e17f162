"""Find a quotation in a seed: exactly, or not at all.

Tools that accept a similar passage without saying so have misled readers. So matching ignores only the differences
that ``model.seed.fold`` removes; a similar passage is suggested to the author, never accepted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from generator.model.seed import Folded, Seed, fold, fold_text
from generator.resolve.look_alikes import differences, find_look_alike, quoted_yaml
from generator.text.wide import one_line
from generator.text.word_diff import word_diff

ELLIPSIS = "[...]"
_OMISSION = re.compile(
    r"\( ?(?:\.{2,4}|…) ?\)|(?!\[\.\.\.\])\[ ?(?:\.{2,4}|…+) ?\]|…+|(?<![\[.])\.(?: ?\.){2,3}(?![\].])"
)
_IN_MARKS = re.compile(r"[\"'\u2018-\u201f\u00ab\u300c]\s*(.+?)\s*[\"'\u2018-\u201f\u00bb\u300d]", re.DOTALL)
_SIMILAR = 70  # percent of likeness below which a passage only shares common words
_SHOWN = 5  # differences that are listed
_CONTEXT = 40  # code points shown on either side of a match

# Between two characters of one number, as in 130, 1,300.5 and, with a no-break space, 1 300. A year followed by a mark
# and one or two digits is not one number: a footnote or another number often follows the end of a sentence.
_MARK, _SPACE, _THOUSAND = r"[.,:'\u2019\u066b\u066c]", r"[\u00a0\u2009\u202f]", r"\d{3}(?!\d)"
_IN_NUMBER = re.compile(
    rf"(?<=\d)(?=\d)|(?<=\d)(?={_SPACE}{_THOUSAND})|(?<=\d{_SPACE})(?={_THOUSAND})"
    rf"|(?<=\d)(?<!(?<!\d)\d{{4}})(?={_MARK}\d)|(?<=\d{_MARK})(?<!(?<!\d)\d{{4}}{_MARK})(?=\d)"
    rf"|(?<=\d)(?={_MARK}\d{{3}})|(?<=\d{_MARK})(?=\d{{3}})"
)
_INVISIBLE = "\u00ad\u2060"  # soft hyphen and word joiner
_IN_NOT = re.compile(r"(?<=n)(?=['\u2019]t\b)|(?<=n['\u2019])(?=t\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation occurs: the span of each part between ``[...]``, in code points of the seed's text."""

    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No exact match.

    ``reason`` says why, where it is not that the words do not occur. ``nearest`` is the most similar passage (empty:
    none), and ``likeness`` their similarity in percent. ``offset`` is the code point of the quotation, as typed, at
    which the two begin to differ; ``difference`` marks the words that do: ``[-typed-] {+in the seed+}``. ``hint`` says
    what to type, if that is known.
    """

    reason: str
    nearest: str = ""
    likeness: int = 0
    offset: int = 0
    difference: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one match; ``contexts`` has each with its surroundings."""

    contexts: tuple[str, ...]


class PartialWord(NamedTuple):
    """A word or number of a seed that a quotation cuts.

    ``offset`` is the code point of the quotation, as typed, next to the cut.
    """

    word: str
    offset: int
    is_at_start: bool  # the quotation begins inside it; else it ends there


def find_quote(seed: Seed, quote: str, prefix: str = "", suffix: str = "") -> Found | NotFound | Ambiguous:
    """Find ``quote`` in ``seed``.

    ``[...]`` in the quotation skips words within one paragraph. ``prefix`` and ``suffix`` are the words directly
    before and after it, and tell several occurrences apart.
    """
    pieces = [fold_text(piece) for piece in quote.split(ELLIPSIS)]
    if not all(pieces):
        return NotFound("`[...]` needs words on both sides")
    text = seed.folded.text
    before, after = prefix and fold_text(prefix), suffix and fold_text(suffix)
    fitting = [
        match
        for start in _occurrences(seed.folded, pieces[0])
        if _preceded_by(text, start, before) and (match := _match_pieces(seed, start, pieces, after))
    ]
    if len(fitting) == 1:
        return Found(tuple(seed.folded.span(start, end) for start, end in fitting[0]))
    if fitting:
        return Ambiguous(tuple(_context(text, match[0][0], match[-1][1]) for match in fitting))
    anywhere = (_match_pieces(seed, start, pieces) for start in _occurrences(seed.folded, pieces[0]))
    for match in filter(None, anywhere):
        contexts = _context(text, match[0][0], match[-1][1])
        return NotFound("the words occur, but not between this prefix and this suffix", contexts, 100)
    if (bare := _IN_MARKS.fullmatch(quote.strip())) and isinstance(find_quote(seed, bare[1]), Found):
        hint = f"paste the article's words: {quoted_yaml(one_line(bare[1]))}"
        return NotFound("the article has no quotation marks around these words", hint=hint)
    nearest, omission = _nearest(seed, quote, pieces), _OMISSION.search(quote)
    return (
        _with_ellipsis(seed, quote, omission.start(), nearest) if omission and not nearest.hint else nearest
    )


def _with_ellipsis(seed: Seed, quote: str, offset: int, nearest: NotFound) -> NotFound:
    """Say how to leave out words where a quotation does it in another way, such as with three dots."""
    marked = f" {ELLIPSIS} ".join(filter(None, map(str.strip, _OMISSION.split(quote))))
    advice = f"to leave words out, write {ELLIPSIS}"
    if isinstance(find_quote(seed, marked), Found):
        return NotFound(advice, offset=offset, hint=f"paste the article's words: {quoted_yaml(marked)}")
    return replace(nearest, reason="; ".join(filter(None, [nearest.reason, advice])))


def occurrences(seed: Seed, words: str) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield where words occur in ``seed`` without cutting a word or number there: spans as those of ``Found``."""
    pieces = [fold_text(piece) for piece in words.split(ELLIPSIS)]
    for start in _occurrences(seed.folded, pieces[0]) if all(pieces) else ():
        spans = tuple(seed.folded.span(*part) for part in _match_pieces(seed, start, pieces))
        if spans and not any(_is_inside_word(seed.text, edge) for span in spans for edge in span):
            yield spans


def find_partial_words(seed: Seed, quote: str, found: Found) -> Iterator[PartialWord]:
    """Yield the words and numbers that a quotation cuts at the beginning or end of one of its parts.

    Half a word can say the opposite of the whole: ``likely`` of "unlikely", ``30`` of "130".
    """
    behind = 0
    for piece, (start, end) in zip(quote.split(ELLIPSIS), found.spans, strict=True):
        first = behind + len(piece) - len(piece.lstrip())
        last = behind + len(piece.rstrip()) - 1
        if _is_inside_word(seed.text, start):
            yield PartialWord(_word_around(seed.text, start), first, is_at_start=True)
        if _is_inside_word(seed.text, end):
            yield PartialWord(_word_around(seed.text, end), last, is_at_start=False)
        behind += len(piece) + len(ELLIPSIS)


def _word_around(text: str, at: int) -> str:
    start = end = at
    while _is_inside_word(text, start):
        start -= 1
    while _is_inside_word(text, end):
        end += 1
    return text[start:end]


def _is_inside_word(text: str, at: int) -> bool:
    """Return whether a word or a number continues across the code point ``at``.

    Words are only checked in scripts with upper and lower case. Elsewhere a part is often a word itself: in 혜산에서 a
    particle is attached, in Arabic an article, and Chinese has no spaces.
    """
    if not 0 < at < len(text):
        return False
    if _IN_NUMBER.match(text, at) or _IN_NOT.match(text, at):
        return True
    before, after = at - 1, at
    while before > 0 and (unicodedata.combining(text[before]) or text[before] in _INVISIBLE):
        before -= 1
    while after < len(text) - 1 and text[after] in _INVISIBLE:
        after += 1
    if not _has_case(text[before]):
        return False
    return unicodedata.combining(text[after]) > 0 or (
        _has_case(text[after]) and not _is_glued(text[before], text[after : after + 2])
    )


def _is_glued(before: str, after: str) -> bool:
    """Return whether two words have lost the space or line break between them: ``DoeThe``, ``SEOULNorth``."""
    return after[0].isupper() and (before.islower() or after[1:].islower())


def _has_case(character: str) -> bool:
    return character.isalpha() and character.lower() != character.upper()


def _occurrences(folded: Folded, piece: str, begin: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield where a piece occurs in the folded text, from ``begin`` to ``end``. A letter keeps its marks."""
    at = folded.text.find(piece, begin, end)
    while at >= 0:
        if folded.is_whole(at, at + len(piece)):
            yield at
        at = folded.text.find(piece, at + 1, end)


def _match_pieces(seed: Seed, start: int, pieces: list[str], after: str = "") -> list[tuple[int, int]]:
    """Match all pieces in order: the first at ``start``, the others at their next occurrence in the same paragraph.

    The last must be followed by the words ``after``. Returns the spans in the folded text, or an empty list.
    """
    text, match = seed.folded.text, [(start, start + len(pieces[0]))]
    if len(pieces) == 1:
        return match if _followed_by(text, match[0][1], after) else []
    paragraph_end = seed.paragraph_of(start)[1]
    for number, piece in enumerate(pieces[1:], start=2):
        wanted = after if number == len(pieces) else ""
        places = _occurrences(seed.folded, piece, match[-1][1], paragraph_end)
        at = next((at for at in places if _followed_by(text, at + len(piece), wanted)), None)
        if at is None:
            return []
        match.append((at, at + len(piece)))
    return match


def _preceded_by(text: str, start: int, before: str) -> bool:
    return not before or text.endswith(before, 0, start - (text[start - 1 : start] == " "))


def _followed_by(text: str, end: int, after: str) -> bool:
    return not after or text.startswith(after, end + (text[end : end + 1] == " "))


def _nearest(seed: Seed, quote: str, pieces: list[str]) -> NotFound:
    """Return the passage most similar to the first piece that does not occur, extended to whole words."""
    text = seed.folded.text
    missing = next(
        (at for at, piece in enumerate(pieces) if next(_occurrences(seed.folded, piece), None) is None), None
    )
    if missing is None:
        return NotFound("all parts occur in the seed, but not in this order within one paragraph")
    piece = pieces[missing]
    begin = sum(len(part) + len(ELLIPSIS) for part in quote.split(ELLIPSIS)[:missing])
    if (place := find_look_alike(text, piece)) and text[slice(*place)] != piece:
        return _look_alike(seed, quote, begin, piece, place)
    found = fuzz.partial_ratio_alignment(piece, text)
    if found is None or found.score < _SIMILAR:
        return NotFound("no similar passage found", offset=begin)
    start, end = found.dest_start, found.dest_end
    while start < end and not (text[start].isalnum() or text[start] == piece[0]):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] == piece[-1]):
        end -= 1
    if start == end:
        return NotFound("no similar passage found", offset=begin)
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    nearest = text[start:end]
    likeness = round(fuzz.ratio(piece, nearest))
    if likeness < _SIMILAR:
        return NotFound("no similar passage found", offset=begin)
    edits = (code for code in Levenshtein.opcodes(piece, nearest) if code.tag != "equal")
    widened = ("insert", 0)  # the passage begins with the rest of a word
    differing = next((code.src_start for code in edits if (code.tag, code.src_start) != widened), 0)
    offset = _offset(quote, begin, differing)
    return NotFound("", nearest, likeness, offset, word_diff(piece, nearest))


def _look_alike(seed: Seed, quote: str, begin: int, piece: str, place: tuple[int, int]) -> NotFound:
    """Say which characters of a piece differ from those of a passage that looks the same."""
    start, end = place
    found = [*differences(piece, seed.folded.text[start:end])]
    offset = _offset(quote, begin, found[0][0])
    others = dict.fromkeys(what for _, _, what in found)
    at = seed.folded.starts[min(start + found[0][1], len(seed.folded.text) - 1)]
    line, column = seed.text.count("\n", 0, at) + 1, at - seed.text.rfind("\n", 0, at)
    first, last = seed.folded.span(start, end)
    words = quoted_yaml(one_line(seed.text[first:last]))
    hint = "\n".join(
        [
            f"see {seed.path}, line {line}, column {column}",
            *[*others][1:_SHOWN],
            f"paste the article's words: {words}",
        ]
    )
    return NotFound(found[0][2], offset=offset, hint=hint)


def _offset(quote: str, begin: int, folded: int) -> int:
    """Return the code point of a quotation, as typed, for that of its part at ``begin``, folded."""
    starts = fold(quote[begin:]).starts
    return begin + (starts[folded] if folded < len(starts) else 0)


def proposal(found: NotFound) -> str:
    """Return the hint that shows the nearest passage, and how it differs."""
    if found.hint:
        return found.hint
    if not found.nearest:
        return "quote the seed's own words"
    nearest = f'nearest passage, {found.likeness}% alike: "{found.nearest}"'
    return f"{nearest}\n[-typed-] {{+in the seed+}}: {found.difference}" if found.difference else nearest


def _context(text: str, start: int, end: int) -> str:
    before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
    return f"...{before}«{text[start:end]}»{after}..."
