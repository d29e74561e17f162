"""Windows' high contrast and its like: what marks and backgrounds show can still be seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import window

pytestmark = pytest.mark.browser

# Elements whose mark has the colour of the page behind it: by background, by fill, or by neither line nor outline.
UNSEEN = """() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    const clear = (colour) => colour === ground || colour === "rgba(0, 0, 0, 0)" || colour === "none";
    const all = (selector) => [...document.querySelectorAll(selector)];
    const name = (element) => `${element.tagName} ${element.getAttribute("class")}`;
    return [
        ...all("article summary").filter((element) => clear(getComputedStyle(element, "::after").backgroundColor)),
        ...all(".sb-scale__all, .sb-scale__range, .sb-tl__bar, use.sb-tl__claim, use.sb-tl__settled")
            .filter((element) => clear(getComputedStyle(element).fill)),
        ...all(".sb-tl stop:not(.sb-fade)").filter((element) => clear(getComputedStyle(element).stopColor)),
        ...all(".sb-tl__column, .sb-tl__axis, .sb-tl__grid, .sb-map__ties, .sb-map__chords")
            .filter((element) => clear(getComputedStyle(element).stroke)),
        ...all(".sb-chip, .sb-status, .sb-relation, .md-header").filter((element) => {
            const style = getComputedStyle(element);
            return style.borderBottomStyle === "none" || clear(style.borderBottomColor);
        }),
    ].map(name);
}"""


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with window(browser, base_url=address, forced_colors="active", color_scheme=request.param) as page:
        yield page


def test_marks_arrows_and_lines_are_seen(page: Page) -> None:
    marks = 0
    for path in ("briefs/hyesan-exports-resume/", "timeline/", "topics/exports/", "sources/"):
        page.goto(path)
        page.evaluate("for (const fold of document.querySelectorAll('article details')) fold.open = true")
        assert page.evaluate(UNSEEN) == [], path
        marks += page.locator("article summary, .sb-scale__range, .sb-tl__bar, .sb-map__ties").count()
    assert marks > 20


def test_focus_and_the_claim_that_a_link_leads_to_are_seen(page: Page) -> None:
    page.goto("briefs/hyesan-exports-resume/")
    for target in ("article summary", "article p a", ".md-header a"):
        link = page.locator(f"{target} >> visible=true").first
        page.keyboard.press("Tab")  # so that focus counts as that of a keyboard
        link.focus()
        assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid", target
    page.goto(f"briefs/hyesan-exports-resume/#{page.locator('.sb-claim').first.get_attribute('id')}")
    expect(page.locator(".sb-claim:target")).to_have_css("outline-style", "solid")
