"""The documents for the search index: one for each page, and nothing that is not published."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from generator.build import Options, build_site
from generator.load.loader import load
from generator.resolve.resolver import resolve
from generator.search.documents import EVERY_PAGE, FILED_UNDER, HEADINGS, NAME, search_pages
from generator.search.words import SIGN
from generator.translation import use_language
from tests.helpers.html_tree import Element, read_html

FILES = {
    "seeds/ferry.txt": (
        "The ferry runs again since May. “No one slept,” he said.\n\nIts captain keeps geese in the cellar.\n"
    ).encode(),
    "content/sources/ferry.yml": b"title: The ferry\npublisher: daily\npublished: 2023-06\n",
    "content/publishers.yml": b"daily: {label: Daily Harbour}\n",
    "content/topics.yml": """
transport: {label: Transport}
ships: {label: Ships & boats, broader: transport, definition: What floats., alt_labels: [vessels, 배]}
""".encode(),
    "content/entities.yml": """
coast: {label: The coast, kind: place}
port: {label: Port of Ness, kind: place, located_in: coast, aliases: [혜산]}
crew: {label: The crew, kind: organisation}
""".encode(),
    "content/briefs/ferry.yml": b"""
title: The ferry runs
date: 2024-02-01
sources: [ferry]
topics: [ships]
summary: It runs, says [[crew]].
claims:
  - id: runs
    text: The source says that the ferry runs from [[port|the port]].
    where: [port]
    when: 2023-05
    evidence: [{quote: runs again since May, translation: it goes, prefix: The ferry }]
judgments:
  - {id: goes-on, text: It will go on.}
