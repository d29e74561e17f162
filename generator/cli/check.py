"""The commands ``check`` and ``rules``: list the problems in the content, and the rules it must follow."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from textwrap import indent

import click

from generator.cli.common import UsageError, build, ending, report, root_of
from generator.cli.formats import as_github, as_json, as_sarif
from generator.diagnostics import Diagnostic, Severity, Span, did_you_mean, has_errors, printable, summary
from generator.load.decoder import TODO_LEFT
from generator.load.drafts import one_todo_a_file
from generator.rules import RULES, is_configurable

_FORMATS = ("text", "json", "github", "sarif")
_NO_PROBLEMS = "No problems found"
_EXPLAINED = 3  # rules that `seedbrief explain` is offered for


@click.command(
    epilog=ending(
        "seedbrief check",
        "seedbrief check content/briefs --errors",
        "seedbrief check --strict --format github",
        exit_codes={0: "no errors", 1: "errors; with --strict, errors or warnings"},
    )
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(_FORMATS),
    default="text",
    help="Output format. Default: text.",
)
@click.option("--errors", "errors_only", is_flag=True, help="Show errors only.")
@click.option("--rule", "rule_ids", metavar="NAME", multiple=True, help="Show only problems of this rule.")
@click.option("--summary", "counts_only", is_flag=True, help="Show only how many problems there are.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.pass_obj
def check(
    project: Path,
    paths: tuple[Path, ...],
    output_format: str,
    errors_only: bool,
    rule_ids: tuple[str, ...],
    counts_only: bool,
    strict: bool,
) -> None:
    """Check the content and list problems by file, line and column.

    Show only problems in PATHS, files or folders of the project. The whole project is still checked. The TODOs of a
    draft are one line, unless PATHS or --rule todo-left ask for them.

    \b
    text    for people: each problem with its line and a mark below the place
    json    an object: version (1), summary (errors, warnings) and findings,
            each with path, line, column, end_line, end_column, rule,
            severity, message, hint and url. Lines and columns count from 1, columns
            count code points; end_column is the first column after the problem
    github  workflow commands, which annotate the lines of a pull request
    sarif   SARIF 2.1.0, for code scanning and editors

    Paths are relative to the project; in github and sarif, to its repository. With json, github and sarif, standard
    output contains nothing else, and the number of problems goes to standard error.
    """
    root = root_of(project)
    wanted_paths = [_path_in_project(path, root) for path in paths]
    for name in rule_ids:
        if name not in (known := {rule.id for rule in RULES}):
            raise UsageError(f"there is no rule `{name}`. {did_you_mean(name, known)}".strip())
    result = build(project, for_editor=True)
    diagnostics = [
        item
        for item in result.diagnostics
        if _is_wanted(item.span.path, wanted_paths)
        and not (errors_only and item.severity is not Severity.ERROR)
        and (not rule_ids or item.rule in rule_ids)
    ]
    if output_format == "text":
        if counts_only:
            click.echo("\n".join(_counts(diagnostics)), nl=bool(diagnostics))
        else:
            is_asked = bool(paths) or TODO_LEFT.id in rule_ids
            report(diagnostics if is_asked else _with_todos_folded(diagnostics), root, diagnostics)
            if diagnostics and sys.stderr.isatty():
                click.echo(f"More: seedbrief explain {' '.join(_most_broken(diagnostics))}", err=True)
        if not diagnostics:
            where = f" in {', '.join(map(str, paths))}" if paths else ""
            click.echo(f"{_NO_PROBLEMS}{where}. {len(result.pages)} pages would be generated.")
    else:
        if output := _formatted(output_format, diagnostics, root):
            click.echo(output)
        click.echo(summary(diagnostics) or f"{_NO_PROBLEMS}.", err=True)
    if has_errors(diagnostics) or (strict and diagnostics):
        sys.exit(1)


def _with_todos_folded(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics with one line, without an excerpt, for the TODOs of each draft."""
    listed = set(diagnostics)
    return [
        item
        if item in listed
        else replace(item, span=Span(item.span.path), message=f"{item.message}; {item.hint}", hint="")
        for item in one_todo_a_file(diagnostics)
    ]


def _most_broken(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Return the rules with most problems, but only a few."""
    return [rule for rule, _ in Counter(item.rule for item in diagnostics).most_common(_EXPLAINED)]


def _counts(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield how many problems each rule and each file has, those with most first."""
    for field in ("rule", "path"):
        groups: dict[str, list[Diagnostic]] = {}
        for item in diagnostics:
            groups.setdefault(item.rule if field == "rule" else item.span.path, []).append(item)
        width = max(map(len, groups), default=0)
        for name, items in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
            yield f"{printable(name):{width}}  {summary(items)}"


def _path_in_project(path: Path, root: Path) -> str:
    """Return a path of the command line relative to the project. A link is not followed: it is a problem itself."""
    if not (path.exists() or path.is_symlink()):
        raise UsageError(f"{path}: no such file or folder")
    absolute = path.resolve() if path.name in ("", "..") else path.parent.resolve() / path.name
    if not absolute.is_relative_to(root):
        raise UsageError(f"{path} is outside the project {root}")
    return absolute.relative_to(root).as_posix()


def _is_wanted(path: str, wanted_paths: Sequence[str]) -> bool:
    return not wanted_paths or any(
        wanted in (".", path) or path.startswith(f"{wanted}/") for wanted in wanted_paths
    )


def _formatted(output_format: str, diagnostics: Sequence[Diagnostic], root: Path) -> str:
    if output_format == "json":
        return as_json(diagnostics)
    folder = "".join(f"{part}/" for part in root.relative_to(_repository(root)).parts)
    if output_format == "github":
        return as_github(diagnostics, folder)
    return as_sarif(diagnostics, RULES, version("seedbrief"), folder)


def _repository(root: Path) -> Path:
    """Return the root of the project's repository: GitHub wants paths relative to it, wherever it is checked out."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or root).resolve()
    checked_out = workspace if root.is_relative_to(workspace) else root
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), checked_out)


@click.command(epilog=ending("seedbrief rules"))
def rules() -> None:
    """List all rules, with examples of the analytic ones.

    The severity of a configurable rule can be set to error, warning or off in mkdocs.yml:

    \b
      plugins:
        - seedbrief:
            rules: {vague-likelihood: off}
    """
    for rule in RULES:
        note = ", configurable" if is_configurable(rule) else ""
        severity = "off" if rule.is_optional else rule.severity
        click.echo(f"{click.style(rule.id, bold=True)} ({severity}{note})\n  {rule.summary}")
        for heading, example in (("wrong", rule.wrong), ("right", rule.right)):
            if example:
                click.echo(f"\n  {heading}:\n{indent(example.strip(), '    ')}")
        click.echo()
