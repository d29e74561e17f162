"""The Content-Security-Policy: which scripts it allows, what else a site may allow, and its place in a page."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.csp.inline_content import INLINE, CspRequirement, InlineContent, find_inline_content
from generator.csp.policy import build_policy, format_policy, insert_policy, parse_csp_option

POLICY = "default-src 'self'"
META = """<meta http-equiv="Content-Security-Policy" content="default-src 'self'">"""
SCOPE = b'__md_scope=new URL("%s",location)'


def digest(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<!doctype html>\n<html lang=en>\n <head>\n  <meta charset=utf-8>",
            "\n<script>a()</script></head>",
        ),
        ("<!DOCTYPE html><html><head>", "<script>a()</script><meta charset=utf-8>"),
        ("<!doctype html><title>", ""),
        ("\ufeff<!-- made by x --><!doctype html>\n<!-- <head> -->\n<head>", "\n\n<body>"),
        ("<html>", "<body onload=a()>"),
        ("", "<p>Only a part of a page: <head></p>"),
        ("", ""),
    ],
)
def test_the_policy_comes_before_everything_it_applies_to(before: str, after: str) -> None:
    if before.endswith("<title>"):  # which comes after it
        before, after = before.removesuffix("<title>"), "<title>" + after
    assert insert_policy(before + after, POLICY) == before + META + after


@given(st.text(alphabet="<>!-/= \n\"'ahedmtcrsu", max_size=60))
def test_inserting_twice_changes_nothing_and_removing_restores_the_page(page: str) -> None:
    secured = insert_policy(page, POLICY)
    assert insert_policy(secured, POLICY) == secured
    assert insert_policy(secured, "") == page
    assert insert_policy(insert_policy(page, "img-src data:"), POLICY) == secured


def test_only_scripts_that_a_browser_would_run_are_found() -> None:
    page = (
        b"<script>one()</script><script type='module'>two()</script><SCRIPT TYPE=text/javascript>\r\nthree()</SCRIPT >"
        b'<script type="application/json">{"a": 1}</script><script src="x.js">four()</script>'
        b'<script type="application/ld+json">{}</script><script type=importmap>{}</script>'
    )
    assert find_inline_content(page).scripts == {b"one()", b"two()", b"\nthree()", b"{}"}


STYLE, STYLE_ELEMENT, HANDLER = (
    CspRequirement(directive, INLINE) for directive in ("style-src-attr", "style-src-elem", "script-src-attr")
)


@pytest.mark.parametrize(
    ("page", "requirements"),
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
def test_everything_the_policy_may_block_is_found(page: bytes, requirements: set[CspRequirement]) -> None:
    assert find_inline_content(page).requirements == requirements


def site(count: int = 12, **more: bytes) -> dict[str, InlineContent]:
    """Return the pages of a theme: each has a script with the path to the root, and one that is the same on all."""
    paths = (b".", b"..", b"../..", b"/repo/")
    pages = {f"{index}.html": {SCOPE % paths[index % 4], b"same()"} for index in range(count)}
    for name, script in more.items():
        pages[f"{name}.html"] = {SCOPE % b"..", b"same()", script}
    return {path: InlineContent(frozenset(scripts), frozenset()) for path, scripts in pages.items()}


def test_scripts_of_the_theme_are_allowed_whatever_path_they_contain() -> None:
    built = build_policy(site(), {})
    assert built.scripts == {b"same()", *(SCOPE % path for path in (b".", b"..", b"../..", b"/repo/"))}
    assert all(digest(script) in built.text for script in built.scripts)
    assert built.blocked == ()


def test_a_script_on_one_page_is_blocked_on_all() -> None:
    built = build_policy(site(one=b"evil()", two=b'__md_scope=new URL("..",evil)'), {})
    assert digest(b"evil()") not in built.text
    assert b"evil()" not in built.scripts
    assert built.blocked == (
        "one.html and 1 other page contain a script that is not on every page, which the security policy blocks; "
        "move it to a file, or allow it with `csp`",
    )


def test_allowed_content_is_not_reported() -> None:
    pages = site(one=b"mine()") | {"styled.html": InlineContent(frozenset(), frozenset({STYLE}))}
    assert len(build_policy(pages, {}).blocked) == 2
    allowed = parse_csp_option({"script-src": [digest(b"mine()")], "style-src": ["'unsafe-inline'"]})
    assert allowed
    built = build_policy(pages, allowed)
    assert built.blocked == ()
    assert digest(b"mine()") in built.text
    assert "style-src 'self' 'unsafe-inline'" in built.text


def test_extra_sources_are_added_to_the_policy() -> None:
    more = parse_csp_option(
        {"frame-src": "https://maps.example", "object-src": ["'self'"], "base-uri": ["'self'"]}
    )
    assert more
    policy = dict(part.split(" ", 1) for part in format_policy([], more).split("; "))
    assert policy["frame-src"] == "'self' https://maps.example"  # before, default-src applied
    assert policy["object-src"] == "'self'"  # no longer 'none'
    assert policy["base-uri"] == "'self'"
    # Browsers ignore 'unsafe-inline' next to a hash.
    anything = format_policy([b"same()"], {"script-src": ("'unsafe-inline'",)})
    assert "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline';" in anything


def test_files_from_another_host_are_reported_with_the_option_that_allows_them() -> None:
    picture, script = (
        CspRequirement("img-src", "https://a.example"),
        CspRequirement("script-src-elem", "https://a.example"),
    )
    pages = {name: InlineContent(frozenset(), frozenset({picture, script})) for name in ("x.html", "y.html")}
    assert build_policy(pages, {}).blocked == (
        "x.html and 1 other page contain an image from https://a.example, which the security policy blocks; keep a "
        "copy on the site, or allow it with `csp: {img-src: [https://a.example]}`",
        "x.html and 1 other page contain a script from https://a.example, which the security policy blocks; keep a "
        "copy on the site, or allow it with `csp: {script-src: [https://a.example]}`",
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
def test_a_host_is_allowed_by_any_source_that_covers_it(source: str, allows: bool) -> None:
    page = InlineContent(frozenset(), frozenset({CspRequirement("img-src", "https://a.b.example")}))
    assert (build_policy({"x.html": page}, {"img-src": (source,)}).blocked == ()) is allows


@pytest.mark.parametrize(
    "script_sources", [{"script-src-elem": ["https://a.example"]}, {"script-src-elem": []}]
)
def test_a_directive_repeats_the_sources_of_its_fallback(script_sources: dict[str, list[str]]) -> None:
    more = parse_csp_option(
        {"frame-src": ["https://f.example"], "child-src": ["https://c.example"], **script_sources}
    )
    assert more
    built = build_policy(site(), more)
    policy = dict(part.split(" ", 1) for part in built.text.split("; "))
    assert policy["script-src-elem"].startswith(policy["script-src"])  # or the theme's scripts would not run
    assert policy["frame-src"] == "'self' https://c.example https://f.example"
    assert built.blocked == ()


def test_inline_scripts_allowed_on_all_pages_are_not_reported() -> None:
    built = build_policy(site(one=b"mine()"), {"script-src-elem": (INLINE,)})
    assert built.blocked == ()
    policy = dict(part.split(" ", 1) for part in built.text.split("; "))
    assert (
        policy["script-src-elem"] == f"'self' 'wasm-unsafe-eval' {INLINE}"
    )  # browsers ignore it next to a hash


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
    assert parse_csp_option({"img-src": [source]}) == {"img-src": (source,)}


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
def test_sources_that_would_end_a_directive_or_an_attribute_are_rejected(source: str) -> None:
    with pytest.raises(ValueError, match="csp: `img-src`"):
        parse_csp_option({"img-src": [source]})
