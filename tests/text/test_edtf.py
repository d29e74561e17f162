"""EDTF dates: what each means in days and in words, and what is said of wrong ones."""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generator.text.date_suggestions import readings
from generator.text.edtf import MAX_LENGTH, EdtfDate, parse_day, parse_edtf
from generator.translation import day_words, use_language

NO, YES = False, True

# edtf | earliest | latest | uncertain | approximate | words; None: a bound that is open or not known
DATES = [
    # Level 0
    ("2022", "2022-01-01", "2022-12-31", NO, NO, "2022"),
    ("2022-12", "2022-12-01", "2022-12-31", NO, NO, "December 2022"),
    ("2022-12-05", "2022-12-05", "2022-12-05", NO, NO, "5 December 2022"),
    ("2024-02", "2024-02-01", "2024-02-29", NO, NO, "February 2024"),
    ("2024-02-29", "2024-02-29", "2024-02-29", NO, NO, "29 February 2024"),
    ("0987-05", "0987-05-01", "0987-05-31", NO, NO, "May AD 987"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31", NO, NO, "June 2004 to August 2006"),
    ("2004-06-11/2006", "2004-06-11", "2006-12-31", NO, NO, "11 June 2004 to 2006"),
    ("2022-10/2022-12", "2022-10-01", "2022-12-31", NO, NO, "October to December 2022"),
    ("2022-12-05/2022-12-09", "2022-12-05", "2022-12-09", NO, NO, "5 to 9 December 2022"),
    ("2022-11-05/2022-12-05", "2022-11-05", "2022-12-05", NO, NO, "5 November to 5 December 2022"),
    ("2022-12/2022-12", "2022-12-01", "2022-12-31", NO, NO, "December 2022 to December 2022"),
    # Level 1: ? uncertain, ~ approximate, % both; no bound is widened for them
    ("2022-12?", "2022-12-01", "2022-12-31", YES, NO, "December 2022 (uncertain)"),
    ("2022-12~", "2022-12-01", "2022-12-31", NO, YES, "about December 2022"),
    ("2022-12%", "2022-12-01", "2022-12-31", YES, YES, "about December 2022 (uncertain)"),
    ("1984%", "1984-01-01", "1984-12-31", YES, YES, "about 1984 (uncertain)"),
    ("2022-12-05~", "2022-12-05", "2022-12-05", NO, YES, "about 5 December 2022"),
    # Level 1: digits that are not known
    ("201X", "2010-01-01", "2019-12-31", NO, NO, "the 2010s"),
    ("201X~", "2010-01-01", "2019-12-31", NO, YES, "about the 2010s"),
    ("200X", "2000-01-01", "2009-12-31", NO, NO, "the years 2000 to 2009"),
    ("20XX", "2000-01-01", "2099-12-31", NO, NO, "the years 2000 to 2099"),
    ("000X", "0001-01-01", "0009-12-31", NO, NO, "the years AD 1 to AD 9"),
    ("2004-XX", "2004-01-01", "2004-12-31", NO, NO, "some time in 2004"),
    ("2004-XX~", "2004-01-01", "2004-12-31", NO, YES, "some time in about 2004"),
    ("2004-XX-XX", "2004-01-01", "2004-12-31", NO, NO, "some time in 2004"),
    ("2004-07-XX", "2004-07-01", "2004-07-31", NO, NO, "some day in July 2004"),
    ("2004-07-XX%", "2004-07-01", "2004-07-31", YES, YES, "some day in about July 2004 (uncertain)"),
    # Level 1: seasons, the northern ones; winter begins in December of its year
    ("2004-21", "2004-03-01", "2004-05-31", NO, NO, "spring 2004"),
    ("2004-22", "2004-06-01", "2004-08-31", NO, NO, "summer 2004"),
    ("2004-23?", "2004-09-01", "2004-11-30", YES, NO, "autumn 2004 (uncertain)"),
    ("2004-24~", "2004-12-01", "2005-02-28", NO, YES, "about winter 2004/2005"),
    ("2023-24", "2023-12-01", "2024-02-29", NO, NO, "winter 2023/2024"),
    ("2004-21/2004-23", "2004-03-01", "2004-11-30", NO, NO, "spring to autumn 2004"),
    # Level 1: intervals with open and unknown ends
    ("1985-04/..", "1985-04-01", None, NO, NO, "April 1985 onwards"),
    ("../1985-04", None, "1985-04-30", NO, NO, "until April 1985"),
    ("1985-04/", "1985-04-01", None, NO, NO, "from April 1985, end unknown"),
    ("/1985-04", None, "1985-04-30", NO, NO, "until April 1985, start unknown"),
    ("1984~/2004-06?", "1984-01-01", "2004-06-30", YES, YES, "about 1984 to June 2004 (uncertain)"),
    ("1984%/..", "1984-01-01", None, YES, YES, "about 1984 (uncertain) onwards"),
    ("2024-XX/2025", "2024-01-01", "2025-12-31", NO, NO, "from some time in 2024 to 2025"),
    # Level 2: signs on a part, unknown digits anywhere, quarters and halves
    ("2004-06-~01", "2004-06-01", "2004-06-01", NO, YES, "about 1 June 2004"),
    ("2004-?06", "2004-06-01", "2004-06-30", YES, NO, "June 2004 (uncertain)"),
    ("2004?-06-11", "2004-06-11", "2004-06-11", YES, NO, "11 June 2004 (uncertain)"),
    ("2004-06~-11", "2004-06-11", "2004-06-11", NO, YES, "about 11 June 2004"),
    ("~2004-?06-11", "2004-06-11", "2004-06-11", YES, YES, "about 11 June 2004 (uncertain)"),
    ("2004-?06/..", "2004-06-01", None, YES, NO, "June 2004 (uncertain) onwards"),
    ("2004-1X", "2004-10-01", "2004-12-31", NO, NO,
     "some time from 1 October 2004 to 31 December 2004 (2004-1X)"),
    ("2004-02-2X", "2004-02-20", "2004-02-29", NO, NO,
     "some time from 20 February 2004 to 29 February 2004 (2004-02-2X)"),
    ("19X4", "1904-01-01", "1994-12-31", NO, NO, "some time from 1 January 1904 to 31 December 1994 (19X4)"),
    ("20XX-02-29", "2000-02-29", "2096-02-29", NO, NO,
     "some time from 29 February 2000 to 29 February 2096 (20XX-02-29)"),
    ("XXXX", None, None, NO, NO, "some time in an unknown year"),
    ("XXXX-12-25", None, None, NO, NO, "some time in an unknown year (XXXX-12-25)"),
    ("2004-?0X", "2004-01-01", "2004-09-30", YES, NO,
     "some time from 1 January 2004 to 30 September 2004 (2004-0X) (uncertain)"),
    ("2004-06~-XX", "2004-06-01", "2004-06-30", NO, YES, "some day in about June 2004"),
    ("2004?-21", "2004-03-01", "2004-05-31", YES, NO, "spring 2004 (uncertain)"),
    ("2004-33", "2004-01-01", "2004-03-31", NO, NO, "the first quarter of 2004"),
    ("2004-41~", "2004-07-01", "2004-12-31", NO, YES, "about the second half of 2004"),
    # Level 2: [one of], {all of}
    ("[1667,1668]", "1667-01-01", "1668-12-31", NO, NO, "1667 or 1668"),
    ("{1667,1668}", "1667-01-01", "1668-12-31", NO, NO, "1667 and 1668"),
    ("{1960,1961-12}", "1960-01-01", "1961-12-31", NO, NO, "1960 and December 1961"),
    ("[1668-12,1667?]", "1667-01-01", "1668-12-31", YES, NO, "December 1668 or 1667 (uncertain)"),
    ("[2024-01..]", "2024-01-01", None, NO, NO, "January 2024 or later"),
    ("[..2024-01]", None, "2024-01-31", NO, NO, "January 2024 or earlier"),
    ("{2024..}", "2024-01-01", None, NO, NO, "2024 and later"),
    ("[2022-10..2022-12]", "2022-10-01", "2022-12-31", NO, NO, "some time from October to December 2022"),
    ("{1667,1668,1670..1672}", "1667-01-01", "1672-12-31", NO, NO, "1667, 1668 and 1670 to 1672"),
    ("[1667,1670..1672]", "1667-01-01", "1672-12-31", NO, NO, "1667 or some time from 1670 to 1672"),
    ("[..1667,2004-XX~]", None, "2004-12-31", NO, YES, "1667 or earlier or some time in about 2004"),
    ("[0001,XXXX]", None, None, NO, NO, "AD 1 or some time in an unknown year"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "earliest", "latest", "uncertain", "approximate", "words"), DATES)
def test_date(
    text: str, earliest: str | None, latest: str | None, uncertain: bool, approximate: bool, words: str
) -> None:
    first = date.fromisoformat(earliest) if earliest else None
    last = date.fromisoformat(latest) if latest else None
    found = parse_edtf(text)
    assert found == EdtfDate(text, first, last, uncertain, approximate)
    assert found.words == words


WRONG = [
    ("", "cannot be ''"),
    ("2024-13",
     "'2024-13' is not an EDTF date: there is no month 13; write for example 2024-03, 2024-XX or 2024~"),
    ("2024-00", "there is no month 00"),
    ("2024-2X", "there is no month 2X"),
    ("2024-01-32", "there is no day 32"),
    ("2023-02-30", "there is no day 30 in February 2023"),
    ("2023-02-29", "there is no day 29 in February 2023"),
    ("2023-02-29~", "there is no day 29 in February 2023"),
    ("2023-02-3X", "there is no day 3X in February 2023"),
    ("XXXX-02-30", "there is no day 30 in February XXXX"),
    ("2004/2003", "it ends before it begins"),
    ("[2022-12..2022-10]", "it ends before it begins"),
    ("0000", "years outside 0001-9999"),
    ("-0044", "years outside 0001-9999"),
    ("../-0044", "years outside 0001-9999"),
    ("Y17000", "years outside 0001-9999"),
    ("Y-17E7", "years outside 0001-9999"),
    ("9999-24", "year 10000 is out of range"),
    ("1950S2", "significant digits are not supported"),
    ("2004-01-01T10:10:10Z", "times of day are not supported"),
    ("2004-29", "seasons of a hemisphere"),
    ("2004-21-05", "a season has a year without X, and no day"),
    ("201X-21", "a season has a year without X, and no day"),
    ("20240105", "'20240105' is not an EDTF date: write 2024-01-05"),
    ("2024-1-5", "'2024-1-5' is not an EDTF date: write 2024-01-05"),
    ("05.12.2024", "write 2024-12-05 (5 December 2024) or 2024-05-12 (12 May 2024)"),
    ("2024/01/05", "write 2024-01-05"),
    ("2024/06", "write 2024-06"),
    ("201x", "an unknown digit is a capital X"),
    ("2024-uu", "an unknown digit is a capital X"),
    ("[1667, 1668]", "a date must not contain spaces"),
    ("2024\n", "a date must not contain spaces"),
    ("２０２４", "is not in the form"),
    ("?2004?", "put ?, ~ or % on one side of a part only, such as at the end of the date"),
    ("2004-~06~/2005", "put ?, ~ or % on one side of a part only"),
    ("[2004-06-~1X%,2005]", "put ?, ~ or % on one side of a part only"),
    ("2024~?", "is not in the form"),
    ("../..", "at least one end must be a date"),
    ("/", "at least one end must be a date"),
    ("[..]", "at least one end must be a date"),
    ("2004/2005/2006", "'2005/2006' is not in the form"),
    ("[1667,1668", "the set must end with ]"),
    ("{1667,1668]", "the set must end with }"),
    ("[1667]", "a set needs at least two dates"),
    ("[1667,]", "one of its dates is empty"),
    ("{}", "one of its dates is empty"),
    ("[2004/2005,2006]", "'2004/2005' is not in the form"),
    ("[2004....]", "is not in the form"),
    ("last May", "write for example 2024-03, 2024-XX or 2024~"),
    ("[" + "1667," * 12 + "1668]", "'[1667,1667,1667,'... is too long for a date: over 64 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong_date(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"write (for example )?[12]|too long") as raised:
        parse_edtf(text)
    assert message in str(raised.value)


@pytest.mark.parametrize("thing", [None, 2024, date(2024, 1, 1), b"2024"])
def test_only_text_is_a_date(thing: str) -> None:
    with pytest.raises(ValueError, match="a date cannot be"):
        parse_edtf(thing)
    with pytest.raises(ValueError, match="a date cannot be"):
        parse_day(thing)


@pytest.mark.parametrize("written", [["2024.."], {"2024": None}])  # what YAML makes of brackets and braces
def test_a_date_in_brackets_must_be_in_quotation_marks(written: Any) -> None:
    with pytest.raises(ValueError, match="must be in quotation marks"):
        parse_edtf(written)
    with pytest.raises(ValueError, match="write for example 2024-03-21"):
        parse_day(written)


def test_sort_key_puts_unknown_starts_first_and_open_ends_last() -> None:
    texts = ["2004", "2004-02", "2004/..", "2004-01-01", "XXXX", "2004~", "2003-12", "2004-01", "../2004"]
    in_order = ["../2004", "XXXX", "2003-12", "2004-01-01", "2004-01", "2004", "2004~", "2004/..", "2004-02"]
    assert sorted(texts, key=lambda text: parse_edtf(text).sort_key) == in_order


def test_day() -> None:
    assert parse_day("2026-11-21") == date(2026, 11, 21)
    assert day_words(date(2026, 11, 21)) == "21 November 2026"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2023-02-30", "'2023-02-30' is not a day: there is no day 30 in February 2023"),
        ("2023-13-01", "there is no month 13"),
        ("0000-01-01", "there is no year 0000"),
        ("2026-11", "not in the form YYYY-MM-DD; write for example 2026-11-21"),
        ("2026-11-2", "'2026-11-2' is not a day: write 2026-11-02"),
        ("2026-11-XX", "not in the form YYYY-MM-DD"),
        ("2026-11-21~", "not in the form YYYY-MM-DD"),
        ("20261121", "write 2026-11-21"),
        ("2026-W47-6", "not in the form YYYY-MM-DD"),
        ("2026-11-21\n", "write 2026-11-21"),
        ("２０２６-11-21", "not in the form YYYY-MM-DD"),
    ],
)
def test_wrong_day(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="is not a day") as raised:
        parse_day(text)
    assert message in str(raised.value)


# Every example of the specification (https://www.loc.gov/standards/datetime, 4 February 2019), by level.

SUPPORTED = """
    1985-04-12 1985-04 1985 1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02 2004-02-01/2005
    2005/2006-02
    2001-21 1984? 2004-06~ 2004-06-11% 201X 20XX 2004-XX 1985-04-XX 1985-XX-XX
    1985-04-12/.. 1985-04/.. 1985/.. ../1985-04-12 ../1985-04 ../1985 1985-04-12/ 1985-04/ 1985/ /1985-04-12
    /1985-04 /1985
    2001-34 [1667,1668,1670..1672] [..1760-12-03] [1760-12..] [1760-01,1760-02,1760-12..] [1667,1760-12] [..1984]
    {1667,1668,1670..1672} {1960,1961-12} {..1984}
    2004-06~-11 2004?-06-11 ?2004-06-~11 2004-%06-11 156X-12-25 15XX-12-25 XXXX-12-XX 1XXX-XX 1XXX-12 1984-1X
    2004-06-~01/2004-06-~20 2004-06-XX/2004-07-03
""".split()  # noqa: SIM905 - in quotation marks each, they would be harder to read
NOT_SUPPORTED = {
    "1985-04-12T23:20:30": "times of day",
    "1985-04-12T23:20:30Z": "times of day",
    "1985-04-12T23:20:30-04": "times of day",
    "1985-04-12T23:20:30+04:30": "times of day",
    "Y170000002": "years outside",
    "Y-170000002": "years outside",
    "-1985": "years outside",
    "Y-17E7": "years outside",
    "1950S2": "significant digits",
    "Y171010000S3": "years outside",
    "Y3388E2S3": "years outside",
}


@pytest.mark.parametrize("text", SUPPORTED)
def test_the_examples_of_the_specification_are_accepted(text: str) -> None:
    assert parse_edtf(text).edtf == text


@pytest.mark.parametrize(("text", "feature"), NOT_SUPPORTED.items())
def test_what_we_do_not_support_of_the_specification_is_named(text: str, feature: str) -> None:
    with pytest.raises(ValueError, match=f"{feature}.* not supported; write for example"):
        parse_edtf(text)


# Properties


@given(
    st.sampled_from(
        [["2004"], ["2004", "06"], ["2004", "06", "11"], ["201X"], ["2004", "1X"], ["2004", "22"]]
    ),
    st.lists(st.sampled_from(["", "?", "~", "%"]), min_size=6, max_size=6),
    st.sampled_from(["{}", "{}/..", "1900/{}", "[1900,{}]", "{{..{}}}"]),
)
def test_each_part_may_have_one_qualifier(parts: list[str], signs: list[str], frame: str) -> None:
    """Left of a part it is said of that part, right of it of all up to there: on both sides, one would be idle."""
    qualified = [signs[2 * n] + part + signs[2 * n + 1] for n, part in enumerate(parts)]
    found = parse_or_none(frame.format("-".join(qualified)))
    written = "".join(signs[: 2 * len(parts)])
    if any(signs[2 * n] and signs[2 * n + 1] for n in range(len(parts))):
        assert found is None
        return
    assert found
    assert (found.uncertain, found.approximate) == (bool({*"?%"} & {*written}), bool({*"~%"} & {*written}))
    plain = parse_edtf(frame.format("-".join(parts)))
    assert (found.earliest, found.latest) == (plain.earliest, plain.latest)


@given(st.from_regex(r"20[0-9X]{2}(-([01X][0-9X])(-[0-3X][0-9X])?)?", fullmatch=True))
def test_the_bounds_are_the_first_and_last_day_that_fit(text: str) -> None:
    fitting = re.findall(rf"(?m)^{text.replace('X', '[0-9]')}.*$", CENTURY)
    found = parse_or_none(text)
    if found:
        assert (str(found.earliest), str(found.latest)) == (fitting[0], fitting[-1])
    else:
        assert not fitting


@given(
    st.dates(),
    st.sampled_from(["{:04}{:02}{:02}", "{}/{}/{}", "{2}.{1}.{0}", "{:04}-{}-{}", "{:04}-{:02}-{:02}Z"]),
)
def test_other_ways_to_write_a_day_are_refused_with_the_right_one(day: date, form: str) -> None:
    text = form.format(day.year, day.month, day.day)
    assume(text != day.isoformat())
    right = (
        "write for example 2024-03" if day.year < 1000 and day.isoformat() not in readings(text) else str(day)
    )
    with pytest.raises(ValueError, match=f"write .*{right[-10:]}"):
        parse_edtf(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("May 3 2024", ["2024-05-03"]),
        ("3rd of May, 2024", ["2024-05-03"]),
        ("Sept. 3, 2024", ["2024-09-03"]),
        ("3-May-2024", ["2024-05-03"]),
        ("Nov 2023", ["2023-11"]),
        ("2023 November", ["2023-11"]),
        ("11/2023", ["2023-11"]),
        ("2024.5.3", ["2024-05-03"]),
        ("2024年5月3日", ["2024-05-03"]),
        ("2024년 5월 3일", ["2024-05-03"]),
        ("2024년 5월", ["2024-05"]),
        ("“2024-05-03”", ["2024-05-03"]),
        ("03.05.2024", ["2024-05-03", "2024-03-05"]),
        ("05/05/2024", ["2024-05-05"]),
        ("03/25/2024", ["2024-03-25"]),
        ("31.02.2024", []),
        ("about Nov 2023", ["2023-11~"]),
        ("c. 2023", ["2023~"]),
        ("2023-2024", ["2023/2024"]),
        ("Q1 2024", ["2024-33"]),
        ("summer 2024", ["2024-22"]),
        ("2024 H2", ["2024-41"]),
        ("Tue 3 May 2024", ["2024-05-03"]),
        ("May 3 2024 at 10:00", ["2024-05-03"]),
        ("2024–05–03,", ["2024-05-03"]),
        ("2024-05-03 - 2024-05-06", ["2024-05-03/2024-05-06"]),
        ("3 May 2024 to 6 May 2024", ["2024-05-03/2024-05-06"]),
        ("the 1990s", ["199X"]),
        ("last May", []),
        ("5/24", []),
    ],
)
def test_readings_of_a_date(text: str, meant: list[str]) -> None:
    assert readings(text) == meant
    for written in meant:
        assert parse_edtf(written)


