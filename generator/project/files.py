"""Reading a project's folder: which files a site is made from, and which are passed over or refused.

While a preview is served, the folder is read again and again; what a file held is known as long as it has not changed.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Diagnostic, Rule, Span
from generator.model.content import DIGESTS, PAGES, PERMALINKS

FILE_IS_LINK = Rule("file-is-link", "No file or folder that is read is a symbolic link.")
FILE_TOO_LARGE = Rule("file-too-large", "A YAML file has at most 1 MB, a seed at most 5 MB.")
FILE_UNREADABLE = Rule("file-unreadable", "Every file can be read.")
RULES = (FILE_IS_LINK, FILE_TOO_LARGE, FILE_UNREADABLE)

FOLDERS = ("content", "seeds", "site_templates")
"""What a site is made from, and what ``mkdocs serve`` watches."""

_DATA_ENDINGS = (".yml", ".yaml", ".txt", ".md")
_LARGEST = {".yml": 1_000_000, ".yaml": 1_000_000, ".txt": 5_000_000, ".md": 5_000_000}  # bytes

_SETTLED = (
    2_000_000_000  # nanoseconds after which a file's time tells of another edit; FAT counts in two seconds
)


@dataclass(slots=True)
class FileStatCache:
    """What files held when they were read, by path, each with the marks by which the system tells of an edit."""

    files: dict[str, tuple[tuple[int, ...], bytes]] = field(default_factory=dict)

    def read(self, file: str, path: str, status: os.stat_result) -> bytes:
        """Give what a file holds: what it held, if it has not changed since, and not just before it was read."""
        marks = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
        known = self.files.get(path)
        if known and known[0] == marks:
            return known[1]
        now = time.time_ns()
        data = Path(file).read_bytes()
        self.files.pop(path, None)
        if max(status.st_mtime_ns, status.st_ctime_ns) + _SETTLED < now:
            self.files[path] = marks, data
        return data


def read_files(root: Path, known: FileStatCache | None = None) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Read all that a site is made from, by path relative to ``root`` with ``/``; links and giants are refused.

    Files of editors and systems are passed over, and so is what is not text under ``content/`` and ``seeds/``.
    ``known`` is what earlier readings of the same folder have found; this one adds to it.
    """
    known = known or FileStatCache()
    files: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for name in FOLDERS:
        for path, found in _read(f"{root}/{name}", name, known):
            if isinstance(found, bytes):
                files[path] = found
            else:
                diagnostics.append(found)
    return files, diagnostics


def read_lines(root: Path, paths: Iterable[str]) -> dict[str, list[str]]:
    """Read the lines of files to show what is wrong in them, by path relative to ``root``.

    Left out is what is not read when a site is built, and seeds, which may be in any encoding.
    """
    out: dict[str, list[str]] = {}
    for path in sorted(set(paths)):
        try:
            status = (root / path).lstat()
            if not path.startswith("seeds/") and _refused(path, status) is None:
                out[path] = (root / path).read_bytes().decode("utf-8-sig", "replace").split("\n")
        except OSError:
            continue  # the finding says so, or it is on a file that is not there
    return out


def read_pages(root: Path) -> dict[str, bytes]:
    """Read the hand-written pages, which MkDocs reads by itself, by path below ``content/pages/``."""
    found = _read(f"{root}/{PAGES}", PAGES.removesuffix("/"), FileStatCache())
    return {path.removeprefix(PAGES): data for path, data in found if isinstance(data, bytes)}


def _read(file: str, path: str, known: FileStatCache) -> Iterator[tuple[str, bytes | Diagnostic]]:
    """Read a file, or all files below a folder in order of their names, each to its bytes or to what is wrong."""
    try:
        status = os.lstat(file)
        if stat.S_ISDIR(status.st_mode):
            for name in sorted(os.listdir(file)):  # noqa: PTH208 - a Path for each of 30,000 files takes a second
                if not _is_passed_over(name):
                    yield from _read(f"{file}/{name}", f"{path}/{name}", known)
        elif stat.S_ISLNK(status.st_mode) or _is_read(path):
            yield path, _refused(path, status) or known.read(file, path, status)
    except FileNotFoundError:
        pass  # there is no such folder, or an editor has just taken the file away again
    except OSError as error:
        message = f"this cannot be read: {error.strerror or error}"
        yield path, FILE_UNREADABLE.at(Span(path), message, "see to its permissions")


def _is_passed_over(name: str) -> bool:
    """Say whether a name is that of a hidden file, a back-up, or one that an editor makes for a moment (vim's 4913)."""
    return name.startswith(".") or name.endswith("~") or (name[0] + name[-1] == "##") or name == "4913"


def _is_read(path: str) -> bool:
    data = path.startswith(("content/", "seeds/")) and not path.startswith(PAGES)
    return not data or path.lower().endswith(_DATA_ENDINGS) or path in (DIGESTS, PERMALINKS)


def _refused(path: str, status: os.stat_result) -> Diagnostic | None:
    if stat.S_ISLNK(status.st_mode):
        return FILE_IS_LINK.at(Span(path), "this is a symbolic link", "put the file itself here")
    if not stat.S_ISREG(status.st_mode):
        return FILE_UNREADABLE.at(Span(path), "this is not a file, but a pipe, socket or device", "remove it")
    ending = path[path.rfind(".") :].lower()
    largest = _LARGEST.get(ending) if path.startswith(("content/", "seeds/")) else None
    if largest and status.st_size > largest:
        message = f"this file has {status.st_size:,} bytes; {largest:,} are allowed"
        return FILE_TOO_LARGE.at(Span(path), message, "split it")
    return None
