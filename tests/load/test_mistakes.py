"""Mistakes that people make in a brief, one at a time: each is one problem, whose words lead to the fix."""

from __future__ import annotations

import pytest

from generator.build import Options, build_site
from generator.diagnostics import Diagnostic
from tests.test_golden import BASE

BRIEF = "content/briefs/ferry.yml"
FILES = {
    **BASE,
    BRIEF: """\
title: The ferry runs again
date: 2026-11-21
sources: [harbour]
topics: [ferries]
summary: The harbour office says that the ferry to [[birch-island]] runs again.
claims:
  - id: runs-again
    text: The ferry has been running again since 3 May.
    when: 2026-05
    credibility: 3
    evidence:
      - The ferry to Birch Island has been running again since 3 May
  - id: forty-crowns
    text: Tickets cost 40 crowns.
    evidence:
      - Tickets cost 40 crowns
judgments:
  - id: goes-on
    text: The ferry keeps running through the winter.
    likelihood: likely
    confidence: low
    based_on: [runs-again]
gaps:
  - How many trips there are in a day.
""",
}
UNFINISHED = {
    "seed-not-locked",
    "permalink-not-locked",
    "template-error",
}  # what these files are not enough for

MISTAKES = [
    # What is typed in place of what, and words of the message and hint
    ("title: The", "title: News: the", "1:12 write `title: 'News: the ferry runs again'`"),
    ("    when", "\twhen", "9:1 use spaces, two for each level"),
    ("    when", "      when", "9:7 indent it with 4 spaces, like `text` on line 8"),
    ("      - Tickets", "   - Tickets", "16:4 this item is indented wrongly"),
    ("      - Tickets", "      • Tickets", "16:7 write `- `, a hyphen and a space, before each item"),
    ("  - How", "  * How", "24:3 write `- ` before each item of a list"),
    ("- Tickets cost 40 crowns", "- “Tickets cost 40 crowns”", '16:9 words: "Tickets cost 40 crowns"'),
    ("- Tickets cost 40 crowns", "- Tickets cost 40 crowns.", "16:31 [-crowns.-] {+crowns+}"),
    ("- Tickets cost 40", "- Tickets cost ... 40", "16:22 to leave words out, write [...]"),
    ("- Tickets cost 40 crowns", "- One pays forty crowns", "16:9 quote the seed's own words"),
    ("- The ferry to", "- The ship to", "12:13 [-ship-] {+ferry+}"),
    ("id: goes-on", "id: Goes On", "18:9 write `goes-on`"),
    ("id: forty-crowns", "id: runs-again", "13:9 give this one another id"),
    ("  - id: forty-crowns", "    id: forty-crowns", "13:5 write `- id:`"),
    ("date: 2026-11-21", "date: 21/11/2026", "2:7 write 2026-11-21"),
    ("date: 2026-11-21", "date: Sat 21 Nov 2026, 10:00", "2:7 write 2026-11-21"),
    ("date: 2026-11-21", "date = 2026-11-21", "2:1 write `date: 2026-11-21`"),
    ("when: 2026-05", "when: May 2026", "9:11 write 2026-05"),
    ("date:", "Date:", "2:1 did you mean `date`?"),
    ("based_on:", "basedon:", "22:5 did you mean `based_on`?"),
    ("topics:", "tags:", "4:1 did you mean `topics`?"),
    ("topics: [ferries]", "topics: ferries", "4:9 write `topics: [ferries]`"),
    ("topics: [ferries]", "topics: [Ferries]", "4:10 write its id, `ferries`"),
    ("topics: [ferries]", "topics: [#ferries]", "4:10 # begins a comment here"),
    ("topics: [ferries]", "topics:", "4:1 `topics` has no value"),
    ("sources: [harbour]", "sources: [harbour.txt]", "3:11 write its id, `harbour`"),
    ("sources: [harbour]", "sources: [harbor]", "3:11 did you mean `harbour`?"),
    ("    evidence:\n      - Tickets", "    evidence: Tickets", "15:15 write `evidence: [Tickets cost 40 crowns]`"),
    ("    evidence:\n      - Tickets cost 40 crowns\n", "", "13:5 add a line `evidence: ...`"),
    ("credibility: 3", "credibility 3", "10:5 write `credibility: 3`"),
    ("credibility: 3", "credibility: B3", "10:18 write 3; B is a reliability"),
    ("credibility: 3", "credibility: C", "10:18 C is a reliability"),
    ("credibility: 3", "credibility: 2 - probably true", "10:18 write 2"),
    ("- Tickets cost 40", "- Tickets [..] 40", "16:17 to leave words out, write [...]"),
    ("- Tickets cost", "- source: harbour\n      - quote: Tickets cost", "16:9 or remove the `- ` before `quote`"),
    ("[[birch-island]]", "[[runs-again]]", "5:52 write [[#runs-again]]"),
    ("claims:", "claims", "6:1 write `claims:`"),
    ("summary: The", "summary:The", "5:1 write `summary: The harbour office"),
    ("summary: The harbour", "summary: The\nharbour", "6:1 indent it deeper than `summary` on line 5"),
    ("likelihood: likely", "likelihood: 70 per cent", "20:17 write `likely` (55\u201380%)"),
    ("confidence: low", "confidence: medium", "21:17 write `moderate`"),
    ("    confidence: low\n", "", "18:9 add `confidence:` with one of: low, moderate, high"),
    ("based_on: [runs-again]", "based_on: [run-again]", "22:16 did you mean `runs-again`?"),
    ("[[birch-island]]", "[[Birch Island]]", "5:52 write its id, `birch-island`"),
    ("[[birch-island]]", "[it](birch-island)", "5:57 write [[its-id]]"),
    ("title: The ferry", "title: Ferry #3", "1:14 if it is text, write 'Ferry #3 runs again'"),
    ("title: The ferry", 'title: "The ferry', '1:8 type " at the end of the text'),
    ("text: Tickets cost 40 crowns.", "text: 'It's 40 crowns.'", "14:15 put \" around all of it"),
    ("cost 40 crowns.", "cost 45 crowns.", '14:24 no quotation of this claim contains "45"'),
    ("credibility: 3", "reliability: C", "10:5 `reliability` is a field of a source record and a publisher"),
    ("summary: The harbour", "summary: *The* harbour", "5:10 write `summary: '*The* harbour office"),
    ("  - id: runs-again", "  -id: runs-again", "7:3 write `- id: runs-again`"),
    ("  - id: forty", "  -id: forty", "13:3 write `- id: forty-crowns`"),
    ("when: 2026-05", "when: [2026-05..]", '9:11 must be in quotation marks, such as "[2024-03..]"'),
    ("gaps:", "revisions:\n  - 2026-11-22: It is shorter.\ngaps:", "24:5 fields here: date, note"),
    ("topics: [ferries]", "topics: [TODO]", "4:10 fill it in"),
    ("text: Tickets cost", "text: *Tickets*\n      cost", "14:11 put the whole text in quotation marks"),
    ("How many trips", "How <i>many</i> trips", "24:9 HTML is not allowed"),
    ("[[birch-island]]", "[[birch-island]", "5:52 close it, as in [[its-id]]"),
    ("How many trips", "The “overloaded” ferry, how many trips", "24:9 go in 'single quotation marks' or *emphasis*"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), MISTAKES, ids=[wrong for _, wrong, _ in MISTAKES])
