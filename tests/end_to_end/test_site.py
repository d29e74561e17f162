"""The example's site as it is published, read as files: what links where, and what is not there."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from example import Project

ADDRESS = "https://site.example/repo/"  # for which the fixture ``site`` builds it
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """A start tag, and the elements in which it stands."""

    tag: str
    attributes: dict[str, str]
    inside: "tuple[Element, ...]"

    @property
    def leads_to(self) -> str:
        return self.attributes.get("href") or self.attributes.get("src") or ""

    def is_inside(self, id_: str) -> bool:
        return any(element.attributes.get("id") == id_ for element in self.inside)


@dataclass
class Page(HTMLParser):
    """A page of the site: its elements in order, and its text."""

    address: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.elements.append(Element(tag, values, tuple(self.open)))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in reversed(range(len(self.open))) if self.open[at].tag == tag), None)
        if at is not None:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    def links(self, inside: str = "") -> set[str]:
        """Give the full addresses that the links lead to, all or those inside the element with an id."""
        chosen = [link for link in self.all("a") if not inside or link.is_inside(inside)]
        return {urljoin(self.address, link.leads_to) for link in chosen}


@cache
def read_pages(site: Path) -> dict[str, Page]:
    """Read all pages, by path. The page for errors is shown at any address, so it gets an odd one."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        odd = "no/such/page/" if path == "404.html" else path.removesuffix("index.html")
        pages[path] = page = Page(ADDRESS + odd)
        page.feed(file.read_text(encoding="utf-8"))
        page.close()
    return pages


@pytest.fixture
def pages(site: Path) -> dict[str, Page]:
    return read_pages(site)


@pytest.fixture
def briefs(published: Project) -> dict[str, dict[str, Any]]:
    files = (published.root / "content/briefs").glob("*.yml")
    return {file.stem: yaml.safe_load(file.read_bytes()) for file in files}


@pytest.fixture
def seeds(published: Project) -> dict[str, str]:
    files = (published.root / "seeds").glob("*.txt")
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def test_there_is_a_page_for_everything(published: Project, pages, briefs, seeds) -> None:
    records = {
        folder: yaml.safe_load(published.read(f"content/{folder}.yml")) for folder in ("topics", "entities")
    }
    for folder, names in {"briefs": briefs, "sources": seeds, **records}.items():
        assert len(names) > 1
        for name in names:
            assert f"{folder}/{name}/index.html" in pages


def test_every_link_and_anchor_of_every_page_leads_somewhere(site: Path, pages: dict[str, Page]) -> None:
    followed = Counter()
    for path, page in pages.items():
        for element in page.all("a", "link", "script", "img", "iframe", "source"):
            address = urlsplit(urljoin(page.address, element.leads_to))
            if not element.leads_to or address.scheme in ("mailto", "data"):
                continue
            where = f"{path}: {element.leads_to}"
            if address.netloc != "site.example":
                assert element.tag == "a", f"{where} asks another host"
                followed["elsewhere"] += 1
                continue
            assert address.path.startswith("/repo/"), f"{where} leads out of the site"
            target = unquote(address.path.removeprefix("/repo/"))
            target += "index.html" if target.endswith("/") or not target else ""
            assert (site / target).is_file(), f"{where}: no such file"
            if address.fragment:
                assert unquote(address.fragment) in pages[target].ids(), f"{where}: no such anchor"
            followed["anchors" if address.fragment else "pages"] += 1
    assert followed["pages"] > 1000
    assert followed["anchors"] > 500
    assert followed["elsewhere"] > 5


def test_the_site_can_be_moved(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for element in page.all("a", "link", "script", "img"):
            if path != "404.html" and element.attributes.get("rel") != "canonical":
                assert not element.leads_to.startswith(("/", ADDRESS)), f"{path}: {element.leads_to}"


def test_topics_and_briefs_lead_to_each_other(pages, briefs) -> None:
    for slug, brief in briefs.items():
        for topic in brief["topics"]:
            assert f"{ADDRESS}topics/{topic}/" in pages[f"briefs/{slug}/index.html"].links()
            assert f"{ADDRESS}briefs/{slug}/" in pages[f"topics/{topic}/index.html"].links()


def test_sources_and_briefs_lead_to_each_other(pages, briefs) -> None:
    for slug, brief in briefs.items():
        for source in brief["sources"]:
            assert f"{ADDRESS}sources/{source}/" in pages[f"briefs/{slug}/index.html"].links()
            assert f"{ADDRESS}briefs/{slug}/" in pages[f"sources/{source}/index.html"].links()


def test_every_claim_leads_to_each_passage_that_it_rests_on_and_back(pages, briefs) -> None:
    for slug, brief in briefs.items():
        page = pages[f"briefs/{slug}/index.html"]
        for claim in brief["claims"]:
            passages = [link for link in page.links(inside=claim["id"]) if "#q-" in link]
            assert len(passages) == len(claim["evidence"])
            for passage in passages:
                address, anchor = passage.split("#")
                source = pages[address.removeprefix(ADDRESS) + "index.html"]
                assert f"{ADDRESS}briefs/{slug}/#{claim['id']}" in source.links(inside=anchor)


def test_every_page_can_be_read_by_a_machine_that_reads_aloud(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert len(page.all("h1")) == 1, path
        assert [element.attributes.get("lang") for element in page.all("html")] == ["en"], path
        for image in page.all("img"):
            assert "alt" in image.attributes, path
        doubled = [id_ for id_, times in Counter(page.ids()).items() if times > 1]
        assert doubled == [], path


def test_the_search_knows_the_words_of_the_briefs(site: Path) -> None:
    entries = json.loads((site / "search/search_index.json").read_bytes())["docs"]
    for word, slug in {
        "molybdenum": "hyesan-exports-resume",
        "quarantine": "hyesan-quarantine-station",
    }.items():
        found = {entry["location"] for entry in entries if word in entry["text"]}
        assert any(location.startswith(f"briefs/{slug}/") for location in found)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Give all runs of so many words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def published_texts(site: Path) -> Iterator[str]:
    """Give every published text, both as it stands and without its tags; scripts and styles are the theme's."""
    for file in sorted(site.rglob("*.*")):
        if file.suffix not in (".js", ".css", ".map", ".png", ".svg", ".gz"):
            text = file.read_text(encoding="utf-8")
            yield html.unescape(text)
            yield html.unescape(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def test_only_short_passages_of_the_articles_are_published(site: Path, seeds) -> None:
    texts = list(published_texts(site))
    for seed in seeds.values():
        short, long = runs(seed, 8), runs(seed, 40)
        assert len(long) > 200
        assert sum(not short.isdisjoint(runs(text, 8)) for text in texts) >= 3  # it does find quotations
        for text in texts:
            assert long.isdisjoint(runs(text, 40))
