"""The reference of the documentation, generated from the code.

Each module in ``PAGES`` has a function ``page()``, which returns one page. ``make reference`` writes them to
``docs/content/pages/reference/``; a test fails if a page there is not what its module returns.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs/content/pages/reference"

PAGES = (
    "fields",
    "dates",
    "scales",
    "rules",
    "limits",
    "commands",
    "output_formats",
    "plugin_options",
    "files",
    "data",
    "search",
    "templates",
)
"""The modules, in the order of the navigation. A page has the name of its module, with ``-`` for ``_``."""


def path_of(name: str) -> Path:
    """Return the file of the page that a module makes."""
    return FOLDER / f"{name.replace('_', '-')}.md"


def make_page(name: str) -> str:
    """Return the page that a module makes, as Markdown."""
    text: str = import_module(f"scripts.reference.{name}").page()
    return text
