"""The command ``seedbrief quote``: from words of an article to an entry under a claim's evidence."""

from __future__ import annotations

import click.testing
import pytest
import yaml

from generator.cli.main import main
from tests.helpers.example import SMALL_BRIEF, Project, tree

SEED = "tide-mill-turns-again"
BRIEF = "tide-mill-grinds-again"


def test_it_prints_an_entry_for_words_as_they_are_in_the_article(small: Project):
    """The line break of the article, and its curly quotation marks, are neither typed nor a matter."""
    done = small.seedbrief("quote", SEED, "stood still for eleven years")
    assert (done.exit_code, done.stderr) == (0, f"found in seeds/{SEED}.txt, line 3\n")
    assert done.stdout == f"- source: {SEED}\n  quote: stood still for eleven years\n"
    done = small.seedbrief("quote", SEED, '"We grind [...] low tide,"')
    assert yaml.safe_load(done.stdout)[0]["quote"] == "“We grind [...] low tide,”"


@pytest.mark.parametrize("name", ["tide", f"seeds/{SEED}.txt", f"{SEED}.txt", f"./seeds/{SEED}.html"])
def test_an_article_is_named_by_its_path_or_the_beginning_of_its_name(small: Project, name: str):
    assert small.seedbrief("quote", name, "600 kilograms").exit_code == 0


def test_words_can_come_from_standard_input(small: Project):
    done = click.testing.CliRunner().invoke(
        main, ["-C", str(small.root), "quote", "tide", "-"], input="four hours\nat each\n"
    )
    assert "quote: four hours at each" in done.stdout


def test_the_nearest_passage_is_shown_as_in_check(small: Project):
    done = small.seedbrief("quote", SEED, "made 600 kilograms of flour")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"Error: quotation not found in {SEED}",
        'nearest passage, 95% alike: "makes 600 kilograms of flour"',
        "[-typed-] {+in the article+}: [-made-] {+makes+} 600 kilograms of flour",
    ]


def test_half_a_word_is_refused(small: Project):
    done = small.seedbrief("quote", SEED, "600 kilo")
    assert done.exit_code == 1
    assert 'quotation ends in the middle of "kilograms"' in done.stderr


def test_of_several_occurrences_each_has_what_tells_it_from_the_others(small: Project):
    small.write(
        "seeds/two.txt", "The old ferry runs. The new ferry runs. 배가 간다. 北京的船来了。上海的船来了。"
    )
    done = small.seedbrief("quote", "two", "ferry runs")
    assert done.exit_code == 1
    assert [item["prefix"] for item in yaml.safe_load(done.stdout)] == ["old", "new"]
    assert "occur 2 times in two; choose with --nth" in done.stderr
    second = small.seedbrief("quote", "two", "ferry runs", "--nth", "2")
    assert yaml.safe_load(second.stdout) == [{"source": "two", "quote": "ferry runs", "prefix": "new"}]
    wide = small.seedbrief("quote", "two", "的船来了", "--nth", "2")
    assert yaml.safe_load(wide.stdout) == [{"source": "two", "quote": "的船来了", "prefix": "海"}]
    assert small.seedbrief("quote", "two", "ferry runs", "--nth", "3").exit_code == 1


def test_an_article_in_its_own_encoding_or_in_none(small: Project):
    small.write("seeds/two.txt", "배가 간다.".encode("cp949"))
    assert "two.txt:1:1: byte 0xb9 is not utf-8" in small.seedbrief("quote", "two", "배가").stderr
    small.write("content/sources/two.yml", "title: Two\npublisher: x\nencoding: cp949\n")
    assert "quote: 배가" in small.seedbrief("quote", "two", "배가").stdout


def test_words_of_a_text_with_pages_come_with_their_page(small: Project):
    small.write("seeds/paged.txt", "The ferry\fruns on 3 May.\n\fIts price stays.\n")
    assert "paged.txt, p. 3" in small.seedbrief("quote", "paged", "Its price").stderr
    done = small.seedbrief("quote", "paged", "ferry runs on")
    assert (done.stdout, "pp. 1-2" in done.stderr) == ("- source: paged\n  quote: ferry runs on\n", True)


