"""Find a quotation in a seed: exactly, or not at all.

Tools that accept a similar passage without saying so have misled readers. So matching ignores only the differences
that ``model.seed.fold`` removes; a similar passage is suggested to the author, never accepted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from generator.model.seed import Folded, Seed, fold, fold_text
from generator.resolve.look_alikes import differences, find_look_alike, quoted_yaml
from generator.text.line_breaks import join_parted, one_line
from generator.text.word_diff import word_diff

ELLIPSIS = "[...]"
_OMISSION = re.compile(
    r"\( ?(?:\.{2,4}|…) ?\)|(?!\[\.\.\.\])\[ ?(?:\.{2,4}|…+) ?\]|…+|(?<![\[.])\.(?: ?\.){2,3}(?![\].])"
)
_IN_MARKS = re.compile(r"[\"'\u2018-\u201f\u00ab\u300c]\s*(.+?)\s*[\"'\u2018-\u201f\u00bb\u300d]", re.DOTALL)
_SIMILAR = 70  # percent of likeness below which a passage only shares common words
_SHOWN = 5  # differences that are listed
_CONTEXT = 40  # code points shown on either side of a match

# Limits, so that no quotation takes long. Real ones stay far below them.
_MOST_PARTS = 100  # between `[...]`
_MOST_MATCHES = 1_000  # of an ambiguous quotation that are counted
_MOST_MATCHED = 5_000_000  # code points of these together
_LONGEST_COMPARED = 1_000  # code points of a quotation that are compared with the nearest passage
_MOST_COMPARED = 10_000_000  # this, times the code points of the article that are compared with it
_ANCHOR = 12  # code points by which the passage is found in a longer article
_LONGEST_WORD = 200  # code points
_MOST_TRIED = 5_000  # occurrences of words that may all be part of a longer word

# Between two characters of one number, as in 130, 1,300.5 and, with a no-break space, 1 300. A year followed by a mark
# and one or two digits is not one number: a footnote or another number often follows the end of a sentence.
_MARK, _SPACE, _THOUSAND = r"[.,:'\u2019\u066b\u066c]", r"[\u00a0\u2009\u202f]", r"\d{3}(?!\d)"
_IN_NUMBER = re.compile(
    rf"(?<=\d)(?=\d)|(?<=\d)(?={_SPACE}{_THOUSAND})|(?<=\d{_SPACE})(?={_THOUSAND})"
    rf"|(?<=\d)(?<!(?<!\d)\d{{4}})(?={_MARK}\d)|(?<=\d{_MARK})(?<!(?<!\d)\d{{4}}{_MARK})(?=\d)"
    rf"|(?<=\d)(?={_MARK}\d{{3}})|(?<=\d{_MARK})(?=\d{{3}})"
)
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
    which the two begin to differ; ``difference`` marks the words that do: ``[-typed-] {+in the article+}``. ``hint``
    says what to type, if that is known.
    """

    reason: str
    nearest: str = ""
    likeness: int = 0
    offset: int = 0
    difference: str = ""
    hint: str = ""
    pages: str = ""  # of the nearest passage, if the seed has pages


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one match; ``contexts`` has each with its surroundings, unless there are ``more``."""

    contexts: tuple[str, ...]
    more: bool = False


class PartialWord(NamedTuple):
    """A word or number of a seed that a quotation cuts.

    ``offset`` is the code point of the quotation, as typed, next to the cut.
    """

    word: str
    offset: int
    is_at_start: bool  # the quotation begins inside it; else it ends there


def find_quote(
    seed: Seed, quote: str, prefix: str = "", suffix: str = "", *, suggest: bool = True
) -> Found | NotFound | Ambiguous:
    """Find ``quote`` in ``seed``.

    ``[...]`` in the quotation skips words within one paragraph. ``prefix`` and ``suffix`` are the words directly
    before and after it, and tell several occurrences apart. Without ``suggest``, no similar passage is searched for.
    """
    pieces = [fold_text(piece) for piece in quote.split(ELLIPSIS)]
    if not all(pieces):
        return NotFound("`[...]` needs words on both sides")
    if len(pieces) > _MOST_PARTS:
        return NotFound(f"a quotation cannot have more than {_MOST_PARTS} parts", hint="quote fewer words")
    before, after = prefix and fold_text(prefix), suffix and fold_text(suffix)
    if found := _find(seed, pieces, before, after):
        return found
    if match := next(_matches(seed, pieces), None) if before or after else None:
        context = _context(seed, match[0][0], match[-1][1])
        return NotFound("the words occur, but not between this prefix and this suffix", context, 100)
    if not suggest:
        return NotFound("")
    bare = _IN_MARKS.fullmatch(quote.strip())
    if bare and isinstance(find_quote(seed, bare[1], suggest=False), Found):
        hint = f"paste the article's words: {quoted_yaml(one_line(bare[1]))}"
        return NotFound("the article has no quotation marks around these words", hint=hint)
    nearest, omission = _nearest(seed, quote, pieces), _OMISSION.search(quote)
    return (
        _with_ellipsis(seed, quote, omission.start(), nearest) if omission and not nearest.hint else nearest
    )


def _find(seed: Seed, pieces: list[str], before: str = "", after: str = "") -> Found | Ambiguous | None:
    """Find the pieces of a quotation, all folded."""
    matches = _matches(seed, pieces, before, after)
    most = max(min(_MOST_MATCHES, _MOST_MATCHED // sum(map(len, pieces))), 2)
    fitting = list(islice(matches, most))
    if len(fitting) == 1:
        return Found(tuple(seed.folded.span(start, end) for start, end in fitting[0]))
    contexts = tuple(_context(seed, match[0][0], match[-1][1]) for match in fitting)
    return Ambiguous(contexts, next(matches, None) is not None) if fitting else None


def _with_ellipsis(seed: Seed, quote: str, offset: int, nearest: NotFound) -> NotFound:
    """Say how to leave out words where a quotation does it in another way, such as with three dots."""
    marked = f" {ELLIPSIS} ".join(filter(None, map(str.strip, _OMISSION.split(quote))))
    advice = f"to leave words out, write {ELLIPSIS}"
    if isinstance(find_quote(seed, marked, suggest=False), Found):
        return NotFound(advice, offset=offset, hint=f"paste the article's words: {quoted_yaml(marked)}")
    return replace(nearest, reason="; ".join(filter(None, [nearest.reason, advice])))


def occurrences(seed: Seed, words: str) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield where words occur in ``seed`` without cutting a word or number there: spans as those of ``Found``."""
    pieces = [fold_text(piece) for piece in words.split(ELLIPSIS)]
    usable = all(pieces) and len(pieces) <= _MOST_PARTS
    for match in islice(_matches(seed, pieces), _MOST_TRIED) if usable else ():
        spans = tuple(seed.folded.span(*part) for part in match)
        if not any(_is_inside_word(seed.text, edge) for span in spans for edge in span):
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


