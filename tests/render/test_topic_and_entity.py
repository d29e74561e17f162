"""What the pages of topics and entities show is what the briefs hold, in order, and no more than can be read."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.load.loader import load
from generator.model.site import Site
from generator.render.pages import render
from generator.render.views.entity import NAMES, EntityView, build_entity_view, group_entities_by_kind
from generator.render.views.short_lists import (
    TOLERANCE,
    Count,
    GroupedList,
    ShortList,
    group_by_date,
    group_by_year,
)
from generator.render.views.topic import CARDS, TopicView, build_topic_view, list_alternative_labels
from generator.resolve.resolver import resolve
from generator.resolve.taxonomy import DEEPEST, topic_tree

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


def ids(grouped: GroupedList[Any]) -> dict[str, list[str]]:
    return {group.heading: [item.target.id for item in group.items] for group in grouped.groups}


# Topics


def test_a_topic_has_a_path_from_the_top() -> None:
    page = of_topic(a_site({"a": a_brief("roads")}), "salt-exports")
    assert [target.id for target in page.ancestors] == ["trade", "exports"]


def test_the_briefs_of_a_topic_are_grouped_by_the_topics_that_they_occur_with() -> None:
    site = a_site(
        {
            "a": a_brief("exports", "roads", date="2026-01-01"),
            "b": a_brief("exports", "roads", "trade", date="2026-01-02"),
            "c": a_brief("exports"),
            "d": a_brief("roads"),
        }
    )
    groups = {
        it.topic.id: [brief.target.id for brief in it.briefs.shown]
        for it in of_topic(site, "exports").co_topics
    }
    assert list(groups.items()) == [("roads", ["b", "a"]), ("trade", ["b"])]


def test_briefs_of_narrower_topics_are_shown_apart_from_its_own() -> None:
    site = a_site(
        {"a": a_brief("exports"), "b": a_brief("salt-exports"), "c": a_brief("salt-exports", "exports")}
    )
    assert [brief.target.id for brief in of_topic(site, "exports").narrower_briefs.shown] == ["b"]
    assert [brief.target.id for brief in of_topic(site, "exports").newest] == ["a", "c"]


def test_the_newest_briefs_come_first_and_the_others_by_year() -> None:
    newest = {f"n{number}": f"2026-01-{CARDS - number:02}" for number in range(CARDS)}
    days = {**newest, "a": "2024-05-01", "b": "2025-01-01", "c": "2025-12-31"}
    site = a_site({slug: a_brief("roads", date=day) for slug, day in days.items()})
    page = of_topic(site, "roads")
    assert [brief.target.id for brief in page.newest] == list(newest)
    assert ids(page.earlier) == {"2025": ["c", "b"], "2024": ["a"]}
    assert (page.earlier.total, page.earlier.left_out) == (3, 0)
    some = group_by_year([site.briefs[slug] for slug in ("c", "b", "a")], limit=2)
    assert ids(some) == {"2025": ["c", "b"]}
    assert (some.total, some.left_out) == (3, 1)


def test_claims_stand_in_order_of_date_and_those_without_one_last() -> None:
    claims = (
        a_claim("undated"),
        a_claim("may", when="2024-05"),
        a_claim("before", when="../2023"),
        a_claim("year", when="2024"),
    )
    site = a_site({"a": a_brief("roads", claims=claims), "b": a_brief("trade", claims=claims)})
    assert list(ids(of_topic(site, "roads").claims).items()) == [
        ("From a day not known", ["a#before"]),
        ("2024", ["a#year", "a#may"]),
        ("Without a date", ["a#undated"]),
    ]


def test_of_many_claims_the_latest_are_shown() -> None:
    dated = [a_claim(f"c{year}", when=str(year)) for year in (2020, 2023, 2021, 2022)]
    site = a_site(
        {
            "old": a_brief("roads", date="2025-01-01", claims=(*dated, a_claim("x"))),
            "new": a_brief("roads", date="2026-01-01", claims=(a_claim("y"),)),
        }
    )
    every = [claim for slug in ("old", "new") for claim in site.briefs[slug].claims]
    claims = group_by_date(site, every, limit_dated=2, limit_undated=1)
    assert ids(claims) == {"2022": ["old#c2022"], "2023": ["old#c2023"], "Without a date": ["new#y"]}
    assert (claims.total, claims.left_out) == (6, 3)


def test_entities_of_a_topic_are_counted_by_brief_and_grouped_by_kind() -> None:
    site = a_site(
        {
            "a": a_brief("roads", entities=["town"], claims=(a_claim("c", "town", "land"),)),
            "b": a_brief("roads", entities=["town", "salt"]),
            "c": a_brief("trade", entities=["guild", "land"]),
        }
    )
    found = of_topic(site, "roads").entities
    assert {group.key: counts(ShortList(group.items, 0)) for group in found.groups} == {
        "place": [("town", 2), ("land", 1)],
        "commodity": [("salt", 1)],
    }


# Entities


def test_an_entity_says_where_it_lies_and_what_lies_in_it() -> None:
    site = a_site(
        {"a": a_brief("roads", entities=["station"]), "b": a_brief("roads", entities=["town", "station"])}
    )
    assert [target.id for target in of_entity(site, "station").places] == ["town", "land"]
    land = of_entity(site, "land")
    assert [(row.depth, row.target.id) for row in land.contents.shown] == [(0, "town"), (1, "station")]
    assert (len(site.entities["land"].briefs), land.briefs_within) == (0, 2)


def test_what_comes_up_with_an_entity_is_counted_in_the_same_claims_first_then_in_the_same_briefs() -> None:
    claims = (a_claim("x", "town", "salt"), a_claim("y", "town", "salt", "land"), a_claim("z", "guild"))
    site = a_site(
        {
            "a": a_brief("roads", claims=claims),
            "b": a_brief("roads", "trade", entities=["town", "guild", "salt"]),
        }
    )
    page = of_entity(site, "town")
    assert counts(page.in_same_statements) == [("salt", 2), ("land", 1)]
    assert counts(page.in_same_briefs) == [("guild", 2)]
    assert counts(page.topics) == [("roads", 2), ("trade", 1)]
    assert ids(page.statements) == {"Without a date": ["a#x", "a#y"]}


def test_a_thing_that_two_relations_name_in_one_claim_is_counted_once() -> None:
    claim = a_claim("x", "town", "salt") | {"text": "[[salt]] and [[salt]]"}
    assert counts(of_entity(a_site({"a": a_brief("roads", claims=(claim,))}), "town").in_same_statements) == [
        ("salt", 1)
    ]


def test_what_comes_up_equally_often_is_in_order_of_words_capitals_or_not() -> None:
    claim = a_claim("x", "town", "salt", "guild", "land")
    page = of_entity(a_site({"a": a_brief("roads", claims=(claim,))}), "town")
    assert [count.target.label for count in page.in_same_statements.shown] == ["guild", "Land", "Salt"]


def test_a_list_of_names_is_cut_only_where_that_leaves_out_more_than_a_few() -> None:
    def comes_up(number: int) -> ShortList[Count]:
        entities = {f"e-{n:03}": {"label": f"{n:03}", "kind": "other"} for n in range(number)}
        site = a_site({"a": a_brief("roads", entities=[*entities])}, entities=entities)
        return of_entity(site, "e-000").in_same_briefs

    assert comes_up(NAMES + TOLERANCE + 1).left_out == 0
    assert comes_up(NAMES + TOLERANCE + 2).left_out == TOLERANCE + 1


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
    topics = {
        f"t-{n:04}": {"label": f"{n}", "broader": f"t-{n - 1:04}"}
        for n in range(1, sys.getrecursionlimit() + 50)
    }
    rows = topic_tree(a_site({}, {"t-0000": {"label": "0"}, **topics}))
    assert [row.target.id for row in rows] == ["t-0000", *topics]
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
    for name in TRADE:
        page, filed = of_topic(site, name), [slug for slug in plan if name in plan[slug][0]]
        assert {it.topic.id: it.briefs.total for it in page.co_topics} == Counter(
            other for slug in filed for other in plan[slug][0] if other != name
        )
        assert {it.target.id: it.number for group in page.entities.groups for it in group.items} == Counter(
            it for slug in filed for it in named[slug]
        )
        assert page.claims.total == sum(len(plan[slug][2]) for slug in filed)
        assert page.claims.left_out == 0
    for name in PLACES:
        entity = of_entity(site, name)
        together = Counter(
            it
            for *_, claims in plan.values()
            for where, _ in claims
            if name in where
            for it in where
            if it != name
        )
        assert dict(counts(entity.in_same_statements)) == together
        assert dict(counts(entity.in_same_briefs)) == Counter(
            it for found in named.values() if name in found for it in found if it not in {name, *together}
        )
        assert entity.briefs.total == sum(name in found for found in named.values())


# Pages


def pages_of(site: Site) -> dict[str, str]:
    pages, failures = render(site, TEMPLATES)
    assert not failures
    return {page.uri: page.markdown for page in pages}


def test_a_topic_without_a_brief_says_so() -> None:
    pages = pages_of(a_site({"a": a_brief("salt-exports")}))
    assert "No brief is filed under this topic yet." in pages["topics/roads.md"]
    assert "No brief is filed under this topic itself." in pages["topics/trade.md"]
    assert '[Roads](roads.md) <span class="sb-count">no brief yet</span>' in pages["topics/index.md"]
    assert (
        '[Trade](trade.md) <span class="sb-count">no brief of its own, 1 with narrower topics</span>'
        in pages["topics/index.md"]
    )


def test_a_site_without_topics_and_entities_says_so() -> None:
    pages = pages_of(a_site({}, {}, {}))
    assert "There is no topic yet." in pages["topics/index.md"]
    assert "Nothing is named yet." in pages["entities/index.md"]


def test_the_page_of_a_topic_or_entity_with_hundreds_of_briefs_leads_on_to_the_rest() -> None:
    claims = tuple(a_claim(f"c{n}", "town", when=f"{2000 + n}") for n in range(3))
    briefs = {f"b-{n}": a_brief("roads", date=f"{1999 - n % 20}-01-01", claims=claims) for n in range(230)}
    pages = pages_of(a_site(briefs))
    topic, entity = pages["topics/roads.md"], pages["entities/town.md"]
    assert "The latest 100 of 690 claims" in topic
    assert "24 more are older: [find them](../search.md?topic=roads)" in topic
    assert "The latest 100 of 690 claims and judgments" in entity
    assert "30 more are older: [find them](../search.md?entity=town)" in entity
    assert max(len(topic), len(entity)) < 100_000


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
