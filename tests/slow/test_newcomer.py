"""The first hour of someone who begins a site: each step as it is typed, while ``mkdocs serve`` runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.example import Project
from tests.helpers.serving import BANNER, Server, serving

PAGE = Path(__file__).parents[1] / "saved_pages/harbour-ferry.html"
BRIEF = "content/briefs/ferry-to-birch-island-runs-again.yml"
SHOWN = "briefs/ferry-to-birch-island-runs-again/"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    assert Project(tmp_path).run("seedbrief", "init", "my-site").returncode == 0
    return Project(tmp_path / "my-site")


@pytest.fixture
def server(project: Project) -> Iterator[Server]:
    with serving(project) as server:
        yield server


def test_from_nothing_to_a_published_brief(project: Project, server: Server) -> None:
    assert BANNER not in server.wait_for_words("", "The tide mill of Lantern Bay grinds again")

    # An article is brought in, and its draft shows at once, with what is left to do above it.
    done = project.run("seedbrief", "new", PAGE)
    assert (done.returncode, done.stderr) == (0, "")
    page = server.wait_for_words(SHOWN, "TODOs left in this file")
    assert "Draft, not published" in page
    assert "The ferry to Birch Island has been running again since 3 May" in page

    # The YAML is broken. The pages stay, and say where and how.
    project.replace(BRIEF, "summary: TODO", 'summary: "The ferry runs again.')
    page = server.wait_for_words(SHOWN, "is not closed")
    assert re.search(rf"<code>{BRIEF}:\d+:\d+</code> error", page)
    assert "Draft, not published" in page
    checked = project.run("seedbrief", "check")
    assert (checked.returncode, "Traceback" in checked.stderr) == (1, False)
    assert 'type " at the end of the text' in checked.stdout

    # It is fixed, and the rest is written.
    project.replace(BRIEF, '"The ferry runs again.', "The ferry to Birch Island runs again.")
    server.wait_for(SHOWN, lambda html: "is not closed" not in html)
    draft = project.read(BRIEF).replace("topics: [TODO]", "topics: [food-supply]")
    one_claim = re.sub(r"(?s)\n\n  - id: .*", "\n", draft).replace("text: TODO", "text: The office says so.")
    project.write(BRIEF, one_claim)
    server.wait_for(
        SHOWN,
        lambda html: "TODO" not in html and "The office says so." in html,
    )
    assert "todo-left" not in project.run("seedbrief", "check").stdout

    # And published.
    project.write(BRIEF, re.sub("(?m)^status: draft.*\n", "", project.read(BRIEF)))
    server.wait_for(SHOWN, lambda html: "Draft, not published" not in html)
    assert project.run("seedbrief", "lock").returncode == 0
    checked = project.run("seedbrief", "check", "--strict")
    assert checked.returncode == 0, checked.stdout
    built = project.run("mkdocs", "build", "--strict")
    assert built.returncode == 0, built.stderr
    assert "The ferry to Birch Island runs again." in project.read(f"site/{SHOWN}index.html")
