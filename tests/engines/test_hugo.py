"""A site in a layout of 18 lines, without a theme: its own style sheet and scripts are enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.engines.test_engines import hugo
from tests.helpers.accessibility import LOOKS, OPEN_DETAILS, WORDS_OUT_OF_VIEW, violations
from tests.helpers.browsing import Visit, visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.page_kinds import kinds, open_page
from tests.helpers.varied import make_varied

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("Hugo")]

BRIEF = "briefs/exports-resume/"
TAGS = "{{ site.Title }} {{< figure >}} {% raw %} {{% x %}} <b title='{{ y }}'>z</b>"


@pytest.fixture(scope="module")
def hugo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hugo")
    project, site = make_varied(root / "project"), root / "www" / "repo"
    project.write("content/pages/tags.md", f"# {TAGS}\n")
    for done in hugo(project, site):
        assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture
def visit(hugo_site: Path, browser: Browser) -> Iterator[Visit]:
    with visiting(browser, hugo_site, ADDRESS) as visit:
        yield visit


def test_hugo_changes_nothing_in_a_page(hugo_site: Path) -> None:
    contents = hugo_site.parent / "hugo/seedbrief/content"
    for file in contents.rglob("*.html"):
        path = file.relative_to(contents).with_suffix("").as_posix()
        page = hugo_site / ("" if path == "index" else path) / "index.html"
        content = file.read_text("utf-8").split("---\n", 2)[2].strip()
        assert f'<article class="md-content__inner md-typeset">{content}' in page.read_text("utf-8"), path


@pytest.mark.browser
def test_words_like_tags_of_templates_are_shown(visit: Visit) -> None:
    visit.page.goto("tags/")
    shown = "{{ site.Title }} {{< figure >}} {% raw %} {{% x %}} z#"
    expect(visit.page.locator("h1")).to_have_text(shown)
    expect(visit.page.locator("h1 b")).to_have_attribute("title", "{{ y }}")


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_no_page_is_too_wide(hugo_site: Path, browser: Browser, look: str) -> None:
    with visiting(browser, hugo_site, ADDRESS, reduced_motion="reduce", **LOOKS[look]) as visit:
        problems = {}
        for kind, path in kinds(hugo_site).items():
            open_page(visit.page, path)
            visit.page.evaluate(OPEN_DETAILS)
            problems[kind] = violations(visit.page) + visit.page.evaluate(WORDS_OUT_OF_VIEW)
        assert {kind: found for kind, found in problems.items() if found} == {}


@pytest.mark.browser
def test_the_colours_follow_the_readers_system(hugo_site: Path, browser: Browser) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        with visiting(browser, hugo_site, ADDRESS, **LOOKS[f"{scheme}, wide"]) as visit:
            visit.page.goto(BRIEF)
            colours[scheme] = visit.page.evaluate(
                "() => [getComputedStyle(document.body), getComputedStyle(document.querySelector('.sb-bottom-line a'))]"
                ".flatMap(({ color, backgroundColor }) => [color, backgroundColor])"
            )
    assert colours["light"][:3] == ["rgb(29, 37, 41)", "rgb(255, 255, 255)", "rgb(23, 96, 122)"]
    assert colours["dark"][:3] == ["rgb(228, 232, 236)", "rgb(23, 28, 34)", "rgb(131, 200, 224)"]


@pytest.mark.browser
def test_folds_citations_previews_and_the_search_in_the_header_work(visit: Visit) -> None:
    page = visit.page
    page.goto(BRIEF, wait_until="networkidle")
    evidence = page.locator(".sb-claim .sb-evidence").first
    evidence.locator("summary").click()
    expect(evidence.locator(".sb-quote, .sb-relations").first).to_be_visible()

    page.locator("#goods-named").hover()
    page.locator("#goods-named").get_by_role("button", name="Cite this claim").click()
    citation = page.get_by_label("Citation", exact=True)
    expect(citation).to_have_value(re.compile(f"{re.escape(ADDRESS + BRIEF)}#goods-named$"))
    page.get_by_role("radio", name="BibTeX").check()
    expect(citation).to_have_value(re.compile(r"^@.+:goods-named,"))
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()

    page.locator("article a[href$='entities/hyesan-customs/']").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("The customs house in Hyesan")

    page.keyboard.press("/")
    page.keyboard.type("sturgeon")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{ADDRESS}search/?q=sturgeon")
    expect(page.locator(".sb-hit").first).to_contain_text("Sturgeon")
    page.get_by_role("button", name="Topic").click()
    page.get_by_role("group", name="Filters").get_by_role("checkbox").first.check()
    expect(page).to_have_url(re.compile("topic="))


@pytest.mark.browser
def test_a_brief_is_printed_without_the_header(visit: Visit) -> None:
    visit.page.goto(BRIEF)
    visit.page.emulate_media(media="print", color_scheme="dark")
    expect(visit.page.locator(".md-header")).to_be_hidden()
    expect(visit.page.locator(".sb-sections")).to_be_hidden()
    assert visit.page.evaluate("getComputedStyle(document.querySelector('article')).color") == "rgb(0, 0, 0)"
