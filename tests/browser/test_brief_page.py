"""How a brief reads in a browser: in two columns or one, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Response, expect

from tests.helpers.browsing import window
from tests.helpers.example import Project

pytestmark = pytest.mark.browser

BRIEF = "briefs/hyesan-exports-resume/"


@pytest.fixture(scope="module")
def without_scripts(browser: Browser, address: str) -> Iterator[Page]:
    with window(browser, base_url=address, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def page(without_scripts: Page) -> Page:
    """Open the brief without scripts."""
    without_scripts.set_viewport_size({"width": 1280, "height": 720})
    without_scripts.goto(BRIEF)
    return without_scripts


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found is not None
    return found


def test_the_bottom_line_comes_first(page: Page) -> None:
    page.set_viewport_size({"width": 1360, "height": 900})
    line = page.locator(".sb-bottom-line")
    expect(line).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("article").get_by_role("heading", level=2).first).to_have_text(
        re.compile("At a glance")
    )


@pytest.mark.parametrize("beside", [".sb-margin", "#goods-named > .sb-facts"])
def test_sources_places_and_dates_stand_beside_the_text_where_there_is_room(page: Page, beside: str) -> None:
    text = page.locator(".sb-desk__text" if beside == ".sb-margin" else "#goods-named > p").last
    margin = page.locator(beside)
    page.set_viewport_size({"width": 1360, "height": 900})
    assert box(margin)["x"] >= box(text)["x"] + box(text)["width"]
    page.set_viewport_size({"width": 360, "height": 640})
    assert box(margin)["y"] >= box(text)["y"] + box(text)["height"]
    assert box(margin)["x"] < 40


def test_what_was_concluded_is_shown_with_its_likelihood_at_a_glance(page: Page) -> None:
    glance = page.locator(".sb-glance")
    expect(glance.get_by_text("roughly even chance 45 to 55 %")).to_be_visible()
    glance.get_by_role("link", name="Inspection before loading").click()
    expect(page.locator(":target")).to_have_id("inspection-limits-exports")


def test_a_grade_says_what_it_means_to_a_screen_reader_and_under_the_keyboard(page: Page) -> None:
    grade = page.locator("#goods-named .sb-grade")
    expect(grade).to_have_accessible_name(
        re.compile("C3 ?: source fairly reliable; information possibly true")
    )
    narrow = box(grade)["width"]
    grade.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(grade).to_be_focused()
    assert box(grade)["width"] > narrow + 100
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_contain_text("At a glance")


def test_the_story_leads_on_from_brief_to_brief_and_back(page: Page) -> None:
    story = page.get_by_role("navigation", name="The story")
    story.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quarantine station")
    story.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Loaded trucks")


def test_our_own_files_are_light(browser: Browser, address: str, published: Project) -> None:
    answers: list[Response] = []
    with window(browser, base_url=address) as page:
        page.on("response", lambda answer: answers.append(answer))
        page.goto(BRIEF, wait_until="networkidle")
        ours = {
            answer.url.removeprefix(address): len(answer.body())
            for answer in answers
            if re.search(r"/assets/[\w-]+\.(css|js)$", answer.url)
        }
    named = set(re.findall(r"assets/[\w-]+\.(?:css|js)\b", published.read("mkdocs.yml")))
    assert named <= ours.keys()
    assert sum(ours.values()) < 60_000, ours
