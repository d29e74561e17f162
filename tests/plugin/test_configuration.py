"""What a site may set in its own ``mkdocs.yml``, and what it is told where that does not go."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from generator.csp.inline_content import find_inline_content
from tests.helpers.example import Project, tree

HOOK = """
from pathlib import Path

def on_post_build(config):
    for page in Path(config.site_dir).rglob("*.html"):
        page.write_text(page.read_text().replace("</body>", "<script>count()</script></body>"))
"""


def test_pages_that_are_no_folders_are_refused(small: Project) -> None:
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nuse_directory_urls: false\n")
    built = small.build()
    assert built.exit_code == 1
    assert "mkdocs.yml: Seedbrief does not support `use_directory_urls: false`" in built.stderr
    assert "Traceback" not in built.stderr


def test_pages_by_hand_lie_where_seedbrief_looks_for_them(small: Project) -> None:
    small.replace("mkdocs.yml", "docs_dir: content/pages", "docs_dir: docs")
    small.write("docs/about.md", "# About")
    built = small.build()
    assert built.exit_code == 1
    assert "mkdocs.yml: docs_dir: Seedbrief reads hand-written pages from content/pages/ only" in built.stderr
    assert "Traceback" not in built.stderr


def test_what_all_pages_need_is_asked_for(small: Project) -> None:
    small.replace("mkdocs.yml", "  - md_in_html\n", "")
    built = small.build()
    assert built.exit_code == 1
    assert "mkdocs.yml: markdown_extensions: add `md_in_html`, which all pages need" in built.stderr


def test_two_searches_are_one_too_many(small: Project) -> None:
    small.replace("mkdocs.yml", "plugins:\n", "plugins:\n  - search\n")
    built = small.build("--strict")
    assert built.exit_code == 1
    assert "mkdocs.yml: plugins: remove `search`: Seedbrief has a search of its own" in built.stderr


def test_every_page_says_how_to_report_an_error_if_the_site_does(small: Project) -> None:
    assert small.build().exit_code == 0
    page = small.read("site/briefs/index.html")
    assert '<a href="../method/">Method</a>' in page
    assert '<a href="../data/">Data</a>' in page
    assert "Report an error" not in page
    small.replace("mkdocs.yml", "  generator: false\n", "  generator: false\n  contact: mailto:a@b.example\n")
    assert small.build().exit_code == 0
    assert '<a href="mailto:a@b.example">Report an error</a>' in small.read("site/briefs/index.html")


@pytest.mark.parametrize(
    ("contact", "example"),
    [
        ("a@b.example", "mailto:a@b.example"),
        ("javascript:alert(1)", "https://example.org/contact"),
        ("[https://a.example]", "https://example.org/contact"),
    ],
)
def test_readers_can_follow_the_link_to_report_an_error(small: Project, contact: str, example: str) -> None:
    small.replace("mkdocs.yml", "  generator: false\n", f"  generator: false\n  contact: {contact}\n")
    message = f"mkdocs.yml: extra: contact: must be a URL, such as {example}"
    built, checked = small.build(), small.seedbrief("check")
    assert (built.exit_code, checked.exit_code) == (1, 2)
    assert message in built.stderr
    assert message in checked.stderr


def test_a_site_may_have_its_theme_where_mkdocs_looks_for_it(small: Project) -> None:
    small.replace("mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme\n")
    small.write("theme/partials/copyright.html", "<p>By custom_dir</p>")
    small.write("theme/partials/logo.html", "<b>LOGO</b>")  # there is one of ours
    assert small.build().exit_code == 0
    page = small.read("site/index.html")
    assert "<p>By custom_dir</p>" in page
    assert "<b>LOGO</b>" in page


def test_what_a_hook_puts_into_all_pages_at_the_end_is_in_their_policy(small: Project) -> None:
    small.write("hook.py", HOOK)
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    assert small.build("--strict").exit_code == 0
    digest = b64encode(sha256(b"count()").digest()).decode()
    assert f"'sha256-{digest}'" in small.read("site/index.html")


def test_the_policy_is_known_before_pages_are_written(small: Project) -> None:
    hook = 'import shutil\n\ndef on_post_build(config):\n    shutil.copytree(config.site_dir, "before")\n'
    small.write("hook.py", hook)
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    assert small.build("--strict", SITE_URL="https://a.example/repo/").exit_code == 0
    before, after = tree(small.root / "before"), tree(small.root / "site")
    pages = [path for path in before if path.endswith("index.html")]
    assert len(pages) > 15
    for path in pages:
        assert before[path] == after[path]
        assert after[path].count(b"http-equiv") == 1
    scripts = {frozenset(find_inline_content(after[path]).scripts) for path in (*pages, "404.html")}
    assert len(scripts) == 1  # the path to the site's root is in none
    [policy] = {
        re.findall(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', after[path])[0]
        for path in pages
    }
    assert policy.count(b"'sha256-") == len(*scripts)


def test_every_html_file_gets_the_policy_whoever_writes_it(small: Project) -> None:
    small.write("content/pages/copied.html", "<!doctype html><title>Copied</title><p style='color: red'>Red")
    small.write("content/pages/made.html", "<!doctype html><title>{{ config.site_name }}</title>")
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nextra_templates: [made.html]\n")
    for options in ([], ["--dirty"]):
        built = small.build(*options)
        assert built.exit_code == 0
        assert "copied.html contains an inline style, which the security policy blocks" in built.stderr
        pages = [data for path, data in tree(small.root / "site").items() if path.endswith(".html")]
        assert len({re.findall(rb'http-equiv="Content-[^>]+', page)[0] for page in pages}) == 1


def test_what_comes_from_another_host_is_said(small: Project) -> None:
    picture = "![A quay](https://pictures.example/quay.jpg)"
    small.write(
        "content/pages/about.md", f"# About\n\n{picture}\n\n<iframe src='//maps.example/1'></iframe>\n"
    )
    built = small.build()
    assert built.exit_code == 0
    found = re.findall(
        r"about/index\.html contains (an? .* https://\S+), which .*`csp: (\{.*\})`", built.stderr
    )
    assert found == [
        ("a frame from https://maps.example", "{frame-src: [https://maps.example]}"),
        ("an image from https://pictures.example", "{img-src: [https://pictures.example]}"),
    ]
    small.set_option("csp: {img-src: ['https:'], frame-src: ['*']}")
    assert small.build("--strict").exit_code == 0


def test_the_region_of_a_language_is_no_obstacle(small: Project) -> None:
    small.replace("mkdocs.yml", "  language: en\n", "  language: ko-KR\n")
    built = small.build()
    assert built.exit_code == 0
    assert '<html lang="ko"' in small.read("site/index.html")


def test_pages_are_declared_to_be_in_the_language_of_their_words(small: Project) -> None:
    small.replace("mkdocs.yml", "  language: en\n", "  language: he\n")
    built = small.build()
    assert built.exit_code == 0
    assert (
        "mkdocs.yml: theme: language: the words of Seedbrief's pages are not translated to he" in built.stderr
    )
    assert "Write one of en, " in built.stderr
    page = small.read("site/index.html")
    assert '<html lang="en"' in page
    assert '<body dir="ltr"' in page


CHANGES_MARKDOWN = """
def on_page_markdown(markdown, **_):
    return markdown.replace("again", "never")
