"""The mistakes that people make in YAML: each is reported where it was made, with what to type instead."""

from __future__ import annotations

import pytest

from generator.text.yaml.reader import read_yaml

MISTAKES = {
    "title: A\n  date: x\n": "2:3 `date` is indented wrongly: indent it with 0 spaces, like `title` on line 1;"
    " if it is part of the text above it, put the whole text in quotation marks",
    'title: "A"\n  date: x\n': "2:3 `date` is indented wrongly: indent it with 0 spaces, like `title` on line 1",
    "a: [b]\n  c: [d]\n": "2:3 `c` is indented wrongly: indent it with 0 spaces, like `a` on line 1",
    "claims:\n  - id: a\n   text: b\n": (
        "3:4 `text` is indented wrongly: indent it with 4 spaces, like `id` on line 2"
    ),
    "a: |\n  foo\n bar\nb: c\n": "3:2 this line is not indented like the text above it:"
    " indent it with 2 spaces, like the text above it",
    "title: “A: b”\n": "1:8 “ is not a quotation mark in YAML:"
    " write \" or ' around the text; it may contain curly ones",
    "a: |\n  foo\nNew text here\nand more\n": "3:1 this line is not a field: if it is part of the text above it,"
    " indent it deeper than `a` on line 1; else write `field: value`",
    'a: "b\nc: d\n': '1:4 this quotation mark " is not closed: type " at the end of the text',
    'a: "b\nc: d\ne: "f"\n': '1:4 this quotation mark " is not closed: type " at the end of the text',
    "a: 'It's'\n": "1:8 the value ends with ', and more text follows:"
    " write '' for an apostrophe inside the text, or put \" around all of it",
    'a: "No," he said\n': '1:10 the value ends with ", and more text follows:'
    " write \\\" for a quotation mark inside the text, or put ' around all of it",
    "a: [[gaza]] is\n": "1:13 the value ends with ], and more text follows:"
    " put a text that starts with [ or { in quotation marks",
    "[[a:\n[[#]]": "2:6 invalid YAML: did not find expected node content:"
    " close every [ and {; put a text that starts with one in quotation marks",
    "a:\n  - b: c\n    credibility 3\n    d: e\n": (
        "3:5 there is no colon after `credibility`: write `credibility: 3`"
    ),
    "a: b\ntitle：Foo\n": "2:1 there is no colon after `title`: write `title: Foo`",
    "a: b\ncredibility:3\nc: d\n": "2:1 there must be a plain space after `credibility:`: write `credibility: 3`",
    "a: b\nc:\u00a0d\n": "2:1 there must be a plain space after `c:`: write `c: d`",
    "title:Foo\na: b\n": "1:1 there must be a plain space after `title:`: write `title: Foo`",
    "a:\n  * b\n  * c\n": "2:3 a list item cannot begin with `*`: write `- ` before each item of a list",
    "a: He's: “b”\n": "1:8 a text with `: ` in it must be in quotation marks: write `a: 'He''s: “b”'`",
    "a: [#b]\nc: d\n": "1:5 # begins a comment here, which goes on to the end of the line:"
    " leave it out, or put the text in quotation marks",
    "a: b\nclaims\n  - id: c\n": "2:1 there is no colon after `claims`: write `claims:`",
    "a: b\ndate = 2024\nc: d\n": "2:1 there is no colon after `date`: write `date: 2024`",
    "a:\n  b:\n    - c\n - d\n": "4:2 this item is indented wrongly:"
    " indent all items of a list the same, and deeper than the field that they belong to, as `b`",
    "a:\n  - id: b\n    c: d\n    id: e\n    c: f\n": "4:5 duplicate key `id` (first on line 2):"
    " keep one of them; if this is another item of the list, write `- id:`",
    "a: > 80 b\n": "1:4 > begins a block of text:"
    " put a text that starts with > in quotation marks; a block begins on the next line",
    "a: [b #3, c]\nd: e\n": "1:7 ` #` begins a comment here, in the middle of a text:"
    " put the whole text in quotation marks",
    "a: b\n  c #3 d\n  e\n": "2:5 ` #` begins a comment here, in the middle of a text:"
    " put the whole text in quotation marks",
    "a: [b, c\nd: e\n": "1:4 this list is not closed:"
    " type ] at its end; put a text that starts with [ in quotation marks",
    "a: b\u2028c\nd: e\n": "1:5 U+2028 LINE SEPARATOR does not belong here:"
    " type a space in its place, or a line break and the indentation",
    "a: b\x85c\nd: e\n": "1:5 U+0085 NEXT LINE does not belong here: type … or a space in its place",
    "a:\n\u00a0\u00a0b: c\n": "2:1 this line is indented with U+00A0 NO-BREAK SPACE:"
    " use spaces, two for each level",
    "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n": "2:1 a merge conflict begins here:"
    " keep the lines you want of both sides, and delete the lines of <<<<<<<, ======= and >>>>>>>",
    "a: b\n>>>>>>> x\n": "2:1 a merge conflict begins here:"
    " keep the lines you want of both sides, and delete the lines of <<<<<<<, ======= and >>>>>>>",
}


@pytest.mark.parametrize("text", MISTAKES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_one_error_where_the_mistake_is(text: str, line_end: str) -> None:
    written = text.replace("\n", line_end)
    _, found = read_yaml("a.yml", written)
    assert [f"{item.span.line}:{item.span.column} {item.message}: {item.hint}" for item in found] == [
        MISTAKES[text]
    ]
    assert all(item.span.end_column <= len(written.split("\n")[item.span.end_line - 1]) + 1 for item in found)


def test_white_space_that_is_reported_hides_nothing() -> None:
    document, _ = read_yaml("a.yml", "a:\n\u00a0\u00a0b: c\u2028d\n\u3000\u200b e: f\n")
    assert document is not None
    assert document.value() == {"a": {"b": "c d", "e": "f"}}


def test_white_space_inside_a_text_is_part_of_it() -> None:
    document, found = read_yaml("a.yml", "a: |\n  b\n  \u00a0c: d\n")
    assert document is not None
    assert document.value() == {"a": "b\n\u00a0c: d\n"}
    assert found == []
