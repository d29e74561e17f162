"""Write a file in one step: whoever reads it sees the old content or the new, never part of one.

This is how the whole project writes. The new content goes into a file next to the old one, under a name that nobody can
predict and that did not exist, and is then renamed. So no symbolic link is followed, whatever has been put there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

_NEW_ONLY = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_PREFIX, _SUFFIX = ".seedbrief-", ".new"


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to a new file, and move that to ``path``. Makes the folder if needed.

    The file keeps its permissions. If ``path`` is a symbolic link, the link is replaced. Raises OSError; the old file
    is then still there, and the new one is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new_file = path.with_name(f"{_PREFIX}{token_hex(8)}{_SUFFIX}")
    try:
        create_file(new_file, data, like=path)
        new_file.replace(path)
    except BaseException:  # KeyboardInterrupt too
        with suppress(OSError):
            new_file.unlink(missing_ok=True)
        raise


def remove_abandoned(names: Iterable[str], folder: str | Path) -> None:
    """Remove the new files that processes which died have left among the files of a folder."""
    for name in names:
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
            with suppress(OSError):
                Path(folder, name).unlink()


def create_file(path: Path, data: bytes, *, like: Path | None = None, durable: bool = False) -> None:
    """Write a file that does not exist yet, with the permissions of the file ``like``, if there is one.

    ``durable`` waits until the content is on the disk, so that it also survives a power failure. Raises OSError;
    FileExistsError if there is anything at ``path``, even a broken link.
    """
    with os.fdopen(os.open(path, _NEW_ONLY, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    with suppress(OSError):
        if like and stat.S_ISREG(mode := like.lstat().st_mode):
            path.chmod(stat.S_IMODE(mode))
