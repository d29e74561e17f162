"""Entities named in prose become links by themselves: which words are found, and which of them are linked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.model.content import Entity
from generator.resolve.mentions import make_finder
from generator.text.korean import are_particles
from generator.text.prose import _one_plain_line, _parse, parse_prose, with_mentions


def entity(label: str, *aliases: str, kind: str = "place") -> Entity:
    return Entity.model_validate({"label": label, "kind": kind, "aliases": aliases})


ENTITIES = {
    "customs": entity("Hyesan customs", kind="facility"),
    "hyesan": entity("Hyesan", "혜산"),
    "dprk": entity("DPRK", "북한"),
    "us": entity("US"),
    "china": entity("China", "中国", "중국"),
    "turkey": entity("Turkey"),
    "fowl": entity("turkey", kind="commodity"),
    "seaweed": entity("Seaweed", kind="commodity"),
    "cafe": entity("Café"),
}
FINDER = make_finder(ENTITIES)


def found(text: str) -> list[str]:
    return [f"{text[mention.start : mention.end]}={mention.entity}" for mention in FINDER.find(text)]


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


CASES = {
    "the longest name wins": ("Hyesan customs in Hyesan", ["Hyesan customs=customs", "Hyesan=hyesan"]),
    "a title may have more capitals": (
        "HYESAN CUSTOMS, Hyesan Customs",
        ["HYESAN CUSTOMS=customs", "Hyesan Customs=customs"],
    ),
    "a proper name has its own": ("hyesan, us and turkey", ["turkey=fowl"]),
    "a common noun begins a sentence": ("Seaweed. More seaweed.", ["Seaweed=seaweed", "seaweed=seaweed"]),
    "exactly so goes before nearly so": ("Turkey has a turkey", ["Turkey=turkey", "turkey=fowl"]),
    "what could be either is left": ("TURKEY", []),
    "whole words": ("Hyesans and xHyesan and Hyesan_2", []),
    "marks end a word": ("(Hyesan)'s anti-US “China”", ["Hyesan=hyesan", "US=us", "China=china"]),
    "particles": ("혜산에서 혜산은 중국으로부터는", ["혜산=hyesan", "혜산=hyesan", "중국=china"]),
    "a particle that does not fit the name": ("혜산는 중국로", []),
    "another word": ("혜산시장 북한강", []),
    "particles after another script": ("DPRK는 DPRK은", ["DPRK=dprk", "DPRK=dprk"]),
    "no spaces": ("我在中国的北方", ["中国=china"]),
    "where the script changes": (
        "从Hyesan出发，US公司，中国2号，2号中国",
        ["Hyesan=hyesan", "US=us", "中国=china", "中国=china"],
    ),
    "a number in the same word": ("US2公司 2US中国 US2", ["中国=china"]),
    "decomposed particles": (
        decomposed("혜산에서 혜산는 중국으로부터는 혜산시장 DPRK는"),
        [decomposed("혜산=hyesan"), decomposed("중국=china"), "DPRK=dprk"],
    ),
    "decomposed letters": (decomposed("Café in 혜산"), [decomposed("Café=cafe"), decomposed("혜산=hyesan")]),
}


@pytest.mark.parametrize(("text", "names"), CASES.values(), ids=CASES)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_a_name_of_two_entities_is_not_found_nor_one_inside_it() -> None:
    finder = make_finder({"a": entity("New Hyesan"), "b": entity("New Hyesan"), "c": entity("Hyesan")})
    assert finder.find("New Hyesan") == []
    assert [mention.entity for mention in finder.find("New York, Hyesan")] == ["c"]


@given(
    st.lists(
        st.sampled_from(["Hyesan", "customs", "혜산", "에서", "China", "US", " ", ", ", "'s", "İ", "ß"]),
        max_size=12,
    )
)
def test_what_is_found_is_a_name_and_lies_apart(words: list[str]) -> None:
    text, end = "".join(words), 0
    for mention in FINDER.find(text):
        written = text[mention.start : mention.end]
        bearer = ENTITIES[mention.entity]
        assert written.casefold() in {name.casefold() for name in (bearer.label, *bearer.aliases)}
        assert mention.start >= end
        end = mention.end


@pytest.mark.parametrize(
    "rest", ["에서", "에서는", "에서만은", "은", "이", "을", "과", "으로", "으로부터", "까지도", "의", ""]
)
def test_particles_after_a_consonant(rest: str) -> None:
    assert are_particles("혜산", rest)


@pytest.mark.parametrize("rest", ["는", "가", "로", "시", "에서시", "사람"])
def test_no_particles_after_a_consonant(rest: str) -> None:
    assert not are_particles("혜산", rest)


def test_after_l_a_particle_is_as_after_a_vowel_where_the_language_has_it_so() -> None:
    assert are_particles("서울", "로")
    assert not are_particles("서울", "으로")
    assert are_particles("서울", "은")


def linked(text: str) -> list[str]:
    """Link every name in prose, and give the words that stand before each link, with it."""
    prose = with_mentions(
        parse_prose(text),
        lambda text, _: [(mention.start, mention.end, mention.entity) for mention in FINDER.find(text)],
    )
    shown = []
    for token in prose.tokens:
        written = ""
        for child in token.children:
            written += child.content
            if child.type == "reference":
                shown.append(written)
    assert len(prose.references) == len(shown)
    return shown


@pytest.mark.parametrize(
    "text",
    [
        "# Hyesan",
        "Hyesan\n===",
        "[Hyesan](https://a.example)",
        "`Hyesan`",
        "    Hyesan",
        "```\nHyesan\n```",
        "> Hyesan",
        "> - *Hyesan*",
    ],
)
def test_headings_links_code_and_quotations_keep_their_names(text: str) -> None:
    assert linked(text) == []


@pytest.mark.parametrize("text", ["Hyesan", "*Hyesan*", "- one\n- Hyesan", "> x\n\nHyesan", "# x\n\nHyesan"])
def test_running_text_has_them_linked(text: str) -> None:
    assert len(linked(text)) == 1


def test_a_name_may_go_over_the_end_of_a_line() -> None:
    assert linked("The Hyesan\ncustoms and [[china]] and China") == [
        "The Hyesan customs",
        "The Hyesan customs and [[china]]",
        "The Hyesan customs and [[china]] and China",
    ]


# Prose of one plain line is read without the parser


WORDS = [
    "a",
    "Ferry",
    "혜산에서",
    " ",
    "  ",
    "1",
    ".",
    ")",
    "- ",
    "# ",
    "> ",
    "\n",
    "[[id]]",
    "[[a#b|c d]]",
    "[[",
    "]]",
    "(x)",
]
SIGNS = [
    "*",
    "_",
    "`",
    "<b>",
    "&amp;",
    "!",
    "\\",
    "\t",
    "\0",
    ":",
    "=",
    "~",
    "'",
    "“",
    "\u2028",
    "\u00a0",
    "https://a.b",
]


@given(st.lists(st.sampled_from(WORDS + SIGNS), max_size=10).map("".join))
@example("The ferry to [[isle|the isle]] runs again, since 3 May.\n")
@example("[[isle]]")
@example("[[isle]] to [[a#b|c d]], by [[id]]")
@example("Ferry")
@example("Ferry\u00a0")
def test_a_plain_line_is_read_as_the_parser_does(text: str) -> None:
    if quick := _one_plain_line(text):
        assert quick == _parse(text)


def test_most_prose_is_a_plain_line() -> None:
    assert _one_plain_line("The ferry to [[isle|the isle]] runs again, since 3 May (it's said).\n")
    assert not _one_plain_line("The *ferry*")
