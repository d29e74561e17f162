"""Keep the pages and files of a site on disk instead of in memory, until they are written to the site's folder."""

from __future__ import annotations

import io
import os
import pickle
from collections import defaultdict
from contextlib import suppress
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

_SMALL = 256  # bytes; so little is kept in memory


class Spool:
    """A temporary file that the system removes when nothing on it is needed; the place of what is not is used again."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._end = 0
        self._free: defaultdict[int, list[int]] = defaultdict(list)  # by size: where there is room
        self._lock = Lock()

    def add(self, data: bytes) -> bytes | Spooled:
        """Write bytes to disk; return them as they are if they are few, or if the disk is full."""
        if len(data) <= _SMALL:
            return data
        room = _room(len(data))
        try:
            with self._lock:
                self._file = self._file or TemporaryFile(buffering=0)  # noqa: SIM115
                start = self._free[room].pop() if self._free[room] else self._end
                self._end = max(self._end, start + room)
                self._file.seek(start)
                is_written = self._file.write(data) == len(data)
        except OSError:
            return data
        return Spooled(self, start, data) if is_written else data

    def open(self) -> bool:
        """Make the file now, so that processes forked from this one write to the same; return whether there is one."""
        with suppress(OSError):
            self._file = self._file or TemporaryFile(buffering=0)  # noqa: SIM115
        return self._file is not None

    def pickle(self, value: object) -> bytes:
        """Pickle a value for the process from which this one was forked; what of it is on disk stays there."""
        written = io.BytesIO()
        _Pickler(written, self).dump((value, self._end))
        return written.getvalue()

    def unpickle(self, data: bytes) -> Any:
        """Return the value that a forked process has pickled. From now on, only this process may add bytes."""
        value, self._end = _Unpickler(io.BytesIO(data), self).load()
        return value

    def read(self, start: int, size: int) -> bytes:
        """Return bytes that were written."""
        assert self._file
        if hasattr(os, "pread"):  # processes that were forked share the file's position, but not the lock
            return os.pread(self._file.fileno(), size, start)
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)

    def free(self, start: int, size: int) -> None:
        """Let others have the place of some bytes."""
        self._free[_room(size)].append(start)


class Spooled:
    """Bytes on disk."""

    __slots__ = ("_hash", "_size", "_spool", "_start")

    def __init__(self, spool: Spool, start: int, data: bytes) -> None:
        self._spool, self._start, self._size, self._hash = spool, start, len(data), hash(data)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Spooled) and self._hash == other._hash and self.read() == other.read()
        )

    def __hash__(self) -> int:
        return self._hash

    def read(self) -> bytes:
        """Return the bytes."""
        return self._spool.read(self._start, self._size)

    def __del__(self) -> None:
        self._spool.free(self._start, self._size)


class _Pickler(pickle.Pickler):
    """Leaves out a spool, which cannot be pickled."""

    def __init__(self, file: IO[bytes], spool: Spool) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._spool = spool

    def persistent_id(self, value: object) -> bool | None:
        return True if value is self._spool else None


class _Unpickler(pickle.Unpickler):
    """Puts a spool where one was left out."""

    def __init__(self, file: IO[bytes], spool: Spool) -> None:
        super().__init__(file)
        self._spool = spool

    def persistent_load(self, _: object) -> Spool:
        return self._spool


def _room(size: int) -> int:
    """Return the next power of two: of what is not written, most takes no place on the disk."""
    return 1 << (size - 1).bit_length()
