"""``Document`` to model types: every field checked, every mistake with its place and what to do.

pydantic does the checking. A record with mistakes is salvaged: what was refused is left out, the rest is kept,
so that one mistake hides no other. A claim with a wrong credibility still has its quotation looked up.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from generator.diagnostics import Diagnostic, Rule, did_you_mean
from generator.model.content import Record
from generator.text.yaml_document import Document, Loc

MISSING_FIELD = Rule("missing-field", "Required fields are there.")
UNKNOWN_FIELD = Rule("unknown-field", "Fields are those of the content format.")
EMPTY_VALUE = Rule("empty-value", "A field that is written has a value.")
WRONG_TYPE = Rule(
    "wrong-type", "A list is where a list belongs, a text where a text, a number where a number."
)
BAD_VALUE = Rule("bad-value", "A value is one of its scale, or within its range.")
BAD_NAME = Rule("bad-name", "Ids and file names are lower-case words, joined by single - or _.")
BAD_DATE = Rule("bad-date", "Dates are calendar days, or EDTF where they are uncertain.")
BAD_URL = Rule("bad-url", "Addresses are whole: they start with http:// or https://.")
TODO_LEFT = Rule(
    "todo-left", "What is published has no `TODO` left in it; in a draft, one is a warning while you edit."
)
RULES = (
    MISSING_FIELD,
    UNKNOWN_FIELD,
    EMPTY_VALUE,
    WRONG_TYPE,
    BAD_VALUE,
    BAD_NAME,
    BAD_DATE,
    BAD_URL,
    TODO_LEFT,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)

# `TODO`, alone or with what is to be done. Not the first word of a Spanish headline; and quotations are others' words.
_TODO = re.compile(r"^TODO(?=:|\s*$|\s+[a-z])[: \t]*(.*)", re.MULTILINE)
_WORDS_OF_OTHERS = ("quote", "prefix", "suffix", "evidence")

_BY_ID = {rule.id: rule for rule in RULES}
_TYPES = {
    "string_type": ("a text", "write one line, a `|` block, or put it in quotation marks"),
    "tuple_type": ("a list", "write it as [a, b], or each item on a line of its own behind `- `"),
    "model_type": ("a mapping of fields", "write `field: value` lines"),
    "model_attributes_type": ("a mapping of fields", "write `field: value` lines"),
    "int_type": ("a whole number", ""),
    "int_parsing": ("a whole number", ""),
    "float_type": ("a number", ""),
    "float_parsing": ("a number", ""),
}


def decode(
    document: Document, type_: type[AnyRecord], loc: Loc = ()
) -> tuple[AnyRecord | None, Document, list[Diagnostic]]:
    """Decode the value at ``loc`` of a document.

    Returns the record; the document without what was refused, so that positions in its lists agree with
    those in the record; and what is wrong. With errors, required values that are missing have stand-ins
    (empty texts and lists), good for finding further mistakes, not for showing. No mapping, no record.
    """
    value = document.value(loc)
    empty = set(_empty_values(value))
    blank = {_field(document, loc + at) for at in empty}
    diagnostics = [EMPTY_VALUE.at(document.key_span(loc + at), *_empty_message(at)) for at in empty]
    if empty:
        document = document.without(loc + at for at in empty)
        value = document.value(loc)
    todos = list(_todos(value))
    diagnostics += [_todo(document, loc, at, mark) for at, mark in todos]
    to_do = {at for at, _ in todos}
    if not isinstance(value, dict):
        what, hint = _TYPES["model_type"]
        return None, document, [*diagnostics, WRONG_TYPE.at(document.span(loc), f"this must be {what}", hint)]
    try:
        return type_.model_validate(value), document, diagnostics
    except ValidationError as error:
        refused: set[Loc] = set()
        details = error.errors(include_url=False)
        inside = {tuple(detail["loc"])[:depth] for detail in details for depth in range(len(detail["loc"]))}
        for detail in details:
            place: Loc = tuple(detail["loc"])
            if detail["type"] == "too_short" and place in inside:
                continue  # pydantic counts the items that are right
            refused.add(_written(value, place))
            if place in to_do:
                continue
            if not (detail["type"] == "missing" and _field(document, loc + place) in blank):
                diagnostics.append(_diagnostic(document, type_, loc, detail))
        record = _salvage(type_, value, refused)
        return record, document.without(loc + at for at in refused), diagnostics


def _salvage(type_: type[AnyRecord], value: dict[str, Any], refused: set[Loc]) -> AnyRecord:
    """Build a record from what was not refused; ``refused`` is relative to ``value``."""
    fields: dict[str, Any] = {}
    for name, info in type_.model_fields.items():
        inside = _below(refused, name)
        inner = _record_type(info.annotation)
        if name not in value or () in inside:
            fields[name] = _stand_in(info)
        elif not inside:
            fields[name] = _adapter(type_, name).validate_python(value[name])
        elif isinstance(value[name], dict) and inner:
            fields[name] = _salvage(inner, value[name], inside)
        elif isinstance(value[name], list) and get_args(info.annotation)[-1:] == (...,):
            items = enumerate(value[name])
            kept = [(item, _below(inside, at)) for at, item in items if (at,) not in inside]
            fields[name] = tuple(
                _salvage(inner, item, bad)
                if inner and isinstance(item, dict)
                else _item_adapter(type_, name).validate_python(item)
                for item, bad in kept
                if isinstance(item, dict) or not bad
            )
        else:
            fields[name] = _stand_in(info)
    return cast(AnyRecord, type_.model_construct(**fields))


def _diagnostic(document: Document, type_: type[Record], loc: Loc, detail: ErrorDetails) -> Diagnostic:
    place: Loc = tuple(detail["loc"])
    at, kind = loc + place, detail["type"]
    name, shown = str(place[-1]) if place else "", _shown(place)
    context = detail.get("ctx", {})
    if kind == "missing" and isinstance(place[-1], int):  # of a list whose length is fixed
        return BAD_VALUE.at(
            document.span(at[:-1]), f"{_shown(place[:-1])} needs at least {place[-1] + 1} items"
        )
    if kind == "missing":
        return MISSING_FIELD.at(document.span(at[:-1]), f"`{name}` is missing", f"add a line `{name}: ...`")
    if kind == "extra_forbidden":
        fields = list(_type_at(type_, place[:-1]).model_fields)
        return UNKNOWN_FIELD.at(
            document.key_span(at), f"there is no field `{name}`", did_you_mean(name, fields)
        )
    if kind in _BY_ID:
        return _BY_ID[kind].at(document.span(at), detail["msg"])
    if kind in _TYPES:
        what, hint = _TYPES[kind]
        return WRONG_TYPE.at(document.span(at), f"{shown} must be {what}", hint)
    if kind == "literal_error":
        choices = [choice.strip("' ") for choice in str(context["expected"]).replace(" or ", ", ").split(",")]
        hint = did_you_mean(str(detail["input"]), choices) or f"one of: {', '.join(choices)}"
        return BAD_VALUE.at(document.span(at), f"{shown} cannot be {detail['input']!r}", hint)
    if kind == "too_short":
        return BAD_VALUE.at(document.span(at), f"{shown} needs at least one item", "add one")
    if kind == "too_long":
        return BAD_VALUE.at(document.span(at), f"{shown} has more than {context['max_length']} items")
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return BAD_VALUE.at(document.span(at), f"{shown} must be {limit}")
    return BAD_VALUE.at(document.span(at), f"{shown}: {detail['msg'].lower()}")


def _field(document: Document, at: Loc) -> tuple[int, int, str | int]:
    """Tell a field from all others by where its mapping starts, which leaving out what is empty does not move."""
    span = document.span(at[:-1])
    return span.line, span.column, at[-1]


def _shown(place: Loc) -> str:
    names = [f"`{step}`" for step in place if isinstance(step, str)]
    return (
        f"an item of {names[-1]}"
        if names and isinstance(place[-1], int)
        else (names[-1] if names else "this")
    )


def _empty_values(value: Any, loc: Loc = ()) -> Iterator[Loc]:
    """Find what is written without a value. (Where the document nests at all, it nests a few levels.)"""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _empty_values(inner, (*loc, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _empty_values(inner, (*loc, position))
    elif value is None and loc:
        yield loc


def _empty_message(loc: Loc) -> tuple[str, str]:
    return f"{_shown(loc)} has no value", "write one, or delete the line"


def _todos(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, re.Match[str]]]:
    """Find what is still to be written, and where in a text it says so."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _todos(inner, (*loc, step))
    elif isinstance(value, str) and "TODO" in value:
        words = [step for step in loc if isinstance(step, str)]
        if words[-1:] and words[-1] not in _WORDS_OF_OTHERS:
            yield from ((loc, mark) for mark in _TODO.finditer(value))


