"""The command ``lock``: record what must not change any more once it is published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.common import ending, report, reported_errors, root_of
from generator.diagnostics import printable
from generator.model.content import DIGESTS, PERMALINKS
from generator.project.build import lock_project


@click.command(
    epilog=ending(
        "seedbrief lock",
        "seedbrief lock --accept",
        exit_codes={0: "recorded", 1: "something must be solved first, and nothing was written"},
    )
)
@click.option(
    "--accept",
    is_flag=True,
    help="Accept changed or missing seeds, and retire URLs that no longer exist.",
)
@click.pass_obj
def lock(project: Path, accept: bool) -> None:
    """Record seed checksums and published URLs.

    They go into seeds/SHA256SUMS and content/permalinks.lock. After that, two things are errors: a text or an original
    in seeds/ that changes (the error lists the claims that quote it), and a published URL that leads nowhere any more.
    If you rename a brief, claim or judgment, add its old name to its field `aliases`. URLs of drafts are not recorded.

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
        click.echo(printable(f"retired: {url}"))
    click.echo(f"Recorded the checksums of all seeds in {DIGESTS}.")
    click.echo(f"Recorded all published URLs in {PERMALINKS}.")
