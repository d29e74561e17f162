"""What a link leads to, beside the link: by pointer and by keyboard, and gone when it is not wanted."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.helpers.browsing import Visit, visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import LATER_TITLE

BRIEF = "briefs/hyesan-exports-resume/"
OTHER = "briefs/hyesan-quarantine-station/"
CUSTOMS = "The customs house in Hyesan, through which goods pass between North Korea and China."


def preview(visit: Visit) -> Locator:
    return visit.page.get_by_role("tooltip")


def open_page(visit: Visit, path: str) -> None:
    """Open a page, and wait until its scripts are at work and all that it asks for is there."""
    visit.page.clock.install()
    visit.page.goto(path, wait_until="load")
    visit.page.wait_for_load_state("networkidle")


def let_time_pass(visit: Visit) -> None:
    """Make the page's timers ring that would in the next second: after that, no preview comes or goes by itself."""
    visit.page.clock.run_for(1_000)


@pytest.mark.browser
def test_pointing_at_a_link_shows_what_is_there_until_one_points_elsewhere(visit: Visit) -> None:
    page = visit.page
    open_page(visit, BRIEF)
    asked = len(visit.asked)
    link = page.locator("article a[href$='entities/hyesan-customs/']").first
    link.hover()
    expect(preview(visit)).to_have_text(f"Hyesan customs{CUSTOMS}")
    expect(link).to_have_accessible_description(f"Hyesan customs {CUSTOMS}")
    preview(visit).hover()  # the pointer may go into it, to mark its words
    let_time_pass(visit)
    expect(preview(visit)).to_be_visible()
    page.mouse.move(2, 2)
    expect(preview(visit)).to_have_count(0)
    fetched = [url.removeprefix(ADDRESS) for url, _ in visit.asked[asked:]]
    assert fetched == ["assets/preview-card.js", "entities/hyesan-customs/"]


@pytest.mark.browser
def test_a_link_to_a_claim_shows_the_claim(visit: Visit) -> None:
    page = visit.page
    open_page(visit, OTHER)
    page.get_by_role("link", name="from the end of 2023").hover()
    expect(preview(visit)).to_contain_text(f"{LATER_TITLE} · Claim")
    page.mouse.move(2, 2)
    expect(preview(visit)).to_have_count(0)

    open_page(visit, BRIEF)
    asked = len(visit.asked)
    page.get_by_role("link", name="judgment 1").first.hover()  # to this page: not fetched
    expect(preview(visit)).to_contain_text("Judgment")
    expect(preview(visit)).to_contain_text(
        page.locator("#exports-move-again .sb-claim__text > p").first.inner_text()
    )
    assert [url for url, _ in visit.asked[asked:] if "assets" not in url] == []


@pytest.mark.browser
def test_by_keyboard_it_comes_with_the_focus_and_goes_with_escape(visit: Visit) -> None:
    page = visit.page
    open_page(visit, BRIEF)
    link = page.locator("article a[href$='entities/hyesan-customs/']").first
    link.evaluate("element => element.focus({focusVisible: true})")
    expect(preview(visit)).to_contain_text(CUSTOMS)
    page.keyboard.press("Escape")
    expect(preview(visit)).to_have_count(0)
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{ADDRESS}entities/hyesan-customs/")
    let_time_pass(visit)
    expect(preview(visit)).to_have_count(0)


@pytest.mark.browser
def test_a_link_that_is_there_to_be_copied_shows_nothing(visit: Visit) -> None:
    page = visit.page
    open_page(visit, BRIEF)
    page.locator("article a[href$='entities/hyesan-customs/']").first.hover()
    expect(preview(visit)).to_be_visible()  # from here on, any other link would show one as soon
    for link in (page.locator("article a.headerlink").first, page.locator("article a.sb-permalink").first):
        link.hover(force=True)
        let_time_pass(visit)
        expect(preview(visit)).to_have_count(0)


@pytest.mark.browser
def test_a_touch_shows_none_and_none_is_wider_than_a_phone(browser: Browser, site: Path) -> None:
    phone = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
    with visiting(browser, site, ADDRESS, **phone) as visit:
        open_page(visit, OTHER)
        link = visit.page.locator("article a[href*='entities/']").first
        link.evaluate("element => element.focus({focusVisible: true})")
        expect(preview(visit)).to_be_visible()
        box = preview(visit).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        visit.page.keyboard.press("Escape")
        link.tap()
        expect(visit.page).not_to_have_url(f"{ADDRESS}{OTHER}")
        let_time_pass(visit)
        expect(preview(visit)).to_have_count(0)
