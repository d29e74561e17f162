"""ProperDocs, the maintained fork of MkDocs: it builds and serves the same site."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.helpers.example import SMALL_BRIEF, Project, environment, tree
from tests.helpers.serving import serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ProperDocs")]

GENERATOR = re.compile(rb'\s*<meta name="generator"[^>]*>')
FIXED = {"SOURCE_DATE_EPOCH": "1796000000"}


def without_generator(folder: Path) -> dict[str, bytes]:
    return {path: GENERATOR.sub(b"", data) for path, data in tree(folder).items()}


def test_the_site_is_the_same_but_for_the_generator_tag(small: Project) -> None:
    for command in ("mkdocs", "properdocs"):
        built = small.run(command, "build", "--strict", "--site-dir", command, **FIXED)
        assert built.returncode == 0, built.stderr
    assert without_generator(small.root / "mkdocs") == without_generator(small.root / "properdocs")


def test_it_needs_no_mkdocs(small: Project, tmp_path: Path) -> None:
    (small.root / "mkdocs.yml").rename(small.root / "properdocs.yml")
    packages = tmp_path / "packages"
    packages.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not re.match(r"mkdocs(-\d|$)", entry.name):
            (packages / entry.name).symlink_to(entry)
    python = [sys.executable, "-S", "-c"]  # -S: without the packages that are installed
    paths = f"import sys; sys.path += {[str(packages), str(Path(__file__).parents[2])]!r}; "
    for statement, code, said in (
        ("import mkdocs", 1, ""),
        ("import properdocs.__main__ as it; it.cli(['build', '--strict'])", 0, ""),
        (
            "from generator.cli.main import main; main(['init', 'new'])",
            0,
            "  properdocs serve        preview",
        ),
    ):
        done = subprocess.run(
            [*python, paths + statement],
            cwd=small.root,
            env=environment(**FIXED),
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stderr
        assert said in done.stdout, done.stdout
    assert small.run("properdocs", "build", "--site-dir", "with-mkdocs", **FIXED).returncode == 0
    assert tree(small.root / "site") == tree(small.root / "with-mkdocs")


def test_after_an_edit_the_changed_pages_are_built_without_a_warning(small: Project) -> None:
    with serving(small, command="properdocs") as server:
        small.replace(SMALL_BRIEF, "title: The tide mill", "title: A full mill")
        for page in ("briefs/tide-mill-grinds-again/", ""):  # the home page comes when all are built
            server.wait_for_words(page, "A full mill of Lantern Bay")
        log = server.log.read_text()
        first, second, *_ = map(int, re.findall(r"seedbrief: (\d+) pages in", log))
        assert 0 < second < first
        assert "WARNING" not in log
