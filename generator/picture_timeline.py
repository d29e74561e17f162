"""Where things stand in the picture of a timeline: one mark each where there is room, else counted columns.

What may touch is worked out for ``NARROWEST``, the width that the picture has on a small phone; it only gets more room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable
from datetime import date

from generator.dates import EdtfDate, day_words
from generator.site import Statement, Target
from generator.time_axis import UNITS, label_days, label_units
from generator.timeline import Entry
from generator.timeline_shapes import LANES, Column, Mark, Slot, TimelinePicture, place_lanes

NARROWEST = 288  # pixels that the drawing has on a screen of 320
TARGET = 24  # pixels that each mark has to itself, across and down, so that a finger finds it
LEFT, RIGHT = 3.0, 97.0  # where time begins and ends: half a mark stands out on either side
APART = 100 * TARGET / NARROWEST
ROWS = 5  # of marks in a lane; where more would be needed, all is counted
MOST_MARKS = 40  # in all
SLOTS = 24  # columns at most
DIGIT = 7  # pixels across of a figure above a column, at most
COLUMN = 40  # pixels that columns have in height, their figures included

_LANE = {"claim": 0, "judgment": 0, "report": 1, "forecast": 2}


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


def _span(first: date, last: date) -> str:
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"


# One mark each


def _marked(
    entries: Iterable[Entry], late: Container[Target], undated: int, as_of: date
) -> TimelinePicture | None:
    """Give each entry a mark of its own; ``None`` where that takes too many rows."""
    ordered = sorted(entries, key=lambda entry: entry.sort_key)
    days = [_days(entry.date) for entry in ordered]
    start, end = min(low for low, _ in days), max(high for _, high in days)
    first, last, length = date.fromordinal(start), date.fromordinal(end), max(end - start, 1)

    def at(day: int) -> float:
        if start == end:
            return (LEFT + RIGHT) / 2
        return round(LEFT + (RIGHT - LEFT) * (day - start) / length, 2)

    rows: list[list[float]] = [[], [], []]  # for each lane, where each row is taken up to
    places: list[tuple[int, int, float, float, float, str]] = []
    for entry in ordered:
        low, high, fade = _bar(entry.date, at)
        x = low if fade == "right" else high if fade == "left" else round((low + high) / 2, 2)
        lane = _LANE[entry.kind]
        row = _free_row(rows[lane], min(low, x - APART / 2), max(high, x + APART / 2))
        if row is None:
            return None
        places.append((lane, row, x, low, high, fade))
    lanes, axis = place_lanes(_numbers(ordered), [len(taken) * TARGET for taken in rows])
    tops = {lane.place: lane.top + TARGET // 2 for lane in lanes}
    marks = tuple(
        Mark(entry, _sign(entry, late), x, tops[lane] + row * TARGET, low, high, fade)
        for entry, (lane, row, x, low, high, fade) in zip(ordered, places, strict=True)
    )
    return TimelinePicture(
        lanes=lanes,
        marks=marks,
        ticks=label_days(first, last, at),
        today=at(as_of.toordinal()) if first < as_of <= last else None,
        axis=axis,
        overdue=sum(mark.sign == "overdue" for mark in marks),
        undated=undated,
        span=_span(first, last),
    )


def _bar(dated: EdtfDate, at: Callable[[int], float]) -> tuple[float, float, str]:
    """From where to where an entry can be, and at which ends it fades out, being open or not sure there."""
    if dated.earliest is None or dated.latest is None:
        known = at(_days(dated)[0])
        return (LEFT, known, "left") if dated.earliest is None else (known, RIGHT, "right")
    low, high = at(dated.earliest.toordinal()), at(dated.latest.toordinal())
    if not (dated.uncertain or dated.approximate or "X" in dated.edtf or dated.edtf.startswith("[")):
        return low, high, ""
    # What is about a day or a year is not bounded by it: the bar reaches somewhat further, and grows faint.
    further = 0.0 if "X" in dated.edtf else max((high - low) / 4, APART / 2)
    return round(max(low - further, 0.0), 2), round(min(high + further, 100.0), 2), "both"


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


def _numbers(entries: Iterable[Entry]) -> list[int]:
    numbers = [0] * len(LANES)
    for entry in entries:
        numbers[_LANE[entry.kind]] += 1
    return numbers


# Counted in slots


def _counted(entries: Iterable[Entry], late: Container[Target], undated: int, as_of: date) -> TimelinePicture:
    """Count entries by the slot of their earliest day, or of the latest where no other is known."""
    found: Counter[tuple[int, int, bool, bool]] = Counter()
    for it in entries:
        earliest = it.date.earliest
        day = earliest or it.date.latest
        assert day is not None
        is_late = it.kind == "forecast" and it.target in late
        found[day.toordinal(), _LANE[it.kind], earliest is None, is_late] += 1
    first, last = date.fromordinal(min(found)[0]), date.fromordinal(max(found)[0])
    unit = next(unit for unit in UNITS if unit.number(last) - unit.number(first) < SLOTS)
    begin, many = unit.number(first), unit.number(last) - unit.number(first) + 1
    numbers = [[0] * many for _ in LANES]
    overdue = [0] * many
    begins: list[date | None] = [None] * many  # the earliest day of each slot that is a beginning
    for (ordinal, lane, is_open, is_late), number in sorted(found.items()):
        day = date.fromordinal(ordinal)
        slot = unit.number(day) - begin
        numbers[lane][slot] += number
        overdue[slot] += number * is_late
        begins[slot] = begins[slot] or (None if is_open else day)
    lanes, axis = place_lanes([sum(lane) for lane in numbers], [COLUMN] * len(LANES))
    highest = max(map(max, numbers))
    width = round((RIGHT - LEFT) / max(many, 3), 3)
    left = (LEFT + RIGHT - width * many) / 2
    slots = []
    for slot, day in enumerate(begins):
        columns = [
            Column(
                lane.place,
                lane.bottom,
                max(3, round((COLUMN - 14) * number / highest)),
                number,
                overdue[slot] if lane.place == 2 else 0,
            )
            for lane in lanes
            if (number := numbers[lane.place][slot])
        ]
        if not columns:
            continue
        slots.append(
            Slot(
                unit.words(begin + slot),
                str(day.year) if day else "unknown",
                day.isoformat()[:7] if day else "unknown",
                round(left + width * slot, 2),
                width,
                tuple(lane[slot] for lane in numbers),
                overdue[slot],
                tuple(columns),
            )
        )
    today = unit.number(as_of) - begin
    return TimelinePicture(
        lanes=lanes,
        slots=tuple(slots),
        unit=unit.name,
        is_tight=width * NARROWEST / 100 < DIGIT * len(str(highest)),
        ticks=label_units(unit, begin, many, lambda number: round(left + width * (number - begin + 0.5), 2)),
        today=round(left + width * (today + 0.5), 2) if 0 < today < many - 1 else None,
        axis=axis,
        overdue=sum(overdue),
        undated=undated,
        span=_span(first, last),
    )
