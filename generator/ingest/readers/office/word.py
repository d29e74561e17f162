"""Reads a document of Microsoft Word (.docx): the words that Word would print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from posixpath import join, normpath

from generator.ingest.article import (
    LOCAL,
    MAX_ORIGINAL_BYTES,
    Article,
    ArticleError,
    Original,
    Received,
    check_size,
    fact,
)
from generator.ingest.readers.flow import Format, Tree, flow_text
from generator.ingest.readers.office.package import Found, Package, move_behind, raised, with_notes

_EXTENSIONS = (".docx", ".docm", ".dotx", ".dotm")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
_STRICT = {  # namespaces in the other version of the format, "strict"
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _SPACES["w"].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": _SPACES["m"].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": _SPACES["a"].encode(),
}
_INSTEAD = {
    **dict.fromkeys(("w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sectPr", "w:sdtPr", "w:rt"), ""),
    **dict.fromkeys(("w:tab", "w:ptab"), "\t"),
    **dict.fromkeys(("w:br", "w:cr"), "\n"),
    "w:noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
}
_DELETED, _INSERTED = ("w:del", "w:moveFrom"), ("w:ins", "w:moveTo")
_NOTES = {"w:footnoteReference": "w:footnote", "w:endnoteReference": "w:endnote"}
_PICTURES, _EMBEDDED, _CHARTS = (
    re.compile(r"word/media/"),
    re.compile(r"word/embeddings/|word/afchunk"),
    re.compile(r"word/(?:charts/chart\d*|diagrams/data\d*)\.xml"),
)


def read_word(data: bytes, received: Received = LOCAL) -> Article:
    """Read a Word document: what is inserted by tracked changes, but nothing deleted or hidden. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    return _Document(Package(data, _STRICT)).read().article(_original(data, received))


def _original(data: bytes, received: Received) -> Original:
    extension = PurePosixPath(received.name).suffix.lower()
    return Original(data, extension if extension in _EXTENSIONS else ".docx", MEDIA_TYPE)


