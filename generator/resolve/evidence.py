"""Evidence: the quotations of a claim found in their seeds, and the passages of a seed that are quoted."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate, pairwise

from generator.diagnostics import Rule
from generator.model.content import Brief, Evidence, Source
from generator.model.seed import Seed, fold_text
from generator.model.site import Passage, Piece, Quotation, SiteBrief, Target
from generator.model.text_fragments import text_fragment
from generator.resolve.linker import Linker, Place
from generator.resolve.mentions import UNSPACED
from generator.resolve.quote_matcher import (
    ELLIPSIS,
    Ambiguous,
    NotFound,
    find_partial_words,
    find_quote,
    proposal,
)
from generator.resolve.quoted_words import Spans, is_within, passage_anchor
from generator.text.line_breaks import join_lines, one_line

SOURCE_NEEDED = Rule(
    "source-needed", "In a brief with several sources, every quotation must name its source."
)
SOURCE_NOT_LISTED = Rule("source-not-listed", "A quotation must come from one of its brief's sources.")
QUOTE_NOT_FOUND = Rule("quote-not-found", "A quotation must occur in its seed word for word.")
QUOTE_AMBIGUOUS = Rule(
    "quote-ambiguous",
    "A quotation must occur only once in its seed, or `prefix` or `suffix` must say which one it is.",
)
QUOTE_CUTS_WORD = Rule(
    "quote-cuts-word", "A quotation and each of its parts must begin and end with whole words and numbers."
)
RULES = (SOURCE_NEEDED, SOURCE_NOT_LISTED, QUOTE_NOT_FOUND, QUOTE_AMBIGUOUS, QUOTE_CUTS_WORD)

# Code points of articles in which the wrong quotations of a record are compared with passages.
_MOST_COMPARED = 50_000_000
_SHOWN = 5  # occurrences of an ambiguous quotation that are listed


def resolve_evidence(
    linker: Linker, brief: Brief, claim: Target, evidence: Iterable[Evidence], place: Place
) -> tuple[Quotation, ...]:
    """Find each quotation of a claim in its seed. Those that are not found are reported and left out."""
    quotations = (_resolve(linker, brief, claim, item, place.at(at)) for at, item in enumerate(evidence))
    return tuple(quotation for quotation in quotations if quotation)


def quotations_by_source(brief: SiteBrief) -> Iterator[tuple[str, tuple[Target, Quotation]]]:
    """Yield each quotation of a brief with its claim, after the id of the source that it is from."""
    return (
        (quotation.source.id, (claim.target, quotation))
        for claim in brief.claims
        for quotation in claim.evidence
    )


def passages(
    seed: Seed,
    quotations: Iterable[tuple[Target, Quotation]],
    words: Iterable[tuple[Target, Spans]],
    record: Source,
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return what is quoted from a seed, in reading order, each with all that quote it.

    First the passages that claims quote, with the anchors of those ``words`` of other texts that are within them; then
    the other words.
    """
    claims = _users((claim, quotation.spans) for claim, quotation in quotations)
    within: dict[Spans, list[str]] = defaultdict(list)
    others: dict[Spans, list[Target]] = {}
    for spans, users in _users(words).items():
        passage = next((passage for passage in claims if is_within(spans, passage)), None)
        if passage is None:
            others[spans] = users
        elif spans not in claims:
            within[passage].append(passage_anchor(spans))
    found = (
        tuple(
            Passage(
                passage_anchor(spans),
                spans,
                words_at(seed, spans),
                tuple(quoting[spans]),
                original_url(seed, spans, record),
                tuple(within[spans]),
                _pages(seed, spans),
            )
            for spans in sorted(quoting)
        )
        for quoting in (claims, others)
    )
    return next(found), next(found)


def _users(quoted: Iterable[tuple[Target, Spans]]) -> dict[Spans, list[Target]]:
    """Return by spans those that quote them, each once."""
    users: dict[Spans, list[Target]] = defaultdict(list)
    for user, spans in quoted:
        if user not in users[spans]:
            users[spans].append(user)
    return users


def original_url(seed: Seed, spans: Spans, record: Source) -> str:
    """Return the URL of an article that opens at some words, or, of a PDF, at their page; empty if it has no URL."""
    if not record.url:
        return ""
    if record.is_pdf and (pages := _pages(seed, spans)):
        return f"{record.url.partition('#')[0]}#page={pages.partition('-')[0]}"
    return text_fragment(record.url, [seed.text[start:end] for start, end in spans])


def _pages(seed: Seed, spans: Spans) -> str:
    return seed.pages(spans[0][0], spans[-1][1])


def share_quoted(seed: Seed, quoted: Iterable[Passage]) -> float:
    """Return the share of the seed's words that are quoted, 0 to 1."""
    words = count_words(seed.text, seed.start)
    covered, upto = 0, 0
    for start, end in sorted(span for passage in quoted for span in passage.spans):
        covered += count_words(seed.text, max(start, upto), max(end, upto))
        upto = max(end, upto)
    return covered / words if words else 0.0


def count_words(text: str, start: int = 0, end: int = sys.maxsize) -> int:
    """Count the words of a text between two code points; in scripts without spaces, each letter counts."""
    return len(_WORD.findall(text, start, end))


# The beginning of a word; in scripts without spaces, each letter counts as one.
_WORD = re.compile(rf"{UNSPACED.pattern}|(?<!\w)\w")