CENTURY = "\n".join(str(date(2000, 1, 1) + timedelta(days=number)) for number in range(36525))
signs = st.sampled_from(["", "", "?", "~", "%"])
years = st.from_regex(r"[0-9]{4}|[0-9]{3}X|[0-9X]{4}|20[0-9]{2}", fullmatch=True)
months = st.from_regex(r"(0[1-9]|1[0-2]|2[1-4]|XX|[0-9X]{2})", fullmatch=True)
days = st.from_regex(r"(0[1-9]|[12][0-9]|3[01]|XX|[0-9X]{2})", fullmatch=True)
parts = st.one_of(st.tuples(years), st.tuples(years, months), st.tuples(years, months, days))
singles = st.builds(lambda parts, sign: "-".join(parts) + sign, parts, signs) | st.builds(
    lambda parts, marks: "-".join(mark + part for mark, part in zip(marks, parts, strict=False)),
    parts,
    st.tuples(signs, signs, signs),
)
ends = singles | st.sampled_from(["", ".."])
members = singles | st.builds("{}..{}".format, singles | st.just(""), singles | st.just(""))
sets = st.lists(members, max_size=4).map(",".join)
dates = st.one_of(
    singles,
    st.builds("{}/{}".format, ends, ends),
    sets.map("[{}]".format),
    sets.map("{{{}}}".format),
)
any_text = st.one_of(st.text(), st.text(alphabet="0123456789X?~%-/.,[]{}YES:T xu", max_size=70), dates)


