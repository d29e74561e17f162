"""``seedbrief check``: its formats as programs and terminals get them, and what it is narrowed to."""

import json
import os
import pty
import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from generator.cli.main import main
from tests.helpers.example import SMALL_BRIEF, Project, break_everything, environment, make_small

SARIF = json.loads((Path(__file__).parents[1] / "data/sarif-2.1.0-rtm.5.schema.json").read_text("utf-8"))

BRIEF, SOURCE = SMALL_BRIEF, "content/sources/tide-mill-turns-again.yml"
WRONG = "em holds through the spring tides"  # for "am holds"


@pytest.fixture
def faulty(small: Project) -> Project:
    return spoil(small)


def spoil(project: Project) -> Project:
    """Put an error into the brief, another into the record of its source, and a warning."""
    project.replace(BRIEF, "- waiting to see whether the old dam", "- waiting to see whether the old dem")
    project.replace(SOURCE, "title: ", "titel: ")
    project.write("content/notes.txt", "Remember the milk.\n")
    return project


def findings(project: Project, *arguments: object, **settings: str) -> list[dict]:
    checked = project.seedbrief("check", "--format", "json", *arguments, **settings)
    return json.loads(checked.stdout)["findings"]


def test_the_line_is_shown_with_a_mark_under_the_place(faulty: Project) -> None:
    checked = faulty.seedbrief("check", BRIEF)
    text = faulty.read(BRIEF)
    line = next(line for line in text.splitlines() if WRONG in line)
    number = text.splitlines().index(line) + 1
    head, shown, mark, *hints = checked.stdout.splitlines()
    assert head.startswith(f"{BRIEF}:{number}:{line.index(WRONG) + 1}: error: ")
    assert shown == f"  {number} | {line}"
    assert mark.index("^") == shown.index(WRONG)
    assert hints[0].startswith("  nearest passage")


def on_a_terminal(project: Project, *arguments: str, **settings: str) -> str:
    """Run ``seedbrief`` on a terminal of 60 columns, and give what it wrote there."""
    child, terminal = pty.fork()
    if child == 0:
        try:
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            os.chdir(project.root)
            wanted = environment(COLUMNS="60", **settings)
            os.environ.clear()
            os.environ.update(wanted)
            main([*arguments], standalone_mode=False)
        finally:
            sys.stdout.flush()
            os._exit(0)
    written = bytearray()
    with suppress(OSError):  # the other end is closed
        while data := os.read(terminal, 65536):
            written.extend(data)
    os.waitpid(child, 0)
    os.close(terminal)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such terminals")
def test_a_terminal_shows_colours_and_long_lines_cut_to_its_width(faulty: Project) -> None:
    shown = on_a_terminal(faulty, "check", BRIEF)
    assert re.search(r"\x1b\[31mcontent/\S+ error: .*\x1b\[0m", shown)
    plain = re.sub(r"\x1b\[\d+m", "", shown)
    excerpts = re.findall(r"(?m)^  \d+ \| .*", plain)
    assert excerpts
    assert all(len(line) <= 60 for line in excerpts)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such terminals")
def test_a_terminal_whose_user_wants_no_colour_gets_none(faulty: Project) -> None:
    shown = on_a_terminal(faulty, "check", NO_COLOR="1")
    assert "error: " in shown
    assert "\x1b" not in shown


def test_json_is_alone_on_standard_output_and_complete(faulty: Project) -> None:
    checked = faulty.seedbrief("check", "--format", "json")
    assert checked.exit_code == 1
    assert checked.stderr == "2 errors, 1 warning\n"
    result = json.loads(checked.stdout)
    assert (result["version"], result["summary"]) == (1, {"errors": 2, "warnings": 1})
    finding = next(item for item in result["findings"] if item["rule"] == "quote-not-found")
    line = faulty.read(BRIEF).splitlines()[finding["line"] - 1]
    assert finding["path"] == BRIEF
    assert line[finding["column"] - 1 :].startswith(WRONG)
    assert finding["hint"].startswith("nearest passage")


