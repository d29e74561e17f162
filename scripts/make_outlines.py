"""Make ``generator/render/charts/outlines.bin``, the outlines of countries from which maps are drawn.

They are Natural Earth's (public domain), which the npm package ``world-atlas`` has as TopoJSON. Without arguments, the
package is fetched with npm; or name its folder. The result is reduced to levels of detail, each for maps of a
certain width. ``generator/render/charts/outlines.py`` reads it.
"""

from __future__ import annotations

import heapq
import json
import math
import subprocess
import sys
import tarfile
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, starmap
from pathlib import Path
from typing import Any

import babel
from babel.core import get_global

from generator.render.charts.geometry import (
    WORLD_CENTRE,
    WORLD_WIDTH,
    Frame,
    clip_ring,
    equal_earth,
    to_degrees,
    to_path,
)
from generator.render.charts.outlines import (
    CAP_STEPS,
    DETAIL,
    EVERYWHERE,
    FILE,
    GROUP,
    WIDEST_GROUP,
    Level,
    Packed,
    around,
    in_parts,
    pack,
)

PACKAGE = "world-atlas@2.0.2"
SOURCE = "countries-10m.json"
KM = 111.2  # in a degree of latitude
PIECE = 48  # points of a piece at most
PIECE_LENGTH = 1200  # km, at most
STEP = 150  # km, or 8 times what is left out: longer edges get points in between, as they follow a parallel
WORLD_UNITS = 720  # width of the drawn world
INSET_UNITS = 200  # likewise, of the small one

Arc = list[tuple[float, float]]
Ring = list[int]  # arcs by their number; ``~n`` is arc n backwards


def main(folder: Path) -> None:
    """Write the file from the package in ``folder``."""
    topology = json.loads((folder / SOURCE).read_text(encoding="utf-8"))
    arcs, renamed = split_at_antimeridian(read_arcs(topology))
    geometries = topology["objects"]["countries"]["geometries"]
    countries = [join_across(rings_of(item, renamed), arcs) for item in geometries]
    (land_geometry,) = topology["objects"]["land"]["geometries"]
    land = join_across(rings_of(land_geometry, renamed), arcs)
    uses = Counter(max(n, ~n) for rings in countries for ring in rings for n in ring)
    borders = sorted(n for n, number in uses.items() if number > 1)
    weights = [effective_areas(arc) for arc in arcs]

    levels = []
    for tolerance in DETAIL.values():
        shown, *of_countries = (
            [ring for ring in rings if area_km(ring, arcs) >= 4 * tolerance**2]
            for rings in (land, *countries)
        )
        simple = simplify(arcs, weights, tolerance)
        shown.sort(key=lambda ring: where(ring, arcs))  # groups of neighbours are quick to find
        levels.append(pack_level(simple, tolerance, shown, borders, of_countries))
    names = [names_of(item) for item in geometries]
    FILE.write_bytes(pack(names, levels, *draw_world(arcs, weights, land, borders)))
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


def fetch(folder: Path) -> Path:
    """Fetch the package with npm, and unpack it."""
    name = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


# Reading


def read_arcs(topology: dict[str, Any]) -> list[Arc]:
    """Return the arcs in degrees."""
    (across, up), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for right, down in steps:
            x, y = x + right, y + down
            arc.append((x * across + left, y * up + bottom))
        arcs.append(arc)
    return arcs


def split_at_antimeridian(arcs: list[Arc]) -> tuple[list[Arc], list[list[int | None]]]:
    """Take out the edges along the antimeridian, where Chukotka, Wrangel Island and Fiji were cut.

    Returns the new arcs, and for each old one the new ones in its place, with ``None`` for an edge taken out.
    """
    parts: list[Arc] = []
    renamed: list[list[int | None]] = []
    for arc in arcs:
        names: list[int | None] = []
        start = 0
        for at, ((x, y), (right, up)) in enumerate(pairwise(arc), 1):
            if abs(x) > 179.99 and abs(right) > 179.99 and abs(y - up) > 0.04:
                if at - start > 1:
                    names.append(len(parts))
                    parts.append(arc[start:at])
                names.append(None)
                start = at
        if len(arc) - start > 1:
            names.append(len(parts))
            parts.append(arc[start:])
        renamed.append(names)
    return parts, renamed


