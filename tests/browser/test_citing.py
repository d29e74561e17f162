"""The box with the citation of a brief, or of one of its claims: by keyboard, and as other programs read it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser import parse_string
from playwright.sync_api import Browser, Locator, Page, expect

from tests.exports.test_citations import HOSTILE, typeset
from tests.helpers.accessibility import violations
from tests.helpers.browsing import Visit, window
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import LATER_TITLE

pytestmark = pytest.mark.browser

SLUG = "hyesan-exports-resume"
URL = f"{ADDRESS}briefs/{SLUG}/"
CLAIM = "goods-named"
BRIEF_CITED = (
    f"Seedbrief contributors. {LATER_TITLE}. "
    "Hyesan customs briefs, 21 November 2026, revised 26 November 2026."
)
# As on a site without https
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})"


@pytest.fixture
def brief(visit: Visit) -> Iterator[Page]:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.goto(f"briefs/{SLUG}/")
    yield visit.page
    visit.context.clear_permissions()


def button_of(page: Page, claim: str = CLAIM) -> Locator:
    return page.locator(f"#{claim}").get_by_role("button", name="Cite this claim")


def words_of(page: Page) -> str:
    return page.locator(f"#{CLAIM} .sb-permalink").get_attribute("data-words") or ""


def copied(page: Page) -> str:
    """Return what is in the clipboard."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def downloaded(page: Page) -> tuple[str, str]:
    """Press Download. Return the name of the file and its text, with the ends of its lines as they are."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).press("Enter")
    return download.value.suggested_filename, download.value.path().read_bytes().decode()


def test_a_claim_is_cited_by_keyboard(brief: Page) -> None:
    brief.locator(f"#{CLAIM}").get_by_role("link", name="Link to this claim").focus()
    brief.keyboard.press("Tab")
    expect(button_of(brief)).to_be_focused()
    brief.keyboard.press("Enter")
    box = brief.get_by_role("dialog", name="Cite this claim")
    expect(box.get_by_role("button", name="Copy")).to_be_focused()
    brief.keyboard.press("Enter")
    expect(box.get_by_role("status")).to_have_text("Copied")
    cited = f"“{words_of(brief)}” Claim in: {BRIEF_CITED} {URL}#{CLAIM}"
    assert copied(brief) == cited
    assert downloaded(brief) == (f"{SLUG}-{CLAIM}.txt", cited)
    assert violations(brief) == []

    for _ in ("back from Download to Copy", "to the text", "to the formats"):
        brief.keyboard.press("Shift+Tab")
    expect(box.get_by_role("radio", name="Plain")).to_be_focused()
    brief.keyboard.press("ArrowRight")
    expect(box.get_by_role("radio", name="BibTeX")).to_be_checked()
    expect(box.get_by_role("status")).to_be_empty()
    brief.keyboard.press("/")  # elsewhere, this leads to the search
    expect(box.get_by_role("radio", name="BibTeX")).to_be_focused()
    brief.emulate_media(media="print")
    expect(box).to_be_hidden()
    brief.emulate_media(media="screen")
    brief.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(button_of(brief)).to_be_focused()


def test_programs_read_what_is_cited(brief: Page) -> None:
    words = f"{HOSTILE}\nER  - \u2028TY  - BOOK\u0085  url = {{x}},"
    brief.locator(f"#{CLAIM} .sb-permalink").evaluate("(link, words) => link.dataset.words = words", words)
    note = f"Claim: “{' '.join(words.split())}”"
    button_of(brief).click()
    read = {}
    for name in ("BibTeX", "RIS", "CSL-JSON"):
        brief.get_by_role("radio", name=name).check()
        file, text = downloaded(brief)
        read[file.removeprefix(f"{SLUG}-{CLAIM}")] = text
        brief.get_by_role("button", name="Copy", exact=True).click()
        expect(brief.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        assert copied(brief).splitlines() == text.splitlines()

    library = parse_string(read[".bib"])
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.key, fields["url"]) == (f"{SLUG}:{CLAIM}", f"{URL}#{CLAIM}")
    assert (fields["title"], fields["date"]) == (LATER_TITLE, "2026-11-21")
    assert typeset(fields["note"]) == f"Updated 26 November 2026. {note}"

    assert read[".ris"].count("\n") == read[".ris"].count("\r\n")
    (record,) = rispy.loads(read[".ris"])
    assert (record["id"], record["urls"]) == (f"{SLUG}:{CLAIM}", [f"{URL}#{CLAIM}"])
    assert (record["title"], record["notes"][-1]) == (LATER_TITLE, note)

    (item,) = json.loads(read[".csl.json"])
    assert (item["id"], item["URL"]) == (f"{SLUG}:{CLAIM}", f"{URL}#{CLAIM}")
    assert item["title"] == LATER_TITLE
    assert item["note"].endswith(f". {note}")


def test_a_brief_is_cited_from_its_fold(brief: Page, site: Path) -> None:
    brief.get_by_text("Cite this brief", exact=True).click()
    files = brief.get_by_role("paragraph").filter(has=brief.get_by_role("link", name="CSL-JSON"))
    button = files.get_by_role("button", name="Copy or download")
    button.click()
    box = brief.get_by_role("dialog", name="Cite this brief")
    expect(box.get_by_role("textbox")).to_have_value(f"{BRIEF_CITED} {URL}")
    box.get_by_role("radio", name="CSL-JSON").check()
    name, text = downloaded(brief)
    assert name == f"{SLUG}.csl.json"
    published: Any = json.loads((site / f"briefs/{SLUG}/cite.csl.json").read_text("utf-8"))
    assert json.loads(text) == published
    box.get_by_role("button", name="Close").click()
    expect(button).to_be_focused()


def test_what_cannot_be_had_is_not_offered(brief: Page) -> None:
    brief.evaluate("document.querySelector('link[rel=canonical]').remove()")  # as without `site_url`
    brief.evaluate("history.replaceState(null, '', '?from=letter')")
    brief.evaluate("window.fetch = async () => new Response('', {status: 503})")
    brief.evaluate(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    button_of(brief).click()
    expect(brief.get_by_role("group", name="Format")).to_have_count(0)
    brief.get_by_role("button", name="Copy", exact=True).click()
    citation = brief.get_by_role("textbox", name="Citation")
    expect(citation).to_have_value(f"“{words_of(brief)}” Claim in: {BRIEF_CITED} {URL}#{CLAIM}")
    expect(citation).to_be_focused()
    assert brief.evaluate("document.activeElement.selectionEnd") == len(citation.input_value())
    expect(brief.get_by_role("status").filter(has_text="Selected, to be copied")).to_be_visible()


def test_a_file_on_disk_has_the_plain_citation(browser: Browser, site: Path) -> None:
    with window(browser) as page:
        page.goto((site / f"briefs/{SLUG}/index.html").as_uri())
        button_of(page).click()
        expect(page.get_by_role("group", name="Format")).to_have_count(0)
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copy")).to_be_focused()
        field = page.get_by_role("textbox", name="Citation")
        cited = field.input_value()
        field.evaluate("field => { field.readOnly = false; field.value = ''; field.focus(); }")
        page.keyboard.press("Control+V")
        expect(field).to_have_value(cited)
