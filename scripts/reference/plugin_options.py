"""The page ``plugin-options``: the options of the plugin, with the descriptions next to them in the code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import NamedTuple

from mkdocs.config.base import Config
from mkdocs.config.config_options import ListOfItems, Type

from generator.plugin.config import SeedbriefConfig
from generator.project.config import _EXTENSIONS
from scripts.reference.markdown import block, code, from_docstring, front, guides, table

_TYPES = {str: "text", bool: "`true` or `false`", dict: "mapping"}


GUIDES = {
    "rules": ("how-to/set-rules",),
    "organisation": ("how-to/let-readers-cite-follow-and-reuse",),
    "licence": ("how-to/let-readers-cite-follow-and-reuse",),
    "content_language": ("how-to/write-in-korean-and-other-scripts",),
    "history": ("how-to/revise-a-brief",),
    "hand_written_only": ("how-to/use-other-plugins",),
    "csp": ("how-to/allow-another-host",),
}
"""Guides that use an option."""


class Option(NamedTuple):
    """An option of the plugin: its name, kind of value, default, description and an example of a value."""

    name: str
    kind: str
    default: str
    description: str
    example: str


def options(config: type[Config] = SeedbriefConfig) -> Iterator[Option]:
    """Yield the options of a plugin. Raises ValueError if one has no description or example."""
    body = ast.parse(inspect.getsource(config)).body[0]
    assert isinstance(body, ast.ClassDef)
    described = {}
    for before, after in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(before, ast.Assign) and isinstance(before.targets[0], ast.Name):
            docstring = after.value if isinstance(after, ast.Expr) else None
            described[before.targets[0].id] = (
                inspect.cleandoc(str(docstring.value)) if isinstance(docstring, ast.Constant) else ""
            )
    for name, option in config._schema:
        text, _, example = described[name].partition("\n\nExample: ")
        if not (text and example):
            raise ValueError(
                f"the option `{name}` needs a description and an example in a docstring below it"
            )
        default = "" if option.default in ("", [], {}) else code(str(option.default).lower())
        yield Option(name, _kind(option), default, from_docstring(text), example.strip("`"))


def _kind(option: object) -> str:
    if isinstance(option, ListOfItems):
        return "list of texts"
    assert isinstance(option, Type)
    types = option._type if isinstance(option._type, tuple) else (option._type,)
    return " or ".join("`false`" if len(types) > 1 and it is bool else _TYPES[it] for it in types)


def page() -> str:
    """Return the page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield front(
        "Plugin options",
        "The options of the plugin seedbrief in mkdocs.yml, and the settings of MkDocs that Seedbrief reads.",
        "generator/plugin/config.py",
        start="starter",
    )
    found = list(options())
    yield block(
        "plugins:\n  - seedbrief:\n" + "".join(f"      {it.name}: {it.example}\n" for it in found),
        'yaml title="mkdocs.yml"',
    )
    yield "All options may be left out.\n"
    for it in found:
        yield f"## {it.name} {{: #{it.name.replace('_', '-')} }}\n"
        yield f"{it.description}\n"
        default = it.default or "none"
        yield table(["Value", "Default", "Example"], [[it.kind, default, code(f"{it.name}: {it.example}")]])
        if it.name in GUIDES:
            yield guides(*GUIDES[it.name])
    yield "## Settings of MkDocs {: #settings-of-mkdocs }\n"
    yield table(
        ["Setting", "What Seedbrief does with it"],
        [
            [
                "`site_name`, `site_description`",
                "the title and the sentence of the home page, feeds and data",
            ],
            [
                "`site_url`",
                "needed for feeds, `sitemap.xml`, `robots.txt`, canonical links and full URLs in data",
            ],
            ["`docs_dir`", "must be `content/pages`, the folder of hand-written pages"],
            ["`site_dir`", "where the site is built; default: `site`"],
            ["`theme: language`", "the language of the interface"],
            [
                "`theme: custom_dir`",
                "theme files of your own, which are used in place of those in `site_templates/theme/`",
            ],
            ["`use_directory_urls`", "must not be `false`"],
            ["`markdown_extensions`", f"must contain {' and '.join(map(code, _EXTENSIONS))}"],
            ["`edit_uri`", "the edit link of a generated page leads to the YAML file that it was made from"],
            ["`copyright`", "at the end of every page"],
            ["`extra: contact`", "`mailto:` or `https://` URL of the link to report an error"],
            ["`nav`", "the navigation; a generated page that is not listed can still be reached by links"],
        ],
    )
