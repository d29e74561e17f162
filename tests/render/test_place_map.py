"""A map shows each place where it is, anywhere on the Earth, in few bytes, and says what it does not show."""

from __future__ import annotations

import math
import random
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.site import Site
from generator.render.chart_functions import ChartFunctions
from generator.render.charts.base_map import FRAME, WIDTHS, Region, choose_region, draw_base
from generator.render.charts.geometry import Azimuthal, Frame, Point, area, clip_line, clip_ring, equal_earth
from generator.render.charts.outlines import FILE, country_names, find_country
from generator.render.charts.place_map import NUMBERED, PlaceMap, layout_place_map
from generator.render.views.places import places_in, places_of_site
from tests.helpers.html_tree import read_html
from tests.render.test_topic_and_entity import a_brief, a_claim, a_site

LARGEST = 12_000  # bytes of a map
HYESAN = (41.4, 128.18)
LATITUDES = st.floats(-90, 90).map(lambda degrees: round(degrees, 2))
LONGITUDES = st.floats(-180, 180).map(lambda degrees: round(degrees, 2))
PLACE = st.tuples(LATITUDES, LONGITUDES)


def a_place(label: str, coordinates: Point | None = None, kind: str = "place", **more: Any) -> dict[str, Any]:
    return {"label": label, "kind": kind, **({"coordinates": coordinates} if coordinates else {}), **more}


def a_site_with(entities: dict[str, dict[str, Any]], claims: dict[str, int] | None = None) -> Site:
    """Return a site of one brief, with one claim about each entity, or as many as ``claims`` says."""
    numbers = claims or dict.fromkeys(entities, 1)
    written = [a_claim(f"{name}-{at}", name) for name, number in numbers.items() for at in range(number)]
    return a_site({"b": a_brief(claims=tuple(written))}, entities=entities)


def a_map(places: dict[str, Point | None], claims: dict[str, int] | None = None) -> tuple[PlaceMap, str]:
    """Return the map of a brief's places, and its SVG."""
    site = a_site_with({name.lower(): a_place(name, at) for name, at in places.items()}, claims)
    functions = ChartFunctions(site, "briefs/b.md")
    chart = functions.brief_places(site.briefs["b"])
    assert chart
    return chart, functions.place_map_svg(chart, "Brief")


def distance(start: Point, end: Point) -> float:
    """Return the distance of two places in km."""
    (a, b), (c, d) = (tuple(map(math.radians, place)) for place in (start, end))
    return 6371 * math.acos(min(1, math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)))


CASES: dict[str, tuple[dict[str, Point | None], int | None, set[str]]] = {
    # name: places, width in km (of the world: none), countries that are named
    "one place": ({"Hyesan": HYESAN}, 400, {"China", "North Korea"}),
    "50 km apart": ({"A": (47.5, 8.9), "B": (47.1, 8.5)}, 400, {"Switzerland", "Germany", "France"}),
    "9,000 km apart": ({"London": (51.5, -0.1), "Hyesan": HYESAN}, 12800, {"Russia", "China"}),
    "Fiji and Samoa": ({"Suva": (-18.1, 178.4), "Apia": (-13.8, -171.8)}, 2400, set()),
    "Chukotka and Alaska": ({"Anadyr": (64.7, 177.5), "Nome": (64.5, -165.4)}, 1600, {"Russia"}),
    "near the North Pole": ({"Alert": (82.5, -62.3)}, 400, {"Canada"}),
    "at the South Pole": ({"Amundsen": (-90, 0), "Vostok": (-78.5, 106.8)}, 4800, {"Antarctica"}),
    "two continents": ({"Hyesan": HYESAN, "Oakland": (37.8, -122.3)}, 12800, {"Canada", "Russia"}),
    "all over the world": (
        {"Lagos": (6.5, 3.4), "Sydney": (-33.9, 151.2), "Quito": (-0.2, -78.5)},
        None,
        set(),
    ),
    "at sea": ({"Rig": (10, -35)}, 2400, set()),
    "without coordinates": ({"Hyesan": HYESAN, "Tojang": None}, 400, {"China", "North Korea"}),
}


