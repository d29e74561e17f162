"""What a build keeps of its pages for the next one: one SQLite file, replaced as a whole.

Each page stands in it under its uri, with a key that says what it was made from, some facts (JSON) and its HTML. A
build reads the old file and writes a new one beside it, which takes the old one's place at the end: a crash leaves the
old one, and of two builds at once the later wins. What the new one was not given is gone. A file that is missing,
damaged or not ours is an empty one; nothing in it is ever run.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

FILE = "pages.sqlite"
"""The cache's file, in a folder of its own."""

_ABANDONED = 24 * 3600  # seconds, after which a new file that never took its place is swept away
_LARGEST = 1 << 27  # bytes of one page, unpacked: more is not ours
_MARK = 0x5EEDB1  # the file's application id
_FORMAT = 1
_LEVEL = 1  # of packing: the quickest one already makes a page five times smaller
_NEW = ".new"
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE whole (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE page (uri TEXT PRIMARY KEY, key TEXT NOT NULL, facts BLOB NOT NULL, html BLOB NOT NULL);
"""


class PageCache:
    """The pages of the last build, as far as its ``inputs`` is that of this one, and those of this one.

    ``inputs`` is a digest of all that every page depends on; ``key`` one of what a single page does. Reading never
    raises: what cannot be read is not there. Writing raises OSError or sqlite3.Error.
    """

    def __init__(self, folder: Path, inputs: str) -> None:
        self._folder, self._world = folder, inputs
        self._old = _open(folder / FILE, inputs)
        self._new: sqlite3.Connection | None = None
        self._path = Path()

    def facts(self, uri: str, key: str) -> dict[str, Any] | None:
        """Give what the last build wrote down about a page, if it was made from the same."""
        row = self._row("SELECT facts FROM page WHERE uri = ? AND key = ?", uri, key)
        text = _unpacked(row[0], key) if row else None
        try:
            found = json.loads(text) if text is not None else None
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def take(self, uri: str, key: str) -> str | None:
        """Give the HTML of a page that the last build made from the same, and keep it for the next one."""
        row = self._row("SELECT key, facts, html FROM page WHERE uri = ? AND key = ?", uri, key)
        text = _unpacked(row[2], key) if row else None
        if row and text is not None:
            self._insert(uri, row)
        return text

    def put(self, uri: str, key: str, facts: str, html: str) -> None:
        """Keep a page that this build has made; ``facts`` are an object in JSON."""
        self._insert(uri, (key, _packed(facts, key), _packed(html, key)))

    def note(self, name: str) -> str | None:
        """Give what the last build noted for itself as a whole."""
        row = self._row("SELECT value FROM whole WHERE name = ?", name)
        return row[0] if row and isinstance(row[0], str) else None

    def finish(self, **notes: str) -> None:
        """Put this build's pages and notes in the place of the last one's."""
        new = self._begun()
        rows = {"world": self._world, **notes}.items()
        new.executemany("INSERT OR REPLACE INTO whole VALUES (?, ?)", rows)
        new.commit()
        path = self._path
        self._close()
        path.replace(self._folder / FILE)
        self._sweep()

    def drop(self) -> None:
        """End without keeping anything of this build; what the last one kept stays."""
        path, begun = self._path, self._new is not None
        self._close()
        if begun:
            with contextlib.suppress(OSError):
                path.unlink()

    def _row(self, question: str, *values: str) -> tuple[Any, ...] | None:
        if self._old is None:
            return None
        try:
            row: tuple[Any, ...] | None = self._old.execute(question, values).fetchone()
        except (sqlite3.Error, ValueError):  # damaged: no more of it
            self._old.close()
            self._old = None
            return None
        return row

    def _insert(self, uri: str, row: tuple[Any, ...]) -> None:
        self._begun().execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (uri, *row))

    def _begun(self) -> sqlite3.Connection:
        """Give the new file, made when it is first needed."""
        if self._new is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f"{FILE}.", suffix=_NEW, dir=self._folder)
            os.close(handle)
            self._path = Path(name)
            self._new = sqlite3.connect(self._path)
            self._new.executescript(
                f"PRAGMA application_id = {_MARK}; PRAGMA user_version = {_FORMAT}; {_SCHEMA}"
            )
        return self._new

    def _close(self) -> None:
        for connection in (self._old, self._new):
            if connection is not None:
                connection.close()
        self._old = self._new = None

    def _sweep(self) -> None:
        """Remove what builds that were cut off have left; what is young may belong to one that is going on."""
        for left in self._folder.glob(f"{FILE}.*{_NEW}"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    left.unlink()


def _open(file: Path, inputs: str) -> sqlite3.Connection | None:
    """Open the file of the last build for reading, if there is one, it is ours, and it comes from the same world."""
    old = None
    try:
        if not file.is_file():  # nor a pipe, at which one would wait
            return None
        old = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        old.execute("PRAGMA trusted_schema = OFF")
        ours = [old.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if ours == [_MARK, _FORMAT]:
            row = old.execute("SELECT value FROM whole WHERE name = 'world'").fetchone()
            if row and row[0] == inputs:
                return old
    except (sqlite3.Error, OSError, ValueError, TypeError):
        pass
    if old is not None:
        old.close()
    return None


def _packed(text: str, key: str) -> bytes:
    """Pack a text with the key of its page, so that it is never taken for another one's."""
    return zlib.compress(f"{key}\n{text}".encode("utf-8", "surrogatepass"), _LEVEL)


def _unpacked(data: object, key: str) -> str | None:
    """Unpack the text of a page with that key, if it is whole."""
    if not isinstance(data, bytes):
        return None
    unpack = zlib.decompressobj()
    try:
        found = unpack.decompress(data, _LARGEST)
        text = found.decode("utf-8", "surrogatepass") if unpack.eof else ""
    except (zlib.error, ValueError):
        return None
    head = f"{key}\n"
    return text.removeprefix(head) if text.startswith(head) else None
