"""Measures commands in processes of their own, and writes medians and ratios as Markdown tables.

Time is wall-clock time; processor time is given too, and shows whether the machine was busy with something else. Memory
is the peak of a whole process tree. On Linux the proportional set size is sampled, which counts shared pages once; the
result is at least the largest resident set of any one process.
"""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMANDS = Path(sys.executable).parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
TIMEOUT = 3_600  # seconds for one measured command
_SAMPLE_INTERVAL = 0.2  # seconds between samples of the memory, at least
_SAMPLE_SHARE = 50  # the interval is at least so many times as long as a sample takes (0.1 s for gigabytes)
_UNSET = ("SOURCE_DATE_EPOCH", "PYTHONHASHSEED")  # environment variables that would affect the result
_SET = {"SITE_URL": "https://site.example/", "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
_PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "jinja2", "pydantic", "pagefind", "markdown-it-py")


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall-clock seconds, processor seconds, and bytes of memory at the peak."""

    seconds: float
    processor: float
    memory: int
    output: str = ""


class BenchmarkError(Exception):
    """A measurement failed; the message says which, and what the command printed."""


def run(command: Sequence[str | Path], folder: Path, *, timeout: float = TIMEOUT) -> Run:
    """Run a command in ``folder`` in a process group of its own. Raises BenchmarkError if it fails.

    Call this from a small process: the peak of a child includes the memory of its parent at the moment of the fork.
    """
    start = time.perf_counter()
    with started(command, folder) as process:
        with Memory(process.pid) as memory, _deadline(process, timeout):
            output = process.stdout.read().decode(errors="replace") if process.stdout else ""
            code, usage = _wait(process)
        seconds = time.perf_counter() - start
    if code:
        shown = " ".join(map(str, command))
        raise BenchmarkError(f"{shown}: exit code {code}\n{output[-3_000:]}")
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(memory.peak, largest), output)


@contextlib.contextmanager
def started(
    command: Sequence[str | Path], folder: Path, log: int = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command; at the end stop its whole process group, first as by Ctrl+C, then by force."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    process = subprocess.Popen(
        [*map(str, command)],
        cwd=folder,
        env=environment | _SET,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for signal_number, patience in ((signal.SIGINT, 20), (signal.SIGKILL, 20)):
            if _send_signal(process, signal_number):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
        if process.stdout:
            process.stdout.close()


class Memory:
    """A context manager that watches the memory of a process group; ``peak`` is in bytes."""

    def __init__(self, group: int) -> None:
        self.group, self.peak = group, 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _sample(self) -> None:
        interval = _SAMPLE_INTERVAL
        while not self._stopped.wait(interval):
            start = time.perf_counter()
            self.peak = max(self.peak, sum(_proportional_size(pid) for pid in members(self.group)))
            interval = max(_SAMPLE_INTERVAL, _SAMPLE_SHARE * (time.perf_counter() - start))


def members(group: int) -> list[int]:
    """Return the ids of the processes of a group, and of their children, such as Pagefind, which has its own group.

    There are none if the system has no ``/proc``.
    """
    stats = {entry.parent.name: _fields(entry) for entry in Path("/proc").glob("[0-9]*/stat")}
    pids = {pid for pid, fields in stats.items() if fields[2:3] == [str(group)]}
    return [int(pid) for pid, fields in stats.items() if pid in pids or {*fields[1:2]} & pids]


def processor_seconds(group: int) -> float:
    """Return the processor time of the processes of a group and of their children that have ended."""
    ticks = 0
    for pid in members(group):
        fields = _fields(Path(f"/proc/{pid}/stat"))
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def run_module(module: str, *arguments: object, timeout: float = TIMEOUT) -> Run:
    """Run a module with ``python -m``."""
    return run([sys.executable, "-m", module, *map(str, arguments)], ROOT, timeout=timeout)


def median(values: Iterable[float]) -> float:
    """Return the median; not a number if there are no values."""
    numbers = list(values)
    return statistics.median(numbers) if numbers else float("nan")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; all columns but the first are right-aligned."""
    lines = [heads, ["---", *(["---:"] * (len(heads) - 1))], *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def verdict(value: float, limit: float) -> str:
    """Return whether a value is within its limit: met, NOT met, or - if it was not measured."""
    return "-" if value != value else "met" if value <= limit else "NOT met"


def spread(values: Sequence[float]) -> str:
    """Return the range of some runs: ``1.0 to 2.0``."""
    return f"{min(values):.1f} to {max(values):.1f}" if values else "-"


def megabytes(size: float) -> str:
    """Format bytes as MB (10^6 bytes)."""
    return f"{size / 1e6:,.0f}"


def machine() -> str:
    """Describe the machine and the package versions in one sentence."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    packages = ", ".join(f"{name} {installed}" for name in _PACKAGES if (installed := _version(name)))
    return (
        f"Measured on {_processor()}, {_processors()} processors, {memory / 1e9:.0f} GB of memory, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}.\n"
    )


def runs_for(size: int) -> int:
    """Return the default number of runs at a size."""
    return 3 if size >= 10_000 else 5


def _send_signal(process: subprocess.Popen[bytes], number: signal.Signals) -> bool:
    """Send a signal to the whole group; return whether a process of it still existed."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


@contextlib.contextmanager
def _deadline(process: subprocess.Popen[bytes], timeout: float) -> Iterator[None]:
    timer = threading.Timer(timeout, _send_signal, (process, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    """Wait for the end; return the exit code and the resources used by the process and its children."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _fields(stat: Path) -> list[str]:
    """Return the fields of ``/proc/N/stat`` after the process name; none if the process has ended."""
    try:
        return stat.read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _proportional_size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
