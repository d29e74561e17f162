"""The page on templates, from ``generator/render``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from generator.model.site import Site
from generator.render.chart_functions import ChartFunctions
from generator.render.environment import make_environment
from generator.render.pages import TEMPLATES
from generator.render.template_functions import TemplateFunctions
from scripts.reference.markdown import from_docstring, table

_ROOT = Path(__file__).parents[2]


def page() -> str:
    """Return the page as Markdown."""
    site = Site(date.min)
    functions = {
        **TemplateFunctions(site, "index.md").by_name(),
        **ChartFunctions(site, "index.md").by_name(),
    }
    files = {file.name: file.read_bytes() for file in sorted((_ROOT / TEMPLATES).iterdir())}
    environment = make_environment(frozenset(files.items()), TEMPLATES)
    own = {name: value for name, value in environment.filters.items() if _is_ours(value)}
    templates = table(("Template", "Makes"), ([f"`{name}`", _MAKES[name]] for name in files))
    return f"""\
# Templates

Templates are [Jinja](https://jinja.palletsprojects.com/) and write Markdown; those of the theme write HTML. A file in your
`site_templates/` replaces the one of the same path that comes with Seedbrief. The
API may still change while Seedbrief is in alpha.

Content is not trusted: a value is escaped when a template shows it, unless a function below returns it as safe Markdown.

## Templates {{: #templates }}

In `site_templates/pages/`. Every template gets `site` (all records, see `generator/model/site.py`), `publication` (name, URL, organisation
and licence of the site), and the functions below.

{templates}
## Functions {{: #functions }}

{table(("Function", "What it returns"), _rows(functions))}
## Filters {{: #filters }}

In addition to those of Jinja itself:

{table(("Filter", "What it returns"), _rows(own))}"""


def _is_ours(value: Any) -> bool:
    return str(getattr(_unwrapped(value), "__module__", "")).startswith("generator")


def _unwrapped(value: Any) -> Any:
    return value.func if isinstance(value, partial) else value


def _rows(named: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = []
    for name, value in sorted(named.items(), key=lambda item: item[0].lower()):
        function: Callable[..., Any] = _unwrapped(value)
        if not callable(function) or not _is_ours(value):
            continue
        parameters = [
            parameter
            for parameter in inspect.signature(function).parameters
            if parameter not in ("self", "site")
        ]
        text = from_docstring(inspect.getdoc(function))
        rows.append((f"`{name}({', '.join(parameters)})`", text))
    return rows


_MAKES = {
    "author.md.j2": "the page of an author",
    "authors.md.j2": "the list of authors",
    "brief.md.j2": "a brief",
    "briefs.md.j2": "the list of briefs",
    "charts.md.j2": "macros: charts with the list or table that belongs to each",
    "claims.md.j2": "macros: a claim, its evidence and its rating",
    "data.md.j2": "the page *Data*",
    "entities.md.j2": "the list of people, places and things",
    "entity.md.j2": "the page of a person, place or thing",
    "forecasts.md.j2": "the page of forecasts",
    "gaps.md.j2": "the page of information gaps",
    "history.md.j2": "the revisions of a brief",
    "home.md.j2": "the home page",
    "list_part.md.j2": "a page of a list that is too long for one",
    "macros.md.j2": "macros that all templates use",
    "method.md.j2": "the page *Method*",
    "publisher.md.j2": "the page of a publisher",
    "rows.md.j2": "macros: one row of each kind of list",
    "rules.md.j2": "the list of rules",
    "search.md.j2": "the search page",
    "source.md.j2": "the page of a source",
    "sources.md.j2": "the list of sources",
    "timeline.md.j2": "the timeline",
    "topic.md.j2": "the page of a topic",
    "topics.md.j2": "the topic index",
}
