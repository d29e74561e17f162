"""The map of what is linked with something as SVG, in raw HTML: see ``timeline_svg``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from generator.model.site import Target
from generator.render.charts.link_map import GAP, LINE, TEXT, WIDTH, MapPicture, Node, text_width
from generator.render.markdown import escape

PILL = 10  # half the height of what stands in the middle
MARGIN = 6  # above and below all


def write_map(picture: MapPicture, name: str, address: Callable[[Target], str]) -> str:
    """Write the map around what ``name`` names; ``address`` says where links lead."""
    middle = picture.height // 2
    ties = "".join(
        f'<path stroke-width="{node.width:g}" d="M{WIDTH // 2} {middle} {node.x} {node.y}"/>'
        for node in picture.nodes
    )
    half = round(text_width(picture.middle) / 2 + PILL * 0.6)
    return "\n".join(
        [
            f'<svg class="sb-map" viewBox="0 {-MARGIN} {WIDTH} {picture.height + 2 * MARGIN}" role="group"'
            ' aria-labelledby="_map-title" aria-describedby="_map-desc">',
            f'<title id="_map-title">Map: {_text(name)}</title>',
            f'<desc id="_map-desc">{_text(_in_words(picture))}</desc>',
            f'<g class="sb-map__chords">{_chords(picture)}</g>',
            f'<g class="sb-map__ties">{ties}</g>',
            f'<rect class="sb-map__middle" x="{WIDTH // 2 - half}" y="{middle - PILL}" width="{2 * half}"'
            f' height="{2 * PILL}" rx="{PILL}"/><text class="sb-map__here" x="{WIDTH // 2}" y="{middle + 4}">'
            f"{_text(picture.middle)}</text>",
            *(_node(node, address(node.neighbour.target)) for node in picture.nodes),
            "</svg>",
        ]
    )


def _in_words(picture: MapPicture) -> str:
    """Say what is drawn: ``12 are drawn, 3 more are not. Of the widest lines, three lead to A (4 in common) ...``."""
    drawn, left_out = len(picture.nodes), picture.left_out
    numbers = f"{drawn} {_are(drawn)} drawn" + (f", {left_out} more {_are(left_out)} not" if left_out else "")
    *others, last = (f"{it.target.label} ({it.words})" for it in picture.strongest[:3])
    widest = f"{', '.join(others)} and {last}" if others else last
    lead = (
        "The line leads" if drawn == 1 else "Lines lead" if drawn < 4 else "Of the widest lines, three lead"
    )
    return f"{numbers}. {lead} to {widest}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _chords(picture: MapPicture) -> str:
    """Draw the lines between neighbours, those of one width in one go, bent a little so that they can be told apart."""
    by_width: dict[int, str] = defaultdict(str)
    most = max((chord.number for chord in picture.chords), default=1)
    for chord in picture.chords:
        here, there = picture.nodes[chord.start], picture.nodes[chord.end]
        bend = (here.y + there.y + picture.height) // 4 * 2 - (here.y + there.y) // 2
        width = 1 if chord.number * 3 <= most or most == 1 else 2 if chord.number * 3 <= 2 * most else 3
        by_width[width] += f"M{here.x} {here.y}Q{WIDTH // 2} {bend} {there.x} {there.y}"
    return "".join(
        f'<path stroke-width="{width * 0.75:g}" d="{by_width[width]}"/>' for width in sorted(by_width)
    )


_SIGNS = {
    "brief": "M-5-5H5V5H-5z",
    "topic": "M0-7 7 0 0 7-7 0z",
    "entity": "M-6 0A6 6 0 0 0 6 0 6 6 0 0 0-6 0z",
}


def _node(node: Node, address: str) -> str:
    neighbour = node.neighbour
    before, after = _inside(neighbour.target.kind, neighbour.target.label, node.lines, node.x < WIDTH / 2)
    place = f"translate({node.x} {node.y})"
    return f'<a xlink:href="{address}" transform="{place}">{before}{_text(neighbour.words)}{after}</a>'


@lru_cache(maxsize=1 << 14)  # what is linked with something is linked with more
def _inside(kind: str, label: str, lines: tuple[str, ...], is_left: bool) -> tuple[str, str]:
    """Write what is the same wherever a node stands: before and after the words that say how strongly it is linked."""
    x, side = (-GAP, ' class="sb-map__left"') if is_left else (GAP, "")
    y = TEXT * 0.35 - (len(lines) - 1) * LINE / 2
    first, *others = map(_text, lines)
    more = "".join(f'<tspan x="{x}" dy="{LINE:g}">{line}</tspan>' for line in others)
    sign = f'<path class="sb-map__{kind}" d="{_SIGNS[kind]}"/>'
    return f"<title>{_text(label)}: ", f'</title>{sign}<text{side} x="{x}" y="{y:.1f}">{first}{more}</text>'


def _text(words: str) -> str:
    return escape(words, starts_line=False)
