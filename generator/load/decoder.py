"""Decode a YAML document into a record: check every field, and report each problem with its place and a fix.

pydantic does the checking. A record with problems is salvaged: values that were rejected are left out and the rest is
kept, so that one problem hides no other. A claim with a bad credibility still has its quotation checked.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from generator.diagnostics import Diagnostic, Rule, Severity
from generator.load import invisible_text
from generator.load.corrections import (
    credibility_meant,
    field_hint,
    list_meant,
    misnamed_fields,
    named_range,
    slug_meant,
    value_meant,
)
from generator.load.invisible_text import INVISIBLE_TEXT, is_visible, name_invisible, unpaired_controls
from generator.model.content import Record, record_type
from generator.text.yaml.document import Document, Loc, Scalar
from generator.text.yaml.reader import read_values
from generator.text.yaml.writer import scalar

MISSING_FIELD = Rule("missing-field", "Required fields must be present.")
UNKNOWN_FIELD = Rule("unknown-field", "Fields must be those of the content format.")
EMPTY_VALUE = Rule("empty-value", "A field must have a value, or be left out.")
WRONG_TYPE = Rule("wrong-type", "Values must have the right type: text, number, list or mapping.")
BAD_VALUE = Rule("bad-value", "Values must be on the field's scale or within its range.")
BAD_NAME = Rule("bad-name", "Ids and file names must be lower-case words joined by single - or _.")
BAD_DATE = Rule("bad-date", "Dates must be days of the calendar, or EDTF where the field allows it.")
BAD_URL = Rule("bad-url", "URLs must be complete, with http:// or https://.")
COMMENT_CUTS_TEXT = Rule(
    "comment-cuts-text",
    "A comment must not cut a text: ` #` begins one, unless the text is in quotation marks.",
)
TODO_LEFT = Rule(
    "todo-left", "Published content must not contain a `TODO`; in a draft it is a warning while you edit."
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
    COMMENT_CUTS_TEXT,
    *invisible_text.RULES,
    TODO_LEFT,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)
_Scalar = tuple[Loc, str | None]  # the place of a text or of nothing

MOST_MISTAKES = 1_000  # of one file: it is not used then, and the others are not reported

# `TODO`, alone or with what is left to do, but not the first word of a Spanish headline. Quoted words are not searched.
_TODO = re.compile(r"^TODO(?=:|\s*$|\s+[a-z])[: \t]*(.*)", re.MULTILINE)
_COMMENT_START = re.compile(r"#(?<!\w#)")
_QUOTED_FIELDS = ("quote", "prefix", "suffix", "evidence")

_BY_ID = {rule.id: rule for rule in RULES}
_TYPES = {
    "string_type": ("text", "write one line, a `|` block, or put it in quotation marks"),
    "tuple_type": ("a list", "write [a, b], or each item on its own line after `- `"),
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
    """Decode the value at ``loc`` of a document into a record.

    Returns the record, or None if the value is not a mapping or has too many mistakes; the document without the values
    that were rejected, so that positions in its lists match those in the record; and the diagnostics. If there are
    errors, missing required values have placeholders (empty texts and lists), which are good for finding more problems,
    not for display.
    """
    misnamed = [*misnamed_fields(type_, document.value(loc))]
    diagnostics = [_misnamed(document, type_, loc, *places) for places in misnamed]
    document = document.renamed((loc + written, str(meant[-1])) for written, meant in misnamed)
    value = document.value(loc)
    scalars = [*_scalars(value)]
    empty = {at for at, text in scalars if text is None}
    if len(empty) > MOST_MISTAKES:
        places = (at for at, text in scalars if text is None)
        none = (EMPTY_VALUE.at(document.key_span(loc + at), *_empty_message(type_, at)) for at in places)
        return None, document, first_mistakes(none)
    cut = list(islice(_cut_texts(document, type_, loc, scalars), MOST_MISTAKES + 1))
    diagnostics += [diagnostic for _, diagnostic in cut]
    surely_cut = {at for at, diagnostic in cut if diagnostic.severity is Severity.ERROR}
    diagnostics += [
        EMPTY_VALUE.at(document.key_span(loc + at), *_empty_message(type_, at)) for at in empty - surely_cut
    ]
    invisible = list(_invisible_texts(document, type_, loc, scalars))
    diagnostics += [diagnostic for _, diagnostic in invisible]
    empty |= surely_cut | {at for at, _ in invisible}
    blank = {_field(document, loc + at) for at in empty}
    if empty:
        document = document.without(loc + at for at in empty)
        value = document.value(loc)
        scalars = [*_scalars(value)]
    diagnostics += _unpaired_controls(document, type_, loc, scalars)
    todos = list(islice(_todos(scalars), MOST_MISTAKES + 1))
    diagnostics += [_todo(document, type_, loc, at, mark) for at, mark in todos]
    if len(diagnostics) > MOST_MISTAKES:
        return None, document, first_mistakes(diagnostics)
    to_do = {at for at, _ in todos}
    if not isinstance(value, dict):
        message = f"this must be {_TYPES['model_type'][0]}"
        diagnostics.append(WRONG_TYPE.at(document.span(loc), message, _needed_fields(type_)))
        return None, document, diagnostics
    is_other_file = value and not loc and all(isinstance(inner, dict) for inner in value.values())
    if is_other_file and not value.keys() & type_.model_fields.keys():
        message = "this file has no field of its kind of record"
        hint = f"{_needed_fields(type_)}\ntopics, entities and publishers go in content/topics.yml and so on, by id"
        return None, document, [*diagnostics, UNKNOWN_FIELD.at(document.span(), message, hint)]
    try:
        return type_.model_validate(value), document, diagnostics
    except ValidationError as error:
        rejected: set[Loc] = set()
        if error.error_count() > MOST_MISTAKES:
            found = (_diagnostic(document, type_, loc, detail) for detail in error.errors(include_url=False))
            return None, document, [*diagnostics, *first_mistakes(found)]
        details = error.errors(include_url=False)
        meant = {place for _, place in misnamed}
        inside = {tuple(detail["loc"])[:depth] for detail in details for depth in range(len(detail["loc"]))}
        unknown = [tuple(detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"]
        texts = {(*at[:-1], "quote") for at in unknown if " " in str(at[-1])}  # with `: ` in them
        other = {
            at[:-1] for at in unknown if at[1:] and _has_no_field(document.value(loc + at[:-1]), type_, at)
        }
        emptied = {at[:-1] for at in empty}
        for detail in details:
            place: Loc = tuple(detail["loc"])
            if detail["type"] == "missing" and (place in texts or place[:-1] in other):
                rejected.add(place)
                continue
            if detail["type"] == "too_short" and place in inside:
                continue  # pydantic counts only the valid items
            rejected.add(_written(value, place))
            if detail["type"] == "too_short" and place in emptied:
                continue  # its only items have no value, which is reported
            if place in to_do or (detail["type"] == "tuple_type" and place in meant):
                continue
            if not (detail["type"] == "missing" and _field(document, loc + place) in blank):
                diagnostics.append(_diagnostic(document, type_, loc, detail))
        record = _salvage(type_, value, rejected)
        return record, document.without(loc + at for at in rejected), diagnostics


def decode_flawless(path: str, text: str, type_: type[AnyRecord]) -> AnyRecord | None:
    """Return the record of a file, or None if the file may have a mistake.

    This takes less time than ``decode``, as it does not note where in the file each value is.
    """
    value = None if _may_have_comments(text) else read_values(path, text)
    if value is None:
        return None
    scalars = [*_scalars(value)]
    placeless = Document(path, text, Scalar(0, 0, None))
    mistakes = (
        misnamed_fields(type_, value),
        (at for at, text in scalars if text is None),
        _invisible_texts(placeless, type_, (), scalars),
        _unpaired_controls(placeless, type_, (), scalars),
        _todos(scalars),
    )
    if any(True for found in mistakes for _ in found):
        return None
    try:
        return type_.model_validate(value)
    except ValidationError:
        return None


def first_mistakes(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the first of too many diagnostics; the last of them says that there are more."""
    *first, last = islice(diagnostics, MOST_MISTAKES)
    more = "there are more mistakes in this file; they are reported when these are corrected"
    return [*first, replace(last, hint=f"{last.hint}\n{more}")]


