"""Small sites of invented briefs, resolved from plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.load.loader import load
from generator.model.site import Site
from generator.resolve.resolver import resolve

QUOTED = "It rains"


def a_claim(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "text": "Words.", "evidence": [QUOTED], **fields}


def a_brief(*claims: dict[str, Any], date: str = "2026-11-21", **fields: Any) -> dict[str, Any]:
    written = {"title": "T", "date": date, "sources": ["one"], "topics": ["rain"], "summary": "S."}
    return {**written, "claims": claims, **fields}


def _to_yaml(record: dict[str, Any]) -> bytes:
    """Write a record as JSON, which is YAML once all characters are escaped that YAML refuses."""
    text = json.dumps(record, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", _escaped, text).encode()


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def a_site(records: Mapping[str, Any] | None = None, /, **briefs: dict[str, Any]) -> Site:
    """Make a site of some briefs, and of further records by path."""
    written: dict[str, Any] = {f"content/briefs/{slug}.yml": brief for slug, brief in briefs.items()} | {
        "content/sources/one.yml": {"title": "One", "publisher": "paper", "reliability": "C"},
        "content/sources/two.yml": {"title": "Two", "publisher": "wire", "reliability": "B"},
        "content/sources/retold.yml": {"title": "One retold", "publisher": "wire", "derived_from": "one"},
        "content/publishers.yml": {"paper": {"label": "Paper"}, "wire": {"label": "Wire"}},
        "content/topics.yml": {name: {"label": name} for name in ("rain", "snow", "sun")},
        "content/entities.yml": {name: {"label": name, "kind": "place"} for name in ("harbour", "isle")},
        **(records or {}),
    }
    files = {path: _to_yaml(record) for path, record in written.items()}
    sources = [Path(path).stem for path in written if path.startswith("content/sources/")]
    return resolve(load({**files, **{f"seeds/{name}.txt": QUOTED.encode() for name in sources}})[0])[0]
