"""What a page asks for, and what it may do: nothing of another host, and no script but the theme's and ours."""

import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browsing import Visit, visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import Project, tree
from tests.helpers.page_kinds import kinds, open_page

BRIEF = "briefs/hyesan-exports-resume/"
META = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@pytest.mark.slow  # test_accessibility.py opens every kind of page too, and waits for nothing that comes late
@pytest.mark.browser
def test_every_kind_of_page_keeps_to_its_policy_and_asks_no_other_host(
    browser: Browser, each_site: Path
) -> None:
    with visiting(browser, each_site, ADDRESS) as visit:  # it sees what goes wrong
        for path in kinds(each_site).values():
            open_page(visit.page, path)
            visit.page.wait_for_load_state("networkidle")
            expect(visit.page.locator("h1").first).to_be_visible()
        asked = {url.removeprefix(ADDRESS).split("/")[0] for url, _ in visit.asked}
    assert {"assets", "sitemap.xml", "pagefind"} < asked


def test_one_policy_stands_in_every_page_before_all_that_it_is_about(each_site: Path) -> None:
    pages = [file.read_bytes() for file in each_site.rglob("*.html")]
    ((policy,),) = {tuple(META.findall(page)) for page in pages}
    directives = dict(part.strip().split(" ", 1) for part in policy.decode().split(";"))
    assert directives["default-src"] == "'self'"
    assert "unsafe" not in directives["script-src"].replace("'wasm-unsafe-eval'", "")
    assert len(re.findall("'sha256-[^']+'", directives["script-src"])) < 10
    assert directives["style-src"] == "'self'"
    for page in pages:
        before = page[: page.index(b"Content-Security-Policy")]
        assert not re.search(rb"<(script|link|style|body|img)\b", before)


@pytest.mark.browser
def test_what_gets_into_one_page_alone_is_not_run(browser: Browser, small: Project) -> None:
    """As if some mistake of ours had let a script through; hand-written Markdown may hold one on purpose."""
    evil = "<script>document.title = 'taken'</script>\n\n<p style='color: red' onclick='x()'>Red</p>\n"
    small.write("content/pages/about.md", f"# About\n\n{evil}")
    built = small.build("--site-dir", "www/repo", SITE_URL=ADDRESS)
    assert built.exit_code == 0
    assert (
        "about/index.html contains a script that is not on every page, which the security policy blocks"
        in built.stderr
    )
    assert "about/index.html contains an inline style, which the security policy blocks" in built.stderr
    with visiting(browser, small.root / "www/repo", ADDRESS) as visit:
        visit.page.goto("about/")
        expect(visit.page).to_have_title(re.compile("^About"))
        colour = visit.page.get_by_text("Red").evaluate("element => getComputedStyle(element).color")
        assert colour != "rgb(255, 0, 0)"
        assert all("violates the following Content Security Policy" in problem for problem in visit.problems)
        for stopped in ("inline script", "inline style", "inline event handler"):
            assert stopped in "\n".join(visit.problems)
        visit.problems.clear()


def test_the_command_puts_in_what_the_plugin_does_and_takes_it_out_again(
    project: Project, copy_of_site: Path
) -> None:
    copy = copy_of_site
    before = tree(copy)
    pages = [path for path in before if path.endswith(".html")]

    again = project.seedbrief("postprocess", copy)
    assert again.output == f"{copy}: 0 pages written with the policy, {len(pages)} unchanged.\n"

    project.set_option("csp: false")
    out = project.seedbrief("postprocess", copy)
    assert out.output == f"{copy}: {len(pages)} pages written without a policy, 0 unchanged.\n"
    assert not [path for path, data in tree(copy).items() if b"Content-Security" in data]

    project.replace("mkdocs.yml", "csp: false", "csp: {}")
    back = project.seedbrief("postprocess", copy)
    assert back.output == f"{copy}: {len(pages)} pages written with the policy, 0 unchanged.\n"
    assert tree(copy) == before


def test_a_site_allows_more_where_it_says_so(small: Project) -> None:
    small.set_option("csp: {img-src: [https://images.example]}")
    assert small.build().exit_code == 0
    assert "img-src 'self' data: https://images.example; " in small.read("site/index.html")
    made = small.seedbrief("postprocess", "site", "--allow", "frame-src https://maps.example")
    assert made.exit_code == 0
    page = small.read("site/404.html")
    assert "img-src 'self' data: https://images.example; " in page
    assert "frame-src 'self' https://maps.example" in page

    small.replace("mkdocs.yml", "csp: {img-src: [https://images.example]}", "csp: false")
    assert small.build().exit_code == 0
    assert "Content-Security-Policy" not in small.read("site/index.html")


