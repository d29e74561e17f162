"""Names become links, known from both ends; whatever is wrong with the content, a site comes back."""

from __future__ import annotations

import json
import random
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.build import BuildResult, Options, build_site
from generator.diagnostics import Diagnostic
from generator.incremental import BuildMemo
from generator.load.loader import load
from generator.model.content import Content
from generator.model.graph import MAX_LEVELS
from generator.model.site import Link, LinkedProse, Site, Target
from generator.resolve.related import brief_of, related_briefs
from generator.resolve.resolver import resolve
from generator.rules.structure import hierarchies

HERE = Path(__file__).parents[1]
BASE: dict[str, str] = yaml.safe_load((HERE / "golden/base.yml").read_text("utf-8"))["files"]
EMPTY_TEMPLATES = {
    f"site_templates/pages/{file.name}": b"" for file in (HERE.parent / "site_templates/pages").iterdir()
}
SEED = "The ferry has been running again since 3 May. Tickets cost 40 crowns.\n\nThe ferry leaves at noon.\n"


def files_of(records: dict[str, Any]) -> dict[str, bytes]:
    """Write records as files. (JSON is YAML.)"""
    return {path: json.dumps(record).encode() for path, record in records.items()}


def a_brief(**fields: Any) -> dict[str, Any]:
    return {
        "title": "T",
        "date": "2026-11-21",
        "sources": ["one"],
        "topics": ["t-0"],
        "summary": "S.",
        **fields,
    }


def a_claim(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "text": "Words.", "evidence": ["Tickets cost 40 crowns"], **fields}


def project(
    briefs: dict[str, dict[str, Any]],
    topics: dict[str, dict[str, Any]] | None = None,
    entities: dict[str, dict[str, Any]] | None = None,
) -> dict[str, bytes]:
    """A project with one source, and what is given."""
    records = {f"content/briefs/{slug}.yml": brief for slug, brief in briefs.items()}
    records["content/sources/one.yml"] = {"title": "One", "publisher": "paper"}
    records["content/publishers.yml"] = {"paper": {"label": "Paper", "reliability": "B"}}
    records["content/topics.yml"] = {"t-0": {"label": "T 0"}} if topics is None else topics
    if entities:
        records["content/entities.yml"] = entities
    return {**files_of(records), "seeds/one.txt": SEED.encode(), **EMPTY_TEMPLATES}


def read(files: dict[str, bytes]) -> tuple[Content, Site, list[Diagnostic]]:
    content, unreadable = load(files)
    site, unresolved, _ = resolve(content)
    return content, site, [*unreadable, *unresolved]


def relations(site: Site, kind: str, name: str) -> list[tuple[str, str]]:
    return [(link.relation, link.source.id) for link in site.backlinks.get((kind, name), ())]


# Examples


def test_a_claim_is_named_elsewhere_by_its_words_as_its_own_page_shows_them() -> None:
    claims = [
        a_claim("counts", text="The office counts trips"),
        a_claim(
            "differs", text="Unlike [[#counts]], [[b#later]] and [[b#later|this]], [[b]] and [[e-0]] do not."
        ),
        a_claim("circle", text="See [[a#round]]"),
        a_claim("round", text="As [[#circle]]"),
    ]
    briefs = {
        "a": a_brief(title="Trips", claims=claims),
        "b": a_brief(title="Later", claims=[a_claim("later", text="it will")]),
    }
    _, site, diagnostics = read(project(briefs, entities={"e-0": {"label": "E 0", "kind": "place"}}))
    assert diagnostics == []
    labels = {name: statement.target.label for name, statement in site.statements.items()}
    assert labels["a#differs"] == "Unlike The office counts trips, it will and this, Later and E 0 do not."
    assert (labels["a#circle"], labels["a#round"]) == ("See As Trips", "As See Trips")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("word " * 27, "word " * 26 + "word"),
        ("word, " * 40, "word, " * 17 + "word …"),
        ("据 Daily NK 报道，" + "卡车排队" * 40, "据 Daily NK 报道，" + "卡车排队" * 24 + " …"),
    ],
)
def test_a_long_claim_is_named_by_its_first_words(text: str, label: str) -> None:
    _, site, _ = read(project({"a": a_brief(claims=[a_claim("long", text=text)])}))
    assert site.statements["a#long"].target.label == label


