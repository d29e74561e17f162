"""Lay out a timeline chart: a mark for each of a few entries, else columns of counted entries.

Horizontal places and lengths are in hundredths of the width of the chart, vertical ones in CSS pixels. Nothing touches
at ``NARROWEST``, the width on a small phone; wider charts only have more room.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from generator.model.scales import STATUSES
from generator.model.site import Statement, Target
from generator.render.charts.link_map import fit_line, text_width
from generator.render.charts.time_axis import UNITS, Unit, label_days, label_units
from generator.render.charts.timeline_model import (
    FIGURE,
    LANES,
    Column,
    Count,
    Mark,
    MarkLabel,
    Slot,
    TimelineChart,
    place_lanes,
    total,
)
from generator.render.views.timeline import Entry
from generator.text.edtf import DateRange, EdtfDate, date_range
from generator.translation import _, join_ends

NARROWEST = 288  # CSS pixels: width of the chart on a screen of 320
WIDE = 600  # CSS pixels: width from which on labels are longer
TARGET = 24  # CSS pixels: width and height that each mark has to itself, enough for a finger
TARGET_WIDTH = 100 * TARGET / NARROWEST  # the same in hundredths of the width
LEFT, RIGHT = 3.0, 97.0  # first and last place of a mark, which is half a mark away from the edge
MOST_MARKS = 60  # in all lanes; more entries are counted
LABELS = 12  # of claims, at most: of those on which most judgments rest
LABEL = 55.0  # greatest width of a label
LABEL_GAP = 3.5  # between a bar and its label, 10 CSS pixels
SHORTEST = 8  # characters of a label
SLOTS = 24  # at most
FEWEST_SLOTS = 3  # of a width that was chosen for uncertain dates
MOST_UNSURE = 1 / 4  # of the entries may belong to more than one slot, if wider slots help
DIGIT = 8  # CSS pixels: greatest width of a digit above a column
COLUMN = 26  # CSS pixels: height of the highest column


def layout_timeline(
    entries: Iterable[Entry],
    as_of: date,
    is_overdue: Callable[[Statement], bool],
    judgments_on: Callable[[Target], int] = lambda target: 0,
) -> TimelineChart | None:
    """Lay out entries, whose order makes no difference; ``None`` if none has a known day.

    ``as_of`` is the day of the build, for which ``is_overdue`` tells whether a forecast is overdue. ``judgments_on``
    returns how many judgments rest on a claim or judgment; the ones on which most do have a label.
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
    if len(dated) > MOST_MARKS:
        return _layout_columns(dated, overdue, undated, as_of)
    ordered = sorted(dated, key=lambda entry: entry.sort_key)
    return _layout_marks(ordered, _labels(ordered, overdue, judgments_on), overdue, undated, as_of)


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
    is_open_before, is_open_after = (
        any(it.is_open_before for it in every),
        any(it.is_open_after for it in every),
    )
    if first == last and is_open_before and is_open_after:
        return _("{date}, or earlier or later", date=first)
    earliest = _("{date} or earlier", date=first) if is_open_before else first
    latest = _("{date} or later", date=last) if is_open_after else last
    if first != last:
        return join_ends(earliest, latest)
    return earliest if is_open_before else latest


# Marks


def _labels(
    entries: Iterable[Entry], overdue: Container[Target], judgments_on: Callable[[Target], int]
) -> dict[Entry, str]:
    """Return the words next to marks: what judgments rest on, and the status of forecasts."""
    labels, relied_on = {}, []
    for entry in entries:
        if entry.kind == "forecast":
            labels[entry] = _(STATUSES[_status(entry, overdue)])
        elif number := judgments_on(entry.target):
            relied_on.append((number, entry))
    relied_on.sort(key=lambda pair: -pair[0])
    return labels | {entry: entry.target.label for _, entry in relied_on[:LABELS]}