FORMS = ("text", "json", "github", "sarif")

IN_EVERY_FORM = f"""
from click.testing import CliRunner
from generator.cli.main import main
for form in {FORMS}:
    print(CliRunner().invoke(main, ["check", "--format", form]).stdout, end="\\0")
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Check the faulty project in another process with other settings; gives the output in each form."""
    project = spoil(make_small(tmp_path_factory.mktemp("elsewhere") / "project"))
    shown = project.run("python", "-c", IN_EVERY_FORM, PYTHONHASHSEED="1", LC_ALL="C", PYTHONUTF8="1").stdout
    return dict(zip(FORMS, shown.split("\0"), strict=False))


@pytest.mark.parametrize("form", FORMS)
def test_every_run_lists_the_same_in_the_same_order(
    faulty: Project, elsewhere: dict[str, str], form: str
) -> None:
    here = faulty.seedbrief("check", "--format", form)
    assert here.stdout == elsewhere[form] != ""


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_a_clean_project_gives_a_program_nothing_to_read_but_its_form(small: Project, form: str) -> None:
    checked = small.seedbrief("check", "--strict", "--format", form)
    assert checked.exit_code == 0
    assert checked.stderr == "No problems found.\n"
    if form == "github":
        assert checked.stdout == ""
    else:
        json.loads(checked.stdout)


def test_sarif_of_a_project_in_which_everything_is_wrong_is_valid(project: Project) -> None:
    broken = break_everything(project)
    checked = project.seedbrief("check", "--format", "sarif")
    log = json.loads(checked.stdout)
    assert [error.message for error in Draft4Validator(SARIF).iter_errors(log)] == []
    [run] = log["runs"]
    assert set(broken.values()) <= {result["ruleId"] for result in run["results"]}
    assert len(run["results"]) == sum(map(int, re.findall(r"\d+", checked.stderr)))


def test_github_is_told_paths_from_the_root_of_the_repository(faulty: Project) -> None:
    (faulty.root.parent / ".git").mkdir()
    faulty.root.rename(faulty.root.parent / "our, site")
    moved = Project(faulty.root.parent / "our, site")
    checked = moved.seedbrief("check", "--format", "github", folder="content")
    assert checked.exit_code == 1
    assert checked.stdout.startswith("::error file=our%2C site/content/briefs/")
    [result, *_] = json.loads(moved.seedbrief("check", "--format", "sarif").stdout)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("our%2C%20site/content/briefs/")


def test_github_is_told_paths_from_the_workspace_where_there_is_no_repository(faulty: Project) -> None:
    checked = faulty.seedbrief("check", "--format", "github", GITHUB_WORKSPACE=str(faulty.root.parent))
    assert checked.stdout.startswith("::error file=project/content/briefs/")


def test_each_finding_is_one_workflow_command(faulty: Project) -> None:
    commands = faulty.seedbrief("check", "--format", "github").stdout.splitlines()
    assert len(commands) == len(findings(faulty)) == 3
    assert all(
        re.match(r"::(error|warning) file=content/[\w./-]+,line=\d+,", command) for command in commands
    )


@pytest.mark.parametrize(
    ("paths", "folder", "expected"),
    [
        ([BRIEF], "", {BRIEF}),
        ([SOURCE, BRIEF], "", {SOURCE, BRIEF}),
        (["content/briefs"], "", {BRIEF}),
        (["content/brief*"], "", None),
        (["tide-mill-grinds-again.yml"], "content/briefs", {BRIEF}),
        (["../notes.txt"], "content/briefs", {"content/notes.txt"}),
        (["."], "content", {SOURCE, BRIEF, "content/notes.txt"}),
        ([".."], "content", {SOURCE, BRIEF, "content/notes.txt"}),
        (["seeds"], "", set()),
        (["content/topics.yml", "mkdocs.yml"], "", set()),
    ],
)
def test_paths_narrow_what_is_listed(faulty: Project, paths, folder, expected) -> None:
    checked = faulty.seedbrief("check", "--format", "json", *paths, folder=folder)
    if expected is None:
        assert checked.exit_code == 2
    else:
        assert {item["path"] for item in json.loads(checked.stdout)["findings"]} == expected
        assert checked.exit_code == any(path != "content/notes.txt" for path in expected)


