"""What the benchmarks share: each measured thing in a process of its own, medians, ratios, and tables in Markdown.

Time is that of the clock; processor time stands beside it, and tells whether the machine had other things to do.
Memory is the peak of a whole process tree: sampled as its proportional set size where the system tells it (Linux), so
that pages which processes share count once, and in any case at least the largest resident set of any one process.
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
LIMIT = 3_600  # seconds that one measured thing may take
_SAMPLED = 0.2  # seconds between two looks at the memory, at least
_SPARED = 50  # times as long as a look takes, which is up to a tenth of a second for gigabytes
_UNSET = ("SITE_URL", "SOURCE_DATE_EPOCH", "PYTHONHASHSEED")  # would change what is measured
_PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "jinja2", "pydantic", "pagefind", "markdown-it-py")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of something: seconds on the clock, and of work for a processor; bytes of memory at the peak."""

    seconds: float
    processor: float
    memory: int
    output: str = ""


class BenchmarkError(Exception):
    """Something could not be measured; the text says what, and what was printed."""


def run(command: Sequence[str | Path], folder: Path, *, limit: float = LIMIT) -> Run:
    """Run a command in ``folder`` to its end, in a process group of its own. Raises ``BenchmarkError`` if it fails.

    Call this from a small process: a child's peak includes, for a moment, what its parent held when it was started.
    """
    start = time.perf_counter()
    with started(command, folder) as process:
        with Memory(process.pid) as memory, _deadline(process, limit):
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
    """Start a command; at the end it and all that it has started is gone, as by Ctrl+C, or if need be at once."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNSET}
    process = subprocess.Popen(
        [*map(str, command)],
        cwd=folder,
        env={**kept, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for number, patience in ((signal.SIGINT, 20), (signal.SIGKILL, 20)):
            if _signalled(process, number):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
        if process.stdout:
            process.stdout.close()


class Memory:
    """Watches the memory of a process group while it is entered; ``peak`` is in bytes."""

    def __init__(self, group: int) -> None:
        self.group, self.peak = group, 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._watch.join()

    def _sample(self) -> None:
        pause = _SAMPLED
        while not self._over.wait(pause):
            start = time.perf_counter()
            self.peak = max(self.peak, sum(_proportional_size(pid) for pid in members(self.group)))
            pause = max(_SAMPLED, _SPARED * (time.perf_counter() - start))


def members(group: int) -> list[int]:
    """List the processes of a group; nothing where the system has no ``/proc``."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(entry)
        if len(fields) > 2 and fields[2] == str(group):
            found.append(int(entry.parent.name))
    return found


def processor_seconds(group: int) -> float:
    """Say how long the processes of a group, and their children that have ended, have kept a processor busy."""
    ticks = 0
    for pid in members(group):
        fields = _fields(Path(f"/proc/{pid}/stat"))
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def alone(module: str, *arguments: object, limit: float = LIMIT) -> Run:
    """Run a module of ours in a process of its own, as ``python -m``."""
    return run([sys.executable, "-m", module, *map(str, arguments)], ROOT, limit=limit)


def median(values: Iterable[float]) -> float:
    """The middle one of some values; not a number where there is none."""
    found = list(values)
    return statistics.median(found) if found else float("nan")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table in Markdown; the first column is of words, the others of figures."""
    lines = [heads, ["---", *(["---:"] * (len(heads) - 1))], *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def verdict(value: float, limit: float) -> str:
    """Say whether a figure keeps to its limit."""
    return "-" if value != value else "met" if value <= limit else "NOT met"


def spread(values: Sequence[float]) -> str:
    """Say how far apart the runs of one thing were, as least and most."""
    return f"{min(values):.1f} to {max(values):.1f}" if values else "-"


def megabytes(size: float) -> str:
    """Show bytes as MB."""
    return f"{size / 1e6:,.0f}"


def machine() -> str:
    """Describe the machine and the versions on which figures depend, in one paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    packages = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    return (
        f"Measured on {_processor()}, {_processors()} processors, {memory / 1e9:.0f} GB of memory, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}.\n"
    )


def report(title: str, body: str, *, keep: bool) -> None:
    """Print a section of results; with ``keep``, also put it into ``RESULTS.md`` in place of the one of that title."""
    section = f"{body.strip()}\n\n{machine()}".strip()
    print(f"## {title}\n\n{section}\n", flush=True)
    if keep:
        head = "# What the benchmarks measured\n\nWritten by `make bench` and `make bench-large`; not to be edited.\n"
        parts = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:] if RESULTS.is_file() else []
        sections = {name: rest.strip() for name, _, rest in (part.partition("\n") for part in parts)}
        ordered = sorted({**sections, title: section}.items())
        text = head + "".join(f"\n## {name}\n\n{text}\n" for name, text in ordered)
        RESULTS.write_text(text, encoding="utf-8")


def runs_for(size: int) -> int:
    """Say how often something is measured at a size, for the median."""
    return 3 if size >= 10_000 else 5


def _signalled(process: subprocess.Popen[bytes], number: signal.Signals) -> bool:
    """Send a signal to the whole group, and say whether anybody of it was left."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


@contextlib.contextmanager
def _deadline(process: subprocess.Popen[bytes], limit: float) -> Iterator[None]:
    timer = threading.Timer(limit, _signalled, (process, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    """Wait for the end. Returns the exit code, and what the process and all that it waited for have used."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _fields(stat: Path) -> list[str]:
    """Give the fields of a ``/proc/N/stat`` behind the name, which may hold anything; none if it has gone."""
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
