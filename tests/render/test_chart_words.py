"""The words of charts in other languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from generator.model.site import Target
from generator.render.charts.link_map import Neighbour, layout_link_map
from generator.render.charts.link_map_svg import write_link_map_svg
from generator.render.charts.outlines import country_name, find_country
from generator.render.charts.time_axis import UNITS
from generator.translation import use_language
from tests.render.test_charts import an_entry, drawn, svg
from tests.render.test_place_map import HYESAN, a_map


def marks() -> str:
    return svg(
        drawn(
            an_entry("2024-03-05", label="가"),
            an_entry("2024-04~", "article", label="나"),
            an_entry("2024-07", "forecast", label="다", status="failed"),
            an_entry("[2024-05..]", "judgment", label="라"),
        )
    )


def columns() -> str:
    every = [an_entry(f"2024-0{1 + at % 6}", "forecast", name=f"n{at}") for at in range(60)]
    return svg(drawn(*every, an_entry("[2024-01..2024-05]")))


def links(number: int = 4) -> str:
    targets = [Target("topic", f"t{at}", "가", f"topics/t{at}.md") for at in range(number)]
    chart = layout_link_map("나", [Neighbour(target, 1, "다") for target in targets], [], {}, left_out=2)
    assert chart
    return write_link_map_svg(chart, "라", lambda target: "#")


def places() -> str:
    return a_map({"A": (41.4, 128.2), "B": (41.5, 129.0)})[1]


@pytest.mark.parametrize("draw", [marks, columns, links, places])
def test_no_word_of_a_chart_bypasses_translation(draw: Callable[[], str]) -> None:
    with use_language("en-XA"):
        drawn = draw()
    assert "⟦" in drawn
    shown = " ".join(re.findall(r"<(?:text|title|desc|tspan)[^>]*>([^<]*)", drawn))
    while re.search("⟦[^⟦⟧]*⟧", shown):
        shown = re.sub("⟦[^⟦⟧]*⟧", "", shown)
    known = "to|China|North Korea|A|B|Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?"
    assert not re.findall("[A-Za-z]+", re.sub(rf"\b({known})\b", "", shown))


def test_the_map_of_a_korean_site_has_the_korean_names_of_countries() -> None:
    with use_language("ko"):
        assert country_name("China") == "중국"
        assert find_country(["북한"], HYESAN) == find_country(["North Korea"], HYESAN) is not None
        assert "중국" in places()
    assert find_country(["북한"], HYESAN) is None


def test_units_of_time_in_korean() -> None:
    day = date(2024, 5, 3)
    with use_language("ko"):
        words = {unit.name: unit.words(unit.number(day)) for unit in UNITS}
        labels = {unit.name: unit.label(unit.number(day), 0, of_years=False)[1:] for unit in UNITS}
    assert (words["day"], words["month"], words["quarter"], words["year"], words["decade"]) == (
        "2024년 5월 3일", "2024년 5월", "2024년 4월 ~ 6월", "2024년", "2020년 ~ 2029년",
    )  # fmt: skip
    assert (labels["day"], labels["month"], labels["quarter"], labels["year"]) == (
        ("5월 3일", "2024"), ("5월", "2024"), ("2분기", "2024"), ("2024", ""),
    )  # fmt: skip
