"""What the pages of topics and entities show is what the briefs hold, in order, and no more than can be read."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.load.loader import load
from generator.model.graph import MAX_LEVELS
from generator.model.site import Site
from generator.render.views.entity import EntityView, build_entity_view, group_entities_by_kind
from generator.render.views.short_lists import (
    BRIEFS_BY_YEAR,
    TOLERANCE,
    Count,
    GroupedList,
    ShortList,
    group_by_year,
)
from generator.render.views.subject import (
    BRIEFS,
    BRIEFS_FOR_A_MAP,
    CLAIMS_SHOWN,
    DATES_FOR_A_TIMELINE,
    JUDGMENTS,
    JUDGMENTS_SHOWN,
    TOGETHER,
    BriefClaims,
)
from generator.render.views.topic import TopicView, build_topic_view, list_alternative_labels
from generator.resolve.resolver import resolve
from generator.resolve.taxonomy import DEEPEST, topic_tree
from tests.helpers.rendering import render

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}
PLACES = {
    "station": {"label": "Station", "kind": "facility", "located_in": "town"},
    "town": {"label": "Town", "kind": "place", "located_in": "land"},
    "land": {"label": "Land", "kind": "place"},
    "salt": {"label": "Salt", "kind": "commodity"},
    "guild": {"label": "guild", "kind": "organisation"},
}
TRADE = {
    "trade": {"label": "Trade"},
    "exports": {"label": "Exports", "broader": "trade", "alt_labels": ["Outbound trade", "수출"]},
    "salt-exports": {"label": "Salt exports", "broader": "exports"},
    "roads": {"label": "Roads", "alt_labels": ["highways"]},
}


def a_claim(name: str, *where: str, when: str | None = None) -> dict[str, Any]:
    claim = {"id": name, "text": "Words.", "where": where, "evidence": ["It rains"]}
    return claim | ({"when": when} if when else {})


def a_judgment(name: str, *where: str, text: str = "It is likely.") -> dict[str, Any]:
    return {"id": name, "text": text, "where": where, "likelihood": "likely", "confidence": "low"}


def a_brief(
    *topics: str, date: str = "2026-11-21", claims: tuple[Any, ...] = (), **more: Any
) -> dict[str, Any]:
    written = {"title": "T", "date": date, "sources": ["one"], "topics": topics, "summary": "S."}
    return {**written, "claims": claims, **more}


def a_site(
    briefs: dict[str, dict[str, Any]],
    topics: dict[str, dict[str, Any]] = TRADE,
    entities: dict[str, dict[str, Any]] = PLACES,
) -> Site:
    records = {f"content/briefs/{slug}.yml": brief for slug, brief in briefs.items()} | {
        "content/sources/one.yml": {"title": "One", "publisher": "paper"},
        "content/publishers.yml": {"paper": {"label": "Paper"}},
        "content/topics.yml": topics,
        "content/entities.yml": entities,
    }
    files = {path: json.dumps(record).encode() for path, record in records.items()}  # JSON is YAML
    return resolve(load({**files, "seeds/one.txt": b"It rains."})[0])[0]


def of_topic(site: Site, name: str) -> TopicView:
    return build_topic_view(site, site.topics[name])


def of_entity(site: Site, name: str) -> EntityView:
    return build_entity_view(site, site.entities[name])


def counts(short: ShortList[Count]) -> list[tuple[str, int]]:
    return [(count.target.id, count.number) for count in short.shown]


def claims_of(groups: tuple[BriefClaims, ...]) -> list[str]:
    return [claim.target.id for group in groups for claim in group.claims]


def ids(grouped: GroupedList[Any]) -> dict[str, list[str]]:
    return {group.heading: [item.target.id for item in group.items] for group in grouped.groups}


# Topics


def test_a_topic_has_a_path_from_the_top() -> None:
    page = of_topic(a_site({"a": a_brief("roads")}), "salt-exports")
    assert [target.id for target in page.ancestors] == ["trade", "exports"]


def test_topics_and_entities_of_the_same_briefs_are_counted_in_one_list() -> None:
    site = a_site(
        {
            "a": a_brief("exports", "roads", entities=["town"], claims=(a_claim("c", "town", "land"),)),
            "b": a_brief("exports", "roads", "trade", entities=["town", "salt"]),
            "c": a_brief("exports"),
            "d": a_brief("roads", entities=["guild"]),
        }
    )
    together = of_topic(site, "exports").together
    assert counts(together) == [("roads", 2), ("town", 2), ("land", 1), ("salt", 1)]


def test_what_the_hierarchy_names_is_not_said_twice() -> None:
    topics = TRADE | {"roads": {"label": "Roads", "related": ["trade"]}}
    site = a_site({"a": a_brief("trade", "exports", "salt-exports", "roads")}, topics)
    assert counts(of_topic(site, "trade").together) == [("salt-exports", 1)]
    assert counts(of_topic(site, "salt-exports").together) == [("roads", 1)]


def test_the_judgments_of_a_topic_are_those_of_its_briefs_the_newest_first() -> None:
    old = a_brief("roads", date="2025-01-01", judgments=[a_judgment("x"), a_judgment("y")])
    new = a_brief("roads", date="2026-01-01", judgments=[a_judgment("z")])
    site = a_site({"a": old, "b": new, "c": a_brief("trade", judgments=[a_judgment("w")])})
    judgments = of_topic(site, "roads").judgments.shown
    assert [judgment.target.id for judgment in judgments] == ["b#z", "a#x", "a#y"]


def test_briefs_of_narrower_topics_are_shown_apart_from_its_own() -> None:
    site = a_site(
        {"a": a_brief("exports"), "b": a_brief("salt-exports"), "c": a_brief("salt-exports", "exports")}
    )
    assert [brief.target.id for brief in of_topic(site, "exports").narrower_briefs.shown] == ["b"]
    assert [group.brief.target.id for group in of_topic(site, "exports").newest] == ["a", "c"]


def test_the_newest_briefs_come_first_and_the_others_by_year() -> None:
    newest = {f"n{number}": f"2026-01-{BRIEFS - number:02}" for number in range(BRIEFS)}
    days = {**newest, "a": "2024-05-01", "b": "2025-01-01", "c": "2025-12-31"}
    site = a_site({slug: a_brief("roads", date=day) for slug, day in days.items()})
    page = of_topic(site, "roads")
    assert [group.brief.target.id for group in page.newest] == list(newest)
    assert ids(page.earlier) == {"2025": ["c", "b"], "2024": ["a"]}
    assert (page.earlier.total, page.earlier.left_out) == (3, 0)
    some = group_by_year([site.briefs[slug] for slug in ("c", "b", "a")], limit=2)
    assert ids(some) == {"2025": ["c", "b"]}
    assert (some.total, some.left_out) == (3, 1)


def test_a_map_and_a_timeline_are_drawn_only_if_they_say_something() -> None:
    def page(briefs: int, dates: int) -> TopicView:
        claims = [a_claim(f"c{n}", "town", when=f"{2000 + n}") for n in range(dates)]
        return of_topic(
            a_site({f"b{n}": a_brief("roads", claims=(*claims,)) for n in range(briefs)}), "roads"
        )

    enough = page(BRIEFS_FOR_A_MAP, DATES_FOR_A_TIMELINE)
    assert (enough.has_map, enough.has_timeline) == (True, True)
    too_few = page(BRIEFS_FOR_A_MAP - 1, DATES_FOR_A_TIMELINE - 1)
    assert (too_few.has_map, too_few.has_timeline) == (False, False)


# Entities


def test_an_entity_has_the_places_around_and_directly_in_it() -> None:
    site = a_site({"a": a_brief("roads", entities=["station"])})
    assert [target.id for target in of_entity(site, "station").places] == ["town", "land"]
    assert [target.id for target in of_entity(site, "land").contents.shown] == ["town"]


def test_the_claims_about_an_entity_are_under_their_briefs_apart_from_those_it_makes() -> None:
    claims = (
        a_claim("where", "guild"),
        a_claim("other", "salt"),
        a_claim("named") | {"text": "The [[guild]]."},
        a_claim("said") | {"said_by": "guild", "text": "The [[guild]] is old."},
    )
    old = a_brief("roads", date="2025-01-01", claims=claims)
    new = a_brief("roads", date="2026-01-01", claims=(a_claim("c", "guild"),))
    site = a_site({"a": old, "b": new, "c": a_brief("roads", entities=["guild"])})
    page = of_entity(site, "guild")
    assert claims_of(page.reported) == ["b#c", "a#where", "a#named"]
    assert claims_of(page.said) == ["a#said"]
    assert ids(page.other_briefs) == {"2026": ["c"]}


def test_the_judgments_about_an_entity_name_it() -> None:
    judgments = [a_judgment("x", "town"), a_judgment("y"), a_judgment("z", text="[[town]] grows.")]
    page = of_entity(a_site({"a": a_brief("roads", judgments=judgments)}), "town")
    assert [judgment.target.id for judgment in page.judgments.shown] == ["a#x", "a#z"]


def test_names_are_counted_in_the_claims_and_judgments_that_name_an_entity() -> None:
    said = a_claim("y", "town", "salt") | {"said_by": "guild"}
    judgment = a_judgment("j", "town", text="[[salt]] and [[salt]]")
    site = a_site(
        {
            "a": a_brief("roads", claims=(a_claim("x", "town", "salt"), said), judgments=[judgment]),
            "b": a_brief("roads", "trade", entities=["town", "station"]),
        }
    )
    page = of_entity(site, "town")
    assert counts(page.together) == [("salt", 3), ("guild", 1)]
    assert counts(page.topics) == [("roads", 2), ("trade", 1)]


def test_what_comes_up_equally_often_is_in_order_of_words_capitals_or_not() -> None:
    claim = a_claim("x", "station", "salt", "guild", "gate")
    gate = {"gate": {"label": "Gate", "kind": "facility"}}
    page = of_entity(a_site({"a": a_brief("roads", claims=(claim,))}, entities=PLACES | gate), "station")
    assert [count.target.label for count in page.together.shown] == ["Gate", "guild", "Salt"]


def test_a_list_of_names_is_cut_only_where_that_leaves_out_more_than_a_few() -> None:
    def comes_up(number: int) -> ShortList[Count]:
        entities = {f"e-{n:03}": {"label": f"{n:03}", "kind": "other"} for n in range(number)}
        site = a_site({"a": a_brief("roads", entities=[*entities])}, entities=entities)
        return of_topic(site, "roads").together

    assert comes_up(TOGETHER + TOLERANCE).left_out == 0
    assert comes_up(TOGETHER + TOLERANCE + 1).left_out == TOLERANCE + 1


# Indexes


def test_the_topic_index_has_every_topic_below_its_broader_one() -> None:
    rows = [(row.depth, row.target.id) for row in topic_tree(a_site({}))]
    assert rows == [(0, "roads"), (0, "trade"), (1, "exports"), (2, "salt-exports")]


def test_topics_on_a_loop_are_in_the_index_too() -> None:
    loop = {"a": {"label": "A", "broader": "b"}, "b": {"label": "B", "broader": "a"}, "c": {"label": "C"}}
    site = a_site({"x": a_brief("a")}, loop)
    assert [(row.depth, row.target.id) for row in topic_tree(site)] == [(0, "c"), (0, "a"), (1, "b")]
    assert [target.id for target in of_topic(site, "a").ancestors] == ["b"]


def test_a_deep_hierarchy_is_indented_no_further_than_can_be_shown() -> None:
    topics = {f"t-{n:02}": {"label": f"{n}", "broader": f"t-{n - 1:02}"} for n in range(1, MAX_LEVELS)}
    rows = topic_tree(a_site({}, {"t-00": {"label": "0"}, **topics}))
    assert [row.target.id for row in rows] == ["t-00", *topics]
    assert {row.depth for row in rows} == set(range(DEEPEST + 1))


def test_other_names_are_in_alphabetical_order_capitals_or_not() -> None:
    names = [(name, target.id) for name, target in list_alternative_labels(a_site({}))]
    assert names == [("highways", "roads"), ("Outbound trade", "exports"), ("수출", "exports")]


def test_entities_are_listed_by_kind() -> None:
    groups = {
        group.heading: [it.target.id for it in group.items] for group in group_entities_by_kind(a_site({}))
    }
    assert groups == {
        "Organisations": ["guild"],
        "Places": ["land", "town"],
        "Facilities": ["station"],
        "Commodities": ["salt"],
    }


# Any site

names = st.lists(st.sampled_from(list(PLACES)), unique=True, max_size=3)
topic_ids = st.lists(st.sampled_from(list(TRADE)), unique=True, min_size=1, max_size=3)
dates = st.sampled_from([None, "2024", "2024-05", "../2023", "2023-12-31/2025", "202X"])
plans = st.dictionaries(
    st.sampled_from("abcde"),
    st.tuples(topic_ids, names, st.lists(st.tuples(names, dates), max_size=3)),
    min_size=1,
)


@given(plans)
def test_numbers_are_those_that_one_would_count_by_hand(plan: dict[str, Any]) -> None:
    site = a_site(
        {
            slug: a_brief(
                *topics,
                entities=entities,
                claims=tuple(a_claim(f"c{at}", *where, when=when) for at, (where, when) in enumerate(claims)),
            )
            for slug, (topics, entities, claims) in plan.items()
        }
    )
    named = {
        slug: {*entities, *(it for where, _ in claims for it in where)}
        for slug, (_, entities, claims) in plan.items()
    }
    hierarchy = {
        "trade": ["exports"],
        "exports": ["trade", "salt-exports"],
        "salt-exports": ["trade", "exports"],
    }
    for name in TRADE:
        page, filed = of_topic(site, name), [slug for slug in plan if name in plan[slug][0]]
        together = Counter(it for slug in filed for it in (*plan[slug][0], *named[slug]))
        for it in (name, *hierarchy.get(name, ())):
            del together[it]
        assert dict(counts(page.together)) == together
        assert sorted(claims_of(page.newest)) == sorted(
            f"{slug}#c{at}" for slug in filed for at in range(len(plan[slug][2]))
        )
    around = {"station": ["town", "land"], "town": ["land", "station"], "land": ["town"]}
    for name in PLACES:
        entity = of_entity(site, name)
        together = Counter(
            it for *_, claims in plan.values() for where, _ in claims if name in where for it in where
        )
        for it in (name, *around.get(name, ())):
            del together[it]
        assert dict(counts(entity.together)) == together
        assert sorted(claims_of(entity.reported)) == sorted(
            f"{slug}#c{at}"
            for slug, (*_, claims) in plan.items()
            for at, (where, _) in enumerate(claims)
            if name in where
        )
        assert len(entity.reported) + entity.other_briefs.total == sum(name in it for it in named.values())


# Pages


def pages_of(site: Site) -> dict[str, str]:
    pages, failures = render(site, TEMPLATES)
    assert not failures
    return {page.uri: page.markdown for page in pages}


def test_a_topic_without_a_brief_says_so() -> None:
    pages = pages_of(a_site({"a": a_brief("salt-exports")}))
    assert "No brief is filed under Roads yet." in pages["topics/roads.md"]
    assert "No brief is filed" not in pages["topics/trade.md"]
    assert '[Roads](roads.md) <span class="sb-count">no brief yet</span>' in pages["topics/index.md"]
    assert '[Trade](trade.md) <span class="sb-count">1 brief</span>' in pages["topics/index.md"]


def test_a_site_without_topics_and_entities_says_so() -> None:
    pages = pages_of(a_site({}, {}, {}))
    assert "No topics yet." in pages["topics/index.md"]
    assert "Nothing is named yet." in pages["entities/index.md"]


def test_the_page_of_a_topic_or_entity_with_hundreds_of_briefs_leads_on_to_the_rest() -> None:
    claims = tuple(a_claim(f"c{n}", "town", when=f"{2000 + n}") for n in range(10))
    judgments = [a_judgment("j", "town")]
    briefs = {
        f"b-{n}": a_brief(
            "roads",
            date=f"{1999 - n % 20}-01-01",
            claims=claims[: None if n % 20 == 0 else 1],
            judgments=judgments,
        )
        for n in range(230)
    }
    pages = pages_of(a_site(briefs))
    topic, entity = pages["topics/roads.md"], pages["entities/town.md"]
    for page in (topic, entity):
        assert f"<summary>{JUDGMENTS - JUDGMENTS_SHOWN} more</summary>" in page
        assert f"{230 - JUDGMENTS} more are in the" in page
        assert page.count('<div class="sb-entry"') == BRIEFS
        assert "[All 230 briefs](" in page
        assert page.count("- [T](../briefs/b-") == BRIEFS_BY_YEAR
    assert '[1999](../topics/roads/briefs/1999.md) <span class="sb-count">12 briefs</span>' in topic
    assert '[1999](../entities/town/briefs/1999.md) <span class="sb-count">12 briefs</span>' in entity
    assert pages["topics/roads/briefs/1999.md"].count("- [T](../../../briefs/b-") == 12
    assert topic.count("<summary>10 claims</summary>") == BRIEFS
    assert entity.count(f"<summary>{10 - CLAIMS_SHOWN} more</summary>") == BRIEFS
    assert max(len(topic), len(entity)) < 100_000


def test_a_sentence_is_on_the_page_of_an_entity_once() -> None:
    claim = a_claim("x") | {"text": "The [[town]] is old."}
    judgment = a_judgment("j", text="The [[town]] grows.")
    body = "The [[town]] has walls."
    page = pages_of(a_site({"a": a_brief("roads", claims=(claim,), judgments=[judgment], body=body)}))[
        "entities/town.md"
    ]
    for sentence in ("is old", "grows", "has walls"):
        assert page.count(f"The Town {sentence}.") == 1
    assert "<summary>Other mentions of Town</summary>" in page


def test_a_likelihood_that_the_sentence_has_is_not_repeated() -> None:
    judgments = [a_judgment("x"), a_judgment("y", text="The town grows.")]
    page = pages_of(a_site({"a": a_brief("roads", judgments=judgments)}))["topics/roads.md"]
    assert '[It is likely.](../briefs/a.md#x) <span class="sb-in">low confidence · T</span>' in page
    assert (
        '[The town grows.](../briefs/a.md#y) <span class="sb-in">likely · low confidence · T</span>' in page
    )


def test_what_lies_in_a_facility_lies_at_it_and_a_bare_plural_is_no_other_name() -> None:
    gate = {"label": "Gates", "kind": "facility", "located_in": "station", "aliases": ["gate", "barriers"]}
    pages = pages_of(a_site({}, entities={**PLACES, "gates": gate}))
    assert "](index.md#_facility) at [Station](station.md), [Town](town.md)" in pages["entities/gates.md"]
    assert "](index.md#_facility) in [Town](town.md), [Land](land.md)" in pages["entities/station.md"]
    assert "- *Also called* barriers\n" in pages["entities/gates.md"]
    assert "[Gates](gates.md) (barriers) at [Station](station.md)" in pages["entities/index.md"]


def test_every_heading_of_a_page_has_an_id_of_its_own() -> None:
    claims = (
        a_claim("x", "town", "salt", when="2024"),
        a_claim("y", "town", when="2023"),
        a_claim("z", "town"),
    )
    briefs = {f"b-{n}": a_brief("roads", "trade", date=f"{2026 - n}-01-01", claims=claims) for n in range(9)}
    for uri, text in pages_of(a_site(briefs)).items():
        if uri.startswith(("topics/", "entities/")):
            headings = [line for line in text.splitlines() if line.startswith("#")]
            found = [line.partition("{:")[2].split()[-2] for line in headings]
            assert all(it.startswith("#_") for it in found), uri
            assert len(set(found)) == len(found), uri
