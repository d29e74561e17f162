"""The page of a brief's history, from a repository to Markdown: ``seedbrief generate`` in a small project."""

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from generator.project.git_history import GitHistory
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import SMALL_BRIEF, Project, make_small, tree
from tests.helpers.repository import CLEAN, commit, git, needs_git

pytestmark = needs_git

SLUG = "tide-mill-grinds-again"
PAGE = f"briefs/{SLUG}/history.md"
HOSTILE = "</ins><script>alert(1)</script> `*x*` {{ 1 }} \\ [a](javascript:b) שלום \U0001f600"


def commit_on(project: Project, day: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(CLEAN, "GIT_AUTHOR_DATE", f"{day}T23:30:00+09:00")
        patch.setitem(CLEAN, "GIT_COMMITTER_DATE", "2027-01-01T00:00:00Z")
        commit(project.root)


def generate(project: Project, out: str = "out", **settings: str) -> dict[str, str]:
    """Generate the site; give its pages, and what was said on the way as ``said``."""
    done = project.seedbrief("generate", f"../{out}", **settings)
    assert done.exit_code == 0, done.output
    files = tree(project.root.parent / out)
    return {uri: data.decode() for uri, data in files.items() if uri.endswith(".md")} | {"said": done.stderr}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a brief with three published versions, after a draft; not to be changed."""
    project = make_small(tmp_path_factory.mktemp("revised") / "project")
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    text = project.read(SMALL_BRIEF)
    project.write(SMALL_BRIEF, f"{text}status: draft\n")
    commit_on(project, "2026-11-20")
    project.write(SMALL_BRIEF, text)
    commit_on(project, "2026-11-21")
    project.replace(SMALL_BRIEF, "    likelihood: likely ", "    likelihood: very likely ")
    project.write(
        SMALL_BRIEF, project.read(SMALL_BRIEF) + "revisions: [{date: 2026-12-01, note: A *second* report.}]\n"
    )
    commit_on(project, "2026-12-02")
    project.replace(SMALL_BRIEF, "title: ", f"title: '{HOSTILE}' # ")
    project.replace(SMALL_BRIEF, "topics: ", "\n\ntopics:    ")
    commit_on(project, "2026-12-05")
    return project.root


@pytest.fixture
def revised(repository: Path, tmp_path: Path) -> Project:
    return Project(shutil.copytree(repository, tmp_path / "project"))


def test_each_revision_says_what_changed_newest_first(revised: Project) -> None:
    pages = generate(revised)
    page = pages[PAGE]
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## 5 December 2026 {: #_2026-12-05 }", "## 1 December 2026 {: #_2026-12-01 }"]
    assert "A <em>second</em> report." in page
    assert (
        '**Likelihood**: likely <span aria-hidden="true">→</span><span class="sb-said">to</span> very likely'
        in page
    )
    assert f"[What changed in full]({SLUG}/history.md)" in pages[f"briefs/{SLUG}.md"].replace(
        "../briefs/", ""
    )
    assert "Earlier changes" not in page
    assert "history of briefs" not in pages["said"]


def test_a_date_is_inferred_where_the_page_of_the_brief_says_so(revised: Project) -> None:
    revised.replace(SMALL_BRIEF, "when: 2026-03-09~/..", "when: 2026-03-09%")
    commit_on(revised, "2026-12-09")
    pages = generate(revised)
    date = "about 9 March 2026 (inferred)"
    assert date in pages[f"briefs/{SLUG}.md"]
    assert date in pages[PAGE]
    assert "(uncertain)" not in pages[PAGE]


def test_hostile_texts_are_escaped(revised: Project) -> None:
    page = generate(revised)[PAGE].partition("\n---\n")[2]  # without metadata
    assert "<script" not in page
    assert "`" not in page
    assert "&#60;script&#62;alert(1)" in page
    assert "](javascript:" not in page
    assert 'dir="' in page  # right-to-left words are isolated


def test_the_same_commits_give_the_same_bytes(revised: Project) -> None:
    assert generate(revised, "one").keys() == generate(revised, "two").keys()
    assert tree(revised.root.parent / "one") == tree(revised.root.parent / "two")


def test_feeds_say_what_changed(revised: Project) -> None:
    def newest() -> str:
        generate(revised, SITE_URL=ADDRESS)
        feed = json.loads((revised.root.parent / "out/feed.json").read_bytes())
        return str(feed["items"][0]["content_html"])

    assert "<p>A <em>second</em> report.</p>" in newest()
    assert "<li>Likelihood: from likely to very likely (key judgment: " in newest()
    shutil.rmtree(revised.root / ".git")
    assert "<p>A <em>second</em> report.</p>" in newest()
    assert "Likelihood" not in newest()


def test_uncommitted_edits_and_line_breaks_are_no_revisions(revised: Project) -> None:
    before = generate(revised)[PAGE]
    revised.replace(SMALL_BRIEF, "    confidence: low ", "    confidence: moderate ")
    assert generate(revised)[PAGE] == before
    revised.replace(SMALL_BRIEF, "    confidence: moderate ", "    confidence: low ")
    revised.replace(SMALL_BRIEF, "\n\ntopics:    ", "topics: ")
    commit_on(revised, "2026-12-09")
    assert generate(revised)[PAGE] == before


def test_a_change_that_was_taken_back_is_two_revisions(revised: Project) -> None:
    git(revised.root, "revert", "--no-edit", "HEAD")
    page = generate(revised)[PAGE]
    assert page.count("**Title**") == 2


def test_a_renamed_brief_keeps_its_history(revised: Project) -> None:
    revised.write("content/briefs/mill.yml", f"{revised.read(SMALL_BRIEF)}aliases: [{SLUG}]\n")
    (revised.root / SMALL_BRIEF).unlink()
    commit_on(revised, "2026-12-10")
    pages = generate(revised)
    page = pages["briefs/mill/history.md"]
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## 5 December 2026 {: #_2026-12-05 }",
        "## 1 December 2026 {: #_2026-12-01 }",
    ]
    assert PAGE not in pages


def test_a_merged_branch_is_one_change(revised: Project) -> None:
    git(revised.root, "switch", "--quiet", "--create", "branch")
    for word, day in (("moderate", "2026-12-06"), ("high", "2026-12-07")):
        revised.write(
            SMALL_BRIEF, revised.read(SMALL_BRIEF).replace("confidence: low ", f"confidence: {word} ", 1)
        )
        revised.write("notes.txt", day)
        commit_on(revised, day)
    git(revised.root, "switch", "--quiet", "main")
    git(revised.root, "merge", "--quiet", "--no-ff", "branch")
    page = generate(revised)[PAGE]
    assert page.count("\n## ") == 3


def test_a_shallow_clone_says_so(revised: Project, tmp_path: Path) -> None:
    clone = tmp_path / "clone" / "project"
    clone.parent.mkdir()
    depth = ("--depth", "2", f"file://{revised.root}", str(clone))
    subprocess.run(["git", "clone", "--quiet", *depth], env=CLEAN, check=True)
    pages = generate(Project(clone))
    assert pages[PAGE].endswith("\nEarlier changes are not known here.\n")
    assert pages["said"].count("note: this clone of the Git repository is shallow") == 1


def test_an_export_without_git_shows_the_notes(revised: Project) -> None:
    shutil.rmtree(revised.root / ".git")
    pages = generate(revised)
    assert "A <em>second</em> report." in pages[PAGE]
    assert "Likelihood" not in pages[PAGE]
    assert "history of briefs" not in pages["said"]


def test_a_site_can_do_without_history(revised: Project) -> None:
    config = revised.read("mkdocs.yml")
    plugins = config[config.index("\nplugins:") :].partition("\n\n")[0]
    revised.replace("mkdocs.yml", plugins, "\nplugins: [{seedbrief: {history: false}}]")
    assert "Likelihood" not in generate(revised).get(PAGE, "")


def test_git_that_fails_costs_the_history_only(revised: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    pages = generate(revised)
    assert pages["said"].count("note: the history of briefs is left out: cannot run git") == 1
    assert "A <em>second</em> report." in pages[PAGE]


def test_a_repository_without_commits_is_no_problem(small: Project) -> None:
    git(small.root, "init", "--quiet")
    assert "history of briefs" not in generate(small)["said"]


def test_git_runs_again_only_after_a_commit(revised: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    history = GitHistory()
    past = history.read(revised.root)
    assert [version.day for version in past.versions[SLUG]] == [
        date(2026, 11, 20),
        date(2026, 11, 21),
        date(2026, 12, 2),
        date(2026, 12, 5),
    ]
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "")  # no git
        revised.replace(SMALL_BRIEF, "    confidence: low ", "    confidence: moderate ")
        assert history.read(revised.root) is past
    commit_on(revised, "2026-12-06")
    assert len(history.read(revised.root).versions[SLUG]) == 5
