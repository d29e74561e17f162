"""Suggestions for a draft brief, from the text of its article: quotations, topics, a publisher, names and ids.

Nothing here claims anything. A suggested quotation is copied from the article; a person decides whether to use it
and writes what it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from generator.ingest.article import Article, Fact, Proposal, host_of
from generator.load.invisible_text import is_visible
from generator.model.content import Publisher, Topic
from generator.model.fields import slugify
from generator.model.seed import Seed, fold_text
from generator.resolve.mentions import NameFinder
from generator.resolve.quote_matcher import Found, find_quote
from generator.text.edtf import MONTHS
from generator.text.line_breaks import one_line
from generator.text.sentences import split_sentences

MAX_QUOTES = 10
MAX_TOPICS = 5

# Equal parts of a text; each quotation chosen from one divides the scores of its other sentences by 3.
_SECTIONS = 10
_TRIES = 30  # sentences that are tried in each part, the best first
_QUOTE_LENGTH = range(12, 401)  # code points
_FALLBACK_QUOTES = 3  # from the beginning, if no sentence scores
_ID_WORDS, _ID_LENGTH = 5, 48  # of a claim's id
_SHORT_WORD = 3  # letters; shorter words (and, of, the) are ignored in topic labels and never stemmed

_LIST_MARK = re.compile(r"(?:[-*•>]|#+|\d{1,2}[.)])\s+")
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")
_MONTH = re.compile(
    rf"\b(?:{'|'.join(month for month in MONTHS if month != 'May')})\b|\bMay(?=\s+\d)|(?<=\d\s)May\b"
)
_CODE_SIGN = re.compile(r"[<>{}|=\\]|(?<=\w)_(?=\w)|\*\.")
_MOST_CODE_SIGNS = 2  # in a sentence worth quoting, such as "n = 30, p < 0.05"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STOP_WORDS = frozenset(
    """
    a an and are as at be been but by for from had has have he her his in is it its of on or our said say says she
    since some than that the their them there they this to was we were which who will with would you
    """.split()  # noqa: SIM905 - a list of quoted words would be harder to read
)


@dataclass(frozen=True, slots=True)
class QuoteSuggestion:
    """A sentence of a seed, on one line; its offset in the folded text (code points); its score."""

    quote: str
    start: int
    score: int


def suggest_quotes(seed: Seed, names: NameFinder) -> list[QuoteSuggestion]:
    """Return at most ``MAX_QUOTES`` sentences with numbers, dates and names, the best first, spread over the text.

    ``find_quote`` finds each of them in the seed. If no sentence scores, the first few are returned.
    """
    sentences = list(_sentences_of(seed, names))
    counts = Counter(item.quote for item in sentences)
    sentences = [item for item in sentences if counts[item.quote] == 1]  # no other can be found
    length = max(len(seed.folded.text) // _SECTIONS, 1)
    sections: dict[int, list[QuoteSuggestion]] = {}
    for item in sentences:
        if item.score:
            sections.setdefault(item.start // length, []).append(item)
    candidates = [item for section in sections.values() for item in nlargest(_TRIES, section, key=_rank)]
    chosen: list[QuoteSuggestion] = []
    chosen_per_section: Counter[int] = Counter()
    while candidates and len(chosen) < MAX_QUOTES:
        best = max(candidates, key=lambda item: _rank(item, 3 ** chosen_per_section[item.start // length]))
        candidates.remove(best)
        if _is_quotable(seed, best):
            chosen.append(best)
            chosen_per_section[best.start // length] += 1
    first = (item for item in sentences[:_TRIES] if _is_quotable(seed, item))
    return chosen or list(islice(first, _FALLBACK_QUOTES))


def _rank(item: QuoteSuggestion, divisor: int = 1) -> tuple[float, int]:
    return item.score / divisor, -item.start


def _is_quotable(seed: Seed, item: QuoteSuggestion) -> bool:
    return isinstance(find_quote(seed, item.quote), Found)


def _sentences_of(seed: Seed, names: NameFinder) -> Iterator[QuoteSuggestion]:
    """Yield the sentences of a seed that are neither too short nor too long to quote."""
    for begin, end in seed.paragraphs:
        if end - begin < _QUOTE_LENGTH.start:
            continue
        for start, stop in split_sentences(seed.folded.text[begin:end]):
            if mark := _LIST_MARK.match(seed.folded.text, begin + start, begin + stop):
                start = mark.end() - begin
            first, last = seed.folded.span(begin + start, begin + stop)
            quote = one_line(seed.text[first:last])
            if len(quote) in _QUOTE_LENGTH and is_visible(quote):
                yield QuoteSuggestion(quote, begin + start, _score(quote, names))


def _score(sentence: str, names: NameFinder) -> int:
    """Score a sentence: numbers count most, then names and months, then direct speech; program code has 0."""
    if len(_CODE_SIGN.findall(sentence)) > _MOST_CODE_SIGNS:
        return 0
    entities = {mention.entity for mention in names.find(sentence)}
    return (
        3 * min(len(_NUMBER.findall(sentence)), 3)
        + 2 * min(len(entities), 3)
        + 2 * min(len(_MONTH.findall(sentence)), 1)
        + any(mark in sentence for mark in '"“”「«')
    )


def suggest_topics(text: str, topics: Mapping[str, Topic]) -> dict[str, str]:
    """Return at most ``MAX_TOPICS`` topics for a text, best match first: id -> the label that matched.

    A label matches if all its words occur in the text, in any order; labels of more words rank higher. A topic is
    left out if a narrower one matches too.
    """
    occurrences = Counter(map(_stem, _WORD.findall(text)))
    matches: dict[str, tuple[int, int, str]] = {}
    for name, topic in sorted(topics.items()):
        for label in (topic.label, *topic.alt_labels):
            words = [word for word in _WORD.findall(label) if len(word) > _SHORT_WORD or not word.isascii()]
            counts = [occurrences[_stem(word)] or _count_unspaced(word, text) for word in words]
            if counts and all(counts) and (len(words), min(counts), "") > matches.get(name, (0, 0, "")):
                matches[name] = len(words), min(counts), label
    broader = {topics[name].broader for name in matches}
    ranked = sorted(
        (name for name in matches if name not in broader), key=lambda name: matches[name][:2], reverse=True
    )
    return {name: matches[name][2] for name in ranked[:MAX_TOPICS]}


def _count_unspaced(word: str, text: str) -> int:
    """Count a word of a script that puts no spaces around words, such as Chinese, or adds endings, such as Korean."""
    return 0 if word.isascii() else text.count(word)


def _stem(word: str) -> str:
    """Reduce English plurals to the singular, roughly; good enough for suggestions."""
    word = re.sub("['’]s$", "", word.lower())
    if len(word) > _SHORT_WORD and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > _SHORT_WORD and word.endswith("s") and not word.endswith("ss") else word


def find_publisher(
    article: Article, publishers: Mapping[str, Publisher]
) -> tuple[Fact, tuple[Proposal, ...]]:
    """Return the id of the article's publisher, with its origin; or the candidates among which a person must choose.

    A publisher with the article's host counts only if a name confirms it, as several can share a host, such as that of
    a news portal. Where the article names its publisher, that decides; then what else it calls it; then the suggested
    id.
    """
    stated, at_host = article.site_name, _publishers_at(article, publishers)
    labels = {_folded(item.label): name for name, item in sorted(publishers.items(), reverse=True)}
    labels |= {_folded(publishers[name].label): name for name in reversed(at_host)}
    by_host = "the host of the URL"
    if not stated and len(at_host) == 1:
        return Fact(at_host[0], by_host), ()
    if stated and (found := labels.get(_folded(stated.value))):
        return Fact(found, stated.origin), ()
    if stated:
        alike = [name for name in at_host if _are_alike(publishers[name].label, stated.value)]
        if len(alike) == 1 or (not alike and _is_of_host(article, publishers, at_host)):
            return Fact((alike or at_host)[0], by_host), ()
    for other in filter(None, map(_folded, article.other_site_names)):
        if other in labels:
            return Fact(labels[other], "what else the article calls its publisher"), ()
    if at_host:
        candidates = [(name, f"the host {_site_of(publishers[name].url or '')}") for name in at_host]
        candidates += [(stated.value, f"named by the article: {stated.origin}")] if stated else []
        return Fact(), tuple(Proposal("publisher", *candidate) for candidate in candidates)
    suggested = suggest_publisher_id(article)
    return (Fact(suggested, stated.origin or by_host) if suggested in publishers else Fact()), ()


def _publishers_at(article: Article, publishers: Mapping[str, Publisher]) -> list[str]:
    """Return the ids of the publishers at the article's host; if there are none, of those at the next one above it."""
    by_host: dict[str, list[str]] = {}
    for name, item in sorted(publishers.items()):
        by_host.setdefault(_site_of(item.url or ""), []).append(name)
    labels = _site_of(article.url.value).split(".")
    hosts = (".".join(labels[start:]) for start in range(len(labels)))
    return next((by_host[host] for host in hosts if host and host in by_host), [])


