"""Finds what a Content-Security-Policy may block in a page: inline scripts, inline styles, files from other hosts.

Only what a browser would run or load counts. Code shown as text is escaped in HTML, so it is not mistaken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

INLINE = "'unsafe-inline'"
"""The CSP source that allows inline scripts and styles."""

_TYPE = re.compile(rb"""\btype\s*=\s*["']?([^\s"'>]*)""", re.IGNORECASE)
_SRC = re.compile(rb"\bsrc\s*=", re.IGNORECASE)
_EXECUTABLE_TYPE = re.compile(
    rb"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script"
)
_STYLE_ELEMENT = re.compile(rb"<style\b")
_INLINE_ATTRIBUTES = {  # directive -> a quick pattern that rarely matches, and the exact one
    "style-src-attr": (re.compile(rb"style\s*="), re.compile(rb"<[a-z][^<>]*\sstyle\s*=")),
    "script-src-attr": (re.compile(rb"on[a-z]+\s*="), re.compile(rb"<[a-z][^<>]*\son[a-z]+\s*=")),
}

_ELEMENT_DIRECTIVES = {
    b"script": "script-src-elem",
    b"img": "img-src",
    b"iframe": "frame-src",
    b"video": "media-src",
    b"audio": "media-src",
    b"source": "media-src",
    b"track": "media-src",
    b"embed": "object-src",
    b"object": "object-src",
    b"form": "form-action",
    b"link": "",  # depends on `rel`
}
_REL_DIRECTIVES = {b"stylesheet": "style-src-elem", b"icon": "img-src", b"apple-touch-icon": "img-src"}
_LOADING_ELEMENT = re.compile(rb"<(%s)\b([^<>]*//[^<>]*)" % b"|".join(_ELEMENT_DIRECTIVES))
_URL = re.compile(
    rb"""(?<![\w-])(?:src|srcset|data|action|href)\s*=\s*["']?\s*((?:https?:)?//[^\s"'<>/?#,;]+)"""
)
_REL = re.compile(rb"""\brel\s*=\s*["']?([a-z-]+)""")


class CspRequirement(NamedTuple):
    """A source that the policy must allow in a directive for something in a page to work."""

    directive: str
    source: str


@dataclass(frozen=True, slots=True)
class InlineContent:
    """The inline scripts of a page that a browser would run, and what else in it the policy must allow."""

    scripts: frozenset[bytes]
    requirements: frozenset[CspRequirement]


def find_inline_content(page: bytes) -> InlineContent:
    """Return what a policy may block in an HTML page."""
    lowered = page.lower()
    elements = list(_find_scripts(lowered))
    scripts = frozenset(
        # Browsers normalise line ends before they hash a script.
        page[opened:closed].replace(b"\r\n", b"\n")
        for start, opened, closed in elements
        if not _SRC.search(page, start, opened) and _EXECUTABLE_TYPE.fullmatch(_type(page[start:opened]))
    )
    for _, opened, closed in reversed(elements):  # HTML in a script's text is not part of the page
        if opened < closed:
            lowered = lowered[:opened] + lowered[closed:]
    return InlineContent(scripts, frozenset(_find_requirements(lowered)))


def _find_scripts(lowered: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the offsets of each script element's attributes, text and end; faster than a regular expression."""
    position = 0
    while (start := lowered.find(b"<script", position)) >= 0:
        opened = lowered.find(b">", start)
        if opened < 0:
            return
        closed = lowered.find(b"</script", opened)
        position = closed if closed >= 0 else len(lowered)
        if not lowered[start + 7 : start + 8].isalnum():
            yield start + 7, opened + 1, position


def _type(attributes: bytes) -> bytes:
    match = _TYPE.search(attributes)
    return match[1].lower() if match else b""


def _find_requirements(lowered: bytes) -> Iterator[CspRequirement]:
    if _STYLE_ELEMENT.search(lowered):
        yield CspRequirement("style-src-elem", INLINE)
    for directive, (quick, exact) in _INLINE_ATTRIBUTES.items():
        starts = (match.start() for match in quick.finditer(lowered))
        if any(lowered[start - 1 : start].isspace() for start in starts) and exact.search(lowered):
            yield CspRequirement(directive, INLINE)
    for tag, attributes in _LOADING_ELEMENT.findall(lowered):
        url = _URL.search(attributes)
        relation = _REL.search(attributes)
        directive = _ELEMENT_DIRECTIVES[tag] or (_REL_DIRECTIVES.get(relation[1], "") if relation else "")
        if url and directive:
            origin = url[1].decode("ascii", "replace")
            yield CspRequirement(directive, f"https:{origin}" if origin.startswith("//") else origin)
