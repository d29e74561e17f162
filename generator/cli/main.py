"""The command ``seedbrief`` and the list of its subcommands.

Exit codes: 0 success, 1 the content has errors or a file could not be read or written, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from generator.cli.articles.new import new
from generator.cli.articles.quote import quote
from generator.cli.articles.sources import sources
from generator.cli.check import check, rules
from generator.cli.diff import diff
from generator.cli.init import init
from generator.cli.lock import lock
from generator.cli.schema import schema
from generator.cli.site import generate, index, postprocess, verify
from generator.project.termination import clean_up_on_sigterm


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The project's folder, or a folder inside it. Default: the current folder.",
)
@click.version_option(package_name="seedbrief")
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """Build a site of research briefs in which every statement links to its source.

    To preview the site while you edit: mkdocs serve. To build it: mkdocs build --strict.
    """
    context.obj = project
    clean_up_on_sigterm()
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False
    for stream in (sys.stdout, sys.stderr):  # messages quote any script, and not every terminal can show it
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


for command in (
    init,
    new,
    quote,
    sources,
    check,
    rules,
    schema,
    generate,
    index,
    postprocess,
    lock,
    diff,
    verify,
):
    main.add_command(command)
