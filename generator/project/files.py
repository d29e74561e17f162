"""Read a project's folder: which files the site is built from, which are ignored, and which are refused.

While a preview runs, the folder is read over and over; a file that has not changed is read from disk only once.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span
from generator.model.content import DIGESTS, PAGES, PERMALINKS, is_original
from generator.rules.site_files import FILE_IS_LINK, FILE_TOO_LARGE, FILE_UNREADABLE

FOLDERS = ("content", "seeds", "site_templates")
"""The folders that a site is built from, which ``mkdocs serve`` watches."""

_DATA_ENDINGS = (".yml", ".yaml", ".txt", ".md")
_SIZE_LIMITS = {".yml": 1_000_000, ".yaml": 1_000_000, ".txt": 5_000_000, ".md": 5_000_000}  # bytes
_ORIGINAL_LIMIT = 100_000_000  # bytes
_NOT_LISTED = re.compile(r"^\s|\s$|[\x00-\x1f\x7f\\]")  # in names that a list of checksums cannot have

# Nanoseconds after which a second edit is sure to give a file another time: FAT counts in steps of two seconds.
_TIME_STEP = 2_000_000_000


@dataclass(slots=True)
class FileStatCache:
    """What was read of files, by path, each with the file status that shows whether it has changed since."""

    files: dict[str, tuple[tuple[int, ...], bytes | str]] = field(default_factory=dict)

    def read(self, file: str, path: str, status: os.stat_result) -> bytes | str:
        """Return the content of ``file``, or of an original its SHA-256, from the cache if its status is the same.

        A file that was changed just before it is read is not cached: another edit could leave its status the same.
        Raises OSError.
        """
        marks = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
        cached = self.files.get(path)
        if cached and cached[0] == marks:
            return cached[1]
        now = time.time_ns()
        data = sha256_of(Path(file)) if is_original(path) else Path(file).read_bytes()
        self.files.pop(path, None)
        if max(status.st_mtime_ns, status.st_ctime_ns) + _TIME_STEP < now:
            self.files[path] = marks, data
        return data


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file of any size, which is read in pieces. Raises OSError."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


class ProjectFiles(NamedTuple):
    """What a site is built from: files by path, the SHA-256 of originals by path, and what could not be read."""

    files: dict[str, bytes]
    originals: dict[str, str]
    diagnostics: list[Diagnostic]


def read_project(root: Path, cache: FileStatCache | None = None) -> ProjectFiles:
    """Read all files that a site is built from, by path relative to ``root`` with ``/``.

    Files of editors and operating systems are ignored, in ``content/`` all files that are not text, and so are those in
    subfolders of ``seeds/``. Originals are only hashed: they are never held in memory. There is a diagnostic for each
    link, large or unreadable file. ``cache`` is that of earlier readings of the same folder, and is updated.
    """
    return _read_folders(root, cache, lambda path: _is_read(path) or is_original(path))


def read_files(root: Path, cache: FileStatCache | None = None) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Read the same files but for the originals, which take long to hash, and the diagnostics."""
    files, _, diagnostics = _read_folders(root, cache, _is_read)
    return files, diagnostics


def _read_folders(root: Path, cache: FileStatCache | None, is_wanted: Callable[[str], bool]) -> ProjectFiles:
    cache = cache or FileStatCache()
    found = ProjectFiles({}, {}, [])
    for name in FOLDERS:
        for path, result in _read(f"{root}/{name}", name, is_wanted, cache):
            if isinstance(result, bytes):
                found.files[path] = result
            elif isinstance(result, str):
                found.originals[path] = result
            else:
                found.diagnostics.append(result)
    return found


def read_lines(root: Path, paths: Iterable[str]) -> dict[str, list[str]]:
    """Read the lines of files, to show what is wrong in them, by path relative to ``root``.

    Leaves out files that a build does not read, and seeds, which may have any encoding.
    """
    lines: dict[str, list[str]] = {}
    for path in sorted(set(paths)):
        try:
            status = (root / path).lstat()
            if not path.startswith("seeds/") and _refusal(path, status) is None:
                lines[path] = (root / path).read_bytes().decode("utf-8-sig", "replace").split("\n")
        except OSError:
            continue  # the diagnostic says so, or is about a missing file
    return lines


