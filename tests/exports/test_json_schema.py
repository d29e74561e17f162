"""The JSON Schemas: they take all that our reader takes, and refuse what can be seen in one file by itself."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from check_jsonschema.parsers.yaml import construct_yaml_implementation, impl2loader
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from benchmarks.corpus import files as invented
from generator.diagnostics import Diagnostic, Severity
from generator.exports.json_schema import KINDS, schemas
from generator.load.decoder import TODO_LEFT, decode
from generator.load.loader import load
from generator.model.content import Brief, Content, Entity, Record, Source
from generator.project import build as project
from generator.project import files as reading
from generator.text.encoding import decode_text
from generator.text.yaml.document import Document
from generator.text.yaml.reader import read_yaml
from tests.test_golden import BASE, CASES, as_bytes, read_case, write_files

ROOT = Path(__file__).parents[2]
BRIEF, SOURCE = "content/briefs/ferry.yml", "content/sources/harbour.yml"

# As check-jsonschema reads YAML: version 1.2, and days are texts.
READ = impl2loader(construct_yaml_implementation())

# What a schema sees, and of these rules what it does not.
SEEN = (
    "missing-field", "unknown-field", "empty-value", "wrong-type", "bad-value", "bad-name", "bad-date", "bad-url",
    "unknown-id",
)  # fmt: skip
UNSEEN = {
    ("bad-date", "content/briefs/trips.yml", 9),  # the calendar: 2026-02-30 has the form of an EDTF date
    ("bad-value", "content/authors.yml", 1),  # the last digit of an ORCID iD, which follows from the others
    ("bad-value", "content/authors.yml", 2),  # a family name is part of the name
    ("unknown-id", "content/entities.yml", 4),  # entities are defined in this file: this one may come next
    ("unknown-id", "content/topics.yml", 3),  # so are topics
    ("unknown-id", "content/topics.yml", 4),
}


def checked_schemas(content: Content) -> dict[str, bytes]:
    found = schemas(content)
    for data in found.values():
        validator(data)
    return found


@cache  # most contents have the same schemas, and most projects of the golden files the same files
def validator(data: bytes) -> Draft202012Validator:
    schema = json.loads(data)
    check_schema(json.dumps(shape(schema)))
    return Draft202012Validator(schema, format_checker=FormatChecker())


check_schema = cache(lambda schema: Draft202012Validator.check_schema(json.loads(schema)))


def shape(schema: Any) -> Any:
    """Shorten lists of ids, of which any is as right in a schema as another: most schemas then are the same."""
    if isinstance(schema, list):
        return [shape(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: ["id"] if is_texts(key, value) else shape(value) for key, value in schema.items()}


def is_texts(key: str, value: Any) -> bool:
    return (
        key in ("enum", "enumDescriptions")
        and isinstance(value, list)
        and value != []
        and all(isinstance(item, str) for item in value)
    )


@cache
def read(data: bytes) -> Any:
    return READ(io.BytesIO(data))


@cache
def errors_of(schema: bytes, data: bytes) -> list[ValidationError]:
    return list(validator(schema).iter_errors(read(data)))


def errors(checking: Mapping[str, bytes], path: str, text: str | bytes) -> list[ValidationError]:
    data = text.encode() if isinstance(text, str) else text
    kind = next(kind for kind in KINDS if any(PurePosixPath(path).match(glob) for glob in kind.globs))
    return errors_of(checking[kind.schema], data)


def with_schema(paths: Iterable[str]) -> list[str]:
    globs = [glob for kind in KINDS for glob in kind.globs]
    return [path for path in sorted(paths) if any(PurePosixPath(path).match(glob) for glob in globs)]


@pytest.mark.parametrize("briefs", [1, 25])
def test_every_file_of_the_invented_project_is_accepted(briefs: int) -> None:
    files = invented(briefs)
    checking = checked_schemas(load(files)[0])
    for path in with_schema(files):
        assert errors(checking, path, files[path]) == []


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}/{case.stem}" for case in CASES])
def test_a_schema_takes_what_is_right_and_refuses_what_it_can_see(case: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {**BASE, **read_case(case)["files"]})
    files, unread = reading.read_files(tmp_path)
    checking = checked_schemas(load(files, {item.span.path for item in unread})[0])
    found = project.build_project(tmp_path, rules={}, for_editor=True).diagnostics
    for path in with_schema(files):
        text = decode_text(path, files[path])
        document, unreadable = read_yaml(path, text) if isinstance(text, str) else (None, [])
        if document is None or unreadable:
            continue  # no text, no YAML, or YAML that only our reader refuses
        of_file = [item for item in found if item.span.path == path and not item.span.is_whole_file]
        refused = errors(checking, path, files[path])
        if not any(item.severity is Severity.ERROR or item.rule == TODO_LEFT.id for item in of_file):
            assert refused == []
        marked = lines(document, refused)
        assert [item for item in of_file if can_be_seen(item) and item.span.line not in marked] == []


def can_be_seen(item: Diagnostic) -> bool:
    return item.rule in SEEN and (item.rule, item.span.path, item.span.line) not in UNSEEN


def lines(document: Document, found: Iterable[ValidationError]) -> set[int]:
    """The lines that a validator's errors are about, those inside of alternatives too."""
    out = set()
    for error in found:
        place = tuple(error.absolute_path)
        places = [place]
        if error.validator == "additionalProperties":
            places += [(*place, key) for key in error.instance if key not in error.schema["properties"]]
        if "propertyNames" in error.absolute_schema_path:
            places.append((*place, error.instance))
        out |= {span.line for at in places for span in (document.span(at), document.key_span(at))}
        out |= lines(document, error.context or ())
    return out


