"""Where things stand in a map of what is linked with a brief, topic or entity, and how strongly.

The thing itself is in the middle, what is linked with it in two bows beside it, each with its name on the outside. So
names never meet, however long they are; and nothing is left to chance or to a search for the best place, so that every
build draws the same map, and quickly. Lengths are units of a drawing that is ``WIDTH`` wide, 0.8 pixels each on the
narrowest screen.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.model.site import Target

WIDTH = 360
TEXT = 12.5  # size of type
LINE = 14.5  # from one line of a name to the next
LINES = 3  # of a name; what is longer is shortened
NEAR, BOW = (
    38,
    16,
)  # how far from the middle things stand, at the ends of the bow, and how much farther between
GAP = 9  # between a thing and its name
ROW = 31  # what a thing takes at least, so that a finger finds it
NAME = WIDTH / 2 - NEAR - BOW - GAP  # room for a line of a name
ON_A_SIDE = 6
CHORDS = 20  # lines between things on both sides
WIDEST = 5.0  # line


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something that is linked: with how many others, and in words, how strongly."""

    target: Target
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Node:
    """A neighbour at its place."""

    neighbour: Neighbour
    x: int
    y: int
    lines: tuple[str, ...]  # its name
    width: float  # of the line to the middle


@dataclass(frozen=True, slots=True)
class Chord:
    """A line between two nodes, by their numbers."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """What is drawn; nodes are those on the left, from the top, then those on the right."""

    middle: str  # what stands in the middle
    nodes: tuple[Node, ...]
    chords: tuple[Chord, ...]
    height: int
    left_out: int  # neighbours that are not drawn
    chords_left_out: int

    @property
    def strongest(self) -> list[Neighbour]:
        """Give the neighbours in order of strength, the strongest first."""
        return sorted((node.neighbour for node in self.nodes), key=_by_strength)

    def beside(self, target: Target) -> list[tuple[Target, int]]:
        """Give the neighbours to which lines lead from one of them, and how strongly they are linked."""
        ends = [(self.nodes[it.start], self.nodes[it.end], it.number) for it in self.chords]
        ends += [(end, start, number) for start, end, number in ends]
        return [
            (end.neighbour.target, number) for start, end, number in ends if start.neighbour.target == target
        ]


def strongest(numbers: Mapping[Target, int]) -> list[tuple[Target, int]]:
    """Give as many as one side of a map has room for, with their numbers, the highest first, then by name."""
    least = sorted(numbers.values())[-ON_A_SIDE:][:1]
    chosen = [(target, number) for target, number in numbers.items() if number >= least[0]]
    return sorted(chosen, key=lambda pair: (-pair[1], *_by_name(pair[0])))[:ON_A_SIDE]


def draw_map(
    middle: str,
    left: Iterable[Neighbour],
    right: Iterable[Neighbour],
    between: Mapping[tuple[Target, Target], int],
    left_out: int = 0,
) -> MapPicture | None:
    """Place neighbours on either side of what is called ``middle``; ``None`` without any.

    There are ``ON_A_SIDE`` at most on each side, and it makes no difference in what order they come. ``between`` says
    how strongly those on the left are linked with those on the right.
    """
    lefts, rights = sorted(left, key=_by_strength), sorted(right, key=_by_strength)
    if not lefts and not rights:
        return None
    chords = [
        (number, here, there)
        for here, one in enumerate(lefts)
        for there, other in enumerate(rights)
        if (number := between.get((one.target, other.target), 0))
    ]
    chords.sort(key=lambda chord: (-chord[0], chord[1] + chord[2], chord[1]))
    chords_left_out = len(chords[CHORDS:])
    del chords[CHORDS:]
    places = _untangled(len(lefts), chords)
    lefts = [lefts[at] for at in places]
    number_of = {at: number for number, at in enumerate(places)}
    heights = [[_height(it.target.label) for it in side] for side in (lefts, rights)]
    height = max(map(sum, heights))
    most = max(it.number for it in (*lefts, *rights))
    nodes = [
        Node(it, x, y, label_lines(it.target.label), _width(it.number, most))
        for side, of_side, sign in ((lefts, heights[0], -1), (rights, heights[1], 1))
        for it, (x, y) in zip(side, _bow(of_side, height, sign), strict=True)
    ]
    joined = sorted((number_of[here], len(lefts) + there, number) for number, here, there in chords)
    drawn = tuple(Chord(*chord) for chord in joined)
    return MapPicture(middle, tuple(nodes), drawn, height, left_out, chords_left_out)


def _by_strength(neighbour: Neighbour) -> tuple[int, str, str]:
    return -neighbour.number, *_by_name(neighbour.target)


def _by_name(target: Target) -> tuple[str, str]:
    """Order by name as readers do, capitals and small letters alike."""
    return target.label.casefold(), target.id


def _untangled(many: int, chords: Iterable[tuple[int, int, int]]) -> list[int]:
    """Order things on the left by where, on the right, they lead to on the whole: then few lines cross."""
    there: list[list[int]] = [[] for _ in range(many)]
    for _, here, other in chords:
        there[here].append(other)
    return sorted(range(many), key=lambda at: (sum(there[at]) / len(there[at]) if there[at] else many, at))


def _bow(heights: Sequence[int], height: int, sign: int) -> list[tuple[int, int]]:
    """Put things of such heights below each other, in a bow around the middle."""
    y, places = (height - sum(heights)) / 2, []
    for own in heights:
        off = (y + own / 2) / (height / 2) - 1  # from the middle: -1 at the top, 1 at the bottom
        places.append((round(WIDTH / 2 + sign * (NEAR + BOW * math.sqrt(1 - off * off))), round(y + own / 2)))
        y += own
    return places


def _width(number: int, most: int) -> float:
    return round(max(1.0, WIDEST * number / most), 1)


@lru_cache(maxsize=1 << 14)
def _height(label: str) -> int:
    return max(ROW, round(len(label_lines(label)) * LINE) + 8)


# Names


@lru_cache(maxsize=1 << 14)
def label_lines(label: str) -> tuple[str, ...]:
    """Break a name into lines that fit, at spaces where that is possible; what does not fit ends in ``…``."""
    lines: list[str] = []
    rest = " ".join(label.split())
    while rest:
        taken = _fitting(rest)
        if len(lines) == LINES - 1 and taken < len(rest):
            return (*lines, f"{rest[: _fitting(rest, NAME - text_width('…'))].rstrip()}…")
        space = rest.rfind(" ", 0, taken + 1)
        if taken < len(rest) and space > taken // 3:  # or else a long word is broken
            taken = space
        lines.append(rest[:taken].strip())
        rest = rest[taken:].strip()
    return tuple(lines) or ("…",)


def _fitting(text: str, room: float = NAME) -> int:
    """How many characters fit into a line, one at least; a letter and what is put above or below it stay together."""
    width = 0.0
    for at, character in enumerate(text):
        width += _character_width(character)
        if width > room and at:
            while at > 1 and unicodedata.combining(text[at]):
                at -= 1
            return at
    return len(text)


def text_width(text: str) -> float:
    """How wide a text is, at most."""
    return sum(map(_character_width, text))


@lru_cache(maxsize=1 << 12)
def _character_width(character: str) -> float:
    """How wide a character is at most, in the fonts that systems have for an interface; the widest is DejaVu Sans."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return TEXT
    if ord(character) > 0x24F and not character.isspace():  # other scripts, of which less is known
        return TEXT
    if character in " .,:;'|!iIjlft()[]/-\u2019":
        return 0.42 * TEXT
    if character in "mwMW@%&" or not character.isprintable():
        return 1.0 * TEXT
    return (0.72 if character.isupper() else 0.65) * TEXT