def read_pages(root: Path) -> dict[str, bytes]:
    """Read the hand-written pages, which MkDocs reads by itself, by path relative to ``content/pages/``."""
    results = _read(f"{root}/{PAGES}", PAGES.removesuffix("/"), _is_read, FileStatCache())
    return {path.removeprefix(PAGES): data for path, data in results if isinstance(data, bytes)}


def find_copy(folder: Path, data: bytes) -> str:
    """Return the name of a file in a folder that has exactly these bytes, the first by name; empty if none has.

    Raises OSError.
    """
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    same_size = (file for file in files if file.is_file() and file.stat().st_size == len(data))
    return next((file.name for file in same_size if file.read_bytes() == data), "")


def _read(
    file: str, path: str, is_wanted: Callable[[str], bool], cache: FileStatCache
) -> Iterator[tuple[str, bytes | str | Diagnostic]]:
    """Yield the path and the content, or a diagnostic, of a file or of all wanted ones in a folder, sorted by name."""
    try:
        status = os.lstat(file)
        if stat.S_ISDIR(status.st_mode) and not _is_data_file(path):
            for name in sorted(os.listdir(file)):  # noqa: PTH208 - a Path for each of 30,000 files takes a second
                if _is_ignored(name):
                    continue
                if is_utf8_name(name):
                    yield from _read(f"{file}/{name}", f"{path}/{name}", is_wanted, cache)
                else:  # no page can show such a path, and no lock file can record it
                    shown = os.fsencode(name).decode("utf-8", "backslashreplace")
                    message = f"the name of the file or folder {shown} is not UTF-8"
                    yield path, FILE_UNREADABLE.at(Span(path), message, "rename it")
        elif stat.S_ISLNK(status.st_mode) or is_wanted(path):
            yield path, _refusal(path, status) or cache.read(file, path, status)
    except FileNotFoundError:
        pass  # there is no such folder, or an editor has just moved the file
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        yield path, FILE_UNREADABLE.at(Span(path), message, "check its permissions")


def _is_ignored(name: str) -> bool:
    """Return whether a file is hidden, a backup, or temporary for an editor (vim's 4913, Word's ~$report.docx)."""
    return (
        name.startswith((".", "~$"))
        or name.endswith("~")
        or (name[0] + name[-1] == "##")
        or name in ("4913", "Thumbs.db", "desktop.ini")
    )


def is_utf8_name(name: str) -> bool:
    """Return whether a file's name, as Python gives it, is UTF-8 on the disk."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _is_read(path: str) -> bool:
    return not _is_data(path) or _is_data_file(path)


def _is_data(path: str) -> bool:
    return path.startswith(("content/", "seeds/")) and not path.startswith(PAGES)


def _is_data_file(path: str) -> bool:
    return _is_data(path) and (path.lower().endswith(_DATA_ENDINGS) or path in (DIGESTS, PERMALINKS))


def _refusal(path: str, status: os.stat_result) -> Diagnostic | None:
    """Return why a file is not read, or None if it can be read."""
    if stat.S_ISLNK(status.st_mode):
        return FILE_IS_LINK.at(
            Span(path), "this is a symbolic link", "replace it with the file or folder itself"
        )
    if not stat.S_ISREG(status.st_mode):
        kind = "folder" if stat.S_ISDIR(status.st_mode) else "pipe, socket or device"
        return FILE_UNREADABLE.at(Span(path), f"this is not a file but a {kind}", "remove it")
    if is_original(path) and _NOT_LISTED.search(path.removeprefix("seeds/")):
        return FILE_UNREADABLE.at(Span(path), f"{DIGESTS} cannot record the name of this file", "rename it")
    ending = path[path.rfind(".") :].lower()
    limit = _SIZE_LIMITS.get(ending) if path.startswith(("content/", "seeds/")) else None
    limit = _ORIGINAL_LIMIT if is_original(path) else limit
    if limit and status.st_size > limit:
        message = f"this file has {status.st_size:,} bytes; the limit is {limit:,}"
        return FILE_TOO_LARGE.at(
            Span(path), message, "keep a smaller copy" if is_original(path) else "split it"
        )
    return None
