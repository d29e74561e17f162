"""Draw the part of the world that a map shows: land, borders, and where the names of countries can be written.

Maps show one of few regions, so that the maps of a site share most of them, and each is drawn once. Coordinates of the
drawing are in half CSS pixels on a phone, as a map is 360 pixels wide there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.render.charts.geometry import (
    EARTH,
    Azimuthal,
    Frame,
    Point,
    Vector,
    area,
    clip_line,
    clip_ring,
    to_degrees,
    to_path,
    to_vector,
)
from generator.render.charts.outlines import DETAIL, Cap, Group, Level, country_names, make_cap, read_level

WIDTHS = (400, 600, 800, 1200, 1600, 2400, 3200, 4800, 6400, 9600, 12800)  # km
FRAME = Frame(0, 0, 720, 480)
MIDDLE = (360.0, 240.0)
WHOLE = FRAME.right * FRAME.bottom
MARGIN = 56  # of the frame in which there should be no place
OUTLINES = 5500  # characters at most, or the next coarser level is used
FEW_ISLANDS = 0.05  # land, as share of the frame; with less, a finer level shows small ones too
LEAST_LAND = 0.005  # of the frame; with less, a wider region says better where this is
WIDEST_FOR_LAND = 2400  # km, to which a region is widened for that
ROW = 24  # height of a row in which names are looked for room


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world ``width`` km wide around a centre."""

    width: int
    latitude: float
    longitude: float

    @property
    def projection(self) -> Azimuthal:
        """Return the projection of its map."""
        return Azimuthal(self.latitude, self.longitude, self.width / FRAME.right, MIDDLE)


