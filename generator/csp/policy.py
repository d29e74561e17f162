"""The Content-Security-Policy of a built site, as a ``<meta>`` in each of its pages: HTML of all -> policy -> HTML.

It lets a page load what lies on its own site, and run no script that stands in the page itself, but for those of the
theme. These are known by being on nearly every page; what got into a few alone, whatever way it took, is stopped. One
list of them holds for the whole site, as the policy of the first page stays in force while the theme loads others into
it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.csp.inline_content import INLINE, CspRequirement, InlineContent

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
_STANDS_IN = {  # what a browser goes by where there is no directive of that name; for most, default-src
    "base-uri": (),
    "form-action": (),
    "frame-src": ("child-src", "default-src"),
    "script-src-attr": ("script-src", "default-src"),
    "script-src-elem": ("script-src", "default-src"),
    "style-src-attr": ("style-src", "default-src"),
    "style-src-elem": ("style-src", "default-src"),
    "worker-src": ("child-src", "script-src", "default-src"),
}
_KEYWORDS = {
    *("self", "unsafe-inline", "unsafe-eval", "wasm-unsafe-eval", "unsafe-hashes"),
    *("strict-dynamic", "report-sample"),
}
_SOURCE = re.compile(
    r"'(?:[a-z-]+|sha(?:256|384|512)-[A-Za-z0-9+/_-]+=*)'|[a-z][a-z0-9+.-]*:|\*"
    r"|(?:[a-z][a-z0-9+.-]*://)?(?:\*\.)?[A-Za-z0-9.-]+(?::(?:\d+|\*))?(?:/[\w.~%!$&()*+=:@/-]*)?"
)
_INLINE_WORDS = {
    "script-src-attr": (
        "a script in an attribute such as onclick",
        "put it into a file, or allow it with `csp`",
    ),
    "style-src-attr": ("inline style", "put it into a style sheet, or allow it with `csp`"),
    "style-src-elem": ("a style element", "put it into a style sheet, or allow it with `csp`"),
}
_LOADED_WORDS = {
    "form-action": "a form that is sent to",
    "frame-src": "a frame with a page of",
    "img-src": "a picture from",
    "media-src": "sound or film from",
    "object-src": "an embedded object from",
    "script-src-elem": "a script from",
    "style-src-elem": "a style sheet from",
}
_ALMOST_ALL = 0.9  # of the pages: a page of the site's own making may have nothing of the theme

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
class SitePolicy:
    """The policy of a site, ready to be put into pages, and sentences about what it stops."""

    policy: str
    scripts: frozenset[bytes]  # that run under it
    blocked: tuple[str, ...]


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


def site_policy(pages: Mapping[str, InlineContent], more: Sources) -> SitePolicy:
    """Make the policy of a site from what stands in its pages, by path, and what it allows besides."""
    alike = Counter(
        page.scripts for page in pages.values() if page.scripts
    )  # a few, however many pages there are
    forms: Counter[bytes] = Counter()
    for scripts, count in alike.items():
        forms.update(dict.fromkeys(map(_form, scripts), count))
    least = _ALMOST_ALL * alike.total()
    theme = frozenset(script for scripts in alike for script in scripts if forms[_form(script)] >= least)
    allowed = _directives(theme, more)

    running = _in_force(allowed, "script-src-elem")
    stopped = {
        scripts
        for scripts in alike
        if INLINE not in running and any(_hash(script) not in running for script in scripts)
    }
    having = [path for path, page in pages.items() if page.scripts in stopped]
    sentences = (
        [
            _sentence(
                "a script that is not on every page", "put it into a file, or allow it with `csp`", having
            )
        ]
        if having
        else []
    )
    needing: dict[CspRequirement, list[str]] = {}
    for path, page in pages.items():
        for need in page.needs:
            needing.setdefault(need, []).append(path)
    for need, paths in sorted(needing.items()):
        if not any(_covers(source, need.source) for source in _in_force(allowed, need.directive)):
            sentences.append(_sentence(*_in_words(need), paths))
    return SitePolicy(_written(allowed), theme, tuple(sentences))


def _in_words(need: CspRequirement) -> tuple[str, str]:
    """Say what needs to be allowed, and what can be done instead."""
    if need.source == INLINE:
        return _INLINE_WORDS[need.directive]
    directive = (
        _STANDS_IN.get(need.directive, ("",))[0] if need.directive.endswith("-elem") else need.directive
    )
    remedy = f"keep a copy on the site, or allow it with `csp: {{{directive}: [{need.source}]}}`"
    return f"{_LOADED_WORDS[need.directive]} {need.source}", remedy


def _covers(source: str, needed: str) -> bool:
    """Say whether a source of the policy allows another one. A port and a path are not looked at."""
    if source in (needed, "*") or source.startswith("'"):
        return source in (needed, "*")
    if source.endswith(":"):
        return needed.startswith(source)
    scheme, _, rest = source.rpartition("://")
    host, needed_host = (re.split("[:/]", name, maxsplit=1)[0] for name in (rest, needed.partition("://")[2]))
    is_host = needed_host.endswith(host[1:]) if host.startswith("*.") else needed_host == host.lower()
    return is_host and (not scheme or needed.startswith(f"{scheme}:"))


def _sentence(what: str, remedy: str, paths: list[str]) -> str:
    others = len(paths) - 1
    which = (
        f"{min(paths)} and {others} other page{'s' * (others > 1)} hold" if others else f"{paths[0]} holds"
    )
    return f"{which} {what}, which the security policy stops; {remedy}"


def _form(script: bytes) -> bytes:
    """Give a script without the paths in it: the theme's know the way from their page to the root of the site."""
    return _PATH.sub(b'"/"', script)


def write_policy(scripts: Iterable[bytes], more: Sources) -> str:
    """Write the policy under which these scripts run, and nothing else that stands in a page."""
    return _written(_directives(scripts, more))


def _directives(scripts: Iterable[bytes], more: Sources) -> dict[str, tuple[str, ...]]:
    hashes = tuple(sorted(map(_hash, scripts)))
    allowed = {**STRICT, "script-src": (*STRICT["script-src"], *hashes)}
    for name in sorted(more, key=_STANDS_IN.__contains__):  # one begins with what else would stand in for it
        before = (source for source in _in_force(allowed, name) if source != "'none'")
        allowed[name] = tuple(dict.fromkeys([*before, *more[name]]))
    for name in ("script-src", "script-src-elem"):
        if INLINE in allowed.get(name, ()):  # which beside a hash would mean nothing
            allowed[name] = tuple(source for source in allowed[name] if source not in hashes)
    return allowed


def _in_force(allowed: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """Give the sources that a browser goes by for a directive."""
    names = (name, *_STANDS_IN.get(name, ("default-src",)))
    return next((allowed[found] for found in names if found in allowed), ())


def _written(allowed: Mapping[str, tuple[str, ...]]) -> str:
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
