"""`make check` finds words that the project does not use, with line and column, and only in prose."""

import pytest

from scripts.check_prose import find_problems, main, only_prose, read_rules


def problems(text: str) -> list[str]:
    return [":".join(map(str, problem)) for problem in find_problems(text, read_rules())]


def test_a_word_is_found_with_line_column_and_a_better_one():
    assert problems("# Forecasts\n\nWhat was foretold for May.\n") == [
        "3:10:“foretold”: write: forecast, expected"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Copy the address of a claim.",
        "Its grade is B2, and graded as such.",
        "Choose another outlet.",
        "Begin anew.",
        "The words stand apart; the page holds them.",
        "Simply run it.",
        "Note that it runs.",
        "Utilize the colors.",
        "It is the very unique end result.",
        "The the same page.",
        "This is a sentence of " + "very " * 40 + "many words.",
    ],
)
def test_prose_that_is_found(sentence: str):
    assert problems(f"# A\n\n{sentence}\n")


@pytest.mark.parametrize(
    "text",
    [
        "`address` and <b title='address'>",
        "```text\naddress\n```",
        "    address",
        "[a page](address.md)",
        "---\ntags: [address]\n---",
        "The word *address*, and “besides”.",
        "It fetches only public addresses.",
        "<!-- address\n-->",
    ],
)
def test_what_is_not_reported(text: str):
    assert problems(f"{text}\n") == []


def test_a_title_in_the_front_matter_is_prose():
    assert problems("---\ntitle: Begin anew\nday: 2026-05-20\n---\n") == ["2:14:“anew”: write: again"]


def test_places_stay_where_they_are():
    text = "---\na: b\n---\n\nSome `code`, [a link](to.md)\n\n```sh\nls\n```\n"
    assert [len(line) for line in only_prose(text).split("\n")[:5]] == [
        len(line) for line in text.split("\n")[:5]
    ]


def test_the_command_prints_path_and_place(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Begin anew.\n", "utf-8")
    said: list[str] = []
    assert main([str(page)], said.append) == 1
    assert said == [f"{page}:1:7: “anew”: write: again"]
