"""The configuration of Zensical is derived from ``mkdocs.yml``."""

from pathlib import Path

import pytest

from generator.project.config import ProjectError, PythonName, read_settings
from generator.zensical.settings import derive_settings, left_out, write_settings

BASE = {"docs_dir": "content/pages", "theme": "material", "markdown_extensions": ["attr_list", "md_in_html"]}


def derive(root: Path, **settings: object) -> dict[str, object]:
    return derive_settings("mkdocs.yml", root, {**BASE, **settings})


def test_plugins_and_hooks_are_left_out_and_named(tmp_path: Path) -> None:
    settings = {
        "plugins": ["search", {"seedbrief": {"licence": "MIT"}}, "minify", {"tags": {}}],
        "hooks": ["my_hook.py"],
    }
    derived = derive(tmp_path, **settings)
    assert derived["plugins"] == {"search": {"enabled": False}}
    assert "hooks" not in derived
    assert left_out(settings) == ["minify", "tags", "my_hook.py"]
    assert left_out({"plugins": {"seedbrief": {}, "rss": {}}}) == ["rss"]
    assert left_out({}) == []


def test_the_classic_look_is_chosen_unless_another_is_named(tmp_path: Path) -> None:
    theme = {"name": "material", "language": "en", "custom_dir": "my_theme"}
    assert derive(tmp_path, theme=theme)["theme"] == {**theme, "variant": "classic", "custom_dir": "theme"}
    modern = derive(tmp_path, theme={"name": "material", "variant": "modern"})["theme"]
    assert isinstance(modern, dict)
    assert modern["variant"] == "modern"


def test_pages_go_through_the_markdown_extensions_of_mkdocs(tmp_path: Path) -> None:
    extensions = ["attr_list", "md_in_html", {"markdown.extensions.toc": {"permalink": "#"}}]
    assert derive(tmp_path, markdown_extensions=extensions)["markdown_extensions"] == {
        "toc": {"permalink": "#"},
        "tables": None,
        "fenced_code": None,
        "attr_list": None,
        "md_in_html": None,
        "generator.zensical.raw_links": None,
    }


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"theme": "readthedocs"}, "mkdocs.yml: theme: Zensical needs the theme `material`"),
        ({"theme": None}, "mkdocs.yml: theme: Zensical needs the theme `material`"),
        (
            {"docs_dir": "docs"},
            "mkdocs.yml: docs_dir: Seedbrief reads hand-written pages from content/pages/ only",
        ),
        ({"use_directory_urls": False}, "mkdocs.yml: Seedbrief does not support `use_directory_urls: false`"),
        ({"markdown_extensions": ["attr_list"]}, "mkdocs.yml: markdown_extensions: add `md_in_html`"),
        (
            {"markdown_extensions": ["attr_list", "md_in_html", "smarty"]},
            "mkdocs.yml: markdown_extensions: `smarty` shows a -- b as a – b",
        ),
        (
            {"markdown_extensions": ["attr_list", "md_in_html", "no_such"]},
            "mkdocs.yml: markdown_extensions: No module named 'no_such'",
        ),
        (
            {"markdown_extensions": ["attr_list", "md_in_html", {"toc": {"slugify": PythonName("no.such")}}]},
            "mkdocs.yml: markdown_extensions: there is no no.such to be imported",
        ),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    tmp_path: Path, settings: dict[str, object], message: str
) -> None:
    with pytest.raises(ProjectError) as error:
        derive(tmp_path, **settings)
    assert str(error.value).startswith(message)


def test_names_of_python_functions_are_kept(tmp_path: Path) -> None:
    name = "!!python/name:pymdownx.slugs.uslugify"
    (tmp_path / "mkdocs.yml").write_text(f"markdown_extensions:\n  - toc: {{slugify: {name} }}\n", "utf-8")
    read = read_settings(tmp_path)
    assert read == {"markdown_extensions": [{"toc": {"slugify": "pymdownx.slugs.uslugify"}}]}
    assert b"slugify: !!python/name:pymdownx.slugs.uslugify ''\n" in write_settings(read)