def _around(text: str, at: int) -> tuple[str, str]:
    """Return what is before and after a code point, as far as a word can go, with divided words joined."""
    return join_parted(text[max(at - _LONGEST_WORD, 0) : at]), join_parted(text[at : at + _LONGEST_WORD])


def _word_around(text: str, at: int) -> str:
    before, after = _around(text, at)
    near = before + after
    start = end = len(before)
    while _is_inside_word(near, start):
        start -= 1
    while _is_inside_word(near, end):
        end += 1
    return near[start:end]


def _is_inside_word(text: str, at: int) -> bool:
    """Return whether a word or a number continues across the code point ``at``.

    Words are only checked in scripts with upper and lower case. Elsewhere a part is often a word itself: in 혜산에서 a
    particle is attached, in Arabic an article, and Chinese has no spaces.
    """
    if not 0 < at < len(text):
        return False
    before, after = _around(text, at)
    near = before + after
    if _IN_NUMBER.match(near, len(before)) or _IN_NOT.match(near, len(before)):
        return True
    last = next((letter for letter in reversed(before) if not unicodedata.combining(letter)), "")
    if not (last or at <= _LONGEST_WORD) or not (after or at + _LONGEST_WORD >= len(text)):
        return True  # nobody can see where this word begins or ends
    if not (last and after and _has_case(last)):
        return False
    return unicodedata.combining(after[0]) > 0 or (_has_case(after[0]) and not _is_glued(last, after[:2]))


