"""A brief and its translation in the built site: in the head, in the sitemap, and in the search."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browsing import Visit, visiting
from tests.helpers.built_site import ADDRESS, doubled_ids, follow, outlines_of, read_pages
from tests.helpers.example import SMALL_BRIEF, make_small

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("looks")]

ORIGINAL, TRANSLATION = "briefs/tide-mill-grinds-again/", "briefs/tide-mill-ko/"
KOREAN = """
title: 조수 방앗간이 다시 돌아간다
date: 2026-11-22
language: ko
translation_of: tide-mill-grinds-again
sources: [tide-mill-turns-again]
topics: [milling]
summary: 등불만의 조수 방앗간이 다시 곡물을 빻는다.
body: |
  첫째 문단.

  둘째 문단.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_small(tmp_path_factory.mktemp("translated") / "project")
    project.write(SMALL_BRIEF.replace("tide-mill-grinds-again", "tide-mill-ko"), KOREAN)
    assert project.seedbrief("lock").exit_code == 0
    site = project.root.parent / "www" / "repo"
    done = project.build("--strict", "--site-dir", site, SITE_URL=ADDRESS)
    assert done.exit_code == 0, done.stderr
    assert "takes longer" not in done.stderr
    return site


@pytest.fixture(scope="module")
def visit(browser: Browser, built: Path) -> Iterator[Visit]:
    with visiting(browser, built, ADDRESS) as visit:
        yield visit


def test_head_and_sitemap_name_every_version(built: Path) -> None:
    pages = dict(read_pages(built))
    expected = {"en": ADDRESS + ORIGINAL, "ko": ADDRESS + TRANSLATION}
    for path in (ORIGINAL, TRANSLATION):
        links = [link.attributes for link in pages[f"{path}index.html"].all("link")]
        assert {it["hreflang"]: it["href"] for it in links if "hreflang" in it} == expected
    urls = ElementTree.parse(built / "sitemap.xml").getroot()
    named = {
        url.findtext("{*}loc"): {it.get("hreflang"): it.get("href") for it in url.findall("{*}link")}
        for url in urls
    }
    assert {url: found for url, found in named.items() if found} == {
        ADDRESS + ORIGINAL: expected, ADDRESS + TRANSLATION: expected
    }  # fmt: skip
    outlines = outlines_of(pages.items())
    assert follow(built, outlines)[1] == []
    assert doubled_ids(outlines) == []


@pytest.mark.browser
def test_readers_go_from_one_version_to_the_other(visit: Visit) -> None:
    page = visit.page
    page.goto(ORIGINAL)
    page.get_by_role("link", name="한국어").click()
    expect(page).to_have_url(ADDRESS + TRANSLATION)
    heading = page.get_by_role("heading", level=1)
    expect(heading.locator("[lang=ko]")).to_have_text("조수 방앗간이 다시 돌아간다")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("article p [lang=ko]", has_text="둘째 문단.")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(ADDRESS + ORIGINAL)


@pytest.mark.browser
def test_a_result_in_another_language_says_so_to_screen_readers(visit: Visit) -> None:
    page = visit.page
    page.goto("search/?q=방앗간")
    hit = page.locator(".sb-hit", has_text="조수 방앗간이")
    expect(hit.locator("h2 a")).to_have_attribute("lang", "ko")
    expect(hit.locator(".sb-hit__places [lang=ko]").first).to_be_visible()
    page.goto("search/?q=barley")
    expect(page.locator(".sb-hit").first).to_be_visible()
    expect(page.locator(".sb-hit [lang]")).to_have_count(0)
