"""The pages of ``generate --html``: finished HTML with front matter that any engine can use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from generator.build import BuildResult
from generator.html.markdown_html import ExtensionError, MarkdownReader
from generator.html.pages import html_files
from generator.model.site import Asset, Page, Publication, Site, SiteBrief, Target
from tests.helpers.example import EXAMPLE

EXTENSIONS: dict[str, dict[str, Any]] = {
    "tables": {"use_align_attribute": True},
    "toc": {"permalink": "#"},
    "footnotes": {},
}
PAGES = {
    "index.md": "# H {: #_top }\n\n[a](briefs/index.md) [b](briefs/a.md#one) [c](a%20b.svg) [d](briefs/a.md?q=x#one)",
    "briefs/index.md": "# Briefs {: #_top }\n\n[a](a.md), [below](a/history.md), [up](../index.md), [this](index.md)",
    "briefs/a.md": "# A {: #one }\n\n## B {: #two }\n\n[cite](a/cite.bib) [this](a.md#one) [this](#one)",
    "briefs/a/history.md": "# H {: #one }\n\n[a](../../briefs/a.md) [beside](cite.bib) [not so](../../by-hand.md)",
}
BY_HAND = {
    "by-hand.md": "# By *hand*\n\n## Two\n\nWords[^1] and <me@example.org>, [x](https://a.example/b.md).\n\n![](a%20b.svg)"
    "\n\n[a](/b) [b](briefs/a.md#one) [c](notes/README.md#d) [혜산](notes/혜산.md)\n\n|a|b|\n|:-|-:|\n|c|d|"
    "\n\n[^1]: Note.\n",
    "notes/README.md": "Title\n=====\n\n[up](../index.md) [in it](혜산.md) [a](../briefs/a.md)",
    "notes/혜산.md": "[up](../by-hand.md) [it](README.md)\n\n# Hyesan\n\n# Twice\n",
}
ASSETS = {"a b.svg": b"<svg/>", "briefs/a/cite.bib": b"@misc{a}"}


def written(
    pages: Mapping[str, str] = {}, by_hand: Mapping[str, str] = {}, site: Site | None = None, **about: str
) -> tuple[dict[str, tuple[dict[str, Any], str]], list[str]]:
    """Write pages. Returns the front matter and the HTML of each, by its path below ``content/``, and broken links."""
    result = BuildResult(
        tuple(Page(uri, text.encode()) for uri, text in pages.items()),
        tuple(Asset(uri, data) for uri, data in ASSETS.items()),
        (),
        site or Site(datetime.date(2026, 1, 1)),
        publication=replace(Publication("Site"), **about),
    )
    hand_written = {uri: text.encode() for uri, text in by_hand.items()}
    files, broken = html_files(result, hand_written, MarkdownReader(EXTENSIONS))
    assert {path: files.pop(f"static/{path}") for path in ASSETS} == ASSETS
    return {path.removeprefix("content/"): split(data.decode()) for path, data in files.items()}, broken


def split(text: str) -> tuple[dict[str, Any], str]:
    _, front_matter, content = text.split("---\n", 2)
    return yaml.safe_load(front_matter), content.removesuffix("\n")


def test_pages_are_what_mkdocs_makes_of_them_with_the_same_links() -> None:
    names = [*EXTENSIONS, "attr_list", "md_in_html"]
    listed = [{name: EXTENSIONS[name]} if EXTENSIONS.get(name) else name for name in names]
    config = load_config(str(EXAMPLE / "mkdocs.yml"), plugins=[], markdown_extensions=listed)
    config.plugins._current_plugin = "seedbrief"  # MkDocs sets it during events
    contents = {**PAGES, **BY_HAND, **ASSETS}
    level = InclusionLevel.INCLUDED
    files = Files(
        [File.generated(config, uri, content=data, inclusion=level) for uri, data in contents.items()]
    )
    by_mkdocs = {}
    for file in files.documentation_pages():
        page = MkDocsPage(None, file, config)
        page.read_source(config)
        page.render(config, files)
        by_mkdocs[page.url] = page.content

    pages, broken = written(PAGES, BY_HAND)
    assert {front_matter["url"].removeprefix("/"): html for front_matter, html in pages.values()} == {
        url.replace("%ED%98%9C%EC%82%B0", "혜산"): html for url, html in by_mkdocs.items()
    }
    assert broken == []
    assert sorted(pages) == [
        *(
            "briefs.html",
            "briefs/a.html",
            "briefs/a/history.html",
            "by-hand.html",
            "index.html",
            "notes.html",
        ),
        "notes/혜산.html",
    ]


BRIEF = """---
title: "Salt &amp; &#x27;&lt;tide&gt;&#x27; mills"
description: "Two mills: {{ one }}"
authors: ["Ann"]
published: "2026-11-21"
modified: "2026-11-26"
keywords: "Tides; Salt, sea"
highwire: [["author", "Ann"]]
language: "ko"
alternates: {"en": "briefs/b/", "ko": "briefs/a/"}
feed: true
hide: ["navigation"]
---

# Salt {: #_top }

