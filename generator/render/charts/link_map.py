"""Lay out a map of what is linked with a brief, topic or entity, and how strongly.

The brief, topic or entity is in the middle, and its neighbours are in an arc on either side, with their names on the
outside: so names never overlap, however long they are. No place is random or optimised, so every build draws the same
map, and quickly.

All places and lengths are in units of the SVG's view box, which is ``WIDTH`` wide; a unit is 0.8 CSS pixels on the
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
TEXT = 12.5  # font size
LINE = 14.5  # line height of names
LINES = 3  # of a name, at most; a longer one is shortened
ARC_ENDS = 38  # horizontal distance of the ends of an arc from the middle
ARC_DEPTH = 16  # how much farther away the middle of an arc is
GAP = 9  # between a node and its name
ROW = 31  # least height of a node with its name, enough for a finger
NAME = WIDTH / 2 - ARC_ENDS - ARC_DEPTH - GAP  # greatest width of a line of a name
ON_A_SIDE = 6  # neighbours at most
CHORDS = 20  # lines between neighbours at most
WIDEST = 5.0  # width of the widest line to the middle


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something that is linked, and how strongly: as a number and in words."""

    target: Target
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Node:
    """A neighbour and its place."""

    neighbour: Neighbour
    x: int
    y: int
    lines: tuple[str, ...]  # of its name
    width: float  # of the line to the middle