gaps: [Nobody says how often.]
body: It was white.
""",
}
ALONE = {
    "seeds/alone.txt": b"It froze.\n",
    "content/sources/alone.yml": b"title: The frost\npublisher: daily\npublished: 2023\n",
}  # of which there is no brief


def documents(
    files: Mapping[str, bytes] = FILES, markdown_files: Mapping[str, bytes] | None = None
) -> dict[str, str]:
    site = resolve(load(files)[0]).site
    return {page.url: page.html for page in search_pages(site, markdown_files or {})}


def body(html: str) -> Element:
    return read_html(re.sub(r"<!doctype html>|<meta [^>]*>|</?div[^>]*>", "", html)).find("body")


def under_headings(html: str) -> dict[str, tuple[str, str]]:
    """Give for the id of each heading its level and the text up to the next one."""
    found: dict[str, tuple[str, str]] = {}
    id_ = ""
    sign, *elements = [element for element in body(html).children if isinstance(element, Element)]
    assert sign.text().split()[0] == EVERY_PAGE
    for element in elements:
        if element.tag.startswith("h"):
            id_ = element.attributes.get("id") or ""
            found[id_] = element.tag, ""
        else:
            found[id_] = found[id_][0], f"{found[id_][1]} {element.text()}".strip()
    return found


def filters(html: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'data-pagefind-filter="(\w+)\[content\]" content="([^"]*)"', html):
        found.setdefault(name, []).append(value)
    return found


def test_every_claim_and_judgment_of_a_brief_is_a_result_of_its_own():
    assert under_headings(documents()["briefs/ferry/"]) == {
        "": ("h1", "It runs, says The crew. 1 February 2024"),
        "#runs": (
            HEADINGS["claim"],
            'The source says that the ferry runs from the port. "runs again since May" it goes May 2023',
        ),
        "#goes-on": (HEADINGS["judgment"], "It will go on."),
        "#_gaps": (HEADINGS["part"], "Nobody says how often."),
        "#_background": (HEADINGS["part"], "It was white."),
        "../../sources/ferry/": (HEADINGS["article"], "Daily Harbour June 2023"),
    }
    assert body(documents()["briefs/ferry/"]).find("h1").text() == "The ferry runs"


def test_an_article_is_part_of_its_first_brief_and_alone_only_if_it_has_none():
    second = FILES["content/briefs/ferry.yml"].replace(b"The ferry runs", b"The ferry stops")
    found = documents({**FILES, **ALONE, "content/briefs/later.yml": second})
    assert [url for url in found if url.startswith("sources/")] == ["sources/alone/"]
    assert under_headings(found["sources/alone/"]) == {"": ("h1", "Daily Harbour 2023")}
    assert body(found["sources/alone/"]).find("h1").text() == "The frost"
    with_article = [url for url, html in found.items() if "../../sources/ferry/" in html]
    assert len(with_article) == 1


def test_only_the_quoted_passages_of_an_article_with_rights_quote_are_indexed():
    for html in documents().values():
        for word in ("geese", "captain", "slept"):
            assert word not in html


def test_the_whole_text_of_an_article_with_full_rights_is_indexed():
    files = {**FILES, "content/sources/ferry.yml": FILES["content/sources/ferry.yml"] + b"rights: full\n"}
    _, text = under_headings(documents(files)["briefs/ferry/"])["../../sources/ferry/#_text"]
    assert text == (
        'The ferry runs again since May. "No one slept," he said. Its captain keeps geese in the cellar.'
    )


def test_topics_and_entities_are_indexed_with_all_their_names():
    found = documents()
    sign = SIGN + NAME  # around each name, so that it is found as a whole
    assert under_headings(found["topics/ships/"]) == {
        "": ("h1", f"What floats. {sign} vessels, {sign} 배 {sign}")
    }
    assert body(found["topics/ships/"]).find("h1").text() == f"{sign} Ships & boats {sign}"
    assert under_headings(found["entities/port/"]) == {"": ("h1", f"{sign} 혜산 {sign}")}
    assert body(found["entities/port/"]).find("h1").text() == f"{sign} Port of Ness {sign}"


@pytest.mark.parametrize("date", ["'[2024-01..]'", "2022-12%", "2023?", "2022/2023", "202X"])
def test_a_source_with_an_uncertain_date_has_no_year(date: str):
    record = f"title: The ferry\npublisher: daily\npublished: {date}\npublished_basis: As it says.\n"
    found = documents({**FILES, **ALONE, "content/sources/alone.yml": record.encode()})
    assert "year" not in filters(found["sources/alone/"])


def test_filter_values_are_an_id_and_a_label():
    found = documents(FILES | ALONE)
    assert filters(found["briefs/ferry/"]) == {
        "kind": ["brief Brief"],
        "topic": ["ships Ships &amp; boats", "transport Transport"],  # and the topics above
        "entity": ["port Port of Ness", "crew The crew"],
        "place": ["port Port of Ness", "coast The coast"],  # and where it lies
        "publisher": ["daily Daily Harbour"],
        "year": ["2024 2024"],
    }
    assert filters(found["sources/alone/"]) == {
        "kind": ["source Source"],
        "publisher": ["daily Daily Harbour"],
        "year": ["2023 2023"],
    }
    assert filters(found["topics/ships/"])["topic"] == ["ships Ships &amp; boats", "transport Transport"]
    assert filters(found["entities/port/"])["place"] == ["port Port of Ness", "coast The coast"]


def test_each_document_begins_with_a_word_for_each_id_it_is_filed_under():
    signs = body(documents()["briefs/ferry/"]).find("p").text().split()
    assert signs == [
        EVERY_PAGE,
        *(FILED_UNDER + id_ for id_ in ("ships", "transport", "port", "crew", "coast", "daily")),
    ]


def test_drafts_are_indexed_only_if_they_are_shown():
    files = {**FILES, "content/briefs/draft.yml": FILES["content/briefs/ferry.yml"] + b"status: draft\n"}

    def urls(options: Options) -> list[str]:
        return [page.url for page in search_pages(build_site(files, options).site, {})]

    assert "briefs/draft/" in urls(Options(drafts=True))
    assert "briefs/draft/" not in urls(Options())
    assert "briefs/ferry/" in urls(Options())


def test_a_document_is_in_the_language_of_the_site():
    with use_language("de"):
        site = resolve(load(FILES)[0]).site
    html = {page.url: page.html for page in search_pages(site, {})}["briefs/ferry/"]
    assert '<html lang="de">' in html
    assert "<p>1. Februar 2024</p>" in html
    assert "<p>Mai 2023</p>" in html


def test_words_between_korean_ones_are_taken_for_english():
    with use_language("ko"):
        site = resolve(load(FILES)[0]).site
    pages = [page.html for page in search_pages(site, {})]
    assert all('<html lang="en">' in html for html in pages)
    assert any("2024년 2월 1일" in html for html in pages)


def test_kinds_of_pages_are_in_the_language_of_the_site_and_their_ids_the_same():
    with use_language("en-XA"):
        site = resolve(load(FILES)[0]).site
    pages = "".join(page.html for page in search_pages(site, {"about.md": b"# About"}))
    kinds = {"brief ⟦Brîéf⟧", "entity ⟦Pérsôñ, plàçé ôr thîñg⟧", "page ⟦Pàgé⟧", "topic ⟦Tôpîç⟧"}
    assert set(re.findall(r'"kind\[content\]" content="([^"]*)"', pages)) == kinds


def test_text_is_escaped():
    evil = b"title: '</h1><script>alert(1)</script> \"&amp;'\npublisher: daily\n"
    html = documents({**FILES, **ALONE, "content/sources/alone.yml": evil})["sources/alone/"]
    assert "<script" not in html
    assert body(html).find("h1").text() == '</h1><script>alert(1)</script> "&amp;'


def test_curly_quotation_marks_become_straight():
    quoting = FILES["content/briefs/ferry.yml"].replace(
        b"It will go on.", "“China’s”\u200b «own» way.".encode()
    )
    files = {**FILES, "content/briefs/ferry.yml": quoting}
    assert under_headings(documents(files)["briefs/ferry/"])["#goes-on"][1] == '"China\'s" "own" way.'


def test_markdown_pages_are_indexed_by_section():
    page = """---
