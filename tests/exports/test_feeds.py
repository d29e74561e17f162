"""Feeds, as feedparser and the formats' own rules read them."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from generator.build import Options, build_site
from generator.exports import feeds as made
from generator.exports.feeds import NO_FEEDS
from generator.history.brief_history import BriefHistory, HistoryEntry
from generator.history.content_diff import Change
from generator.history.shown_history import ShownHistory, shown_histories
from generator.incremental import BuildMemo, NoMemo
from generator.model.site import Licence, Publication, Site
from generator.project.files import read_files
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EXAMPLE, LATER, Project
from tests.helpers.invented_site import a_brief, a_claim, a_site
from tests.helpers.renaming import rename_brief

HERE = Publication(
    "Rain", "News of rain", ADDRESS, "The Institute", Licence("CC BY 4.0", "https://cc.example/by")
)
ATOM = etree.RelaxNG(etree.parse(str(Path(__file__).parents[1] / "data" / "atom.rng")))
HOSTILE = "]]> </script> {{ x }} \\ & \"q\" =1+1 \x00\x01\x0b\x1b\x85\ufffe שלום 𝄞😀 <b onclick='x'>"

# What the specification requires (https://www.jsonfeed.org/version/1.1/). Extensions begin with `_` and a letter.
URL = {"type": "string", "pattern": "^https?://[^ ]+$"}
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "minProperties": 1,
        "properties": {"name": {"type": "string"}, "url": URL},
        "additionalProperties": False,
    },
}
JSON_FEED = Draft202012Validator(
    {
        "type": "object",
        "required": ["version", "title", "items"],
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": {"type": "string", "minLength": 1},
            "home_page_url": URL,
            "feed_url": URL,
            "description": {"type": "string"},
            "language": {"type": "string", "minLength": 2},
            "authors": AUTHORS,
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "content_html"],
                    "properties": {
                        "id": {"type": "string", "minLength": 1},
                        "url": URL,
                        "title": {"type": "string"},
                        "content_html": {"type": "string"},
                        "date_published": DATE,
                        "date_modified": DATE,
                        "authors": AUTHORS,
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                    "additionalProperties": False,
                },
            },
        },
        "patternProperties": {"^_[A-Za-z]": {"type": "object"}},
        "additionalProperties": False,
    }
)


def feeds(site: Site, publication: Publication = HERE) -> dict[str, bytes]:
    return {asset.uri: asset.data for asset in made.feeds(site, publication)}


def read(files: dict[str, bytes], folder: str = "") -> tuple[Any, dict[str, Any]]:
    """Read both feeds of a page with programs that are not ours, and check that they are valid and say the same."""
    atom, other = files[f"{folder}feed.xml"], json.loads(files[f"{folder}feed.json"])
    tree = etree.fromstring(atom)
    assert ATOM.validate(tree), ATOM.error_log
    assert tree.find("{*}author") is not None  # so that no entry needs one (RFC 4287, 4.1.1)
    JSON_FEED.validate(other)
    feed = feedparser.parse(atom, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.title == other["title"].strip()
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": f"{ADDRESS}{folder}feed.xml",
        "alternate": other["home_page_url"],
    }
    assert other["home_page_url"] == f"{ADDRESS}{folder}"
    assert feed.feed.language == other["language"] == "en"
    assert other["feed_url"] == f"{ADDRESS}{folder}feed.json"
    for entry, item in zip(feed.entries, other["items"], strict=True):
        assert (entry.id, entry.link, entry.title) == (item["id"], item["url"], item["title"].strip())
        assert (entry.published, entry.updated) == (item["date_published"], item["date_modified"])
        assert entry.content[0].value == item["content_html"]
        assert [tag.label for tag in entry.tags] == item["tags"]
        people = [{"name": one.name, "url": one.href} for one in entry.authors] if "authors" in item else []
        assert people == item.get("authors", [])
    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == len(ids)
    return feed, other


@pytest.fixture(scope="module")
def example() -> tuple[Site, dict[str, bytes]]:
    result = build_site(read_files(EXAMPLE)[0], Options(publication=HERE))
    return result.site, result.files()


def test_all_feeds_of_the_example_are_valid_and_equal_the_site(
    example: tuple[Site, dict[str, bytes]],
) -> None:
    site, files = example
    folders = [f"{kind}/{name}/" for kind in ("topics", "entities") for name in getattr(site, kind)]
    for folder in ("", *folders):
        read(files, folder)
    briefs = {f"{ADDRESS}briefs/{slug}/": brief for slug, brief in site.briefs.items()}
    feed, _ = read(files)
    entries = {entry.id: entry for entry in feed.entries}
    for url, brief in briefs.items():
        assert entries[url].title == brief.target.label
        assert entries[url].link == url
        assert entries[url].published == f"{brief.date}T00:00:00Z"
        assert entries[url].updated == f"{brief.updated or brief.date}T00:00:00Z"
        content = lxml.html.fromstring(f"<div>{entries[url].content[0].value}</div>")
        assert content.find("p").text_content() == brief.summary.plain
        assert [item.find("a").text for item in content.iter("li")] == [
            judgment.text.plain for judgment in brief.judgments
        ]
    assert len(entries) == len(briefs) + sum(
        day > brief.date for brief in briefs.values() for day, _ in brief.revisions
    )
    assert feed.feed.rights == "CC BY 4.0, https://cc.example/by"


def test_every_link_in_the_feeds_leads_to_a_page_of_the_site(example: tuple[Site, dict[str, bytes]]) -> None:
    files = example[1]
    for item in json.loads(files["feed.json"])["items"]:
        links = [link for _, _, link, _ in lxml.html.fromstring(item["content_html"]).iterlinks()]
        for link in (item["url"], *links):
            assert link.startswith(ADDRESS)
            page, _, anchor = link.removeprefix(ADDRESS).partition("#")
            text = files[f"{page.rstrip('/')}.md"].decode()
            assert not anchor or re.search(rf'(#|id="){anchor}\b', text), link


def revised(*days: str) -> dict[str, Any]:
    return {"revisions": [{"date": day, "note": f"Note {number}."} for number, day in enumerate(days, 1)]}


def test_revisions_are_entries_and_the_newest_comes_first() -> None:
    site = a_site(
        a=a_brief(date="2026-01-01", **revised("2026-01-05", "2026-01-05", "2025-12-31")),
        b=a_brief(date="2026-01-03"),
    )
    feed, _ = read(feeds(site))
    assert [entry.id.removeprefix(f"{ADDRESS}briefs/") for entry in feed.entries] == [
        "a/#_revision-2026-01-05-2",
        "a/#_revision-2026-01-05",
        "b/",
        "a/",
    ]
    assert feed.entries[0].title == "Revised: T"
    assert feed.entries[0].link == f"{ADDRESS}briefs/a/#_revisions"
    assert "<p>Note 2.</p>" in feed.entries[0].content[0].value
    assert feed.feed.updated == "2026-01-05T00:00:00Z"


def histories(site: Site, *changes: Change) -> dict[str, ShownHistory]:
    """Give the history of brief `a`, whose only note came with these changes."""
    day = datetime.date(2026, 12, 1)
    history = BriefHistory((HistoryEntry(day, (0,), changes, {"one": "One."}),))
    return shown_histories(site, {"a": history}, NoMemo())


def revision(site: Site, *changes: Change) -> Any:
    """Read the entry of that note, as what it says line by line, and its links."""
    made_feeds = made.feeds(site, HERE, histories(site, *changes))
    feed, _ = read({asset.uri: asset.data for asset in made_feeds})
    content = lxml.html.fromstring(f"<div>{feed.entries[0].content[0].value}</div>")
    return [line.text_content() for line in content.iter("p", "li")], content.xpath(".//@href")


def test_the_entry_of_a_revision_says_what_changed() -> None:
    judgment = {"id": "j", "text": "It will rain.", "likelihood": "likely", "confidence": "low"}
    site = a_site(a=a_brief(a_claim("one"), judgments=[judgment], **revised("2026-12-01")))
    lines, links = revision(
        site,
        Change("a#one", "claim", "claim", None, "One."),
        Change("a#two", "claim", "claim", "It <b>snowed</b>.", None),
        Change("a#j", "judgment", "likelihood", "unlikely", "likely"),
        Change("a#one", "claim", "quotation", None, "It rained"),
        Change(
            "a",
            "brief",
            "title",
            f"An old title of {'many ' * 20}words",
            f"A new title of {'many ' * 20}words",
        ),
        Change("a", "brief", "order of claims", None, None),
    )
    assert lines == [
        "Revised 1 December 2026:",
        "Note 1.",
        "What changed:",
        "Title reworded",
        "Order of claims changed",
        "Likelihood: from unlikely to likely (key judgment: It will rain.)",
        "Claim added: One.",
        "Claim removed: It <b>snowed</b>.",
        "Quotation added: It rained (claim: One.)",
        "Show each word that changed",
    ]
    page = f"{ADDRESS}briefs/a/"
    assert links == [f"{page}#j", f"{page}#one", f"{page}#one", f"{page}history/#_2026-12-01"]


def test_the_entry_of_a_revision_lists_the_first_changes() -> None:
    site = a_site(a=a_brief(**revised("2026-12-01")))
    lines, _ = revision(
        site, *(Change("a", "brief", "gap", None, f"Gap {n} {'word ' * 50}") for n in range(20))
    )
    assert len(lines) == 12
    assert lines[3] == f"Information gap added: Gap 0 {'word ' * 38}…"
    assert lines[-1] == "and 12 more"


def test_the_id_of_an_entry_survives_renames() -> None:
    entries = [
        read(feeds(a_site(**{slug: a_brief(aliases=aliases, **revised("2026-12-01"))})))[0].entries
        for slug, aliases in (("first", []), ("second", ["first"]), ("third", ["first", "second"]))
    ]
    assert len({tuple(entry.id for entry in found) for found in entries}) == 1
    assert entries[2][1].link == f"{ADDRESS}briefs/third/"


def test_the_example_keeps_its_ids_when_a_brief_is_renamed(project: Project) -> None:
    def ids() -> list[str]:
        files = build_site(read_files(project.root)[0], Options(publication=HERE)).files()
        return sorted(entry.id for entry in read(files)[0].entries)

    before = ids()
    rename_brief(project, alias=True)
    assert ids() == before


def test_a_feed_says_who_wrote_a_brief_or_else_who_publishes_it(small: Project) -> None:
    brief = next((small.root / "content/briefs").glob("*.yml"))
    small.write("content/authors.yml", "kim: {name: Kim Rî, orcid: 0000-0002-1825-0097}\nlee: {name: Lee}\n")
    brief.write_text(brief.read_text("utf-8") + "authors: [kim, lee]\n", "utf-8")
    files = build_site(read_files(small.root)[0], Options(publication=HERE)).files()
    feed, other = read(files)
    assert [(one.name, one.href) for one in feed.entries[0].authors] == [
        ("Kim Rî", "https://orcid.org/0000-0002-1825-0097"),
        ("Lee", f"{ADDRESS}authors/#lee"),
    ]
    assert feed.feed.author_detail.name == "The Institute"
    assert other["authors"] == [{"name": "The Institute", "url": ADDRESS}]
    assert other["_licence"] == {"name": "CC BY 4.0", "url": "https://cc.example/by"}


def test_the_feed_of_a_topic_has_the_briefs_of_narrower_topics(
    example: tuple[Site, dict[str, bytes]],
) -> None:
    site, files = example
    for name, topic in site.topics.items():
        feed, _ = read(files, f"topics/{name}/")
        briefs = {entry.id for entry in feed.entries if "#" not in entry.id}
        assert len(briefs) == topic.briefs_below
    assert any(topic.briefs_below > len(topic.briefs) for topic in site.topics.values())


def test_feeds_are_cut_at_a_number_of_entries() -> None:
    site = a_site(**{f"b{number}": a_brief() for number in range(60)})
    files = feeds(site)
    assert len(read(files)[0].entries) == made.ENTRIES
    assert len(read(files, "topics/rain/")[0].entries) == made.ENTRIES_OF_A_SUBJECT
    assert read(files, "topics/snow/")[0].entries == []


def test_feeds_have_nothing_of_drafts_even_where_these_are_shown(project: Project) -> None:
    project.replace(LATER, "\nsources:", "\nstatus: draft\nsources:")
    files, _ = read_files(project.root)
    for drafts in (True, False):
        result = build_site(files, Options(drafts=drafts, publication=HERE))
        assert any(brief.is_draft for brief in result.site.briefs.values()) == drafts
        items = [
            item
            for uri, data in result.files().items()
            if uri.endswith("feed.json")
            for item in json.loads(data)["items"]
        ]
        assert items
        assert not [item for item in items if "hyesan-exports-resume" in item["id"] + item["url"]]


def test_without_the_url_of_the_site_there_are_no_feeds_and_one_notice(small: Project) -> None:
    generated = small.seedbrief("generate", "out", SITE_URL="")
    assert generated.exit_code == 0
    assert generated.stderr.count(NO_FEEDS) == 1
    assert not list((small.root / "out").rglob("feed.*"))
    assert all(b"feed" not in page.read_bytes() for page in (small.root / "out/topics").glob("*.md"))
    result = build_site(read_files(small.root)[0], Options(publication=HERE))
    assert result.notices == ()


def test_the_same_site_gives_the_same_bytes_with_and_without_a_memo() -> None:
    site = a_site(a=a_brief(a_claim("one")), b=a_brief(date="2026-12-01"))
    memo = BuildMemo()
    for _ in range(2):
        memo.begin()
        again = {asset.uri: asset.data for asset in made.feeds(site, HERE, memo=memo)}
        assert again == feeds(site)


def hostile(text: str) -> tuple[Site, Publication]:
    judgment = {"id": "j", "text": text, "likelihood": "likely", "confidence": "low"}
    brief = a_brief(title=text, summary=text, judgments=[judgment], **revised("2026-12-01"))
    brief["revisions"][0]["note"] = f"```\n{text}\n```"
    return a_site(a=brief), Publication(text, text, ADDRESS, text, Licence(text))


def check_hostile(text: str) -> Any:
    feed, _ = read(feeds(*hostile(text)))
    for entry in feed.entries:
        content = lxml.html.fromstring(f"<div>{entry.content[0].value}</div>")
        assert not {element.tag for element in content.iter()} & {"script", "b", "style", "img"}
        assert all(set(element.attrib) <= {"href", "start"} for element in content.iter())
    return feed


def test_hostile_texts_are_only_shown() -> None:
    feed = check_hostile(HOSTILE)
    shown = "]]> </script> {{ x }} \\ & \"q\" =1+1 שלום 𝄞😀 <b onclick='x'>"
    assert feed.entries[1].title == shown


# feedparser takes texts of Latin-1 characters alone for UTF-8 that was read wrongly, and changes them.
UTF_8_AS_LATIN_1 = "".join(map(chr, range(0x80, 0x100)))
TEXTS = st.characters(exclude_categories=["Cs"], exclude_characters=UTF_8_AS_LATIN_1)


@given(st.text(TEXTS, min_size=1, max_size=60).filter(str.strip))
def test_any_text_gives_valid_feeds(text: str) -> None:
    check_hostile(text)
