"""Write a timeline chart as SVG for raw HTML: no blank line, which would end it, and no ``style``, which a CSP forbids.

Links are ``xlink:href``: scripts that set ``href`` on every element that has one, as Material's instant navigation
does, would fail on SVG.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from generator.model.site import Target
from generator.render.charts.time_axis import Tick
from generator.render.charts.timeline_model import FIGURE, Mark, Slot, TimelineChart
from generator.render.markdown import escape_within_line, language_attribute
from generator.translation import _, number

LABEL_GAP = 10  # CSS pixels between a bar, which may end below its sign, and the label

_SIGNS = {
    "claim": '<circle id="_sign-claim" r="5.5"/>',
    "judgment": '<path id="_sign-judgment" d="M0-7 7 0 0 7-7 0z"/>',
    "article": '<path id="_sign-article" d="M-5-5H5V5H-5z"/>',
    "open": '<circle id="_sign-open" r="5"/>',
    "settled": '<circle id="_sign-settled" r="5.5"/>',
    "overdue": '<path id="_sign-overdue" d="M0-8 8 6.5-8 6.5zM0-3V2M0 4V4.6"/>',
}
_CLEAR, _FULL = '<stop offset="{}" class="sb-fade"/>', '<stop offset="{}"/>'
_FADES = {
    "left": _CLEAR.format(0) + _FULL.format(1),
    "right": _FULL.format(0) + _CLEAR.format(1),
    "both": _CLEAR.format(0) + _FULL.format(0.35) + _FULL.format(0.65) + _CLEAR.format(1),
    "start": _CLEAR.format(0) + _FULL.format(0.15),
    "end": _FULL.format(0.85) + _CLEAR.format(1),
    "start-right": _CLEAR.format(0) + _FULL.format(0.15) + _CLEAR.format(1),
    "left-end": _CLEAR.format(0) + _FULL.format(0.85) + _CLEAR.format(1),
    "ends": _CLEAR.format(0) + _FULL.format(0.15) + _FULL.format(0.85) + _CLEAR.format(1),
}


def write_timeline_svg(
    chart: TimelineChart, name: str, href: Callable[[Target], str], slot_href: Callable[[Slot], str]
) -> str:
    """Return the SVG of the timeline of what ``name`` names; ``href`` and ``slot_href`` return URLs for its links."""
    tight = " sb-tl--tight" if chart.is_tight else ""
    title = _("Timeline: {name}", name=name)
    parts = [
        f'<svg class="sb-tl{tight}" width="100%" height="{chart.height}" role="group"'
        ' aria-labelledby="_timeline-title" aria-describedby="_timeline-desc">',
        f'<title id="_timeline-title">{escape_within_line(title)}</title>',
        f'<desc id="_timeline-desc">{escape_within_line(_description(chart))}</desc>',
        _definitions(
            frozenset(it.sign for it in chart.marks if not it.is_wide),
            frozenset((it.fade, it.sign) for it in chart.marks if it.fade),
        ),
        *(_tick(tick, chart.axis) for tick in chart.ticks),
        _line("axis", chart.axis),
    ]
    if chart.today is not None:
        x = chart.today
        parts.append(f'<line class="sb-tl__today" x1="{x}%" x2="{x}%" y1="0" y2="{chart.axis}"/>')
    for lane in chart.lanes:
        figure = f'<tspan class="sb-tl__number">{number(lane.count.number)}</tspan>'
        parts.append(
            f'<text class="sb-tl__lane" y="{lane.top - 6}">{escape_within_line(lane.name)} {figure}</text>'
        )
        parts.append(_line("grid", lane.bottom))
    parts += [_mark(mark, href(mark.entry.target)) for mark in chart.marks]
    parts += [_slot(slot, slot_href(slot), chart.axis) for slot in chart.slots]
    return "\n".join(filter(None, [*parts, "</svg>"]))


def _description(chart: TimelineChart) -> str:
    sentence = _("{clauses}.", clauses=chart.counted)
    if not chart.unsure:
        return sentence
    unsure = _("What is uncertain may belong to another {unit}.", unit=_(chart.unit))
    return f"{sentence} {unsure}"


def _line(look: str, y: int) -> str:
    return f'<line class="sb-tl__{look}" x2="100%" y1="{y}" y2="{y}"/>'


@lru_cache(maxsize=256)
def _definitions(signs: frozenset[str], fades: frozenset[tuple[str, str]]) -> str:
    """Define the signs, each around its middle, and the gradients of bars that fade, in the colours of the signs."""
    shapes = [shape for sign, shape in _SIGNS.items() if sign in signs]
    shapes += [
        f'<linearGradient id="_fade-{fade}-{sign}" class="sb-tl__{sign}">{_FADES[fade]}</linearGradient>'
        for fade, sign in sorted(fades)
    ]
    return f"<defs>{''.join(shapes)}</defs>" if shapes else ""


def _tick(tick: Tick, axis: int) -> str:
    line = f'<line class="sb-tl__grid" x1="{tick.x}%" x2="{tick.x}%" y1="0" y2="{axis + 4}"/>'
    words = f'<text class="sb-tl__tick" x="{tick.x}%" y="{axis + 17}">{escape_within_line(tick.words)}</text>'
    year = f'<text class="sb-tl__tick" x="{tick.x}%" y="{axis + 31}">{tick.year}</text>' if tick.year else ""
    return f"{line}{words}{year}"


def _mark(mark: Mark, href: str) -> str:
    """Draw a mark: a bar if its dates are far apart, else a sign, with a short bar behind it."""
    x, y, sign = mark.x, mark.y, mark.sign
    shapes = ""
    if mark.end > mark.start:
        fill = f' fill="url(#_fade-{mark.fade}-{sign})"' if mark.fade else ""
        place = f'x="{mark.start}%" width="{round(mark.end - mark.start, 2)}%"'
        look = "sb-tl__bar" if mark.is_wide else "sb-tl__bar sb-tl__bar--behind"
        shapes = f'<rect class="{look} sb-tl__{sign}"{fill} {place} y="{y - 5}" height="10"/>'
    if mark.is_wide:
        shapes += f'<rect class="sb-tl__target" {place} y="{y - 12}" height="24"/>'
    else:
        shapes += (
            f'<circle class="sb-tl__target" cx="{x}%" cy="{y}" r="12"/>'
            f'<use class="sb-tl__{sign}" xlink:href="#_sign-{sign}" x="{x}%" y="{y}"/>'
        )
    words = _(
        "{date}: {title} ({kind})",
        date=mark.entry.date.words,
        title=mark.entry.target.label,
        kind=mark.kind,
    )
    return f'<a xlink:href="{href}"><title>{escape_within_line(words)}</title>{shapes}{_label(mark)}</a>'


def _label(mark: Mark) -> str:
    """Write the label of a mark, twice if a wide screen has room for more words."""
    if not mark.label:
        return ""
    before = mark.label.is_before
    x, dx = (mark.start, -LABEL_GAP) if before else (mark.end, LABEL_GAP)
    side = " sb-tl__label--before" if before else ""
    language = language_attribute(mark.entry.target.language)

    def text(words: str, width: str) -> str:
        return (
            f'<text class="sb-tl__label{side}{width}"{language} x="{x}%" dx="{dx}" y="{mark.y + 4}" aria-hidden="true">'
            f"{escape_within_line(words)}</text>"
        )

    if mark.label.wide == mark.label.words:
        return text(mark.label.words, "")
    return text(mark.label.words, " sb-tl__label--narrow") + text(mark.label.wide, " sb-tl__label--wide")


def _slot(slot: Slot, href: str, axis: int) -> str:
    x, width = round(slot.x + slot.width * 0.12, 2), round(slot.width * 0.76, 2)
    middle = round(slot.x + slot.width / 2, 2)
    columns = ""
    for it in slot.columns:
        top, sure = it.y - it.height, it.height - it.unsure
        for look, y, height in ((" sb-tl__column--unsure", top, it.unsure), ("", it.y - sure, sure)):
            if height:
                columns += (
                    f'<rect class="sb-tl__column sb-tl__column--{it.kind}{look}" x="{x}%" y="{y}" width="{width}%"'
                    f' height="{height}"/>'
                )
        if it.count.sure:
            columns += (
                f'<text class="sb-tl__figure" x="{middle}%" y="{top - 3}">{number(it.count.sure)}</text>'
            )
        if it.count.overdue:
            columns += (
                f'<text class="sb-tl__figure sb-tl__figure--overdue" x="{middle}%" y="{top - 3 - FIGURE}">'
                f"{it.count.overdue}!</text>"
            )
    words = _("{time}: {numbers}", time=slot.words, numbers=slot.counted)
    return (
        f'<a xlink:href="{href}"><title>{escape_within_line(words)}</title>'
        f'<rect class="sb-tl__slot" x="{slot.x}%" y="0" width="{slot.width}%" height="{axis}"/>{columns}</a>'
    )
