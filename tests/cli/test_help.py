"""The help of every command ends with examples that run."""

import shlex
import shutil
from pathlib import Path

import click
import pytest

from generator.cli import common
from generator.cli.main import COMMANDS, main
from scripts.reference import commands as reference
from tests.helpers.example import EXAMPLE, Project
from tests.helpers.reader import make_start
from tests.helpers.repository import commit, git
from tests.helpers.samples import parse_page

ARTICLE = (EXAMPLE / "docs/seeds/ferry-runs-again.md").read_text("utf-8")
ORDER = [
    "build",
    *(name for name in COMMANDS if name not in ("build", "new")),
    "new",
]  # what needs a built site comes after it, and TODOs come last


def help_of(name: str) -> str:
    it = reference.command(name)
    return it.get_help(click.Context(it, info_name=name, parent=click.Context(main, info_name="seedbrief")))


def make_harbour(root: Path) -> Project:
    """Make the example of the documentation, with articles to import beside it."""
    make_start(parse_page("docs/page.md", "---\nstart: example\n---\n"), root)
    project = Project(root)
    shutil.copy(EXAMPLE / "docs/glossary_links.py", root)
    text = ARTICLE.partition("\n---\n")[2].strip()
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in text.split("\n\n"))
    page = (
        f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{body}</article></body></html>"
    )
    project.write("Ferry runs again.html", page)
    project.write("saved/news.txt", text)
    return project


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_ends_with_examples(name: str):
    codes, examples = reference.ending_of(reference.command(name))
    assert 1 <= len(examples) <= 3
    assert all(line.startswith(f"seedbrief {name}") for line in examples)
    shown = help_of(name)
    assert shown.endswith("".join(f"\n    {line}" for line in examples)), (
        "examples are indented, and not wrapped"
    )
    assert [number for number, _ in codes] in ([], ["0", "1", "2"])
    assert "Exits with" not in shown, "`exit_codes` of `ending` says it"


def test_an_example_and_exit_codes_are_read_from_the_help():
    end = common.ending("seedbrief a", "seedbrief b", exit_codes={0: "good", 1: "bad"})
    codes, examples = reference.ending_of(click.Command("a", epilog=end))
    assert codes == [("0", "good"), ("1", "bad"), ("2", "the command was used wrongly")]
    assert examples == ["seedbrief a", "seedbrief b"]


@pytest.mark.slow
def test_every_example_runs(tmp_path: Path):
    project = make_harbour(tmp_path / "harbour")
    git(project.root, "init", "--quiet")
    commit(project.root, "A brief")
    for name in ORDER:
        for line in reference.ending_of(reference.command(name))[1]:
            result = project.seedbrief(*shlex.split(line)[1:])
            assert result.exit_code == 0, f"{line}\n{result.output}"
