"""What must be true of a site, whichever engine builds it: strict build, links, search, policy, verify.

To add an engine, write a function that builds the site with it, and add it to ``ENGINES``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browsing import visiting
from tests.helpers.built_site import ADDRESS, Outline, doubled_ids, follow, outlines_of, read_pages
from tests.helpers.example import EXAMPLE, Finished, Project, tree
from tests.helpers.page_kinds import kinds, open_page
from tests.helpers.varied import make_varied

pytestmark = pytest.mark.slow

META = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def mkdocs(project: Project, site: Path) -> Iterator[Finished]:
    yield project.run("mkdocs", "build", "--strict", "--site-dir", site, SITE_URL=ADDRESS)


def properdocs(project: Project, site: Path) -> Iterator[Finished]:
    yield project.run("properdocs", "build", "--strict", "--site-dir", site, SITE_URL=ADDRESS)


def zensical(project: Project, site: Path) -> Iterator[Finished]:
    yield project.run("seedbrief", "build", "--engine", "zensical", site, SITE_URL=ADDRESS)


def hugo(project: Project, site: Path) -> Iterator[Finished]:
    """Build with the layout in ``tests/data/hugo/``."""
    source = site.parent / "hugo"
    shutil.copytree(EXAMPLE / "tests/data/hugo", source)
    yield project.run("seedbrief", "generate", "--html", source / "seedbrief", "--site-url", ADDRESS)
    yield project.run("hugo", "--panicOnWarning", "--source", source, "--destination", site)
    yield project.run("seedbrief", "index", site)
    yield project.run("seedbrief", "postprocess", site)


ENGINES: dict[str, Callable[[Project, Path], Iterator[Finished]]] = {
    "MkDocs": mkdocs,
    "ProperDocs": properdocs,
    "Zensical": zensical,
    "Hugo": hugo,
}
"""What builds the site of a project for ``ADDRESS`` into a folder, and yields what each command did that it ran."""


@dataclass(frozen=True)
class Built:
    """A built site, and what was printed meanwhile."""

    project: Project
    site: Path  # its name is the path of ``ADDRESS``, so that its parent can be served
    output: str


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ENGINES]
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a site with every kind of page, with one of the engines."""
    root = tmp_path_factory.mktemp("engine")
    project, site = make_varied(root / "project"), root / "www" / "repo"
    output = ""
    for done in ENGINES[request.param](project, site):
        output += done.stdout + done.stderr
        assert done.returncode == 0, output
    return Built(project, site, output)


@pytest.fixture(scope="module")
def outlines(built: Built) -> dict[str, Outline]:
    return outlines_of(read_pages(built.site))


def test_a_strict_build_warns_of_nothing_and_has_every_page(built: Built, tmp_path: Path) -> None:
    assert not re.search("warning|error|traceback", built.output, re.IGNORECASE), built.output
    assert built.project.seedbrief("generate", tmp_path / "pages").exit_code == 0
    pages = {path for path in tree(tmp_path / "pages") if path.endswith(".md")}
    assert len(pages) > 60
    expected = {
        re.sub(r"(index)?\.md$", "/index.html", path).lstrip("/").replace("//", "/") for path in pages
    }
    assert expected <= tree(built.site).keys()


def test_no_link_or_anchor_under_a_path_is_dead_and_every_page_is_reached(
    built: Built, outlines: dict[str, Outline]
) -> None:
    reached, broken = follow(built.site, outlines)
    assert broken == []
    assert doubled_ids(outlines) == []
    moved = {path for path in outlines if "redirect.js" in (built.site / path).read_text("utf-8")}
    assert len(moved) == 2  # at the former addresses of two briefs, to which nothing leads any more
    assert (
        reached.pages - {"404.html"} == outlines.keys() - {"404.html"} - moved
    )  # that leads to itself, if anything


def test_every_published_address_is_there(built: Built, outlines: dict[str, Outline]) -> None:
    addresses = re.findall(
        r"^([\w-]+)#([\w-]+)$", built.project.read("content/permalinks.lock"), re.MULTILINE
    )
    assert len(addresses) > 30
    for slug, id_ in addresses:
        page = f"briefs/{slug}/index.html"
        assert id_ in outlines[page].ids or "redirect.js" in (built.site / page).read_text("utf-8")


@pytest.mark.browser
def test_no_page_has_an_error_on_the_console_or_asks_another_host(built: Built, browser: Browser) -> None:
    with visiting(browser, built.site, ADDRESS) as visit:  # which fails where something goes wrong
        for path in kinds(built.site).values():
            open_page(visit.page, path)
            visit.page.wait_for_load_state("networkidle")
            expect(visit.page.locator("h1").first).to_be_visible()


@pytest.mark.browser
def test_the_search_finds_words_and_leads_to_them(built: Built, browser: Browser) -> None:
    with visiting(browser, built.site, ADDRESS) as visit:
        page = visit.page
        page.goto("search/?q=seaweed+sturgeon")
        hits = page.locator(".sb-hit")
        expect(hits.first).to_contain_text("sturgeon")
        hits.locator("a").first.click()
        expect(page).not_to_have_url(re.compile("/search/"))
        expect(page.locator("body")).to_contain_text("sturgeon")
        page.goto('search/?q="no such words anywhere"')
        expect(page.get_by_role("status").filter(has_text="found")).to_be_visible()
        expect(hits).to_have_count(0)


def test_one_policy_is_in_every_page_before_all_that_it_is_about(built: Built) -> None:
    pages = [file.read_bytes() for file in built.site.rglob("*.html")]
    ((policy,),) = {tuple(META.findall(page)) for page in pages}
    directives = dict(part.strip().split(" ", 1) for part in policy.decode().split(";"))
    assert directives["default-src"] == "'self'"
    assert "unsafe" not in directives["script-src"].replace("'wasm-unsafe-eval'", "")
    assert directives["style-src"] == "'self'"
    for page in pages:
        assert not re.search(rb"<(script|link|style|body|img)\b", page[: META.search(page).start()])


@pytest.mark.browser
def test_the_policy_stops_what_gets_into_one_page_alone(
    built: Built, browser: Browser, tmp_path: Path
) -> None:
    copy = tmp_path / "repo"
    shutil.copytree(built.site, copy)
    page = copy / "about/index.html"
    evil = "<script>document.title = 'taken'</script></body>"
    page.write_text(page.read_text("utf-8").replace("</body>", evil), "utf-8")
    with visiting(browser, copy, ADDRESS) as visit:
        visit.page.goto("about/", wait_until="networkidle")
        expect(visit.page).not_to_have_title("taken")
        (problem,) = visit.problems
        assert "violates the following Content Security Policy" in problem
        visit.problems.clear()


def test_the_evidence_can_be_verified(built: Built) -> None:
    command = [
        sys.executable,
        "-I",
        "-S",
        "data/verify.py",
        "data/evidence.json",
        built.project.root / "seeds",
    ]
    done = subprocess.run(command, cwd=built.site, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All match" in done.stdout
