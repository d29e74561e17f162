"""Ends the process on SIGTERM or SIGHUP as on Ctrl+C: what it has begun is undone, its temporary files are removed."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import suppress
from types import FrameType

_SIGNALS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # no SIGHUP on Windows


def clean_up_on_signals() -> None:
    """Make SIGTERM and SIGHUP (sent when a terminal closes) raise SystemExit, unless they already have a handler."""
    if threading.current_thread() is not threading.main_thread():
        return  # only there can they be set
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit)


def _exit(number: int, frame: FrameType | None) -> None:
    if number == getattr(signal, "SIGHUP", None):  # a shell and the system may both send it
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):  # the terminal may be gone
        print("Terminated; what was not finished was undone.", file=sys.stderr)
    sys.exit(128 + number)