def test_a_mistake_is_one_problem_that_leads_to_the_fix(right: str, wrong: str, said: str) -> None:
    assert FILES[BRIEF].count(right)
    (problem,) = problems({BRIEF: FILES[BRIEF].replace(right, wrong, 1)})
    assert_says(problem, said)


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("content/briefs/new.yml.txt", "title: New\n", "1:1 rename it to new.yml, if it is YAML"),
        ("content/briefs/2026/new.yml", "title: New\n", "1:1 move it to content/briefs/new.yml"),
        ("content/new.yml", "title: New\n", "1:1 briefs go in content/briefs/"),
        ("content/author.yml", "kim:\n  name: Kim\n", "1:1 did you mean content/authors.yml?"),
        ("content/entity.yml", "kim:\n  label: Kim\n", "1:1 did you mean content/entities.yml?"),
        (
            "content/briefs/topics.yml",
            "boats:\n  label: Boats\n",
            "1:1 topics, entities and publishers go in",
        ),
        ("content/briefs/Big News.yml", FILES[BRIEF], "1:1 rename it, for example to `big-news`"),
        ("seeds/storm.txt", "A storm came.\n", "1:1 this seed has no source record"),
    ],
)
def test_a_file_in_the_wrong_place_is_one_problem(path: str, data: str, said: str) -> None:
    (problem,) = problems({path: data})
    assert_says(problem, said)


@pytest.mark.parametrize("change", ["\ufeff{}", "---\n{}", "{}\n...\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_other_line_ends_are_no_mistake(change: str, line_end: str) -> None:
    assert problems({BRIEF: change.format(FILES[BRIEF]).replace("\n", line_end)}) == []


def test_many_mistakes_at_once_are_all_reported() -> None:
    """One a line; those in YAML, in sources and in a list of evidence are left out, because they hide others."""
    text, expected = FILES[BRIEF], {}
    for right, wrong, said in MISTAKES:
        line = said.partition(":")[0]
        (alone,) = problems({BRIEF: FILES[BRIEF].replace(right, wrong, 1)})
        is_alone = (
            "\n" not in right + wrong
            and not alone.rule.startswith("yaml")
            and line not in ("3", "16", *expected)
        )
        if is_alone and text.count(right) == FILES[BRIEF].count(right):
            text, expected[line] = text.replace(right, wrong, 1), said
    found = {str(item.span.line): item for item in problems({BRIEF: text})}
    assert len(expected) > 12
    for line, said in expected.items():
        assert_says(found[line], said)


def assert_says(problem: Diagnostic, said: str) -> None:
    place, _, words = said.partition(" ")
    assert f"{problem.span.line}:{problem.span.column}" == place, problem
    assert words in f"{problem.message}\n{problem.hint}"


def problems(changed: dict[str, str]) -> list[Diagnostic]:
    files = {path: text.encode() for path, text in {**FILES, **changed}.items()}
    return [item for item in build_site(files, Options()).diagnostics if item.rule not in UNFINISHED]
