"""Every picture of README.md and the documentation is taken by `make shots ARGS=--docs`, and none of them in vain."""

import re

from tests.browser.shots import DOCS, PICTURES, STEPS
from tests.helpers.example import EXAMPLE
from tests.helpers.samples import PAGES

TEXTS = [
    (EXAMPLE / "README.md").read_text("utf-8"),
    *(page.read_text("utf-8") for page in PAGES.rglob("*.md")),
]
SHOWN = {name for text in TEXTS for name in re.findall(r"images/([\w-]+\.\w+)", text)}
DRAWN = {"how-it-works.svg"}  # by hand


def test_all_pictures_that_are_shown_are_made():
    assert {f"{name}.webp" for name in PICTURES} | DRAWN == SHOWN


def test_all_pictures_are_small_and_there_are_no_others():
    sizes = {file.name: file.stat().st_size for file in DOCS.iterdir()}
    assert sizes.keys() == SHOWN
    assert {name: size for name, size in sizes.items() if size > 70_000} == {}


def test_a_picture_is_there_in_light_and_dark_with_the_same_words():
    for text in TEXTS:
        pictures = re.findall(r"!\[([^\]]+)\]\([^)]*images/([\w-]+)\.webp#only-(light|dark)\)", text)
        light, dark = (
            [(alt, name.removesuffix(f"-{theme}")) for alt, name, theme in pictures if theme == wanted]
            for wanted in ("light", "dark")
        )
        assert light == dark


def test_the_moments_that_they_show_are_in_the_tutorials():
    for step in STEPS.values():
        assert step.until in (PAGES / f"tutorials/{step.tutorial}.md").read_text("utf-8")
