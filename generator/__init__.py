"""Seedbrief: a static research-brief site generator.

``build_site`` turns the files of a project into the pages of its site.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers understand it; importing `typing` takes time
if TYPE_CHECKING:
    from typing import Any

    from generator.build import BuildResult, Options, build_site
    from generator.diagnostics import Diagnostic

    __version__: str

__all__ = ["BuildResult", "Diagnostic", "Options", "__version__", "build_site"]
_ROOMS = {"BuildResult": "build", "Options": "build", "build_site": "build", "Diagnostic": "diagnostics"}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no sooner: it takes seconds, in which the command must react to signals."""
    if name == "__version__":
        from importlib.metadata import version

        return version("seedbrief")  # set in pyproject.toml
    if name in _ROOMS:
        from importlib import import_module

        return getattr(import_module(f"generator.{_ROOMS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
