"""The page ``templates``: the functions, filters and globals of templates, and the templates with what each gets."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import GenericAlias, ModuleType
from typing import Any

from generator.render import pages
from generator.render.chart_functions import ChartFunctions
from generator.render.environment import make_environment
from generator.render.template_functions import TemplateFunctions
from scripts.reference.markdown import code, from_docstring, front, table

FOLDER = Path(__file__).parents[2] / "site_templates"
_JINJA = {"range", "dict", "lipsum", "cycler", "joiner", "namespace"}


def environment() -> Any:
    """Return the environment in which templates are rendered."""
    files = {path.name: path.read_bytes() for path in sorted((FOLDER / "pages").glob("*.j2"))}
    return make_environment(frozenset(files.items()), "site_templates/pages/")


def names() -> dict[str, dict[str, Any]]:
    """Return what templates can use, by the heading under which it is described."""
    site: Any = None
    it = environment()
    plain = type(it).__mro__[1]()
    functions = {
        **TemplateFunctions(site, "index.md").by_name(),
        **ChartFunctions(site, "index.md").by_name(),
    }
    own = {name: value for name, value in it.globals.items() if name not in _JINJA}
    return {
        "Functions": {name: value for name, value in functions.items() if callable(value)},
        "Constants": {name: value for name, value in functions.items() if not callable(value)},
        "Globals": own,
        "Filters": {
            name: value for name, value in it.filters.items() if plain.filters.get(name) is not value
        },
    }


def arguments(value: Any) -> str:
    """Return the arguments of a function as a sentence, with their defaults."""
    if isinstance(value, ModuleType | GenericAlias) or not callable(value):
        return ""
    parameters = inspect.signature(value).parameters.values()
    return f" Arguments: {', '.join(code(_parameter(it)) for it in parameters)}."


def _parameter(it: inspect.Parameter) -> str:
    star = "*" if it.kind is it.VAR_POSITIONAL else "**" if it.kind is it.VAR_KEYWORD else ""
    default = "" if it.default is it.empty else f"={it.default!r}"
    return f"{star}{it.name}{default}"


def description(name: str, value: Any) -> str:
    """Return what something is for, from its docstring. Raises ValueError if it has none."""
    if isinstance(value, partial):
        value = value.func
    if name in _DESCRIBED:
        return _DESCRIBED[name]
    if not getattr(value, "__doc__", None) or not callable(value):
        raise ValueError(f"`{name}` needs a docstring, or a description in _DESCRIBED of {__name__}")
    return from_docstring(value.__doc__)


_DESCRIBED = {
    "uri": "The path of the page, such as `briefs/my-brief.md`.",
    "new_section": "Return an empty set of targets, for the argument `linked` of other functions.",
    "GAPS_SHOWN": "How many gaps a brief shows before it folds the others.",
    "JUDGMENTS_SHOWN": "How many judgments a topic or entity shows before it folds the others.",
    "RELATIONS": "The relations of backlinks, with their headings.",
    "ENTRY_KINDS": "The kinds of entries of the timeline, with their names.",
    "ENTITY_KINDS": "The kinds of entities, with their names.",
    "scales": "The scales: likelihood, confidence, reliability, credibility and their words.",
    "percent": "Write the range of a term of likelihood, or a share, in percent.",
}


def template_variables() -> dict[str, list[str]]:
    """Return the variables that only some templates get, by template, as ``render/pages.py`` gives them."""
    tree = ast.parse(inspect.getsource(pages))
    assigned = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    returned = {
        node.name: last.value
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and isinstance(last := node.body[-1], ast.Return)
    }
    found = {}
    for call in ast.walk(tree):
        match call:
            case ast.Call(ast.Name("_PagePlan"), [_, ast.Constant(str(name)), variables, *views]):
                given = [assigned[variables.id] if isinstance(variables, ast.Name) else variables]
                given += [returned[view.args[0].id] for view in views]  # type: ignore[attr-defined]
                dicts = [it for it in given if isinstance(it, ast.Dict)]
                assert dicts == given, f"the variables of {name} are not known"
                found[name] = [ast.literal_eval(key) for it in dicts for key in it.keys if key]
    return found


def page() -> str:
    """Return the page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield front(
        "Templates",
        "The templates of the site, what each of them gets, and the functions, filters and globals that they can use.",
        "generator/render/ and site_templates/",
        "how-to/change-the-look",
    )
    yield _INTRODUCTION
    yield "## Templates of pages {: #templates-of-pages }\n"
    yield "In `site_templates/pages/`. Macros get their values from the templates that use them.\n"
    variables = template_variables()
    yield table(
        ["Template", "Page, and what it also gets"],
        (
            [
                code(name),
                "; ".join(filter(None, (_FOR[name], ", ".join(map(code, sorted(variables.get(name, ()))))))),
            ]
            for name in sorted(path.name for path in (FOLDER / "pages").glob("*.j2"))
        ),
    )
    yield "Every template of a page gets these:\n"
    yield table(["Name", "What it is"], ([code(name), words] for name, words in EVERY.items()))
    for heading, group in names().items():
        yield f"## {heading} {{: #{heading.lower()} }}\n"
        yield f"{_ABOUT[heading]}\n"
        rows = (
            [code(name), f"{description(name, value)}{arguments(value)}"]
            for name, value in sorted(group.items())
        )
        yield table([heading.removesuffix("s"), "What it does"], rows)


