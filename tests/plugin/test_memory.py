"""A large site can be built: each further brief takes little memory, as pages are not kept until the end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import corpus

if sys.platform == "win32":
    pytest.skip("memory is measured as Unix does", allow_module_level=True)

from benchmarks.measure import COMMANDS, run

FEW, MANY = 50, 300
LIMIT = 300_000  # bytes for each further brief


def peak(folder: Path, briefs: int) -> int:
    corpus.write(folder / "project", briefs)
    command: list[str | Path] = [COMMANDS / "mkdocs", "build", "--quiet", "--site-dir", folder / "site"]
    return run(command, folder / "project").memory


@pytest.mark.slow
def test_a_brief_takes_little_memory(tmp_path: Path) -> None:
    few, many = (peak(tmp_path / str(briefs), briefs) for briefs in (FEW, MANY))
    assert (many - few) / (MANY - FEW) < LIMIT
