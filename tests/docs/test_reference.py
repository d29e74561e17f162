"""The reference of the documentation says what the code does, and leaves nothing out."""

import re
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
import yaml
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type

from generator.cli.main import COMMANDS, main
from generator.documentation import field_anchor
from generator.exports.data.tables import TABLES, Column
from generator.model.content import Record, Statement
from generator.model.scales import CONFIDENCE, CREDIBILITY, LIKELIHOOD, RELIABILITY, STATUSES
from generator.plugin.config import SeedbriefConfig
from generator.project import scaffold
from generator.project.build import build_project
from generator.rules import RULES
from scripts.reference import (
    FOLDER,
    PAGES,
    commands,
    data,
    files,
    limits,
    make_page,
    output_formats,
    path_of,
    plugin_options,
    search,
    templates,
)
from tests.helpers.example import EXAMPLE

SLOW = {"output_formats"}  # they are made by running commands


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in PAGES]
)
def test_a_page_is_up_to_date(name: str):
    assert path_of(name).read_text("utf-8") == make_page(name), "write it again with: make reference"


def test_every_page_is_in_the_navigation_and_listed_on_the_first_page_of_the_reference():
    pages = {path.name for path in FOLDER.glob("*.md")} - {"index.md"}
    navigation = (EXAMPLE / "docs/mkdocs.yml").read_text("utf-8")
    index = (FOLDER / "index.md").read_text("utf-8")
    assert {path_of(name).name for name in PAGES} <= pages
    assert [name for name in sorted(pages) if f"- reference/{name}" not in navigation] == []
    assert [name for name in sorted(pages) if f"]({name})" not in index] == []


def page_of(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def anchors(name: str) -> set[str]:
    return set(re.findall(r"\{: #([\w-]+) \}", page_of(name)))


def all_below(kind: type) -> list[type]:
    return [kind, *(found for below in kind.__subclasses__() for found in all_below(below))]


def test_every_field_has_an_entry():
    records = {kind for kind in all_below(Record) if kind not in (Record, Statement)}
    fields = {field_anchor(record.__name__, name) for record in records for name in record.model_fields}
    assert len(fields) > 70
    assert fields - anchors("fields.md") == set()


def test_every_rule_option_of_the_plugin_and_table_has_an_entry():
    assert {rule.id for rule in RULES} - anchors("rules.md") == set()
    assert {name.replace("_", "-") for name, _ in SeedbriefConfig._schema} - anchors(
        "plugin-options.md"
    ) == set()
    assert {table.name for table in TABLES} - anchors("data.md") == set()


def test_every_term_of_a_scale_has_a_row():
    terms = [
        *(term for row in LIKELIHOOD for term in row[:2]),
        *CONFIDENCE,
        *CREDIBILITY,
        *RELIABILITY,
        *STATUSES,
    ]
    assert [term for term in terms if f"| `{term}` |" not in page_of("scales.md")] == [
        "overdue"
    ]  # nobody writes it


def test_every_format_is_described():
    context = click.Context(main, info_name="seedbrief")
    formats = {
        choice
        for name in COMMANDS
        for item in getattr(main.get_command(context, name), "params", ())
        if item.name in ("format_", "output_format") and isinstance(item.type, click.Choice)
        for choice in item.type.choices
    }
    assert len(formats) > 5
    assert {name for name in formats if f"`{name}`" not in page_of("output-formats.md")} == set()


# What is added to the code is on its page, or its page cannot be made until it is described.


def test_a_new_command_and_its_options_are_on_the_page(monkeypatch: pytest.MonkeyPatch):
    option = click.Option(["--height"], type=click.IntRange(1), help="How high.")
    fly = click.Command("fly", params=[option], help="Fly away.", epilog="\b\nExample:\n  seedbrief fly")
    monkeypatch.setattr(commands, "COMMANDS", {"fly": "fly"})
    monkeypatch.setattr(commands, "command", lambda name: fly)
    page = commands.page()
    assert "| [`fly`](#fly) | Fly away. |" in page
    assert "| `--height NUMBER` | How high. |" in page


class OptionWithoutWords(Config):
    colour = Type(str, default="")


class OptionWithWords(Config):
    colour = Type(str, default="red")
    """Colour of the boat.

    Example: ``blue``
    """


def test_an_option_of_the_plugin_needs_a_description_and_an_example():
    with pytest.raises(ValueError, match="`colour` needs a description and an example"):
        list(plugin_options.options(OptionWithoutWords))
    assert list(plugin_options.options(OptionWithWords)) == [
        ("colour", "text", "`red`", "Colour of the boat.", "blue")
    ]


def test_a_new_column_is_on_the_page():
    column = Column("tide", "text", "How high the water is", str)
    page = data.page([TABLES[0].__class__("boats", "Every boat", "briefs", (column,))])
    assert "### boats {: #boats }" in page
    assert "| `tide` | text | How high the water is |" in page


def test_a_function_of_templates_needs_a_docstring():
    with pytest.raises(ValueError, match="`sail` needs a docstring"):
        templates.description("sail", lambda: "")
    page = page_of("templates.md")
    for group in templates.names().values():
        for name, value in group.items():
            assert f"| `{name}` | {templates.description(name, value)}{templates.arguments(value)}" in page


def test_a_new_filter_of_the_search_needs_a_description():
    with pytest.raises(KeyError, match="tide"):
        search.page('const FACETS = {tide: _("Tide"),};')


def test_every_format_of_a_command_has_a_sample():
    assert set(output_formats.formats_of_commands()) - set(output_formats.FORMATS) == set()


def test_every_limit_is_listed_or_known_to_be_internal():
    found = set(limits.constants())
    assert found - limits.listed() - limits.INTERNAL == set(), (
        "describe it in LIMITS of scripts/reference/limits.py"
    )
    assert limits.INTERNAL - found == set(), "this no longer exists"
    assert limits.INTERNAL & limits.listed() == set()


def test_a_new_limit_is_found(tmp_path: Path):
    (tmp_path / "harbour").mkdir()
    code = "MOST_BOATS = 3\n_LONGEST: int = 8\nLATELY = 1\nTOO_LARGE = Rule('a')\ndef f():\n    MOST = 1\n"
    (tmp_path / "harbour/boats.py").write_text(code)
    assert list(limits.constants(tmp_path)) == ["harbour.boats:MOST_BOATS", "harbour.boats:_LONGEST"]


def is_listed(path: str, patterns: list[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def test_every_file_of_a_new_project_is_listed():
    patterns = [file.pattern for file in files.PROJECT]
    paths = [
        path.relative_to(scaffold._FOLDER).as_posix()
        for path in scaffold._FOLDER.rglob("*")
        if path.is_file()
    ]
    names = [re.sub(r"^dot-", ".", path) for path in paths]
    assert len(names) > 5
    assert [name for name in names if not is_listed(name, patterns)] == []


@pytest.mark.slow
def test_every_file_of_a_site_is_listed():
    made = build_project(EXAMPLE / "docs", site_url="https://example.org/").files()
    assert [path for path in made if not is_listed(path, [*files.SITE])] == []
    of_data = [path for path in made if path.startswith("data/")]
    assert [path for path in of_data if not is_listed(path, [*data.FILES])] == []
    assert [pattern for pattern in data.FILES if not any(fnmatch(path, pattern) for path in made)] == []


def test_examples_of_fields_are_yaml():
    examples = re.findall(r"(?m)\*Example:\* `(.*)`$", path_of("fields").read_text("utf-8"))
    assert len(examples) > 90
    assert [text for text in examples if not isinstance(yaml.safe_load(text), dict)] == []
