"""Writes plain values as YAML that looks typed by hand: blocks, folded prose, short lists in brackets.

PyYAML's dumper would take a minute for the 90 MB of the large corpus, and formats prose as no author would.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z가-힣][\w .()’“”%~-]*[\w.)”%~]|[A-Za-z가-힣\d]|\d[\w.-]*")
_IN_LIST = re.compile(r"[\w#-]+(?: [\w#-]+)*")


def to_yaml(value: Mapping[str, Any]) -> str:
    """Return the YAML of a mapping of strings, numbers, lists and mappings, without empty values and ``None``."""
    return "\n".join(_mapping(value, 0)) + "\n"


def _mapping(value: Mapping[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        if item is None or item == "" or item == [] or item == {}:
            continue
        lines += _entry(f"{' ' * depth}{key}:", item, depth)
    return lines


def _entry(start: str, item: Any, depth: int) -> list[str]:
    if isinstance(item, Mapping):
        return [start, *_mapping(item, depth + 2)]
    if not isinstance(item, list):
        return _scalar(start, str(item), depth + 2)
    if all(
        isinstance(part, str | int | float) and _IN_LIST.fullmatch(str(part).lstrip("-").replace(".", ""))
        for part in item
    ):
        flow = f"{start} [{', '.join(map(str, item))}]"
        if len(flow) <= WIDTH:
            return [flow]
    lines = [start]
    for part in item:
        if isinstance(part, Mapping):
            inner = _mapping(part, depth + 4)
            lines += [f"{' ' * (depth + 2)}- {inner[0].lstrip()}", *inner[1:]]
        else:
            lines += _scalar(f"{' ' * (depth + 2)}-", str(part), depth + 4)
    return lines


def _scalar(start: str, text: str, depth: int) -> list[str]:
    if len(start) + len(text) < WIDTH and "\n" not in text:
        written = text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
        return [f"{start} {written}"]
    paragraphs = text.split("\n\n")
    lines = [f"{start} {'|' if len(paragraphs) > 1 else '>-'}"]
    for at, paragraph in enumerate(paragraphs):
        lines += [""] if at else []
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=" " * depth,
            subsequent_indent=" " * depth,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines
