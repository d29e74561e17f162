"""Briefs in several languages: how versions are linked, what has a brief once, and how words are marked."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from generator.build import BuildResult, Options, build_site
from generator.model.site import Publication
from generator.project.resources import shipped_files
from generator.search.documents import search_pages

GOLDEN = Path(__file__).parent / "golden"
FILES: dict[str, str] = {
    **yaml.safe_load((GOLDEN / "base.yml").read_bytes())["files"],
    **yaml.safe_load((GOLDEN / "pages/translation.yml").read_bytes())["files"],
}
URL = "https://site.example/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def build(interface: str = "en", written: str = "", **changed: str) -> BuildResult:
    """Build the site; what is ``changed`` are the names of briefs, with words to be replaced and their replacements."""
    files = {path: text.encode() for path, text in FILES.items()}
    for name, change in changed.items():
        folder = "sources" if name == "harbour" else "briefs"
        path = f"content/{folder}/{name.replace('_', '-')}.yml"
        old, _, new = change.partition(" -> ")
        assert old in files[path].decode()
        files[path] = files[path].replace(old.encode(), new.encode())
    publication = Publication("Briefs", url=URL, language=interface, content_language=written)
    return build_site(shipped_files() | files, Options(publication=publication))


@pytest.fixture(scope="module")
def built() -> BuildResult:
    return build()


def page(result: BuildResult, uri: str) -> str:
    return next(page.markdown for page in result.pages if page.uri == uri)


def test_versions_know_each_other_and_one_of_them_is_listed(built: BuildResult) -> None:
    original, translation = built.site.briefs["ferry"], built.site.briefs["ferry-ko"]
    both = (("en", original.target), ("ko", translation.target))
    assert original.versions == translation.versions == both
    assert (original.translation_of, translation.translation_of) == (None, original.target)
    assert [brief.target.id for brief in built.site.listed_briefs()] == ["ferry", "trips"]


def test_numbers_have_a_brief_once(built: BuildResult) -> None:
    site = built.site
    assert site.topics["ferries"].briefs_below == 2
    assert [target.id for target in site.entities["birch-island"].briefs] == ["ferry"]
    assert [target.id for target in site.sources["harbour"].briefs] == ["trips", "ferry"]
    assert (
        len(site.sources["harbour"].passages[0].used_by) == 2
    )  # each version leads to its evidence and back


def test_the_listed_version_is_in_the_language_of_the_interface() -> None:
    site = build("ko", "en").site
    assert [brief.target.id for brief in site.listed_briefs()] == ["ferry-ko", "trips"]
    assert [target.id for target in site.topics["ferries"].briefs] == ["trips", "ferry-ko"]
    other = build("fr", "en").site  # for which there is no version
    assert [brief.target.id for brief in other.listed_briefs()] == ["ferry", "trips"]


def test_words_are_marked_where_they_are_not_in_the_language_of_the_interface() -> None:
    result = build("ko", "en")
    english, korean = page(result, "briefs/ferry.md"), page(result, "briefs/ferry-ko.md")
    assert '# <span lang="en">The ferry runs again</span> {: #_top }' in english
    assert "# 배편 재개 {: #_top }" in korean
    assert '[<span lang="en">English</span>](ferry.md)' in korean
    assert '[<span lang="en">Ferries</span>](../topics/ferries.md){ .sb-chip }' in korean
    # The words of an English label within Korean prose, and those that the author wrote for it
    result = build(ferry_ko="[[birch-island|자작나무섬]] -> [[birch-island]] ([[ferry|배]])")
    summary = '[<span lang="en">Birch Island</span>](../entities/birch-island.md) ([배](ferry.md))'
    assert summary in page(result, "briefs/ferry-ko.md")


def test_a_headline_is_in_the_language_of_its_article_unless_it_is_ours() -> None:
    title = "Ferry to Birch Island runs again"
    korean = f"title: {title} -> language: ko\ntitle: {title}"
    assert f'# <span lang="ko">{title}</span>' in page(build(harbour=korean), "sources/harbour.md")
    ours = f"title: {title} -> language: ko\ntitle: '[{title}]'"
    assert f"# &#91;{title}&#93;" in page(build(harbour=ours), "sources/harbour.md")


def test_a_brief_whose_language_is_that_of_the_site_is_not_marked(built: BuildResult) -> None:
    assert " lang=" not in page(built, "briefs/ferry.md").replace(
        '<span lang="ko">한국어</span>', ""
    ).replace('class="sb-quote" lang="en"', "")


def test_programs_learn_the_languages_too(built: BuildResult) -> None:
    files = built.files()
    records = {}
    for slug in ("ferry", "ferry-ko"):
        text = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', page(built, f"briefs/{slug}.md")
        )
        assert text
        records[slug] = next(it for it in json.loads(text[1]) if it["@type"] == "Report")
    assert records["ferry"]["inLanguage"] == "en"
    assert records["ferry"]["workTranslation"] == [{"@id": f"{URL}briefs/ferry-ko/", "inLanguage": "ko"}]
    assert records["ferry-ko"]["inLanguage"] == "ko"
    assert records["ferry-ko"]["translationOfWork"] == {"@id": f"{URL}briefs/ferry/"}

    rows = csv.DictReader(io.StringIO(files["data/briefs.csv"].decode("utf-8-sig")))
    assert [(row["id"], row["language"], row["translation_of"]) for row in rows] == [
        ("ferry", "en", ""), ("ferry-ko", "ko", "ferry"), ("trips", "en", "")
    ]  # fmt: skip
    assert json.loads(files["briefs/ferry-ko/cite.csl.json"])[0]["language"] == "ko"


def test_feeds_mark_what_is_in_another_language(built: BuildResult) -> None:
    files = built.files()
    entries = ElementTree.fromstring(files["feed.xml"]).findall("{*}entry")
    titles = {entry.findtext("{*}title"): entry.find("{*}title") for entry in entries}
    assert {title: element.get(XML_LANG) for title, element in titles.items() if element is not None} == {
        "The ferry runs again": None, "Trips to the island": None, "배편 재개": "ko"
    }  # fmt: skip
    items = {item["title"]: item for item in json.loads(files["feed.json"])["items"]}
    assert items["배편 재개"]["language"] == "ko"
    assert items["배편 재개"]["content_html"].startswith('<div lang="ko"><p>')
    assert "language" not in items["Trips to the island"]
    of_topic = json.loads(files["topics/ferries/feed.json"])["items"]
    assert {item["title"] for item in of_topic} == {"The ferry runs again", "Trips to the island"}


def test_search_results_know_their_language(built: BuildResult) -> None:
    documents = {document.url: document.html for document in search_pages(built.site, {})}
    mark = '<meta data-pagefind-meta="language[content]" content="ko">'
    assert [url for url, html in documents.items() if mark in html] == ["briefs/ferry-ko/"]


def test_a_translation_of_a_draft_is_refused() -> None:
    result = build(ferry="date: -> status: draft\ndate:")
    assert "link-to-draft" in {diagnostic.rule for diagnostic in result.diagnostics}
