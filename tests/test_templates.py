"""How templates run: what a site's own templates may do, beyond what those that are shipped with it do."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import UndefinedError

from generator.templates import make_environment, tidy


def rendered(template: str, **known: Any) -> str:
    files = frozenset({("page.j2", template.encode())})
    return make_environment(files, "site_templates/pages/").get_template("page.j2").render(known)


def test_what_is_shown_is_made_safe_and_macros_are_not_made_safe_twice() -> None:
    template = "{% macro bold(words) %}<b>{{ words }}</b>{% endmacro %}{{ bold('1 * 2') }} {{ words }}"
    assert rendered(template, words="a_b") == "<b>1 &#42; 2</b> a&#95;b"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ add(1, b=2) }}", "3"),
        ("{{ add(*[1], **{'b': 2}) }}", "3"),
        ("{{ named(class='x') }}", "x"),
        ("{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in{% endcall %}", "[in]"),
        ("{% for n in [1, 2] %}{{ loop.cycle('a', 'b') }}{% endfor %}", "ab"),
        ("{% for list in [[[]]] recursive %}({{ loop(list) }}){% endfor %}", "(())"),
        ("{% set all = namespace(n=1) %}{% set all.n = add(all.n, b=1) %}{{ all.n }}", "2"),
    ],
)
def test_all_ways_to_call(template: str, shown: str) -> None:
    assert rendered(template, add=lambda a, b: a + b, named=lambda **given: given["class"]) == shown


def test_calling_what_is_not_there_says_its_name() -> None:
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        rendered("{{ nothing(1) }}")


def test_pages_are_tidy() -> None:
    assert tidy("\n\na \t\n\n \n\n\nb\n \nc") == "a\n\nb\n\nc\n"
