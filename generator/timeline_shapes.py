"""What the picture of a timeline is made of: one mark for each entry, or counted columns, in lanes above an axis.

Across, everything is in hundredths of the width, so that one drawing fills a phone and a wide screen alike while its
text keeps its size; down, it is in CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.time_axis import Tick
from generator.timeline import Entry

LANES = ("Events", "Reports", "Forecasts")
ABOVE, BETWEEN = 20, 8  # pixels: a lane's name, what follows a lane
BELOW, LINE = 24, 14  # the axis with one line of labels, and one more


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry: a sign at ``x``, and where no single day is known a bar from ``start`` to ``end`` behind it."""

    entry: Entry
    sign: str  # claim, judgment, report, open, settled or overdue
    x: float
    y: int  # of its middle
    start: float
    end: float
    fade: str  # where the bar fades out: left, right, both, or nowhere

    @property
    def kind(self) -> str:
        """What it is, in words: for a forecast, also what became of it."""
        if self.entry.kind != "forecast":
            return self.entry.kind
        outcome = self.entry.statement.outcome if self.entry.statement else None
        return f"forecast, {outcome.status if outcome and self.sign == 'settled' else self.sign}"


@dataclass(frozen=True, slots=True)
class Column:
    """How many entries of a lane fall into a slot, and how high that stands above ``y``."""

    lane: int
    y: int
    height: int
    number: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time with what falls into it: what begins in it, or for all that is known could have."""

    words: str
    year: str  # that of its first entry, and its month, as they stand in the addresses of lists
    month: str
    x: float
    width: float
    numbers: tuple[int, ...]  # by lane
    overdue: int
    columns: tuple[Column, ...]

    @property
    def counted(self) -> str:
        """How many entries of each kind, in words."""
        return _counted_words(self.numbers, self.overdue)


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of entries: its place in ``LANES`` and its name, how many there are, and where it begins and ends."""

    place: int
    name: str
    number: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePicture:
    """What is drawn: marks or slots, never both."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...] = ()
    slots: tuple[Slot, ...] = ()
    unit: str = ""  # what a slot is: month, year ...
    is_tight: bool = False  # the figures above the columns would touch on a phone
    ticks: tuple[Tick, ...]
    today: float | None  # where the day stands against which things are due, if it is in the picture
    axis: int  # where the axis is, from the top
    overdue: int
    undated: int  # entries of which no day is known at all, and which are not drawn
    span: str  # from when to when, in words

    @property
    def counted(self) -> str:
        """What it shows, in words: when, and how many of each kind."""
        numbers = {lane.place: lane.number for lane in self.lanes}
        counted = _counted_words([numbers.get(place, 0) for place in range(len(LANES))], self.overdue)
        return f"{self.span}: {counted}"

    @property
    def height(self) -> int:
        """How high it is, with the labels below the axis."""
        return self.axis + BELOW + (LINE if any(tick.year for tick in self.ticks) else 0)


def place_lanes(numbers: Sequence[int], heights: Sequence[int]) -> tuple[tuple[Lane, ...], int]:
    """Put the lanes that have anything below each other; also gives where the axis is, below them."""
    lanes, y = [], 0
    for place, (name, number, height) in enumerate(zip(LANES, numbers, heights, strict=True)):
        if number:
            lanes.append(Lane(place, name, number, y + ABOVE, y + ABOVE + height))
            y += ABOVE + height + BETWEEN
    return tuple(lanes), y


def _counted_words(numbers: Iterable[int], overdue: int) -> str:
    """Write numbers by lane: ``12 events, 1 report, 2 forecasts (1 overdue)``."""
    kinds = (
        f"{number} {name.lower() if number != 1 else name.lower().removesuffix('s')}"
        for name, number in zip(LANES, numbers, strict=True)
        if number
    )
    return ", ".join(kinds) + (f" ({overdue} overdue)" if overdue else "")
