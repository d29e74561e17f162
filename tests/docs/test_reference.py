"""The reference of the documentation says what the code does, and leaves nothing out."""

import pytest

from scripts.reference import FOLDER, PAGES, make_page, path_of
from tests.helpers.example import EXAMPLE

SLOW = {"output_formats"}  # they are made by running commands


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in PAGES]
)
def test_a_page_is_up_to_date(name: str):
    assert path_of(name).read_text("utf-8") == make_page(name), "write it again with: make reference"


def test_every_page_is_in_the_navigation_and_listed_on_the_first_page_of_the_reference():
    pages = {path.name for path in FOLDER.glob("*.md")} - {"index.md"}
    navigation = (EXAMPLE / "docs/mkdocs.yml").read_text("utf-8")
    index = (FOLDER / "index.md").read_text("utf-8")
    assert {path_of(name).name for name in PAGES} <= pages
    assert [name for name in sorted(pages) if f"- reference/{name}" not in navigation] == []
    assert [name for name in sorted(pages) if f"]({name})" not in index] == []
