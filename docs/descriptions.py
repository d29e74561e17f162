"""A hook of MkDocs: its first sentences describe a page, for search engines and link previews, if nothing else does."""

from __future__ import annotations

import html as html_library
import re
from typing import Any

from mkdocs.structure.pages import Page

LENGTH = 160  # search engines cut what is longer

_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Describe a hand-written page that has no description in its front matter."""
    if page.file.src_dir and not page.meta.get("description") and (sentences := first_sentences(html)):
        page.meta["description"] = sentences
    return html


def first_sentences(html: str) -> str:
    """Return the sentences at the beginning of the first paragraph with words that fit; at least the first one."""
    texts = (" ".join(html_library.unescape(_TAG.sub("", p)).split()) for p in _PARAGRAPH.findall(html))
    text = next(filter(None, texts), "").removesuffix(":")
    first, *others = _SENTENCE_END.split(text)
    for sentence in others:
        if len(first) + 1 + len(sentence) > LENGTH:
            break
        first += f" {sentence}"
    return first
