"""Write files into a project or an output folder so that a failure never leaves half of the work.

One file is replaced in one step, several are all written or none, and a folder tree is prepared in full before any of
its files is replaced.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.project.config import ProjectError
from generator.text.replace_file import replace_file

_MANIFEST = ".seedbrief-files"  # lists what an earlier run wrote into an output folder
_STAGING = ".seedbrief-new"


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """How many files a run wrote, left unchanged, and removed."""

    changed: int
    unchanged: int
    removed: int


def write_file(path: Path, data: bytes) -> None:
    """Replace a file in one step. If ``path`` is a link, the file it leads to is replaced. Raises OSError."""
    replace_file(path.resolve(), data)


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
    """Create the ``created`` files and replace the ``replaced`` ones. After an error everything is as it was.

    Raises OSError; FileExistsError if a file to be created exists already.
    """
    undo: list[tuple[Path, bytes | None]] = []  # each file with its old content; None: it did not exist
    new_folders: list[Path] = []
    try:
        for path, data in created.items():
            file = folder / path
            missing = [parent for parent in (file.parent, *file.parent.parents) if not parent.exists()]
            file.parent.mkdir(parents=True, exist_ok=True)
            new_folders += reversed(missing)
            with file.open("xb") as opened:
                undo.append((file, None))
                opened.write(data)
        for path, data in replaced.items():
            file = folder / path
            before = file.read_bytes() if file.exists() else None
            replace_file(file, data)
            undo.append((file, before))
    except BaseException:  # KeyboardInterrupt too
        for file, before in reversed(undo):
            with suppress(OSError):
                file.unlink(missing_ok=True) if before is None else file.write_bytes(before)
        for parent in reversed(new_folders):
            with suppress(OSError):
                parent.rmdir()
        raise


def write_tree(folder: Path, files: Mapping[str, bytes]) -> WrittenFiles:
    """Make an output folder contain ``files``: write what changed, remove what an earlier run wrote and is gone.

    All new content is written to a staging folder before any file is replaced, so a full disk or a crash while writing
    leaves the old files whole. Files that somebody else has added stay.

    Raises OSError; ProjectError if the folder has files but was not written by an earlier run.
    """
    manifest, staging = folder / _MANIFEST, folder / _STAGING
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (manifest.is_file() or staging.is_dir()):
        raise ProjectError(
            f"{folder} is not empty and was not written by seedbrief; name a new or an empty folder"
        )
    before = (read_if_exists(manifest) or b"").decode(errors="replace").splitlines()
    gone = sorted(uri for uri in set(before) - set(files) if (folder / uri).is_file())
    for uri in (*files, *gone):
        if not (folder / uri).resolve().is_relative_to(folder.resolve()):
            raise ProjectError(f"{uri} would be outside {folder}")
    # The manifest is replaced first: after an interruption the folder has no file that the manifest does not list.
    wanted = {_MANIFEST: "".join(f"{uri}\n" for uri in sorted(files)).encode(), **files}
    changed = [uri for uri, data in wanted.items() if read_if_exists(folder / uri) != data]
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for uri in changed:
            _write(staging / uri, wanted[uri])
        for uri in gone:
            (folder / uri).unlink()
            _remove_empty(folder, (folder / uri).parent)
        for uri in changed:
            (folder / uri).parent.mkdir(parents=True, exist_ok=True)
            (staging / uri).replace(folder / uri)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    count = len(set(changed) - {_MANIFEST})
    return WrittenFiles(count, len(files) - count, len(gone))


def read_if_exists(path: Path) -> bytes | None:
    """Return a file's content, or None if there is no such file."""
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _remove_empty(folder: Path, inner: Path) -> None:
    """Remove ``inner`` and the folders above it, up to ``folder``, as long as they are empty."""
    while inner != folder and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
