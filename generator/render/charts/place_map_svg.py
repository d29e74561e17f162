"""Write a map of places as SVG for raw HTML; the restrictions are those of ``timeline_svg``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from generator.model.site import Target
from generator.render.charts.base_map import FRAME
from generator.render.charts.geometry import WORLD_CENTRE, WORLD_HEIGHT, WORLD_WIDTH, equal_earth, to_path
from generator.render.charts.outlines import read_world
from generator.render.charts.place_map import (
    INSET_UNITS,
    WIDEST_WITH_INSET,
    WORLD_UNITS,
    Mark,
    Name,
    PlaceMap,
)
from generator.render.counted import counted
from generator.render.markdown import escape_within_line, language_attribute
from generator.translation import _, comma_list, number

WIDTH, HEIGHT = round(FRAME.right), round(FRAME.bottom)
BELOW = 120  # for the scale bar and the small world
BELOW_SCALE = 40  # for the scale bar alone
BASELINE = 9  # from the middle of a line of text
TARGET = 24  # radius of what can be tapped


def write_place_map_svg(chart: PlaceMap, name: str, href: Callable[[Target], str]) -> str:
    """Return the SVG of the map of what ``name`` names; ``href`` returns the URLs of its links."""
    top, bottom = _edges(chart)
    height = bottom - top + (BELOW if chart.inset else BELOW_SCALE)
    title = _("Map of places: {name}", name=name)
    return "\n".join(
        filter(
            None,
            [
                f'<svg class="sb-geo" viewBox="-2 {top - 2} {WIDTH + 4} {height + 4}" role="group"'
                ' aria-labelledby="_places-title" aria-describedby="_places-desc">',
                f'<title id="_places-title">{escape_within_line(title)}</title>',
                f'<desc id="_places-desc">{escape_within_line(_description(chart))}</desc>',
                _base(chart),
                *(_country(it, href) for it in chart.names),
                _dots(chart.dots),
                _leaders(chart.marks),
                *(_mark(mark, href(mark.target)) for mark in chart.marks),
                _scale(chart),
                _inset(chart),
                "</svg>",
            ],
        )
    )


def _edges(chart: PlaceMap) -> tuple[int, int]:
    """Return the top and bottom of the map: the world is less high than a region."""
    spare = 0 if chart.region else round((HEIGHT - WORLD_UNITS * WORLD_HEIGHT / WORLD_WIDTH) / 2)
    return spare, HEIGHT - spare


def _description(chart: PlaceMap) -> str:
    """Describe a map: ``About 300 km wide, around 41.4° N, 128.3° E.``."""
    if not chart.region:
        return _("The whole world.")
    width, latitude, longitude = chart.region.width, chart.region.latitude, chart.region.longitude
    east = (longitude + 180) % 360 - 180
    vertical, horizontal = (number(round(abs(degrees) * 10) / 10, 1) for degrees in (latitude, east))
    place = [
        _("{degrees}° N", degrees=vertical) if latitude >= 0 else _("{degrees}° S", degrees=vertical),
        _("{degrees}° E", degrees=horizontal) if east >= 0 else _("{degrees}° W", degrees=horizontal),
    ]
    return _("About {width} km wide, around {place}.", width=width, place=comma_list(place))


def _base(chart: PlaceMap) -> str:
    """Draw sea, land and borders."""
    frame = f'<rect class="sb-geo__{{}}" width="{WIDTH}" height="{HEIGHT}"/>'
    land = f'<path class="sb-geo__land" d="{chart.land}"/>' if chart.land else ""
    borders = f'<path class="sb-geo__borders" d="{chart.borders}"/>' if chart.borders else ""
    if chart.region:
        return frame.format("sea") + land + borders + frame.format("frame")
    return (
        f'<g transform="translate({WIDTH // 2} {HEIGHT // 2})">'
        f'<path class="sb-geo__sea" d="{_globe(WORLD_UNITS)}"/>{land}{borders}</g>'
    )


@lru_cache(maxsize=2)
def _globe(units: int) -> str:
    """Return the outline of the world as SVG path."""
    edges = [(latitude, WORLD_CENTRE + 180) for latitude in range(-90, 91, 15)]
    edges += [(latitude, WORLD_CENTRE - 180) for latitude in range(90, -91, -15)]
    points = (equal_earth(*edge) for edge in edges)
    return to_path(((x * units / WORLD_WIDTH, y * units / WORLD_WIDTH) for x, y in points), is_ring=True)


def _country(name: Name, href: Callable[[Target], str]) -> str:
    text = f'<text class="sb-geo__country" x="{name.x}" y="{name.y + BASELINE}">{escape_within_line(name.words)}</text>'
    if not name.country:
        return text
    title = _claims(name.country.target.label, name.country.claims)
    return f'<a xlink:href="{href(name.country.target)}"><title>{title}</title>{text}</a>'


def _dots(dots: Iterable[tuple[int, int]]) -> str:
    """Draw dots as lines without length, of which round ends remain."""
    text, before = "", (0, 0)
    for x, y in dots:
        text += f"m{x - before[0]} {y - before[1]}h0"
        before = x, y
    return f'<path class="sb-geo__dots" d="{text}"/>' if text else ""


def _leaders(marks: Iterable[Mark]) -> str:
    """Draw a dot where a place is and a line from there to its circle, if that is next to it."""
    moved = [(*mark.place, *mark.circle) for mark in marks if mark.circle != mark.place]
    lines = "".join(f"M{x} {y}L{right} {down}" for x, y, right, down in moved)
    return f'<path class="sb-geo__leaders" d="{lines}"/>{_dots([it[:2] for it in moved])}' if moved else ""


def _mark(mark: Mark, href: str) -> str:
    x, y = mark.circle
    name = ""
    if mark.name:
        words = escape_within_line(mark.name.words)
        side = "" if mark.name.anchor == "middle" else f" sb-geo__name--{mark.name.anchor}"
        name = (
            f'<text class="sb-geo__name{side}"{language_attribute(mark.target.language)}'
            f' x="{mark.name.x}" y="{mark.name.y + BASELINE}">{words}</text>'
        )
    target = (
        f'<circle class="sb-geo__target" cx="{x}" cy="{y}" r="{TARGET}"/>' if mark.radius < TARGET else ""
    )
    return (
        f'<a xlink:href="{href}"><title>{mark.number}: {_claims(mark.target.label, mark.claims)}</title>'
        f"{target}"
        f'<circle class="sb-geo__mark" cx="{x}" cy="{y}" r="{mark.radius}"/>'
        f'<text class="sb-geo__number" x="{x}" y="{y + BASELINE}">{mark.number}</text>{name}</a>'
    )


def _claims(label: str, claims: int) -> str:
    return escape_within_line(_("{name} ({words})", name=label, words=counted(claims, "claim")))


def _scale(chart: PlaceMap) -> str:
    """Draw the scale bar; on wide maps, it is true only in one place."""
    km, length = chart.scale
    y = _edges(chart)[1] + 22
    if not chart.region:
        words = _("{length} km at the equator", length=km)
    elif chart.region.width > WIDEST_WITH_INSET:
        words = _("{length} km in the middle", length=km)
    else:
        words = _("{length} km", length=km)
    return (
        f'<path class="sb-geo__scale" d="M1 {y - 8}v16M1 {y}h{length}M{1 + length} {y - 8}v16"/>'
        f'<text class="sb-geo__km" x="{length + 14}" y="{y + BASELINE}">{escape_within_line(words)}</text>'
    )


def _inset(chart: PlaceMap) -> str:
    """Draw the small world, with a circle around the region."""
    if not chart.inset:
        return ""
    x, y, radius = chart.inset
    height = INSET_UNITS * WORLD_HEIGHT / WORLD_WIDTH
    return (
        f'<g transform="translate({WIDTH - INSET_UNITS // 2} {HEIGHT + BELOW - round(height / 2) - 8})">'
        f'<path class="sb-geo__sea" d="{_globe(INSET_UNITS)}"/><path class="sb-geo__inset" d="{read_world().inset}"/>'
        f'<circle class="sb-geo__here" cx="{x}" cy="{y}" r="{radius}"/></g>'
    )
