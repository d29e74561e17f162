"""What a brief shows of the story around it, and what the home page tells of the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.model.site import Site
from generator.render.views.storyline import main_events, previous_and_next
from generator.render.views.timeline import split_open_forecasts
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


# What happened, in short


def events(site: Site, most: int = 12) -> list[str]:
    return [claim.target.id for claim in main_events(site, most)]


def test_main_events_come_in_order_of_date() -> None:
    site = a_site(
        a=a_brief(a_claim("later", when="2026-02"), a_claim("sooner", when="2025~"), a_claim("undated"))
    )
    assert events(site) == ["a#sooner", "a#later"]


def test_what_was_foretold_is_no_event() -> None:
    assert events(a_site(a=a_brief(a_claim("hope", when="2026-02", expected="2027")))) == []


def test_more_origins_then_more_that_refers_to_it_then_a_better_grade_make_a_main_event() -> None:
    by_two = a_claim("by-two", when="2020", credibility=3, corroborates=["b#same"])
    judged = {
        "id": "so",
        "text": "So.",
        "likelihood": "likely",
        "confidence": "low",
        "based_on": ["relied-on"],
    }
    site = a_site(
        a=a_brief(
            a_claim("poor", when="2026", credibility=5),
            a_claim("good", when="2023", credibility=2),
            a_claim("relied-on", when="2022", credibility=4),
            by_two,
            judgments=[judged],
        ),
        b=a_brief(a_claim("same"), sources=["two"]),
    )
    one = {most: set(events(site, most)) for most in (2, 4, 6, 8)}  # of two briefs, each has half of them
    assert one[2] == {"a#by-two"}
    assert one[4] == {"a#by-two", "a#relied-on"}
    assert one[6] == {"a#by-two", "a#relied-on", "a#good"}
    assert one[8] == {"a#by-two", "a#relied-on", "a#good", "a#poor"}


def test_claims_that_say_the_same_are_one_event() -> None:
    site = a_site(
        a=a_brief(a_claim("told", when="2025", credibility=2)),
        b=a_brief(a_claim("retold", when="2025", corroborates=["a#told"])),
    )
    assert events(site) == ["a#told"]


def test_no_brief_crowds_out_the_others() -> None:
    many = [a_claim(f"n-{number}", when="2025", credibility=1) for number in range(9)]
    site = a_site(a=a_brief(*many), b=a_brief(a_claim("only", when="2024", credibility=6)))
    assert events(site, 4) == ["b#only", "a#n-0", "a#n-1"]


# What is due


def test_what_is_due_has_the_nearest_first_before_today_and_after() -> None:
    site = a_site(
        a=a_brief(
            *(a_claim(f"by-{year}", expected=str(year)) for year in (2020, 2022, 2027, 2029)),
            a_claim("came-true", expected="2021", outcome={"status": "occurred", "note": "It did."}),
            date="2026-11-21",
        )
    )
    assert [statement.target.id for statement in split_open_forecasts(site).coming] == [
        "a#by-2027",
        "a#by-2029",
    ]
    assert [statement.target.id for statement in split_open_forecasts(site).overdue] == [
        "a#by-2022",
        "a#by-2020",
    ]
