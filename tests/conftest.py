"""What all tests share: options, how many examples hypothesis tries, projects, built sites, and a browser."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, expect

from benchmarks import corpus
from tests.helpers.browsing import PATIENCE, Visit, again, chromium, served, visiting, window
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EXAMPLE, Project, copy_example, make_small
from tests.helpers.theme_templates import share_templates
from tests.helpers.varied import make_varied

# No deadline: a test that is timed fails on a busy machine. CI tries the same examples in every run.
# `make test` tries few examples of each property, `make test-all` many; --hypothesis-profile chooses.
repeatable = {"derandomize": True, "database": None} if os.environ.get("CI") else {}
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], **repeatable)
settings.register_profile("few", patient, max_examples=25)
settings.register_profile("many", patient, max_examples=1_000)
settings.load_profile("few")

expect.set_options(timeout=PATIENCE)

# Where the tests run in the background, Ctrl+C is ignored, and would be by every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Each of these takes seconds to make, so all tests that need one run in one worker, which makes it once.
GROUPS = {
    "large_site": "looks",
    "varied_site": "looks",
    "site": "site",
    "documentation": "site",
    "browser": "site",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite what golden files expect")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Start one worker more than there are cores: each of them waits now and then, as for a browser or a server."""
    return 1 + (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what is imported and collected out of the search for reference cycles, here and in all tests.

    Nearly all of it stays until the end, and Python would search it over and over: a fifth of the tests' time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by what they share: what their module names, one of ``GROUPS``, or else the module.

    The former take longest, so they go first, and then those of many tests: workers should end at about the same time.
    """
    groups = {item: _group(item) for item in items}
    sizes = Counter(groups.values())
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: (groups[item] not in GROUPS.values(), -sizes[groups[item]]))


def _group(item: pytest.Item) -> str:
    if named := item.get_closest_marker("xdist_group"):
        return str(named.args[0])
    needed = getattr(item, "fixturenames", ())
    return next((group for fixture, group in GROUPS.items() if fixture in needed), str(item.path))


@pytest.fixture(scope="session", autouse=True)
def _today() -> Iterator[None]:
    """Fix the day: content must not become right or wrong as time passes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.project.build.today", lambda: date(2027, 1, 31))
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share_templates(patch)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_example(tmp_path / "project")


@pytest.fixture
def small(tmp_path: Path) -> Project:
    return make_small(tmp_path / "project")


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
    built = published.run("mkdocs", "build", "--strict", "--site-dir", folder, SITE_URL=ADDRESS)
    output = built.stdout + built.stderr
    assert built.returncode == 0, output
    assert "WARNING" not in output, output
    return folder


@pytest.fixture(scope="session")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of docs/ as the publish workflow does."""
    folder = tmp_path_factory.mktemp("documentation") / "www" / "repo"
    config = EXAMPLE / "docs/mkdocs.yml"
    built = Project(EXAMPLE).run(
        "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", folder, DOCS_URL=ADDRESS
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="session", params=["example", pytest.param("documentation", marks=pytest.mark.slow)])
def each_site(request: pytest.FixtureRequest, site: Path) -> Path:
    """Give each of the sites that are published."""
    return site if request.param == "example" else request.getfixturevalue("documentation")


@pytest.fixture
def copy_of_site(site: Path, tmp_path: Path) -> Path:
    """Copy the built site, so that it can be changed."""
    copy = tmp_path / "www" / "repo"
    shutil.copytree(site, copy)
    return copy


@pytest.fixture(scope="session")
def varied_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site that has every kind of page, and quotations in many scripts."""
    root = tmp_path_factory.mktemp("varied")
    project = make_varied(root / "project")
    folder = root / "www" / "repo"
    built = project.build("--strict", "--site-dir", folder, SITE_URL=ADDRESS)
    assert built.exit_code == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Make a project of so many invented briefs that each year has a page."""
    root = tmp_path_factory.mktemp("large") / "project"
    corpus.write(root, 1_000, aliases=2_000)
    return Project(root)


@pytest.fixture(scope="session")
def large_site(large: Project) -> Path:
    """Build the site of many briefs."""
    folder = large.root.parent / "www" / "repo"
    built = large.run("mkdocs", "build", "--strict", "--site-dir", folder, SITE_URL=ADDRESS)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site at ``/repo/``, as GitHub Pages serves a project."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def window_on_server(browser: Browser, address: str) -> Iterator[Visit]:
    """Open a window on the served site for the fixture ``page``."""
    problems: list[str] = []
    with window(browser, base_url=address) as page:
        page.on(
            "request", lambda asked: asked.url.startswith((address, "data:")) or problems.append(asked.url)
        )
        page.on(
            "response",
            lambda answer: answer.status < 400 or problems.append(f"{answer.url}: {answer.status}"),
        )
        page.on("console", lambda said: said.type not in ("error", "warning") or problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield Visit(page.context, page, [], problems)


@pytest.fixture
def page(window_on_server: Visit) -> Iterator[Page]:
    """Use a window on the served site. Whatever a test does in it, nothing fails and no other host is asked."""
    with again(window_on_server) as visit:
        yield visit.page


@pytest.fixture(scope="session")
def window_on_site(browser: Browser, site: Path) -> Iterator[Visit]:
    """Open a window for the fixture ``visit``."""
    with visiting(browser, site, ADDRESS) as visit:
        yield visit


@pytest.fixture
def visit(window_on_site: Visit) -> Iterator[Visit]:
    """Use a window on the site at the address that it was built for."""
    with again(window_on_site) as visit:
        yield visit
