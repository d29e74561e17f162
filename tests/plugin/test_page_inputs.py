"""What every page depends on: a package that Seedbrief does not need leaves the cached pages valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.plugin.shared_inputs import installed_dependencies


def install(folder: Path, name: str, version: str) -> None:
    metadata = folder / f"{name}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def test_the_dependencies_are_those_that_pages_need(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = list(installed_dependencies())
    names = {line.split()[0] for line in before}
    assert {"seedbrief", "mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2"} <= names
    assert not names & {"pytest", "ruff", "playwright"}

    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "unrelated", "1.0")
    assert list(installed_dependencies()) == before
    install(tmp_path, "markdown", "99.0")
    assert list(installed_dependencies()) != before
