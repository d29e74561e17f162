"""The page on the options of the plugin, from ``generator/plugin/config.py``."""

from __future__ import annotations

import ast
import inspect
import json

from generator.plugin import config
from generator.plugin.config import SeedbriefConfig
from scripts.reference.markdown import from_docstring

_EXAMPLES = {
    "rules": "rules: {vague-likelihood: error, not-reviewed: warning}",
    "organisation": "organisation: Example Institute",
    "licence": "licence: CC-BY-4.0",
    "content_language": "content_language: ko",
    "history": "history: false",
    "hand_written_only": "hand_written_only: [macros]",
    "csp": "csp: {img-src: [https://images.example]}",
}


def page() -> str:
    """Return the page as Markdown. Raises KeyError for an option without an example."""
    return "\n".join([_INTRODUCTION, *(_section(name, text) for name, text in _descriptions().items())])


_INTRODUCTION = """\
# Plugin options

The options of Seedbrief in `mkdocs.yml`, below `plugins: - seedbrief:`. All are optional. What else Seedbrief reads from that
file: `site_name`, `site_description`, `site_url`, `copyright`, `repo_url`, `edit_uri`, `theme: language` and `extra: contact`.
"""


def _section(name: str, description: str) -> str:
    default = dict(SeedbriefConfig._schema)[name].default
    return f"""\
## {name} {{: #{name.replace("_", "-")} }}

{from_docstring(description)}

Default: `{json.dumps(default)}`. Example: `{_EXAMPLES[name]}`
"""


def _descriptions() -> dict[str, str]:
    """Return the text below each option in the source."""
    body = ast.parse(inspect.getsource(config)).body
    options = next(
        node for node in body if isinstance(node, ast.ClassDef) and node.name == "SeedbriefConfig"
    ).body
    named = [
        node.targets[0].id
        for node in options
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    texts = [
        str(node.value.value)
        for node in options[1:]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    return dict(zip(named, texts, strict=True))
