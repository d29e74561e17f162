"""The texts of the rules."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from generator.model.graph import MAX_LEVELS
from generator.rules import RULES
from generator.rules.quoting import NEEDLESS_ELLIPSIS, SKIPPED_WORDS
from generator.rules.structure import HIERARCHY_DEPTH
from generator.text.yaml.reader import MAX_DEPTH, YAML_DEPTH

GENERATOR = Path(__file__).parents[2] / "generator"


def test_the_sentence_of_every_rule_is_a_message_to_translate() -> None:
    """As `make messages` finds them."""
    written = (file for file in GENERATOR.rglob("*.py") if "Rule(" in file.read_text("utf-8"))
    found = [
        message for file in written for _, message, *_ in extract_from_file("python", file, {"Rule": (2,)})
    ]
    assert {rule.summary for rule in RULES} <= set(found)


@pytest.mark.parametrize(
    ("rule", "limit"),
    [(YAML_DEPTH, MAX_DEPTH), (HIERARCHY_DEPTH, MAX_LEVELS), (NEEDLESS_ELLIPSIS, SKIPPED_WORDS)],
)
def test_a_limit_is_the_one_that_is_checked(rule, limit: int) -> None:
    assert f" {limit} " in rule.summary
