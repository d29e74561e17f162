"""Reads the title and the sections of hand-written Markdown pages, for the search index.

MkDocs renders these pages; the index needs only their text, and the ids that Python-Markdown gives their headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from markdown.extensions.toc import slugify, unique
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.diagnostics import Diagnostic
from generator.text.encoding import decode_text
from generator.text.front_matter import read_front_matter


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its id (the fragment of its URL), and the paragraphs up to the next heading."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """A page: its URL relative to the site's root, its title, the paragraphs before the first section, its sections."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    sections: tuple[Section, ...]


def read_markdown_pages(files: Mapping[str, bytes]) -> list[MarkdownPage]:
    """Return the Markdown pages among the files of ``content/pages/`` (path below it -> bytes), in order of path.

    Pages that cannot be decoded are skipped, since the loader has reported them; so are pages whose front matter says
    ``search: {exclude: true}``, as in Material.
    """
    pages = []
    for path in sorted(files):
        text = decode_text(path, files[path]) if path.endswith(".md") else None
        if text is None or isinstance(text, Diagnostic):
            continue
        front_matter, body, _ = read_front_matter(path, text)
        metadata = front_matter.value() if front_matter else {}
        search, title = metadata.get("search"), metadata.get("title")
        if not (isinstance(search, dict) and str(search.get("exclude")).lower() in _YES):
            pages.append(_read_page(path, title if isinstance(title, str) else "", body))
    return pages


def _read_page(path: str, title: str, body: str) -> MarkdownPage:
    sections: list[tuple[str, str, list[str]]] = [("", "", [])]  # id, heading, paragraphs
    ids = _Ids()
    is_heading = False
    for token in _PARSER.parse(body):
        if token.type == "heading_open":
            is_heading = True
        elif token.type == "inline" and is_heading:
            is_heading = False
            heading, explicit_id = _split_id(_text(token))
            id_ = ids.add(explicit_id or slugify(heading, "-"), is_explicit=bool(explicit_id))
            if sections == [("", "", [])]:
                sections[0] = ("", heading, [])  # the page's title
            else:
                sections.append((id_, heading, []))
        elif token.type in ("inline", "fence", "code_block"):
            sections[-1][2].append(_text(token))
    name = PurePosixPath(path)
    folder = name.parent if name.stem in ("index", "README") else name.with_suffix("")
    url = "" if folder == PurePosixPath() else f"{folder}/"
    (_, heading, paragraphs), *others = sections
    return MarkdownPage(
        url,
        title or heading or name.stem,
        tuple(paragraphs),
        tuple(Section(id_, heading, tuple(texts)) for id_, heading, texts in others),
    )


class _Ids:
    """Gives headings the ids that Python-Markdown gives them, and is quick also if many are alike."""

    def __init__(self) -> None:
        self._existing: set[str] = set()
        self._latest: dict[str, str] = {}  # what came of an id; those before it exist too

    def add(self, id_: str, *, is_explicit: bool) -> str:
        if is_explicit:
            self._existing.add(id_)
            return id_
        self._latest[id_] = unique(self._latest.get(id_, id_), self._existing)
        return self._latest[id_]


def _text(token: Token) -> str:
    """Return the text of a block, without HTML tags."""
    parts = (child for child in token.children or [token] if child.type != "html_inline")
    return "".join(" " if child.type.endswith("break") else child.content for child in parts)


def _split_id(heading: str) -> tuple[str, str]:
    """Split a heading from the id that may follow it: ``Rights {: #rights }``."""
    text, brace, attributes = heading.rstrip().rpartition("{")
    if not brace or not attributes.endswith("}") or "}" in attributes[:-1]:
        return heading, ""
    id_ = re.search(r"#([^\s}]+)", attributes)
    return text.rstrip(), id_[1] if id_ else ""


_YES = ("true", "yes", "on")
_PARSER = MarkdownIt("commonmark").enable("table")
