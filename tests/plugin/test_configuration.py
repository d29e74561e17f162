"""What a site may set in its own ``mkdocs.yml``, and what it is told where that does not go."""

import re
from base64 import b64encode
from hashlib import sha256

from tests.helpers.example import Project

HOOK = """
from pathlib import Path

def on_post_build(config):
    for page in Path(config.site_dir).rglob("*.html"):
        page.write_text(page.read_text().replace("</body>", "<script>count()</script></body>"))
"""


def test_pages_that_are_no_folders_are_refused(project: Project) -> None:
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "\nuse_directory_urls: false\n")
    built = project.build()
    assert built.exit_code == 1
    assert "mkdocs.yml: Seedbrief does not support `use_directory_urls: false`" in built.stderr
    assert "Traceback" not in built.stderr


def test_pages_by_hand_lie_where_seedbrief_looks_for_them(project: Project) -> None:
    project.replace("mkdocs.yml", "docs_dir: content/pages", "docs_dir: docs")
    project.write("docs/about.md", "# About")
    built = project.build()
    assert built.exit_code == 1
    assert "mkdocs.yml: docs_dir: Seedbrief reads hand-written pages from content/pages/ only" in built.stderr
    assert "Traceback" not in built.stderr


def test_what_all_pages_need_is_asked_for(project: Project) -> None:
    project.replace("mkdocs.yml", "  - md_in_html\n", "")
    built = project.build()
    assert built.exit_code == 1
    assert "mkdocs.yml: markdown_extensions: add `md_in_html`, which all pages need" in built.stderr


def test_two_searches_are_one_too_many(project: Project) -> None:
    project.replace("mkdocs.yml", "plugins:\n", "plugins:\n  - search\n")
    built = project.build("--strict")
    assert built.exit_code == 1
    assert "mkdocs.yml: plugins: remove `search`: Seedbrief has a search of its own" in built.stderr


def test_a_site_may_have_its_theme_where_mkdocs_looks_for_it(project: Project) -> None:
    project.replace("mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme\n")
    project.write("theme/partials/copyright.html", "<p>By custom_dir</p>")
    project.write("theme/partials/logo.html", "<b>LOGO</b>")  # there is one of ours
    assert project.build().exit_code == 0
    page = project.read("site/index.html")
    assert "<p>By custom_dir</p>" in page
    assert "<b>LOGO</b>" in page


def test_what_a_hook_puts_into_all_pages_at_the_end_is_in_their_policy(project: Project) -> None:
    project.write("hook.py", HOOK)
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    assert project.build("--strict").exit_code == 0
    digest = b64encode(sha256(b"count()").digest()).decode()
    assert f"'sha256-{digest}'" in project.read("site/index.html")


def test_what_comes_from_another_host_is_said(project: Project) -> None:
    picture = "![A quay](https://pictures.example/quay.jpg)"
    project.write(
        "content/pages/about.md", f"# About\n\n{picture}\n\n<iframe src='//maps.example/1'></iframe>\n"
    )
    built = project.build()
    assert built.exit_code == 0
    found = re.findall(
        r"about/index\.html contains (an? .* https://\S+), which .*`csp: (\{.*\})`", built.stderr
    )
    assert found == [
        ("a frame from https://maps.example", "{frame-src: [https://maps.example]}"),
        ("an image from https://pictures.example", "{img-src: [https://pictures.example]}"),
    ]
    project.replace(
        "mkdocs.yml", "  - seedbrief ", "  - seedbrief: {csp: {img-src: ['https:'], frame-src: ['*']}} "
    )
    assert project.build("--strict").exit_code == 0
