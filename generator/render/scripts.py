"""Translate the messages of scripts when they become assets, so that a browser needs no catalog.

A script with the comment ``/* global _, ngettext, pgettext, LOCALE -- translated ... */`` may use these names, as
Python uses those of ``generator.translation``. In the asset each call is a literal in the language of the site:

    _("Copy")                                             "Copier"
    _("{done} of {all}", { done, all: count() })          `${done} sur ${count()}`
    pgettext("verb", "Open")                              "Ouvrir"
    ngettext("{n} page found", "{n} pages found", count)  one of several, as ``Intl.PluralRules`` says for ``count``
    LOCALE                                                "fr", for ``Intl``

Messages are in double quotation marks; the values of their fields are an object. ``{n}`` of ``ngettext`` is the number
as the language writes it, other numbers go through ``toLocaleString(LOCALE)``. Comments on lines of their own are left
out. Babel, which collects the messages, finds no call in a template literal that has quotation marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import chain

from generator.translation import current_language, fill

_MARK = re.compile(r"^(?://|/\*) *global [\w, ]+ -- translated\b", re.MULTILINE)
_COMMENT = re.compile(r"^[^\S\n]*(?:/\*.*?\*/|//[^\n]*)[^\S\n]*\n+", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"(?<![\w$.])(_|ngettext|pgettext)\(|(?<![\w$.])LOCALE\b")
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_PIECE = re.compile(
    rf"{_STRING}|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[(){{}}\[\],]|[^(){{}}\[\],\"'`]+", re.DOTALL
)
_FIELD = re.compile(r"\{(\w+)\}")
_VALUE = re.compile(r"(\w+)(?:\s*:\s*(.+))?", re.DOTALL)
_SIGNIFICANT = re.compile(r"[\\`]|\$(?=\{)")  # in a template literal
_NUMBERS = (*range(201), 10**6)
"""Numbers that among them have every plural form of every language."""


class ScriptError(ValueError):
    """A message of a script is not written as it must be; the text says which, and how to write it."""


def translate_script(script: bytes) -> bytes:
    """Return a script with its messages in the current language; unchanged if it does not say that it has any.

    Raises ScriptError.
    """
    text = script.decode("utf-8", errors="replace")
    return _translated(_COMMENT.sub("", text)).encode() if _MARK.search(text) else script


def _translated(text: str) -> str:
    written = []
    at = 0
    while found := _CALL.search(text, at):
        written.append(text[at : found.start()])
        if found[1]:
            arguments, at = _split(text, found.end())
            written.append(_literal(found[1], arguments, text[found.start() : at]))
        else:
            at = found.end()
            written.append(json.dumps(_locale()))
    return "".join([*written, text[at:]])


def _locale() -> str:
    """Return the locale for ``Intl``. English pages write dates as in Britain: 21 November 2026."""
    language = current_language()
    return "en-GB" if language.locale.language == "en" else language.tag


def _split(text: str, at: int) -> tuple[list[str], int]:
    """Split what is in brackets at its commas, from after the opening bracket; return where the text goes on, too."""
    start, depth, parts = at, 0, [""]
    while depth >= 0:
        piece = _PIECE.match(text, at)
        if not piece:
            raise ScriptError(
                f"`{text[start - 10 : start + 30]}`: close the bracket, and write double quotation marks"
            )
        at = piece.end()
        depth += (piece[0] in "([{") - (piece[0] in ")]}")
        if depth == 0 and piece[0] == ",":
            parts.append("")
        elif depth >= 0:
            parts[-1] += piece[0]
    return [part.strip() for part in parts if part.strip()], at


def _literal(function: str, arguments: list[str], call: str) -> str:
    """Return the literal in place of a call."""
    is_counted = function == "ngettext"
    number = 1 if function == "_" else 2
    try:
        strings = [json.loads(argument) for argument in arguments[:number]]
        values = [_translated(argument) for argument in arguments[number:]]
        count = values.pop(0) if is_counted else ""
        fields = _fields(values[0]) if values else {}
        messages = strings if is_counted else strings[-1:]
        names = set(chain.from_iterable(map(_FIELD.findall, messages))) - ({"n"} if is_counted else set())
        if names != fields.keys() or len(values) > 1 or len(strings) < number:
            raise ScriptError
        return (
            _plural(strings, count, fields) if is_counted else _template(_message(*reversed(strings)), fields)
        )
    except (ValueError, LookupError, TypeError):
        raise ScriptError(
            f"`{call}`: write each message in double quotation marks, and a value for each of its fields: "
            '`_("{all} pages", { all })`'
        ) from None


def _message(message: str, context: str | None = None) -> str:
    messages = current_language().messages
    return messages.pgettext(context, message) if context else messages.gettext(message)


def _fields(literal: str) -> dict[str, str]:
    """Return the expressions in an object literal, by name: of ``{ a, b: c() }``, ``a`` and ``c()``."""
    if not literal.startswith("{"):
        raise ScriptError
    fields = (_VALUE.fullmatch(part) for part in _split(literal, 1)[0])
    return {field[1]: field[2] or field[1] for field in fields if field}


def _plural(messages: list[str], count: str, fields: Mapping[str, str]) -> str:
    """Return an expression for the message in the form for a number; if all forms are the same, it is a literal."""
    language = current_language()
    singular, plural = messages
    forms = {
        language.locale.plural_form(number): language.messages.ngettext(singular, plural, number)
        for number in _NUMBERS
    }
    shown = f"n.toLocaleString({json.dumps(_locale())})"
    written = {name: _template(form, {"n": shown, **fields}) for name, form in forms.items()}
    if len(set(written.values())) == 1:
        return f"((n) => {written['other']})({count})"
    literals = ", ".join(f"{name}: {form}" for name, form in written.items())
    rules = f"new Intl.PluralRules({json.dumps(_locale())})"
    return f"((n, forms = {{ {literals} }}) => forms[{rules}.select(n)] ?? forms.other)({count})"


def _template(message: str, fields: Mapping[str, str]) -> str:
    """Return a message as a literal of JavaScript, with an expression in place of each field.

    Which Korean particle follows a value is not known before it is shown, so both are written: ``을(를)``.
    """
    if not fields:
        return json.dumps(message, ensure_ascii=False)

    def escape(text: str) -> str:
        return _SIGNIFICANT.sub(r"\\\g<0>", text)

    return f"`{fill(message, fields, escape, '${{{}}}'.format)}`"
