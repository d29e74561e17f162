"""Runs Pagefind as a program that reads requests, HTML documents among them, from a pipe."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType

from pagefind_bin_extended import get_executable

from generator.search.documents import SearchPage

_POLL_INTERVAL = 0.1  # seconds between checks for cancellation while Pagefind runs

# Private API: what Pagefind's packages for Python and JavaScript say to the program. If it changes, indexing fails.
_END = b","  # of a request, and of an answer


class SearchIndexError(Exception):
    """The index could not be built or installed; the message says why."""


class Cancelled(Exception):
    """Indexing was cancelled."""


class Pagefind:
    """The running program, with an empty index; it is stopped at the end of the ``with`` block.

    ``answers`` is the file that receives its answers. Raises SearchIndexError, or Cancelled soon after ``cancelled``
    is set by another thread.
    """

    def __init__(self, answers: Path, cancelled: Event) -> None:
        self._answers, self._cancelled = answers, cancelled
        self._requests = 0

    def __enter__(self) -> Pagefind:
        try:
            program = get_executable()
        except FileNotFoundError:
            raise SearchIndexError(
                "the Pagefind program is missing; reinstall the package pagefind-bin-extended"
            ) from None
        with self._answers.open("wb") as output:  # if it were a pipe, Pagefind would wait for us to read it
            self._process = subprocess.Popen(
                [str(program), "--service"],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that Ctrl+C reaches only us; we kill it below
            )
        self._send("NewIndex", config={})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        self._process.kill()
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def write(self, pages: Iterable[SearchPage], folder: Path) -> None:
        """Add pages to the index, and write the bundle of all pages so far into a new folder."""
        assert self._process.stdin
        with suppress(BrokenPipeError):  # Pagefind has failed
            for page in pages:
                if self._cancelled.is_set():
                    raise Cancelled
                self._send("AddFile", index_id=0, file_path=f"{page.url}index.html", file_contents=page.html)
            self._send("WriteFiles", index_id=0, output_path=str(folder))
            self._process.stdin.flush()
        while self._process.poll() is None and self._answers.read_bytes().count(_END) < self._requests:
            if self._cancelled.wait(_POLL_INTERVAL):
                raise Cancelled
        status = self._process.poll()
        message = _find_error(self._answers.read_bytes())
        if message or not (folder / "pagefind.js").is_file():
            code = "" if status is None else f" with exit code {status}"
            raise SearchIndexError(f"Pagefind failed{code}: {message or 'no message'}")

    def _send(self, kind: str, **values: object) -> None:
        assert self._process.stdin
        message = {"message_id": 0, "payload": {"type": kind, **values}}
        self._requests += 1
        self._process.stdin.write(base64.b64encode(json.dumps(message).encode()) + _END)


def _find_error(answers: bytes) -> str:
    """Return the message of the first answer that says that something failed, or what is no answer; else ``""``."""
    parts = answers.split(_END)
    for number, part in enumerate(parts):
        try:
            payload = json.loads(base64.b64decode(part, validate=True) or "{}").get("payload", {})
        except ValueError:
            return _END.join(parts[number:]).decode(errors="replace").strip()
        if payload.get("type") == "Error":
            return str(payload.get("message"))
    return ""
