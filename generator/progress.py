"""Show how far long work is: a bar on a terminal, or a line per stage in a log; nothing for work that is quick.

The bar goes to standard error and disappears when the work is done. Lines that are logged meanwhile appear above it.
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

if TYPE_CHECKING:  # importing rich takes a tenth of a second, so only work that takes long does
    from rich.console import Console
    from rich.progress import Progress as Bar

T = TypeVar("T")
Handler = logging.StreamHandler[Any]

PATIENCE = 1.0  # seconds of work before anything is shown
_REDRAWS_PER_SECOND = 5


class Progress:
    """The progress of work in stages, one after the other.

    If there is no terminal for a bar, ``log`` receives a line at the end of each long stage. ``quiet`` shows nothing
    at all, and nothing is shown of stages of less than ``patience`` seconds. ``loggers`` are the names of loggers that
    may write to the bar's terminal.
    """

    def __init__(
        self,
        log: Callable[[str], object],
        *,
        quiet: bool = False,
        loggers: Iterable[str] = (),
        patience: float = PATIENCE,
    ) -> None:
        self._log, self._quiet, self._loggers, self._patience = log, quiet, tuple(loggers), patience
        # A timer's thread shows the bar, so that the work never has to look at the clock.
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._bar: Bar | None = None
        self._redirected: list[tuple[Handler, TextIO]] = []
        self._stage, self._total, self._count = "", 0, 0
        self._stage_start = self._start = time.monotonic()

    def begin(self, stage: str, total: int = 0) -> None:
        """End the current stage and begin the next, with ``total`` steps; 0: their number is not known."""
        is_first = not self._stage
        self._end_stage()
        with self._lock:
            self._stage, self._total, self._count, self._stage_start = stage, total, 0, time.monotonic()
            if self._bar is not None:
                self._bar.remove_task(self._bar.task_ids[0])
                self._bar.add_task(stage, total=total or None)
        if is_first and not self._quiet and is_terminal(sys.stderr):
            self._timer = threading.Timer(self._patience, self._show)
            self._timer.daemon = True
            self._timer.start()

    @contextmanager
    def stage(self, stage: str, total: int = 0) -> Iterator[None]:
        """Run the body as the only stage: the bar disappears after it."""
        self.begin(stage, total)
        try:
            yield
        finally:
            self.end()

    @property
    def shown(self) -> bool:
        """Return whether there is a bar at the moment."""
        return self._bar is not None

    @property
    def took(self) -> str:
        """Return how long the work has taken so far, as ``format_duration`` does."""
        return format_duration(time.monotonic() - self._start)

    def step(self) -> None:
        """Count a step of the stage."""
        self._count += 1
        if self._bar is not None:
            with self._lock:
                if self._bar is not None:
                    self._bar.update(self._bar.task_ids[0], completed=self._count)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the bar away while the body prints to its terminal."""
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
            try:
                yield
            finally:
                if self._bar is not None:
                    self._bar.start()

    def counted(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items, counting each as a step."""
        for item in items:
            yield item
            self.step()

    def end(self) -> float:
        """End the last stage and remove the bar; return the seconds since the beginning. May be called twice."""
        self._end_stage()
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._stage = ""
            for handler, stream in self._redirected:
                handler.setStream(stream)
            self._redirected = []
            if self._bar is not None:
                self._bar.stop()
                self._bar = None
        return time.monotonic() - self._start

    def _end_stage(self) -> None:
        took = time.monotonic() - self._stage_start
        if self._stage and took >= self._patience and not self._quiet and not is_terminal(sys.stderr):
            count = f"{self._count:,} in " if self._count else ""
            self._log(f"{self._stage}: {count}{format_duration(took)}")

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        class Count(MofNCompleteColumn):
            """The steps done and their total, if that is known."""

            def render(self, task: Any) -> Any:
                return super().render(task) if task.total else ""

        with self._lock:
            if not self._stage:
                return  # the work has just ended
            console = Console(stderr=True)
            bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                Count(),
                TimeElapsedColumn(),
                console=console,
                transient=True,
                refresh_per_second=_REDRAWS_PER_SECOND,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            bar.add_task(self._stage, total=self._total or None, completed=self._count)
            for name in self._loggers:
                for handler in logging.getLogger(name).handlers:
                    if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                        self._redirected.append((handler, handler.stream))
                        handler.setStream(cast(TextIO, _AboveBar(console)))
            bar.start()
            self._bar = bar


class _AboveBar:
    """The stream of log handlers while there is a bar.

    Rich's own ways to do this, RichHandler and redirect_stderr, break a line that is wider than the terminal into
    several, and RichHandler replaces the format that the host gives its log.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> None:
        """Write whole lines above the bar, in their own colours."""
        from rich.text import Text

        self._console.print(Text.from_ansi(text.removesuffix("\n")), soft_wrap=True)

    def flush(self) -> None:
        """Do nothing: ``write`` does not buffer."""


def is_terminal(stream: TextIO) -> bool:
    """Return whether a bar can be drawn on the stream."""
    return stream.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")


def format_duration(seconds: float) -> str:
    """Return a duration as text: ``6.1 s``, ``2 min 5 s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def pages_built(pages: int, seconds: float) -> str:
    """Return ``1,204 pages in 6.1 s``."""
    return f"{pages:,} page{'s' * (pages != 1)} in {format_duration(seconds)}"