def _salvage(type_: type[AnyRecord], value: dict[str, Any], rejected: set[Loc]) -> AnyRecord:
    """Build a record from the values that were not rejected; ``rejected`` is relative to ``value``."""
    fields: dict[str, Any] = {}
    below = _by_step(rejected)
    for name, info in type_.model_fields.items():
        inside = below.get(name, set())
        inner = record_type(info.annotation)
        if name not in value or () in inside:
            fields[name] = _placeholder(info)
        elif not inside:
            fields[name] = _adapter(type_, name).validate_python(value[name])
        elif isinstance(value[name], dict) and inner:
            fields[name] = _salvage(inner, value[name], inside)
        elif isinstance(value[name], list) and _is_list(type_, name):
            in_items = _by_step(inside)
            items = enumerate(value[name])
            kept = [(item, in_items.get(at, set())) for at, item in items if (at,) not in inside]
            fields[name] = tuple(
                _salvage(inner, item, bad)
                if inner and isinstance(item, dict)
                else _item_adapter(type_, name).validate_python(item)
                for item, bad in kept
                if isinstance(item, dict) or not bad
            )
        else:
            fields[name] = _placeholder(info)
    return cast(AnyRecord, type_.model_construct(**fields))


def _diagnostic(document: Document, type_: type[Record], loc: Loc, detail: ErrorDetails) -> Diagnostic:
    place: Loc = tuple(detail["loc"])
    at, kind = loc + place, detail["type"]
    name, shown = str(place[-1]) if place else "", _shown(place)
    context = detail.get("ctx", {})
    if kind == "missing" and isinstance(place[-1], int):  # in a list of fixed length
        return BAD_VALUE.at(
            document.span(at[:-1]), f"{_shown(place[:-1])} needs at least {place[-1] + 1} items"
        )
    if kind == "missing":
        hint = f"add a line `{name}: ...`"
        if _has_next_item(document, at[:-1], name):
            hint += f", or remove the `- ` before `{name}` if it belongs to this item"
        return MISSING_FIELD.at(document.span(at[:-1]), f"`{name}` is missing", hint)
    if kind == "extra_forbidden":
        hint = field_hint(name, _type_at(type_, place[:-1]))
        return UNKNOWN_FIELD.at(document.key_span(at), f"unknown field `{name}`", hint)
    if kind in _BY_ID:
        hint = slug_meant(str(detail["input"])) if kind == BAD_NAME.id else ""
        return _BY_ID[kind].at(document.span(at), detail["msg"], hint)
    if kind in _TYPES:
        what, hint = _TYPES[kind]
        if name == "credibility":
            hint = credibility_meant(detail["input"])
        elif kind == "string_type" and isinstance(detail["input"], dict):
            hint = "put text that contains `: ` in quotation marks"
        elif kind == "tuple_type":
            hint = list_meant(detail["input"], name, is_text=_accepts_any_text(type_, (*place, 0)))
        elif kind == "model_type" and not isinstance(detail["input"], list):
            hint = _needed_fields(_type_at(type_, place))
        return WRONG_TYPE.at(document.span(at), f"{shown} must be {what}", hint)
    if kind == "literal_error":
        choices = [choice.strip("' ") for choice in str(context["expected"]).replace(" or ", ", ").split(",")]
        hint = value_meant(str(detail["input"]), tuple(choices))
        return BAD_VALUE.at(document.span(at), f"{shown} cannot be {detail['input']!r}", hint)
    if kind == "too_short":
        return BAD_VALUE.at(document.span(at), f"{shown} needs at least one item", "add one")
    if kind == "too_long":
        return BAD_VALUE.at(document.span(at), f"{shown} has more than {context['max_length']} items")
    if kind in ("greater_than_equal", "less_than_equal"):
        hint = credibility_meant(detail["input"]) if name == "credibility" else ""
        return BAD_VALUE.at(
            document.span(at), f"{shown} must be {named_range(_field_info(type_, place), context)}", hint
        )
    return BAD_VALUE.at(document.span(at), f"{shown}: {detail['msg'].lower()}")


