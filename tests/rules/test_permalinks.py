"""The lock of addresses: what stands in it, what is missed, what is proposed in place of it; and redirecting pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build import lock_site
from generator.exports.redirects import redirects
from generator.load.loader import load
from generator.model.content import PERMALINKS, Content
from generator.resolve.resolver import resolve
from generator.rules.permalinks import lock, parse_permalinks, permalinks_kept, permalinks_locked

BRIEF = """\
title: {title}
date: 2026-11-21
sources: [harbour]
topics: [ferries]
summary: Trips.
aliases: [{aliases}]
status: {status}
claims: [{claims}]
"""
LONG = "{id: long, text: Two years is long., evidence: [Two years]}"
WAITED = "{id: waited, text: They waited for two years., evidence: [Two years]}"
FILES = {
    "seeds/harbour.txt": "Two years is long.",
    "content/sources/harbour.yml": "title: Harbour\npublisher: coast-news\n",
    "content/publishers.yml": "coast-news: {label: Coast News}\n",
    "content/topics.yml": "ferries: {label: Ferries}\n",
}


def brief(*claims: str, title: str = "Trips", aliases: str = "", status: str = "published") -> str:
    return BRIEF.format(title=title, aliases=aliases, status=status, claims=", ".join(claims))


def content(locked: str | None = None, /, **briefs: str) -> Content:
    """Read a small project."""
    files = FILES | {f"content/briefs/{slug}.yml": text for slug, text in briefs.items()}
    if locked is not None:
        files["content/permalinks.lock"] = locked
    read, _ = load({path: text.encode() for path, text in files.items()})
    return read


def addresses(made: bytes) -> list[str]:
    head, *names = made.decode().splitlines()
    assert head.startswith("# ")
    return names


def missed(read: Content) -> list[str]:
    """What is reported: the line, and the hint in its first line."""
    found = permalinks_kept(read, {})
    return [f"{item.span.line}: {item.message}; {item.hint.splitlines()[0]}" for item in found]


def test_the_lock_has_every_address_in_order_and_nothing_of_drafts() -> None:
    read = content(
        trips=brief(WAITED, LONG.replace("long,", "long, aliases: [ages],"), aliases="journeys"),
        trip=brief(),
        island=brief(LONG, aliases="isle", status="draft"),
    )
    made, withdrawn = lock(read)
    assert addresses(made) == ["journeys", "trip", "trips", "trips#ages", "trips#long", "trips#waited"]
    assert withdrawn == ()


def test_what_was_locked_stays_while_it_leads_somewhere() -> None:
    renamed = content("journeys\njourneys#ages\ntrips\n", trips=brief(LONG, aliases="journeys"))
    made, withdrawn = lock(renamed)
    assert addresses(made) == ["journeys", "trips", "trips#long"]
    assert withdrawn == ("journeys#ages",)
    kept = content("journeys#long\n", trips=brief(LONG, aliases="journeys"))
    assert "journeys#long" in addresses(lock(kept)[0])


def test_a_slug_that_was_taken_out_of_aliases_is_missed_like_any_other() -> None:
    locked = lock(content(trips=brief(LONG, aliases="journeys")))[0].decode()
    assert missed(content(locked, trips=brief(LONG))) == [
        "2: /briefs/journeys/ was published, and content/briefs/journeys.yml is missing; "
        "restore it, or add `aliases: [journeys]` to the brief that replaces it"
    ]


def test_after_two_renamings_the_first_address_must_still_lead_to_the_brief() -> None:
    locked = "first\nfirst#long\nsecond\nsecond#long\n"
    assert not missed(content(locked, third=brief(LONG, aliases="first, second")))
    assert [
        line.split(" was ")[0] for line in missed(content(locked, third=brief(LONG, aliases="second")))
    ] == ["1: /briefs/first/"]


@pytest.mark.parametrize(
    ("slug", "text", "proposed"),
    [
        ("boats", brief(LONG, WAITED, title="Boats"), True),  # it holds the ids that are missed
        ("journeys", brief(title="Trips in winter"), True),  # it is new, and has a title like the slug
        ("trip-in-winter", brief(title="Boats"), True),  # it is new, and has a slug like that one
        ("boats", brief(title="Boats"), False),
        ("ferry", brief(title="Trips in winter"), False),  # it is not new
    ],
)
def test_the_brief_that_one_most_likely_became_is_named(slug: str, text: str, proposed: bool) -> None:
    locked = "trips-in-winter\ntrips-in-winter#long\ntrips-in-winter#waited\nferry\n"
    (found,) = missed(content(locked, **{"ferry": brief(title="Ferry"), slug: text}))
    assert "1: /briefs/trips-in-winter/ was published with 2 claims or judgments" in found
    assert found.endswith(
        f"the brief that replaces it{f', most likely content/briefs/{slug}.yml' * proposed}"
    )


@pytest.mark.parametrize(
    ("claims", "proposed"),
    [
        ([LONG], "`long` on line 8"),  # the only one that is new
        ([LONG, WAITED], "`waited` on line 8"),  # its words are like the id
        ([LONG, WAITED.replace("id: waited", "id: has-waited")], "`has-waited` on line 8"),
        ([LONG.replace("id: long", "id: locked")], None),
    ],
)
def test_the_claim_that_takes_the_place_of_one_is_named(claims: list[str], proposed: str | None) -> None:
    (found,) = missed(
        content("trips\ntrips#waited-for-two-years\ntrips#locked\n", trips=brief(*claims, LOCKED))
    )
    assert found.startswith(
        "2: `trips#waited-for-two-years` was published, and content/briefs/trips.yml has no"
    )
    assert found.partition(", most likely ")[2] == (proposed or "")


LOCKED = "{id: locked, text: A third., evidence: [Two years]}"


def test_a_brief_that_is_a_draft_again_is_missed_and_its_alias_with_it() -> None:
    found = missed(content("trips\njourneys\n", trips=brief(LONG, aliases="journeys", status="draft")))
    assert [line.split(" was ")[0] for line in found] == ["2: /briefs/journeys/", "1: /briefs/trips/"]
    assert all(
        line.endswith("content/briefs/trips.yml is a draft now; remove `status: draft`") for line in found
    )


def test_what_a_file_that_cannot_be_read_may_contain_is_neither_missed_nor_withdrawn() -> None:
    locked = "journeys\ntrips\ntrips#gone\nvoyages\nvoyages#gone\n"
    read = content(locked, trips="title: [", voyages=brief("{id: No Name, text: A., evidence: [Two years]}"))
    assert missed(read) == []
    made, withdrawn = lock(read)
    assert addresses(made) == locked.split()
    assert withdrawn == ()


def test_locked_addresses_are_asked_for_once() -> None:
    def asked(read: Content) -> list[str]:
        return [item.message for item in permalinks_locked(read, {})]

    read = content(trips=brief(LONG))
    assert asked(read) == ["published URLs are not locked, so a lost one would go unnoticed"]
    assert asked(replace(read, locks={PERMALINKS: "trips\n"})) == ["1 URL is not locked: trips#long"]
    assert asked(replace(read, locks={PERMALINKS: lock(read)[0].decode()})) == []
    many = content("", trips=brief(*(LONG.replace("long", f"claim-{at}") for at in range(9))))
    assert asked(many) == [
        "10 URLs are not locked: trips, trips#claim-0, trips#claim-1, trips#claim-2, trips#claim-3 and 5 more"
    ]


NAMES = st.from_regex(r"[a-c]{1,2}(#[a-c])?", fullmatch=True)


@given(st.lists(NAMES), st.lists(NAMES), st.randoms())
def test_two_branches_merge_by_keeping_the_lines_of_both(
    ours: list[str], theirs: list[str], random: object
) -> None:
    merged = [f"{name}\n" for name in (*ours, *theirs)]
    random.shuffle(merged)  # type: ignore[attr-defined]
    names, wrong = parse_permalinks("".join(merged))
    assert (names.keys(), wrong) == (set(ours) | set(theirs), [])


@given(st.lists(st.text() | NAMES))
def test_any_text_is_read_line_by_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    names, wrong = parse_permalinks(text)
    count = text.count("\n") + 1
    assert all(1 <= line <= count for line in names.values())
    assert all(1 <= item.span.line <= count for item in wrong)


@given(st.sets(NAMES), st.booleans())
def test_locking_twice_is_locking_once(locked: set[str], accept: bool) -> None:
    files = FILES | {
        "content/briefs/a.yml": brief(LONG.replace("id: long", "id: a"), aliases="b"),
        "content/briefs/c.yml": brief(status="draft"),
        "content/permalinks.lock": "".join(f"{name}\n" for name in locked),
    }
    data = {path: text.encode() for path, text in files.items()}
    once = lock_site(data, accept=accept)
    assert bool(once.blockers) == (bool(once.withdrawn) and not accept)
    again = lock_site(data | once.files)
    assert (again.files, again.withdrawn, again.blockers) == (once.files, (), ())


def redirecting(site_url: str = "", **briefs: str) -> dict[str, str]:
    site = resolve(content(**briefs)).site
    return {asset.uri: asset.data.decode() for asset in redirects(site, site_url)}


def test_every_former_slug_leads_straight_to_the_brief_with_and_without_a_script() -> None:
    made = redirecting(third=brief(aliases="first, second", title="Trips <again>"))
    assert sorted(made) == ["briefs/first/index.html", "briefs/second/index.html"]
    for page in made.values():
        assert '<script src="../../assets/redirect.js" data-to="../third/"></script>' in page
        assert '<noscript><meta http-equiv="refresh" content="0; url=../third/"></noscript>' in page
        assert '<a href="../third/">Trips &lt;again&gt;</a>' in page
        assert '<link rel="canonical" href="../third/">' in page


@pytest.mark.parametrize("site_url", ["https://site.example/repo", "https://site.example/repo/"])
def test_where_the_site_knows_its_address_search_engines_are_told_the_whole_one(site_url: str) -> None:
    (page,) = redirecting(site_url, trips=brief(aliases="journeys")).values()
    assert '<link rel="canonical" href="https://site.example/repo/briefs/trips/">' in page
    assert 'data-to="../trips/"' in page  # so that a copy of the site elsewhere leads to itself
