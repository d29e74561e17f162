"""Where sentences end, and where it only looks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.sentences import split_sentences

ONE = [
    "The U.S. Army left.",
    "Gen. Kim and Mrs. Park met on 3. Mai.",
    "It cost 1.5 won, etc. and more.",
    'He asked "Why?" and left.',
    "Wait... what happened next?",
    "No mark at the end",
]
SEVERAL = [
    (" It fell. It rose!  It stayed? ", ["It fell.", "It rose!", "It stayed?"]),
    ('He said "Never." She left.', ['He said "Never."', "She left."]),
    ("가격이 올랐다. 쌀이 없다.", ["가격이 올랐다.", "쌀이 없다."]),
    ("米价上涨。没有煤！为什么？", ["米价上涨。", "没有煤！", "为什么？"]),
    ("「上涨。」他说。", ["「上涨。」", "他说。"]),
    ("Prices rose … Nobody knew why.", ["Prices rose …", "Nobody knew why."]),
    ("He met Mr. Kim.\n\nThey talked.", ["He met Mr. Kim.", "They talked."]),
]


@pytest.mark.parametrize(("text", "sentences"), [*((text, [text]) for text in ONE), *SEVERAL])
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@given(st.text(alphabet="aA. !?。\n\"'(U)"))
def test_sentences_are_in_order_and_have_all_of_the_words(text: str) -> None:
    spans = list(split_sentences(text))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert [edge for span in spans for edge in span] == sorted(edge for span in spans for edge in span)
