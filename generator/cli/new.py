"""The commands ``init`` and ``new``: begin a site, bring an article into it."""

from __future__ import annotations

import datetime
import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import click

from generator.cli.common import UsageError, root_of
from generator.ingest.draft import ImportPlan, plan_import
from generator.ingest.extract import MAX_PAGE_BYTES, Article, ArticleError, read_article, read_page, read_text
from generator.ingest.fetch import FetchError, fetch, is_url
from generator.load.loader import load
from generator.project.atomic_write import write_all
from generator.project.build import ProjectError
from generator.project.files import read_files
from generator.project.requirement import installed_requirement, is_local
from generator.project.scaffold import start

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = {"text/plain": ".txt", "text/markdown": ".md"}


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What the site is called. Default: made of the folder's name.")
def init(folder: Path, title: str) -> None:
    """Begin a site in the folder DIR: its configuration, one worked example, and workflows that check and publish it.

    Nothing is ever written over. If DIR holds files where the site's would be, they are listed and nothing is written.
    """
    if title != " ".join(title.split()) or len(title) > 200:
        raise UsageError("a title is one line, without white space around it")
    try:
        made = start(folder, title)
    except ProjectError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise _failed(folder, error) from None
    click.echo(f"{folder} holds a new site, with one worked example:\n")
    for path in made:
        click.echo(f"  {path}")
    click.echo("\nNext:\n")
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo("  mkdocs serve            shows the site, and again after every saved edit")
    click.echo("  seedbrief new ARTICLE   brings in a .txt, .md or saved .html file, or an https:// address")
    if is_local(installed_requirement()):
        click.echo(
            "\nBefore you publish: follow the comment in requirements.txt, which names a path on this computer."
        )


@click.command()
@click.argument("seeds", metavar="SEED...", nargs=-1, required=True)
@click.pass_obj
def new(project: Path, seeds: tuple[str, ...]) -> None:
    """Bring articles into the site, each with a record of its source and the draft of a brief.

    A SEED is a text (.txt, .md), a saved page (.html), or an address (https://...), which is fetched. Its text goes
    under seeds/, and the page itself is kept beside it. The record and the draft are filled in as far as can be known;
    TODO marks what only a person can write. Nothing is written over, and what is there already is left as it is.

    The exit code is 1 if something could not be brought in; the other seeds are.
    """
    root, drafts, failed = root_of(project), [], False
    for seed in seeds:
        try:
            found = _bring_in(root, seed)
        except (ArticleError, FetchError, OSError) as error:
            click.echo(click.style(f"{seed}: {_sentence(seed, error)}", fg="red"), err=True)
            failed = True
            continue
        _tell(seed, found)
        drafts += [path for path in found.created if path.startswith("content/briefs/")]
    if drafts:
        click.echo("Next:")
        for path in drafts:
            click.echo(f"  write what each TODO stands for, in {path}")
        for command, purpose in (
            ("mkdocs serve", "shows the draft, and again after every saved edit"),
            ("seedbrief check", "lists the TODOs that are left"),
            ("seedbrief lock", "before you publish: notes what the seeds and the addresses are"),
        ):
            click.echo(f"  {command:<17}{purpose}")
    if failed:
        sys.exit(1)


def _bring_in(root: Path, seed: str) -> ImportPlan:
    """Read one seed and write its files."""
    if "://" in seed and not is_url(seed):
        raise ArticleError("is no address that can be fetched; those begin with http:// or https://")
    article = _fetched(seed) if is_url(seed) else read_article(seed, _read(Path(seed)))
    # Read anew for each seed: the one before may have added the publisher that this one names.
    files, unread = read_files(root)
    content, _ = load(files, {diagnostic.span.path for diagnostic in unread})
    seeds = root / "seeds"
    beside = [f"seeds/{file.name}" for file in seeds.iterdir()] if seeds.is_dir() else []
    found = plan_import(
        article, seed if is_url(seed) else Path(seed).name, files, content, datetime.date.today(), beside
    )
    write_all(root, found.created, found.appended)
    return found


def _read(file: Path) -> bytes:
    if file.is_dir():
        raise ArticleError("is a folder; name the files in it")
    if file.exists() and not file.is_file():
        raise ArticleError("is no file")
    if (size := file.stat().st_size) > MAX_PAGE_BYTES:
        raise ArticleError(f"has {size:,} bytes; the limit is {MAX_PAGE_BYTES:,}")
    return file.read_bytes()


def _fetched(url: str) -> Article:
    page = fetch(url)
    if page.media_type in _TEXT:
        return replace(read_text(page.data, _TEXT[page.media_type], page.charset), url=page.url)
    if page.media_type in _HTML:
        return read_page(page.data, url=page.url, charset=page.charset)
    raise ArticleError(f"is {page.media_type}, neither a page nor a text; save its text as .txt")


def _tell(seed: str, found: ImportPlan) -> None:
    click.echo(click.style(seed, bold=True))
    for note in found.notes:
        click.echo(f"  {note}")
    for path in found.created:
        click.echo(f"  wrote {path}")
    for path in found.appended:
        click.echo(f"  added the publisher to {path}")


def _sentence(seed: str, error: Exception) -> str:
    if isinstance(error, OSError):
        another = error.filename and os.fspath(error.filename) != seed
        return f"{error.strerror or error}{f' ({error.filename})' if another else ''}"
    return str(error)


def _failed(folder: Path, error: OSError) -> click.ClickException:
    return click.ClickException(f"{error.filename or folder}: {error.strerror or error}; nothing was written")