title: About us
---

# Welcome

First *words* with a [link](x.md) and <b>HTML</b>.

## How to read it

- One
- Two

## How to read it {: #own }

Three.

## How to read it
"""
    found = documents(
        markdown_files={"about.md": page.encode(), "deep/index.md": b"# Deep\n", "picture.png": b"\x89PNG"}
    )
    assert body(found["about/"]).find("h1").text() == "About us"
    assert under_headings(found["about/"]) == {
        "": ("h1", "First words with a link and HTML."),
        "#how-to-read-it": (HEADINGS["section"], "One Two"),
        "#own": (HEADINGS["section"], "Three."),
        "#how-to-read-it_1": (HEADINGS["section"], ""),
    }
    assert filters(found["about/"]) == {"kind": ["page Page"]}
    assert body(found["deep/"]).find("h1").text() == "Deep"
    assert len(found) == len(documents()) + 2


@pytest.mark.parametrize("value", ["2024-02-30", "!!timestamp soon", "[", "*nowhere", "[" * 9999])
def test_unreadable_front_matter_is_ignored(value: str):
    page = f"---\ndate: {value}\n---\n\n# Welcome\n\nFirst words.\n"
    found = documents(markdown_files={"about.md": page.encode()})
    assert body(found["about/"]).find("h1").text()
    assert "First words." in found["about/"]


def test_a_markdown_page_can_be_excluded():
    left_out = b"---\nsearch: {exclude: true}\n---\n# Quiet\n"
    assert documents(markdown_files={"quiet.md": left_out, "broken.md": b"\xff"}) == documents()


def test_the_same_site_gives_the_same_documents_in_the_same_order():
    backwards = dict(reversed(FILES.items()))
    assert list(documents(backwards).items()) == list(documents().items())
