"""An invented language to write articles in: pronounceable words, and sentences that read like news reports.

Function words are English and content words are invented, with realistic frequencies (Zipf), so that a search index or
a matcher gets realistic text, and no real articles are copied.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from generator.text.edtf import MONTHS

ONSETS: list[str] = [
    *"bcdfghjklmnprstvwz",
    "bl",
    "br",
    "cl",
    "dr",
    "fl",
    "gr",
    "pl",
    "pr",
    "sh",
    "st",
    "th",
    "tr",
]
VOWELS: list[str] = [*"aaeeiioouu", "ai", "ea", "ou"]
CODAS: list[str] = [*[""] * 6, "l", "m", "n", "r", "nd", "nt"]
HANGUL = (
    "가강고광구금기남단대덕도동두락란령림만명무미반백보봉북사산서선설성송"
    "수신안양연영오용운원월은인자정주중진천청초평포하학함해향호홍화회"
)
SPEAKERS = (
    "a trader",
    "an official",
    "a resident",
    "a driver",
    "a clerk",
    "two people who were there",
    "a port worker",
)


@dataclass(frozen=True, slots=True)
class Words:
    """Invented words by part of speech, most common first."""

    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    adjectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Something an article says: ``head``, ``middle`` and ``tail`` in this order, word for word."""

    head: str
    middle: str
    tail: str

    @property
    def words(self) -> str:
        """All of it, word for word."""
        return " ".join(part for part in (self.head, self.middle, self.tail) if part)

    @property
    def gist(self) -> str:
        """The report without its middle, to follow "says that"."""
        head = self.head.replace("The ", "the ", 1) if self.head.startswith("The ") else self.head
        return f"{head} {self.tail}"


class Zipf:
    """Draws from a list; the item of rank n has the weight 1 / n ** ``steepness``."""

    def __init__(self, count: int, steepness: float = 0.9) -> None:
        self.cumulated: list[float] = list(accumulate(1 / rank**steepness for rank in range(1, count + 1)))

    def draw(self, rng: random.Random, items: Sequence[str]) -> str:
        """Draw one of ``items``, which must be as many as ``count``."""
        return rng.choices(items, cum_weights=self.cumulated)[0]

    def ranks(self, rng: random.Random, count: int) -> list[int]:
        """Draw ``count`` ranks, from 0, with repetition."""
        return rng.choices(range(len(self.cumulated)), cum_weights=self.cumulated, k=count)


def make_words(rng: random.Random, nouns: int = 2_000, verbs: int = 600, adjectives: int = 900) -> Words:
    """Invent distinct words, long enough not to be English words by accident."""
    made: dict[str, None] = {}
    while len(made) < nouns + verbs + adjectives:
        word = "".join(
            rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(rng.choice((2, 3, 3)))
        )
        if 5 <= len(word) <= 10:
            made[word] = None
    words = tuple(made)
    return Words(words[:nouns], words[nouns : nouns + verbs], words[nouns + verbs :])


def latin_name(rng: random.Random) -> str:
    """Invent a proper name, such as ``Solhan``."""
    start = rng.choice(ONSETS).capitalize() + rng.choice("aeiou")
    return start + "".join(
        rng.choice(("", "l", "m", "n", "r", "s")) + rng.choice(("a", "ae", "eo", "i", "on", "an", "ul", "em"))
        for _ in range(rng.choice((1, 2)))
    )


def hangul_name(rng: random.Random) -> str:
    """Invent a Korean name of two to four syllables."""
    return "".join(rng.choices(HANGUL, k=rng.choice((2, 3, 3, 4))))


class Writer:
    """Writes sentences from the words of the language and the names of things."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._nouns, self._verbs = Zipf(len(words.nouns)), Zipf(len(words.verbs))
        self._adjectives = Zipf(len(words.adjectives))

    def noun(self, rng: random.Random) -> str:
        return self._nouns.draw(rng, self.words.nouns)

    def verb(self, rng: random.Random) -> str:
        return self._verbs.draw(rng, self.words.verbs)

    def adjective(self, rng: random.Random) -> str:
        return self._adjectives.draw(rng, self.words.adjectives)

    def phrase(self, rng: random.Random) -> str:
        """Write a noun with an adjective."""
        return f"{self.adjective(rng)} {self.noun(rng)}"

    def figure(self, rng: random.Random) -> str:
        """Write a number: small ones often, thousands with a comma."""
        return f"{int(12 * math.pow(10, rng.uniform(0, 3))):,}"

    def report(self, rng: random.Random, names: Sequence[str]) -> Report:
        """Invent a report about one or two of ``names``."""
        first, second = rng.choice(names), rng.choice(names)
        subject = rng.choice(
            (
                f"The {self.noun(rng)} of {first}",
                f"The {self.phrase(rng)} at {first}",
                f"{self.figure(rng)} people at {first}",
            )
        )
        deed = (
            f"{self.verb(rng)}ed {self.figure(rng)} {self.noun(rng)}s"
            if rng.random() < 0.6
            else f"{self.verb(rng)}ed the {self.phrase(rng)}"
        )
        middle = rng.choice(
            (
                "",
                f"without any {self.noun(rng)} at all from the {self.phrase(rng)},",
                f"under a {self.phrase(rng)} that had since then {self.verb(rng)}ed,",
            )
        )
        tail = rng.choice(
            (
                f"in {rng.choice(MONTHS)}",
                f"for the {self.noun(rng)} of {second}",
                f"at {self.figure(rng)} a {self.noun(rng)}",
            )
        )
        return Report(f"{subject} {deed}", middle, tail)

    def sentence(self, rng: random.Random, report: Report) -> str:
        """Write a sentence in which a speaker says the report."""
        who = rng.choice(SPEAKERS)
        return rng.choice(
            (
                f"{report.words}, {who} said.",
                f"“{report.words},” {who} said.",
                f"It is known from {who} and others: {report.words}.",
                f"On the {rng.randint(4, 20)}th, {who} said, “{report.words}.”",
            )
        )

    def heading(self, rng: random.Random, name: str) -> str:
        """Write a headline about a name."""
        return rng.choice(
            (
                f"{self.phrase(rng).capitalize()} {self.verb(rng)}ed at {name}",
                f"{name} {self.verb(rng)}ed after a {self.noun(rng)} of {self.noun(rng)}",
                f"The {self.noun(rng)} and the {self.phrase(rng)} of {name}",
            )
        )