def _has_no_field(value: object, type_: type[Record], place: Loc) -> bool:
    """Return whether a mapping with the unknown field at ``place`` has no known one either."""
    return isinstance(value, dict) and not value.keys() & _type_at(type_, place[:-1]).model_fields.keys()


def _misnamed(document: Document, type_: type[Record], loc: Loc, written: Loc, meant: Loc) -> Diagnostic:
    """Report a field that surely means another."""
    owner, name, value = _type_at(type_, meant[:-1]), str(meant[-1]), document.value(loc + written)
    hint = f"did you mean `{name}`?"
    annotation = owner.model_fields[name].annotation
    if isinstance(value, str) and any(
        get_origin(kind) is tuple for kind in (annotation, *get_args(annotation))
    ):
        hint = list_meant(value, name, is_text=_accepts_any_text(owner, (name, 0)))
    return UNKNOWN_FIELD.at(document.key_span(loc + written), f"unknown field `{written[-1]}`", hint)


def _is_list(type_: type[Record], name: str) -> bool:
    annotation = type_.model_fields[name].annotation
    return get_origin(annotation) is tuple and get_args(annotation)[-1:] == (...,)


def _has_next_item(document: Document, at: Loc, name: str) -> bool:
    """Return whether the item of a list after the one at ``at`` begins with the field ``name``."""
    if not (at and isinstance(at[-1], int)):
        return False
    after = document.value(at[:-1])[at[-1] + 1 :][:1]
    return bool(after) and isinstance(after[0], dict) and next(iter(after[0]), "") == name


