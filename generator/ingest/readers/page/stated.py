"""Collects what a web page states in a machine-readable way: JSON-LD, microdata, and ``<meta>`` fields."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

Tree = Any
"""An lxml element; lxml has no type hints."""

_ARTICLE = re.compile(
    r"(?:https?://schema\.org/)?(?:\w*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting)"
)
MICRODATA = "microdata"
_MAX_ITEMS = 2_000  # of the JSON-LD of a page
_MAX_VALUES = 100  # of a field
_PARTS_OF_PAGE = ("@graph", "mainEntity", "mainEntityOfPage")
_OWN_PROPERTIES = ("datePublished", "headline")
_PEOPLE = ("author", "creator", "publisher")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states: its ``<meta>`` fields by name, its articles and its other items of schema.org."""

    fields: Mapping[str, list[str]]  # names in lower case
    articles: list[Mapping[str, Any]] = field(default_factory=list)
    others: list[Mapping[str, Any]] = field(default_factory=list)

    def values(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield each value of the named ``<meta>`` fields with the name, in the order of the names."""
        yield from ((name, value) for name in names for value in self.fields.get(name, ()))


def read_stated(tree: Tree) -> Stated:
    """Collect what a page states. Text is decoded, also if it was escaped twice; broken JSON is left out."""
    fields: dict[str, list[str]] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        value = plain(meta.get("content"))
        for attribute in ("property", "name", "http-equiv") if value else ():
            for name in (meta.get(attribute) or "").lower().split():
                values = fields.setdefault(name, [])
                if len(values) < _MAX_VALUES and value not in values:
                    values.append(value)
    stated = Stated(fields)
    for item in (*_linked_data(tree), *_microdata(tree)):
        (stated.articles if is_article(item) else stated.others).append(item)
    return stated


def plain(value: object) -> str:
    """Return a stated value as text on one line, without tags and character references; empty if it is no text."""
    text = value if isinstance(value, str) else ""
    for _ in range(3):
        if not _REFERENCE.search(text):
            break
        text = unescape(text)
    return " ".join(_TAG.sub(" ", text).split())


def is_article(item: Mapping[str, Any]) -> bool:
    """Tell whether an item of schema.org is an article."""
    return any(_ARTICLE.fullmatch(kind) for kind in types_of(item))


def types_of(item: Mapping[str, Any]) -> list[str]:
    """Return the types of an item of schema.org."""
    return [kind for kind in as_list(item.get("@type")) if isinstance(kind, str)]


def as_list(value: object) -> list[Any]:
    """Return a value of JSON-LD, which may be a list of values, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _linked_data(tree: Tree) -> list[dict[str, Any]]:
    """Return the main items of a page's JSON-LD; items that these only mention, such as related articles, are none."""
    items: list[dict[str, Any]] = []
    for script in tree.iterfind(".//script[@type]"):
        if script.get("type").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        text = re.sub(
            r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", script.text or ""
        )
        try:
            queue = deque([json.loads(text.strip().rstrip(";"), strict=False)])
        except (ValueError, RecursionError):
            continue
        while queue and len(items) < _MAX_ITEMS:
            item = queue.popleft()
            if isinstance(item, list):
                queue += item
            elif isinstance(item, dict):
                items.append(item | {"@form": "JSON-LD"})
                queue += [
                    part
                    for key in ("@graph", "mainEntity", "mainEntityOfPage")
                    for part in as_list(item.get(key))
                ]
    named = {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and len(item) > 1}
    return [item | {key: _resolved(item[key], named) for key in _PEOPLE if key in item} for item in items]


def _resolved(value: object, named: Mapping[str, Any]) -> list[Any]:
    return [
        named.get(part["@id"], part) if isinstance(part, dict) and isinstance(part.get("@id"), str) else part
        for part in as_list(value)
    ]


def _microdata(tree: Tree) -> Iterator[dict[str, Any]]:
    """Yield the articles that a page marks with microdata, each as if it were JSON-LD.

    If there are none, properties outside any item, such as ``datePublished`` of a ``<time>``, make one.
    """
    scopes: dict[Any, dict[str, Any]] = {}
    for part in tree.iterfind(".//*[@itemprop]"):
        scope = next((above for above in part.iterancestors() if above.get("itemscope") is not None), None)
        kinds = ["Article"] if scope is None else (scope.get("itemtype") or "").split()
        if any(_ARTICLE.fullmatch(kind) for kind in kinds):
            item = scopes.setdefault(scope, {"@type": kinds, "@form": MICRODATA})
            for name in part.get("itemprop").split():
                item.setdefault(name, []).append(_property(part))
    loose = scopes.pop(None, {})
    own = {
        key: value
        for key, value in loose.items()
        if key in ("@type", "@form", "datePublished", "author", "headline")
    }
    yield from scopes.values() or ([own] if own else [])


def _property(element: Tree) -> object:
    """Return the value of a property in microdata."""
    if element.get("itemscope") is not None:
        name = element.find(".//*[@itemprop='name']")
        kind = (element.get("itemtype") or "").rpartition("/")[2]
        return {"@type": kind, "name": _property(name) if name is not None else plain(element.text_content())}
    stated = next((element.get(name) for name in ("content", "datetime") if element.get(name)), None)
    return plain(stated if stated is not None else element.text_content())
