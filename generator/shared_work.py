"""Share work with other processes, one for each further core.

The other processes are forks of this one: they start with everything it has in memory, and pass back only what they
make. Where forking is not safe, or there is little to do, this process does all the work. The result is the same.
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
"""With fewer things to make, starting other processes takes longer than it saves."""
_MOST_PROCESSES = 4  # each needs memory
_RENEW_AFTER = 500
_MANY = 4_000  # with fewer pages, replacing processes takes more time than the memory is worth


class SharedWork(Generic[T]):
    """Shares the making of ``count`` things, each known by its number from 0 on.

    This process works from the first number upwards, and asks ``take`` before it makes each thing. The others work
    from the last number downwards with ``make``, until they meet this one. ``finish`` waits for them and passes on what
    they made, which must be picklable. If another process fails, ``finish`` has the missing things made here,
    so the error is raised here. Always call ``close`` at the end. With ``alone``, no other process is started;
    ``processes`` is the number to start, if it is not one for each core. They are replaced each time that this
    process has taken ``renew_after`` things, if it is given; only a process without other threads may ask for that.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], T],
        *,
        alone: bool = False,
        processes: int | None = None,
        renew_after: int | None = None,
    ) -> None:
        self._count, self._make = count, make
        self._others: list[tuple[int, IO[bytes]]] = []  # the id of a process, and the file for what it makes
        # In shared memory: the lowest number that nobody has taken, the one after the highest, and how often the
        # processes were replaced
        self._untaken = memoryview(mmap.mmap(-1, 24)).cast("q")
        self._untaken[1] = count
        if processes is None:
            processes = 0 if alone or count < ENOUGH else _processors() - 1
        self._processes, self._renew_after, self._taken = processes, renew_after, 0
        self.is_shared = processes > 0
        """Whether there are other processes."""
        if self.is_shared:
            with contextlib.suppress(OSError):  # the system has no room for files, or for processes
                self._lock = TemporaryFile()  # noqa: SIM115
                self._start()
            self.is_shared = bool(self._others)

    def renew(self) -> None:
        """Replace the other processes by new ones, where ``renew_after`` is given.

        What two processes share is copied once one of them uses it, since Python counts the references to an object in
        the object. So the longer they run, the more memory they need together.
        """
        self._taken = 0
        if self.is_shared and self._renew_after and self._untaken[0] < self._untaken[1]:
            self._untaken[2] += 1
            with contextlib.suppress(OSError):  # the old ones have ended; then all is made here
                self._start()

    def take(self, number: int) -> bool:
        """Return whether this process is to make the thing with this number. If so, no other process makes it."""
        if self._renew_after and self._taken == self._renew_after:
            self.renew()
        with self._locked():
            is_left = number < self._untaken[1]
            if is_left:
                self._untaken[0] = number + 1
                self._taken += 1
        return is_left

    def finish(self, keep: Callable[[int, T], object], make_here: Callable[[int], object]) -> None:
        """Wait for the others, ``keep`` what they made and log what they logged; ``make_here`` what is missing."""
        missing = set(range(self._untaken[1], self._count))
        while self._others:
            process, results = self._others[-1]
            _wait_for(process)
            self._others.pop()  # not before: after Ctrl+C, `close` has to stop it
            with results:
                results.seek(0)
                # At the end of the file there may be half a result.
                with contextlib.suppress(EOFError, pickle.UnpicklingError):
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
            with contextlib.suppress(ProcessLookupError):  # it has ended, and Ctrl+C came just then
                os.kill(process, signal.SIGKILL)
                _wait_for(process)

    def _start(self) -> None:
        gc.freeze()  # the collector would touch memory that the processes share, which copies it
        for _ in range(self._processes):
            self._start_one()

    def _start_one(self) -> None:
        results, parent, times = TemporaryFile(), os.getpid(), self._untaken[2]  # noqa: SIM115
        with warnings.catch_warnings():  # our other threads hold no lock that the new process needs
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
        if process:
            self._others.append((process, results))
            return
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl+C, the parent ends this process
            for sent in (signal.SIGTERM, signal.SIGHUP):
                if signal.getsignal(sent) is not signal.SIG_IGN:  # as under nohup
                    signal.signal(sent, signal.SIG_DFL)
            log = _collect_log_records()
            while (
                self._untaken[2] == times
                and os.getppid() == parent
                and (number := self._take_last()) is not None
            ):
                made = self._make(number)
                pickle.dump((number, made, log.copy()), results, pickle.HIGHEST_PROTOCOL)
                log.clear()
        finally:
            with contextlib.suppress(OSError):
                results.flush()
            os._exit(0)  # only the parent does what is due at the end of the program

    def _take_last(self) -> int | None:
        with self._locked():
            if self._untaken[0] >= self._untaken[1]:
                return None
            self._untaken[1] -= 1
            return self._untaken[1]

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep the others from taking anything meanwhile. If a process is killed, the system frees its lock."""
        if self.is_shared and sys.platform != "win32":
            fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            if self.is_shared and sys.platform != "win32":
                fcntl.lockf(self._lock, fcntl.LOCK_UN)


def renew_after(count: int) -> int | None:
    """Return after how many pages to replace processes; None if there are too few for that to pay."""
    return _RENEW_AFTER if count > _MANY else None


def call_elsewhere(function: Callable[[], T]) -> T:
    """Return what a function returns. It is called in another process, whose memory the system gets back at its end.

    The result must be picklable. Where forking is not safe, or if the other process fails, it is called here.
    """
    results: list[T] = []
    work = SharedWork(1, lambda _: function(), processes=int(sys.platform == "linux"))
    try:
        work.finish(lambda _, result: results.append(result), lambda _: None)
    finally:
        work.close()
    return results[0] if results else function()


def _processors() -> int:
    """Return how many processes to use: only one on systems whose own libraries do not survive a fork."""
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES) if sys.platform == "linux" else 1


def _wait_for(process: int) -> None:
    with contextlib.suppress(
        ChildProcessError
    ):  # some programs tell the system to forget processes that ended
        os.waitpid(process, 0)


def _collect_log_records() -> list[logging.LogRecord]:
    """Return a list to which everything is added that this process logs from now on, instead of being shown."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        """Adds records to the list, in a form that can be pickled."""

        def emit(self, record: logging.LogRecord) -> None:
            record.msg, record.args, record.exc_info = record.getMessage(), None, None
            records.append(record)

    for logger in [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]:
        logger.handlers.clear()
        logger.propagate = True
    logging.root.handlers[:] = [Collector()]
    return records
