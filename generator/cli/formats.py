"""Diagnostics for programs: JSON, workflow commands of GitHub Actions, and SARIF 2.1.0.

JSON and SARIF are ASCII, so that a terminal's encoding cannot damage them. Workflow commands contain UTF-8, as GitHub
expects.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from textwrap import indent
from typing import Any
from urllib.parse import quote

from generator.diagnostics import Diagnostic, Rule, Severity, Span, printable
from generator.documentation import rule_url
from generator.rules.explanations import explain

JSON_VERSION = 1
"""The version of the JSON format: it rises when a field is removed or changes its meaning, not when one is added."""

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return ``{version, summary: {errors, warnings}, findings: [...]}``; paths are relative to the project.

    Lines and columns count from 1, columns count code points, and ``end_column`` is the first after the problem.
    """
    findings = [
        {
            "path": item.span.path,
            "line": item.span.line,
            "column": item.span.column,
            "end_line": item.span.end_line,
            "end_column": item.span.end_column,
            "rule": item.rule,
            "severity": item.severity,
            "message": item.message,
            "hint": item.hint,
            **({"url": url} if (url := rule_url(item.rule)) else {}),
        }
        for item in diagnostics
    ]
    errors = sum(item.severity is Severity.ERROR for item in diagnostics)
    counts = {"errors": errors, "warnings": len(diagnostics) - errors}
    return json.dumps({"version": JSON_VERSION, "summary": counts, "findings": findings}, indent=2)


def as_github(diagnostics: Iterable[Diagnostic], folder: str = "") -> str:
    """Return a workflow command for each diagnostic, with which GitHub annotates the line of a pull request.

    ``folder`` is the project's folder in its repository: ``""`` or ``docs/``. GitHub rejects columns for a place that
    spans several lines.
    """
    return "\n".join(_command(item, folder) for item in diagnostics)


def _command(item: Diagnostic, folder: str) -> str:
    span = item.span
    place: dict[str, object] = {"file": folder + span.path, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        place |= {"col": span.column, "endColumn": span.end_column}
    properties = ",".join(
        f"{key}={_property(str(value))}" for key, value in (place | {"title": item.rule}).items()
    )
    return f"::{item.severity} {properties}::{_data(_message(item))}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _message(item: Diagnostic) -> str:
    return "\n".join(filter(None, (item.message, item.hint)))


def as_sarif(diagnostics: Iterable[Diagnostic], rules: Sequence[Rule], version: str, folder: str = "") -> str:
    """Return a SARIF log of one run: all ``rules`` with their examples, and the diagnostics.

    ``version`` is Seedbrief's; ``folder`` is the project's folder in its repository, as above. Paths are relative to
    the repository, and columns count code points.
    """
    rule_indexes = {rule.id: index for index, rule in enumerate(rules)}
    driver = {"name": "Seedbrief", "version": version, "rules": [_rule(rule) for rule in rules]}
    source_root = {"description": {"text": "The root of the repository."}}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": source_root},
        "results": [_result(item, rule_indexes[item.rule], folder) for item in diagnostics],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    said = explain(rule)
    text, markdown = [rule.summary, said.why], [rule.summary, said.why]
    if said.wrong:
        for heading, example in (("Wrong", said.wrong), ("Right", said.right)):
            text.append(f"{heading}:\n{indent(example, '  ')}")
            markdown.append(f"{heading}:\n\n```yaml\n{example}\n```")
    else:
        text.append(f"{said.problem} {said.fix}")
        markdown.append(f"{said.problem} {said.fix}")
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        **({"helpUri": url} if (url := rule_url(rule.id)) else {}),
        "help": {"text": "\n\n".join(text), "markdown": "\n\n".join(markdown)},
        "defaultConfiguration": {"level": rule.severity, "enabled": not rule.is_optional},
    }


def _result(item: Diagnostic, rule_index: int, folder: str) -> dict[str, Any]:
    uri = quote((folder + item.span.path).encode("utf-8", "surrogateescape"), safe="/")
    return {
        "ruleId": item.rule,
        "ruleIndex": rule_index,
        "level": item.severity,
        "message": {"text": _message(item)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
                    "region": _region(item.span),
                }
            }
        ],
    }


def _region(span: Span) -> dict[str, int]:
    if span.is_whole_file:
        return {"startLine": 1}  # an empty region would point before the first character
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
