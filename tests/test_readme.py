"""What README.md promises is true."""

import re
import shutil
from pathlib import Path

from tests.helpers.example import EXAMPLE
from tests.helpers.reader import Reader
from tests.helpers.readme import brief_in_readme, smallest_brief
from tests.helpers.samples import Page, blocks

README = (EXAMPLE / "README.md").read_text("utf-8")


def test_the_smallest_brief_has_no_errors_and_makes_a_page(tmp_path: Path):
    project = smallest_brief(tmp_path / "project")
    checked = project.seedbrief("check")
    assert checked.exit_code == 0, checked.output
    assert "error" not in checked.output
    assert len(brief_in_readme().splitlines()) == 15
    project.seedbrief("generate", "out")
    assert "Goods are leaving for China by road again" in project.read("out/briefs/smallest.md")


def test_the_front_page_of_the_documentation_shows_the_same_brief():
    assert brief_in_readme() in (EXAMPLE / "docs/content/pages/index.md").read_text("utf-8")


def test_its_first_commands_make_a_site_and_import_an_article(tmp_path: Path):
    begin, go_on, _ = (block for block in blocks("README.md", README) if block.language == "sh")
    reader = Reader(tmp_path)
    reader.follow(Page("README.md", [begin]))
    shutil.copy(EXAMPLE / "tests/saved_pages/harbour-ferry.html", tmp_path / "my-site/article.html")
    reader.follow(Page("README.md", [go_on]))
    assert len([*(tmp_path / "my-site/content/briefs").iterdir()]) == 2


def test_every_file_that_it_links_to_exists():
    linked = re.findall(r"\]\((?!https?:)([^)#]+)|src=\"([^\"]+)", README)
    assert len(linked) >= 8
    assert [path for pair in linked for path in pair if path and not (EXAMPLE / path).exists()] == []
