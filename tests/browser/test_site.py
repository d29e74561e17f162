"""The example's site as it is published, read as files: what links where, and what is not there."""

import gzip
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

from generator.project.config import read_config
from generator.project.publication import parse_licence
from tests.helpers.built_site import ADDRESS, Page, doubled_ids, follow, outlines_of, read_pages
from tests.helpers.example import Project


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return dict(read_pages(site))


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
        there = {path for path in pages if re.fullmatch(rf"{folder}/[^/]+/index\.html", path)}
        assert there == {f"{folder}/{name}/index.html" for name in names}


def test_every_link_and_anchor_leads_somewhere_and_every_page_is_reached(
    published: Project, site: Path, pages, briefs
) -> None:
    reached, broken = follow(site, outlines_of(pages.items()))
    assert broken == []
    assert reached.pages == pages.keys() - {"404.html"}
    claims = {
        f"briefs/{slug}/index.html#{claim['id']}"
        for slug, brief in briefs.items()
        for claim in brief["claims"]
    }
    assert claims <= reached.anchors
    files = (published.root / "content").rglob("*.yml")
    urls = {url for file in files for url in re.findall(r"https?://[^\s,\]}]+", file.read_text())}
    licence = parse_licence(read_config(published.root).plugin_options["licence"])
    assert reached.elsewhere == urls | {licence.url}


def test_links_in_pictures_are_among_those_that_were_followed(pages: dict[str, Page]) -> None:
    page = pages["timeline/index.html"]
    drawn = [link for link in page.all("a") if any(it.tag == "svg" for it in link.inside)]
    assert len(drawn) > 20
    assert all(link.leads_to == link.attributes["xlink:href"] for link in drawn)


@pytest.mark.slow
def test_every_link_and_anchor_of_the_documentation_leads_somewhere(documentation: Path) -> None:
    pages = outlines_of(read_pages(documentation))
    reached, broken = follow(documentation, pages)
    to_example = f"index.html: {urljoin(ADDRESS, '..')}: leads out of the site"
    assert broken == [to_example]
    assert reached.pages == pages.keys() - {"404.html"}


def test_a_site_can_be_moved(each_site: Path) -> None:
    for path, page in read_pages(each_site):
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
            links = [link.leads_to for link in page.all("a") if link.is_inside(claim["id"])]
            quoted = [link for link in links if "#q-" in link]  # in the evidence, and then in a note
            passages = [urljoin(page.address, link) for link in quoted[: len(claim["evidence"])]]
            assert len(passages) == len(claim["evidence"])
            for passage in passages:
                address, anchor = passage.split("#")
                source = pages[address.removeprefix(ADDRESS) + "index.html"]
                assert f"{ADDRESS}briefs/{slug}/#{claim['id']}" in source.links(inside=anchor)


def test_every_page_can_be_read_by_a_machine_that_reads_aloud(each_site: Path) -> None:
    pages = dict(read_pages(each_site))
    for path, page in pages.items():
        assert len(page.all("h1")) == 1, path
        assert [element.attributes.get("lang") for element in page.all("html")] == ["en"], path
        for image in page.all("img"):
            assert "alt" in image.attributes, path
    assert doubled_ids(outlines_of(pages.items())) == []


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Give all runs of so many words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


SINGLE_WORDS = (".pf_meta", ".pf_index", ".pf_filter")


def published_texts(site: Path) -> Iterator[str]:
    """Give every published text, both as it stands and without its tags; scripts and styles are the theme's.

    Of the search these are the fragments, a page's text each; its other files hold single words.
    """
    for file in sorted(site.rglob("*.*")):
        if file.suffix == ".pf_fragment":
            yield gzip.decompress(file.read_bytes()).decode()
        elif file.suffix not in (".js", ".css", ".map", ".png", ".svg", ".gz", ".pagefind", *SINGLE_WORDS):
            text = file.read_text(encoding="utf-8")
            yield html.unescape(text)
            yield html.unescape(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def test_only_short_passages_of_the_articles_are_published(site: Path, seeds) -> None:
    texts = [(runs(text, 8), text) for text in published_texts(site)]
    for seed in seeds.values():
        short, long = runs(seed, 8), runs(seed, 40)
        assert long
        quoting = [text for found, text in texts if not short.isdisjoint(found)]
        assert len(quoting) >= 3  # it does find quotations
        for text in quoting:  # no other text can have forty words of it
            assert long.isdisjoint(runs(text, 40))
