"""All reading and writing of files: a project's folder to bytes, and a built site to a folder."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.diagnostics import Diagnostic, Rule, Span, in_order
from generator.load import PAGES
from generator.pipeline import BuildResult, Options, build_site

FILE_IS_LINK = Rule("file-is-link", "No file or folder that is read is a symbolic link.")
FILE_TOO_LARGE = Rule("file-too-large", "A YAML file has at most 1 MB, a seed at most 5 MB.")
FILE_UNREADABLE = Rule("file-unreadable", "Every file can be read.")
RULES = (FILE_IS_LINK, FILE_TOO_LARGE, FILE_UNREADABLE)

FOLDERS = ("content", "seeds", "site_templates")
"""What a site is made from, and what ``mkdocs serve`` watches."""

_DATA_ENDINGS = (".yml", ".yaml", ".txt", ".md")
_LARGEST = {".yml": 1_000_000, ".yaml": 1_000_000, ".txt": 5_000_000, ".md": 5_000_000}  # bytes
_MANIFEST = ".seedbrief-files"  # what an earlier run wrote into an output folder
_STAGING = ".seedbrief-new"


class ProjectError(Exception):
    """Something about the project's folder, or the output's, that the user must settle; the text says what."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a run wrote anew, left as they were, and removed."""

    changed: int
    kept: int
    removed: int


def find_root(start: Path) -> Path:
    """Find the project in which ``start`` lies: the nearest folder with a ``mkdocs.yml`` and a ``content``."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "content").is_dir():
            return folder
    raise ProjectError(f"{start}: no folder from here upwards has a mkdocs.yml and a content/")


def read_files(root: Path) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Read all that a site is made from, by path relative to ``root`` with ``/``; links and giants are refused.

    Files of editors and systems are passed over, and so is what is not text under ``content/`` and ``seeds/``.
    """
    files: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for name in FOLDERS:
        for path, entry in _walk(root / name, name):
            problem = _refused(path, entry)
            if problem:
                diagnostics.append(problem)
                continue
            try:
                files[path] = Path(entry.path).read_bytes()
            except OSError as error:
                message = f"this file cannot be read: {error.strerror or error}"
                diagnostics.append(FILE_UNREADABLE.at(Span(path), message, "see to its permissions"))
    return files, diagnostics


def build_project(root: Path, *, drafts: bool = False) -> BuildResult:
    """Read a project and build its site. ``SOURCE_DATE_EPOCH`` (seconds), if set, is the day things are due."""
    files, unread = read_files(root)
    result = build_site(files, Options(drafts, _build_day()))
    return replace(result, diagnostics=in_order([*unread, *result.diagnostics]))


def read_pages(root: Path) -> dict[str, bytes]:
    """Read the hand-written pages, which MkDocs reads by itself, by path below ``content/pages/``."""
    files, _ = read_files(root)
    return {path.removeprefix(PAGES): data for path, data in files.items() if path.startswith(PAGES)}


def write_tree(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Make ``folder`` hold exactly ``files``: what changed is written, what an earlier run wrote and is gone now goes.

    Everything new is written beside the old before anything is replaced, so a full disk or a crash while writing
    leaves the old files whole. A folder with files of another origin is refused.
    """
    manifest = folder / _MANIFEST
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a folder")
    if (
        folder.is_dir()
        and any(folder.iterdir())
        and not manifest.is_file()
        and not (folder / _STAGING).is_dir()
    ):
        raise ProjectError(
            f"{folder} is not empty and was not written by seedbrief; name a new or an empty folder"
        )
    for uri in files:
        if not (folder / uri).resolve().is_relative_to(folder.resolve()):
            raise ProjectError(f"{uri} would be written outside {folder}")
    before = set(manifest.read_text(encoding="utf-8").splitlines()) if manifest.is_file() else set()
    changed = [uri for uri, data in sorted(files.items()) if _content(folder / uri) != data]
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    for uri in changed:
        _write(staging / uri, files[uri])
    _write(staging / _MANIFEST, "".join(f"{uri}\n" for uri in sorted(files)).encode())
    gone = sorted(uri for uri in before - set(files) if (folder / uri).is_file())
    for uri in gone:
        (folder / uri).unlink()
        _remove_empty(folder, (folder / uri).parent)
    for uri in [*changed, _MANIFEST]:
        (folder / uri).parent.mkdir(parents=True, exist_ok=True)
        (staging / uri).replace(folder / uri)
    shutil.rmtree(staging, ignore_errors=True)
    return Written(len(changed), len(files) - len(changed), len(gone))


def _walk(folder: Path, path: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """List the files below a folder, in order; a link to a folder is listed as if it were a file."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        inner = f"{path}/{entry.name}"
        if _is_passed_over(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), inner)
        elif entry.is_symlink() or _is_read(inner):
            yield inner, entry


def _is_passed_over(name: str) -> bool:
    """Say whether a name is that of a hidden file, a back-up, or one that an editor makes for a moment (vim's 4913)."""
    return name.startswith(".") or name.endswith("~") or (name[0] + name[-1] == "##") or name == "4913"


def _is_read(path: str) -> bool:
    data = path.startswith(("content/", "seeds/")) and not path.startswith(PAGES)
    return not data or path.lower().endswith(_DATA_ENDINGS) or path == "seeds/SHA256SUMS"


def _refused(path: str, entry: os.DirEntry[str]) -> Diagnostic | None:
    if entry.is_symlink():
        return FILE_IS_LINK.at(Span(path), "this is a symbolic link", "put the file itself here")
    largest = _LARGEST.get(Path(path).suffix.lower()) if path.startswith(("content/", "seeds/")) else None
    if largest and (size := entry.stat().st_size) > largest:
        message = f"this file has {size:,} bytes; {largest:,} are allowed"
        return FILE_TOO_LARGE.at(Span(path), message, "split it")
    return None


def _build_day() -> datetime.date | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ProjectError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds") from None


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _remove_empty(folder: Path, inner: Path) -> None:
    while inner != folder and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
