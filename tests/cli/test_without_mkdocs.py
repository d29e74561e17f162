"""Every command works without MkDocs and Material, which only a build with them needs."""

from __future__ import annotations

import sys

import pytest

from tests.helpers.example import EXAMPLE, Project
from tests.helpers.install import put_into_layout

MKDOCS = ("mkdocs", "material", "properdocs", "generator.plugin")  # the last needs the others


@pytest.fixture(autouse=True)
def _without_mkdocs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an import of MkDocs fail as if it were not installed."""
    for name in {
        *MKDOCS,
        *(name for name in sys.modules if name.startswith(tuple(f"{it}." for it in MKDOCS))),
    }:
        monkeypatch.setitem(sys.modules, name, None)


def test_the_import_of_mkdocs_fails() -> None:
    with pytest.raises(ImportError):
        import mkdocs.config  # noqa: F401


def test_a_site_is_written_indexed_and_verified(small: Project) -> None:
    assert small.seedbrief("check", "--strict").exit_code == 0
    assert small.seedbrief("generate", "--html", "out").exit_code == 0
    site = put_into_layout(small.root / "out", small.root / "www")
    for command in ("index", "postprocess", "verify"):
        done = small.seedbrief(command, site)
        assert done.exit_code == 0, done.output
    assert (site / "pagefind/pagefind.js").is_file()


def test_an_article_is_imported_and_quoted(small: Project) -> None:
    imported = small.seedbrief("new", EXAMPLE / "tests/saved_pages/harbour-ferry.html")
    assert imported.exit_code == 0, imported.output
    quoted = small.seedbrief("quote", "tide-mill-turns-again", "tide mill")
    assert quoted.exit_code == 0, quoted.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["init", "other"],
        ["rules"],
        ["schema"],
        ["sources", "--format", "bib"],
        ["lock"],
        ["generate", "out"],
        ["--help"],
    ],
)
def test_other_commands_work(small: Project, arguments: list[str]) -> None:
    done = small.seedbrief(*arguments)
    assert done.exit_code == 0, done.output


def test_a_build_with_mkdocs_says_what_to_install(small: Project) -> None:
    done = small.seedbrief("build")
    assert done.exit_code == 2
    assert done.stderr == "Error: mkdocs is not installed: pip install mkdocs mkdocs-material\n"