def _needed_fields(type_: type[Record]) -> str:
    needed = (f"`{name}: ...`" for name, field in type_.model_fields.items() if field.is_required())
    return f"write its fields, each on a line: {', '.join(needed)}"


def _field(document: Document, at: Loc) -> tuple[int, int, str | int]:
    """Return a key for a field: its name, and where its mapping starts, which leaving out values does not move."""
    span = document.span(at[:-1])
    return span.line, span.column, at[-1]


def _shown(place: Loc) -> str:
    names = [f"`{step}`" for step in place if isinstance(step, str)]
    return (
        f"an item of {names[-1]}"
        if names and isinstance(place[-1], int)
        else (names[-1] if names else "this")
    )


def _empty_message(type_: type[Record], loc: Loc) -> tuple[str, str]:
    hint = "add one" if _is_required(type_, loc) else "add one, or delete the line"
    return f"{_shown(loc)} has no value", hint


def _is_required(type_: type[Record], loc: Loc) -> bool:
    field = _type_at(type_, loc[:-1]).model_fields.get(str(loc[-1]))
    return bool(field and field.is_required())


def _cut_texts(
    document: Document, type_: type[Record], loc: Loc, scalars: Iterable[_Scalar]
) -> Iterator[tuple[Loc, Diagnostic]]:
    """Yield each text that is followed by a comment which may be the rest of it, and the diagnostic.

    It is surely text if no space follows the ``#``. It may be, if only one space precedes it.
    """
    for place, text in scalars if _may_have_comments(document.text) else ():
        found = document.comment_after(loc + place) if _accepts_any_text(type_, place) else None
        if not found:
            continue
        comment, typed = found
        is_text = comment[3].strip() and not comment[3][0].isspace()
        if not is_text and (text is None or len(comment[1]) > 1):
            continue
        hint = (
            f"if it is text, write {scalar(typed)}"
            if typed
            else "if it is text, put all of it in quotation marks"
        )
        hint += f"\nif it is a comment, write {'a space after' if is_text else 'two spaces before'} `#`"
        span = document.stretch(comment.start(2), comment.end())
        diagnostic = COMMENT_CUTS_TEXT.at(span, f"` #` begins a comment, which cuts {_shown(place)}", hint)
        yield place, diagnostic if is_text else replace(diagnostic, severity=Severity.WARNING)


@lru_cache(maxsize=1)  # a file of many records is read for each of them
def _may_have_comments(text: str) -> bool:
    return bool(_COMMENT_START.search(text))


def _invisible_texts(
    document: Document, type_: type[Record], loc: Loc, scalars: Iterable[_Scalar]
) -> Iterator[tuple[Loc, Diagnostic]]:
    """Yield each text that nobody can see, and the diagnostic."""
    for place, text in scalars:
        if text and not is_visible(text) and text.strip() and _accepts_any_text(type_, place):
            message = f"{_shown(place)} has nothing but what cannot be seen: {name_invisible(text)}"
            hint = "type its words, or delete the line"
            yield place, INVISIBLE_TEXT.at(document.span(loc + place), message, hint)


