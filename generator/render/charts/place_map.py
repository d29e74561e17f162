"""Lay out a map of places: numbered circles where they are, dots for those with fewer claims, and names where they fit.

A place with the name of a country is not a point: its name is written where the map shows it. Coordinates are those of
``base_map``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from generator.model.site import Target
from generator.render.charts.base_map import FRAME, BaseMap, Region, Room, choose_region, draw_base
from generator.render.charts.geometry import EARTH, WORLD_WIDTH, Point, equal_earth
from generator.render.charts.link_map import text_width
from generator.render.charts.outlines import (
    country_name,
    country_names,
    country_points,
    find_country,
    read_world,
)
from generator.render.views.places import PlacesView

NUMBERED = 12  # places at most
DOTS = 240  # at most
DOT_STEP = 6  # between dots at least; one stands for several
SMALLEST, LARGEST = 17, 27  # radius of a circle
GAP = 3  # between circles, and between names
LETTER = 2.0  # units of this drawing in one of the link map, which measures text
LINE = 30  # height of a line of text
LONGEST_NAME = 260
COUNTRIES = 12  # that get a name at most
WORLD_UNITS = 720  # width of the drawn world
INSET_UNITS = 200
WIDEST_WITH_INSET = 5000  # km: wider maps show continents


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a place, and its number, empty if it has no circle."""

    number: str
    target: Target
    claims: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the map, written around, after (``start``) or before (``end``) a point."""

    words: str
    x: int
    y: int  # of the middle of the line
    anchor: str = "middle"
    country: Row | None = None  # if it is among the places


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered circle."""

    number: int
    target: Target
    claims: int
    place: tuple[int, int]  # where the place is
    circle: tuple[int, int]  # where the circle is: there too, or next to it
    radius: int
    name: Name | None


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """The layout of a map."""

    region: Region | None  # the whole world if there is none
    land: str
    borders: str
    marks: tuple[Mark, ...]
    dots: tuple[tuple[int, int], ...]
    names: tuple[Name, ...]  # of countries
    rows: tuple[Row, ...]
    others: int  # places that are dots, or for which there is no room
    unlocated: tuple[Target, ...]  # without coordinates

    @property
    def scale(self) -> tuple[int, int]:
        """Return the length of the scale bar, in km and in the drawing."""
        unit = self.region.width / FRAME.right if self.region else WORLD_WIDTH * EARTH / WORLD_UNITS
        length = max(
            step * 10**power for power in range(1, 5) for step in (1, 2, 5) if step * 10**power <= 190 * unit
        )
        return length, round(length / unit)

    @property
    def inset(self) -> tuple[int, int, int] | None:
        """Return where the map is in the small world, from its middle, and a radius; ``None`` if the map shows it."""
        if not self.region or self.region.width > WIDEST_WITH_INSET:
            return None
        x, y = equal_earth(self.region.latitude, self.region.longitude)
        factor = INSET_UNITS / WORLD_WIDTH
        return round(x * factor), round(y * factor), max(7, round(self.region.width / EARTH / 2 * factor))


@dataclass(frozen=True, slots=True)
class _Country:
    """A country among the places."""

    row: Row
    coordinates: Point | None


Box = tuple[float, float, float, float]
"""The left, top, right and bottom edge of what is drawn."""


def layout_place_map(view: PlacesView) -> PlaceMap | None:
    """Lay out the map of places; ``None`` if none of them has a place on it."""
    countries: dict[int, _Country] = {}  # by number
    points: list[tuple[Point, Target, int]] = []
    unlocated: list[Target] = []
    for entity, claims in (*view.located, *view.unlocated):
        record = entity.record
        names = (record.label, *record.aliases) if record.kind == "place" else ()
        country = find_country(names, record.coordinates)
        if country is not None:
            countries[country] = _Country(Row("", entity.target, claims), record.coordinates)
        elif record.coordinates:
            points.append((record.coordinates, entity.target, claims))
        else:
            unlocated.append(entity.target)
    if not points and not countries:
        return None
    places = [place for place, _, _ in points]
    region = choose_region(places or list(chain.from_iterable(map(country_points, countries))))
    base = draw_base(region) if region else BaseMap(read_world().land, read_world().borders, 1.0, ())
    project = region.projection.place if region else _in_world
    spots = [_rounded(project(*place)) for place in places]
    marks = _mark(points[:NUMBERED], spots)
    taken = [_around(mark.circle, mark.radius) for mark in marks]
    taken += [_around(spot, 5) for spot in spots[: len(marks)]]
    marks = tuple(replace(mark, name=_name_mark(mark, taken)) for mark in marks)
    return PlaceMap(
        region=region,
        land=base.land,
        borders=base.borders,
        marks=marks,
        dots=tuple(_dots(spots[len(marks) :])),
        names=tuple(_name_countries(base.rooms, countries, project, taken)),
        rows=(
            *(Row(str(mark.number), mark.target, mark.claims) for mark in marks),
            *(country.row for country in countries.values()),
        ),
        others=len(spots) - len(marks),
        unlocated=tuple(unlocated),
    )


