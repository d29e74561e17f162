"""The command ``seedbrief``: check the content, write the Markdown pages, recheck a site that was built.

Exit codes: 0 all is well, 1 something in the content is to be mended, 2 the command was called wrongly.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from textwrap import indent

import click

from generator.changes_text import changes_data, changes_text
from generator.diagnostics import Diagnostic, Severity, format_text, has_errors, summary
from generator.history import compare
from generator.pipeline import RULES, BuildResult, settable
from generator.project import (
    FOLDERS,
    ProjectError,
    build_project,
    find_root,
    lock_project,
    read_pages,
    write_tree,
)
from generator.project import RULES as FILE_RULES
from generator.verify import recheck


class _UsageError(click.ClickException):
    exit_code = 2


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
    for stream in (sys.stdout, sys.stderr):  # findings quote any script; not every terminal can show it
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@main.command()
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@click.pass_obj
def check(project: Path, strict: bool) -> None:
    """List everything in the content that is to be mended, with file, line and column."""
    result = _build(project)
    _report(result.diagnostics)
    if has_errors(result.diagnostics) or (strict and result.diagnostics):
        sys.exit(1)
    if not result.diagnostics:
        click.echo(f"Nothing to mend; the site has {len(result.pages)} generated pages.")


@main.command()
def rules() -> None:
    """List every rule that content is held to, those of the craft with a wrong and a right example.

    Where a rule says so, mkdocs.yml can set it to error, warning or off:

    \b
      plugins:
        - seedbrief:
            rules: {vague-likelihood: off}
    """
    for rule in (*RULES, *FILE_RULES):
        note = ", can be set" if settable(rule) else ""
        click.echo(f"{click.style(rule.id, bold=True)} ({rule.severity}{note})\n  {rule.summary}")
        for title, example in (("wrong", rule.wrong), ("right", rule.right)):
            if example:
                click.echo(f"\n  {title}:\n{indent(example.strip(), '    ')}")
        click.echo()


@main.command()
@click.option("--accept", is_flag=True, help="Take seeds that have changed or are gone as they are now.")
@click.pass_obj
def lock(project: Path, accept: bool) -> None:
    """Write down what the seeds are now, in seeds/SHA256SUMS.

    From then on a seed that changes is an error, and it lists the claims that quote it.
    """
    try:
        against = lock_project(_root(project), accept=accept)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror or error}") from None
    _report(against)
    if against:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    click.echo("seeds/SHA256SUMS holds the digests of all seeds.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--drafts", is_flag=True, help="Write drafts too.")
@click.pass_obj
def generate(project: Path, folder: Path, drafts: bool) -> None:
    """Write the Markdown pages and assets of the site into FOLDER, for any site engine that reads Markdown.

    FOLDER then holds what MkDocs is given, the hand-written pages included. Nothing is written while there is
    an error in the content; a later run writes only what changed, and removes what is gone.
    """
    root = _root(project)
    if folder.resolve() == root or any(folder.resolve().is_relative_to(root / name) for name in FOLDERS):
        raise _UsageError(f"{folder} holds what the site is made from; name another folder")
    result = _build(project, drafts=drafts)
    _report(result.diagnostics)
    if has_errors(result.diagnostics):
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    files = {**read_pages(root), **result.files()}
    try:
        written = write_tree(folder, files)
    except ProjectError as error:
        raise _UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror or error}") from None
    click.echo(
        f"{folder}: {written.changed} files written, {written.kept} unchanged, {written.removed} removed."
    )


@main.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    type=click.Path(path_type=Path),
    help="The folder of the articles. Default: the project's seeds/.",
)
@click.pass_obj
def verify(project: Path, site: Path, seeds: Path | None) -> None:
    """Recheck every quotation of the built site in the folder SITE against the articles, word for word.

    Whoever does not have Seedbrief does the same with the site's data/verify.py and any Python.
    """
    try:
        folder = seeds or find_root(project) / "seeds"
    except ProjectError as error:
        raise _UsageError(f"{error}; name the folder of the articles: --seeds DIR") from None
    sys.exit(recheck(site / "data" / "evidence.json", folder))


@main.command()
@click.argument("revision")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For a person or for a program.",
)
@click.pass_obj
def diff(project: Path, revision: str, form: str) -> None:
    """Say what changed in the content since REVISION, in the words of the field.

    REVISION is what git takes for one: a commit, a tag, a branch, HEAD~3, main@{yesterday}. For example, what
    is not committed yet, and all that was done since a tag:

    \b
      seedbrief diff HEAD
      seedbrief diff v1.0

    Claims and judgments are matched by their ids, briefs also by their aliases. Whether or not something changed,
    the exit code is 0; it is 1 if some of the content cannot be read now, and the rest is compared.
    """
    try:
        found = compare(_root(project), revision)
    except ProjectError as error:
        raise _UsageError(str(error)) from None
    if form == "json":
        click.echo(json.dumps(changes_data(found.changes, revision), indent=2))
    else:
        click.echo(_coloured(changes_text(found.changes, revision)))
    for when, errors in ((f"At {revision}", found.errors_then), ("Now", found.errors_now)):
        if errors:
            click.echo(f"{when}: {summary(errors)} in the content. What has one is left out.", err=True)
    if found.errors_now:
        click.echo("To see what is to be mended: seedbrief check", err=True)
        sys.exit(1)


def _coloured(text: str) -> str:
    """Colour changes for a terminal: headings, old words and new words."""
    whole = r"\g<0>"
    text = re.sub(r"(?m)^\w+ [\w-]+$|^\w+ [\w-]+(?= (added|removed):)", click.style(whole, bold=True), text)
    text = re.sub(r"(?s)\[-.*?-\]", click.style(whole, fg="red"), text)
    return re.sub(r"(?s)\{\+.*?\+\}", click.style(whole, fg="green"), text)


def _root(project: Path) -> Path:
    try:
        return find_root(project)
    except ProjectError as error:
        raise _UsageError(str(error)) from None


def _build(project: Path, *, drafts: bool = False) -> BuildResult:
    try:
        return build_project(_root(project), drafts=drafts)
    except ProjectError as error:
        raise _UsageError(str(error)) from None


def _report(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the findings, errors in red and warnings in yellow on a terminal, and count them on standard error."""
    for diagnostic in diagnostics:
        head, *rest = format_text(diagnostic).splitlines()
        colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
        click.echo("\n".join([click.style(head, fg=colour), *rest]))
    if diagnostics:
        click.echo(summary(diagnostics), err=True)
