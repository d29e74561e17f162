"""What a page says to those who link to it, cite it or crawl it; and the page for addresses that are not there."""

import gzip
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.helpers.browsing import Visit
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import LATER_TITLE, SMALL_BRIEF, Project, tree

BRIEF = "briefs/hyesan-exports-resume/"
SITE_NAME = "Hyesan customs briefs"


DRAFT = """
title: Seaweed once more
date: 2026-11-25
status: draft
sources: [tide-mill-turns-again]
topics: [milling]
summary: Once more on seaweed.
"""


class Head(HTMLParser):
    """Reads what stands in the head of a page: its title, and its metadata and links by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.title, self.meta, self.links, self.tags = "", {}, {}, []
        self.feed(page.partition("<body")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "meta":
            name = given.get("name") or given.get("property") or ""
            assert name not in self.meta or not name, f"{name} stands there twice"
            self.meta[name] = given.get("content", "")
        if tag == "link" and given.get("rel") != "stylesheet":
            self.links[given["rel"]] = given["href"]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["title"]:
            self.title += data
            self.tags.append("")


def head(site: Path, path: str) -> Head:
    return Head((site / path).read_text(encoding="utf-8"))


def test_a_brief_says_what_it_is_where_it_is_shared_and_how_it_is_cited(site: Path) -> None:
    found = head(site, f"{BRIEF}index.html")
    summary = found.meta["description"]
    assert summary.startswith("North Korean goods, mostly ore and marine products, have been leaving")
    assert found.title == f"{LATER_TITLE} - {SITE_NAME}"
    assert found.links["canonical"] == f"{ADDRESS}{BRIEF}"
    assert found.links["icon"] == "../../assets/favicon.svg"
    assert found.links["apple-touch-icon"] == "../../assets/icon.png"
    assert {name: text for name, text in found.meta.items() if name.startswith("og:")} == {
        "og:type": "article",
        "og:site_name": SITE_NAME,
        "og:title": LATER_TITLE,
        "og:description": summary,
        "og:url": f"{ADDRESS}{BRIEF}",
        "og:image": f"{ADDRESS}assets/icon.png",
        "og:image:width": "512",
        "og:image:height": "512",
        "og:image:alt": SITE_NAME,
    }
    assert found.meta["twitter:card"] == "summary"
    assert found.meta["article:published_time"] == "2026-11-21"
    cited = {name: text for name, text in found.meta.items() if name.startswith("citation_")}
    assert cited.pop("citation_keywords").startswith("Cross-border trade; Mineral exports; ")
    assert cited == {
        "citation_title": LATER_TITLE,
        "citation_publication_date": "2026/11/21",
        "citation_online_date": "2026/11/21",
        "citation_technical_report_institution": "Seedbrief contributors",
        "citation_author": "Seedbrief contributors",
        "citation_reference": "citation_title=[Loaded trucks leave North Korea through Hyesan customs]; "
        "citation_publication_date=2024; citation_technical_report_institution=Daily NK",
        "citation_abstract": summary,
        "citation_language": "en",
        "citation_public_url": f"{ADDRESS}{BRIEF}",
    }
    assert (site / "assets/icon.png").read_bytes().startswith(b"\x89PNG")


def test_every_page_has_a_title_and_a_description_of_its_own_kind(site: Path) -> None:
    pages = [file.relative_to(site).as_posix() for file in site.rglob("*.html")]
    heads = {path: head(site, path) for path in pages}
    for path, found in heads.items():
        assert found.title, path
        assert found.meta["description"], path
        assert found.meta["og:title"], path
        is_brief = re.fullmatch(r"briefs/[^/]+/index\.html", path)
        assert found.meta["og:type"] == ("article" if is_brief else "website"), path
        assert ("citation_title" in found.meta) == bool(is_brief), path
    hidden = {path for path, found in heads.items() if "noindex" in found.meta.get("robots", "")}
    assert hidden == {"404.html", "search/index.html"}
    titles = [found.title for path, found in heads.items()]
    assert len(titles) == len(set(titles))
    assert heads["index.html"].meta["og:title"] == SITE_NAME


def test_hostile_words_stay_words(small: Project) -> None:
    evil = """5"><script>alert(1)</script>&amp;' onload='x"""
    small.replace(
        SMALL_BRIEF, "title: The tide mill of Lantern Bay grinds again", f"title: {json.dumps(evil)}"
    )
    small.replace("mkdocs.yml", "site_name: Project", f"site_name: {json.dumps(evil)}")
    small.write(
        "content/pages/about.md",
        f"---\ntitle: {json.dumps(evil)}\ndescription: {json.dumps(evil)}\n---\n\n# About\n",
    )
    assert small.build(SITE_URL=ADDRESS).exit_code == 0
    for path, known in (("briefs/tide-mill-grinds-again/index.html", True), ("about/index.html", False)):
        found = head(small.root / "site", path)
        shown = evil if known else evil.replace("&amp;", "&")  # by hand, metadata is HTML, as in MkDocs
        assert found.meta["og:title"] == shown
        assert found.meta["og:site_name"] == evil
    assert found.meta["og:description"] == shown