def test_what_is_narrowed_is_checked_against_everything(faulty: Project) -> None:
    """A topic that went missing is an error in the brief, though `topics.yml` is not listed."""
    faulty.write("content/topics.yml", "trade:\n  label: Trade\n")
    assert "unknown-id" in {item["rule"] for item in findings(faulty, BRIEF)}


def test_a_clean_file_among_others_is_said_to_be_so(faulty: Project) -> None:
    checked = faulty.seedbrief("check", "content/topics.yml")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("No problems found in content/topics.yml. ")


def test_a_link_is_a_finding_and_is_not_followed(small: Project) -> None:
    (small.root / "content/briefs/link.yml").symlink_to(small.root.parent / "nowhere.yml")
    [found] = findings(small, "content/briefs/link.yml")
    assert found["rule"] == "file-is-link"


@pytest.mark.parametrize("folder", ["content", "content/briefs", "content/sources", "seeds"])
def test_of_a_folder_that_is_a_link_only_that_is_to_be_fixed(small: Project, folder: str) -> None:
    away = small.root.parent / "away"
    (small.root / folder).rename(away)
    (small.root / folder).symlink_to(away, target_is_directory=True)
    if folder == "content":  # without its records nobody knows what the seeds are
        assert "permalink-gone" not in {found["rule"] for found in findings(small)}
        return
    assert [(found["rule"], found["path"]) for found in findings(small)] == [("file-is-link", folder)]


@pytest.mark.parametrize("path", ["no-such-file.yml", "..", "/", "../elsewhere.yml"])
def test_a_path_that_is_not_of_the_project_is_wrong_usage(faulty: Project, path: str) -> None:
    (faulty.root.parent / "elsewhere.yml").write_text("title: x\n")
    checked = faulty.seedbrief("check", path)
    assert checked.exit_code == 2
    assert checked.stdout == ""
    assert re.search("no such file or folder|is outside the project", checked.stderr)


def test_todos_are_one_line_a_draft_unless_asked_for(small: Project) -> None:
    small.write("content/briefs/idea.yml", "title: TODO\nstatus: draft\nsummary: TODO\ndate: TODO\n")
    todo = "content/briefs/idea.yml:1:1: warning: 3 TODOs left in this file; `seedbrief check content/briefs/idea.yml`"
    checked = small.seedbrief("check")
    assert [line for line in checked.stdout.splitlines() if "[todo-left]" in line] == [
        f"{todo} lists them [todo-left]"
    ]
    for asked in (["content/briefs"], ["--rule", "todo-left"]):
        assert small.seedbrief("check", *asked).stdout.count("is still TODO") == 3
    assert sum(item["rule"] == "todo-left" for item in findings(small)) == 3


def test_the_list_is_narrowed_to_errors_or_rules(faulty: Project) -> None:
    assert {item["severity"] for item in findings(faulty, "--errors")} == {"error"}
    assert {item["rule"] for item in findings(faulty, "--rule", "unexpected-file")} == {"unexpected-file"}
    assert faulty.seedbrief("check", "--rule", "unexpected-file").exit_code == 0
    wrong = faulty.seedbrief("check", "--rule", "unexpected-files")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "there is no rule `unexpected-files`. did you mean `unexpected-file`?" in wrong.stderr


def test_the_summary_counts_by_rule_and_file(faulty: Project) -> None:
    checked = faulty.seedbrief("check", "--summary")
    counted = dict(re.split("  +", line) for line in checked.stdout.splitlines())
    assert counted["unexpected-file"] == counted["content/notes.txt"] == "1 warning"
    assert counted["quote-not-found"] == "1 error"
    assert checked.exit_code == 1
