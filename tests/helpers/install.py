"""Runs commands that must succeed, to install Seedbrief and to use it."""

import subprocess
from pathlib import Path

from tests.helpers.example import EXAMPLE, environment


def run(*command: object, cwd: Path = EXAMPLE) -> str:
    """Run a command that must succeed, and return what it prints."""
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
