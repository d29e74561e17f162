"""``seedbrief check`` and ``mkdocs build``: what they say of a project, how they exit, and what they leave alone."""

import os
import re
from pathlib import Path

import pytest
from click.testing import Result
from yaml import safe_load

from generator.cli.main import COMMANDS
from tests.helpers.example import (
    EARLIER,
    LATER,
    SMALL_BRIEF,
    Finished,
    Project,
    break_everything,
    tree,
)


def test_the_example_has_nothing_to_fix(project: Project) -> None:
    checked = project.run("seedbrief", "check", "--strict")
    assert checked.returncode == 0
    assert re.fullmatch(r"No problems found\. \d\d pages would be generated\.\n", checked.stdout)
    assert checked.stderr == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(tmp_path: Path, command: str) -> None:
    shown = Project(tmp_path).seedbrief(command, "--help")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert re.match(rf"Usage: \S+ {command} ", shown.stdout)


@pytest.mark.parametrize(
    "command",
    [pytest.param(name, marks=() if name == "verify" else pytest.mark.slow) for name in COMMANDS],
)
def test_every_command_starts_as_a_program(tmp_path: Path, command: str) -> None:
    shown = Project(tmp_path).run("seedbrief", command, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: seedbrief {command} ")


# Words of the article about the tide mill, and how a brief quotes them; the letter after ^ is the wrong one.
MARCH = "has been grinding barley again since 9 March"
WRONG_LETTERS = {
    "in one plain line": (MARCH, "has been grinding ^parley again since 9 March"),
    "the first one": (MARCH, "^was been grinding barley again since 9 March"),
    "the last one": (
        "two of the five bakeries have stopped doing so",
        "two of the five bakeries have stopped doing s^a",
    ),
    "a small letter for a capital": (
        "We grind for four hours at each low tide",
        "^we grind for four hours at each low tide",
    ),
    "after words left out": (
        "flour over by boat. According to the harbour office",
        "The wheel had stood still for eleven years [...] flour over by boat. According to the ^farbour office",
    ),
    "after a curly quotation mark": ("each low tide,” said the keeper", "each low tide,” said the ke^aper"),
    "in the second line of a folded text": (
        MARCH,
        ">-\n          has been grinding\n          barley again ^pince 9 March",
    ),
    "in the third line of a literal text": (
        MARCH,
        "|\n          has been\n          grinding barley\n          again since 9 ^Larch",
    ),
    "between double quotation marks": (MARCH, '"has been grinding \\x62arley again ^pince 9 March"'),
    "in the second line between single quotation marks": (
        MARCH,
        "'has been grinding barley\n\n          again ^pince 9 March'",
    ),
}


@pytest.mark.parametrize("change", WRONG_LETTERS.values(), ids=WRONG_LETTERS)
def test_one_wrong_letter_is_named_with_its_place_and_the_right_words(small: Project, change) -> None:
    right, wrong = change
    claim = f"  - id: wrong-letter\n    text: The mill grinds.\n    evidence:\n      - {wrong}\n\n"
    before, after = small.read(SMALL_BRIEF).replace("judgments:", f"{claim}judgments:").split("^")
    small.write(SMALL_BRIEF, before + after)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    checked = small.seedbrief("check", "--rule", "quote-not-found")
    assert checked.exit_code == 1
    assert checked.stderr.startswith("1 error")
    finding, shown, mark, nearest, difference = checked.stdout.splitlines()
    assert shown == f"  {line} | {small.read(SMALL_BRIEF).splitlines()[line - 1]}"
    assert mark.index("^") == len(f"  {line} | ") + column - 1
    assert finding.startswith(f"{SMALL_BRIEF}:{line}:{column}: error: quotation not found in tide-mill")
    assert re.match(r"  nearest passage, 9\d% alike: ", nearest)
    assert right in nearest
    assert difference.startswith("  [-typed-] {+in the article+}: ")


def test_a_wrong_letter_in_every_quotation_leaves_no_quotation_unnamed(project: Project) -> None:
    places = []
    for path in (EARLIER, LATER):
        text, at = project.read(path), 0
        for claim in safe_load(text)["claims"]:
            at = text.index("evidence:", text.index(f"- id: {claim['id']}\n", at))
            for quotation in claim["evidence"]:
                first, second, *_ = quotation.split(" ")
                at = text.index(f"{first} {second}", at) + len(first) + 1
                text = f"{text[:at]}ß{text[at + 1 :]}"
                before = text[:at].split("\n")
                places.append(f"{path}:{len(before)}:{len(before[-1]) + 1}")
        project.write(path, text)
    assert len(places) > 20

    checked = project.seedbrief("check")
    assert checked.exit_code == 1
    assert sorted(re.findall(r"(?m)^(content/.*?): error: quotation not found", checked.stdout)) == sorted(
        places
    )

    built = project.build()
    assert built.exit_code == 1
    assert sorted(re.findall(r"(content/\S*): error: quotation not found", built.stderr)) == sorted(places)
    assert f"{len(places)} errors in the content: no site was built" in built.stderr
    assert_no_traceback(built)
    assert not (project.root / "site").exists()


def test_a_build_that_fails_leaves_the_earlier_site_whole(small: Project) -> None:
    assert small.build().exit_code == 0
    earlier = tree(small.root / "site")
    assert "briefs/tide-mill-grinds-again/index.html" in earlier

    small.replace(SMALL_BRIEF, "title: The tide mill", "title: Another mill")
    small.replace(SMALL_BRIEF, "stopped doing so", "stopped doing sa")
    assert small.build().exit_code == 1
    assert tree(small.root / "site") == earlier


def test_a_warning_fails_only_a_strict_run(small: Project) -> None:
    small.write("content/notes.txt", "Remember the milk.\n")
    checked = small.seedbrief("check")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("content/notes.txt:1:1: warning: this file is not used ")
    assert checked.stderr == "1 warning\n"
    assert small.seedbrief("check", "--strict").exit_code == 1

    built = small.build()
    assert built.exit_code == 0
    assert "content/notes.txt:1:1: warning: this file is not used " in built.stderr
    kept = small.root / "site" / "kept.txt"  # gone if the site is built again
    kept.touch()
    built = small.build("--strict")
    assert built.exit_code == 1
    assert "1 warning in the content: no site was built" in built.stderr
    assert kept.exists()


@pytest.mark.parametrize(
    ("arguments", "folder", "settings", "reason"),
    [
        (["check", "--no-such-option"], "project", {}, "No such option"),
        (["chekc"], "project", {}, "No such command"),
        (["check", "more"], "project", {}, "more: no such file or folder"),
        (["check", "mkdocs.yml", ".."], "project", {}, ".. is outside the project"),
        (["check", "--format", "xml"], "project", {}, "is not one of"),
        (["schema", "content"], "project", {}, "contains the site's source files"),
        (["generate"], "project", {}, "Missing argument"),
        (["-C", "no-such-folder", "check"], "project", {}, "does not exist"),
        (["-C", "mkdocs.yml", "check"], "project", {}, "is a file"),
        (["check"], ".", {}, "neither this folder nor one above it has a mkdocs.yml and a content/"),
        (
            ["generate", "out"],
            ".",
            {},
            "neither this folder nor one above it has a mkdocs.yml and a content/",
        ),
        (["check"], "project", {"SOURCE_DATE_EPOCH": "abc"}, "SOURCE_DATE_EPOCH is 'abc'"),
        (["check"], "project", {"SOURCE_DATE_EPOCH": "9" * 30}, "SOURCE_DATE_EPOCH is '999"),
        (["generate", "out"], "project", {"SOURCE_DATE_EPOCH": "1.5"}, "SOURCE_DATE_EPOCH is '1.5'"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(
    project: Project, arguments, folder, settings, reason
) -> None:
    parent = Project(project.root.parent)
    asked = parent.seedbrief(*arguments, folder=folder, **settings)
    assert asked.exit_code == 2
    assert asked.stdout == ""
    assert reason in asked.stderr
    assert [file.name for file in parent.root.iterdir()] == ["project"]
    assert not (project.root / "out").exists()


@pytest.mark.parametrize(
    "configuration", [b"plugins: [\n", b"Caf\xe9", b"", b"plugins: [{seedbrief: {rules: [a]}}]\n"]
)
def test_a_configuration_that_cannot_be_read_is_wrong_usage(small: Project, configuration: bytes) -> None:
    small.write("mkdocs.yml", configuration)
    checked = small.seedbrief("check")
    assert checked.exit_code == 2
    assert checked.stderr.startswith("Error: mkdocs.yml")


@pytest.mark.parametrize("folder", ["content/briefs", "seeds", "site_templates/pages"])
def test_the_project_is_found_from_any_folder_inside_it(small: Project, folder: str) -> None:
    small.replace(SMALL_BRIEF, "stopped doing so", "stopped doing sa")
    checked = small.seedbrief("check", folder=folder)
    assert checked.exit_code == 1
    assert checked.stdout.startswith(f"{SMALL_BRIEF}:")


@pytest.mark.parametrize("named", ["project", "project/content", "project/content/../seeds"])
def test_the_project_can_be_named(small: Project, named: str) -> None:
    parent = Project(small.root.parent)
    small.replace(SMALL_BRIEF, "stopped doing so", "stopped doing sa")
    checked = parent.seedbrief("-C", named, "check")
    assert checked.exit_code == 1
    assert checked.stdout.startswith(f"{SMALL_BRIEF}:")


def test_every_kind_of_bad_file_is_reported_beside_the_others(project: Project) -> None:
    broken = break_everything(project)
    checked = project.seedbrief("check")
    assert checked.exit_code == 1
    assert_no_traceback(checked)
    for path, rule in broken.items():
        assert re.search(rf"(?m)^{re.escape(path)}:\d+:\d+: .* \[{rule}\]$", checked.stdout), (path, rule)

    built = project.build()
    assert built.exit_code == 1
    assert_no_traceback(built)
    for path in broken:
        assert f"seedbrief: {path}:" in built.stderr


def test_what_may_not_be_read_is_reported(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    # Taking away permissions would not do: whoever runs the tests as root may read everything.
    def refuse(method):
        def refusing(path: Path | str):
            if Path(path).name in ("topics.yml", "briefs"):
                raise PermissionError(13, "Permission denied")
            return method(path)

        return refusing

    monkeypatch.setattr(Path, "read_bytes", refuse(Path.read_bytes))
    monkeypatch.setattr(os, "listdir", refuse(os.listdir))
    checked = small.seedbrief("check")
    assert checked.exit_code == 1
    assert "content/topics.yml:1:1: error: cannot be read: Permission denied" in checked.stdout
    assert "content/briefs:1:1: error: cannot be read: Permission denied" in checked.stdout


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such file names")
def test_a_file_name_that_is_not_text_is_reported(small: Project) -> None:
    try:
        Path(os.fsdecode(os.fsencode(small.root) + b"/content/briefs/\xff.yml")).write_text("title: x\n")
    except OSError:
        pytest.skip("this file system has no such file names")
    checked = small.run("seedbrief", "check", PYTHONIOENCODING="utf-8:backslashreplace")
    assert checked.returncode == 1
    assert r"\xff" in checked.stdout
    assert_no_traceback(checked)

    built = small.build()
    assert built.exit_code == 1
    assert r"\xff" in built.stderr
    assert_no_traceback(built)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such file names")
@pytest.mark.parametrize("folder", ["seeds", "content/sources", "content/pages", "site_templates"])
def test_no_command_fails_on_a_file_name_that_is_not_text(small: Project, folder: str) -> None:
    ending = ".yml" if folder == "content/sources" else ".md"
    try:
        Path(os.fsdecode(os.fsencode(small.root / folder) + b"/caf\xe9" + ending.encode())).write_text(
            "x: y\n"
        )
    except OSError:
        pytest.skip("this file system has no such file names")
    message = rf"{folder}:1:1: error: the name of the file or folder caf\xe9{ending} is not UTF-8"
    for command in (["check"], ["lock"], ["generate", "out"]):
        done = small.seedbrief(*command)
        assert (done.exit_code, done.output.count(" error: ")) == (1, 1), done.output
        assert message in done.stdout
    assert small.seedbrief("schema").exit_code == 0


def test_what_a_file_says_cannot_change_the_terminal(small: Project) -> None:
    hidden = "\x1b[31m\x9b2J\x07\u202e"
    settings = small.read("mkdocs.yml")
    small.write("mkdocs.yml", settings + '\n"\\e[31m": !ENV {a: b}\n')
    assert "\x1b" not in small.seedbrief("check").output
    small.write("mkdocs.yml", "site_name: A\nplugins: [{seedbrief: {rules: {'a': \"\\e[31m\"}}}]\n")
    assert "\x1b" not in small.seedbrief("check").output
    small.write("mkdocs.yml", 'site_name: A\nINHERIT: "\\e[31m.yml"\n')
    assert "no file \ufffd[31m.yml" in small.seedbrief("check").output
    small.write("mkdocs.yml", "site_name: A\nplugins: [seedbrief]\n")
    small.write(f"content/{hidden}.yml", "a: b\n")
    small.write("content/briefs/coloured.yml", 'title: "\\e[31m"\n"\\e[32m": x\nsources: ["\\e[33m"]\n')
    for options in ([], ["--format", "github"], ["--format", "json"], ["--format", "sarif"]):
        shown = small.seedbrief("check", *options).output
        assert "[3" in shown
        assert not any(
            character in shown for character in hidden if not character.isalnum() and character != "["
        )
    small.write("mkdocs.yml", settings)
    assert "\x1b" not in small.build().stderr


@pytest.mark.parametrize("path", ["content/topics.yml", "content/permalinks.lock", "seeds/2024.txt"])
def test_a_folder_in_place_of_a_file_is_reported(small: Project, path: str) -> None:
    (small.root / path).unlink(missing_ok=True)
    (small.root / path).mkdir()
    for command in ("check", "lock"):
        done = small.seedbrief(command)
        assert (done.exit_code, done.stdout.count(" error: ")) == (1, 1), done.stdout
        assert f"{path}:1:1: error: this is not a file but a folder [file-unreadable]" in done.stdout


def test_a_finding_can_be_shown_where_its_letters_cannot(small: Project) -> None:
    small.write("seeds/korean.txt", "혜산 세관을 통해 중국으로 가는 트럭에 짐이 실리고 있다.\n")
    small.write("content/sources/korean.yml", "title: 혜산\npublisher: lantern-bay-courier\nlanguage: ko\n")
    small.replace(SMALL_BRIEF, "sources: [", "sources: [korean, ")
    claim = "  - id: flour-a-day\n"
    evidence = "    evidence: [{source: korean, quote: 통해 중국으로 가는 기차에 짐이 실리고}]\n"
    small.replace(SMALL_BRIEF, claim, f"  - id: korean\n    text: Words.\n{evidence}\n{claim}")
    checked = small.run("seedbrief", "check", PYTHONIOENCODING="latin-1")
    assert checked.returncode == 1
    assert_no_traceback(checked)
    nearest = next(line for line in checked.stdout.splitlines() if "nearest passage" in line)
    assert nearest.encode().decode("unicode_escape").endswith('통해 중국으로 가는 트럭에 짐이 실리고"')


def assert_no_traceback(finished: Finished | Result) -> None:
    assert "Traceback" not in finished.stdout + finished.stderr
