"""Map projections, and clipping to a rectangle. Angles are in degrees, north and east positive; y grows downwards.

Two projections, both equal-area: Lambert's azimuthal one, which is centred on what it shows and so knows neither
antimeridian nor poles, for parts of the world; and Equal Earth (Šavrič, Patterson and Jenny, 2018) for all of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

EARTH = 6371.0  # radius in km

Point = tuple[float, float]
Vector = tuple[float, float, float]


def to_vector(latitude: float, longitude: float) -> Vector:
    """Return the point of the unit sphere at a latitude and longitude."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def to_degrees(vector: Vector) -> Point:
    """Return the latitude and longitude of a vector of any length but 0."""
    x, y, z = vector
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


@dataclass(frozen=True)
class Azimuthal:
    """Lambert's azimuthal equal-area projection, centred on a point; a unit is ``scale`` km there."""

    latitude: float
    longitude: float
    scale: float
    middle: Point  # where the centre is drawn

    # Beyond this distance from the centre, points are drawn at it: there, the projection tears the Earth apart.
    FAR = 1.9  # in radii of the Earth; the antipode would be at 2

    def project(self, vectors: Iterable[Vector]) -> list[Point]:
        """Project points of the unit sphere."""
        (ux, uy, uz), (ex, ey), (nx, ny, nz) = self._axes
        (left, top), factor, sqrt = self.middle, EARTH / self.scale, math.sqrt
        projected = []
        for a, b, c in vectors:
            x, y, near = a * ex + b * ey, a * nx + b * ny + c * nz, 1 + a * ux + b * uy + c * uz
            stretch = factor * (sqrt(2 / near) if near > 0.2 else self.FAR / (math.hypot(x, y) or 1))
            projected.append((left + x * stretch, top - y * stretch))
        return projected

    @cached_property
    def _axes(self) -> tuple[Vector, Point, Vector]:
        """Return the unit vectors from the centre of the Earth to that of the map, and from there east and north."""
        phi, lam = math.radians(self.latitude), math.radians(self.longitude)
        sin, cos = math.sin(phi), math.cos(phi)
        east = math.sin(lam), math.cos(lam)
        return (
            (cos * east[1], cos * east[0], sin),
            (-east[0], east[1]),
            (-sin * east[1], -sin * east[0], cos),
        )

    def place(self, latitude: float, longitude: float) -> Point:
        """Project one point."""
        return self.project([to_vector(latitude, longitude)])[0]

    def inverse(self, point: Point) -> Point:
        """Return the latitude and longitude of a point of the drawing."""
        x, y = (
            (point[0] - self.middle[0]) * self.scale / EARTH,
            (self.middle[1] - point[1]) * self.scale / EARTH,
        )
        near = max(-1.0, 1 - (x * x + y * y) / 2)  # cosine of the distance
        stretch = math.sqrt((1 + near) / 2)
        x, y = x * stretch, y * stretch
        up, east, north = self._axes
        return to_degrees(
            (
                near * up[0] + x * east[0] + y * north[0],
                near * up[1] + x * east[1] + y * north[1],
                near * up[2] + y * north[2],
            )
        )


WORLD_CENTRE = 11.0  # the meridian in the middle; the world is cut opposite of it, through the Bering Strait
_A = (1.340264, -0.081106, 0.000893, 0.003796)


def equal_earth(latitude: float, longitude: float) -> Point:
    """Project a point in the Equal Earth projection, in radii of the Earth from the middle of the world.

    The longitude is taken as one of -180 to 180 from ``WORLD_CENTRE``, the ends included.
    """
    east = longitude - WORLD_CENTRE
    if not -180 <= east <= 180:
        east = (east + 180) % 360 - 180
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    a1, a2, a3, a4 = _A
    square = theta * theta
    slope = 9 * a4 * square**4 + 7 * a3 * square**3 + 3 * a2 * square + a1
    x = 2 * math.sqrt(3) * math.radians(east) * math.cos(theta) / (3 * slope)
    return x, -(a4 * square**4 + a3 * square**3 + a2 * square + a1) * theta