def test_crawlers_are_told_of_every_page_that_is_to_be_found_and_of_no_other(site: Path) -> None:
    assert (site / "robots.txt").read_text() == f"User-agent: *\nDisallow:\n\nSitemap: {ADDRESS}sitemap.xml\n"
    data = (site / "sitemap.xml").read_bytes()
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()) == data
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    entries = [
        {part.tag.removeprefix(space): part.text for part in entry} for entry in ElementTree.fromstring(data)
    ]
    pages = {file.parent.relative_to(site).as_posix() for file in site.rglob("index.html")} - {"search"}
    addresses = {ADDRESS if path == "." else f"{ADDRESS}{path}/" for path in pages}
    assert {entry["loc"] for entry in entries} == addresses
    dated = {entry["loc"]: entry["lastmod"] for entry in entries if "lastmod" in entry}
    assert dated == {
        f"{ADDRESS}{BRIEF}": "2026-11-26",
        f"{ADDRESS}briefs/hyesan-quarantine-station/": "2026-11-26",
    }


def test_neither_drafts_nor_redirects_are_told_of_and_no_day_but_their_own(small: Project) -> None:
    small.write("content/briefs/unfinished.yml", DRAFT)
    small.write(SMALL_BRIEF, small.read(SMALL_BRIEF) + "aliases: [former-name]\n")
    assert small.build(SITE_URL=ADDRESS).exit_code == 0
    built = tree(small.root / "site")
    told = {path for path, data in built.items() if b"unfinished" in data or b"Seaweed once more" in data}
    assert told == set()
    assert "briefs/former-name/index.html" in built
    assert b"former-name" not in built["sitemap.xml"]
    # MkDocs would put the day of the build into the compressed map; this is that of the newest brief.
    packed_on = int.from_bytes(built["sitemap.xml.gz"][4:8], "little")
    assert datetime.fromtimestamp(packed_on, UTC).isoformat() == "2026-11-21T00:00:00+00:00"


def test_a_site_that_does_not_know_its_address_names_none(small: Project) -> None:
    small.write("content/pages/robots.txt", "User-agent: *\nDisallow: /\n")
    assert small.seedbrief("lock").exit_code == 0
    assert small.build("--strict").exit_code == 0
    found = head(small.root / "site", "briefs/tide-mill-grinds-again/index.html")
    assert not {"og:url", "og:image", "citation_public_url"} & set(found.meta)
    assert "canonical" not in found.links
    assert found.meta["og:title"] == "The tide mill of Lantern Bay grinds again"
    assert small.read("site/sitemap.xml").count("<loc>") == 0

    # What is written by hand stays.
    assert small.build("--strict", SITE_URL=ADDRESS).exit_code == 0
    assert small.read("site/robots.txt") == "User-agent: *\nDisallow: /\n"


@pytest.mark.browser
def test_who_comes_to_an_address_that_is_not_there_can_search(visit: Visit) -> None:
    page = visit.page
    page.goto("some/missing/page", wait_until="networkidle")
    expect(page).to_have_title(f"Page not found - {SITE_NAME}")
    page.get_by_role("main").get_by_role("searchbox", name="Search for").fill("seaweed")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{ADDRESS}search/?q=seaweed")
    expect(page.locator(".sb-hit").first).to_be_visible()

    page.goto("another/one", wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("seaweed sturgeon known")
    expect(page.get_by_role("listbox", name="Results").get_by_role("option")).to_have_count(1)
    page.locator("article").get_by_role("link", name="topics").click()
    expect(page).to_have_url(f"{ADDRESS}topics/")

    said = re.compile(r"asked for \S+(missing/page|another/one), which is not there|.*status of 404.*")
    assert [problem for problem in visit.problems if not said.fullmatch(problem)] == []
    visit.problems.clear()


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("", SITE_NAME),
        ("topics/imports/", f"Imports - {SITE_NAME}"),
        ("entities/ore/", f"Ore - {SITE_NAME}"),
    ],
)
def test_a_page_leads_to_its_feeds(site: Path, page: str, title: str) -> None:
    html = (site / page / "index.html").read_text("utf-8")
    for name, kind in (("feed.xml", "atom+xml"), ("feed.json", "feed+json")):
        assert f'<link rel="alternate " type="application/{kind}" title="{title}" href="{name}">' in html
        assert (site / page / name).is_file()
    assert json.loads((site / page / "feed.json").read_bytes())["title"] == title
    assert '<a href="feed.xml">' in html
