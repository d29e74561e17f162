"""What the end-to-end tests share: a project to change, and the example's site as it is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import chromium
from example import Project, copy_example
from many_scripts import add_brief_in_many_scripts
from playwright.sync_api import Browser, expect

expect.set_options(timeout=30_000)  # milliseconds: a machine that is busy is no failure


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_example(tmp_path / "project")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project from which ``site`` is built; not to be changed."""
    return copy_example(tmp_path_factory.mktemp("published") / "project")


@pytest.fixture(scope="session")
def site(published: Project) -> Path:
    """Build the example's site as the publish workflow does, for an address that has a path.

    The folder has the name of that path, so that its parent can be served.
    """
    folder = published.root.parent / "www" / "repo"
    built = published.run(
        "mkdocs", "build", "--strict", "--site-dir", folder, SITE_URL="https://site.example/repo/"
    )
    output = built.stdout + built.stderr
    assert built.returncode == 0, output
    assert "WARNING" not in output, output
    return folder


@pytest.fixture(scope="session")
def varied_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the example's site with one more brief: it has every kind of page, and quotations in many scripts."""
    root = tmp_path_factory.mktemp("varied")
    project = copy_example(root / "project")
    add_brief_in_many_scripts(project)
    folder = root / "www" / "repo"
    built = project.run("mkdocs", "build", "--site-dir", folder, SITE_URL="https://site.example/repo/")
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