@pytest.mark.parametrize(("places", "width", "countries"), CASES.values(), ids=CASES)
def test_a_map_shows_its_places(
    places: dict[str, Point | None], width: int | None, countries: set[str]
) -> None:
    chart, svg = a_map(places)
    located = {name: place for name, place in places.items() if place}
    assert {mark.target.label for mark in chart.marks} == set(located)
    assert [target.label for target in chart.unlocated] == [name for name in places if name not in located]
    assert (chart.region and chart.region.width) == width
    assert countries <= {name.words for name in chart.names}
    assert chart.land
    assert all(FRAME.contains(mark.circle, mark.radius) for mark in chart.marks)
    assert len(svg.encode()) <= LARGEST
    assert "style" not in svg
    assert "\n\n" not in svg
    read_html(svg)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[1]])
def test_places_are_as_far_apart_as_the_scale_bar_says(name: str) -> None:
    places, width, _ = CASES[name]
    chart, _ = a_map(places)
    km, length = chart.scale
    spots = {mark.target.label: mark.place for mark in chart.marks}
    first, *others = (place for place in places if places[place])
    for other in others:
        drawn = math.dist(spots[first], spots[other]) * km / length
        assert drawn == pytest.approx(
            distance(places[first], places[other]), rel=0.03 if width < 5000 else 0.15
        )  # type: ignore[arg-type, operator]


@pytest.mark.parametrize("spread", [((34, 43), (124, 131)), ((-90, 90), (-180, 180))], ids=["near", "far"])
def test_of_500_places_the_largest_have_numbers_and_the_others_are_dots(spread: Any) -> None:
    rng = random.Random(1)
    places: dict[str, Point | None] = {
        f"P{n}": (round(rng.uniform(*spread[0]), 2), round(rng.uniform(*spread[1]), 2)) for n in range(500)
    }
    chart, svg = a_map(places, {name.lower(): 2 if name == "P77" else 1 for name in places})
    assert len(chart.marks) == NUMBERED
    assert chart.marks[0].target.label == "P77"
    assert chart.marks[0].radius > chart.marks[1].radius
    assert chart.others == 500 - NUMBERED
    assert len(chart.dots) > 150
    assert len(svg.encode()) <= LARGEST


@given(st.lists(PLACE, min_size=1, max_size=14, unique=True))
def test_any_places_are_on_their_map_and_circles_do_not_touch(places: list[Point]) -> None:
    chart, svg = a_map({f"P{number}": place for number, place in enumerate(places)})
    assert len(svg.encode()) <= LARGEST
    for at, mark in enumerate(chart.marks):
        assert FRAME.contains(mark.place)
        assert FRAME.contains(mark.circle, mark.radius)
        assert all(math.dist(mark.circle, it.circle) >= mark.radius + it.radius for it in chart.marks[:at])


def test_places_at_one_spot_are_next_to_each_other_with_a_line_to_the_spot() -> None:
    chart, svg = a_map({"A": HYESAN, "B": HYESAN})
    first, second = chart.marks
    assert first.place == first.circle == second.place != second.circle
    assert f"M{second.place[0]} {second.place[1]}L{second.circle[0]} {second.circle[1]}" in svg


def test_a_country_is_its_name_and_not_a_point() -> None:
    chart, svg = a_map({"Hyesan": HYESAN, "China": (35, 105)}, {"hyesan": 1, "china": 3})
    assert chart.region == choose_region([HYESAN])
    assert [(row.number, row.target.label, row.claims) for row in chart.rows] == [
        ("1", "Hyesan", 1),
        ("", "China", 3),
    ]
    assert re.search(r'<a xlink:href="../../entities/china/"><title>China \(3 claims\)</title><text', svg)


def test_a_country_alone_is_shown_whole() -> None:
    chart, _ = a_map({"Japan": None})
    assert chart.region
    assert chart.region.width > 1600
    assert [(name.words, bool(name.country)) for name in chart.names if name.words == "Japan"] == [
        ("Japan", True)
    ]


def test_a_place_elsewhere_with_the_name_of_a_country_is_a_point() -> None:
    assert find_country(["Georgia"], (42, 43.5)) is not None
    assert find_country(["Georgia"], (32.6, -83.4)) is None
    assert find_country(["Hyesan"], HYESAN) is None


def test_a_thing_without_coordinates_counts_for_the_place_it_is_in_and_a_claim_once() -> None:
    entities = {
        "customs": a_place("Customs", kind="facility", located_in="hyesan"),
        "hyesan": a_place("Hyesan", HYESAN),
        "pier": a_place("Pier", (41.3, 128.2)),  # about which nothing is said
        "guild": {"label": "Guild", "kind": "organisation"},
    }
    brief = a_brief(
        claims=(a_claim("both", "customs", "hyesan"), a_claim("one", "customs"), a_claim("no", "guild"))
    )
    site = a_site({"b": brief}, entities=entities)
    chart = layout_place_map(places_of_site(site))
    assert chart
    assert [(row.target.label, row.claims) for row in chart.rows] == [("Hyesan", 2)]
    assert not chart.unlocated
    own = places_in(site, site.entities["hyesan"])
    assert [(entity.target.label, claims) for entity, claims in own.located] == [("Hyesan", 2)]


