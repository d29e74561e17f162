"""How far long work is: a bar on a terminal, one line a stage in a log, and nothing of what takes under a second.

It is for whoever waits, and nothing depends on it. The bar goes to standard error and is gone when the work is done;
lines that are logged meanwhile stand above it.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

if TYPE_CHECKING:  # it takes a tenth of a second to load: only for who waits longer
    from rich.console import Console
    from rich.progress import Progress as Bar

T = TypeVar("T")
Handler = logging.StreamHandler[Any]

PATIENCE = 1.0  # seconds of work before anything is shown
_A_SECOND = 5  # how often the bar is drawn


class Progress:
    """Follows work that is done in stages, one after the other.

    ``say`` is given the line of a stage that is over, where no bar can be shown; ``quiet`` shows nothing at all. The
    loggers named in ``beside`` write to the same terminal.
    """

    def __init__(
        self, say: Callable[[str], object], *, quiet: bool = False, beside: Iterable[str] = ()
    ) -> None:
        self._say, self._quiet, self._beside = say, quiet, tuple(beside)
        self._lock = (
            threading.RLock()
        )  # the bar comes from a thread of its own: work does not look at the clock
        self._timer: threading.Timer | None = None
        self._bar: Bar | None = None
        self._streams: list[tuple[Handler, TextIO]] = []
        self._stage, self._total, self._count = "", 0, 0
        self._since = self._start = time.monotonic()

    def begin(self, stage: str, total: int = 0) -> None:
        """Begin a stage, which ends the one before; ``total`` is the number of its steps, if it is known."""
        first = not self._stage
        self._end_stage()
        with self._lock:
            self._stage, self._total, self._count, self._since = stage, total, 0, time.monotonic()
            if self._bar is not None:
                self._bar.remove_task(self._bar.task_ids[0])
                self._bar.add_task(stage, total=total or None)
        if first and not self._quiet and is_terminal(sys.stderr):
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()

    @contextmanager
    def stage(self, stage: str, total: int = 0) -> Iterator[None]:
        """Do a stage by itself: the bar is gone at its end."""
        self.begin(stage, total)
        try:
            yield
        finally:
            self.end()

    @property
    def shown(self) -> bool:
        """Say whether there is a bar at the moment."""
        return self._bar is not None

    @property
    def took(self) -> str:
        """Say how long the work has taken so far."""
        return seconds(time.monotonic() - self._start)

    def step(self) -> None:
        """Count a step of the stage."""
        self._count += 1
        if self._bar is not None:
            with self._lock:
                if self._bar is not None:
                    self._bar.update(self._bar.task_ids[0], completed=self._count)

    def counted(self, items: Iterable[T]) -> Iterator[T]:
        """Give the items of the stage one by one, counting each."""
        for item in items:
            yield item
            self.step()

    def end(self) -> float:
        """End the last stage and take the bar away. Returns the seconds since the beginning; may be called again."""
        self._end_stage()
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._stage = ""
            for handler, stream in self._streams:
                handler.setStream(stream)
            self._streams = []
            if self._bar is not None:
                self._bar.stop()
                self._bar = None
        return time.monotonic() - self._start

    def _end_stage(self) -> None:
        took = time.monotonic() - self._since
        if self._stage and took >= PATIENCE and not self._quiet and not is_terminal(sys.stderr):
            of = f"{self._count:,} in " if self._count else ""
            self._say(f"{self._stage}: {of}{seconds(took)}")

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        class Count(MofNCompleteColumn):
            """How many of how many, where that is known."""

            def render(self, task: Any) -> Any:
                return super().render(task) if task.total else ""

        with self._lock:
            if not self._stage:
                return  # it was over just now
            console = Console(stderr=True)
            bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                Count(),
                TimeElapsedColumn(),
                console=console,
                transient=True,
                refresh_per_second=_A_SECOND,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            bar.add_task(self._stage, total=self._total or None, completed=self._count)
            for name in self._beside:
                for handler in logging.getLogger(name).handlers:
                    if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                        self._streams.append((handler, handler.stream))
                        handler.setStream(cast(TextIO, _AboveTheBar(console)))
            bar.start()
            self._bar = bar


class _AboveTheBar:
    """Where a log goes while there is a bar: a stream of whole lines, as log handlers write them."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> None:
        """Write lines above the bar, in the colours that they have."""
        from rich.text import Text

        self._console.print(Text.from_ansi(text.removesuffix("\n")), soft_wrap=True)

    def flush(self) -> None:
        """Nothing is held back."""


def is_terminal(stream: TextIO) -> bool:
    """Say whether a bar can be drawn there."""
    return stream.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")


def seconds(took: float) -> str:
    """Write a length of time: ``6.1 s``, ``2 min 5 s``."""
    minutes, rest = divmod(round(took), 60)
    return f"{minutes} min {rest} s" if minutes else f"{took:.1f} s"


def pages_built(pages: int, took: float, from_cache: int | None) -> str:
    """Say what was built: ``1,204 pages in 6.1 s, 1,180 of them from the cache``; ``None`` where there is no cache."""
    from_it = f", {from_cache:,} of them from the cache" if from_cache else ", none of them from the cache"
    return f"{pages:,} page{'s' * (pages != 1)} in {seconds(took)}{'' if from_cache is None else from_it}"
