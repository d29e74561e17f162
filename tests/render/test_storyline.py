"""What a brief shows of the story around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.site import Related, Site, Target
from generator.render.views.storyline import previous_and_next, time_apart
from generator.translation import use_language
from tests.helpers.invented_site import a_brief, a_claim, a_site


def before_and_after(site: Site, slug: str) -> tuple[str, str]:
    near = previous_and_next(site, site.briefs[slug])
    return near.earlier.target.id if near.earlier else "", near.later.target.id if near.later else ""


# What comes before and after


def test_the_story_goes_by_the_dates_of_briefs_that_share_a_topic() -> None:
    site = a_site(a=a_brief(date="2026-01-03"), b=a_brief(date="2026-01-01"), c=a_brief(date="2026-01-02"))
    assert before_and_after(site, "b") == ("", "c")
    assert before_and_after(site, "c") == ("b", "a")
    assert before_and_after(site, "a") == ("c", "")


def test_a_brief_that_an_author_has_linked_goes_before_a_nearer_one() -> None:
    site = a_site(
        first=a_brief(date="2026-01-01"),
        between=a_brief(date="2026-01-02"),
        last=a_brief(date="2026-01-03", see_also=["first"]),
    )
    assert before_and_after(site, "last") == ("first", "")
    assert before_and_after(site, "first") == ("", "last")


def test_a_brief_about_something_else_is_not_in_the_story() -> None:
    site = a_site(a=a_brief(date="2026-01-01", topics=["snow"]), b=a_brief(date="2026-01-02", topics=["sun"]))
    assert before_and_after(site, "a") == before_and_after(site, "b") == ("", "")


def test_nor_is_one_that_only_names_the_same_place() -> None:
    site = a_site(
        a=a_brief(date="2026-01-01", topics=["snow"], entities=["isle"]),
        b=a_brief(date="2026-01-02", topics=["sun"], entities=["isle"]),
    )
    assert [tie.target.id for tie in site.briefs["a"].related] == ["b"]
    assert before_and_after(site, "a") == ("", "")


def test_briefs_of_one_day_go_by_what_they_report() -> None:
    site = a_site(
        a=a_brief(a_claim("now", when="2026-02")),
        b=a_brief(a_claim("then", when="2025-07"), a_claim("long-ago", when="1999")),
    )
    assert before_and_after(site, "a") == ("b", "")
    assert before_and_after(site, "b") == ("", "a")


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"),
        st.tuples(st.integers(1, 4), st.sampled_from(["rain", "snow"]), st.sampled_from(["", *"abcdefgh"])),
        min_size=1,
    )
)
def test_whoever_goes_on_in_a_story_gets_to_its_end(written: dict[str, tuple[int, str, str]]) -> None:
    site = a_site(
        **{
            slug: a_brief(
                date=f"2026-01-0{day}",
                topics=[topic],
                see_also=[other] if other in written and other != slug else [],
            )
            for slug, (day, topic, other) in written.items()
        }
    )
    for slug, brief in site.briefs.items():
        near, place = previous_and_next(site, brief), (brief.date, slug)
        told = {tie.target.id for tie in brief.related}
        if near.earlier:
            assert (site.briefs[near.earlier.target.id].date, near.earlier.target.id) < place
            assert near.earlier.target.id in told
        if near.later:
            assert (site.briefs[near.later.target.id].date, near.later.target.id) > place
            assert near.later.target.id in told


# How far apart


@pytest.mark.parametrize(
    ("days", "english", "pseudo"),
    [
        (0, None, None),
        (-1, "a day earlier", "⟦à dàý éàrlîér⟧"),
        (13, "13 days later", "⟦13 dàýs làtér⟧"),
        (14, "two weeks later", "⟦two wééks làtér⟧"),
        (-100, "three months earlier", "⟦three môñths éàrlîér⟧"),
        (2516, "seven years later", "⟦seven ýéàrs làtér⟧"),
        (9000, "25 years later", "⟦25 ýéàrs làtér⟧"),
    ],
)
def test_the_time_between_two_briefs_is_in_words(days: int, english: str | None, pseudo: str | None) -> None:
    related = Related(Target("brief", "a", "A", "briefs/a.md"), (), (), days)
    assert time_apart(related) == english
    with use_language("en-XA"):
        assert time_apart(related) == pseudo
