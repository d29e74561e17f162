"""The examples that document the rules of the craft: every wrong one breaks its rule, every right one breaks none."""

from __future__ import annotations

import pytest
import yaml

from generator.pipeline import RULES, build_site, settable
from generator.rigour_rules import RULES as CRAFT

PROJECT = {
    "seeds/example.txt": "Since January, trucks are lined up at the gate.",
    "content/publishers.yml": {"paper": {"label": "The Paper", "reliability": "C"}},
    "content/topics.yml": {"trade": {"label": "Trade"}},
    "content/sources/example.yml": {"title": "Example", "publisher": "paper", "published": "2024-01-17"},
    "content/briefs/example.yml": {
        "title": "Example",
        "date": "2024-02-01",
        "sources": ["example"],
        "topics": ["trade"],
        "summary": "Trucks are lined up.",
        "claims": [{"id": "trucks-lined-up", "text": "Trucks wait.", "evidence": ["trucks are lined up"]}],
    },
}


def rules_broken(path: str, example: str) -> set[str]:
    """Put the fields of an example into a file of the project, and name the rules that it then breaks."""
    files = {**PROJECT, path: {**PROJECT[path], **yaml.load(example, yaml.BaseLoader)}}
    written = {name: text if isinstance(text, str) else yaml.safe_dump(text) for name, text in files.items()}
    found = build_site({name: text.encode() for name, text in written.items()}).diagnostics
    return {diagnostic.rule for diagnostic in found} - {
        "template-error",
        "seed-not-locked",
        "permalink-not-locked",
    }


@pytest.mark.parametrize("rule", CRAFT, ids=lambda rule: rule.id)
def test_examples_are_what_they_say(rule):
    assert rules_broken(rule.file, rule.wrong) == {rule.id}
    assert rules_broken(rule.file, rule.right) == set()


def test_every_rule_has_a_name_of_its_own_and_a_sentence():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.summary.endswith(".") for rule in RULES)


def test_what_makes_a_statement_traceable_cannot_be_set_aside():
    firm = {rule.id for rule in RULES if not settable(rule)}
    assert {"quote-not-found", "quote-ambiguous", "seed-changed", "missing-seed", "unknown-id"} <= firm
