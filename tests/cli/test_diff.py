"""``seedbrief diff``: what it says of a project in a git repository, how it exits, and what it leaves alone."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from tests.helpers.example import COMMANDS, SMALL_BRIEF, Project, environment, make_small, tree
from tests.helpers.repository import commit, git, needs_git

pytestmark = needs_git


TITLE = "The ferry waits for flour from the tide mill of Lantern Bay before it goes"
ISLE = "content/briefs/ferry-waits.yml"
SEED = "seeds/tide-mill-turns-again.txt"


@pytest.fixture(scope="module")
def two_briefs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give two briefs as a repository with one commit, which has the tag `v1`; not to be changed."""
    small = make_small(tmp_path_factory.mktemp("two_briefs") / "project")
    brief = small.read(SMALL_BRIEF)
    small.write(SMALL_BRIEF, brief + "revisions:\n  - date: 2026-11-21\n    note: First version.\n")
    claims = brief.partition("claims:")[2].partition("judgments:")[0]
    head = f"title: {TITLE}\ndate: 2026-11-22\nsources: [tide-mill-turns-again]\ntopics: [milling]\n"
    small.write(ISLE, f"{head}summary: It waits for flour.\nclaims:{claims}")
    assert small.seedbrief("lock").exit_code == 0
    git(small.root, "init", "--quiet", "--initial-branch", "main")
    commit(small.root, "Write two briefs")
    git(small.root, "tag", "--annotate", "--message", "First", "v1")
    return small.root


@pytest.fixture
def kept(two_briefs: Path, tmp_path: Path) -> Project:
    return Project(shutil.copytree(two_briefs, tmp_path / "project"))


def revise(project: Project) -> None:
    """Do what an analyst does when a second report comes in."""
    project.replace(SMALL_BRIEF, "    likelihood: likely ", "    likelihood: very likely ")
    project.replace(SMALL_BRIEF, "    confidence: low ", "    confidence: moderate ")
    project.replace(
        SMALL_BRIEF, "based_on: [two-bakeries-changed,", "based_on: [bakers-had-boats, two-bakeries-changed,"
    )
    project.replace(
        SMALL_BRIEF,
        "    note: First version.\n",
        "    note: First version.\n  - date: 2026-12-01\n    note: The bakers had boats, as a second report says.\n",
    )
    project.replace(
        SMALL_BRIEF,
        "  - id: others-wait\n",
        "  - id: bakers-had-boats\n    text: The bakers of the town used boats.\n"
        "    when: 2024-01~\n    credibility: 2\n"
        "    evidence: [used to bring their flour over by boat]\n\n  - id: others-wait\n",
    )
    project.replace(SMALL_BRIEF, "- waiting to see whether", "- The others are waiting to see whether")
    project.replace(ISLE, "outcome: {status: open}", "outcome: {status: late}")


SAID = """\
11 changes in the content since v1:

brief ferry-waits
  claim second-stones
    outcome: open -> late

brief tide-mill-grinds-again
  claim bakers-had-boats added: The bakers of the town used boats.
    when: about January 2024
    quotation: used to bring their flour over by boat
    credibility: 2, probably true
    rating: C2
  claim others-wait
    quotation changed: {+The others are+} waiting to see whether the old dam holds …
  judgment others-follow
    likelihood: likely -> very likely
    confidence: low -> moderate
    because: The bakers had boats, as a second report says.
    basis added: bakers-had-boats
  revision added: 1 December 2026: The bakers had boats, as a second report says.
"""


def test_what_an_analyst_revised_is_said_in_the_words_of_the_field(kept: Project) -> None:
    revise(kept)
    before = tree(kept.root)
    said = kept.run("seedbrief", "diff", "v1")
    assert said.stderr == ""
    assert said.stdout == SAID
    assert said.returncode == 0
    assert tree(kept.root) == before  # git's own files too