SMALL = {path: data for path, text in BASE.items() if (data := as_bytes(text)) is not None}
CONTENT = load(SMALL)[0]


@cache
def small_schemas() -> dict[str, bytes]:
    return checked_schemas(CONTENT)


# Plain scalars of which readers of YAML make all kinds of things, and which are texts to us.
ODD = [
    "1984", "-1", "+1", "1.10", "007", "0o17", "0x1F", "1e3", ".5", ".inf", ".nan", "1_000", "12:30",
    "190:20:30", "true", "True", "no", "yes", "on", "n", "off", "2026-11-21",
    "2001-12-14t21:59:43.10-05:00", "'null'", '"~"', "''", '""', "null", "~", "혜산", "a#b", "0b1", "'1'",
    "1.", "٣",
]  # fmt: skip
DATES = [
    "2024", "2024-03", "2024-03~", "2024?", "2024%", "2024-XX", "'[2024-01..]'", "2023-12/2024-02",
    "'2024'", "201X", "2004-21", "1985-04/..", "1985-04/", "../1985", "'{1960,1961-12}'", "'[..1984]'",
    "2004-06-~01", "0800", "2004-XX-XX", "19X4", "2026-13", "soon", "'[1667,1668]'", "2004-?06-11",
    "?2004-06",
]  # fmt: skip
NUMBERS = [
    "3", "'3'", "3.0", "'3.0'", "+3", "'+3'", "03", "7", "0", "three", "59.25", "-90", "1e1", "'59'",
    "91", ".5", "181",
]  # fmt: skip
LOOK_LIKE_SOMETHING_ELSE = [
    "2024", "007", "010", "1e5", "0x1f", "0o17", "000_123", "true", "no", "on", "n", "2026-11-21",
]  # fmt: skip
FORMS = {
    "title": ODD,
    "summary": ODD,
    "body": ODD,
    "date": [*ODD, *DATES],
    "status": ["draft", "published", "no"],
    "topics": ["[ferries]", "[]", "ferries"],
    "see_also": ["[ferry]", "ferry"],
    "aliases": ["[2024]", "[true]", "[a_b]", "[1e5]", "[A]"],
    "gaps": ["[1, true]", "[]", "[~]"],
    "assumptions": [f"[{odd}]" for odd in ODD],
}
CLAIM = {
    "id": ["2024", "no", "1e5", "a-b", "0x1f", "A"],
    "text": ODD,
    "when": [*DATES, *ODD],
    "expected": DATES,
    "credibility": NUMBERS,
    "where": ["[birch-island]", "birch-island", "[]"],
    "corroborates": ["[ferry#runs-again]", "[a]", "[2024]", "[no]"],
    "evidence": [f"[{odd}]" for odd in ODD] + [f"[{{quote: {odd}, prefix: {odd}}}]" for odd in ODD],
}


def written(fields: Mapping[str, str], indent: str = "") -> str:
    return "".join(f"{indent}{name}: {value}\n" for name, value in fields.items())


def some(forms: Mapping[str, list[str]], *required: str) -> st.SearchStrategy[dict[str, str]]:
    values = {name: st.sampled_from(choices) for name, choices in forms.items()}
    needed = {name: values.pop(name) for name in required}
    return st.fixed_dictionaries(needed, optional=values)


def accepted(text: str, record: type[Record], *at: str) -> bool:
    """Say whether our reader takes a file, or the record ``at`` a key of it."""
    document, found = read_yaml(BRIEF, text)
    return document is not None and not found and not decode(document, record, at)[2]


