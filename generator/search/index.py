"""Builds the search index with Pagefind and installs it in a built site, in the folder ``pagefind/``.

The index is a bundle of small files; a browser downloads the few that a search needs. Pagefind gets HTML documents from
a pipe: a file for each of them would have to be written, and removed again.
"""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Event

from generator.search.bundle import optimise_bundle
from generator.search.documents import SearchPage
from generator.search.pagefind_files import UnknownFormatError
from generator.search.pagefind_program import Cancelled, Pagefind, SearchIndexError
from generator.search.parts import is_known, join_parts
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

WHOLE_SIZE = 12_000_000
"""Pages with fewer characters of HTML, as of 2,000 briefs, are indexed as a whole, which takes less time."""
PART_SIZE = 4_000_000
"""Characters of HTML in each part of a larger site. Pagefind needs forty times as many bytes of memory."""


def write_index(site: Path, pages: Iterable[SearchPage], cancelled: Event | None = None) -> int:
    """Index ``pages``, install the index in the built ``site`` and return the number of pages.

    The same pages give the same bytes. Raises as ``build_bundle`` and ``install_bundle`` do; the old index remains.
    """
    with tempfile.TemporaryDirectory(prefix="seedbrief-search-") as name:
        count = build_bundle(Path(name), pages, cancelled)
        install_bundle(Path(name), site, cancelled)
    return count


def build_bundle(
    folder: Path,
    pages: Iterable[SearchPage],
    cancelled: Event | None = None,
    *,
    whole_size: int = WHOLE_SIZE,
    part_size: int = PART_SIZE,
) -> int:
    """Index ``pages`` in an empty temporary folder and return their number.

    If they have ``whole_size`` characters or more, Pagefind gets pages of ``part_size`` characters at a time.
    Raises SearchIndexError, or Cancelled soon after ``cancelled`` is set by another thread.
    """
    cancelled = cancelled or Event()
    try:
        queue = _Queue(pages, whole_size)
        _run_pagefind(folder, queue, part_size if queue.is_long else math.inf, cancelled)
        optimise_bundle(folder / _BUNDLE, partial(_check_cancelled, cancelled))
        (folder / _BUNDLE / _VOCABULARY).write_text(write_vocabulary(queue.words), encoding="utf-8")
        for file in _bundle_files(folder / _BUNDLE) - set(_needed_files(folder / _BUNDLE)):
            file.unlink()
    except OSError as error:
        raise SearchIndexError(f"{error.filename or folder}: {error.strerror or error}") from None
    except UnknownFormatError as error:
        raise SearchIndexError(str(error)) from None
    return queue.taken


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


class _Queue:
    """Pages to index; ``words`` counts the words of those that were taken, and ``taken`` these.

    ``is_long`` says whether they have ``whole_size`` characters or more in all.
    """

    def __init__(self, pages: Iterable[SearchPage], whole_size: int) -> None:
        rest, first = iter(pages), list[SearchPage]()
        while whole_size > 0 and (page := next(rest, None)):
            first.append(page)
            whole_size -= len(page.html)
        self.is_long = whole_size <= 0
        self._pages = chain(first, rest)
        self.next = next(self._pages, None)
        self.taken = 0
        self.words: Counter[str] = Counter()

    def take(self, size: float) -> Iterator[SearchPage]:
        """Take pages until these have ``size`` characters, or there are no more."""
        while self.next and size > 0:
            page, self.next = self.next, next(self._pages, None)
            count_words(self.words, page.html)
            self.taken += 1
            size -= len(page.html)
            yield page


def _run_pagefind(folder: Path, queue: _Queue, part_size: float, cancelled: Event) -> None:
    """Let Pagefind write the bundle of all pages: in parts of ``part_size`` characters, which are joined."""
    parts: list[Path] = []
    while queue.next or not parts:
        part = folder / f"part-{len(parts)}"
        with Pagefind(folder / _ANSWERS, cancelled) as pagefind:
            pagefind.write(queue.take(part_size), part)
            if queue.next and not parts and not is_known(part):
                part, part_size = folder / "all", math.inf
                pagefind.write(queue.take(part_size), part)
        parts.append(part)
    if len(parts) > 1:
        join_parts(parts, partial(_check_cancelled, cancelled))
    parts[0].rename(folder / _BUNDLE)


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
