"""Times ``mkdocs serve``: from saving an edit until the new page is served."""

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
    TIMEOUT,
    BenchmarkError,
    Memory,
    Run,
    processor_seconds,
    started,
)

_LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # ignores configured proxies
_IDLE_LOAD = 0.5  # processors; a server that only watches for changes uses less
_LOAD_INTERVAL = 2.0  # seconds over which the load is measured
_POLL_INTERVAL = 0.01  # seconds between requests


def time_edits(folder: Path, path: str, edit: Callable[[str], None], runs: int) -> list[Run]:
    """Serve the project in ``folder`` and time ``runs`` edits, each made when the server is idle.

    ``edit`` saves the given text so that it appears on the page at ``path``. The memory of each run is the peak of the
    server so far.
    """
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder.parent / f"{folder.name}-serve.log").open("w+b"))
        host = _free_host()
        command: list[str | Path] = [COMMANDS / "mkdocs", "serve", "--quiet", "--dev-addr", host]
        server = stack.enter_context(started(command, folder, log.fileno()))
        memory = stack.enter_context(Memory(server.pid))
        try:
            url = f"http://{host}/{path}"
            _wait_for(server, url, "</html>")
            edits = []
            for number in range(runs):
                _wait_until_idle(server)
                text = f"edit {number} of {time.time_ns()}"
                before = processor_seconds(server.pid)
                edit(text)
                start = time.perf_counter()
                _wait_for(server, url, text)
                seconds = time.perf_counter() - start
                edits.append(Run(seconds, processor_seconds(server.pid) - before, memory.peak))
        except BenchmarkError as error:
            log.seek(0)
            raise BenchmarkError(f"{error}\n{log.read().decode(errors='replace')[-3_000:]}") from None
    return edits


def _wait_for(server: subprocess.Popen[bytes], url: str, text: str) -> None:
    end = time.monotonic() + TIMEOUT
    while text not in _get(url):
        if server.poll() is not None:
            raise BenchmarkError(f"the server exited with {server.returncode}")
        if time.monotonic() > end:
            raise BenchmarkError(f"{url} does not show {text!r}")
        time.sleep(_POLL_INTERVAL)


def _get(url: str) -> str:
    try:
        with _LOCAL.open(url, timeout=TIMEOUT) as response:
            return str(response.read().decode())
    except (OSError, urllib.error.HTTPError):
        return ""


def _wait_until_idle(server: subprocess.Popen[bytes]) -> None:
    """Wait until the server only watches for changes, so that no edit includes the work of the one before."""
    end = time.monotonic() + TIMEOUT
    busy = _LOAD_INTERVAL
    while busy > _IDLE_LOAD * _LOAD_INTERVAL and time.monotonic() < end:
        before = processor_seconds(server.pid)
        time.sleep(_LOAD_INTERVAL)
        busy = processor_seconds(server.pid) - before


def _free_host() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"
