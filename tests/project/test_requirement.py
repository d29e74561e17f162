"""The requirement that a new site's requirements.txt names: whatever Seedbrief was installed from."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import generator
from generator.project import requirement
from generator.project.requirement import installed_requirement, is_local
from tests.helpers.example import EXAMPLE

COMMIT = "4e8e1fe0aa62633e7b0106477078bce99842b1f5"


@dataclass(frozen=True)
class Distribution:
    """What ``importlib.metadata`` knows of an installed Seedbrief."""

    origin: dict[str, Any] | None
    version: str = "1.2.3"

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self.origin is None else json.dumps(self.origin)


def required(monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any] | None) -> str:
    monkeypatch.setattr(requirement, "distribution", lambda name: Distribution(origin))
    return installed_requirement()


def git_install(url: str, **more: str) -> dict[str, Any]:
    return {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"}, **more}


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, "seedbrief==1.2.3"),
        (
            git_install("https://git.example/seedbrief.git"),
            f"seedbrief @ git+https://git.example/seedbrief.git@{COMMIT}",
        ),
        (
            git_install("https://git.example/all.git", subdirectory="tools/seedbrief"),
            f"seedbrief @ git+https://git.example/all.git@{COMMIT}#subdirectory=tools/seedbrief",
        ),
        (
            git_install("https://me:secret@git.example:8443/a.git"),
            f"seedbrief @ git+https://git.example:8443/a.git@{COMMIT}",
        ),
        (git_install("ssh://git@git.example/a.git"), f"seedbrief @ git+ssh://git@git.example/a.git@{COMMIT}"),
        (
            {
                "url": "https://files.example/seedbrief-1.2.3-py3-none-any.whl",
                "archive_info": {"hash": "sha256=ab"},
            },
            "seedbrief @ https://files.example/seedbrief-1.2.3-py3-none-any.whl",
        ),
        (
            {"url": "file:///a%20b/seedbrief-1.2.3-py3-none-any.whl", "archive_info": {}},
            "seedbrief @ file:///a%20b/seedbrief-1.2.3-py3-none-any.whl",
        ),
        ({"url": "file:///no/such/folder", "dir_info": {}}, "seedbrief @ file:///no/such/folder"),
    ],
)
def test_an_install_is_named_by_what_it_came_from(
    monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any] | None, expected: str
):
    assert required(monkeypatch, origin) == expected
    assert is_local(expected) == ("file:" in expected)


def git(folder: Path, *arguments: object) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", folder, *identity, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Clone a repository that has one commit."""
    (tmp_path / "first").mkdir()
    (tmp_path / "first/pyproject.toml").touch()
    git(tmp_path / "first", "init", "-q", "-b", "main")
    git(tmp_path / "first", "add", ".")
    git(tmp_path / "first", "commit", "-q", "-m", "Begin")
    git(tmp_path, "clone", "-q", "first", "a copy")
    return tmp_path / "a copy"


def folder_install(folder: Path, *, editable: bool = True) -> dict[str, Any]:
    return {"url": folder.as_uri(), "dir_info": {"editable": editable}}


@pytest.mark.parametrize("editable", [True, False])
def test_a_checkout_is_named_by_its_remote_and_commit(
    monkeypatch: pytest.MonkeyPatch, checkout: Path, editable: bool
):
    found = required(monkeypatch, folder_install(checkout, editable=editable))
    commit = git(checkout, "rev-parse", "HEAD")
    assert found == f"git+{(checkout.parent / 'first').as_uri()}@{commit}"


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("https://git.example/a/seedbrief.git", "git+https://git.example/a/seedbrief.git"),
        ("https://token@git.example/a.git", "git+https://git.example/a.git"),
        ("git@git.example:a/seedbrief.git", "git+ssh://git@git.example/a/seedbrief.git"),
        ("git.example:/srv/seedbrief.git", "git+ssh://git.example/srv/seedbrief.git"),
        ("ssh://git:secret@git.example:22/a.git", "git+ssh://git@git.example:22/a.git"),
    ],
)
def test_a_remote_is_named_in_a_form_that_pip_can_read_without_credentials(
    monkeypatch: pytest.MonkeyPatch, checkout: Path, remote: str, expected: str
):
    git(checkout, "remote", "set-url", "origin", remote)
    commit = git(checkout, "rev-parse", "HEAD")
    assert required(monkeypatch, folder_install(checkout)) == f"seedbrief @ {expected}@{commit}"


def test_a_package_in_a_folder_of_a_repository_is_named_with_that_folder(
    monkeypatch: pytest.MonkeyPatch, checkout: Path
):
    (checkout / "tools").mkdir()
    git(checkout, "mv", "pyproject.toml", "tools/")
    git(checkout, "commit", "-q", "-m", "Move")
    git(checkout, "push", "-q", "origin", "HEAD:moved")
    assert required(monkeypatch, folder_install(checkout / "tools")).endswith("#subdirectory=tools")


def test_a_commit_that_was_not_pushed_is_named_by_its_folder(monkeypatch: pytest.MonkeyPatch, checkout: Path):
    git(checkout, "commit", "-q", "--allow-empty", "-m", "Not pushed")
    assert required(monkeypatch, folder_install(checkout)) == f"seedbrief @ {checkout.as_uri()}"


def test_a_folder_that_git_does_not_track_is_named_by_its_path(
    monkeypatch: pytest.MonkeyPatch, checkout: Path
):
    inside = checkout / "unpacked"
    inside.mkdir()
    (inside / "pyproject.toml").touch()
    assert required(monkeypatch, folder_install(inside)) == f"seedbrief @ {inside.as_uri()}"


def test_without_git_a_checkout_is_named_by_its_path(monkeypatch: pytest.MonkeyPatch, checkout: Path):
    monkeypatch.setenv("PATH", "")
    assert required(monkeypatch, folder_install(checkout)) == f"seedbrief @ {checkout.as_uri()}"


def test_the_variables_of_a_git_hook_do_not_matter(monkeypatch: pytest.MonkeyPatch, checkout: Path):
    monkeypatch.setenv("GIT_DIR", str(EXAMPLE / ".git"))
    assert f"{(checkout.parent / 'first').as_uri()}@" in required(monkeypatch, folder_install(checkout))


def test_the_version_is_that_of_pyproject():
    text = (EXAMPLE / "pyproject.toml").read_text("utf-8")
    assert f'\nversion = "{generator.__version__}"\n' in text
