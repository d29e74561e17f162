"""The index of the search, made beside ``mkdocs serve``: no reload of a page waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Thread

from generator.search import SearchPage
from generator.search_index import SearchIndexError, Stopped, write_index


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