def test_an_uncertain_date_is_inferred_if_no_source_of_it_has_one_of_its_own() -> None:
    def dates(**own: str) -> list[str]:
        """Say the dates of a claim of the source that has none, and of the brief, which has two sources."""
        evidence = [{"quote": "Tickets cost 40 crowns", "source": "one"}]
        claim = a_claim("late", when="2024?/2025?", expected="2024-06/2025%", evidence=evidence)
        judgment = {"id": "so", "text": "So.", "based_on": ["late"], "expected": "2026?"}
        fields = {"sources": ["one", "two"], "covers": "2024%", "claims": [claim], "judgments": [judgment]}
        files = project({"a": a_brief(**fields)}) | {"seeds/two.txt": SEED.encode()}
        source = {"title": "One", "publisher": "paper", "published": "2024?"}
        records = {"one": {**source, "published_basis": "It names the year."}, "two": {**source, **own}}
        files |= files_of({f"content/sources/{name}.yml": record for name, record in records.items()})
        _, site, _ = read(files)
        claimed, judged = site.statements["a#late"], site.statements["a#so"]
        found = [claimed.when, claimed.expected, judged.expected, site.briefs["a"].covers]
        return [date.words for date in [*found, site.sources["one"].record.published] if date]

    inferred = ["2024 to 2025 (inferred)", "June 2024 to about 2025 (inferred)"]
    assert dates() == [*inferred, "2026 (uncertain)", "about 2024 (uncertain)", "2024 (inferred)"]
    without = dates(published_basis="It names the year, too.")
    assert without == [*inferred, "2026 (inferred)", "about 2024 (inferred)", "2024 (inferred)"]


def test_every_link_is_known_from_both_ends() -> None:
    files = project(
        {
            "a": a_brief(
                summary="See [[b]] and [[b#later|later]].",
                entities=["e-0"],
                claims=[
                    a_claim("now", where=["e-0"], corroborates=["b#later"]),
                    a_claim("again", updates=["now"]),
                ],
                judgments=[{"id": "so", "text": "In [[e-0]].", "based_on": ["now"], "against": ["b#later"]}],
            ),
            "b": a_brief(date="2026-11-22", see_also=["a"], claims=[a_claim("later")]),
        },
        {
            "t-0": {"label": "T 0", "broader": "t-1"},
            "t-1": {"label": "T 1", "definition": "As in [[a#now]]."},
        },
        {"e-0": {"label": "E 0", "kind": "place"}},
    )
    _, site, diagnostics = read(files)
    assert diagnostics == []
    assert relations(site, "brief", "a") == [("see also", "b")]
    assert relations(site, "brief", "b") == [("mentions", "a")]
    assert relations(site, "claim", "a#now") == [
        ("based on", "a#so"),
        ("updates", "a#again"),
        ("mentions", "t-1"),
    ]
    assert relations(site, "claim", "b#later") == [
        ("against", "a#so"),
        ("corroborates", "a#now"),
        ("mentions", "a"),
    ]
    assert relations(site, "entity", "e-0") == [("mentions", "a#so"), ("names", "a"), ("where", "a#now")]
    assert relations(site, "topic", "t-0") == [("topic", "b"), ("topic", "a")]
    assert relations(site, "topic", "t-1") == [("broader", "t-0")]
    assert relations(site, "publisher", "paper") == [("published by", "one")]
    assert {relation for relation, _ in relations(site, "source", "one")} == {"source", "quotes"}


def test_drafts_are_left_out_and_what_leads_to_them_is_reported() -> None:
    files = project(
        {
            "plan": a_brief(status="draft", see_also=["sketch"], claims=[a_claim("x", updates=["sketch#y"])]),
            "sketch": a_brief(status="draft", body="[[plan]] and [[done]]", claims=[a_claim("y")]),
            "done": a_brief(see_also=["plan"], body="[[sketch#y]]"),
        }
    )
    published, shown = build_site(files), build_site(files, Options(drafts=True))
    assert [
        (item.rule, item.span.path) for item in published.diagnostics if item.rule == "link-to-draft"
    ] == [
        ("link-to-draft", "content/briefs/done.yml"),
        ("link-to-draft", "content/briefs/done.yml"),
    ]
    assert [item for item in shown.diagnostics if item.rule == "link-to-draft"] == []
    assert briefs_of(published) == {"done"}
    assert briefs_of(shown) == {"done", "plan", "sketch"}


