"""A digest of what every page depends on, so that a page is taken from the cache only if all of it is the same.

That is MkDocs's resolved configuration, the files of the theme, our own code, and the versions of the packages that we
depend on. Other plugins, hooks and Markdown extensions may make a page from anything: if one of them may change pages,
and is not known to use nothing but the page itself, pages are not cached.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution
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
"""The events in which a plugin or hook can change a page without a change in its Markdown or the configuration."""

_IRRELEVANT_SETTINGS = {
    "site_dir",
    "strict",
    "watch",
    "dev_addr",
    "hooks",
    "exclude_docs",
    "draft_docs",
    "not_in_nav",
}
"""Settings that change no page: hooks are found by their events, exclusions by the links that they break."""

_KNOWN_EXTENSIONS = {
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes"),
    *("legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
    "wikilinks",
}
_FILE_READING_EXTENSIONS = {"pymdownx.snippets", "pymdownx.b64"}
_KNOWN_EXTENSION_PREFIXES = ("markdown.extensions.", "pymdownx.", "material.extensions.emoji")
_PURE_PACKAGES = (
    "markdown",
    "pymdownx",
    "material",
    "mkdocs",
)  # their functions depend on their arguments only

_GLOBAL_VARIABLES = {"pages", "build_date_utc"}  # in a template: all other pages, and the time
_VOLATILE_ATTRIBUTES = {"update_date", "site_dir"}
_OWN_ATTRIBUTES = {"content", "toc", "markdown"}  # of a page; a template may use those of its own page only


class NotCacheable(Exception):
    """Pages may depend on something unknown; the message says on what."""


def digest_inputs(config: MkDocsConfig, plugin: object) -> str:
    """Return a digest of all that every page depends on, except the navigation. ``plugin`` is ours.

    Raises NotCacheable.
    """
    if config.theme.name != "material":
        raise NotCacheable(f"the theme `{config.theme.name}` is not Material")
    for origin in other_handlers(config, plugin, _EVENTS):
        raise NotCacheable(f"the plugin or hook `{origin}` may change pages")
    if config.extra_templates:
        raise NotCacheable("`extra_templates` may show other pages' text")
    for extension in config.markdown_extensions:
        is_known = extension in _KNOWN_EXTENSIONS or extension.startswith(_KNOWN_EXTENSION_PREFIXES)
        if extension in _FILE_READING_EXTENSIONS or not is_known:
            raise NotCacheable(f"the Markdown extension `{extension}` may read other files")
    if any("custom_icons" in json.dumps(_plain(options)) for options in config.mdx_configs.values()):
        raise NotCacheable("there are custom icons")
    digest = hashlib.sha256()
    for text in (sys.version, *installed_dependencies()):
        digest.update(text.encode() + b"\n")
    for path, data in (*_own_code(), *_theme_files(config.theme)):
        digest.update(f"{path} {len(data)}\n".encode() + data)
    settings = {name: _plain(value) for name, value in config.items() if name not in _IRRELEVANT_SETTINGS}
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return digest.hexdigest()


def digest_navigation(nav: Navigation) -> str:
    """Return a digest of the titles, URLs and order in the navigation, which every page shows; once they are known."""
    return hashlib.sha256(
        json.dumps([_plain_item(item) for item in nav.items], sort_keys=True).encode()
    ).hexdigest()


def _plain_item(item: StructureItem) -> list[Any]:
    page = item if isinstance(item, Page) else None
    own = [page.url, page.canonical_url, page.file.inclusion.value, _plain(page.meta)] if page else []
    children = [_plain_item(child) for child in getattr(item, "children", None) or ()]
    return [type(item).__name__ * (page is None), item.title, getattr(item, "url", ""), own, children]


def other_handlers(config: MkDocsConfig, plugin: object, events: Iterable[str]) -> Iterator[str]:
    """Yield the names of the plugins and hooks other than ``plugin``, ours, that handle one of the events."""
    for event in events:
        for method in config.plugins.events[event]:
            if getattr(method, "__self__", None) is not plugin:
                # Private API: MkDocs has a handler's plugin only there. If it is elsewhere, mkdocs build fails; then
                # leave the name out of the messages.
                yield config.plugins._event_origins.get(method, "?")


def installed_dependencies() -> Iterator[str]:
    """Yield the name and version of each installed package that Seedbrief needs, directly or through others.

    Optional dependencies do not count: no page depends on them, and many packages name test tools there.
    """
    names, seen = ["seedbrief"], set[str]()
    while names:
        name = re.sub(r"[-_.]+", "-", names.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = distribution(name)
        except PackageNotFoundError:  # needed on other systems only
            continue
        yield f"{name} {package.version}"
        required = (requirement for requirement in package.requires or () if "extra ==" not in requirement)
        names += [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in required]


def _own_code() -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of our own code: its version does not change while somebody works on it."""
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        yield file.relative_to(package).as_posix(), file.read_bytes()


def _theme_files(theme: Theme) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of the theme's files; icons and assets only if the theme is not installed."""
    site_packages = [Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")]
    for number, folder in enumerate(map(Path, theme.dirs)):
        is_installed = any(folder.resolve().is_relative_to(place) for place in site_packages)
        for inner in sorted(folder.iterdir()) if folder.is_dir() else ():
            if inner.name in (".icons", "assets") and is_installed:
                continue
            for file in [inner] if inner.is_file() else sorted(inner.rglob("*")):
                if file.is_file():
                    data = file.read_bytes()
                    if not is_installed and (file.suffix == ".html" or file.name in theme.static_templates):
                        _check_template(file, data)
                    yield f"{number}/{file.relative_to(folder).as_posix()}", data


def _check_template(file: Path, data: bytes) -> None:
    """Raise NotCacheable for a template that shows more than its page, the configuration and the navigation."""
    try:
        tree = jinja2.Environment().parse(data.decode())
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
        raise NotCacheable(f"the template {file} cannot be read") from None
    used: set[str] = set()
    for node in tree.find_all(nodes.Getattr):
        is_own_page = isinstance(node.node, nodes.Name) and node.node.name == "page"
        if node.attr in _VOLATILE_ATTRIBUTES or (node.attr in _OWN_ATTRIBUTES and not is_own_page):
            used.add(node.attr)
    if file.suffix == ".html":  # others are built every time
        used |= _GLOBAL_VARIABLES & {node.name for node in tree.find_all(nodes.Name)}
        used |= {node.name for node in tree.find_all(nodes.Filter) if node.name == "random"}
    else:
        used -= _VOLATILE_ATTRIBUTES
    if used:
        raise NotCacheable(f"the template {file.name} uses {', '.join(sorted(used))}")


def _plain(value: object) -> Any:
    """Return a setting as a value for JSON, the same in every run for equal settings. Raises NotCacheable."""
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
    if callable(value) and name.startswith(tuple(f"{package}." for package in _PURE_PACKAGES)):
        return name
    if type(value).__module__.startswith("babel."):
        return str(value)
    raise NotCacheable(f"the configuration contains a {type(value).__name__} ({value!r:.80})")
