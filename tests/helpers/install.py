"""Runs commands that must succeed, to install Seedbrief and to use it."""

import subprocess
from pathlib import Path

from tests.helpers.example import EXAMPLE, environment


def run(*command: object, cwd: Path = EXAMPLE) -> str:
    """Run a command that must succeed, and return what it prints."""
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def put_into_layout(generated: Path, site: Path) -> Path:
    """Do what a site engine does with the output of ``generate --html``."""
    (generated / "static").rename(site)
    for file in (generated / "content").rglob("*.html"):
        path = file.relative_to(generated / "content").with_suffix("")
        folder = site if path == Path("index") else site / path
        folder.mkdir(parents=True, exist_ok=True)
        content = file.read_text("utf-8").split("---\n", 2)[2]
        (folder / "index.html").write_text(f"<!doctype html><title>A</title><main>{content}</main>", "utf-8")
    return site
