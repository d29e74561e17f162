"""Builds the search index with Pagefind and installs it in a built site, in the folder ``pagefind/``.

The index is a bundle of small files; a browser downloads the few that a search needs. Pagefind runs as a program that
reads HTML documents from a pipe: a file for each of them would have to be written, and removed again.
"""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
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

# Private API: the names of Pagefind's files. If they change, files are missing from the site or left over in it.
_INDEX_FILES = (
    "fragment/*.pf_fragment",
    "index/*.pf_index",
    "filter/*.pf_filter",
    "*.pf_meta",
)
_WITHOUT_STEMS = (
    "wasm.unknown.pagefind"  # the program for languages whose words Pagefind cannot reduce to stems
)
_VOCABULARY = "vocabulary.txt"
# The files that a browser requests first. The last is installed last: the search script retries until it exists.
_ENTRY_FILES = (_VOCABULARY, "pagefind-worker.js", "pagefind-entry.json", "pagefind.js")
_ALL_FILES = (*_INDEX_FILES, "wasm.*.pagefind", *_ENTRY_FILES, "pagefind-*.js", "pagefind-*.css")
_BUNDLE, _ANSWERS = "bundle", "answers"
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
        count = _run_pagefind(folder, pages, words, cancelled)
        optimise_bundle(folder / _BUNDLE, partial(_check_cancelled, cancelled))
        (folder / _BUNDLE / _VOCABULARY).write_text(write_vocabulary(words), encoding="utf-8")
        for file in _bundle_files(folder / _BUNDLE) - set(_needed_files(folder / _BUNDLE)):
            file.unlink()
    except OSError as error:
        raise SearchIndexError(f"{error.filename or folder}: {error.strerror or error}") from None
    return count


def install_bundle(folder: Path, site: Path, cancelled: Event | None = None) -> None:
    """Move the index that ``build_bundle`` built in ``folder`` into the built ``site``.

    The new index is complete before files of an old one are removed; files that are not Pagefind's stay. Raises as
    ``build_bundle`` does.
    """
    cancelled = cancelled or Event()
    _check_cancelled(cancelled)
    with suppress(OSError):  # there is an older index, or the site is on another disk
        (folder / _BUNDLE).rename(site / FOLDER)
        return
    try:
        _install(folder / _BUNDLE, site / FOLDER, cancelled)
    except OSError as error:
        raise SearchIndexError(f"{error.filename or site / FOLDER}: {error.strerror or error}") from None


def _check_cancelled(cancelled: Event) -> None:
    if cancelled.is_set():
        raise Cancelled


def _run_pagefind(folder: Path, pages: Iterable[SearchPage], words: Counter[str], cancelled: Event) -> int:
    """Let Pagefind write the bundle of ``pages``; count their ``words`` and return the number of pages."""
    try:
        program = get_executable()
    except FileNotFoundError:
        raise SearchIndexError(
            "the Pagefind program is missing; reinstall the package pagefind-bin-extended"
        ) from None
    answers, bundle, count = folder / _ANSWERS, folder / _BUNDLE, 0
    with (
        answers.open("wb") as output,  # if it were a pipe, Pagefind would wait for us to read it
        subprocess.Popen(
            [str(program), "--service"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl+C reaches only us; we kill it below
        ) as process,
    ):
        assert process.stdin
        try:
            with suppress(BrokenPipeError):  # Pagefind has failed
                process.stdin.write(_request("NewIndex", config={}))
                for page in pages:
                    _check_cancelled(cancelled)
                    count_words(words, page.html)
                    count += 1
                    file = {"file_path": f"{page.url}index.html", "file_contents": page.html}
                    process.stdin.write(_request("AddFile", index_id=0, **file))
                process.stdin.write(_request("WriteFiles", index_id=0, output_path=str(bundle)))
                process.stdin.flush()
            while process.poll() is None and answers.read_bytes().count(_END) < count + 2:
                if cancelled.wait(_POLL_INTERVAL):
                    raise Cancelled
        finally:
            status = process.poll()
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()
    message = _find_error(answers.read_bytes())
    if message or not (bundle / "pagefind.js").is_file():
        code = "" if status is None else f" with exit code {status}"
        raise SearchIndexError(f"Pagefind failed{code}: {message or 'no message'}")
    return count


# Private API: what Pagefind's packages for Python and JavaScript say to the program. If it changes, indexing fails.
_END = b","  # of a request, and of an answer


def _request(kind: str, **values: object) -> bytes:
    message = {"message_id": 0, "payload": {"type": kind, **values}}
    return base64.b64encode(json.dumps(message).encode()) + _END


def _find_error(answers: bytes) -> str:
    """Return the message of the first answer that says that something failed, or what is no answer; else ``""``."""
    parts = answers.split(_END)
    for number, part in enumerate(parts):
        try:
            payload = json.loads(base64.b64decode(part, validate=True) or "{}").get("payload", {})
        except ValueError:
            return _END.join(parts[number:]).decode(errors="replace").strip()
        if payload.get("type") == "Error":
            return str(payload.get("message"))
    return ""


def _install(bundle: Path, folder: Path, cancelled: Event) -> None:
    """Copy the new files next to the old ones, then the entry files that name them, and only then remove the old ones.

    The names of all other files contain a digest, so new files do not overwrite different old ones. If this is
    cancelled, the next run removes what is left over.
    """
    new_files = {path: path.relative_to(bundle) for path in _needed_files(bundle)}
    for path, name in new_files.items():
        _check_cancelled(cancelled)
        _replace(path, folder / name)
    for parent in {folder / name.parent for name in new_files.values()}:
        remove_abandoned((path.name for path in parent.iterdir()), parent)
    for old in _bundle_files(folder) - {folder / name for name in new_files.values()}:
        old.unlink()


def _needed_files(bundle: Path) -> list[Path]:
    """Return the files that a browser needs; those that name the others are the last."""
    index_files = (path for pattern in _INDEX_FILES for path in sorted(bundle.glob(pattern)))
    programs = sorted(bundle.glob("wasm.*.pagefind"))
    stemming = [program for program in programs if program.name != _WITHOUT_STEMS]
    return [*index_files, *(stemming or programs), *(bundle / name for name in _ENTRY_FILES)]


def _bundle_files(folder: Path) -> set[Path]:
    """Return the files in a folder that are Pagefind's, or our additions to them."""
    return {path for pattern in _ALL_FILES for path in folder.glob(pattern)}


def _replace(path: Path, target: Path) -> None:
    """Copy a file over another atomically: readers see the old file or the new one, never a part.

    Not a plain rename, since the two may be on different disks.
    """
    data = path.read_bytes()
    if target.is_file() and target.read_bytes() == data:
        return
    replace_file(target, data)
