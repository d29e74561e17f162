"""The site in a browser that runs no script: it reads and navigates all the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browsing import Visit, again, visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import LATER_TITLE

BRIEF = "briefs/hyesan-exports-resume/"


@pytest.fixture(scope="module")
def phone(browser: Browser, site: Path) -> Iterator[Visit]:
    with visiting(
        browser, site, ADDRESS, java_script_enabled=False, viewport={"width": 360, "height": 720}
    ) as visit:
        yield visit


@pytest.fixture
def visit(phone: Visit) -> Iterator[Visit]:
    with again(phone) as visit:
        yield visit


@pytest.mark.browser
def test_on_a_phone_the_menu_leads_everywhere(visit: Visit) -> None:
    page = visit.page
    page.goto(BRIEF)
    menu = page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Timeline")
    expect(menu).not_to_be_in_viewport()
    page.locator("header label[for=__drawer]").click()
    expect(menu).to_be_in_viewport()
    menu.click()
    expect(page).to_have_url(f"{ADDRESS}timeline/")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.browser
def test_evidence_opens_and_leads_to_its_passage(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{BRIEF}#goods-named")
    claim = page.locator(":target")
    expect(claim).to_be_in_viewport()
    quotation = claim.locator("blockquote").first
    expect(quotation).to_be_hidden()
    claim.locator("summary").first.click()
    expect(quotation).to_be_visible()
    claim.locator("details a[href*='/sources/']").first.click()
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.browser
def test_the_search_says_what_it_needs_and_leads_on(visit: Visit) -> None:
    page = visit.page
    page.goto("")
    page.locator("header").get_by_role("link", name="Search").click()
    expect(page).to_have_url(f"{ADDRESS}search/")
    page.set_viewport_size({"width": 1280, "height": 720})  # in which the header has a field
    page.get_by_role("searchbox", name="Search").fill("seaweed")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{ADDRESS}search/?q=seaweed")
    said = page.locator("[data-sb-find] p")
    expect(said).to_be_visible()
    expect(said).to_contain_text("It needs JavaScript and a web server")
    said.get_by_role("link", name="topics").click()
    expect(page.get_by_role("heading", name="Topic index", level=1)).to_be_visible()


@pytest.mark.browser
def test_nothing_is_offered_that_needs_scripts(visit: Visit) -> None:
    page = visit.page
    page.goto(BRIEF)
    expect(page.get_by_role("button", name="Cite")).to_have_count(0)
    expect(page.get_by_role("radio")).to_have_count(0)  # nor the choice of colours
    expect(
        page.locator(".sb-permalink").first
    ).to_be_visible()  # the address of a claim, to be copied by hand
    assert {url.rpartition(".")[2] for url, _ in visit.asked} <= {f"example/repo/{BRIEF}", "css", "svg"}


@pytest.mark.browser
def test_a_site_whose_scripts_were_deleted_reads_as_well(browser: Browser, copy_of_site: Path) -> None:
    """Not because the browser runs none, but because there is none: nothing waits for it, or is shown by it alone."""
    shutil.rmtree(copy_of_site / "pagefind")
    for script in copy_of_site.rglob("*.js"):
        script.unlink()
    with visiting(browser, copy_of_site, ADDRESS) as visit:
        visit.page.goto("")
        visit.page.locator("article").get_by_role("link", name=LATER_TITLE).first.click()
        expect(visit.page).to_have_url(f"{ADDRESS}{BRIEF}")
        visit.page.locator(".sb-claim:not(.sb-claim--judgment) summary").first.click()
        expect(visit.page.locator(".sb-claim:not(.sb-claim--judgment) blockquote").first).to_be_visible()
        visit.page.wait_for_load_state("networkidle")  # every script has been asked for
        assert visit.problems
        assert all(".js" in problem or "404" in problem for problem in visit.problems)
        visit.problems.clear()
