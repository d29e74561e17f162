"""A project that is built in a process of its own is the same, and so are its errors."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.build import BuildResult
from generator.plugin import single_build
from generator.plugin.single_build import SingleBuild, build_once
from generator.project.build import build_project
from generator.project.config import ProjectError
from generator.search.documents import search_pages
from tests.helpers.example import Project, tree

MARKDOWN = {"about.md": b"# About\n\nWords of a hand-written page.\n"}


def contents(built: SingleBuild) -> Any:
    result = built.result
    return result.files(), result.diagnostics, result.notices, result.site, [*built.search_pages(MARKDOWN)]


def test_a_large_project_is_built_elsewhere_and_is_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()
    processes: list[int] = []
    build = partial(build_project, project.root)
    small = build_once(project.root, build)
    monkeypatch.setattr(single_build, "ENOUGH", 1)
    monkeypatch.setattr(single_build, "_build", lambda *arguments: (processes.append(os.getpid()), 1 / 0))
    with pytest.raises(ZeroDivisionError):  # after it has failed elsewhere, it is called here
        build_once(project.root, build)
    assert processes == [here]
    monkeypatch.undo()
    monkeypatch.setattr(single_build, "ENOUGH", 1)
    large = build_once(project.root, build)
    assert contents(large) == contents(small)
    whole = build_project(project.root)
    assert [*large.search_pages(MARKDOWN)] == [*search_pages(whole.site, MARKDOWN)]
    assert large.result.site.as_of == whole.site.as_of
    assert not large.result.site.briefs


def test_an_error_of_a_large_project_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(**options: object) -> BuildResult:
        raise ProjectError("mkdocs.yml: no")

    (tmp_path / "content/briefs").mkdir(parents=True)
    monkeypatch.setattr(single_build, "ENOUGH", 0)
    with pytest.raises(ProjectError, match="no"):
        build_once(tmp_path, build)


def test_a_site_is_the_same(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert small.build("--strict").exit_code == 0
    site = tree(small.root / "site")
    monkeypatch.setattr(single_build, "ENOUGH", 1)
    assert small.build("--strict").exit_code == 0
    assert tree(small.root / "site") == site
