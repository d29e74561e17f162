"""JSON Schemas of the files in ``content/``, for completion and help in editors and for other validators.

They are generated from the model, with its descriptions, and list the ids of the site as choices. A schema accepts
everything that ``seedbrief check`` accepted when it was generated. Our reader makes every scalar a string, while an
editor reads ``when: 2024`` as a number and ``title: true`` as a boolean, so wherever text is expected a schema accepts
these too. A schema does not know ids that were added later, except in the files that define them: claims in their
brief, topics in ``topics.yml``, entities in ``entities.yml``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.documentation import field_url
from generator.model.content import Author, Brief, Content, Entity, Publisher, Record, Source, Topic
from generator.model.fields import (
    FILE_PATTERN,
    FIRST_PAGES,
    LANGUAGE_PATTERN,
    MEDIA_TYPE_PATTERN,
    NAME_LENGTH,
    NAME_PATTERN,
    ORCID_PATTERN,
    SHA256_PATTERN,
    URL_PATTERN,
    WINDOWS_DEVICES,
)
from generator.model.scales import LIKELIHOOD, RELIABILITY, percent
from generator.text import edtf as dates

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: the name of its schema, its record type, and its path without extension.

    ``defines`` names the form (see ``_forms``) of the ids that are its keys, if it maps ids to records.
    """

    name: str
    record: type[Record]
    stem: str
    defines: str = ""

    @property
    def schema(self) -> str:
        """File name of its schema."""
        return f"{self.name}.schema.json"

    @property
    def globs(self) -> list[str]:
        """Patterns of the files that it describes, relative to the project."""
        return [f"{self.stem}.yml", f"{self.stem}.yaml"]


KINDS = (
    FileKind("brief", Brief, "content/briefs/*"),
    FileKind("source", Source, "content/sources/*"),
    FileKind("publishers", Publisher, "content/publishers", "PublisherId"),
    FileKind("authors", Author, "content/authors", "AuthorId"),
    FileKind("topics", Topic, "content/topics", "TopicId"),
    FileKind("entities", Entity, "content/entities", "EntityId"),
)

# The types that an editor may give a plain scalar that is text to us.
_TEXT = ["string", "number", "boolean"]
_NAME = {
    "type": _TEXT,
    "pattern": f"^{NAME_PATTERN}$",
    "maxLength": NAME_LENGTH,
    "patternErrorMessage": "Ids are lower-case words (a-z, 0-9) joined by single - or _.",
}
_NUMBER = (
    r"^\s*[-+]?[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?\s*$|^\s*[-+]?\.[0-9]+(?:[eE][-+]?[0-9]+)?\s*$"
)
_WORDS = {
    tuple(RELIABILITY): list(RELIABILITY.values()),
    tuple(word for column in (0, 1) for word in (row[column] for row in LIKELIHOOD)): [
        percent(str(row[column])) for column in (0, 1) for row in LIKELIHOOD
    ],
}
_DESCRIPTION_LENGTH = 80  # of a choice, so that it fits on one line of a list


def schemas(content: Content) -> dict[str, bytes]:
    """Return the schema of each kind of file, by file name; the same content gives the same bytes."""
    return {kind.schema: _to_json(_schema(kind, content)) for kind in KINDS}


def _schema(kind: FileKind, content: Content) -> Schema:
    record, records = _record_schemas(kind.record)
    head: Schema = {"$schema": DIALECT, "title": f"Seedbrief: {kind.name}"}
    if kind.defines:
        ids = {
            "pattern": f"^{NAME_PATTERN}$",
            "maxLength": NAME_LENGTH,
            "not": {"enum": [*FIRST_PAGES, *WINDOWS_DEVICES]},
        }
        description = f"Ids, each with its record: {kind.stem}.yml."
        head |= {"description": description, "type": "object", "propertyNames": ids}
        head |= {"additionalProperties": record}
    else:
        head |= record
    used = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps([head, records])))
    forms = {name: form for name, form in _forms(content, kind.defines).items() if name in used}
    return head | {"$defs": records | forms}


@cache
def _record_schemas(record: type[Record]) -> tuple[Schema, dict[str, Schema]]:
    """Return the schema of a kind of record, and by name those of the records inside it; they are not to be changed."""
    generated = record.model_json_schema()
    records = {name: _linked(name, _readable(schema)) for name, schema in generated.pop("$defs", {}).items()}
    return _linked(record.__name__, _readable(generated)), records


