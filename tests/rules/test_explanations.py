"""Every rule is explained, and every example of it does what it says."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml

from generator.build import Options, build_site
from generator.rules import RULES
from generator.rules.explanations import _explanations, explain
from tests.rules.test_analytic import PROJECT, UNFINISHED, written

SHOWN = [rule for rule in RULES if not rule.is_analytic and explain(rule).wrong]


def rules_broken(path: str, lines: str) -> set[str]:
    """Put lines into a file of the project, in place of the fields that they name."""
    fields = {
        name: value for name, value in PROJECT.get(path, {}).items() if not re.search(rf"(?m)^{name}:", lines)
    }
    text = (yaml.safe_dump(fields, sort_keys=False) if fields else "") + lines + "\n"
    broken = build_site(written({path: text}), Options(today=date(2024, 6, 1))).diagnostics
    return {diagnostic.rule for diagnostic in broken} - UNFINISHED


def test_every_rule_is_explained_and_nothing_else() -> None:
    assert set(_explanations()) == {rule.id for rule in RULES}
    for rule in RULES:
        said = explain(rule)
        assert said.why.endswith("."), rule.id
        assert bool(said.wrong and said.right) != bool(said.problem and said.fix), rule.id


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_examples_are_what_they_say(rule) -> None:
    said = explain(rule)
    assert rules_broken(said.file, said.wrong) == {rule.id}
    assert rules_broken(said.file, said.right) == set()