"""
CHANGES_HTML = """
def on_page_content(html, **_):
    return html.replace("again", "<b>never</b>")
"""
ADDS = """
def on_page_markdown(markdown, **_):
    return "[Print](x.pdf){ .x }\\n\\n" + markdown

def on_page_content(html, **_):
    return html.replace("</p>", "<b>!</b>*</p>") + "<p>5 minutes</p>"
"""


@pytest.mark.parametrize("hook", [CHANGES_MARKDOWN, CHANGES_HTML])
def test_no_hook_may_change_what_was_checked(small: Project, hook: str) -> None:
    small.write("hook.py", hook)
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    built = small.build()
    assert built.exit_code == 1
    assert "the plugin or hook `hook.py` changes the text of the generated page" in built.stderr
    assert "Traceback" not in built.stderr


def test_a_hook_may_add_to_pages_and_change_those_written_by_hand(small: Project) -> None:
    small.write("hook.py", ADDS)
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    built = small.build()
    assert built.exit_code == 0
    page = small.read("site/briefs/tide-mill-grinds-again/index.html")
    assert '<a class="x" href="x.pdf">Print</a>' in page
    assert "<p>5 minutes</p>" in page


def test_extensions_that_change_what_was_checked_are_refused(small: Project) -> None:
    small.replace("mkdocs.yml", "  - md_in_html\n", "  - md_in_html\n  - smarty\n  - pymdownx.smartsymbols\n")
    built = small.build()
    assert built.exit_code == 1
    assert (
        "mkdocs.yml: markdown_extensions: `smarty` shows a -- b as a – b and `pymdownx.smartsymbols` shows"
        in (built.stderr)
    )
    assert "Remove them" in built.stderr


def test_style_sheets_that_were_joined_are_loaded_as_one(small: Project) -> None:
    named = "extra_css: [assets/tokens.css, assets/mine.css, assets/print.css]"
    small.write("mkdocs.yml", re.sub("(?m)^extra_css: .*", named, small.read("mkdocs.yml")))
    built = small.build()
    assert built.exit_code == 0
    assert "assets/tokens.css, assets/print.css are now part of assets/seedbrief.css" in built.stderr
    styles = re.findall(r'href="(assets/[\w-]+\.css)"', (small.root / "site/index.html").read_text())
    assert styles == ["assets/seedbrief.css", "assets/mine.css"]


def test_a_home_page_by_hand_takes_the_place_of_ours(small: Project) -> None:
    small.write("content/pages/index.md", "# Welcome\n\nBegin with [the briefs](briefs/index.md).\n")
    built = small.build("--strict")
    assert built.exit_code == 0, built.output
    home = small.read("site/index.html")
    assert "Begin with" in home
    assert "Key judgment" not in home
