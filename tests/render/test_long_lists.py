"""The lists of a large site are short at first sight, and have every item."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

import markdown as python_markdown
import pytest

from generator.model.site import Site, Target
from generator.render.views.list_parts import (
    ROWS,
    PageList,
    PartPage,
    WholeList,
    first_letter,
    list_part_pages,
    split,
)
from generator.resolve.targets import SECTIONS
from tests.helpers.invented_site import a_brief, a_claim, a_site
from tests.helpers.rendering import render

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}


def page(site: Site, uri: str) -> str:
    return pages(site)[uri]


def pages(site: Site, **templates: bytes) -> dict[str, str]:
    """Render a site, with some templates replaced; these are named without their endings."""
    stubs = {f"site_templates/pages/{name}.md.j2": text for name, text in templates.items()}
    rendered, failures = render(site, TEMPLATES | stubs)
    assert not failures
    return {page.uri: page.markdown for page in rendered}


def unfolded(markdown: str) -> str:
    return re.sub(r"<details.*?</details>", "", markdown, flags=re.DOTALL)


def test_briefs_beyond_the_latest_are_folded_by_year() -> None:
    dated = {f"b-{at}": a_brief(date=f"{2000 + at}-01-02", title=f"Brief {at}.") for at in range(12)}
    shown = page(a_site(**dated), "briefs/index.md")
    assert re.findall(r"Brief (\d+)", unfolded(shown)) == [str(at) for at in range(11, 1, -1)]
    for at in range(12):
        assert f'<summary>{2000 + at} <span class="sb-count">1 brief</span></summary>' in shown
        assert f"Brief {at}." in shown.partition("## By year")[2]
    assert "S." not in shown  # no summaries


def test_a_few_briefs_have_their_summaries() -> None:
    shown = page(a_site(a=a_brief(date="2026-01-02"), b=a_brief(date="2025-01-02")), "briefs/index.md")
    assert shown.count("\nS.\n") == 2
    assert "<details" not in shown


def test_years_have_pages_if_there_are_too_many_briefs_for_one() -> None:
    shown = page(a_site(**{f"b-{at}": a_brief() for at in range(ROWS)}), "briefs/index.md")
    assert f'[2026](../years/2026.md) <span class="sb-count">{ROWS} briefs</span>' in shown
    assert "<details" not in shown


def test_a_kind_with_many_names_shows_those_that_most_briefs_name() -> None:
    entities = {f"isle-{at:02}": {"label": f"Isle {at:02}", "kind": "place"} for at in range(21)}
    entities["pier"] = {"label": "Pier", "kind": "facility"}
    briefs = {f"b-{at}": a_brief(a_claim("c", where=["isle-20", "pier"])) for at in range(3)}
    shown = page(a_site({"content/entities.yml": entities}, **briefs), "entities/index.md")
    first = unfolded(shown)
    assert first.index("[Isle 20") < first.index("[Isle 00")
    assert "Isle 10" not in first
    assert "[Pier](pier.md)" in first
    assert "<summary>All 21 places</summary>" in shown
    assert all(f"- [Isle {at:02}](" in shown for at in range(21))


def test_articles_are_folded_by_publisher_if_there_are_many() -> None:
    source = {"publisher": "paper"}
    sources = {f"content/sources/s-{at}.yml": {**source, "title": f"Article {at}."} for at in range(20)}
    shown = page(a_site(sources, a=a_brief()), "sources/index.md")
    assert "<summary>21 articles</summary>" in shown  # with the one that every invented site has
    assert "Article" not in unfolded(shown)
    assert all(f"[Article {at}.](" in shown for at in range(20))
    assert "[Two](two.md)" in unfolded(shown)  # two articles need no fold


def test_forecasts_are_grouped_by_what_happened() -> None:
    def forecast(name: str, due: str, status: str = "") -> dict[str, object]:
        outcome = {"outcome": {"status": status, "note": "So it was."}} if status else {}
        return a_claim(name, text=f"{name.capitalize()} is said.", expected=due, **outcome)

    claims = [
        forecast("coming", "2031-01"),
        forecast("past", "2020-01"),
        *(forecast(f"came-{at}", f"201{at}-01", "occurred") for at in range(6)),
        forecast("not-so", "2009-01", "failed"),
    ]
    site = a_site(a=a_brief(*claims, date="2026-11-21"))
    shown = page(site, "forecasts.md")
    parts = re.split(r"^## (\w+) .*$", shown, flags=re.MULTILINE)
    assert parts[1::2] == ["Open", "Overdue", "Outcomes"]
    said = [re.findall(r"\[([\w-]+) is said", part) for part in parts[2::2]]
    assert said == [
        ["Coming"],
        ["Past"],
        ["Came-5", "Came-4", "Came-3", "Came-2", "Came-1", "Came-0", "Not-so"],
    ]
    assert "1 did not occur, 6 occurred." in parts[6]
    assert "<summary>2 more</summary>" in parts[6]
    assert '[Outcomes](#_outcomes) <span class="sb-count">7</span>' in parts[0]


def to_html(markdown: str) -> str:
    return python_markdown.markdown(markdown, extensions=["attr_list", "md_in_html", "tables", "toc"])


LINK = re.compile(r"\]\(([^)#? ]+)(?:#[^)]*)?\)")


def a_large_site() -> Site:
    """2,500 briefs within ten weeks of a year, each with an article, a topic, a person, an author and a forecast."""
    briefs, records = {}, {}
    for at in range(2500):
        day = f"2026-{9 + at % 5 % 3:02}-{1 + at % 28:02}"
        records[f"content/sources/s-{at}.yml"] = {
            "title": f"Article {at} in a newspaper",
            "publisher": "paper" if at % 3 else "wire",
            "published": day,
        }
        claims = [
            a_claim(
                "x",
                text=f"[[who-{at % 7}]] says that {at} things happened at [[harbour]].",
                when=day,
                where=["isle"],
            ),
            a_claim(
                "y",
                text=f"They want {at} more.",
                expected=f"2026-{1 + at % 12:02}",
                contradicts=[f"b-{at // 2}#y"] * (at > 0),
            ),
        ]
        briefs[f"b-{at}"] = a_brief(
            *claims,
            title=f"Brief {at} has a title of the usual length, with some more words",
            date=day,
            sources=["one", f"s-{at}"],
            topics=["rain", f"topic-{at % 300}"],
            authors=["kim"],
            gaps=["What is not known?"],
        )  # fmt: skip
    entities = {
        f"who-{at}": {"label": f"{chr(65 + at % 26)}person {at}", "kind": "person"} for at in range(900)
    }
    places = {name: {"label": name.capitalize(), "kind": "place"} for name in ("harbour", "isle")}
    topics = {f"topic-{at}": {"label": f"Topic {at}", "broader": f"topic-{at // 5}"} for at in range(1, 300)}
    records["content/entities.yml"] = entities | places
    records["content/topics.yml"] = topics | {name: {"label": name} for name in ("rain", "topic-0")}
    records["content/authors.yml"] = {"kim": {"name": "Kim"}}
    return a_site(records, **briefs)


@pytest.fixture(scope="module")
def large_pages() -> dict[str, str]:
    rest = b"{% import 'macros.md.j2' as part with context %}{{ part.all(lists.get('briefs')) }}"
    return pages(a_large_site(), brief=b"", source=rest)


def rows(markdown: str) -> int:
    """Count list items with a link; a date above others is no row."""
    return len(re.findall(r"^ *- .*\]\(", markdown, flags=re.MULTILINE))


@pytest.mark.slow
def test_no_list_of_a_large_site_is_too_long_for_a_page(large_pages: dict[str, str]) -> None:
    assert max((rows(shown), uri) for uri, shown in large_pages.items()) <= (ROWS, "~")
    longest = sorted(large_pages, key=lambda uri: len(large_pages[uri]))[-8:]
    built = {uri: len(to_html(large_pages[uri]).encode()) for uri in longest}
    assert max(built.values()) < 100_000, built  # 20,000 more are of the theme


@pytest.mark.slow
def test_every_brief_of_a_large_site_is_four_links_from_its_lists(large_pages: dict[str, str]) -> None:
    links = {
        uri: {
            posixpath.normpath(posixpath.join(posixpath.dirname(uri), href)) for href in LINK.findall(shown)
        }
        for uri, shown in large_pages.items()
    }
    briefs = {uri for uri in large_pages if uri.startswith("briefs/b-")}
    for start in (
        "briefs/index.md",
        "topics/rain.md",
        "entities/harbour.md",
        "gaps.md",
        "authors.md",
        "timeline.md",
    ):
        reached = {start}
        for _ in range(4):
            reached |= {to for uri in reached - briefs for to in links[uri] if to in large_pages}
        assert len(briefs - reached) == 0, start
    reached = {uri for uri in large_pages if "/" not in uri or uri.endswith("/index.md")}
    while further := {to for uri in reached for to in links[uri] if to in large_pages} - reached:
        reached |= further
    assert large_pages.keys() - reached == set()


def test_a_passage_with_many_claims_and_a_topic_with_many_narrower_ones_lead_on() -> None:
    topics = {f"t-{at:02}": {"label": f"T {at:02}", "broader": "rain"} for at in range(50)}
    briefs = {f"b-{at}": a_brief(a_claim("x")) for at in range(50)}
    site = a_site({"content/topics.yml": topics | {"rain": {"label": "Rain"}}}, **briefs)
    shown = pages(site)
    assert shown["sources/one.md"].count("Supports</span>") == 20
    assert "- and 30 more in the [briefs that use the article](#_briefs)" in shown["sources/one.md"]
    assert "[All 50 briefs](../sources/one/briefs/all.md)" in shown["sources/one.md"]
    assert shown["topics/rain.md"].count("[T ") == 40
    assert "[10 more](index.md)" in shown["topics/rain.md"]


@pytest.mark.parametrize("number", [SECTIONS, SECTIONS + 1])
def test_more_publishers_and_authors_than_fit_on_a_page_have_one_each(number: int) -> None:
    names = [f"n-{at}" for at in range(number - 2)]
    records: dict[str, Any] = {
        "content/publishers.yml": {name: {"label": f"The {name}"} for name in (*names, "paper", "wire")},
        "content/authors.yml": {name: {"name": f"Kim {name}"} for name in (*names, "a", "b")},
    } | {f"content/sources/{name}.yml": {"title": f"From {name}", "publisher": name} for name in names}
    shown = pages(a_site(records, x=a_brief(authors=["n-7"], sources=["n-7"])))
    own_pages = [uri for uri in shown if re.fullmatch("(publishers|authors)/n-[0-9]+.md", uri)]
    assert len(own_pages) == (
        0 if number == SECTIONS else len(names) + 1
    )  # authors without a brief are not shown
    if own_pages:
        assert "(../publishers/n-7.md)" in shown["sources/n-7.md"]
        assert "- [From n-7](../sources/n-7.md)" in shown["publishers/n-7.md"]
        assert "- [T](../briefs/x.md)" in shown["authors/n-7.md"]
        assert "(../sources/publishers/all.md)" in shown["sources/index.md"]
        assert "- [The n-7](../../publishers/n-7.md)" in shown["sources/publishers/all.md"]
        assert "- [Kim n-7](../../authors/n-7.md)" in shown["authors/letters/all.md"]
    else:
        assert "(index.md#n-7)" in shown["sources/n-7.md"]


@pytest.mark.parametrize(
    ("label", "letter"),
    [
        ("Åland", "A"),
        ("«economy»", "E"),
        ("Œuvre", "O"),
        ("ßtraße", "S"),
        ("3rd", "0–9"),
        ("٣", "0–9"),
        ("혜산", "Korean"),
        ("贸易", "Chinese"),
        ("カナ", "Japanese"),
        ("Жуков", "Cyrillic"),
        ("ﬁne", "F"),
        ("Ａ", "A"),
        ("…", "Other"),
        ("", "Other"),
    ],
)
def test_a_name_is_found_under_its_letter_or_its_script(label: str, letter: str) -> None:
    assert first_letter(label) == letter


def test_a_page_of_a_list_depends_on_its_own_items_and_what_leads_to_it() -> None:
    def part_pages(*changed: int) -> dict[str, PartPage]:
        whole = WholeList(
            title="Numbers",
            noun="number",
            rows="numbers",
            items=tuple((at, at in changed) for at in range(5 * ROWS)),
            folder="numbers",
            own_page="numbers/index.md",
            levels=(),
            size=lambda item: 1,
        )
        top = Target("page", "numbers", "Numbers", "numbers/index.md")
        return {page.part.uri: page for page in list_part_pages(PageList(whole, (), split(whole)), top)}

    before, after = part_pages(), part_pages(2 * ROWS)
    assert len(before) == 5
    assert [uri for uri, page in before.items() if after[uri] != page] == [[*before][2]]
