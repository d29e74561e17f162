"""``seedbrief --help`` and ``python -m generator``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from generator.cli.main import main
from tests.helpers.example import EXAMPLE, Project


def test_the_help_has_a_whole_sentence_for_each_command(tmp_path: Path) -> None:
    shown = Project(tmp_path).seedbrief("--help")
    assert shown.exit_code == 0
    listed = dict(re.findall(r"(?m)^  ([a-z]+)  +(.+)$", shown.stdout.partition("Commands:")[2]))
    assert set(listed) == set(main.commands)
    assert all(re.fullmatch(r"[A-Z].*[^.]\.", sentence) for sentence in listed.values()), listed


def test_the_package_can_be_run_as_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "generator", "check", "content/topics.yml"],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("No problems found in content/topics.yml.")
