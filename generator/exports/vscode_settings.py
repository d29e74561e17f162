"""Settings for Visual Studio Code: which JSON Schema describes which files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

KEY = "yaml.schemas"


class NotPlainJson(ValueError):
    """The settings have comments or trailing commas, or are not JSON, so only their author can change them safely."""


def settings(schemas: Mapping[str, list[str]]) -> str:
    """Return settings that map the path of each schema to the patterns of the files it describes."""
    return _to_json({KEY: dict(schemas)}, 2)


def merged(text: str, schemas: Mapping[str, list[str]]) -> str:
    """Return the settings in ``text`` with the schemas added; everything already there is kept.

    Raises NotPlainJson if that would lose something.
    """
    try:
        read = json.loads(text, object_pairs_hook=_without_duplicates) if text.strip() else {}
    except ValueError as error:
        raise NotPlainJson(str(error)) from None
    if not isinstance(read, dict) or not isinstance(read.get(KEY, {}), dict):
        raise NotPlainJson(f"{KEY} is not a mapping")
    known = read.get(KEY, {})
    missing = {path: patterns for path, patterns in schemas.items() if path not in known}
    if not missing:
        return text
    indent = re.search(r"(?m)^([ \t]+)\S", text)
    return _to_json(read | {KEY: known | missing}, indent[1] if indent else 2)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("duplicate key")
    return dict(pairs)


def _to_json(value: dict[str, Any], indent: int | str) -> str:
    return f"{json.dumps(value, indent=indent, ensure_ascii=False)}\n"