@dataclass(frozen=True, slots=True)
class Room:
    """Where a name can be written: a stretch of a row inside its country, in a region."""

    name: str
    left: int
    right: int
    y: int  # middle of the row


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The drawn region."""

    land: str  # SVG path
    borders: str
    land_share: float  # of the frame
    rooms: tuple[Room, ...]  # for names of countries, by country; the widest first

    @property
    def size(self) -> int:
        """Return the length of the outlines."""
        return len(self.land) + len(self.borders)


def choose_region(places: Sequence[Point]) -> Region | None:
    """Return the smallest region that shows all places, given as latitude and longitude, and some land.

    Returns ``None`` if only a map of the whole world shows them.
    """
    sums = [sum(axis) for axis in zip(*(to_vector(*place) for place in places), strict=True)]
    if math.hypot(*sums) < 0.2 * len(places):
        return None
    centre = to_degrees((sums[0], sums[1], sums[2]))
    for _ in range(2):  # from the mean to the middle
        projection = Azimuthal(*centre, 1.0, (0.0, 0.0))
        xs, ys = zip(*(projection.place(*place) for place in places), strict=True)
        centre = projection.inverse(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    for width in WIDTHS:
        region = Region(width, *_snap(centre, width))
        projection = region.projection
        if all(FRAME.contains(projection.place(*place), MARGIN) for place in places):
            base = draw_base(region)
            if base.land_share >= LEAST_LAND or width >= WIDEST_FOR_LAND:
                return region
    return None


def _snap(centre: Point, width: int) -> Point:
    """Return the point of a grid next to a centre; its step is a quarter of the width of the map."""
    step = math.degrees(width / EARTH) / 4
    latitude = max(-90.0, min(90.0, round(centre[0] / step) * step))
    columns = max(1, round(360 * math.cos(math.radians(latitude)) / step))
    return latitude, round(centre[1] * columns / 360) * 360 / columns


@lru_cache(maxsize=512)
def draw_base(region: Region) -> BaseMap:
    """Draw a region."""
    level = sum(width <= region.width for width in DETAIL) - 1
    base = _draw(region, level)
    while base.land_share < FEW_ISLANDS and level > 0 and base.size < OUTLINES / 4:
        level -= 1
        base = _draw(region, level)
    while base.size > OUTLINES and level < len(DETAIL) - 1:
        level += 1
        base = _draw(region, level)
    return base


def _draw(region: Region, level: int) -> BaseMap:
    drawing = _Drawing(region, read_level(level))
    land, share = drawing.land()
    rough = _Drawing(region, read_level(min(level + 1, len(DETAIL) - 1)))  # enough to find room for names
    return BaseMap(land, drawing.borders(), share, rough.rooms())


class _Drawing:
    """The outlines of a level in the projection of a region; each piece is projected once."""

    def __init__(self, region: Region, level: Level) -> None:
        self.level = level
        self.projection = region.projection
        # Half of the diagonal, as seen from the centre of the Earth
        angle = 2 * math.asin(math.hypot(*MIDDLE) * self.projection.scale / (2 * EARTH))
        x, y, z = to_vector(region.latitude, region.longitude)
        self.cap = Cap(x, y, z, math.cos(angle), math.sin(angle))
        self.opposite = make_cap(math.radians(region.longitude + 180), math.radians(-region.latitude), 1.0)
        self.pieces: dict[int, list[Point]] = {}

    def piece(self, number: int) -> list[Point]:
        """Return the projected points of a piece; if it is out of the frame, none."""
        if number not in self.pieces:
            is_seen = self.level.cap(number).meets(self.cap)
            self.pieces[number] = self.projection.project(self.level.vectors(number)) if is_seen else []
        return self.pieces[number]

    def line(self, ring: int) -> list[Point]:
        """Return the projected points of a ring; of its parts that are out of the frame, only some."""
        points: list[Point] = []
        skipped: list[Vector] = []  # to be projected together
        level, pieces = self.level, self.pieces
        for group in level.ring(ring):
            if not group.cap.meets(self.cap):
                skipped.append(level.end(group.members[-1]))
                continue
            for number in group.members:
                own = number if number >= 0 else ~number
                piece = pieces[own] if own in pieces else self.piece(own)
                if not piece:
                    skipped.append(level.end(number))
                    continue
                if skipped:
                    points += self.projection.project(skipped)
                    skipped.clear()
                points += piece[1:] if number >= 0 else piece[-2::-1]
        return points + self.projection.project(skipped)

    def clipped(self, rings: Group) -> Iterator[tuple[list[Point], float]]:
        """Yield what of rings is in the frame, and its area; negative if it is to be taken away from what comes next.

        Together, by the even-odd rule, these polygons are what the rings enclose.
        """
        for ring in rings.members:
            cap = self.level.ring_caps[ring]
            if not cap.meets(self.cap):
                continue
            points = self.line(ring)
            encloses_opposite = False
            if cap.meets(self.opposite):
                points = self._around_antipode(points)
                # All areas are true: a ring that encloses most of the Earth has the antipode on its other side.
                encloses_opposite = abs(area(points)) > 2 * math.pi * (EARTH / self.projection.scale) ** 2
            part = clip_ring(points, FRAME)
            own = abs(area(part))
            if not encloses_opposite:
                if part:
                    yield part, own
            elif own < WHOLE - 1:
                yield part, -own
                yield FRAME.corners, WHOLE

    def _around_antipode(self, points: list[Point]) -> list[Point]:
        """Lead edges that pass the antipode, at the rim of the projection, around the map and not through it."""
        (left, top), rim = MIDDLE, 1.4 * EARTH / self.projection.scale
        result = []
        x, y = points[-1][0] - left, points[-1][1] - top
        for point in points:
            x2, y2 = point[0] - left, point[1] - top
            if x * x2 + y * y2 < 0 and math.hypot(x, y) > rim < math.hypot(x2, y2):
                length, length2 = math.hypot(x, y), math.hypot(x2, y2)
                across, down = x / length + x2 / length2, y / length + y2 / length2  # halfway between the two
                stretch = rim / (math.hypot(across, down) or 1)
                result.append((left + across * stretch, top + down * stretch))
            result.append(point)
            x, y = x2, y2
        return result

    def land(self) -> tuple[str, float]:
        """Return the land as SVG path, and its share of the frame."""
        groups = [group for group in self.level.land if group.cap.meets(self.cap)]
        parts = [part for group in groups for part in self.clipped(group)]
        share = sum(size for _, size in parts) / WHOLE
        return "".join(to_path(ring, is_ring=True) for ring, _ in parts), share

    def borders(self) -> str:
        """Return the borders between countries as SVG path."""
        groups = (group for group in self.level.borders if group.cap.meets(self.cap))
        pieces = (self.piece(number) for group in groups for number in group.members)
        parts = (part for piece in pieces if piece for part in clip_line(piece, FRAME))
        return "".join(to_path(part, is_ring=False) for part in parts)

    def rooms(self) -> tuple[Room, ...]:
        """Return the stretches of rows inside countries in which a name could be written."""
        rooms = []
        for name, rings in zip(country_names(), self.level.countries, strict=True):
            if name and rings.cap.meets(self.cap) and (parts := [part for part, _ in self.clipped(rings)]):
                rooms += sorted(_rooms(name, parts), key=lambda room: (room.left - room.right, room.y))[:6]
        return tuple(rooms)


def _rooms(name: str, rings: Iterable[Sequence[Point]]) -> Iterator[Room]:
    """Yield the widest stretch of each row that is inside a country on both its edges."""
    crossings: dict[int, list[float]] = {}
    for ring in rings:
        x, y = ring[-1]
        for right, down in ring:
            if y != down:
                low, high = (y, down) if y < down else (down, y)
                for line in range(math.ceil(low / ROW), math.ceil(high / ROW)):
                    crossings.setdefault(line, []).append(x + (line * ROW - y) * (right - x) / (down - y))
            x, y = right, down
    spans = {
        line: list(zip(xs[::2], xs[1::2], strict=False))
        for line, found in crossings.items()
        if (xs := sorted(found))
    }
    for line, above in spans.items():
        below = spans.get(line + 1, ())
        common = [(max(a, c), min(b, d)) for a, b in above for c, d in below]
        left, right = max(common, key=lambda span: span[1] - span[0], default=(0, 0))
        if right - left > 60:
            yield Room(name, round(left), round(right), line * ROW + ROW // 2)
