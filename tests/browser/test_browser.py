"""The example's site in a real browser, served as GitHub Pages serves a project: below a path."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.example import GOODS, LATER_TITLE

pytestmark = pytest.mark.browser

QUOTATION = GOODS["evidence"][0]

# Whether the middle of an element's first line of text can be seen: neither out of view nor below a header.
FIRST_WORDS_CAN_BE_SEEN = """element => {
    const words = document.createRange();
    words.selectNodeContents(element);
    const line = words.getClientRects()[0];
    const top = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    return top !== null && (element.contains(top) || top.contains(element));
}"""


def content(page: Page) -> Locator:
    return page.get_by_role("article")


def expect_heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_a_reader_follows_links_from_home_to_a_source(page: Page) -> None:
    page.goto("")
    expect_heading(page, "Hyesan customs briefs")
    content(page).get_by_role("link", name="Cross-border trade").click()
    expect_heading(page, "Cross-border trade")
    content(page).get_by_role("link", name=LATER_TITLE).first.click()
    expect_heading(page, LATER_TITLE)
    content(page).get_by_role("link", name="[Loaded trucks leave North Korea").last.click()
    expect_heading(page, "[Loaded trucks leave North Korea")
    assert page.url.endswith("/repo/sources/000_fc20fb43fa0c9ed5/")


def test_a_reader_opens_the_evidence_follows_it_to_the_passage_and_comes_back(page: Page) -> None:
    page.goto("briefs/hyesan-exports-resume/")
    claim = page.locator("#goods-named")
    quotation = claim.get_by_text(QUOTATION)
    expect(quotation).to_be_hidden()
    claim.get_by_text("Evidence").click()
    expect(quotation).to_be_visible()

    claim.get_by_role("link", name="The passage").click()
    passage = page.locator(":target")
    expect(passage).to_contain_text(QUOTATION)
    expect(passage).to_be_in_viewport()
    assert passage.locator("blockquote").evaluate(FIRST_WORDS_CAN_BE_SEEN)
    assert re.search(r"/sources/000_fc20fb43fa0c9ed5/#q-[\d-]+$", page.url)

    passage.get_by_role("link").last.click()
    back = page.locator(":target")
    expect(back).to_have_id("goods-named")
    expect(back).to_be_in_viewport()
    expect(back).to_contain_text(GOODS["text"])


def test_the_way_to_the_passage_and_back_needs_only_the_keyboard(page: Page) -> None:
    page.goto("briefs/hyesan-exports-resume/#goods-named")

    def press_tab_until(words: str) -> None:
        """Go from one thing that can be focused to the next; the address has put us at the claim or passage."""
        for _ in range(30):
            page.keyboard.press("Tab")
            if words in (page.evaluate("document.activeElement.textContent") or ""):
                return
        pytest.fail(f"the Tab key does not lead to {words!r}")

    press_tab_until("Evidence")
    page.keyboard.press("Enter")
    press_tab_until("The passage")
    page.keyboard.press("Enter")
    expect_heading(page, "[Loaded trucks leave North Korea")
    expect(page.locator(":target")).to_be_in_viewport()
    press_tab_until(GOODS["text"])
    page.keyboard.press("Enter")
    expect_heading(page, LATER_TITLE)
    expect(page.locator(":target")).to_have_id("goods-named")


@pytest.mark.slow  # test_privacy.py opens every kind of page too
def test_no_kind_of_page_fails_or_asks_another_host(page: Page, site: Path) -> None:
    folders = [site, *(folder for folder in sorted(site.iterdir()) if folder.is_dir())]
    kinds = [[*folder.glob("*.html"), *sorted(folder.glob("*/index.html"))[:2]] for folder in folders]
    files = {file for kind in kinds for file in kind}
    assert len(files) > 15
    for file in sorted(files):
        page.goto(file.relative_to(site).as_posix().removesuffix("index.html"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    # What fails or asks another host, the fixture sees.
