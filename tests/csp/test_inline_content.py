"""Reading a page for the policy, checked against html5lib, which follows the HTML standard to the letter."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.csp.inline_content import INLINE, CspRequirement, find_inline_content, may_need_policy

STYLE, HANDLER, STYLE_ELEMENT = (
    CspRequirement(directive, INLINE) for directive in ("style-src-attr", "script-src-attr", "style-src-elem")
)


def read_by_the_standard(page: str) -> tuple[set[bytes], set[CspRequirement]]:
    """Return the texts of inline scripts, and what inline styles and handlers need."""
    scripts, needs = set(), set()
    for element in html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag == "style":
            needs.add(STYLE_ELEMENT)
        is_data = element.get("type", "").endswith("json")
        if tag == "script" and "src" not in element.attrib and element.text and not is_data:
            scripts.add(element.text.encode())
        for name in element.attrib:
            if name == "style":
                needs.add(STYLE)
            elif name.startswith("on") and name.isalpha():
                needs.add(HANDLER)
    return scripts, needs


HOSTILE = [
    '<p title="write onclick=go or style=red"> onclick=go style=red</p>',
    "<p title='a' onclick=go()>",
    '<p title="a"onclick=go()>',
    "<p/onclick=go()/style=x>",
    "<p\fonclick\n=\ngo()>",
    "<p a=b onclick>",
    '<p a=b"onclick=go()>',
    "<p a='>' style=x>",
    "<p a=`>` onclick=go()>",
    "<p ONCLICK=go() STYLE=x>",
    "<p on:x=y onx-y=z data-style=x xstyle=y>",
    "</p onclick=go()>",
    "<3 onclick=go()> < p onclick=go()>",
    "<a&lt;b onclick=go()>",
    '<img alt="<script>no()</script>" title="<style>">',
    "<title><script>no()</script><p onclick=go()></title>",
    "<textarea><script>no()</script></textarea><style>/* <script>no()</script> */</style>",
    "<iframe><p onclick=no()></iframe><xmp><p style=x></xmp><noembed><p style=x></noembed>",
    "<plaintext><script>no()</script>",
    "<!-- <script>no()</script> --><!--> <p style=x> --> <!-- --!><p onclick=go()>",
    "<!-- <p onclick=go()>",
    "<? <p onclick=go()> ?><!x <p style=x>>",
    "<![CDATA[<p onclick=go()>]]>",
    "<script>a('</scriptx>')</script><script>b()",
    "<script>a('<!--<script>')</script>b()</script><p onclick=go()>",
    "<script>a('<!--')</script><p onclick=go()>",
    "<SCRIPT\n>go(\r\n'\xe9\ud55c')</SCRIPT\n>",
    "<script src=x>not this</script><script></script><script> </script>",
    "<svg><script>go()</script><a onclick=go() style=x></svg>",
    "<svg><style>x</style></svg><math onclick=go()>",
    "<table><script>go()</script><p onclick=go()></table>",
    "<html style=x><body onload=b()>",
    '<p title="a &quot; onclick=go()">&lt;p style=x&gt;</p>',
    "<p onclick=&#103;o()>",
    "<div>" * 3000 + "<script>deep()</script>",
    "",
    "only text style=x onclick=y",
    "<",
    "<p onclick=",
    "<p title='",
]


@pytest.mark.parametrize("page", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_a_script_a_style_or_a_handler_is_decided_as_in_a_browser(page: str):
    found = find_inline_content(page.encode())
    assert (found.scripts, found.requirements) == read_by_the_standard(page)


PIECES = [
    *("<p", "<a ", "</p", "<script", "</script", "<style", "</style>", "<title>", "</title>", "<!--", "-->"),
    *(
        " onclick=",
        " style=",
        " title=",
        "'",
        '"',
        ">",
        "/>",
        "/",
        "=",
        " ",
        "\n",
        "go()",
        "x",
        "&lt;",
        "<",
        "!",
        "-",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@example("<script><!--<script></script>x</script>")
@example("<script/><p")
@example("<script/>go()</script><script async />x</script><script src=a/>y</script>")
@example("<script>'<script/>'</script>")
def test_any_page_is_read_as_in_a_browser(page: str):
    found = find_inline_content(page.encode())
    assert (found.scripts, found.requirements) == read_by_the_standard(page)
    assert may_need_policy(page) or not (found.scripts or found.requirements)


@pytest.mark.slow
def test_the_built_example_is_read_as_in_a_browser(site: Path):
    pages = [file.read_bytes() for file in site.rglob("*.html")]
    assert len(pages) > 60
    for page in pages:
        found = find_inline_content(page)
        assert found.scripts
        assert (found.scripts, found.requirements) == read_by_the_standard(page.decode())


@pytest.mark.parametrize(
    ("page", "needed"),
    [
        ("<source srcset='a.png 1x, //a.example/b.png 2x'>", {("img-src", "https://a.example")}),
        ("<img src=x alt='src=//a.example/x.png'>", set()),
        ("<img src='&#104;ttps:/&#47;a.example/x.png'>", {("img-src", "https://a.example")}),
        ("<img src=HTTPS:\\\\A.Example\\x.png>", {("img-src", "https://a.example")}),
        ("<video poster=//a.example/x.png src=//b.example/x>",
         {("img-src", "https://a.example"), ("media-src", "https://b.example")}),
        ("<button formaction=//a.example/>", {("form-action", "https://a.example")}),
        ("<link rel='alternate StyleSheet' href=//a.example/x.css>", {("style-src-elem", "https://a.example")}),
        ("<link rel=icon title='rel=stylesheet' href=//a.example/x>", {("img-src", "https://a.example")}),
    ],
)  # fmt: skip
def test_what_comes_from_other_hosts_is_found_in_any_spelling(page: str, needed: set[tuple[str, str]]):
    assert find_inline_content(page.encode()).requirements == needed
    assert may_need_policy(page)


def test_a_page_without_scripts_and_styles_is_known_at_once():
    assert not may_need_policy(
        '<p data-version="on">It controls what, once on, = 1.</p><script type="application/ld+json">{}</script>'
    )


def test_the_scripts_of_a_page_that_leads_on_without_them_do_not_count():
    leads_on = b'<meta http-equiv="Refresh" content="0; url=../new/"><script>go()</script>'
    assert not find_inline_content(leads_on).scripts
    without_scripts = b"<noscript><meta http-equiv='refresh' content='0'></noscript><script>go()</script>"
    assert find_inline_content(without_scripts).scripts == {b"go()"}
