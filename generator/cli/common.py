"""What the commands of ``seedbrief`` share: finding the project, building it, reporting what is to be mended."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.build import BuildResult
from generator.cli.code_frame import excerpt, printable
from generator.diagnostics import Diagnostic, Severity, format_text, summary
from generator.project.build import ProjectError, build_project, find_root
from generator.project.files import read_lines

_LOG_WIDTH = 120  # cells of a line that is shown in what is not a terminal, always the same


class UsageError(click.ClickException):
    """The command was called wrongly, or where it cannot work; it exits with 2."""

    exit_code = 2


def root_of(project: Path) -> Path:
    """Find the project's root, or end with what is wrong."""
    try:
        return find_root(project)
    except ProjectError as error:
        raise UsageError(str(error)) from None


def build(project: Path, *, drafts: bool = False, for_editor: bool = False) -> BuildResult:
    """Build the project's site, or end with what is wrong with its folder."""
    try:
        return build_project(root_of(project), drafts=drafts, for_editor=for_editor)
    except ProjectError as error:
        raise UsageError(str(error)) from None


def report(diagnostics: Sequence[Diagnostic], root: Path | None = None) -> None:
    """Print the findings with the lines of the project at ``root`` that they are about, and count them.

    Errors are red and warnings yellow on a terminal. The count goes to standard error.
    """
    lines = read_lines(root, (diagnostic.span.path for diagnostic in diagnostics)) if root else {}
    for diagnostic in diagnostics:
        click.echo(_shown(diagnostic, lines.get(diagnostic.span.path, ())))
    if diagnostics:
        click.echo(summary(diagnostics), err=True)


def _shown(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    """Write a finding as ``format_text`` does, for a terminal, with the line and a mark under the place."""
    colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
    head, *hints = (printable(line) for line in format_text(diagnostic).split("\n"))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _LOG_WIDTH
    found = excerpt(lines, diagnostic.span, width)
    marked = [found[0], click.style(found[1], fg=colour)] if found else []
    return "\n".join([click.style(head, fg=colour), *marked, *hints])
