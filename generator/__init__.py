"""Seedbrief: a static research-brief site generator.

``build_site`` turns the files of a project into the pages of its site.
"""

from generator.build import BuildResult, Options, build_site
from generator.diagnostics import Diagnostic

__version__ = "0.1.0"
__all__ = ["BuildResult", "Diagnostic", "Options", "__version__", "build_site"]
