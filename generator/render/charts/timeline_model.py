"""What the picture of a timeline is made of: one mark for each entry, or counted columns, in lanes above an axis.

Across, everything is in hundredths of the width, so that one drawing fills a phone and a wide screen alike while its
text keeps its size; down, it is in CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.render.charts.time_axis import Tick
from generator.render.views.timeline import Entry

LANES = {"claim": "Claims", "judgment": "Judgments", "report": "Reports", "forecast": "Forecasts"}
ABOVE, BETWEEN = 20, 8  # pixels: a lane's name, what follows a lane
FIGURE = 14  # a figure above a column
BELOW, LINE = 24, 14  # the axis with one line of labels, and one more


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry: a sign at ``x``, and where it is more than a single day a bar from ``start`` to ``end`` behind it."""

    entry: Entry
    sign: str  # claim, judgment, report, open, settled or overdue
    x: float
    y: int  # of its middle
    start: float
    end: float
    fade: str  # how the bar fades out, as in ``timeline_svg``; nowhere if empty
    lasts: bool  # what it stands for lasted, and the sign is at its beginning

    @property
    def kind(self) -> str:
        """What it is, in words: for a forecast, also what became of it."""
        if self.entry.kind != "forecast":
            return self.entry.kind
        outcome = self.entry.statement.outcome if self.entry.statement else None
        return f"forecast, {outcome.status if outcome and self.sign == 'settled' else self.sign}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries; of how many the time is not sure, so that they may belong elsewhere; how many are overdue."""

    number: int = 0
    unsure: int = 0
    overdue: int = 0

    @property
    def notes(self) -> str:
        """What is to be said of some of them: `` (2 not sure, 1 overdue)``."""
        numbers = {"not sure": self.unsure, "overdue": self.overdue}
        notes = ", ".join(f"{number} {words}" for words, number in numbers.items() if number)
        return f" ({notes})" if notes else ""


@dataclass(frozen=True, slots=True)
class Column:
    """How many entries of a lane fall into a slot, and how high they stand above ``y``; the unsure are on top."""

    kind: str
    y: int
    height: int
    unsure: int  # of the height
    count: Count


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time with what falls into it: what begins in it, or for all that is known could have."""

    words: str
    year: str  # that of its first entry, and its month, as they stand in the addresses of lists
    month: str
    x: float
    width: float
    columns: tuple[Column, ...]  # by lane, where there is anything

    @property
    def counts(self) -> dict[str, Count]:
        """How many entries of each kind."""
        return dict.fromkeys(LANES, Count()) | {column.kind: column.count for column in self.columns}

    @property
    def counted(self) -> str:
        """The same in words."""
        return _counted_words(self.counts)


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of entries: its name, how many there are, and where it begins and ends."""

    kind: str
    name: str
    count: Count
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
    undated: int  # entries of which no day is known at all, and which are not drawn
    span: str  # from when to when, in words

    @property
    def counted(self) -> str:
        """What it shows, in words: when, and how many of each kind."""
        return f"{self.span}: {_counted_words({lane.kind: lane.count for lane in self.lanes})}"

    @property
    def unsure(self) -> int:
        """How many entries may belong to another slot than the one in which they are counted."""
        return sum(lane.count.unsure for lane in self.lanes)

    @property
    def overdue(self) -> int:
        """How many forecasts are overdue."""
        return sum(lane.count.overdue for lane in self.lanes)

    @property
    def has_lasting(self) -> bool:
        """Say whether there is a mark of something that lasted."""
        return any(mark.lasts for mark in self.marks)

    @property
    def height(self) -> int:
        """How high it is, with the labels below the axis."""
        return self.axis + BELOW + (LINE if any(tick.year for tick in self.ticks) else 0)


def place_lanes(counts: Mapping[str, Count], heights: Mapping[str, int]) -> tuple[tuple[Lane, ...], int]:
    """Put the lanes that have anything below each other; also gives where the axis is, below them."""
    lanes, y = [], 0
    for kind, name in LANES.items():
        if counts[kind].number:
            lanes.append(Lane(kind, name, counts[kind], y + ABOVE, y + ABOVE + heights[kind]))
            y += ABOVE + heights[kind] + BETWEEN
    return tuple(lanes), y


def total(counts: Iterable[Count]) -> Count:
    """Add counts up."""
    each = list(counts)
    return Count(sum(it.number for it in each), sum(it.unsure for it in each), sum(it.overdue for it in each))


def _counted_words(counts: Mapping[str, Count]) -> str:
    """Write counts by lane: ``12 claims (3 not sure), 1 report, 2 forecasts (1 overdue)``."""
    return ", ".join(
        f"{it.number} {kind}{'s' * (it.number != 1)}{it.notes}" for kind, it in counts.items() if it.number
    )
