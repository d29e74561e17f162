"""What every page of a site that MkDocs builds depends on, as one digest; or why that cannot be known.

That is the configuration as MkDocs has resolved it, the files of the theme, and the versions of all that is installed.
Other plugins, hooks and extensions of Markdown may make a page from anything; where one of those that have a say in
pages is not known to keep to what it is given, nothing is kept from one build to the next.
"""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme

_EVENTS = (
    "pre_page",
    "page_read_source",
    "page_markdown",
    "page_content",
    "env",
    "page_context",
    "post_page",
)
"""The events in which a plugin or hook can change a page in ways that Markdown and configuration do not tell."""

_NOT_SHOWN = {"site_dir", "strict", "watch", "dev_addr", "hooks", "exclude_docs", "draft_docs", "not_in_nav"}
"""Settings that change no page: hooks are seen by their events, exclusions by links that no longer lead anywhere."""

_EXTENSIONS = {
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes"),
    *("legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
    "wikilinks",
}
_READ_FILES = {"pymdownx.snippets", "pymdownx.b64"}
_PACKAGES = ("markdown.extensions.", "pymdownx.", "material.extensions.emoji")
_FUNCTIONS = (
    "markdown",
    "pymdownx",
    "material",
    "mkdocs",
)  # packages whose functions depend on what they are given

_VARIABLES = {"pages", "build_date_utc"}  # of a template: all other pages, and the time
_ATTRIBUTES = {"update_date", "site_dir"}
_OF_THIS_PAGE = {"content", "toc", "markdown"}  # of another page they are not looked at


class Unknown(Exception):
    """Something is in play that may make pages from anything; the text says what."""


def inputs(config: MkDocsConfig, plugin: object) -> str:
    """Digest all that every page depends on, but for the navigation. ``plugin`` is ours.

    Raises Unknown where that cannot be told.
    """
    if config.theme.name != "material":
        raise Unknown(f"the theme `{config.theme.name}` is not Material")
    for name in _EVENTS:
        for method in config.plugins.events[name]:
            if getattr(method, "__self__", None) is not plugin:
                origin = config.plugins._event_origins.get(method, "?")
                raise Unknown(f"the plugin or hook `{origin}` has a say in pages")
    if config.extra_templates:
        raise Unknown("`extra_templates` may show the text of pages")
    for extension in config.markdown_extensions:
        if extension in _READ_FILES or not (extension in _EXTENSIONS or extension.startswith(_PACKAGES)):
            raise Unknown(f"the Markdown extension `{extension}` may read other files")
    if any("custom_icons" in json.dumps(_plain(options)) for options in config.mdx_configs.values()):
        raise Unknown("there are icons of one's own")
    parts = hashlib.sha256()
    for text in (sys.version, *_installed()):
        parts.update(text.encode() + b"\n")
    for path, data in (*_code(), *_theme_files(config.theme)):
        parts.update(f"{path} {len(data)}\n".encode() + data)
    settings = {name: _plain(value) for name, value in config.items() if name not in _NOT_SHOWN}
    parts.update(json.dumps(settings, sort_keys=True).encode())
    return parts.hexdigest()


def navigation(nav: Navigation) -> str:
    """Digest what other pages show of those in the navigation: its titles, addresses and order, once they are known."""
    return hashlib.sha256(
        json.dumps([_item(item) for item in nav.items], sort_keys=True).encode()
    ).hexdigest()


def _item(item: StructureItem) -> list[Any]:
    page = item if isinstance(item, Page) else None
    own = [page.url, page.canonical_url, page.file.inclusion.value, _plain(page.meta)] if page else []
    children = [_item(child) for child in getattr(item, "children", None) or ()]
    return [type(item).__name__ * (page is None), item.title, getattr(item, "url", ""), own, children]


def _installed() -> Iterator[str]:
    """Name everything that is installed, with its version, as the folders that hold its metadata do."""
    for folder in sys.path:
        if Path(folder).is_dir():
            names = (path.name for path in Path(folder).iterdir())
            yield from sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def _code() -> Iterator[tuple[str, bytes]]:
    """Read our own code: while somebody works on it, its version stays the same."""
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        yield file.relative_to(package).as_posix(), file.read_bytes()


def _theme_files(theme: Theme) -> Iterator[tuple[str, bytes]]:
    """Read the theme: of one that is installed what is not stamped with its version anyway, of others every file."""
    installed = [Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")]
    for number, folder in enumerate(map(Path, theme.dirs)):
        foreign = not any(folder.resolve().is_relative_to(place) for place in installed)
        for inner in sorted(folder.iterdir()) if folder.is_dir() else ():
            if inner.name in (".icons", "assets") and not foreign:
                continue
            for file in [inner] if inner.is_file() else sorted(inner.rglob("*")):
                if file.is_file():
                    data = file.read_bytes()
                    if foreign and (file.suffix == ".html" or file.name in theme.static_templates):
                        _check_template(file, data)
                    yield f"{number}/{file.relative_to(folder).as_posix()}", data


def _check_template(file: Path, data: bytes) -> None:
    """Refuse a template of the site's own that shows more than its page, the configuration and the navigation."""
    try:
        tree = jinja2.Environment().parse(data.decode())
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
        raise Unknown(f"the template {file} cannot be read") from None
    asked: set[str] = set()
    for node in tree.find_all(nodes.Getattr):
        of_page = isinstance(node.node, nodes.Name) and node.node.name == "page"
        if node.attr in _ATTRIBUTES or (node.attr in _OF_THIS_PAGE and not of_page):
            asked.add(node.attr)
    if file.suffix == ".html":  # others are made anew in every build
        asked |= _VARIABLES & {node.name for node in tree.find_all(nodes.Name)}
        asked |= {node.name for node in tree.find_all(nodes.Filter) if node.name == "random"}
    else:
        asked -= _ATTRIBUTES
    if asked:
        raise Unknown(f"the template {file.name} asks for {', '.join(sorted(asked))}")


def _plain(value: object) -> Any:
    """Write a setting as JSON can hold it, so that equal ones read the same in every run."""
    match value:
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case None | bool() | int() | float() | str():
            return value
        case date() | Path():
            return str(value)
        case bytes():
            return value.hex()
        case Theme():
            return [value.name, sorted(value.static_templates), _plain(dict(value))]
        case BasePlugin():
            return _plain(value.config)
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case set() | frozenset():
            return sorted(map(str, value))
        case partial():
            return [_plain(value.func), _plain(value.args), _plain(value.keywords)]
    name = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
    if callable(value) and name.startswith(tuple(f"{package}." for package in _FUNCTIONS)):
        return name
    if type(value).__module__.startswith("babel."):
        return str(value)
    raise Unknown(f"the configuration holds a {type(value).__name__} ({value!r:.80})")
