"""The index of the search, made beside other work: while a host builds the pages, or after it while it serves them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock, Thread

from generator.search.documents import SearchPage
from generator.search.index import SearchIndexError, Stopped, make_bundle, put_bundle


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
    """The index of a site that is served: a newer run stops the older. ``warn`` is told why one could not be made.

    A run starts ``pause`` seconds late, so that the page that was edited is shown first.
    """

    def __init__(self, warn: Callable[[str], object], pause: float = 1.0) -> None:
        self._warn = warn
        self._pause = pause
        self._stop = Event()
        self._writing = Lock()  # into the site
        self._threads: list[Thread] = []

    def start(self, site: Path, pages: Iterable[SearchPage]) -> None:
        """Index ``pages`` into the built ``site``, and return at once."""
        self.stop()
        self._stop = Event()
        # A daemon: it ends with the server, however that ends.
        thread = Thread(
            target=self._run, args=(site, pages, self._stop), name="seedbrief-search-index", daemon=True
        )
        self._threads = [*(thread for thread in self._threads if thread.is_alive()), thread]
        thread.start()

    def stop(self) -> None:
        """Stop a run: from now on nothing is written into its site.

        It ends by itself, soon: to wait for that would hold up the build for which it is stopped.
        """
        self._stop.set()
        with self._writing:
            pass

    def wait(self) -> None:
        """Wait until all has ended, by itself or as it was stopped, and nothing is left behind."""
        for thread in self._threads:
            thread.join()

    def _run(self, site: Path, pages: Iterable[SearchPage], stop: Event) -> None:
        if stop.wait(self._pause):
            return
        try:
            with tempfile.TemporaryDirectory(prefix="seedbrief-search-") as name:
                make_bundle(Path(name), pages, stop)
                with self._writing:
                    put_bundle(Path(name), site, stop)
        except Stopped:
            pass
        except (SearchIndexError, OSError) as error:
            if not stop.is_set() and site.is_dir():  # the server's own folder goes away with it
                self._warn(f"the search has no new index: {error}")
