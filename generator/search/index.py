"""The index of the search: Pagefind's bundle of small files, in the folder ``pagefind/`` of a built site.

A browser fetches the few of them that a search needs. Pagefind is run as a program over a folder of documents: its
Python interface takes a tenth of a second for each document.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from threading import Event

from pagefind_bin_extended import get_executable

from generator.search.bundle import tidy_bundle
from generator.search.documents import SearchPage

FOLDER = "pagefind"
"""The bundle's folder below a site."""

_LANGUAGE = (
    "en"  # one for the whole index: by the words' own, Korean ones would lie in another that is not searched
)
_KEPT = (
    "fragment/*.pf_fragment",
    "index/*.pf_index",
    "filter/*.pf_filter",
    "*.pf_meta",
    f"wasm.{_LANGUAGE}.pagefind",
)
# What a browser asks for first; the script waits for the last.
_START = ("pagefind-worker.js", "pagefind-entry.json", "pagefind.js")
_PAGEFINDS = (*_KEPT, "wasm.*.pagefind", *_START, "pagefind-*.js", "pagefind-*.css")
_DOCUMENTS, _BUNDLE = "documents", "bundle"
_PAUSE = 0.1  # seconds between two looks at whether the index is still wanted


class SearchIndexError(Exception):
    """The index could not be made; the text says why."""


class Stopped(Exception):
    """The index is not wanted any more."""


def write_index(site: Path, pages: Iterable[SearchPage], stop: Event | None = None) -> int:
    """Index ``pages`` and put the bundle into the built ``site``; returns the number of pages.

    The same pages give the same bytes. Raises what ``make_bundle`` and ``put_bundle`` do, with the old index still
    there.
    """
    with tempfile.TemporaryDirectory(prefix="seedbrief-search-") as name:
        count = make_bundle(Path(name), pages, stop)
        put_bundle(Path(name), site, stop)
    return count


def make_bundle(folder: Path, pages: Iterable[SearchPage], stop: Event | None = None) -> int:
    """Index ``pages`` in an empty folder of its own; returns the number of pages.

    Raises SearchIndexError, or Stopped soon after ``stop`` is set from another thread.
    """
    ended = stop or Event()
    try:
        count = _write_documents(folder / _DOCUMENTS, pages, ended)
        if not count:  # a site that has only begun; Pagefind fails where there is no file at all
            (folder / _DOCUMENTS / "index.html").write_text("<!doctype html>", encoding="utf-8")
        _run_pagefind(folder / _DOCUMENTS, folder / _BUNDLE, ended)
        tidy_bundle(folder / _BUNDLE, partial(_go_on, ended))
    except OSError as error:
        raise SearchIndexError(f"{error.filename or folder}: {error.strerror or error}") from None
    return count


def put_bundle(folder: Path, site: Path, stop: Event | None = None) -> None:
    """Put what ``make_bundle`` made in a folder into the built ``site``.

    The new index is whole before anything of an old one is removed, and only Pagefind's own files are. Raises as
    ``make_bundle`` does.
    """
    try:
        _put(folder / _BUNDLE, site / FOLDER, stop or Event())
    except OSError as error:
        raise SearchIndexError(f"{error.filename or site / FOLDER}: {error.strerror or error}") from None


def _go_on(ended: Event) -> None:
    if ended.is_set():
        raise Stopped


def _write_documents(folder: Path, pages: Iterable[SearchPage], ended: Event) -> int:
    folder.mkdir()
    count = 0
    for page in pages:
        _go_on(ended)
        file = folder / page.url / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.html, encoding="utf-8")
        count += 1
    return count


def _run_pagefind(documents: Path, bundle: Path, stop: Event) -> None:
    try:
        program = get_executable()
    except FileNotFoundError:
        raise SearchIndexError(
            "the program of Pagefind is not there; install the package pagefind-bin-extended again"
        ) from None
    command = [str(program), "--site", str(documents), "--output-path", str(bundle)]
    command += ["--force-language", _LANGUAGE, "--silent"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command,
            cwd=documents,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl+C is for us; we end it
        ) as run,
    ):
        try:
            while run.poll() is None:
                if stop.wait(_PAUSE):
                    raise Stopped
        finally:
            run.kill()
        said.seek(0)
        words = said.read().decode(errors="replace").strip()
    if run.returncode or not (bundle / "pagefind.js").is_file():
        raise SearchIndexError(
            f"Pagefind failed with exit code {run.returncode}: {words or 'it says nothing'}"
        )


def _put(made: Path, folder: Path, ended: Event) -> None:
    """Add the new files to the old, then have the entry name the new, and only then remove the old.

    Names of all other files hold a digest, so that old and new ones do not meet. What a run that is stopped here leaves
    behind, the next one removes.
    """
    kept = {path: path.relative_to(made) for pattern in _KEPT for path in sorted(made.glob(pattern))}
    kept |= {made / name: Path(name) for name in _START}
    for path, name in kept.items():
        _go_on(ended)
        _replace(path, folder / name)
    wanted = set(kept.values())
    for pattern in _PAGEFINDS:
        for old in folder.glob(pattern):
            if old.relative_to(folder) not in wanted:
                old.unlink()


def _replace(path: Path, target: Path) -> None:
    """Put a file in the place of another so that at every moment one of them is there, whole.

    It is copied first, as it may come from another disk.
    """
    data = path.read_bytes()
    if target.is_file() and target.read_bytes() == data:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.new")
    new.write_bytes(data)
    new.replace(target)
