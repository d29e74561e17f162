"""Messages in the language of the interface, with their fields filled in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from generator.translation.korean_particles import choose_particle
from generator.translation.languages import current_language
from generator.translation.numbers import number


class Words(str):
    """Plain text in the language of the interface, unlike the words of authors and articles."""

    __slots__ = ()


def N_(message: str) -> str:
    """Return a message unchanged, and mark it for translation: the constant goes through ``_`` where it is shown."""
    return message


def _(message: str, /, **fields: object) -> Words:
    """Return a message in the current language.

    The ``fields`` replace ``{name}`` in it: text as it is, whole numbers as the language writes them.
    """
    return _filled(current_language().messages.gettext(message), fields)


def pgettext(context: str, message: str, /, **fields: object) -> Words:
    """Return a message that means different things in different places; ``context`` says which one is meant."""
    return _filled(current_language().messages.pgettext(context, message), fields)


def ngettext(singular: str, plural: str, n: int, /, **fields: object) -> Words:
    """Return a message in the form that the language uses for ``n`` things; ``{n}`` in it is that number."""
    return _filled(current_language().messages.ngettext(singular, plural, n), {"n": n, **fields})


def comma_list(items: Iterable[str]) -> str:
    """Return items with commas between them: ``a, b, c``."""
    return pgettext("between the items of a list", ", ").join(items)


def clauses(items: Iterable[str]) -> str:
    """Return clauses of a sentence with semicolons between them."""
    return pgettext("between the clauses of a sentence", "; ").join(items)


def _filled(message: str, fields: Mapping[str, object]) -> Words:
    return Words(fill_in(message, fields, shown) if fields or "{" in message else message)


def shown(value: object) -> str:
    """Return the text of a field: a whole number as the language writes it, anything else as it is."""
    return number(value) if type(value) is int else str(value)


def fill(
    message: str, fields: Mapping[str, Any], literal: Callable[[str], str], value: Callable[[Any], str]
) -> str:
    """Return a message with its fields filled in; ``literal`` and ``value`` escape its own words and the fields."""
    return fill_in(with_literals(message, literal), fields, value)


def fill_in(message: str, fields: Mapping[str, Any], value: Callable[[Any], str]) -> str:
    """Return a message with its fields filled in, each as ``value`` shows it.

    A Korean message writes a particle that depends on the sound before it in both forms: ``{name}[을/를]``. Raises
    KeyError for a field that has no value.
    """
    pattern, names, particles = _pattern(message)
    try:
        values = [value(fields[name]) for name in names]
    except KeyError as error:
        raise KeyError(f"{message!r} has no value for {error.args[0]}") from None
    if particles:
        pairs = zip(values, particles, strict=True)
        values = [
            f"{word}{choose_particle(_plain(word), *forms)}" if forms else word for word, forms in pairs
        ]
    return pattern % tuple(values)


def _plain(markup: str) -> str:
    return _TAG.sub("", html.unescape(markup))


def with_literals(message: str, literal: Callable[[str], str]) -> str:
    """Return a message with its own words as ``literal`` returns them, and its fields as they are."""
    *parts, end = _FIELD.split(message)
    fields = (match[0] for match in _FIELD.finditer(message))
    return "".join(literal(text) + name for text, name in zip(parts[::4], fields, strict=True)) + literal(end)


@lru_cache(maxsize=1 << 12)
def _pattern(message: str) -> tuple[str, tuple[str, ...], tuple[tuple[str, str] | None, ...]]:
    """Return a message with ``%s`` for each field, their names, and their particles; none if no field has any."""
    found = list(_FIELD.finditer(message))
    pattern = with_literals(message, lambda text: text.replace("%", "%%"))
    particles = tuple((match[2], match[3]) if match[2] else None for match in found)
    return _FIELD.sub("%s", pattern), tuple(match[1] for match in found), particles if any(particles) else ()


def message_parts(message: str) -> Iterator[tuple[str, str, tuple[str, str] | None]]:
    """Yield the runs of text in a message, each with the name of the field after it and the particles after that."""
    end = 0
    for found in _FIELD.finditer(message):
        yield message[end : found.start()], found[1], (found[2], found[3]) if found[2] else None
        end = found.end()
    yield message[end:], "", None


_FIELD = re.compile(r"\{(\w+)\}(?:\[(\w+)/(\w+)\])?")
_TAG = re.compile(r"<[^>]*>")
