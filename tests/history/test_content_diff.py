"""The changes between two small contents, and their text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from textwrap import dedent

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.history.content_diff import Change, changes
from generator.history.diff_text import changes_data, changes_text
from generator.load.loader import load
from generator.model.content import Content
from generator.text.word_diff import word_diff

BRIEF = """\
title: Trucks at the border
date: 2026-11-21
sources: [article]
topics: [trade]
summary: Trucks are waiting at the border.
claims:
  - id: queue
    text: The source says that trucks are waiting in a line at the border crossing.
    when: 2024-01~
    where: [tojang]
    credibility: 3
    evidence: [trucks are waiting in a line]
  - id: inspection
    text: The source says that every vehicle is inspected before it may load goods.
    expected: 2024-06?
    outcome: {status: open}
    evidence:
      - inspected before loading
      - {quote: every vehicle is searched twice, prefix: that}
judgments:
  - id: exports
    text: Goods leave the country again.
    likelihood: likely
    confidence: low
    based_on: [queue]
    against: [inspection]
gaps: [No number of trucks is given., The day is not named.]
body: |
  First paragraph, of some length, so that there is something to leave out in between its two ends when it is shown.

  Second paragraph.
revisions: [{date: 2026-11-21, note: First version.}]
"""

FILES = {
    "content/briefs/trucks.yml": BRIEF,
    "content/briefs/other.yml": """\