EVERY = {
    "site": "the whole site (`Site` in `generator/model/site.py`): `site.briefs`, `site.topics` and so on",
    "publication": "the name, URL, organisation, licence and languages of the site (`Publication`)",
    "lists": "the long lists of this page, by name; each may be split into further pages",
    "rules": "the rules of `seedbrief check`",
    "for_editor": "whether the page is a preview in `mkdocs serve`",
    "has_year_pages": "whether the timeline has a page for each year",
}

_INTRODUCTION = """\
Templates are [Jinja](https://jinja.palletsprojects.com/en/stable/templates/) templates that write Markdown.

A file of your own below `site_templates/` is used in place of the file at the same path in that of Seedbrief.
Files with other names are added.

| Folder | What is in it |
| --- | --- |
| `site_templates/pages/` | templates of the generated pages |
| `site_templates/assets/` | style sheets (which become one, `assets/seedbrief.css`), scripts and pictures |
| `site_templates/theme/` | what differs from the theme: `main.html`, `404.html`, `sitemap.xml`, parts of pages |

Values are escaped for Markdown unless a function returned them as `Markup`. A name that does not exist is an error,
which the build reports with the line of the template. Templates may change between versions of Seedbrief.
"""

_ABOUT = {
    "Functions": "Links are relative to the page that is rendered.",
    "Constants": "Values that several templates share.",
    "Globals": "The words of the interface, and what builds on them.",
    "Filters": "Used as `value | name`. All filters of Jinja can be used too.",
}

_FOR = {
    "author.md.j2": "an author, if there are many",
    "authors.md.j2": "all authors",
    "brief.md.j2": "a brief",
    "briefs.md.j2": "all briefs",
    "charts.md.j2": "macros for charts",
    "claims.md.j2": "macros for claims and judgments",
    "data.md.j2": "the data files",
    "entities.md.j2": "all people, places and things",
    "entity.md.j2": "a person, place or thing",
    "forecasts.md.j2": "all forecasts",
    "gaps.md.j2": "all gaps",
    "history.md.j2": "the revisions of a brief",
    "home.md.j2": "the home page, unless `content/pages/index.md` exists",
    "list_part.md.j2": "a part of a list that is too long for one page",
    "macros.md.j2": "macros that pages share",
    "method.md.j2": "the method",
    "publisher.md.j2": "a publisher, if there are many",
    "rows.md.j2": "macros for the rows of lists",
    "rules.md.j2": "the rules",
    "search.md.j2": "the search page",
    "source.md.j2": "a source",
    "sources.md.j2": "all sources and publishers",
    "timeline.md.j2": "the timeline",
    "topic.md.j2": "a topic",
    "topics.md.j2": "all topics",
}
