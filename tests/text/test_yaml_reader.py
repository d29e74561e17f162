"""Strict YAML: what a file says is read, and every character of it has its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.diagnostics import Span, format_text
from generator.text.line_breaks import are_wide
from generator.text.yaml.document import Document, Loc, Mapping, Node, Sequence
from generator.text.yaml.reader import YamlFile, read_values, read_yaml


def read(text: str) -> Document:
    document, diagnostics = read_yaml("a.yml", text)
    assert document is not None, diagnostics
    assert diagnostics == []
    return document


def wrong(text: str) -> list[str]:
    return [format_text(diagnostic) for diagnostic in read_yaml("a.yml", text)[1]]


def at(text: str, span: Span) -> str:
    """The text that a span covers."""
    lines = text.split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, *between = lines[span.line - 1 : span.end_line]
    return "\n".join([first[span.column - 1 :], *between[:-1], between[-1][: span.end_column - 1]])


def test_values_are_texts() -> None:
    text = "a: no\nb: 12:30\nc: 1.10\nd: 2024-01-01\ne: 0x1F\nf: 'null'\ng: null\nh: ~\ni:\nj: ''\nk: <<\n"
    assert read(text).value() == {
        "a": "no", "b": "12:30", "c": "1.10", "d": "2024-01-01", "e": "0x1F", "f": "null",
        "g": None, "h": None, "i": None, "j": "", "k": "<<",
    }  # fmt: skip


def test_collections_in_both_styles() -> None:
    text = "a: [one, 'two', [three], {four: five}]\nb:\n- six\n- - seven\n  - eight\n-\nc: {}\n"
    assert read(text).value() == {
        "a": ["one", "two", ["three"], {"four": "five"}],
        "b": ["six", ["seven", "eight"], None],
        "c": {},
    }


def test_a_value_keeps_its_place_when_others_are_left_out() -> None:
    text = "claims:\n  - id: one\n  - id: two\n    text: words\n  - id: three\n"
    document = read(text).without([("claims", 0), ("claims", 1, "id"), ("nothing", 3)])
    assert document.value() == {"claims": [{"text": "words"}, {"id": "three"}]}
    assert str(document.span(("claims", 0, "text"))) == "a.yml:4:11"
    assert at(text, document.span(("claims", 1, "id"))) == "three"
    assert at(text, document.key_span(("claims", 1, "id"))) == "id"


def test_a_file_that_is_read_again_has_the_same_places() -> None:
    text = "claims:\n  - id: one\n  -\n  - id: two\n    text: 'the ''words'' x'\n    when:\n"
    document = read(text).without([("claims", 0), ("claims", 2, "when")]).without([("claims", 0)])
    file = YamlFile("a.yml", text.encode(), document.left_out)
    for loc, value in nodes(document.root):
        assert file.span(loc) == document.span(loc)
        assert file.span(loc, len(value) // 2) == document.span(loc, len(value) // 2)
    assert at(text, file.span(("claims", 0, "text"), 5)) == "w"


def test_what_is_not_there_has_the_place_of_the_nearest_that_is() -> None:
    text = "a: one\nb:\n  c: [two, three]\n"
    document = read(text)
    assert at(text, document.span(("b", "d"))) == "c"
    assert at(text, document.span(("b", "c", 7))) == "[two, three]"
    assert at(text, document.span(("a", "quote"), 1)) == "n"
    assert at(text, document.key_span(("b", "c", 1))) == "three"
    assert at(text, document.key_span(("x",))) == "a"
    with pytest.raises(KeyError):
        document.value(("b", "d"))


@pytest.mark.parametrize(
    ("text", "offset", "length", "expected"),
    [
        ("a: one two", 4, 3, "two"),
        ("a: one\n   two", 4, 3, "two"),
        ("a: 'it''s one'", 5, 3, "one"),
        ('a: "\\u00e9\\x41\\"\\n one"', 5, 3, "one"),
        ('a: "one\\\n    \\  two"', 5, 3, "two"),
        ("a: |\n  one\n\n  two # not a comment\n", 5, 3, "two"),
        ("a: >- # a comment\n  one\n  two\n\n  three\n", 8, 5, "three"),
        ("a: |2\n    one\n", 2, 3, "one"),
        ("a:\n\n  # a comment\n  one\n  two # a comment\n", 4, 3, "two"),
        ("a: one\r\n  two\r\n", 4, 3, "two"),
        ("a: |\r\n  one\r\n  two\r\n", 4, 3, "two"),
        ("a: 🙂🙂 혜산 two", 6, 3, "two"),
        ("a: \u1112\u1168\u1109\u1161\u11ab two", 6, 3, "two"),
    ],
)
def test_a_span_leads_into_a_text(text: str, offset: int, length: int, expected: str) -> None:
    document = read(text)
    assert at(text, document.span(("a",), offset, length)) == expected
    assert document.value(("a",))[offset : offset + length] == expected


# What is refused, and where


@pytest.mark.parametrize(
    ("text", "diagnostics"),
    [
        ("a: b: c", ["a.yml:1:5: error: a text with `: ` in it must be in quotation marks [yaml-syntax]\n"
                     "  write `a: 'b: c'`"]),
        ('a: "b": c', ["a.yml:1:7: error: invalid YAML: mapping values are not allowed in this context [yaml-syntax]\n"
                       "  put a value that contains `: ` in quotation marks"]),
        ("a: @b", ["a.yml:1:4: error: invalid YAML: found character that cannot start any token [yaml-syntax]\n"
                   "  put a value that starts with this character in quotation marks"]),
        ("a: - b", ["a.yml:1:4: error: invalid YAML: block sequence entries are not allowed in this context "
                    "[yaml-syntax]\n"
                    "  put text that starts with - in quotes; begin a list on the next line"]),
        ("a: 1\na: 2\na: 3", [
            "a.yml:2:1: error: duplicate key `a` (first on line 1) [duplicate-key]\n  keep one of them",
            "a.yml:3:1: error: duplicate key `a` (first on line 1) [duplicate-key]\n  keep one of them"]),
        ("a: b\x07", ["a.yml:1:5: error: invalid YAML: control characters are not allowed [yaml-syntax]"]),
        ("é: 혜\x07", ["a.yml:1:5: error: invalid YAML: control characters are not allowed [yaml-syntax]"]),
        ("a: \ud800", ["a.yml:1:4: error: invalid YAML: surrogates not allowed [yaml-syntax]"]),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, diagnostics: list[str]) -> None:
    assert wrong(text) == diagnostics


TABS = """\
a: one
b:
\tc: two
\td:
\t\te: [three]
\t\te: four
"""


def test_tabs_hide_no_other_mistake() -> None:
    document, diagnostics = read_yaml("a.yml", TABS)
    assert [f"{diagnostic.span} {diagnostic.rule}" for diagnostic in diagnostics] == [
        "a.yml:3:1 yaml-tab", "a.yml:4:1 yaml-tab", "a.yml:5:1 yaml-tab", "a.yml:6:1 yaml-tab",
        "a.yml:6:3 duplicate-key",
    ]  # fmt: skip
    assert document is not None
    assert document.value() == {"a": "one", "b": {"c": "two", "d": {"e": ["three"]}}}
    assert at(TABS, document.span(("b", "d", "e", 0))) == "three"
    assert at(TABS, document.span(("b", "c"), 1, 2)) == "wo"


def test_tabs_beside_a_mistake_that_ends_the_reading() -> None:
    text = "a:\n\tb: 1\n\tc: d: e\n"
    assert [line.split(" error: ")[1].split("\n")[0] for line in wrong(text)] == [
        "this line is indented with a tab [yaml-tab]",
        "this line is indented with a tab [yaml-tab]",
        "invalid YAML: mapping values are not allowed in this context [yaml-syntax]",
    ]
    assert wrong(text)[2].startswith("a.yml:3:6:")


def test_a_tab_inside_a_text_is_a_tab() -> None:
    assert read("a: |\n  one\n  \ttwo\n  three\tfour\n").value() == {"a": "one\n\ttwo\nthree\tfour\n"}


# Any text, in any style

printable = st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufeff\u2028\u2029")
visible = printable.filter(lambda character: not character.isspace())
some_visible = visible | st.sampled_from("#:-'\"\\[]{}&*!|>%@`,?\u1112\u1168\u11ab\u0301🙂é")
Piece = tuple[str, str]  # what is typed, and the value that it stands for


def same(text: str) -> list[Piece]:
    return [(character, character) for character in text]


def pieces_of(*kinds: st.SearchStrategy[Piece]) -> st.SearchStrategy[list[Piece]]:
    return st.lists(st.one_of(*kinds), max_size=12)


def space_between(words: list[str], gaps: list[Piece]) -> list[Piece]:
    out = same(words[0])
    for gap, word in zip(gaps, words[1:], strict=False):
        out += [gap, *same(word)]
    return out


ESCAPES = dict(zip('\0\a\b\t\n\v\f\r\x1b "\\/\x85\xa0\u2028\u2029', '0abtnvfre "\\/N_LP', strict=True))
INDENT = "\n      "
gaps = st.lists(st.sampled_from([(" ", " "), ("  ", "  "), (INDENT, " "), ("\n" + INDENT, "\n")]), min_size=9)
double = pieces_of(
    st.sampled_from([(f"\\{escape}", character) for character, escape in ESCAPES.items()]),
    st.characters(max_codepoint=0xFF).map(lambda character: (f"\\x{ord(character):02x}", character)),
    st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]).map(lambda at: (f"\\u{ord(at):04X}", at)),
    st.characters(exclude_categories=["Cs"]).map(lambda character: (f"\\U{ord(character):08x}", character)),
    some_visible.filter(lambda character: character not in '"\\').map(
        lambda character: (character, character)
    ),
    st.just((f"\\{INDENT}", "")),
).map(lambda pieces: [('"', ""), *pieces, ('"', "")])
single_words = st.lists(st.lists(some_visible, min_size=1, max_size=5).map("".join), min_size=1, max_size=6)
single = st.builds(space_between, single_words, gaps).map(
    lambda pieces: [
        ("'", ""),
        *[("''", "'") if piece == ("'", "'") else piece for piece in pieces],
        ("'", ""),
    ]
)
letters = st.characters(categories=["Lu", "Ll", "Lo", "Mn", "So"])
plain_words = st.lists(st.text(letters, min_size=1, max_size=5).map("x'{}".format), min_size=1, max_size=6)
plain = st.builds(space_between, plain_words, gaps)
lines = st.lists(st.text(some_visible | st.sampled_from(" \t"), max_size=9), min_size=1, max_size=5).filter(
    lambda found: found[-1].strip() != ""
)
literal = lines.map(
    lambda found: [
        ("|\0- # a comment" if found[0] == "" else "|\0-", ""),
        *[piece for at, line in enumerate(found) for piece in [(INDENT, "\n" if at else ""), *same(line)]],
    ]
)
folded = st.builds(space_between, single_words, gaps).map(
    lambda pieces: [
        (">-", ""),
        (INDENT, ""),
        *[piece if piece[0].strip() or "\n" in piece[0] else (" ", " ") for piece in pieces],
    ]
)
# For each beginning of a file: what follows, where the value is, and how far a block is indented there.
PLACES: dict[str, tuple[str, Loc, str]] = {
    "x: @": ("\n", ("x",), "6"),
    "# é\nx:\n  - y: one\n    z: @": ("\n    w: two\n", ("x", 0, "z"), "2"),
    "x:\n\n  - one # 🙂\n  - @": ("\n  # three\n  - three", ("x", 1), "4"),
}


def between_wide(pieces: list[Piece], at: int) -> bool:
    before, after = ("".join(value for _, value in part) for part in (pieces[:at], pieces[at + 1 :]))
    return are_wide(before[-1:], after[:1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("中国的\n  贸易\n  增长。", "中国的贸易增长。"),
        ("'中国的\n  贸易'", "中国的贸易"),
        ('"\\u4e2d国的\n  贸易 \\\n  了"', "中国的贸易 了"),
        (">-\n  中国的\n  贸易\n\n  增长 了", "中国的贸易\n增长 了"),
        ("|-\n  中国的\n  贸易", "中国的\n贸易"),
        ("中国的 贸易,\n  两 国\n  one\n  한국\n  무역", "中国的 贸易, 两 国 one 한국 무역"),
    ],
)
def test_a_line_break_between_wide_characters_is_nothing(text: str, value: str) -> None:
    assert read(f"a: {text}\n").value() == {"a": value}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("place", PLACES)
@given(pieces=st.one_of(plain, single, double, literal, folded))
def test_any_text_in_any_style_reads_back_from_its_place(
    place: str, line_end: str, pieces: list[Piece]
) -> None:
    end, loc, indentation = PLACES[place]
    pieces = [
        (typed, "" if typed == INDENT and value == " " and between_wide(pieces, at) else value)
        for at, (typed, value) in enumerate(pieces)
    ]
    typed = "".join(typed for typed, _ in pieces).replace("\0", indentation)
    text = place.replace("@", typed) + end
    document = read(text.replace("\n", line_end))
    assert document.value(loc) == "".join(value for _, value in pieces)
    offset, index = 0, place.index("@")
    for typed, value in pieces:
        if value and not value.isspace():
            span = document.span(loc, offset)
            line, column = text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
            assert (span.line, span.column) == (line, column)
        offset, index = offset + len(value), index + len(typed)


SOUP = "ab:- \n\t#'\"|>&*!%@`[]{},?\r\\\xa0\x85\u2028\ufeff\0\x07é🙂\ud800~"
WORDS = "a: ;- ;\n  ;x: |\n  ;x: >-\n;---\n;...\n;\\n;\\x41;'' ;%YAML 1.2\n;<<: ;\r\n;\n\t;\n\t\t;: b\n"
soup = st.lists(st.sampled_from([*SOUP, *re.split(";", WORDS)]), max_size=30).map("".join)
any_yaml = st.text() | soup


@given(any_yaml)
@example("\t\ta")
@example("a: |\r  b\r")
def test_no_text_raises_and_every_span_lies_in_its_file(text: str) -> None:
    document, diagnostics = read_yaml("a.yml", text)
    assert document or diagnostics
    spans = [diagnostic.span for diagnostic in diagnostics]
    if document:
        for loc, value in nodes(document.root):
            spans += [document.span(loc), document.key_span(loc)]
            spans += [document.span(loc, offset, length) for offset in range(len(value)) for length in (1, 3)]
    lines = text.split("\n")
    for span in spans:
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
            assert 1 <= line <= len(lines)
            assert 1 <= column <= len(lines[line - 1]) + 1


def nodes(node: Node, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every place in a document, with its text."""
    match node:
        case Mapping():
            yield loc, ""
            for key, (_, value) in node.entries.items():
                yield from nodes(value, (*loc, key))
        case Sequence():
            yield loc, ""
            for position, item in enumerate(node.items):
                yield from nodes(item, (*loc, position))
        case _:
            yield loc, node.value or ""


