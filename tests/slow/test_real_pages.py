"""Real pages of news, blogs and authorities in 15 languages: no value that is written as a fact may be wrong.

The pages are in packages of PyPI and npm; their licences do not allow a copy here. `real_pages.yml` has what each page
states, checked by eye.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.ingest.readers.web_page import read_page

PACKAGES: dict[str, dict[str, dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("real_pages.yml").read_text("utf-8"), yaml.CBaseLoader
)
TIME_LIMIT = 300  # seconds for a download


def fetch(package: str, folder: Path) -> Path:
    """Fetch a package with its test pages; skip the test where that is not possible."""
    registry, name, version = package.split()
    if registry == "pypi":
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary",
            name,
            f"{name}=={version}",
        ]
    else:
        command = [shutil.which("npm") or pytest.skip("npm is missing"), "pack", f"{name}@{version}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=TIME_LIMIT, check=False)
    archives = [*folder.glob("*.tar.gz"), *folder.glob("*.tgz")]
    if done.returncode or not archives:
        pytest.skip(f"{package} cannot be fetched")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.mark.parametrize("package", PACKAGES)
def test_what_real_pages_state_is_right(package: str, tmp_path: Path):
    root = fetch(package, tmp_path)
    wrong = {}
    for path, expected in PACKAGES[package].items():
        article = read_page((root / path).read_bytes())
        found = {
            "title": article.title.value,
            "publisher": article.site_name.value,
            "authors": [author.value for author in article.authors],
            "published": article.published.value,
            "language": article.language.value,
        }
        stated = {name: value for name, value in found.items() if value}
        if stated != expected:
            wrong[path] = {"expected": expected, "stated": stated}
        assert article.text.split("\n\n").count(article.title.value) <= 1, path
        assert article.title.value not in article.text.split("\n\n")[1:8], path
    assert wrong == {}
