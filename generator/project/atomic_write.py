"""Write files into a project or an output folder so that a failure never leaves half of the work.

All new content is first written to a hidden folder next to its place. Only then are the files moved, one rename each.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from generator.project.config import ProjectError
from generator.text.replace_file import create_file, replace_file

_MANIFEST = ".seedbrief-files"  # lists what an earlier run wrote into an output folder
_STAGING = ".seedbrief-new-"  # how the names of the hidden folders begin
_COMPLETE = ".seedbrief-complete"  # the hidden folder's name while its files are moved
_PATIENCE = 10.0  # seconds to wait for another process


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """How many files a run wrote, left unchanged, and removed."""

    changed: int
    unchanged: int
    removed: int


@contextmanager
def locked(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Keep other processes that use this function from writing into an existing ``folder`` meanwhile.

    If another one writes there now, this waits. Raises ProjectError after ``patience`` seconds, and OSError.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ProjectError(
                        f"another process is writing into {folder}; try again when it has finished"
                    ) from None
                time.sleep(0.05)
            except OSError:  # some network file systems have no locks
                break
        yield
    finally:
        os.close(descriptor)


@contextmanager
def sole_writer(folder: Path, starts: Iterable[str] = ("content/", "seeds/")) -> Iterator[bool]:
    """Lock a ``folder`` and finish what a process that died has left in it, before something is written.

    Only files whose paths start with one of ``starts`` are finished. Yields whether there were any. Raises OSError;
    ProjectError if another process goes on writing.
    """
    with locked(folder):
        yield _finish_interrupted(folder, tuple(starts))


def find_conflicts(folder: Path, paths: Iterable[str]) -> list[str]:
    """Return what keeps ``paths`` from being created in ``folder``: existing files, or files in place of folders."""
    conflicts = set()
    for path in paths:
        parts = Path(path).parts
        for depth in range(1, len(parts) + 1):
            existing = folder.joinpath(*parts[:depth])
            if os.path.lexists(existing) and (depth == len(parts) or not existing.is_dir()):
                conflicts.add(Path(*parts[:depth]).as_posix())
                break
    return sorted(conflicts)


def write_all(folder: Path, created: Mapping[str, bytes], replaced: Mapping[str, bytes] = {}) -> None:
    """Create the ``created`` files and replace the ``replaced`` ones: all of them or, after an error, none.

    If the process dies while it moves the files, the next ``sole_writer`` moves the others. Raises OSError, also if a
    file to be created exists already, or if a symbolic link is in the way.
    """
    files = {**replaced, **created}
    for path in files:
        _refuse_links(folder, path)
    for path in find_conflicts(folder, created):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / path))
    before = {path: read_if_exists(folder / path) for path in files}
    new_folders: list[Path] = []
    moved: list[str] = []
    try:
        _make_folder(folder, new_folders)
        with _staging_folder(folder) as staging:
            for path, data in files.items():
                (staging / path).parent.mkdir(parents=True, exist_ok=True)
                create_file(staging / path, data, like=folder / path, durable=True)
            complete = staging.rename(
                folder / _COMPLETE
            )  # from here on, a process that dies has done its work
            try:
                for path in files:
                    _make_folder((folder / path).parent, new_folders)
                    (complete / path).replace(folder / path)
                    moved.append(path)
            finally:
                complete.rename(staging)
    except BaseException:  # KeyboardInterrupt too
        for path in reversed(moved):
            with suppress(OSError):
                _restore(folder / path, before[path])
        for new_folder in reversed(new_folders):
            with suppress(OSError):
                new_folder.rmdir()
        raise


def _finish_interrupted(folder: Path, starts: tuple[str, ...]) -> bool:
    """Move what a process that died in ``write_all`` has not moved; return whether there was anything.

    What was not complete is removed. Other files than those in ``starts`` are not moved: the hidden folder may have
    come with a project from elsewhere. Raises OSError.
    """
    complete = folder / _COMPLETE
    is_found = complete.is_dir() and not complete.is_symlink()
    if is_found:
        for file in sorted(path for path in complete.rglob("*") if path.is_file() and not path.is_symlink()):
            path = file.relative_to(complete).as_posix()
            if path.startswith(starts):
                _refuse_links(folder, path)
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                file.replace(folder / path)
        shutil.rmtree(complete)
    _remove_abandoned(folder)
    return is_found


def write_tree(folder: Path, files: Mapping[str, bytes]) -> WrittenFiles:
    """Make an output folder contain ``files``: write what changed, remove what an earlier run wrote and is gone.

    A full disk or a crash while writing leaves the old files whole. Files that somebody else has added stay.

    Raises OSError; ProjectError if the folder has files but was not written by an earlier run, or is being written.
    """
    if os.path.lexists(folder) and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a folder")
    new_folders: list[Path] = []
    try:
        _make_folder(folder, new_folders)
        with locked(folder):
            return _write_tree(folder, files)
    except BaseException:  # KeyboardInterrupt too
        for new_folder in reversed(new_folders):
            with suppress(OSError):
                new_folder.rmdir()
        raise


def _write_tree(folder: Path, files: Mapping[str, bytes]) -> WrittenFiles:
    manifest = folder / _MANIFEST
    _remove_abandoned(folder)
    if any(folder.iterdir()) and not manifest.is_file():
        raise ProjectError(
            f"{folder} is not empty and was not written by seedbrief; name a new or an empty folder"
        )
    before = (read_if_exists(manifest) or b"").decode(errors="replace").splitlines()
    gone = sorted(uri for uri in set(before) - set(files) if (folder / uri).is_file())
    inside = folder.resolve()
    for parent, uri in {(folder / uri).parent: uri for uri in (*files, *gone)}.items():
        if not parent.resolve().is_relative_to(inside):
            raise ProjectError(f"{uri} would be outside {folder}")
    # The manifest is replaced first: after an interruption the folder has no file that the manifest does not list.
    listed = "".join(f"{uri}\n" for uri in sorted(files)).encode()

    def wanted(uri: str) -> bytes:
        return listed if uri == _MANIFEST else files[uri]

    changed = [uri for uri in (_MANIFEST, *files) if read_if_exists(folder / uri) != wanted(uri)]
    with _staging_folder(folder) as staging:  # flat: making and removing folders takes longer than writing
        for number, uri in enumerate(changed):
            create_file(staging / str(number), wanted(uri), like=folder / uri)
        for uri in gone:
            (folder / uri).unlink()
            _remove_empty(folder, (folder / uri).parent)
        for number, uri in enumerate(changed):
            (folder / uri).parent.mkdir(parents=True, exist_ok=True)
            (staging / str(number)).replace(folder / uri)
    count = len(changed) - changed.count(_MANIFEST)
    return WrittenFiles(count, len(files) - count, len(gone))


def replace_tree(folder: Path, new: Path) -> None:
    """Replace what is in ``folder`` by what is in the folder ``new``: all of it or, after an error, nothing.

    Hidden entries stay. Makes the folder if needed. Raises OSError; ProjectError if another process is writing into it.
    """
    new_folders: list[Path] = []
    try:
        _make_folder(folder, new_folders)
        with locked(folder):
            _remove_abandoned(folder)
            with _staging_folder(folder) as staging:
                _replace_entries(folder, Path(shutil.copytree(new, staging / "new")), staging / "old")
    except BaseException:  # KeyboardInterrupt too
        for new_folder in reversed(new_folders):
            with suppress(OSError):
                new_folder.rmdir()
        raise


def _replace_entries(folder: Path, new: Path, old: Path) -> None:
    old.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for source, target in ((folder, old), (new, folder)):
            for entry in [entry for entry in source.iterdir() if entry.name[0] != "."]:
                moved.append((entry, target / entry.name))
                entry.rename(target / entry.name)
    except BaseException:
        for before, after in reversed(moved):
            with suppress(OSError):
                after.rename(before)
        raise


def read_if_exists(path: Path) -> bytes | None:
    """Return a file's content, or None if there is no such file."""
    return path.read_bytes() if path.is_file() else None


@contextmanager
def _staging_folder(folder: Path) -> Iterator[Path]:
    """Make a new hidden folder in ``folder``, which is removed in the end."""
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _remove_abandoned(folder: Path) -> None:
    """Remove the hidden folders of processes that died."""
    for abandoned in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(abandoned, ignore_errors=True)  # leaves a symbolic link alone


def _refuse_links(folder: Path, path: str) -> None:
    """Raise OSError if ``path`` or a folder above it, up to ``folder``, is a symbolic link."""
    file = folder / path
    for step in (file, *file.parents[: len(Path(path).parts) - 1]):
        if step.is_symlink():
            reason = "this is a symbolic link; replace it with the file or folder itself"
            raise OSError(errno.ELOOP, reason, str(step))


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and add the new ones to ``made``."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    made += reversed(missing)


def _restore(file: Path, before: bytes | None) -> None:
    """Give a file its old content again, or remove it if there was none."""
    if before is None:
        file.unlink()
    else:
        replace_file(file, before)


def _remove_empty(folder: Path, inner: Path) -> None:
    """Remove ``inner`` and the folders above it, up to ``folder``, as long as they are empty."""
    while inner != folder and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
