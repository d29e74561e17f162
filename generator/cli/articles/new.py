"""The command ``new``: import articles."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from generator.cli.articles.again import extract_all_again
from generator.cli.articles.import_report import ImportReport
from generator.cli.common import UsageError, ending, root_of
from generator.ingest.article import Article, ArticleError
from generator.ingest.download import FetchError, is_url
from generator.ingest.draft import ImportPlan
from generator.ingest.readers.any_file import is_readable
from generator.ingest.references.any_format import is_export, read_references
from generator.ingest.references.reference import Reference
from generator.project.config import ProjectError
from generator.project.importer import Importer, read_bytes

_NAMED = 5  # files of a folder that are named where they are skipped


@click.command(
    epilog=ending(
        'seedbrief new "Ferry runs again.html"',
        "seedbrief new saved/ --no-draft",
        exit_codes={0: "everything was imported", 1: "an article could not be imported; the others were"},
    )
)
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@click.option(
    "--allow-private", is_flag=True, help="Also fetch URLs in private networks and of this computer."
)
@click.option(
    "--fetch", "fetch_references", is_flag=True, help="Fetch the URLs of references without an attached file."
)
@click.option("--no-draft", is_flag=True, help="Write no draft brief: for an article that a brief is to use.")
@click.option(
    "--again", is_flag=True, help="Extract the text of an imported article again, and show what changes."
)
@click.option("--accept", is_flag=True, help="With --again: write the new text.")
@click.pass_obj
def new(
    project: Path,
    articles: tuple[str, ...],
    allow_private: bool,
    fetch_references: bool,
    no_draft: bool,
    again: bool,
    accept: bool,
) -> None:
    """Import articles as source records and draft briefs.

    ARTICLE is a text file (.txt, .md), a saved web page (.html, .mhtml, .webarchive), a PDF, a document (.docx, .odt),
    a mail (.eml), a folder of such files, or a URL (https://...), which is fetched. Its text is saved in seeds/,
    together with the original file. The source record and the draft brief have what the article states; TODO marks what
    you must write or check. Existing files are never overwritten, and importing an article twice does nothing.

    ARTICLE can also be a file of references, exported from Zotero or another program (.bib, .ris, .json with CSL-JSON).
    Each reference with an attached file becomes a source record, and so does one whose key is the name of an article in
    seeds/.

    With --again, ARTICLE is the name of an imported article. Its text is extracted again from the original in seeds/.
    You see a diff, and which quotations still match; --accept writes the new text, its checksum and the name of the
    program.
    """
    if accept and not again:
        raise UsageError("--accept needs --again")
    if again:
        extract_all_again(root_of(project), articles, accept=accept)
        return
    importer = Importer(
        root_of(project),
        allow_private=allow_private,
        fetch_references=fetch_references,
        with_drafts=not no_draft,
    )
    tasks = [*_tasks(articles)]
    report = ImportReport(sum(not task.skipped for task in tasks))
    try:
        for task in tasks:
            if task.skipped:
                report.say(f"{task.location}: {task.skipped}")
                continue
            try:
                report.add(task.label, *task.run(importer))
            except (ArticleError, FetchError, ProjectError, OSError) as error:
                report.fail(task.label, _reason(task.location, error))
    finally:  # also if the user interrupts it: what was imported stays
        report.end()
    if report.failures:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Task:
    """Something to import: a path or URL, or a reference in the file ``location``.

    ``skipped`` says what is not imported at all, and ``problem`` why this cannot be.
    """

    location: str
    skipped: str = ""
    problem: str = ""
    reference: Reference | None = None

    @property
    def label(self) -> str:
        """What the report calls it."""
        return f"{self.location}#{self.reference.key}" if self.reference else self.location

    def run(self, importer: Importer) -> tuple[Article | None, ImportPlan]:
        """Import it. Raises ArticleError, FetchError, ProjectError or OSError."""
        if self.problem:
            raise ArticleError(self.problem)
        if self.reference:
            return importer.add_reference(self.reference, Path(self.location))
        return importer.add(self.location)


def _tasks(locations: Sequence[str]) -> Iterator[_Task]:
    """Yield a task for each article; references are in place of their file."""
    for task in _each_file(locations):
        if task.skipped or is_url(task.location) or not is_export(task.location):
            yield task
            continue
        try:
            references = read_references(read_bytes(Path(task.location)), Path(task.location).name)
        except (ArticleError, OSError) as error:
            yield replace(task, problem=_reason(task.location, error))
            continue
        for reference in references:
            yield replace(task, reference=reference, problem=reference.problem)


def _each_file(locations: Sequence[str]) -> Iterator[_Task]:
    """Yield each path or URL; in place of a folder its files, and then the folder with what is skipped in it."""
    for location in locations:
        folder = Path(location)
        if is_url(location) or not folder.is_dir():
            yield _Task(location)
            continue
        try:
            names = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "~$")))
        except OSError:
            yield _Task(location)  # which fails, with the reason
            continue
        known = [name for name in names if is_readable(name) or name.lower().endswith((".bib", ".ris"))]
        files = [name for name in known if (folder / name).is_file()]
        yield from (_Task(os.path.join(location, name)) for name in files)  # noqa: PTH118 - as it was typed
        if others := [name for name in names if name not in files]:
            more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
            shown = ", ".join(others[:_NAMED])
            yield _Task(
                location,
                skipped=f"skipped {shown}{more}: folders inside a folder, and other kinds of file, are not read",
            )
        elif not files:
            yield _Task(location, skipped="is an empty folder")


def _reason(location: str, error: Exception) -> str:
    if isinstance(error, OSError):
        is_other_file = error.filename and os.fspath(error.filename) != location
        return f"{error.strerror or error}{f' ({error.filename})' if is_other_file else ''}"
    return str(error)
