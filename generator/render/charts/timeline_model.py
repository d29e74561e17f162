"""The parts of a timeline chart: a mark for each entry, or columns of counted entries, in lanes above an axis.

Horizontal places and lengths (``x``, ``start``, ``end``, ``width``) are in hundredths of the width of the chart, so
that one chart fills a phone and a wide screen alike while its text keeps its size. Vertical ones are in CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model.scales import STATUSES
from generator.render.charts.time_axis import Tick
from generator.render.counted import counted
from generator.render.views.timeline import ENTRY_KINDS, Entry
from generator.translation import N_, _, comma_list, ngettext

LANES = {
    "claim": N_("Claims"),
    "judgment": N_("Judgments"),
    "article": N_("Articles"),
    "forecast": N_("Forecasts"),
}
# Heights in CSS pixels
LANE_NAME = 20
LANE_GAP = 8
FIGURE = 14  # a number above a column
AXIS = 24  # with one line of labels
LABEL_LINE = 14  # a second line of labels


WIDE_BAR = 8.0  # hundredths of the width


@dataclass(frozen=True, slots=True)
class MarkLabel:
    """Words next to a mark, before it or after it, and the room that they take on the narrowest screen."""

    words: str
    wide: str  # the words where the screen is wide
    is_before: bool
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry: a bar from ``start`` to ``end``, or a sign at ``x`` if that is too short to be seen."""

    entry: Entry
    sign: str  # claim, judgment, article, open, settled or overdue
    x: float
    y: int  # of its middle
    start: float
    end: float
    fade: str  # where the bar fades out, a key of ``timeline_svg._FADES``; nowhere if empty
    label: MarkLabel | None = None

    @property
    def is_wide(self) -> bool:
        """Tell whether the bar says enough without a sign."""
        return self.end - self.start >= WIDE_BAR

    @property
    def kind(self) -> str:
        """Return the kind in words, for a forecast with its status: ``forecast, open``."""
        if self.entry.kind != "forecast":
            return _(ENTRY_KINDS[self.entry.kind])
        outcome = self.entry.statement.outcome if self.entry.statement else None
        status = outcome.status if outcome and self.sign == "settled" else self.sign
        return _("forecast, {status}", status=_(STATUSES[status]))


@dataclass(frozen=True, slots=True)
class Count:
    """A number of entries; how many of them may belong to another slot; and how many are overdue.

    ``share`` is the part of the unsure ones that a slot has, if each is divided equally among its slots.
    """

    number: int = 0
    unsure: int = 0
    overdue: int = 0
    share: float = 0.0

    @property
    def sure(self) -> int:
        """Return the number of entries that belong to no other slot."""
        return self.number - self.unsure

    @property
    def size(self) -> float:
        """Return the number of entries with only the share of those that are unsure."""
        return self.sure + self.share

    @property
    def notes(self) -> str:
        """Return the numbers of special entries in words: `` (2 uncertain, 1 overdue)``."""
        notes = [
            ngettext("{n} uncertain", "{n} uncertain", self.unsure) if self.unsure else "",
            ngettext("{n} overdue", "{n} overdue", self.overdue) if self.overdue else "",
        ]
        return f" ({comma_list(filter(None, notes))})" if any(notes) else ""


@dataclass(frozen=True, slots=True)
class Column:
    """The entries of one lane in a slot. Those that may belong to another slot are at the top of the column."""

    kind: str
    y: int  # of its foot
    height: int
    unsure: int  # part of the height
    count: Count


@dataclass(frozen=True, slots=True)
class Slot:
    """A unit of time with the entries that began in it, or may have done so."""

    words: str
    year: str  # of its first entry, as in URLs
    month: str  # likewise
    x: float
    width: float
    columns: tuple[Column, ...]  # of the lanes that have entries in it

    @property
    def counts(self) -> dict[str, Count]:
        """Return the numbers of entries by kind."""
        return dict.fromkeys(LANES, Count()) | {column.kind: column.count for column in self.columns}

    @property
    def counted(self) -> str:
        """Return the numbers of entries in words."""
        return _counted_words(self.counts)


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of entries, between ``top`` and ``bottom``, with their number."""

    kind: str
    name: str
    count: Count
    top: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart:
    """What is drawn: marks or slots, never both."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...] = ()
    slots: tuple[Slot, ...] = ()
    unit: str = ""  # of a slot: month, year ...; in English
    is_tight: bool = False  # the numbers above the columns would touch on a phone
    ticks: tuple[Tick, ...]
    today: float | None  # place of the day of the build, if that is within the chart
    axis: int  # distance of the axis from the top
    undated: int  # entries without any known day, which are not drawn
    span: str  # the first and last date, in words

    @property
    def counted(self) -> str:
        """Return a description: the dates, and the numbers of entries by kind."""
        numbers = _counted_words({lane.kind: lane.count for lane in self.lanes})
        return _("{time}: {numbers}", time=self.span, numbers=numbers)

    @property
    def unsure(self) -> int:
        """Return the number of entries that may belong to another slot."""
        return sum(lane.count.unsure for lane in self.lanes)

    @property
    def overdue(self) -> int:
        """Return the number of overdue forecasts."""
        return sum(lane.count.overdue for lane in self.lanes)

    @property
    def height(self) -> int:
        """Return the height, including the labels below the axis."""
        return self.axis + AXIS + (LABEL_LINE if any(tick.year for tick in self.ticks) else 0)


def place_lanes(counts: Mapping[str, Count], heights: Mapping[str, int]) -> tuple[tuple[Lane, ...], int]:
    """Stack the lanes that have entries; also returns the distance of the axis from the top.

    ``heights`` are those of the lanes by kind, in CSS pixels, without their names.
    """
    lanes, y = [], 0
    for kind, name in LANES.items():
        if counts[kind].number:
            lanes.append(Lane(kind, _(name), counts[kind], y + LANE_NAME, y + LANE_NAME + heights[kind]))
            y += LANE_NAME + heights[kind] + LANE_GAP
    return tuple(lanes), y


def total(counts: Iterable[Count]) -> Count:
    """Add up counts."""
    each = list(counts)
    return Count(
        sum(it.number for it in each),
        sum(it.unsure for it in each),
        sum(it.overdue for it in each),
        sum(it.share for it in each),
    )


def _counted_words(counts: Mapping[str, Count]) -> str:
    """Return counts by lane in words: ``12 claims (3 uncertain), 1 article, 2 forecasts (1 overdue)``."""
    return comma_list(f"{counted(it.number, kind)}{it.notes}" for kind, it in counts.items() if it.number)
