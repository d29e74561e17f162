"""``seedbrief build``: one command for a whole site, whichever engine makes its pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.cli import build as command
from tests.helpers.example import Project


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let the command start no other program; give those that it would start."""
    started: list[list[str]] = []

    def run(arguments: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        started.append(arguments)
        return subprocess.CompletedProcess(arguments, 1, stdout="")

    monkeypatch.setattr(command.subprocess, "run", run)
    return started


def test_mkdocs_builds_strictly_with_the_configuration_of_the_project(
    small: Project, started: list[list[str]]
) -> None:
    assert small.seedbrief("build", folder="content").exit_code == 1  # as MkDocs ended
    assert small.seedbrief("build", "--engine", "properdocs", "out").exit_code == 1
    configured = ["build", "--strict", "--config-file", str(small.root / "mkdocs.yml")]
    assert started == [
        [sys.executable, "-m", "mkdocs", *configured],
        [sys.executable, "-m", "properdocs", *configured, "--site-dir", str(small.root / "out")],
    ]


@pytest.mark.parametrize(
    ("engine", "package"), [("zensical", '"seedbrief[zensical]"'), ("mkdocs", "mkdocs mkdocs-material")]
)
def test_an_engine_that_is_not_installed_is_named_with_its_package(
    small: Project, monkeypatch: pytest.MonkeyPatch, engine: str, package: str
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    built = small.seedbrief("build", "--engine", engine)
    assert built.exit_code == 2
    assert built.stderr == f"Error: {engine} is not installed: pip install {package}\n"


def test_content_with_a_warning_is_not_built(small: Project, started: list[list[str]]) -> None:
    (small.root / "seeds/SHA256SUMS").unlink()
    built = small.seedbrief("build", "--engine", "zensical")
    assert built.exit_code == 1
    assert "[seed-not-locked]" in built.stdout
    assert built.stderr.endswith("Error: no site was built\n")
    assert started == []
    assert not (small.root / "site").exists()


def test_only_a_site_that_was_built_earlier_is_replaced(small: Project, started: list[list[str]]) -> None:
    small.write("holiday/photo.txt", "mine")
    for folder, said in (
        ("holiday", "has files and is not a site built earlier"),
        ("content", "source files"),
    ):
        built = small.seedbrief("build", "--engine", "zensical", folder)
        assert built.exit_code == 2
        assert said in built.stderr
        assert "name another folder, such as `site`" in built.stderr
    assert started == []
    assert small.read("holiday/photo.txt") == "mine"


def test_plugins_of_mkdocs_are_named_and_left_out(small: Project, started: list[list[str]]) -> None:
    small.replace("mkdocs.yml", "plugins:\n", "plugins:\n  - minify\n")
    built = small.seedbrief("build", "--engine", "zensical")
    assert "note: mkdocs.yml: `minify` is for MkDocs only, and left out" in built.stderr
    assert built.stderr.endswith("Error: Zensical stopped with exit code 1\nno site was built\n")
    (arguments,) = started
    assert arguments[:5] == [sys.executable, "-m", "zensical", "build", "--strict"]
    assert not Path(arguments[-1]).parent.exists()  # the folder in which it worked
    assert not (small.root / "site").exists()
