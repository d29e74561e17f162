"""Makes the text of an article from the lines on the pages of a PDF.

A form feed is between two pages, a line feed after each line, and a blank line between paragraphs, as far as the
layout shows them. Footnotes are put before the last paragraph of their page, which may go on in the next column or on
the next page. Where a word goes on in the next line, ``text/line_breaks.py`` says what is written:

- A hyphen at the end of a line becomes a soft hyphen. It stays, with a word joiner after it, next to a digit or before
  a capital, where the same document has the word with its hyphen inside a line, or where it was not between letters;
  in English also between two words of the document that it never writes as one; and in a document that seems not to be
  hyphenated, unless it has the word without the hyphen.
  It stays without one, so that there is a space, before ``and``, ``und`` and the like: ``Ein- und Ausgang``.
- Between Korean syllables, the line ends are spaces if the PDF has a space there, and nothing if it has spaces at other
  ends of lines. In a PDF that has none, it is nothing where the same document has the joined word, or where the next
  line begins with particles that fit, or where the two syllables mostly follow each other without a space; else it is
  a space.
- Between letters of scripts without spaces, such as Thai, it is nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from generator.text.korean import are_particles
from generator.text.line_breaks import PAGE_BREAK, SOFT_HYPHEN, WORD_JOINER

_HYPHENS = "-\u2010\u00ad\ufffe"  # PDFium writes U+FFFE for a hyphen inside a word
_AND = frozenset(
    """
    a and bis bzw e en et i ili lub nebo o oder of och og or ou sau u und vai và ve veya y и или та або і και ή
    """.split()  # noqa: SIM905 - easier to read than a list
)
_HANGUL = "[\uac00-\ud7a3]"
_UNSPACED = re.compile("[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
_PUNCTUATION = ".,:;!?()[]{}'\"‘’“”·…「」『』《》〈〉"
_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_NUMBER = re.compile(r"[-–—\s|\[\]()·•]*(?:[pP]\.?\s*)?(?:\d{1,5}|[ivxlcIVXLC]{1,7})[-–—\s|\[\]()·•.]*")
_NOTE_MARK = re.compile(r"\s*(?:[*∗†‡§¶‖⁰¹²³⁴-⁹]|[(\[]?\d{1,3}[)\].]?(?!\d)\s?[^\W\d])")
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?:;。！？؟।…]['\"”’»)\]]*$")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

_EDGE = 2  # lines at the top and the bottom of a page that can be a running head or foot
_LONGEST_SYLLABLE = 3  # letters that are often both a word and a part of others: out, come
_FEW_HYPHENS = 0.02  # of a text that is not hyphenated, in each line
_LONGEST_WORD = 100  # code points
_FEW_STEPS = 2  # from line to line, which do not show the usual one
_SAME_PLACE = 4.0  # points


class Line(NamedTuple):
    """A line on a page; positions are in points, from the left and the bottom."""

    text: str
    left: float
    right: float
    baseline: float
    size: float  # of the first letter
    gap_left: float = 0.0  # the widest space in it
    gap_right: float = 0.0


@dataclass(slots=True)
class PagesText:
    """The text of all pages, and what was done to make it."""

    text: str
    left_out: int = 0  # pages from which running heads or page numbers were left out
    guessed: int = 0  # line ends in Korean words that the PDF leaves open


def text_of_pages(pages: Sequence[Sequence[Line]]) -> PagesText:
    """Make the text of a document from the lines of its pages, each page in the order of reading."""
    kept = without_running_heads(pages)
    left_out = sum(len(before) > len(after) for before, after in zip(pages, kept, strict=True))
    sizes: Counter[float] = Counter()
    for line in chain.from_iterable(kept):
        sizes[line.size] += len(line.text)
    usual_size = sizes.most_common(1)[0][0] if sizes else 0
    joiner = _Joiner.of([line.text for lines in kept for line in lines])
    written: list[str] = []
    before = ""
    for number, lines in enumerate(kept):
        page_break = PAGE_BREAK if number else ""
        for line, line_break in _in_order(lines, usual_size):
            written += [joiner.end(before, line.text, line_break), page_break, line_break]
            before, page_break = line.text, ""
        if page_break:
            written += [joiner.end(before, "", "\n"), page_break]
            before = ""
    written.append(joiner.end(before, "", "\n"))
    text = "".join(written)
    return PagesText(text if "\n\n" in text else f"{text}\n", left_out, joiner.guessed)


def _in_order(lines: Sequence[Line], usual_size: float) -> Iterator[tuple[Line, str]]:
    """Yield the lines of a page, its footnotes before the last paragraph; with each, what is before it."""
    body, notes = _without_footnotes(lines, 0.95 * usual_size)
    breaks = ["", *_breaks(body)][: len(body)]
    last = max((at for at, line_break in enumerate(breaks) if line_break), default=0) if notes else 0
    yield from zip(body[:last], breaks[:last], strict=True)
    if notes and last:
        yield from zip(notes, ["\n", *_breaks(notes)], strict=True)
    yield from zip(body[last:], breaks[last:], strict=True)
    if not last:
        yield from zip(notes, ["\n" if body else "", *_breaks(notes)], strict=False)


def _without_footnotes(lines: Sequence[Line], size: float) -> tuple[list[Line], list[Line]]:
    """Split the lines of a page into text and footnotes: smaller than ``size``, at the end of a column, with a mark."""
    body: list[Line] = []
    notes: list[Line] = []
    for at, line in enumerate(lines):
        body.append(line)
        if at + 1 < len(lines) and lines[at + 1].baseline < line.baseline + size:  # the column goes on
            continue
        first = len(body)
        while (
            first
            and body[first - 1].size < size
            and (first == len(body) or body[first].baseline <= body[first - 1].baseline + 1)
        ):
            first -= 1
        while first < len(body) and not _NOTE_MARK.match(body[first].text):
            first += 1
        notes += body[first:]
        del body[first:]
    return body, notes


def _breaks(lines: Sequence[Line]) -> Iterator[str]:
    """Yield for each line of a page but the first what is before it: a blank line if it begins a paragraph."""
    steps = [before.baseline - line.baseline for before, line in pairwise(lines)]
    steps_down = [step for step in steps if step > 1]
    leading = median(steps_down) if len(steps_down) > _FEW_STEPS else 1.3 * lines[0].size if lines else 0
    for at, (step, before, line) in enumerate(zip(steps, lines, lines[1:], strict=False), start=1):
        near = lines[max(at - 4, 0) : at + 4]
        ends_early = _outer(before, near) > 4 * before.size and _SENTENCE_END.search(before.text.rstrip())
        following = lines[at + 1] if at + 1 < len(lines) and 0 < steps[at] < 1.4 * leading else None
        if abs(step) < 0.3 * line.size:  # in the same row
            is_paragraph = False
        elif step < 0:  # in the next column
            is_paragraph = bool(ends_early)
        else:
            is_paragraph = bool(
                step > 1.4 * leading
                or not 0.85 < line.size / (before.size or 1) < 1.18
                or (following and _is_indented(line, before, following))
                or ends_early
            )
        yield "\n" if is_paragraph else ""


def _outer(line: Line, near: Iterable[Line]) -> float:
    """Return the empty space at the end of a line, next to the longest lines near it."""
    if _RIGHT_TO_LEFT.search(line.text):
        return line.left - min(other.left for other in near)
    return max(other.right for other in near) - line.right


def _is_indented(line: Line, before: Line, following: Line) -> bool:
    """Return whether a line begins further inside than the one after it, and than the one before it."""
    if _RIGHT_TO_LEFT.search(line.text):
        inside = min(before.right, following.right) - line.right
    else:
        inside = line.left - max(before.left, following.left)
    return 0.7 * line.size < inside < 6 * line.size


@dataclass(slots=True)
class _Joiner:
    """Decides how a line ends whose last word may go on in the next line, by the words of the whole document."""

    words: Counter[str]  # in lower case
    korean_words: Counter[str]  # those that are neither the first nor the last of a line
    syllables: Counter[
        str
    ]  # in Korean lines: each two characters, also with a space between; a_ and _a are one of two
    has_spaces_at_ends: bool
    is_english: bool  # a language that writes few compounds as one word
    is_hyphenated: bool  # so hyphens at the ends of lines are mostly no others
    guessed: int = 0

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Joiner:
        words: Counter[str] = Counter()
        korean_words: Counter[str] = Counter()
        syllables: Counter[str] = Counter()
        for line in lines:
            tokens = line.split()
            whole = tokens[:-1] if line.rstrip().endswith(tuple(_HYPHENS)) else tokens
            words.update(_WORD.findall(" ".join(whole).replace("\u2010", "-").lower()))
            korean_words.update(token.strip(_PUNCTUATION) for token in tokens[1:-1])
            if re.search(_HANGUL, line):
                for before, after in pairwise(line.strip()):
                    syllables.update((before + after, f"{before}_", f"_{after}"))
                syllables.update(
                    before + after for before, after in re.findall(rf"({_HANGUL} )(?=({_HANGUL}))", line)
                )
        korean = [line for line in lines if re.search(rf"{_HANGUL}\s*$", line)]
        with_space = sum(line.endswith((" ", "\u00a0")) for line in korean)
        has_spaces, is_english = 20 * with_space > len(korean), 50 * words["the"] > words.total()
        return cls(words, korean_words, syllables, has_spaces, is_english, _is_hyphenated(lines, words))

    def end(self, line: str, following: str, line_break: str) -> str:
        """Return a line with its line feed, and before it what joins its last word with the ``following`` line."""
        text = line.rstrip()
        if not text:
            return ""
        if line_break == "\n":
            return f"{_plain(text)}\n"
        if text[-1] in _HYPHENS:
            return f"{self._hyphenated(text[:-1], following.lstrip())}\n"
        return f"{text}{WORD_JOINER * self._goes_on(line, following.lstrip())}\n"

    def _hyphenated(self, before: str, following: str) -> str:
        left, right = _last_word(before), _first_word(following)
        joined, hyphenated = (f"{left}{mark}{right}".lower() for mark in ("", "-"))
        if right.lower() in _AND and not self.words[joined]:
            return f"{before}-"
        is_real = (
            not (left and right)
            or not (left[-1].isalpha() and right[0].isalpha())
            or (right[0].isupper() and not left.isupper())
            or left[-1].lower() == left[-1].upper()  # a script without hyphens inside words
            or self.words[hyphenated] > self.words[joined]
            or not (self.is_hyphenated or self.words[joined])
            or (self.is_english and not self.words[joined] and all(map(self._is_word, (left, right))))
        )
        return (
            f"{before}-{WORD_JOINER if following[:1].isalnum() else ''}" if is_real else before + SOFT_HYPHEN
        )

    def _is_word(self, part: str) -> bool:
        """Return whether a part of a word is certainly a word too."""
        return len(part) > _LONGEST_SYLLABLE and self.words[part.lower()] > 1

    def _goes_on(self, line: str, following: str) -> bool:
        if not following:
            return False
        if _UNSPACED.match(line[-1:]) and _UNSPACED.match(following):
            return True
        if not (re.match(_HANGUL, following) and line.rstrip()[-1:].isalnum()):
            return False
        if self.has_spaces_at_ends:
            return not line[-1:].isspace()
        left, right = line.split()[-1].strip(_PUNCTUATION), following.split()[0].strip(_PUNCTUATION)
        whole = self.korean_words
        joined, apart = whole[left + right], min(whole[left], whole[right])
        self.guessed += 1
        if joined != apart:
            return joined > apart
        return are_particles(left, right) or self._is_syllable_inside(left[-1:], right[:1])

    def _is_syllable_inside(self, before: str, after: str) -> bool:
        """Return whether two syllables follow each other in a word of the document more often than with a space."""
        count = self.syllables
        joined, apart = count[before + after], count[f"{before} {after}"]
        ends, begins = count[f"{before} "], count[f" {after}"]
        goes_on, continues = count[f"{before}_"] - ends, count[f"_{after}"] - begins
        return (joined + 0.1) * (goes_on + 1) * (continues + 1) > (apart + 0.1) * (ends + 1) * (begins + 1)


def _is_hyphenated(lines: Sequence[str], words: Counter[str]) -> bool:
    """Return whether words are hyphenated at the ends of lines, by those that also occur inside lines."""
    parted = [
        (_last_word(line.rstrip()[:-1]).lower(), _first_word(following.lstrip()).lower())
        for line, following in pairwise(lines)
        if line.rstrip().endswith(tuple(_HYPHENS))
    ]
    joined, hyphenated = (
        sum(words[f"{left}{mark}{right}"] > 0 for left, right in parted if left and right)
        for mark in ("", "-")
    )
    return joined > hyphenated if joined or hyphenated else len(parted) > _FEW_HYPHENS * len(lines)


def _plain(text: str) -> str:
    """Return the last line of a paragraph: a hyphen at its end is one."""
    return re.sub("[\u00ad\ufffe]$", "-", text)


def _last_word(text: str) -> str:
    found = re.search(r"[^\W_]*(?:[-\u2010][^\W_]+)*$", text[-_LONGEST_WORD:])
    return found[0] if found else ""


def _first_word(text: str) -> str:
    found = _WORD.match(text[:_LONGEST_WORD])
    return found[0] if found else ""


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without their running heads, running feet and page numbers.

    These are lines at the top or the bottom that are repeated, but for digits, at the same height on pages nearby, or
    are only a number; and other lines at the heights of such ones, if there is more space around them than between
    lines of text. A page that has nothing else is left as it is.
    """
    edges = [_edges(lines) for lines in pages]
    places: dict[tuple[str, int], list[int]] = {}
    for page, lines in enumerate(edges):
        for line in lines:
            places.setdefault((_shape(line.text), _height(line)), []).append(page)
    with_text = sum(map(bool, pages))
    repeated = {
        (shape, height + near)
        for (shape, height), found in places.items()
        if len(found) >= (3 if shape and with_text > 3 else 2)
        and any(later - page <= 2 for page, later in pairwise(found))
        for near in (-1, 0, 1)
    }
    heads = [[line for line in lines if (_shape(line.text), _height(line)) in repeated] for lines in edges]
    times = Counter(chain.from_iterable({_height(line) for line in lines} for lines in heads))
    usual = {height + near for height, count in times.items() if 4 * count > with_text for near in (-1, 0, 1)}
    kept = [
        [
            line
            for line in lines
            if line not in found and not (line in edge and _height(line) in usual and _is_apart(line, lines))
        ]
        for lines, edge, found in zip(pages, edges, heads, strict=True)
    ]
    return [rest or list(lines) for rest, lines in zip(kept, pages, strict=True)]


def _height(line: Line) -> int:
    return round(line.baseline / _SAME_PLACE)


def _edges(lines: Sequence[Line]) -> list[Line]:
    """Return the highest and the lowest lines of a page."""
    by_height = sorted(lines, key=lambda line: -line.baseline)
    return list(dict.fromkeys([*by_height[:_EDGE], *by_height[-_EDGE:]]))


def _shape(text: str) -> str:
    """Return what the running heads of several pages have in common; empty for a page number."""
    return "" if _NUMBER.fullmatch(text.strip()) else _DIGITS.sub("0", " ".join(text.split()))


def _is_apart(line: Line, lines: Iterable[Line]) -> bool:
    """Return whether there is more space around a line than between lines of text."""
    others = [abs(line.baseline - other.baseline) for other in lines if other != line]
    return min((step for step in others if step > 1), default=99.0) > 1.6 * line.size