def rings_of(geometry: dict[str, Any], renamed: list[list[int | None]]) -> list[list[int | None]]:
    """Return the rings of a geometry."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [
        [
            new if new is None or old >= 0 else ~new
            for old in ring
            for new in (renamed[old] if old >= 0 else reversed(renamed[~old]))
        ]
        for polygon in polygons
        for ring in polygon
    ]


def join_across(rings: list[list[int | None]], arcs: list[Arc]) -> list[Ring]:
    """Join rings that end at a gap to those on the other side of it."""
    whole: list[Ring] = []
    open_ones: list[Ring] = []
    for ring in rings:
        gap = ring.index(None) if None in ring else -1
        rotated = [n for n in ring[gap + 1 :] + ring[: max(gap, 0)] if n is not None]
        if gap < 0:
            whole.append(rotated)
            continue
        if len(rotated) < len(ring) - 1:
            raise ValueError("a ring with more than one gap")
        bottom, top = sorted(point_of(rotated[end], arcs, end)[1] for end in (0, -1))
        for other in open_ones:
            low, high = sorted(point_of(other[end], arcs, end)[1] for end in (0, -1))
            if abs(low - bottom) < 0.05 and abs(high - top) < 0.05:
                open_ones.remove(other)
                whole.append(other + rotated)
                break
        else:
            open_ones.append(rotated)
    if open_ones:
        raise ValueError("a gap with one side")
    return whole


def point_of(name: int, arcs: list[Arc], at: int) -> tuple[float, float]:
    """Return the first (0) or last (-1) point of an arc in its direction."""
    return arcs[name][at] if name >= 0 else arcs[~name][-1 - at]


def names_of(geometry: dict[str, Any]) -> list[str]:
    """Return the names of a country in English, Unicode's (CLDR) first; none of a territory without a code of ISO 3166.

    Maps write no name on such a territory, which its neighbours would dispute.
    """
    code, own = geometry.get("id", ""), geometry["properties"]["name"]
    (alpha, *_) = get_global("territory_aliases").get(code) or [""]
    name = babel.Locale("en").territories.get(alpha)
    return list(dict.fromkeys([name, own])) if name else []


# Reducing


def wrap(degrees: float) -> float:
    """Return a difference of longitudes as one of -180 to 180."""
    return (degrees + 180) % 360 - 180


def area_km(ring: Ring, arcs: list[Arc]) -> float:
    """Return the area of a ring in square km, roughly."""
    points = [point for n in ring for point in (arcs[n] if n >= 0 else reversed(arcs[~n]))]
    total = sum(
        wrap(right - x) * (math.sin(math.radians(y)) + math.sin(math.radians(up))) / 2
        for (x, y), (right, up) in pairwise([*points, points[0]])
    )
    return abs(math.radians(total)) * 6371**2


def where(ring: Ring, arcs: list[Arc]) -> tuple[int, float]:
    """Return a key that sorts rings by place: by bands of latitude, and from west to east."""
    x, y = point_of(ring[0], arcs, 0)
    return band(y, x)


def band(latitude: float, longitude: float) -> tuple[int, float]:
    """Return a key that sorts by bands of latitude, and from west to east."""
    return round(latitude / 8), longitude


def effective_areas(arc: Arc) -> list[float]:
    """Return how much each point matters, in square km, after Visvalingam and Whyatt (1993); the ends are infinite."""
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    result = [math.inf] * len(arc)

    def triangle(at: int) -> float:
        (x, y), (x2, y2), (x3, y3) = arc[at], arc[before[at]], arc[after[at]]
        narrowing = math.cos(math.radians(y))
        return abs(wrap(x2 - x) * (y3 - y) - wrap(x3 - x) * (y2 - y)) / 2 * narrowing * KM**2

    current = {at: triangle(at) for at in range(1, len(arc) - 1)}
    heap = [(size, at) for at, size in current.items()]
    heapq.heapify(heap)
    most = 0.0
    while heap:
        size, at = heapq.heappop(heap)
        if current.get(at) != size:
            continue
        most = result[at] = max(most, size)
        del current[at]
        after[before[at]], before[after[at]] = after[at], before[at]
        for neighbour in (before[at], after[at]):
            if neighbour in current:
                current[neighbour] = triangle(neighbour)
                heapq.heappush(heap, (current[neighbour], neighbour))
    return result


def simplify(arcs: list[Arc], weights: list[list[float]], tolerance: float) -> list[Arc]:
    """Return the arcs without points that matter less than ``tolerance`` (km)."""
    least = 0.7 * tolerance**2
    return [
        [point for point, weight in zip(arc, own, strict=True) if weight >= least]
        for arc, own in zip(arcs, weights, strict=True)
    ]


def densify(arc: Arc, step: float) -> Iterator[tuple[float, float]]:
    """Yield the points of an arc, and those between the ends of long edges."""
    for (x, y), (right, up) in pairwise(arc):
        parts = math.ceil(edge_length((x, y), (right, up)) / step) or 1
        for part in range(parts):
            yield x + wrap(right - x) * part / parts, y + (up - y) * part / parts
    yield arc[-1]


def edge_length(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the length of an edge in km, roughly."""
    narrowing = math.cos(math.radians((start[1] + end[1]) / 2))
    return math.hypot(wrap(end[0] - start[0]) * narrowing, end[1] - start[1]) * KM