def _unpaired_controls(
    document: Document, type_: type[Record], loc: Loc, scalars: Iterable[_Scalar]
) -> Iterator[Diagnostic]:
    """Report bidirectional controls without a partner in the author's own texts; quotations have the article's."""
    for place, text in scalars:
        for control in unpaired_controls(text) if text else ():
            is_quoted = _field_name(place) in _QUOTED_FIELDS
            if not is_quoted and _accepts_any_text(type_, place):
                span = document.span(loc + place, control.offset, 1)
                yield INVISIBLE_TEXT.at(span, f"{_shown(place)}: {control.message}", control.hint)


def _scalars(value: Any, loc: Loc = ()) -> Iterator[_Scalar]:
    """Yield the places of texts and of nothing. (The recursion is at most as deep as the YAML reader allows.)"""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _scalars(inner, (*loc, step))
    elif loc:
        yield loc, value


def _accepts_any_text(type_: type[Record], place: Loc) -> bool:
    depth = max((depth for depth, step in enumerate(place) if isinstance(step, str)), default=0)
    owner, name = _type_at(type_, place[:depth]), str(place[depth])
    return name in owner.model_fields and _accepts(owner, name, is_item=depth < len(place) - 1)


@cache
def _accepts(type_: type[Record], name: str, *, is_item: bool) -> bool:
    arguments = get_args(type_.model_fields[name].annotation)
    adapter = _item_adapter(type_, name) if is_item and arguments else _adapter(type_, name)
    try:
        adapter.validate_python("any text, such as #1")
    except ValidationError:
        return False
    return True


def _field_name(place: Loc) -> str:
    """Return the name of the field in which a value is, or in whose list it is."""
    return next((step for step in reversed(place) if isinstance(step, str)), "")


def _todos(scalars: Iterable[_Scalar]) -> Iterator[tuple[Loc, re.Match[str]]]:
    """Yield each ``TODO``: the place of the text, and the match within it."""
    for loc, text in scalars:
        if text and "TODO" in text and _field_name(loc) not in ("", *_QUOTED_FIELDS):
            yield from ((loc, mark) for mark in _TODO.finditer(text))


def _todo(document: Document, type_: type[Record], loc: Loc, at: Loc, mark: re.Match[str]) -> Diagnostic:
    span = document.span(loc + at, mark.start(), len("TODO"))
    is_only_item = isinstance(at[-1], int) and len(document.value(loc + at[:-1])) == 1
    is_needed = _is_required(type_, at[:-1] if is_only_item else at)
    hint = mark[1].strip() or ("fill it in" if is_needed else "fill it in, or delete the line")
    return TODO_LEFT.at(span, f"{_shown(at)} is still TODO", hint)


def _written(value: Any, place: Loc) -> Loc:
    """Shorten a place inside a text to the text itself: a quotation written as plain text has no fields."""
    for depth, step in enumerate(place):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return place[:depth]
    return place


def _by_step(locs: Iterable[Loc]) -> dict[str | int, set[Loc]]:
    """Return the rest of each place, by its first step."""
    below: dict[str | int, set[Loc]] = defaultdict(set)
    for loc in locs:
        if loc:
            below[loc[0]].add(loc[1:])
    return below


def _field_info(type_: type[Record], place: Loc) -> FieldInfo | None:
    return _type_at(type_, place[:-1]).model_fields.get(str(place[-1]))


def _type_at(type_: type[Record], place: Loc) -> type[Record]:
    for step in place:
        if isinstance(step, str) and step in type_.model_fields:
            type_ = record_type(type_.model_fields[step].annotation) or type_
    return type_


@cache
def _adapter(type_: type[Record], name: str) -> TypeAdapter[Any]:
    info = type_.model_fields[name]
    annotation: Any = info.annotation
    return TypeAdapter(Annotated[annotation, *info.metadata] if info.metadata else annotation)


@cache
def _item_adapter(type_: type[Record], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_args(type_.model_fields[name].annotation)[0])


def _placeholder(info: FieldInfo) -> Any:
    if not info.is_required():
        return info.get_default()
    origin = get_origin(info.annotation)
    if origin is tuple:
        return ()
    if origin is Literal:
        return get_args(info.annotation)[0]
    return datetime.date.min if info.annotation is datetime.date else ""
