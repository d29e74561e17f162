"""The lists of a large site are short at first sight, and have every item."""

from __future__ import annotations

import re
from pathlib import Path

from generator.model.site import Site
from generator.render.pages import BRIEFS_ON_A_PAGE, render
from tests.helpers.invented_site import a_brief, a_claim, a_site

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}


def page(site: Site, uri: str) -> str:
    pages, failures = render(site, TEMPLATES)
    assert not failures
    return next(page.markdown for page in pages if page.uri == uri)


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
    shown = page(a_site(**{f"b-{at}": a_brief() for at in range(BRIEFS_ON_A_PAGE + 1)}), "briefs/index.md")
    assert f'[2026](../years/2026.md) <span class="sb-count">{BRIEFS_ON_A_PAGE + 1} briefs</span>' in shown
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
