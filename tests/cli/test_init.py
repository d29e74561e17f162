"""The command ``seedbrief init``: a new site, complete from the first minute, and nothing of anyone's written over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from generator.cli import init as cli_init
from generator.project import scaffold
from generator.project.build import lock_project
from tests.helpers.example import EXAMPLE, Project, tree


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    return Project(tmp_path)


def made(empty: Project, *arguments: str) -> Project:
    done = empty.seedbrief("init", "my-site", *arguments)
    assert done.exit_code == 0, done.output
    return Project(empty.root / "my-site")


def test_a_new_site_has_nothing_to_mend_and_builds(empty: Project):
    site = made(empty)
    checked = site.seedbrief("check", "--strict")
    assert (checked.exit_code, checked.stderr) == (0, "")
    built = site.build("--strict")
    assert built.exit_code == 0, built.stderr
    home = site.read("site/index.html")
    assert "The tide mill of Lantern Bay grinds again" in home
    assert re.search("<title>.*My site.*</title>", home)


def test_an_empty_site_is_a_new_site_without_the_example(empty: Project):
    with_example = tree(made(empty).root)
    site = Project(empty.root / "empty-site")
    done = empty.seedbrief("init", "empty-site", "--empty", "--title", "My site")
    assert "example" not in done.output
    files = tree(site.root)
    assert set(with_example) - set(files) == {
        path for path in with_example if path.startswith(("seeds/", "content/")) and "/pages/" not in path
    }
    assert not re.search("tide mill|Lantern Bay", "".join(map(bytes.decode, files.values())), re.IGNORECASE)
    assert {path for path in files if files[path] != with_example[path]} == {"README.md", "mkdocs.yml"}
    checked = site.seedbrief("check", "--strict")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert site.build("--strict").exit_code == 0


LOCAL = "seedbrief @ file:///somewhere/seedbrief-0.1.0-py3-none-any.whl"


@pytest.fixture(params=["seedbrief==0.1.0", "seedbrief @ git+ssh://git@git.example/a@12ab", LOCAL])
def requirement(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Pretend that Seedbrief was installed by this requirement."""
    for module in (scaffold, cli_init):
        monkeypatch.setattr(module, "installed_requirement", lambda: request.param)
    return request.param


def test_it_says_what_it_made_and_what_to_do_next(empty: Project, requirement: str):
    done = empty.seedbrief("init", "a b/my-site")
    listed = set(re.findall(r"(?m)^  (\S+)$", done.output))
    assert set(tree(empty.root / "a b/my-site")) == listed
    steps, _, note = done.output.partition("\n\nBefore you publish: ")
    assert [line.split("  ")[1] for line in steps.splitlines()[-3:]] == [
        "cd 'a b/my-site'",
        "mkdocs serve",
        "seedbrief new ARTICLE",
    ]
    assert ("requirements.txt" in note) == (requirement == LOCAL)


def test_its_requirements_are_the_seedbrief_that_made_it(empty: Project, requirement: str):
    *comment, line = made(empty).read("requirements.txt").splitlines()
    assert line == requirement
    assert all(above.startswith("# ") for above in comment)
    assert ("pip wheel" in "".join(comment)) == (requirement == LOCAL)
    assert ("SSH" in "".join(comment)) == ("ssh" in requirement)


def test_the_site_is_called_as_the_user_says(empty: Project):
    title = "Café: \"Häfen\" & 'Boote' # @VERSION@"
    site = made(empty, "--title", title)
    assert config(site.root)["site_name"] == title
    assert site.read("README.md").startswith(f"# {title}\n")


def test_a_site_without_a_title_is_called_as_its_folder(empty: Project):
    assert config(made(empty).root)["site_name"] == "My site"


@pytest.mark.parametrize("title", [" Site", "Two\nlines", "x" * 201])
def test_a_title_that_is_none_is_refused(empty: Project, title: str):
    done = empty.seedbrief("init", "my-site", "--title", title)
    assert done.exit_code == 2
    assert "--title must be one line" in done.stderr
    assert not list(empty.root.iterdir())


def test_the_configuration_is_the_examples_but_for_its_words(empty: Project):
    ours, theirs = config(EXAMPLE), config(made(empty).root)
    assert {key for key in ours if ours[key] != theirs[key]} == {
        "site_name",
        "site_description",
        "copyright",
        "plugins",
    }
    assert theirs["plugins"] == [{"seedbrief": None}]
    assert list(ours) == list(theirs)


def config(root: Path) -> dict[str, Any]:
    with (root / "mkdocs.yml").open("rb") as file:
        return yaml_load(file)


def test_nothing_of_the_example_is_left_in_a_new_site(empty: Project):
    words = "\n".join(data.decode() for data in tree(made(empty).root).values())
    assert not re.search(r"Hyesan|Daily NK|North Korea|@[A-Z]+@", words)


def test_its_locks_are_those_that_the_command_writes(empty: Project):
    site = made(empty)
    before = tree(site.root)
    assert site.seedbrief("lock").exit_code == 0
    assert tree(site.root) == before
    assert not lock_project(site.root).blockers


