"""Derives the configuration of Zensical from ``mkdocs.yml``.

Zensical reads ``mkdocs.yml`` too, but not as MkDocs does: of lists in a base file (``INHERIT``) it keeps all items, and
it does not know our plugin, which sets what theme files and Markdown extensions pages need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from pydoc import locate
from typing import Any

import yaml

from generator.project.config import ProjectError, PythonName, check_page_settings
from generator.render.shown_text import explain_changed_text
from generator.translation import interface_language

DOCS, THEME, SITE = "docs", "theme", "site"
"""The folders of pages, theme files and the built site, next to the configuration."""

_BUILT_IN = ("toc", "tables", "fenced_code")  # Markdown extensions that MkDocs always uses
_ALWAYS = "pymdownx.superfences"  # one that Zensical always uses
_RAW_LINKS = "generator.zensical.raw_links"
_NOT_ZENSICAL = ("plugins", "hooks", "watch", "dev_addr", "strict")
_OURS = {"seedbrief", "search", "material/search"}
_THEMES = ("material", "zensical")


def derive_settings(name: str, root: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with which Zensical builds what MkDocs would build with those in the file ``name``.

    Raises ProjectError for settings with which it cannot.
    """
    theme = settings.get("theme")
    theme = theme if isinstance(theme, dict) else {"name": theme}
    if theme.get("name") not in _THEMES:
        raise ProjectError(f"{name}: theme: Zensical needs the theme `material`; write `name: material`")
    language, problem = interface_language(theme.get("language"))
    if problem:
        raise ProjectError(f"{name}: theme: language: {problem}")
    own = dict(_extensions(settings.get("markdown_extensions")))
    docs_dir, use_directory_urls = settings.get("docs_dir", "docs"), settings.get("use_directory_urls", True)
    check_page_settings(name, root, docs_dir, use_directory_urls, own)
    extensions = {**dict.fromkeys(_BUILT_IN), **own}
    _check_text(name, {**extensions, _ALWAYS: own.get(_ALWAYS)})
    return {
        **{key: value for key, value in settings.items() if key not in _NOT_ZENSICAL},
        "docs_dir": DOCS,
        "site_dir": SITE,
        "theme": {"variant": "classic", **theme, "language": language, "custom_dir": THEME},
        "markdown_extensions": {**extensions, _RAW_LINKS: None},
        "plugins": {"search": {"enabled": False}},
    }


def write_settings(settings: Mapping[str, Any]) -> bytes:
    """Write settings as YAML, with the names of Python functions in them."""
    return yaml.dump(dict(settings), Dumper=_Dumper, allow_unicode=True, sort_keys=False).encode()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(
    PythonName, lambda dumper, name: dumper.represent_scalar(f"{PythonName.TAG}{name}", "")
)


def left_out(settings: Mapping[str, Any]) -> list[str]:
    """Return the plugins and hooks in ``settings``, which only MkDocs can use."""
    plugins = (name for name, _ in _items(settings.get("plugins")))
    hooks = settings.get("hooks")
    return [name for name in plugins if name not in _OURS] + [
        str(hook) for hook in (hooks if isinstance(hooks, list) else [])
    ]


def _check_text(name: str, extensions: Mapping[str, Any]) -> None:
    """Raise ProjectError for Markdown extensions that cannot be loaded, or that change the text of pages."""
    try:
        altered = explain_changed_text(extensions, {it: _load(extensions[it] or {}) for it in extensions})
    except Exception as error:  # whatever is raised by extensions of others
        raise ProjectError(f"{name}: markdown_extensions: {error}") from None
    if altered:
        raise ProjectError(f"{name}: {altered}")


def _load(options: Any) -> Any:
    """Put Python functions in the place of their names."""
    match options:
        case dict():
            return {key: _load(value) for key, value in options.items()}
        case list():
            return [_load(value) for value in options]
        case PythonName():
            found = locate(
                options.replace("material.extensions.", "zensical.extensions.")
            )  # as Zensical does
            if found is None:
                raise ProjectError(f"there is no {options} to be imported")
            return found
    return options


def _extensions(value: object) -> Iterator[tuple[str, Any]]:
    for name, options in _items(value):
        yield name.removeprefix("markdown.extensions."), options


def _items(value: object) -> Iterator[tuple[str, Any]]:
    """Yield the names and options in a list of names and mappings, or in a mapping."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield from ((str(name), options) for name, options in item.items())
        elif item:
            yield str(item), None
