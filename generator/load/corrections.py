"""Say what an author meant by a value or field that the format does not have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from pydantic.fields import FieldInfo

from generator.diagnostics import most_similar
from generator.model.content import (
    Brief,
    Claim,
    Entity,
    Evidence,
    Judgment,
    Publisher,
    Record,
    Source,
    Topic,
    record_type,
)
from generator.model.fields import Reliability, slugify
from generator.model.scales import CREDIBILITY, LIKELIHOOD, RELIABILITY, percent
from generator.text.yaml.document import Loc
from generator.text.yaml.writer import flow_list

_OTHER_WORDS = {
    "medium": "moderate", "med": "moderate", "mid": "moderate", "strong": "high", "weak": "low",
    "very high": "high", "very low": "low", "highly likely": "very likely", "highly unlikely": "very unlikely",
    "probably not": "unlikely", "possible": "roughly even chance", "even": "roughly even chance",
    "toss-up": "roughly even chance",
    "probably": "probable", "certain": "almost certain", "impossible": "almost no chance",
    "happened": "occurred", "done": "occurred", "true": "occurred", "yes": "occurred", "false": "failed",
    "no": "failed", "pending": "open", "unknown": "open", "organization": "organisation",
    "company": "organisation", "agency": "organisation", "people": "person", "location": "place",
    "city": "place", "country": "place", "region": "place", "building": "facility", "port": "facility",
    "product": "commodity", "good": "commodity", "final": "published", "public": "published", "wip": "draft",
}  # fmt: skip
_OTHER_FIELDS = {  # what people write -> the fields that it may mean: the first that the record has
    "tags": "topics", "keywords": "topics", "categories": "topics", "category": "topics", "subjects": "topics",
    "topic": "topics", "source": "sources", "places": "entities", "people": "entities", "day": "date",
    "date": "published", "headline": "title label", "name": "label title", "title": "label", "author": "authors",
    "by": "authors", "outlet": "publisher", "newspaper": "publisher", "journal": "publisher", "lang": "language",
    "link": "url", "website": "url", "publication_date": "published", "retrieved": "accessed", "quotes": "evidence",
    "quote": "evidence", "quotation": "quote evidence", "quotations": "evidence", "excerpt": "quote evidence",
    "description": "summary definition text", "abstract": "summary", "statement": "text", "claim": "text",
    "judgment": "text", "content": "text body", "type": "kind", "probability": "likelihood",
    "certainty": "confidence", "rating": "reliability credibility", "location": "where located_in",
    "place": "where", "parent": "broader located_in", "synonyms": "alt_labels aliases", "coords": "coordinates",
    "notes": "note", "comment": "note", "conclusions": "judgments", "assessments": "judgments",
}  # fmt: skip
_RECORDS: dict[str, type[Record]] = {
    "a brief": Brief, "a claim": Claim, "a judgment": Judgment, "a quotation": Evidence,
    "a source record": Source, "a topic": Topic, "an entity": Entity, "a publisher": Publisher,
}  # fmt: skip
_BULLET = re.compile(r"[-*\u2022\u2013\u2014\u00b7]")
_SHOWN = 80  # characters of a list that a hint shows
_SURE = 72  # percent of likeness from which a word is proposed: "quite likely" is not "unlikely"
_VERY_SURE = (
    85  # for a field that other records have: `note` is `notes`, but `reliability` is not `credibility`
)


def value_meant(written: str, choices: Sequence[str]) -> str:
    """Return a hint for a value that is none of ``choices``."""
    low = written.lower().strip()
    is_likelihood = choices[0] == LIKELIHOOD[0][0]
    if is_likelihood and (terms := _terms_of(low)):
        return terms
    if choices == get_args(get_args(Reliability)[0]):
        if re.fullmatch(r"[a-f][1-6]", low):
            return f"write `{written[0].upper()}`; {written[1]} is a credibility, which is a field of claims"
        return scale(RELIABILITY)
    if _OTHER_WORDS.get(low) in choices:
        return f"write `{_OTHER_WORDS[low]}`"
    meant = most_similar(low, choices, _SURE)
    if meant:
        return f"did you mean `{meant}`?"
    if is_likelihood:
        return scale({term: percent(term) for term, *_ in LIKELIHOOD})
    return f"one of: {', '.join(choices)}"


def _terms_of(written: str) -> str:
    """Return a hint with the likelihoods of a share: ``80%``, ``80 per cent``, ``0.8``, ``50/50``, ``60-70%``."""
    share = re.sub(
        r"^(?:about|around|roughly|circa|ca?\.|over|more than|at least|[~<>\u2248]) *", "", written
    )
    share = re.sub(r" *(?:%|percent|per cent|pct\.?)", "", share)
    if found := re.fullmatch(r"(\d{1,3})/(\d{1,3})", share):
        share = found[1] if int(found[1]) + int(found[2]) == 100 else ""
    ends = re.split(r" *(?:-|\u2013|to) *", share)
    if written == ends[0] and len(written) == 1:
        return ""  # a figure of some other scale
    if len(ends) > 2 or not all(re.fullmatch(r"\d{1,3}(?:\.\d+)?|\.\d+", end) for end in ends):
        return ""
    shares = sorted(100 * float(end) if 0 < float(end) < 1 else float(end) for end in (ends[0], ends[-1]))
    lowest, highest = (min(max(end, 1), 99) for end in shares)
    around = [term for term in LIKELIHOOD if term[2] <= lowest and highest <= term[3]]
    across = [term for term in LIKELIHOOD if lowest < term[3] and term[2] < highest]
    return f"write {' or '.join(f'`{term}` ({percent(term)})' for term, *_ in around or across)}"


def credibility_meant(written: object) -> str:
    """Return a hint for what is no credibility."""
    low = str(written).lower().strip()
    if re.fullmatch(r"[a-f][1-6]", low):
        return (
            f"write {low[1]}; {low[0].upper()} is a reliability, which is a field of sources and publishers"
        )
    if re.fullmatch("[a-f]", low):
        return f"{low.upper()} is a reliability, which is a field of sources and publishers\n{scale(CREDIBILITY)}"
    if found := re.match(r"([1-6])(?=[\s:.,/-]+[a-z6]|$)", low):
        return f"write {found[1]}"
    named = {
        word: number for number, word in enumerate(["one", "two", "three", "four", "five", "six"], start=1)
    }
    number = named.get(low) or next((number for number, words in CREDIBILITY.items() if low in words), None)
    return f"write {number}" if number and len(low) > 1 else scale(CREDIBILITY)


def scale(values: dict[str, str] | dict[int, str]) -> str:
    """Return a hint with the values of a scale and their meaning."""
    return f"one of: {', '.join(f'{value} ({words})' for value, words in values.items())}"


def named_range(info: FieldInfo | None, context: Mapping[str, Any]) -> str:
    """Return the range of a number: both ends where its field has both, else the end that was passed."""
    metadata = [*info.metadata, *_metadata(info.annotation)] if info else []
    ends = ((end, getattr(item, end, None)) for item in metadata for end in ("ge", "le"))
    limits = {end: value for end, value in ends if value is not None} or context
    if limits.keys() >= {"ge", "le"}:
        return f"{limits['ge']} to {limits['le']}"
    return f"at least {limits['ge']}" if "ge" in limits else f"at most {limits['le']}"


def _metadata(annotation: Any) -> Iterator[Any]:
    """Yield what is said of the types inside ``| None``; limits are there as pydantic's ``Field``."""
    for inner in get_args(annotation):
        for item in getattr(inner, "__metadata__", ()):
            yield from getattr(item, "metadata", ())


