"""The command ``diff``: show what changed in the content since a git revision."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from generator.cli.common import ending, reported_errors, root_of
from generator.diagnostics import printable_lines, summary
from generator.history.diff_text import changes_data, changes_text
from generator.project.git_revision import compare


@click.command(
    epilog=ending(
        "seedbrief diff HEAD",
        "seedbrief diff HEAD --format json",
        exit_codes={
            0: "compared, whether or not anything changed",
            1: "some of the content cannot be read now; the rest was compared",
        },
    )
)
@click.argument("revision")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Output format. Default: text.",
)
@click.pass_obj
def diff(project: Path, revision: str, output_format: str) -> None:
    """Show what changed in the content since REVISION.

    REVISION is any git revision: a commit, a tag, a branch, HEAD~3, main@{yesterday}. HEAD shows what is not committed
    yet. Claims and judgments are matched by id or alias, briefs by file name or alias.
    """
    root = root_of(project)
    with reported_errors(root):
        comparison = compare(root, revision)
    if output_format == "json":
        click.echo(json.dumps(changes_data(comparison.changes, revision), indent=2))
    else:
        click.echo(_coloured(printable_lines(changes_text(comparison.changes, revision))))
    for when, errors in ((f"At {revision}", comparison.errors_then), ("Now", comparison.errors_now)):
        if errors:
            click.echo(
                f"{when}: {summary(errors)} in the content; items with errors are not compared.", err=True
            )
    if comparison.errors_now:
        click.echo("To list the errors: seedbrief check", err=True)
        sys.exit(1)


def _coloured(text: str) -> str:
    """Add terminal colours to headings, removed words and added words."""
    match = r"\g<0>"
    text = re.sub(r"(?m)^\w+ [\w-]+$|^\w+ [\w-]+(?= (added|removed):)", click.style(match, bold=True), text)
    text = re.sub(r"(?s)\[-.*?-\]", click.style(match, fg="red"), text)
    return re.sub(r"(?s)\{\+.*?\+\}", click.style(match, fg="green"), text)
