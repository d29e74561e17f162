"""Readers see where they are: of the navigation, the entry that a page lies below is marked."""

import re
from pathlib import Path

import pytest

MARKED = re.compile(
    r'md-tabs__item--active">\s*<a href="[^"]*" class="md-tabs__link">\s*(.*?)\s*</a>', re.DOTALL
)


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("index.html", ["Home"]),
        ("briefs/index.html", ["Briefs"]),
        ("briefs/hyesan-exports-resume/index.html", ["Briefs"]),
        ("entities/hyesan/index.html", ["People, places, things"]),
        ("method/index.html", ["Method"]),
        ("method/rules/index.html", ["Method"]),
        ("search/index.html", []),
        ("404.html", []),
    ],
)
def test_each_page_has_its_entry_marked(site: Path, page: str, entry: list[str]) -> None:
    assert MARKED.findall((site / page).read_text(encoding="utf-8")) == entry