WORLD_WIDTH = 2 * equal_earth(0, WORLD_CENTRE + 180)[0]
WORLD_HEIGHT = 2 * equal_earth(-90, 0)[1]


# Clipping


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def corners(self) -> list[Point]:
        """Return the corners, clockwise."""
        return [
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        ]

    def contains(self, point: Point, margin: float = 0) -> bool:
        """Tell whether a point is in the rectangle, at least ``margin`` from its edges."""
        x, y = point
        return (
            self.left + margin <= x <= self.right - margin and self.top + margin <= y <= self.bottom - margin
        )


def clip_ring(ring: Sequence[Point], frame: Frame) -> list[Point]:
    """Return the part of a polygon inside the frame (Sutherland and Hodgman, 1974).

    A polygon that leaves the frame and returns gets edges along the frame.
    """
    points = list(ring)
    for axis, low, high in ((0, frame.left, frame.right), (1, frame.top, frame.bottom)):
        for sign, limit in ((1, low), (-1, -high)):
            values = [point[axis] * sign for point in points]
            if max(values) < limit:
                return []
            if min(values) >= limit:
                continue
            clipped = []
            before, value_before = points[-1], values[-1]
            for point, value in zip(points, values, strict=True):
                if (value >= limit) != (value_before >= limit):
                    clipped.append(_crossing(before, point, axis, limit * sign))
                if value >= limit:
                    clipped.append(point)
                before, value_before = point, value
            points = clipped
    return points


def clip_line(line: Sequence[Point], frame: Frame) -> Iterator[list[Point]]:
    """Yield the parts of a line inside the frame (each of its segments after Liang and Barsky, 1984)."""
    part: list[Point] = []
    for start, end in pairwise(line):
        enter, leave = 0.0, 1.0
        for axis, low, high in ((0, frame.left, frame.right), (1, frame.top, frame.bottom)):
            length = end[axis] - start[axis]
            if length:
                near, far = sorted(((low - start[axis]) / length, (high - start[axis]) / length))
                enter, leave = max(enter, near), min(leave, far)
            elif not low <= start[axis] <= high:
                leave = -1.0
        if enter > leave:
            continue
        if enter > 0 or not part:
            if part:
                yield part
            part = [_between(start, end, enter)]
        part.append(_between(start, end, leave))
        if leave < 1:
            yield part
            part = []
    if part:
        yield part


def _crossing(start: Point, end: Point, axis: int, limit: float) -> Point:
    """Return where a segment crosses a line parallel to an axis."""
    share = (limit - start[axis]) / (end[axis] - start[axis])
    other = start[1 - axis] + share * (end[1 - axis] - start[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def _between(start: Point, end: Point, share: float) -> Point:
    if share in (0, 1):
        return end if share else start
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def area(ring: Sequence[Point]) -> float:
    """Return the area of a polygon, negative if it is drawn the other way round."""
    total = 0.0
    x, y = ring[-1] if ring else (0.0, 0.0)
    for right, down in ring:
        total += x * down - right * y
        x, y = right, down
    return total / 2


# Paths


def to_path(points: Iterable[Point], *, is_ring: bool) -> str:
    """Write a polygon or line as an SVG path in whole units, from point to point; empty if it has no length."""
    whole = [(round(x), round(y)) for x, y in points]
    x, y = start = whole[0]
    text = []
    steps = 0
    for right, down in whole[1:]:
        if right != x or down != y:
            across, along = right - x, down - y
            text.append(f"{across}{along}" if along < 0 else f"{across} {along}")
            x, y = right, down
            steps += 1
    if steps < (2 if is_ring else 1):
        return ""
    joined = text[0] + "".join(step if step[0] == "-" else f" {step}" for step in text[1:])
    return f"M{start[0]} {start[1]}l{joined}{'z' if is_ring else ''}"
