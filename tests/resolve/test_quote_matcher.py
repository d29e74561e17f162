"""Quotations are found word for word or not at all, whatever marks, dashes, spaces or normal form they are typed in."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generator.model.seed import Seed, fold, fold_text, folded_position, make_seed
from generator.resolve.quote_matcher import (
    Ambiguous,
    Found,
    NotFound,
    find_partial_words,
    find_quote,
    proposal,
)

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def seed_of(text: str) -> Seed:
    return make_seed("a", "seeds/a.txt", text.encode(), text)


@cache
def real_seed(path: Path) -> Seed:
    return make_seed(path.stem, path.name, path.read_bytes(), path.read_text("utf-8"))


def found(text: str, quote: str, prefix: str = "", suffix: str = "") -> str | NotFound | Ambiguous:
    """The words of the seed that were found, its pieces joined by a stroke."""
    match find_quote(seed_of(text), quote, prefix, suffix):
        case Found(spans):
            return "|".join(text[start:end] for start, end in spans)
        case other:
            return other


HANGUL = "혜산세관을 통해 수출"
DECOMPOSED = unicodedata.normalize("NFD", HANGUL)
ARABIC = "قال المصدر: «بدأت الشاحنات» في الشهر."


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("One two three.", "two", "two"),
        ("One two three.", "wo thr", "wo thr"),
        ("One two three.", " two  three. ", "two three."),
        ("One\n  two\r\nthree.", "One two three", "One\n  two\r\nthree"),
        ("One\n\ntwo three.", "One two", "One\n\ntwo"),
        ("One\xa0two\u2003three\u202ffour\tfive", "One two three four five", "One\xa0two\u2003three\u202ffour\tfive"),
        ("One two", "One\xa0two", "One two"),
        ("“It’s ‚one‘,” he said", "\"It's 'one',\" he said", "“It’s ‚one‘,” he said"),
        ("\"It's one,\" he said", "„It’s one,‟ he said", "\"It's one,\" he said"),
        ("one – two — three‐four", "one - two - three-four", "one – two — three‐four"),
        ("one-two", "one—two", "one-two"),
        ("Café Zürich", unicodedata.normalize("NFD", "Café Zü"), "Café Zü"),
        (unicodedata.normalize("NFD", "Café Zürich"), "é Zü", unicodedata.normalize("NFD", "é Zü")),
        (HANGUL, unicodedata.normalize("NFD", "세관을 통"), "세관을 통"),
        (DECOMPOSED, "세관을 통", unicodedata.normalize("NFD", "세관을 통")),
        ("a\u0323\u0307 b", "ạ̇ b", "a\u0323\u0307 b"),
        ("a\u0307\u0323 b", "a\u0323\u0307", "a\u0307\u0323"),
        ("\u0b95\u0bc6\u0bbe", "\u0b95\u0bca", "\u0b95\u0bc6\u0bbe"),
        (ARABIC, "«بدأت الشاحنات»", "«بدأت الشاحنات»"),
        ("One 🙂 two", "🙂 two", "🙂 two"),
        ("中国的\n贸易", "中国的贸易", "中国的\n贸易"),
        ("中国的\r\n\u3000贸易。\n", "的贸", "的\r\n\u3000贸"),
        ("中国的\n贸易", "国的", "国的"),
        ("中国的贸易", "中国的\n贸易", "中国的贸易"),
        ("中国的 贸易", "中国的 贸易", "中国的 贸易"),
        (f"か\u3099\nは {DECOMPOSED}", "がは", "か\u3099\nは"),
        ("북한\n무역", "북한 무역", "북한\n무역"),
        ("One two three four. Five.", "One [...] three", "One|three"),
        ("One two three four. Five.", "One [...] three [...] Five.", "One|three|Five."),
        ("One two three four.", "One[...]two", "One|two"),
        ("One\ntwo.\n\nThree.", "One [...] two", "One|two"),
        ("One two.\nThree four.", "Three [...] four", "Three|four"),
    ],
)  # fmt: skip
def test_found(text: str, quote: str, expected: str) -> None:
    assert found(text, quote) == expected


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("One two", "one two"),
        ("One two", "One  two."),
        ("Onetwo", "One two"),
        ("One two", "Onetwo"),
        ("Cafe", "Café"),
        ("Café", "Cafe"),
        (DECOMPOSED, "세과"),
        ("ﬁne ²", "fine 2"),
        ("1–2", "1−2"),
        ("one…two", "one...two"),
        ("[one] two", "one two"),
        (ARABIC, "بدأت الشاحنة"),
    ],
)
def test_nothing_else_is_taken_for_the_same(text: str, quote: str) -> None:
    assert isinstance(found(text, quote), NotFound)


TWICE = "The dog barks. A cat sleeps.\n\nThe dog – “Rex” – sleeps, and the other dog runs."


@pytest.mark.parametrize(
    ("quote", "prefix", "suffix", "expected"),
    [
        ("dog", "", "barks", 4),
        ("dog", "", "- \"Rex\"", 34),
        ("dog", "the other", "", 70),
        ("dog", "sleeps, and the other ", " runs.", 70),
        ("sleeps", "", ".", 21),
        ("sleeps", "“Rex” –", "", 48),
        ("The dog", "", "barks", 0),
        ("The [...] sleeps", "cat sleeps.", "", 30),
        ("runs.", "dog", "", 74),
    ],
)  # fmt: skip
def test_prefix_and_suffix_decide(quote: str, prefix: str, suffix: str, expected: int) -> None:
    match = find_quote(seed_of(TWICE), quote, prefix, suffix)
    assert isinstance(match, Found)
    assert match.spans[0][0] == expected


LATER = "Trucks left on Monday and trade grew. Then on Friday trade fell, and trade fell again.\n\nHere trade ended."


@pytest.mark.parametrize(
    ("suffix", "last"),
    [("", "trade grew"), ("grew", "trade grew"), ("fell", "trade fell,"), ("fell again", "trade fell again")],
)
def test_a_suffix_decides_where_the_last_piece_stands(suffix: str, last: str) -> None:
    match = find_quote(seed_of(LATER), "Trucks left [...] trade", "", suffix)
    assert isinstance(match, Found)
    assert LATER[match.spans[1][0] :].startswith(last)
    assert isinstance(found(LATER, "Trucks left [...] trade", "", "ended"), NotFound)
    assert isinstance(found(LATER, "Trucks left [...] trade", "Then", "fell"), NotFound)


def test_what_stands_more_than_once_is_ambiguous() -> None:
    assert found(TWICE, "The dog") == Ambiguous(
        (
            "...«The dog» barks. A cat sleeps. The dog - \"Rex\" - ...",
            "...The dog barks. A cat sleeps. «The dog» - \"Rex\" - sleeps, and the other dog run...",
        )
    )  # fmt: skip
    assert isinstance(found(TWICE, "dog", "The"), Ambiguous)
    assert isinstance(found("aaa", "aa"), Ambiguous)
    assert isinstance(found("One. One. Two.", "One [...] Two"), Ambiguous)


def test_a_quotation_in_the_wrong_place_is_not_found() -> None:
    match = found(TWICE, "dog", "A")
    assert isinstance(match, NotFound)
    assert match.reason == "the words occur, but not between this prefix and this suffix"
    assert isinstance(found(TWICE, "The dog", "", "sleeps"), NotFound)


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("cat [...] dog", "all parts occur in the seed, but not in this order within one paragraph"),
        ("cat [...] runs", "all parts occur in the seed, but not in this order within one paragraph"),
        ("[...] cat", "`[...]` needs words on both sides"),
        ("cat [...]", "`[...]` needs words on both sides"),
        ("cat [...] [...] sleeps", "`[...]` needs words on both sides"),
        ("[...]", "`[...]` needs words on both sides"),
        ("zzzzzzzzzzzz", "no similar passage found"),
    ],
)
def test_why_it_is_not_found(quote: str, reason: str) -> None:
    match = found(TWICE, quote)
    assert isinstance(match, NotFound)
    assert (match.reason, match.nearest) == (reason, "")


@pytest.mark.parametrize(
    ("quote", "nearest", "differs_at"),
    [
        ("The dog barcs. A cat", "The dog barks. A cat", "cs. A cat"),
        ("A cat sleps.\n\nThe dog", "A cat sleeps. The dog", "ps.\n\nThe dog"),
        ("he dog barcs", "The dog barks", "cs"),
        ("cat sleepd", "cat sleeps", "d"),
        ("The  dog – „Rex“ – slaeps", "The dog – “Rex” – sleeps", "aeps"),
        ("The dog [...] the  othar dog", "the other dog", "ar dog"),
        ("A cat, sleeps", "A cat sleeps", ", sleeps"),
        ("A bat sleeps", "A cat sleeps", "bat sleeps"),
    ],
)  # fmt: skip
def test_the_nearest_passage_and_where_the_quotation_departs_from_it(
    quote: str, nearest: str, differs_at: str
) -> None:
    match = found(TWICE, quote)
    assert isinstance(match, NotFound)
    assert match.reason == ""
    assert (match.nearest, quote[match.offset :]) == (nearest, differs_at)
    assert 50 <= match.likeness < 100


@pytest.mark.parametrize(
    ("text", "quote", "rest", "reason", "place", "words"),
    [
        (
            "At\ncus\u200btoms house\u200b.",
            "customs house.",
            "toms house.",
            "U+200B ZERO WIDTH SPACE / nothing",
            (2, 4),
            "cus\\u200btoms house\\u200b.",
        ),
        (
            "At customs.",
            "At cus\u200btoms",
            "\u200btoms",
            "nothing / U+200B ZERO WIDTH SPACE",
            (1, 7),
            "At customs",
        ),
        ("The ﬁrst", "The first", "first", 'U+FB01 LATIN SMALL LIGATURE FI / "fi"', (1, 5), "The ﬁrst"),
        ("At −5 °C", "At -5 °C", "-5 °C", "U+2212 MINUS SIGN / U+002D HYPHEN-MINUS", (1, 4), "At −5 °C"),
        (
            "One… two",
            "One... two",
            "... two",
            "U+2026 HORIZONTAL ELLIPSIS / U+002E FULL STOP",
            (1, 4),
            "One… two",
        ),
        (
            "Le « Rex »",
            'Le "Rex',
            '"Rex',
            "U+00AB LEFT-POINTING DOUBLE ANGLE QUOTATION MARK U+0020 SPACE / U+0022 QUOTATION MARK",
            (1, 4),
            "Le « Rex",
        ),
        (
            "The cus-\ntoms house",
            "customs",
            "toms",
            "U+002D HYPHEN-MINUS U+0020 SPACE / nothing",
            (1, 8),
            "cus- toms",
        ),
        ("By cаr", "By car", "ar", 'U+0430 CYRILLIC SMALL LETTER A / "a"', (1, 5), "By cаr"),
        (
            'Say ""\ufe0f so',
            'Say "" so',
            " so",
            "U+FE0F VARIATION SELECTOR-16 / nothing",
            (1, 7),
            'Say \\"\\"\\ufe0f so',
        ),
    ],
)
def test_characters_that_look_alike_are_named(
    text: str, quote: str, rest: str, reason: str, place: tuple[int, int], words: str
) -> None:
    match = found(text, quote)
    assert isinstance(match, NotFound)
    article, quotation = reason.split(" / ")
    assert match.reason == f"{article} in the article, {quotation} in the quotation"
    assert quote[match.offset :] == rest
    see, *_, paste = match.hint.splitlines()
    assert see == f"see seeds/a.txt, line {place[0]}, column {place[1]}"
    assert paste == f'paste the article\'s words: "{words}"'
    assert isinstance(find_quote(seed_of(text), yaml.safe_load(f'"{words}"')), Found)


def test_in_a_seed_with_pages_the_nearest_passage_and_other_occurrences_have_theirs() -> None:
    text = "One.\n\fThe old ferry left at dawn.\n\fThe old ferry left the\n\fisland.\n"
    match = found(text, "The new ferry left at dawn")
    assert isinstance(match, NotFound)
    assert proposal(match).startswith('nearest passage, p. 2, 88% alike: "The old ferry left at dawn"')
    match = found(text, "The old ferry left")
    assert isinstance(match, Ambiguous)
    assert match.contexts[0].startswith("p. 2: ...One. «The old ferry left»")
    assert found(text, "ferry left the island") == "ferry left the\n\fisland"


LOOK_ALIKES = "\u00ad\u2060\f\u200b…ﬁ«»−-’´ \nаo\ufe0f"


@given(st.text(st.sampled_from("fi.co-\"'" + LOOK_ALIKES)), st.text(st.sampled_from("fi." + LOOK_ALIKES)))
@example("c c", "\u200b \ufe0f")
def test_what_is_pasted_is_found(text: str, quote: str) -> None:
    match = found(text, quote)
    if isinstance(match, NotFound) and match.hint:
        paste = yaml.safe_load(match.hint.splitlines()[-1].removeprefix("paste the article's words: "))
        assert not isinstance(found(text, paste), NotFound)


def test_the_offset_counts_what_was_typed_not_what_it_is_folded_to() -> None:
    quote = f"  {DECOMPOSED}을  몰랐다"
    match = found(f"{HANGUL}을 몰랐네", quote)
    assert isinstance(match, NotFound)
    assert quote[match.offset :] == "다"


def cut(text: str, quote: str) -> list[str]:
    """The words that a quotation cuts, each with the letter as typed beside which it does."""
    match = find_quote(seed_of(text), quote)
    assert isinstance(match, Found)
    return [
        f"{found.word}:{quote[found.offset]}" for found in find_partial_words(seed_of(text), quote, match)
    ]


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("It is unlikely so.", "likely so", ["unlikely:l"]),
        ("It is likely so.", " likely s ", ["so:s"]),
        ("Some 130 trucks", "30 trucks", ["130:3"]),
        ("130,000 or 1.5, 1’000", "130", ["130,000:0"]),
        ("130,000 or 1.5, 1’000", "5, 1", ["1.5:5", "1’000:1"]),
        ("At 12:30 trucks left.", "30 trucks", ["12:30:3"]),
        ("They can't, won’t", "can", ["can't:n"]),
        ("They can't, won’t", "t, won’t", ["can't:t"]),
        ("One two three four.", "ne  [...]  three fo", ["One:n", "four:o"]),
        ("Неверно", "верно", ["Неверно:в"]),
        (unicodedata.normalize("NFD", "Résumé"), "sumé", [unicodedata.normalize("NFD", "Résumé:s")]),
        (unicodedata.normalize("NFD", "Résumé"), "Résum", [unicodedata.normalize("NFD", "Résumé:m")]),
        ("One two. (Three), 30.", "two", []),
        ("One two. (Three), 30.", "Three", []),
        ("One two. (Three), 30.", "30", []),
        ("Ankara'da 3G, H5N1", "Ankara", []),
        ("Ankara'da 3G, H5N1", "G, H", []),
        ("non-violent", "violent", []),
        (HANGUL, "세관", []),
        (f"DPRK{HANGUL}", "DPRK", []),
        ("卡车在丹东海关排队", "丹东", []),
        ("والشاحنات", "الشاحنات", []),
        ("約30台", "30", []),
        ("約130台", "30台", ["130:3"]),
        ("Some 1\u202f300 trucks", "300 trucks", ["1\u202f300:3"]),
        ("Some 1\u00a0300 trucks", "Some 1", ["1\u00a0300:1"]),
        ("It is un\u00adlikely", "likely", ["unlikely:l"]),
        ("It is un\u00ad\n\flikely", "likely", ["unlikely:l"]),
        ("It is un\u00ad\nlikely", "un", ["unlikely:n"]),
        ("13\u2060\n0 trucks", "0 trucks", ["130:0"]),
        ("It opened in 2023.1 It is", "in 2023.", []),  # a footnote
        ("It opened in 2023.1 It is", "in 2023", []),
        ("It opened in 2023,5 trucks", "5 trucks", []),
        ("By Jane DoeThe ferry", "The ferry", []),
        ("SEOULNorth Korea", "North Korea", []),
        ("VERY UNLIKELY", "LIKELY", ["UNLIKELY:L"]),
    ],
)
def test_which_words_a_quotation_cuts(text: str, quote: str, words: list[str]) -> None:
    assert cut(text, quote) == words


# The two real articles


Stretch = tuple[int, int, int]  # number of the seed, start, end


@st.composite
def passages(draw: st.DrawFn) -> Stretch:
    """A stretch of a real article that begins and ends with something to see."""
    number = draw(st.integers(0, len(SEEDS) - 1))
    text = real_seed(SEEDS[number]).text
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 300)))
    assume(not text[start].isspace() and not text[end - 1].isspace())
    return number, start, end


SAME = ["'‘’‚‛", '"“”„‟', "-‐‑‒–—―﹘﹣－", " \xa0\n\t\u2003\u202f"]


def retyped(text: str, random: Random) -> str:
    """Type other marks, dashes and spaces, of each kind any one."""
    kinds = {character: kind for kind in SAME for character in kind}
    return "".join(random.choice(kinds.get(character, character)) for character in text)


@given(passages(), st.randoms(use_true_random=False), st.sampled_from(["NFC", "NFD"]))
def test_any_passage_is_found_however_it_is_typed(
    passage: Stretch, random: Random, form: Literal["NFC", "NFD"]
) -> None:
    seed, (start, end) = real_seed(SEEDS[passage[0]]), passage[1:]
    match = find_quote(seed, unicodedata.normalize(form, retyped(seed.text[start:end], random)))
    text, words = fold_text(seed.text), fold_text(seed.text[start:end])
    if text.find(words) == text.rfind(words):
        assert match == Found(((start, end),))
    else:
        before, after = fold_text(seed.text[:start] + "|")[:-1], fold_text("|" + seed.text[end:])[1:]
        assert isinstance(match, Ambiguous)
        assert f"...{before[-40:]}«{words}»{after[:40]}..." in match.contexts


@given(passages(), st.data())
def test_a_passage_with_another_word_in_it_is_never_found(passage: Stretch, data: st.DataObject) -> None:
    seed, (start, end) = real_seed(SEEDS[passage[0]]), passage[1:]
    words = seed.text[start:end].split()
    assert "zqxjk" not in seed.text
    words[data.draw(st.integers(0, len(words) - 1))] = "zqxjk"
    quote = " ".join(words)
    match = find_quote(seed, quote)
    assert isinstance(match, NotFound)
    assert 0 <= match.offset < len(quote)


@given(st.data(), st.sampled_from(SEEDS))
def test_pieces_are_found_if_they_stand_in_one_paragraph_in_this_order(
    data: st.DataObject, path: Path
) -> None:
    seed = real_seed(path)
    paragraphs = [match for match in re.finditer(r"\S.*", seed.text) if len(match[0]) > 80]
    one = data.draw(st.sampled_from(paragraphs))
    other = data.draw(st.sampled_from([one, one, *paragraphs]))
    spans = []
    for paragraph in (one, other):
        start = data.draw(st.integers(paragraph.start(), paragraph.end() - 20))
        words = re.compile(r"\S.{10,}\S").search(seed.text, start, start + data.draw(st.integers(20, 40)))
        assume(words and words.end() <= paragraph.end() and seed.text.count(words[0]) == 1)
        spans.append(words.span())
    match = find_quote(seed, " [...] ".join(seed.text[start:end] for start, end in spans))
    if one == other and spans[0][1] <= spans[1][0]:
        assert match == Found(tuple(spans))
    else:
        assert isinstance(match, NotFound)
        assert match.reason == "all parts occur in the seed, but not in this order within one paragraph"


# Folding

marks = st.sampled_from(
    "\u00ad\u2060\f中」\u3099\uf900\u2329\n\r\u3000한"
    + "".join(SAME)
    + "e\u0301\u0323\u1112\u1168\u11ab\u0bc6\u0bbe"
)


@given(st.text(marks | st.characters(exclude_categories=["Cs"])))
@example("\u1112\u1168\u1109\u1161\u11ab")
@example("e" + "\u0301\u0323" * 3)
def test_folding_is_composing_and_knows_where_all_comes_from(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for position, character in enumerate(folded.text):
        start, end = folded.span(position, position + 1)
        assert character in fold_text(text[start:end]) or (character == " " and text[start:end].isspace())
        assert position == 0 or start >= folded.starts[position - 1]
    for at in range(len(text) + 2):
        assert folded_position(folded, at) == bisect_left(folded.starts, at)


@example("a\u00ad\u0301")
@example("\u00ad\u00ad\n\u00ad\n \u2060b")
@given(st.text(marks))
def test_where_a_word_is_parted_its_hyphen_and_the_line_break_are_nothing(text: str) -> None:
    parted = re.sub("\u00ad|\u2060", "", re.sub("(?:\u00ad|\u2060)\\s*[\n\f\r]\\s*", "", text))
    assert fold(text).text == fold(parted).text


def test_folding_folds_what_it_says_and_nothing_more() -> None:
    assert (
        fold_text("cus\u00ad\n\f toms 혜\u2060\n산 un\u00adlikely e\u00ad e") == "customs 혜산 unlikely e e"
    )
    assert fold_text("cus-\ntoms a\fb") == "cus- toms a b"
    assert fold_text(" ‘a’\n\n‚b‛ „c‟\xa0– — ‑ ") == "'a' 'b' \"c\" - - -"
    for *same, kind in (f"{kind[1:]}{kind[0]}" for kind in SAME):
        for character in same:
            assert fold_text(f"a{character}b") == fold(f"a{character}b").text == f"a{kind}b"
    for character in "«»‹›`´′″−…ﬁ²½ⅣＡß":
        assert fold_text(character) == character
