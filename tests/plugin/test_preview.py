"""What ``mkdocs serve`` shows after any series of edits is what a build from nothing would give."""

from __future__ import annotations

import logging
import random
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from generator import build, shared_work
from generator.diagnostics import has_errors
from generator.plugin.live_preview import Preview, read_settings
from generator.plugin.shared_pages import SharedPages
from generator.project.build import build_project
from generator.project.publication import make_publication
from tests.helpers.example import (
    EARLIER,
    EXAMPLE,
    LATER,
    SMALL_BRIEF,
    Project,
    copy_example,
    fresh_mkdocs,
    make_small,
)
from tests.helpers.preview import ADDRESS, Serving

NEW = """
title: Once more
date: 2026-11-22
sources: [{source}]
topics: [{topic}]
summary: Once more on [[{entity}]].
"""
# A file of each project, its words, and those that an edit puts there.
IN_EXAMPLE = {
    "a title": (LATER, "title: North Korean goods", "title: Northern goods"),
    "a claim that others show": (EARLIER, "disinfects-vehicles-and-cargo", "disinfects-cargo"),
    "a topic's label": ("content/topics.yml", "label: Road freight", "label: Freight by road"),
    "an entity's name": ("content/entities.yml", "label: China", "label: People's China"),
    "a publisher": ("reliability: F", "reliability: B"),
    "a broken file": (LATER, "title: '", "title: ['"),
    "a draft": (EARLIER, "covers: ", "status: draft\ncovers: "),
    "a seed": ("seeds/000_fc20fb43fa0c9ed5.txt", "Hyesan", "Hye-san"),
    "the settings": ("mkdocs.yml", "site_name: Hyesan", "site_name: The Hyesan"),
}
IN_SMALL = {
    "a title": (SMALL_BRIEF, "title: The tide mill", "title: A tide mill"),
    "a claim that others show": (SMALL_BRIEF, "flour-a-day", "flour-each-day"),
    "a topic's label": ("content/topics.yml", "label: Milling", "label: Mills"),
    "an entity's name": ("content/entities.yml", "label: Tide mill", "label: Old tide mill"),
    "a publisher": ("reliability: C", "reliability: B"),
    "a broken file": (SMALL_BRIEF, "title: A", "title: [A"),
    "a draft": (SMALL_BRIEF, "date: 2026-11-21\n", "date: 2026-11-21\nstatus: draft\n"),
    "a seed": ("seeds/tide-mill-turns-again.txt", "Lantern Bay", "Lantern-Bay"),
    "the settings": ("mkdocs.yml", "site_name: Project", "site_name: The Project"),
}


def clean_build(root: Path, site: Path) -> dict[str, bytes]:
    """Build as a server does that has just been started."""
    with fresh_mkdocs():
        return Serving(root, site).shown()


def clean_pages(root: Path) -> dict[str, bytes]:
    """Generate the Markdown and all other files that a server which has just been started hands to MkDocs."""
    config = load_config(str(root / "mkdocs.yml"))
    result = build_project(
        root,
        drafts=True,
        for_editor=True,
        rules={},
        publication=make_publication(
            config.site_name, config.site_description or "", ADDRESS, config.plugins["seedbrief"].config
        ),
    )
    return result.files()


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    """Make the small project; the example, which takes five times as long, for slow tests."""
    if request.node.get_closest_marker("slow"):
        made = copy_example(tmp_path / "project")
        new = NEW.format(source="000_fc20fb43fa0c9ed5", topic="seafood-exports", entity="china")
    else:
        made = make_small(tmp_path / "project")
        new = NEW.format(source="tide-mill-turns-again", topic="milling", entity="tide-mill")
    made.write("content/new.yml", new)
    (made.root / "content/permalinks.lock").unlink(missing_ok=True)  # so that addresses may change
    return made


@pytest.fixture
def serving(project: Project, tmp_path: Path) -> Iterator[Serving]:
    with fresh_mkdocs():
        logging.getLogger("mkdocs").setLevel(logging.ERROR)
        made = Serving(project.root, tmp_path / "served")
        yield made
        made.plugin.index.stop()


