"""How things read where they are shown: agreement, quotations, names, languages, the story."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest

from generator.load.loader import load
from generator.render.template_functions import TemplateFunctions, file_kind, language_name, single_quotes
from generator.resolve.resolver import resolve
from tests.helpers.rendering import render

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}
SEED = "It rains."


def a_claim(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "text": "It rains, says the source.", "evidence": [SEED], **fields}


def a_brief(*claims: dict[str, Any], **fields: Any) -> dict[str, Any]:
    written = {"title": "T", "date": "2026-11-21", "sources": ["one"], "topics": ["rain"], "summary": "S."}
    return {**written, "claims": claims, **fields}


def pages(**briefs: dict[str, Any]) -> dict[str, str]:
    """Render the pages of some briefs. Source ``retold`` repeats ``one``; ``two`` has an origin of its own."""
    records: dict[str, Any] = {f"content/briefs/{slug}.yml": brief for slug, brief in briefs.items()} | {
        "content/sources/one.yml": {"title": "One", "publisher": "paper", "language": "en-GB"},
        "content/sources/retold.yml": {"title": "[Retold]", "publisher": "wire", "derived_from": "one"},
        "content/sources/two.yml": {"title": "Two", "publisher": "wire"},
        "content/publishers.yml": {"paper": {"label": "Paper"}, "wire": {"label": "Wire"}},
        "content/topics.yml": {"rain": {"label": "Rain"}},
        "content/entities.yml": {f"e-{n}": {"label": f"Isle {n}", "kind": "place"} for n in range(7)},
    }
    files = {path: json.dumps(record).encode() for path, record in records.items()}  # JSON is YAML
    files |= {f"seeds/{name}.txt": SEED.encode() for name in ("one", "retold", "two")}
    rendered, failures = render(resolve(load(files)[0])[0], TEMPLATES)
    assert not failures
    return {page.uri: page.markdown for page in rendered}


# Agreement


@pytest.mark.parametrize(
    ("source", "here", "there"),
    [
        ("retold", "Also said (same origin)</span> [It rains", "Also said (same origin)</span> [It rains"),
        ("two", "Corroborates</span> [It rains", "Corroborated by</span> [It rains"),
    ],
)
def test_a_report_that_brings_no_origin_corroborates_nothing(source: str, here: str, there: str) -> None:
    made = pages(a=a_brief(a_claim("x")), b=a_brief(a_claim("y", corroborates=["a#x"]), sources=[source]))
    assert f"{here}, says the source.](a.md#x)" in made["briefs/b.md"]
    assert f"{there}, says the source.](b.md#y)" in made["briefs/a.md"]
    supports = any(
        "orroborate" in page for uri, page in made.items() if uri.startswith(("briefs/", "sources/"))
    )
    assert supports is (source == "two")


def test_the_first_line_of_a_brief_says_on_what_it_rests() -> None:
    made = pages(
        a=a_brief(a_claim("x")),
        b=a_brief(a_claim("x", corroborates=["a#x"]), a_claim("z"), sources=["retold"]),
        c=a_brief(a_claim("z", corroborates=["b#z"]), sources=["two"]),
        d=a_brief(
            a_claim("x", evidence=[{"source": "one", "quote": SEED}, {"source": "two", "quote": SEED}]),
            sources=["one", "two"],
        ),
        e=a_brief(a_claim("x", evidence=[{"source": "two", "quote": SEED}]), sources=["one", "two"]),
    )
    assert "[Single source: Paper, 1 article](#_rests-on); unconfirmed" in made["briefs/a.md"]
    assert "[Single source: Wire, 1 article](#_rests-on) ·" in made["briefs/b.md"]
    assert "[2 sources, 2 articles](#_rests-on); unconfirmed" in made["briefs/d.md"]
    assert ", 1 article](#_rests-on); unconfirmed" in made["briefs/e.md"]  # nothing rests on the other


def test_an_assumption_names_judgments_of_its_own_brief_by_number_and_others_by_their_words() -> None:
    judgment = {
        "id": "k",
        "text": "It snows.",
        "likelihood": "likely",
        "confidence": "low",
        "based_on": ["x"],
    }
    made = pages(
        a=a_brief(
            a_claim("x"),
            judgments=[judgment],
            assumptions=[{"text": "It is cold.", "supports": ["k", "b#k"]}],
        ),
        b=a_brief(a_claim("x"), judgments=[judgment]),
    )
    assert "Supports [judgment 1](#k) and [It snows.](b.md#k)." in made["briefs/a.md"]


def test_an_entity_is_linked_once_in_a_section() -> None:
    claims = [a_claim(name, text=f"{name}: it rains on [[e-1]] and [[e-2]].") for name in ("x", "y")]
    shown = pages(a=a_brief(*claims, gaps=["Does it rain on [[e-1]]?"]))["briefs/a.md"]
    gaps, reported = (
        shown.split("sb-back-matter")[0].split("## Information gaps")[1].split("## What is reported")
    )
    assert reported.count("](../entities/e-1.md)") == 1
    assert reported.count("](../entities/e-2.md)") == 1
    assert "y: it rains on Isle 1 and Isle 2." in reported
    assert "[Isle 1](../entities/e-1.md)" in gaps


# The story and what is related


def test_briefs_of_one_day_are_not_said_to_tell_of_one_day() -> None:
    made = pages(a=a_brief(), b=a_brief(see_also=["a"]), c=a_brief(date="2026-11-24", see_also=["b"]))
    assert "Earlier in the story</span> [T](a.md)" in made["briefs/b.md"]
    assert "Three days later in the story</span> [T](c.md)" in made["briefs/b.md"]
    assert "See also; shares [Rain](../topics/rain.md); written the same day." in made["briefs/b.md"]
    assert "the same day" not in made["briefs/b.md"].replace("written the same day", "")


def test_the_list_of_related_briefs_is_said_to_hold_all_only_if_it_does() -> None:
    def page(shared: int) -> str:
        entities = [f"e-{number}" for number in range(shared - 1)]  # and a topic
        return pages(**dict.fromkeys("abcde", a_brief(entities=entities)))["briefs/a.md"]

    assert "The list says it in words." in page(6)
    assert "The connections as a table" not in page(6)
    assert " and 2 more;" in page(8)
    assert "The list says it in words." not in page(8)
    assert "The connections as a table" in page(8)


# Words


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("It rains.", "It rains."),
        ('"Rain", he says, or ("snow") or "sleet".', "‘Rain’, he says, or (‘snow’) or ‘sleet’."),
        ("“Rain” isn’t snow", "‘Rain’ isn’t snow"),
    ],
)
def test_quotation_marks_within_a_quotation_are_single(words: str, inside: str) -> None:
    assert single_quotes(words) == inside


def test_sentences_that_mention_something_are_quotations_of_their_own() -> None:
    made = pages(a=a_brief(body='"Rain" falls on [[e-1]] now. It is wet. [[e-1]] is green.'))
    assert (
        "- <q>‘Rain’ falls on Isle 1 now.</q> <q>Isle 1 is green.</q> · [T](../briefs/a.md), 21 November 2026\n"
    ) in made["entities/e-1.md"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("zh-Hant", "Chinese (Traditional)"),
        ("KO", "Korean"),
        ("tlh", "tlh"),  # there are no words for Klingon
        ("tlh-x", "tlh-x"),
    ],
)
def test_languages_are_named_where_their_names_are_known(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_the_page_of_a_source_says_that_its_title_is_ours() -> None:
    made = pages(a=a_brief())
    assert "- *Language* English (United Kingdom)\n" in made["sources/one.md"]
    assert "*Title*" not in made["sources/one.md"]
    assert "- *Title* supplied by us, in square brackets\n" in made["sources/retold.md"]


def test_metadata_can_be_read_whatever_a_title_holds() -> None:
    page = pages(b=a_brief(a_claim("c"), title='A\x7fB:  "quoted" & <i>set</i>'))["briefs/b.md"]
    assert 'title: "AB: &quot;quoted&quot; &amp; &lt;i&gt;set&lt;/i&gt;"\n' in page


def test_rendering_leaves_no_cyclic_garbage() -> None:
    gc.collect()
    gc.disable()
    try:
        pages(a=a_brief(a_claim("c")))
        assert not [left for left in gc.get_objects() if isinstance(left, TemplateFunctions)]
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("media_type", "words"),
    [
        ("application/pdf", "a PDF file"),
        ("text/html; charset=euc-kr", "a web page"),
        ("image/png", "a file of the type image/png"),
    ],
)
def test_the_kind_of_an_original_is_named(media_type: str, words: str) -> None:
    assert file_kind(media_type) == words
