"""Finds what a Content-Security-Policy may block in a page: inline scripts, inline styles, files from other hosts.

An HTML parser decides what is an element or an attribute, so text that only looks like one is not mistaken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

INLINE = "'unsafe-inline'"
"""The CSP source that allows inline scripts and styles."""

_EXECUTABLE_TYPE = re.compile(
    r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script"
    r"|text/(?:jscript|livescript|javascript1\.[0-5])"
)
_LOADED = {  # element -> attribute -> directive
    "script": {"src": "script-src-elem", "href": "script-src-elem"},  # `href` in SVG only
    "img": {"src": "img-src", "srcset": "img-src"},
    "image": {"href": "img-src"},
    "input": {"src": "img-src", "formaction": "form-action"},
    "button": {"formaction": "form-action"},
    "iframe": {"src": "frame-src"},
    "frame": {"src": "frame-src"},
    "video": {"src": "media-src", "poster": "img-src"},
    "audio": {"src": "media-src"},
    "source": {"src": "media-src", "srcset": "img-src"},
    "track": {"src": "media-src"},
    "embed": {"src": "object-src"},
    "object": {"data": "object-src"},
    "form": {"action": "form-action"},
}
_LINKED = {  # `rel` of a link element -> directive
    "stylesheet": "style-src-elem",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "modulepreload": "script-src-elem",
}
# To a browser, `<script/>` opens a script, except in SVG and MathML. lxml takes it for a whole one, and likewise other
# elements whose text is not markup. So the slash becomes an attribute, and in a script's text a slash again.
_SELF_CLOSED = re.compile(
    rb"""(<(?:script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/])"""
    rb"""(?:\s++|/(?!>)|[^\s/>][^\s/>=]{0,40}+(?:\s*+=\s*+(?:"[^"]{0,500}+"|'[^']{0,500}+'|[^\s>]{1,500}+))?+){0,40}+)/>""",
    re.IGNORECASE,
)
_OPENED = " seedbrief-self-closed>"
_FOREIGN = re.compile(rb"<(?:svg|math)\b", re.IGNORECASE)
# What every tag that needs something of the policy contains, as long as it is in lower case. JSON-LD is only data.
_SIGNS = [  # these are quicker than one pattern, because each begins with letters
    re.compile(pattern)
    for pattern in (
        rf'<(?:script\b(?! type="application/ld\+json">)|(?:style|link|{"|".join(_LOADED.keys() - {"script"})})\b)',
        r"style\b",
        r"on(?<![a-z-]on)[a-z]{3,}\s*=",
    )
]
_ORIGIN = re.compile(r"(https?:)?[/\\]{2}([^\s\"'<>/\\?#,;]+)", re.IGNORECASE)


class CspRequirement(NamedTuple):
    """A source that the policy must allow in a directive for something in a page to work."""

    directive: str
    source: str


@dataclass(frozen=True, slots=True)
class InlineContent:
    """The inline scripts of a page that a browser would run, and what else in it the policy must allow.

    A page that leads on to another by itself, with a refresh, does so without its scripts too; they are left out.
    """

    scripts: frozenset[bytes]
    requirements: frozenset[CspRequirement]


def find_inline_content(page: bytes) -> InlineContent:
    """Return what a policy may block in an HTML page."""
    # Without a tree: trees have a greatest depth. Browsers normalise line ends before they hash a script.
    parser = etree.HTMLParser(target=_Finder(), encoding="utf-8", huge_tree=True)
    page = page.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not _FOREIGN.search(page):
        page = _SELF_CLOSED.sub(rb"\1" + _OPENED.encode(), page)
    found: InlineContent = etree.HTML(page, parser)
    return found


def may_need_policy(part: str) -> bool:
    """Return quickly whether a part of a page that a program wrote may have what a policy may block."""
    return any(sign.search(part) for sign in _SIGNS)


class _Finder:
    """Receives the tags and the text of a page from lxml."""

    def __init__(self) -> None:
        self._scripts: set[bytes] = set()
        self._requirements: set[CspRequirement] = set()
        self._script: list[str] | None = None  # the text so far of the script that is being read
        self._is_noscript = self._leads_on = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        for name in attributes:
            if name == "style":
                self._requirements.add(CspRequirement("style-src-attr", INLINE))
            elif name.startswith("on") and name.isalpha():
                self._requirements.add(CspRequirement("script-src-attr", INLINE))
        if tag == "style":
            self._requirements.add(CspRequirement("style-src-elem", INLINE))
        elif tag == "script" and _is_inline_script(attributes):
            self._script = []
        elif tag == "noscript":
            self._is_noscript = True
        elif tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
            self._leads_on |= not self._is_noscript
        elif tag in _LOADED or tag == "link":
            self._requirements.update(_find_loaded(tag, attributes))

    def data(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)

    def end(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self._scripts.add("".join(self._script).replace(_OPENED, "/>").encode())
            self._script = None
        elif tag == "noscript":
            self._is_noscript = False

    def close(self) -> InlineContent:
        scripts = set() if self._leads_on else self._scripts - {b""}
        return InlineContent(frozenset(scripts), frozenset(self._requirements))


def _is_inline_script(attributes: Mapping[str, str]) -> bool:
    is_executable = _EXECUTABLE_TYPE.fullmatch(attributes.get("type", "").strip().lower())
    return bool(is_executable) and "src" not in attributes


def _find_loaded(tag: str, attributes: Mapping[str, str]) -> Iterator[CspRequirement]:
    """Yield the other hosts from which a browser loads something for an element."""
    relations = attributes.get("rel", "").lower().split() if tag == "link" else []
    linked = [("href", _LINKED[relation]) for relation in relations if relation in _LINKED]
    for attribute, directive in linked or _LOADED.get(tag, {}).items():
        value = attributes.get(attribute, "").strip()
        for url in re.split(r"[\s,]+", value) if attribute == "srcset" else [value]:
            if origin := _ORIGIN.match(url):
                yield CspRequirement(directive, f"{origin[1] or 'https:'}//{origin[2]}".lower())
