"""What the page of a source shows to readers, what only to the editor, and how links open the original at the words."""

from __future__ import annotations

import csv
import datetime
import json
import re
from html import unescape
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.model.seed import make_seed
from generator.model.site import Passage
from generator.model.text_fragments import text_fragment
from generator.resolve.evidence import share_quoted
from generator.resolve.quote_matcher import Found, NotFound, find_quote

ROOT = Path(__file__).parents[2]
FILES = {
    str(path.relative_to(ROOT)): path.read_bytes()
    for folder in ("content", "seeds", "site_templates")
    for path in (ROOT / folder).rglob("*.*")
}
EARLIER = "sources/001_bdd6f22e86ff5f5f.md"


def page(uri: str, files: dict[str, bytes] = FILES, options: Options | None = None) -> str:
    pages = build_site(files, options or Options()).pages
    return next(page.markdown for page in pages if page.uri == uri)


def test_only_the_editor_sees_the_paragraphs_that_no_claim_uses():
    unused = "FILE PHOTO: A photo of Hyesan taken by a Daily NK reporting partner in the country."
    assert unused in page(EARLIER, options=Options(for_editor=True))
    assert unused not in page(EARLIER)


def test_a_passage_of_a_long_article_is_not_none_of_it():
    files = FILES | {
        "seeds/long.txt": b"The ferry runs again.\n" + b"It is white.\n" * 500,
        "content/sources/long.yml": b"title: Ferry\npublisher: daily-nk\n",
        "content/briefs/long.yml": b"""
title: Ferry
date: 2026-11-21
sources: [long]
topics: [imports]
summary: It runs.
claims:
  - {id: runs, text: It runs., evidence: [The ferry runs again.]}
""",
    }
    assert "*Quoted* less than 1% of the article" in page("sources/long.md", files)


def test_passages_that_overlap_are_both_marked_in_a_whole_article():
    files = FILES | {
        "seeds/ferry.txt": b"The ferry runs again since May.\nIt is white.\n",
        "content/sources/ferry.yml": b"title: Ferry\npublisher: daily-nk\nrights: full\n",
        "content/briefs/ferry.yml": b"""
title: Ferry
date: 2026-11-21
sources: [ferry]
topics: [imports]
summary: It runs.
claims:
  - {id: one, text: It runs., evidence: [The ferry runs again]}
  - {id: two, text: It runs again., evidence: [runs again since May]}
""",
    }
    assert (
        "<mark>[The ferry ](#q-0-20)</mark>"
        "<mark>[runs again](#q-0-20)[<sup>+</sup>](#q-10-30)</mark>"
        "<mark>[ since May](#q-10-30)</mark>.\n\nIt is white.\n"
    ) in page("sources/ferry.md", files)


PDF = FILES | {
    "seeds/ferry.txt": "A line\n\n\fThe ferry runs again since last sum\u00ad\n\fmer.\n卡车在\n丹东。\n".encode(),
    "content/sources/ferry.yml": b"""
title: Ferry
publisher: daily-nk
rights: full
url: https://coast.example/ferry.pdf?x=1#top
archived: {url: "https://web.archive.org/web/2026/https://coast.example/ferry.pdf"}
""",
    "content/briefs/ferry.yml": b"""
title: Ferry
date: 2026-11-21
sources: [ferry]
topics: [imports]
summary: It runs.
claims:
  - {id: one, text: It runs., evidence: [The ferry runs again]}
  - {id: two, text: It runs since last summer., evidence: [runs again since last summer]}
""",
}


def test_a_quotation_from_a_pdf_has_its_pages_and_opens_it_there():
    address = "https://coast.example/ferry.pdf?x=1#page=2"
    archived = "https://web.archive.org/web/2026/https://coast.example/ferry.pdf#page=2"
    for uri, first, both in (
        ("briefs/ferry.md", "</span>Ferry, p.\u00a02 ", "</span>Ferry, pp.\u00a02–3 "),
        ("sources/ferry.md", ">p.\u00a02 · <a", ">pp.\u00a02–3 · <a"),
    ):
        shown = unescape(page(uri, PDF))
        assert shown.count(first) == shown.count(both) == 1
        assert shown.count(f'href="{address}"') == shown.count(f'href="{archived}"') == 2
    whole = re.sub(r"[\[\]]|\(#[^)]*\)|<sup>.</sup>", "", page("sources/ferry.md", PDF))
    assert " since last summer</mark>. 卡车在丹东。" in whole
    assets = {
        asset.uri: asset.data.decode()
        for asset in build_site(PDF, Options()).assets
        if asset.uri in ("data/quotations.csv", "data/evidence.json")
    }
    rows = [
        row for row in csv.DictReader(assets["data/quotations.csv"].splitlines()) if row["brief"] == "ferry"
    ]
    assert [(row["pages"], row["url"]) for row in rows] == [("2", address), ("2-3", address)]
    items = [item for item in json.loads(assets["data/evidence.json"])["items"] if item["brief"] == "ferry"]
    assert [item["pages"] for item in items] == ["2", "2-3"]
    assert items[0]["target"][0]["selector"][2] == {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc8118",
        "value": "page=2",
    }


def test_other_articles_have_no_pages():
    record = PDF["content/sources/ferry.yml"].replace(b"ferry.pdf?x=1#top", b"ferry")
    shown = page("briefs/ferry.md", PDF | {"content/sources/ferry.yml": record})
    assert "Ferry, p.&nbsp;2" in shown  # it is a text with page breaks
    assert "#page=" not in shown
    text = PDF["seeds/ferry.txt"].replace(b"\f", b"")
    assert "p.&nbsp;" not in page("briefs/ferry.md", PDF | {"seeds/ferry.txt": text})