def _is_glued(before: str, after: str) -> bool:
    """Return whether two words have lost the space or line break between them: ``DoeThe``, ``SEOULNorth``."""
    return after[0].isupper() and (before.islower() or after[1:].islower())


def _has_case(character: str) -> bool:
    return character.isalpha() and character.lower() != character.upper()


def _matches(
    seed: Seed, pieces: list[str], before: str = "", after: str = ""
) -> Iterator[list[tuple[int, int]]]:
    """Yield the spans of the pieces in the folded text, for each occurrence of the first that the others follow.

    They follow in order, each at its next occurrence in the same paragraph. The words ``before`` come directly before
    the first, and ``after`` directly after the last.
    """
    last = len(pieces) - 1
    if last == 0:
        for start in _occurrences(seed.folded, pieces[0], 0, before, after):
            yield [(start, start + len(pieces[0]))]
        return
    places = [-1] * len(
        pieces
    )  # where each piece was found last: it is never searched for in the same words twice

    def find(number: int, begin: int) -> bool:
        if places[number] < begin:
            around = before if number == 0 else "", after if number == last else ""
            places[number] = next(_occurrences(seed.folded, pieces[number], begin, *around), -1)
        return places[number] >= begin

    begin = 0
    while find(0, begin):
        match: list[tuple[int, int]] = []
        end, paragraph_end = places[0], seed.paragraph_of(places[0])[1]
        for number, piece in enumerate(pieces):
            if not find(number, end):
                return
            end = places[number] + len(piece)
            match.append((places[number], end))
            if (
                end > paragraph_end
            ):  # so in this paragraph and in those up to that of this piece, nothing fits
                begin = max(paragraph_end, seed.paragraph_of(places[number])[0])
                break
        else:
            yield match
            begin = places[0] + 1


def _occurrences(
    folded: Folded, piece: str, begin: int = 0, before: str = "", after: str = ""
) -> Iterator[int]:
    """Yield where a piece occurs in the folded text between two words, from ``begin``. A letter keeps its marks."""
    heads = (before, f"{before} ") if before else ("",)
    tails = (after, f" {after}") if after else ("",)
    found = [_search(folded.text, head, f"{piece}{tail}", begin) for head in heads for tail in tails]
    for at in found[0] if len(found) == 1 else merge(*found):
        if folded.is_whole(at, at + len(piece)):
            yield at


def _search(text: str, head: str, tail: str, begin: int) -> Iterator[int]:
    """Yield where ``tail`` occurs after ``head``, from ``begin``, overlaps included.

    The time is linear also for words that repeat themselves, such as "ababab": where one occurrence is known, only one
    period more has to be compared.
    """
    words = head + tail
    half = (len(words) + 1) // 2
    period = words.find(words[:half], 1)
    if period < 0 or words[period:] != words[:-period]:
        period = 0
    at = text.find(words, max(begin - len(head), 0))
    while at >= 0:
        yield at + len(head)
        if period and text.startswith(words[-period:], at + len(words)):
            at += period
        else:
            at = text.find(words, at + 1 + (len(words) - period if period else 0))


