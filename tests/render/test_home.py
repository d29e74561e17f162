"""What the home page shows: the newest brief, what changed lately, which forecasts to watch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from generator.model.site import Publication, Site
from generator.render.views.home import CHART_FROM, build_home_view
from generator.render.views.timeline import split_open_forecasts
from generator.resolve.taxonomy import newest_first
from tests.helpers.invented_site import QUOTED, a_brief, a_claim, a_site
from tests.helpers.rendering import render

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}
CAME_TRUE = {"status": "occurred", "note": "It did. It did so twice."}


def home(site: Site, **said: str) -> str:
    pages, failures = render(site, TEMPLATES, publication=Publication(**said))
    assert not failures
    return pages[0].markdown


def view(site: Site) -> Any:
    return build_home_view(site, newest_first(site.briefs.values()))


def test_the_site_has_its_name_and_says_what_it_is_about() -> None:
    shown = home(a_site(), name="Rain & <snow>", description="What falls, & where.")
    assert shown.startswith(
        '---\ndescription: "What falls, &amp; where."\n'
    )  # no title: it is the site's name
    assert "# Rain &#38; &#60;snow&#62; {: #_top }\n" in shown
    assert "What falls, &#38; where.</p>" in shown
    assert "# Research briefs {: #_top }\n" in home(a_site())


def test_the_newest_brief_leads_with_its_first_judgment() -> None:
    judgment = {
        "id": "so",
        "because": "It is wet.",
        "would_change": "Sun.",
        "likelihood": "likely",
        "confidence": "low",
        "based_on": ["c"],
    }
    judgments = [
        {**judgment, "text": "It is **likely** that it rains."},
        {**judgment, "id": "b", "text": "B."},
    ]
    new = a_brief(a_claim("c"), title="New", judgments=judgments, date="2026-11-22", summary="On [[isle]].")
    shown = home(a_site(old=a_brief(title="Old", covers="2024-33%"), new=new))
    assert "## [New](briefs/new.md)" in shown
    assert "\nOn isle.\n" in shown  # the page of the brief has the links
    assert "**Key judgment:** It is <strong>likely</strong> that it rains." in shown
    assert "(55–80%)" in shown
    assert "low confidence · [Why, and what would change it](briefs/new.md#so)" in shown
    assert "B." not in shown
    assert "- [Old](briefs/old.md)" in shown
    assert "Covers" in shown.partition("[Old]")[2]
    assert "[All" not in shown.partition("## Topics")[0]  # both are here


def test_of_the_briefs_of_one_day_that_on_the_latest_time_leads() -> None:
    site = a_site(a=a_brief(covers="2022"), b=a_brief(covers="2024"), c=a_brief())
    assert [brief.target.id for brief in newest_first(site.briefs.values())] == ["b", "a", "c"]


def test_who_stands_behind_a_brief_is_said_wherever_it_is_listed() -> None:
    def quoting(*sources: str) -> dict[str, Any]:
        return a_claim("x", evidence=[{"source": name, "quote": QUOTED} for name in sources])

    site = a_site(
        one=a_brief(a_claim("x"), title="One"),
        echo=a_brief(quoting("one", "retold"), title="Echo", sources=["one", "retold"]),
        both=a_brief(quoting("one", "two"), title="Both", sources=["one", "two"]),
    )
    shown = home(site)
    assert (
        "Single source: Paper; unconfirmed · 21 November 2026" in shown.partition("[One]")[2].split("\n")[0]
    )
    assert ">Single source; unconfirmed · 21" in shown
    assert "2 sources; unconfirmed · 21" in shown


def test_what_changed_is_told_for_a_year_the_latest_first() -> None:
    site = a_site(
        a=a_brief(
            a_claim("came", expected="2026", outcome=CAME_TRUE),
            a_claim("open", expected="2027"),
            date="2025-12-01",
            revisions=[
                {"date": "2025-12-01", "note": "First version."},
                {"date": "2025-12-04", "note": "Shorter. And better."},
            ],
        ),
        b=a_brief(
            a_claim("shows"),
            a_claim("by", expected="2026", outcome={"status": "late", "by": "b#shows"}),
            date="2026-01-01",
            revisions=[{"date": "2026-11-21", "note": "The outcome is added."}],
        ),
        c=a_brief(date="2024-01-01", revisions=[{"date": "2024-01-02", "note": "Long ago."}]),
    )
    shown = home(site).partition("## What changed lately")[2]
    said = [line for line in shown.splitlines() if line.startswith("- ")]
    assert [" ".join(re.sub("<.*?>", "", line).split(") ", 1)[1].split()) for line in said] == [
        "Revised 21 November 2026: The outcome is added.",
        "Forecast, 21 November 2026: occurred late.",
        "Revised 4 December 2025: Shorter.",
        "Forecast, 4 December 2025: occurred. It did. It did so twice.",
    ]


def test_what_is_due_has_the_nearest_first_before_today_and_after() -> None:
    years = (2020, 2021, 2022, 2027, 2028, 2029, 2030)
    claims = [a_claim(f"by-{year}", expected=str(year)) for year in years]
    site = a_site(a=a_brief(*claims, a_claim("came-true", expected="2021", outcome=CAME_TRUE)))
    still_open = split_open_forecasts(site)
    assert [it.target.anchor for it in still_open.coming] == ["by-2027", "by-2028", "by-2029", "by-2030"]
    assert [it.target.anchor for it in still_open.overdue] == ["by-2022", "by-2021", "by-2020"]
    watched = [it.target.anchor for it in view(site).forecasts]
    assert watched == ["by-2027", "by-2028", "by-2029", "by-2022", "by-2021"]
    shown = home(site)
    assert ">2027</span>. [T](briefs/a.md)" in shown
    assert ">2022</span>; no source here says what happened. [T](briefs/a.md)" in shown
    assert "[All forecasts](forecasts.md)" in shown


def test_a_few_briefs_need_no_chart_no_numbers_and_no_column_for_nothing() -> None:
    def some(number: int) -> dict[str, Any]:
        return {f"b-{at}": a_brief(title=f"B{at}", date=f"2026-{at % 9 + 1:02}-01") for at in range(number)}

    small, large = home(a_site(**some(2))), home(a_site(**some(CHART_FROM)))
    assert "<figure" not in small
    assert "[rain" in small
    assert "0 " not in small.partition("---\n\n")[2].replace("2026", "")
    assert "sb-desk " not in small
    assert "sb-margin" not in small
    assert "<figure" in large
    assert f"[All {CHART_FROM} briefs](briefs/index.md)" in large
    assert "No briefs yet." in home(a_site())


def test_the_home_page_does_not_grow_with_the_site() -> None:
    def site(number: int) -> Site:
        claims = [a_claim("open", expected="2028"), a_claim("came", expected="2026", outcome=CAME_TRUE)]
        revisions = [{"date": "2026-11-23", "note": "Better."}]
        return a_site(**{f"b-{at:03}": a_brief(*claims, revisions=revisions) for at in range(number)})

    assert len(home(site(200))) < 1.1 * len(home(site(30)))