def _linked(record: str, schema: Schema) -> Schema:
    """Let the description of each field link to the reference, for editors that show Markdown, if its URL is known."""
    for name, field in schema.get("properties", {}).items():
        if url := field_url(record, name):
            field["markdownDescription"] = f"{field['description']}\n\n[Reference]({url})"
    return schema


def _forms(content: Content, defined: str) -> dict[str, Schema]:
    """Return a schema for each value that ``fields.form`` names; the file itself defines ids of one, ``defined``."""
    ids = {
        form: _choices(known, is_open or form == defined) for form, (known, is_open) in _ids(content).items()
    }
    local = f"^{NAME_PATTERN}$"
    refs, any_ref = _claim_refs(content), f"^(?:{NAME_PATTERN}#)?{NAME_PATTERN}$"
    unread = any(kind == "brief" for kind, _ in content.unreadable)
    return ids | {
        "Name": _NAME,
        "ClaimRef": {
            "anyOf": [
                *([_enum(refs)] if refs else []),
                {"type": _TEXT, "pattern": any_ref if unread else local},
            ]
        },
        "Text": {"type": _TEXT, "pattern": r"\S"},
        "Prose": {"type": _TEXT, "pattern": r"\S"},
        "Url": {
            "type": "string",
            "pattern": f"^{URL_PATTERN}$",
            "patternErrorMessage": "Write a full URL, with https:// or http://.",
        },
        "Orcid": {
            "type": "string",
            "pattern": f"^(?:https://orcid\\.org/)?{ORCID_PATTERN}$",
            "patternErrorMessage": "Write an ORCID iD, such as 0000-0002-1825-0097.",
        },
        "FileName": {
            "type": "string",
            "pattern": f"^{FILE_PATTERN}$",
            "patternErrorMessage": "Write the name of a file in seeds/, such as 2026-05-04-report.pdf.",
        },
        "Sha256": {
            "type": "string",
            "pattern": f"^{SHA256_PATTERN}$",
            "patternErrorMessage": "A SHA-256 checksum has 64 of the characters 0-9 and a-f.",
        },
        "MediaType": {
            "type": "string",
            "pattern": f"^{MEDIA_TYPE_PATTERN}$",
            "patternErrorMessage": "Write a media type, such as application/pdf.",
        },
        "Language": {"type": ["string", "boolean"], "pattern": f"^{LANGUAGE_PATTERN}$"},  # `no` is Norwegian
        "Day": {
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
            "patternErrorMessage": "This is not a day; write for example 2026-11-21.",
        },
        "Edtf": {
            "type": ["string", "integer"],
            "minimum": 1,
            "maximum": 9999,
            "pattern": _edtf_pattern(),
            "patternErrorMessage": "This is not an EDTF date; write for example 2024-03, 2024-XX or 2024~.",
            "maxLength": dates.MAX_LENGTH,
        },
    }


def _edtf_pattern() -> str:
    """Return a pattern for the form of a date; it does not check the calendar."""
    single = re.sub(r"\((?!\?)", "(?:", dates.SINGLE.pattern)
    end, member = rf"(?:{single}|\.\.)?", rf"(?:{single}|(?:{single})?\.\.(?:{single})?)"
    return rf"^(?:{single}|{end}/{end}|[\[{{]{member}(?:,{member})*[\]}}])$"


def _ids(content: Content) -> dict[str, tuple[dict[str, str], bool]]:
    """Return for each form its ids, each with its title, and whether there may be others.

    Records that could not be read are included.
    """
    sources = {name: source.title for name, source in content.sources.items()}
    publishers = {name: publisher.label for name, publisher in content.publishers.items()}
    origins = {source.origin: "" for source in content.sources.values() if source.origin}
    named = {
        "BriefSlug": ("brief", {name: brief.title for name, brief in content.briefs.items()}),
        "EntityId": ("entity", {name: entity.label for name, entity in content.entities.items()}),
        "PublisherId": ("publisher", publishers),
        "SeedName": ("source", dict.fromkeys(content.seeds, "") | sources),
        "AuthorId": ("author", {name: author.name for name, author in content.authors.items()}),
        "TopicId": ("topic", {name: topic.label for name, topic in content.topics.items()}),
    }
    unread = {
        kind: {name: "" for other, name in content.unreadable if other == kind}
        for kind in ("author", "brief", "entity", "publisher", "source", "topic")
    }
    unread["source"] |= {name: "" for kind, name in content.unreadable if kind == "seed"}
    ids = {form: (unread[kind] | known, "*" in unread[kind]) for form, (kind, known) in named.items()}
    return ids | {"Origin": (origins | publishers, True)}