def _nearest(seed: Seed, quote: str, pieces: list[str]) -> NotFound:
    """Return the passage most similar to the first piece that does not occur, extended to whole words."""
    text = seed.folded.text
    missing = next(
        (at for at, piece in enumerate(pieces) if next(_occurrences(seed.folded, piece), None) is None), None
    )
    if missing is None:
        return NotFound("all parts occur in the seed, but not in this order within one paragraph")
    begin = sum(len(part) + len(ELLIPSIS) for part in quote.split(ELLIPSIS)[:missing])
    if (place := find_look_alike(text, pieces[missing])) and text[slice(*place)] != pieces[missing]:
        return _look_alike(seed, quote, begin, pieces[missing], place)
    skipped, piece = _part_that_differs(text, pieces[missing])
    left, right = _where_to_compare(text, piece)
    found = fuzz.partial_ratio_alignment(piece, text[left:right], score_cutoff=_SIMILAR)
    if found is None:
        return NotFound("no similar passage found", offset=begin)
    start, end = left + found.dest_start, left + found.dest_end
    while start < end and not (text[start].isalnum() or text[start] == piece[0]):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] == piece[-1]):
        end -= 1
    if start == end:
        return NotFound("no similar passage found", offset=begin)
    start, end = _to_whole_words(text, start, end)
    nearest = text[start:end]
    likeness = round(fuzz.ratio(piece, nearest))
    if likeness < _SIMILAR:
        return NotFound("no similar passage found", offset=begin)
    edits = (code for code in Levenshtein.opcodes(piece, nearest) if code.tag != "equal")
    widened = ("insert", 0)  # the passage begins with the rest of a word
    differing = next((code.src_start for code in edits if (code.tag, code.src_start) != widened), 0)
    offset = _offset(quote, begin, skipped + differing)
    first, last = seed.folded.span(start, end)
    shown, pages = one_line(seed.text[first:last]), seed.pages(first, last)
    return NotFound("", shown, likeness, offset, word_diff(piece, nearest), pages=pages)


def _part_that_differs(text: str, piece: str) -> tuple[int, str]:
    """Return a piece after the offset 0; of a long one, the part around its first difference from the text."""
    if len(piece) <= _LONGEST_COMPARED:
        return 0, piece
    low, high = 0, len(piece)  # the first ``low`` code points occur, the first ``high`` do not
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if piece[:middle] in text else (low, middle)
    first = max(min(low - _LONGEST_COMPARED // 2, len(piece) - _LONGEST_COMPARED), 0)
    return first, piece[first : first + _LONGEST_COMPARED]


def _where_to_compare(text: str, piece: str) -> tuple[int, int]:
    """Return the part of a text to compare with a piece: of a long text, the part that has most words of the piece."""
    size = _MOST_COMPARED // len(piece)
    if len(text) <= size:
        return 0, len(text)
    step = max((len(piece) - _ANCHOR) // 50, 1)
    anchors = (piece[at : at + _ANCHOR] for at in range(0, max(len(piece) - _ANCHOR, 0) + 1, step))
    places = (text.find(anchor) for anchor in anchors)
    votes = Counter(place // size for place in places if place >= 0)
    middle = max(votes, key=votes.__getitem__, default=0) * size + size // 2
    return max(middle - size, 0), middle + size


def _to_whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Extend a stretch of a text to whole words."""
    first, last = max(start - _LONGEST_WORD, 0), min(end + _LONGEST_WORD, len(text))
    while start > first and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < last and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


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
    where = f", {shown_pages(found.pages)}" if found.pages else ""
    nearest = f'nearest passage{where}, {found.likeness}% alike: "{found.nearest}"'
    return f"{nearest}\n[-typed-] {{+in the article+}}: {found.difference}" if found.difference else nearest


def shown_pages(pages: str) -> str:
    """Return the pages of a seed in words: ``p. 12``, ``pp. 12-13``."""
    return f"{'pp.' if '-' in pages else 'p.'} {pages}"


def _context(seed: Seed, start: int, end: int) -> str:
    text, pages = seed.folded.text, seed.pages(*seed.folded.span(start, end))
    before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
    where = f"{shown_pages(pages)}: " if pages else ""
    return f"{where}...{before}«{text[start:end]}»{after}..."
