"""What can be proposed for a new brief from the words of its article: names for files and ids, topics, a publisher."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping

from generator.ingest.extract import Article, host_of
from generator.model.content import Publisher, Topic
from generator.model.fields import name_problem
from generator.model.seed import fold_text

MOST_TOPICS = 5
_NAME_LENGTH = 60  # code points of a name that is made of words, so that something can be put behind it
_ID_WORDS = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = 3  # letters of words that say nothing of what a text is about: and, of, the
_LITTLE_WORDS = frozenset(
    """
    a an and are as at be been but by for from had has have he her his in is it its of on or our said say says she
    since some than that the their them there they this to was we were which who will with would you
    """.split()  # noqa: SIM905 - in quotation marks each, they would be harder to read
)


def slug(words: str) -> str:
    """Make a name of words: ``Ferry to Birch Island`` -> ``ferry-to-birch-island``.

    Empty where most of the letters are of another script: what is left of such a text says nothing.
    """
    bare = (letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter))
    letters = re.sub("['’]", "", "".join(bare)).lower()
    ours = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if 2 * sum(map(str.isalnum, ours)) < sum(map(str.isalnum, letters)):
        return ""
    if len(ours) > _NAME_LENGTH:
        ours = ours[: _NAME_LENGTH + 1].rpartition("-")[0] or ours[:_NAME_LENGTH]
    return "" if name_problem(ours) else ours


def claim_id(quote: str, taken: Collection[str]) -> str:
    """Propose the id of a claim from the words that it quotes, unlike those that are ``taken``."""
    words = [word for word in _WORD.findall(quote) if word.lower() not in _LITTLE_WORDS]
    base = slug(" ".join(words[:_ID_WORDS])) or "claim"
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(name for name in numbered if name not in taken)


def publisher_id(article: Article) -> str:
    """Make the id of a new publisher from the name of the site, or else from its host; empty where neither is known."""
    return slug(article.site) or slug(article.host.replace(".", " "))


def find_publisher(article: Article, publishers: Mapping[str, Publisher]) -> str:
    """Find the publisher that an article names, by label, host or the id that its name would give; empty for none."""
    site, host = fold_text(article.site).casefold(), article.host
    for name, publisher in sorted(publishers.items()):
        theirs = host_of(publisher.url or "")
        if (site and fold_text(publisher.label).casefold() == site) or (
            theirs and (host == theirs or host.endswith(f".{theirs}"))
        ):
            return name
    return made if (made := publisher_id(article)) in publishers else ""


def find_topics(words: str, topics: Mapping[str, Topic]) -> dict[str, str]:
    """Propose topics for a text: id -> the label that speaks for it, those with the most words in common first.

    A label does if all its words stand in the text, in whatever order. A topic is left out beside a narrower one.
    """
    there = Counter(map(_stem, _WORD.findall(words)))
    found: dict[str, tuple[int, int, str]] = {}
    for name, topic in sorted(topics.items()):
        for label in (topic.label, *topic.alt_labels):
            parts = [word for word in _WORD.findall(label) if len(word) > _SMALL or not word.isascii()]
            counts = [there[_stem(part)] or _inside(part, words) for part in parts]
            if counts and all(counts) and (len(parts), min(counts), "") > found.get(name, (0, 0, "")):
                found[name] = len(parts), min(counts), label
    broader = {topics[name].broader for name in found}
    ranked = sorted(
        (name for name in found if name not in broader), key=lambda name: found[name][:2], reverse=True
    )
    return {name: found[name][2] for name in ranked[:MOST_TOPICS]}


def _inside(part: str, words: str) -> int:
    """Count a word that needs no space around it, as in Korean and Chinese."""
    return 0 if part.isascii() else words.count(part)


def _stem(word: str) -> str:
    """Take singular and plural for the same: a proposal may be rough."""
    word = re.sub("['’]s$", "", word.lower())
    if len(word) > _SMALL and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > _SMALL and word.endswith("s") and not word.endswith("ss") else word
