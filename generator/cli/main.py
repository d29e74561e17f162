"""The command ``seedbrief`` and the list of its subcommands.

Exit codes: 0 success, 1 the content has errors or a file could not be read or written, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from generator.project.termination import clean_up_on_signals

# The module of each command, below generator/cli; only that of the command that was typed is imported.
COMMANDS = {
    "init": "init",
    "new": "articles.new",
    "quote": "articles.quote",
    "sources": "articles.sources",
    "check": "check",
    "rules": "check",
    "explain": "explain",
    "schema": "schema",
    "build": "build",
    "generate": "site",
    "index": "site",
    "postprocess": "site",
    "lock": "lock",
    "diff": "diff",
    "verify": "site",
}


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"generator.cli.{COMMANDS[name]}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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

    To preview the site while you edit: mkdocs serve. To build it: seedbrief build.
    """
    context.obj = project
    clean_up_on_signals()
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False
    for stream in (sys.stdout, sys.stderr):  # messages quote any script, and not every terminal can show it
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
