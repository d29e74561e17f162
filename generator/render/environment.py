"""Make the Jinja environment of the templates: strict, and with every value made safe for a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import repeat
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, nodes
from jinja2.environment import TemplateModule
from markupsafe import Markup

from generator.model import scales
from generator.model.site import InLanguage
from generator.render import markdown
from generator.render.counted import all_counted, counted
from generator.render.message_nodes import MessageTranslator
from generator.render.template_code import QuickMacro, TemplateCode, safe
from generator.text.edtf import EdtfDate
from generator.translation import (
    Language,
    and_list,
    clauses,
    comma_list,
    current_language,
    day_words,
    fill_in,
    month_words,
    number,
    percent,
    with_literals,
    year_words,
)


class TemplateEnvironment(Environment):
    """Renders templates."""

    code_generator_class = TemplateCode

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self._messages = MessageTranslator(self, language, _escape)
        self._macros: list[QuickMacro] = []
        self._modules: dict[str, TemplateModule] = {}
        self._page: dict[str, Any] = {}  # what the macros of these modules see

    def render(self, template: str, variables: Mapping[str, Any]) -> str:
        """Render a template, and free what that took: a build runs with the collector of garbage switched off."""
        self._page.update(self.globals, **variables)
        try:
            return self.get_template(template).render(variables)
        finally:
            self._page.clear()
            for macro in self._macros:
                macro.drop()
            self._macros.clear()

    def shared_module(self, template: str) -> TemplateModule:
        """Return the macros of a template, which are made once for all pages.

        They see the variables of the page that is being rendered. Other statements of the template run only once, so
        they see no variables.
        """
        if template not in self._modules:
            page, macros = self._page.copy(), self._macros.copy()
            self._page.clear()
            self._page.update(self.globals)
            self._modules[template] = self.get_template(template).make_module(self._page, shared=True)
            self._page.clear()
            self._page.update(page)
            self._macros = macros  # without those of the module, which stay
        return self._modules[template]

    def make_macro(self, function: Callable[..., str], most: int, declared: tuple[Any, ...]) -> QuickMacro:
        """Make a macro of a template, when it is rendered."""
        macro = QuickMacro(self, function, most, declared)
        self._macros.append(macro)
        return macro

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(self._messages.visit(source), name, filename, defer_init)

    @staticmethod
    def join_safely(*values: Any) -> Markup:
        """Join values, each made safe for a page."""
        return safe("".join(map(_finalize, values)))


def make_environment(templates: frozenset[tuple[str, bytes]], folder: str) -> TemplateEnvironment:
    """Return the environment for templates, given as pairs of name and content, in the language of the site.

    Errors name a template by ``folder`` and its name. The environment is cached: compiling the templates takes longer
    than rendering a small site. They are compiled here, so that processes forked from this one do not do it again.
    """
    return _make_environment(templates, folder, current_language())


@lru_cache(maxsize=4)
def _make_environment(
    templates: frozenset[tuple[str, bytes]], folder: str, language: Language
) -> TemplateEnvironment:
    files = dict(templates)

    def source(name: str) -> tuple[str, str, None] | None:
        return (files[name].decode("utf-8"), f"{folder}{name}", None) if name in files else None

    environment = TemplateEnvironment(
        language,
        loader=FunctionLoader(source),
        autoescape=True,  # so that macros return Markup
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": _message,
        "ngettext": _message_for_number,
        "percent": percent,
        "pgettext": _message_in_context,
        "scales": scales,
        "strong": _strong,
        "to": _to,
    }
    environment.filters["day"] = day_words
    environment.filters["month"] = month_words
    environment.filters["year"] = year_words
    environment.filters |= {
        "all_counted": all_counted,
        "and_list": _and_list,
        "capitalised": _capitalised,
        "clauses": _sentence,
        "comma_separated": _comma_separated,
        "counted": counted,
        "dotted": _dotted,
        "unbreakable": _unbreakable,
    }
    for name in files:
        with suppress(TemplateError, UnicodeError):  # which is reported when a page needs the template
            environment.get_template(name)
    return environment


def _to(url: str, words: Any) -> Markup:
    """Link to a URL that is no author's."""
    return safe(f"[{_finalize(words)}]({url})")