def _layout_marks(
    ordered: Sequence[Entry],
    labels: Mapping[Entry, str],
    overdue: Container[Target],
    undated: int,
    as_of: date,
) -> TimelineChart:
    """Give each entry a mark of its own, in the first row of its lane that has room."""
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

    rows: dict[str, list[_Taken]] = {kind: [] for kind in LANES}
    places = []
    for entry in ordered:
        x, start_of_bar, end_of_bar, fade = _bar(entry.date, place_of)
        low, high = min(start_of_bar, x - TARGET_WIDTH / 2), max(end_of_bar, x + TARGET_WIDTH / 2)
        label = _place_label(labels[entry], low, high) if entry in labels else None
        taken = (min(low, label.start), max(high, label.end)) if label else (low, high)
        row = _free_row(rows[entry.kind], *taken)
        places.append((entry, row, x, start_of_bar, end_of_bar, fade, label))
    heights = {kind: len(of_kind) * TARGET for kind, of_kind in rows.items()}
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
            label and _lengthen(label, labels[entry], rows[entry.kind][row]),
        )
        for entry, row, x, start_of_bar, end_of_bar, fade, label in places
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


_Taken = list[tuple[float, float]]
"""The places that are taken in a row of marks."""


def _free_row(rows: list[_Taken], start: float, end: float) -> int:
    """Take the place from ``start`` to ``end`` in the first row in which it is free, or in a new one."""
    free = (
        number for number, taken in enumerate(rows) if all(end <= low or high <= start for low, high in taken)
    )
    row = next(free, len(rows))
    rows[row:] = rows[row:] or [[]]
    rows[row].append((start, end))
    return row


def _place_label(words: str, low: float, high: float) -> MarkLabel | None:
    """Place a label on the side of its mark where there is more room, cut to fit; ``None`` if there is none."""
    is_before = low > 100 - high
    room = min(low if is_before else 100 - high, LABEL) - LABEL_GAP
    shown = fit_line(words, room * NARROWEST / 100)
    if len(shown) < min(len(words), SHORTEST):
        return None
    width = 100 * text_width(shown) / NARROWEST + LABEL_GAP
    return MarkLabel(shown, shown, is_before, *((low - width, low) if is_before else (high, high + width)))


def _lengthen(label: MarkLabel, words: str, row: _Taken) -> MarkLabel:
    """Give a label the words for which there is room in its row, on a narrow and on a wide screen."""
    if label.is_before:
        room = label.end - max((end for _, end in row if end <= label.start), default=0.0) - LABEL_GAP
    else:
        room = min((start for start, _ in row if start >= label.end), default=100.0) - label.start - LABEL_GAP
    narrow, wide = (fit_line(words, room * pixels / 100) or label.words for pixels in (NARROWEST, WIDE))
    width = 100 * max(text_width(narrow) / NARROWEST, text_width(wide) / WIDE) + LABEL_GAP
    start, end = (label.end - width, label.end) if label.is_before else (label.start, label.start + width)
    row.append((start, end))
    return MarkLabel(narrow, wide, label.is_before, start, end)


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


def _status(entry: Entry, overdue: Container[Target]) -> str:
    """Return the status of a forecast."""
    outcome = entry.statement.outcome if entry.statement else None
    if entry.target in overdue:
        return "overdue"
    return outcome.status if outcome else "open"


def _sign(entry: Entry, overdue: Container[Target]) -> str:
    if entry.kind != "forecast":
        return entry.kind
    status = _status(entry, overdue)
    return status if status in ("overdue", "open") else "settled"


def _counts(entries: Iterable[Entry], overdue: Container[Target]) -> dict[str, Count]:
    numbers = Counter((it.kind, it.kind == "forecast" and it.target in overdue) for it in entries)
    return {kind: Count(numbers[kind, False] + numbers[kind, True], 0, numbers[kind, True]) for kind in LANES}


# Columns


