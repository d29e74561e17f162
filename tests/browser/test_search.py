"""The search in a real browser: by keyboard alone, and opened as a file; and who makes its index."""

import re
import shutil
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.helpers.browsing import served, window
from tests.helpers.example import LATER_TITLE, Project, tree

CLAIM = "briefs/hyesan-exports-resume/#goods-named"


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Results").get_by_role("option")


def results(page: Page) -> Locator:
    return page.locator(".sb-hit")


def press_tab_until(page: Page, words: str) -> None:
    """Go from one thing that can be focused to the next until one has these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if re.search(words, focused):
            return
    pytest.fail(f"the Tab key does not lead to {words!r}")


@pytest.mark.browser
def test_by_keyboard_alone_a_claim_is_found_narrowed_to_a_topic_and_opened(page: Page, address: str) -> None:
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("seaweed")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}search/?q=seaweed")
    expect(page.get_by_role("status").filter(has_text="pages found")).to_be_visible()
    before = results(page).count()

    press_tab_until(page, "^Topic$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Seafood exports")).to_be_visible()
    press_tab_until(page, "Mineral exports")
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{address}search/?q=seaweed&topic=mineral-exports")
    expect(results(page)).to_have_count(1)
    assert before > 1

    press_tab_until(page, "marine products such as seaweed and sturgeon")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}{CLAIM}")
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_contain_text("seaweed")


@pytest.mark.browser
def test_arrows_and_enter_open_a_claim_from_the_header(page: Page, address: str) -> None:
    page.goto("timeline/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    page.keyboard.type("seaweed sturgeon known")
    expect(options(page)).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".sb-search [role=status]")).to_have_text("1 page found")

    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    active = field.get_attribute("aria-activedescendant")
    assert active == options(page).first.get_attribute("id")
    expect(options(page).first).to_contain_text(LATER_TITLE)
    expect(options(page).first).to_contain_text("Brief · Claim")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}{CLAIM}")


@pytest.mark.browser
def test_escape_closes_the_results_and_then_leaves_the_field(page: Page) -> None:
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("trucks")
    field = page.get_by_role("combobox", name="Search")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowUp")  # from the field to the last
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(field).to_have_value("trucks")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("a/b")  # inside the field it is a letter like any other
    expect(field).to_have_value("a/b")


@pytest.mark.browser
def test_a_place_is_found_by_its_name_in_any_script(page: Page) -> None:
    page.goto("search/?q=혜산")
    expect(results(page).get_by_role("link", name="Hyesan", exact=True)).to_be_visible()


@pytest.mark.browser
def test_words_in_quotation_marks_are_found_only_as_they_stand(page: Page) -> None:
    """What is found by more of them, and by other words, is in test_searches.py."""
    page.goto("search/?q=%22national office temporary smuggling during customs%22")
    expect(page.get_by_text("Nothing found for")).to_be_visible()
    expect(results(page)).to_have_count(0)
    page.goto("search/?q=“temporary customs office” quarantine")  # one page has both the phrase and the word
    expect(results(page)).to_have_count(1)
    expect(results(page).filter(has_text=LATER_TITLE)).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("word", "found"), [("truckload", True), ("trucks amphibious", False)])
def test_a_word_that_is_nowhere_does_not_find_whatever_begins_like_it(
    page: Page, word: str, found: bool
) -> None:
    page.goto(f"search/?q={word}")
    words = "found" if found else "Nothing found"
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    assert (results(page).count() > 0) == found


@pytest.mark.browser
def test_the_address_of_a_search_leads_to_the_same_again(page: Page, address: str) -> None:
    page.goto("search/?q=goods&topic=exports&topic=smuggling&kind=brief")
    expect(results(page)).to_have_count(2)  # any of the topics will do
    for chip in ("Topic: Exports", "Topic: Smuggling", "Kind of page: Brief"):
        expect(page.get_by_role("button", name=f"Remove filter {chip}")).to_be_visible()

    page.get_by_role("button", name="Remove filter Topic: Smuggling").click()
    expect(results(page)).to_have_count(1)
    expect(page).to_have_url(f"{address}search/?q=goods&kind=brief&topic=exports")
    results(page).get_by_role("link").first.click()
    page.wait_for_url(f"{address}briefs/**")
    page.go_back()
    expect(page).to_have_url(f"{address}search/?q=goods&kind=brief&topic=exports")
    expect(results(page)).to_have_count(1)
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("goods")


@pytest.mark.browser
def test_a_topic_can_be_looked_through_without_a_word(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda asked: requests.append(asked.url))
    page.goto("search/?topic=foreign-trade")  # a broad one: what is filed under narrower ones belongs to it
    expect(results(page).filter(has_text=LATER_TITLE)).to_be_visible()
    assert len([url for url in requests if "/filter/" in url]) == 1
    expect(page.get_by_role("checkbox", name="Foreign trade")).to_be_checked()


@pytest.mark.browser
def test_a_list_to_narrow_by_is_fetched_when_it_is_opened(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda asked: requests.append(asked.url))
    page.goto("search/?q=trucks")
    expect(results(page).first).to_be_visible()
    assert not [url for url in requests if "/filter/" in url]
    for facet in ("Kind of page", "Topic", "Person or thing", "Place", "Publisher", "Year"):
        page.get_by_role("button", name=facet).click()
        expect(page.get_by_role("button", name=facet)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("checkbox", name="2026")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Hyesan customs").last).to_be_visible()
    assert len([url for url in requests if "/filter/" in url]) == 6


@pytest.mark.browser
def test_back_goes_through_refinements_and_not_through_letters(page: Page, address: str) -> None:
    page.goto("search/")
    field = page.get_by_role("searchbox", name="Search for")
    field.press_sequentially("seaweed", delay=10)
    expect(page).to_have_url(f"{address}search/?q=seaweed")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Topic").click()
    page.get_by_role("checkbox", name="Mineral exports").check()
    expect(page).to_have_url(f"{address}search/?q=seaweed&topic=mineral-exports")
    page.get_by_role("checkbox", name="Seafood exports").check()
    field.fill("sturgeon")
    expect(page).to_have_url(re.compile("q=sturgeon&topic=mineral-exports&topic=seafood-exports$"))

    page.go_back()
    expect(field).to_have_value("seaweed")
    page.go_back()
    expect(page.get_by_role("checkbox", name="Seafood exports")).not_to_be_checked()
    page.go_back()
    expect(page).to_have_url(f"{address}search/?q=seaweed")
    expect(results(page).first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{address}search/")
    expect(field).to_have_value("")
    expect(results(page)).to_have_count(0)
    page.go_forward()
    expect(results(page).first).to_be_visible()


@pytest.mark.browser
def test_after_a_slip_the_word_that_was_meant_is_searched_for_and_named(page: Page, address: str) -> None:
    page.goto("search/?q=smugling")
    status = page.locator(".sb-find").get_by_role("status")
    expect(status).to_have_text(
        re.compile(r"Nothing found for smugling\. Did you mean smuggling\? \d pages found")
    )
    expect(results(page).get_by_role("heading").first).to_have_text("Smuggling")
    status.get_by_role("link", name="smuggling").click()
    expect(page).to_have_url(f"{address}search/?q=smuggling")
    expect(status).to_have_text(re.compile(r"^\d pages found$"))
    page.go_back()
    expect(status).to_contain_text("Did you mean smuggling?")

    page.goto("topics/")
    page.keyboard.press("/")
    page.keyboard.type("hyesen")
    expect(options(page).first).to_contain_text("Hyesan")
    said = page.locator(".sb-search [role=status]")
    expect(said).to_have_text(re.compile(r"Nothing found for hyesen\. Did you mean hyesan\? \d+ pages found"))
    expect(page.get_by_role("link", name="All results")).to_have_attribute("href", re.compile("q=hyesan$"))


@pytest.mark.browser
def test_more_results_come_when_they_are_asked_for(page: Page) -> None:
    page.goto("search/?q=north korea")
    expect(results(page)).to_have_count(10)
    page.get_by_role("button", name="More results").click()
    expect(results(page).nth(10).get_by_role("link").first).to_be_focused()


@pytest.mark.browser
def test_who_finds_nothing_is_told_what_to_do(page: Page, address: str) -> None:
    page.goto("search/?q=xylophone&topic=exports")
    status = page.get_by_role("status").filter(has_text="Nothing found for xylophone.")
    expect(status).to_contain_text("Try removing filters, using fewer or different words")
    status.get_by_role("link", name="topic index").click()
    expect(page).to_have_url(f"{address}topics/")


@pytest.mark.browser
def test_the_search_asks_only_for_what_it_needs(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda asked: requests.append(asked.url))
    page.goto("briefs/hyesan-exports-resume/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in requests if "pagefind" in url or "search-" in url]


@pytest.mark.browser
def test_on_a_small_screen_the_header_leads_to_the_search_page(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("briefs/hyesan-exports-resume/")
    page.get_by_role("link", name="Search").click()
    expect(page).to_have_url(f"{address}search/")
    page.get_by_role("searchbox", name="Search for").fill("seaweed")
    expect(results(page).first).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Person or thing").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
def test_opened_as_a_file_the_search_says_what_it_needs_and_offers_lists(
    browser: Browser, site: Path
) -> None:
    with window(browser) as page:
        page.goto((site / "search/index.html").as_uri())
        expect(page.get_by_text("does not work in pages opened as files")).to_be_visible()
        page.locator("[data-sb-find]").get_by_role("link", name="topics").click()
        expect(page.get_by_role("heading", name="Topic index", level=1)).to_be_visible()


@pytest.mark.browser
def test_while_the_index_is_loaded_the_search_says_so(page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/*.pf_index", lambda route: waiting.append(route))
    page.goto("search/?q=seaweed")
    status = page.locator(".sb-find").get_by_role("status")
    expect(status).to_have_text("Searching …")
    while not waiting:
        page.wait_for_timeout(20)
    waiting.pop().fallback()
    expect(status).to_contain_text("found")


@pytest.mark.browser
def test_searches_that_come_together_each_find_their_words(page: Page) -> None:
    """As while someone types on a slow line: the page that both find is on its way when the other asks for it."""

    def slowly(route: Route) -> None:
        time.sleep(0.5)
        route.fallback()

    page.route("**/*.pf_fragment", slowly)
    page.goto("topics/")
    numbers = page.evaluate(
        """async (queries) => {
            const script = document.querySelector("script[src$='/search.js']").src;
            const { find } = await import(new URL("search-engine.js", script));
            const found = await Promise.all(queries.map((query) => find(new URL("..", script), query)));
            return found.map(({ results }) => results.length);
        }""",
        ["seaweed sturgeon known", "loaded trucks said to leave"],
    )
    assert numbers == [1, 1]


@pytest.mark.browser
def test_a_search_before_the_index_is_there_waits_for_it(
    browser: Browser, copy_of_site: Path, tmp_path: Path
) -> None:
    (copy_of_site / "pagefind").rename(tmp_path / "later")
    with served(copy_of_site) as address, window(browser) as page:
        page.goto(f"{address}search/?q=seaweed")
        expect(page.get_by_text("the index is still being built")).to_be_visible()
        (tmp_path / "later").rename(copy_of_site / "pagefind")
        expect(results(page).first).to_be_visible()


def test_the_index_holds_what_is_published_and_the_command_makes_the_same(
    published: Project, site: Path, copy_of_site: Path
) -> None:
    shutil.rmtree(copy_of_site / "pagefind")
    made = published.seedbrief("index", copy_of_site)
    assert made.exit_code == 0, made.output
    # A slow machine says before it how far it is.
    assert re.search(
        rf"^{copy_of_site}/pagefind: \d+ pages indexed in [\d.]+ s\.\n\Z", made.output, re.MULTILINE
    )
    assert tree(copy_of_site / "pagefind") == tree(site / "pagefind")


def test_pages_that_are_not_published_are_not_searched(small: Project) -> None:
    small.write("content/pages/internal/plan.md", "# Plan\n\nWhom to ask.\n")
    assert small.build().exit_code == 0
    with_it = tree(small.root / "site/pagefind")

    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nexclude_docs: internal/\n")
    assert small.build("--strict").exit_code == 0
    without = tree(small.root / "site/pagefind")
    (small.root / "content/pages/internal/plan.md").unlink()
    assert small.build("--strict").exit_code == 0
    assert tree(small.root / "site/pagefind") == without != with_it

    small.write("content/pages/internal/plan.md", "# Plan\n\nWhom to ask.\n")
    assert small.seedbrief("index", "site").exit_code == 0
    assert tree(small.root / "site/pagefind") == without


def test_the_command_wants_the_folder_of_the_built_site(project: Project) -> None:
    nowhere = project.seedbrief("index", "site")
    assert nowhere.exit_code == 2
    (project.root / "empty").mkdir()
    for folder, problem in (
        ("content", "contains the site's source files"),
        ("empty", "contains none of the site's pages"),
    ):
        other = project.seedbrief("index", folder)
        assert other.exit_code == 2
        assert f"{folder} {problem}; name the folder of the built site" in other.output
        assert not (project.root / folder / "pagefind").exists()


def test_the_command_writes_nothing_while_there_is_an_error(project: Project, copy_of_site: Path) -> None:
    before = tree(copy_of_site)
    project.misquote()
    made = project.seedbrief("index", copy_of_site)
    assert made.exit_code == 1
    assert "[quote-not-found]" in made.output
    assert "Nothing was written." in made.output
    assert tree(copy_of_site) == before


def test_a_program_that_is_missing_ends_a_build_with_a_sentence(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "generator.search.pagefind_program.get_executable", Mock(side_effect=FileNotFoundError)
    )
    built = small.build()
    assert built.exit_code == 1
    assert "the search index could not be built: the Pagefind program is missing" in built.stderr
    assert "Traceback" not in built.output


def test_a_site_can_put_its_own_template_over_ours(small: Project) -> None:
    small.write("site_templates/theme/seedbrief/search.html", "<p>My own search</p>")
    assert small.build().exit_code == 0
    assert "<p>My own search</p>" in small.read("site/index.html")
