"""Write a link map as SVG for raw HTML; the restrictions are those of ``timeline_svg``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from generator.model.site import Target
from generator.render.charts.link_map import GAP, LINE, TEXT, WIDTH, LinkMap, Node, text_width
from generator.render.markdown import escape_within_line, language_attribute
from generator.translation import _, and_list, comma_list, ngettext

PILL = 10  # half the height of the box in the middle
MARGIN = 6  # above and below the map


def write_link_map_svg(chart: LinkMap, name: str, href: Callable[[Target], str]) -> str:
    """Return the SVG of the map around what ``name`` names; ``href`` returns the URLs of its links."""
    middle = chart.height // 2
    ties = "".join(
        f'<path stroke-width="{node.width:g}" d="M{WIDTH // 2} {middle} {node.x} {node.y}"/>'
        for node in chart.nodes
    )
    half = round(text_width(chart.middle) / 2 + PILL * 0.6)
    title = _("Connections: {name}", name=name)
    return "\n".join(
        [
            f'<svg class="sb-map" viewBox="0 {-MARGIN} {WIDTH} {chart.height + 2 * MARGIN}" role="group"'
            ' aria-labelledby="_map-title" aria-describedby="_map-desc">',
            f'<title id="_map-title">{escape_within_line(title)}</title>',
            f'<desc id="_map-desc">{escape_within_line(_description(chart))}</desc>',
            f'<g class="sb-map__chords">{_chords(chart)}</g>',
            f'<g class="sb-map__ties">{ties}</g>',
            f'<rect class="sb-map__middle" x="{WIDTH // 2 - half}" y="{middle - PILL}" width="{2 * half}"'
            f' height="{2 * PILL}" rx="{PILL}"/><text class="sb-map__here" x="{WIDTH // 2}" y="{middle + 4}">'
            f"{escape_within_line(chart.middle)}</text>",
            *(_node(node, href(node.neighbour.target)) for node in chart.nodes),
            "</svg>",
        ]
    )


def _description(chart: LinkMap) -> str:
    """Describe a map: ``12 are drawn, 3 more are not. Of the widest lines, three lead to A (4 in common) ...``."""
    drawn, left_out = len(chart.nodes), chart.left_out
    numbers = [ngettext("{n} is drawn", "{n} are drawn", drawn)]
    if left_out:
        numbers.append(ngettext("{n} more is not", "{n} more are not", left_out))
    names = and_list(
        [_("{name} ({words})", name=it.target.label, words=it.words) for it in chart.strongest[:3]]
    )
    if drawn == 1:
        lead = _("The line leads to {names}.", names=names)
    elif drawn < 4:
        lead = _("Lines lead to {names}.", names=names)
    else:
        lead = _("Of the widest lines, three lead to {names}.", names=names)
    counted = _("{clauses}.", clauses=comma_list(numbers))
    return f"{counted} {lead}"


def _chords(chart: LinkMap) -> str:
    """Draw the chords, all of one width in one path; they are bent, so that chords of neighbouring nodes differ."""
    by_width: dict[int, str] = defaultdict(str)
    most = max((chord.number for chord in chart.chords), default=1)
    for chord in chart.chords:
        here, there = chart.nodes[chord.start], chart.nodes[chord.end]
        bend = (here.y + there.y + chart.height) // 4 * 2 - (here.y + there.y) // 2
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


def _node(node: Node, href: str) -> str:
    neighbour = node.neighbour
    before, after = _node_parts(neighbour.target, node.lines, node.x < WIDTH / 2)
    place = f"translate({node.x} {node.y})"
    return (
        f'<a xlink:href="{href}" transform="{place}">{before}{escape_within_line(neighbour.words)}{after}</a>'
    )


@lru_cache(maxsize=1 << 14)  # the same targets are nodes of many maps
def _node_parts(target: Target, lines: tuple[str, ...], is_left: bool) -> tuple[str, str]:
    """Return the SVG of a node before and after the words that tell how strongly it is linked."""
    x, side = (-GAP, ' class="sb-map__left"') if is_left else (GAP, "")
    y = TEXT * 0.35 - (len(lines) - 1) * LINE / 2
    first, *others = map(escape_within_line, lines)
    more = "".join(f'<tspan x="{x}" dy="{LINE:g}">{line}</tspan>' for line in others)
    sign = f'<path class="sb-map__{target.kind}" d="{_SIGNS[target.kind]}"/>'
    language = language_attribute(target.language)
    return (
        f"<title>{escape_within_line(target.label)}: ",
        f'</title>{sign}<text{side}{language} x="{x}" y="{y:.1f}">{first}{more}</text>',
    )
