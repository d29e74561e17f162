"""Words between double quotation marks in prose, which must be those of an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from generator.diagnostics import Rule
from generator.model.content import Content
from generator.model.seed import Seed, fold_text, make_seed
from generator.resolve.quote_matcher import NotFound, find_quote, occurrences, proposal
from generator.text.prose import Anchor, Prose

UNVERIFIED_QUOTATION = Rule(
    "unverified-quotation",
    "Words between double quotation marks must occur in a source of their brief or source record, or, in topics, "
    "entities and publishers, in any article.",
    wrong="""
summary: Trucks are "queueing for miles".
""",
    right="""
summary: Trucks are "lined up at the gate".
""",
    traces=True,
)
RULES = (UNVERIFIED_QUOTATION,)

# Opening mark -> the marks that close it.
_PAIRS = {
    '"': '"',
    "\uff02": "\uff02",
    "\u201c": "\u201d",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u201f": "\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u300c": "\u300d",
    "\u301d": "\u301e\u301f",
}
_MARKS = "".join({*_PAIRS, *"".join(_PAIRS.values())})
# Not the sign for inches or seconds, which follows a figure, nor the one within a Hebrew abbreviation.
_MARK = re.compile(rf'(?!(?<=[\u0590-\u05ff])"[\u0590-\u05ff])[{_MARKS}]')
_INCHES = ('"', "\u201d")  # word processors make the first into the second
_MORE_THAN_A_LETTER = re.compile(r"\d|[^\W_].*[^\W_]", re.DOTALL)
_WORD = re.compile(r"\w+")


_SHOWN = 60  # code points of quoted words in a message
_MOST = 100  # occurrences among which one within a passage is looked for
# Code points of sources in which the quoted words of one record are searched for in vain, after which nearest passages
# are no longer shown, and after which the rest is no longer checked.
_MOST_COMPARED, _MOST_SEARCHED = 20_000_000, 200_000_000
_NO_ARTICLE = "the title or translation"  # in place of a path

Spans = tuple[tuple[int, int], ...]


class Quoted(NamedTuple):
    """Words between quotation marks, and where they start in their paragraph. ``closing`` is empty if it is missing."""

    words: str
    opening: str
    closing: str
    start: int


class Problem(NamedTuple):
    """Quoted words that no source contains: where they are in the text as typed, what is wrong, and a hint."""

    start: int
    end: int
    message: str
    hint: str


class Verified(NamedTuple):
    """Quoted words of a paragraph, given by its number, and where they occur.

    ``spans`` are those of the article, in code points, as for ``[...]`` there may be several; without any, the words
    occur in the article's title or in a translation.
    """

    paragraph: int
    start: int
    end: int
    source: str
    spans: Spans


@dataclass(slots=True)
class Quotable:
    """What a record may quote from, and what that is called in messages."""

    sources: list[Seed]
    where: str
    searched: int = 0  # code points in which words were searched for in vain

    @property
    def length(self) -> int:
        """Return how many code points are searched for each quotation; a short text counts as some more."""
        return sum(len(source.text) + 100 for source in self.sources)


def check_quoted_words(
    quotable: Callable[[], Quotable],
    typed: str,
    shown: Iterable[str],
    known: Callable[[str], Iterable[Spans]],
) -> Iterator[Problem | Verified]:
    """Check the words between double quotation marks in a text of a record, of which ``shown`` are the paragraphs.

    Of several occurrences in an article, one within the ``known`` passages of that source counts, else the first.
    Nothing is reported where one of the articles could not be read.
    """
    if not (_MARK.search(typed) or "&" in typed):  # most texts; ``&quot;`` is a mark as well
        return
    quotations = [
        (number, quoted) for number, paragraph in enumerate(shown) for quoted in quoted_words(paragraph)
    ]
    usable = quotable() if quotations else Quotable([], "")
    marks = [*(mark.start() for mark in _MARK.finditer(typed)), len(typed)]
    behind = 0
    for number, quoted in quotations if usable.sources else ():
        if usable.searched > _MOST_SEARCHED:
            return
        start, behind = _find_typed(typed, marks, quoted, behind)
        found = _find_in(usable.sources, quoted, known)
        if found is None:
            usable.searched += usable.length
            message, hint = _explain(quoted, usable)
            if usable.searched > _MOST_SEARCHED:
                hint += "\nthe quotation marks after these are only checked when those before are corrected"
            yield Problem(start, behind, message, hint)
        else:
            yield Verified(number, quoted.start, quoted.start + len(quoted.words), *found)


def passage_anchor(spans: Spans) -> str:
    """Return the anchor of a passage from its code points in the article: ``q-2-90``. No id is like it on that page."""
    return "q-" + "-".join(f"{start}-{end}" for start, end in spans)


def is_within(spans: Spans, passage: Spans) -> bool:
    """Return whether each of some spans is inside one of a passage."""
    return all(any(first <= start and end <= last for first, last in passage) for start, end in spans)


def shown_paragraphs(prose: Prose, anchors: Sequence[Anchor]) -> Iterator[str]:
    """Yield each paragraph of prose as it is shown, without the quotation marks in code and in names."""
    shown = iter(anchors)
    for token in prose.tokens:
        parts = []
        for child in token.children:
            if child.type == "reference":
                words = next(shown).words
                parts.append(words if "|" in child.content else _MARK.sub(" ", words))
            elif child.type == "code_inline":
                parts.append(_MARK.sub(" ", child.content))
            else:
                parts.append(" " if child.type == "hardbreak" else child.content)
        yield "".join(parts)


def quoted_words(paragraph: str) -> Iterator[Quoted]:
    """Yield what is between double quotation marks, unless it is only a letter or less.

    Words that are not closed end with the paragraph: in a quotation of several, each opens again.
    """
    opening, depth, start = "", 0, 0
    for mark in [*_MARK.finditer(paragraph), None]:
        sign = mark[0] if mark else ""
        if not opening:
            is_inches = (
                sign in _INCHES and mark and paragraph[max(mark.start() - 1, 0) : mark.start()].isnumeric()
            )
            if mark and sign in _PAIRS and not is_inches:
                opening, depth, start = sign, 1, mark.end()
            continue
        depth += -1 if sign in _PAIRS[opening] else sign == opening
        if depth == 0 or not mark:
            words = paragraph[start : mark.start() if mark else None]
            if _MORE_THAN_A_LETTER.search(words):
                yield Quoted(words, opening, sign, start)
            opening = ""


def quotable_words(content: Content, kind: str, name: str) -> Quotable:
    """Return what a record may quote from: articles, their headlines, and translations.

    Titles in square brackets are the analyst's. Translations are given, next to the original, in evidence.
    """
    texts: list[tuple[str, str]] = []
    names: Iterable[str] = (name,)
    where = "the article"
    if kind == "brief":
        brief = content.briefs[name]
        items = [item for claim in brief.claims for item in claim.evidence]
        first = next(iter(brief.sources), "")
        texts = [(item.source or first, item.translation) for item in items]
        names, where = dict.fromkeys(brief.sources), "any source of this brief"
    elif kind != "source":
        names, where = (*content.seeds, *content.broken_seeds), "any article"
    if not all(one in content.seeds for one in names):
        return Quotable([], where)
    titles = [(one, content.sources[one].title) for one in names if one in content.sources]
    texts = [item for item in titles if not item[1].startswith("[")] + texts
    others = [make_seed(source, _NO_ARTICLE, b"", text) for source, text in texts if source and text]
    return Quotable([*(content.seeds[one] for one in names), *others], where)


def _find_in(
    sources: Iterable[Seed], quoted: Quoted, known: Callable[[str], Iterable[Spans]]
) -> tuple[str, Spans] | None:
    """Return the source and spans of quoted words in one of the sources, or None.

    As is usual in running text, the first letter may have become a capital or lost it, a comma or full stop or an
    ellipsis may precede the closing mark, and quotation marks within a quotation may have become single ones.
    """
    words = _bare(quoted.words)
    doubled = re.sub(r"(?<!\w)'|'(?!\w)", '"', words)
    forms = {first + form[1:] for form in (words, doubled) for first in (form[0], form[0].swapcase())}
    for source in sources:
        found = list(islice((spans for form in sorted(forms) for spans in occurrences(source, form)), _MOST))
        if found and source.path == _NO_ARTICLE:
            return source.name, ()
        if found:
            passages = list(known(source.name))
            inside = (spans for spans in found if any(is_within(spans, passage) for passage in passages))
            return source.name, next(inside, found[0])
    return None


def _bare(words: str) -> str:
    """Return quoted words folded, without an ellipsis at either end and without a comma or full stop at the end."""
    return re.sub(r"^(?:\.\.\.|\u2026)\s*", "", fold_text(words)).rstrip(" ,.\u2026")


def _explain(quoted: Quoted, quotable: Quotable) -> tuple[str, str]:
    """Return the message and the hint for quoted words that no source contains."""
    words = " ".join(quoted.words[: 20 * _SHOWN].split())
    words = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()} ..."
    if not quoted.closing:
        return (
            f'the quotation mark before "{words}" is not closed',
            "add the closing mark after the last word",
        )
    is_near = quotable.searched <= max(_MOST_COMPARED, quotable.length)
    tried = (find_quote(source, _bare(quoted.words)) for source in (quotable.sources if is_near else ()))
    missed = [found for found in tried if isinstance(found, NotFound)]
    nearest = max(missed, key=lambda found: (bool(found.hint), found.likeness), default=NotFound(""))
    advice = "words that are not a quotation go in 'single quotation marks' or *emphasis*"
    reason = f": {nearest.reason}" if nearest.hint else ""
    return f'"{words}" is not in {quotable.where}{reason}', f"{proposal(nearest)}\n{advice}"


def _find_typed(typed: str, marks: Sequence[int], quoted: Quoted, begin: int) -> tuple[int, int]:
    """Return the start and end, marks included, of quoted words in the text as typed, after ``begin``.

    ``marks`` are the offsets of all quotation marks there, and of its end.
    """
    first = _WORD.search(quoted.words)
    for at in range(bisect_left(marks, begin), len(marks) - 1):
        start, end = marks[at], marks[at + 1]
        if typed[start] == quoted.opening and first and first[0] in typed[start:end]:
            return start, min(end + 1, len(typed))
    return begin, len(typed)  # written as &quot;
