"""The built site for everyone: what a machine can check of WCAG 2.2, on every kind of page in each of its looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.helpers.accessibility import (
    LOOKS,
    OPEN_DETAILS,
    WORDS_OUT_OF_VIEW,
    Found,
    examine,
    listed,
    sideways,
    violations,
)
from tests.helpers.browsing import visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.many_scripts import ARTICLES, SLUG
from tests.helpers.page_kinds import kinds, open_page
from tests.helpers.samples import PAGES

pytestmark = pytest.mark.browser

FIRST_LOOK = "dark, phone"  # the narrowest; `make test-all` has the others, and every kind of page
SHORT_TOUR = {"home", "briefs/*", "sources/*", "topics/*", "entities/*", "timeline", "search/ with results"}

# Writes down how scripts scroll, where they say how. It has to be there before they are.
WATCH_SCROLLING = """
    window.scrolled = [];
    for (const name of ["scrollTo", "scrollBy", "scrollIntoView"]) {
        const scroll = Element.prototype[name];
        Element.prototype[name] = function (to, ...more) {
            if (to?.behavior) window.scrolled.push(to.behavior);
            return scroll.call(this, to, ...more);
        };
    }
"""


@dataclass(frozen=True)
class Look:
    """A window in one of the looks, and the kinds of pages to be seen in it, with their paths."""

    page: Page
    kinds: dict[str, str]


@pytest.fixture(scope="module")
def kinds_of_pages(varied_site: Path) -> dict[str, str]:
    found = kinds(varied_site)
    assert {"home", "404.html", "briefs/*", "briefs/* moved", "search/ with results"} <= found.keys()
    return {**found, "briefs/* in many scripts": f"briefs/{SLUG}/"}


@pytest.fixture(
    scope="module",
    params=[
        (FIRST_LOOK, min, "some"),
        pytest.param((FIRST_LOOK, min, "all"), marks=pytest.mark.slow),
        *(pytest.param((name, max, "all"), marks=pytest.mark.slow) for name in LOOKS),
    ],
    ids=lambda param: f"{param[0]}, {param[2]} {'short' if param[1] is min else 'long'} pages",
)
def look(
    request: pytest.FixtureRequest, browser: Browser, varied_site: Path, kinds_of_pages: dict[str, str]
) -> Iterator[Look]:
    name, choose, which = request.param
    own = kinds(varied_site, choose) | {
        "briefs/*": kinds_of_pages["briefs/*"]
    }  # the brief has most to look at
    # Without motion nothing is looked at while it is still fading in.
    with visiting(browser, varied_site, ADDRESS, reduced_motion="reduce", **LOOKS[name]) as visit:
        every = kinds_of_pages | own
        assert every.keys() >= SHORT_TOUR
        yield Look(visit.page, {kind: every[kind] for kind in every if which == "all" or kind in SHORT_TOUR})


@pytest.fixture(scope="module")
def found(look: Look) -> Found:
    """Open every kind of page once, with its details open. Gives what each check finds on it, by check and kind."""
    return examine(look.page, look.kinds)


def test_axe_finds_nothing_on_any_kind_of_page(found: Found) -> None:
    assert listed(found["axe"]) == ""


@pytest.mark.slow
def test_axe_finds_nothing_while_details_are_closed(look: Look, found: Found) -> None:
    problems = {}
    for kind in found["details"]:
        open_page(look.page, look.kinds[kind])
        problems[kind] = violations(look.page)
    assert {"briefs/*", "sources/*"} <= problems.keys()
    assert listed(problems) == ""


def test_no_page_has_to_be_scrolled_sideways(found: Found) -> None:
    assert listed(found["sideways"]) == ""


def test_words_that_a_reader_sets_wider_apart_are_not_cut(found: Found) -> None:
    assert listed(found["cut"]) == ""


def test_nothing_moves_for_those_who_ask_for_that(found: Found) -> None:
    assert listed(found["moving"]) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["light, wide", "dark, phone"])
def test_axe_finds_nothing_on_pages_that_only_a_large_site_has(
    browser: Browser, large_site: Path, kinds_of_pages: dict[str, str], name: str
) -> None:
    found = kinds(large_site, min)
    own = {kind: path for kind, path in found.items() if kind not in kinds_of_pages}
    assert {"years/*", "timeline/*"} <= own.keys()
    problems = {}
    with visiting(browser, large_site, ADDRESS, reduced_motion="reduce", **LOOKS[name]) as visit:
        for kind, path in {**own, "home, with a heat table": ""}.items():
            open_page(visit.page, path)
            visit.page.evaluate(OPEN_DETAILS)
            problems[kind] = violations(visit.page) + visit.page.evaluate(WORDS_OUT_OF_VIEW)
    assert listed(problems) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKS)
def test_the_documentation_can_be_seen_by_everyone(browser: Browser, documentation: Path, name: str) -> None:
    """Only its hand-written pages, in one look all of them; the example has the kinds that are generated."""
    files = [documentation / page.relative_to(PAGES).with_suffix("") for page in PAGES.rglob("*.md")]
    hand_written = {f"{file.relative_to(documentation)}/".removesuffix("index/") for file in files}
    pages = {path: path for path in hand_written}
    if name != FIRST_LOOK:
        pages = {kind: path for kind, path in kinds(documentation).items() if path in hand_written}
    with visiting(browser, documentation, ADDRESS, reduced_motion="reduce", **LOOKS[name]) as visit:
        found = examine(visit.page, pages)
    assert {check: listed(problems) for check, problems in found.items() if listed(problems)} == {}


def test_axe_finds_nothing_in_what_opens_over_a_page(look: Look) -> None:
    page = look.page
    open_page(page, "timeline/")
    drawer = page.get_by_role("button", name="Navigation", exact=True)
    if drawer.is_visible():
        drawer.click()
        expect(page.get_by_role("button", name="Close the navigation")).to_be_focused()
        assert violations(page) == []
        page.locator(".md-sidebar--primary").get_by_role("button", name="Timeline").click()
    else:
        page.get_by_role("searchbox", name="Search").fill("goods")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
    assert violations(page) == []


def test_axe_finds_nothing_in_a_search_after_a_slip_with_a_filter(look: Look) -> None:
    page = look.page
    open_page(page, "search/?q=smugling&kind=brief")
    expect(page.locator(".sb-find").get_by_role("status")).to_contain_text("Did you mean smuggling?")
    assert violations(page) == []


@pytest.mark.slow
def test_no_page_has_to_be_scrolled_sideways_at_200_percent(
    browser: Browser, varied_site: Path, kinds_of_pages: dict[str, str]
) -> None:
    too_wide = {}
    size: ViewportSize = {"width": 680, "height": 450}
    with visiting(browser, varied_site, ADDRESS, viewport=size, device_scale_factor=2) as visit:
        for kind, path in kinds_of_pages.items():
            open_page(visit.page, path)
            visit.page.evaluate(OPEN_DETAILS)
            too_wide[kind] = sideways(visit.page, size)
    assert listed(too_wide) == ""


def test_scripts_scroll_smoothly_only_for_those_who_do_not_mind(browser: Browser, varied_site: Path) -> None:
    """The contents beside the text follow it, after a rest smoothly."""
    with visiting(browser, varied_site, ADDRESS, viewport={"width": 1360, "height": 400}) as visit:
        page = visit.page
        page.add_init_script(WATCH_SCROLLING)

        def scroll_on(step: int) -> list[str]:
            """Scroll, rest, and give the ways in which scripts have scrolled."""
            part = (0.2, 0.4, 0.6, 0.8)[step % 4]
            page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
            page.wait_for_timeout(400)
            return page.evaluate("window.scrolled")

        page.goto("method/rules/")
        steps = next((step for step in range(100) if "smooth" in scroll_on(step)), 100)
        assert steps < 100
        page.emulate_media(reduced_motion="reduce")
        page.reload()
        scrolled = [scroll_on(step) for step in range(steps + 2)][-1]
        assert scrolled
        assert "smooth" not in scrolled


def test_quotations_say_what_language_they_are_in_and_run_its_way(look: Look) -> None:
    page = look.page
    open_page(page, f"briefs/{SLUG}/")
    page.evaluate(OPEN_DETAILS)
    for language, (_, quote) in ARTICLES.items():
        quotation = page.locator(f'.sb-quote[lang="{language}"]')
        expect(quotation).to_contain_text(quote)
        is_rtl = language in ("ar", "he")
        assert quotation.evaluate("element => getComputedStyle(element).direction") == (
            "rtl" if is_rtl else "ltr"
        )
        words = quotation.get_by_text(quote).evaluate("""element => {
            const words = document.createRange();
            words.selectNodeContents(element);
            const line = words.getClientRects()[0];
            const box = element.getBoundingClientRect();
            return {before: line.left - box.left, after: box.right - line.right};
        }""")
        assert (words["after"] < words["before"]) is is_rtl, language
