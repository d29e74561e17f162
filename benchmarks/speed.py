"""Times generating, building and previewing, compared with MkDocs without Seedbrief.

All is measured in one run, on invented projects and the Markdown that ``generate`` writes for them. The base is
``mkdocs build`` of that Markdown with Material and the same navigation. ``make bench`` measures 1,000 rich and 1,000
short briefs and prints the results; ``make bench-large`` also measures 10,000 rich ones, and writes RESULTS.md.
Ctrl+C reports what has been measured. For a quick look:

    python -m benchmarks.speed --sites rich-200 --runs 1 --only plain,plugin
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import (
    COMMANDS,
    RESULTS,
    BenchmarkError,
    Run,
    machine,
    median,
    megabytes,
    run,
    spread,
    table,
    verdict,
)
from benchmarks.preview import time_edits
from benchmarks.variants import Variants, edit_source, generate, make_variants

PARTS = {
    "generate": "`seedbrief generate`",
    "plain": "plain `mkdocs build` of that Markdown (the base)",
    "plugin": "`mkdocs build` with Seedbrief",
    "serve": "saved edit until served, `mkdocs serve`",
}
SITES = ("rich-1000", "short-1000", "rich-10000")
RUNS, RUNS_OF_LARGE_SITES = 5, 1


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of a value, for the sites that it is set for: a ratio to the base, seconds or bytes."""

    label: str
    part: str
    value: str  # a field of Run
    by_site: tuple[float | None, float | None, float | None]  # as in SITES
    is_ratio: bool = True


LIMITS = (
    Limit(
        "`mkdocs build` with Seedbrief, processor time / the base", "plugin", "processor", (0.22, 0.35, 0.22)
    ),
    Limit("`mkdocs build` with Seedbrief, time / the base", "plugin", "seconds", (0.15, 0.25, 0.15)),
    Limit("`seedbrief generate`, processor time / the base", "generate", "processor", (0.10, 0.15, 0.10)),
    Limit("saved edit until served, seconds", "serve", "seconds", (1, 1, 4), is_ratio=False),
    Limit("peak memory of a build, bytes", "plugin", "memory", (None, None, 1.5e9), is_ratio=False),
    Limit("peak memory of `mkdocs serve`, bytes", "serve", "memory", (None, None, 2.3e9), is_ratio=False),
)


@dataclass(slots=True)
class Site:
    """An invented project, ``rich-1000`` for example, and the runs of each part."""

    name: str
    runs: dict[str, list[Run]] = field(default_factory=lambda: {part: [] for part in PARTS})

    @property
    def kind(self) -> str:
        return self.name.partition("-")[0]

    @property
    def briefs(self) -> int:
        return int(self.name.partition("-")[2])

    def value(self, part: str, value: str) -> float:
        """Return the median of a value, not a number if it was not measured."""
        return median(getattr(done, value) for done in self.runs[part])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", default=",".join(SITES[:2]), help=f"for example {','.join(SITES)}")
    parser.add_argument(
        "--runs",
        type=int,
        default=RUNS,
        help=f"runs of each part ({RUNS}); of large sites, {RUNS_OF_LARGE_SITES}",
    )
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts: {','.join(PARTS)}")
    parser.add_argument("--write", action="store_true", help="write the results to RESULTS.md")
    arguments = parser.parse_args()
    chosen = arguments.only.split(",")
    if unknown := sorted({*chosen} - {*PARTS}):
        parser.error(f"unknown part {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    sites = [Site(name) for name in arguments.sites.split(",")]
    try:
        for site in sites:
            measure(site, arguments.runs if site.briefs < 10_000 else RUNS_OF_LARGE_SITES, chosen)
    except KeyboardInterrupt:
        _log("Stopped; reporting what has been measured.")
    text = f"# Benchmark results\n\n{describe(sites)}\n{machine()}"
    print(text)
    if arguments.write:
        RESULTS.write_text(text, encoding="utf-8")


def measure(site: Site, runs: int, chosen: Iterable[str]) -> None:
    """Measure the chosen parts ``runs`` times, alternating. A part that fails is reported and left out."""
    _log(f"{site.name}: writing the project ...")
    with tempfile.TemporaryDirectory(prefix="seedbrief-bench-") as folder:
        variants = make_variants(Path(folder), site.briefs, is_short=site.kind == "short")
        parts = _parts(Path(folder), variants, runs)
        for number in range(runs):
            for name in [name for name in parts if name in chosen]:
                if number and name == "serve":  # all its runs are in one server
                    continue
                try:
                    done = parts[name]()
                except BenchmarkError as error:
                    del parts[name]
                    _log(f"{name}: left out. {error}")
                    continue
                site.runs[name] += done
                _log(f"{site.name} {name} {number + 1}: {', '.join(f'{one.seconds:.2f} s' for one in done)}")


def _parts(folder: Path, variants: Variants, runs: int) -> dict[str, Callable[[], list[Run]]]:
    """Return name -> function that runs a part."""

    def build(project: Path) -> list[Run]:
        command: list[str | Path] = [COMMANDS / "mkdocs", "build", "--quiet", "--site-dir", folder / "site"]
        return [run(command, project)]

    return {
        "generate": lambda: [generate(variants.project, folder / "generated")],
        "plain": lambda: build(variants.plain),
        "plugin": lambda: build(variants.project),
        "serve": lambda: time_edits(
            variants.project, variants.url_path, lambda marker: edit_source(variants, marker), runs
        ),
    }


def describe(sites: Iterable[Site]) -> str:
    """Return the results as tables: whether they are within the limits, then the values of each site."""
    rows = []
    for limit in LIMITS:
        for site in sites:
            value = limit.by_site[SITES.index(site.name)] if site.name in SITES else None
            if value is not None:
                found = site.value(limit.part, limit.value)
                found /= site.value("plain", limit.value) if limit.is_ratio else 1
                shown, allowed = (_number(number) for number in (found, value))
                rows.append((limit.label, _title(site), shown, allowed, verdict(found, value)))
    text = table(("", "site", "measured", "limit", ""), rows)
    for site in sites:
        counts = sorted({len(runs) for runs in site.runs.values() if runs})
        text += (
            f"\n## {_title(site)}\n\nRuns of each: {' or '.join(map(str, counts))}; values are medians.\n\n"
        )
        text += table(
            ("", "seconds", "range", "processor, s", "of the base", "peak memory, MB"),
            [_row(site, part) for part in PARTS if site.runs[part]],
        )
    return text


def _row(site: Site, part: str) -> tuple[str, ...]:
    ratio = site.value(part, "processor") / site.value("plain", "processor")
    return (
        PARTS[part],
        f"{site.value(part, 'seconds'):.2f}",
        spread([done.seconds for done in site.runs[part]]),
        f"{site.value(part, 'processor'):.2f}",
        "-" if part == "serve" else _number(ratio),
        megabytes(site.value(part, "memory")),
    )


def _title(site: Site) -> str:
    return f"{site.briefs:,} {site.kind} briefs"


def _number(value: float) -> str:
    return "-" if value != value else f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"


def _log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
