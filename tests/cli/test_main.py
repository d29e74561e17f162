"""``seedbrief --help`` and ``python -m generator``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.main import COMMANDS
from tests.helpers.example import EXAMPLE, Project


def test_the_help_has_a_whole_sentence_for_each_command(tmp_path: Path) -> None:
    shown = Project(tmp_path).seedbrief("--help")
    assert shown.exit_code == 0
    listed = dict(re.findall(r"(?m)^  ([a-z]+)  +(.+)$", shown.stdout.partition("Commands:")[2]))
    assert set(listed) == set(COMMANDS)
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


@pytest.mark.parametrize(
    ("starting", "sent", "code", "said"),
    [
        ("generator.__main__", "SIGTERM", 143, "Terminated; what was not finished was undone."),
        ("generator.__main__", "SIGHUP", 129, "Terminated; what was not finished was undone."),
        ("generator.__main__", "SIGINT", 1, "Aborted!"),
        ("generator.plugin.plugin", "SIGTERM", 143, "Terminated; what was not finished was undone."),
    ],
)
def test_a_signal_during_the_imports_is_answered(starting: str, sent: str, code: int, said: str) -> None:
    """They take a second or more."""
    script = f"""
import importlib, os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == "generator.build":
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.{sent})

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which nohup would have ignored
sys.meta_path.insert(0, Interrupt())
module = importlib.import_module("{starting}")
module.run()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip(), done.stdout) == (code, said, "")