## Key &#38; judgments {: #_judgments }
"""


def test_the_front_matter_of_a_brief_is_plain_text() -> None:
    target = Target("brief", "a", "Salt", "briefs/a.md")
    brief = SiteBrief.__new__(SiteBrief)
    object.__setattr__(brief, "target", target)
    site = Site(datetime.date(2026, 1, 1), briefs={"a": brief})
    pages, _ = written(
        {"briefs/a.md": BRIEF}, site=site, url="https://a.example/", organisation="Mill Institute"
    )
    front_matter, _ = pages["briefs/a.html"]
    tags = {tag["name"]: tag["content"] for tag in front_matter.pop("citation")}
    assert front_matter == {
        "title": "Salt & '<tide>' mills",
        "description": "Two mills: {{ one }}",
        "url": "/briefs/a/",
        "permalink": "/briefs/a/",
        "type": "brief",
        "language": "en",
        "date": datetime.date(2026, 11, 21),
        "lastmod": datetime.date(2026, 11, 26),
        "authors": ["Ann"],
        "keywords": ["Tides", "Salt, sea"],
        "feed": True,
        "alternates": [
            {"language": "en", "url": "https://a.example/briefs/b/"},
            {"language": "ko", "url": "https://a.example/briefs/a/"},
        ],
        "sections": [{"id": "_judgments", "title": "Key & judgments"}],
    }
    assert tags == {
        "citation_title": "Salt & '<tide>' mills",
        "citation_publication_date": "2026/11/21",
        "citation_online_date": "2026/11/21",
        "citation_technical_report_institution": "Mill Institute",
        "citation_author": "Ann",
        "citation_abstract": "Two mills: {{ one }}",
        "citation_language": "ko",
        "citation_keywords": "Tides; Salt, sea",
        "citation_public_url": "https://a.example/briefs/a/",
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Own\nhide: [toc]\n---\n# Other", "Own"),
        ("# From *the* heading & so on\n\n## Two", "From the heading & so on"),
        ("No heading", "My notes"),
        ("## Two\n\n# One", "My notes"),
    ],
)
def test_a_hand_written_page_has_a_title(text: str, title: str) -> None:
    front_matter, _ = written(by_hand={"my-notes.md": text})[0]["my-notes.html"]
    assert (front_matter["title"], front_matter["type"]) == (title, "page")
    assert "hide" not in front_matter


def test_what_an_author_adds_to_the_front_matter_is_passed_on() -> None:
    text = "---\nlayout: wide\nmenu: {main: {weight: 2}}\nurl: /elsewhere/\nempty:\n---\nWords\n"
    front_matter, _ = written(by_hand={"a.md": text})[0]["a.html"]
    assert (front_matter["layout"], front_matter["menu"]) == ("wide", {"main": {"weight": "2"}})
    assert front_matter["url"] == "/a/"


def test_no_page_has_a_tag_of_a_template_language() -> None:
    text = 'A {{ x }} {% raw %} {# y #} `{{< figure >}}` <b title="{{ z }}">b</b>\n\n<script>let a = {{b: 1}};</script>'
    _, content = written(by_hand={"a.md": text})[0]["a.html"]
    body, _, script = content.partition("<script>")
    assert not any(tag in body for tag in ("{{", "{%", "{#"))
    assert "&#123;{ x }} &#123;% raw %}" in body
    assert script == "let a = {{b: 1}};</script>"


@pytest.mark.parametrize("uri", ["briefs/a.md", "by-hand.md"])
def test_a_link_that_leads_nowhere_stays_and_is_named(uri: str) -> None:
    texts = {uri: "# A {: #_top }\n\n[a](no.md#b) [c](#d)"}
    pages, broken = written(texts) if uri.startswith("briefs/") else written(by_hand=texts)
    ((_, content),) = pages.values()
    assert '<a href="no.md#b">a</a>' in content
    place = uri if uri.startswith("briefs/") else f"content/pages/{uri}"
    assert broken == [f"{place}: the link no.md#b leads to no page or file of the site"]


def test_what_a_sites_own_template_writes_goes_through_python_markdown() -> None:
    pages, broken = written(
        {"briefs/a.md": "# A", "new.md": "# New {: #_top }\n\n1. [a](briefs/a.md)\n2. *b*\n"}
    )
    assert '<li><a href="../briefs/a/">a</a></li>\n<li><em>b</em></li>' in pages["new.html"][1]
    assert broken == []


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        ({"no.such": {}}, "the extension `no.such` is not installed; install its package, or remove it"),
        ({"toc": {"no-such": 1}}, "the extension `toc` cannot be used: 'no-such'"),
    ],
)
def test_an_extension_that_cannot_be_used_is_named(extensions: dict[str, Any], message: str) -> None:
    with pytest.raises(ExtensionError) as error:
        html_files(BuildResult((), (), ()), {"a.md": b"Words"}, MarkdownReader(extensions))
    assert str(error.value).endswith(message)


@pytest.mark.parametrize("options", [{"baselevel": 2}, {"anchorlink": True}, {"toc_depth": 2}])
def test_headings_are_written_as_the_site_wants_them(options: dict[str, Any]) -> None:
    result = BuildResult((Page("a.md", b"# One {: #a }\n\n## Two {: #b }\n"),), (), ())
    files, _ = html_files(
        result, {"b.md": b"# One {: #a }\n\n## Two {: #b }\n"}, MarkdownReader({"toc": options})
    )
    generated, by_hand = (split(files[f"content/{name}.html"].decode())[1] for name in "ab")
    assert generated == by_hand
