"""A page is shown in the reader's colours from the first, before Material's bundle has come."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import window

pytestmark = pytest.mark.browser
BUNDLE = "**/bundle.*.js"


def body_is_dark(page: Page) -> bool:
    """Whether the page itself is painted in a dark colour; its red tells, as it is a grey."""
    red = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/)[0]")
    return float(red) < 128


def leave_out_bundle(page: Page) -> None:
    page.route(BUNDLE, lambda route: route.fulfill(body="", content_type="text/javascript"))


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    yield page
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(("theme", "scheme"), [("light", "default"), ("dark", "slate")])
def test_who_comes_first_sees_the_colours_of_the_system(
    page: Page, theme: Literal["light", "dark"], scheme: str
) -> None:
    page.emulate_media(color_scheme=theme)
    leave_out_bundle(page)
    page.goto("about/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
    assert body_is_dark(page) == (theme == "dark")


def test_who_has_chosen_light_sees_light_also_on_a_dark_system(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("about/")
    page.get_by_role("radio", name="Use the light colours").press("Enter")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")

    leave_out_bundle(page)
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
