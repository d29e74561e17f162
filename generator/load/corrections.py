"""Say what an author meant by a value or field that the format does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from generator.diagnostics import did_you_mean
from generator.model.content import Brief, Claim, Entity, Evidence, Judgment, Publisher, Record, Source, Topic
from generator.model.fields import Reliability
from generator.model.scales import CREDIBILITY, LIKELIHOOD, RELIABILITY

_OTHER_WORDS = {
    "medium": "moderate", "med": "moderate", "mid": "moderate", "strong": "high", "weak": "low",
    "possible": "roughly even chance", "even": "roughly even chance", "toss-up": "roughly even chance",
    "probably": "probable", "certain": "almost certain", "impossible": "almost no chance",
    "happened": "occurred", "done": "occurred", "true": "occurred", "yes": "occurred", "false": "failed",
    "no": "failed", "pending": "open", "unknown": "open", "organization": "organisation",
    "company": "organisation", "agency": "organisation", "people": "person", "location": "place",
    "city": "place", "country": "place", "region": "place", "building": "facility", "port": "facility",
    "product": "commodity", "good": "commodity", "final": "published", "public": "published", "wip": "draft",
}  # fmt: skip
_OTHER_FIELDS = {
    "tags": "topics", "keywords": "topics", "categories": "topics", "topic": "topics", "author": "authors",
    "by": "authors", "link": "url", "name": "label", "type": "kind", "lang": "language",
    "source": "sources", "id": "id", "probability": "likelihood", "quotes": "evidence", "quotation": "quote",
    "location": "where", "place": "where", "day": "date", "when": "when", "headline": "title",
    "description": "summary", "abstract": "summary", "places": "entities", "people": "entities",
}  # fmt: skip
_RECORDS: dict[str, type[Record]] = {
    "a brief": Brief, "a claim": Claim, "a judgment": Judgment, "a quotation": Evidence,
    "a source record": Source, "a topic": Topic, "an entity": Entity, "a publisher": Publisher,
}  # fmt: skip
_SURE = 72  # percent of likeness from which a word is proposed: "quite likely" is not "unlikely"


def value_meant(written: str, choices: Sequence[str]) -> str:
    """Return a hint for a value that is none of ``choices``."""
    low = written.lower().strip()
    percent = re.fullmatch(r"~?(?:(\d{1,3})(?:\.\d+)? ?%|0?\.(\d\d?)|(\d{2}))", low)
    if percent and choices[0] == LIKELIHOOD[0][0]:
        share = int(percent[1] or percent[3] or percent[2].ljust(2, "0"))
        fitting = [(term, first, last) for term, _, first, last in LIKELIHOOD if first <= share <= last]
        if fitting:
            terms = " or ".join(f"`{term}` ({first} to {last} %)" for term, first, last in fitting)
            return f"write {terms}"
    if choices == get_args(get_args(Reliability)[0]):
        if re.fullmatch(r"[a-f][1-6]", low):
            return f"write `{written[0].upper()}`; {written[1]} is a credibility, which is a field of claims"
        return scale(RELIABILITY)
    if _OTHER_WORDS.get(low) in choices:
        return f"write `{_OTHER_WORDS[low]}`"
    return did_you_mean(low, choices, _SURE) or f"one of: {', '.join(choices)}"


def credibility_meant(written: object) -> str:
    """Return a hint for what is no credibility."""
    low = str(written).lower().strip()
    if re.fullmatch(r"[a-f][1-6]", low):
        return (
            f"write {low[1]}; {low[0].upper()} is a reliability, which is a field of sources and publishers"
        )
    number = next((number for number, words in CREDIBILITY.items() if low in words), None)
    return f"write {number}" if number and len(low) > 1 else scale(CREDIBILITY)


def scale(values: dict[str, str] | dict[int, str]) -> str:
    """Return a hint with the values of a scale and their meaning."""
    return f"one of: {', '.join(f'{value} ({words})' for value, words in values.items())}"


def field_meant(name: str, type_: type[Record]) -> str:
    """Return a hint for a field that a record of this type does not have: the one meant, or where it belongs."""
    if " " in name.strip():
        return "if this is text, indent it deeper than its field, or put it in quotation marks"
    fields = list(type_.model_fields)
    other = _OTHER_FIELDS.get(name.lower(), name.lower())
    if other in fields:
        return f"did you mean `{other}`?"
    if meant := did_you_mean(name, fields, _SURE):
        return meant
    hint = f"fields here: {', '.join(fields)}"
    for field in (name, other):
        if owners := [what for what, record in _RECORDS.items() if field in record.model_fields]:
            return f"`{field}` is a field of {' and '.join(owners)}\n{hint}"
    return hint
