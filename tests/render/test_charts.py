"""Pictures show all there is, in the right place, at any size; and nothing in them touches, or does anything."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.model.site import NO_PROSE, Outcome, Statement, Target
from generator.render.chart_functions import ChartFunctions
from generator.render.charts.heat_table import build_heat_table
from generator.render.charts.link_map import (
    LINE,
    LINES,
    NAME,
    ON_A_SIDE,
    WIDTH,
    LinkMap,
    Neighbour,
    label_lines,
    layout_link_map,
    strongest,
    text_width,
)
from generator.render.charts.link_map_svg import write_link_map_svg
from generator.render.charts.time_axis import UNITS
from generator.render.charts.timeline_layout import (
    LABELS,
    MOST_MARKS,
    SLOTS,
    TARGET,
    TARGET_WIDTH,
    layout_timeline,
)
from generator.render.charts.timeline_model import Mark, TimelineChart
from generator.render.charts.timeline_svg import write_timeline_svg
from generator.render.environment import make_environment
from generator.render.views.timeline import Entry
from generator.text.edtf import parse_edtf
from generator.translation import use_language
from tests.helpers.html_tree import Element, read_html
from tests.render.test_topic_and_entity import a_brief, a_claim, a_site

TODAY = date(2024, 6, 1)
HOSTILE = (
    "</title></svg><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "](javascript:alert(1)) [x](y){: onclick=z }",
    "``` *a* __b__ &lt; &amp;amp; \\",
    "혜산 세관이 다시 열렸다",
)


def an_entry(
    edtf: str, kind: str = "claim", name: str = "x", label: str = "Words", status: str = ""
) -> Entry:
    what = "source" if kind == "article" else "claim" if kind == "forecast" else kind
    target = Target(what, name, label, f"briefs/{name}.md", "c")
    outcome = Outcome(status, None, NO_PROSE) if status else None
    when = parse_edtf(edtf)
    statement = Statement(
        target=target, brief=target, text=NO_PROSE, when=None, where=(), expected=when, outcome=outcome
    )
    return Entry(when, kind, target, None if kind == "article" else statement)


def drawn(*entries: Entry) -> TimelineChart:
    found = layout_timeline(
        entries, TODAY, lambda it: bool(it.expected and (it.expected.latest or TODAY) < TODAY)
    )
    assert found
    return found


def svg(chart: TimelineChart) -> str:
    return write_timeline_svg(chart, "it", lambda target: f"../{target.id}/", lambda slot: f"#_{slot.year}")


def as_shown(html: str) -> Element:
    """What Python-Markdown leaves of a chart, with the extensions of the site."""
    page = f"Before.\n\n<figure>\n{html}\n</figure>\n\nAfter."
    shown = markdown.markdown(page, extensions=["attr_list", "md_in_html", "tables", "toc"])
    assert html in shown
    return read_html(shown)


# Timelines


@pytest.mark.parametrize("entries", [[], [an_entry("XXXX")]], ids=["nothing", "nothing with a day"])
def test_without_a_day_there_is_no_timeline(entries: list[Entry]) -> None:
    assert layout_timeline(entries, TODAY, lambda _: False) is None


def test_one_event_has_one_mark_and_its_day_below() -> None:
    chart = drawn(an_entry("2024-03-05"))
    assert [(mark.sign, mark.x, mark.fade) for mark in chart.marks] == [("claim", 50, "")]
    assert [(tick.words, tick.year) for tick in chart.ticks] == [("5 Mar", "2024")]
    assert chart.counted == "5 March 2024: 1 claim"


def test_each_kind_has_a_lane_of_its_own_so_that_what_we_conclude_is_not_taken_for_what_was_said() -> None:
    chart = drawn(
        an_entry("2024-03-05"),
        an_entry("2024-03-06", "judgment"),
        an_entry("2024-03-07", "article"),
        an_entry("2024-09", "forecast", status="open"),
    )
    assert [(lane.name, lane.count.number) for lane in chart.lanes] == [
        ("Claims", 1),
        ("Judgments", 1),
        ("Articles", 1),
        ("Forecasts", 1),
    ]
    for lane, mark in zip(chart.lanes, chart.marks, strict=True):
        assert lane.top < mark.y < lane.bottom < chart.axis


def drawn_within_half_a_year(edtf: str) -> tuple[TimelineChart, Mark]:
    """Draw something between the first days of January and June 2024; also gives its mark."""
    chart = drawn(an_entry(edtf), an_entry("2024-01-01"), an_entry("2024-06-01"))
    return chart, next(mark for mark in chart.marks if mark.entry.date.edtf == edtf)


@pytest.mark.parametrize(
    ("edtf", "fade"),
    [
        ("2024-03", ""),
        ("2024-03/2024-04", ""),
        ("2024-03~", "both"),
        ("2024-03?", "both"),
        ("2024-03-0X", "both"),
        ("[2024-03-02,2024-03-09]", "both"),
        ("2024-03/..", "right"),
        ("[2024-03..]", "right"),
        ("../2024-03", "left"),
        ("2024-03~/..", "start-right"),
        ("../2024-03~", "left-end"),
        ("2024-02~/2024-04", "start"),
        ("2024-02/2024-04?", "end"),
        ("2024-02~/2024-04?", "ends"),
    ],
)
def test_a_date_that_is_not_sure_or_open_is_a_bar_that_fades(edtf: str, fade: str) -> None:
    chart, mark = drawn_within_half_a_year(edtf)
    assert mark.fade == fade
    assert mark.end - mark.start > 3
    assert (f'fill="url(#_fade-{fade}-claim)"' in svg(chart)) == bool(fade)


@pytest.mark.parametrize(
    ("edtf", "place"),
    [
        ("2024-02", "middle"),
        ("[2024-02..2024-04]", "middle"),
        ("[2024-02..]", "start"),
        ("[..2024-02]", "end"),
        ("2024-02-01/2024-04", "start"),
        ("{2024-02-01,2024-04}", "start"),
        ("2024-02-01/..", "start"),
        ("../2024-02", "end"),
    ],
)
def test_what_lasted_has_its_sign_at_the_beginning(edtf: str, place: str) -> None:
    """A sign in the middle of it would say that it was then; what is one time can have been then."""
    _, mark = drawn_within_half_a_year(edtf)
    where = {"start": mark.start, "middle": (mark.start + mark.end) / 2, "end": mark.end}[place]
    assert mark.x == pytest.approx(where, abs=0.01)


@pytest.mark.parametrize("edtf", ["[2024-06-01..]", "2024-06-01/..", "[..2024-01-01]", "../2024-01-01"])
def test_what_is_open_has_a_bar_at_the_very_side_too(edtf: str) -> None:
    """Without one, "1 June 2024 or later" would look like that day."""
    _, mark = drawn_within_half_a_year(edtf)
    assert mark.end - mark.start == pytest.approx(TARGET_WIDTH, abs=0.01)


@pytest.mark.parametrize(
    "edtf",
    [
        "2024-11/2024-XX",
        "2024-XX/2024-03",
        "2024-06/2024",
        "2023-24/2024-01",
        "2024-03/2024-03-15",
        "2024-06-15/2024-06",
    ],
)
def test_what_begins_and_ends_at_once_as_far_as_is_known_lies_inside_of_the_picture(edtf: str) -> None:
    """November 2024 to some time in 2024: the end can be before the beginning, but it was not."""
    chart = drawn(an_entry(edtf))
    (mark,) = chart.marks
    assert (mark.start, mark.end) == (3, 97)
    assert mark.start <= mark.x < mark.end
    first, last = edtf.split("/")
    assert chart.span == f"{parse_edtf(first).words} to {parse_edtf(last).words}"


def test_of_what_lasted_a_bar_goes_further_only_where_it_is_not_sure() -> None:
    years = [an_entry(day) for day in ("2019-01-01", "2025-01-01")]
    sure, about = (
        next(mark for mark in drawn(an_entry(edtf), *years).marks if mark.entry.date.edtf == edtf)
        for edtf in ("2020-01/2022-12", "2020-01/2022-12~")
    )
    assert about.start == sure.start
    assert sure.end + 4 < about.end < sure.end + 5


@pytest.mark.parametrize(
    ("dates", "span"),
    [
        (["2024-03-05"], "5 March 2024"),
        (["[2024-01..]"], "January 2024 or later"),
        (["2020-01", "[..2020-01]", "[2024-01..]"], "January 2020 or earlier to January 2024 or later"),
        (["2020-06~/2022-12%", "2021"], "about June 2020 to about December 2022 (uncertain)"),
        (["2020-06/..", "../2021"], "June 2020 or earlier to 2021 or later"),
        (["[2024-01..]", "[..2024-01]"], "January 2024, or earlier or later"),
        (["[2024-03-09,2024-03-02]", "2023?"], "2023 (uncertain) to 9 March 2024"),
    ],
)
def test_a_picture_is_described_in_the_words_of_its_dates(dates: list[str], span: str) -> None:
    assert drawn(*map(an_entry, dates)).span == span


@pytest.mark.parametrize(
    ("due", "status", "sign", "words"),
    [
        ("2024-05", "", "overdue", "forecast, overdue"),
        ("2024-07", "", "open", "forecast, open"),
        ("2024-05", "late", "settled", "forecast, occurred late"),
    ],
)
def test_a_forecast_shows_what_became_of_it(due: str, status: str, sign: str, words: str) -> None:
    entry = an_entry(due, "forecast", status=status)
    chart = layout_timeline(
        [entry, an_entry("2020-01-01"), an_entry("2026-01-01")],
        TODAY,
        lambda it: it.is_open and due < "2024-06",
    )
    assert chart
    mark = chart.marks[1]
    assert mark.sign == sign
    assert mark.label
    assert mark.label.words == {"late": "occurred late"}.get(status, sign)
    assert f"May 2024: Words ({words})" in svg(chart).replace("July", "May")
    assert f'xlink:href="#_sign-{sign}"' in svg(chart)


def test_many_on_one_day_are_counted_in_one_column() -> None:
    chart = drawn(*(an_entry("2024-03-05", name=f"n{at}") for at in range(MOST_MARKS + 1)))
    assert not chart.marks
    assert [(slot.words, slot.counted) for slot in chart.slots] == [("5 March 2024", "61 claims")]


def test_above_a_column_stands_how_many_of_its_forecasts_are_overdue() -> None:
    overdue = [an_entry("2024-01-05", "forecast", name=f"o{at}") for at in range(2)]
    settled = [an_entry("2024-01-05", "forecast", name=f"s{at}", status="occurred") for at in range(70)]
    chart = layout_timeline([*overdue, *settled], TODAY, lambda it: it.is_open)
    assert chart
    assert chart.overdue == 2
    assert ">72</text>" in svg(chart)
    assert ">2!</text>" in svg(chart)
    assert "5 January 2024: 72 forecasts (2 overdue)." in svg(chart)


@pytest.mark.parametrize(
    ("edtf", "columns"),
    [
        ("2024-03", 0),
        ("2024-01-05", 0),
        ("2024-01/2024-02", 0),
        ("2024-03/2026", 0),  # it went on, but this is when it began
        ("2024-03/..", 0),
        ("{2024-03,2025}", 0),
        ("[2024-01..2024-03]", 0),
        ("2024", 4),
        ("2024-03~", 1),
        ("2024-02?", 1),
        ("[2024-03..]", 4),
        ("[..2024-03]", 13),
        ("../2024-03", 13),
        ("[2024-03..2024-04]", 2),
        ("2024-03~/2024-05", 1),
    ],
)
def test_what_may_belong_to_several_columns_has_an_equal_share_in_each(edtf: str, columns: int) -> None:
    days = ("2021-01-01", "2024-01-01", "2024-12-31")
    chart = drawn(*(an_entry(day, name=f"{day}-{at}") for day in days for at in range(30)), an_entry(edtf))
    assert chart.unit == "quarter"
    shared = [slot.counts["claim"] for slot in chart.slots if slot.counts["claim"].unsure]
    assert [(count.unsure, round(count.share * columns, 6)) for count in shared] == [(1, 1)] * columns
    assert sum(slot.counts["claim"].size for slot in chart.slots) == pytest.approx(91)
    assert chart.unsure == bool(columns)
    assert ("What is uncertain may belong to another quarter." in svg(chart)) == bool(columns)
    assert svg(chart).count("sb-tl__column--unsure") == columns


def test_an_article_of_one_of_two_years_is_not_counted_on_a_first_of_january() -> None:
    """Columns are no narrower than the dates allow."""
    articles = [an_entry("2004/2005", "article", f"a{at}") for at in range(50)]
    chart = drawn(*articles, *(an_entry(f"{2001 + at}-05-01", "article", f"b{at}") for at in range(14)))
    assert chart.unit == "year"
    sizes = {slot.words: slot.counts["article"].size for slot in chart.slots}
    assert sizes == {str(year): 26 if year in (2004, 2005) else 1 for year in range(2001, 2015)}
    alone = drawn(*(an_entry("2004/2005", "article", f"a{at}") for at in range(61)))
    assert len(alone.slots) > 1
    assert {round(slot.counts["article"].size, 6) for slot in alone.slots} == {
        round(61 / len(alone.slots), 6)
    }


def test_few_dates_that_are_not_sure_leave_the_columns_narrow() -> None:
    months = [an_entry(f"2024-{1 + at % 12:02}-05", name=f"n{at}") for at in range(90)]
    assert drawn(*months, *(an_entry("2024", name=f"y{at}") for at in range(20))).unit == "month"


def test_what_is_not_sure_has_its_share_of_a_column() -> None:
    entries = [an_entry("2024-01-01" if at < 60 else "[2024-01-01..]", name=f"n{at}") for at in range(80)]
    (column,) = drawn(*entries).slots[0].columns
    assert column.unsure / column.height == pytest.approx(1 / 4, abs=0.03)


def test_sixty_entries_have_a_mark_each_however_many_are_of_one_day() -> None:
    chart = drawn(*(an_entry("2024-03-05", name=f"n{at}") for at in range(MOST_MARKS)))
    assert len({mark.y for mark in chart.marks}) == MOST_MARKS == 60


def test_a_mark_has_words_if_judgments_rest_on_it_and_those_on_which_most_do_if_there_are_many() -> None:
    entries = [
        an_entry(f"20{10 + at}-03", name=f"n{at:02}", label=f"Words of number {at}") for at in range(15)
    ]
    chart = layout_timeline(entries, TODAY, lambda _: False, lambda target: int(target.id[1:]))
    assert chart
    labels = {mark.entry.target.id: mark.label for mark in chart.marks if mark.label}
    assert sorted(labels) == [f"n{at:02}" for at in range(15 - LABELS, 15)]
    assert all(label.wide == f"Words of number {int(name[1:])}" for name, label in labels.items())
    assert labels["n14"].is_before
    assert not labels["n03"].is_before


def test_three_thousand_events_fit_into_one_picture() -> None:
    rng = random.Random(6)
    kinds = ("claim", "claim", "judgment", "article", "forecast")
    entries = [
        an_entry(f"{rng.randint(1998, 2024)}-{rng.randint(1, 12):02}", rng.choice(kinds), f"n{at}", "L" * 110)
        for at in range(3_000)
    ]
    chart = drawn(*entries)
    assert chart.unit == "span of five years"
    assert sum(it.number for slot in chart.slots for it in slot.counts.values()) == 3_000
    assert len(svg(chart)) < 10_000


def test_the_largest_picture_with_single_marks_is_bounded() -> None:
    entries = [
        an_entry(f"{1900 + 10 * at}~", kind, f"n{at}", "L" * 110)
        for at in range(20)
        for kind in ("claim", "article", "forecast")
    ]
    chart = layout_timeline(entries, TODAY, lambda _: False, lambda _: 1)
    assert chart
    assert len(chart.marks) == len(entries) == MOST_MARKS
    assert len(svg(chart)) < 40_000


FORMS = (
    "{0}",
    "{0}~",
    "{0}-{1}",
    "{0}-{1}-{2}",
    "{0}-{1}-{2}?",
    "{0}-{1}/..",
    "../{0}-{1}",
    "[{0}-{1}..]",
    "[..{0}]",
    "{0}-{1}~/9999?",
    "{{{0}-{1},9999}}",
    "{0}-XX",
    "{0}-{1}/{0}-XX",
    "{0}-XX~/{0}-{1}-{2}",
    "{0}-{1}/{0}-{1}-{2}",
    "{0}-24/{0}-12?",
    "XXXX",
)
dates = st.builds(
    lambda form, year, month, day: form.format(f"{year:04}", f"{month:02}", f"{day:02}"),
    st.sampled_from(FORMS),
    st.integers(2015, 2030) | st.integers(1, 9990),
    st.integers(1, 12),
    st.integers(1, 28),
)
kinds = st.sampled_from(["claim", "judgment", "article", "forecast"])
many_entries = st.lists(st.tuples(dates, kinds), min_size=1, max_size=100).map(
    lambda found: [an_entry(edtf, kind, f"n{at}") for at, (edtf, kind) in enumerate(found)]
)


@given(many_entries, st.randoms(use_true_random=False))
def test_every_entry_is_drawn_or_counted_and_nothing_touches(
    entries: list[Entry], rng: random.Random
) -> None:
    chart = layout_timeline(entries, TODAY, lambda _: False, lambda target: len(target.id) % 2)
    assert bool(chart) == any(entry.date.edtf != "XXXX" for entry in entries)
    if not chart:
        return
    counted = sum(it.size for slot in chart.slots for it in slot.counts.values())
    assert len(chart.marks) + counted + chart.undated == pytest.approx(len(entries))
    assert not (chart.marks and chart.slots)
    for mark in chart.marks:
        assert 0 <= mark.start <= mark.x <= mark.end <= 100
        assert TARGET / 2 <= mark.y <= chart.axis - TARGET / 2
    rows: dict[int, list[tuple[float, float]]] = {}
    for mark in chart.marks:
        ends = min(mark.start, mark.x - TARGET_WIDTH / 2), max(mark.end, mark.x + TARGET_WIDTH / 2)
        rows.setdefault(mark.y, []).append(ends)
        if mark.label:
            rows[mark.y].append((mark.label.start, mark.label.end))
    for row in rows.values():
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(row)))
    assert len(chart.slots) <= SLOTS
    for before, after in pairwise(chart.slots):
        assert before.x + before.width <= after.x + 0.01
    for slot in chart.slots:
        assert 0 <= slot.x <= slot.x + slot.width <= 100
        assert all(0 <= it.unsure <= it.height < it.y <= chart.axis for it in slot.columns)
        assert all(it.height > 0 for it in slot.columns)
    rng.shuffle(entries)
    shuffled = layout_timeline(entries, TODAY, lambda _: False, lambda target: len(target.id) % 2)
    assert shuffled
    assert svg(shuffled) == svg(chart)


@given(many_entries, st.sampled_from(["en", "ko"]))
@example([an_entry("2015/.."), an_entry("../2015"), an_entry("9999")], "en")  # bars of open dates take room
def test_labels_of_the_axis_do_not_touch_on_a_phone(entries: list[Entry], language: str) -> None:
    def width(words: str) -> float:  # in pixels, in the widest font
        return sum(12.5 if east_asian_width(character) == "W" else 7.4 for character in words)

    with use_language(language):
        chart = layout_timeline(entries, TODAY, lambda _: False)
    ends = []
    for tick in chart.ticks if chart else ():
        half = max(width(tick.words), width(tick.year)) / 2
        ends.append((tick.x * 2.88 - half, tick.x * 2.88 + half))
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    margin = 16  # of a page; on a wider screen they do not even reach into it
    assert all(start >= -margin and end <= 288 + margin for start, end in ends)


@given(dates.filter(lambda edtf: edtf != "XXXX"))
def test_each_day_is_in_the_unit_that_is_named_for_it(edtf: str) -> None:
    day = parse_edtf(edtf).earliest or TODAY
    for unit in UNITS:
        number = unit.number(day)
        assert unit.first_day(number) <= day
        assert unit.number(unit.first_day(number)) == number or unit.first_day(number) == date.min
        assert unit.words(number)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_timeline_shows_any_label_as_typed_and_does_nothing_else(label: str) -> None:
    entries = an_entry("2024", label=label), an_entry("2025", "article"), an_entry("1990")
    shown = as_shown(svg(drawn(*entries)))
    assert {it.tag for it in shown.elements()} == {
        "p", "figure", "svg", "title", "desc", "defs", "circle", "path", "line", "text", "tspan", "a", "rect", "use",
    }  # fmt: skip
    words = [it.find("title").text() for it in shown.elements() if it.tag == "a"]
    assert f"2024: {' '.join(label.split())} (claim)" in words
    assert all("style" not in it.attributes for it in shown.elements())


# Maps


def a_neighbour(name: str, number: int = 1, kind: str = "entity", label: str = "") -> Neighbour:
    return Neighbour(Target(kind, name, label or name, f"{kind}/{name}.md"), number, f"{number} in common")


def map_svg(chart: LinkMap) -> str:
    return write_link_map_svg(chart, "it", lambda target: f"../{target.id}/")


def test_without_neighbours_there_is_no_map() -> None:
    assert layout_link_map("this brief", [], [], {}) is None


def test_a_map_says_how_strongly_things_are_linked_and_draws_it() -> None:
    a, b, c = a_neighbour("a", 8), a_neighbour("b", 4), a_neighbour("c", 1)
    chart = layout_link_map("this topic", [a, b], [c], {(b.target, c.target): 1})
    assert chart
    assert {node.neighbour.target.id: node.width for node in chart.nodes} == {"a": 5, "b": 2.5, "c": 1}
    assert [(chart.nodes[it.start].neighbour.target.id, it.end) for it in chart.chords] == [("b", 2)]
    assert "3 are drawn. Lines lead to a (8 in common), b (4 in common) and c (1 in common)." in map_svg(
        chart
    )
    assert chart.linked_to(chart.nodes[1].neighbour.target) == []
    assert [(target.id, number) for target, number in chart.linked_to(a_neighbour("c").target)] == [("b", 1)]


def test_a_map_says_what_it_leaves_out_and_not_that_this_is_weaker() -> None:
    left, right = ([a_neighbour(f"{side}{at}") for at in range(ON_A_SIDE)] for side in "lr")
    between = {(one.target, other.target): 1 for one in left for other in right}
    chart = layout_link_map("it", left, right, between, 31)
    assert chart
    assert len(chart.chords) + chart.chords_left_out == len(between)
    assert "12 are drawn, 31 more are not. Of the widest lines, three lead to" in map_svg(chart)


def test_a_topic_and_an_entity_of_one_id_are_two_things_in_a_map() -> None:
    topic, entity, brief = (
        a_neighbour("ore", kind="topic"),
        a_neighbour("ore"),
        a_neighbour("b", kind="brief"),
    )
    chart = layout_link_map("this brief", [topic, entity], [brief], {(topic.target, brief.target): 1})
    assert chart
    assert [chart.nodes[line.start].neighbour.target.kind for line in chart.chords] == ["topic"]


def test_a_map_orders_names_without_regard_to_capitals() -> None:
    numbers = {
        a_neighbour(f"n{at}", label=label).target: 1 for at, label in enumerate(("COVID", "China", "coal"))
    }
    assert [target.label for target, _ in strongest(numbers)] == ["China", "coal", "COVID"]
    chart = layout_link_map("it", (), [Neighbour(target, 1, "1") for target in numbers], {})
    assert chart
    assert [it.target.label for it in chart.strongest] == ["China", "coal", "COVID"]


def test_of_many_the_strongest_are_drawn() -> None:
    numbers = {a_neighbour(f"n{at:02}").target: 1 + at % 20 for at in range(50)}
    chosen = strongest(numbers)
    assert [number for _, number in chosen] == [20, 20, 19, 19, 18, 18]
    assert len(chosen) == ON_A_SIDE
    assert strongest({}) == []


names = st.lists(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=130)
    | st.sampled_from(
        [
            "혜산 세관의 차량 검사와 하역 작업에 대한 새로운 규정과 그 시행",
            "W" * 90,
            "of the trade " * 12,
            *HOSTILE,
        ]
    ),
    max_size=2 * ON_A_SIDE,
)


@given(names, st.randoms(use_true_random=False))
def test_names_in_a_map_do_not_touch_nor_leave_it(labels: list[str], rng: random.Random) -> None:
    found = [a_neighbour(f"n{at}", rng.randint(1, 9), label=label) for at, label in enumerate(labels)]
    left, right = found[::2], found[1::2]
    between = {(a.target, b.target): rng.randint(1, 3) for a in left for b in right if rng.random() < 0.5}
    chart = layout_link_map("here", left, right, between)
    assert bool(chart) == bool(found)
    if not chart:
        return
    assert Counter(node.neighbour.target.id for node in chart.nodes) == Counter(it.target.id for it in found)
    for side in (chart.nodes[: len(left)], chart.nodes[len(left) :]):
        spans = [(it.y - len(it.lines) * LINE / 2, it.y + len(it.lines) * LINE / 2) for it in side]
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert all(top >= -6 and bottom <= chart.height + 6 for top, bottom in spans)
        for node in side:
            assert (node.x if node.x < WIDTH / 2 else WIDTH - node.x) >= NAME + 9
    before = map_svg(chart)
    rng.shuffle(left)
    rng.shuffle(right)
    again = layout_link_map("here", left, right, between)
    assert again
    assert map_svg(again) == before


@given(st.text(max_size=130))
def test_a_name_is_broken_into_lines_that_fit(label: str) -> None:
    lines = label_lines(label)
    assert 1 <= len(lines) <= LINES
    assert all(text_width(line) <= NAME for line in lines)
    whole = "".join(label.split())
    kept = "".join("".join(lines).split())
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1])) or not whole


def test_a_name_is_broken_at_spaces_and_shortened_at_its_end() -> None:
    assert label_lines("Customs and border control") == ("Customs and", "border control")
    assert label_lines("혜산 세관이 다시 열렸다") == ("혜산 세관이 다시", "열렸다")
    assert label_lines("One word after another " * 9)[-1].endswith("…")


@pytest.mark.parametrize("label", HOSTILE)
def test_a_map_shows_any_label_as_typed_and_does_nothing_else(label: str) -> None:
    other = a_neighbour("b", label="A name of two lines")
    hostile = a_neighbour("a", label=label)
    chart = layout_link_map("it", [hostile], [other], {(hostile.target, other.target): 1})
    assert chart
    shown = as_shown(map_svg(chart))
    assert {it.tag for it in shown.elements()} == {
        "p", "figure", "svg", "title", "desc", "g", "path", "rect", "text", "tspan", "a",
    }  # fmt: skip
    link = next(it for it in shown.elements() if it.tag == "a")
    assert link.find("title").text() == f"{' '.join(label.split())}: 1 in common"


# Heat tables


def test_briefs_are_counted_by_topic_and_month_with_those_of_narrower_topics() -> None:
    days = {"a": "2024-01-05", "b": "2024-01-31", "c": "2024-03-01"}
    briefs = {slug: a_brief("salt-exports", "exports", date=day) for slug, day in days.items()}
    table = build_heat_table(a_site({**briefs, "d": a_brief("roads", date="2024-02-01")}), 3)
    assert table
    assert [(period.words, period.short) for period in table.periods] == [
        ("January 2024", "Jan"), ("February 2024", "Feb"), ("March 2024", "Mar"),
    ]  # fmt: skip
    assert table.years == [("2024", 3)]
    assert {row.topic.id: [cell.number for cell in row.cells] for row in table.rows} == {
        "exports": [2, 0, 1], "salt-exports": [2, 0, 1], "trade": [2, 0, 1],
    }  # fmt: skip
    assert {cell.level for row in table.rows for cell in row.cells} == {0, 3, 5}
    assert table.topics == 4


@pytest.mark.parametrize(
    ("last", "unit", "periods"),
    [
        ("2024-12", "month", 12),
        ("2025-01", "quarter", 5),
        ("2035-01", "year", 12),
        ("2036-01", "span of five years", 4),
    ],
)
def test_a_long_time_is_grouped(last: str, unit: str, periods: int) -> None:
    site = a_site({"a": a_brief("roads", date="2024-01-01"), "b": a_brief("roads", date=f"{last}-01")})
    table = build_heat_table(site, 5)
    assert table
    assert (table.unit, len(table.periods)) == (unit, periods)


@pytest.mark.parametrize("briefs", [{}, {"a": a_brief("roads"), "b": a_brief("roads")}])
def test_one_month_is_no_table(briefs: dict[str, Any]) -> None:
    assert build_heat_table(a_site(briefs), 5) is None


# On the pages


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("index.md", "briefs/a/#c"),
        ("timeline.md", "../briefs/a/#c"),
        ("topics/index.md", "../briefs/a/#c"),
        ("briefs/b.md", "../../briefs/a/#c"),
        ("briefs/a.md", "#c"),
    ],
)
def test_links_in_pictures_lead_to_built_pages(here: str, there: str) -> None:
    site = a_site({"a": a_brief("roads", claims=(a_claim("c"),))})
    assert ChartFunctions(site, here).built_href(site.statements["a#c"].target) == there


def test_the_map_of_a_brief_shows_what_ties_it_to_others() -> None:
    site = a_site({name: a_brief("roads", entities=["town"]) for name in ("a", "b", "c", "d", "e")})
    chart = ChartFunctions(site, "briefs/a.md").brief_map(site.briefs["a"])
    assert chart
    assert [(node.neighbour.target.id, node.neighbour.words) for node in chart.nodes] == [
        ("roads", "shared with 4 briefs"),
        ("town", "shared with 4 briefs"),
        *((name, "2 shared topics and names") for name in "bcde"),
    ]
    assert [(chord.start, chord.end) for chord in chart.chords] == [
        (a, b) for a in (0, 1) for b in range(2, 6)
    ]


def test_a_brief_with_fewer_than_four_related_ones_has_no_map() -> None:
    site = a_site({name: a_brief("roads", entities=["town"]) for name in ("a", "b", "c", "d")})
    assert ChartFunctions(site, "briefs/a.md").brief_map(site.briefs["a"]) is None


def test_the_map_of_a_topic_counts_the_briefs_in_common() -> None:
    site = a_site(
        {
            "a": a_brief("roads", "trade", entities=["town"]),
            "b": a_brief("roads", "trade"),
            "c": a_brief("roads"),
        }
    )
    chart = ChartFunctions(site, "topics/roads.md").topic_map(site.topics["roads"])
    assert chart
    assert [(node.neighbour.target.id, node.neighbour.words) for node in chart.nodes] == [
        ("trade", "2 briefs in common"),
        ("town", "1 brief in common"),
    ]


def test_the_timeline_of_an_entity_has_what_names_it_and_the_sources_of_its_briefs() -> None:
    claims = (a_claim("x", "town", when="2024-01-02"), a_claim("y", "salt", when="2024-01-03"))
    site = a_site({"a": a_brief("roads", claims=claims)})
    chart = ChartFunctions(site, "entities/town.md").entity_timeline(site.entities["town"])
    assert chart
    assert [mark.entry.target.id for mark in chart.marks] == ["a#x"]


def on_a_page(call: str, **known: Any) -> Element:
    """What ``charts.md.j2`` makes of a chart, as a reader sees it."""
    written = (Path(__file__).parents[2] / "site_templates/pages/charts.md.j2").read_bytes()
    page = f"{{% import 'charts.md.j2' as charts with context %}}{{{{ charts.{call} }}}}".encode()
    environment = make_environment(frozenset({("charts.md.j2", written), ("page", page)}), "")
    site = a_site({})
    given = {"site": site, "has_year_pages": False, **ChartFunctions(site, "index.md").by_name(), **known}
    return read_html(environment.get_template("page").render(given))


def rows(table: Element) -> list[list[str]]:
    lines = (row for row in table.elements() if row.tag == "tr")
    return [[cell.text() for cell in row.elements() if cell.tag in ("th", "td")] for row in lines]


def test_the_table_below_counted_columns_says_the_same() -> None:
    entries = [an_entry("2024-01-01", name=f"n{at}") for at in range(60)]
    overdue = an_entry("2024-01-04~", "forecast")
    shown = on_a_page("timeline(chart, 'it')", chart=drawn(*entries, an_entry("[2024-01-04..]"), overdue))
    assert rows(shown.find("table")) == [
        ["Time", "Claims", "Forecasts"],
        ["1 January 2024", "60", "0"],
        ["4 January 2024", "1 (1 uncertain)", "1 (1 uncertain, 1 overdue)"],
    ]
    caption = shown.find("figcaption").text()
    assert caption == (
        "Each column counts what began in one day; the pale part is spread over all columns to which it may belong;"
        " ! marks overdue forecasts."
    )


def test_columns_of_which_all_is_sure_have_no_word_of_doubt() -> None:
    entries = [an_entry("2024-01-01", name=f"n{at}") for at in range(61)]
    caption = on_a_page("timeline(chart, 'it')", chart=drawn(*entries)).find("figcaption").text()
    assert caption == "Each column counts what began in one day."


def test_the_caption_of_bars_is_one_sentence() -> None:
    chart = drawn(an_entry("2024-01/2024-05"), an_entry("2026"), an_entry("XXXX"))
    caption = on_a_page("timeline(chart, 'it')", chart=chart).find("figcaption").text()
    assert caption == (
        "Each bar runs from the earliest to the latest possible day and fades where that is uncertain;"
        " the dashed line is 1 January AD 1; 1 undated item not shown."  # the day of the invented site
    )


def test_the_table_below_a_map_says_the_same() -> None:
    a, b, c, d = (a_neighbour(name, number) for name, number in (("a", 4), ("b", 3), ("c", 2), ("d", 1)))
    fine_lines = {(a.target, c.target): 2, (a.target, d.target): 1}
    chart = layout_link_map("it", [a, b], [c, d], fine_lines, left_out=31)
    shown = on_a_page("link_map(chart, 'it', 'Lines.')", chart=chart)
    assert rows(shown.find("table")) == [
        ["Linked", "How strongly", "Fine lines lead to"],
        ["a", "4 in common", "c (2); d"],
        ["b", "3 in common", "none drawn"],
        ["c", "2 in common", "a (2)"],
        ["d", "1 in common", "a"],
    ]
    assert shown.find("figcaption").text() == "Lines. 31 more are not drawn."