def test_it_is_added_to_a_claim_and_the_file_is_otherwise_the_same(small: Project):
    before = small.read(SMALL_BRIEF)
    done = small.seedbrief("quote", "tide", "two of the five bakeries", "--to", f"{BRIEF}#flour-a-day")
    assert (done.exit_code, done.stderr) == (0, "")
    old = "no more  # as in the article, letter by letter\n"
    assert small.read(SMALL_BRIEF) == before.replace(old, f"{old}      - two of the five bakeries\n")
    assert small.seedbrief("check", "--errors").exit_code == 0
    again = small.seedbrief("quote", "tide", "two of the five bakeries", "--to", f"{BRIEF}#flour-a-day")
    assert again.exit_code == 1
    assert "already has this quotation" in again.stderr


def test_a_byte_order_mark_and_windows_line_ends_stay(small: Project):
    before = b"\xef\xbb\xbf" + small.read(SMALL_BRIEF).replace("\n", "\r\n").encode()
    small.write(SMALL_BRIEF, before)
    path = f"{SMALL_BRIEF}#others-wait"
    assert small.seedbrief("quote", "tide", "low tide", "--to", path).exit_code == 0
    after = (small.root / SMALL_BRIEF).read_bytes()
    assert after.replace(b"      - low tide\r\n", b"") == before


def test_a_second_article_is_added_to_the_brief_and_the_other_quotations_say_which_is_theirs(small: Project):
    small.write("seeds/two.txt", "The ferry runs.")
    small.write("content/sources/two.yml", "title: Two\npublisher: lantern-bay-courier\n")
    text = small.read(SMALL_BRIEF)
    done = small.seedbrief("quote", "two", "ferry runs", "--to", f"{BRIEF}#others-wait")
    assert (done.exit_code, done.stderr) == (0, "")
    after = small.read(SMALL_BRIEF)
    assert f"sources: [{SEED}, two]  # articles under seeds/" in after
    for line in [line for line in text.splitlines() if line.startswith("      - ")]:
        text = text.replace(line, f"      - source: {SEED}\n        quote: {line.removeprefix('      - ')}")
    added = "      - source: two\n        quote: ferry runs\n"
    assert after.replace(added, "") == text.replace(f"[{SEED}]", f"[{SEED}, two]")
    assert small.seedbrief("check", "--errors").exit_code == 0


def test_a_part_of_the_name_of_an_article_is_enough(small: Project):
    assert "quote: low tide" in small.seedbrief("quote", "mill", "low tide").stdout
    small.write("seeds/water-mill.txt", "The mill turns at low tide.")
    several = small.seedbrief("quote", "mill", "low tide")
    assert f"mill is part of several names; write more of one: {SEED}, water-mill" in several.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("nowhere", "words"), 1, "there is no article `nowhere` in seeds/"),
        (("tide", " "), 2, "WORDS are empty"),
        (("tide", "low tide", "--to", BRIEF), 2, "write the brief and the claim, for example"),
        (("tide", "low tide", "--to", "nowhere#x"), 1, "there is no brief `nowhere`"),
        (
            ("tide", "low tide", "--to", f"{BRIEF}#x"),
            1,
            "has no claim `x`\nits claims: grinding-since-march,",
        ),
    ],
)
def test_wrong_usage_is_one_sentence(small: Project, arguments: tuple[str, ...], code: int, why: str):
    before = tree(small.root)
    done = small.seedbrief("quote", *arguments)
    assert done.exit_code == code
    assert why in done.stderr
    assert tree(small.root) == before


def test_as_a_user_runs_it(small: Project):
    assert "quote: low tide" in small.run("seedbrief", "quote", "tide", "low tide").stdout