def test_where_a_draft_comes_from_is_left_out_with_it() -> None:
    """A source that a published brief rests on, or that one of its sources is derived from, stays."""
    files = project(
        {
            "plan": a_brief(status="draft", sources=["one", "leak", "wire"]),
            "done": a_brief(body="[[leak]] says more, as does [[wire]]."),
        }
    )
    files |= files_of(
        {
            "content/sources/one.yml": {"title": "One", "publisher": "paper", "derived_from": "wire"},
            "content/sources/wire.yml": {"title": "Wire", "publisher": "paper"},
            "content/sources/leak.yml": {"title": "Leak", "publisher": "insider"},
            "content/publishers.yml": {"paper": {"label": "Paper"}, "insider": {"label": "Insider"}},
        }
    )
    files |= {f"seeds/{name}.txt": SEED.encode() for name in ("wire", "leak")}
    published, shown = build_site(files), build_site(files, Options(drafts=True))
    assert {*shown.site.sources} == {"one", "wire", "leak"}
    assert {*published.site.sources} == {"one", "wire"}
    assert {*published.site.publishers} == {"paper"}
    found = [item for item in published.diagnostics if item.rule == "link-to-draft"]
    assert [item.message for item in found] == [
        "`leak` is a source that no published brief uses, so it is not on the site"
    ]


def test_a_source_has_the_briefs_that_rest_on_it_and_not_those_that_mention_it() -> None:
    _, site, _ = read(project({"a": a_brief(), "b": a_brief(sources=["two"], body="[[one]] says more.")}))
    assert [brief.id for brief in site.sources["one"].briefs] == ["a"]


def briefs_of(result: BuildResult) -> set[str]:
    uris = (re.fullmatch(r"briefs/(.+)\.md", page.uri) for page in result.pages)
    return {uri[1] for uri in uris if uri} - {"index"}


def test_a_mistake_in_a_project_with_drafts_is_reported_once() -> None:
    files = project({"first-draft": a_brief(status="draft"), "done": a_brief(see_also=["first-daft"])})
    found = [item for item in build_site(files).diagnostics if item.rule == "unknown-id"]
    assert [(item.message, item.hint) for item in found] == [
        ("there is no brief `first-daft`", "did you mean `first-draft`?")
    ]


def test_a_seed_without_a_record_or_a_record_without_a_seed_makes_no_page() -> None:
    files = project({"a": a_brief(sources=["one", "two", "three"])})
    files |= {"seeds/two.txt": b"Two."} | files_of(
        {"content/sources/three.yml": {"title": "3", "publisher": "paper"}}
    )
    _, site, diagnostics = read(files)
    assert sorted(item.rule for item in diagnostics) == ["missing-record", "missing-seed"]
    assert set(site.sources) == {"one"}
    assert [source.id for source in site.briefs["a"].sources] == ["one"]
    assert [source.id for source in site.publishers["paper"].sources] == ["one"]


def test_the_briefs_of_a_topic_and_of_all_below_it_are_counted_once() -> None:
    topics = {
        "t-0": {"label": "0", "broader": "t-1"},
        "t-1": {"label": "1", "broader": "t-2"},
        "t-2": {"label": "2"},
    }
    files = project({"a": a_brief(topics=["t-0", "t-1"]), "b": a_brief(topics=["t-1"])}, topics)
    _, site, _ = read(files)
    assert {name: topic.briefs_below for name, topic in site.topics.items()} == {"t-0": 1, "t-1": 2, "t-2": 2}
    assert [topic.id for topic in site.topics["t-2"].narrower] == ["t-1"]


def test_the_broadest_topic_counts_the_briefs_of_the_lowest_level_allowed() -> None:
    for depth, rules in ((MAX_LEVELS - 1, []), (sys.getrecursionlimit() + 50, ["hierarchy-depth"])):
        topics = {f"t-{n}": {"label": f"{n}", "broader": f"t-{n + 1}"} for n in range(depth)}
        topics[f"t-{depth}"] = {"label": "The top"}
        content, site, diagnostics = read(project({"a": a_brief()}, topics))
        assert diagnostics == []
        assert [item.rule for item in hierarchies(content, {})] == rules
        assert site.topics[f"t-{min(depth, MAX_LEVELS - 1)}"].briefs_below == 1