def test_the_map_of_a_place_shows_what_is_in_it() -> None:
    entities = {
        "province": a_place("Province", (41.3, 128.2)),
        "hyesan": a_place("Hyesan", HYESAN, located_in="province"),
    }
    site = a_site_with(entities, {"hyesan": 2})
    view = places_in(site, site.entities["province"])
    assert [(entity.target.label, claims) for entity, claims in view.located] == [
        ("Province", 0),
        ("Hyesan", 2),
    ]


def test_without_places_there_is_no_map() -> None:
    site = a_site_with({"tojang": a_place("Tojang"), "guild": {"label": "Guild", "kind": "organisation"}})
    assert ChartFunctions(site, "briefs/b.md").brief_places(site.briefs["b"]) is None
    assert ChartFunctions(site, "entities/t.md").entity_places(site.entities["tojang"]) is None


@pytest.mark.parametrize("label", ["</title><script>alert(1)</script>", "חיפה", "*a* `b` &lt;"])
def test_a_map_shows_any_label_as_typed(label: str) -> None:
    site = a_site_with({"p": a_place(label, HYESAN)})
    functions = ChartFunctions(site, "briefs/b.md")
    chart = functions.brief_places(site.briefs["b"])
    assert chart
    svg = read_html(functions.place_map_svg(chart, label))
    assert (
        svg.text().count(label) >= 2
    )  # in the titles of the map and of the link, and as a name if that fits
    assert all(element.tag != "script" for element in svg.elements())


def test_a_map_is_the_same_in_every_process() -> None:
    code = (
        "from generator.render.charts.base_map import *; "
        f"print(draw_base(choose_region([{HYESAN}])).land, choose_region([(64.7, 177.5), (64.5, -165.4)]))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


# The parts


@given(PLACE, PLACE)
def test_a_projected_point_leads_back_to_its_place(centre: Point, place: Point) -> None:
    projection = Azimuthal(*centre, 10.0, (360, 240))
    if distance(centre, place) < 14_000:
        assert distance(projection.inverse(projection.place(*place)), place) < 1


@pytest.mark.parametrize("latitude", [-80, -30, 0, 45, 75])
def test_the_world_is_drawn_with_true_areas(latitude: float) -> None:
    south, north, west, east = latitude - 1, latitude + 1, 40, 42
    corners = ((south, west), (south, east), (north, east), (north, west))
    true = math.radians(east - west) * (math.sin(math.radians(north)) - math.sin(math.radians(south)))
    assert abs(area([equal_earth(*corner) for corner in corners])) == pytest.approx(true, rel=0.001)


POINTS = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


@given(st.lists(POINTS, min_size=3, max_size=8))
def test_a_clipped_polygon_is_in_the_frame(ring: list[Point]) -> None:
    frame = Frame(0, 0, 100, 100)
    assert all(frame.contains(point, -1e-6) for point in clip_ring(ring, frame))


def test_clipping_keeps_what_is_inside() -> None:
    frame = Frame(0, 0, 100, 100)
    assert abs(area(clip_ring([(-50, 20), (50, 20), (50, 60), (-50, 60)], frame))) == 50 * 40
    assert clip_ring([(-9, -9), (200, -9), (200, 200), (-9, 200)], frame) != []
    assert list(clip_line([(-50, 50), (150, 50), (150, 80), (50, 80)], frame)) == [
        [(0, 50), (100, 50)],
        [(100, 80), (50, 80)],
    ]


@pytest.mark.parametrize("centre", [(-64, -120), (64, 60), (0, 180), (90, 0), (-90, 0), (-41.5, -175.3)])
def test_the_rim_of_a_wide_map_leaves_no_line_across_it(centre: Point) -> None:
    """Sea and land are where they are also if the antipode is on land, where an outline goes around it."""
    base = draw_base(Region(WIDTHS[-1], *centre))
    assert 0.05 < base.land_share < 0.8
    assert len(base.land) + len(base.borders) < 7000


def test_the_outlines_are_small_and_countries_have_names() -> None:
    assert FILE.stat().st_size < 700_000
    assert {"North Korea", "Türkiye", "Côte d’Ivoire", ""} <= set(country_names())