@pytest.mark.parametrize(
    ("csp", "sentence"),
    [
        ("{image-src: [https://a.example]}", "csp: unknown directive `image-src`"),
        ("{frame-ancestors: [https://a.example]}", "csp: `frame-ancestors` has no effect in a page"),
        ("{img-src: self}", "csp: `img-src`: self needs quotation marks"),
        ('{img-src: ["https://a.example; script-src *"]}', "is not a source; write one such as"),
        ("{img-src: 7}", "csp: `img-src` must be a list of sources"),
        ("{img-src: [\"'selfish'\"]}", "csp: `img-src`: unknown keyword 'selfish'"),
        ("{img-src: [\"'none'\"]}", "csp: `img-src`: `csp` can only add to the policy, not take from it"),
    ],
)
def test_an_invalid_csp_option_is_reported(small: Project, csp: str, sentence: str) -> None:
    small.set_option(f"csp: {csp}")
    built = small.build()
    assert built.exit_code == 1
    assert sentence in built.stderr
    assert "Traceback" not in built.stderr
    small.write("site/index.html", "<!doctype html>")
    command = small.seedbrief("postprocess", "site")
    assert command.exit_code == 2
    assert sentence in command.output


def test_the_command_wants_the_folder_of_a_built_site(project: Project, tmp_path: Path) -> None:
    for folder in ("content", "."):
        made = project.seedbrief("postprocess", folder)
        assert made.exit_code == 2
        assert "contains the site's source files; name the folder of the built site" in made.output
    (tmp_path / "empty").mkdir()
    made = project.seedbrief("postprocess", tmp_path / "empty")
    assert made.exit_code == 2
    assert "has no index.html; name the folder of the built site" in made.output


@pytest.mark.browser
def test_pages_come_without_a_full_reload_and_keep_to_the_policy(visit: Visit) -> None:
    page = visit.page
    page.goto("", wait_until="networkidle")
    page.evaluate("window.kept = true")  # until the whole document is loaded again

    def is_same_document() -> bool:
        return bool(page.evaluate("window.kept === true"))

    page.get_by_role("navigation").get_by_role("link", name="Topics").first.click()
    expect(page).to_have_url(f"{ADDRESS}topics/")
    page.locator("article").get_by_role("link", name="Seafood exports").first.click()
    expect(page).to_have_url(f"{ADDRESS}topics/seafood-exports/")
    page.locator(f"article a[href$='{BRIEF}']").first.click()
    expect(page).to_have_url(f"{ADDRESS}{BRIEF}")
    assert is_same_document()

    # What our scripts do is there as well.
    expect(page.get_by_role("button", name="Cite this claim").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("seaweed sturgeon known")
    options = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{ADDRESS}{BRIEF}#goods-named")
    expect(page.locator(":target")).to_be_in_viewport()
    assert is_same_document()

    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{ADDRESS}topics/seafood-exports/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Seafood exports")
    assert is_same_document()


@pytest.mark.browser
def test_the_search_in_the_header_leads_to_its_page_from_wherever_one_went(visit: Visit) -> None:
    page = visit.page
    page.goto(BRIEF, wait_until="networkidle")
    page.get_by_role("navigation").get_by_role("link", name="About").first.click()
    expect(page).to_have_url(f"{ADDRESS}about/")
    page.keyboard.press("/")
    page.keyboard.type("seaweed")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{ADDRESS}search/?q=seaweed")
    expect(page.locator(".sb-hit").first).to_be_visible()
    page.locator(".sb-hit a").first.click()
    expect(page).not_to_have_url(re.compile("/search/"))
    page.go_back()
    expect(page).to_have_url(f"{ADDRESS}search/?q=seaweed")
    expect(page.locator(".sb-hit").first).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("seaweed")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_is_light_and_nothing_moves_while_it_loads(
    browser: Browser, each_site: Path, width: int
) -> None:
    path = BRIEF if (each_site / BRIEF).is_dir() else "tutorials/first-brief/"
    with visiting(browser, each_site, ADDRESS, viewport={"width": width, "height": 720}) as visit:
        visit.page.add_init_script(
            "window.shifts = []; new PerformanceObserver(list => {"
            " shifts.push(...list.getEntries().map(one => one.value));"
            "}).observe({type: 'layout-shift', buffered: true})"
        )
        visit.page.goto(path, wait_until="networkidle")
        visit.page.wait_for_timeout(300)
        assert sum(visit.page.evaluate("shifts")) < 0.01
        own = {
            url: sent(each_site, url) for url, _ in visit.asked if not re.search("/assets/(java|style)", url)
        }
        assert {ADDRESS + path for path in (path, "assets/seedbrief.css", "assets/search.js")} <= own.keys()
        assert sum(own.values()) <= 60_000, json.dumps(own, indent=1)


def sent(site: Path, url: str) -> int:
    """Count the bytes of a file as a server sends it that compresses what can be compressed."""
    path = url.removeprefix(ADDRESS)
    file = site / path / "index.html" if path == "" or path.endswith("/") else site / path
    return min(file.stat().st_size, len(gzip.compress(file.read_bytes(), 6)))
