"""The cache of a build's pages for the next build: one SQLite file, which is replaced at the end.

For each page, by its uri, it has a key (a digest of what the page depends on), facts (JSON) and the HTML. A build reads
the old file and writes a new one, which replaces the old one at the end: after a crash the old one is still there, and
of two builds at once the later wins. The new file has only the pages that the build used. A file that is missing,
damaged or not ours counts as empty; nothing in it is ever executed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
import time
import weakref
import zlib
from pathlib import Path
from typing import Any

FILE = "pages.sqlite"
"""The cache's file, in a folder of its own."""

_ABANDONED = 24 * 3600  # seconds after which an unfinished file is removed
_MAX_PAGE_BYTES = 1 << 27  # decompressed; a larger one is not ours
_APPLICATION_ID = 0x5EEDB1
_FORMAT = 1
_COMPRESSION_LEVEL = 1  # the fastest, which makes a page five times smaller
_NEW_ENDING = ".new"
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE page (uri TEXT PRIMARY KEY, key TEXT NOT NULL, facts BLOB NOT NULL, html BLOB NOT NULL);
"""


class PageCache:
    """The pages of the last build, if its ``inputs`` are the same as this build's, and the pages of this build.

    ``inputs`` is a digest of what all pages depend on, ``key`` of what one page does. Reading never raises: a page that
    cannot be read is not there. Writing raises OSError or sqlite3.Error.
    """

    def __init__(self, folder: Path, inputs: str) -> None:
        self._folder, self._inputs = folder, inputs
        self._old = _open(folder / FILE, inputs)
        self._new: sqlite3.Connection | None = None
        self._path = Path()

    def facts(self, uri: str, key: str) -> dict[str, Any] | None:
        """Return what the last build recorded about a page, if the page depends on the same."""
        row = self._row("SELECT facts FROM page WHERE uri = ? AND key = ?", uri, key)
        text = _decompress(row[0], key) if row else None
        try:
            facts = json.loads(text) if text is not None else None
        except ValueError:
            return None
        return facts if isinstance(facts, dict) else None

    def take(self, uri: str, key: str) -> str | None:
        """Return the HTML of a page, if it depends on the same as in the last build, and keep it for the next build."""
        row = self._row("SELECT key, facts, html FROM page WHERE uri = ? AND key = ?", uri, key)
        text = _decompress(row[2], key) if row else None
        if row and text is not None:
            self._insert(uri, row)
        return text

    def put(self, uri: str, key: str, facts: str, html: str) -> None:
        """Keep a page that this build has made. ``facts`` is a JSON object."""
        self._insert(uri, (key, _compress(facts, key), _compress(html, key)))

    def note(self, name: str) -> str | None:
        """Return a note of the last build, or None."""
        row = self._row("SELECT value FROM note WHERE name = ?", name)
        return row[0] if row and isinstance(row[0], str) else None

    def finish(self, **notes: str) -> None:
        """Replace the last build's pages and notes by this build's."""
        new = self._new_file()
        rows = {"inputs": self._inputs, **notes}.items()
        new.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", rows)
        new.commit()
        path = self._path
        self._close()
        path.replace(self._folder / FILE)
        self._remove_abandoned()

    def drop(self) -> None:
        """Discard this build's pages; the last build's stay."""
        path, exists = self._path, self._new is not None
        self._close()
        if exists:
            with contextlib.suppress(OSError):
                path.unlink()

    def _row(self, query: str, *values: str) -> tuple[Any, ...] | None:
        if self._old is None:
            return None
        try:
            row: tuple[Any, ...] | None = self._old.execute(query, values).fetchone()
        except (sqlite3.Error, ValueError):  # damaged: do not read it again
            self._old.close()
            self._old = None
            return None
        return row

    def _insert(self, uri: str, row: tuple[Any, ...]) -> None:
        self._new_file().execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (uri, *row))

    def _new_file(self) -> sqlite3.Connection:
        """Return the new file, which is created when it is first needed."""
        if self._new is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f"{FILE}.", suffix=_NEW_ENDING, dir=self._folder)
            os.close(handle)
            self._path = Path(name)
            weakref.finalize(self, self._path.unlink, missing_ok=True)  # also when the process is terminated
            self._new = sqlite3.connect(self._path)
            self._new.executescript(
                f"PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {_FORMAT}; {_SCHEMA}"
            )
        return self._new

    def _close(self) -> None:
        for connection in (self._old, self._new):
            if connection is not None:
                connection.close()
        self._old = self._new = None

    def _remove_abandoned(self) -> None:
        """Remove the files of interrupted builds. A recent file may belong to a build that is still running."""
        for file in self._folder.glob(f"{FILE}.*{_NEW_ENDING}"):
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > _ABANDONED:
                    file.unlink()


def _open(file: Path, inputs: str) -> sqlite3.Connection | None:
    """Open the last build's file for reading; None if there is none, it is not ours, or its inputs are different."""
    old = None
    try:
        if not file.is_file():  # a pipe would block
            return None
        old = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        old.execute("PRAGMA trusted_schema = OFF")
        identity = [
            old.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        ]
        if identity == [_APPLICATION_ID, _FORMAT]:
            row = old.execute("SELECT value FROM note WHERE name = 'inputs'").fetchone()
            if row and row[0] == inputs:
                return old
    except (sqlite3.Error, OSError, ValueError, TypeError):
        pass
    if old is not None:
        old.close()
    return None


def _compress(text: str, key: str) -> bytes:
    """Compress a text together with its page's key, so that it cannot be mistaken for another page's."""
    return zlib.compress(f"{key}\n{text}".encode("utf-8", "surrogatepass"), _COMPRESSION_LEVEL)


def _decompress(data: object, key: str) -> str | None:
    """Decompress the text of the page with that key; None if it is damaged."""
    if not isinstance(data, bytes):
        return None
    decompressor = zlib.decompressobj()
    try:
        decompressed = decompressor.decompress(data, _MAX_PAGE_BYTES)
        text = decompressed.decode("utf-8", "surrogatepass") if decompressor.eof else ""
    except (zlib.error, ValueError):
        return None
    head = f"{key}\n"
    return text.removeprefix(head) if text.startswith(head) else None
