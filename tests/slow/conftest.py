"""What the tests of an installed Seedbrief share: its wheel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.helpers.install import run


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, without a download."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (file,) = folder.glob("*.whl")
    return file
