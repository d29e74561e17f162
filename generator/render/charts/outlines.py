"""Read the outlines of land and countries in ``outlines.bin``, which ``scripts/make_outlines.py`` makes.

They are Natural Earth's 1:10m outlines (``outlines-LICENSE.txt``). A level of detail has pieces of lines, shared by the
polygons on both sides; polygons are lists of pieces. The file is CBOR, and each level is compressed by itself: it is
read when a map first needs it.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import cbor2
from babel import Locale

from generator.render.charts.geometry import Point, Vector, to_degrees, to_vector
from generator.translation import Language, current_language

FILE = Path(__file__).with_name("outlines.bin")
DETAIL = {400: 2.0, 800: 4.0, 1600: 8.0, 3200: 18.0, 6400: 48.0, 12800: 130.0}
"""The levels: for maps from a width in km on, the size in km of what is left out."""
GROUP = 24  # pieces or rings
WIDEST_GROUP = math.radians(15)  # of pieces: a straight line takes its place where it is out of sight
CAP_STEPS = 360 * 180  # of the grid of ``Packed.caps``, around the equator
BIAS = 128  # added to numbers in the file, so that most of them are one byte


class Packed(TypedDict):
    """A level as the file has it. Points are steps on a grid from the point before."""

    steps: int  # of the grid, around the equator
    lengths: Sequence[int]  # points of each piece
    x: Sequence[int]
    y: Sequence[int]
    rings: list[list[int]]  # of pieces; ``~n`` is piece n backwards
    caps: Sequence[int]  # around each ring: longitude, latitude and angle; 0 for the whole sphere
    group_caps: Sequence[
        int
    ]  # likewise around each group of pieces of rings that have several, and of borders
    borders: list[int]  # pieces
    land: list[int]  # rings
    countries: list[list[int]]


class Cap(NamedTuple):
    """A part of the sphere that contains something: all points within an angle of a centre."""

    x: float
    y: float
    z: float
    cosine: float  # of the angle
    sine: float

    def meets(self, other: Cap) -> bool:
        """Tell whether this cap and one of less than 90 degrees may have a point in common."""
        near = self.x * other.x + self.y * other.y + self.z * other.z
        return near >= self.cosine * other.cosine - self.sine * other.sine


EVERYWHERE = Cap(0.0, 0.0, 1.0, -math.inf, 0.0)


class Group(NamedTuple):
    """Pieces or rings, and a cap that contains them all."""

    cap: Cap
    members: Sequence[int]


class Level:
    """Outlines at one level of detail. What is only looked at where a map is, is only then made."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._unit = 2 * math.pi / packed["steps"]
        self._x, self._y = array("i", accumulate(packed["x"])), array("i", accumulate(packed["y"]))
        self._starts = [0, *accumulate(packed["lengths"])]
        self.ring_caps = _read_caps(packed["caps"])
        self._vectors: dict[int, list[Vector]] = {}
        self._ends: dict[int, Vector] = {}
        self._caps: dict[int, Cap] = {}
        caps = iter(_read_caps(packed["group_caps"]))
        self._groups = {
            number: [Group(next(caps), part) for part in in_parts(pieces)]
            for number, pieces in enumerate(packed["rings"])
            if len(pieces) > GROUP
        }
        self.borders = [Group(cap, part) for cap, part in zip(caps, in_parts(packed["borders"]), strict=True)]

    def vectors(self, piece: int) -> list[Vector]:
        """Return the points of a piece."""
        if piece not in self._vectors:
            span = slice(self._starts[piece], self._starts[piece + 1])
            xs, ys, unit = self._x[span], self._y[span], self._unit
            self._vectors[piece] = [_vector(y * unit, x * unit) for x, y in zip(xs, ys, strict=True)]
        return self._vectors[piece]

    def end(self, piece: int) -> Vector:
        """Return the last point of a piece; of ``~n``, the first."""
        if piece not in self._ends:
            at = self._starts[piece + 1] - 1 if piece >= 0 else self._starts[~piece]
            self._ends[piece] = _vector(self._y[at] * self._unit, self._x[at] * self._unit)
        return self._ends[piece]

    def cap(self, piece: int) -> Cap:
        """Return a cap around a piece."""
        if piece not in self._caps:
            span = slice(self._starts[piece], self._starts[piece + 1])
            xs, ys, unit = self._x[span], self._y[span], self._unit
            west, east, south, north = min(xs) * unit, max(xs) * unit, min(ys) * unit, max(ys) * unit
            widest = max(math.cos(south), math.cos(north)) if south * north > 0 else 1.0
            angle = math.hypot((east - west) / 2 * widest, (north - south) / 2) + 1e-6
            self._caps[piece] = make_cap((west + east) / 2, (south + north) / 2, angle)
        return self._caps[piece]

    def ring(self, number: int) -> list[Group]:
        """Return the pieces of a ring, in groups; ``~n`` is piece n backwards."""
        if number not in self._groups:
            self._groups[number] = [Group(self.ring_caps[number], self._packed["rings"][number])]
        return self._groups[number]

    @cached_property
    def land(self) -> list[Group]:
        """The rings of all land, in groups."""
        caps = self.ring_caps
        return [Group(around([caps[ring] for ring in part]), part) for part in in_parts(self._packed["land"])]

    @cached_property
    def countries(self) -> list[Group]:
        """The rings of each country."""
        caps = self.ring_caps
        return [Group(around([caps[ring] for ring in rings]), rings) for rings in self._packed["countries"]]