def _strong(words: Any) -> Markup:
    """Show words in bold."""
    return safe(f"**{_finalize(words)}**")


def _dotted(facts: Iterable[Any]) -> Markup:
    """Return facts that are no sentence, with dots between them; empty ones are left out."""
    return safe(" · ".join(map(_finalize, filter(None, facts))))


def _comma_separated(items: Iterable[Any]) -> Markup:
    """Return values with commas between them, each made safe for itself; empty ones are left out."""
    shown = [_finalize(item) for item in items if item]
    return shown[0] if len(shown) == 1 else safe(comma_list(shown))


def _and_list(items: Iterable[Any]) -> Markup:
    """Return values as a list in a sentence, ``a, b and c``."""
    return safe(and_list([_finalize(item) for item in items]))


def _sentence(items: Iterable[Any]) -> Markup:
    """Return clauses as a sentence; empty ones are left out."""
    return _message("{clauses}.", clauses=_capitalised(safe(clauses(map(_finalize, filter(None, items))))))


def _capitalised(words: Any) -> Markup:
    """Return words with a capital letter at the start."""
    shown = str(_finalize(words))
    return safe(shown[:1].upper() + shown[1:])


def _unbreakable(words: Any) -> Markup:
    """Return words that stay on one line."""
    return safe(str(_finalize(words)).replace(" ", "&nbsp;"))


def normalise_whitespace(text: str) -> str:
    """Return text without white space at line ends, with single blank lines, and with one newline at the end."""
    lines = "\n".join(map(str.rstrip, text.split("\n"), repeat(" \t")))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


_BLANK_LINES = re.compile(r"\n\n\n+")  # not \n{3,}: with a fixed beginning, the search is faster


def _message(message: str, /, **fields: Any) -> Markup:
    """Return a message in the language of the site; its words and its fields are made safe like any other value."""
    return _filled(current_language().messages.gettext(message), fields)


def _message_in_context(context: str, message: str, /, **fields: Any) -> Markup:
    """Return a message whose translation depends on a context."""
    return _filled(current_language().messages.pgettext(context, message), fields)


def _message_for_number(singular: str, plural: str, n: int, /, **fields: Any) -> Markup:
    """Return the message for a number, which fills in its field ``{n}``."""
    return _filled(current_language().messages.ngettext(singular, plural, n), {"n": n, **fields})


def _filled(message: str, fields: dict[str, Any]) -> Markup:
    return (
        safe(fill_in(_escaped(message), fields, _finalize))
        if fields or "{" in message
        else _safe_text(message)
    )


@lru_cache(maxsize=1 << 12)
def _escaped(message: str) -> str:
    """Return a message whose words are safe for a Markdown page, for its fields to be filled in."""
    return with_literals(message, lambda text: markdown.escape(text, starts_line=message.startswith(text)))


def _finalize(value: Any) -> Markup:
    """Return a value as text that is safe on a Markdown page; ``Markup`` is safe already. Numbers read 1,000."""
    if type(value) is Markup:
        return value
    if type(value) is str:
        return _safe_text(value)
    if type(value) is int:
        return safe(number(value))
    if type(value) is InLanguage:
        return safe(markdown.tag_language(_safe_text(str(value)), value.language))
    return _safe_text(value.words if isinstance(value, EdtfDate) else str(value))


def _escape(text: str, starts_line: bool) -> Markup:
    return safe(markdown.escape(text, starts_line=starts_line))


@lru_cache(maxsize=1 << 13)
def _safe_text(text: str) -> Markup:
    return safe(markdown.escape_isolated(text))
