"""Write files into a project all together or not at all, and never over one that is there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def in_the_way(folder: Path, paths: Iterable[str]) -> list[str]:
    """List what keeps ``paths`` from being made below ``folder``: what is there, or stands where a folder is to be."""
    found = set()
    for path in paths:
        steps = Path(path).parts
        for depth in range(1, len(steps) + 1):
            at = folder.joinpath(*steps[:depth])
            if os.path.lexists(at) and (depth == len(steps) or not at.is_dir()):
                found.add(Path(*steps[:depth]).as_posix())
                break
    return sorted(found)


def write_all(folder: Path, new: Mapping[str, bytes], grown: Mapping[str, bytes] = {}) -> None:
    """Make the ``new`` files, and replace the ``grown`` ones whole. After an error everything is as it was.

    Raises OSError; FileExistsError where a new file is there already.
    """
    undo: list[tuple[Path, bytes | None]] = []  # what to put back, or to take away
    made: list[Path] = []
    try:
        for path, data in new.items():
            file = folder / path
            missing = [parent for parent in (file.parent, *file.parent.parents) if not parent.exists()]
            file.parent.mkdir(parents=True, exist_ok=True)
            made += reversed(missing)
            with file.open("xb") as opened:
                undo.append((file, None))
                opened.write(data)
        for path, data in grown.items():
            file = folder / path
            before = file.read_bytes() if file.exists() else None
            fresh = file.with_name(f".{file.name}.new")
            undo.append((fresh, None))
            fresh.write_bytes(data)
            fresh.replace(file)
            undo.append((file, before))
    except BaseException:  # the user's Ctrl+C too
        for file, before in reversed(undo):
            with suppress(OSError):
                file.unlink(missing_ok=True) if before is None else file.write_bytes(before)
        for parent in reversed(made):
            with suppress(OSError):
                parent.rmdir()
        raise
