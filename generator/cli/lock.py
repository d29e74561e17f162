"""The command ``lock``: record what must not change any more once it is published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.common import report, reported_errors, root_of
from generator.model.content import DIGESTS, PERMALINKS
from generator.project.build import lock_project


@click.command()
@click.option(
    "--accept",
    is_flag=True,
    help="Accept changed or missing seeds, and retire URLs that no longer exist.",
)
@click.pass_obj
def lock(project: Path, accept: bool) -> None:
    """Record seed checksums and published URLs.

    They go into seeds/SHA256SUMS and content/permalinks.lock. From then on, a changed seed is an error, which lists
    the claims that quote it. So is a published brief, claim or judgment whose URL no longer leads anywhere: if you
    rename one, add its old name to its field `aliases`. Drafts have no URL yet.

    Run this when you publish, and commit both files. `seedbrief check --strict` reminds you.
    """
    root = root_of(project)
    with reported_errors(root):
        locks = lock_project(root, accept=accept)
    report(locks.blockers, root)
    if locks.blockers:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    for url in locks.withdrawn:
        click.echo(f"retired: {url}")
    click.echo(f"Recorded the checksums of all seeds in {DIGESTS}.")
    click.echo(f"Recorded all published URLs in {PERMALINKS}.")