def pack_level(
    arcs: list[Arc],
    tolerance: float,
    land: list[Ring],
    borders: list[int],
    countries: list[list[Ring]],
) -> Packed:
    """Cut the arcs that are used into pieces, and write them as whole numbers of a grid."""
    steps = 2 * round(360 * KM / tolerance)  # of the grid, around the equator: a step is half the tolerance
    used = {max(n, ~n) for rings in (land, *countries) for ring in rings for n in ring}
    pieces: dict[int, list[int]] = {}
    lengths, xs, ys = array("i"), array("i"), array("i")
    last = (0, 0)
    for number in sorted(used):
        points = list(densify(arcs[number], max(STEP, 8 * tolerance)))
        pieces[number] = []
        start, length = 0, 0.0
        for at in range(1, len(points)):
            length += edge_length(points[at - 1], points[at])
            if at - start == PIECE - 1 or length > PIECE_LENGTH or at == len(points) - 1:
                pieces[number].append(len(lengths))
                lengths.append(at + 1 - start)
                for x, y in points[start : at + 1]:
                    whole = round(x / 360 * steps), round(y / 360 * steps)
                    across = (whole[0] - last[0] + steps // 2) % steps - steps // 2
                    xs.append(across)
                    ys.append(whole[1] - last[1])
                    last = last[0] + across, whole[1]
                start, length = at, 0.0

    def in_pieces(ring: Ring) -> list[int]:
        return [
            piece if n >= 0 else ~piece
            for n in ring
            for piece in (pieces[n] if n >= 0 else reversed(pieces[~n]))
        ]

    numbers: dict[tuple[int, ...], int] = {}  # of rings; an island is one of the land and of its country

    def numbered(rings: list[Ring]) -> list[int]:
        return [numbers.setdefault(tuple(in_pieces(ring)), len(numbers)) for ring in rings]

    packed: Packed = {
        "steps": steps,
        "lengths": lengths,
        "x": xs,
        "y": ys,
        "borders": [piece for n in borders if n in used for piece in pieces[n]],
        "land": numbered(land),
        "countries": [numbered(rings) for rings in countries],
        "rings": [list(ring) for ring in numbers],
        "caps": (),
        "group_caps": (),
    }
    level = Level(packed | {"borders": [], "rings": []})
    packed["borders"].sort(key=lambda piece: band(*to_degrees(level.end(piece))))
    packed["caps"] = [n for ring in packed["rings"] for n in cap_of(ring, level)]
    long_rings = [ring for ring in packed["rings"] if len(ring) > GROUP]
    caps = [cap_of(part, level, WIDEST_GROUP) for ring in long_rings for part in in_parts(ring)]
    caps += [cap_of(part, level) for part in in_parts(packed["borders"])]
    packed["group_caps"] = [n for cap in caps for n in cap]
    return packed


def cap_of(pieces: Sequence[int], level: Level, widest: float = math.pi / 2) -> tuple[int, int, int]:
    """Return the cap around pieces in whole steps; the whole sphere if it would be wider than ``widest``."""
    cap = around([level.cap(max(n, ~n)) for n in pieces], widest)
    if cap is EVERYWHERE:
        return 0, 0, 0
    latitude, longitude = to_degrees(cap[:3])
    angle = math.degrees(math.acos(cap.cosine))
    unit = CAP_STEPS / 360
    return round(longitude * unit), round(latitude * unit), math.ceil(angle * unit) + 1


# The whole world


def draw_world(
    arcs: list[Arc], weights: list[list[float]], land: list[Ring], borders: list[int]
) -> tuple[str, str, str]:
    """Draw the land and the borders of the world in the Equal Earth projection, and the land of the small one."""
    paths = []
    for tolerance, units in ((190, WORLD_UNITS), (600, INSET_UNITS)):
        simple = simplify(arcs, weights, tolerance)
        text = ""
        for ring in land:
            if area_km(ring, arcs) >= 2.5 * tolerance**2:
                for points in unrolled(ring, simple):
                    text += to_path([at(x, y, units) for x, y in points], is_ring=True)
        paths.append(text)
    simple = simplify(arcs, weights, 300)
    long_ones = (simple[n] for n in borders if sum(starmap(edge_length, pairwise(simple[n]))) > 350)
    lines = "".join(to_path([at(x, y, WORLD_UNITS) for x, y in arc], is_ring=False) for arc in long_ones)
    return paths[0], lines, paths[1]


def at(longitude: float, latitude: float, units: int) -> tuple[float, float]:
    """Return a point of the world drawn ``units`` wide, from its middle."""
    x, y = equal_earth(latitude, longitude)
    return x * units / WORLD_WIDTH, y * units / WORLD_WIDTH


def unrolled(ring: Ring, arcs: list[Arc]) -> Iterator[Arc]:
    """Yield the parts of a ring in the world cut opposite of its middle meridian."""
    points = [point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[1:]]
    x, flat = points[0][0], []
    for longitude, latitude in points:
        x += wrap(longitude - x)
        flat.append((x, latitude))
    turns: tuple[int, ...] = (-360, 0, 360)
    if abs(flat[-1][0] - flat[0][0]) > 180:  # around the South Pole
        turn = math.copysign(360, flat[-1][0] - flat[0][0])
        flat = [(x + turn * k, y) for k in (-1, 0, 1) for x, y in flat]
        flat += [(flat[-1][0], -90), (flat[0][0], -90)]
        turns = (0,)
    west = WORLD_CENTRE - 180
    for turn in turns:
        part = clip_ring([(x + turn, y) for x, y in flat], Frame(west, -90, west + 360, 90))
        if part:
            yield [point for edge in pairwise([*part, part[0]]) for point in along_edge(*edge)]


def along_edge(start: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Yield the start of an edge, and points between if it follows the cut or the pole, which are drawn as curves."""
    parts = math.ceil(max(abs(end[1] - start[1]), abs(end[0] - start[0]) / 8) / 5) or 1
    for part in range(parts):
        yield start[0] + (end[0] - start[0]) * part / parts, start[1] + (end[1] - start[1]) * part / parts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(sys.argv[1]) if sys.argv[1:] else fetch(Path(temporary)))