def test_related_briefs_come_with_their_reasons() -> None:
    entities = {"e-0": {"label": "E 0", "kind": "place"}}
    files = project(
        {
            "a": a_brief(entities=["e-0"]),
            "b": a_brief(see_also=["a"], topics=["t-1"]),
            "c": a_brief(entities=["e-0"]),
            "d": a_brief(),
            "e": a_brief(topics=["t-1"]),
        },
        {"t-0": {"label": "T 0"}, "t-1": {"label": "T 1"}},
        entities,
    )
    _, site, _ = read(files)
    assert [(tie.target.id, [thing.id for thing in tie.shared]) for tie in site.briefs["a"].related] == [
        ("b", []),
        ("c", ["e-0", "t-0"]),  # two have the entity, three the topic
        ("d", ["t-0"]),
    ]


def test_an_assumption_may_support_what_another_brief_says() -> None:
    assumption = {"text": "The road stays open.", "supports": ["a#x"]}
    _, site, diagnostics = read(
        project({"a": a_brief(claims=[a_claim("x")]), "b": a_brief(assumptions=[assumption])})
    )
    assert diagnostics == []
    reasons = {slug: [tie.reasons for tie in site.briefs[slug].related] for slug in "ab"}
    assert reasons == {
        "a": [("makes an assumption that this brief depends on",)],
        "b": [("depends on an assumption made here",)],
    }


def test_a_brief_without_sources_that_quotes_words_has_one_error() -> None:
    claim = a_claim("x", text="They say “it grinds again” here.", evidence=[{"quote": "Not said"}])
    brief = a_brief(claims=[claim])
    del brief["sources"]
    _, _, diagnostics = read(project({"a": brief}))
    assert [item.rule for item in diagnostics] == ["missing-field"]


def test_agreement_of_one_origin_is_no_reason_to_call_a_brief_corroborated() -> None:
    files = project(
        {
            "a": a_brief(claims=[a_claim("x")]),
            "b": a_brief(claims=[a_claim("x", corroborates=["a#x"])], sources=["retold"]),
            "c": a_brief(claims=[a_claim("x", corroborates=["a#x"])], sources=["two"]),
        }
    )
    for name, more in {"retold": {"derived_from": "one"}, "two": {}}.items():
        files |= files_of({f"content/sources/{name}.yml": {"title": name, "publisher": "wire", **more}})
        files[f"seeds/{name}.txt"] = SEED.encode()
    files |= files_of({"content/publishers.yml": {"paper": {"label": "Paper"}, "wire": {"label": "Wire"}}})
    _, site, _ = read(files)
    reasons = {slug: {tie.target.id: tie.reasons for tie in site.briefs[slug].related} for slug in "abc"}
    assert reasons["a"] == {"b": ("agrees in part (same origin)",), "c": ("corroborates this brief",)}
    assert reasons["b"]["a"] == ("agrees in part (same origin)",)
    assert reasons["c"]["a"] == ("corroborated here",)


def test_entities_of_a_brief_are_in_order_of_words_capitals_or_not() -> None:
    entities = {name: {"label": name, "kind": "place"} for name in ("COVID", "Central", "apple", "china")}
    entities = {name.lower(): record for name, record in entities.items()}
    _, site, _ = read(project({"a": a_brief(entities=[*entities])}, entities=entities))
    assert [entity.label for entity in site.briefs["a"].entities] == ["apple", "Central", "china", "COVID"]


def test_of_what_briefs_share_rare_things_count_more_and_then_nearness_in_time() -> None:
    topics = {f"t-{number}": {"label": f"T {number}"} for number in range(2)}
    common = {f"common-{number}": a_brief(date=f"2026-11-{number + 10}") for number in range(5)}
    rare = {"rare": a_brief(topics=["t-1"], date="2020-01-01"), "this": a_brief(topics=["t-0", "t-1"])}
    _, site, _ = read(project({**common, **rare}, topics))
    ties = site.briefs["this"].related
    assert [tie.target.id for tie in ties] == [
        "rare", "common-4", "common-3", "common-2", "common-1", "common-0",
    ]  # fmt: skip
    assert [tie.days for tie in ties[:3]] == [-2516, -7, -8]


