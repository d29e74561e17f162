"""The files that a site hands on speak its language: here one in which every message is in ⟦white brackets⟧."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from generator.build import Options, build_site
from generator.exports.feeds import feeds
from generator.exports.redirects import redirects
from generator.history.brief_history import BriefHistory, HistoryEntry
from generator.history.content_diff import Change
from generator.history.shown_history import shown_histories
from generator.incremental import NoMemo
from generator.model.site import Publication
from generator.project.files import read_files
from generator.translation import use_language
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EXAMPLE
from tests.helpers.invented_site import a_brief, a_claim, a_site

HERE = Publication("Rain", "", ADDRESS, language="en-XA")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    result = build_site(read_files(EXAMPLE)[0], Options(publication=HERE))
    return {uri: data.decode() for uri, data in result.files().items() if not uri.endswith(".png")}


def descriptions(value: Any) -> Iterator[str]:
    """Yield all descriptions in a Data Package."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from descriptions(item)
    if isinstance(value, dict) and "description" in value:
        yield value["description"]


def outside_messages(page: str) -> Iterator[str]:
    """Yield the words in HTML that are in no message."""
    depth = 0
    for words in re.split(r"<[^>]*>|([⟦⟧])", page):
        depth += {"⟦": 1, "⟧": -1}.get(words or "", 0)
        if not depth and re.search("[A-Za-z]", words or ""):
            yield words.strip()


def test_columns_are_described(files: dict[str, str]) -> None:
    found = list(descriptions(json.loads(files["data/datapackage.json"])))
    assert len(found) > 90
    assert [words for words in found if not words.startswith("⟦")] == []
    rows = re.findall(r"^\| `\w+` \| (.*) \| (.*) \|$", files["data.md"], re.MULTILINE)
    assert len(rows) > 90
    assert [row for row in rows if not all(cell.startswith("⟦") for cell in row)] == []


def test_rules_are_explained(files: dict[str, str]) -> None:
    page = files["method/rules.md"]
    assert "⟦Éxpéçtéd" not in page
    after_headings = re.findall(r"^### .*\n\n(.*)", page, re.MULTILINE)
    requirements = re.findall(r"^\| <code id=.*?</code> \| (.*) \| ", page, re.MULTILINE)
    assert len(after_headings) > 10
    assert len(requirements) > 50
    assert [words for words in (*after_headings, *requirements) if not words.startswith("⟦")] == []


def test_citations_are_written(files: dict[str, str]) -> None:
    brief = files["briefs/hyesan-exports-resume/cite.bib"]
    assert "type = {⟦Réséàrçh brîéf⟧}" in brief
    assert "note = {⟦Ûpdàtéd " in brief
    assert '"genre": "⟦Réséàrçh brîéf⟧"' in files["briefs/hyesan-exports-resume/cite.csl.json"]


def test_the_manifest_says_how_to_check_it(files: dict[str, str]) -> None:
    assert json.loads(files["data/evidence.json"])["partOf"]["label"].startswith("⟦Évérý qûôtàtîôñ")


def test_feeds_say_what_changed() -> None:
    judgment = {"id": "j", "text": "-", "likelihood": "likely", "confidence": "low"}
    note = {"date": "2026-12-01", "note": "-"}
    with use_language("en-XA"):
        site = a_site(a=a_brief(a_claim("one"), judgments=[judgment], revisions=[note]))
        changes = (
            Change("a#one", "claim", "claim", None, "-"),
            Change("a#two", "claim", "claim", "-", None),
            Change("a#j", "judgment", "likelihood", "unlikely", "likely"),
            Change("a#one", "claim", "quotation", None, "-"),
            Change("a", "brief", "order of claims", None, None),
        )
        history = BriefHistory((HistoryEntry(site.briefs["a"].revisions[0][0], (0,), changes),))
        histories = shown_histories(site, {"a": history}, NoMemo())
        feed = next(asset for asset in feeds(site, HERE, histories) if asset.uri == "feed.json")
    texts = [item[key] for item in json.loads(feed.data)["items"] for key in ("title", "content_html")]
    assert len(texts) == 4
    assert {words for text in texts for words in outside_messages(text)} == {"T", "S."}


def test_a_redirect_says_where_the_brief_is() -> None:
    with use_language("en-XA"):
        (page,) = redirects(a_site(new=a_brief(aliases=["old"])))
    assert '<html lang="en-XA">' in page.data.decode()
    assert re.search('<p>⟦Ît îs ñôw àt <a href="../new/">.*</a>⟧</p>', page.data.decode())
