"""A site in another language: one in which every message of ours is in ⟦white brackets⟧."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import served, window
from tests.helpers.example import SMALL_BRIEF, make_small

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BRIEF = f"briefs/{Path(SMALL_BRIEF).stem}/"
MATERIAL = "{% macro t(key) %}{{ {'language': 'en-XA', 'direction': 'ltr'}[key] or key }}{% endmacro %}"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    small = make_small(tmp_path_factory.mktemp("languages") / "project")
    small.replace("mkdocs.yml", "  language: en\n", "  language: en-XA\n")
    small.write("site_templates/theme/partials/languages/en-XA.html", MATERIAL)
    built = small.build("--strict")
    assert built.exit_code == 0, built.stderr
    with served(small.root / "site") as address, window(browser, base_url=address) as page:
        yield page


def english(page: Page, within: str) -> list[str]:
    """Return the texts and labels in an element that are in no message and no content of authors."""
    found: list[str] = page.locator(within).evaluate(
        """element => [element, ...element.querySelectorAll("*")].flatMap((node) => [
            ...[...node.childNodes].filter((child) => child.nodeType === 3).map((text) => text.data),
            ...["aria-label", "title", "placeholder"].map((name) => node.getAttribute(name)),
        ])"""
    )
    return [text for text in found if text and re.search("[A-Za-z]", text) and "⟦" not in text]


def test_the_search_page_speaks_it(page: Page) -> None:
    page.goto("search/")
    expect(page.get_by_role("searchbox", name="⟦Séàrçh fôr⟧")).to_be_visible()
    expect(page.get_by_text("⟦Séàrçh fôr wôrds")).to_be_visible()
    page.get_by_role("button", name="⟦Kîñd ôf pàgé⟧").click()
    expect(page.get_by_role("checkbox", name="⟦Brîéf⟧")).to_be_visible()
    assert english(page, "[data-sb-find]") == []
    page.goto("search/?q=nothing-like-it&kind=brief")
    expect(page.get_by_text("⟦Ñôthîñg fôûñd fôr nothing-like-it.⟧")).to_be_visible()
    expect(page.get_by_text("⟦Trý rémôvîñg fîltérs, ûsîñg")).to_contain_text("brôwsé thé ⟦tôpîç îñdéx⟧.⟧")
    expect(page.get_by_role("button", name="⟦Rémôvé fîltér ⟦⟦Kîñd ôf pàgé⟧: ⟦Brîéf⟧⟧⟧")).to_be_visible()


def test_a_date_is_found_in_it(page: Page) -> None:
    page.goto("search/?q=2026-11")
    expect(page.get_by_text(re.compile("⟦. pàgés? fôûñd⟧"))).to_be_visible()


def test_the_box_with_a_citation_speaks_it(page: Page) -> None:
    page.goto(BRIEF)
    page.get_by_role("button", name="⟦Çîté thîs çlàîm⟧").first.click()
    box = page.get_by_role("dialog", name="⟦Çîté thîs çlàîm⟧")
    expect(box.get_by_role("textbox")).to_have_value(re.compile("^⟦“.*” Çlàîm îñ: "))
    box.get_by_role("button", name="⟦Çôpý⟧").click()
    expect(box.get_by_role("status")).to_have_text(re.compile("⟦Çôpîéd⟧|⟦Séléçtéd"))
    assert set(english(page, "dialog")) == {"BibTeX", "RIS", "CSL-JSON"}


def test_a_preview_speaks_it(page: Page) -> None:
    page.goto("")
    page.locator("article a[href$='#others-follow']").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("⟦Jûdgméñt⟧")
