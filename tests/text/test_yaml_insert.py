"""An item is added to a list in a YAML file, and everything else stays as it is typed."""

from __future__ import annotations

import pytest

from generator.text.yaml.insert import CannotInsert, with_first_field, with_item, with_text
from generator.text.yaml.reader import read_yaml

WORDS = "It rains: “always”"
MAPPING = {"source": "one", "quote": WORDS}

# What the file is before, with a caret where the addition is; and the addition.
CASES = [
    # Block lists, each with the indentation that it has
    ("a:\n  e:\n    - one # why\n^    # On f\n  f: 1\n", WORDS, "    - 'It rains: “always”'\n"),
    ("a:\n  e:\n  - one\n^\n  f: 1\n", "two", "  - two\n"),
    ("a:\n  e:\n    - >-\n      one\n      two\n^\n  f: 1\n", "three", "    - three\n"),
    ("a:\n  e:\n    - quote: one\n      suffix: x  # why\n^", {"b": "1", "c": "2"}, "    - b: '1'\n      c: '2'\n"),
    ("a:\n  e:\n    - {quote: one}\n^", "two", "    - two\n"),
    ('a:\n  e:\n    - "one \\\n       more"\n^', "two", "    - two\n"),
    ("a:\n  e: # why\n    - one\n    -\n^  f: 1\n", "two", "    - two\n"),
    # The end of the file
    ("a:\n  e:\n    - one^", "two", "\n    - two\n"),
    ("a:\n  e:\n    - one\n^\n\n# The end\n", "two", "    - two\n"),
    # Windows' line ends
    ("a:\r\n  e:\r\n    - one\r\n^  f: 1\r\n", MAPPING, "    - source: one\r\n      quote: 'It rains: “always”'\r\n"),
    # Lists on one line, and on several in brackets
    ("a:\n  e: [one^] # why\n", "two", ", two"),
    ("a:\n  e: [^]\n", "two", "two"),
    ("a:\n  e: [one,^ ]\n", "two", " two"),
    ("a:\n  e: [\n    one,\n    'two'^\n  ]\n", "three", ", three"),
    ("a:\n  e: [one^]\n", MAPPING, ', {source: one, quote: "It rains: “always”"}'),
    ("a: {e: [one^], f: 1}\n", 'say "x", y', ', "say \\"x\\", y"'),
    # No list yet
    ("a:\n  e:\n^  f: 1\n", "one", "    - one\n"),
    ("a:\n  e: # why\n^  f: 1\n", "one", "    - one\n"),
    ("a:\n  f: 1 # why\n^\n# On b\nb: 2\n", "one", "  e:\n    - one\n"),
    ("a:\n  f:\n    - 1\n    - 2\n^b: 2\n", "one", "  e:\n    - one\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "item", "added"), CASES)
def test_an_item_is_added_and_the_rest_stays(before: str, item: str | dict[str, str], added: str):
    document, wrong = read_yaml("a.yml", before.replace("^", ""))
    assert document
    assert not wrong
    assert with_item(document, ("a", "e"), item) == before.replace("^", added)


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("a:\n  e: words\n", "`e` is not a list"),
        ("a:\n  e: [one # why\n  ]\n", "a comment stands after the last item"),
        ("a:\n  e:\n    -\n      # why\n      one\n", "does not begin on the line of its dash"),
        ("a: {f: 1}\n", "in braces"),
        ("a:\n  e:\n    - |+\n      one\n\n\n", "the file would not be the same"),
        ("a:\n  e:\n    - one\n  e:\n    - two\n", "the file would not be the same"),
    ],
)
def test_where_nothing_can_be_added_it_says_why(before: str, why: str):
    document, _ = read_yaml("a.yml", before)
    assert document
    with pytest.raises(CannotInsert, match=why):
        with_item(document, ("a", "e"), "more")


@pytest.mark.parametrize(
    "words", ["# x", "- x", "\u00ad\U000e0001x", "no", '"', "x" * 200 + " " + "y" * 200, "北京 [x]"]
)
@pytest.mark.parametrize("before", ["a:\n  e:\n    - one\n", "a:\n  e: [one]\n"])
def test_any_words_are_read_back(before: str, words: str):
    document, _ = read_yaml("a.yml", before)
    assert document
    again, wrong = read_yaml("a.yml", with_item(document, ("a", "e"), {"quote": words, "prefix": words}))
    assert again
    assert not wrong
    assert again.value() == {"a": {"e": ["one", {"quote": words, "prefix": words}]}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  e: one  # why\n  f: 1\n", "a:\n  e: 'two: 2'  # why\n  f: 1\n"),
        ("a:\n  e: 'one'\n", "a:\n  e: 'two: 2'\n"),
        ("a:\n  e: # why\n  f: 1\n", "a:\n  e: 'two: 2' # why\n  f: 1\n"),
        ("a:\n  e:\n  f: 1\n", "a:\n  e: 'two: 2'\n  f: 1\n"),
        ("a:\n  e: >-\n    one\n    more\n  f: 1\n", "a:\n  e: 'two: 2'\n  f: 1\n"),
        ("a:\n  e: |  # why\n    one\n  f: 1\n", "a:\n  e: 'two: 2'  # why\n  f: 1\n"),
        ("a:\r\n  e: >-\r\n    one\r\n  f: 1\r\n", "a:\r\n  e: 'two: 2'\r\n  f: 1\r\n"),
        ("a:\r\n  f: 1 # why\r\nb: 2\r\n", "a:\r\n  f: 1 # why\r\n  e: 'two: 2'\r\nb: 2\r\n"),
        ("a:\n    f: [1]", "a:\n    f: [1]\n    e: 'two: 2'\n"),
        ("a: {e: one, f: 1} # why\n", 'a: {e: "two: 2", f: 1} # why\n'),
        ("a: {f: 1}\n", 'a: {f: 1, e: "two: 2"}\n'),
        ("a: { f: 1, }\n", 'a: { f: 1, e: "two: 2", }\n'),
    ],
)
def test_a_text_is_set_and_the_rest_stays(before: str, after: str):
    document, wrong = read_yaml("a.yml", before)
    assert document
    assert not wrong
    assert with_text(document, ("a", "e"), "two: 2") == after


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("a:\n  e: [one]\n", "`e` is not a text"),
        ("a: {}\n", "the mapping is empty"),
    ],
)
def test_where_no_text_can_be_set_it_says_why(before: str, why: str):
    document, _ = read_yaml("a.yml", before)
    assert document
    with pytest.raises(CannotInsert, match=why):
        with_text(document, ("a", "e"), "more")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- one  # why\n", "- s: x\n  q: one  # why\n"),
        ("- >-\n  one\n\n  two\n# On\n", "- s: x\n  q: >-\n    one\n\n    two\n# On\n"),
        ('- "one\r\n  two"\r\n- q: three\r\n', '- s: x\r\n  q: "one\r\n    two"\r\n- s: x\r\n  q: three\r\n'),
        ('[one, {q: two}, "three"]\n', '[{s: x, q: one}, {s: x, q: two}, {s: x, q: "three"}]\n'),
    ],
)
def test_items_of_a_list_get_a_first_field(before: str, after: str):
    head = "a: " if before.startswith("[") else "a:\n"
    document, _ = read_yaml("a.yml", head + before)
    assert document
    locs = [("a", number) for number in range(len(document.value(("a",))))]
    assert with_first_field(document, locs, "s", "x", "q") == head + after
