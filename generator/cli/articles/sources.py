"""The command ``sources``: the source records as references for Zotero and other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.common import UsageError, ending, reported_errors, root_of
from generator.exports.citations import bibliography
from generator.load.loader import load
from generator.model.citation import cite_record
from generator.project.files import FOLDERS, read_files
from generator.text.replace_file import replace_file

_ENDINGS = {"csl": "csl.json", "bib": "bib", "ris": "ris"}


@click.command(
    epilog=ending(
        "seedbrief sources --format bib",
        "seedbrief sources --format csl --output sources.json",
        exit_codes={0: "all were exported", 1: "records with errors were left out"},
    )
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([*_ENDINGS]),
    required=True,
    help="CSL-JSON, BibTeX (with the fields of BibLaTeX) or RIS.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. Default: standard output.",
)
@click.pass_obj
def sources(project: Path, format_: str, output: Path | None) -> None:
    """Export all source records as references.

    Zotero and other programs can import the file, and so can `seedbrief new`. Records with errors are left out.
    """
    root = root_of(project)
    if output and any(output.resolve().is_relative_to(root.resolve() / name) for name in FOLDERS):
        raise UsageError(f"--output {output}: this folder has the project's own files; write into another")
    with reported_errors(root):
        files, _ = read_files(root)
        content, _ = load(
            {path: data for path, data in files.items() if not path.startswith("content/briefs/")}
        )
        labels = {name: publisher.label for name, publisher in content.publishers.items()}
        citations = [
            cite_record(name, record, labels.get(record.publisher, ""))
            for name, record in sorted(content.sources.items())
        ]
        written = bibliography(citations, _ENDINGS[format_])
        if output:
            replace_file(output, written)
        else:
            click.echo(written, nl=False)
    where = f" to {output}" if output else ""
    click.echo(f"Wrote {len(citations):,} reference{'s' * (len(citations) != 1)}{where}.", err=True)
    if unread := sorted(name for kind, name in content.unreadable if kind == "source"):
        click.echo(f"Left out, because they cannot be read: {', '.join(unread)}.", err=True)
        sys.exit(1)
