"""The index of the search, made beside other work: while a host builds the pages, or after it while it serves them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

from generator.search import SearchPage
from generator.search_index import SearchIndexError, Stopped, make_bundle, put_bundle, write_index


class EarlyIndex:
    """The index of ``pages``, begun before their site is there: Pagefind works while the host builds it."""

    def __init__(self, pages: Iterable[SearchPage]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="seedbrief-search-")
        self._stop = Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="seedbrief-search-index")
        self._made = self._thread.submit(make_bundle, Path(self._folder.name), pages, self._stop)

    def put(self, site: Path) -> None:
        """Wait for the index and put it into the built ``site``. Raises SearchIndexError."""
        self._made.result()
        put_bundle(Path(self._folder.name), site)

    def drop(self) -> None:
        """Stop what still runs, and leave nothing behind."""
        self._stop.set()
        self._thread.shutdown()
        self._folder.cleanup()


class BackgroundIndex:
    """At most one run at a time: a newer one stops the older. ``warn`` is told why an index could not be made.

    A run starts ``pause`` seconds late, so that the page that was edited is shown first.
    """

    def __init__(self, warn: Callable[[str], object], pause: float = 1.0) -> None:
        self._warn = warn
        self._pause = pause
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, site: Path, pages: Iterable[SearchPage]) -> None:
        """Index ``pages`` into the built ``site``, and return at once."""
        self.stop()
        self._stop = Event()
        # A daemon: it ends with the server, however that ends.
        self._thread = Thread(
            target=self._run, args=(site, pages, self._stop), name="seedbrief-search-index", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop a run and wait until it has ended: from then on nothing is written into its site."""
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def wait(self) -> None:
        """Wait until a run has ended by itself."""
        if self._thread:
            self._thread.join()

    def _run(self, site: Path, pages: Iterable[SearchPage], stop: Event) -> None:
        if stop.wait(self._pause):
            return
        try:
            write_index(site, pages, stop)
        except Stopped:
            pass
        except SearchIndexError as error:
            if not stop.is_set() and site.is_dir():  # the server's own folder goes away with it
                self._warn(f"the search has no new index: {error}")