def edits(project: Project) -> dict[str, Callable[[], object]]:
    """Edits of every kind, each of which can be made at any time, and again."""

    def change(path: str, old: str, new: str) -> Callable[[], object]:
        def swap() -> None:
            if (project.root / path).is_file():
                text = project.read(path)
                project.write(path, text.replace(new, old) if new in text else text.replace(old, new))

        return swap

    def rename(path: str, other: str) -> Callable[[], object]:
        def swap() -> None:
            there, here = (project.root / name for name in (path, other))
            if there.exists() != here.exists():
                (there.rename(here)) if there.exists() else here.rename(there)

        return swap

    here = IN_SMALL if (project.root / SMALL_BRIEF).exists() else IN_EXAMPLE
    return {
        "a title": change(*here["a title"]),
        "a summary": change(here["a title"][0], "summary: ", "summary: In short, "),
        "a claim that others show": change(*here["a claim that others show"]),
        "a topic's label": change(*here["a topic's label"]),
        "an entity's name": change(*here["an entity's name"]),
        "a publisher": change("content/publishers.yml", *here["a publisher"]),
        "a broken file": change(*here["a broken file"]),
        "a draft": change(*here["a draft"]),
        "a page by hand": change("content/pages/about.md", "title: About", "title: About this"),
        "what the navigation shows of it": change(
            "content/pages/about.md", "title: About", "status: new\ntitle: About"
        ),
        "a page by hand comes or goes": rename("content/pages/about.md", "content/pages/about-us.md"),
        "a brief comes or goes": rename("content/new.yml", "content/briefs/new.yml"),
        "a style sheet": change("site_templates/assets/pages.css", "{", "{ "),
        "a template": change("site_templates/pages/brief.md.j2", "Related briefs", "Briefs beside it"),
        "a template of the theme": change("site_templates/theme/main.html", "{% extends", "{#x#}{% extends"),
        "a seed": change(*here["a seed"]),
        "the settings": change(*here["the settings"]),
        "nothing": lambda: None,
    }


def test_each_kind_of_edit_gives_the_pages_of_a_clean_build(
    serving: Serving, project: Project, tmp_path: Path
) -> None:
    """One edit after the other: what MkDocs gets is compared after each, what it makes of it at the end."""
    refused, all_pages, same_files = [], [], []
    before = serving.plugin.newest.files()
    for name, edit in edits(project).items():
        edit()
        if serving.after_edit():
            all_pages.append(name)
        if has_errors(serving.plugin.newest.diagnostics):
            refused.append(name)
            edit()  # which takes it back
            assert not serving.after_edit()
        files = serving.plugin.newest.files()
        assert_same(files, clean_pages(project.root), name)
        if files == before:
            same_files.append(name)
        before = files
    in_navigation = ["what the navigation shows of it", "a page by hand comes or goes"]
    assert all_pages == [*in_navigation, "a template of the theme", "the settings"]
    assert refused == ["a broken file", "a seed"]
    # MkDocs itself reads the pages by hand and the theme.
    by_mkdocs = ["a page by hand", *in_navigation, "a template of the theme"]
    assert sorted(same_files) == sorted([*refused, *by_mkdocs, "nothing"])
    assert_same(serving.shown(), clean_build(project.root, tmp_path / "clean"), "all edits")


def test_an_original_that_is_altered_is_noticed(serving: Serving, project: Project) -> None:
    page, name = "<p>The mill turns again.\n", "tide-mill-turns-again"
    project.write(f"seeds/{name}.html", page)
    record = project.read(f"content/sources/{name}.yml")
    digest = sha256(page.encode()).hexdigest()
    original = f"original: {{file: {name}.html, sha256: {digest}, media_type: text/html}}\n"
    project.write(f"content/sources/{name}.yml", record + original)
    for altered in (False, True, False):
        project.write(f"seeds/{name}.html", page.replace("again", "still") if altered else page)
        assert not serving.after_edit()
        found = [item.rule for item in serving.plugin.newest.diagnostics]
        assert ("original-changed" in found) == altered


