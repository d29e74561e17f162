"""Read the front matter of a hand-written page, which MkDocs reads too, with any YAML in it."""

from __future__ import annotations

import re

from generator.diagnostics import Diagnostic
from generator.text.yaml.document import Document
from generator.text.yaml.reader import YAML_ANCHOR, YAML_DEPTH, read_yaml

_FRONT_MATTER = re.compile(  # MkDocs reads any line end
    r"\A---[ \t]*(?:\r\n?|\n)(?:.*?[\r\n])??(?=(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z))", re.DOTALL
)
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
    return document, re.sub(r"\A(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", "", text[match.end() :]), costly