def test_json_says_the_same(kept: Project) -> None:
    revise(kept)
    said = kept.seedbrief("diff", "--format", "json", "v1")
    assert (said.exit_code, said.stderr) == (0, "")
    data = json.loads(said.stdout)
    assert data["since"] == "v1"
    because = ["The bakers had boats, as a second report says."]
    judgment = {"where": "tide-mill-grinds-again#others-follow", "kind": "judgment"}
    assert [change for change in data["changes"] if change["kind"] == "judgment"] == [
        {**judgment, "what": "likelihood", "before": "likely", "after": "very likely", "because": because},
        {**judgment, "what": "confidence", "before": "low", "after": "moderate", "because": because},
        {**judgment, "what": "basis", "before": None, "after": "bakers-had-boats", "because": []},
    ]
    assert {
        "where": "tide-mill-grinds-again#others-wait",
        "kind": "claim",
        "what": "quotation",
        "before": "waiting to see whether the old dam holds through the spring tides",
        "after": "The others are waiting to see whether the old dam holds through the spring tides",
        "because": [],
    } in data["changes"]


@pytest.mark.parametrize("revision", ["HEAD", "v1", "main", "v1^{commit}", "@{0}", ":/two briefs"])
def test_no_change_is_called_that(kept: Project, revision: str) -> None:
    said = kept.seedbrief("diff", revision)
    assert (said.stdout, said.stderr) == (f"No changes in the content since {revision}.\n", "")
    assert said.exit_code == 0


def test_no_change_in_json(kept: Project) -> None:
    said = kept.seedbrief("diff", "HEAD", "--format", "json")
    assert json.loads(said.stdout) == {"since": "HEAD", "changes": []}
    assert said.exit_code == 0


def test_what_is_committed_and_what_is_not_are_both_compared(kept: Project) -> None:
    kept.replace(SMALL_BRIEF, "title: The tide mill", "title: A mill")
    commit(kept.root)
    kept.replace(ISLE, "title: The ferry", "title: A ferry")
    assert kept.seedbrief("diff", "HEAD").stdout.startswith("1 change in the content since HEAD:\n")
    assert kept.seedbrief("diff", "HEAD~1").stdout.startswith("2 changes in the content since HEAD~1:\n")


def test_only_content_and_seeds_count(kept: Project) -> None:
    kept.write("README.md", "Read me.\n")
    kept.write("site_templates/new.txt", "New.\n")
    kept.write("content/pages/about.md", "# Something else\n")
    kept.write("content/briefs/.hidden.yml", "title: [\n")
    commit(kept.root)
    kept.write("content/briefs/.hidden.yml", "title: {\n")
    for revision in ("v1", "HEAD"):
        said = kept.seedbrief("diff", revision)
        assert (said.stdout, said.stderr) == (f"No changes in the content since {revision}.\n", "")


def test_a_project_in_a_subfolder_of_the_repository(small: Project) -> None:
    repository = small.root.parent
    git(repository, "init", "--quiet", "--initial-branch", "main")
    (repository / "content").mkdir()
    (repository / "content" / "topics.yml").write_text("another: {label: Another project's}\n")
    commit(repository)
    for folder in ("", "content/briefs"):
        said = small.seedbrief("diff", "HEAD", folder=folder)
        assert (said.stdout, said.stderr) == ("No changes in the content since HEAD.\n", "")
    small.replace(SMALL_BRIEF, "title: The tide mill", "title: A mill")
    said = Project(repository).seedbrief("-C", "project", "diff", "main")
    assert said.stdout.startswith("1 change in the content since main:\n")


def test_a_hook_of_another_repository_does_not_lead_astray(kept: Project, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "other")
    said = kept.run(
        "seedbrief", "diff", "v1", GIT_DIR=str(tmp_path / "other" / ".git"), GIT_WORK_TREE=str(tmp_path)
    )
    assert (said.stdout, said.stderr) == ("No changes in the content since v1.\n", "")


