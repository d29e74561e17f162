"""Find mentions of entities in text, which become links automatically.

All names are searched at once with an Aho-Corasick automaton ("Efficient string matching", CACM 18(6), 1975), so the
time for a text does not depend on the number of names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from generator.model.content import Entity
from generator.text.korean import HANGUL, are_particles

_COMMON_NOUNS = ("commodity", "event", "other")
"""Kinds whose names are ordinary words, capitalised only at the beginning of a sentence."""

_SHORTEST = 2  # code points: a single letter is not a name
_LONGEST = 200  # code points of a name that is searched for
_MOST_NESTED = 8  # names that end with one another; longer ones are not searched for
_CHUNK = 10_000  # code points of a text that are searched at once

# Scripts without spaces between words, where the end of a word cannot be recognised.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)


class Mention(NamedTuple):
    """A name in a text, from ``start`` to ``end`` (code points, half open), and the id of its entity."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write the name of an entity."""

    text: str
    entity: str
    is_common_noun: bool = False

    @property
    def key(self) -> str:
        """Return a key that is equal for names that look the same."""
        return unicodedata.normalize("NFC", self.text)


@dataclass(frozen=True, slots=True)
class NameFinder:
    """Searches for names: ``names`` has, for each pattern of the automaton, the names that it matches."""

    names: tuple[tuple[Name, ...], ...] = ()
    automaton: AhoCorasick = field(default_factory=lambda: AhoCorasick([]), compare=False)

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in a text in order; where they overlap, the longest wins, then the leftmost.

        Only whole words match; Korean particles may follow. A lower-case letter of the name may be upper case in the
        text, but not the reverse: ``US`` does not match "us". A name of several entities is not a mention.
        """
        matches = sorted(self._whole_words(text), key=lambda match: (match[1] - match[2], match[1]))
        found: list[Mention] = []
        free = [True] * len(text) if matches else []
        for pattern, start, end in matches:
            if all(free[start:end]):
                written = text[start:end]
                entities = {name.entity for name in self.names[pattern] if name.text == written}
                entities = entities or {name.entity for name in self.names[pattern] if _same(name, written)}
                if len(entities) == 1:
                    found.append(Mention(start, end, *entities))
                if entities:
                    free[start:end] = [False] * (end - start)
        return sorted(found, key=lambda mention: mention.start)

    def _whole_words(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield the pattern, start and end of every name that a text contains as whole words, in lower case."""
        lower = _lower(text)

        def begins(at: int) -> bool:
            return not _goes_on(text, at, text[at - 1 : at])

        def ends(at: int) -> bool:
            return not _goes_on(text, at, text[at : at + 1])

        for chunk in range(0, len(text), _CHUNK):
            part = lower[chunk : chunk + _CHUNK + _LONGEST]
            for pattern, start, end in self.automaton.find_matches_as_indexes(part, overlapping=True):
                first, last = chunk + start, chunk + end
                if start < _CHUNK and begins(first) and (ends(last) or _has_particles(text, first, last)):
                    yield pattern, first, last


def names_of(name: str, entity: Entity) -> Iterator[Name]:
    """Yield the names of an entity: its label and aliases."""
    for text in (entity.label, *entity.aliases):
        yield Name(text, name, entity.kind in _COMMON_NOUNS)


def shared_names(entities: Mapping[str, Entity]) -> dict[str, list[str]]:
    """Return the names that several entities share, each with their ids."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for name, entity in entities.items():
        for written in names_of(name, entity):
            bearers[written.key].add(name)
    return {text: sorted(names) for text, names in sorted(bearers.items()) if len(names) > 1}


def make_finder(entities: Mapping[str, Entity]) -> NameFinder:
    """Return the finder for all names of all entities, in composed and decomposed Unicode form."""
    names: dict[str, dict[Name, None]] = defaultdict(dict)
    for key, entity in sorted(entities.items()):
        for name in names_of(key, entity):
            for form in ("NFC", "NFD"):
                text = unicodedata.normalize(form, " ".join(name.text.split()))
                if _SHORTEST <= len(text) <= _LONGEST:
                    names[_lower(text)][Name(text, key, name.is_common_noun)] = None
    for text in _nested_too_deep(names):
        del names[text]
    return NameFinder(tuple(map(tuple, names.values())), AhoCorasick(tuple(names)))


def _nested_too_deep(names: Iterable[str]) -> list[str]:
    """Return the names that end with too many others, of which each ends with the next."""
    too_deep = []
    ends: list[str] = []  # the names that the current one ends with, backwards
    for backwards in sorted(name[::-1] for name in names):
        while ends and not backwards.startswith(ends[-1]):
            ends.pop()
        ends.append(backwards)
        if len(ends) > _MOST_NESTED:
            too_deep.append(ends.pop()[::-1])
    return too_deep


def _same(name: Name, written: str) -> bool:
    """Return whether a text that differs from a name in case at most is a mention of it."""
    return all(
        ours == theirs
        or theirs == ours.upper()
        or (at == 0 and name.is_common_noun and theirs == ours.lower())
        for at, (ours, theirs) in enumerate(zip(name.text, written, strict=True))
    )


def _has_particles(text: str, start: int, end: int) -> bool:
    """Return whether the rest of the word after a name consists of Korean particles."""
    rest = HANGUL.match(text, end)
    return (
        rest is not None
        and not _goes_on(text, rest.end(), text[rest.end() : rest.end() + 1])
        and are_particles(text[start:end], rest[0])
    )


def _goes_on(text: str, at: int, outside: str) -> bool:
    """Return whether a word continues across a position, where ``outside`` is the character beyond it.

    Next to a letter of a script without spaces, a word may always end.
    """
    return _is_letter(outside) and not any(map(UNSPACED.match, text[at - 1 : at + 1]))


def _is_letter(character: str) -> bool:
    """Return whether a character is part of a word: a letter, a digit, or a combining mark."""
    return character.isalnum() or character == "_" or unicodedata.category(character or " ")[0] == "M"


def _lower(text: str) -> str:
    """Return a text in lower case with each letter as one code point, so that offsets stay the same."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)
