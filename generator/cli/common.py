"""What the commands share: finding and building the project, and reporting problems and errors."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import click

from generator.build import BuildResult
from generator.cli.code_frame import excerpt
from generator.diagnostics import Diagnostic, Severity, format_text, printable_lines, summary
from generator.documentation import rule_url
from generator.project.build import build_project
from generator.project.config import ProjectError, find_root
from generator.project.files import read_lines
from generator.project.git_history import GitHistory

_LOG_WIDTH = 120  # terminal cells in a line of output that does not go to a terminal


class Failure(click.ClickException):
    """A command cannot go on; it exits with 1. The message may quote a file, a page or a server."""

    def format_message(self) -> str:
        """Return the message as it is shown after ``Error:``."""
        return printable_lines(self.message)


class UsageError(Failure):
    """Wrong usage: the command exits with 2."""

    exit_code = 2


def ending(*examples: str, exit_codes: dict[int, str] | None = None) -> str:
    """Return the end of a command's help: its exit codes, if they say more than success or failure, and examples."""
    parts = [
        f"{'Examples' if len(examples) > 1 else 'Example'}:\n" + "\n".join(f"  {line}" for line in examples)
    ]
    if exit_codes:
        codes = {**exit_codes, 2: exit_codes.get(2, "the command was used wrongly")}
        parts.insert(0, "Exit codes:\n" + "\n".join(f"  {code}  {words}" for code, words in codes.items()))
    return "\n\n".join(f"\b\n{part}" for part in parts)


def engine() -> str:
    """Return the command that builds and serves sites: ``properdocs`` if MkDocs was replaced by it, else ``mkdocs``."""
    return "properdocs" if find_spec("properdocs") and not find_spec("mkdocs") else "mkdocs"


@contextmanager
def reported_errors(path: Path, note: str = "") -> Iterator[None]:
    """Turn a ProjectError into exit code 2 and an OSError into exit code 1, each with a one-line message.

    ``path`` is named where the OSError names no file. ``note`` is added to an OSError's message.
    """
    try:
        yield
    except ProjectError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror or error}"
        raise Failure(f"{message}; {note}" if note else message) from None


def root_of(project: Path) -> Path:
    """Return the root folder of the project that contains ``project``; exit with 2 if there is none."""
    with reported_errors(project):
        return find_root(project)


def build(
    project: Path,
    *,
    drafts: bool = False,
    for_editor: bool = False,
    git_history: GitHistory | None = None,
    site_url: str = "",
    standalone: bool = False,
) -> BuildResult:
    """Build the project's site; exit with a message if its folder or configuration is wrong."""
    with reported_errors(project):
        return build_project(
            root_of(project),
            drafts=drafts,
            for_editor=for_editor,
            git_history=git_history,
            site_url=site_url,
            standalone=standalone,
        )


def report(
    diagnostics: Sequence[Diagnostic], root: Path | None = None, counted: Sequence[Diagnostic] = ()
) -> None:
    """Print the diagnostics, and to standard error the number of them, or of those ``counted``.

    Each is shown with its line of the file, if the project's ``root`` is given. On a terminal, errors are red and
    warnings yellow.
    """
    lines = read_lines(root, (diagnostic.span.path for diagnostic in diagnostics)) if root else {}
    for diagnostic in diagnostics:
        click.echo(_with_excerpt(diagnostic, lines.get(diagnostic.span.path, ())))
    if diagnostics:
        click.echo(summary(counted or diagnostics), err=True)


def _with_excerpt(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    """Format a diagnostic for a terminal, with its line of the file and a mark below the place."""
    colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
    head, *hints = format_text(diagnostic).split("\n")
    if sys.stdout.isatty() and (url := rule_url(diagnostic.rule)):
        head = head.removesuffix(f"[{diagnostic.rule}]") + f"[{_hyperlink(diagnostic.rule, url)}]"
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _LOG_WIDTH
    shown = excerpt(lines, diagnostic.span, width)
    frame = [shown[0], click.style(shown[1], fg=colour)] if shown else []
    return "\n".join([click.style(head, fg=colour), *frame, *hints])


def _hyperlink(text: str, url: str) -> str:
    """Return text that terminals show as a link (OSC 8); others show the text."""
    return f"\033]8;;{url}\033\\{text}\033]8;;\033\\"
