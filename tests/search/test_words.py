"""How text is written so that Pagefind finds its words, and which words are suggested."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.search.words import MAX_VOCABULARY, SIGN, count_words, findable, write_vocabulary
from generator.translation import use_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A  plain\ntext, re-opened.", "A plain text, re-opened."),
        ("“China’s” «own»\u200b way", '"China\'s" "own" way'),
        ("a soft\u00adhyphen", "a softhyphen"),
        ("an oﬃcial of ＤＰＲＫ", "an oﬃcial|official of ＤＰＲＫ|DPRK"),
        ("朝鲜与中国", "朝| 鲜| 与| 中| 国"),
        ("北朝鮮は、１月に「再開」。 次", "北| 朝| 鮮| は、| １|1| 月| に「| 再| 開」。 次"),
        ("café, 혜산에서, مارس", "café, 혜산에서, مارس"),
        ("on (2024-01-17), in", "on (2024-01-17), |17 |January |2024 in"),
        (
            "2024-01 and 2024-13, 2024-0, 555-2024-01",
            "2024-01 |January |2024 and 2024-13, 2024-0, 555-2024-01",
        ),
        ("", ""),
        ("a~^b", "a~b"),
    ],
)
def test_text_is_written_as_it_is_shown_and_as_it_is_found(text: str, expected: str):
    assert findable(text) == expected.replace("|", SIGN)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "2024-01-17 |17. |Januar |2024"), ("ja", "2024-01-17 |2024 |年 |1 |月 |17 |日")],
)
def test_a_date_is_found_by_its_words_in_the_language_of_the_site(language: str, expected: str):
    with use_language(language):
        assert findable("2024-01-17") == expected.replace("|", SIGN)


def test_the_vocabulary_begins_with_the_most_common_words_and_is_bounded():
    counts: Counter[str] = Counter()
    html = "<body><p>\u16a0 \u16a2coal</p><h1>Coal &quot;exports&quot;</h1><p>{} by Coal 수출</p><div>Article</div>"
    for number in range(5):
        count_words(counts, html.format("Trucks" if number else "sturgeon"))
    assert write_vocabulary(counts) == "coal exports trucks 수출\nsturgeon"
    counts.update(f"word{'abcdefghij'[number % 10]}{number}" for number in range(MAX_VOCABULARY))
    assert len(write_vocabulary(counts).split()) == MAX_VOCABULARY