def test_its_workflow_publishes_as_the_examples_does(empty: Project):
    site = made(empty)
    ours = yaml.safe_load((EXAMPLE / ".github/workflows/publish.yml").read_text("utf-8"))
    theirs = yaml.safe_load(site.read(".github/workflows/publish.yml"))
    assert theirs["jobs"].pop("deploy") == ours["jobs"].pop("deploy")
    steps = {"ours": ours["jobs"]["build"].pop("steps"), "theirs": theirs["jobs"]["build"].pop("steps")}
    assert theirs == ours
    pins = {
        name: dict(pin(step["uses"]) for step in listed if "uses" in step) for name, listed in steps.items()
    }
    assert pins["ours"].items() <= pins["theirs"].items()
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for commit in pins["theirs"].values())
    check = yaml.safe_load(site.read(".github/workflows/check.yml"))
    used = dict(pin(step["uses"]) for step in check["jobs"]["check"]["steps"] if "uses" in step)
    assert used.items() <= pins["theirs"].items()


def test_git_keeps_its_evidence_and_merges_its_addresses_as_in_the_example(empty: Project):
    ours = {
        line for line in (EXAMPLE / ".gitattributes").read_text("utf-8").splitlines() if line.startswith("/")
    }
    theirs = set(made(empty).read(".gitattributes").splitlines())
    assert ours - theirs == {"/requirements.lock linguist-generated"}


def pin(action: str) -> tuple[str, str]:
    name, _, commit = action.partition("@")
    return name, commit


def test_commands_of_its_workflows_and_readme_exist(empty: Project):
    site = made(empty)
    read = "".join(site.read(path) for path in (".github/workflows/check.yml", "README.md"))
    commands = set(re.findall(r"(?m)(?:run: |^|`)seedbrief ([a-z]+(?: --[a-z]+(?: github)?)?)", read))
    assert {"check --format github", "new", "lock", "lock --accept"} <= commands
    for command in commands:
        assert "No such" not in site.seedbrief(*command.split(), "--help").output
    assert site.seedbrief("check", "--format", "github").exit_code == 0


def test_other_things_in_the_folder_stay(empty: Project):
    others = {
        "LICENSE": b"All mine\n",
        ".git/HEAD": b"ref",
        "docs/notes.md": b"notes",
        ".github/CODEOWNERS": b"me",
    }
    for path, data in others.items():
        empty.write(f"my-site/{path}", data)
    site = made(empty)
    assert others.items() <= tree(site.root).items()
    assert site.seedbrief("check", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("there", "named"),
    [
        (["README.md", "mkdocs.yml", "kept.txt"], ["README.md", "mkdocs.yml"]),
        (["content/briefs/mine.yml"], ["content"]),
        (["seeds/mine.txt", "seeds/SHA256SUMS"], ["seeds"]),
        (["site_templates/pages/brief.md.j2"], ["site_templates"]),
        ([".github"], [".github"]),
        (["seeds"], ["seeds"]),
    ],
)
def test_what_is_in_the_way_is_named_and_nothing_is_written(
    empty: Project, there: list[str], named: list[str]
):
    for path in there:
        empty.write(f"my-site/{path}", "mine")
    before = tree(empty.root)
    done = empty.seedbrief("init", "my-site")
    assert done.exit_code == 2
    assert re.findall(r"(?m)^  (.+)$", done.stderr) == named
    assert tree(empty.root) == before


def test_a_site_is_not_made_twice(empty: Project):
    site = made(empty)
    before = tree(site.root)
    assert empty.seedbrief("init", "my-site").exit_code == 2
    assert site.seedbrief("init", ".").exit_code == 2
    assert tree(site.root) == before


def test_a_link_that_leads_nowhere_is_in_the_way(empty: Project):
    empty.write("my-site/other", "")
    (empty.root / "my-site/mkdocs.yml").symlink_to("nowhere")
    done = empty.seedbrief("init", "my-site")
    assert (done.exit_code, "  mkdocs.yml" in done.stderr) == (2, True)
    assert not (empty.root / "my-site/nowhere").exists()


def test_a_file_is_no_folder(empty: Project):
    empty.write("my-site", "a file")
    done = empty.seedbrief("init", "my-site")
    assert (done.exit_code, done.stderr) == (2, "Error: my-site is a file; name a folder\n")


def test_a_folder_that_cannot_be_made_is_an_error_in_a_sentence(empty: Project):
    empty.write("file", "a file")
    done = empty.seedbrief("init", "file/my-site")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: file/my-site")
    assert done.stderr.endswith("; nothing was written\n")


def test_without_its_example_it_still_builds_and_a_draft_shows_nowhere(empty: Project):
    """As README.md of a new site has it; then the first article of its own comes in."""
    site = made(empty)
    for folder in ("seeds", "content/briefs", "content/sources"):
        for file in (site.root / folder).iterdir():
            file.unlink()
    for name in ("publishers", "topics", "entities"):
        site.write(f"content/{name}.yml", "# nothing yet\n")
    assert site.seedbrief("lock", "--accept").exit_code == 0
    head = "<title>The quay sank</title><meta property='og:site_name' content='Bay Courier'>"
    site.write(
        "saved.html",
        f"<html><head>{head}</head><body><article><p>It sank at noon.</p></article></body></html>",
    )
    brought = site.seedbrief("new", "saved.html")
    assert brought.exit_code == 0, brought.output
    assert "bay-courier:" in site.read("content/publishers.yml")

    for strict in (["--strict"], []):
        built = site.build(*strict, SITE_URL="https://site.example/")
        assert built.exit_code == 0, built.stderr
    shown = b"".join(data for path, data in tree(site.root / "site").items())
    assert b"quay sank" not in shown
    assert b"Bay Courier" not in shown
    assert site.seedbrief("index", "site").exit_code == 0
