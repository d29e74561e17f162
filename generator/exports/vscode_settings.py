"""What tells Visual Studio Code which schema describes which files, put into the settings that are there already."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

KEY = "yaml.schemas"


class NotPlainJson(ValueError):
    """The settings have comments or trailing commas, or are no settings: whoever wrote them has to change them."""


def settings(schemas: Mapping[str, list[str]]) -> str:
    """Write what the settings have to hold: for each schema, by its path, the patterns of the files it describes."""
    return _written({KEY: dict(schemas)}, 2)


def merged(text: str, schemas: Mapping[str, list[str]]) -> str:
    """Add the schemas to the settings in ``text``; what is there stays, and so does a pattern for one of the schemas.

    Raises NotPlainJson where that cannot be done without losing something.
    """
    try:
        read = json.loads(text, object_pairs_hook=_once) if text.strip() else {}
    except ValueError as error:
        raise NotPlainJson(str(error)) from None
    if not isinstance(read, dict) or not isinstance(read.get(KEY, {}), dict):
        raise NotPlainJson(f"{KEY} is not a mapping")
    known = read.get(KEY, {})
    missing = {path: patterns for path, patterns in schemas.items() if path not in known}
    if not missing:
        return text
    indent = re.search(r"(?m)^([ \t]+)\S", text)
    return _written(read | {KEY: known | missing}, indent[1] if indent else 2)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _written(value: dict[str, Any], indent: int | str) -> str:
    return f"{json.dumps(value, indent=indent, ensure_ascii=False)}\n"
