"""The built site by keyboard alone: everything is reached, nothing holds the focus, and where it is can be seen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.helpers.browsing import Visit, visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.page_kinds import kinds, open_page

pytestmark = pytest.mark.browser

# One look after the other has each theme and each width once: a ring is the same colour in both widths.
LOOKS: dict[str, dict[str, Any]] = {
    "light, wide": {"color_scheme": "light", "viewport": {"width": 1360, "height": 900}},
    "dark, phone": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
}
SHORT_TOUR = (
    "home",
    "briefs/*",
    "timeline",
    "search/ with results",
)  # `make test-all` goes to every kind of page
CLAIM = "briefs/exports-resume/#goods-named"

# Gives every element that the Tab key should reach a number.
NUMBER_STOPS = """() => {
    const can = "a[href], svg a, area[href], button, input, select, textarea, summary, [tabindex]";
    const stops = [...document.querySelectorAll(can)].filter((element) =>
        element.tabIndex >= 0 && !element.disabled && !element.closest("[inert]")
        && element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
        && (element.type !== "radio" || element.checked));
    stops.forEach((element, number) => (element.dataset.stop = number));
    return stops.length;
}"""

# What is wrong with the element that has the focus, in words; `stop` is its number, -1 if it came later, null where
# there is none.
LOOK_AT_FOCUS = """async () => {
    const element = document.activeElement;
    if (!element || element === document.body) return { stop: null, problems: [] };

    const words = element.textContent.replace(/\\s+/g, " ").trim().slice(0, 50);
    const name = `${element.tagName} ${element.getAttribute("class") ?? ""} ${words}`;
    // Two controls of the theme are shown by something beside or around them.
    const shown = element.matches(".md-option") ? element.nextElementSibling
        : element.matches(".sb-search__field") ? element.form
        : element;
    const problems = [];
    if (!shown?.checkVisibility()) return { stop: -1, problems: [`${name}: not shown`] };
    const isSeen = (x, y) => {
        const top = document.elementFromPoint(x, y);
        return top !== null && (shown.contains(top) || top.contains(shown) && !top.matches("header, header *"));
    };
    // Three places of each line of it, as far as it is in the window: where one is seen, the focus is not hidden
    // (WCAG 2.4.11).
    const middle = (line) => (Math.max(line.top, 0) + Math.min(line.bottom, innerHeight)) / 2;
    const isAnySeen = () => [...shown.getClientRects()].some((line) => [0.1, 0.5, 0.9].some((part) =>
        isSeen(line.left + line.width * part, middle(line))));
    // The theme may still be about to show it, on a busy machine for seconds.
    for (let frame = 0; frame < 200 && !isAnySeen(); frame++) await new Promise(requestAnimationFrame);
    if (!isAnySeen()) problems.push("hidden");

    // In a picture it is a shape in the link that shows the focus.
    const shapes = shown instanceof SVGElement ? [shown, ...shown.querySelectorAll("*")] : [shown];
    const parts = ["outlineStyle", "outlineWidth", "boxShadow", "borderColor", "stroke", "strokeWidth"];
    const looks = () =>
        shapes.map((shape) => getComputedStyle(shape)).map((style) => parts.map((part) => style[part])).join();
    const style = getComputedStyle(shown);
    const focused = looks();
    const outline = style.outlineStyle === "none" ? null : style.outlineColor;
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgb = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const luminance = (colour) => {
        const [red, green, blue] = [...rgb(colour)].map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (of) => {
        for (; of; of = of.parentElement) {
            const colour = getComputedStyle(of).backgroundColor;
            if (rgb(colour)[3] > 200) return colour;
        }
        return "white";
    };
    if (style.outlineStyle === "auto") {
        // The browser's own ring, which it draws so that it is seen.
    } else if (outline) {
        const inside = parseFloat(style.outlineOffset) < 0;
        const both = [luminance(outline), luminance(ground(inside ? shown : shown.parentElement))];
        const contrast = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        if (contrast < 3) problems.push(`its ring has a contrast of ${contrast.toFixed(1)}`);
        if (parseFloat(style.outlineWidth) < 1.5) problems.push("its ring is thin");
    }
    element.blur();
    if (looks() === focused) problems.push("looks the same without focus");
    element.focus({ preventScroll: true, focusVisible: true });
    return {
        stop: Number(element.dataset.stop ?? -1),
        problems: problems.map((problem) => `${name}: ${problem}`),
    };
}"""


@pytest.fixture(scope="module", params=LOOKS)
def visit(request: pytest.FixtureRequest, browser: Browser, varied_site: Path) -> Iterator[Visit]:
    with visiting(browser, varied_site, ADDRESS, reduced_motion="reduce", **LOOKS[request.param]) as visit:
        yield visit


def listed(problems: dict[str, list[str]]) -> str:
    """Write down all problems, each with the kind of page that has it."""
    return "\n".join(f"{kind}: {problem}" for kind, found in problems.items() for problem in found)


def walk(page: Page, key: str, stops: int) -> tuple[list[int], list[str]]:
    """Press a key until the focus has been all round. Gives the numbers of the stops, and what is wrong with them."""
    passed: list[int] = []
    problems = []
    for _ in range(stops + 20):
        page.keyboard.press(key)
        found = page.evaluate(LOOK_AT_FOCUS)
        if found["stop"] is None:
            continue  # between the last stop and the first
        if found["stop"] >= 0 and found["stop"] in passed:
            break
        problems += found["problems"]
        passed.append(found["stop"])
    return passed, problems


@pytest.mark.parametrize("visit", ["dark, phone"], indirect=True)
def test_the_tab_key_reaches_everything_and_the_focus_is_always_seen(visit: Visit, varied_site: Path) -> None:
    shortest = kinds(varied_site, min)
    expect_tab_key_to_reach_everything(visit.page, {kind: shortest[kind] for kind in SHORT_TOUR})


@pytest.mark.slow
def test_the_tab_key_reaches_everything_on_every_kind_of_page(visit: Visit, varied_site: Path) -> None:
    is_phone = visit.page.viewport_size == LOOKS["dark, phone"]["viewport"]
    found = kinds(varied_site, min if is_phone else max)  # a long walk once, a short one in the other look
    expect_tab_key_to_reach_everything(visit.page, found)


def expect_tab_key_to_reach_everything(page: Page, paths: dict[str, str]) -> None:
    """Go through pages, given by kind, with the Tab key; the focus must always be seen."""
    problems = {}
    for kind, path in paths.items():
        open_page(page, path)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        stops = page.evaluate(NUMBER_STOPS)
        passed, problems[kind] = walk(page, "Tab", stops)
        missed = sorted(set(range(stops)) - set(passed))
        problems[kind] += [
            page.locator(f"[data-stop='{number}']").evaluate(
                "stop => `missed: ${stop.outerHTML.slice(0, 90)}`"
            )
            for number in missed
        ]
    assert listed(problems) == ""


@pytest.mark.parametrize(
    "visit", [pytest.param("light, wide", marks=pytest.mark.slow), "dark, phone"], indirect=True
)
def test_going_back_with_the_keyboard_the_focus_is_not_under_the_header(visit: Visit) -> None:
    visit.page.goto("timeline/")
    stops = visit.page.evaluate(NUMBER_STOPS)
    passed, problems = walk(visit.page, "Shift+Tab", stops)
    assert set(range(stops)) <= set(passed)
    assert problems == []


def test_the_first_stop_leads_past_the_navigation(visit: Visit) -> None:
    page = visit.page
    page.goto("briefs/exports-resume/", wait_until="networkidle")  # until then, the focus may move
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#*")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("visit", ["dark, phone"], indirect=True)
def test_evidence_is_opened_and_closed(visit: Visit) -> None:
    page = visit.page
    page.goto(CLAIM, wait_until="networkidle")
    evidence = page.locator("#goods-named details").first
    evidence.locator("summary").press("Enter")
    expect(evidence.locator("blockquote").first).to_be_visible()
    evidence.locator("summary").press(
        "Space"
    )  # on a busy machine, the focus may have moved to the claim meanwhile
    expect(evidence.locator("blockquote").first).to_be_hidden()


@pytest.mark.parametrize("visit", ["light, wide"], indirect=True)
def test_who_searches_while_a_page_is_coming_is_not_interrupted(visit: Visit) -> None:
    def slowly(route: Route) -> None:
        time.sleep(1)
        route.fallback()

    page = visit.page
    page.goto("topics/", wait_until="networkidle")
    page.route("**/about/", slowly)
    page.get_by_role("link", name="About").first.click()
    page.keyboard.press("/")
    page.keyboard.type("sea")
    expect(page.get_by_role("heading", level=1)).to_contain_text("About")
    page.keyboard.type("weed")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    expect(field).to_have_value("seaweed")

    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).not_to_be_focused()
    expect(page.locator("article :focus")).to_have_count(1)
    page.unroute_all(behavior="wait")


def test_the_colours_are_changed_with_the_keyboard(visit: Visit) -> None:
    page = visit.page
    page.goto("about/")
    colours = "document.body.getAttribute('data-md-color-scheme')"
    seen = []
    for _ in range(4):
        page.locator(".md-option:checked").focus()
        page.keyboard.press("Enter")
        seen.append(page.evaluate(colours))
    assert set(seen) == {"default", "slate"}


@pytest.mark.parametrize("visit", ["dark, phone"], indirect=True)
def test_the_drawer_keeps_the_focus_while_it_is_open(visit: Visit) -> None:
    page = visit.page
    page.goto("timeline/")
    opener = page.get_by_role("button", name="Navigation", exact=True)
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close the navigation")).to_be_focused()
    expect(page.locator(".md-content")).to_have_attribute("inert", "")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.activeElement.closest('.md-sidebar--primary') !== null"
        )

    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".md-content")).not_to_have_attribute("inert", "")

    page.keyboard.press("Space")
    inside = page.locator(".md-sidebar--primary")
    inside.get_by_role("button", name="Timeline").focus()
    page.keyboard.press("Enter")
    back = inside.get_by_role("button", name="Table of contents")
    expect(back).to_have_attribute("aria-expanded", "true")
    back.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Gaps", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gaps")
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_without_scripts_the_drawer_opens_with_the_keyboard(browser: Browser, varied_site: Path) -> None:
    with visiting(browser, varied_site, ADDRESS, java_script_enabled=False, **LOOKS["dark, phone"]) as visit:
        page = visit.page
        page.goto("about/")
        gaps = page.locator(".md-sidebar--primary").get_by_role("link", name="Gaps")
        expect(gaps).to_be_hidden()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(gaps).to_be_visible()


def test_a_page_that_comes_without_loading_takes_the_focus_to_where_it_is_read_from(visit: Visit) -> None:
    page = visit.page
    page.goto("forecasts/", wait_until="networkidle")  # else the next page is loaded as a whole
    page.evaluate("window.isTheSameDocument = true")
    page.locator("article").get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(f"{ADDRESS}forecasts/")
    place = page.url.partition("#")[2]
    expect(page.locator(f'[id="{place}"]' if place else "h1")).to_be_focused()
    assert page.evaluate("window.isTheSameDocument")


@pytest.mark.parametrize("visit", ["light, wide"], indirect=True)
def test_a_single_letter_leads_nowhere(visit: Visit) -> None:
    page = visit.page
    page.goto("topics/")
    assert page.locator("link[rel=next]").count() == 1  # to which Material goes at a letter
    for letter in "pn,.":
        page.keyboard.press(letter)
    page.wait_for_timeout(300)
    expect(page).to_have_url(f"{ADDRESS}topics/")


@pytest.mark.parametrize("visit", ["light, wide"], indirect=True)
def test_the_key_that_leads_to_the_search_can_be_switched_off(visit: Visit) -> None:
    page = visit.page
    field = page.get_by_role("searchbox", name="Search", exact=True)
    page.goto("search/")
    page.get_by_role("checkbox", name="Press / to search").uncheck()
    page.goto("topics/")
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    expect(page.locator(".sb-search__key")).to_be_hidden()

    page.goto("search/")
    page.get_by_role("checkbox", name="Press / to search").check()
    page.goto("topics/")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search", exact=True)).to_be_focused()
