"""Builds the search index with Pagefind and installs it in a built site, in the folder ``pagefind/``.

The index is a bundle of small files; a browser downloads the few that a search needs. Pagefind runs as a program over
a folder of HTML documents, because its Python API takes a tenth of a second for each document.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from threading import Event

from pagefind_bin_extended import get_executable

from generator.search.bundle import optimise_bundle
from generator.search.documents import SearchPage
from generator.search.words import count_words, write_vocabulary
from generator.text.replace_file import remove_abandoned, replace_file

FOLDER = "pagefind"
"""The bundle's folder in a site."""

# One language for the whole index: Pagefind would put Korean pages in an index of their own, which is not searched.
_LANGUAGE = "en"
# Private API: the names of Pagefind's files. If they change, files are missing from the site or left over in it.
_INDEX_FILES = (
    "fragment/*.pf_fragment",
    "index/*.pf_index",
    "filter/*.pf_filter",
    "*.pf_meta",
    f"wasm.{_LANGUAGE}.pagefind",
)
_VOCABULARY = "vocabulary.txt"
# The files that a browser requests first. The last is installed last: the search script retries until it exists.
_ENTRY_FILES = (_VOCABULARY, "pagefind-worker.js", "pagefind-entry.json", "pagefind.js")
_ALL_FILES = (*_INDEX_FILES, "wasm.*.pagefind", *_ENTRY_FILES, "pagefind-*.js", "pagefind-*.css")
_DOCUMENTS, _BUNDLE = "documents", "bundle"
_POLL_INTERVAL = 0.1  # seconds between checks for cancellation while Pagefind runs


class SearchIndexError(Exception):
    """The index could not be built or installed; the message says why."""


class Cancelled(Exception):
    """Indexing was cancelled."""


def write_index(site: Path, pages: Iterable[SearchPage], cancelled: Event | None = None) -> int:
    """Index ``pages``, install the index in the built ``site`` and return the number of pages.

    The same pages give the same bytes. Raises as ``build_bundle`` and ``install_bundle`` do; the old index remains.
    """
    with tempfile.TemporaryDirectory(prefix="seedbrief-search-") as name:
        count = build_bundle(Path(name), pages, cancelled)
        install_bundle(Path(name), site, cancelled)
    return count


def build_bundle(folder: Path, pages: Iterable[SearchPage], cancelled: Event | None = None) -> int:
    """Index ``pages`` in an empty temporary folder and return their number.

    Raises SearchIndexError, or Cancelled soon after ``cancelled`` is set by another thread.
    """
    cancelled = cancelled or Event()
    try:
        words: Counter[str] = Counter()
        count = _write_documents(folder / _DOCUMENTS, pages, words, cancelled)
        if not count:  # Pagefind fails if there is no file at all
            (folder / _DOCUMENTS / "index.html").write_text("<!doctype html>", encoding="utf-8")
        _run_pagefind(folder / _DOCUMENTS, folder / _BUNDLE, cancelled)
        optimise_bundle(folder / _BUNDLE, partial(_check_cancelled, cancelled))
        (folder / _BUNDLE / _VOCABULARY).write_text(write_vocabulary(words), encoding="utf-8")
    except OSError as error:
        raise SearchIndexError(f"{error.filename or folder}: {error.strerror or error}") from None
    return count


def install_bundle(folder: Path, site: Path, cancelled: Event | None = None) -> None:
    """Copy the index that ``build_bundle`` built in ``folder`` into the built ``site``.

    The new index is complete before files of an old one are removed; files that are not Pagefind's stay. Raises as
    ``build_bundle`` does.
    """
    try:
        _install(folder / _BUNDLE, site / FOLDER, cancelled or Event())
    except OSError as error:
        raise SearchIndexError(f"{error.filename or site / FOLDER}: {error.strerror or error}") from None


def _check_cancelled(cancelled: Event) -> None:
    if cancelled.is_set():
        raise Cancelled


def _write_documents(folder: Path, pages: Iterable[SearchPage], words: Counter[str], cancelled: Event) -> int:
    """Write the documents and count their words; return the number of documents."""
    folder.mkdir()
    count = 0
    for page in pages:
        _check_cancelled(cancelled)
        file = folder / page.url / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.html, encoding="utf-8")
        count_words(words, page.html)
        count += 1
    return count


def _run_pagefind(documents: Path, bundle: Path, cancelled: Event) -> None:
    try:
        program = get_executable()
    except FileNotFoundError:
        raise SearchIndexError(
            "the Pagefind program is missing; reinstall the package pagefind-bin-extended"
        ) from None
    command = [str(program), "--site", str(documents), "--output-path", str(bundle)]
    command += ["--force-language", _LANGUAGE, "--silent"]
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            command,
            cwd=documents,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl+C reaches only us; we kill it below
        ) as process,
    ):
        try:
            while process.poll() is None:
                if cancelled.wait(_POLL_INTERVAL):
                    raise Cancelled
        finally:
            process.kill()
        output.seek(0)
        message = output.read().decode(errors="replace").strip()
    if process.returncode or not (bundle / "pagefind.js").is_file():
        raise SearchIndexError(
            f"Pagefind failed with exit code {process.returncode}: {message or 'no message'}"
        )


def _install(bundle: Path, folder: Path, cancelled: Event) -> None:
    """Copy the new files next to the old ones, then the entry files that name them, and only then remove the old ones.

    The names of all other files contain a digest, so new files do not overwrite different old ones. If this is
    cancelled, the next run removes what is left over.
    """
    new_files = {
        path: path.relative_to(bundle) for pattern in _INDEX_FILES for path in sorted(bundle.glob(pattern))
    }
    new_files |= {bundle / name: Path(name) for name in _ENTRY_FILES}
    for path, name in new_files.items():
        _check_cancelled(cancelled)
        _replace(path, folder / name)
    for parent in {folder / name.parent for name in new_files.values()}:
        remove_abandoned((path.name for path in parent.iterdir()), parent)
    new_names = set(new_files.values())
    for pattern in _ALL_FILES:
        for old in folder.glob(pattern):
            if old.relative_to(folder) not in new_names:
                old.unlink()


def _replace(path: Path, target: Path) -> None:
    """Copy a file over another atomically: readers see the old file or the new one, never a part.

    Not a plain rename, since the two may be on different disks.
    """
    data = path.read_bytes()
    if target.is_file() and target.read_bytes() == data:
        return
    replace_file(target, data)
