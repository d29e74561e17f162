"""The command ``init``: create a new site."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from generator.cli.common import UsageError, ending, engine, reported_errors
from generator.project.requirement import installed_requirement, is_local
from generator.project.scaffold import start

_LONGEST_TITLE = 200  # code points


@click.command(
    epilog=ending("seedbrief init my-site", 'seedbrief init harbour --title "Harbour watch" --empty')
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The site's title. Default: the folder's name.")
@click.option("--empty", "is_empty", is_flag=True, help="Leave out the worked example.")
def init(folder: Path, title: str, is_empty: bool) -> None:
    """Create a new site in DIR.

    It has a configuration, one worked example, and GitHub workflows that check and publish it.

    Existing files are never overwritten. If any are in the way, they are listed and nothing is written.
    """
    if title != " ".join(title.split()) or len(title) > _LONGEST_TITLE:
        raise UsageError(
            f"--title must be one line of at most {_LONGEST_TITLE} characters, without extra spaces"
        )
    with reported_errors(folder, note="nothing was written"):
        created = start(folder, title, is_empty=is_empty)
    example = "" if is_empty else ", with one worked example"
    click.echo(f"Created a new site in {folder}{example}:\n")
    for path in created:
        click.echo(f"  {path}")
    click.echo("\nNext:\n")
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo(f"  {f'{engine()} serve':<24}preview the site; reloads on every save")
    click.echo("  seedbrief new ARTICLE   import a saved page, PDF, document, mail or text, or a URL")
    if is_local(installed_requirement()):
        click.echo(
            "\nBefore you publish: follow the comment in requirements.txt, which names a path on this computer."
        )
