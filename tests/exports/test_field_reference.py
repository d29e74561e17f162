"""The field reference: complete, and the same as the committed page."""

import inspect
import re
from pathlib import Path

import pytest

from generator.exports.field_reference import SECTIONS, field_reference
from generator.model import content
from generator.model.content import Record, Statement

PAGE = Path(__file__).parents[2] / "docs/reference/fields.md"
RECORDS = [
    kind
    for _, kind in inspect.getmembers(content, inspect.isclass)
    if issubclass(kind, Record) and kind not in (Record, Statement)
]


def test_the_committed_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == field_reference(), "write it again with: make reference"


def test_every_kind_of_record_has_a_section() -> None:
    assert {section.record for section in SECTIONS} == set(RECORDS)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.heading)
def test_every_field_has_a_row_with_its_value_default_and_description(section) -> None:
    _, _, text = field_reference().partition(f"\n## {section.heading}\n")
    table = text.partition("\n## ")[0].split("\n|---|---|---|---|\n")[1].split("\n\n")[0]
    rows = {row.split(" | ")[0].strip("| `"): row.split(" | ") for row in table.splitlines()}
    assert list(rows) == list(section.record.model_fields)
    for name, info in section.record.model_fields.items():
        _, value, default, description = rows[name]
        assert value.strip()
        assert (default == "**required**") == info.is_required()
        assert description.removesuffix(" |") == " ".join((info.description or "").split())


def test_links_lead_to_sections() -> None:
    anchors = {f"#{section.heading.lower().replace(' ', '-')}" for section in SECTIONS}
    assert set(re.findall(r"\]\((#[^)]*)\)", field_reference())) <= anchors