def linked_words(prose: LinkedProse) -> list[str]:
    return [reference.label or reference.target for reference in prose.prose.references]


def test_entities_that_prose_names_are_linked_once_under_each_heading() -> None:
    entities = {
        "isle": {
            "label": "Birch Island",
            "kind": "place",
            "aliases": ["the isle"],
            "description": "Birch Island is an isle.",
        },
        "sea": {"label": "The Sea", "kind": "place"},
    }
    quotation = {"quote": "Tickets cost 40 crowns", "translation": "The Sea"}
    brief = a_brief(
        title="To Birch Island",
        summary="Birch Island, Birch Island and [[sea]] and The Sea.",
        body="The isle.\n\n# Birch Island\n\nThe Isle. Of *Birch Island*.\n\n## More\n\nOver The Sea to the isle.",
        gaps=["Who went to Birch Island?", "Who left Birch Island over The Sea?"],
        claims=[
            a_claim("one", text="To Birch Island.", evidence=[quotation]),
            a_claim("two", text="From Birch Island."),
        ],
    )
    _, site, diagnostics = read(project({"a": brief}, entities=entities))
    assert diagnostics == []
    a = site.briefs["a"]
    assert linked_words(a.summary) == ["Birch Island", "sea"]
    assert linked_words(a.body) == ["The isle", "The Isle", "The Sea", "the isle"]
    assert [linked_words(gap) for gap in a.gaps] == [["Birch Island"], ["The Sea"]]
    assert [linked_words(claim.text) for claim in a.claims] == [["Birch Island"], ["Birch Island"]]
    assert linked_words(a.claims[0].evidence[0].translation) == []
    assert linked_words(site.entities["isle"].description) == []
    assert [(link.source.id, link.words) for link in site.backlinks["entity", "sea"]] == [
        ("a", "Birch Island, Birch Island and The Sea and The Sea."),
        ("a", "Who left Birch Island over The Sea?"),
        ("a", "Over The Sea to the isle."),
    ]


# Small projects of any kind

