"""``seedbrief schema``: the schemas it writes hold for the example, and nobody's own settings are lost."""

import json
import re
from pathlib import Path

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import Result

from generator.exports.json_schema import KINDS
from tests.helpers.example import LATER, Project, tree

FOLDER = ".seedbrief/schema"
SETTINGS = ".vscode/settings.json"
AUTHORS = "kim:\n  name: Kim Min-ji\n  family: Kim\n  orcid: 0000-0002-1825-0097\n"
FILES = {f"{FOLDER}/{kind.schema}" for kind in KINDS}


def validate(project: Project, kind: str, *paths: str) -> Result:
    return project.invoke(check_jsonschema, "--schemafile", f"{FOLDER}/{kind}.schema.json", *paths)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_content_of_the_example_is_valid(project: Project, kind) -> None:
    project.write("content/authors.yml", AUTHORS)
    assert project.seedbrief("schema").exit_code == 0
    paths = [str(path) for glob in kind.globs for path in project.root.glob(glob)]
    assert paths
    checked = validate(project, kind.name, *paths)
    assert checked.exit_code == 0, checked.stdout
    assert project.invoke(check_jsonschema, "--check-metaschema", f"{FOLDER}/{kind.schema}").exit_code == 0


def test_what_is_wrong_in_a_brief_is_named(project: Project) -> None:
    project.seedbrief("schema")
    text = project.read(LATER).replace("credibility: 3", "credibility: 7", 1).replace("quote: ", "qoute: ", 1)
    project.write(LATER, text)
    project.replace(LATER, "title: ", "titel: ")
    checked = validate(project, "brief", LATER)
    assert checked.exit_code == 1
    for words in (
        "'title' is a required property",
        "'titel' was unexpected",
        "claims[0]",
        "7 is greater than the maximum of 6",
    ):
        assert words in checked.stdout


def test_they_are_in_a_folder_that_git_ignores_unless_another_is_named(small: Project) -> None:
    before = set(tree(small.root))
    written = small.seedbrief("schema", folder="content/briefs")
    assert written.exit_code == 0
    assert written.stdout.startswith("./.seedbrief/schema: 7 files written, 0 unchanged.\n")
    assert set(tree(small.root)) - before == FILES | {f"{FOLDER}/.gitignore", f"{FOLDER}/.seedbrief-files"}
    assert small.read(f"{FOLDER}/.gitignore") == "*\n"

    assert small.seedbrief("schema", "docs/schemas").exit_code == 0
    assert set(tree(small.root / "docs")) == {f"schemas/{kind.schema}" for kind in KINDS} | {
        "schemas/.seedbrief-files"
    }


def test_they_follow_the_content_and_are_the_same_for_the_same_content(project: Project) -> None:
    project.seedbrief("schema")
    before = tree(project.root / FOLDER)
    assert "0 files written, 7 unchanged" in project.seedbrief("schema").stdout
    project.run("seedbrief", "schema", "other", PYTHONHASHSEED="7", LC_ALL="C")
    assert tree(project.root / "other") == {
        name: data for name, data in before.items() if name != ".gitignore"
    } | {".seedbrief-files": tree(project.root / "other")[".seedbrief-files"]}
    project.write("content/topics.yml", project.read("content/topics.yml") + "new-topic:\n  label: New\n")
    assert "2 files written, 5 unchanged" in project.seedbrief("schema").stdout  # of briefs and of topics
    assert '"new-topic"' in project.read(f"{FOLDER}/brief.schema.json")


def test_a_project_with_mistakes_has_schemas_too(project: Project) -> None:
    project.write("content/topics.yml", "- a list\n")
    project.write("content/briefs/half.yml", 'title: "')
    assert project.seedbrief("schema").exit_code == 0
    assert validate(project, "brief", LATER).exit_code == 0


@pytest.mark.parametrize("folder", ["content", "content/briefs", "seeds", ".", "docs"])
def test_no_folder_of_others_is_written_to(small: Project, folder: str) -> None:
    small.write("docs/mine.txt", "Mine.")
    before = tree(small.root)
    asked = small.seedbrief("schema", folder)
    assert asked.exit_code == 2
    assert re.search("name a|choose another folder", asked.stderr)
    assert tree(small.root) == before


def test_visual_studio_code_is_told_where_they_are(small: Project) -> None:
    small.write("content/authors.yml", AUTHORS)
    written = small.seedbrief("schema", "--vscode")
    assert written.exit_code == 0
    settings = json.loads(small.read(SETTINGS))
    assert list(settings) == ["yaml.schemas"]
    for path, globs in settings["yaml.schemas"].items():
        assert (small.root / path).is_file()
        assert any(list(small.root.glob(glob)) for glob in globs)
    assert set(settings["yaml.schemas"]) == {f"./{path}" for path in FILES}
    assert "lists the schemas already" in small.seedbrief("schema", "--vscode").stdout


def test_settings_that_are_there_stay(small: Project) -> None:
    mine = {
        "editor.tabSize": 2,
        "yaml.schemas": {"./mine.json": "*.yml", f"./{FOLDER}/brief.schema.json": "other/*.yml"},
        "z": [1],
    }
    small.write(SETTINGS, json.dumps(mine, indent=4))
    small.seedbrief("schema", "--vscode")
    text = small.read(SETTINGS)
    settings = json.loads(text)
    assert text.startswith('{\n    "editor.tabSize": 2,')
    assert {name: settings[name] for name in ("editor.tabSize", "z")} == {"editor.tabSize": 2, "z": [1]}
    assert mine["yaml.schemas"].items() <= settings["yaml.schemas"].items()
    assert len(settings["yaml.schemas"]) == len(KINDS) + 1


@pytest.mark.parametrize(
    "settings",
    [
        b'{\n  // two\n  "editor.tabSize": 2\n}\n',
        b'{"a": 1, "a": 2}',
        b'{"a": [1,],}',
        b'{"yaml.schemas": []}',
        b"[]",
        b"\xff",
        b"{",
    ],
    ids=["comments", "a key twice", "commas", "no mapping", "a list", "bytes", "half"],
)
def test_settings_that_cannot_be_added_to_are_left_and_what_to_add_is_said(
    small: Project, settings: bytes
) -> None:
    small.write(SETTINGS, settings)
    written = small.seedbrief("schema", "--vscode")
    assert written.exit_code == 0
    assert (small.root / SETTINGS).read_bytes() == settings
    assert "was not changed. Add this to it:" in written.stderr
    added = json.loads(written.stdout.partition("\n")[2])
    assert set(added["yaml.schemas"]) == {f"./{path}" for path in FILES}


def test_settings_that_are_a_link_stay_one(small: Project, tmp_path: Path) -> None:
    (tmp_path / "shared.json").write_text("{}")
    (small.root / ".vscode").mkdir()
    (small.root / SETTINGS).symlink_to(tmp_path / "shared.json")
    small.seedbrief("schema", "--vscode")
    assert (small.root / SETTINGS).is_symlink()
    assert "yaml.schemas" in (tmp_path / "shared.json").read_text()
