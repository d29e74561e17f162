"""The commands ``check`` and ``rules``: what is to be mended, and what content is held to."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import indent

import click

from generator.cli_common import build, report
from generator.diagnostics import has_errors
from generator.pipeline import RULES, settable
from generator.project import RULES as FILE_RULES


@click.command()
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@click.pass_obj
def check(project: Path, strict: bool) -> None:
    """List everything in the content that is to be mended, with file, line and column."""
    result = build(project)
    report(result.diagnostics)
    if has_errors(result.diagnostics) or (strict and result.diagnostics):
        sys.exit(1)
    if not result.diagnostics:
        click.echo(f"Nothing to mend; the site has {len(result.pages)} generated pages.")


@click.command()
def rules() -> None:
    """List every rule that content is held to, those of the craft with a wrong and a right example.

    Where a rule says so, mkdocs.yml can set it to error, warning or off:

    \b
      plugins:
        - seedbrief:
            rules: {vague-likelihood: off}
    """
    for rule in (*RULES, *FILE_RULES):
        note = ", can be set" if settable(rule) else ""
        click.echo(f"{click.style(rule.id, bold=True)} ({rule.severity}{note})\n  {rule.summary}")
        for title, example in (("wrong", rule.wrong), ("right", rule.right)):
            if example:
                click.echo(f"\n  {title}:\n{indent(example.strip(), '    ')}")
        click.echo()
