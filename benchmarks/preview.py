"""``mkdocs serve`` under the clock: from saving an edit until the new page is served."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import (
    COMMANDS,
    LIMIT,
    BenchmarkError,
    Memory,
    Run,
    processor_seconds,
    started,
)

_LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy that is set
_IDLE = 0.5  # processors that a server keeps busy which only looks out for changes
_LOOK = 2.0  # seconds between two looks at that
_POLL = 0.01  # seconds between two requests


def edits(folder: Path, address: str, edit: Callable[[str], None], runs: int) -> list[Run]:
    """Serve the project in ``folder`` and edit it so many times, each time when the server has come to rest.

    ``edit`` saves the words it is given where they then show on the page at ``address``. The memory of each run is the
    peak of the server up to its end.
    """
    with contextlib.ExitStack() as at_end:
        log = at_end.enter_context((folder.parent / f"{folder.name}-serve.log").open("w+b"))
        where = _free_address()
        command: list[str | Path] = [COMMANDS / "mkdocs", "serve", "--quiet", "--dev-addr", where]
        server = at_end.enter_context(started(command, folder, log.fileno()))
        memory = at_end.enter_context(Memory(server.pid))
        try:
            _wait_for(server, f"http://{where}/{address}", "</html>")
            found = []
            for number in range(runs):
                _rest(server)
                words = f"edit {number} of {time.time_ns()}"
                worked = processor_seconds(server.pid)
                edit(words)
                start = time.perf_counter()
                _wait_for(server, f"http://{where}/{address}", words)
                seconds = time.perf_counter() - start
                found.append(Run(seconds, processor_seconds(server.pid) - worked, memory.peak))
        except BenchmarkError as error:
            log.seek(0)
            raise BenchmarkError(f"{error}\n{log.read().decode(errors='replace')[-3_000:]}") from None
    return found


def _wait_for(server: subprocess.Popen[bytes], url: str, words: str) -> None:
    end = time.monotonic() + LIMIT
    while words not in _get(url):
        if server.poll() is not None:
            raise BenchmarkError(f"the server has ended with {server.returncode}")
        if time.monotonic() > end:
            raise BenchmarkError(f"{url} does not show {words!r}")
        time.sleep(_POLL)


def _get(url: str) -> str:
    try:
        with _LOCAL.open(url, timeout=LIMIT) as answer:
            return str(answer.read().decode())
    except (OSError, urllib.error.HTTPError):
        return ""


def _rest(server: subprocess.Popen[bytes]) -> None:
    """Wait until the server does no more than look out for changes, so that no edit pays for the one before."""
    end = time.monotonic() + LIMIT
    busy = _LOOK
    while busy > _IDLE * _LOOK and time.monotonic() < end:
        before = processor_seconds(server.pid)
        time.sleep(_LOOK)
        busy = processor_seconds(server.pid) - before


def _free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"
