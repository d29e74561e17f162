"""Render the pages of a site as a build does."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from generator.diagnostics import Diagnostic
from generator.model.site import Page, Site
from generator.render.pages import Rendering


def render(
    site: Site, files: Mapping[str, bytes], *others: Any, **options: Any
) -> tuple[list[Page], list[Diagnostic]]:
    """Render all pages; the arguments are those of ``Rendering``."""
    with closing(Rendering(site, files, *others, **options)) as rendering:
        return rendering.finish()
