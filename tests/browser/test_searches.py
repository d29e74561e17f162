"""What a search finds first, in a real browser: on the example with some short briefs, and among two thousand more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from benchmarks import corpus
from generator.load.loader import load
from generator.project.files import read_files
from generator.project.resources import shipped_files
from generator.render.pages import assets
from generator.resolve.resolver import resolve
from generator.search.documents import search_pages
from generator.search.index import write_index
from generator.text.edtf import parse_edtf
from generator.translation import languages, use_language
from tests.helpers.browsing import served, window
from tests.helpers.example import EARLIER_TITLE, EXAMPLE, LATER_TITLE

# Short briefs: title, summary, article, and what the claim adds. The article is published whole.
BRIEFS = {
    "tumen": ("Trade over the Tumen resumes", "Trade resumed.", "朝鲜与中国的贸易恢复了。", ""),
    "rason": (
        "The port of Rason opens",
        "The port opened.",
        "北朝鮮は羅津港を再開した。１０月のことである。",
        "",
    ),
    "aden": ("Ships return to Aden", "Ships came back.", "أعيد فتح الميناء أمام السفن في مارس.", ""),
    "wonsan": ("A market in Wonsan", "A market opened.", "원산에서 시장이 다시 열렸다.", ""),
    "london": ("London names more ships", "The UK put ships on a list.", "The list has ten names.", ""),
    "leeds": ("A party meets in Leeds", "UKIP, UKIP and again UKIP met.", "UKIP met in Leeds.", ""),
    "bridge": (
        "The bridge at Ness is open",
        "The bridge was re-opened after 1,000 days.",
        "An oﬃcial spoke on 1986-05-09 of the viaduct.",
        "    when: 1987-03-17\n    where: [ness-bridge]\n",
    ),
}
PROJECT: dict[str, bytes] = {
    "content/publishers.yml": b"courier: {label: Ness Courier}\n",
    "content/topics.yml": "bridges: {label: Bridges, definition: What crosses water., alt_labels: [교량]}\n".encode(),
    "content/entities.yml": b"ness-bridge: {label: Ness bridge, kind: facility, aliases: [the viaduct]}\n",
    "seeds/geese.txt": b"The viaduct keeps geese away.\n",
    "content/sources/geese.yml": b"title: A letter about geese\npublisher: courier\npublished: 2023\nrights: full\n",
}
for slug, (title, summary, article, more) in BRIEFS.items():
    record = f"title: Article on {slug}\npublisher: courier\npublished: 2024\nrights: full\n"
    PROJECT |= {
        f"seeds/{slug}.txt": f"{article}\n".encode(),
        f"content/sources/{slug}.yml": record.encode(),
        f"content/briefs/{slug}.yml": (
            f"title: {title}\ndate: 2024-06-01\nsources: [{slug}]\ntopics: [bridges]\nsummary: {summary}\n"
            f"claims:\n  - id: said\n    text: It is said.\n    evidence: ['{article}']\n{more}"
        ).encode(),
    }

BRIDGE = BRIEFS["bridge"][0]
# What is typed, with filters after a "+", and the title of the first page that it finds; None: there is none
SEARCHES: Mapping[str, Mapping[str, str | None]] = {
    "a page comes first for its name, else briefs before topics, things and sources": {
        "hyesan": "Hyesan",
        "HYESAN": "Hyesan",
        "dprk": "North Korea",
        "Border control": "Customs and border control",
        "truck": LATER_TITLE,
        "TRUCK": LATER_TITLE,
        "truckload": LATER_TITLE,  # trucks are as near as it gets
        "national office temporary smuggling during customs": LATER_TITLE,
        "viaduct": BRIDGE,
        "the viaduct": "Ness bridge",
        "water": "Bridges",
        "geese": "A letter about geese",
    },
    "a slip": {
        "trukc": LATER_TITLE,
        "hyesen": "Hyesan",
        "smugling": "Smuggling",
        "Wosnan": "A market in Wonsan",
    },
    "Korean": {
        "혜산": "Hyesan",
        "혜산에서": "Hyesan",  # with a particle
        "시장": "A market in Wonsan",
        "원산": "A market in Wonsan",
        "교량": "Bridges",
    },
    "Chinese and Japanese": {
        "贸易": "Trade over the Tumen resumes",
        "朝鲜与中国": "Trade over the Tumen resumes",
        "贸恢": None,
        "再開": "The port of Rason opens",
        "羅津港 北朝鮮": "The port of Rason opens",
        "10月": "The port of Rason opens",
    },
    "Arabic": {"الميناء": "Ships return to Aden", "مارس": "Ships return to Aden"},
    "a phrase": {
        '"temporary customs office"': LATER_TITLE,
        "“construction of a quarantine station”": EARLIER_TITLE,
        '"temporary customs office during national smuggling"': LATER_TITLE,
        '"office customs temporary"': None,
        '"national office temporary smuggling during customs"': None,
        "“temporary customs office” quarantine": LATER_TITLE,
        "“temporary customs office” molybdenum": LATER_TITLE,
        "“temporary customs office” 2019x": None,
        '"temporary customs office" molybdenum': LATER_TITLE,
    },
    "hyphens, figures, ligatures, full width": {
        "reopened viaduct": BRIDGE,
        "re-opened viaduct": BRIDGE,
        "1000 days": BRIDGE,
        "1,000 days": BRIDGE,
        "official spoke": BRIDGE,
        "oﬃcial spoke": BRIDGE,
        "ｂｒｉｄｇｅ ness": BRIDGE,
    },
    "a date": {
        "1987-03-17": BRIDGE,
        "17 March 1987": BRIDGE,
        "1987-03": BRIDGE,
        "March 1987": BRIDGE,
        "1986-05": BRIDGE,
        "9 May 1986": BRIDGE,
    },
    "names of two letters": {
        "UK": "London names more ships",
        "NK": EARLIER_TITLE,
        "nk": EARLIER_TITLE,
        "uki": "A party meets in Leeds",
    },
    "filters": {
        "viaduct +kind=entity": "Ness bridge",
        "+entity=molybdenum": LATER_TITLE,
        "quarantine station +topic=bridges": None,
        "+publisher=courier +kind=source": "A letter about geese",
    },
    "nothing": {"zeppelin": None, "amphibious": None, "trucks amphibious": None},
}
TYPED = ("molybdenum", "trading", "smuggling", "quarantine", "reopened")

FIND = """async (searches) => {
    const { find, describe } = await import(new URL("assets/search-engine.js", location));
    const rows = [];
    for (const typed of searches) {
        const filters = {};
        const [words, ...chosen] = typed.split("+").map((part) => part.trim());
        for (const [facet, id] of chosen.map((part) => part.split("="))) filters[facet] = [id];
        const { results, instead, isSlip } = await find(new URL(".", location), words, filters);
        const pages = await Promise.all(results.slice(0, 3).map((result) => describe(result, 3)));
        rows.push({ count: results.length, pages, instead, isSlip: Boolean(isSlip) });
    }
    return rows;
}"""


def make_site(folder: Path, more: int = 0) -> None:
    """Make a site of a page without anything, and the index of all the briefs."""
    projects = [PROJECT, read_files(EXAMPLE)[0], *([corpus.files(more)] if more else [])]
    sites = [resolve(load(files)[0]).site for files in projects]
    folder.mkdir()
    write_index(folder, (page for site in sites for page in search_pages(site, {})))
    (folder / "assets").mkdir()
    for asset in assets(shipped_files())[0]:
        (folder / asset.uri).write_bytes(asset.data)
    (folder / "index.html").write_text("<!doctype html><title>Search</title><link rel=icon href='data:,'>")


@pytest.fixture(scope="module")
def search(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give a page from which the briefs can be searched."""
    folder = tmp_path_factory.mktemp("searches") / "site"
    make_site(folder)
    with served(folder) as address, window(browser) as page:
        page.goto(address)
        yield page


