"""``mkdocs serve`` looks for edits between two builds, and finds what was saved during one right after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from generator.plugin.live_preview import _fingerprint, pause_watching_during_builds

SOON, A_WHILE = (
    20.0,
    1.0,
)  # seconds: something will have happened; it would have, as MkDocs looks twice a second


class Noting(FileSystemEventHandler):
    def __init__(self) -> None:
        self.seen: Queue[str] = Queue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if not event.is_directory:
            self.seen.put(Path(str(event.src_path)).name)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveReloadServer]:
    made = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    yield made
    made.observer.stop()
    made.server_close()


def seen_within(noting: Noting, seconds: float) -> list[str]:
    """Wait until nothing has been seen for so long."""
    found = []
    while True:
        try:
            found.append(noting.seen.get(timeout=seconds))
        except Empty:
            return found


def test_an_edit_during_a_build_is_found_right_after_it(server: LiveReloadServer, tmp_path: Path) -> None:
    watched, noting, building = tmp_path / "content", Noting(), Event()
    watched.mkdir()
    pause_watching_during_builds(server, [str(watched)], building)
    server.observer.schedule(noting, str(watched), recursive=True)
    server.observer.start()

    (watched / "before").touch()
    assert noting.seen.get(timeout=SOON) == "before"
    while not noting.seen.empty():
        noting.seen.get()
    building.set()
    (watched / "first").touch()  # a look may just have begun
    seen_within(noting, A_WHILE)
    (watched / "during").touch()
    assert seen_within(noting, A_WHILE) == []
    building.clear()
    while noting.seen.get(timeout=SOON) != "during":
        pass


def test_of_a_single_file_only_its_folder_is_looked_at(server: LiveReloadServer, tmp_path: Path) -> None:
    """Watching mkdocs.yml must not read the whole project again, with its site and its environment."""
    (tmp_path / "site").mkdir()
    settings, inside = tmp_path / "mkdocs.yml", tmp_path / "site" / "page.html"
    settings.touch()
    inside.touch()
    pause_watching_during_builds(server, [str(settings)], Event())
    (emitter,) = server.observer.emitters
    seen = _fingerprint(str(emitter.watch.path), emitter.watch.is_recursive)
    assert str(settings) in seen
    assert str(inside) not in seen
    assert str(inside) in _fingerprint(str(tmp_path), is_recursive=True)