def _in_world(latitude: float, longitude: float) -> Point:
    x, y = equal_earth(latitude, longitude)
    return (x / WORLD_WIDTH + 0.5) * WORLD_UNITS, FRAME.bottom / 2 + y / WORLD_WIDTH * WORLD_UNITS


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _dots(spots: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the dots for some places, of which one stands for several that are next to each other."""
    dots = {(x // DOT_STEP, y // DOT_STEP): (x, y) for x, y in spots}
    return sorted(list(dots.values())[:DOTS], key=lambda dot: (dot[1], dot[0]))


# Circles


def _mark(points: Sequence[tuple[Point, Target, int]], spots: Sequence[tuple[int, int]]) -> tuple[Mark, ...]:
    """Put a circle on each place, or next to it if another one is there already."""
    most = max((claims for _, _, claims in points), default=0) or 1
    marks: list[Mark] = []
    for number, ((_, target, claims), spot) in enumerate(zip(points, spots, strict=False), 1):
        radius = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(claims / most))
        free = (circle for circle in _circles(spot, radius) if _is_free(circle, radius, marks))
        marks.append(Mark(number, target, claims, spot, next(free, spot), radius, None))
    return tuple(marks)


def _circles(spot: tuple[int, int], radius: int) -> Iterator[tuple[int, int]]:
    """Yield where a circle can be, the nearest first."""
    yield spot
    for distance in range(2 * radius, 400, radius):
        for step in range(12):
            angle = math.radians(30 * step - 60)
            yield _rounded((spot[0] + distance * math.cos(angle), spot[1] + distance * math.sin(angle)))


def _is_free(circle: tuple[int, int], radius: int, marks: Iterable[Mark]) -> bool:
    return FRAME.contains(circle, radius + GAP) and all(
        math.dist(circle, mark.circle) >= radius + mark.radius + GAP for mark in marks
    )


def _around(spot: tuple[int, int], radius: int) -> Box:
    return spot[0] - radius, spot[1] - radius, spot[0] + radius, spot[1] + radius


# Names


def _name_mark(mark: Mark, taken: list[Box]) -> Name | None:
    """Find room for the name of a place next to its circle."""
    words = mark.target.label
    width = text_width(words) * LETTER
    (x, y), away = mark.circle, mark.radius + GAP + 3
    down = round(away + LINE / 2 - 4)
    sides = ((away, 0, "start"), (-away, 0, "end"), (0, down, "middle"), (0, -down, "middle"))
    if width > LONGEST_NAME:
        return None
    names = (
        _written(Name(words, x + right, y + below, anchor), width, taken) for right, below, anchor in sides
    )
    return next(filter(None, names), None)


def _name_countries(
    rooms: Iterable[Room], countries: Mapping[int, _Country], project: Callable[..., Point], taken: list[Box]
) -> Iterator[Name]:
    """Find room for the names of countries: those among the places, then the widest."""
    own = {country_names()[number]: country for number, country in countries.items()}
    by_name: dict[str, list[Room]] = defaultdict(list)
    for room in rooms:
        by_name[room.name].append(room)
    widths = {name: max(room.right - room.left for room in found) for name, found in by_name.items()}
    order = [*own, *(name for name in sorted(widths, key=lambda name: -widths[name]) if name not in own)]
    for english in order[: max(COUNTRIES, len(own))]:
        words = country_name(english)
        width = text_width(words) * LETTER
        country = own.get(english)
        spots = [
            (round(room.left + width / 2 + spare * share), room.y)
            for room in by_name[english]
            if (spare := room.right - room.left - width) >= 0
            for share in (0.5, 0.25, 0.75)
        ]
        if country and country.coordinates:  # where its name may be wider than the country
            spots.append(_rounded(project(*country.coordinates)))
        names = (
            _written(Name(words, *spot, country=country.row if country else None), width, taken)
            for spot in spots
        )
        yield from islice(filter(None, names), 1)


def _written(name: Name, width: float, taken: list[Box]) -> Name | None:
    """Return the name if there is room for it, which is then taken."""
    left = name.x - width * {"start": 0, "middle": 0.5, "end": 1}[name.anchor]
    top, right, bottom = name.y - LINE / 2, left + width, name.y + LINE / 2
    if not (FRAME.contains((left, top), GAP) and FRAME.contains((right, bottom), GAP)):
        return None
    if any(left < box[2] and box[0] < right and top < box[3] and box[1] < bottom for box in taken):
        return None
    taken.append((left, top, right, bottom))
    return name