def _claim_refs(content: Content) -> dict[str, str]:
    """Return every ``brief#id`` of a claim or judgment, with its text."""
    return {
        f"{slug}#{statement.id}": statement.text
        for slug, brief in sorted(content.briefs.items())
        for statement in (*brief.claims, *brief.judgments)
    }


def _choices(ids: Mapping[str, str], is_open: bool) -> Schema:
    known = {name: words for name, words in sorted(ids.items()) if name != "*"}
    if not known:
        return _NAME
    return {"anyOf": [_enum(known), _NAME]} if is_open else _enum(known)


def _enum(choices: Mapping[str, str]) -> Schema:
    """Return a schema of choices with descriptions; it repeats a choice as what an editor may misread it as."""
    listed = [
        (value, _short(words)) for name, words in choices.items() for value in (name, *_misread_values(name))
    ]
    return {"enum": [value for value, _ in listed], "enumDescriptions": [words for _, words in listed]}


def _misread_values(name: str) -> Iterator[int | float | bool]:
    """Yield what readers of YAML 1.1 or 1.2 may read an id as: ``2024`` as a number, ``no`` as false."""
    digits = name.replace("_", "")
    if re.fullmatch(r"[0-9]+", digits):
        yield int(digits)
        if re.fullmatch(r"0[0-7]+", digits) and int(digits, 8) != int(digits):
            yield int(digits, 8)
    elif re.fullmatch(r"0x[0-9a-f]+|0o[0-7]+|0b[01]+", digits):
        yield int(digits, 0)
    elif re.fullmatch(r"[0-9]+e[0-9]+", digits):
        if math.isfinite(float(digits)):
            yield float(digits)
    elif name in ("true", "yes", "on", "y"):
        yield True
    elif name in ("false", "no", "off", "n"):
        yield False


def _short(words: str) -> str:
    line = " ".join(re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", words).split())
    return line if len(line) <= _DESCRIPTION_LENGTH else f"{line[: _DESCRIPTION_LENGTH - 1]}…"


def _readable(schema: Any) -> Any:
    """Turn pydantic's schema of a record into one for editors; see the top of this file."""
    if isinstance(schema, list):
        return [_readable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {
        key: _readable(value) for key, value in schema.items() if key not in ("title", "properties", "form")
    }
    if "properties" in schema:
        out["properties"] = {name: _readable(inner) for name, inner in schema["properties"].items()}
    if "form" in schema:
        out["$ref"] = f"#/$defs/{schema['form']}"
    if "description" in out:
        out["description"] = " ".join(out["description"].split())
    if out.get("default", ...) in (None, "", []):
        del out["default"]  # a field without a value is left out
    if "anyOf" in out:
        others = [choice for choice in out["anyOf"] if choice != {"type": "null"}]
        out = {**out, "anyOf": others} if len(others) > 1 else out | others[0]
        if len(others) == 1:
            del out["anyOf"]
    return out | _as_text(out)


def _as_text(schema: Schema) -> Schema:
    """Return what to change in the schema of a scalar so that it accepts everything that our reader does."""
    match schema:
        case {"enum": list(choices)} if tuple(choices) in _WORDS:
            return {"enumDescriptions": _WORDS[tuple(choices)]}
        case {"enum": _}:
            return {}
        case {"type": "string"}:
            return {"type": _TEXT}
        case {"type": "integer", "minimum": int(low), "maximum": int(high)}:
            digits = "|".join(str(number) for number in range(low, high + 1))
            return {"type": ["integer", "string"], "pattern": rf"^\s*\+?0*(?:{digits})(?:\.0+)?\s*$"}
        case {"type": "number"}:
            return {"type": ["number", "string"], "pattern": _NUMBER}
    return {}


def _to_json(schema: Schema) -> bytes:
    return f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n".encode()
