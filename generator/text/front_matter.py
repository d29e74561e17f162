"""Read the front matter of a hand-written page, which MkDocs reads too, or of an article in Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.diagnostics import Diagnostic
from generator.text.plain_text import without_control_characters
from generator.text.yaml.document import Document
from generator.text.yaml.reader import YAML_ANCHOR, YAML_DEPTH, read_yaml

_FRONT_MATTER = re.compile(  # MkDocs reads any line end
    r"\A---[ \t]*(?:\r\n?|\n)(?:.*?[\r\n])??(?=(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z))", re.DOTALL
)
_END = re.compile(r"\A(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
_COSTLY = (YAML_ANCHOR.id, YAML_DEPTH.id)


def read_front_matter(path: str, text: str) -> tuple[Document | None, str, list[Diagnostic]]:
    """Return the front matter of a page, if there is any, the text after it, and what MkDocs must not read.

    Aliases can make a few lines as large as the memory. MkDocs itself ignores front matter that is not valid YAML.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return None, text, []
    document, diagnostics = read_yaml(path, match[0].replace("\r\n", "\n").replace("\r", "\n"))
    costly = [diagnostic for diagnostic in diagnostics if diagnostic.rule in _COSTLY]
    if document is None or not isinstance(document.value(), dict):
        return None, text, costly
    return document, _END.sub("", text[match.end() :]), costly


def looks_like_front_matter(text: str) -> bool:
    """Return whether a text begins as front matter does, with lines between ``---`` and ``---``, whatever they say."""
    return bool(_FRONT_MATTER.match(text))


def split_article(text: str) -> tuple[Mapping[str, Any], str, str]:
    """Return the fields of the front matter of an article in Markdown, the front matter, and the text of the article.

    Front matter with control characters, which YAML does not allow, is read without them. What is not valid YAML is no
    front matter.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, "", text
    document = read_front_matter("", without_control_characters(match[0] + "---"))[0]
    is_empty = not match[0].strip().strip("-")
    if document is None and not is_empty:
        return {}, "", text
    body = _END.sub("", text[match.end() :])
    return document.value() if document else {}, text[: len(text) - len(body)], body
