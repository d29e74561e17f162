"""How a brief reads in a browser, without scripts: what comes first, what is folded, and how long it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import Visit, window
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import EARLIER, EARLIER_TITLE, GOODS, JUDGMENT, LATER, LATER_TITLE, Project

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


@pytest.fixture(scope="module", params=[EARLIER, LATER], ids=lambda path: Path(path).stem)
def brief(request: pytest.FixtureRequest, without_scripts: Page) -> Iterator[Page]:
    """Open each of the briefs once, only to be read."""
    page = without_scripts.context.new_page()
    page.goto(f"briefs/{Path(request.param).stem}/")
    yield page
    page.close()


def test_the_bottom_line_comes_first_and_then_the_key_judgments(page: Page) -> None:
    page.set_viewport_size({"width": 1360, "height": 900})
    expect(page.locator(".sb-bottom-line")).to_be_in_viewport(ratio=1)
    heading = page.get_by_role("article").first.get_by_role("heading", level=2).first
    expect(heading).to_contain_text("Key judgments")
    expect(heading).to_be_in_viewport()


# What a reader sees: words, links (but those for copying at headings), and screens of a phone.
MEASURE = """() => {
    const page = document.querySelector(".md-content__inner");
    const isSeen = (link) => link.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
    return {
        words: page.innerText.split(/\\s+/).filter(Boolean).length,
        links: [...page.querySelectorAll("a[href]:not(.headerlink)")].filter(isSeen).length,
        screens: document.documentElement.scrollHeight / innerHeight,
    };
}"""


def test_a_brief_is_read_in_two_minutes_on_a_phone(brief: Page) -> None:
    brief.set_viewport_size({"width": 390, "height": 844})
    found = brief.evaluate(MEASURE)
    assert found["words"] <= 800
    assert found["links"] <= 80
    assert found["screens"] <= 8


# Entities to which a section, which begins at a heading of level 2, links more than once.
LINKED_TWICE = """() => {
    const twice = [];
    let seen = new Set();
    for (const element of document.querySelectorAll(".md-content__inner :is(h2, a[href*='/entities/'])")) {
        if (element.matches("h2")) seen = new Set();
        else if (element.checkVisibility({ contentVisibilityAuto: true })) {
            if (seen.has(element.href)) twice.push(element.outerHTML);
            seen.add(element.href);
        }
    }
    return twice;
}"""


def test_an_entity_is_linked_once_in_a_section(brief: Page) -> None:
    assert brief.locator(".md-content__inner a[href*='/entities/']").count() > 10
    assert brief.evaluate(LINKED_TWICE) == []


def test_every_published_address_leads_to_what_it_led_to_or_its_replacement(
    brief: Page, published: Project
) -> None:
    slug = brief.url.rstrip("/").rpartition("/")[2]
    ids = re.findall(rf"(?m)^{slug}#(.+)$", published.read("content/permalinks.lock"))
    assert len(ids) > 20
    kept = brief.evaluate("ids => ids.filter((id) => document.getElementById(id)?.closest('.sb-claim'))", ids)
    assert kept == ids


def test_a_screen_reader_jumps_from_claim_to_claim_by_headings(page: Page) -> None:
    """Only the groups of claims are in the table of contents."""
    for claim in page.locator(".sb-claim").all():
        level = 3 if "judgment" in (claim.get_attribute("class") or "") else 4
        expect(claim.get_by_role("heading", level=level)).to_have_count(1)
    expect(page.locator("#goods-named").get_by_role("heading")).to_have_text(GOODS["text"])
    expect(page.locator(".md-nav--secondary a[href='#_group-1']")).to_have_count(1)
    expect(page.locator(".md-nav--secondary a[href='#goods-named']")).to_have_count(0)


def test_a_judgment_has_its_likelihood_its_confidence_and_the_reason(page: Page) -> None:
    judgment = page.locator("#exports-move-again")
    expect(judgment).to_contain_text(f"likely (55–80%), low confidence: {JUDGMENT['because']}")
    expect(judgment.get_by_text("Would change this")).to_be_visible()
    judgment.get_by_text("Evidence: ").click()
    judgment.get_by_role("link", name=GOODS["text"]).click()
    expect(page.locator(":target")).to_have_id("goods-named")


def test_what_all_claims_share_is_said_once_in_words(page: Page) -> None:
    """A rating says what it means to everyone: by touch, under the keyboard and to a screen reader."""
    article = page.locator(".md-content__inner")
    expect(article.get_by_text("unless marked")).to_have_text(
        "Rated F3 unless marked: source reliability cannot be judged; information possibly true."
    )
    for claim in page.locator(".sb-claim:not(.sb-claim--judgment)").all():
        expect(claim.get_by_text("possibly true")).to_have_count(0)


def test_the_story_leads_on_from_brief_to_brief_and_back(page: Page) -> None:
    story = page.get_by_role("navigation", name="The story")
    story.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(EARLIER_TITLE)
    story.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LATER_TITLE)


def test_our_own_files_are_light(visit: Visit, published: Project) -> None:
    named = set(re.findall(r"assets/[\w-]+\.(?:css|js)\b", published.read("mkdocs.yml")))
    visit.page.goto(BRIEF, wait_until="networkidle")
    visit.page.wait_for_function(  # on a busy machine the network is idle before the last script is asked for
        """(named) => {
            const come = performance.getEntriesByType("resource").map((entry) => entry.name);
            return named.every((path) => come.some((url) => url.endsWith(path)));
        }""",
        arg=sorted(named),
    )
    asked = {url.removeprefix(ADDRESS): size for url, size in visit.asked}
    ours = {path: size for path, size in asked.items() if re.fullmatch(r"assets/[\w-]+\.(css|js)", path)}
    assert named <= ours.keys()
    assert sum(ours.values()) < 64_000, ours
