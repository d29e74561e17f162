"""Which words of prose count as quoted, and which forms of an article's words a quotation may have."""

from __future__ import annotations

from typing import Any

import pytest

from generator.build import Options, build_site
from generator.diagnostics import Diagnostic
from generator.resolve.quoted_words import quoted_words
from generator.rules import parse_severities
from tests.resolve.test_resolver import a_brief, a_claim, project

SEED = "It is unlikely, the source says, that 130 trucks wait.\n\nHe said: “The ‘new’ ferry is ‘good’. Trade grows.”"


def unverified(text: str, **options: Any) -> list[Diagnostic]:
    files = project({"b-0": a_brief(gaps=[text])})
    files["seeds/one.txt"] = SEED.encode()
    found = build_site(files, Options(**options)).diagnostics
    return [item for item in found if item.rule == "unverified-quotation"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Say "one" and "two".', ["one", "two"]),
        ("Say “one “two” three” and „four“, „five” or ”six”.", ["one “two” three", "four", "five", "six"]),
        ("«Один», »zwei«, 「三四」, 〝五六〟 and ＂seven＂.", ["Один", "zwei", "三四", "五六", "seven"]),
        ('A 5" pipe of 3½" in צה"ל.', []),
        ('The letters "a", "!" and \'"\', and \'scare quotes\'.', ["', and 'scare quotes'."]),
        ('The figure "5".', ["5"]),
        ("“Open to the end", ["Open to the end"]),
    ],
)
def test_what_counts_as_quoted(text: str, words: list[str]) -> None:
    assert [quoted.words for quoted in quoted_words(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        'He calls it "unlikely," and says "trade grows."',
        "He says “It is unlikely [...] that 130 trucks wait”.",
        "He says \"... the source says ...\" and \"The 'new' ferry is 'good'\".",
        '"It is *unlikely*, the `source` [says](https://a.example/ "no words"), that 130\ntrucks wait".',
        'Code is not a quotation: `"rusty"`.\n\n    "rusty"\n',
        "“Trade grows",  # as at the end of each paragraph of a long quotation
    ],
)
def test_words_of_the_article_pass(text: str) -> None:
    assert not unverified(text)


@pytest.mark.parametrize(
    "text",
    [
        'It is "likely".',  # part of a word
        'There are "30 trucks".',
        'It is "unlikely [...] he said".',  # in another paragraph
        '"It is unlikely, that 130 trucks wait".',
        'He says &quot;rusty&quot;, so \\"it" is.',
    ],
)
def test_words_that_are_not_in_the_article_do_not_pass(text: str) -> None:
    assert len(unverified(text)) == 1


def test_translations_and_published_headlines_may_be_quoted() -> None:
    claim = a_claim(
        "c",
        text='It "costs forty", says "One".',
        evidence=[{"quote": "Tickets cost 40 crowns", "translation": 'It costs forty "as ever".'}],
    )
    found = build_site(project({"b-0": a_brief(claims=[claim])})).diagnostics
    assert not [item for item in found if item.rule == "unverified-quotation"]


@pytest.mark.parametrize("severity", ["off", "warning"])
def test_it_cannot_be_set(severity: str) -> None:
    with pytest.raises(ValueError, match="cannot be set: without it, statements could not be traced"):
        parse_severities({"unverified-quotation": severity})


@pytest.mark.parametrize(
    "title",
    [
        'A 5" pipe',
        'A 12" and a 7" record',
        "A 5\u201d pipe",
        "6' 2\" tall",
        '½" of 3.5" rain',
        "5\u2033 of rain",
    ],
)
def test_inches_in_a_title_are_no_quotation(title: str) -> None:
    found = build_site(project({"b-0": a_brief(title=title)})).diagnostics
    assert not [item for item in found if item.rule == "unverified-quotation"]


def test_after_many_wrong_quotations_the_rest_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.resolve.quoted_words._MOST_COMPARED", 0)
    monkeypatch.setattr("generator.resolve.quoted_words._MOST_SEARCHED", 1_000)
    found = unverified(" ".join(f'"It is unlikely, the source {number}"' for number in range(20)))
    assert 2 < len(found) < 20
    assert "nearest passage" in found[0].hint
    assert "nearest passage" not in found[1].hint
    assert "only checked when those before are corrected" in found[-1].hint
