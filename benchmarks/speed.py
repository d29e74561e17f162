"""How long it takes to generate, to build and to preview, against MkDocs without Seedbrief and against Zensical.

Everything is measured side by side in one run: the same invented project, or the very same Markdown as ``generate``
writes it. The base is MkDocs with Material as a user has it, with Material's search. ``make bench`` measures 1,000
briefs, ``make bench-large`` 1,000 and 10,000, and both write RESULTS.md. Parts by themselves, or fewer runs, are
printed, and kept if that is asked for; Ctrl+C ends a size with what has been measured:

    python -m benchmarks.speed --briefs 200 --runs 1 --only generate,plain
    python -m benchmarks.speed --briefs 1000,10000 --runs 3,1 --only serve,stock-serve --keep
"""

from __future__ import annotations

import argparse
import shutil
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
from benchmarks.preview import edits
from benchmarks.variants import Variants, edit_page, edit_source, generate, make_variants
from benchmarks.zensical import build_with_zensical

Measured = dict[str, list[Run]]


@dataclass(frozen=True, slots=True)
class Table:
    """Parts that are measured against one of them, the base, and how long each may take against it.

    ``limits`` are ratios: up to 1,000 briefs, and above. ``growing`` are looked at as the number of briefs grows.
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
            "cold": "`mkdocs build` with Seedbrief, cold",
            "warm": "`mkdocs build` with Seedbrief, one brief changed",
            "zensical": "Zensical, of the same Markdown",
        },
        "plain",
        {"generate": (0.15, 0.15), "warm": (0.30, 0.30), "cold": (1.10, 1.10)},
        ("generate", "cold", "warm"),
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
PARTS = [part for written in TABLES for part in written.parts]
MOST_GROWTH = 12  # times as long for ten times as many
MOST_MEMORY = 2e9  # bytes, at 10,000 briefs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--briefs", default="1000", help="sizes, for example 1000,10000")
    parser.add_argument("--runs", help="of each part, at each size: 5,3 (default: five, three from 10,000)")
    parser.add_argument("--only", default="", help=f"parts: {', '.join(PARTS)}")
    parser.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md in any case")
    parser.add_argument("--folder", type=Path, help="where to work; it is kept (default: a temporary folder)")
    arguments = parser.parse_args()
    chosen = arguments.only.split(",") if arguments.only else list(PARTS)
    if unknown := sorted({*chosen} - {*PARTS}):
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sizes = sorted(int(size) for size in arguments.briefs.split(","))
    runs = [int(number) for number in arguments.runs.split(",")] if arguments.runs else map(runs_for, sizes)
    whole = not arguments.only and arguments.runs is None and sizes[0] >= 1_000
    keep = whole or arguments.keep
    found = {}
    for size, number in zip(sizes, runs, strict=True):
        with tempfile.TemporaryDirectory(prefix="seedbrief-bench-") as temporary:
            folder = (arguments.folder or Path(temporary)) / str(size)
            folder.mkdir(parents=True)
            found[size] = measure(folder, size, number, chosen)
        for written in TABLES:
            if any(found[size][part] for part in written.parts):
                report(written.title.format(f"{size:,}"), describe(written, size, found[size]), keep=keep)
    if len(sizes) > 1:
        for written in TABLES:
            if any(found[sizes[-1]][part] for part in written.growing):
                title = f"{written.title.format(f'{sizes[-1]:,}')} against {sizes[0]:,}"
                report(title, describe_growth(written, sizes[0], sizes[-1], found), keep=keep)


def measure(folder: Path, size: int, runs: int, chosen: list[str]) -> Measured:
    """Measure the chosen parts so many times, in turns. One that fails is reported, and is then left out."""
    _say(f"{size:,} briefs: writing the project ...")
    variants = make_variants(folder, size)
    builds = _builds(folder, variants)
    previews = {
        "serve": (variants.project, lambda words: edit_source(variants, words)),
        "stock-serve": (variants.plain, lambda words: edit_page(variants, words)),
    }
    found: Measured = {name: [] for name in PARTS}
    builds = {name: build for name, build in builds.items() if name in chosen}
    try:
        for number in range(runs):
            for name, build in list(builds.items()):
                try:
                    found[name].append(build(number))
                    _say(f"{name} {number + 1}: {found[name][-1].seconds:.2f} s")
                except BenchmarkError as error:
                    del builds[name]
                    _say(f"{name}: left out. {error}")
        for name, (project, edit) in previews.items():
            if name in chosen:
                try:
                    found[name] = edits(project, variants.address, edit, runs)
                    _say(f"{name}: {', '.join(f'{done.seconds:.2f} s' for done in found[name])}")
                except BenchmarkError as error:
                    _say(f"{name}: left out. {error}")
    except KeyboardInterrupt:
        _say("Stopped; this is what has been measured.")
    return found


def _builds(folder: Path, variants: Variants) -> dict[str, Callable[[int], Run]]:
    """Give what builds each part, by its name, in the order in which they take turns: a warm one follows a cold one."""
    site = folder / "site"

    def build(project: Path, config: str = "mkdocs") -> Run:
        return run(
            [COMMANDS / "mkdocs", "build", "--quiet", "-f", f"{config}.yml", "--site-dir", site], project
        )

    def cold(number: int) -> Run:
        shutil.rmtree(variants.project / ".cache", ignore_errors=True)
        return build(variants.project)

    def warm(number: int) -> Run:
        if not (variants.project / ".cache").exists():
            build(variants.project)
        edit_source(variants, f"warm {number}")
        return build(variants.project)

    return {
        "generate": lambda number: generate(variants.project, folder / "generated"),
        "plain": lambda number: build(variants.plain),
        "no-search": lambda number: build(variants.plain, "without-search"),
        "cold": cold,
        "warm": warm,
        "zensical": lambda number: build_with_zensical(folder, variants.plain),
    }


def describe(written: Table, size: int, found: Measured) -> str:
    """Write what was measured at one size as tables: the figures, and how they keep to their limits."""
    rows = []
    for name, shown in written.parts.items():
        runs = found[name]
        if not runs:
            rows.append((shown, "not measured", "", "", "", ""))
            continue
        cells = (
            f"{median(done.seconds for done in runs):.2f}",
            spread([done.seconds for done in runs]),
            _shown(_ratio(found, name, written.base)),
            f"{median(done.processor for done in runs):.2f}",
            megabytes(median(done.memory for done in runs)),
        )
        rows.append((shown, *cells))
    count = max(len(found[name]) for name in written.parts)
    text = f"Runs of each: {count}. Figures are medians; ratios are against the base.\n\n"
    text += table(("", "seconds", "least to most", "ratio", "processor, s", "peak memory, MB"), rows)
    limits = []
    for name, most in written.limits.items():
        limit = most[size > 1_000]
        ratio, worked = (_ratio(found, name, written.base, time) for time in ("seconds", "processor"))
        cells = (_shown(ratio), _shown(worked), f"{limit:.2f}", verdict(ratio, limit))
        limits.append((f"{written.parts[name]} / the base", *cells))
    return f"{text}\n{table(('limit', 'measured', 'in processor time', 'at most', ''), limits)}"


def describe_growth(written: Table, small: int, large: int, found: dict[int, Measured]) -> str:
    """Write how time and memory grow from one size to the other."""
    rows = []
    for name in written.growing:
        less, more = (median(done.seconds for done in found[size][name]) for size in (small, large))
        memory = median(done.memory for done in found[large][name])
        most = MOST_GROWTH * large / small / 10
        shown = megabytes(memory) if found[large][name] else "-"
        time = (_shown(more / less), f"{most:g}", verdict(more / less, most))
        rows.append((written.parts[name], *time, shown, verdict(memory, MOST_MEMORY)))
    limit = f"at most {MOST_MEMORY / 1e6:,.0f}"
    return table(("", "times as long", "at most", "", f"peak memory at {large:,}, MB", limit), rows)


def _ratio(found: Measured, name: str, base: str, time: str = "seconds") -> float:
    ours, theirs = (median(getattr(done, time) for done in found[part]) for part in (name, base))
    return ours / theirs


def _shown(ratio: float) -> str:
    return f"{ratio:.3f}" if ratio == ratio else "-"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
