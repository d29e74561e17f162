"""Makes plain text of a document's tree: its paragraphs with a blank line between them, tables as rows with tabs.

All that a document contains is text, unless the reader of its kind says what is not: words must not be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

Tree = Any
"""An lxml element; lxml has no type hints."""

_FOLDED = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(" {2,}")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def _no_text_instead(element: Tree) -> str | None:
    return None


def _no_mark(element: Tree) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Format:
    """What the elements of a kind of document mean; ``name`` returns the name by which the others know an element.

    ``instead`` returns the text that takes the place of an element with everything in it, or None. ``mark`` returns
    what a paragraph begins with, such as ``- ``. In a format that folds white space, line breaks are only elements.
    """

    blocks: frozenset[str]
    rows: frozenset[str]
    cells: frozenset[str]
    name: Callable[[Tree], str]
    instead: Callable[[Tree], str | None] = _no_text_instead
    mark: Callable[[Tree], str] = _no_mark
    text_only_in: frozenset[str] | None = None  # elements; None: in all
    is_folded: bool = True


def flow_text(tree: Tree, form: Format) -> str:
    """Return the text of a document, or of a part of it."""
    flow, skipped = _Flow(), None
    for event, element in (walk := etree.iterwalk(tree, events=("start", "end", "comment", "pi"))):
        name = form.name(element) if event in ("start", "end") else ""
        if event == "start":
            if (text := form.instead(element)) is not None:
                flow.line.append(text)
                walk.skip_subtree()
                skipped = element
                continue
            if name in form.rows:
                flow.start_row()
            elif name in form.cells:
                flow.start_cell()
            elif name in form.blocks:
                flow.end_paragraph()
            flow.mark = form.mark(element) or flow.mark
            if form.text_only_in is None or name in form.text_only_in:
                flow.write(element.text, form.is_folded)
            continue
        if element is not skipped:
            if name in form.rows:
                flow.end_row()
            elif name in form.cells:
                flow.end_cell()
            elif name in form.blocks:
                flow.end_paragraph()
        if element is not tree and form.text_only_in is None:
            flow.write(element.tail, form.is_folded)
    return flow.finish()


@dataclass(slots=True)
class _Flow:
    """The text so far: finished paragraphs, each with whether it is a row of a table, and the beginning of another.

    ``outer`` has the paragraphs outside the current cell, and outside those around it; ``row`` has the finished
    cells of the current row.
    """

    paragraphs: list[tuple[str, bool]] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    mark: str = ""
    rows: list[list[list[tuple[str, bool]]]] = field(default_factory=list)
    outer: list[list[tuple[str, bool]]] = field(default_factory=list)

    def write(self, text: str | None, is_folded: bool) -> None:
        if text:
            self.line.append(_FOLDED.sub(" ", text) if is_folded else text.replace("\n", " "))

    def end_paragraph(self) -> None:
        text = "".join(self.line)
        self.line.clear()
        for part in _BLANK_LINES.split(text):
            lines = (_SPACES.sub(" ", line).strip(" \t") for line in part.split("\n"))
            if words := "\n".join(lines).strip("\n"):
                self.paragraphs.append((self.mark + words, False))
                self.mark = ""

    def start_row(self) -> None:
        self.end_paragraph()
        self.rows.append([])

    def start_cell(self) -> None:
        self.end_paragraph()
        self.outer.append(self.paragraphs)
        self.paragraphs = []

    def end_cell(self) -> None:
        self.end_paragraph()
        self.mark = ""
        cell, self.paragraphs = self.paragraphs, self.outer.pop()
        if self.rows:
            self.rows[-1].append(cell)
        else:
            self.paragraphs += cell

    def end_row(self) -> None:
        """Make a line of a row if each cell is a single paragraph; else its paragraphs follow each other."""
        self.end_paragraph()
        cells = self.rows.pop()
        filled = sum(map(bool, cells))
        if filled > 1 and all(len(cell) <= 1 and not any(is_row for _, is_row in cell) for cell in cells):
            texts = (" ".join(cell[0][0].split("\n")) if cell else "" for cell in cells)
            self.paragraphs.append(("\t".join(texts).rstrip("\t"), True))
        else:
            self.paragraphs += [paragraph for cell in cells for paragraph in cell]

    def finish(self) -> str:
        self.end_paragraph()
        text: list[str] = []
        was_row = False
        for paragraph, is_row in self.paragraphs:
            text += ["" if not text else "\n" if is_row and was_row else "\n\n", paragraph]
            was_row = is_row
        return "".join([*text, "\n"]) if text else ""
