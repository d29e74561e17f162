"""The commands ``lock`` and ``diff``: hold on to what was published, say what changed since."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from generator.cli.common import UsageError, report, root_of
from generator.diagnostics import summary
from generator.history.diff_text import changes_data, changes_text
from generator.history.git_revision import compare
from generator.project.build import ProjectError, lock_project


@click.command()
@click.option(
    "--accept",
    is_flag=True,
    help="Take seeds as they are now, and withdraw the addresses of what is gone.",
)
@click.pass_obj
def lock(project: Path, accept: bool) -> None:
    """Write down what is to last: the seeds, in seeds/SHA256SUMS, and all addresses, in content/permalinks.lock.

    From then on a seed that changes is an error, and it lists the claims that quote it. So is a published brief, claim
    or judgment whose address leads nowhere any more; where something was renamed, its former name goes into its field
    `aliases`. Drafts have no address yet.

    Run it when you publish, and commit both files. `seedbrief check --strict` asks for it.
    """
    root = root_of(project)
    try:
        locks = lock_project(root, accept=accept)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror or error}") from None
    report(locks.blockers, root)
    if locks.blockers:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    for address in locks.withdrawn:
        click.echo(f"withdrawn: {address}")
    click.echo("seeds/SHA256SUMS holds the digests of all seeds.")
    click.echo("content/permalinks.lock holds every address that was published.")


@click.command()
@click.argument("revision")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For a person or for a program.",
)
@click.pass_obj
def diff(project: Path, revision: str, form: str) -> None:
    """Say what changed in the content since REVISION, in the words of the field.

    REVISION is what git takes for one: a commit, a tag, a branch, HEAD~3, main@{yesterday}. For example, what
    is not committed yet, and all that was done since a tag:

    \b
      seedbrief diff HEAD
      seedbrief diff v1.0

    Claims and judgments are matched by their ids, and like briefs also by their aliases. Whether or not something
    changed, the exit code is 0; it is 1 if some of the content cannot be read now, and the rest is compared.
    """
    try:
        found = compare(root_of(project), revision)
    except ProjectError as error:
        raise UsageError(str(error)) from None
    if form == "json":
        click.echo(json.dumps(changes_data(found.changes, revision), indent=2))
    else:
        click.echo(_coloured(changes_text(found.changes, revision)))
    for when, errors in ((f"At {revision}", found.errors_then), ("Now", found.errors_now)):
        if errors:
            click.echo(f"{when}: {summary(errors)} in the content. What has one is left out.", err=True)
    if found.errors_now:
        click.echo("To see what is to be mended: seedbrief check", err=True)
        sys.exit(1)


def _coloured(text: str) -> str:
    """Colour changes for a terminal: headings, old words and new words."""
    whole = r"\g<0>"
    text = re.sub(r"(?m)^\w+ [\w-]+$|^\w+ [\w-]+(?= (added|removed):)", click.style(whole, bold=True), text)
    text = re.sub(r"(?s)\[-.*?-\]", click.style(whole, fg="red"), text)
    return re.sub(r"(?s)\{\+.*?\+\}", click.style(whole, fg="green"), text)
