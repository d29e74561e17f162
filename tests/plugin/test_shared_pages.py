"""A site that several processes build is the same, to the byte, as one that is built by one, with the same messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mkdocs.commands.build
import pytest
from jinja2 import UndefinedError

from generator import shared_work
from generator.plugin.shared_pages import SharedPages
from tests.helpers.example import Project, tree

if sys.platform != "linux":
    pytest.skip("work is shared on Linux only", allow_module_level=True)

LINKS = "# Links\n\n[There](method.md#_top), [nowhere](method.md#nowhere) and [here](#_top).\n"
BROKEN_TEMPLATE = (
    '{% extends "base.html" %}\n{% block content %}{{ page.meta.kind.nothing() }}{% endblock %}\n'
)

Build = Callable[..., tuple[dict[str, bytes], list[str]]]


@pytest.fixture
def build(small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build the small project with some processes. Returns the site's files, and its warnings."""
    small.write("content/pages/links.md", LINKS)
    monkeypatch.setattr(shared_work, "ENOUGH", 2)

    def build(processes: int) -> tuple[dict[str, bytes], list[str]]:
        monkeypatch.setattr(shared_work, "_processors", lambda: processes)
        built = small.build("--site-dir", tmp_path / "site")
        return tree(tmp_path / "site"), [
            line for line in built.output.splitlines() if line.startswith("WARNING")
        ]

    return build


@pytest.fixture
def built_elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """List the pages that other processes build, by their numbers."""
    numbers: list[int] = []
    keep = SharedPages._keep

    def recorded(shared: SharedPages, number: int, built: Any) -> None:
        numbers.append(number)
        keep(shared, number, built)

    monkeypatch.setattr(SharedPages, "_keep", recorded)
    return numbers


def test_several_processes_build_the_same_site(build: Build, built_elsewhere: list[int]) -> None:
    alone, messages = build(1)
    assert not built_elsewhere
    assert any("nowhere" in message for message in messages)
    together, others = build(3)
    assert others == messages
    assert together == alone
    assert built_elsewhere


def test_pages_that_a_hook_looks_at_are_all_built_by_one(
    build: Build, built_elsewhere: list[int], small: Project
) -> None:
    small.write("hook.py", "def on_post_page(output, page, config):\n    page.file.seen = True\n")
    small.write("mkdocs.yml", f"{small.read('mkdocs.yml')}\nhooks: [hook.py]\n")
    site, _ = build(3)
    assert "index.html" in site
    assert not built_elsewhere


def test_an_error_in_a_page_is_raised_and_all_is_as_before(
    build: Build, small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: started.append(process := fork()) or process)
    small.write("site_templates/theme/broken.html", BROKEN_TEMPLATE)
    small.write("content/pages/links.md", f"---\ntemplate: broken.html\n---\n{LINKS}")
    before = mkdocs.commands.build._build_page
    with pytest.raises(UndefinedError, match="has no attribute 'kind'"):
        build(3)
    assert mkdocs.commands.build._build_page is before
    assert started
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