def test_links_in_the_repository_are_not_followed(kept: Project) -> None:
    kept.write("outside.yml", kept.read(SMALL_BRIEF))
    (kept.root / "content/briefs/link.yml").symlink_to("../../outside.yml")
    commit(kept.root)
    (kept.root / "content/briefs/link.yml").unlink()
    said = kept.seedbrief("diff", "HEAD")
    assert (said.stdout, said.stderr) == ("No changes in the content since HEAD.\n", "")


def test_a_changed_seed_and_a_renamed_brief(kept: Project) -> None:
    kept.write(SEED, kept.read(SEED) + "One more line.\n")
    kept.write("content/briefs/waits.yml", kept.read(ISLE) + "aliases: [ferry-waits]\n")
    (kept.root / ISLE).unlink()
    said = kept.seedbrief("diff", "v1")
    assert said.stdout.startswith(
        "2 changes in the content since v1:\n\nbrief waits\n  renamed from ferry-waits\n\n"
    )
    assert re.search(r"\n  bytes: SHA-256 [0-9a-f]{12}… -> SHA-256 [0-9a-f]{12}…\n\Z", said.stdout)


def test_names_and_words_in_any_script(kept: Project) -> None:
    kept.write("seeds/혜산.txt", "혜산\n")  # no name for a seed; it is read, and said to be wrong
    commit(kept.root)
    (kept.root / "seeds/혜산.txt").unlink()
    kept.replace(SMALL_BRIEF, "title: The tide mill", "title: The 혜산 mill")
    in_ascii = kept.run("seedbrief", "diff", "HEAD", PYTHONIOENCODING="ascii")
    in_utf_8 = kept.seedbrief("diff", "HEAD")
    assert (in_ascii.returncode, in_utf_8.exit_code) == (0, 0)
    for said in (in_ascii, in_utf_8):
        assert said.stdout.startswith("1 change in the content since HEAD:\n")
        assert said.stderr == "At HEAD: 1 error in the content; items with errors are not compared.\n"


def test_content_that_cannot_be_read_now(kept: Project) -> None:
    kept.replace(ISLE, "title: The ferry", "title: A ferry")
    kept.write(SMALL_BRIEF, "title: [\n")
    (kept.root / "content/topics.yml").unlink()
    (kept.root / "content/topics.yml").symlink_to("publishers.yml")
    said = kept.seedbrief("diff", "v1")
    assert said.exit_code == 1
    assert said.stdout == dedent(
        """\
        1 change in the content since v1:

        brief ferry-waits
          title changed: [-The-] {+A+} ferry waits for flour from the tide mill …
        """
    )
    assert said.stderr == (
        "Now: 2 errors in the content; items with errors are not compared.\nTo list the errors: seedbrief check\n"
    )


JUDGED = "    likelihood: likely "


def test_what_is_still_to_be_written_in_a_draft_is_compared(kept: Project) -> None:
    kept.write(SMALL_BRIEF, f"status: draft\n{kept.read(SMALL_BRIEF)}")
    kept.replace(SMALL_BRIEF, JUDGED, JUDGED.replace(": likely", ": TODO"))
    said = kept.seedbrief("diff", "HEAD")
    assert (said.exit_code, said.stderr) == (0, "")
    assert "likelihood removed: likely" in said.stdout


def test_what_is_still_to_be_written_in_a_source_of_what_is_published_is_an_error(kept: Project) -> None:
    source = "content/sources/tide-mill-turns-again.yml"
    kept.write(source, re.sub("(?m)^accessed: .*", "accessed: TODO", kept.read(source)))
    said = kept.seedbrief("diff", "HEAD")
    assert (said.exit_code, said.stdout) == (1, "No changes in the content since HEAD.\n")
    assert said.stderr.startswith("Now: 1 error in the content; items with errors are not compared.\n")


def test_a_mistyped_value_is_not_called_removed(kept: Project) -> None:
    kept.replace(SMALL_BRIEF, JUDGED, JUDGED.replace(": likely", ": probbably"))
    said = kept.seedbrief("diff", "HEAD")
    assert (said.exit_code, said.stdout) == (1, "No changes in the content since HEAD.\n")
    assert said.stderr.startswith("Now: 1 error in the content; items with errors are not compared.\n")


