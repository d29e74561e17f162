"""Seedbrief: a static research-brief site generator.

``build_site`` turns the files of a project into the pages of its site.
"""

from importlib.metadata import version

from generator.build import BuildResult, Options, build_site
from generator.diagnostics import Diagnostic

__version__ = version("seedbrief")  # set in pyproject.toml
__all__ = ["BuildResult", "Diagnostic", "Options", "__version__", "build_site"]