def parse_or_none(text: str) -> EdtfDate | None:
    try:
        return parse_edtf(text)
    except ValueError:
        return None


@given(any_text)
def test_any_text_is_a_day_or_a_value_error(text: str) -> None:
    try:
        found = parse_day(text)
    except ValueError:
        return
    assert found.isoformat() == text


@given(any_text)
@example("2004-1X")
@example("../")
@example("\ud800")
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    found = parse_or_none(text)
    if found:
        assert found.edtf == text
        assert found.words == " ".join(found.words.split())
        assert found.uncertain == ("(uncertain)" in found.words) == bool({"?", "%"} & set(text))
        assert found.approximate == ("about " in found.words) == bool({"~", "%"} & set(text))
        if found.earliest and found.latest:
            assert found.earliest <= found.latest


@given(dates)
@example("[..0987-24,2004-?0X]")
def test_any_date_has_words_in_korean(text: str) -> None:
    with use_language("ko"):
        found = parse_or_none(text)
        if found:
            assert re.sub("[0-9X-]", "", found.words)
            assert not re.search("[A-Za-z]", re.sub("[0-9X-]+", "", found.words))


@pytest.mark.parametrize(
    "text", ["2004-1X", "2004-1X~", "2004-0X-?05", "2024-XX/2025", "/..", "[201X,2004-XX]"]
)
def test_nothing_is_ever_printed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    parse_or_none(text)
    assert capsys.readouterr() == ("", "")


