"""Words between double quotation marks in prose, which must be those of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from generator.diagnostics import Rule
from generator.model.content import Content
from generator.model.seed import Seed, fold_text, make_seed
from generator.resolve.quote_matcher import NotFound, find_quote, occurs, proposal
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


class Quoted(NamedTuple):
    """Words between quotation marks. ``closing`` is empty if that mark is missing."""

    words: str
    opening: str
    closing: str


class Problem(NamedTuple):
    """Quoted words that no source contains: where they are in the text as typed, what is wrong, and a hint."""

    start: int
    end: int
    message: str
    hint: str


def unverified_quotations(
    content: Content, kind: str, name: str, typed: str, shown: Iterable[str]
) -> Iterator[Problem]:
    """Check the words between double quotation marks in a text of a record, of which ``shown`` are the paragraphs.

    Nothing is reported where one of the articles could not be read.
    """
    if not (_MARK.search(typed) or "&" in typed):  # most texts; ``&quot;`` is a mark as well
        return
    quotations = [quoted for paragraph in shown for quoted in quoted_words(paragraph)]
    sources, where = _sources(content, kind, name) if quotations else ([], "")
    behind = 0
    for quoted in quotations if sources else ():
        start, behind = _find_typed(typed, quoted, behind)
        if not _occurs_in(sources, quoted):
            yield Problem(start, behind, *_explain(quoted, sources, where))


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
            is_inches = sign in _INCHES and mark and paragraph[: mark.start()][-1:].isnumeric()
            if mark and sign in _PAIRS and not is_inches:
                opening, depth, start = sign, 1, mark.end()
            continue
        depth += -1 if sign in _PAIRS[opening] else sign == opening
        if depth == 0 or not mark:
            words = paragraph[start : mark.start() if mark else None]
            if _MORE_THAN_A_LETTER.search(words):
                yield Quoted(words, opening, sign)
            opening = ""


def _sources(content: Content, kind: str, name: str) -> tuple[list[Seed], str]:
    """Return what a record may quote from, and how to call that: articles, their headlines, and translations.

    Titles in square brackets are the analyst's. Translations are given, next to the original, in evidence.
    """
    translations: list[str] = []
    names: Iterable[str] = (name,)
    where = "the article"
    if kind == "brief":
        brief = content.briefs[name]
        translations = [item.translation for claim in brief.claims for item in claim.evidence]
        names, where = dict.fromkeys(brief.sources), "any source of this brief"
    elif kind != "source":
        names, where = (*content.seeds, *content.broken_seeds), "any article"
    if not all(one in content.seeds for one in names):
        return [], where
    records = [content.sources[one] for one in names if one in content.sources]
    titles = [record.title for record in records if not record.title.startswith("[")]
    texts = [
        make_seed("", "the title or translation", b"", text) for text in (*titles, *translations) if text
    ]
    return [*(content.seeds[one] for one in names), *texts], where


def _occurs_in(sources: Iterable[Seed], quoted: Quoted) -> bool:
    """Return whether quoted words occur in one of the sources.

    As is usual in running text, the first letter may have become a capital or lost it, a comma or full stop or an
    ellipsis may precede the closing mark, and quotation marks within a quotation may have become single ones.
    """
    words = _bare(quoted.words)
    doubled = re.sub(r"(?<!\w)'|'(?!\w)", '"', words)
    forms = {first + form[1:] for form in (words, doubled) for first in (form[0], form[0].swapcase())}
    return any(occurs(source, form) for source in sources for form in forms)


def _bare(words: str) -> str:
    """Return quoted words folded, without an ellipsis at either end and without a comma or full stop at the end."""
    return re.sub(r"^(?:\.\.\.|\u2026)\s*|[\s,.\u2026]+$", "", fold_text(words))


def _explain(quoted: Quoted, sources: Iterable[Seed], where: str) -> tuple[str, str]:
    """Return the message and the hint for quoted words that no source contains."""
    words = " ".join(quoted.words.split())
    words = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()} ..."
    if not quoted.closing:
        return (
            f'the quotation mark before "{words}" is not closed',
            "add the closing mark after the last word",
        )
    tried = (find_quote(source, _bare(quoted.words)) for source in sources)
    missed = [found for found in tried if isinstance(found, NotFound)]
    nearest = max(missed, key=lambda found: (bool(found.hint), found.likeness), default=NotFound(""))
    advice = "words that are not a quotation go in 'single quotation marks' or *emphasis*"
    reason = f": {nearest.reason}" if nearest.hint else ""
    return f'"{words}" is not in {where}{reason}', f"{proposal(nearest)}\n{advice}"


def _find_typed(typed: str, quoted: Quoted, begin: int) -> tuple[int, int]:
    """Return the start and end, marks included, of quoted words in the text as typed, after ``begin``."""
    marks = [mark.start() for mark in _MARK.finditer(typed, begin)]
    first = _WORD.findall(quoted.words)[0]
    for start, end in pairwise([*marks, len(typed)]):
        if typed[start] == quoted.opening and first in typed[start:end]:
            return start, min(end + 1, len(typed))
    return begin, len(typed)  # written as &quot;
