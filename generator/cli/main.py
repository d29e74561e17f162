"""The command ``seedbrief``. Its commands live in the modules ``cli_*``, by what they are for.

Exit codes: 0 all is well, 1 something in the content is to be mended, 2 the command was called wrongly.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from generator.cli import check as cli_check
from generator.cli import history as cli_history
from generator.cli import new as cli_new
from generator.cli import schema as cli_schema
from generator.cli import site as cli_site


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The project's folder, or one inside it. Default: the current folder.",
)
@click.version_option(package_name="seedbrief")
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """Make research briefs whose every statement leads to the words it rests on.

    To look at the site while you edit: mkdocs serve. To build it: mkdocs build --strict.
    """
    context.obj = project
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False
    for stream in (sys.stdout, sys.stderr):  # findings quote any script; not every terminal can show it
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


for command in (
    cli_new.init,
    cli_new.new,
    cli_check.check,
    cli_check.rules,
    cli_schema.schema,
    cli_site.generate,
    cli_site.index,
    cli_site.secure,
    cli_history.lock,
    cli_history.diff,
    cli_site.verify,
):
    main.add_command(command)
