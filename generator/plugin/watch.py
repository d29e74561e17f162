"""How ``mkdocs serve`` looks for edits: as MkDocs does, but not while a build goes on.

MkDocs looks at every file twice a second. With ten thousand briefs that keeps half a processor busy, which the build
needs more: what is saved meanwhile is found right after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.api import EventEmitter

_PAUSE = 0.05  # seconds between two looks whether the build is over


def look_between_builds(server: LiveReloadServer, paths: Iterable[str], building: Event) -> None:
    """Have a server that has not started yet look for edits, also in ``paths``, only while ``building`` is not set."""
    for path in paths:
        server.watch(path)
    for emitter in server.observer.emitters:
        _look_between_builds(emitter, building)


def _look_between_builds(emitter: EventEmitter, building: Event) -> None:
    look = emitter.queue_events

    def queue_events(timeout: float) -> None:
        while building.is_set() and emitter.should_keep_running():
            emitter.stopped_event.wait(_PAUSE)
        look(timeout)

    emitter.queue_events = queue_events  # type: ignore[method-assign]
