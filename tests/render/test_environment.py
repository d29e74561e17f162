"""How templates run: what a site's own templates may do, beyond what those that are shipped with it do."""

from __future__ import annotations

import gc
import weakref
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from generator.render.environment import make_environment, normalise_whitespace
from generator.translation import use_language


def rendered(template: str, **known: Any) -> str:
    files = frozenset({("page.j2", template.encode())})
    return make_environment(files, "site_templates/pages/").render("page.j2", known)


def test_what_is_shown_is_made_safe_and_macros_are_not_made_safe_twice() -> None:
    template = "{% macro bold(words) %}<b>{{ words }}</b>{% endmacro %}{{ bold('1 * 2') }} {{ words }}"
    assert rendered(template, words="a_b", number=1000) == "<b>1 &#42; 2</b> a&#95;b"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ add(1, b=2) }}", "3"),
        ("{{ add(*[1], **{'b': 2}) }}", "3"),
        ("{{ named(class='x') }}", "x"),
        ("{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in{% endcall %}", "[in]"),
        ("{% for n in [1, 2] %}{{ loop.cycle('a', 'b') }}{% endfor %}", "ab"),
        ("{% for list in [[[]]] recursive %}({{ loop(list) }}){% endfor %}", "(())"),
        ("{% block a %}1{% endblock %}{{ self.a() }}", "11"),
        ("{% set all = namespace(n=1) %}{% set all.n = add(all.n, b=1) %}{{ all.n }}", "2"),
    ],
)
def test_all_ways_to_call(template: str, shown: str) -> None:
    assert rendered(template, add=lambda a, b: a + b, named=lambda **given: given["class"]) == shown


@pytest.mark.parametrize(
    ("call", "shown"),
    [("pair(1)", "1-2"), ("pair(1, 3)", "1-3"), ("pair(b=3, a=1)", "1-3"), ("pair(1, b=3)", "1-3")],
)
def test_macros_take_arguments_by_place_and_by_name(call: str, shown: str) -> None:
    assert (
        rendered(f"{{% macro pair(a, b=2) %}}{{{{ a }}}}-{{{{ b }}}}{{% endmacro %}}{{{{ {call} }}}}")
        == shown
    )


def test_macros_imported_without_context_are_made_once_and_see_the_variables_of_each_page() -> None:
    files = frozenset(
        {
            ("page.j2", b"{% import 'parts.j2' as part %}{{ part.greet('Dear') }}"),
            (
                "parts.j2",
                b"{% import 'names.j2' as names %}{% macro greet(a) %}{{ a }} {{ names.of() }}{% endmacro %}",
            ),
            ("names.j2", b"{% macro of() %}{{ name | default('all') }}{% endmacro %}"),
        }
    )
    environment = make_environment(files, "site_templates/pages/")
    pages = [environment.render("page.j2", known) for known in ({"name": "Kim"}, {"name": "Li"}, {})]
    assert pages == ["Dear Kim", "Dear Li", "Dear all"]


def test_what_is_made_once_may_use_the_functions_of_all_templates() -> None:
    files = {
        ("page.j2", b"{% import 'parts.j2' as part %}{{ name }}{{ part.numbers() }}{{ name }}"),
        (
            "parts.j2",
            b"{% set some = range(3) | list %}{% macro numbers() %}{{ some | length }}{{ dict(a=1).a }}{% endmacro %}",
        ),
    }
    environment = make_environment(frozenset(files), "site_templates/pages/")
    assert [environment.render("page.j2", {"name": name}) for name in "ab"] == ["a31a", "b31b"]


def test_what_is_made_once_is_not_made_of_the_variables_of_one_page() -> None:
    files = {
        ("page.j2", b"{% import 'parts.j2' as part %}"),
        ("parts.j2", b"{% set greeting = 'Dear ' ~ name %}"),
    }
    with pytest.raises(UndefinedError, match="'name' is undefined"):
        make_environment(frozenset(files), "site_templates/pages/").render("page.j2", {"name": "Kim"})


def test_a_rendered_page_is_freed_without_the_collector_of_garbage() -> None:
    class Thing:
        pass

    thing = Thing()
    is_freed = weakref.ref(thing)
    template = (
        "{% macro a(n) %}{{ b(n - 1) if n }}{% endmacro %}{% macro b(n) %}{{ a(n) }}{% endmacro %}{{ a(2) }}"
    )
    gc.disable()
    try:
        rendered(template, thing=thing)
        del thing
        assert is_freed() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("call", ["one()", "one(1, 2)", "one(b=1)"])
def test_a_macro_that_is_called_wrongly_is_an_error(call: str) -> None:
    with pytest.raises((UndefinedError, TypeError), match=r"'one' takes|'a' was not provided"):
        rendered(f"{{% macro one(a) %}}{{{{ a }}}}{{% endmacro %}}{{{{ {call} }}}}")


def test_an_attribute_may_be_asked_for_and_is_an_error_where_it_is_shown() -> None:
    asks = "{{ thing.size is defined }} {{ thing.name is defined }} {{ thing.size | default('none') }}"
    thing = SimpleNamespace(name="a")
    assert rendered(asks, thing=thing) == "False True none"
    with pytest.raises(UndefinedError, match="no attribute 'size'"):
        rendered("{{ thing.size }}", thing=thing)


def test_calling_what_is_not_there_says_its_name() -> None:
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        rendered("{{ nothing(1) }}")


def test_pages_are_tidy() -> None:
    assert normalise_whitespace("\n\na \t\n\n \n\n\nb\n \nc") == "a\n\nb\n\nc\n"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ _('Say *no*') }}", "⟦Sàý &#42;ñô&#42;⟧"),
        ("{{ _('By {names}', names=words) }}", "⟦Bý a&#95;b⟧"),
        ("{{ _('{n} of {all}', n=number, all=_('All')) }}", "⟦1,000 ôf ⟦Àll⟧⟧"),
        ("{% set by = _('By {names}', names=words) %}{{ by }}", "⟦Bý a&#95;b⟧"),
        ("{{ pgettext('verb', 'Open') if words else _('Shut') }}", "⟦Ôpéñ⟧"),
        ("{% set name = 'Shut' %}{{ _(name) }}", "⟦Shût⟧"),
        ("{{ ngettext('{n} claim', '{n} claims', 2) }}", "⟦2 çlàîms⟧"),
    ],
)
def test_messages_are_translated_wherever_they_are(template: str, shown: str) -> None:
    assert rendered(template, words="a_b", number=1000) != shown
    with use_language("en-XA"):
        assert rendered(template, words="a_b", number=1000) == shown
