"""The page on fields: every field of every file, from the types in ``generator/model/content.py``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from generator.documentation import field_anchor
from generator.model.content import (
    Archived,
    Assumption,
    Author,
    Brief,
    Claim,
    Entity,
    Evidence,
    Judgment,
    Original,
    Outcome,
    Publisher,
    Record,
    Revision,
    Source,
    Topic,
)
from generator.model.fields import NAME_LENGTH
from generator.text.yaml.reader import read_yaml


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page: a heading, the record whose fields it lists, and a note in Markdown below the table."""

    heading: str
    record: type[Record]
    note: str = ""


_INTRODUCTION = f"""\
# Fields

Every field of the files in `content/`. Leave out an optional field if you have no value for it; some are demanded by a
[rule](rules.md). `seedbrief schema` gives editors the same descriptions, with completion.

`content/briefs/` and `content/sources/` have one file for each brief and each article. `content/publishers.yml`,
`content/authors.yml`, `content/topics.yml` and `content/entities.yml` map ids to records.

## Kinds of values {{: #values }}

- **Text** is shown exactly as typed.
- **Prose** is CommonMark without HTML or images. `[[id]]` links to a brief, topic, entity, article or publisher,
  `[[id|words]]` does so with words of your choice, and `[[brief#claim]]` links to a claim or judgment. Other links must
  be http, https or mailto.
- An **id** is lower-case words (a-z, 0-9) joined by single `-` or `_`, at most {NAME_LENGTH} characters. The names of
  the files in `content/briefs/`, `content/sources/` and `seeds/`, without their extension, are ids too. `index` and
  `readme` are reserved.
- A **day** is `2026-11-21`. An **EDTF date** can also say that a date is uncertain or partly unknown: see
  [Dates](dates.md).
"""

SECTIONS = (
    Section(
        "Brief",
        Brief,
        "While a brief is a `draft`, any text in it can be `TODO`, or `TODO: what is left to do`; the same goes for "
        "text in the records of sources that only drafts use. `mkdocs serve` shows drafts and their sources; the "
        "published site does not.",
    ),
    Section(
        "Claim",
        Claim,
        "An article that repeats another has the same origin, so it does not count as independent corroboration.",
    ),
    Section(
        "Judgment",
        Judgment,
        "The terms of ICD 203 for `likelihood` are under [Scales](scales.md#likelihood).",
    ),
    Section(
        "Evidence",
        Evidence,
        "The words must occur in the article. The comparison ignores only line and page breaks and extra white "
        "space, soft hyphens (where a word is divided at the end of a line), Unicode normalisation (NFC), curly or "
        "straight quotation marks, and kinds of hyphen and dash. `[...]` skips words within one paragraph. Blank lines "
        "separate paragraphs; in an article without blank lines, each line is a paragraph.",
    ),
    Section("Outcome", Outcome),
    Section("Assumption", Assumption),
    Section("Revision", Revision),
    Section("Source", Source, "The article itself is `seeds/<article>.txt` or `.md`, as it was received."),
    Section("Archived copy", Archived),
    Section(
        "Original",
        Original,
        "`seedbrief lock` records its checksum, and that of the text, in `seeds/SHA256SUMS`.",
    ),
    Section("Publisher", Publisher),
    Section("Author", Author),
    Section("Topic", Topic),
    Section(
        "Entity",
        Entity,
        "Under each heading, the first mention of an entity's label or alias links to it. A name that two entities "
        "share is not linked.",
    ),
)
_ANCHORS = {section.record.__name__: section.heading for section in SECTIONS}
_FORMS = {
    "Name": "id",
    "BriefSlug": "brief id",
    "AuthorId": "author id",
    "EntityId": "entity id",
    "PublisherId": "publisher id",
    "SeedName": "article name",
    "TopicId": "topic id",
    "Origin": "publisher id, or an id of your own for an origin without a record",
    "ClaimRef": "`id` or `brief#id`",
    "Text": "text",
    "Prose": "prose",
    "Url": "URL",
    "Orcid": "ORCID iD",
    "FileName": "file name",
    "Sha256": "SHA-256 checksum",
    "MediaType": "media type",
    "Language": "language tag",
    "Day": "day",
    "Edtf": "EDTF date",
}
_MANY_CHOICES = 10  # more have a table of their own


def page() -> str:
    """Return the page as Markdown, the same for the same types and examples."""
    examples = {section.record.__name__: _examples(section.record.__name__) for section in SECTIONS}
    return "\n".join([_INTRODUCTION, *(line for section in SECTIONS for line in _section(section, examples))])


