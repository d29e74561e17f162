"""What stands in a page that a security policy may stop: HTML -> scripts, styles, and what comes from other hosts.

Only what is to run or to be loaded counts. Text that shows such a thing, as in an example of code, is written with
entities and is not taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

INLINE = "'unsafe-inline'"
"""The source that lets scripts and styles run which stand in a page."""

_TYPE = re.compile(rb"""\btype\s*=\s*["']?([^\s"'>]*)""", re.IGNORECASE)
_SRC = re.compile(rb"\bsrc\s*=", re.IGNORECASE)
_RUN = re.compile(rb"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script")
_STYLE = re.compile(rb"<style\b")
_ATTRIBUTES = {  # each with what is quick to see, and mostly not there
    "style-src-attr": (re.compile(rb"style\s*="), re.compile(rb"<[a-z][^<>]*\sstyle\s*=")),
    "script-src-attr": (re.compile(rb"on[a-z]+\s*="), re.compile(rb"<[a-z][^<>]*\son[a-z]+\s*=")),
}

_LOADED_BY = {
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
    b"link": "",  # as `rel` says
}
_LINKS = {b"stylesheet": "style-src-elem", b"icon": "img-src", b"apple-touch-icon": "img-src"}
_LOADING = re.compile(rb"<(%s)\b([^<>]*//[^<>]*)" % b"|".join(_LOADED_BY))
_ADDRESS = re.compile(
    rb"""(?<![\w-])(?:src|srcset|data|action|href)\s*=\s*["']?\s*((?:https?:)?//[^\s"'<>/?#,;]+)"""
)
_REL = re.compile(rb"""\brel\s*=\s*["']?([a-z-]+)""")


class CspRequirement(NamedTuple):
    """What something in a page needs the policy to allow: a source, in a directive."""

    directive: str
    source: str


@dataclass(frozen=True, slots=True)
class InlineContent:
    """The scripts that stand in a page and would be run, and what else of it needs to be allowed."""

    scripts: frozenset[bytes]
    needs: frozenset[CspRequirement]


def contents(page: bytes) -> InlineContent:
    """Find what stands in a page and a policy may stop."""
    lowered = page.lower()
    places = list(_script_elements(lowered))
    scripts = frozenset(
        # Line ends are as browsers see them.
        page[opened:closed].replace(b"\r\n", b"\n")
        for start, opened, closed in places
        if not _SRC.search(page, start, opened) and _RUN.fullmatch(_type(page[start:opened]))
    )
    for _, opened, closed in reversed(places):  # what a script writes does not stand there
        if opened < closed:
            lowered = lowered[:opened] + lowered[closed:]
    return InlineContent(scripts, frozenset(_needs(lowered)))


def _script_elements(lowered: bytes) -> Iterator[tuple[int, int, int]]:
    """Find where script elements have their attributes and their text: quicker than a pattern could."""
    at = 0
    while (start := lowered.find(b"<script", at)) >= 0:
        opened = lowered.find(b">", start)
        if opened < 0:
            return
        closed = lowered.find(b"</script", opened)
        at = closed if closed >= 0 else len(lowered)
        if not lowered[start + 7 : start + 8].isalnum():
            yield start + 7, opened + 1, at


def _type(attributes: bytes) -> bytes:
    found = _TYPE.search(attributes)
    return found[1].lower() if found else b""


def _needs(lowered: bytes) -> Iterator[CspRequirement]:
    if _STYLE.search(lowered):
        yield CspRequirement("style-src-elem", INLINE)
    for directive, (perhaps, attribute) in _ATTRIBUTES.items():
        places = (found.start() for found in perhaps.finditer(lowered))
        if any(lowered[at - 1 : at].isspace() for at in places) and attribute.search(lowered):
            yield CspRequirement(directive, INLINE)
    for tag, attributes in _LOADING.findall(lowered):
        address = _ADDRESS.search(attributes)
        relation = _REL.search(attributes)
        directive = _LOADED_BY[tag] or (_LINKS.get(relation[1], "") if relation else "")
        if address and directive:
            host = address[1].decode("ascii", "replace")
            yield CspRequirement(directive, f"https:{host}" if host.startswith("//") else host)