@dataclass(frozen=True, slots=True)
class Chord:
    """A line between two nodes, given by their indices, and how strongly they are linked."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class LinkMap:
    """What is drawn. ``nodes`` are those on the left, from the top, then those on the right."""

    middle: str  # the text in the middle
    nodes: tuple[Node, ...]
    chords: tuple[Chord, ...]
    height: int
    left_out: int  # neighbours that are not drawn
    chords_left_out: int

    @property
    def strongest(self) -> list[Neighbour]:
        """Return the neighbours, the most strongly linked first."""
        return sorted((node.neighbour for node in self.nodes), key=_by_strength)

    def linked_to(self, target: Target) -> list[tuple[Target, int]]:
        """Return the neighbours with a chord to one of them, each with how strongly they are linked."""
        own = next((at for at, node in enumerate(self.nodes) if node.neighbour.target == target), None)
        joined = [(chord.end, chord.number) for chord in self.chords if chord.start == own]
        joined += [(chord.start, chord.number) for chord in self.chords if chord.end == own]
        return [(self.nodes[at].neighbour.target, number) for at, number in joined]


def strongest(numbers: Mapping[Target, int]) -> list[tuple[Target, int]]:
    """Return the ``ON_A_SIDE`` targets with the highest numbers, the highest first, then by label."""
    least = sorted(numbers.values())[-ON_A_SIDE:][:1]
    chosen = [(target, number) for target, number in numbers.items() if number >= least[0]]
    return sorted(chosen, key=lambda pair: (-pair[1], *_by_name(pair[0])))[:ON_A_SIDE]


def layout_link_map(
    middle: str,
    left: Iterable[Neighbour],
    right: Iterable[Neighbour],
    strengths: Mapping[tuple[Target, Target], int],
    left_out: int = 0,
) -> LinkMap | None:
    """Lay out neighbours, at most ``ON_A_SIDE`` on either side; ``None`` without any.

    Args:
        middle: the text in the middle.
        left: neighbours on the left, in any order.
        right: neighbours on the right, in any order.
        strengths: how strongly those on the left are linked with those on the right.
        left_out: the number of neighbours that the caller left out.
    """
    lefts, rights = sorted(left, key=_by_strength), sorted(right, key=_by_strength)
    if not lefts and not rights:
        return None
    chords = [
        (number, here, there)
        for here, one in enumerate(lefts)
        for there, other in enumerate(rights)
        if (number := strengths.get((one.target, other.target), 0))
    ]
    chords.sort(key=lambda chord: (-chord[0], chord[1] + chord[2], chord[1]))
    chords_left_out = len(chords[CHORDS:])
    del chords[CHORDS:]
    order = _untangled(len(lefts), chords)
    lefts = [lefts[index] for index in order]
    new_index = {old: new for new, old in enumerate(order)}
    heights = [[_height(it.target.label) for it in side] for side in (lefts, rights)]
    height = max(map(sum, heights))
    most = max(it.number for it in (*lefts, *rights))
    nodes = [
        Node(it, x, y, label_lines(it.target.label), _width(it.number, most))
        for side, of_side, sign in ((lefts, heights[0], -1), (rights, heights[1], 1))
        for it, (x, y) in zip(side, _arc(of_side, height, sign), strict=True)
    ]
    joined = sorted((new_index[here], len(lefts) + there, number) for number, here, there in chords)
    drawn = tuple(Chord(*chord) for chord in joined)
    return LinkMap(middle, tuple(nodes), drawn, height, left_out, chords_left_out)


def _by_strength(neighbour: Neighbour) -> tuple[int, str, str]:
    return -neighbour.number, *_by_name(neighbour.target)


def _by_name(target: Target) -> tuple[str, str]:
    """Return a key that sorts by label, ignoring case."""
    return target.label.casefold(), target.id


def _untangled(number: int, chords: Iterable[tuple[int, int, int]]) -> list[int]:
    """Sort the indices of neighbours on the left by the mean index of those they are linked to: few chords then cross.

    This is the barycentre heuristic of Sugiyama, Tagawa and Toda (1981).
    """
    ends: list[list[int]] = [[] for _ in range(number)]
    for _, here, there in chords:
        ends[here].append(there)
    return sorted(range(number), key=lambda at: (sum(ends[at]) / len(ends[at]) if ends[at] else number, at))


def _arc(heights: Sequence[int], height: int, sign: int) -> list[tuple[int, int]]:
    """Return the places of nodes with these heights in an arc, on the left (``sign`` is -1) or right (1)."""
    y, places = (height - sum(heights)) / 2, []
    for own in heights:
        off = (y + own / 2) / (height / 2) - 1  # -1 at the top, 0 in the middle, 1 at the bottom
        places.append(
            (round(WIDTH / 2 + sign * (ARC_ENDS + ARC_DEPTH * math.sqrt(1 - off * off))), round(y + own / 2))
        )
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
    """Break a label into at most ``LINES`` lines, at spaces if possible; one that is too long ends in ``…``."""
    lines: list[str] = []
    rest = " ".join(label.split())
    while rest:
        taken = _fitting(rest)
        if len(lines) == LINES - 1 and taken < len(rest):
            return (*lines, f"{rest[: _fitting(rest, NAME - text_width('…'))].rstrip()}…")
        space = rest.rfind(" ", 0, taken + 1)
        if taken < len(rest) and space > taken // 3:  # else a long word is broken
            taken = space
        lines.append(rest[:taken].strip())
        rest = rest[taken:].strip()
    return tuple(lines) or ("…",)


def fit_line(label: str, room: float) -> str:
    """Return a label on one line, cut after a word to fit into ``room`` CSS pixels; empty if no word does."""
    line = " ".join(label.split())
    if text_width(line) <= room:
        return line
    kept = line[: _fitting(line, room - text_width("…"))]
    return f"{kept.rpartition(' ')[0].rstrip(' ,;:.')}…" if " " in kept else ""


def _fitting(text: str, room: float = NAME) -> int:
    """Return how many code points fit into a line, at least one; combining marks stay with their letter."""
    width = 0.0
    for at, character in enumerate(text):
        width += _character_width(character)
        if width > room and at:
            while at > 1 and unicodedata.combining(text[at]):
                at -= 1
            return at
    return len(text)


@lru_cache(maxsize=1 << 13)
def text_width(text: str) -> float:
    """Return the greatest possible width of a text."""
    return sum(map(_character_width, text))


@lru_cache(maxsize=1 << 12)
def _character_width(character: str) -> float:
    """Return the greatest width of a character in common interface fonts, of which DejaVu Sans is the widest."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return TEXT
    if ord(character) > 0x24F and not character.isspace():  # other scripts, whose widths vary more
        return TEXT
    if character in " .,:;'|!iIjlft()[]/-\u2019":
        return 0.42 * TEXT
    if character in "mwMW@%&" or not character.isprintable():
        return 1.0 * TEXT
    return (0.72 if character.isupper() else 0.65) * TEXT
