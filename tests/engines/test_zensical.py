"""Zensical, the successor of Material for MkDocs: the same pages, links and messages as with MkDocs."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html

from tests.helpers.built_site import ADDRESS
from tests.helpers.example import COMMANDS, SMALL_BRIEF, Finished, Project, environment, make_small, tree

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("Zensical")]

BUILD = ("build", "--engine", "zensical")
HAND_WRITTEN = """
# By hand

<table><tr><td><a href="../about/">Raw</a> <img src="../assets/logo.svg" alt=""></td></tr></table>

<div markdown>
[Markdown](about.md#about-this-site) and <a href="../briefs/">raw</a>
</div>

`<a href="../nowhere/">`
"""
SHOWN = {
    "href",
    "{http://www.w3.org/1999/xlink}href",
    "xlink:href",
    "src",
    "action",
    "id",
    "class",
    "title",
    "lang",
}
SHARED = "//head/meta[@property or @name='robots' or starts-with(@name, 'citation_')]"
LINKS = {"href", "xlink:href", "src", "action"}


def zensical(project: Project, *arguments: object, temporary: Path | None = None) -> Finished:
    return project.run("seedbrief", *BUILD, *arguments, **({"TMPDIR": str(temporary)} if temporary else {}))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build a site with MkDocs and with Zensical."""
    project = make_small(tmp_path_factory.mktemp("both") / "project")
    project.write("content/pages/by-hand.md", HAND_WRITTEN)
    project.write("content/pages/folder/index.md", HAND_WRITTEN.replace("(about", "(../about"))
    for engine in ("mkdocs", "zensical"):
        built = project.run("seedbrief", "build", "--engine", engine, engine, SITE_URL=ADDRESS)
        assert built.returncode == 0, built.stdout + built.stderr
    return project.root / "mkdocs", project.root / "zensical"


def test_every_page_shows_the_same_and_leads_to_the_same(both: tuple[Path, Path]) -> None:
    mkdocs, zensical = both
    pages = {file.relative_to(mkdocs) for file in mkdocs.rglob("*.html")}
    assert pages == {file.relative_to(zensical) for file in zensical.rglob("*.html")}
    for path in pages:
        assert content(zensical / path, path) == content(mkdocs / path, path), path
    assert len(pages) > 20


def content(file: Path, path: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """Give the text of a page's article, and what its elements are and lead to."""
    root = html.fromstring(file.read_bytes())
    article = root.find(".//article")
    article = root if article is None else article
    for skipped in article.xpath('.//a[@id="__skip"]'):
        skipped.drop_tree()
    base = f"{ADDRESS}{path.parent.as_posix()}/"
    return "".join(article.text_content().split()), [
        (str(element.tag), name, urljoin(base, value) if name in LINKS else value)
        for element in article.iter()
        for name, value in sorted(element.attrib.items())
        if name in SHOWN
    ]


def test_the_same_files_are_published_but_for_those_of_the_theme(both: tuple[Path, Path]) -> None:
    mkdocs, zensical = (
        {
            path
            for path in tree(site)
            if not re.match(r"assets/(images|javascripts|stylesheets)/|pagefind/", path)
        }
        for site in both
    )
    assert mkdocs - zensical == {"sitemap.xml.gz"}
    assert zensical <= mkdocs
    maps = [(site / "sitemap.xml").read_text().splitlines() for site in both]
    assert sorted(maps[0]) == sorted(maps[1])
    for path in ("feed.xml", "data/evidence.json", "robots.txt", "assets/seedbrief.css"):
        assert (both[0] / path).read_bytes() == (both[1] / path).read_bytes(), path


def test_the_metadata_for_sharing_is_the_same(both: tuple[Path, Path]) -> None:
    for path in ("index.html", "404.html", "search/index.html", "briefs/tide-mill-grinds-again/index.html"):
        pages = [html.fromstring((site / path).read_bytes()) for site in both]
        tags = [[sorted(tag.attrib.items()) for tag in page.xpath(SHARED)] for page in pages]
        assert tags[0] == tags[1]
        assert pages[0].findtext(".//title") == pages[1].findtext(".//title")
        data = [page.xpath("string(//head/script[@type='application/ld+json'])") for page in pages]
        assert data[0] == data[1]


def test_a_page_below_an_entry_of_the_navigation_marks_its_tab(both: tuple[Path, Path]) -> None:
    for site in both:
        page = html.fromstring((site / "briefs/tide-mill-grinds-again/index.html").read_bytes())
        (active,) = page.find_class("md-tabs__item--active")
        assert active.text_content().strip() == "Briefs"


def test_a_dead_link_fails_with_its_place_and_leaves_the_old_site(small: Project, tmp_path: Path) -> None:
    assert zensical(small).returncode == 0
    before = tree(small.root / "site")
    small.write("content/pages/by-hand.md", "# By hand\n\nSee [nothing](nothing.md).\n")
    small.replace(SMALL_BRIEF, "title: ", "title: Again, ")
    (tmp_path / "temporary").mkdir()
    built = zensical(small, temporary=tmp_path / "temporary")
    assert built.returncode == 1
    assert "content/pages/by-hand.md:3:15: warning: page does not exist\nno site was built\n" in built.stderr
    assert "Traceback" not in built.stderr
    assert tree(small.root / "site") == before
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_the_policy_blocks_fails(small: Project) -> None:
    small.write("content/pages/by-hand.md", "# By hand\n\n<iframe src='https://other.example/'></iframe>\n")
    built = zensical(small)
    assert built.returncode == 1
    assert "by-hand" in built.stderr
    assert not (small.root / "site").exists()


def test_a_template_that_cannot_be_used_is_one_message(small: Project) -> None:
    small.write("site_templates/theme/partials/copyright.html", "{{ config.copyright.partition('a') }}")
    built = zensical(small)
    assert built.returncode == 1
    assert re.search(r"Error: Zensical: .*unknown method.* \(in partials/copyright.html:1\)", built.stderr)
    assert "Traceback" not in built.stderr


def test_a_theme_file_of_the_project_takes_the_place_of_ours(small: Project) -> None:
    small.write("site_templates/theme/partials/copyright.html", "<p>From site_templates</p>")
    assert zensical(small).returncode == 0
    assert "<p>From site_templates</p>" in small.read("site/index.html")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_the_old_site_and_no_files(
    small: Project, tmp_path: Path, sent: signal.Signals
) -> None:
    small.write("site/sitemap.xml", "old")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [COMMANDS / "seedbrief", *BUILD]
    with subprocess.Popen(
        command, cwd=small.root, env=environment(TMPDIR=str(temporary)), stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not list(temporary.glob("*/site")) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(sent)
        process.communicate()
    assert process.returncode == (1 if sent == signal.SIGINT else 128 + sent)
    assert tree(small.root / "site") == {"sitemap.xml": b"old"}
    assert list(temporary.iterdir()) == []
