"""``mkdocs build`` after an earlier one: quicker, and byte for byte what it would be without the cache."""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from tests.helpers.example import SMALL_BRIEF, Project, make_small, tree

pytestmark = pytest.mark.xdist_group("warm build")  # one first build for all, see `first`

CACHE = ".cache/seedbrief/pages.sqlite"
RENAMED = "content/briefs/tide-mill-at-work.yml"


@pytest.fixture(autouse=True)
def _on_one_day_at_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    set_day_and_address(monkeypatch)


def set_day_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due depends on the day; with an address, the map of the site has the pages."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    monkeypatch.setenv("SITE_URL", "https://site.example/repo/")
    monkeypatch.delenv("SEEDBRIEF_CACHE", raising=False)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which every project of this module is: the cache is of use only where it was written."""
    return tmp_path_factory.mktemp("warm_build") / "project"


@pytest.fixture
def project(root: Path) -> Project:
    """Make a small project that was never built."""
    shutil.rmtree(root, ignore_errors=True)
    return make_small(root)


@pytest.fixture(scope="module")
def first_build(root: Path) -> tuple[Built, bytes]:
    """Build the project from nothing; gives what was built, and the cache that it leaves."""
    shutil.rmtree(root, ignore_errors=True)
    project = make_small(root)
    with pytest.MonkeyPatch.context() as patch:
        set_day_and_address(patch)
        return built(project, strict=True), (project.root / CACHE).read_bytes()


@pytest.fixture
def first(first_build: tuple[Built, bytes], project: Project) -> Built:
    """Put the project where it is after a first build; gives what was built."""
    project.write(CACHE, first_build[1])
    return first_build[0]


@dataclass(frozen=True)
class Built:
    """A built site, what MkDocs said of it, how many pages it has, and how many of them came from the cache."""

    files: dict[str, bytes]
    said: list[str]
    pages: int
    taken: int | None

    @property
    def warnings(self) -> list[str]:
        return [line for line in self.said if line.startswith("WARNING")]


def built(project: Project, *, level: int = logging.INFO, **settings: object) -> Built:
    """Build the site as ``mkdocs build`` does, in this process; ``level`` is what ``-q`` and ``-v`` set."""
    config = load_config(str(project.root / "mkdocs.yml"), **settings)
    with heard(level) as said:
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    found = re.search(
        r"seedbrief: (\d+) pages in [^,]*s(?:, (\d+|none) of them from the cache)?$",
        "\n".join(said),
        re.MULTILINE,
    )
    pages, taken = found.groups() if found else ("0", None)
    count = None if taken is None else 0 if taken == "none" else int(taken)
    return Built(tree(project.root / "site"), said, int(pages), count)


@contextmanager
def heard(level: int) -> Iterator[list[str]]:
    """Gather what MkDocs logs, at that level."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{record.levelname} {record.getMessage()}")

    logger, ear = logging.getLogger("mkdocs"), Ear()
    before = logger.level
    logger.addHandler(ear)
    logger.setLevel(level)
    try:
        yield said
    finally:
        logger.setLevel(before)
        logger.removeHandler(ear)