def in_parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the groups of numbers that have a cap of their own."""
    return (numbers[start : start + GROUP] for start in range(0, len(numbers), GROUP))


def _read_caps(numbers: Sequence[int]) -> list[Cap]:
    unit = 2 * math.pi / CAP_STEPS
    triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return [make_cap(x * unit, y * unit, angle * unit) if angle else EVERYWHERE for x, y, angle in triples]


def _vector(latitude: float, longitude: float) -> Vector:
    out = math.cos(latitude)
    return out * math.cos(longitude), out * math.sin(longitude), math.sin(latitude)


def make_cap(longitude: float, latitude: float, angle: float) -> Cap:
    """Return the cap around a point, given in radians."""
    return Cap(*_vector(latitude, longitude), math.cos(angle), math.sin(angle))


def around(caps: Sequence[Cap], widest: float = math.pi / 2) -> Cap:
    """Return a cap around caps; if its angle would be more than ``widest``, the whole sphere."""
    if len(caps) == 1:
        return caps[0]
    x, y, z = (sum(cap[axis] for cap in caps) for axis in range(3))
    length = math.hypot(x, y, z) or 1
    x, y, z = x / length, y / length, z / length
    angle = 0.0
    for cap in caps:
        distance = math.acos(max(-1.0, min(1.0, x * cap.x + y * cap.y + z * cap.z)))
        angle = max(angle, distance + math.acos(max(-1.0, min(1.0, cap.cosine))))
    return Cap(x, y, z, math.cos(angle), math.sin(angle)) if angle < widest else EVERYWHERE


@dataclass(frozen=True, slots=True)
class World:
    """The world in the Equal Earth projection, as SVG paths around its middle."""

    land: str
    borders: str
    inset: str  # the land of the small one


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    content: dict[str, Any] = cbor2.loads(FILE.read_bytes())
    return content


@lru_cache(maxsize=1)
def country_names() -> tuple[str, ...]:
    """Return the English name of each country, in the order of ``Level.countries``; empty if it gets none."""
    return tuple(names[0] if names else "" for names in _file()["names"])


def country_name(english: str) -> str:
    """Return the name of a country, given in English, in the current language."""
    return _names_in(current_language()).get(english, english)


@lru_cache(maxsize=8)
def _names_in(language: Language) -> dict[str, str]:
    """Return the names of all countries in a language by their English ones, both as CLDR has them."""
    english, own = Locale("en").territories, language.locale.territories
    return {name: own.get(code, name) for code, name in english.items() if code.isalpha()}


@lru_cache(maxsize=8)
def _countries_by_name(language: Language) -> dict[str, int]:
    known = enumerate(_file()["names"])
    every = [(name, number) for number, names in known for name in (*names, *map(country_name, names[:1]))]
    return {name.casefold(): number for name, number in every}


def find_country(names: Iterable[str], coordinates: Point | None) -> int | None:
    """Return the number of the country with one of these names, if coordinates (in degrees) are in it or near."""
    for name in names:
        number = _countries_by_name(current_language()).get(name.casefold())
        if number is not None:
            level = _level_with(number)
            spot = coordinates and Cap(*to_vector(*coordinates), 1.0, 0.0)
            if level and (not spot or level.countries[number].cap.meets(spot)):
                return number
    return None


def country_points(number: int) -> list[Point]:
    """Return points of the outline of a country without its far-off parts, as latitude and longitude in degrees."""
    level = _level_with(number)
    if not level:
        return []
    widest = min(level.countries[number].members, key=lambda ring: level.ring_caps[ring].cosine)
    ends = [level.end(piece) for group in level.ring(widest) for piece in group.members]
    return [to_degrees(end) for end in ends]


def _level_with(number: int) -> Level | None:
    """Return the coarsest level that has a country."""
    levels = map(read_level, reversed(range(len(DETAIL))))
    return next((level for level in levels if level.countries[number].members), None)


@lru_cache(maxsize=1)
def read_world() -> World:
    """Return the drawn world."""
    return World(*cbor2.loads(zlib.decompress(_file()["world"])))


@lru_cache(maxsize=len(DETAIL))
def read_level(number: int) -> Level:
    """Return a level of detail; 0 is the finest."""
    content = cbor2.loads(zlib.decompress(_file()["levels"][number]))
    return Level(content | {name: _from_planes(content[name]) for name in _NUMBERS})


# Writing, for the script


_NUMBERS = ("lengths", "x", "y", "caps", "group_caps")


def pack(names: Sequence[Sequence[str]], levels: Sequence[Packed], *world: str) -> bytes:
    """Return the content of the file."""
    packed: list[dict[str, Any]] = []
    for level in levels:
        content: dict[str, Any] = {**level}
        packed.append(content | {name: _to_planes(content[name]) for name in _NUMBERS})
    return cbor2.dumps(
        {
            "names": [list(own) for own in names],
            "world": zlib.compress(cbor2.dumps(list(world)), 9),
            "levels": [zlib.compress(cbor2.dumps(level), 9) for level in packed],
        }
    )


def _to_planes(numbers: Sequence[int]) -> list[bytes]:
    """Return numbers as four strings of bytes, the lowest first: these compress well."""
    data = _in_file_order(array("i", [number + BIAS for number in numbers])).tobytes()
    return [data[plane::4] for plane in range(4)]


def _from_planes(planes: Sequence[bytes]) -> list[int]:
    data = bytearray(4 * len(planes[0]))
    for plane, part in enumerate(planes):
        data[plane::4] = part
    return [number - BIAS for number in _in_file_order(array("i", bytes(data)))]


def _in_file_order(numbers: array[int]) -> array[int]:
    """Return numbers with their lowest byte first, as in the file; or back from that."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