def test_what_is_wrong_but_the_same_does_not_matter(kept: Project) -> None:
    kept.write(SMALL_BRIEF, "title: [\n")
    commit(kept.root)
    said = kept.seedbrief("diff", "HEAD")
    assert (said.stdout, said.stderr) == ("No changes in the content since HEAD.\n", "")
    assert said.exit_code == 0


def test_content_that_could_not_be_read_then(kept: Project) -> None:
    fixed = kept.read(SMALL_BRIEF)
    kept.write(SMALL_BRIEF, "title: [\n")
    commit(kept.root)
    kept.write(SMALL_BRIEF, fixed)
    said = kept.seedbrief("diff", "HEAD")
    assert said.stdout == "No changes in the content since HEAD.\n"
    assert said.stderr == "At HEAD: 1 error in the content; items with errors are not compared.\n"
    assert said.exit_code == 0


@pytest.mark.parametrize(
    "revision",
    [
        "no-such-branch",
        "",
        "0000000",
        "f" * 40,
        "-x",
        "--all",
        "--output=x",
        "^HEAD",
        "v1..HEAD",
        "HEAD:README",
        "a b",
    ],
)
def test_an_unknown_revision(kept: Project, revision: str) -> None:
    files = sorted(tree(kept.root))
    said = kept.seedbrief("diff", "--", revision)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"Error: git knows no revision {revision!r} here; name a commit")
    assert sorted(tree(kept.root)) == files


def test_a_revision_is_no_command(kept: Project) -> None:
    said = kept.seedbrief("diff", "HEAD; touch x")
    assert said.exit_code == 2
    assert not (kept.root / "x").exists()


def test_a_revision_without_content(small: Project) -> None:
    git(small.root, "init", "--quiet", "--initial-branch", "main")
    git(small.root, "add", "mkdocs.yml", "seeds")
    git(small.root, "commit", "--quiet", "--message", "Begin")
    said = small.seedbrief("diff", "HEAD")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr == "Error: there is nothing in content/ at revision 'HEAD'\n"


def test_a_repository_without_a_commit(small: Project) -> None:
    git(small.root, "init", "--quiet")
    said = small.seedbrief("diff", "HEAD")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "git knows no revision 'HEAD' here" in said.stderr


def test_no_repository(small: Project) -> None:
    said = small.seedbrief("diff", "HEAD", GIT_CEILING_DIRECTORIES=str(small.root.parent))
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr == f"Error: {small.root.resolve()} is not in a git repository\n"


def test_no_git(kept: Project, tmp_path: Path) -> None:
    said = kept.seedbrief("diff", "HEAD", PATH=str(tmp_path))
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("Error: cannot run git (")
    assert "Traceback" not in said.stderr


def test_a_damaged_repository(kept: Project) -> None:
    blob = git(kept.root, "rev-parse", f"HEAD:{SMALL_BRIEF}")
    (kept.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    said = kept.seedbrief("diff", "HEAD")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"Error: git cannot find {blob}, a file of that revision")


def test_outside_a_project(kept: Project) -> None:
    said = Project(kept.root.parent).seedbrief("diff", "HEAD")
    assert said.exit_code == 2
    assert "neither this folder nor one above it" in said.stderr


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")
def test_colours_are_for_a_terminal_alone(kept: Project) -> None:
    import pty

    revise(kept)
    assert "\x1b" not in kept.seedbrief("diff", "v1").stdout
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [COMMANDS / "seedbrief", "diff", "v1"], cwd=kept.root, env=environment(TERM="xterm"), stdout=end
    ) as running:
        os.close(end)
        said = b""
        while True:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:  # the other end was closed
                break
            if not chunk:
                break
            said += chunk
    os.close(terminal)
    assert running.returncode == 0
    assert b"\x1b[1mbrief tide-mill-grinds-again\x1b[0m" in said
    assert b"\x1b[32m{+The others are+}\x1b[0m" in said
