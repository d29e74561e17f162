"""Folds: they stay as a reader left them, and open for a link into them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import Visit, window

pytestmark = pytest.mark.browser

BRIEF = "briefs/hyesan-exports-resume/"
EVIDENCE = ".sb-claim .sb-evidence"


def open_evidence(page: Page) -> float:
    """Open the brief and the evidence of a claim far down. Gives how far the page is scrolled."""
    page.goto(BRIEF)
    page.locator(f"{EVIDENCE} summary").nth(4).click()
    page.wait_for_function("() => Object.keys(sessionStorage).some(key => key.startsWith('seedbrief.folds'))")
    return float(page.evaluate("scrollY"))


@pytest.mark.parametrize("instant", [True, False])
def test_they_are_still_open_after_back_and_forward(visit: Visit, instant: bool) -> None:
    page = visit.page
    scrolled = open_evidence(page)
    if instant:
        page.wait_for_function(
            "() => Math.abs((history.state?.y ?? 0) - scrollY) < 2"
        )  # Material keeps it for the way back
        page.locator(f"{EVIDENCE}[open] .sb-cite a").first.click()
    else:
        page.goto("topics/")
    expect(page).not_to_have_url(re.compile(BRIEF))
    page.go_back()
    expect(page.locator(f"{EVIDENCE}[open]")).to_have_count(1)
    page.wait_for_function("scrolled => Math.abs(scrollY - scrolled) < 2", arg=scrolled)
    page.locator(f"{EVIDENCE}[open] summary").click()
    page.wait_for_timeout(50)  # `toggle` comes later
    page.goto("topics/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(f"{EVIDENCE}[open]")).to_have_count(0)


def test_a_link_to_one_or_into_one_opens_it(visit: Visit, site: Path) -> None:
    page = visit.page
    page.goto(f"{BRIEF}#_topics")
    expect(page.locator("#_topics")).to_have_attribute("open", "")
    page.evaluate("sessionStorage.clear()")
    html = (site / BRIEF / "index.html").read_text(encoding="utf-8")
    html = html.replace("</h1>", '</h1><p><a href="#inside">inward</a></p>', 1)
    html = re.sub("<summary>Topics.*?</summary>", r'\g<0><p id="inside">Inside</p>', html)
    page.route(f"**/{BRIEF}", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(BRIEF)
    expect(page.locator("#inside")).to_be_hidden()
    page.get_by_role("link", name="inward").click()
    expect(page.locator("#inside")).to_be_in_viewport()


def test_a_phone_has_the_contents_folded_under_the_title(page: Page) -> None:
    expect_folded_contents(page, scripts=True)


def test_without_scripts_a_phone_has_them_too(browser: Browser, address: str) -> None:
    with window(browser, base_url=address, java_script_enabled=False) as page:
        expect_folded_contents(page, scripts=False)


def expect_folded_contents(page: Page, *, scripts: bool) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(BRIEF)
    contents = page.locator("h1 + .sb-contents")
    expect(contents.get_by_role("link").first).to_be_hidden()
    contents.get_by_text("On this page").click()
    contents.get_by_role("link", name="Information gaps").click()
    expect(page.get_by_role("heading", name="Information gaps")).to_be_in_viewport()
    assert (contents.get_attribute("open") is None) is scripts
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(contents).to_be_hidden()
    page.goto("sources/")
    expect(page.locator(".sb-contents")).to_have_count(0)  # too few sections


def test_the_name_of_the_site_is_not_cut_on_the_narrowest_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(BRIEF)
    name = page.locator(".md-header__topic .md-ellipsis").first
    expect(name).to_have_text("Hyesan customs briefs")
    assert name.evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight + 1")