@given(st.lists(dates, max_size=6))
def test_sorting_is_by_the_earliest_day(texts: list[str]) -> None:
    found = sorted(filter(None, map(parse_or_none, texts)), key=lambda one: one.sort_key)
    starts = [one.earliest or date.min for one in found]
    assert starts == sorted(starts)


@given(st.dates())
def test_a_day_is_itself(day: date) -> None:
    found = parse_edtf(day.isoformat())
    assert (found.earliest, found.latest, found.words) == (day, day, day_words(day))
    assert parse_day(day.isoformat()) == day


@given(st.dates(), st.sampled_from(["?", "~", "%"]), st.sampled_from([4, 7, 10]))
def test_a_sign_changes_no_bound(day: date, sign: str, length: int) -> None:
    plain = parse_edtf(day.isoformat()[:length])
    signed = parse_edtf(plain.edtf + sign)
    assert (plain.earliest, plain.latest) == (signed.earliest, signed.latest)


@given(st.dates(), st.sets(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 9]), min_size=1))
def test_the_day_lies_within_the_bounds_of_its_unknown_digits(day: date, unknown: set[int]) -> None:
    text = "".join("X" if place in unknown else digit for place, digit in enumerate(day.isoformat()))
    found = parse_edtf(text)
    assert (found.earliest or date.min) <= day <= (found.latest or date.max)


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]))
def test_an_interval_reaches_from_the_first_day_to_the_last(one: date, other: date, length: int) -> None:
    start, end = sorted([one, other])
    lower, upper = parse_edtf(start.isoformat()[:length]), parse_edtf(end.isoformat()[:length])
    found = parse_edtf(f"{lower.edtf}/{upper.edtf}")
    assert (found.earliest, found.latest) == (lower.earliest, upper.latest)
    assert found.words.endswith(f" to {upper.words}")
    assume(lower.latest and upper.earliest and lower.latest < upper.earliest)
    assert parse_or_none(f"{upper.edtf}/{lower.edtf}") is None


@pytest.mark.parametrize(
    "text",
    [
        "[" + ",".join(f"XXXX-02-{day}" for day in ("3X", "30", "31")) + "]",
        "[" + ",".join(f"?{year}-?06-?11" for year in range(2001, 2006)) + "]",
        "[" * MAX_LENGTH,
        "X" * MAX_LENGTH,
        "/" * MAX_LENGTH,
        "..,2004" * 9,
        "?~%" * 21,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.perf_counter()
    parse_or_none(text)
    assert time.perf_counter() - start < 2
