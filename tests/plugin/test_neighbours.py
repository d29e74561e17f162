"""Other plugins find what they look for; one that fails, or cannot be used, is named in a sentence.

The other plugin is a hook here: MkDocs calls both in the same way.
"""

import json
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from generator.plugin.neighbours import check_neighbours
from generator.search.documents import SearchPage
from tests.helpers.example import SMALL_BRIEF, Project

BRIEF = "briefs/tide-mill-grinds-again"
REPOSITORY = """
repo_url: https://github.com/example/bay
edit_uri: edit/main/content/pages/
"""


def build_with(project: Project, hook: str, *options: str, settings: str = "") -> Any:
    project.write("hook.py", hook)
    project.write("mkdocs.yml", f"{project.read('mkdocs.yml')}\nhooks: [hook.py]\n{settings}")
    return project.build(*options)


LISTS_SOURCES = """
import json
from pathlib import Path

found = {}

def on_files(files, config):
    for file in files:
        found[file.src_uri] = [file.abs_src_path, file.generated_by, None]

def on_page_context(context, page, config, nav):
    found[page.file.src_uri][2] = page.edit_url

def on_post_build(config):
    Path("found.json").write_text(json.dumps(found))
"""


def test_other_plugins_find_all_pages_and_the_file_that_each_was_made_from(small: Project) -> None:
    assert build_with(small, LISTS_SOURCES, "--strict", settings=REPOSITORY).exit_code == 0
    found = json.loads(small.read("found.json"))

    def source(uri: str) -> str:
        return found[uri][0].removeprefix(str(small.root))

    assert source(f"{BRIEF}.md") == f"/{SMALL_BRIEF}"
    assert source("entities/tide-mill.md") == "/content/entities.yml"
    assert source("timeline.md") == "/content"  # from all files in it
    assert source("about.md") == "/content/pages/about.md"
    assert source("assets/logo.svg") == "/site_templates/assets/logo.svg"
    assert source("data/claims.csv") == ""
    # Plugins that read dates and authors from Git leave out pages that a plugin is said to have generated.
    assert {by for uri, (_, by, _) in found.items() if uri.endswith(".md")} == {None}
    edited = "https://github.com/example/bay/edit/main/"
    assert found[f"{BRIEF}.md"][2] == f"{edited}{SMALL_BRIEF}"
    assert found["entities/tide-mill.md"][2] == f"{edited}content/entities.yml"
    assert found["about.md"][2] == f"{edited}content/pages/about.md"
    assert found["timeline.md"][2] is None


FAILS = """
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri.startswith("briefs/tide"):
        return markdown / 2
"""


def test_a_plugin_that_fails_is_named_with_the_page(small: Project) -> None:
    built = build_with(small, FAILS)
    assert built.exit_code == 1
    sentence = f"the plugin or hook `hook.py` failed at the generated page {BRIEF}.md: TypeError: unsupported operand"
    assert sentence in built.output
    assert "add `hand_written_only: [hook.py]` to the options of seedbrief" in built.output
    assert "Traceback" not in built.output
    built = small.build("--verbose")
    assert "Traceback" in built.output
    assert "return markdown / 2" in built.output


def test_a_plugin_that_fails_without_a_page_is_named_with_the_event(small: Project) -> None:
    built = build_with(small, "def on_env(env, config, files):\n    return {}['x']\n")
    assert "the plugin or hook `hook.py` failed in on_env: KeyError: 'x'" in built.output
    assert "Traceback" not in built.output
    assert "hand_written_only" not in built.output


def test_a_plugin_can_be_kept_from_generated_pages(small: Project) -> None:
    small.set_option("hand_written_only: [hook.py]")
    hook = """
def on_page_markdown(markdown, page, config, files):
    assert page.file.src_uri == "about.md"
    return "# Changed"
"""
    assert build_with(small, hook, "--strict").exit_code == 0
    assert "Changed" in small.read("site/about/index.html")


def test_only_plugins_that_there_are_can_be_kept_from_pages(small: Project) -> None:
    small.set_option("hand_written_only: [macro]")
    built = small.build()
    assert built.exit_code == 1
    assert (
        "mkdocs.yml: plugins: seedbrief: hand_written_only: there is no plugin or hook `macro`"
        in built.output
    )


REPLACES = """
from mkdocs.structure.files import File

def on_files(files, config):
    old = files.get_file_from_path("briefs/tide-mill-grinds-again.md")
    files.remove(old)
    files.append(File.generated(config, old.src_uri, content="# Another mill"))
"""
SHORTENS = """
def on_page_markdown(markdown, page, config, files):
    return markdown[len(markdown) // 2:]
"""


@pytest.mark.parametrize("hook", [REPLACES, SHORTENS])
def test_no_plugin_may_put_another_text_in_place_of_ours(small: Project, hook: str) -> None:
    built = build_with(small, hook)
    assert built.exit_code == 1
    assert "the plugin or hook `hook.py` changes the text of the generated page" in built.output


def test_the_search_leads_to_a_page_where_another_plugin_has_put_it(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed: list[str] = []

    class Index:
        def __init__(self, pages: Iterable[SearchPage]) -> None:
            indexed.extend(page.url for page in pages)

        def install(self, site: object) -> None: ...

        def close(self) -> None: ...

    monkeypatch.setattr("generator.plugin.plugin.EarlyIndex", Index)
    hook = """
def on_files(files, config):
    file = files.get_file_from_path("about.md")
    file.dest_uri, file.url = "blog/2026/about/index.html", "blog/2026/about/"
"""
    assert build_with(small, hook).exit_code == 0
    assert {f"{BRIEF}/", "blog/2026/about/"} < set(indexed)
    assert "about/" not in indexed


def configuration(**plugins: Any) -> Any:
    """Return as much of MkDocs's configuration as is needed to know which plugins there are, with their options."""
    return SimpleNamespace(
        plugins={
            name.replace("_", "/"): SimpleNamespace(config=options) for name, options in plugins.items()
        },
        theme={"logo": "assets/logo.svg"},
        docs_dir="/no/such/folder",
        config_file_path="/no/such/mkdocs.yml",
    )


@pytest.mark.parametrize("name", ["i18n", "monorepo", "techdocs-core", "material_offline"])
def test_plugins_that_cannot_be_used_are_named_with_the_reason(name: str) -> None:
    short_name = name.removeprefix("material_")
    with pytest.raises(PluginError, match=f"^mkdocs.yml: plugins: remove `{short_name}`: .{{50}}"):
        check_neighbours(configuration(**{name: {}}), "mkdocs.yml")
    check_neighbours(configuration(**{name: {"enabled": False}}), "mkdocs.yml")


def test_cards_show_the_logo() -> None:
    social: dict[str, Any] = {"cards_layout_options": {}}
    check_neighbours(configuration(material_social=social), "mkdocs.yml")
    assert social["cards_layout_options"]["logo"].endswith("site_templates/assets/logo.svg")
    social["cards_layout_options"] = {"logo": "mine.png"}
    check_neighbours(configuration(material_social=social), "mkdocs.yml")
    assert social["cards_layout_options"] == {"logo": "mine.png"}