@pytest.mark.parametrize(
    ("text", "is_quick"),
    [
        ("a: [1.10, no, ~, '~', \"x\\ty\"]\nb: >-\n  two\n  lines\nc:\n", True),
        ("- {a: 1}\n- - b\n", True),
        ("a: &x 1\n", False),
        ("a: &x [1]\nb: *x\n", False),
        ("a: !!int 1\n", False),
        ("a: 1\na: 2\n", False),
        ("[a]: 1\n", False),
        ("~: 1\n", False),
        ("a: 1\n---\nb: 2\n", False),
        ("a:\n\tb: 1\n", False),
        ("a: x\u2028y\n", False),
        ("a: 사과\n  배\n", True),
        ("a: 苹果\n  梨\n", False),  # no space for the line break
        ("<<<<<<< ours\n", False),
        ("[" * 17 + "]" * 17, False),
        ("[" * 100_000, False),
        ('a: "' + "\\u0301" * 101 + '"\n', False),
        ("a: 'x\n", False),
        ("# nothing\n", False),
    ],
)
def test_values_are_read_quickly_or_else_as_always(text: str, is_quick: bool):
    document, diagnostics = read_yaml("a.yml", text)
    values = read_values("a.yml", text)
    assert (values is not None) is is_quick
    if is_quick:
        assert document
        assert (values, diagnostics) == (document.value(), [])
