"""The commands ``check`` and ``rules``: what is to be mended, and what content is held to."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from textwrap import indent

import click

from generator.build import RULES, is_configurable
from generator.cli.common import UsageError, build, report, root_of
from generator.cli.formats import as_github, as_json, as_sarif
from generator.diagnostics import Diagnostic, has_errors, summary
from generator.project.files import RULES as FILE_RULES

_FORMATS = ("text", "json", "github", "sarif")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", help="How to write it. Default: text."
)
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@click.pass_obj
def check(project: Path, paths: tuple[Path, ...], form: str, strict: bool) -> None:
    """List what is to be mended in the content, with file, line and column.

    PATHS are files and folders of the project to which the list is narrowed; everything is read and checked all
    the same. The exit code is 0 if nothing is listed but warnings, 1 if errors are, or with --strict warnings,
    and 2 if the command was called wrongly.

    \b
    text    for a person, with the line and a mark under the place
    json    an object: version (1), summary (errors, warnings) and findings,
            each with path, line, column, end_line, end_column, rule,
            severity, message and hint; lines and columns count from 1, columns
            count code points, and end_column is the first that is no part of it
    github  workflow commands, which mark the lines of a pull request
    sarif   SARIF 2.1.0, for code scanning and editors

    Paths are relative to the project; in github and sarif to its repository. All but text is written to standard
    output by itself, and the count to standard error.
    """
    root = root_of(project)
    wanted = [_inside(path, root) for path in paths]
    result = build(project, for_editor=True)
    found = [item for item in result.diagnostics if _is_wanted(item.span.path, wanted)]
    if form == "text":
        report(found, root)
        if not found:
            where = f" in {', '.join(map(str, paths))}" if paths else ""
            click.echo(f"Nothing to mend{where}; the site has {len(result.pages)} generated pages.")
    else:
        if written := _written(form, found, root):
            click.echo(written)
        click.echo(summary(found) or "Nothing to mend.", err=True)
    if has_errors(found) or (strict and found):
        sys.exit(1)


def _inside(path: Path, root: Path) -> str:
    """Say where in the project a path of the command line leads; a link is not followed, for it is a finding itself."""
    if not (path.exists() or path.is_symlink()):
        raise UsageError(f"{path}: there is no such file or folder")
    whole = path.resolve() if path.name in ("", "..") else path.parent.resolve() / path.name
    if not whole.is_relative_to(root):
        raise UsageError(f"{path} is outside the project {root}")
    return whole.relative_to(root).as_posix()


def _is_wanted(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(one in (".", path) or path.startswith(f"{one}/") for one in wanted)


def _written(form: str, found: Sequence[Diagnostic], root: Path) -> str:
    if form == "json":
        return as_json(found)
    below = root.relative_to(_repository(root)).parts
    folder = "".join(f"{part}/" for part in below)
    if form == "github":
        return as_github(found, folder)
    return as_sarif(found, (*RULES, *FILE_RULES), version("seedbrief"), folder)


def _repository(root: Path) -> Path:
    """Find the repository in which the project lies: GitHub wants paths relative to it, wherever it is checked out."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or root).resolve()
    checked_out = workspace if root.is_relative_to(workspace) else root
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), checked_out)


@click.command()
def rules() -> None:
    """List every rule that content is held to, those of the craft with a wrong and a right example.

    Where a rule says so, mkdocs.yml can set it to error, warning or off:

    \b
      plugins:
        - seedbrief:
            rules: {vague-likelihood: off}
    """
    for rule in (*RULES, *FILE_RULES):
        note = ", can be set" if is_configurable(rule) else ""
        click.echo(f"{click.style(rule.id, bold=True)} ({rule.severity}{note})\n  {rule.summary}")
        for title, example in (("wrong", rule.wrong), ("right", rule.right)):
            if example:
                click.echo(f"\n  {title}:\n{indent(example.strip(), '    ')}")
        click.echo()
