"""Zensical on the same Markdown, where it can be installed: in an environment of its own, made for the benchmark."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.measure import Run, run


def build_with_zensical(folder: Path, project: Path) -> Run:
    """Build a project that MkDocs can build, without Zensical's cache; the environment is kept in ``folder``.

    Raises ``BenchmarkError`` where Zensical cannot be installed or cannot build it.
    """
    environment = folder / "zensical"
    command = environment / "bin" / "zensical"
    if not command.exists():
        run([sys.executable, "-m", "venv", environment], folder)
        pip = environment / "bin" / "pip"
        run([pip, "install", "--quiet", "--disable-pip-version-check", "zensical"], folder, limit=300)
    shutil.rmtree(project / ".cache", ignore_errors=True)
    return run([command, "build", "-f", "mkdocs.yml"], project)
