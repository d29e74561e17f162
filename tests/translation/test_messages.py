"""Messages in the language of the interface."""

from __future__ import annotations

import pytest

from generator.translation import (
    _,
    and_list,
    interface_language,
    is_translated,
    match_language,
    ngettext,
    number,
    percent,
    use_language,
)
from generator.translation.korean_particles import choose_particle
from generator.translation.messages import fill


def test_a_message_stays_english_without_a_language() -> None:
    assert _("{count} of {all} articles", count=3, all=1200) == "3 of 1,200 articles"
    assert ngettext("{n} claim", "{n} claims", 1) == "1 claim"
    assert ngettext("{n} claim", "{n} claims", 2000) == "2,000 claims"


def test_values_are_filled_in_once() -> None:
    assert _("{title} by {name}", title="{name}", name="{title}") == "{name} by {title}"


def test_the_pseudo_language_marks_every_message() -> None:
    with use_language("en-XA"):
        assert _("Sources of {name}", name="Kim") == "⟦Sôûrçés ôf Kim⟧"
    assert _("Sources") == "Sources"


@pytest.mark.parametrize(
    ("tag", "language"), [("ko", "ko"), ("ko-KR", "ko"), ("KO_kr", "ko"), ("en-GB", "en"), ("tlh", None)]
)
def test_a_region_has_the_words_of_its_language(tag: str, language: str | None) -> None:
    assert match_language(tag) == language


def test_numbers_and_lists_follow_the_language() -> None:
    with use_language("de"):
        assert number(1234567) == "1.234.567"
        assert percent(0.55) == "55\N{NO-BREAK SPACE}%"
        assert and_list(["a", "b", "c"]) == "a, b und c"
    assert number(1234567) == "1,234,567"
    assert and_list(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("word", "forms", "shown"),
    [
        ("혜산", ("을", "를"), "혜산을"),
        ("무역로", ("을", "를"), "무역로를"),
        ("서울", ("으로", "로"), "서울로"),
        ("혜산", ("으로", "로"), "혜산으로"),
        ("‘혜산’", ("은", "는"), "‘혜산’은"),
        ("<b>혜산</b>", ("은", "는"), "<b>혜산</b>은"),
        ("2024", ("이", "가"), "2024가"),
        ("10", ("이", "가"), "10이"),
        ("7", ("으로", "로"), "7로"),
        ("55%", ("은", "는"), "55%는"),
        ("Daily NK", ("을", "를"), "Daily NK을(를)"),
        ("Daily NK", ("으로", "로"), "Daily NK(으)로"),
    ],
)
def test_a_korean_particle_fits_the_word_before_it(word: str, forms: tuple[str, str], shown: str) -> None:
    assert fill(f"{{word}}[{forms[0]}/{forms[1]}]", {"word": word}, str, str) == shown


def test_decomposed_syllables_have_the_same_particle() -> None:
    assert choose_particle("\u1112\u1168\u1109\u1161\u11ab", "을", "를") == "을"


def test_a_language_without_a_single_translation_is_none_for_a_site() -> None:
    assert [is_translated(tag) for tag in ("en", "en-GB", "ko-KR", "en-XA", "tlh")] == [
        True,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("setting", "language"),
    [("ko", "ko"), ("KO", "ko"), ("ko-KR", "ko"), ("en-GB", "en"), ("", "en"), (None, "en")],
)
def test_the_language_of_a_theme_is_found_however_it_is_written(setting: object, language: str) -> None:
    assert interface_language(setting) == (language, "")


def test_english_stands_in_for_a_language_without_translations() -> None:
    language, problem = interface_language("tlh")
    assert language == "en"
    assert problem.startswith("the words of Seedbrief's pages are not translated to tlh. Write one of en, ")


def test_a_field_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"'By \{names\}' has no value for names"):
        _("By {names}")
