"""One invented project, and the same pages as somebody would have them who does without Seedbrief's plugin."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measure import COMMANDS, BenchmarkError, Run, alone, run

ALIASES = 2_000
SUMMARY = "According to one article,"  # how the summary of every invented brief begins


@dataclass(frozen=True, slots=True)
class Variants:
    """``project`` is built with the plugin; ``plain`` holds what ``generate`` wrote, for MkDocs and Material alone."""

    project: Path
    plain: Path
    brief: str  # the slug of the one that is edited

    @property
    def source(self) -> Path:
        """The brief that is edited, as an author writes it."""
        return self.project / "content" / "briefs" / f"{self.brief}.yml"

    @property
    def page(self) -> Path:
        """The same brief in the Markdown that was generated."""
        return self.plain / "docs" / "briefs" / f"{self.brief}.md"

    @property
    def address(self) -> str:
        """Where a server shows that brief, below its root."""
        return f"briefs/{self.brief}/"


def make_variants(folder: Path, briefs: int) -> Variants:
    """Write a project of that size below ``folder``, and its pages as a project without the plugin."""
    project, plain = folder / "project", folder / "plain"
    alone("benchmarks.corpus", briefs, project, ALIASES)
    plain.mkdir()
    generate(project, plain / "docs")
    written = yaml.load((project / "mkdocs.yml").read_bytes(), _Loader)
    for name, plugins in (("mkdocs", ["search"]), ("without-search", [])):
        config = yaml.safe_dump(_without_plugin(written, plugins), sort_keys=False)
        (plain / f"{name}.yml").write_text(config, encoding="utf-8")
    slugs = sorted(file.stem for file in (project / "content" / "briefs").iterdir())
    return Variants(project, plain, slugs[len(slugs) // 2])


def generate(project: Path, folder: Path) -> Run:
    """Write the Markdown of the project into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    return run([COMMANDS / "seedbrief", "generate", folder], project)


def edit_source(variants: Variants, words: str) -> None:
    """Write some words into the summary of the brief, in place of those of the last edit."""
    text = variants.source.read_text(encoding="utf-8")
    head, found, rest = text.partition(SUMMARY)
    if not found:
        raise BenchmarkError(f"{variants.source} has no summary that begins as all do")
    rest = rest.split("]", 1)[-1] if rest.startswith(" [") else rest
    variants.source.write_text(f"{head}{SUMMARY} [{words}]{rest}", encoding="utf-8")


def edit_page(variants: Variants, words: str) -> None:
    """Write some words at the end of the page of the brief."""
    text = variants.page.read_text(encoding="utf-8").split("\n\nLast edit: ")[0]
    variants.page.write_text(f"{text}\n\nLast edit: {words}\n", encoding="utf-8")


def _without_plugin(written: dict[str, Any], plugins: list[str]) -> dict[str, Any]:
    """Take everything of ours out of a configuration but what its pages need to look and read the same."""
    theme = {name: value for name, value in written["theme"].items() if name != "custom_dir"}
    config = {name: value for name, value in written.items() if name not in ("hooks", "watch")}
    site_url = "https://plain.example/"
    return config | {"docs_dir": "docs", "site_url": site_url, "theme": theme, "plugins": plugins}


class _Loader(yaml.SafeLoader):
    """Reads ``mkdocs.yml``; what only MkDocs understands (``!ENV``) is let be."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