def _are_alike(label: str, stated: str) -> bool:
    """Return whether one of two names begins with the other: ``BBC`` and ``BBC News``, ``Daily NK`` and ``DailyNK``."""
    shorter, longer = sorted((_letters(label), _letters(stated)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def _is_of_host(article: Article, publishers: Mapping[str, Publisher], at_host: list[str]) -> bool:
    """Return whether one publisher alone has the article's host, and the article states the name in that host."""
    site = _site_of(article.url.value)
    if [_site_of(publishers[name].url or "") for name in at_host] != [site]:
        return False
    *parts, _ = site.split(".")
    while len(parts) > 1 and parts[-1] in _SECOND_LEVELS:
        parts.pop()
    return bool(parts) and _are_alike(parts[-1], article.site_name.value)


_SECOND_LEVELS = ("ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org", "re")  # as in co.kr


def _letters(name: str) -> str:
    """Return the letters and digits of a name, without case and without *The* before it."""
    return re.sub(r"[\W_]", "", _folded(name).removeprefix("the "))


def _site_of(url: str) -> str:
    """Return the host of a URL, without the part that only tells in which form its pages are."""
    return re.sub("^(?:m|mobile|amp)[.](?=.+[.])", "", host_of(url))


def _folded(name: str) -> str:
    return fold_text(name).casefold()


def suggest_publisher_id(article: Article) -> str:
    """Return an id for a new publisher, from the site's name or its host; empty if neither is known.

    The host comes first where the name has no Latin letter: it is what people know the publisher by in them.
    """
    name, host = slugify(article.site_name.value), slugify(article.host.replace(".", " "))
    return name or host if re.search("[A-Za-z]", article.site_name.value) else host or name


def suggest_claim_id(quote: str, existing_ids: Collection[str]) -> str:
    """Return an id for a claim from the first telling words of its quotation, with a number if it is taken."""
    words = [word for word in _WORD.findall(quote) if word.lower() not in _STOP_WORDS]
    base = slugify(" ".join(words[:_ID_WORDS]), _ID_LENGTH) or "claim"
    numbered = (f"{base}-{number}" for number in range(2, len(existing_ids) + 3))
    return base if base not in existing_ids else next(name for name in numbered if name not in existing_ids)