def _todo(document: Document, loc: Loc, at: Loc, mark: re.Match[str]) -> Diagnostic:
    span = document.span(loc + at, mark.start(), len("TODO"))
    hint = mark[1].strip() or "write it, or delete what you do not need"
    return TODO_LEFT.at(span, f"{_shown(at)} is still to be written", hint)


def _written(value: Any, place: Loc) -> Loc:
    """Cut a place off at the text in which it lies: a quotation written as a plain string has no fields."""
    for depth, step in enumerate(place):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return place[:depth]
    return place


def _below(locs: Iterable[Loc], step: str | int) -> set[Loc]:
    return {loc[1:] for loc in locs if loc and loc[0] == step}


def _record_type(annotation: Any) -> type[Record] | None:
    """Find the record type inside ``Annotated``, ``| None`` and ``tuple[..., ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _record_type(inner))), None)


def _type_at(type_: type[Record], place: Loc) -> type[Record]:
    for step in place:
        if isinstance(step, str) and step in type_.model_fields:
            type_ = _record_type(type_.model_fields[step].annotation) or type_
    return type_


@cache
def _adapter(type_: type[Record], name: str) -> TypeAdapter[Any]:
    info = type_.model_fields[name]
    annotation: Any = info.annotation
    return TypeAdapter(Annotated[annotation, *info.metadata] if info.metadata else annotation)


@cache
def _item_adapter(type_: type[Record], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_args(type_.model_fields[name].annotation)[0])


def _stand_in(info: FieldInfo) -> Any:
    if not info.is_required():
        return info.get_default()
    origin = get_origin(info.annotation)
    if origin is tuple:
        return ()
    if origin is Literal:
        return get_args(info.annotation)[0]
    return datetime.date.min if info.annotation is datetime.date else ""
