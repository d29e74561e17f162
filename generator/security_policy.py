"""The Content-Security-Policy of a built site, as a ``<meta>`` in each of its pages: HTML of all -> policy -> HTML.

It lets a page load what lies on its own site, and run no script that stands in the page itself, but for those of the
theme. These are known by being on every page; what got into one page alone, whatever way it took, is stopped. One list
of them holds for the whole site, as the policy of the first page stays in force while the theme loads others into it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

STRICT: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),  # the search is WebAssembly
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
}
"""What every site allows; hashes of the theme's scripts are added to ``script-src``."""

_OTHERS = (
    *("child-src", "frame-src", "manifest-src", "media-src", "script-src-attr", "script-src-elem"),
    *("style-src-attr", "style-src-elem", "worker-src"),
)
_ONLY_IN_HEADERS = ("frame-ancestors", "report-uri", "sandbox")
_ELSEWHERE = {"base-uri", "form-action"}  # directives that do not fall back to default-src
_KEYWORDS = {
    *("self", "unsafe-inline", "unsafe-eval", "wasm-unsafe-eval", "unsafe-hashes"),
    *("strict-dynamic", "report-sample"),
}
_SOURCE = re.compile(
    r"'(?:[a-z-]+|sha(?:256|384|512)-[A-Za-z0-9+/_-]+=*)'|[a-z][a-z0-9+.-]*:|\*"
    r"|(?:[a-z][a-z0-9+.-]*://)?(?:\*\.)?[A-Za-z0-9.-]+(?::(?:\d+|\*))?(?:/[\w.~%!$&()*+=:@/-]*)?"
)
_ALMOST_ALL = 0.9  # of the pages: a page of the site's own making may have nothing of the theme

_TYPE = re.compile(rb"""\btype\s*=\s*["']?([^\s"'>]*)""", re.IGNORECASE)
_SRC = re.compile(rb"\bsrc\s*=", re.IGNORECASE)
_RUN = re.compile(rb"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script")
_STYLE = re.compile(rb"<(?:style\b|[a-z][^<>]*\sstyle\s*=)", re.IGNORECASE)
_PATH = re.compile(rb'"(?:\.\.?(?:/\.\.)*/?|/[\w./~%-]*)"')

_COMMENTS = rb"\s*(?:<!--.*?-->\s*)*"
_BEFORE = re.compile(  # what has to stand before the policy: the character set, and what that has to stand in
    rb"\A(?:\xef\xbb\xbf)?" + _COMMENTS + rb"(?:<!doctype\b[^>]*>)?" + _COMMENTS + rb"(?:<html\b[^>]*>)?"
    # With the first tag that belongs into a head, it has begun, whether it is written or not.
    + _COMMENTS + rb"(?:<head\b[^>]*>)?(?:\s*<meta\s+charset\s*=[^>]*>)?",
    re.DOTALL | re.IGNORECASE,
)  # fmt: skip
_META = re.compile(rb'\s*<meta http-equiv="Content-Security-Policy" content="[^"]*">')

Sources = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Inline:
    """What stands in a page itself: its scripts that would be run, and whether there is inline style."""

    scripts: frozenset[bytes]
    style: bool


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """The policy of a site, ready to be put into pages, and sentences about what it stops."""

    policy: str
    scripts: frozenset[bytes]  # that run under it
    stopped: tuple[str, ...]


def read_csp(written: object) -> dict[str, tuple[str, ...]] | None:
    """Read what a site allows besides, ``{"img-src": ["https://images.example"]}``. None: it wants no policy (false).

    Raises ValueError with a sentence for whatever cannot be part of a policy.
    """
    if written is False:
        return None
    if written is True or written is None:
        return {}
    if not isinstance(written, Mapping):
        raise ValueError(
            "csp: this must be false, or a map of directives such as {img-src: [https://images.example]}"
        )
    return {str(name): _read_sources(str(name), given) for name, given in written.items()}


def _read_sources(name: str, given: object) -> tuple[str, ...]:
    if name in _ONLY_IN_HEADERS:
        raise ValueError(f"csp: `{name}` has no effect in a page; have the server send it as a header")
    if name not in STRICT and name not in _OTHERS:
        known = ", ".join(sorted((*STRICT, *_OTHERS)))
        raise ValueError(f"csp: there is no directive `{name}`; there are {known}")
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, (list, tuple)):
        raise ValueError(
            f"csp: `{name}` takes a list of sources such as https://images.example, not {given!r}"
        )
    for source in listed:
        if source in ("none", "'none'"):
            raise ValueError(f"csp: `{name}`: a site can allow more than the policy does, not less")
        if str(source) in _KEYWORDS or str(source).startswith(("sha256-", "sha384-", "sha512-")):
            raise ValueError(
                f"csp: `{name}`: {source} has to stand in quotation marks of its own: \"'{source}'\""
            )
        if not isinstance(source, str) or not _SOURCE.fullmatch(source):
            raise ValueError(
                f"csp: `{name}`: {source!r} is no source; write one such as https://images.example"
            )
        if source.startswith("'") and source[1:-1] not in _KEYWORDS and not source.startswith("'sha"):
            raise ValueError(f"csp: `{name}`: there is no keyword {source}")
    return tuple(listed)


