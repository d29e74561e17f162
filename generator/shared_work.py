"""Share the work on many things with other processes, one for each further core.

The others are forks of this process: they have all that it has, and pass back only what they make. There are none
where a process cannot be forked safely, or where there is little to do; then this process does it all. What is made
does not depend on who makes it.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import mmap
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar

if sys.platform != "win32":
    import fcntl

T = TypeVar("T")

ENOUGH = 100
"""With fewer things to make, to start other processes takes longer than it saves."""
_MOST_PROCESSES = 4  # each needs memory


class SharedWork(Generic[T]):
    """Work on ``count`` things by their numbers: this process goes on from the first, the others back from the last.

    This process asks ``take`` about one number after the other, and makes what is left for it. ``finish`` waits
    for what the others make with ``make``, which can be pickled. If one fails, ``finish`` has the rest made here, so
    that the error is raised here too. Call ``close`` at the end, whatever happens. ``alone`` starts no other process.
    """

    def __init__(self, count: int, make: Callable[[int], T], alone: bool = False) -> None:
        self._count, self._make = count, make
        self._others: list[tuple[int, IO[bytes]]] = []  # the id of a process, and the file for what it makes
        self._untaken = memoryview(mmap.mmap(-1, 16)).cast(
            "q"
        )  # from number, to number; in memory that all share
        self._untaken[1] = count
        processes = 1 if alone or count < ENOUGH else _processors()
        self.is_shared = processes > 1
        """Whether there are other processes."""
        if self.is_shared:
            self._lock = TemporaryFile()  # noqa: SIM115
            gc.freeze()  # the collector would touch memory that the processes share, which copies it
            for _ in range(processes - 1):
                self._start()

    def take(self, number: int) -> bool:
        """Return whether this process is to make the thing with a number; then no other does."""
        with self._locked():
            is_left = number < self._untaken[1]
            if is_left:
                self._untaken[0] = number + 1
        return is_left

    def finish(self, keep: Callable[[int, T], object], make_here: Callable[[int], object]) -> None:
        """Wait for the others and ``keep`` what they have made; log what they have logged; ``make_here`` the rest."""
        missing = set(range(self._untaken[1], self._count))
        while self._others:
            process, results = self._others.pop()
            os.waitpid(process, 0)
            with results:
                results.seek(0)
                with contextlib.suppress(EOFError, pickle.UnpicklingError):  # at the end, maybe amid a result
                    while True:
                        number, made, records = pickle.load(results)
                        for record in records:
                            logging.getLogger(record.name).handle(record)
                        keep(number, made)
                        missing.discard(number)
        for number in sorted(missing):
            make_here(number)

    def close(self) -> None:
        """Stop the others; there may be none."""
        while self._others:
            process, results = self._others.pop()
            results.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _start(self) -> None:
        results, parent = TemporaryFile(), os.getpid()  # noqa: SIM115
        with warnings.catch_warnings():  # our other threads keep no lock that the process needs
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
        if process:
            self._others.append((process, results))
            return
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the parent, which ends this process
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            log = _collect_log_records()
            while os.getppid() == parent and (number := self._take_last()) is not None:
                made = self._make(number)
                pickle.dump((number, made, log.copy()), results, pickle.HIGHEST_PROTOCOL)
                log.clear()
        finally:
            with contextlib.suppress(OSError):
                results.flush()
            os._exit(0)  # what is to be done at the end of the program, the parent does

    def _take_last(self) -> int | None:
        with self._locked():
            if self._untaken[0] >= self._untaken[1]:
                return None
            self._untaken[1] -= 1
            return self._untaken[1]

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let no other process take anything meanwhile. If one is killed, the system frees its lock."""
        if self.is_shared and sys.platform != "win32":
            fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            if self.is_shared and sys.platform != "win32":
                fcntl.lockf(self._lock, fcntl.LOCK_UN)


def _processors() -> int:
    """Return how many processes to use: one where libraries of the system do not survive a fork."""
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES) if sys.platform == "linux" else 1


def _collect_log_records() -> list[logging.LogRecord]:
    """Have all that is logged in this process added to a list, and do nothing else with it."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        """Adds records to the list, in a form that can be pickled."""

        def emit(self, record: logging.LogRecord) -> None:
            record.msg, record.args, record.exc_info = record.getMessage(), None, None
            records.append(record)

    for logger in (logging.getLogger(name) for name in logging.root.manager.loggerDict):
        logger.handlers.clear()
        logger.propagate = True
    logging.root.handlers[:] = [Collector()]
    return records
