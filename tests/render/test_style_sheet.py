"""The style sheets of a site, joined into one."""

import re
from pathlib import Path

import pytest

from generator.project.resources import shipped_files
from generator.render.style_sheet import PARTS, PLAIN_PART, join_style_sheets


def joined(name: str = "", url: str = "", **parts: str) -> str:
    contents = {f"{part}.css": css.encode() for part, css in parts.items()}
    return join_style_sheets(contents, name, url).decode()


def test_every_style_sheet_is_a_part() -> None:
    shipped = {Path(path).name for path in shipped_files() if path.endswith(".css")}
    assert shipped == {PLAIN_PART, *PARTS}


def test_a_style_sheet_without_material_stands_on_its_own() -> None:
    shipped = {Path(path).name: data for path, data in shipped_files().items()}
    css = join_style_sheets({name: shipped[name] for name in (PLAIN_PART, *PARTS)}, "", "").decode()
    used, defined = (set(re.findall(pattern, css)) for pattern in (r"var\((--[\w-]+)\)", r"(--[\w-]+):"))
    assert used - defined == set()
    scoped = {line for line in css.splitlines() if "data-md-color" in line}
    assert all(".md-typeset .md-button" in line for line in scoped)
    assert css.count("@media screen and (prefers-color-scheme: dark) {:root {") == 3
    assert len(css) > len(join_style_sheets({name: shipped[name] for name in PARTS}, "", ""))


def test_the_parts_are_in_order_whatever_order_they_come_in() -> None:
    css = joined(print="p { color: black }", tokens="p { color: red }")
    assert css.splitlines()[1:] == ["p { color: red }", "p { color: black }"]


def test_comments_and_indents_are_left_out_but_not_what_strings_hold() -> None:
    css = joined(pages='/* a "note */\np {\n  content: "/* \\" */"; /* two\nlines */\n}\n')
    assert css.splitlines()[1:] == ["p {", 'content: "/* \\" */"; ', "}"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Tide & mill", '"Tide & mill"'),
        ('A "mill"', '"A \\22 mill\\22 "'),
        ("A\\mill\n;}", '"A\\5c mill\\a ;}"'),
        ("혜산", '"\\d61c \\c0b0 "'),
    ],
)
def test_the_name_of_a_site_is_a_string_and_nothing_else(name: str, written: str) -> None:
    first = joined(name, "https://site.example/").splitlines()[0]
    assert first == f':root{{--sb-site-name:{written};--sb-site-url:"https://site.example/"}}'
