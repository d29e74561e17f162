"""Seedbrief as users install it, without requirements.lock, and what a new site's requirements.txt installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.helpers.example import EXAMPLE
from tests.helpers.install import put_into_layout, run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("install")]

PAGE = EXAMPLE / "tests/saved_pages/harbour-ferry.html"
OLD_PIP = "pip==23.2.1"
UV = (Path(sys.executable).with_name("uv"), "--no-config", "--quiet", "pip")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
OFFLINE = ("--no-deps", "--no-index", "--no-build-isolation")
# Tests of what Seedbrief uses other packages for, in half a minute of processor time.
QUICK_TESTS = ("tests/text", "tests/ingest", "tests/search", "tests/test_golden.py")
TEST_PACKAGES = ("pytest", "hypothesis", "playwright")


@dataclass(frozen=True)
class Venv:
    """A virtual environment without pip."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin/python"

    def run(self, command: str, *arguments: object, cwd: Path) -> str:
        return run(self.folder / "bin" / command, *arguments, cwd=cwd)


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    return new_venv(tmp_path / "venv")


def new_venv(folder: Path) -> Venv:
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    return Venv(folder)


@pytest.fixture(scope="session")
def old_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Download an old pip, as a wheel that can be run. Skips where no package index can be reached, but not in CI."""
    folder = tmp_path_factory.mktemp("pip")
    download = (*PIP, "download", "--no-deps", "--retries", "0", "--timeout", "20", "--dest", folder, OLD_PIP)
    done = subprocess.run([*map(str, download)], capture_output=True, text=True)
    if done.returncode and os.environ.get("CI") != "true":
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("pip-*.whl")
    return file / "pip"


def check_first_hour(venv: Venv, folder: Path) -> None:
    """Create a site, import an article, check and build: each command must succeed."""
    venv.run("seedbrief", "init", "my-site", cwd=folder)
    site = folder / "my-site"
    assert "wrote content/briefs/" in venv.run("seedbrief", "new", PAGE, cwd=site)
    assert "error" not in venv.run("seedbrief", "check", cwd=site)
    venv.run("mkdocs", "build", "--strict", cwd=site)
    assert "tide mill" in (site / "site/index.html").read_text("utf-8")


def test_the_wheel_installs_with_an_old_pip_and_without_the_lock(
    wheel: Path, old_pip: Path, venv: Venv, tmp_path: Path
):
    run(venv.python, old_pip, "install", "--quiet", "--disable-pip-version-check", wheel)
    run(venv.python, old_pip, "check")
    check_first_hour(venv, tmp_path)


@pytest.mark.usefixtures("old_pip")  # skips without a package index
def test_the_lowest_versions_that_pyproject_allows_work(wheel: Path, venv: Venv, tmp_path: Path):
    lowest = tmp_path / "lowest.txt"
    choose = (
        "compile",
        "pyproject.toml",
        "--all-extras",
        "--resolution",
        "lowest-direct",
        "--output-file",
        lowest,
    )
    run(*UV, *choose, "--python", venv.python)
    tools = [f"{name}=={version(name)}" for name in TEST_PACKAGES]
    run(*UV, "install", "--python", venv.python, "--requirement", lowest, wheel, *tools)
    check_first_hour(venv, tmp_path)
    plain = ("-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib")
    assert " passed" in run(venv.python, "-m", "pytest", *plain, *QUICK_TESTS)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a Git repository of what an install needs, without a remote."""
    folder = tmp_path_factory.mktemp("checkout") / "seedbrief"
    folder.mkdir()
    for name in ("generator", "site_templates"):
        shutil.copytree(EXAMPLE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(EXAMPLE / name, folder)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "Begin")):
        run(*git, *command, cwd=folder)
    return folder


@pytest.fixture
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Link to all that is installed here but Seedbrief."""
    folder = tmp_path_factory.mktemp("packages")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "seedbrief" not in entry.name and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return folder


def offline_venv(folder: Path, packages: Path) -> Venv:
    """Make an environment that has what Seedbrief needs, but not Seedbrief."""
    venv = new_venv(folder)
    purelib = run(venv.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(purelib) / "packages.pth").write_text(f"{packages}\n", "utf-8")
    return venv


def test_a_site_without_mkdocs_and_material(wheel: Path, packages: Path, tmp_path: Path) -> None:
    for entry in packages.iterdir():
        if entry.name.startswith(("mkdocs", "material", "properdocs", "zensical")):
            entry.unlink()
    venv = offline_venv(tmp_path / "venv", packages)
    run(*PIP, "--python", venv.python, "install", *OFFLINE, wheel)
    missing = subprocess.run([venv.python, "-c", "import mkdocs"], capture_output=True, text=True)
    assert "No module named 'mkdocs'" in missing.stderr
    venv.run("seedbrief", "init", "my-site", cwd=tmp_path)
    project = tmp_path / "my-site"
    venv.run("seedbrief", "new", PAGE, cwd=project)
    venv.run("seedbrief", "quote", "tide-mill-turns-again", "tide mill", cwd=project)
    venv.run("seedbrief", "check", cwd=project)
    venv.run("seedbrief", "generate", "--html", "out", cwd=project)
    site = put_into_layout(project / "out", project / "www")
    for command in ("index", "postprocess", "verify"):
        venv.run("seedbrief", command, site, cwd=project)
    assert (site / "pagefind/pagefind.js").is_file()


@pytest.mark.parametrize("origin", ["wheel", "folder", "editable", "git", "clone"])
def test_requirements_of_a_new_site_install_the_same_seedbrief(
    origin: str, wheel: Path, checkout: Path, packages: Path, tmp_path: Path
):
    clone = tmp_path / "clone"
    run("git", "clone", "-q", checkout, clone)
    commit = run("git", "rev-parse", "HEAD", cwd=checkout).strip()
    repository = f"git+{checkout.as_uri()}@{commit}"
    installed, expected = {
        "wheel": ([wheel], f"seedbrief @ {wheel.as_uri()}"),
        "folder": ([checkout], f"seedbrief @ {checkout.as_uri()}"),
        "editable": (["--editable", checkout], f"seedbrief @ {checkout.as_uri()}"),
        "git": ([f"git+{checkout.as_uri()}@main"], repository),
        "clone": (["--editable", clone], repository),
    }[origin]
    first = offline_venv(tmp_path / "first", packages)
    run(*PIP, "--python", first.python, "install", *OFFLINE, *installed)
    first.run("seedbrief", "init", "my-site", cwd=tmp_path)
    site = tmp_path / "my-site"
    requirements = site / "requirements.txt"
    text = requirements.read_text("utf-8")
    assert text.splitlines()[-1] == expected

    second = offline_venv(tmp_path / "second", packages)
    run(*PIP, "--python", second.python, "install", *OFFLINE, "-r", "requirements.txt", cwd=site)
    assert second.run("seedbrief", "--version", cwd=site) == f"seedbrief, version {version('seedbrief')}\n"
    if origin in ("editable", "clone"):  # whose files are those of "folder" and "git"
        return

    # Follow the comment in the file.
    wheel_file = re.search(r"replace the line below with: (?P<file>\./\S+\.whl)", text, re.I)
    assert wheel_file, text
    run(*PIP, "wheel", *OFFLINE, "-r", "requirements.txt", cwd=site)
    requirements.write_text(wheel_file["file"], "utf-8")
    third = offline_venv(tmp_path / "third", packages)
    run(*PIP, "--python", third.python, "install", *OFFLINE, "-r", "requirements.txt", cwd=site)
    third.run("seedbrief", "check", "--strict", cwd=site)