def list_meant(written: object, field: str, *, is_text: bool) -> str:
    """Return a hint for what is written in place of a list: of texts, or of ids, which commas separate."""
    if not isinstance(written, str) or _BULLET.match(written):
        return "write `- `, a hyphen and a space, before each item"
    items = flow_list([written] if is_text else re.split(r"\s*[,;]\s*", written.strip(" ,;")))
    return (
        f"write `{field}: {items}`" if len(items) <= _SHOWN else "write `- ` before it, on a line of its own"
    )


def slug_meant(written: str) -> str:
    """Return a hint for what is no id, or no ``brief#id``: the id most like it."""
    slugs = [slugify(part) for part in written.split("#")]
    return f"write `{'#'.join(slugs)}`" if all(slugs) else ""


def misnamed_fields(type_: type[Record], value: object) -> Iterator[tuple[Loc, Loc]]:
    """Yield each field that a record does not have but surely means another: where it is, and where that would be.

    A record has that other field only once, so it is meant only where it is missing.
    """
    if not isinstance(value, dict):
        return
    for written, inner in value.items():
        name = written if written in type_.model_fields else _field_meant(written, type_, value)
        if not name:
            continue
        if name != written:
            yield (written,), (name,)
            value = {**value, name: inner}
        below = _record_below(type_, name)
        if below is None:
            continue
        for at, item in enumerate(inner) if isinstance(inner, list) else [(None, inner)]:
            step: Loc = () if at is None else (at,)
            for place, meant in misnamed_fields(below, item):
                yield (written, *step, *place), (name, *step, *meant)


@cache
def _record_below(type_: type[Record], name: str) -> type[Record] | None:
    return record_type(type_.model_fields[name].annotation)


def _field_meant(written: str, type_: type[Record], taken: Collection[str]) -> str:
    low = re.sub(r"[-\s]+", "_", written.strip().lower())
    missing = [name for name in type_.model_fields if name not in taken]
    for name in (low, *_OTHER_FIELDS.get(low, "").split()):
        if name in missing:
            return name
    needed_first = sorted(missing, key=lambda name: not type_.model_fields[name].is_required())
    is_other = any(low in record.model_fields for record in _RECORDS.values())  # `reliability` in a claim
    likeness = _VERY_SURE if is_other else _SURE
    return "" if " " in written.strip() else most_similar(written, needed_first, likeness)


def field_hint(name: str, type_: type[Record]) -> str:
    """Return a hint for a field that a record of this type does not have and that means no other that is missing."""
    if " " in name.strip():
        return "if this is text, indent it deeper than its field, or put it in quotation marks"
    if there := _field_meant(name, type_, ()):
        return f"did you mean `{there}`?"
    hint = f"fields here: {', '.join(type_.model_fields)}"
    for field in (name.lower(), *_OTHER_FIELDS.get(name.lower(), "").split()):
        if owners := [what for what, record in _RECORDS.items() if field in record.model_fields]:
            return f"`{field}` is a field of {' and '.join(owners)}\n{hint}"
    return hint