def find(page: Page, *typed: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.evaluate(FIND, list(typed))
    return rows


def assert_found_first(page: Page) -> None:
    expected = {typed: title for searches in SEARCHES.values() for typed, title in searches.items()}
    found = {
        typed: row["pages"][0]["title"] if row["count"] else None
        for typed, row in zip(expected, find(page, *expected), strict=True)
    }
    assert found == expected


@pytest.mark.browser
@pytest.mark.parametrize("language", languages())
def test_a_browser_writes_the_dates_of_a_query_as_the_pages_do(search: Page, language: str) -> None:
    locale = "en-GB" if language == "en" else language
    for date, options in (("2024-01-05", {"day": "numeric"}), ("2024-03", {})):
        options |= {"month": "long", "year": "numeric", "timeZone": "UTC"}
        written = "([date, ...more]) => new Date(date).toLocaleDateString(...more)"
        with use_language(language):
            assert search.evaluate(written, [date, locale, options]) == parse_edtf(date).words


@pytest.mark.browser
def test_what_is_found_first(search: Page) -> None:
    assert_found_first(search)


@pytest.mark.browser
@pytest.mark.slow
def test_what_is_found_first_among_two_thousand_briefs(browser: Browser, tmp_path: Path) -> None:
    make_site(tmp_path / "site", 2_000)
    with served(tmp_path / "site") as address, window(browser) as page:
        page.goto(address)
        assert_found_first(page)
        assert [typed for typed in typing() if not find(page, typed)[0]["count"]] == []


def typing() -> list[str]:
    return [word[:length] for word in TYPED for length in range(3, len(word) + 1)]


@pytest.mark.browser
def test_no_letter_on_the_way_to_a_word_leads_nowhere(search: Page) -> None:
    rows = dict(zip(typing(), find(search, *typing()), strict=True))
    assert [typed for typed, row in rows.items() if not row["count"] or row["isSlip"]] == []


@pytest.mark.browser
def test_a_brief_and_its_article_are_one_result_with_places_in_both(search: Page) -> None:
    (row,) = find(search, "贸易")
    assert row["count"] == 1
    assert [place["url"].partition("/site/")[2] for place in row["pages"][0]["places"]] == [
        "briefs/tumen/#said",
        "sources/tumen/#_text",
    ]


@pytest.mark.browser
def test_results_show_words_as_they_are_written(search: Page) -> None:
    rows = find(search, "official spoke", "贸易", "再開", "1986-05-09")
    shown = ["".join(piece["text"] for piece in row["pages"][0]["places"][-1]["pieces"]) for row in rows]
    assert shown == [
        "An oﬃcial spoke on 1986-05-09 of the viaduct.",
        "朝鲜与中国的贸易恢复了。",
        "北朝鮮は羅津港を再開した。１０月のことである。",
        "An oﬃcial spoke on 1986-05-09 of the viaduct.",
    ]
    marked = [
        [piece["text"].strip() for piece in row["pages"][0]["places"][-1]["pieces"] if piece["hit"]]
        for row in rows
    ]
    assert marked == [["oﬃcial spoke"], ["贸易"], ["再開"], ["1986-05-09"]]


@pytest.mark.browser
def test_a_slip_is_said_and_the_beginning_of_a_word_is_none(search: Page) -> None:
    slip, beginning, right = find(search, "truk", "moly", "truck")
    assert (slip["instead"], slip["isSlip"], slip["pages"][0]["title"]) == ("truck", True, LATER_TITLE)
    assert (beginning["instead"], beginning["isSlip"]) == ("molybdenum", False)
    assert (right.get("instead"), right["isSlip"]) == (None, False)


@pytest.mark.browser
def test_no_result_has_an_empty_line(search: Page) -> None:
    rows = find(search, *(typed for searches in SEARCHES.values() for typed in searches))
    places = [place for row in rows for page in row["pages"] for place in page["places"]]
    assert len(places) > 50
    assert [
        place["url"] for place in places if not any(piece["text"].strip() for piece in place["pieces"])
    ] == []