@pytest.mark.skipif(sys.platform != "linux", reason="work is shared on Linux only")
def test_after_a_first_build_by_several_processes_an_edit_is_shown_as_well(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere: list[int] = []
    keep = SharedPages._keep
    monkeypatch.setattr(shared_work, "ENOUGH", 2)
    monkeypatch.setattr(shared_work, "_processors", lambda: 3)
    monkeypatch.setattr(SharedPages, "_keep", lambda *given: elsewhere.append(given[1]) or keep(*given))
    with fresh_mkdocs():
        serving = Serving(project.root, tmp_path / "served")
        assert elsewhere
        monkeypatch.undo()
        assert_same(serving.shown(), clean_build(project.root, tmp_path / "clean"), "the first build")
        edits(project)["a title"]()
        assert not serving.after_edit()
        assert_same(serving.shown(), clean_build(project.root, tmp_path / "clean"), "an edit")


@pytest.mark.slow
@pytest.mark.parametrize("random_seed", range(3))
def test_any_series_of_edits_shows_what_a_clean_build_gives(
    random_seed: int, serving: Serving, project: Project, tmp_path: Path
) -> None:
    rng = random.Random(random_seed)
    possible = edits(project)
    done: list[str] = []
    for step in range(9):
        made = [rng.choice(sorted(possible)) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        for name in made:
            possible[name]()
        done += made
        serving.after_edit()
        if has_errors(serving.plugin.newest.diagnostics):  # the last good pages stay until all is taken back
            for name in reversed(made):
                possible[name]()
            serving.after_edit()
        assert_same(serving.shown(), clean_build(project.root, tmp_path / f"clean-{step}"), f"{done}")


def assert_same(shown: dict[str, bytes], expected: dict[str, bytes], after: str) -> None:
    differing = {uri for uri in {*shown, *expected} if shown.get(uri) != expected.get(uri)}
    assert not differing, f"after {after}"


@pytest.mark.slow
def test_all_pages_are_built_after_an_edit_of_the_sites_own_theme(serving: Serving, project: Project) -> None:
    project.write("theme/partials/copyright.html", "<p>Ours</p>")
    project.replace("mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme\n")
    assert serving.after_edit()
    assert not serving.after_edit()
    project.write("theme/partials/copyright.html", "<p>All ours</p>")
    assert serving.after_edit()
    assert b"<p>All ours</p>" in serving.shown()["index.html"]


def test_seedbriefs_own_theme_is_a_setting_where_it_is_the_sites_too() -> None:
    config = load_config(str(EXAMPLE / "mkdocs.yml"))
    assert str(EXAMPLE / "site_templates" / "theme" / "main.html") in read_settings(config)


def test_all_pages_are_built_after_an_edit_of_settings_that_are_inherited(
    serving: Serving, project: Project
) -> None:
    project.write("base.yml", project.read("mkdocs.yml"))
    project.write("mkdocs.yml", "INHERIT: 'base.yml'  # shared\n")
    assert serving.after_edit()
    assert not serving.after_edit()
    project.replace("base.yml", "site_name: Project", "site_name: Ours")
    assert serving.after_edit()
    assert b"Ours" in serving.shown()["index.html"]


def test_all_pages_are_built_each_time_if_a_template_of_the_theme_shows_other_pages(
    serving: Serving, project: Project
) -> None:
    project.write(
        "theme/partials/copyright.html", "{% for file in pages %}{{ file.page.title }};{% endfor %}"
    )
    project.replace("mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme\n")
    assert serving.after_edit()
    edits(project)["a title"]()
    assert serving.after_edit()


def test_settings_that_are_saved_during_a_build_are_those_of_the_next(
    serving: Serving, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_manifest = build.manifest

    def saving_manifest(*arguments: Any, **options: Any) -> Any:
        project.replace("mkdocs.yml", "site_name: One", "site_name: Two")
        return make_manifest(*arguments, **options)

    project.replace("mkdocs.yml", "site_name: Project", "site_name: One")
    with monkeypatch.context() as patched:
        patched.setattr(build, "manifest", saving_manifest)
        assert serving.after_edit()
    assert serving.after_edit()
    assert b"Two" in serving.shown()["index.html"]


def test_a_brief_in_the_navigation_keeps_its_entry_there(
    serving: Serving, project: Project, tmp_path: Path
) -> None:
    project.replace(
        "mkdocs.yml", "\nnav:\n", f"\nnav:\n  - A brief: {SMALL_BRIEF.removeprefix('content/')[:-4]}.md\n"
    )
    assert serving.after_edit()
    edits(project)["a summary"]()
    assert not serving.after_edit()
    assert_same(serving.shown(), clean_build(project.root, tmp_path / "clean"), "an edit")


def test_only_drafts_by_hand_are_marked_so(project: Project, tmp_path: Path) -> None:
    drafts = ["aaa", "zzz"]  # the first page and the last
    for name in drafts:
        project.write(f"content/pages/{name}.md", "# Not yet\n")
    project.write("mkdocs.yml", project.read("mkdocs.yml") + "\ndraft_docs: |\n  aaa.md\n  zzz.md\n")
    shown = clean_build(project.root, tmp_path / "served")
    marked = {uri for uri, data in shown.items() if b"mkdocs-draft-marker" in data}
    assert marked == {f"{name}/index.html" for name in drafts}


def test_a_mistake_in_the_settings_is_said_without_a_traceback() -> None:
    def builder() -> None:
        raise ConfigurationError("mkdocs.yml: no such thing")

    with pytest.raises(Abort, match="no such thing"):  # MkDocs prints only the words of this one
        Preview().rebuild(builder)


def test_after_a_failed_build_all_pages_are_built(
    serving: Serving, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(project)["a summary"]()
    with monkeypatch.context() as patched:
        patched.setattr(Preview, "add_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            serving.after_edit()
    assert serving.after_edit()
