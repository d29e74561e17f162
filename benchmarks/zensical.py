"""Builds the same Markdown with Zensical, installed in a virtual environment made for the benchmark."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.measure import Run, run


def build_with_zensical(folder: Path, project: Path) -> Run:
    """Build an MkDocs project with Zensical, without its cache. The environment stays in ``folder``.

    Raises BenchmarkError if Zensical cannot be installed or cannot build it.
    """
    environment = folder / "zensical"
    command = environment / "bin" / "zensical"
    if not command.exists():
        run([sys.executable, "-m", "venv", environment], folder)
        pip = environment / "bin" / "pip"
        run([pip, "install", "--quiet", "--disable-pip-version-check", "zensical"], folder, timeout=300)
    shutil.rmtree(project / ".cache", ignore_errors=True)
    return run([command, "build", "-f", "mkdocs.yml"], project)