few = settings(max_examples=min(200, settings.default.max_examples))  # each example is a project of its own
fewer = settings(max_examples=min(200, settings.default.max_examples // 2))  # each example is several builds

names = st.sampled_from(range(4))
ids = st.lists(names, max_size=3).map(lambda found: [f"{n}" for n in found])


@st.composite
def projects(draw: st.DrawFn) -> dict[str, bytes]:
    """Briefs, topics and places that refer to each other, sometimes in circles and sometimes to nothing."""

    def some(prefix: str) -> list[str]:
        return [f"{prefix}-{n}" for n in draw(st.lists(names, max_size=2))]

    def perhaps(**fields: list[str]) -> dict[str, str]:
        return {name: found[0] for name, found in fields.items() if found}

    def prose() -> str:
        return " ".join(
            ["Words", *(f"*[[{name}]]*" for name in [*some("e"), *some("b"), *some("t"), *some("b-0#c")])]
        )

    def claims() -> list[dict[str, Any]]:
        return [
            a_claim(
                f"c-{n}",
                text=prose(),
                where=some("e"),
                corroborates=some("b-1#c"),
                updates=some("c"),
                evidence=draw(
                    st.sampled_from([["Tickets cost 40 crowns"], ["The ferry"], ["leaves at noon."]])
                ),
            )
            for n in range(draw(st.integers(0, 2)))
        ]

    briefs = {
        f"b-{n}": a_brief(
            date=f"2026-11-{20 + draw(names)}",
            topics=["t-0", *some("t")],
            summary=prose(),
            entities=some("e"),
            see_also=some("b"),
            claims=claims(),
            status=draw(st.sampled_from(["published", "published", "draft"])),
        )
        for n in range(draw(st.integers(1, 4)))
    }
    topics = {
        f"t-{n}": {
            "label": f"T {n % 2}",
            "related": some("t"),
            "definition": prose(),
            **perhaps(broader=some("t")),
        }
        for n in range(draw(st.integers(1, 4)))
    }
    entities = {
        f"e-{n}": {"label": "E", "kind": "place", "description": prose(), **perhaps(located_in=some("e"))}
        for n in range(draw(st.integers(0, 4)))
    }
    return project(briefs, topics, entities)


def all_links(site: Site) -> list[Link]:
    return [link for links in site.backlinks.values() for link in links]


def links_from(site: Site, target: Target) -> list[Link]:
    return [link for link in all_links(site) if link.source == target]


@few
@given(projects())
def test_backlinks_are_the_links_from_the_other_end_and_both_ends_are_there(files: dict[str, bytes]) -> None:
    _, site, _ = read(files)
    for link in all_links(site):
        for end in (link.source, link.target):
            assert end.id in having(site, end.kind)
            assert having(site, end.kind)[end.id].target == end
    for (kind, name), links in site.backlinks.items():
        assert {(link.target.kind, link.target.id) for link in links} == {(kind, name)}
        assert len(set(links)) == len(links)
    for brief in site.briefs.values():
        leading = {("topic", "topic", target.id) for target in brief.topics} | {
            ("source", "source", target.id) for target in brief.sources
        }
        back = {(link.relation, link.target.kind, link.target.id) for link in links_from(site, brief.target)}
        assert {(relation, kind, name) for relation, kind, name in back if relation == kind} == leading


def having(site: Site, kind: str) -> dict[str, Any]:
    return {
        "brief": site.briefs,
        "claim": site.statements,
        "judgment": site.statements,
        "topic": site.topics,
        "entity": site.entities,
        "source": site.sources,
        "publisher": site.publishers,
    }[kind]  # type: ignore[return-value]


@fewer
@given(projects(), st.integers(0, 1000))
def test_the_order_of_the_files_makes_no_difference(files: dict[str, bytes], seed: int) -> None:
    shuffled = list(files.items())
    random.Random(seed).shuffle(shuffled)
    assert build_site(dict(shuffled)) == build_site(files)
    assert resolve(load(dict(shuffled))[0]) == resolve(load(files)[0])


@fewer
@given(st.lists(projects(), min_size=2, max_size=4), st.data())
def test_what_is_remembered_of_earlier_builds_makes_no_difference(
    versions: list[dict[str, bytes]], data: st.DataObject
) -> None:
    memo, files = BuildMemo(), versions[0]
    for version in (*versions, versions[0]):
        paths = data.draw(
            st.sets(st.sampled_from(sorted({*version, *files}))), label="edited, made or deleted"
        )
        edited = {path: version[path] for path in paths if path in version}
        files = {path: text for path, text in files.items() if path not in paths} | edited
        options = Options(drafts=True, for_editor=True)
        assert build_site(files, options, memo=memo) == build_site(files, options)


@few
@given(projects())
def test_what_is_published_never_leads_to_a_draft(files: dict[str, bytes]) -> None:
    content, site, _ = read(files)
    drafts = {slug for slug, brief in content.briefs.items() if brief.status == "draft"}
    leading = {
        source_path(link)
        for link in all_links(site)
        if brief_of(link.target) in drafts and brief_of(link.source) not in drafts
    }
    result = build_site(files)
    rules = ("link-to-draft", "unknown-id", "unknown-reference")
    paths = {rule: {item.span.path for item in result.diagnostics if item.rule == rule} for rule in rules}
    assert paths["link-to-draft"] >= leading  # and of what a draft does not even have
    assert paths["link-to-draft"] - leading <= paths["unknown-id"] | paths["unknown-reference"]
    assert briefs_of(result) == set(content.briefs) - drafts


def source_path(link: Link) -> str:
    folder = {"topic": "content/topics.yml", "entity": "content/entities.yml"}
    return folder.get(link.source.kind, f"content/briefs/{brief_of(link.source)}.yml")


@few
@given(projects())
def test_each_loop_in_a_hierarchy_is_reported_once(files: dict[str, bytes]) -> None:
    content, _, _ = read(files)
    loops = 0
    for above in (
        {name: topic.broader for name, topic in content.topics.items()},
        {name: entity.located_in for name, entity in content.entities.items()},
    ):
        on_loops = set()
        for name in above:
            way = [name]
            while (following := above.get(way[-1])) and following not in way:
                way.append(following)
            if following == name:
                on_loops.add(frozenset(way))
        loops += len(on_loops)
    assert [item.rule for item in build_site(files).diagnostics].count("hierarchy-loop") == loops


@few
@given(projects())
def test_briefs_that_are_linked_are_related(files: dict[str, bytes]) -> None:
    _, site, _ = read(files)
    linked = {
        frozenset({brief_of(link.source), brief_of(link.target)})
        for link in all_links(site)
        if brief_of(link.source) and brief_of(link.target)
    }
    for slug, brief in site.briefs.items():
        related = {tie.target.id for tie in brief.related}
        assert related >= {name for pair in linked if slug in pair for name in pair - {slug}}
        assert slug not in related


# Whatever is wrong

MISTAKES = re.split(
    " ; ",
    "x ; : ; - ;  ; null ; [] ; {} ; [x] ; {x: y} ; '' ; 'x ; \" ; | ; > ; & ; * ; ! ; ~ ; \t ; # ; --- ; 1 ; [[x]] ; "
    "[[ ; ]] ; [[#]] ; [...] ; ![x](y) ; [x](y) ; 2026-02-30 ; [1 ; [null] ; [[[x]]] ; {} ; text ; id ; quote ; é ; "
    "runs-again ; ferry ; harbour ; evidence: ; id: ; status: draft ; aliases: [ferry] ; coordinates: [1] ; "
    "outcome: {} ; outcome: x ; expected: 2026 ; located_in: birch-island ; credibility: 9 ; where: [[]]",
)
Edit = tuple[int, int, str, str]
edits = st.tuples(st.integers(0, 40), st.integers(0, 60), st.sampled_from(MISTAKES), st.sampled_from("idrlw"))


def edited(text: str, edit: Edit) -> str:
    """Make one mistake in a text: insert, delete, repeat, or replace a line or a word."""
    at, column, mistake, kind = edit
    lines = text.split("\n")
    at %= len(lines)
    line = lines[at]
    match kind:
        case "i":
            lines[at] = line[:column] + mistake + line[column:]
        case "d":
            lines[at : at + 1] = []
        case "r":
            lines[at:at] = [line]
        case "l":
            lines[at] = re.match(" *(?:- )?", line)[0] + mistake  # type: ignore[index]
        case "w":
            lines[at] = re.sub(r"(?<=: ).*", mistake.replace("\\", ""), line)
    return "\n".join(lines)


@pytest.mark.parametrize("path", BASE)
@given(st.lists(edits, min_size=1, max_size=3))
def test_whatever_is_wrong_every_finding_has_its_place(path: str, edits: list[Edit]) -> None:
    text = BASE[path]
    for edit in edits:
        text = edited(text, edit)
    files = {name: other.encode() for name, other in {**BASE, path: text}.items()}
    for item in build_site({**files, **EMPTY_TEMPLATES}, Options(drafts=True)).diagnostics:
        assert item.span.path in files or item.rule in ("seed-not-locked", "permalink-not-locked")
        assert "\n" not in item.message
        lines = files.get(item.span.path, b"").decode().split("\n")
        assert (item.span.line, item.span.column) <= (item.span.end_line, item.span.end_column)
        assert item.span.end_line <= len(lines)
        assert item.span.column <= len(lines[item.span.line - 1]) + 1
        assert item.span.end_column <= len(lines[item.span.end_line - 1]) + 1


def test_no_brief_that_an_author_has_linked_is_left_out_of_the_related() -> None:
    slugs = [f"b{number}" for number in range(12)]
    between = [(slugs[0], other, "see also") for other in slugs[1:]]
    ties = related_briefs(dict.fromkeys(slugs, date(2026, 11, 21)), {}, between)[slugs[0]]
    assert {tie.brief for tie in ties} == set(slugs[1:])


def test_one_common_topic_relates_no_two_briefs_but_a_rare_one_or_two_do() -> None:
    slugs = [f"b-{number:02}" for number in range(30)]
    dates = dict.fromkeys(slugs, date(2026, 11, 21))

    def related(**shared: list[str]) -> list[str]:
        things = {("topic", name): members for name, members in shared.items()}
        return [tie.brief for tie in related_briefs(dates, things, [])[slugs[0]]]

    assert related(trade=slugs[:11]) == []
    assert related(trade=slugs[:10]) == slugs[1:9]
    assert related(trade=slugs, world=slugs[:12]) == slugs[1:9]
    assert related(trade=slugs, coal=[slugs[0], slugs[7]]) == [slugs[7]]
