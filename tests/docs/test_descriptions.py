"""Every hand-written page of the documentation has its own description, for search engines and link previews."""

import re
from pathlib import Path

import pytest

from docs.descriptions import LENGTH, first_sentences

DESCRIPTION = re.compile('<meta name="description" content="([^"]+)"')


def test_a_page_is_described_by_the_first_sentences_that_fit():
    html = '<h1>Rules</h1>\n<p>Each <a href="#x">rule</a>\nof <code>content</code> &amp; more. An error.</p>\n<p>B</p>'
    assert first_sentences(html) == "Each rule of content & more. An error."


def test_sentences_that_do_not_fit_are_left_out():
    long = f"Then {'very ' * (LENGTH // 5)}long."
    assert first_sentences(f"<p>Short. {long}</p>") == "Short."
    assert first_sentences(f"<p>{long} Short.</p>") == long


def test_a_dot_inside_a_sentence_does_not_end_it():
    long = "X" * LENGTH
    assert first_sentences(f"<p>Set mkdocs.yml, e.g. so. {long}</p>") == "Set mkdocs.yml, e.g. so."


def test_paragraphs_without_words_are_passed_over():
    assert first_sentences('<p><img src="a.png"></p><p>Do this:</p>') == "Do this"
    assert first_sentences("<h1>Empty</h1>") == ""


@pytest.mark.slow
def test_every_page_has_a_description_of_its_own(documentation: Path):
    found = {
        page.relative_to(documentation).as_posix(): DESCRIPTION.findall(page.read_text("utf-8"))
        for folder in ("tutorials", "how-to", "reference", "explanation")
        for page in (documentation / folder).rglob("index.html")
    }
    assert {page: said for page, said in found.items() if len(said) != 1} == {}
    assert len({said for (said,) in found.values()}) == len(found)
    (said,) = found["explanation/briefs/index.html"]
    assert said == "Claims, judgments, assumptions and gaps, and why they are kept apart."