def _layout_columns(
    entries: Sequence[Entry], overdue: Container[Target], undated: int, as_of: date
) -> TimelineChart:
    """Count entries by slot; an entry that may belong to several has an equal share in each."""
    dates = Counter((it.date, it.kind, it.kind == "forecast" and it.target in overdue) for it in entries)
    numbers = Counter[tuple[_Days, str, bool]]()
    for (when, kind, is_overdue), number in dates.items():
        numbers[_possible_days(when, kind), kind, is_overdue] += number
    bounds = [day for days, _, _ in numbers for day in (days.first, days.last) if day]
    first, last = min(bounds), max(bounds)
    unit = _choose_unit(numbers, first, last)
    units = range(unit.number(first), unit.number(last) + 1)
    counts: dict[int, dict[str, Count]] = defaultdict(lambda: dict.fromkeys(LANES, Count()))
    unsure = Counter[str]()
    listed: dict[int, date] = {}  # the earliest day of the entries in each slot, under which lists have them
    for (days, kind, is_overdue), number in numbers.items():
        slots = [at - units.start for at in days.units(unit, first, last)]
        is_unsure = not days.is_sure or len(slots) > 1
        unsure[kind] += number * is_unsure
        for slot in slots:
            late = number * (is_overdue and slot == slots[-1])
            count = Count(number, number * is_unsure, late, number / len(slots) * is_unsure)
            counts[slot][kind] = total([counts[slot][kind], count])
            if days.listed:
                listed[slot] = min(days.listed, listed.get(slot, days.listed))
    totals = {kind: replace(count, unsure=unsure[kind]) for kind, count in _counts(entries, overdue).items()}
    heights = {kind: COLUMN + FIGURE * (2 if totals[kind].overdue else 1) for kind in LANES}
    lanes, axis = place_lanes(totals, heights)
    every = [count for of_slot in counts.values() for count in of_slot.values()]
    highest = max(count.size for count in every)
    longest = max(len(it) for count in every for it in (str(count.sure), f"{count.overdue or ''}!"))
    width = round((RIGHT - LEFT) / max(len(units), 3), 3)
    left = (LEFT + RIGHT - width * len(units)) / 2
    today = unit.number(as_of) - units.start
    return TimelineChart(
        lanes=lanes,
        slots=tuple(
            Slot(
                unit.words(units.start + slot),
                str(listed[slot].year) if slot in listed else "unknown",
                listed[slot].isoformat()[:7] if slot in listed else "unknown",
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
        span=_span(date_range(when).beginning for when, _, _ in dates),
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """Between which days something began, or an article was published; ``None`` if that is open."""

    first: date | None
    last: date | None
    is_sure: bool
    listed: date | None  # the earliest possible day, under which lists have it

    def units(self, unit: Unit, first: date, last: date) -> range:
        """Return the units to which it may belong, in a chart from ``first`` to ``last``."""
        return range(unit.number(self.first or first), unit.number(self.last or last) + 1)


def _possible_days(when: EdtfDate, kind: str) -> _Days:
    known = date_range(when)
    if kind != "article":  # an article has no duration
        known = known.beginning
    first = None if known.is_open_before else known.first.earliest
    last = None if known.is_open_after else known.last.latest
    return _Days(first, last, known.is_sure, when.earliest)


def _choose_unit(numbers: Mapping[tuple[_Days, str, bool], int], first: date, last: date) -> Unit:
    """Choose the narrowest slots to which nearly all entries surely belong, or else as many as can."""

    def unsure(unit: Unit) -> int:
        return sum(
            number
            for (days, _, _), number in numbers.items()
            if not days.is_sure or len(days.units(unit, first, last)) > 1
        )

    lengths = {unit: unit.number(last) - unit.number(first) + 1 for unit in UNITS}
    fitting = [unit for unit, length in lengths.items() if length <= SLOTS]
    fitting = fitting[:1] + [unit for unit in fitting[1:] if lengths[unit] >= FEWEST_SLOTS]
    most = MOST_UNSURE * sum(numbers.values())
    return next((unit for unit in fitting if unsure(unit) <= most), min(fitting, key=unsure))


def _column(kind: str, y: int, count: Count, highest: float) -> Column:
    height = max(3, round(COLUMN * count.size / highest))
    unsure = round(height * count.share / count.size)
    if 0 < count.share < count.size:
        unsure = min(max(unsure, 1), height - 1)
    return Column(kind, y, height, unsure, count)
