"""What a project's ``mkdocs.yml`` says, also by the files that it inherits from."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.utils.yaml import yaml_load

from generator.plugin.config import SeedbriefConfig
from generator.project.build import build_project
from generator.project.config import OPTIONS, ProjectError, find_root, read_config

BASE = """\
site_name: Inherited
site_url: https://inherited.example/
plugins:
  seedbrief:
    csp: {img-src: ["https:"], frame-src: ["https://video.example"]}
    rules: {unused-seed: error}
  tags: {}
"""
OWN = """\
INHERIT: shared/base.yml
site_name: Its own
plugins:
  seedbrief:
    csp: {img-src: ["'self'"]}
"""


def write(root: Path, **files: str) -> Path:
    """Write `mkdocs.yml` and `shared/base.yml` or more, by their names without folder and ending."""
    (root / "shared").mkdir()
    for name, text in files.items():
        (root / ("" if name == "mkdocs" else "shared") / f"{name}.yml").write_text(text)
    return root


def test_what_is_inherited_is_merged_as_mkdocs_does_it(tmp_path: Path):
    write(
        tmp_path,
        mkdocs=OWN,
        base="INHERIT: more.yml\n" + BASE,
        more="plugins: {seedbrief: {history: true}}\n",
    )
    options = read_config(tmp_path).plugin_options
    assert options == {
        "csp": {"img-src": ["'self'"], "frame-src": ["https://video.example"]},
        "rules": {"unused-seed": "error"},
        "history": True,
    }
    with (tmp_path / "mkdocs.yml").open("rb") as file:
        assert yaml_load(file)["plugins"]["seedbrief"] == options


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[toc, {tables: {a: 1}}]", {"toc": {}, "tables": {"a": 1}}),
        ("{toc: {permalink: '#'}, tables: }", {"toc": {"permalink": "#"}, "tables": {}}),
        ("[{emoji: {index: !!python/name:os.system , a: b}}]", {"emoji": {"a": "b"}}),
        ("[[a], 7, {toc: 8}]", {"['a']": {}, "7": {}, "toc": {}}),
        ("words", {}),
        ("", {}),
    ],
)
def test_markdown_extensions_are_read_with_their_options(written: str, read: object, tmp_path: Path):
    root = write(tmp_path, mkdocs=f"site_name: A\nmarkdown_extensions: {written}\n")
    assert read_config(root).markdown_extensions == read


def test_a_policy_that_is_switched_off_by_inheritance_is_off(tmp_path: Path):
    own = "INHERIT: shared/base.yml\n"
    write(tmp_path, mkdocs=own, base="plugins:\n  - seedbrief: {csp: false}\n")
    assert read_config(tmp_path).plugin_options == {"csp": False}


@pytest.mark.parametrize("value", ["false", "true", "{}", "'no'", "5", ""])
def test_what_the_environment_says_is_read_as_mkdocs_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
):
    monkeypatch.setenv("POLICY", value)
    write(tmp_path, mkdocs="plugins:\n  - seedbrief: {csp: !ENV [NOWHERE, POLICY, true]}\n")
    with (tmp_path / "mkdocs.yml").open("rb") as file:
        assert yaml_load(file)["plugins"] == [{"seedbrief": read_config(tmp_path).plugin_options}]


def test_a_list_of_plugins_takes_the_place_of_the_inherited_one(tmp_path: Path):
    own = "INHERIT: shared/base.yml\nplugins: [seedbrief]\n"
    write(tmp_path, mkdocs=own, base="plugins:\n  - seedbrief: {csp: false}\n")
    assert read_config(tmp_path).plugin_options == {}


def test_a_build_sees_inherited_rules_and_the_address(tmp_path: Path):
    write(tmp_path, mkdocs=OWN, base=BASE)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/new.txt").write_text("Words.\n")
    built = build_project(tmp_path)
    assert ("unused-seed", "error") in [(item.rule, item.severity) for item in built.diagnostics]
    assert any(b"https://inherited.example/" in asset.data for asset in built.assets)


@pytest.mark.parametrize(
    ("own", "base", "why"),
    [
        (
            OWN,
            "INHERIT: ../mkdocs.yml\n",
            "shared/base.yml: INHERIT: mkdocs.yml inherits from this file in turn",
        ),
        ("INHERIT: mkdocs.yml\n", "", "mkdocs.yml: INHERIT: mkdocs.yml inherits from this file in turn"),
        (
            "INHERIT: base.yml\n",
            "",
            "mkdocs.yml: INHERIT: there is no file base.yml; give its path relative to",
        ),
        (
            OWN,
            "INHERIT: more.yml\n",
            "shared/base.yml: INHERIT: there is no file shared/more.yml; give its path",
        ),
        (OWN, "plugins: [\n", "shared/base.yml:2:1: not valid YAML: "),
        (OWN, "- a\n", "shared/base.yml must be a mapping of settings"),
        ("a: b\n<<<<<<< x\n", "", "mkdocs.yml:2:1: a merge conflict begins here; keep the lines"),
        ("site_name: !ENV {a: b}\n", "", "mkdocs.yml:1:12: not valid YAML: `!ENV` needs names"),
        ("a: \0\n", "", "mkdocs.yml: not valid YAML: unacceptable character #x0000"),
        ("[" * 3000, "", "mkdocs.yml: lists or mappings are nested too deeply"),
        ('INHERIT: "a\\0b"\n', "", "mkdocs.yml: INHERIT: a path cannot contain the character U+0000"),
        ("INHERIT: [a.yml]\n", "", "mkdocs.yml: INHERIT: must be the path of a file"),
        ("plugins: {seedbrief: 5}\n", "", "mkdocs.yml: plugins: seedbrief: must be a mapping of options"),
        (
            "plugins: {seedbrief: {license: cc}}\n",
            "",
            "mkdocs.yml: plugins: seedbrief: there is no option `license`; did you mean `licence`?",
        ),
        (
            "plugins: {seedbrief: {xyzzy: 1}}\n",
            "",
            "mkdocs.yml: plugins: seedbrief: there is no option `xyzzy`; the",
        ),
    ],
)
def test_what_cannot_be_inherited_is_said_in_a_sentence(own: str, base: str, why: str, tmp_path: Path):
    write(tmp_path, mkdocs=own, base=base)
    with pytest.raises(ProjectError) as raised:
        read_config(tmp_path)
    assert str(raised.value).startswith(why)


def test_the_options_are_those_of_the_plugin():
    assert [*OPTIONS] == [*SeedbriefConfig(), "enabled"]  # MkDocs reads the last, of each plugin


def test_the_file_may_have_the_name_that_properdocs_gives_it(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "properdocs.yml").write_text("site_name: Its own\nplugins: [{seedbrief: {licence: cc}}]\n")
    assert find_root(tmp_path / "content") == tmp_path
    assert read_config(tmp_path).site_name == "Its own"
    with pytest.raises(ProjectError, match=r"^properdocs\.yml: plugins: seedbrief: licence: "):
        build_project(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: Both\n")
    assert read_config(tmp_path).site_name == "Both"


@pytest.mark.parametrize("rules", ["a", "[a]", "{1: warning}", "{unused-seed: maybe}", "{unused-seeds: off}"])
def test_wrong_rules_are_refused_in_a_sentence(rules: str, tmp_path: Path):
    write(tmp_path, mkdocs=f"plugins: [{{seedbrief: {{rules: {rules}}}}}]\n")
    with pytest.raises(ProjectError, match=r"^mkdocs\.yml: plugins: seedbrief: rules: "):
        build_project(tmp_path)


@pytest.mark.parametrize("csp", ["5", "{img-src: 5}", "{nope: [a]}", "{img-src: ['a;b']}"])
def test_a_policy_that_a_build_refuses_is_refused_by_a_check(csp: str, tmp_path: Path):
    write(tmp_path, mkdocs=f"plugins: [{{seedbrief: {{csp: {csp}}}}}]\n")
    with pytest.raises(ProjectError, match=r"^mkdocs\.yml: plugins: seedbrief: csp: "):
        build_project(tmp_path)
