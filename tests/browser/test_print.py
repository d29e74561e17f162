"""A page as it comes out of a printer: an A4 report with all that the screen folds away, and nothing to click."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from yaml import safe_load

from tests.helpers.browsing import visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import LATER, Project

pytestmark = pytest.mark.browser

BRIEF = "briefs/hyesan-exports-resume/"
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def page(browser: Browser, site: Path) -> Iterator[Page]:
    with visiting(browser, site, ADDRESS, color_scheme="dark") as visit:
        yield visit.page


@pytest.fixture(scope="module")
def report(page: Page) -> PdfReader:
    page.goto(BRIEF)
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def letters(text: str) -> str:
    """Leave out what lines are broken at, and in which form letters, quotation marks and dashes are."""
    return "".join(re.findall(r"\w", normalize("NFKC", text)))


def test_a_brief_is_printed_on_a4(report: PdfReader) -> None:
    assert len(report.pages) > 1
    for sheet in report.pages:
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4


def test_a_printed_brief_has_all_its_words(report: PdfReader, published: Project) -> None:
    brief = safe_load(published.read(LATER))
    printed = letters("".join(sheet.extract_text() for sheet in report.pages))
    assert letters(brief["title"]) in printed
    quotations = [
        evidence if isinstance(evidence, str) else evidence["quote"]
        for claim in brief["claims"]
        for evidence in claim["evidence"]
    ]
    assert len(quotations) > 10
    parts = [part for quotation in quotations for part in quotation.split("[...]")]
    assert [part for part in parts if letters(part) not in printed] == []


def test_a_printed_brief_has_the_addresses_of_its_sources(report: PdfReader, published: Project) -> None:
    printed = "".join("".join(sheet.extract_text() for sheet in report.pages).split())
    for source in safe_load(published.read(LATER))["sources"]:
        record = safe_load(published.read(f"content/sources/{source}.yml"))
        assert record.get("url", f"/sources/{source}/") in printed


def test_what_can_only_be_clicked_is_not_printed(page: Page) -> None:
    page.goto(BRIEF)
    page.emulate_media(media="print")
    buttons = [
        f"{button.evaluate('button => button.outerHTML')[:80]}"
        for button in page.locator(
            "button, input, summary:not(.sb-fold > *), .headerlink, nav, header, footer a"
        ).all()
        if button.is_visible()
    ]
    arrows = page.evaluate("""() => [...document.querySelectorAll(".sb-fold > summary")]
        .map((title) => getComputedStyle(title, "::after").display)""")  # a fold's title stays
    page.emulate_media(media="screen")
    assert buttons == []
    assert set(arrows) == {"none"}


@pytest.mark.slow
def test_buttons_that_copy_code_are_not_printed(browser: Browser, documentation: Path) -> None:
    with visiting(browser, documentation, ADDRESS) as visit:
        visit.page.goto("how-to/set-rules/")
        copy = visit.page.locator(".md-content button").first
        expect(copy).to_be_visible()
        visit.page.emulate_media(media="print")
        expect(copy).to_be_hidden()


def test_every_sheet_says_where_it_is_from(page: Page, report: PdfReader) -> None:
    day = page.evaluate(
        "new Date().toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'})"
    )
    for number, sheet in enumerate(report.pages, 1):
        words = " ".join(sheet.extract_text().split())
        for expected in ("Hyesan customs briefs", ADDRESS + BRIEF, day, f"{number} / {len(report.pages)}"):
            assert expected in words, number


def test_without_scripts_every_sheet_has_the_address_of_the_site(browser: Browser, site: Path) -> None:
    with visiting(browser, site, ADDRESS, java_script_enabled=False) as visit:
        visit.page.goto(BRIEF)
        sheets = PdfReader(BytesIO(visit.page.pdf(prefer_css_page_size=True))).pages
        assert all(ADDRESS in sheet.extract_text() for sheet in sheets)
        expect(visit.page.get_by_text("Print or save as PDF")).to_have_count(0)


def test_a_claim_is_on_one_sheet_with_its_evidence(report: PdfReader, published: Project) -> None:
    sheets = [letters(sheet.extract_text()) for sheet in report.pages]
    brief = safe_load(published.read(LATER))
    for claim in brief["claims"]:
        quotations = [item if isinstance(item, str) else item["quote"] for item in claim["evidence"]]
        parts = [letters(part) for quotation in quotations for part in quotation.split("[...]")]
        words = letters(max(re.split(r"\[\[.*?\]\]", claim["text"]), key=len))
        assert any(words in sheet and all(part in sheet for part in parts) for sheet in sheets), claim["id"]


def test_a_button_prints_a_brief(page: Page) -> None:
    page.goto(BRIEF)
    page.evaluate("window.print = () => document.body.append('It was printed.')")
    page.get_by_role("button", name="Print or save as PDF").click()
    expect(page.get_by_text("It was printed.")).to_have_count(1)
    page.goto("topics/exports/")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_have_count(0)


def test_every_kind_of_page_is_printed_dark_on_white(page: Page) -> None:
    for path in ("", BRIEF, "timeline/", "entities/hyesan/", "sources/"):
        page.goto(path)
        page.emulate_media(media="print")
        ground, ink = page.evaluate("""() => {
            const article = document.querySelector("article");
            return [getComputedStyle(document.body).backgroundColor, getComputedStyle(article).color];
        }""")
        page.emulate_media(media="screen")
        assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), path
        assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 300, path
