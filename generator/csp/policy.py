"""Builds the Content-Security-Policy (CSP) of a site and inserts it into each page as a ``<meta>`` element.

The policy lets a page load files of its own site only, and run no inline script except those of the theme. The theme's
scripts are the ones on nearly every page; an inline script on only a few pages, however it got there, is blocked. All
pages share one policy, because the theme loads pages into the first one (instant navigation), whose policy stays in
force.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.csp.inline_content import INLINE, CspRequirement, InlineContent
from generator.diagnostics import printable

STRICT: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),  # the search runs WebAssembly
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
}
"""What every site allows; the hashes of the theme's scripts are added to ``script-src``."""

_OTHER_DIRECTIVES = (
    *("child-src", "frame-src", "manifest-src", "media-src", "script-src-attr", "script-src-elem"),
    *("style-src-attr", "style-src-elem", "worker-src"),
)
_HEADER_ONLY_DIRECTIVES = ("frame-ancestors", "report-uri", "sandbox")
_FALLBACKS = {  # directives that a browser uses if this one is missing (CSP Level 3); for most, default-src
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
_INLINE_LABELS = {
    "script-src-attr": (
        "an inline event handler such as onclick",
        "move it to a file, or allow it with `csp`",
    ),
    "style-src-attr": ("an inline style", "move it to a style sheet, or allow it with `csp`"),
    "style-src-elem": ("a style element", "move it to a style sheet, or allow it with `csp`"),
}
_LOADED_LABELS = {
    "form-action": "a form that is sent to",
    "frame-src": "a frame from",
    "img-src": "an image from",
    "media-src": "audio or video from",
    "object-src": "an embedded object from",
    "script-src-elem": "a script from",
    "style-src-elem": "a style sheet from",
}
_THEME_SHARE = 0.9  # of the pages with scripts: some pages may not use the theme

_PATH = re.compile(rb'"(?:\.\.?(?:/\.\.)*/?|/[\w./~%-]*)"')

_COMMENTS = r"\s*(?:<!--.*?-->\s*)*"
_HEAD_START = re.compile(  # what must come before the policy: the start of the head, and the charset
    r"\A\ufeff?" + _COMMENTS + r"(?:<!doctype\b[^>]*>)?" + _COMMENTS + r"(?:<html\b[^>]*>)?"
    # The <head> tag is optional in HTML; the first element that belongs in a head starts one.
    + _COMMENTS + r"(?:<head\b[^>]*>)?(?:\s*<meta\s+charset\s*=[^>]*>)?",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)  # fmt: skip
_META = re.compile(r'\s*<meta http-equiv="Content-Security-Policy" content="[^"]*">', re.ASCII)

Sources = Mapping[str, Sequence[str]]
"""CSP directive -> sources, such as ``{"img-src": ["https://images.example"]}``."""


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """The policy of a site as text, the inline scripts that it allows, and a sentence about each thing it blocks."""

    text: str
    scripts: frozenset[bytes]
    blocked: tuple[str, ...]


def parse_csp_option(value: object) -> dict[str, tuple[str, ...]] | None:
    """Parse the option ``csp``: the sources that a site allows in addition, by directive. None: no policy (false).

    Raises ValueError if something cannot be part of a policy; the message says what to write instead.
    """
    if value is False:
        return None
    if value is True or value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(
            "csp: must be false or a map of directives, such as {img-src: [https://images.example]}"
        )
    return {str(name): _parse_sources(str(name), sources) for name, sources in value.items()}


def _parse_sources(directive: str, value: object) -> tuple[str, ...]:
    if directive in _HEADER_ONLY_DIRECTIVES:
        raise ValueError(f"csp: `{directive}` has no effect in a page; send it from the server as a header")
    if directive not in STRICT and directive not in _OTHER_DIRECTIVES:
        known = ", ".join(sorted((*STRICT, *_OTHER_DIRECTIVES)))
        raise ValueError(f"csp: unknown directive `{directive}`; use one of {known}")
    sources = [value] if isinstance(value, str) else value
    if not isinstance(sources, (list, tuple)):
        raise ValueError(
            f"csp: `{directive}` must be a list of sources such as https://images.example, not {value!r}"
        )
    for source in sources:
        if source in ("none", "'none'"):
            raise ValueError(f"csp: `{directive}`: `csp` can only add to the policy, not take from it")
        if str(source) in _KEYWORDS or str(source).startswith(("sha256-", "sha384-", "sha512-")):
            raise ValueError(
                f"csp: `{directive}`: {source} needs quotation marks of its own: write \"'{source}'\""
            )
        if not isinstance(source, str) or not _SOURCE.fullmatch(source):
            raise ValueError(
                f"csp: `{directive}`: {source!r} is not a source; write one such as https://images.example"
            )
        if source.startswith("'") and source[1:-1] not in _KEYWORDS and not source.startswith("'sha"):
            raise ValueError(f"csp: `{directive}`: unknown keyword {source}")
    return tuple(sources)


def build_policy(pages: Mapping[str, InlineContent], extra_sources: Sources) -> SitePolicy:
    """Build the policy of a site from the inline content of its pages, by path, and the extra sources it allows."""
    script_sets = Counter(page.scripts for page in pages.values() if page.scripts)  # only a few differ
    page_counts: Counter[bytes] = Counter()
    for scripts, count in script_sets.items():
        page_counts.update(dict.fromkeys(map(_without_paths, scripts), count))
    least = _THEME_SHARE * script_sets.total()
    theme = frozenset(
        script
        for scripts in script_sets
        for script in scripts
        if page_counts[_without_paths(script)] >= least
    )
    policy = _directives(theme, extra_sources)

    allowed = _effective_sources(policy, "script-src-elem")
    blocked_sets = {
        scripts
        for scripts in script_sets
        if INLINE not in allowed and any(_hash(script) not in allowed for script in scripts)
    }
    sentences = []
    if paths := [path for path, page in pages.items() if page.scripts in blocked_sets]:
        fix = "move it to a file, or allow it with `csp`"
        sentences.append(_sentence("a script that is not on every page", fix, paths))
    requirements: dict[CspRequirement, list[str]] = {}
    for path, page in pages.items():
        for requirement in page.requirements:
            requirements.setdefault(requirement, []).append(path)
    for requirement, paths in sorted(requirements.items()):
        sources = _effective_sources(policy, requirement.directive)
        if not any(_covers(source, requirement.source) for source in sources):
            sentences.append(_sentence(*_describe(requirement), paths))
    return SitePolicy(_format(policy), theme, tuple(map(printable, sentences)))


def _describe(requirement: CspRequirement) -> tuple[str, str]:
    """Return what needs the requirement, and how to fix it."""
    directive, source = requirement
    if source == INLINE:
        return _INLINE_LABELS[directive]
    option = _FALLBACKS[directive][0] if directive.endswith("-elem") else directive
    fix = f"keep a copy on the site, or allow it with `csp: {{{option}: [{source}]}}`"
    return f"{_LOADED_LABELS[directive]} {source}", fix


def _covers(source: str, needed: str) -> bool:
    """Return whether a source of the policy allows another one. Ports and paths are ignored."""
    if source in (needed, "*") or source.startswith("'"):
        return source in (needed, "*")
    if source.endswith(":"):
        return needed.startswith(source)
    scheme, _, rest = source.rpartition("://")
    host, needed_host = (re.split("[:/]", name, maxsplit=1)[0] for name in (rest, needed.partition("://")[2]))
    is_host = needed_host.endswith(host[1:]) if host.startswith("*.") else needed_host == host.lower()
    return is_host and (not scheme or needed.startswith(f"{scheme}:"))


def _sentence(what: str, fix: str, paths: list[str]) -> str:
    others = len(paths) - 1
    several = f"{min(paths)} and {others} other page{'s' * (others > 1)} contain"
    subject = several if others else f"{paths[0]} contains"
    return f"{subject} {what}, which the security policy blocks; {fix}"


def _without_paths(script: bytes) -> bytes:
    """Replace the paths in a script: a script of the theme contains the path from its page to the site's root."""
    return _PATH.sub(b'"/"', script)


def format_policy(scripts: Iterable[bytes], extra_sources: Sources) -> str:
    """Return the text of a policy that allows these inline scripts and the extra sources."""
    return _format(_directives(scripts, extra_sources))


def _directives(scripts: Iterable[bytes], extra_sources: Sources) -> dict[str, tuple[str, ...]]:
    hashes = tuple(sorted(map(_hash, scripts)))
    policy = {**STRICT, "script-src": (*STRICT["script-src"], *hashes)}
    # A new directive overrides its fallback, so it must repeat the fallback's sources; fallbacks are extended first.
    for name in sorted(extra_sources, key=_FALLBACKS.__contains__):
        before = (source for source in _effective_sources(policy, name) if source != "'none'")
        policy[name] = tuple(dict.fromkeys([*before, *extra_sources[name]]))
    for name in ("script-src", "script-src-elem"):
        if INLINE in policy.get(name, ()):  # browsers ignore 'unsafe-inline' next to a hash
            policy[name] = tuple(source for source in policy[name] if source not in hashes)
    return policy


def _effective_sources(policy: Mapping[str, tuple[str, ...]], directive: str) -> tuple[str, ...]:
    """Return the sources that a browser applies for a directive: its own or those of its first fallback."""
    names = (directive, *_FALLBACKS.get(directive, ("default-src",)))
    return next((policy[name] for name in names if name in policy), ())


def _format(policy: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items() if sources)


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def insert_policy(page: str, policy: str) -> str:
    """Return a page with the policy before everything it applies to, replacing an earlier one. Empty: remove it."""
    start = _HEAD_START.match(page)
    assert start is not None  # all its parts are optional
    end = start.end()
    existing = _META.match(page, end)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    return page[:end] + meta + page[existing.end() if existing else end :]
