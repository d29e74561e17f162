"""The wheel: whoever installs it has all that a site elsewhere needs, and gets the same bytes as in the repository."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.project.resources import CONFIG, templates_folder
from tests.helpers.example import EXAMPLE, Finished, Project, environment, tree
from tests.helpers.install import run

pytestmark = pytest.mark.xdist_group("wheel")


@dataclass(frozen=True)
class Installed:
    """An environment in which the wheel is installed, and no trace of the repository can be imported."""

    python: Path
    wheel: Path

    def run(self, *command: object, folder: Path, **settings: str) -> Finished:
        """Run a module of the environment, as `python -m`, in a folder."""
        return subprocess.run(
            [self.python, *(["-m"] if str(command[0]) != "-c" else []), *map(str, command)],
            cwd=folder,
            env=environment(**settings),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )

    def seedbrief(self, *arguments: object, folder: Path) -> Finished:
        return self.run("-c", "from generator.cli.main import main; main()", *arguments, folder=folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    python = folder / "venv/bin/python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # The packages that Seedbrief needs, without a download. Python ignores .pth files in a folder that a .pth file
    # names, so the editable install is not found.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    with zipfile.ZipFile(wheel) as archive:  # all that an installer does with it, except for scripts
        archive.extractall(packages)
    return Installed(python, wheel)


@pytest.fixture
def elsewhere(installed: Installed, tmp_path: Path) -> Project:
    done = installed.seedbrief("init", "my-site", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    return Project(tmp_path / "my-site")


def test_the_wheel_carries_templates_starter_and_configuration(installed: Installed):
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    package = {
        path.removeprefix("generator/"): data for path, data in held.items() if path.startswith("generator/")
    }
    ours = EXAMPLE / "generator"
    for inside, folder in {
        "site_templates/": templates_folder(),
        "project/starter_site/": ours / "project/starter_site",
    }.items():
        found = {path.removeprefix(inside): data for path, data in package.items() if path.startswith(inside)}
        assert found == tree(folder)
    assert package[CONFIG] == (EXAMPLE / CONFIG).read_bytes()
    assert {path for path in package if path.endswith(".py")} == {
        file.relative_to(ours).as_posix() for file in ours.rglob("*.py")
    }
    assert not [path for path in held if "tests" in path or "content/briefs/hyesan" in path]


def test_it_is_the_wheel_that_runs(installed: Installed, tmp_path: Path):
    found = installed.run("-c", "import generator; print(generator.__file__)", folder=tmp_path).stdout
    assert Path(found.strip()).is_relative_to(installed.python.parents[1])


def test_a_site_elsewhere_is_the_same_byte_for_byte(installed: Installed, elsewhere: Project):
    checked = installed.seedbrief("check", "--strict", folder=elsewhere.root)
    assert (checked.returncode, checked.stderr) == (0, "")
    fixed = {"SOURCE_DATE_EPOCH": "1796000000"}
    build = ("build", "--strict", "--site-dir")
    theirs, ours = elsewhere.root.parent / "theirs", elsewhere.root.parent / "ours"
    built = installed.run("mkdocs", *build, theirs, folder=elsewhere.root, **fixed)
    assert built.returncode == 0, built.stderr
    again = elsewhere.run("mkdocs", *build, ours, **fixed)
    assert again.returncode == 0, again.stderr
    assert tree(theirs) == tree(ours)
    assert b"seedbrief.css" in tree(theirs)["index.html"]
    assert tree(elsewhere.root / "site_templates") == {}


def test_new_works_elsewhere(installed: Installed, elsewhere: Project):
    page = Path(__file__).parents[1] / "saved_pages/harbour-ferry.html"
    done = installed.seedbrief("new", page, folder=elsewhere.root)
    assert done.returncode == 0, done.stderr
    assert "wrote content/briefs/ferry-to-birch-island-runs-again.yml" in done.stdout


def test_files_of_a_site_stand_in_for_those_of_the_wheel(installed: Installed, elsewhere: Project):
    assert installed.seedbrief("generate", "before", folder=elsewhere.root).returncode == 0
    elsewhere.write("site_templates/pages/topics.md.j2", "# {{ site.topics | length }} topics of my own\n")
    elsewhere.write("site_templates/assets/pages.css", "body { color: green }\n")
    elsewhere.write("site_templates/assets/fonts/mine.css", "h1 { color: red }\n")
    assert installed.seedbrief("generate", "after", folder=elsewhere.root).returncode == 0
    before, after = (tree(elsewhere.root / name) for name in ("before", "after"))
    differing = {path for path in before | after if before.get(path) != after.get(path)}
    assert differing - {".seedbrief-files"} == {
        "topics/index.md", "assets/seedbrief.css", "assets/fonts/mine.css"
    }  # fmt: skip
    assert after["topics/index.md"] == b"# 2 topics of my own\n"
    assert b"body { color: green }" in after["assets/seedbrief.css"]
    assert after["assets/fonts/mine.css"] == b"h1 { color: red }\n"
