"""Hand-written Markdown pages as the search reads them: their title, and the text under each heading.

MkDocs renders these pages; here only their words count, and the ids that Python-Markdown gives their headings.
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
    """A heading, the id under which it can be opened, and the paragraphs up to the next heading."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A page: its address below the site's root, its title, the paragraphs before its first section, its sections."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    sections: tuple[Section, ...]


def read_pages_by_hand(files: Mapping[str, bytes]) -> list[HandWritten]:
    """Read the Markdown pages among the files of ``content/pages/``, by their path below it, in order of path.

    A page that cannot be decoded is passed over, as it has been reported; so is one whose front matter says
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
            pages.append(_page(path, str(metadata.get("title") or ""), body))
    return pages


def _page(path: str, title: str, body: str) -> HandWritten:
    sections = [Section("", "", ())]
    taken: set[str] = set()
    is_heading = False
    for token in _PARSER.parse(body):
        if token.type == "heading_open":
            is_heading = True
        elif token.type == "inline" and is_heading:
            is_heading = False
            heading, own_id = _own_id(_words(token))
            id_ = own_id or unique(slugify(heading, "-"), taken)
            taken.add(id_)
            if len(sections) == 1 and not sections[0].paragraphs and not sections[0].heading:
                sections[0] = Section("", heading, ())  # the page's own heading
            else:
                sections.append(Section(id_, heading, ()))
        elif token.type in ("inline", "fence", "code_block"):
            last = sections[-1]
            sections[-1] = Section(last.id, last.heading, (*last.paragraphs, _words(token)))
    name = PurePosixPath(path)
    folder = name.parent if name.stem in ("index", "README") else name.with_suffix("")
    url = "" if folder == PurePosixPath() else f"{folder}/"
    return HandWritten(
        url, title or sections[0].heading or name.stem, sections[0].paragraphs, tuple(sections[1:])
    )


def _words(token: Token) -> str:
    """Give the words of a block; of HTML in it, only what stands between the tags."""
    shown = (child for child in token.children or [token] if child.type != "html_inline")
    return "".join(" " if child.type.endswith("break") else child.content for child in shown)


def _own_id(heading: str) -> tuple[str, str]:
    """Part a heading from the attributes that may stand behind it: ``Rights {: #rights }``."""
    match = _ATTRIBUTES.search(heading)
    if not match:
        return heading, ""
    named = re.search(r"#([^\s}]+)", match[0])
    return heading[: match.start()], named[1] if named else ""


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        metadata = yaml.safe_load(match[1])
    except Exception:  # as MkDocs does: PyYAML has errors of many kinds, such as that for 30 February
        metadata = None
    return (metadata, text[match.end() :]) if isinstance(metadata, dict) else ({}, text)


_PARSER = MarkdownIt("commonmark").enable("table")
_ATTRIBUTES = re.compile(r"\s*\{:?[^{}]*\}\s*$")
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
