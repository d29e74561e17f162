"""What the commands of ``seedbrief`` share: finding the project, building it, reporting what is to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator.diagnostics import Diagnostic, Severity, format_text, summary
from generator.pipeline import BuildResult
from generator.project import ProjectError, build_project, find_root


class UsageError(click.ClickException):
    """The command was called wrongly, or where it cannot work; it exits with 2."""

    exit_code = 2


def root_of(project: Path) -> Path:
    """Find the project's root, or end with what is wrong."""
    try:
        return find_root(project)
    except ProjectError as error:
        raise UsageError(str(error)) from None


def build(project: Path, *, drafts: bool = False) -> BuildResult:
    """Build the project's site, or end with what is wrong with its folder."""
    try:
        return build_project(root_of(project), drafts=drafts)
    except ProjectError as error:
        raise UsageError(str(error)) from None


def report(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the findings, errors in red and warnings in yellow on a terminal, and count them on standard error."""
    for diagnostic in diagnostics:
        head, *rest = format_text(diagnostic).splitlines()
        colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
        click.echo("\n".join([click.style(head, fg=colour), *rest]))
    if diagnostics:
        click.echo(summary(diagnostics), err=True)