def cold(project: Project) -> Built:
    """Build it without the cache, which stays as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEEDBRIEF_CACHE", "off")
        return built(project)


def assert_same(one: Built, other: Built) -> None:
    assert sorted(one.files) == sorted(other.files)
    assert [path for path, data in one.files.items() if other.files[path] != data] == []


def test_a_second_build_takes_every_page_and_gives_the_same_bytes(first: Built, project: Project) -> None:
    assert first.taken == 0
    again = built(project, strict=True)
    pages = [path for path in first.files if path.endswith(".html") and path != "404.html"]
    assert again.taken == again.pages == len(pages)
    assert_same(first, again)
    assert_same(cold(project), again)
    assert {"sitemap.xml", "sitemap.xml.gz", "404.html", "pagefind/pagefind.js"} <= set(again.files)
    assert again.warnings == []
    assert list((project.root / ".cache/seedbrief").iterdir()) == [project.root / CACHE]


def rename_brief(project: Project) -> None:
    """Give a brief another slug, with the former one as an alias; all that refers to it uses the new one."""
    old, new = "tide-mill-grinds-again", "tide-mill-at-work"
    for file in (project.root / "content").rglob("*.yml"):
        path = file.relative_to(project.root).as_posix()
        project.write(path, project.read(path).replace(old, new))
    project.write(RENAMED, project.read(SMALL_BRIEF) + f"aliases: [{old}]\n")
    (project.root / SMALL_BRIEF).unlink()
    project.seedbrief("lock", "--accept")


Change = Callable[[Project], object]

# Changes after which some of the pages are taken from the cache; after the last one, all but the new page.
SOME_PAGES: dict[str, Change] = {
    "the words of a brief": lambda it: it.replace(SMALL_BRIEF, "After eleven years", "After years"),
    "the title of a brief": lambda it: it.replace(SMALL_BRIEF, "title: The tide mill", "title: A tide mill"),
    "the name of a brief": rename_brief,
    "a label": lambda it: it.replace("content/topics.yml", "label: Milling", "label: Mills"),
    "a template of pages": lambda it: it.replace(
        "site_templates/pages/topics.md.j2", "# Topic index", "# Index of topics"
    ),
    "a page by hand": lambda it: it.write("content/pages/new.md", "# New\n\n[About](about.md)\n"),
}

# Changes that show on every page.
NO_PAGE: dict[str, Change] = {
    "the name of the site": lambda it: it.replace("mkdocs.yml", "site_name: Project", "site_name: Renamed"),
    "an option of an extension": lambda it: it.replace("mkdocs.yml", 'permalink: "#"', 'permalink: "¶"'),
    "the order of the navigation": lambda it: it.replace(
        "mkdocs.yml", "  - Method: method.md\n  - About", "  - About"
    ),
    "a title in the navigation": lambda it: it.replace(
        "content/pages/about.md", "title: About", "title: About us"
    ),
    "a template of the theme": lambda it: it.write(
        "site_templates/theme/main.html",
        '{% extends "base.html" %}{% block footer %}<p>Our own foot</p>{% endblock %}',
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("compared", ["at the end", "each time"])
@pytest.mark.parametrize("changes", [SOME_PAGES, NO_PAGE], ids=["some pages taken", "no page taken"])
def test_after_any_change_the_site_is_that_of_a_cold_build(
    first: Built, project: Project, changes: dict[str, Change], compared: str
) -> None:
    """One change after the other: each build takes pages from the one before."""
    before = first
    for name, change in changes.items():
        change(project)
        warm = built(project)
        assert warm.files != before.files, name
        if changes is NO_PAGE:
            assert warm.taken == 0, name
        elif name == "a page by hand":
            assert warm.taken == before.pages == warm.pages - 1
        else:
            assert warm.taken in range(1, warm.pages), name
        if compared == "each time":
            assert_same(warm, cold(project))
            assert built(project).taken == warm.pages  # the next build has all of them again
        before = warm
    assert_same(before, cold(project))
    assert built(project).taken == before.pages


@pytest.mark.usefixtures("first")
def test_a_page_is_made_anew_when_what_it_links_to_has_gone_or_come(project: Project) -> None:
    project.write("content/pages/one.md", "# One\n\n[Two](two.md)\n")
    project.write("content/pages/two.md", "# Two\n")
    assert built(project).warnings == []

    (project.root / "content/pages/two.md").unlink()
    warm = built(project)
    assert len(warm.warnings) == 1
    assert "'one.md' contains a link 'two.md'" in warm.warnings[0]
    assert_same(warm, cold(project))
    with heard(logging.INFO) as said, pytest.raises(Abort):
        built(project, strict=True)
    assert [line for line in said if line.startswith("WARNING")] == warm.warnings  # again, until it is fixed

    project.write("content/pages/two.md", "# Two\n")
    assert built(project).warnings == []


def test_an_anchor_that_has_gone_is_reported_on_a_page_that_did_not_change(
    first: Built, project: Project
) -> None:
    project.write("content/pages/one.md", "# One\n\n[There](two.md#there)\n")
    project.write("content/pages/two.md", "# Two\n\n## There\n")
    assert not any("#there" in line for line in built(project).said)
    project.write("content/pages/two.md", "# Two\n\n## Here\n")
    warm = built(project)
    assert warm.taken == first.pages + 1  # all but the one that was edited
    assert len(warm.warnings) == 1
    assert "'two.md' does not contain an anchor '#there'" in warm.warnings[0]


@pytest.mark.usefixtures("first")
def test_what_a_quiet_build_did_not_say_the_next_one_says(project: Project) -> None:
    project.write("content/pages/one.md", "# One\n\n[Two](two.md)\n")
    quiet = built(project, level=logging.ERROR)
    assert quiet.said == []
    warm = built(project)
    assert "'one.md' contains a link 'two.md'" in warm.warnings[0]
    assert warm.taken == warm.pages - 1  # all others


@pytest.mark.parametrize(
    "damage",
    ["half", pytest.param("text", marks=pytest.mark.slow), pytest.param("zeros", marks=pytest.mark.slow)],
)
def test_a_damaged_cache_costs_time_and_nothing_else(first: Built, project: Project, damage: str) -> None:
    kept, data = rows_of_cache(project), (project.root / CACHE).read_bytes()
    damaged = {
        "text": b"not a cache",
        "half": data[: len(data) // 2],
        "zeros": data[: len(data) // 3] + bytes(len(data) // 3) + data[len(data) // 3 * 2 :],
    }
    project.write(CACHE, damaged[damage])
    again = built(project, strict=True)
    assert_same(first, again)
    assert rows_of_cache(project) == kept  # so the next build has all pages again


def rows_of_cache(project: Project) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(project.root / CACHE)) as cache:
        return {*cache.execute("SELECT * FROM note"), *cache.execute("SELECT * FROM page")}


def test_a_page_that_cannot_be_read_when_it_is_written_is_made_after_all(
    first: Built, project: Project
) -> None:
    with sqlite3.connect(project.root / CACHE) as cache:
        cache.execute("UPDATE page SET html = x'00' WHERE uri LIKE 'briefs/%'")
    cache.close()
    again = built(project, strict=True)
    assert_same(first, again)
    briefs = [path for path in first.files if re.fullmatch(r"briefs/(.+/)?index\.html", path)]
    assert again.taken == again.pages - len(briefs)


def test_a_folder_that_cannot_be_written_is_said_once_and_harms_nothing(
    first_build: tuple[Built, bytes], project: Project
) -> None:
    project.write(".cache", "somebody's file\n")
    site = built(project, strict=True)
    assert_same(site, first_build[0])
    assert len([line for line in site.said if "not kept for the next build" in line]) == 1


HOOK = "def on_page_content(html, **more):\n    return html + '<hr>'\n"


def with_hook(project: Project) -> None:
    project.write("hook.py", HOOK)
    project.replace("mkdocs.yml", "plugins:\n", "hooks: [hook.py]\n\nplugins:\n")


OTHERS: dict[str, tuple[Callable[[Project], object], str]] = {
    "hook": (with_hook, "the plugin or hook `hook.py` may change pages"),
    "plugin": (
        lambda it: it.replace("mkdocs.yml", "  - seedbrief", "  - search\n  - seedbrief"),
        "`material/search` may change pages",
    ),
    "extension": (
        lambda it: it.replace("mkdocs.yml", "  - md_in_html\n", "  - md_in_html\n  - pymdownx.snippets\n"),
        "`pymdownx.snippets` may read other files",
    ),
    "template": (
        lambda it: it.write(
            "site_templates/theme/main.html",
            '{% extends "base.html" %}{% block footer %}{{ pages | length }}{% endblock %}',
        ),
        "main.html uses pages",
    ),
}


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize(
    "other", [pytest.param(name, marks=[] if name == "hook" else pytest.mark.slow) for name in OTHERS]
)
def test_with_what_may_make_a_page_from_anything_nothing_is_kept(project: Project, other: str) -> None:
    change, reason = OTHERS[other]
    change(project)
    site = built(project)
    assert site.taken is None
    said = [line for line in site.said if "not kept for the next build" in line]
    assert len(said) == 1
    assert reason in said[0]
    assert said[0].startswith("INFO")
    assert_same(site, cold(project))


@pytest.mark.slow
def test_the_cache_can_be_switched_off(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDBRIEF_CACHE", "off")
    assert built(project).taken is None
    monkeypatch.delenv("SEEDBRIEF_CACHE")
    project.set_option("cache: false")
    assert built(project).taken is None
    assert not (project.root / ".cache").exists()


def test_a_build_that_fails_leaves_the_cache_of_the_last_one(first: Built, project: Project) -> None:
    project.replace(SMALL_BRIEF, "title: ", "titel: ")
    with pytest.raises(Abort):
        built(project)
    project.replace(SMALL_BRIEF, "titel: ", "title: ")
    assert built(project).taken == first.pages
    assert logging.getLogger("mkdocs.structure.pages").filters == []


@pytest.mark.slow
def test_deploying_and_building_share_the_cache_and_serving_has_none(project: Project) -> None:
    config = load_config(str(project.root / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    config.plugins.on_shutdown()
    assert not (project.root / ".cache").exists()

    config = load_config(str(project.root / "mkdocs.yml"))
    config.plugins.on_startup(command="gh-deploy", dirty=False)
    build(config)
    after = built(project)
    assert after.taken == after.pages
