"""A page is shown in the reader's colours from the first, before Material's bundle has come."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import window

pytestmark = pytest.mark.browser
BUNDLE = "**/bundle.*.js"


def body_is_dark(page: Page) -> bool:
    """Whether the page itself is painted in a dark colour; its red tells, as it is a grey."""
    red = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/)[0]")
    return float(red) < 128


@pytest.mark.parametrize(("theme", "scheme"), [("light", "default"), ("dark", "slate")])
def test_who_comes_first_sees_the_colours_of_the_system(
    browser: Browser, address: str, theme: str, scheme: str
) -> None:
    with window(browser, base_url=address, color_scheme=theme) as page:
        page.route(BUNDLE, lambda route: route.abort())
        page.goto("about/")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
        assert body_is_dark(page) == (theme == "dark")


def test_who_has_chosen_light_sees_light_also_on_a_dark_system(browser: Browser, address: str) -> None:
    with window(browser, base_url=address, color_scheme="dark") as page:
        page.goto("about/")
        page.get_by_role("radio", name="Use the light colours").press("Enter")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")

        page.route(BUNDLE, lambda route: route.abort())
        page.reload()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
        assert not body_is_dark(page)


def test_where_a_browser_keeps_nothing_the_page_is_dark_all_the_same(browser: Browser, address: str) -> None:
    with window(browser, base_url=address, color_scheme="dark") as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
        )
        page.goto("about/")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
