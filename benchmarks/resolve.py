"""Times resolving 1,000 and 10,000 briefs with 2,000 entity names, and profiles it.

Each run reads a project from disk in a process of its own; times are processor time.
Run it with ``make bench``, or with other sizes:

    python -m benchmarks.resolve --briefs 500,1000 --runs 3
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.measure import Run, median, megabytes, run_module, runs_for, spread, table, verdict

ALIASES = 2_000
SIZES = [1_000, 10_000]
MAX_GROWTH = 12  # times as long for ten times as many briefs
ROWS = 12  # of a table of functions

Function = tuple[str, int, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--briefs", default=",".join(map(str, SIZES)), help="numbers of briefs, smallest first"
    )
    parser.add_argument("--runs", type=int, help="runs of each size (default: five, three from 10,000)")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--profile", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(_one(arguments.one)))
    elif arguments.profile:
        print(json.dumps(_profile(arguments.profile)))
    else:
        compare([int(size) for size in arguments.briefs.split(",")], arguments.runs)


def compare(sizes: list[int], runs: int | None) -> None:
    """Measure all sizes and print what was measured."""
    measured: dict[int, list[tuple[dict[str, float], Run]]] = {}
    parts: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="seedbrief-bench-") as folder:
        roots = {size: Path(folder) / str(size) for size in sizes}
        for size, root in roots.items():
            run_module("benchmarks.corpus", size, root, ALIASES)
        # Sizes alternate, so that other load on the machine affects both.
        for number in range(max(runs or runs_for(size) for size in sizes)):
            for size, root in roots.items():
                if number < (runs or runs_for(size)):
                    done = run_module("benchmarks.resolve", "--one", root)
                    measured.setdefault(size, []).append((json.loads(done.output), done))
                    print(f"{size:,} briefs, run {number + 1}: {done.output.strip()}", file=sys.stderr)
        for size, root in roots.items():
            parts[size] = json.loads(run_module("benchmarks.resolve", "--profile", root).output)
    print(_report(measured, parts))


def _one(root: Path) -> dict[str, float]:
    """Load and resolve a project once; return the processor seconds of each."""
    from generator.load.loader import load
    from generator.project.files import read_files
    from generator.resolve.resolver import resolve

    gc.disable()  # as a build does
    files, _ = read_files(root)
    start = time.process_time()
    content, _ = load(files)
    loaded = time.process_time()
    resolve(content)
    return {"load": loaded - start, "resolve": time.process_time() - loaded}


def _profile(root: Path) -> dict[str, dict[str, float]]:
    """Profile resolving; return the seconds in each function that ``resolve`` calls, and in the slowest functions."""
    from generator.load.loader import load
    from generator.project.files import read_files
    from generator.resolve.resolver import resolve

    gc.disable()
    content, _ = load(read_files(root)[0])
    profile = cProfile.Profile()
    profile.runcall(resolve, content)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    top = next(
        name for name in stats if name[0].endswith("generator/resolve/resolver.py") and name[2] == "resolve"
    )
    own_times = {_label(name): entry[2] for name, entry in stats.items()}
    longest = dict(sorted(own_times.items(), key=lambda item: -item[1])[: 20 * ROWS])
    return {"parts": dict(_callees(stats, top)), "functions": longest}


def _callees(stats: dict[Function, Any], caller: Function) -> dict[str, float]:
    """Return the functions that a function calls, with seconds; its comprehensions count as part of it."""
    times: dict[str, float] = defaultdict(float)
    for name, (*_, callers) in stats.items():
        if caller in callers and name != caller:
            if name[2].startswith("<") and name[0] == caller[0]:
                for inner, seconds in _callees(stats, name).items():
                    times[inner] += seconds
            else:
                times[_label(name)] += callers[caller][3]
    return times


def _label(name: Function) -> str:
    return f"{Path(name[0]).stem}.{name[2]}" if name[0] != "~" else name[2]


def _report(measured: dict[int, list[tuple[dict[str, float], Run]]], parts: dict[int, dict[str, Any]]) -> str:
    smallest, largest = min(measured), max(measured)
    rows = []
    for size, runs in measured.items():
        load, resolve = ([times[part] for times, _ in runs] for part in ("load", "resolve"))
        memory = median(done.memory for _, done in runs)
        cells = (f"{median(load):.2f}", f"{median(resolve):.2f}", spread(resolve), megabytes(memory))
        rows.append((f"{size:,} briefs", *cells))
    text = f"Medians of {len(measured[smallest])} runs, {len(measured[largest])} of the largest size.\n\n"
    text += table(("", "load, s", "resolve, s", "range", "peak memory, MB"), rows)
    if smallest != largest:
        medians = {size: median(times["resolve"] for times, _ in runs) for size, runs in measured.items()}
        growth = medians[largest] / medians[smallest]
        limit = MAX_GROWTH * largest / smallest / 10
        text += (
            f"\nResolving grows {growth:.1f} times for {largest / smallest:g} times as many briefs "
            f"(limit: {limit:g}): {verdict(growth, limit)}.\n"
        )
    for what, title in (
        ("parts", "Parts of resolving"),
        ("functions", "Functions, without the functions they call"),
    ):
        text += f"\n{title}, in seconds under a profiler, which exaggerates many small calls:\n\n"
        names = list(parts[largest][what])
        names.sort(key=lambda name: -parts[largest][what][name])
        heads = ("", *(f"{size:,}" for size in parts))
        text += table(
            heads,
            [(name, *(f"{parts[size][what].get(name, 0):.2f}" for size in parts)) for name in names[:ROWS]],
        )
    return text


if __name__ == "__main__":
    main()
