"""The option ``--again`` of the command ``new``: extract texts again from the kept originals."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

import click

from generator.diagnostics import printable
from generator.ingest.again import Extraction, extract_again, original_of
from generator.ingest.article import MAX_ORIGINAL_BYTES, ArticleError
from generator.load.loader import load
from generator.model.content import SEEDS, is_original
from generator.project.atomic_write import sole_writer, write_all
from generator.project.config import ProjectError
from generator.project.files import FileStatCache, read_files, sha256_of


def extract_all_again(root: Path, names: Sequence[str], *, accept: bool) -> None:
    """Extract the texts of articles again and print what changes; with ``accept``, write it. Exits with 1 if one fails.

    ``names`` are ids of articles, or paths of their files in ``seeds/``.
    """
    failed, changed, cache = False, [], FileStatCache()
    for written in names:
        name = PurePosixPath(written.replace("\\", "/")).name.partition(".")[0]
        try:
            extraction = _extract(root, name, accept, cache)
        except (ArticleError, ProjectError, OSError) as error:
            reason = f"{error.strerror} ({error.filename})" if isinstance(error, OSError) else str(error)
            click.echo(click.style(printable(f"{written}: {reason}"), fg="red"), err=True)
            failed = True
            continue
        for line in extraction.report:
            click.echo(printable(line))
        if accept:
            click.echo("".join(f"  wrote {path}\n" for path in extraction.replaced), nl=False)
        changed += [name] if extraction.replaced else []
    if changed and not accept:
        click.echo(f"Nothing was written. To accept this: seedbrief new --again --accept {' '.join(changed)}")
    if failed:
        sys.exit(1)


def _extract(root: Path, name: str, accept: bool, cache: FileStatCache) -> Extraction:
    """Extract one text again, and write it if that is accepted. Raises ArticleError, ProjectError or OSError."""
    with sole_writer(root) if accept else nullcontext():
        files, unread = read_files(root, cache)
        content, _ = load(files, {diagnostic.span.path for diagnostic in unread})
        source = content.sources.get(name)
        if source and source.original is None:
            raise ArticleError(f"its source record names no original{_advice(root, name)}")
        file = root / SEEDS / original_of(name, content).file
        if file.is_symlink():
            raise ArticleError(f"{SEEDS}{file.name} is a symbolic link; replace it with the file itself")
        if not file.is_file():
            raise ArticleError(f"{SEEDS}{file.name} is missing; restore it")
        if file.stat().st_size > MAX_ORIGINAL_BYTES:
            raise ArticleError(f"{SEEDS}{file.name} has more than {MAX_ORIGINAL_BYTES:,} bytes")
        extraction = extract_again(name, file.read_bytes(), files, content)
        if accept:
            write_all(root, {}, extraction.replaced)
    return extraction


def _advice(root: Path, name: str) -> str:
    """Return what to add to a source record that names no original, although a file has the name of the text."""
    for file in sorted((root / SEEDS).glob(f"{name}.*")):
        if is_original(f"{SEEDS}{file.name}") and file.is_file():
            kind = guess_type(file.name)[0] or "application/octet-stream"
            record = f"original: {{file: {file.name}, sha256: {sha256_of(file)}, media_type: {kind}}}"
            return f"; if the text was extracted from {SEEDS}{file.name}, add: {record}"
    return ", so its text is as it was received"
