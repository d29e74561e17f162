"""Where things stand in the picture of a timeline: one mark each where there is room, else counted columns.

What may touch is worked out for ``NARROWEST``, the width that the picture has on a small phone; it only gets more room.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable
from datetime import date

from generator.model.site import Statement, Target
from generator.render.charts.time_axis import UNITS, Unit, label_days, label_units
from generator.render.charts.timeline_model import (
    FIGURE,
    LANES,
    Column,
    Count,
    Mark,
    Slot,
    TimelinePicture,
    place_lanes,
    total,
)
from generator.render.views.timeline import Entry
from generator.text.edtf import DateRange, EdtfDate, date_range

NARROWEST = 288  # pixels that the drawing has on a screen of 320
TARGET = 24  # pixels that each mark has to itself, across and down, so that a finger finds it
LEFT, RIGHT = 3.0, 97.0  # where time begins and ends: half a mark stands out on either side
APART = 100 * TARGET / NARROWEST
ROWS = 5  # of marks in a lane; where more would be needed, all is counted
MOST_MARKS = 40  # in all
SLOTS = 24  # columns at most
DIGIT = 7  # pixels across of a figure above a column, at most
COLUMN = 26  # pixels that columns have in height


def draw_timeline(
    entries: Iterable[Entry], as_of: date, is_overdue: Callable[[Statement], bool]
) -> TimelinePicture | None:
    """Place entries in a picture, the same in whatever order they come; ``None`` where nothing has a day at all.

    ``as_of`` is the day against which ``is_overdue`` says that something foretold is due.
    """
    given = list(entries)
    dated = [entry for entry in given if entry.date.earliest or entry.date.latest]
    if not dated:
        return None
    undated = len(given) - len(dated)
    late = {
        entry.target
        for entry in dated
        if entry.kind == "forecast" and entry.statement is not None and is_overdue(entry.statement)
    }
    marked = _marked(dated, late, undated, as_of) if len(dated) <= MOST_MARKS else None
    return marked or _counted(dated, late, undated, as_of)


def _days(dated: EdtfDate) -> tuple[int, int]:
    """The first and the last day, as ordinals; one that is not known is the other one."""
    low = dated.earliest or dated.latest
    high = dated.latest or dated.earliest
    assert low is not None
    assert high is not None
    return low.toordinal(), high.toordinal()


def _span(extents: Iterable[DateRange]) -> str:
    """From when to when, in the words of the dates themselves, which may not be days, nor all that can have been."""
    each = list(extents)
    first = min((it.first for it in each), key=lambda one: one.sort_key).words
    last = max((it.last for it in each), key=lambda one: (one.latest or date.min, one.sort_key)).words
    before = " or earlier" if any(it.is_open_before for it in each) else ""
    after = " or later" if any(it.is_open_after for it in each) else ""
    if first != last:
        return f"{first}{before} to {last}{after}"
    return f"{first}, or earlier or later" if before and after else f"{first}{before}{after}"


# One mark each


def _marked(
    entries: Iterable[Entry], late: Container[Target], undated: int, as_of: date
) -> TimelinePicture | None:
    """Give each entry a mark of its own; ``None`` where that takes too many rows."""
    ordered = sorted(entries, key=lambda entry: entry.sort_key)
    days = [_days(entry.date) for entry in ordered]
    start, end = min(low for low, _ in days), max(high for _, high in days)
    first, last, length = date.fromordinal(start), date.fromordinal(end), max(end - start, 1)
    # What is open is seen to be so at the first and the last day as well.
    left = LEFT + APART * any(entry.date.earliest is None for entry in ordered)
    right = RIGHT - APART * any(entry.date.latest is None for entry in ordered)

    def at(day: int) -> float:
        if start == end:
            return (LEFT + RIGHT) / 2
        return round(left + (right - left) * (day - start) / length, 2)

    rows: dict[str, list[float]] = {kind: [] for kind in LANES}  # of each lane, and where each is taken up to
    places: list[tuple[int, float, float, float, str]] = []
    for entry in ordered:
        x, low, high, fade = _bar(entry.date, at)
        row = _free_row(rows[entry.kind], min(low, x - APART / 2), max(high, x + APART / 2))
        if row is None:
            return None
        places.append((row, x, low, high, fade))
    heights = {kind: len(taken) * TARGET for kind, taken in rows.items()}
    lanes, axis = place_lanes(_counts(ordered, late), heights)
    tops = {lane.kind: lane.top + TARGET // 2 for lane in lanes}
    marks = tuple(
        Mark(
            entry,
            _sign(entry, late),
            x,
            tops[entry.kind] + row * TARGET,
            low,
            high,
            fade,
            date_range(entry.date).lasts,
        )
        for entry, (row, x, low, high, fade) in zip(ordered, places, strict=True)
    )
    return TimelinePicture(
        lanes=lanes,
        marks=marks,
        ticks=label_days(first, last, at),
        today=at(as_of.toordinal()) if first < as_of <= last else None,
        axis=axis,
        undated=undated,
        span=_span(date_range(entry.date) for entry in ordered),
    )


def _bar(dated: EdtfDate, at: Callable[[int], float]) -> tuple[float, float, float, str]:
    """Where the sign of an entry stands, from where to where it was or can be, and how that fades where it is not sure.

    What lasted has its sign at the beginning; what is one time, in the middle of when it can be.
    """
    known = date_range(dated)
    low, first_high = _ends(known.first, at)
    last_low, high = _ends(known.last, at)
    start, end = LEFT if known.is_open_before else low, RIGHT if known.is_open_after else high
    if known.is_open_before:
        x = high
    elif known.lasts:
        x = (low + min(first_high, end)) / 2
    else:
        x = low if known.is_open_after else (low + high) / 2
    # What is about a day or a year is not bounded by it: the bar reaches somewhat further, and grows faint.
    if _is_signed(known.first) and not known.is_open_before:
        start = max(start - _further(low, first_high), 0.0)
    if _is_signed(known.last) and not known.is_open_after:
        end = min(end + _further(last_low, high), 100.0)
    return round(x, 2), round(start, 2), round(end, 2), _fade(dated, known)


def _fade(dated: EdtfDate, known: DateRange) -> str:
    soft_start, soft_end = _is_signed(known.first), _is_signed(known.last)
    if known.is_open_before:
        return "left-end" if soft_end else "left"
    if known.is_open_after:
        return "start-right" if soft_start else "right"
    if known.lasts:
        return "ends" if soft_start and soft_end else "start" if soft_start else "end" if soft_end else ""
    is_one_of = "X" in dated.edtf or dated.edtf.startswith("[")
    return "both" if is_one_of or dated.uncertain or dated.approximate else ""


def _is_signed(one: EdtfDate) -> bool:
    return one.uncertain or one.approximate


def _ends(one: EdtfDate, at: Callable[[int], float]) -> tuple[float, float]:
    """From where to where a date reaches of which both ends are known."""
    assert one.earliest is not None
    assert one.latest is not None
    return at(one.earliest.toordinal()), at(one.latest.toordinal())


def _further(low: float, high: float) -> float:
    return max((high - low) / 4, APART / 2)


def _free_row(rows: list[float], low: float, high: float) -> int | None:
    """Take the first row that is free from ``low`` on; entries come by their earliest day."""
    for row, taken in enumerate(rows):
        if taken <= low:
            rows[row] = high
            return row
    if len(rows) == ROWS:
        return None
    rows.append(high)
    return len(rows) - 1


def _sign(entry: Entry, late: Container[Target]) -> str:
    if entry.kind != "forecast":
        return entry.kind
    return (
        "overdue"
        if entry.target in late
        else "open"
        if entry.statement and entry.statement.is_open
        else "settled"
    )


def _counts(entries: Iterable[Entry], late: Container[Target]) -> dict[str, Count]:
    numbers = Counter((it.kind, it.kind == "forecast" and it.target in late) for it in entries)
    return {kind: Count(numbers[kind, False] + numbers[kind, True], 0, numbers[kind, True]) for kind in LANES}


# Counted in slots


def _counted(entries: Iterable[Entry], late: Container[Target], undated: int, as_of: date) -> TimelinePicture:
    """Count entries by the slot of their earliest day, or of the latest where no other is known."""
    found = Counter((it.date, it.kind, it.kind == "forecast" and it.target in late) for it in entries)
    begun = {dated: date_range(dated).beginning for dated, _, _ in found}
    days = {dated: date.fromordinal(_days(dated)[0]) for dated in begun}
    first, last = min(days.values()), max(days.values())
    unit = next(unit for unit in UNITS if unit.number(last) - unit.number(first) < SLOTS)
    begin, many = unit.number(first), unit.number(last) - unit.number(first) + 1
    counts: dict[int, dict[str, Count]] = defaultdict(lambda: dict.fromkeys(LANES, Count()))
    begins: dict[int, date] = {}  # the earliest day of each slot that is a beginning
    for (dated, kind, is_late), number in found.items():
        slot, day = unit.number(days[dated]) - begin, days[dated]
        one = Count(number, number * (not _is_within(begun[dated], unit)), number * is_late)
        counts[slot][kind] = total([counts[slot][kind], one])
        if dated.earliest:
            begins[slot] = min(day, begins.get(slot, day))
    totals = {kind: total(of_slot[kind] for of_slot in counts.values()) for kind in LANES}
    figures = {kind: COLUMN + FIGURE * (2 if totals[kind].overdue else 1) for kind in LANES}
    lanes, axis = place_lanes(totals, figures)
    every = [count for of_slot in counts.values() for count in of_slot.values()]
    highest = max(count.number for count in every)
    longest = max(len(it) for count in every for it in (str(count.number), f"{count.overdue or ''}!"))
    width = round((RIGHT - LEFT) / max(many, 3), 3)
    left = (LEFT + RIGHT - width * many) / 2
    today = unit.number(as_of) - begin
    return TimelinePicture(
        lanes=lanes,
        slots=tuple(
            Slot(
                unit.words(begin + slot),
                str(begins[slot].year) if slot in begins else "unknown",
                begins[slot].isoformat()[:7] if slot in begins else "unknown",
                round(left + width * slot, 2),
                width,
                tuple(
                    _column(lane.kind, lane.bottom, of_slot[lane.kind], highest)
                    for lane in lanes
                    if of_slot[lane.kind].number
                ),
            )
            for slot, of_slot in sorted(counts.items())
        ),
        unit=unit.name,
        is_tight=width * NARROWEST / 100 < DIGIT * longest,
        ticks=label_units(unit, begin, many, lambda number: round(left + width * (number - begin + 0.5), 2)),
        today=round(left + width * (today + 0.5), 2) if 0 < today < many - 1 else None,
        axis=axis,
        undated=undated,
        span=_span(begun.values()),
    )


def _is_within(begun: DateRange, unit: Unit) -> bool:
    """Say whether it is sure that something began in the unit in which it is counted."""
    first, last = begun.first.earliest, begun.last.latest
    return (
        begun.is_sure and first is not None and last is not None and unit.number(first) == unit.number(last)
    )


def _column(kind: str, y: int, count: Count, highest: int) -> Column:
    height = max(3, round(COLUMN * count.number / highest))
    unsure = round(height * count.unsure / count.number)
    if 0 < count.unsure < count.number:
        unsure = min(max(unsure, 1), height - 1)
    return Column(kind, y, height, unsure, count)
