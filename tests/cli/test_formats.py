"""How findings are written: the line with a mark under the place, JSON, workflow commands of GitHub, SARIF."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator
from rich.cells import cell_len

from generator.cli.code_frame import excerpt, printable
from generator.cli.formats import as_github, as_json, as_sarif
from generator.diagnostics import Diagnostic, Severity, Span
from generator.rules import RULES

# The schema of the standard, as npm's @microsoft/jest-sarif (MIT) has it.
SARIF = json.loads((Path(__file__).parents[1] / "data/sarif-2.1.0-rtm.5.schema.json").read_text("utf-8"))
PATH = "content/briefs/ferry.yml"
PLACE = Span(PATH, 3, 5, 3, 9)


def found(
    rule: str = "quote-not-found",
    message: str = "it is not there",
    hint: str = "",
    span: Span = PLACE,
) -> Diagnostic:
    return Diagnostic(span, rule, Severity.ERROR, message, hint)


def marked(line: str, column: int, end: int | None = None, width: int = 120) -> str:
    """Point at a line's columns, and give what is shown without the gutter."""
    shown = excerpt([line], Span(PATH, 1, column, 1, end or column + 1), width)
    assert shown
    assert shown[0].startswith("  1 | ")
    assert shown[1].startswith("    | ")
    return "\n".join(row[6:] for row in shown)


@pytest.mark.parametrize(
    ("line", "columns", "expected"),
    [
        pytest.param("title: Ferry", (8, 13), "title: Ferry\n       ^~~~~", id="a word"),
        pytest.param("title: Ferry", (8, 9), "title: Ferry\n       ^", id="a letter"),
        pytest.param("title: Ferry", (13, 13), "title: Ferry\n            ^", id="the end of the line"),
        pytest.param(
            "title: 혜산 세관",
            (11, 13),
            "title: 혜산 세관\n            ^~~~",
            id="after and under wide letters",
        ),
        pytest.param("\ttitle:", (1, 2), "    title:\n^~~~", id="a tab"),
        pytest.param("\ttitle:", (2, 7), "    title:\n    ^~~~~", id="after a tab"),
        pytest.param("Cafe\u0301 zu", (7, 9), "Cafe\u0301 zu\n     ^~", id="after a combining mark"),
        pytest.param("Cafe\u0301 zu", (5, 6), "Cafe\u0301 zu\n   ^", id="at a combining mark"),
        pytest.param("a\x1b[31mb", (7, 8), "a\ufffd[31mb\n      ^", id="after a control character"),
        pytest.param(
            "title: Ferry   \r", (8, 18), "title: Ferry\n       ^~~~~", id="not under what cannot be seen"
        ),
    ],
)
def test_the_mark_stands_under_the_place(line: str, columns: tuple[int, int], expected: str) -> None:
    assert marked(line, *columns) == expected


@pytest.mark.parametrize("column", [1, 200, 400])
@pytest.mark.parametrize("letter", ["x", "혜"])
def test_a_long_line_is_cut_around_the_mark(column: int, letter: str) -> None:
    line = letter * (column - 1) + "!" + letter * (400 - column)
    shown, mark = marked(line, column, width=60).split("\n")
    assert cell_len(shown) <= 54
    assert shown.startswith("…") == (column > 1)
    assert shown.endswith("…") == (column < 400)
    assert cell_len(shown[: shown.index("!")]) == mark.index("^")


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert excerpt(["a: [b", "c]"], Span(PATH, 1, 4, 2, 3), 80) == ("  1 | a: [b", "    |    ^~")


def test_what_is_about_a_whole_file_or_a_line_that_is_gone_shows_no_line() -> None:
    assert excerpt(["title: x"], Span(PATH), 80) is None
    assert excerpt(["title: x"], Span(PATH, 2, 1, 2, 2), 80) is None


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x9b", "\u2028", "\u202e", "\u2066", "\ud800"]
)
def test_nothing_shown_does_something_to_the_terminal(character: str) -> None:
    assert printable(f"a{character}b") == "a\ufffdb"


