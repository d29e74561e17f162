"""Backlinks are exactly the inverse of what authors write: of ids in fields, references in prose, names in prose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.site import Link, Site, Target
from tests.resolve.test_resolver import a_brief, a_claim, project, read

# Three entities, each with two names, of which one is part of another's; e-3 is never there.
NAMES = {"e-0": ("Alderby", "앨더"), "e-1": ("Birchholm", "BHM"), "e-2": ("Port of Alderby", "Cedarfield")}
IDS = ("e-0", "e-1", "e-2", "e-3", "t-0", "t-1", "b-0", "b-1", "b-2", "b-0#c-0", "b-1#j-0")
NOTHING_HERE = (  # where a name makes no link
    "\n\n# {}\n\n",
    "`{}`",
    "\n\n> {}\n\n",
    "[{}](https://a.example/)",
    "x{}",
    "{}x",
    "\n\n    {}\n\n",
)
STATEMENTS = ("corroborates", "contradicts", "updates")

Seen = tuple[str, str, str]  # relation, source and target, both with their kind


@dataclass
class Writing:
    """A project as it is being made up, and the links that follow from what was written, be there a target or not."""

    draw: st.DrawFn
    links: list[Seen] = field(default_factory=list)

    def some(self, owner: str, relation: str, ids: Iterable[str]) -> list[str]:
        """Fill a field with ids."""
        found = self.draw(st.lists(st.sampled_from(list(ids)), max_size=2, unique=True))
        self.links += [(relation, owner, f"{kind(name)} {name}") for name in found]
        return found

    def prose(self, owner: str) -> str:
        """Write prose in which things are named and referred to, and names stand where they mean nothing."""
        pieces = ["Words"]
        piece = st.tuples(st.sampled_from(["name", "reference", "nothing"]), st.integers(0, 20))
        for what, which in self.draw(st.lists(piece, max_size=5)):
            entity, names = list(NAMES.items())[which % 3]
            name = names[which % 2]
            if what == "name":
                pieces.append(f"of {name}에서" if name == "앨더" else f"of {name}")
                self.links += [("mentions", owner, f"entity {entity}")] * (owner != f"entity {entity}")
            elif what == "reference":
                target = IDS[which % len(IDS)]
                pieces.append(f"[[{target}|these]]" if which % 2 else f"[[{target}]]")
                self.links.append(("mentions", owner, f"{kind(target)} {target}"))
            else:
                pieces.append(NOTHING_HERE[which % len(NOTHING_HERE)].format(name))
        return " ".join(pieces) + "."


@st.composite
def writings(draw: st.DrawFn) -> tuple[dict[str, bytes], set[Seen]]:
    """Make up a project: its files, and the links between the things in it that are there."""
    writing = Writing(draw)
    briefs = {f"b-{number}": brief(writing, f"b-{number}") for number in range(draw(st.integers(1, 3)))}
    topics = {
        f"t-{number}": {
            "label": f"Topic {number}",
            "definition": writing.prose(f"topic t-{number}"),
            "related": writing.some(f"topic t-{number}", "related", ["t-0", "t-1"]),
        }
        for number in range(draw(st.integers(1, 2)))
    }
    entities = {
        name: {
            "label": names[0],
            "aliases": [names[1]],
            "kind": "place",
            "description": writing.prose(f"entity {name}"),
        }
        for name, names in list(NAMES.items())
    }
    there = {f"brief {slug}" for slug in briefs} | {f"topic {name}" for name in topics}
    there |= {f"entity {name}" for name in entities} | {"source one"}
    for slug, written in briefs.items():
        there |= {f"claim {slug}#{claim['id']}" for claim in written["claims"]}
        there |= {f"judgment {slug}#{judgment['id']}" for judgment in written["judgments"]}
    return project(briefs, topics, entities), {link for link in writing.links if link[2] in there}


def brief(writing: Writing, slug: str) -> dict[str, Any]:
    owner = f"brief {slug}"
    writing.links.append(("source", owner, "source one"))
    claims = []
    for number in range(writing.draw(st.integers(0, 2))):
        claim = f"claim {slug}#c-{number}"
        refs = {name: writing.some(claim, name, ["b-0#c-0", "b-1#c-1"]) for name in STATEMENTS}
        where = writing.some(claim, "where", NAMES)
        claims.append(a_claim(f"c-{number}", text=writing.prose(claim), where=where, **refs))
        writing.links.append(("quotes", claim, "source one"))
    judgments = []
    if writing.draw(st.booleans()):
        judgment = f"judgment {slug}#j-0"
        based_on = writing.some(judgment, "based on", ["b-0#c-0", "b-1#j-0"])
        judgments = [{"id": "j-0", "text": writing.prose(judgment), "based_on": based_on}]
    return a_brief(
        topics=writing.some(owner, "topic", ["t-0", "t-1"]) or ["t-9"],
        entities=writing.some(owner, "names", NAMES),
        see_also=writing.some(owner, "see also", ["b-0", "b-1", "b-2"]),
        summary=writing.prose(owner),
        body=writing.prose(owner),
        gaps=[writing.prose(owner), writing.prose(owner)],
        claims=claims,
        judgments=judgments,
    )


def kind(name: str) -> str:
    """Say what an id is of; those here begin with the first letter of it."""
    return {"e": "entity", "t": "topic", "b": "brief", "c": "claim", "j": "judgment"}[name.split("#")[-1][0]]


def seen(link: Link) -> Seen:
    return link.relation, shown(link.source), shown(link.target)


def shown(target: Target) -> str:
    return f"{target.kind} {target.id}"


few = settings(max_examples=min(200, settings.default.max_examples))  # each example is a project of its own


def all_links(site: Site) -> list[Link]:
    return [link for links in site.backlinks.values() for link in links]


@few
@given(writings())
def test_what_is_written_is_linked_from_both_ends_and_nothing_else(
    writing: tuple[dict[str, bytes], set[Seen]],
) -> None:
    files, expected = writing
    _, site, _ = read(files)
    # Who published a source is written once, in the project that all share.
    assert {seen(link) for link in all_links(site)} == expected | {
        ("published by", "source one", "publisher paper")
    }
    assert_backlinks_lead_to_each_thing(site, expected)
    assert_mentions_have_the_words_that_mention(site)


def assert_backlinks_lead_to_each_thing(site: Site, expected: set[Seen]) -> None:
    leading: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for relation, source, target in expected:
        leading[target].add((relation, source))
    back = {
        f"{kind} {name}": {seen(link)[:2] for link in links} for (kind, name), links in site.backlinks.items()
    }
    del back["publisher paper"]
    assert back == leading


def assert_mentions_have_the_words_that_mention(site: Site) -> None:
    for link in all_links(site):
        if link.relation == "mentions":
            names = (link.target.label, *NAMES.get(link.target.id, ()), "these")
            assert any(name in link.words for name in names), link
        else:
            assert link.words == ""
