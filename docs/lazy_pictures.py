"""A hook of MkDocs: browsers load a picture when a reader comes near it, and none that is for the other colours."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.pages import Page


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Mark the pictures of a hand-written page."""
    return html.replace("<img ", '<img loading="lazy" ') if page.file.src_dir else html
