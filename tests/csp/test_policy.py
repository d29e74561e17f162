"""The security policy: which scripts it lets run, what else a site may allow, and where it stands in a page."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.csp.inline_content import INLINE, CspRequirement, InlineContent, contents
from generator.csp.policy import read_csp, site_policy, with_policy, write_policy

POLICY = "default-src 'self'"
META = b"""<meta http-equiv="Content-Security-Policy" content="default-src 'self'">"""
SCOPE = b'__md_scope=new URL("%s",location)'


def digest(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"<!doctype html>\n<html lang=en>\n <head>\n  <meta charset=utf-8>",
            b"\n<script>a()</script></head>",
        ),
        (b"<!DOCTYPE html><html><head>", b"<script>a()</script><meta charset=utf-8>"),
        (b"<!doctype html><title>", b""),
        (b"\xef\xbb\xbf<!-- made by x --><!doctype html>\n<!-- <head> -->\n<head>", b"\n\n<body>"),
        (b"<html>", b"<body onload=a()>"),
        (b"", b"<p>Only a part of a page: <head></p>"),
        (b"", b""),
    ],
)
def test_it_stands_before_all_that_it_is_about(before: bytes, after: bytes) -> None:
    if before.endswith(b"<title>"):  # which belongs behind it
        before, after = before.removesuffix(b"<title>"), b"<title>" + after
    assert with_policy(before + after, POLICY) == before + META + after


@given(st.text(alphabet="<>!-/= \n\"'ahedmtcrsu", max_size=60).map(str.encode))
def test_it_is_put_in_once_and_leaves_nothing_when_it_is_taken_out(page: bytes) -> None:
    secured = with_policy(page, POLICY)
    assert with_policy(secured, POLICY) == secured
    assert with_policy(secured, "") == page
    assert with_policy(with_policy(page, "img-src data:"), POLICY) == secured


def test_only_scripts_that_a_browser_would_run_count() -> None:
    page = (
        b"<script>one()</script><script type='module'>two()</script><SCRIPT TYPE=text/javascript>\r\nthree()</SCRIPT >"
        b'<script type="application/json">{"a": 1}</script><script src="x.js">four()</script>'
        b'<script type="application/ld+json">{}</script><script type=importmap>{}</script>'
    )
    assert contents(page).scripts == {b"one()", b"two()", b"\nthree()", b"{}"}


STYLE, STYLE_ELEMENT, HANDLER = (
    CspRequirement(directive, INLINE) for directive in ("style-src-attr", "style-src-elem", "script-src-attr")
)


@pytest.mark.parametrize(
    ("page", "needs"),
    [
        (b'<p style="color: red">', {STYLE}),
        (b"<td\n style='text-align: right'>", {STYLE}),
        (b"<style>p { color: red }</style>", {STYLE_ELEMENT}),
        (b'<button type="button" onclick="go()">', {HANDLER}),
        (b"<BODY\nONLOAD=go()>", {HANDLER}),
        (b'<img src="https://a.example/x.png">', {CspRequirement("img-src", "https://a.example")}),
        (b'<img src="http://a.example:8080/x.png">', {CspRequirement("img-src", "http://a.example:8080")}),
        (
            b'<script async src="//a.example/x.js"></script>',
            {CspRequirement("script-src-elem", "https://a.example")},
        ),
        (b"<iframe src='https://a.example'></iframe>", {CspRequirement("frame-src", "https://a.example")}),
        (
            b'<link rel="stylesheet" href="https://a.example/x.css">',
            {CspRequirement("style-src-elem", "https://a.example")},
        ),
        (
            b'<form method="post" action="https://a.example/">',
            {CspRequirement("form-action", "https://a.example")},
        ),
        (b"<p>Write style=red and onclick=go, season = one</p>", set()),
        (b"<p>&lt;img src=&quot;https://a.example/x.png&quot;&gt; loads https://a.example</p>", set()),
        (b'<script>x.innerHTML = "<p style=a onclick=b><img src=https://a.example>"</script>', set()),
        (b'<link rel="stylesheet" href="style=.css"><link rel="canonical" href="https://a.example/">', set()),
        (b'<a href="https://a.example/x.png"><img src="x.png" alt="https://a.example"></a>', set()),
    ],
)
def test_what_the_policy_may_stop_is_seen(page: bytes, needs: set[CspRequirement]) -> None:
    assert contents(page).needs == needs


def site(count: int = 12, **more: bytes) -> dict[str, InlineContent]:
    """Make the pages of a theme: each has a script that knows the way to the root, and one that is the same on all."""
    ways = (b".", b"..", b"../..", b"/repo/")
    pages = {f"{at}.html": {SCOPE % ways[at % 4], b"same()"} for at in range(count)}
    for name, script in more.items():
        pages[f"{name}.html"] = {SCOPE % b"..", b"same()", script}
    return {path: InlineContent(frozenset(scripts), frozenset()) for path, scripts in pages.items()}


def test_the_scripts_of_the_theme_run_whatever_the_way_to_the_root() -> None:
    found = site_policy(site(), {})
    assert found.scripts == {b"same()", *(SCOPE % way for way in (b".", b"..", b"../..", b"/repo/"))}
    assert all(digest(script) in found.policy for script in found.scripts)
    assert found.blocked == ()


def test_a_script_of_one_page_does_not_run_on_any() -> None:
    found = site_policy(site(one=b"evil()", two=b'__md_scope=new URL("..",evil)'), {})
    assert digest(b"evil()") not in found.policy
    assert b"evil()" not in found.scripts
    assert found.blocked == (
        "one.html and 1 other page hold a script that is not on every page, which the security policy stops; put it "
        "into a file, or allow it with `csp`",
    )


def test_what_is_allowed_is_not_complained_of() -> None:
    pages = site(one=b"mine()") | {"styled.html": InlineContent(frozenset(), frozenset({STYLE}))}
    assert len(site_policy(pages, {}).blocked) == 2
    allowed = read_csp({"script-src": [digest(b"mine()")], "style-src": ["'unsafe-inline'"]})
    assert allowed
    found = site_policy(pages, allowed)
    assert found.blocked == ()
    assert digest(b"mine()") in found.policy
    assert "style-src 'self' 'unsafe-inline'" in found.policy


def test_more_is_allowed_beside_what_is_and_never_less() -> None:
    more = read_csp({"frame-src": "https://maps.example", "object-src": ["'self'"], "base-uri": ["'self'"]})
    assert more
    policy = dict(part.split(" ", 1) for part in write_policy([], more).split("; "))
    assert policy["frame-src"] == "'self' https://maps.example"  # it had been that of default-src
    assert policy["object-src"] == "'self'"  # no longer 'none'
    assert policy["base-uri"] == "'self'"
    # Beside a hash, a browser passes over 'unsafe-inline'.
    anything = write_policy([b"same()"], {"script-src": ("'unsafe-inline'",)})
    assert "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline';" in anything


def test_what_comes_from_another_host_is_said_with_what_would_allow_it() -> None:
    picture, script = (
        CspRequirement("img-src", "https://a.example"),
        CspRequirement("script-src-elem", "https://a.example"),
    )
    pages = {name: InlineContent(frozenset(), frozenset({picture, script})) for name in ("x.html", "y.html")}
    assert site_policy(pages, {}).blocked == (
        "x.html and 1 other page hold a picture from https://a.example, which the security policy stops; keep a copy "
        "on the site, or allow it with `csp: {img-src: [https://a.example]}`",
        "x.html and 1 other page hold a script from https://a.example, which the security policy stops; keep a copy "
        "on the site, or allow it with `csp: {script-src: [https://a.example]}`",
    )


@pytest.mark.parametrize(
    ("source", "allows"),
    [
        *((source, True) for source in ("*", "https:", "https://a.b.example", "a.b.example", "*.b.example")),
        *((source, True) for source in ("https://a.b.example:443/pictures/", "https://*.example")),
        *(
            (source, False)
            for source in ("http:", "http://a.b.example", "b.example", "*.a.b.example", "data:")
        ),
    ],
)
def test_a_host_is_allowed_by_whatever_source_it_is_one_of(source: str, allows: bool) -> None:
    page = InlineContent(frozenset(), frozenset({CspRequirement("img-src", "https://a.b.example")}))
    assert (site_policy({"x.html": page}, {"img-src": (source,)}).blocked == ()) is allows


@pytest.mark.parametrize("given", [{"script-src-elem": ["https://a.example"]}, {"script-src-elem": []}])
def test_a_directive_begins_with_what_else_would_stand_in_for_it(given: dict[str, list[str]]) -> None:
    more = read_csp({"frame-src": ["https://f.example"], "child-src": ["https://c.example"], **given})
    assert more
    found = site_policy(site(), more)
    policy = dict(part.split(" ", 1) for part in found.policy.split("; "))
    assert policy["script-src-elem"].startswith(policy["script-src"])  # or the theme's scripts would not run
    assert policy["frame-src"] == "'self' https://c.example https://f.example"
    assert found.blocked == ()


def test_scripts_that_are_allowed_wherever_they_stand_are_not_complained_of() -> None:
    found = site_policy(site(one=b"mine()"), {"script-src-elem": (INLINE,)})
    assert found.blocked == ()
    policy = dict(part.split(" ", 1) for part in found.policy.split("; "))
    assert (
        policy["script-src-elem"] == f"'self' 'wasm-unsafe-eval' {INLINE}"
    )  # beside a hash it would mean nothing


@pytest.mark.parametrize(
    "source",
    [
        *(
            "https://images.example",
            "https://*.images.example:8443/path/",
            "images.example",
            "data:",
            "blob:",
        ),
        *("'unsafe-inline'", "'sha256-AbC+/='", "*", "wss://live.example"),
    ],
)
def test_any_source_can_be_allowed(source: str) -> None:
    assert read_csp({"img-src": [source]}) == {"img-src": (source,)}


@pytest.mark.parametrize(
    "source",
    [
        *(
            "a b",
            "a;b",
            'a"b',
            "a,b",
            "<a>",
            "&#x27;",
            "",
            "'",
            "''",
            "javascript:alert(1)",
            "https://a.example\n",
        )
    ],
)
def test_nothing_that_would_end_a_directive_or_an_attribute_gets_in(source: str) -> None:
    with pytest.raises(ValueError, match="csp: `img-src`"):
        read_csp({"img-src": [source]})
