"""Writes an invented project, and the same pages as a plain MkDocs project without Seedbrief's plugin."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measure import COMMANDS, BenchmarkError, Run, run, run_module

ALIASES = 2_000
SUMMARY = "According to one article,"  # how the summary of every invented brief begins


@dataclass(frozen=True, slots=True)
class Variants:
    """``project`` is built with the plugin; ``plain`` contains what ``generate`` wrote, for MkDocs without it."""

    project: Path
    plain: Path
    brief: str  # the slug of the brief that is edited

    @property
    def source(self) -> Path:
        """The YAML of the edited brief."""
        return self.project / "content" / "briefs" / f"{self.brief}.yml"

    @property
    def url_path(self) -> str:
        """The path of its page on a server."""
        return f"briefs/{self.brief}/"


def make_variants(folder: Path, briefs: int, *, is_short: bool = False) -> Variants:
    """Write a project of ``briefs`` briefs below ``folder``, and its pages as a project without the plugin."""
    project, plain = folder / "project", folder / "plain"
    run_module("benchmarks.corpus", briefs, project, ALIASES, *["--short"] * is_short)
    plain.mkdir()
    generate(project, plain / "docs")
    config = yaml.load((project / "mkdocs.yml").read_bytes(), _Loader)
    text = yaml.safe_dump(_without_plugin(config), sort_keys=False)
    (plain / "mkdocs.yml").write_text(text, encoding="utf-8")
    slugs = sorted(file.stem for file in (project / "content" / "briefs").iterdir())
    return Variants(project, plain, slugs[len(slugs) // 2])


def generate(project: Path, folder: Path) -> Run:
    """Write the Markdown of the project into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    return run([COMMANDS / "seedbrief", "generate", folder], project)


def edit_source(variants: Variants, marker: str) -> None:
    """Insert a marker into the summary of the brief, in place of the last one."""
    text = variants.source.read_text(encoding="utf-8")
    head, start, rest = text.partition(SUMMARY)
    if not start:
        raise BenchmarkError(f"{variants.source} has no summary that begins with {SUMMARY!r}")
    rest = rest.split("]", 1)[-1] if rest.startswith(" [") else rest
    variants.source.write_text(f"{head}{SUMMARY} [{marker}]{rest}", encoding="utf-8")


def _without_plugin(config: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration without Seedbrief, except for what its pages need to look the same."""
    theme = {name: value for name, value in config["theme"].items() if name != "custom_dir"}
    kept = {name: value for name, value in config.items() if name not in ("hooks", "watch")}
    site_url = "https://plain.example/"
    return kept | {"docs_dir": "docs", "site_url": site_url, "theme": theme, "plugins": ["search"]}


class _Loader(yaml.SafeLoader):
    """Reads ``mkdocs.yml``; tags that only MkDocs understands (``!ENV``) become None."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
