"""``mkdocs serve``: every edit shows without a restart, and no mistake ends it."""

import base64
import hashlib
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from generator.plugin.banner_and_policy import insert_banner
from tests.helpers.browsing import window
from tests.helpers.example import LATER_TITLE, SMALL_BRIEF, Project, break_everything, make_small, tree
from tests.helpers.serving import BANNER, LIMIT, Server, serving

pytestmark = pytest.mark.xdist_group("looks")  # all in one worker, which has a browser: one server for them

BRIEF_PAGE = "briefs/tide-mill-grinds-again/"
TITLE = "The tide mill of Lantern Bay grinds again"
BEHIND = "Your last edit is not in the search yet"
SEED = "tide-mill-turns-again"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small project, for all tests that begin with it."""
    project = make_small(tmp_path_factory.mktemp("served") / "project")
    project.replace(f"content/sources/{SEED}.yml", "rights: full", "rights: quote")
    with serving(project) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """Give the server; after the test, its project is as it was before."""
    root = running.project.root
    before = tree(root)
    yield running
    for path, data in tree(root).items():
        if path not in before:
            (root / path).unlink()
        elif data != before[path]:
            running.project.write(path, before[path])
    for path in before.keys() - tree(root).keys():
        running.project.write(path, before[path])
    running.wait_for(BRIEF_PAGE, lambda html: TITLE in html and BANNER not in html)


def test_edits_show_without_a_restart(server: Server) -> None:
    project = server.project
    assert BANNER not in server.wait_for_words(BRIEF_PAGE, TITLE)

    project.replace(SMALL_BRIEF, "title: The tide mill", "title: A full mill")
    server.wait_for_words(BRIEF_PAGE, "A full mill of Lantern Bay")
    server.wait_for_words("", "A full mill of Lantern Bay")

    template = "site_templates/pages/brief.md.j2"
    project.write(template, project.read(template) + "\nAn edit of the *template*.\n")
    project.write("site_templates/assets/new.css", "p { color: green }\n")
    project.replace("content/pages/about.md", "# About this site", "# About these briefs")
    server.wait_for_words(BRIEF_PAGE, "An edit of the <em>template</em>.")
    server.wait_for_words("assets/new.css", "color: green")
    server.wait_for_words("about/", "About these briefs")


@pytest.mark.slow
@pytest.mark.browser
def test_the_search_follows_edits_and_the_newest_wins(server: Server, browser: Browser) -> None:
    project = server.project
    with window(browser) as page:
        page.route("**/livereload/**", lambda route: route.abort())  # here the test reloads
        page.set_default_timeout(LIMIT * 1000)  # it may be building

        def finds(word: str, wanted: bool) -> None:
            """Search until it finds a word, or finds it no more: the index is made while the server goes on."""
            end = time.monotonic() + LIMIT
            found = not wanted
            while found != wanted:
                assert time.monotonic() < end, f"{word}: {wanted} never comes\n{server.log.read_text()}"
                page.goto(f"{server.address}search/?q={word}")
                page.get_by_text(re.compile("found")).first.wait_for()
                page.get_by_text(BEHIND).wait_for(state="hidden")  # until then there may be an older index
                found = page.locator(".sb-hit").count() > 0

        finds("barley", True)
        project.replace(SMALL_BRIEF, "title: The tide mill", "title: Amphibious mill")
        server.wait_for_words(BRIEF_PAGE, "Amphibious mill of")
        page.goto(f"{server.address}search/?q=amphibious")
        expect(page.get_by_text(BEHIND)).to_be_visible()
        expect(page.locator(".sb-hit")).to_have_count(1)  # without a reload
        project.replace(SMALL_BRIEF, "title: Amphibious mill", "title: Volcanic mill")
        finds("volcanic", True)
        finds("amphibious", False)
    assert "Traceback" not in server.log.read_text()


@pytest.mark.browser
def test_under_its_policy_a_page_still_reloads_after_an_edit(server: Server, browser: Browser) -> None:
    project = server.project
    problems: list[str] = []
    with window(browser) as page:
        page.set_default_timeout(LIMIT * 1000)  # it may be building
        page.on("console", lambda said: said.type not in ("error", "warning") or problems.append(said.text))
        page.goto(f"{server.address}about/")
        page.locator("header a[href$='search/']").first.wait_for(state="attached")
        page.get_by_role("navigation").get_by_role("link", name="Briefs", exact=True).first.click()
        page.wait_for_url(f"{server.address}briefs/")
        policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
        assert "'unsafe-inline'" not in str(policy)
        project.replace(SMALL_BRIEF, "title: The tide mill", "title: A full mill")
        page.locator("article").get_by_text("A full mill of").first.wait_for()

        page.goto("about:blank")  # so that it does not reload by itself in the middle of what follows
        assert problems == []
        project.write("content/pages/about.md", "# About\n\n<script>document.title = 'taken'</script>\n")
        server.wait_for_words("about/", "taken")
        page.goto(f"{server.address}about/")
        expect(page).to_have_title(re.compile("^About"))
    # Reported once more if the server builds again and the page reloads. Each message begins with the
    # policy of that build, and ends with the hash of the script that was blocked.
    blocked = {script for text in problems for script in re.findall(r"a hash \('sha256-([^']+)'\)", text)}
    assert blocked == {base64.b64encode(hashlib.sha256(b"document.title = 'taken'").digest()).decode()}, (
        problems
    )
    assert "about/index.html contains a script that is not on every page" in server.log.read_text()


@pytest.mark.browser
def test_selected_words_of_a_source_become_an_evidence_entry(server: Server, browser: Browser) -> None:
    problems: list[str] = []
    with window(browser) as page:
        page.set_default_timeout(LIMIT * 1000)  # it may be building
        page.on("console", lambda said: said.type not in ("error", "warning") or problems.append(said.text))
        page.goto(f"{server.address}sources/")
        expect(page.get_by_role("button", name="Quote words")).to_be_hidden()
        page.locator("article").get_by_role("link", name="Tide mill at Lantern Bay turns again").first.click()
        page.wait_for_url(f"{server.address}sources/{SEED}/")

        page.get_by_text("The whole article (only while you edit").click()
        page.locator(".sb-whole p", has_text="The bakers of the town").select_text()
        panel = page.get_by_role("form", name="Quote this article")
        expect(panel).to_contain_text(f"- source: {SEED}")
        expect(panel).to_contain_text("The bakers of the town used to bring their flour over by boat.")

        # With the keyboard alone
        page.keyboard.press("Escape")
        panel.get_by_label("Words of this article").press("Escape")
        expect(page.get_by_role("button", name="Quote words")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type("eleven years")
        page.keyboard.press("Enter")
        expect(panel.locator("pre")).to_have_text(f"- source: {SEED}\n  quote: eleven years\n")
        expect(panel.get_by_role("button", name="Copy")).to_be_visible()
    assert problems == []


def test_a_clean_build_is_served_as_it_is(small: Project) -> None:
    with serving(small, "--clean") as server:
        page = server.wait_for_words(BRIEF_PAGE, "Content-Security-Policy")
    assert small.build().exit_code == 0
    [policy] = re.findall('http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy in small.read(f"site/{BRIEF_PAGE}index.html")
    assert "'sha256-" in policy
    assert "_seedbrief" not in page


def test_a_seed_that_grows_can_be_quoted(server: Server) -> None:
    project = server.project
    seed = f"seeds/{SEED}.txt"
    before = hashlib.sha256((project.root / seed).read_bytes()).hexdigest()
    project.write(seed, project.read(seed) + "\n\nA crane was seen at the gate of the yard.\n")
    after = hashlib.sha256((project.root / seed).read_bytes()).hexdigest()
    project.replace("seeds/SHA256SUMS", before, after)
    project.replace(
        SMALL_BRIEF, "- two of the five bakeries have stopped doing so", "- A crane was seen at the gate"
    )
    server.wait_for_words(BRIEF_PAGE, "A crane was seen at the gate")
    page = server.wait_for_words(f"sources/{SEED}/", "A crane was seen at the gate")
    assert BANNER not in page
    assert "of the yard" not in page


def test_a_mistake_keeps_the_pages_and_is_shown_until_it_is_fixed(server: Server) -> None:
    project = server.project
    whole = project.read(SMALL_BRIEF)
    beginning = whole.replace("title: The tide mill", "title: A new mill").partition("topics: ")[0]
    project.write(SMALL_BRIEF, beginning + 'topics: ["mill')
    line = beginning.count("\n") + 1

    page = server.wait_for_words(BRIEF_PAGE, BANNER)
    assert TITLE in page
    assert "A new mill" not in page
    assert re.search(rf"<code>{SMALL_BRIEF}:{line}:\d+</code> error: this quotation mark ", page)
    assert "1 error in the content." in page
    assert "Showing the last good version" in page
    for other in ("", "about/"):
        assert f"<code>{SMALL_BRIEF}:{line}:" in server.get(other)[1]

    edited = whole.replace("title: The tide mill", "title: A new mill")
    project.write(SMALL_BRIEF, edited.replace("stopped doing so", "stopped doing sa"))
    page = server.wait_for_words(BRIEF_PAGE, "quotation not found")
    assert TITLE in page
    assert "nearest passage, 9" in page
    assert "two of the five bakeries have stopped doing so&quot;" in page

    project.write(SMALL_BRIEF, edited)
    page = server.wait_for(BRIEF_PAGE, lambda html: BANNER not in html)
    assert "A new mill of Lantern Bay" in page
    for other in ("", "about/"):
        assert BANNER not in server.get(other)[1]


def test_a_mistake_in_a_file_whose_name_is_no_text_is_shown() -> None:
    name = b"caf\xe9.yml".decode(errors="surrogateescape")  # as Python gives it
    assert insert_banner(b"<body>", f"<li>{name}</li>") == b"<body><li>caf?.yml</li>"


def test_a_deleted_brief_is_gone_everywhere(server: Server) -> None:
    project = server.project
    project.write(
        "content/briefs/third.yml",
        "title: A third brief\ndate: 2026-11-22\nsources: [tide-mill-turns-again]\n"
        "topics: [milling]\nsummary: Only a summary.\n",
    )
    assert "A third brief" in server.wait_for_words("briefs/third/", "Only a summary.")
    for page in ("", "briefs/", "topics/milling/"):
        assert "A third brief" in server.get(page)[1]

    (project.root / "content/briefs/third.yml").unlink()
    server.wait_for("briefs/third/", lambda _: True, status=404)
    for page in ("", "briefs/", "topics/milling/"):
        status, text = server.get(page)
        assert status == 200
        assert "A third brief" not in text


def test_a_draft_is_shown_but_not_built(server: Server) -> None:
    project = server.project
    project.write(
        "content/briefs/third.yml",
        "title: A third brief\ndate: 2026-11-22\nsources: [tide-mill-turns-again]\n"
        "topics: [milling]\nsummary: Only a summary.\nstatus: draft\n",
    )
    assert "draft" in server.wait_for_words("briefs/third/", "A third brief").lower()
    assert "A third brief" in server.get("")[1]

    assert project.build().exit_code == 0
    for file in (project.root / "site").rglob("*.*"):
        assert b"A third brief" not in file.read_bytes(), file
    assert not (project.root / "site/briefs/third").exists()


@pytest.mark.slow
def test_a_project_that_is_broken_from_the_start_is_served_with_what_is_wrong(project: Project) -> None:
    broken = break_everything(project)
    with serving(project) as server:
        home = server.wait_for_words("", BANNER)
        for path in broken:
            assert f"<code>{path}:" in home
        assert "Showing the last good version" not in home
        server.wait_for_words("about/", "About this site")


@pytest.mark.slow
def test_a_project_without_a_single_page_is_served_and_follows_when_it_is_fixed(project: Project) -> None:
    template = "site_templates/pages/macros.md.j2"
    whole = project.read(template)
    project.write(template, whole + "{% if")
    with serving(project) as server:
        assert f"<code>{template}:" in server.wait_for_words("", BANNER)
        project.write(template, whole)
        home = server.wait_for("", lambda html: BANNER not in html)
    assert LATER_TITLE in home


def test_a_page_by_hand_that_is_no_text_does_not_end_it(server: Server) -> None:
    project = server.project
    whole = project.read("content/pages/about.md")
    project.write("content/pages/about.md", whole.encode("utf-16"))
    assert "content/pages/about.md:1:1" in server.wait_for_words(BRIEF_PAGE, BANNER)

    project.write("content/pages/about.md", whole)
    server.wait_for("about/", lambda html: "About this site" in html and BANNER not in html)
