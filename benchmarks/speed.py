"""Times generating, building and previewing, compared with MkDocs without Seedbrief and with Zensical.

Everything is measured in one run, on the same invented project or the Markdown that ``generate`` writes for it. The
base is MkDocs with Material and Material's search. ``make bench`` measures 1,000 briefs, ``make bench-large`` 1,000 and
10,000; both write RESULTS.md. Some parts only, or fewer runs, are only printed, unless --keep is given. Ctrl+C stops a
size and reports what has been measured:

    python -m benchmarks.speed --briefs 200 --runs 1 --only generate,plain
    python -m benchmarks.speed --briefs 1000,10000 --runs 3,1 --only serve,stock-serve --keep
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import (
    COMMANDS,
    BenchmarkError,
    Run,
    median,
    megabytes,
    report,
    run,
    runs_for,
    spread,
    table,
    verdict,
)
from benchmarks.preview import time_edits
from benchmarks.variants import Variants, edit_page, edit_source, generate, make_variants
from benchmarks.zensical import build_with_zensical

Measured = dict[str, list[Run]]


@dataclass(frozen=True, slots=True)
class Table:
    """Parts that are compared with one of them, the base.

    ``limits`` are ratios to the base: up to 1,000 briefs, and above. ``growing`` are also compared between sizes.
    """

    title: str
    parts: Mapping[str, str]
    base: str
    limits: Mapping[str, tuple[float, float]]
    growing: tuple[str, ...]


TABLES = (
    Table(
        "Building {} briefs",
        {
            "generate": "`seedbrief generate`",
            "plain": "plain `mkdocs build` of that Markdown (the base)",
            "no-search": "the same without a search plugin",
            "plugin": "`mkdocs build` with Seedbrief",
            "zensical": "Zensical, of the same Markdown",
        },
        "plain",
        {"generate": (0.15, 0.15), "plugin": (1.10, 1.10)},
        ("generate", "plugin"),
    ),
    Table(
        "Editing among {} briefs",
        {
            "stock-serve": "saved edit until served, stock `mkdocs serve` (the base)",
            "serve": "saved edit until served, `mkdocs serve` with Seedbrief",
        },
        "stock-serve",
        {"serve": (0.06, 0.03)},
        ("serve",),
    ),
)
PARTS = [part for group in TABLES for part in group.parts]
MAX_GROWTH = 12  # times as long for ten times as many briefs
MAX_MEMORY = 2e9  # bytes, at 10,000 briefs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--briefs", default="1000", help="numbers of briefs, for example 1000,10000")
    parser.add_argument(
        "--runs", help="runs of each part, for each size: 5,3 (default: 5, and 3 from 10,000)"
    )
    parser.add_argument("--only", default="", help=f"parts: {', '.join(PARTS)}")
    parser.add_argument("--keep", action="store_true", help="write to RESULTS.md in any case")
    parser.add_argument(
        "--folder", type=Path, help="folder to work in, which is kept (default: a temporary one)"
    )
    arguments = parser.parse_args()
    chosen = arguments.only.split(",") if arguments.only else list(PARTS)
    if unknown := sorted({*chosen} - {*PARTS}):
        parser.error(f"unknown part {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    sizes = sorted(int(size) for size in arguments.briefs.split(","))
    runs = [int(number) for number in arguments.runs.split(",")] if arguments.runs else map(runs_for, sizes)
    is_complete = not arguments.only and arguments.runs is None and sizes[0] >= 1_000
    keep = is_complete or arguments.keep
    results = {}
    for size, number in zip(sizes, runs, strict=True):
        with tempfile.TemporaryDirectory(prefix="seedbrief-bench-") as temporary:
            folder = (arguments.folder or Path(temporary)) / str(size)
            folder.mkdir(parents=True)
            results[size] = measure(folder, size, number, chosen)
        for group in TABLES:
            if any(results[size][part] for part in group.parts):
                report(group.title.format(f"{size:,}"), describe(group, size, results[size]), keep=keep)
    if len(sizes) > 1:
        for group in TABLES:
            if any(results[sizes[-1]][part] for part in group.growing):
                title = f"{group.title.format(f'{sizes[-1]:,}')} against {sizes[0]:,}"
                report(title, describe_growth(group, sizes[0], sizes[-1], results), keep=keep)


def measure(folder: Path, size: int, runs: int, chosen: list[str]) -> Measured:
    """Measure the chosen parts ``runs`` times, alternating. A part that fails is reported and then left out."""
    _log(f"{size:,} briefs: writing the project ...")
    variants = make_variants(folder, size)
    builds = _builds(folder, variants)
    previews = {
        "serve": (variants.project, lambda marker: edit_source(variants, marker)),
        "stock-serve": (variants.plain, lambda marker: edit_page(variants, marker)),
    }
    results: Measured = {name: [] for name in PARTS}
    builds = {name: build for name, build in builds.items() if name in chosen}
    try:
        for number in range(runs):
            for name, build in list(builds.items()):
                try:
                    results[name].append(build(number))
                    _log(f"{name} {number + 1}: {results[name][-1].seconds:.2f} s")
                except BenchmarkError as error:
                    del builds[name]
                    _log(f"{name}: left out. {error}")
        for name, (project, edit) in previews.items():
            if name in chosen:
                try:
                    results[name] = time_edits(project, variants.url_path, edit, runs)
                    _log(f"{name}: {', '.join(f'{done.seconds:.2f} s' for done in results[name])}")
                except BenchmarkError as error:
                    _log(f"{name}: left out. {error}")
    except KeyboardInterrupt:
        _log("Stopped; reporting what has been measured.")
    return results


def _builds(folder: Path, variants: Variants) -> dict[str, Callable[[int], Run]]:
    """Return name -> function that builds a part once."""
    site = folder / "site"

    def build(project: Path, config: str = "mkdocs") -> Run:
        return run(
            [COMMANDS / "mkdocs", "build", "--quiet", "-f", f"{config}.yml", "--site-dir", site], project
        )

    return {
        "generate": lambda number: generate(variants.project, folder / "generated"),
        "plain": lambda number: build(variants.plain),
        "no-search": lambda number: build(variants.plain, "without-search"),
        "plugin": lambda number: build(variants.project),
        "zensical": lambda number: build_with_zensical(folder, variants.plain),
    }


def describe(group: Table, size: int, results: Measured) -> str:
    """Return the results for one size as tables: the values, and whether they are within their limits."""
    rows = []
    for name, label in group.parts.items():
        runs = results[name]
        if not runs:
            rows.append((label, "not measured", "", "", "", ""))
            continue
        cells = (
            f"{median(done.seconds for done in runs):.2f}",
            spread([done.seconds for done in runs]),
            _format_ratio(_ratio(results, name, group.base)),
            f"{median(done.processor for done in runs):.2f}",
            megabytes(median(done.memory for done in runs)),
        )
        rows.append((label, *cells))
    count = max(len(results[name]) for name in group.parts)
    text = f"Runs of each: {count}. Values are medians; ratios are to the base.\n\n"
    text += table(("", "seconds", "range", "ratio", "processor, s", "peak memory, MB"), rows)
    limits = []
    for name, limits_by_size in group.limits.items():
        limit = limits_by_size[size > 1_000]
        ratio, processor_ratio = (
            _ratio(results, name, group.base, time) for time in ("seconds", "processor")
        )
        cells = (_format_ratio(ratio), _format_ratio(processor_ratio), f"{limit:.2f}", verdict(ratio, limit))
        limits.append((f"{group.parts[name]} / the base", *cells))
    return f"{text}\n{table(('ratio', 'measured', 'in processor time', 'limit', ''), limits)}"


def describe_growth(group: Table, small: int, large: int, results: dict[int, Measured]) -> str:
    """Return how time and memory grow from one size to another, as a table."""
    rows = []
    for name in group.growing:
        small_time, large_time = (
            median(done.seconds for done in results[size][name]) for size in (small, large)
        )
        memory = median(done.memory for done in results[large][name])
        limit = MAX_GROWTH * large / small / 10
        peak = megabytes(memory) if results[large][name] else "-"
        time = (_format_ratio(large_time / small_time), f"{limit:g}", verdict(large_time / small_time, limit))
        rows.append((group.parts[name], *time, peak, verdict(memory, MAX_MEMORY)))
    memory_limit = f"limit {MAX_MEMORY / 1e6:,.0f}"
    return table(("", "times as long", "limit", "", f"peak memory at {large:,}, MB", memory_limit), rows)


def _ratio(results: Measured, name: str, base: str, time: str = "seconds") -> float:
    ours, theirs = (median(getattr(done, time) for done in results[part]) for part in (name, base))
    return ours / theirs


def _format_ratio(ratio: float) -> str:
    return f"{ratio:.3f}" if ratio == ratio else "-"


def _log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