def test_json_has_every_part_of_a_finding_and_is_ascii() -> None:
    text = as_json([found(message="세관", hint="did you mean `a`?")])
    assert text.isascii()
    assert json.loads(text) == {
        "version": 1,
        "summary": {"errors": 1, "warnings": 0},
        "findings": [
            {
                "path": PATH,
                "line": 3,
                "column": 5,
                "end_line": 3,
                "end_column": 9,
                "rule": "quote-not-found",
                "severity": "error",
                "message": "세관",
                "hint": "did you mean `a`?",
            }
        ],
    }


def test_a_workflow_command_names_the_place_and_escapes_the_text() -> None:
    item = found(
        message="100% wrong, see: here", hint="one\r\ntwo", span=Span("content/a,b:c%.yml", 3, 5, 3, 9)
    )
    assert as_github([item], "docs/") == (
        "::error file=docs/content/a%2Cb%3Ac%25.yml,line=3,endLine=3,col=5,endColumn=9,title=quote-not-found"
        "::100%25 wrong, see: here%0Aone%0D%0Atwo"
    )


def test_a_workflow_command_over_several_lines_has_no_columns() -> None:
    assert as_github([found(span=Span(PATH, 3, 5, 4, 2))]).startswith(
        f"::error file={PATH},line=3,endLine=4,title="
    )


def test_no_text_becomes_a_workflow_command_of_its_own() -> None:
    written = as_github([found(message="a\n::set-env name=A::b", hint="::warning::c"), found()])
    assert [line.partition(" ")[0] for line in written.splitlines()] == ["::error", "::error"]


def sarif(*items: Diagnostic, folder: str = "") -> dict:
    """Write a log, and hold it against the schema of the standard."""
    text = as_sarif(items, RULES, "1.2.3", folder)
    log = json.loads(text)
    assert text.isascii()
    assert [error.message for error in Draft4Validator(SARIF).iter_errors(log)] == []
    return log["runs"][0]


def test_sarif_points_at_the_place_from_the_root_of_the_repository() -> None:
    run = sarif(found(hint="add one"), folder="my site/")
    assert run["columnKind"] == "unicodeCodePoints"
    [result] = run["results"]
    assert result["message"]["text"] == "it is not there\nadd one"
    assert result["level"] == "error"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "quote-not-found"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": f"my%20site/{PATH}", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}


@pytest.mark.parametrize("name", ["a:b#c?.yml", "100%.yml", "혜산.yml", "\udcff.yml", "a b.yml"])
def test_the_address_of_any_file_is_a_uri_that_leads_back_to_it(name: str) -> None:
    [result] = sarif(found(span=Span(f"content/{name}")))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[\w%./-]+", uri, re.ASCII)
    assert unquote_to_bytes(uri) == f"content/{name}".encode("utf-8", "surrogateescape")


def test_what_is_about_a_whole_file_points_at_its_first_line() -> None:
    [result] = sarif(found(span=Span(PATH)))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_sarif_documents_every_rule_and_shows_its_examples() -> None:
    rules = {rule["id"]: rule for rule in sarif()["tool"]["driver"]["rules"]}
    assert list(rules) == [rule.id for rule in RULES]
    vague = rules["vague-likelihood"]
    assert vague["defaultConfiguration"] == {"level": "warning", "enabled": True}
    assert "Wrong:\n\n```yaml\njudgments:\n" in vague["help"]["markdown"]
    assert "Right:\n  judgments:\n" in vague["help"]["text"]


def test_a_rule_that_yaml_cannot_show_is_explained_in_words() -> None:
    text = as_sarif([], [rule for rule in RULES if rule.id == "empty-file"], "1.2.3")
    assert json.loads(text)["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"] == (
        "A file must not be empty.\n\nAn empty file is usually an unfinished save.\n\n"
        "`content/topics.yml` has no bytes. Write the file, or delete it."
    )
