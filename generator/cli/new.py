"""The command ``new``: import articles."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path

import click

from generator.cli.common import root_of
from generator.diagnostics import printable
from generator.ingest.article import MAX_ORIGINAL_BYTES, ArticleError, Received
from generator.ingest.download import FetchError, fetch, is_url
from generator.ingest.draft import ImportPlan, plan_import
from generator.ingest.readers.any_file import read_article
from generator.load.loader import load
from generator.project.atomic_write import sole_writer, write_all
from generator.project.config import ProjectError
from generator.project.files import read_files


@click.command()
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@click.option(
    "--allow-private", is_flag=True, help="Also fetch URLs in private networks and of this computer."
)
@click.pass_obj
def new(project: Path, articles: tuple[str, ...], allow_private: bool) -> None:
    """Import articles as source records and draft briefs.

    ARTICLE is a text file (.txt, .md), a saved web page (.html), or a URL (https://...), which is fetched. Its text
    goes into seeds/, and so does the unchanged HTML of a web page. Its source record and its draft brief are filled in
    as far as possible; TODO marks what only a person can write. Existing files are never overwritten.

    Exits with 1 if any article could not be imported; the others are still imported.
    """
    root, drafts, failed = root_of(project), [], False
    for article in articles:
        try:
            plan = _import_article(root, article, allow_private)
        except (ArticleError, FetchError, ProjectError, OSError) as error:
            click.echo(click.style(printable(f"{article}: {_reason(article, error)}"), fg="red"), err=True)
            failed = True
            continue
        _report_import(article, plan)
        drafts += [path for path in plan.created if path.startswith("content/briefs/")]
    if drafts:
        click.echo("Next:")
        for path in drafts:
            click.echo(f"  fill in each TODO in {path}")
        for command, purpose in (
            ("mkdocs serve", "preview the draft; reloads on every save"),
            ("seedbrief check", "list the TODOs that are left"),
            ("seedbrief lock", "before you publish: record seed checksums and published URLs"),
        ):
            click.echo(f"  {command:<17}{purpose}")
    if failed:
        sys.exit(1)


def _import_article(root: Path, location: str, allow_private: bool) -> ImportPlan:
    """Read or fetch the article at ``location``, a path or URL, and write its files.

    Raises ArticleError, FetchError, ProjectError or OSError; then nothing is written.
    """
    if "://" in location and not is_url(location):
        raise ArticleError("is not a URL that can be fetched; write one that begins with http:// or https://")
    if is_url(location):
        name, page = location, fetch(location, allow_private=allow_private)
        received = Received(name, page.url, page.media_type, page.charset)
        article = read_article(page.data, received)
    else:
        name = Path(location).name
        article = read_article(_read(Path(location)), Received(name))
    with sole_writer(root):
        # Read again for each article: the one before may have added this one's publisher.
        files, unread = read_files(root)
        content, _ = load(files, {diagnostic.span.path for diagnostic in unread})
        seeds = root / "seeds"
        existing_names = [f"seeds/{file.name}" for file in seeds.iterdir()] if seeds.is_dir() else []
        plan = plan_import(article, name, files, content, datetime.date.today(), existing_names)
        write_all(root, plan.created, plan.appended)
    return plan


def _read(file: Path) -> bytes:
    if file.is_dir():
        raise ArticleError("is a folder; name the files in it")
    if file.exists() and not file.is_file():
        raise ArticleError("is not a regular file")
    if (size := file.stat().st_size) > MAX_ORIGINAL_BYTES:
        raise ArticleError(f"has {size:,} bytes; the limit is {MAX_ORIGINAL_BYTES:,}")
    return file.read_bytes()


def _report_import(location: str, plan: ImportPlan) -> None:
    click.echo(click.style(printable(location), bold=True))
    for note in plan.notes:
        click.echo(printable(f"  {note}"))
    for path in plan.created:
        click.echo(f"  wrote {path}")
    for path in plan.appended:
        click.echo(f"  added the publisher to {path}")


def _reason(location: str, error: Exception) -> str:
    if isinstance(error, OSError):
        is_other_file = error.filename and os.fspath(error.filename) != location
        return f"{error.strerror or error}{f' ({error.filename})' if is_other_file else ''}"
    return str(error)