@given(some(FORMS), st.lists(some(CLAIM, "id", "text", "evidence"), max_size=2))
def test_whatever_our_reader_takes_of_a_brief_the_schema_takes(
    fields: dict[str, str], claims: list[dict[str, str]]
) -> None:
    least = {
        "title": "x",
        "date": "2026-11-21",
        "sources": "[harbour]",
        "topics": "[ferries]",
        "summary": "x",
    }
    listed = [f"  - {written(claim, '    ').lstrip()}" for claim in claims]
    text = written(least | fields) + "".join(["claims:\n" if listed else "", *listed])
    if accepted(text, Brief):
        assert errors(small_schemas(), BRIEF, text) == []


@pytest.mark.parametrize("field", [*FORMS, *CLAIM])
def test_each_value_that_our_reader_takes_the_schema_takes(field: str) -> None:
    least = {
        "title": "x",
        "date": "2026-11-21",
        "sources": "[harbour]",
        "topics": "[ferries]",
        "summary": "x",
    }
    claim = {"id": "a", "text": "x", "evidence": "[x]"}
    taken = 0
    for value in {**FORMS, **CLAIM}[field]:
        text = written(least | ({field: value} if field in FORMS else {}))
        text += f"claims:\n  - {written(claim | ({field: value} if field in CLAIM else {}), '    ').lstrip()}"
        if accepted(text, Brief):
            taken += 1
            assert errors(small_schemas(), BRIEF, text) == [], value
    assert taken


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("label", ODD),
        ("kind", ["place", "sea"]),
        ("aliases", [f"[{odd}]" for odd in ODD]),
        (
            "coordinates",
            [f"[{latitude}, {longitude}]" for latitude in NUMBERS for longitude in ("-180", "5", "181")],
        ),
        (
            "same_as",
            ["[https://a.example/b]", "['https://a.example/b c']", "[ftp://a]", "[http://혜산.example]"],
        ),
    ],
)
def test_whatever_our_reader_takes_of_an_entity_the_schema_takes(field: str, values: list[str]) -> None:
    taken = 0
    for value in values:
        text = f"oak:\n{written({'label': 'Oak', 'kind': 'place', field: value}, '  ')}"
        if accepted(text, Entity, "oak"):
            taken += 1
            assert errors(small_schemas(), "content/entities.yml", text) == [], value
    assert taken


def read_as_1_1(data: bytes) -> Any:
    """Read as an editor that is set to YAML 1.1; JSON has no days, and no keys but texts."""
    return json.loads(json.dumps(yaml.safe_load(data), default=str))


@pytest.mark.parametrize(
    "read", [lambda data: READ(io.BytesIO(data)), read_as_1_1], ids=["YAML 1.2", "YAML 1.1"]
)
@pytest.mark.parametrize("name", LOOK_LIKE_SOMETHING_ELSE)
def test_an_id_may_look_like_something_else(name: str, read: Any) -> None:
    brief = SMALL[BRIEF].replace(b"topics: [ferries]", f"topics: [{name}]".encode())
    content, found = load(SMALL | {"content/topics.yml": f"{name}:\n  label: Odd\n".encode(), BRIEF: brief})
    assert (list(content.topics), found) == ([name], [])
    assert list(validator(schemas(content)["brief.schema.json"]).iter_errors(read(brief))) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param(BRIEF, "[ferries]", "[boats]", id="topic"),
        pytest.param(BRIEF, "[harbour]", "[quay]", id="seed"),
        pytest.param(BRIEF, "[ferries]", "[ferries]\nentities: [the-sea]", id="entity"),
        pytest.param(BRIEF, "[ferries]", "[ferries]\nsee_also: [boats]", id="brief"),
        pytest.param(
            BRIEF, "    evidence", "    updates: [boats#a]\n    evidence", id="claim of another brief"
        ),
        pytest.param(SOURCE, "coast-news", "news", id="publisher"),
        pytest.param(SOURCE, "coast-news", "coast-news\nderived_from: quay", id="seed that is repeated"),
        pytest.param("content/publishers.yml", "coast-news", "index", id="name that is taken"),
    ],
)
def test_an_id_that_there_is_not_is_refused(path: str, old: str, new: str) -> None:
    text = SMALL[path].decode()
    assert errors(small_schemas(), path, text) == []
    assert errors(small_schemas(), path, text.replace(old, new, 1)) != []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param(
            BRIEF, "    evidence", "    updates: [new]\n    evidence", id="claim that is being written"
        ),
        pytest.param(BRIEF, "id: runs-again", "id: new", id="id of a new claim"),
        pytest.param("content/topics.yml", "label: Ferries", "label: Ferries\n  broader: new", id="topic"),
        pytest.param("content/entities.yml", "kind: place", "kind: place\n  located_in: new", id="entity"),
        pytest.param("content/publishers.yml", "coast-news", "new", id="publisher"),
        pytest.param(SOURCE, "coast-news", "coast-news\norigin: anyone", id="origin"),
        pytest.param(SOURCE, "coast-news", "coast-news\nlanguage: no", id="Norwegian"),
    ],
)
def test_a_new_id_can_be_used_where_it_is_defined(path: str, old: str, new: str) -> None:
    text = SMALL[path].decode()
    assert old in text
    assert errors(small_schemas(), path, text.replace(old, new, 1)) == []


