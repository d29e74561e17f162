"""A project's root folder and ``mkdocs.yml``, read without MkDocs for the command.

A ``properdocs.yml`` takes its place where there is no ``mkdocs.yml``. The file is read as MkDocs reads it: ``INHERIT``
merges it into a base file, ``!ENV`` reads environment variables.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generator.diagnostics import did_you_mean
from generator.model.content import PAGES
from generator.text.merge_conflict import merge_conflicts

CONFIG = "mkdocs.yml"
OPTIONS = (
    "rules",
    "organisation",
    "licence",
    "content_language",
    "history",
    "hand_written_only",
    "csp",
    "enabled",
)
_OTHER_NAME = "properdocs.yml"
_MAX_VALUES, _MAX_DEPTH, _MAX_NUMBER = 100_000, 100, 1_000  # with those that aliases repeat
_EXTENSIONS = ("attr_list", "md_in_html")
_CONTACT = re.compile(r"(?i)(https?://|mailto:)[^\s:]\S*")
_LONG_NUMBER = re.compile(rf"[-+]?[\d:_.]{{{_MAX_NUMBER},}}")


class ProjectError(Exception):
    """A project, its configuration or an output folder cannot be used; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """The options of the plugin ``seedbrief`` in ``mkdocs.yml``, and what it says of the site, or ``""``."""

    plugin_options: dict[str, Any]
    site_name: str = ""
    site_description: str = ""
    site_url: str = ""
    language: str = ""
    markdown_extensions: dict[str, dict[str, Any]] = field(default_factory=dict)  # options by name
    file: str = CONFIG  # its name


def config_name(root: Path) -> str:
    """Return the name of the project's configuration file: ``properdocs.yml`` if only that is there."""
    has_other = not (root / CONFIG).is_file() and (root / _OTHER_NAME).is_file()
    return _OTHER_NAME if has_other else CONFIG


