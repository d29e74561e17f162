"""What the page of a brief shows: what its claims share, their groups, forecasts and a short timeline."""

from __future__ import annotations

from typing import Any

from generator.model.site import Site
from generator.render.views.brief_page import BriefView, build_brief_view
from tests.helpers.invented_site import QUOTED, a_brief, a_claim, a_site


def view(*claims: dict[str, Any], **fields: Any) -> BriefView:
    return of(a_site(it=a_brief(*claims, **fields)))


def of(site: Site) -> BriefView:
    return build_brief_view(site, site.briefs["it"])


def test_what_most_claims_share_is_said_once() -> None:
    claims = [a_claim(f"c-{at}", credibility=grade) for at, grade in enumerate([2, 3, 3])]
    it = view(*claims, a_claim("there", where=["isle"]), when="2024")
    assert it.rating == "C3"
    assert it.sources == ("one",)
    assert it.when is None


def test_the_brief_says_which_time_it_covers_or_else_its_claims_do() -> None:
    def covers(*dates: str, **fields: Any) -> list[str]:
        claims = [a_claim(f"c-{at}", when=when) for at, when in enumerate(dates)]
        return [date.words for date in view(*claims, **fields).provenance.covers]

    assert covers("2020", covers="2024-33%") == ["early 2024 (uncertain)"]
    assert covers("2024-02", "2024", "2023-05", "2024-03") == ["May 2023", "2024"]
    assert covers("[..2020]", "1999", "2025", "[2021..]") == ["2020 or earlier", "2021 or later"]
    assert covers("2020-01/2022-12%", "2022-12%") == ["January 2020", "about December 2022 (uncertain)"]
    assert covers("../2019", "2020/2021", "2022/..") == ["until 2019", "2022 onwards"]
    assert covers("2020/2021") == ["2020 to 2021"]
    assert covers("XXXX") == ["some time in an unknown year"]
    assert covers("XXXX", "2020/2021") == ["2020 to 2021"]
    assert covers("2024", "2024") == ["2024"]
    assert covers() == []


def test_claims_stand_together_by_group_and_in_a_group_by_who_says_it() -> None:
    it = view(
        a_claim("a", group="Goods", said_by="harbour"),
        a_claim("b", group="Mood"),
        a_claim("c", group="Goods", said_by="harbour"),
        a_claim("d", group="Goods"),
        a_claim("e"),
    )
    assert [
        (
            group.heading,
            [
                (run.said_by and run.said_by.id, [claim.target.anchor for claim in run.claims])
                for run in group.runs
            ],
        )
        for group in it.groups
    ] == [
        ("Goods", [("harbour", ["a", "c"]), (None, ["d"])]),
        ("Mood", [(None, ["b"])]),
        ("", [(None, ["e"])]),
    ]
    assert it.is_attributed
    assert not view(a_claim("a"), a_claim("b")).is_attributed


def test_above_claims_that_nobody_is_said_to_say_stand_their_publishers() -> None:
    def quoting(name: str, *sources: str, **fields: Any) -> dict[str, Any]:
        return a_claim(name, evidence=[{"source": it, "quote": QUOTED} for it in sources], **fields)

    claims = (
        quoting("a", "one", said_by="harbour"),
        quoting("b", "one"),
        quoting("c", "two"),
        quoting("d", "retold"),
        quoting("e", "one", "two"),
    )
    (group,) = view(*claims, sources=["one", "two", "retold"]).groups
    assert [
        ([it.id for it in run.publishers], [it.target.anchor for it in run.claims]) for run in group.runs
    ] == [([], ["a"]), (["paper"], ["b"]), (["wire"], ["c", "d"]), (["paper", "wire"], ["e"])]


def test_only_another_origin_confirms_a_claim() -> None:
    claims = (a_claim("a", corroborates=["other#b"]), a_claim("c"))
    echo = a_site(it=a_brief(*claims), other=a_brief(a_claim("b"), sources=["retold"]))
    assert (of(echo).provenance.origins, of(echo).provenance.is_confirmed) == (1, False)
    wire = a_site(it=a_brief(*claims), other=a_brief(a_claim("b"), sources=["two"]))
    assert of(wire).provenance.is_confirmed


def test_a_forecast_is_checked_where_it_was_made_and_where_its_outcome_is_reported() -> None:
    outcome = {"status": "occurred", "by": "it#seen"}
    site = a_site(
        it=a_brief(a_claim("seen"), a_claim("own", expected="2027")),
        other=a_brief(a_claim("made", expected="2026", outcome=outcome)),
    )
    assert [statement.target.id for statement in of(site).forecasts] == ["it#own", "other#made"]


def test_the_timeline_has_one_claim_for_each_date() -> None:
    claims = [a_claim(f"c-{at}", when=when) for at, when in enumerate(["2024", "2020", "2024", "2022"])]
    assert [claim.target.anchor for claim in view(*claims).timeline] == ["c-1", "c-3", "c-0"]
    assert view(*(a_claim(f"c-{at}", when="2024") for at in range(3))).timeline == ()
    assert len(view(*(a_claim(f"c-{at}", when=str(2000 + at)) for at in range(9))).timeline) == 6
