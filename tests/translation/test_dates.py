"""Dates in the words of each language."""

from __future__ import annotations

from datetime import date

import pytest

from generator.text.edtf import parse_edtf
from generator.translation import (
    day_words,
    interval,
    languages,
    month_name,
    month_words,
    short_day,
    short_month,
    short_quarter,
    use_language,
    year_words,
)

LANGUAGES = ("en", "ko", "ja", "zh", "de", "fr", "es")

# Of these, no catalog needs to know anything.
BY_CLDR = {
    "2024": ("2024", "2024년", "2024年", "2024年", "2024", "2024", "2024"),
    "2024-05": (
        "May 2024", "2024년 5월", "2024年5月", "2024年5月", "Mai 2024", "mai 2024", "mayo de 2024",
    ),
    "2024-05-03": (
        "3 May 2024", "2024년 5월 3일", "2024年5月3日", "2024年5月3日", "3. Mai 2024", "3 mai 2024",
        "3 de mayo de 2024",
    ),
    "0987-05-03": (
        "3 May AD 987", "서기 987년 5월 3일", "西暦987年5月3日", "公元987年5月3日",
        "3. Mai 987 unserer Zeitrechnung", "3 mai 987 après Jésus-Christ",
        "3 de mayo de 987 después de Cristo",
    ),
    "2024-05-03/2024-05-05": (
        "3 to 5 May 2024", "2024년 5월 3일~5일", "2024年5月3日～5日", "2024年5月3日至5日", "3.–5. Mai 2024",
        "3–5 mai 2024", "3–5 de mayo de 2024",
    ),
    "2024-09-03/2024-10-05": (
        "3 September to 5 October 2024", "2024년 9월 3일 ~ 10월 5일", "2024年9月3日～10月5日",
        "2024年9月3日至10月5日", "3. September – 5. Oktober 2024", "3 septembre – 5 octobre 2024",
        "3 de septiembre – 5 de octubre de 2024",
    ),
    "2023-05/2024-06": (
        "May 2023 to June 2024", "2023년 5월 ~ 2024년 6월", "2023年5月～2024年6月", "2023年5月至2024年6月",
        "Mai 2023 – Juni 2024", "mai 2023 – juin 2024", "mayo de 2023 – junio de 2024",
    ),
    "2023/2024": (
        "2023 to 2024", "2023년 ~ 2024년", "2023年～2024年", "2023–2024年", "2023–2024", "2023–2024", "2023–2024",
    ),
    "2023/2024-06-01": (
        "2023 to 1 June 2024", "2023년 ~ 2024년 6월 1일", "2023年～2024年6月1日", "2023年 – 2024年6月1日",
        "2023 – 1. Juni 2024", "2023 – 1 juin 2024", "2023 – 1 de junio de 2024",
    ),
    "[2022,2023-05,2024]": (
        "2022, May 2023 or 2024", "2022년, 2023년 5월 또는 2024년", "2022年、2023年5月、または2024年",
        "2022年、2023年5月或2024年", "2022, Mai 2023 oder 2024", "2022, mai 2023 ou 2024", "2022, mayo de 2023 o 2024",
    ),
}  # fmt: skip


@pytest.mark.parametrize("edtf", BY_CLDR)
def test_a_language_writes_dates_in_its_own_order(edtf: str) -> None:
    shown = {}
    for language in LANGUAGES:
        with use_language(language):
            shown[language] = parse_edtf(edtf).words.replace("\N{THIN SPACE}", " ")
    assert shown == dict(zip(LANGUAGES, BY_CLDR[edtf], strict=True))


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2024-05-03~", "2024년 5월 3일 무렵"),
        ("2024-05?", "2024년 5월(불확실)"),
        ("201X", "2010년대"),
        ("19XX", "1900년~1999년"),
        ("2024-21", "2024년 봄"),
        ("2024-24", "2024년~2025년 겨울"),
        ("2024-33~", "2024년 초"),
        ("2024-40", "2024년 상반기"),
        ("2024-XX", "2024년 어느 때"),
        ("2024-05/..", "2024년 5월 이후"),
        ("../2024-05", "2024년 5월까지"),
        ("{2024-05..}", "2024년 5월과 그 이후"),
        ("[2024-05..2024-07]", "2024년 5월 ~ 7월 중 어느 때"),
        ("{2022,2023}", "2022년 및 2023년"),
    ],
)
def test_korean_dates(edtf: str, words: str) -> None:
    with use_language("ko"):
        assert parse_edtf(edtf).words == words


def test_a_date_is_in_the_language_of_the_moment() -> None:
    when = parse_edtf("2024-05-03?")
    with use_language("ko"):
        assert (when.words, when.inferred.words) == ("2024년 5월 3일(불확실)", "2024년 5월 3일(추정)")
    assert (when.words, when.inferred.words) == ("3 May 2024 (uncertain)", "3 May 2024 (inferred)")


def test_short_forms_for_the_axes_of_charts() -> None:
    september = date(2024, 9, 5)
    shown = {}
    for language in ("en", "ko", "de", "fr"):
        with use_language(language):
            shown[language] = (short_day(september), short_month(september), short_quarter(september))
    assert shown == {
        "en": ("5 Sep", "Sep", "Q3"),
        "ko": ("9월 5일", "9월", "3분기"),
        "de": ("5. Sept.", "Sep", "Q3"),
        "fr": ("5 sept.", "sept.", "T3"),
    }


@pytest.mark.parametrize("language", languages())
def test_every_language_has_all_forms(language: str) -> None:
    days = date(2024, 5, 3), date(2025, 6, 4)
    with use_language(language):
        words = [
            form(days[0]) for form in (year_words, month_words, day_words, month_name, short_day, short_month)
        ]
        words += [interval(*days, precision) for precision in ("year", "month", "day")]
    assert all(words)
    assert all("2024" in interval_words and "2025" in interval_words for interval_words in words[-3:])
