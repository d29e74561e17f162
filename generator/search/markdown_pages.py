"""Reads the title and the sections of hand-written Markdown pages, for the search index.

MkDocs renders these pages; the index needs only their text, and the ids that Python-Markdown gives their headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml
from markdown.extensions.toc import slugify, unique
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.diagnostics import Diagnostic
from generator.text.encoding import decode_text


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
        metadata, body = _front_matter(text)
        search = metadata.get("search")
        if not (isinstance(search, dict) and search.get("exclude")):
            pages.append(_read_page(path, str(metadata.get("title") or ""), body))
    return pages


def _read_page(path: str, title: str, body: str) -> MarkdownPage:
    sections = [Section("", "", ())]
    existing_ids: set[str] = set()
    is_heading = False
    for token in _PARSER.parse(body):
        if token.type == "heading_open":
            is_heading = True
        elif token.type == "inline" and is_heading:
            is_heading = False
            heading, explicit_id = _split_id(_text(token))
            id_ = explicit_id or unique(slugify(heading, "-"), existing_ids)
            existing_ids.add(id_)
            if len(sections) == 1 and not sections[0].paragraphs and not sections[0].heading:
                sections[0] = Section("", heading, ())  # the page's title
            else:
                sections.append(Section(id_, heading, ()))
        elif token.type in ("inline", "fence", "code_block"):
            last = sections[-1]
            sections[-1] = Section(last.id, last.heading, (*last.paragraphs, _text(token)))
    name = PurePosixPath(path)
    folder = name.parent if name.stem in ("index", "README") else name.with_suffix("")
    url = "" if folder == PurePosixPath() else f"{folder}/"
    return MarkdownPage(
        url, title or sections[0].heading or name.stem, sections[0].paragraphs, tuple(sections[1:])
    )


def _text(token: Token) -> str:
    """Return the text of a block, without HTML tags."""
    parts = (child for child in token.children or [token] if child.type != "html_inline")
    return "".join(" " if child.type.endswith("break") else child.content for child in parts)


def _split_id(heading: str) -> tuple[str, str]:
    """Split a heading from the id that may follow it: ``Rights {: #rights }``."""
    match = _ATTRIBUTES.search(heading)
    if not match:
        return heading, ""
    id_ = re.search(r"#([^\s}]+)", match[0])
    return heading[: match.start()], id_[1] if id_ else ""


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        metadata = yaml.safe_load(match[1])
    except (
        Exception
    ):  # as MkDocs does: PyYAML raises many kinds of errors, such as ValueError for 30 February
        metadata = None
    return (metadata, text[match.end() :]) if isinstance(metadata, dict) else ({}, text)


_PARSER = MarkdownIt("commonmark").enable("table")
_ATTRIBUTES = re.compile(r"\s*\{:?[^{}]*\}\s*$")
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