title: Another brief
date: 2026-11-22
sources: [article]
topics: [trade]
summary: See [[trucks#queue]] and [[trucks|the first]].
claims:
  - id: seen
    text: Someone saw it.
    evidence: [seen]
    corroborates: [trucks#queue]
see_also: [trucks]
""",
    "content/sources/article.yml": "title: An article\npublisher: paper\npublished: 2024-01\nurl: https://paper.example/a\n",
    "content/publishers.yml": "paper: {label: The Paper, reliability: C}\n",
    "content/topics.yml": "trade: {label: Trade, alt_labels: [Commerce]}\n",
    "content/entities.yml": "tojang: {label: Tojang, kind: place, coordinates: [41.4, 128.2]}\n",
    "seeds/article.txt": "The article.\n",
}

FIRST = "content/briefs/trucks.yml"


def content(files: dict[str, str] = FILES) -> Content:
    read, _ = load({path: text.encode() for path, text in files.items()})
    return read


def edited(*edits: tuple[str, str, str], files: dict[str, str] = FILES) -> dict[str, str]:
    """Replace text in files: (path, old, new)."""
    files = dict(files)
    for path, old, new in edits:
        assert files[path].count(old) == 1, (path, old)
        files[path] = files[path].replace(old, new)
    return files


def in_brief(*edits: tuple[str, str]) -> tuple[Change, ...]:
    return changes(content(), content(edited(*((FIRST, old, new) for old, new in edits))))


def shown(found: Iterable[Change]) -> list[tuple[str, str, str | None, str | None]]:
    return [(change.where, change.what, change.before, change.after) for change in found]


def test_the_example_can_be_read() -> None:
    assert load({path: text.encode() for path, text in FILES.items()})[1] == []


def test_nothing_changed() -> None:
    assert changes(content(), content()) == ()
    assert changes_text((), "v1.0") == "No changes in the content since v1.0."
    assert changes_data((), "v1.0") == {"since": "v1.0", "changes": []}


# Mistakes in a file: they must not be reported as a value that was removed or, in the other direction, added.
MISTAKES = {
    "a rejected value": (FIRST, "credibility: 3", "credibility: 9"),
    "a misspelled field": (FIRST, "confidence: low", "confidance: low"),
    "a field without a value": (FIRST, "where: [tojang]", "where:"),
    "a missing required field": (FIRST, "title: Trucks at the border\n", ""),
    "a rejected id": (FIRST, "- id: queue", "- id: The Queue"),
    "a duplicate field": (FIRST, "confidence: low", "confidence: low\n    confidence: high"),
    "a TODO in a published brief": (FIRST, "credibility: 3", "credibility: TODO"),
    "in a source": ("content/sources/article.yml", "published: 2024-01", "published: January"),
    "in a publisher": ("content/publishers.yml", "reliability: C", "reliability: G"),
    "in an entity": ("content/entities.yml", "kind: place", "kind: city"),
    "in a topic": ("content/topics.yml", "alt_labels: [Commerce]", "alt_labels: Commerce"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_not_a_change(mistake: tuple[str, str, str]) -> None:
    right, wrong = content(), content(edited(mistake))
    assert (changes(right, wrong), changes(wrong, right)) == ((), ())


def test_records_without_mistakes_are_compared_next_to_those_with_one() -> None:
    topics = "trade: {label: Trade, alt_labels: [Commerce]}\n"
    before = edited(("content/topics.yml", topics, topics + "border: {label: Border}\n"))
    mistyped = ("content/topics.yml", "alt_labels: [Commerce]", "alt_labels: Commerce")
    after = edited(mistyped, ("content/topics.yml", "Border", "The border"), files=before)
    assert shown(changes(content(before), content(after))) == [
        ("topic border", "label", "Border", "The border")
    ]


def test_a_mistake_in_a_publisher_does_not_change_the_rating_of_a_claim() -> None:
    mistyped = ("content/publishers.yml", "reliability: C", "reliability: G")
    found = changes(content(), content(edited(mistyped, (FIRST, "credibility: 3", "credibility: 2"))))
    assert shown(found) == [("trucks#queue", "credibility", "3, possibly true", "2, probably true")]


def test_a_renamed_brief_with_a_mistake_is_neither_removed_nor_added() -> None:
    files = edited((FIRST, "date: 2026-11-21\nsources", "date: 2026-13-21\naliases: [trucks]\nsources"))
    files["content/briefs/lorries.yml"] = files.pop(FIRST)
    assert changes(content(), content(files)) == ()


def test_a_todo_in_a_draft_is_not_a_mistake() -> None:
    draft = edited(
        (FIRST, "date: 2026-11-21\nsources", "date: TODO\nstatus: draft\nsources"),
        (FIRST, "topics: [trade]", "topics: [TODO]"),
        (FIRST, "summary: Trucks are waiting at the border.", "summary: TODO"),
    )
    written = edited((FIRST, "date: 2026-11-21\nsources", "date: 2026-11-21\nstatus: draft\nsources"))
    assert shown(changes(content(draft), content(written))) == [
        ("trucks", "date", None, "21 November 2026"),
        ("trucks", "topic", None, "trade"),
        ("trucks", "summary", "TODO", "Trucks are waiting at the border."),
    ]


# field: what is replaced in the brief, and the expected change
FIELDS = {
    "likelihood": ("likelihood: likely", "likelihood: very likely", "exports", "likely", "very likely"),
    "confidence": ("confidence: low", "confidence: moderate", "exports", "low", "moderate"),
    "when": ("when: 2024-01~", "when: '[2024-01..]'", "queue", "about January 2024", "January 2024 or later"),
    "expected": (
        "expected: 2024-06?",
        "expected: 2024-07",
        "inspection",
        "June 2024 (uncertain)",
        "July 2024",
    ),
    "outcome": ("{status: open}", "{status: late}", "inspection", "open", "late"),
    "outcome by": ("{status: open}", "{status: open, by: queue}", "inspection", None, "queue"),
    "outcome note": ("{status: open}", "{status: open, note: Why.}", "inspection", None, "Why."),
    "where": ("where: [tojang]", "where: [tojang, hyesan]", "queue", None, "hyesan"),
    "basis": ("based_on: [queue]", "based_on: [queue, other#seen]", "exports", None, "other#seen"),
    "against": ("    against: [inspection]\n", "", "exports", "inspection", None),
    "contradicts": (
        "    credibility: 3\n",
        "    credibility: 3\n    contradicts: [other#seen]\n",
        "queue",
        None,
        "other#seen",
    ),
    "quotation prefix": ("prefix: that", "prefix: and that", "inspection", "that", "and that"),
    "quotation suffix": ("prefix: that", "prefix: that, suffix: '.'", "inspection", None, "."),
    "quotation translation": ("prefix: that", "prefix: that, translation: X", "inspection", None, "X"),
    "title": ("title: Trucks at", "title: Lorries at", "", "Trucks at the border", "Lorries at the border"),
    "date": (
        "date: 2026-11-21\nsources",
        "date: 2026-12-01\nsources",
        "",
        "21 November 2026",
        "1 December 2026",
    ),
    "source": ("sources: [article]", "sources: [article, letter]", "", None, "letter"),
    "topic": ("topics: [trade]", "topics: [trade, smuggling]", "", None, "smuggling"),
    "status": ("claims:\n", "status: draft\nclaims:\n", "", "published", "draft"),
    "entity": ("claims:\n", "entities: [tojang]\nclaims:\n", "", None, "tojang"),
    "see also": ("gaps: [", "see_also: [other]\ngaps: [", "", None, "other"),
    "alias": ("gaps: [", "aliases: [lorries]\ngaps: [", "", None, "lorries"),
    "assumption": ("gaps: [", "assumptions: [One border.]\ngaps: [", "", None, "One border."),
    "gap": ("No number of trucks is given., ", "", "", "No number of trucks is given.", None),
    "revision": (
        "note: First version.}",
        "note: First version.}, {date: 2026-12-01, note: A typing mistake.}",
        "",
        None,
        "1 December 2026: A typing mistake.",
    ),
}


@pytest.mark.parametrize("what", FIELDS)
def test_each_field_of_a_brief_is_one_change(what: str) -> None:
    old, new, statement, before, after = FIELDS[what]
    where = f"trucks#{statement}" if statement else "trucks"
    assert shown(in_brief((old, new))) == [(where, what, before, after)]


SOURCE, PAPER = "content/sources/article.yml", "publisher: paper"

# The same for the other files: record and field
RECORDS = {
    "source article published": (SOURCE, "2024-01", "2024-02~", "January 2024", "about February 2024"),
    "source article reliability": (SOURCE, PAPER, f"{PAPER}\nreliability: B", None, "B, usually reliable"),
    "source article rights": (SOURCE, PAPER, f"{PAPER}\nrights: full", "quote", "full"),
    "source article url": (
        SOURCE,
        "example/a",
        "example/b",
        "https://paper.example/a",
        "https://paper.example/b",
    ),
    "source article archived": (
        SOURCE,
        PAPER,
        f"{PAPER}\narchived: {{url: 'http://a.b/1'}}",
        None,
        "http://a.b/1",
    ),
    "publisher paper reliability": (
        "content/publishers.yml",
        "reliability: C",
        "reliability: B",
        "C, fairly reliable",
        "B, usually reliable",
    ),
    "topic trade alternative label": (
        "content/topics.yml",
        "[Commerce]",
        "[Commerce, Dealing]",
        None,
        "Dealing",
    ),
    "entity tojang coordinates": ("content/entities.yml", "128.2", "128.3", "41.4, 128.2", "41.4, 128.3"),
}


@pytest.mark.parametrize("said", RECORDS)
def test_each_field_of_a_record_is_one_change(said: str) -> None:
    path, old, new, before, after = RECORDS[said]
    (found,) = changes(content(), content(edited((path, old, new))))
    assert (f"{found.where} {found.what}", found.before, found.after) == (said, before, after)
    assert said.startswith(f"{found.kind} ")


def test_records_added_and_removed() -> None:
    fuller = {
        **FILES,
        "content/sources/letter.yml": "title: A letter\npublisher: post\n",
        "content/publishers.yml": FILES["content/publishers.yml"] + "post: {label: The Post}\n",
        "content/topics.yml": FILES["content/topics.yml"] + "fuel: {label: Fuel}\n",
        "content/entities.yml": FILES["content/entities.yml"] + "kim: {label: Kim, kind: person}\n",
        "content/briefs/third.yml": BRIEF.replace("Trucks at the border", "A third one"),
        "seeds/letter.txt": "The letter.\n",
    }
    added = [
        ("third", "brief", None, "A third one"),
        ("source letter", "source", None, "A letter"),
        ("publisher post", "publisher", None, "The Post"),
        ("topic fuel", "topic", None, "Fuel"),
        ("entity kim", "entity", None, "Kim"),
        ("seed letter", "seed", None, f"SHA-256 {sha256(b'The letter.' + bytes([10])).hexdigest()[:12]}…"),
    ]
    found = changes(content(), content(fuller))
    assert shown(found) == added
    assert [(change.before, change.after) for change in changes(content(fuller), content())] == [
        (change.after, change.before) for change in found
    ]
    assert changes_text(found, "v1").splitlines()[:5] == [
        "6 changes in the content since v1:",
        "",
        "brief third added: A third one",
        "",
        "source letter added: A letter",
    ]


def test_a_seed_whose_bytes_changed() -> None:
    (found,) = changes(content(), content(edited(("seeds/article.txt", "article.", "article. "))))
    assert (found.where, found.what) == ("seed article", "bytes")
    assert found.before != found.after


def test_changes_of_likelihood_and_confidence_give_the_reason() -> None:
    revision = "First version.}, {date: 2026-12-01, note: A second report names the trucks.}"
    found = in_brief(
        ("likelihood: likely", "likelihood: very likely"),
        ("confidence: low", "confidence: moderate"),
        ("against: [inspection]", "against: [queue]"),
        ("First version.}", revision),
    )
    assert [(change.what, change.because) for change in found] == [
        ("likelihood", ("A second report names the trucks.",)),
        ("confidence", ("A second report names the trucks.",)),
        ("against", ()),
        ("against", ()),
        ("revision", ()),
    ]
    assert changes_text(found, "HEAD") == dedent(
        """\
        5 changes in the content since HEAD:

        brief trucks
          judgment exports
            likelihood: likely -> very likely
            confidence: low -> moderate
            because: A second report names the trucks.
            against added: queue
            against removed: inspection
          revision added: 1 December 2026: A second report names the trucks."""
    )


def test_a_missing_reason_is_reported() -> None:
    found = in_brief(("confidence: low", "confidence: high"))
    assert found[0].because == ()
    assert changes_text(found, "HEAD").endswith(
        "    because: no reason given; add an entry to `revisions` that says why"
    )


def test_a_new_judgment_needs_no_reason() -> None:
    new = "judgments:\n  - {id: late, text: It comes late., likelihood: unlikely, confidence: low, based_on: [queue]}\n"
    found = in_brief(("judgments:\n", new))
    assert changes_text(found, "HEAD") == dedent(
        """\
        4 changes in the content since HEAD:

        brief trucks
          judgment late added: It comes late.
            likelihood: unlikely
            confidence: low
            basis: queue"""
    )


def test_credibility_changes_the_rating() -> None:
    found = in_brief(("credibility: 3", "credibility: 2"))
    assert shown(found) == [
        ("trucks#queue", "credibility", "3, possibly true", "2, probably true"),
        ("trucks#queue", "rating", "C3", "C2"),
    ]
    removed = in_brief(("    credibility: 3\n", ""))
    assert [change.after for change in removed] == [None, None]


def test_an_unknown_rating_is_not_compared() -> None:
    broken = edited(
        (FIRST, "credibility: 3", "credibility: 2"), ("content/sources/article.yml", "title", "title: [")
    )
    assert [change.what for change in changes(content(), content(broken))] == ["credibility"]


def test_rewording_shows_old_and_new_words() -> None:
    found = in_brief(
        ("waiting in a line at the border", "standing at the border"),
        ("[trucks are waiting in a line]", "[trucks are waiting in a long line]"),
        ("something to leave out", "much to leave out"),
    )
    assert changes_text(found, "HEAD") == dedent(
        """\
        3 changes in the content since HEAD:

        brief trucks
          claim queue
            reworded: The source says that trucks are [-waiting in a line-] {+standing+} at the border
              crossing.
            quotation changed: trucks are waiting in a {+long+} line
          body changed: First paragraph, of some length, so that there is [-something-] {+much+} to
            leave out in between its two ends …"""
    )


def test_claims_added_and_removed() -> None:
    queue = BRIEF[BRIEF.index("  - id: queue") : BRIEF.index("  - id: inspection")]
    new = "  - {id: fuel, text: Fuel is dear., when: 2024-02, credibility: 4, evidence: [fuel is dear]}\n"
    found = in_brief((queue, new))
    assert shown(found) == [
        ("trucks#fuel", "claim", None, "Fuel is dear."),
        ("trucks#fuel", "when", None, "February 2024"),
        ("trucks#fuel", "quotation", None, "fuel is dear"),
        ("trucks#fuel", "credibility", None, "4, doubtful"),
        ("trucks#fuel", "rating", None, "C4"),
        (
            "trucks#queue",
            "claim",
            "The source says that trucks are waiting in a line at the border crossing.",
            None,
        ),
    ]
    assert [change.kind for change in found] == ["claim"] * 6
    text = changes_text(found, "HEAD")
    assert "  claim fuel added: Fuel is dear.\n    when: February 2024\n" in text
    assert "  claim queue removed: The source says" in text


def test_a_new_id_for_nearly_the_same_text_and_references_to_it() -> None:
    found = changes(
        content(),
        content(
            edited(
                (FIRST, "id: queue", "id: line-of-trucks"),
                (FIRST, "trucks are waiting in a line at", "trucks are waiting in line at"),
                (FIRST, "credibility: 3", "credibility: 2"),
                (FIRST, "based_on: [queue]", "based_on: [trucks#line-of-trucks]"),
                (
                    "content/briefs/other.yml",
                    "corroborates: [trucks#queue]",
                    "corroborates: [trucks#line-of-trucks]",
                ),
                ("content/briefs/other.yml", "[[trucks#queue]]", "[[trucks#line-of-trucks]]"),
            )
        ),
    )
    assert [(change.where, change.what) for change in found] == [
        ("trucks#line-of-trucks", "id"),
        ("trucks#line-of-trucks", "text"),
        ("trucks#line-of-trucks", "credibility"),
        ("trucks#line-of-trucks", "rating"),
    ]
    assert (found[3].before, found[3].after) == ("C3", "C2")
    assert "  claim line-of-trucks\n    id changed from queue to line-of-trucks\n" in changes_text(
        found, "HEAD"
    )


def test_a_new_id_for_different_text_is_another_claim() -> None:
    found = in_brief(
        ("id: queue", "id: crossing"),
        (
            "trucks are waiting in a line at the border crossing",
            "no one has come to the river since the flood",
        ),
    )
    assert ("trucks#crossing", "claim") in [(change.where, change.what) for change in found]
    assert ("trucks#queue", "claim") in [(change.where, change.what) for change in found]


def test_a_new_id_for_different_text_is_the_same_claim_if_the_old_id_is_an_alias() -> None:
    files = edited(
        (FIRST, "id: queue", "id: crossing\n    aliases: [queue]"),
        (
            FIRST,
            "trucks are waiting in a line at the border crossing",
            "no one has come to the river since the flood",
        ),
        (FIRST, "based_on: [queue]", "based_on: [crossing]"),
        ("content/briefs/other.yml", "[[trucks#queue]]", "[[trucks#crossing]]"),
        ("content/briefs/other.yml", "corroborates: [trucks#queue]", "corroborates: [trucks#crossing]"),
    )
    found = changes(content(), content(files))
    assert [(change.where, change.what) for change in found] == [
        ("trucks#crossing", "id"),
        ("trucks#crossing", "text"),
    ]
    assert (found[0].before, found[0].after) == ("queue", "crossing")


def test_a_renamed_brief_is_matched_by_its_alias() -> None:
    files = edited(
        (FIRST, "gaps: [", "aliases: [trucks]\ngaps: ["),
        ("content/briefs/other.yml", "[[trucks#queue]]", "[[lorries#queue]]"),
        ("content/briefs/other.yml", "[[trucks|the first]]", "[[lorries|the first]]"),
        ("content/briefs/other.yml", "corroborates: [trucks#queue]", "corroborates: [lorries#queue]"),
        ("content/briefs/other.yml", "see_also: [trucks]", "see_also: [lorries]"),
    )
    files["content/briefs/lorries.yml"] = files.pop(FIRST)
    found = changes(content(), content(files))
    kept = {**FILES, "content/briefs/lorries.yml": files["content/briefs/lorries.yml"]}
    del kept[FIRST]
    assert changes(content(), content(kept)) == found  # the others may go on using the alias
    assert shown(found) == [("lorries", "slug", "trucks", "lorries")]
    assert changes_text(found, "HEAD").endswith("brief lorries\n  renamed from trucks")

    files = edited(("content/briefs/lorries.yml", "credibility: 3", "credibility: 2"), files=files)
    assert shown(changes(content(), content(files)))[1:] == [
        ("lorries#queue", "credibility", "3, possibly true", "2, probably true"),
        ("lorries#queue", "rating", "C3", "C2"),
    ]


def test_equivalent_yaml_is_not_a_change() -> None:
    assert in_brief(
        ("based_on: [queue]", "based_on: [trucks#queue]"),
        ("[trucks are waiting in a line]", "[{source: article, quote: trucks are waiting in a line}]"),
        ("summary: Trucks are waiting at the border.", "summary: >-\n  Trucks are\n  waiting at the border."),
        ("topics: [trade]", "topics:\n  - trade  # in goods"),
    ) == ()  # fmt: skip


def test_dates_that_read_the_same_are_shown_in_edtf_too() -> None:
    found = changes(
        content(edited((FIRST, "when: 2024-01~", "when: 2024-01-~05"))),
        content(edited((FIRST, "when: 2024-01~", "when: 2024-01-05~"))),
    )
    assert shown(found) == [
        ("trucks#queue", "when", "about 5 January 2024 (2024-01-~05)", "about 5 January 2024 (2024-01-05~)")
    ]


def test_a_change_of_line_breaks_only() -> None:
    (found,) = in_brief(("  Second paragraph.", "  Second\n  paragraph."))
    assert "  body: only spaces or line breaks changed" in changes_text([found], "HEAD")


def test_a_change_of_order_only() -> None:
    (found,) = in_brief(
        (
            "[No number of trucks is given., The day is not named.]",
            "[The day is not named., No number of trucks is given.]",
        )
    )
    assert found == Change("trucks", "brief", "order of gaps", None, None)
    assert changes_text([found], "HEAD").endswith("  order of gaps changed")


def test_a_reworded_gap_is_one_change() -> None:
    (found,) = in_brief(("No number of trucks is given.", "No number or weight of trucks is given."))
    assert (found.before, found.after) == (
        "No number of trucks is given.",
        "No number or weight of trucks is given.",
    )


@pytest.mark.parametrize(
    "broken",
    [
        {FIRST: "title: ["},
        {"content/topics.yml": "trade: ["},
        {"content/topics.yml": "[]"},
        {"content/topics.yml": "trade: 7"},
        {"content/sources/article.yml": "- a\n"},
        {"seeds/article.txt": ""},
    ],
    ids=str,
)
def test_unreadable_files_are_not_reported_as_removed(broken: dict[str, str]) -> None:
    assert changes(content(), content({**FILES, **broken})) == ()
    assert changes(content({**FILES, **broken}), content()) == ()


def test_text_shows_no_control_characters() -> None:
    found = in_brief(("title: Trucks at the border", 'title: "Trucks \\e[31m at \\ud800 the \\x9b border"'))
    text = changes_text(found, "HEAD")
    assert "\x1b" not in text
    assert "\x9b" not in text
    text.encode()


def test_json_contains_every_change_as_plain_values() -> None:
    found = in_brief(("likelihood: likely", "likelihood: very likely"))
    assert json.loads(json.dumps(changes_data(found, "v1"))) == {
        "since": "v1",
        "changes": [
            {
                "where": "trucks#exports",
                "kind": "judgment",
                "what": "likelihood",
                "before": "likely",
                "after": "very likely",
                "because": [],
            }
        ],
    }


def test_the_order_of_the_files_does_not_matter() -> None:
    after = edited(
        (FIRST, "likelihood: likely", "likelihood: very likely"),
        ("content/briefs/other.yml", "Another", "One more"),
        ("content/topics.yml", "label: Trade", "label: Barter"),
    )
    backwards = dict(reversed(after.items()))
    found = changes(content(), content(after))
    assert [change.where for change in found] == ["other", "trucks#exports", "topic trade"]
    assert changes(content(dict(reversed(FILES.items()))), content(backwards)) == found


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("a b c", "a b d", "a b [-c-] {+d+}"),
        ("b c d", "a b c d", "{+a+} b c d"),
        ("one two three", "four five six", "[-one two three-] {+four five six+}"),
        ("a b the c d", "a x the y d", "a [-b the c-] {+x the y+} d"),  # no word alone between two changes
        ("", "a", "{+a+}"),
    ],
)
def test_word_diff(before: str, after: str, marked: str) -> None:
    assert word_diff(before, after) == marked


WORDS = st.lists(st.sampled_from("abcde"), max_size=8).map(" ".join)


@given(WORDS, WORDS)
def test_a_word_diff_contains_the_old_and_the_new_words(before: str, after: str) -> None:
    assume(before != after)
    marked = word_diff(before, after)
    old = re.sub(r"\[-|-\]", "", re.sub(r"\{\+.*?\+\}", "", marked))
    new = re.sub(r"\{\+|\+\}", "", re.sub(r"\[-.*?-\]", "", marked))
    assert (old.split(), new.split()) == (before.split(), after.split())


NAMES = st.lists(
    st.sampled_from(["trade", "fuel", "food", "ore", "fish"]), min_size=1, max_size=5, unique=True
)


@given(NAMES, NAMES)
def test_applying_the_changes_to_the_old_topics_gives_the_new_ones(then: list[str], now: list[str]) -> None:
    briefs = ({**FILES, FIRST: BRIEF.replace("[trade]", f"[{', '.join(names)}]")} for names in (then, now))
    found = changes(*map(content, briefs))
    topics = set(then)
    for change in found:
        if change.what == "topic":
            topics = topics - {change.before} | ({change.after} if change.after else set())
    assert topics == set(now)
    assert bool(found) == (then != now)