@pytest.mark.parametrize(
    "original",
    [
        "{file: a.pdf, sha256: %s, media_type: application/pdf}",
        "{file: a-b_c.tar.GZ, sha256: %s, media_type: Text/html, received: 2026-05-04, extracted_by: reader 2.0}",
        "{file: ../a.pdf, sha256: %s, media_type: text/html}",
        "{file: a, sha256: %s, media_type: text/html}",
        "{file: a.pdf, sha256: %s0, media_type: text/html}",
        "{file: a.pdf, sha256: %s, media_type: PDF}",
        "{file: a.pdf, sha256: %s, media_type: text/html; charset=utf-8}",
        "{file: a.pdf, sha256: %s}",
    ],
)
def test_the_schema_takes_the_same_originals_as_our_reader(original: str) -> None:
    text = f"title: T\npublisher: coast-news\noriginal: {original % ('0Fab' * 16)}\n"
    assert (errors(small_schemas(), SOURCE, text) == []) == accepted(text, Source)


@pytest.mark.parametrize(
    ("broken", "old", "new"),
    [("topics", "[ferries]", "[new]"), ("entities", "[ferries]", "[ferries]\nentities: [new]")],
)
def test_what_cannot_be_read_refuses_no_id(broken: str, old: str, new: str) -> None:
    checking = checked_schemas(load(SMALL | {f"content/{broken}.yml": b"- a\n"})[0])
    assert errors(checking, BRIEF, SMALL[BRIEF].decode().replace(old, new)) == []


def test_a_brief_that_cannot_be_read_refuses_no_claim() -> None:
    checking = checked_schemas(load(SMALL | {"content/briefs/half.yml": b'title: "'})[0])
    brief = SMALL[BRIEF].decode()
    assert errors(checking, BRIEF, f"{brief}    corroborates: [half#a]\nsee_also: [half]\n") == []


def described(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a schema, with its place."""
    if isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            yield f"{at}/{name}", field
        for key, inner in schema.items():
            yield from described(inner, f"{at}/{key}")


def test_every_field_is_described_to_authors() -> None:
    fields = [field for data in schemas(CONTENT).values() for field in described(json.loads(data))]
    assert len(fields) > 70
    assert [at for at, field in fields if not field.get("description", "").endswith(".")] == []
    assert [at for at, field in fields if "\n" in field["description"]] == []


def test_the_field_reference_names_every_field_of_the_schemas() -> None:
    page = (ROOT / "docs/content/pages/reference/fields.md").read_text("utf-8")
    named = set(re.findall(r"(?m)^### (\w+) ", page))
    fields = {
        at.rpartition("/")[2] for data in schemas(CONTENT).values() for at, _ in described(json.loads(data))
    }
    assert fields - named == set()


def test_completion_shows_what_an_id_stands_for() -> None:
    forms = json.loads(schemas(CONTENT)["brief.schema.json"])["$defs"]
    assert (forms["TopicId"]["enum"], forms["TopicId"]["enumDescriptions"]) == (["ferries"], ["Ferries"])
    [known, _] = forms["ClaimRef"]["anyOf"]
    assert known["enum"] == ["ferry#runs-again"]
    assert known["enumDescriptions"] == [
        "The harbour office says that the ferry has been running again since 3 May."
    ]
    judgment = forms["Judgment"]["properties"]["likelihood"]
    assert dict(zip(judgment["enum"], judgment["enumDescriptions"], strict=True))["probable"] == "55\u201380%"


def test_patterns_are_understood_by_javascript() -> None:
    """Which editors use, with the flag `u`: it knows no escapes but these."""
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', b"".join(schemas(CONTENT).values()).decode())
    escapes = {escape for pattern in patterns for escape in re.findall(r"\\.", json.loads(pattern))}
    assert escapes <= {r"\s", r"\S", r"\.", r"\+", r"\[", r"\]", r"\\"}
