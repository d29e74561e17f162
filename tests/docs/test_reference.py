"""The reference of the documentation says what the code does, and leaves nothing out."""

import re

import click
import pytest

from generator.cli.main import COMMANDS, main
from generator.documentation import field_anchor
from generator.exports.data.tables import TABLES
from generator.model.content import Record, Statement
from generator.model.scales import CONFIDENCE, CREDIBILITY, LIKELIHOOD, RELIABILITY, STATUSES
from generator.plugin.config import SeedbriefConfig
from generator.rules import RULES
from scripts.reference import FOLDER, PAGES, make_page, path_of
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
