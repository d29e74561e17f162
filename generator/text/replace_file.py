"""Write a file in one step: whoever reads it sees the old content or the new, never part of one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to a new file next to ``path``, and move that into its place. Makes the folder if needed.

    Raises OSError; the old file is then still there, and the new one is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new_file = path.with_name(f".{path.name}.new")
    try:
        new_file.write_bytes(data)
        new_file.replace(path)
    except BaseException:  # KeyboardInterrupt too
        with suppress(OSError):
            new_file.unlink(missing_ok=True)
        raise
