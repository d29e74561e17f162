"""What ``seedbrief explain`` and the reference say about a rule: why it exists, and an example of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from generator.diagnostics import Rule

BRIEF = "content/briefs/example.yml"
ARTICLE = "Since January, trucks are lined up at the gate. They drive through if the guards agree."
"""What the article of the examples says."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule exists, in a sentence, and an example.

    ``wrong`` and ``right`` are lines of ``file``; where YAML cannot show it, ``problem`` and ``fix`` say it in words.
    """

    why: str
    file: str = BRIEF
    wrong: str = ""
    right: str = ""
    problem: str = ""
    fix: str = ""


def explain(rule: Rule) -> Explanation:
    """Return the explanation of a rule. Raises KeyError if there is none, which a test forbids."""
    written = _explanations()[rule.id]
    if rule.is_analytic:
        written = {
            **written,
            "file": rule.file,
            "wrong": rule.wrong.strip("\n"),
            "right": rule.right.strip("\n"),
        }
    return Explanation(**{name: text.strip("\n") for name, text in written.items()})


@cache
def _explanations() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("explanations.yml").read_text(encoding="utf-8")
    explanations: dict[str, dict[str, str]] = yaml.safe_load(text)
    return explanations