def _section(section: Section, examples: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    record = section.record.__name__
    schema = section.record.model_json_schema()
    yield f"## {section.heading} {{: #{record.lower()} }}\n"
    yield f"{' '.join((section.record.__doc__ or '').split())}\n"
    for name, field in schema["properties"].items():
        default = "**required**" if name in schema.get("required", ()) else _default(field.get("default"))
        facts = "; ".join(filter(None, (_value(field), default)))
        yield f"### {name} {{: #{field_anchor(record, name)} }}\n"
        yield f"{' '.join(field['description'].split())}\n"
        yield f"*Value:* {facts}. *Example:* `{examples[record][name]}`\n"
    if section.note:
        yield f"{section.note}\n"


def _examples(record: str) -> dict[str, str]:
    """Return an example of each field: the shortest in the example of the documentation, else in other content."""
    found: dict[str, str] = {}
    for records in _CONTENT:
        own: dict[str, str] = {}
        for kind, fields in records:
            if kind == record:
                for name, value in fields.items():
                    text = f"{name}: {_in_flow(value)}"
                    own[name] = min(own.get(name, text), text, key=lambda text: (len(text), text))
        found = {**own, **found}
    return found


def _in_flow(value: Any) -> str:
    """Write a value on one line of YAML: of a list one item, of a record three fields, of a long text the beginning."""
    text = yaml.safe_dump(
        _shortened(value), default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return re.sub(r"^'(\d{4}-\d\d-\d\d)'$", r"\1", text.removesuffix("...\n").strip())


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(item) for item in value[:1]]
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in list(value.items())[:3]}
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN].rpartition(' ')[0]} ..."


def _records_in(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return all records of a project, with their kind."""
    texts = {
        file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in sorted(folder.rglob("*.yml"))
    }
    return list(_records(texts))


def _records(texts: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    kinds = {"publishers": "Publisher", "authors": "Author", "topics": "Topic", "entities": "Entity"}
    for path, text in texts.items():
        if not path.endswith(".yml"):
            continue
        document, _ = read_yaml(path, text)
        value = document.value() if document else {}  # every scalar as it is written
        name = PurePosixPath(path)
        if name.parent.name in ("briefs", "sources"):
            yield from _nested("Brief" if name.parent.name == "briefs" else "Source", value)
        elif kind := kinds.get(name.stem):
            for record in value.values():
                yield from _nested(kind, record)


_INSIDE = {
    "claims": "Claim", "judgments": "Judgment", "evidence": "Evidence", "outcome": "Outcome", "assumptions": "Assumption",
    "revisions": "Revision", "archived": "Archived", "original": "Original",
}  # fmt: skip


def _nested(kind: str, record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield kind, record
    for name, value in record.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and name in _INSIDE:
                yield from _nested(_INSIDE[name], item)


_ROOT = Path(__file__).parents[2]
_SHOWN = 60  # code points of a text in an example
_CONTENT = [
    _records_in(_ROOT / "docs/content"),
    _records_in(_ROOT / "content"),
    list(
        _records(yaml.safe_load((_ROOT / "tests/golden/pages/every-field.yml").read_text("utf-8"))["files"])
    ),
    list(_records(yaml.safe_load((_ROOT / "tests/golden/pages/authors.yml").read_text("utf-8"))["files"])),
    list(
        _records(yaml.safe_load((_ROOT / "tests/golden/pages/translation.yml").read_text("utf-8"))["files"])
    ),
]


def _default(value: Any) -> str:
    return f"default `{value}`" if value not in (None, "", [], ()) else "optional"


def _value(schema: dict[str, Any]) -> str:
    """Describe in plain words which values a schema allows."""
    match schema:
        case {"form": form}:
            return _FORMS[form]
        case {"$ref": path}:
            heading = _ANCHORS[path.rpartition("/")[2]].lower()
            return f"[{heading}](#{path.rpartition('/')[2].lower()})"
        case {"enum": choices}:
            *others, last = (f"`{choice}`" for choice in choices)
            return (
                "[a term](scales.md#likelihood)"
                if len(others) > _MANY_CHOICES
                else f"{', '.join(others)} or {last}"
            )
        case {"anyOf": choices}:
            return " or ".join(_value(choice) for choice in choices if choice != {"type": "null"})
        case {"prefixItems": items}:
            return f"list of {len(items)}: {', '.join(map(_value, items))}"
        case {"type": "array", "items": item}:
            return f"list of {_plural(_value(item))}" + (", at least one" if schema.get("minItems") else "")
        case {"type": "integer" | "number", "minimum": low, "maximum": high}:
            return f"{low:g} to {high:g}"
    return "text"


def _plural(value: str) -> str:
    if value.startswith("["):
        return value.replace("]", "s]", 1)
    return f"{value}s" if value in _FORMS.values() and value != "prose" and "`" not in value else value
