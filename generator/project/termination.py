"""Ends the process on SIGTERM as on Ctrl+C: what it has begun is undone, and its temporary files are removed."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType


def clean_up_on_sigterm() -> None:
    """From now on, SIGTERM raises SystemExit. Another program's handler stays."""
    is_main = threading.current_thread() is threading.main_thread()  # only there can it be set
    if is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _exit)


def _exit(number: int, frame: FrameType | None) -> None:
    print("Terminated; what was not finished was undone.", file=sys.stderr)
    sys.exit(128 + number)