@pytest.mark.parametrize(
    ("text", "quote", "share"),
    [
        ("The ferry runs again.", "The ferry", 1 / 2),
        ("丹东海关恢复通关，卡车等候。", "恢复通关", 1 / 3),
        ("배가 다시 다닌다 오늘", "다시", 1 / 4),
    ],
)
def test_the_share_that_is_quoted_counts_words_or_letters_where_no_spaces_part_them(
    text: str, quote: str, share: float
):
    seed = make_seed("a", "seeds/a.txt", text.encode(), text)
    start = text.index(quote)
    spans = ((start, start + len(quote)),)
    assert share_quoted(seed, [Passage("q", spans, quote, (), "")]) == share


FRONT_MATTER = "---\ntitle: The boat\ndate: 2026-05-01\n---\n"


@pytest.mark.parametrize(
    ("head", "start"),
    [
        (FRONT_MATTER, len(FRONT_MATTER)),
        (FRONT_MATTER.replace("\n", "\r\n"), len(FRONT_MATTER) + 4),
        (FRONT_MATTER.replace("The", "\u0007The"), len(FRONT_MATTER) + 1),  # which YAML does not allow
        (FRONT_MATTER.replace("---\n", "***\n"), 0),
        ("---\nno fields\n---\n", 0),
        ("---\n\n---\n", 9),
        ("---\ntitle: The boat\n", 0),  # without an end
    ],
)
def test_front_matter_is_no_part_of_an_article(head: str, start: int):
    text = f"{head}It sails.\n\nThe boat sank."
    seed = make_seed("a", "seeds/a.md", text.encode(), text)
    assert seed.start == start
    assert (seed.folded.text == "It sails. The boat sank.") is (start > 0)
    found = find_quote(seed, "The boat sank")
    assert isinstance(found, Found)
    assert found.spans == ((len(text) - 14, len(text) - 1),)
    assert isinstance(find_quote(seed, "title: The boat"), NotFound) is (start > 0 or "title" not in head)
    share = share_quoted(seed, [Passage("q", found.spans, "The boat sank", (), "")])
    assert (share == 3 / 5) is (start > 0)
    assert make_seed("a", "seeds/a.txt", text.encode(), text).start == 0  # only in Markdown


def test_an_article_in_markdown_is_published_without_its_front_matter():
    files = FILES | {
        "seeds/boat.md": f"{FRONT_MATTER}The boat sank.\n".encode(),
        "content/sources/boat.yml": b"title: The boat\npublisher: daily-nk\nrights: full\n",
        "content/briefs/boat.yml": b"""
title: The boat sank
date: 2026-11-21
sources: [boat]
topics: [imports]
summary: It sank.
claims:
  - {id: sank, text: It sank., evidence: [boat sank]}
""",
    }
    built = build_site(files, Options())
    shown = next(page.markdown for page in built.pages if page.uri == "sources/boat.md")
    assert "The boat sank." in re.sub("<.*?>|\\[|\\]\\(.*?\\)|\\{.*?\\}", "", shown)
    assert "2026-05-01" not in shown
    manifest = next(file for file in built.assets if file.uri.endswith("evidence.json"))
    (selector,) = (
        item["target"][0]["selector"][0]
        for item in json.loads(manifest.data)["items"]
        if item.get("claim") == "sank"
    )
    assert (selector["prefix"], selector["exact"]) == ("The ", "boat sank")


def test_what_is_overdue_depends_on_the_day_of_the_build():
    brief = "content/briefs/hyesan-exports-resume.yml"
    forecast = FILES[brief].replace(b"id: traders-hopeful", b"id: traders-hopeful\n    expected: 2025")

    def overdue(day: datetime.date) -> bool:
        return "## Overdue" in page("gaps.md", FILES | {brief: forecast}, Options(as_of=day))

    assert overdue(datetime.date(2026, 1, 1))
    assert not overdue(datetime.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("pieces", "fragment"),
    [
        (["last year"], "#:~:text=last%20year"),
        (["so-called, one & all"], "#:~:text=so%2Dcalled%2C%20one%20%26%20all"),
        (["one", "two"], "#:~:text=one&text=two"),
        (["a b c d e " + "x" * 120 + " v w x y z"], "#:~:text=a%20b%20c%20d%20e,v%20w%20x%20y%20z"),
        (["혜산"], "#:~:text=%ED%98%9C%EC%82%B0"),
    ],
)
def test_a_link_opens_the_original_at_the_words(pieces: list[str], fragment: str):
    assert text_fragment("https://a.example/b", pieces) == f"https://a.example/b{fragment}"
    assert text_fragment("https://a.example/b#c", pieces) == f"https://a.example/b#c{fragment[1:]}"


def test_readers_are_told_to_check_originals_if_there_are_any():
    record, sha256 = f"content/sources/{Path(EARLIER).stem}.yml", "0" * 64
    original = (
        f"original: {{file: {Path(EARLIER).stem}.pdf, sha256: {sha256}, media_type: application/pdf}}\n"
    )
    with_original = FILES | {record: FILES[record] + original.encode()}
    assert "with the articles and the originals of their texts:" in page("data.md", with_original)
    assert "with the articles: `python verify.py" in page("data.md")
