"""Addresses that were published: what cannot vanish, and what a reader meets at a former one, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import served, window
from tests.helpers.example import CLAIM, FORMER_ID, LATER, Project
from tests.helpers.many_scripts import FORMER, SLUG
from tests.helpers.renaming import RENAMED, rename_brief, rename_claim

PERMALINKS = "content/permalinks.lock"
GONE = "/briefs/hyesan-exports-resume/ was published with 24 claims or judgments"


def test_a_published_claim_cannot_vanish(project: Project) -> None:
    rename_claim(project, alias=False)
    locked, renamed = project.read(PERMALINKS), "  - id: lined-up-at-tojang"
    name = f"hyesan-exports-resume#{CLAIM}"
    line = 1 + locked.splitlines().index(name)
    message = f"{PERMALINKS}:{line}:1: error: `{name}` was published, and {LATER} has no claim or judgment with that id"
    hint = (
        f"  restore its id, or add `aliases: [{CLAIM}]` to the claim or judgment that replaces it, "
        f"most likely `lined-up-at-tojang` on line {1 + project.read(LATER).splitlines().index(renamed)}\n"
    )
    built = project.build()
    assert built.exit_code == 1
    assert f"{message} [permalink-gone]\n{hint}" in built.stderr
    for command in ("check", "lock"):
        refused = project.seedbrief(command)
        assert refused.exit_code == 1
        assert message in refused.stdout
        assert hint in refused.stdout
    assert project.read(PERMALINKS) == locked

    accepted = project.seedbrief("lock", "--accept")
    assert accepted.exit_code == 0
    assert f"retired: {name}\n" in accepted.stdout
    assert project.seedbrief("check", "--strict").exit_code == 0


def test_a_brief_cannot_be_renamed_without_an_alias(project: Project) -> None:
    rename_brief(project, alias=False)
    built = project.build()
    assert built.exit_code == 1
    assert f"{GONE}, and {LATER} is missing [permalink-gone]" in built.stderr
    hint = f"restore it, or add `aliases: [hyesan-exports-resume]` to the brief that replaces it, most likely {RENAMED}"
    assert hint in built.stderr


def test_a_published_brief_cannot_become_a_draft(project: Project) -> None:
    project.replace(LATER, "covers: ", "status: draft\ncovers: ")
    checked = project.seedbrief("check")
    assert checked.exit_code == 1
    assert f"{GONE}, and {LATER} is a draft now [permalink-gone]" in checked.stdout
    assert "  remove `status: draft`\n" in checked.stdout


def test_a_brief_that_cannot_be_read_for_now_is_not_missed(project: Project) -> None:
    locked = project.read(PERMALINKS)
    project.write(LATER, 'title: "Half of a')
    checked = project.seedbrief("check")
    assert "[yaml-syntax]" in checked.stdout
    assert "permalink" not in checked.stdout
    assert project.seedbrief("lock").exit_code == 0
    assert project.read(PERMALINKS) == locked


def test_what_is_published_is_asked_to_be_locked_while_a_draft_is_not(small: Project) -> None:
    assert small.seedbrief("lock").exit_code == 0
    small.write(
        "content/briefs/second.yml",
        "title: A second brief\ndate: 2026-11-22\nsources: [tide-mill-turns-again]\ntopics: [milling]\n"
        "summary: Only a summary.\nstatus: draft\n",
    )
    assert small.seedbrief("check", "--strict").exit_code == 0
    small.replace("content/briefs/second.yml", "status: draft", "status: published")
    asked = small.seedbrief("check", "--strict")
    assert asked.exit_code == 1
    assert f"{PERMALINKS}:1:1: warning: 1 URL is not locked: second [permalink-not-locked]" in asked.stdout
    assert small.build("--strict").exit_code == 1

    assert small.seedbrief("lock").exit_code == 0
    assert "\nsecond\n" in small.read(PERMALINKS)
    assert small.seedbrief("check", "--strict").exit_code == 0


@pytest.fixture(scope="module")
def address(varied_site: Path) -> Iterator[str]:
    with served(varied_site) as address:
        yield address


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    with window(browser, base_url=address, viewport={"width": 1000, "height": 500}) as page:
        page.goto("briefs/")
        yield page


@pytest.mark.browser
@pytest.mark.parametrize("fragment", [CLAIM, FORMER_ID, "goods-named"])
def test_a_former_address_opens_at_the_claim(page: Page, address: str, fragment: str) -> None:
    page.goto(f"briefs/hyesan-exports-resume/?from=letter#{fragment}")
    page.wait_for_url(f"{address}briefs/exports-resume/?from=letter#{fragment}")
    claim = page.locator(f".sb-claim:has(#{fragment}), .sb-claim#{fragment}")
    expect(claim).to_be_in_viewport()
    expect(claim).to_have_css("background-color", "rgba(163, 74, 18, 0.1)")
    page.go_back()  # the redirecting page is not in the history
    expect(page).to_have_url(f"{address}briefs/")


@pytest.mark.browser
def test_a_former_address_opens_the_brief_without_scripts(browser: Browser, address: str) -> None:
    with window(browser, java_script_enabled=False) as page:
        page.goto(f"{address}briefs/hyesan-exports-resume/")
        page.wait_for_url(f"{address}briefs/exports-resume/")
        expect(page.get_by_role("button", name="Cite")).to_have_count(0)
        # Its address is there all the same.
        expect(page.locator("#goods-named .sb-permalink")).to_have_attribute("href", "#goods-named")
        page.goto(f"{address}briefs/{FORMER}/")
        page.wait_for_url(f"{address}briefs/{SLUG}/")


def test_search_engines_are_told_the_address_of_today(varied_site: Path) -> None:
    former = (varied_site / "briefs/hyesan-exports-resume/index.html").read_text("utf-8")
    now = (varied_site / "briefs/exports-resume/index.html").read_text("utf-8")
    canonical = '<link rel="canonical" href="https://site.example/repo/briefs/exports-resume/">'
    assert canonical in former
    assert canonical in now
