"""The command ``explain``: why a rule exists, what breaks it, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

import click

from generator.cli.common import UsageError, ending
from generator.diagnostics import Rule, did_you_mean
from generator.documentation import rule_url
from generator.rules import RULES, is_configurable
from generator.rules.explanations import ARTICLE
from generator.rules.explanations import explain as explanation_of


@click.command(epilog=ending("seedbrief explain quote-not-found"))
@click.argument("names", nargs=-1, required=True, metavar="RULE...")
def explain(names: tuple[str, ...]) -> None:
    """Say why rules exist and how to follow them.

    For each RULE: what it demands and why, what breaks it, and what to write instead. `seedbrief check` names the
    rule of each problem in brackets; `seedbrief rules` lists them all.
    """
    rules = {rule.id: rule for rule in RULES}
    for name in names:
        if name not in rules:
            hint = did_you_mean(name, rules) or "`seedbrief rules` lists all"
            raise UsageError(f"there is no rule `{name}`. {hint}")
    click.echo("\n\n".join("\n".join(_lines(rules[name])) for name in dict.fromkeys(names)))


def _lines(rule: Rule) -> Iterator[str]:
    said = explanation_of(rule)
    yield f"{click.style(rule.id, bold=True)} ({'off' if rule.is_optional else rule.severity})"
    yield f"  {rule.summary}"
    yield f"  {said.why}"
    if "evidence:" in said.wrong:
        yield f'\n  The article says: "{ARTICLE}"'
    if said.wrong:
        yield f"\n  Wrong, in {said.file}:\n{indent(said.wrong, '    ')}"
        yield f"\n  Right:\n{indent(said.right, '    ')}"
    else:
        yield f"\n  Example: {said.problem}\n  Fix: {said.fix}"
    if is_configurable(rule):
        severity = "error" if rule.is_optional else "off"
        yield "\n  To change it, in mkdocs.yml:\n    plugins:\n      - seedbrief:"
        yield f"          rules: {{{rule.id}: {severity}}}"
    if url := rule_url(rule.id):
        yield f"\n  {url}"