def find_root(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upwards, that has a ``mkdocs.yml`` and a ``content/``.

    Raises ProjectError if there is none.
    """
    start_folder = Path(os.path.realpath(start))
    for folder in (start_folder, *start_folder.parents):
        if (folder / config_name(folder)).is_file() and (folder / "content").is_dir():
            return folder
    raise ProjectError(
        f"{start}: neither this folder nor one above it has a {CONFIG} and a content/; "
        "go to a project's folder, or create one with `seedbrief init DIR`"
    )


def read_config(root: Path) -> SiteConfig:
    """Read what Seedbrief needs from ``mkdocs.yml``. Raises ProjectError if it cannot be read."""
    name = config_name(root)
    values = read_settings(root)
    plugins = values.get("plugins")
    options_by_plugin = plugins if isinstance(plugins, dict) else {}
    for plugin in plugins if isinstance(plugins, list) else []:
        options_by_plugin |= plugin if isinstance(plugin, dict) else {}
    options = options_by_plugin.get("seedbrief") or {}
    if not isinstance(options, dict):
        raise ProjectError(
            f"{name}: plugins: seedbrief: must be a mapping of options, such as {{rules: {{}}}}"
        )
    if unknown := [str(option) for option in options if option not in OPTIONS]:
        meant = did_you_mean(unknown[0], OPTIONS) or f"the options are {', '.join(OPTIONS)}"
        raise ProjectError(f"{name}: plugins: seedbrief: there is no option `{unknown[0]}`; {meant}")
    check_contact(values.get("extra"), name)
    theme = values.get("theme")
    site_name, description, url = (
        str(values.get(setting) or "") for setting in ("site_name", "site_description", "site_url")
    )
    language = str(theme.get("language") or "") if isinstance(theme, dict) else ""
    extensions = _markdown_extensions(values)
    return SiteConfig(options, site_name, description, url, language, extensions, name)


def _markdown_extensions(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the options of each Markdown extension; without those that name a Python function, which are not read."""
    listed = values.get("markdown_extensions")
    found: dict[object, object] = listed if isinstance(listed, dict) else {}
    for item in listed if isinstance(listed, list) else []:
        found |= item if isinstance(item, dict) else {str(item): {}}
    return {
        str(name): {
            key: value
            for key, value in options.items()
            if value is not None and not isinstance(value, PythonName)
        }
        if isinstance(options, dict)
        else {}
        for name, options in found.items()
    }


def read_settings(root: Path) -> dict[str, Any]:
    """Read all settings of ``mkdocs.yml``. Raises ProjectError if it cannot be read."""
    name = config_name(root)
    values = _read_values(root, name)
    if not values:
        raise ProjectError(
            f"{name} is empty; add `site_name` and `plugins: [seedbrief]`, or see `seedbrief init`"
        )
    return values


def check_page_settings(
    name: str, root: Path, docs_dir: object, use_directory_urls: object, markdown_extensions: Collection[str]
) -> None:
    """Raise ProjectError for settings in the file ``name`` that would break the site's pages or links."""
    if (root / str(docs_dir)).resolve() != (root / PAGES).resolve():
        raise ProjectError(
            f"{name}: docs_dir: Seedbrief reads hand-written pages from {PAGES} only. Move yours there, and "
            f"write `docs_dir: {PAGES.removesuffix('/')}`"
        )
    if not use_directory_urls:
        raise ProjectError(
            f"{name}: Seedbrief does not support `use_directory_urls: false`: its pictures, its search and its "
            "permanent links need URLs that end in folders. Remove that line"
        )
    if missing := [f"`{needed}`" for needed in _EXTENSIONS if needed not in markdown_extensions]:
        raise ProjectError(f"{name}: markdown_extensions: add {' and '.join(missing)}, which all pages need")


def check_contact(extra: object, name: str) -> None:
    """Raise ProjectError if ``extra: contact`` in the file ``name`` is no URL, to which every page could link."""
    contact = extra.get("contact") if isinstance(extra, Mapping) else None
    if contact and not _CONTACT.fullmatch(str(contact)):
        example = f"mailto:{contact}" if "@" in str(contact) else "https://example.org/contact"
        raise ProjectError(f"{name}: extra: contact: must be a URL, such as {example}")


class PythonName(str):
    """The name of a Python function in ``mkdocs.yml``: ``!!python/name:pymdownx.emoji.twemoji``."""

    TAG = "tag:yaml.org,2002:python/name:"


class _MkDocsYaml(yaml.SafeLoader):
    """Reads ``mkdocs.yml``; tags that only MkDocs understands become None, but for names of Python functions."""


def _from_environment(loader: _MkDocsYaml, node: yaml.Node) -> object:
    """Read ``!ENV NAME`` or ``!ENV [NAME, OTHER, default]`` as MkDocs does: ``false`` becomes a boolean there too."""
    is_list = isinstance(node, yaml.SequenceNode)
    items = [loader.construct_object(item) for item in node.value] if is_list else [node.value]
    *names, default = items if len(items) > 1 else (*items, None)
    if not all(isinstance(name, str) for name in names):
        problem = "`!ENV` needs names of environment variables, such as `!ENV NAME` or `!ENV [NAME, default]`"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
    for name in names:
        if (value := os.environ.get(name)) is not None:
            tag = loader.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
            return loader.construct_object(yaml.ScalarNode(tag, value))
    return default


_MkDocsYaml.add_multi_constructor(PythonName.TAG, lambda loader, suffix, node: PythonName(suffix))
_MkDocsYaml.add_multi_constructor("", lambda loader, suffix, node: None)
_MkDocsYaml.add_constructor("!ENV", _from_environment)


def _read_values(root: Path, name: str, inheriting: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read a configuration file, by its path from the root, merged into the one it inherits from, as MkDocs does.

    ``inheriting`` are the files that inherit from this one.
    """
    try:
        data = (root / name).read_bytes()
        for conflict in merge_conflicts(name, data.decode(errors="replace")):
            raise ProjectError(f"{conflict.span}: {conflict.message}; {conflict.hint}")
        _check_size(data, name)
        values = yaml.load(data, _MkDocsYaml) or {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ProjectError(f"{name}{place}: not valid YAML: {error.problem or error}") from None
    except OSError as error:
        raise ProjectError(f"{name} cannot be read: {error.strerror or error}") from None
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise ProjectError(f"{name}: not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise ProjectError(f"{name}: lists or mappings are nested too deeply") from None
    if not isinstance(values, dict):
        raise ProjectError(f"{name} must be a mapping of settings, such as `site_name: My site`")
    if "INHERIT" not in values:
        return values
    inherit = values.pop("INHERIT")
    if not isinstance(inherit, str):
        raise ProjectError(f"{name}: INHERIT: must be the path of a file, such as `INHERIT: base.yml`")
    base = os.path.normpath(Path(name).parent / inherit)
    if "\0" in inherit:
        raise ProjectError(f"{name}: INHERIT: a path cannot contain the character U+0000")
    inheriting = (*inheriting, (root / name).resolve())
    if (root / base).resolve() in inheriting:
        raise ProjectError(f"{name}: INHERIT: {base} inherits from this file in turn; remove this line")
    if not (root / base).is_file():
        raise ProjectError(f"{name}: INHERIT: there is no file {base}; give its path relative to {name}")
    return _merged(_read_values(root, base, inheriting), values)


def _check_size(data: bytes, name: str) -> None:
    """Raise ProjectError for what takes long to read, such as aliases that multiply."""
    sizes: dict[str | None, int] = {}  # by anchor
    opened: list[tuple[str | None, int]] = []  # the collections around this place, and the size before each
    size = 0
    for event in yaml.parse(data, yaml.CSafeLoader):
        size += 1
        if isinstance(event, yaml.AliasEvent):
            size += sizes.get(event.anchor, 0)
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append((event.anchor, size))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = opened.pop()
            sizes[anchor] = size - before
        elif isinstance(event, yaml.ScalarEvent) and not event.style and _LONG_NUMBER.fullmatch(event.value):
            raise ProjectError(f"{name}: a number has more than {_MAX_NUMBER:,} digits")
        if len(opened) > _MAX_DEPTH:
            raise ProjectError(f"{name}: lists or mappings are nested too deeply")
        if size > _MAX_VALUES:
            raise ProjectError(f"{name}: aliases repeat more than {_MAX_VALUES:,} values; write fewer")


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``own`` in it: mappings are merged; anything else is replaced, lists too."""
    both = {
        key: _merged(base[key], value)
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(base.get(key), dict)
    }
    return {**base, **own, **both}
