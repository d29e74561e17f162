"""The command ``quote``: find words in an article and make an evidence entry of them."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import click

from generator.cli.common import Failure, UsageError, ending, reported_errors, root_of
from generator.diagnostics import has_errors, printable, printable_lines
from generator.ingest.evidence_entry import (
    MOST_SHOWN,
    Entry,
    EntryError,
    entries_yaml,
    find_entries,
    load_seed,
    with_entry,
)
from generator.load.loader import load
from generator.model.content import is_seed
from generator.model.seed import Seed
from generator.project.atomic_write import sole_writer, write_all
from generator.project.files import read_files
from generator.text.yaml.reader import read_yaml_file


@click.command(
    epilog=ending(
        'seedbrief quote ferry-runs-again "43 passengers and nine vehicles"',
        'seedbrief quote ferry-runs-again "one fewer than before" --to ferry-to-birch-island#three-crossings',
        exit_codes={0: "found", 1: "the words do not occur in the article; the nearest passage is shown"},
    )
)
@click.argument("name", metavar="ARTICLE")
@click.argument("words")
@click.option("--to", metavar="BRIEF#CLAIM", help="Add the entry to the evidence of this claim.")
@click.option("--nth", type=click.IntRange(1), help="Which occurrence, counted from 1.")
@click.pass_obj
def quote(project: Path, name: str, words: str, to: str | None, nth: int | None) -> None:
    """Find WORDS in an article and print an evidence entry for them.

    ARTICLE is the name of the article, a part of its name, or the path of its file. WORDS are found as `seedbrief
    check` finds them: [...] skips words within a paragraph. If WORDS is -, they are read from standard input. If they
    occur more than once, each entry also has the words before or after them.

    With --to, the entry is added to the claim, and the article to the brief's sources. If it is the second of them,
    the entries that do not name their source get a line `source`. Nothing else in the file changes.
    """
    root = root_of(project)
    words = sys.stdin.read().strip() if words == "-" else words
    if not words.strip():
        raise UsageError("WORDS are empty")
    brief, _, claim = (to or "").removeprefix("content/briefs/").partition("#")
    if to is not None and not (brief and claim):
        raise UsageError(
            f"--to {to}: write the brief and the claim, for example ferry-runs-again#queue-at-pier"
        )
    with reported_errors(root):
        files, _ = read_files(root)
    seed = _find_seed(files, name)
    entry = _choose(seed, words, nth)
    if to is None:
        click.echo(entries_yaml([entry]), nl=False)
        click.echo(printable(f"found in {seed.path}, {entry.where}"), err=True)
        return
    try:
        path = _add(root, PurePosixPath(brief).stem, claim, entry)
    except EntryError as error:
        click.echo(entries_yaml([entry]), nl=False)
        raise _failure(error) from None
    click.echo(printable(f"added to {path}: “{entry.quote}” ({seed.name}, {entry.where})"))


def _find_seed(files: Mapping[str, bytes], name: str) -> Seed:
    """Return the article with this name or path, or else the only one whose name begins with it or contains it."""
    names = [PurePosixPath(path).stem for path in sorted(files) if is_seed(path)]
    stem = PurePosixPath(name.replace("\\", "/")).name
    stem = stem if stem in names else PurePosixPath(stem).stem
    found = [stem] if stem in names else [other for other in names if stem and other.startswith(stem)]
    found = found or [other for other in names if stem and stem in other]
    if not found:
        raise Failure(
            f"there is no article `{name}` in seeds/; write a part of a file's name, or import it with `seedbrief new`"
        )
    if len(found) > 1:
        raise Failure(f"{name} is part of several names; write more of one: {', '.join(found[:MOST_SHOWN])}")
    try:
        return load_seed(files, found[0])
    except EntryError as error:
        raise _failure(error) from None


def _choose(seed: Seed, words: str, nth: int | None) -> Entry:
    """Return the entry for the words; show all of them if nobody has said which is meant."""
    try:
        entries = find_entries(seed, words)
    except EntryError as error:
        raise _failure(error) from None
    if len(entries) == 1 or nth:
        if nth and nth > len(entries):
            raise Failure(f"--nth {nth}: the words occur {len(entries)} times in {seed.name}")
        return entries[(nth or 1) - 1]
    for number, entry in enumerate(entries, 1):
        click.echo(f"# --nth {number}: {seed.path}, {entry.where}")
        click.echo(entries_yaml([entry]), nl=False)
    more = "at least " if len(entries) == MOST_SHOWN else ""
    raise Failure(
        f"the words occur {more}{len(entries)} times in {seed.name}; choose with --nth, or quote more words"
    )


def _add(root: Path, brief: str, claim: str, entry: Entry) -> str:
    """Add an entry to the file of a brief; return its path. Raises EntryError; exits if the file cannot be written."""
    with reported_errors(root), sole_writer(root):
        files, _ = read_files(root)
        paths = (f"content/briefs/{brief}.yml", f"content/briefs/{brief}.yaml")
        path = next((path for path in paths if path in files), "")
        if not path:
            raise EntryError(f"there is no brief `{brief}` in content/briefs/")
        document, diagnostics = read_yaml_file(path, files[path])
        content, _ = load({path: files[path]})
        if document is None or has_errors(diagnostics) or brief not in content.briefs:
            raise EntryError(f"{path} has errors", "`seedbrief check` shows them")
        text = with_entry(document, content.briefs[brief], claim, entry)
        mark = BOM_UTF8 if files[path].startswith(BOM_UTF8) else b""
        write_all(root, {}, {path: mark + text.encode()})
    return path


def _failure(error: EntryError) -> Failure:
    return Failure(printable_lines(f"{error}\n{error.hint}".strip()))