def inline(page: bytes) -> Inline:
    """Find what stands in a page itself and a policy may stop."""
    lowered = page.lower()
    elements = list(_script_elements(page, lowered))
    scripts = frozenset(
        # Line ends are as browsers see them.
        script.replace(b"\r\n", b"\n")
        for attributes, script in elements
        if not _SRC.search(attributes) and _RUN.fullmatch(_type(attributes))
    )
    style = False
    if b"style=" in lowered or b"<style" in lowered:  # which is quick to see, and mostly not so
        for _, script in elements:
            page = page.replace(script, b"") if script else page
        style = _STYLE.search(page) is not None
    return Inline(scripts, style)


def _script_elements(page: bytes, lowered: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Find the script elements of a page, each as its attributes and its text: quicker than a pattern could."""
    at = 0
    while (start := lowered.find(b"<script", at)) >= 0:
        opened = lowered.find(b">", start)
        if opened < 0:
            return
        closed = lowered.find(b"</script", opened)
        at = closed if closed >= 0 else len(page)
        if not lowered[start + 7 : start + 8].isalnum():
            yield page[start + 7 : opened], page[opened + 1 : at]


def _type(attributes: bytes) -> bytes:
    found = _TYPE.search(attributes)
    return found[1].lower() if found else b""


def site_policy(pages: Mapping[str, Inline], more: Sources) -> SitePolicy:
    """Make the policy of a site from what stands in its pages, by path, and what it allows besides."""
    alike = Counter(
        page.scripts for page in pages.values() if page.scripts
    )  # a few, however many pages there are
    forms: Counter[bytes] = Counter()
    for scripts, count in alike.items():
        forms.update(dict.fromkeys(map(_form, scripts), count))
    least = _ALMOST_ALL * alike.total()
    theme = frozenset(script for scripts in alike for script in scripts if forms[_form(script)] >= least)

    def is_stopped(script: bytes) -> bool:
        return script not in theme and _hash(script) not in more.get("script-src", ())

    found = []
    if "'unsafe-inline'" not in more.get("script-src", ()):
        stopped = {scripts for scripts in alike if any(map(is_stopped, scripts))}
        having = [path for path, page in pages.items() if page.scripts in stopped]
        found.append(("a script that is not on every page", "put it into a file", having))
    if not any("'unsafe-inline'" in more.get(name, ()) for name in ("style-src", "style-src-attr")):
        having = [path for path, page in pages.items() if page.style]
        found.append(("inline style", "put it into a style sheet", having))
    return SitePolicy(write_policy(theme, more), theme, tuple(_sentence(*one) for one in found if one[2]))


def _sentence(what: str, remedy: str, paths: list[str]) -> str:
    others = len(paths) - 1
    which = (
        f"{min(paths)} and {others} other page{'s' * (others > 1)} hold" if others else f"{paths[0]} holds"
    )
    return f"{which} {what}, which the security policy stops; {remedy}, or allow it with `csp`"


def _form(script: bytes) -> bytes:
    """Give a script without the paths in it: the theme's know the way from their page to the root of the site."""
    return _PATH.sub(b'"/"', script)


def write_policy(scripts: Iterable[bytes], more: Sources) -> str:
    """Write the policy under which these scripts run, and nothing else that stands in a page."""
    hashes = tuple(sorted(map(_hash, scripts)))
    allowed = {**STRICT, "script-src": (*STRICT["script-src"], *hashes)}
    for name, sources in more.items():
        before = allowed.get(name) or (() if name in _ELSEWHERE else allowed["default-src"])
        allowed[name] = tuple(dict.fromkeys([*(source for source in before if source != "'none'"), *sources]))
    if "'unsafe-inline'" in allowed["script-src"]:  # beside a hash it would mean nothing
        allowed["script-src"] = tuple(source for source in allowed["script-src"] if source not in hashes)
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in allowed.items() if sources)


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def with_policy(page: bytes, policy: str) -> bytes:
    """Put the policy into a page, before all that it is about, in place of the last one. Empty: take it out."""
    place = _BEFORE.match(page)
    assert place is not None  # each of its parts may be missing
    end = place.end()
    there = _META.match(page, end)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'.encode() if policy else b""
    return page[:end] + meta + page[there.end() if there else end :]
