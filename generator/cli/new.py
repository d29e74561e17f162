"""The command ``new``: import articles."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from generator.cli.again import extract_all_again
from generator.cli.common import UsageError, root_of
from generator.cli.import_report import ImportReport
from generator.ingest.article import MAX_ORIGINAL_BYTES, Article, ArticleError, Received
from generator.ingest.download import FetchError, fetch, is_url
from generator.ingest.draft import ImportPlan, plan_import
from generator.ingest.readers.any_file import is_readable, read_article
from generator.load.loader import load
from generator.project.atomic_write import sole_writer, write_all
from generator.project.config import ProjectError
from generator.project.files import FileStatCache, find_copy, read_files

_NAMED = 5  # files of a folder that are named where they are skipped


@click.command()
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@click.option(
    "--allow-private", is_flag=True, help="Also fetch URLs in private networks and of this computer."
)
@click.option(
    "--again", is_flag=True, help="Extract the texts of imported articles again, and show what changes."
)
@click.option("--accept", is_flag=True, help="With --again: write what changes.")
@click.pass_obj
def new(project: Path, articles: tuple[str, ...], allow_private: bool, again: bool, accept: bool) -> None:
    """Import articles as source records and draft briefs.

    ARTICLE is a text file (.txt, .md), a saved web page (.html, .mhtml, .webarchive), a PDF, a document (.docx, .odt),
    a mail (.eml), a folder with such files, or a URL (https://...), which is fetched. Its text goes into seeds/, and so
    does the unchanged file that it was extracted from. Its source record and its draft brief are filled in as far as
    possible; TODO marks what only a person can write. Existing files are never overwritten: what was imported before is
    left as it is.

    With --again, ARTICLE is the name of an article that was imported before. Its text is extracted once more from its
    original in seeds/. A diff shows what changes, and a list which quotations are still there. Only with --accept is it
    written, together with its checksum and the name of the program; comments in the source record stay.

    Exits with 1 if any article could not be imported; the others are still imported.

    Example: seedbrief new saved/ "Ferry runs again.html" https://example.org/ferry
    """
    if accept and not again:
        raise UsageError("--accept needs --again")
    if again:
        extract_all_again(root_of(project), articles, accept=accept)
        return
    importer = _Importer(root_of(project), allow_private)
    found = [*_each_file(articles)]
    report = ImportReport(sum(not reason for _, reason in found))
    try:
        for location, skipped in found:
            if skipped:
                report.say(f"{location}: {skipped}")
                continue
            try:
                report.add(location, *importer.add(location))
            except (ArticleError, FetchError, ProjectError, OSError) as error:
                report.fail(location, _reason(location, error))
    finally:  # also if the user interrupts it: what was imported stays
        report.end()
    if report.failures:
        sys.exit(1)


def _each_file(locations: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each path or URL; in place of a folder its files, and then the folder with what is skipped in it."""
    for location in locations:
        folder = Path(location)
        if is_url(location) or not folder.is_dir():
            yield location, ""
            continue
        try:
            names = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "~$")))
        except OSError:
            yield location, ""  # which fails, with the reason
            continue
        files = [name for name in names if is_readable(name) and (folder / name).is_file()]
        yield from ((os.path.join(location, name), "") for name in files)  # noqa: PTH118 - as it was typed
        if others := [name for name in names if name not in files]:
            more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
            yield (
                location,
                f"skipped {', '.join(others[:_NAMED])}{more}: no articles of a kind that can be read",
            )
        elif not files:
            yield location, "is an empty folder"


class _Importer:
    """Imports one article after the other into the project at ``root``."""

    def __init__(self, root: Path, allow_private: bool) -> None:
        self._root, self._allow_private, self._cache = root, allow_private, FileStatCache()

    def add(self, location: str) -> tuple[Article, ImportPlan]:
        """Read or fetch the article at ``location``, a path or URL, and write its files.

        Raises ArticleError, FetchError, ProjectError or OSError; then nothing is written.
        """
        if "://" in location and not is_url(location):
            raise ArticleError(
                "is not a URL that can be fetched; write one that begins with http:// or https://"
            )
        if is_url(location):
            name, page = location, fetch(location, allow_private=self._allow_private)
            received = Received(name, page.url, page.media_type, page.charset)
            article = read_article(page.data, received)
        else:
            name = Path(location).name
            article = read_article(_read(Path(location)), Received(name))
        return article, self._write(article, name)

    def _write(self, article: Article, name: str) -> ImportPlan:
        with sole_writer(self._root):
            # Read again for each article: the one before may have added this one's publisher.
            files, unread = read_files(self._root, self._cache)
            content, _ = load(files, {diagnostic.span.path for diagnostic in unread})
            seeds = self._root / "seeds"
            existing_names = [f"seeds/{file.name}" for file in seeds.iterdir()] if seeds.is_dir() else []
            same_original = find_copy(seeds, article.original.data) if article.original else ""
            plan = plan_import(
                article,
                name,
                files,
                content,
                datetime.date.today(),
                existing_names,
                f"seeds/{same_original}" if same_original else "",
            )
            write_all(self._root, plan.created, plan.appended)
        return plan


def _read(file: Path) -> bytes:
    if file.exists() and not file.is_file():
        raise ArticleError(f"is {'a folder that cannot be read' if file.is_dir() else 'not a regular file'}")
    if (size := file.stat().st_size) > MAX_ORIGINAL_BYTES:
        raise ArticleError(f"has {size:,} bytes; the limit is {MAX_ORIGINAL_BYTES:,}")
    return file.read_bytes()


def _reason(location: str, error: Exception) -> str:
    if isinstance(error, OSError):
        is_other_file = error.filename and os.fspath(error.filename) != location
        return f"{error.strerror or error}{f' ({error.filename})' if is_other_file else ''}"
    return str(error)