class _Document:
    """A document while it is read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.found = Found()
        self.notes: list[tuple[str, str]] = []  # the kind and id of each note, in the order of the text
        main = self._related("", "officeDocument")
        self.path = main[0] if main else "word/document.xml"
        self.tree = package.xml(self.path)
        if self.tree is None:
            raise ArticleError("is damaged: it contains no text (word/document.xml)")
        self.styles = _Styles(self._part("styles"))

    def read(self) -> Found:
        """Return what the document contains. Raises ArticleError."""
        found = self.found
        _rearrange(self.tree)
        text = self._text(self.tree)
        self._count_changes()
        notes = {
            (name(note), _value(note, "id")): note
            for kind in ("footnotes", "endnotes")
            for note in self._items(kind)
        }
        found.text = with_notes(text, ((str(at), self._text(notes[key])) for at, key in self._noted(notes)))
        found.comment_authors = [_value(item, "author") for item in self._items("comments")]
        found.margins = [
            self._text(part)
            for kind in ("header", "footer")
            for path in self._related(self.path, kind)
            if (part := self.package.xml(path)) is not None
        ]
        found.title = fact(self._paragraph_in_style("title"), "the paragraph in the style Title")
        self._read_properties()
        numbers = _Numbers(self._part("numbering"))
        found.has_list_numbers = any(
            numbers.is_number(*self._number(item)) for item in _all(self.tree, "w:p")
        )
        found.left_out = [
            (sum(1 for item in self.package.names if form.match(item)), what)
            for form, what in (
                (_PICTURES, "picture"),
                (_EMBEDDED, "embedded file"),
                (_CHARTS, "chart or diagram"),
            )
        ]
        return found

    def _noted(self, notes: dict[tuple[str, str], Tree]) -> Iterator[tuple[int, tuple[str, str]]]:
        """Yield each note that there is once, with its number, while notes are read: one can refer to another."""
        at, seen = 0, set()
        while at < len(self.notes):
            key, at = self.notes[at], at + 1
            if key in notes and key not in seen:
                seen.add(key)
                yield at, key

    def _text(self, tree: Tree) -> str:
        return flow_text(
            tree,
            Format(
                blocks=frozenset({"w:p", "w:tbl", "a:p"}),
                rows=frozenset({"w:tr"}),
                cells=frozenset({"w:tc"}),
                name=name,
                instead=self._instead,
                mark=lambda item: "- " if name(item) == "w:p" and self._number(item)[0] else "",
                text_only_in=frozenset({"w:t", "m:t", "a:t"}),
                is_folded=False,
            ),
        )

    def _instead(self, element: Tree) -> str | None:
        kind = name(element)
        if kind in _INSTEAD:
            return _INSTEAD[kind]
        if kind in _DELETED or (kind == "w:tr" and _child(element, "w:trPr", "w:del") is not None):
            return ""
        if kind in _NOTES:
            self.notes.append((_NOTES[kind], _value(element, "id")))
            return f"[{len(self.notes)}]"
        if kind == "w:sym":
            return _symbol(_value(element, "char"))
        if kind == "m:oMath":
            return formula(element)
        if kind != "w:r":
            return None
        if self.styles.is_hidden(element):
            self.found.hidden += sum(len(text.text or "") for text in _all(element, "w:t"))
            return ""
        position = _child(element, "w:rPr", "w:vertAlign")
        texts = "".join(item.text or "" for item in _all(element, "w:t"))
        is_raised = position is not None and _value(position, "val") == "superscript"
        return raised(texts) if is_raised and texts.isdecimal() else None

    def _number(self, paragraph: Tree) -> tuple[str, str]:
        """Return the list and the level of a paragraph; empty texts if it is in none."""
        style = _child(paragraph, "w:pPr", "w:pStyle")
        numbers = _child(paragraph, "w:pPr", "w:numPr")
        of_style, is_heading = self.styles.numbering(_value(style, "val") if style is not None else "")
        numbers = of_style if numbers is None else numbers
        if numbers is None or is_heading:
            return "", ""
        list_id, level = _child(numbers, "w:numId"), _child(numbers, "w:ilvl")
        number = _value(list_id, "val") if list_id is not None else ""
        return ("" if number == "0" else number), (_value(level, "val") if level is not None else "0")

    def _count_changes(self) -> None:
        for element in self.tree.iter():
            if name(element) in _DELETED and next(_all(element, "w:delText", "w:t"), None) is not None:
                self.found.deletions += 1
            elif name(element) in _INSERTED and next(_all(element, "w:t"), None) is not None:
                self.found.insertions += 1
            elif name(element) == "w:trPr":
                self.found.deletions += _child(element, "w:del") is not None
                self.found.insertions += _child(element, "w:ins") is not None

    def _paragraph_in_style(self, style_name: str) -> str:
        for paragraph in _all(self.tree, "w:p"):
            style = _child(paragraph, "w:pPr", "w:pStyle")
            text = "".join(item.text or "" for item in _all(paragraph, "w:t"))
            if (
                style is not None
                and text.strip()
                and self.styles.names.get(_value(style, "val")) == style_name
            ):
                return text
        return ""

    def _read_properties(self) -> None:
        paths = self._related("", "core-properties")
        properties = self.package.xml(paths[0] if paths else "docProps/core.xml")
        values = {name(item): item.text or "" for item in (properties if properties is not None else ())}
        self.found.stated_title = fact(values.get("dc:title"), "dc:title in the file's properties")
        self.found.creator = values.get("dc:creator", "")
        self.found.created = values.get("dcterms:created", "")
        self.found.language = fact(values.get("dc:language"), "dc:language in the file's properties")

    def _part(self, kind: str) -> Tree:
        paths = self._related(self.path, kind)
        return self.package.xml(paths[0]) if paths else None

    def _items(self, kind: str) -> list[Tree]:
        part = self._part(kind)
        return list(part) if part is not None else []

    def _related(self, path: str, kind: str) -> list[str]:
        """Return the paths of the parts of a kind that a part refers to, such as the footnotes of the text."""
        folder, _, file = path.rpartition("/")
        relations = self.package.xml(f"{folder}/_rels/{file}.rels".lstrip("/"))
        return [
            normpath(join("/" + folder, item.get("Target", ""))).lstrip("/")
            for item in (relations if relations is not None else ())
            if item.get("Type", "").endswith(f"/{kind}") and item.get("TargetMode") != "External"
        ]


class _Styles:
    """The styles of a document, each of which may be based on another."""

    def __init__(self, part: Tree) -> None:
        items = [item for item in (part if part is not None else ()) if name(item) == "w:style"]
        self._styles = {_value(item, "styleId"): item for item in items}
        self._paragraph: Tree = None
        self._hides: Tree = None
        self._numberings: dict[str, tuple[Tree, bool]] = {}
        self.names = {
            style: _value(label, "val").casefold()
            for style, item in self._styles.items()
            if (label := _child(item, "w:name")) is not None
        }

    def _inherited(self, style: str, *path: str) -> Tree:
        """Return an element of a style, or else of the one it is based on."""
        for _ in range(20):  # styles can be based on each other in a loop
            item = self._styles.get(style)
            if item is None or (found := _child(item, *path)) is not None:
                return None if item is None else found
            base = _child(item, "w:basedOn")
            style = _value(base, "val") if base is not None else ""
        return None

    def numbering(self, style: str) -> tuple[Tree, bool]:
        """Return the list that paragraphs of a style are in, or None, and whether they are headings."""
        if style not in self._numberings:
            is_heading = self._inherited(style, "w:pPr", "w:outlineLvl") is not None
            self._numberings[style] = self._inherited(style, "w:pPr", "w:numPr"), is_heading
        return self._numberings[style]

    def is_hidden(self, run: Tree) -> bool:
        own, character = _child(run, "w:rPr", "w:vanish"), _child(run, "w:rPr", "w:rStyle")
        if own is None and character is not None:
            own = self._inherited(_value(character, "val"), "w:rPr", "w:vanish")
        if own is None:
            own = self._of_paragraph(next(run.iterancestors(_full("w:p")), None))
        return own is not None and _value(own, "val") not in ("0", "false", "off")

    def _of_paragraph(self, paragraph: Tree) -> Tree:
        """Return what the style of a paragraph says about hidden text; it is kept for the runs that follow."""
        if paragraph is not self._paragraph:
            style = _child(paragraph, "w:pPr", "w:pStyle") if paragraph is not None else None
            found = self._inherited(_value(style, "val"), "w:rPr", "w:vanish") if style is not None else None
            self._paragraph, self._hides = paragraph, found
        return self._hides


class _Numbers:
    """What the lists of a document are numbered with, if it is not a bullet."""

    def __init__(self, part: Tree) -> None:
        items = list(part) if part is not None else []
        forms = {
            (_value(item, "abstractNumId"), _value(level, "ilvl")): _value(form, "val")
            for item in items
            if name(item) == "w:abstractNum"
            for level in item
            if name(level) == "w:lvl" and (form := _child(level, "w:numFmt")) is not None
        }
        kinds = {
            _value(item, "numId"): _value(kind, "val")
            for item in items
            if name(item) == "w:num" and (kind := _child(item, "w:abstractNumId")) is not None
        }
        self._numbered = {
            (number, level)
            for number, kind in kinds.items()
            for (of_kind, level), form in forms.items()
            if of_kind == kind and form not in ("bullet", "none")
        }

    def is_number(self, number: str, level: str) -> bool:
        return (number, level) in self._numbered


def formula(element: Tree) -> str:
    """Return a formula on one line: ``(a+b)/2``, ``x^2``."""
    kind = name(element)
    if kind == "m:t":
        return element.text or ""
    inner = [(name(child), formula(child)) for child in element]
    parts = dict(inner)
    arguments = {key: f"({text})" if len(text) > 1 else text for key, text in inner}
    match kind:
        case "m:f":
            return f"{arguments.get('m:num', '')}/{arguments.get('m:den', '')}"
        case "m:sSup" | "m:sSub" | "m:sSubSup" | "m:nary":
            sign = _child(element, "m:naryPr", "m:chr")
            operator = sign.get(_full("m:val"), "∫") if sign is not None else "∫"
            is_sum = kind == "m:nary"
            sub, sup = arguments.get("m:sub", ""), arguments.get("m:sup", "")
            base, after = (operator, parts.get("m:e", "")) if is_sum else (parts.get("m:e", ""), "")
            return f"{base}{'_' + sub if sub else ''}{'^' + sup if sup else ''}{after}"
        case "m:rad":
            return f"{parts.get('m:deg', '')}√{arguments.get('m:e', '')}"
        case "m:d":
            return f"({', '.join(text for key, text in inner if key == 'm:e')})"
    return "".join(text for _, text in inner)


def _rearrange(tree: Tree) -> None:
    """Put text boxes behind the paragraph that they are in, and join paragraphs whose end was deleted."""
    for element in list(_all(tree, "mc:Fallback")):
        if element.getprevious() is not None and name(element.getprevious()) == "mc:Choice":
            element.getparent().remove(element)
    for box in reversed(list(_all(tree, "w:txbxContent"))):
        if (
            paragraph := next((item for item in box.iterancestors() if name(item) == "w:p"), None)
        ) is not None:
            move_behind(paragraph, box)
    for paragraph in list(_all(tree, "w:p")):
        is_open = _has_deleted_end(paragraph)
        while is_open and (after := paragraph.getnext()) is not None and name(after) == "w:p":
            is_open = _has_deleted_end(after)
            paragraph.extend([child for child in after if name(child) != "w:pPr"])
            after.getparent().remove(after)


def _has_deleted_end(paragraph: Tree) -> bool:
    return _child(paragraph, "w:pPr", "w:rPr", "w:del") is not None


def _symbol(code: str) -> str:
    """Return the character of a symbol; a white square for one that only its font knows."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return "□"
    return character if character.isprintable() and not "\ue000" <= character <= "\uf8ff" else "□"


@lru_cache(1_000)
def _full(name: str) -> str:
    """Return the full name of an element or attribute: ``{http://...}p`` for ``w:p``."""
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


@lru_cache(10_000)
def _short(tag: str) -> str:
    space, _, local = tag[1:].rpartition("}")
    prefix = next((prefix for prefix, known in _SPACES.items() if known == space), "")
    return f"{prefix}:{local}"


def name(element: Tree) -> str:
    """Return the name of an element with the usual prefix: ``w:p``."""
    return _short(element.tag) if isinstance(element.tag, str) else ""


def _all(tree: Tree, *names: str) -> Iterator[Tree]:
    found: Iterator[Tree] = tree.iter(*map(_full, names))
    return found


def _child(element: Tree, *path: str) -> Tree:
    for part in path:
        if (element := next(element.iterchildren(_full(part)), None)) is None:
            return None
    return element


def _value(element: Tree, attribute: str) -> str:
    """Return an attribute; empty if there is none."""
    return str(element.get(_full(f"w:{attribute}"), element.get(attribute, "")))
