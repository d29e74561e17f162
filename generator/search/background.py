"""Builds the search index in a thread: while the pages are built, or afterwards while they are served."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock, Thread

from generator.search.documents import SearchPage
from generator.search.index import build_bundle, install_bundle
from generator.search.pagefind_program import Cancelled, SearchIndexError


class EarlyIndex:
    """Indexes ``pages`` in a thread while MkDocs builds the site, and installs the index afterwards."""

    def __init__(self, pages: Iterable[SearchPage]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="seedbrief-search-")
        self._cancelled = Event()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="seedbrief-search-index")
        self._result = self._executor.submit(build_bundle, Path(self._folder.name), pages, self._cancelled)

    def install(self, site: Path) -> None:
        """Wait for the index and install it in the built ``site``. Raises SearchIndexError."""
        self._result.result()
        install_bundle(Path(self._folder.name), site)

    def close(self) -> None:
        """Cancel indexing if it still runs, and remove temporary files."""
        self._cancelled.set()
        self._executor.shutdown()
        self._folder.cleanup()


class BackgroundIndex:
    """Keeps the index of a served site up to date: each run cancels the one before it.

    A run starts after ``delay`` seconds, so that the edited page is shown first. ``warn`` is called with a message if
    indexing fails.
    """

    def __init__(self, warn: Callable[[str], object], delay: float = 1.0) -> None:
        self._warn = warn
        self._delay = delay
        self._cancelled = Event()
        self._installing = Lock()
        self._threads: list[Thread] = []
        self.is_behind = False
        """Whether the last pages are not in the index yet."""

    def start(self, site: Path, pages: Iterable[SearchPage]) -> None:
        """Start to index ``pages`` and to install the index in the built ``site``; return at once."""
        self.stop()
        self.is_behind = True
        self._cancelled = Event()
        # A daemon thread ends with the server, even if that is killed.
        thread = Thread(
            target=self._run, args=(site, pages, self._cancelled), name="seedbrief-search-index", daemon=True
        )
        self._threads = [*(thread for thread in self._threads if thread.is_alive()), thread]
        thread.start()

    def stop(self) -> None:
        """Cancel the current run; after this call it writes nothing into its site.

        It ends soon after, but this does not wait for it, so as not to delay the next build.
        """
        self._cancelled.set()
        with self._installing:
            pass

    def wait(self) -> None:
        """Wait until all runs have ended and their temporary files are removed."""
        for thread in self._threads:
            thread.join()

    def _run(self, site: Path, pages: Iterable[SearchPage], cancelled: Event) -> None:
        if cancelled.wait(self._delay):
            return
        try:
            with tempfile.TemporaryDirectory(prefix="seedbrief-search-") as name:
                build_bundle(Path(name), pages, cancelled)
                with self._installing:
                    install_bundle(Path(name), site, cancelled)
                    self.is_behind = False
        except Cancelled:
            pass
        except (SearchIndexError, OSError) as error:
            if not cancelled.is_set() and site.is_dir():  # the server removes its temporary site when it ends
                self._warn(f"the search index was not updated: {error}")
