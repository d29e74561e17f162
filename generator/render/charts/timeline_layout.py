"""Lay out a timeline chart: a mark for each entry where there is room, else columns of counted entries.

Horizontal places and lengths are in hundredths of the width of the chart, vertical ones in CSS pixels. Nothing touches
at ``NARROWEST``, the width on a small phone; wider charts only have more room.
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
    TimelineChart,
    place_lanes,
    total,
)
from generator.render.views.timeline import Entry
from generator.text.edtf import DateRange, EdtfDate, date_range

NARROWEST = 288  # CSS pixels: width of the chart on a screen of 320
TARGET = 24  # CSS pixels: width and height that each mark has to itself, enough for a finger
TARGET_WIDTH = 100 * TARGET / NARROWEST  # the same in hundredths of the width
LEFT, RIGHT = 3.0, 97.0  # first and last place of a mark, which is half a mark away from the edge
ROWS = 5  # of marks in a lane; if more would be needed, entries are counted
MOST_MARKS = 40  # in all lanes; likewise
SLOTS = 24  # at most
DIGIT = 7  # CSS pixels: greatest width of a digit above a column
COLUMN = 26  # CSS pixels: height of the highest column


def layout_timeline(
    entries: Iterable[Entry], as_of: date, is_overdue: Callable[[Statement], bool]
) -> TimelineChart | None:
    """Lay out entries, whose order makes no difference; ``None`` if none has a known day.

    ``as_of`` is the day of the build, for which ``is_overdue`` tells whether a forecast is overdue.
    """
    every = list(entries)
    dated = [entry for entry in every if entry.date.earliest or entry.date.latest]
    if not dated:
        return None
    undated = len(every) - len(dated)
    overdue = {
        entry.target
        for entry in dated
        if entry.kind == "forecast" and entry.statement is not None and is_overdue(entry.statement)
    }
    chart = _layout_marks(dated, overdue, undated, as_of) if len(dated) <= MOST_MARKS else None
    return chart or _layout_columns(dated, overdue, undated, as_of)


def _days(when: EdtfDate) -> tuple[int, int]:
    """Return the first and the last day of a date as ordinals; if one is unknown, the other for both."""
    low = when.earliest or when.latest
    high = when.latest or when.earliest
    assert low is not None
    assert high is not None
    return low.toordinal(), high.toordinal()


def _span(ranges: Iterable[DateRange]) -> str:
    """Return the first and the last date in their own words, which need not name a day: ``March 2024 to 2025``."""
    every = list(ranges)
    first = min((it.first for it in every), key=lambda when: when.sort_key).words
    last = max((it.last for it in every), key=lambda when: (when.latest or date.min, when.sort_key)).words
    before = " or earlier" if any(it.is_open_before for it in every) else ""
    after = " or later" if any(it.is_open_after for it in every) else ""
    if first != last:
        return f"{first}{before} to {last}{after}"
    return f"{first}, or earlier or later" if before and after else f"{first}{before}{after}"


# Marks


def _layout_marks(
    entries: Iterable[Entry], overdue: Container[Target], undated: int, as_of: date
) -> TimelineChart | None:
    """Give each entry a mark of its own; ``None`` if that takes more than ``ROWS`` rows in a lane."""
    ordered = sorted(entries, key=lambda entry: entry.sort_key)
    days = [_days(entry.date) for entry in ordered]
    start, end = min(low for low, _ in days), max(high for _, high in days)
    first, last, length = date.fromordinal(start), date.fromordinal(end), max(end - start, 1)
    # Leave room for the bars of open dates beyond the first and the last day.
    left = LEFT + TARGET_WIDTH * any(entry.date.earliest is None for entry in ordered)
    right = RIGHT - TARGET_WIDTH * any(entry.date.latest is None for entry in ordered)

    def place_of(day: int) -> float:
        if start == end:
            return (LEFT + RIGHT) / 2
        return round(left + (right - left) * (day - start) / length, 2)

    row_ends: dict[str, list[float]] = {kind: [] for kind in LANES}  # where the free part of each row begins
    places: list[tuple[int, float, float, float, str]] = []
    for entry in ordered:
        x, start_of_bar, end_of_bar, fade = _bar(entry.date, place_of)
        row = _free_row(
            row_ends[entry.kind],
            min(start_of_bar, x - TARGET_WIDTH / 2),
            max(end_of_bar, x + TARGET_WIDTH / 2),
        )
        if row is None:
            return None
        places.append((row, x, start_of_bar, end_of_bar, fade))
    heights = {kind: len(rows) * TARGET for kind, rows in row_ends.items()}
    lanes, axis = place_lanes(_counts(ordered, overdue), heights)
    tops = {lane.kind: lane.top + TARGET // 2 for lane in lanes}
    marks = tuple(
        Mark(
            entry,
            _sign(entry, overdue),
            x,
            tops[entry.kind] + row * TARGET,
            start_of_bar,
            end_of_bar,
            fade,
            date_range(entry.date).lasts,
        )
        for entry, (row, x, start_of_bar, end_of_bar, fade) in zip(ordered, places, strict=True)
    )
    return TimelineChart(
        lanes=lanes,
        marks=marks,
        ticks=label_days(first, last, place_of),
        today=place_of(as_of.toordinal()) if first < as_of <= last else None,
        axis=axis,
        undated=undated,
        span=_span(date_range(entry.date) for entry in ordered),
    )


def _bar(when: EdtfDate, place_of: Callable[[int], float]) -> tuple[float, float, float, str]:
    """Return the place of an entry's sign, the start and the end of its bar, and where the bar fades.

    Something that lasted has its sign at the beginning; something at one time, in the middle of the possible times.
    """
    known = date_range(when)
    low, first_high = _ends(known.first, place_of)
    last_low, high = _ends(known.last, place_of)
    start, end = LEFT if known.is_open_before else low, RIGHT if known.is_open_after else high
    if known.is_open_before:
        x = high
    elif known.lasts:
        x = (low + min(first_high, end)) / 2
    else:
        x = low if known.is_open_after else (low + high) / 2
    # A date that is "about" a day or a year does not end with it: the bar is longer, and fades.
    if _is_signed(known.first) and not known.is_open_before:
        start = max(start - _margin(low, first_high), 0.0)
    if _is_signed(known.last) and not known.is_open_after:
        end = min(end + _margin(last_low, high), 100.0)
    return round(x, 2), round(start, 2), round(end, 2), _fade(when, known)


def _fade(when: EdtfDate, known: DateRange) -> str:
    soft_start, soft_end = _is_signed(known.first), _is_signed(known.last)
    if known.is_open_before:
        return "left-end" if soft_end else "left"
    if known.is_open_after:
        return "start-right" if soft_start else "right"
    if known.lasts:
        return "ends" if soft_start and soft_end else "start" if soft_start else "end" if soft_end else ""
    is_one_of = "X" in when.edtf or when.edtf.startswith("[")
    return "both" if is_one_of or when.uncertain or when.approximate else ""


def _is_signed(when: EdtfDate) -> bool:
    """Tell whether a date has one of the signs of EDTF for uncertain (``?``), approximate (``~``) or both (``%``)."""
    return when.uncertain or when.approximate


def _ends(when: EdtfDate, place_of: Callable[[int], float]) -> tuple[float, float]:
    """Return the places of the first and the last day of a date that has both."""
    assert when.earliest is not None
    assert when.latest is not None
    return place_of(when.earliest.toordinal()), place_of(when.latest.toordinal())


def _margin(low: float, high: float) -> float:
    return max((high - low) / 4, TARGET_WIDTH / 2)


def _free_row(row_ends: list[float], start: float, end: float) -> int | None:
    """Occupy the first row that is free from ``start`` on up to ``end``; ``None`` if there is none.

    Entries must come in order of their earliest day.
    """
    for row, row_end in enumerate(row_ends):
        if row_end <= start:
            row_ends[row] = end
            return row
    if len(row_ends) == ROWS:
        return None
    row_ends.append(end)
    return len(row_ends) - 1


def _sign(entry: Entry, overdue: Container[Target]) -> str:
    if entry.kind != "forecast":
        return entry.kind
    return (
        "overdue"
        if entry.target in overdue
        else "open"
        if entry.statement and entry.statement.is_open
        else "settled"
    )


def _counts(entries: Iterable[Entry], overdue: Container[Target]) -> dict[str, Count]:
    numbers = Counter((it.kind, it.kind == "forecast" and it.target in overdue) for it in entries)
    return {kind: Count(numbers[kind, False] + numbers[kind, True], 0, numbers[kind, True]) for kind in LANES}


# Columns


def _layout_columns(
    entries: Iterable[Entry], overdue: Container[Target], undated: int, as_of: date
) -> TimelineChart:
    """Count entries by the slot of their earliest day, or of the latest if no other is known."""
    numbers = Counter((it.date, it.kind, it.kind == "forecast" and it.target in overdue) for it in entries)
    beginnings = {when: date_range(when).beginning for when, _, _ in numbers}
    days = {when: date.fromordinal(_days(when)[0]) for when in beginnings}
    first, last = min(days.values()), max(days.values())
    unit = next(unit for unit in UNITS if unit.number(last) - unit.number(first) < SLOTS)
    units = range(unit.number(first), unit.number(last) + 1)
    counts: dict[int, dict[str, Count]] = defaultdict(lambda: dict.fromkeys(LANES, Count()))
    first_days: dict[int, date] = {}  # the earliest day in each slot that is not just the latest of its date
    for (when, kind, is_overdue), number in numbers.items():
        slot, day = unit.number(days[when]) - units.start, days[when]
        count = Count(number, number * (not _is_within(beginnings[when], unit)), number * is_overdue)
        counts[slot][kind] = total([counts[slot][kind], count])
        if when.earliest:
            first_days[slot] = min(day, first_days.get(slot, day))
    totals = {kind: total(of_slot[kind] for of_slot in counts.values()) for kind in LANES}
    heights = {kind: COLUMN + FIGURE * (2 if totals[kind].overdue else 1) for kind in LANES}
    lanes, axis = place_lanes(totals, heights)
    every = [count for of_slot in counts.values() for count in of_slot.values()]
    highest = max(count.number for count in every)
    longest = max(len(it) for count in every for it in (str(count.number), f"{count.overdue or ''}!"))
    width = round((RIGHT - LEFT) / max(len(units), 3), 3)
    left = (LEFT + RIGHT - width * len(units)) / 2
    today = unit.number(as_of) - units.start
    return TimelineChart(
        lanes=lanes,
        slots=tuple(
            Slot(
                unit.words(units.start + slot),
                str(first_days[slot].year) if slot in first_days else "unknown",
                first_days[slot].isoformat()[:7] if slot in first_days else "unknown",
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
        ticks=label_units(unit, units, lambda number: round(left + width * (number - units.start + 0.5), 2)),
        today=round(left + width * (today + 0.5), 2) if 0 < today < len(units) - 1 else None,
        axis=axis,
        undated=undated,
        span=_span(beginnings.values()),
    )


def _is_within(beginning: DateRange, unit: Unit) -> bool:
    """Tell whether something surely began in the unit in which it is counted."""
    first, last = beginning.first.earliest, beginning.last.latest
    return (
        beginning.is_sure
        and first is not None
        and last is not None
        and unit.number(first) == unit.number(last)
    )


def _column(kind: str, y: int, count: Count, highest: int) -> Column:
    height = max(3, round(COLUMN * count.number / highest))
    unsure = round(height * count.unsure / count.number)
    if 0 < count.unsure < count.number:
        unsure = min(max(unsure, 1), height - 1)
    return Column(kind, y, height, unsure, count)