def marked_paragraphs(seed: Seed, quoted: Iterable[Passage]) -> tuple[tuple[Piece, ...], ...]:
    """Return the text of a seed as paragraphs, each cut where a quoted passage begins or ends."""
    spans = [(begin, stop, passage.anchor) for passage in quoted for begin, stop in passage.spans]
    edges = sorted({edge for begin, stop, _ in spans for edge in (begin, stop)})
    upcoming = sorted(((begin, at) for at, (begin, _, _) in enumerate(spans)), reverse=True)
    current: list[int] = []  # the spans that a piece is part of
    out = []
    for first, last in seed.paragraphs:
        start, end = seed.folded.span(first, last) if first < last else (0, 0)
        pieces = []
        cuts = [start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end]
        for begin, stop in pairwise(cuts):
            while upcoming and upcoming[-1][0] <= begin:
                current.append(upcoming.pop()[1])
            current = sorted(at for at in current if spans[at][1] > begin)
            anchors = dict.fromkeys(spans[at][2] for at in current)
            pieces.append(Piece(join_lines(seed.text[begin:stop]), tuple(anchors)))
        out.append(tuple(pieces))
    return tuple(out)


def unused_paragraphs(seed: Seed, quoted: Iterable[Passage]) -> tuple[str, ...]:
    """Return the paragraphs of a seed from which nothing is quoted, in order, with white space folded."""
    spans = sorted(span for passage in quoted for span in passage.spans)
    begins, furthest = [begin for begin, _ in spans], [0, *accumulate((stop for _, stop in spans), max)]
    stretches = [seed.folded.span(first, last) for first, last in seed.paragraphs if first < last]
    return tuple(
        one_line(seed.text[start:end])
        for start, end in stretches
        if furthest[bisect_left(begins, end)] <= start
    )


def words_at(seed: Seed, spans: Spans) -> str:
    """Return the words of an article between the given positions, on one line, with ``[...]`` for what is left out."""
    return f" {ELLIPSIS} ".join(one_line(seed.text[start:end]) for start, end in spans)


def _resolve(linker: Linker, brief: Brief, claim: Target, item: Evidence, place: Place) -> Quotation | None:
    name, at = item.source, place.at("source")
    if not name:
        if brief.sources:
            hint = f"add `source:` with one of {', '.join(brief.sources)}"
            message = "this quotation does not say which source it is from"
            linker.diagnostics.append(SOURCE_NEEDED.at(linker.span(place), message, hint))
        return None
    source = linker.index.find("source", name)
    if brief.sources and name not in brief.sources and source:
        hint = f"add `{name}` to the brief's sources"
        message = f"`{name}` is not among this brief's sources"
        linker.diagnostics.append(SOURCE_NOT_LISTED.at(linker.span(at), message, hint))
    if source or name not in brief.sources:  # where the brief lists it, that list reports an unknown source
        source = linker.resolve_id(claim, "quotes", "source", name, at)
    seed = linker.content.seeds.get(name)
    translation = linker.prose(claim, item.translation, place.at("translation"), is_translation=True)
    if not (seed and item.quote):
        return None
    spans = _find(linker, seed, item, place)
    if not (source and spans):
        return None
    record = linker.content.sources[name]
    passage = replace(source, kind="passage", id=name, anchor=passage_anchor(spans))
    original = original_url(seed, spans, record)
    linker.evidence.setdefault(name, []).append(spans)
    return Quotation(
        passage,
        item.quote,
        record.language,
        translation,
        spans,
        original,
        item.prefix,
        item.suffix,
        _pages(seed, spans),
    )


def _find(linker: Linker, seed: Seed, item: Evidence, place: Place) -> Spans:
    suggest = linker.spent["nearest passages"] <= _MOST_COMPARED
    found = find_quote(seed, item.quote, item.prefix, item.suffix, suggest=suggest)
    if isinstance(found, NotFound):
        linker.spent["nearest passages"] += len(seed.text)
        written = place.at("quote")
        span = linker.span(written, found.offset, 1)
        message = f"quotation not found in {seed.name}" + (f": {found.reason}" if found.reason else "")
        is_metadata = fold_text(item.quote) in fold_text(seed.text[: seed.start])
        hint = (
            "these words are in the front matter, which is not part of the article\n" if is_metadata else ""
        )
        linker.diagnostics.append(QUOTE_NOT_FOUND.at(span, message, hint + proposal(found)))
        return ()
    if isinstance(found, Ambiguous):
        times = f"{'more than ' if found.more else ''}{len(found.contexts)} times"
        message = f"quotation occurs {times} in {seed.name}"
        advice = "add `prefix:` or `suffix:` with the words before or after the one you mean:"
        rest = len(found.contexts) - _SHOWN
        others = [f"and {rest} more"] if rest > 0 and not found.more else []
        hint = "\n".join([advice, *found.contexts[:_SHOWN], *others])
        linker.diagnostics.append(QUOTE_AMBIGUOUS.at(linker.span(place.at("quote")), message, hint))
        return ()
    for cut in find_partial_words(seed, item.quote, found):
        edge = "begins" if cut.is_at_start else "ends"
        span = linker.span(place.at("quote"), cut.offset, 1)
        message = f'quotation {edge} in the middle of "{cut.word}" in {seed.name}'
        linker.diagnostics.append(QUOTE_CUTS_WORD.at(span, message, f'quote the whole word: "{cut.word}"'))
    return found.spans
