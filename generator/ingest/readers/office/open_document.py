"""Reads a document of LibreOffice and others (OpenDocument: .odt, or .fodt in one file): the words that are printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

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
from generator.ingest.readers.office.package import (
    Found,
    Package,
    move_behind,
    parse_xml,
    raised,
    remove,
    with_notes,
)

_EXTENSIONS = (".odt", ".ott", ".odm", ".fodt")
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_PREFIXES = {
    **{
        f"urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0": f"{kind}:"
        for kind in ("office", "text", "table", "style", "meta")
    },
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw:",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}
_INSTEAD = {
    "text:s": " ",
    "text:tab": "\t",
    "text:line-break": "\n",
    **dict.fromkeys(
        """
        text:tracked-changes table:tracked-changes office:forms office:scripts office:event-listeners office:binary-data
        office:annotation-end text:ruby-text text:sequence-decls text:variable-decls text:user-field-decls svg:title
        svg:desc draw:object draw:object-ole text:alphabetical-index-auto-mark-file
        """.split(),  # noqa: SIM905 - a list of quoted words would be harder to read
        "",
    ),
}
_PARAGRAPHS = ("text:p", "text:h")


def read_open_document(data: bytes, received: Received = LOCAL) -> Article:
    """Read an OpenDocument text: what is inserted by tracked changes, but nothing hidden. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    if data.startswith(b"PK"):
        package = Package(data)
        content, styles, meta = map(package.xml, ("content.xml", "styles.xml", "meta.xml"))
        pictures = sum(name.startswith("Pictures/") for name in package.names)
    else:
        content = styles = meta = parse_xml(data, "the file")
        pictures = sum(1 for _ in _all(content, "office:binary-data"))
    body = next(_all(content, "office:text"), None) if content is not None else None
    if body is None:
        raise ArticleError("is damaged, or not a text document of OpenDocument")
    found = _Document(body, [tree for tree in (content, styles) if tree is not None]).read()
    found.left_out.append((pictures, "picture"))
    if meta is not None:
        values = {_name(item): item.text or "" for item in meta.iter()}
        origin = "in the file's properties"
        found.stated_title = fact(values.get("dc:title"), f"dc:title {origin}")
        found.language = fact(values.get("dc:language"), f"dc:language {origin}") or found.language
        found.creator = values.get("meta:initial-creator") or values.get("dc:creator", "")
        found.created = values.get("meta:creation-date", "")
    extension = PurePosixPath(received.name).suffix.lower()
    usual = ".odt" if data.startswith(b"PK") else ".fodt"
    return found.article(Original(data, extension if extension in _EXTENSIONS else usual, MEDIA_TYPE))


class _Document:
    """A document while it is read; ``trees`` have its styles."""

    def __init__(self, body: Tree, trees: list[Tree]) -> None:
        self.body, self.found = body, Found()
        self._styles = {
            (_value(item, "family"), _value(item, "name")): item
            for tree in trees
            for item in _all(tree, "style:style")
        }
        self._lists = {_value(item, "name"): item for tree in trees for item in _all(tree, "text:list-style")}
        self._margins = [
            item
            for tree in dict.fromkeys(trees)
            for item in _all(tree, "style:header", "style:footer")
            if _value(item, "display") != "false"
        ]
        defaults = (item for tree in trees for item in _all(tree, "style:default-style"))
        self._default = next((item for item in defaults if _value(item, "family") == "paragraph"), None)
        self._form = Format(
            blocks=frozenset({*_PARAGRAPHS, "text:list", "table:table", "text:section", "draw:text-box"}),
            rows=frozenset({"table:table-row"}),
            cells=frozenset({"table:table-cell", "table:covered-table-cell"}),
            name=_name,
            instead=self._instead,
            mark=lambda item: "- " if _name(item) == "text:list-item" else "",
        )

    def read(self) -> Found:
        """Return what the document contains."""
        found = self.found
        for comment in list(_all(self.body, "office:annotation")):
            found.comment_authors.append(next((item.text or "" for item in _all(comment, "dc:creator")), ""))
            remove(comment)
        for region in _all(self.body, "text:changed-region"):
            kinds = [_name(item) for item in region]
            found.insertions += "text:insertion" in kinds
            found.deletions += "text:deletion" in kinds
        notes = self._take_notes()
        for shape in reversed(list(self.body.iter())):
            if _name(shape).startswith("draw:") and any(_name(item) in _PARAGRAPHS for item in shape):
                self._move_out(shape)
        found.title = fact(self._title(), "the paragraph in the style Title")
        found.text = with_notes(
            flow_text(self.body, self._form), [(label, flow_text(note, self._form)) for label, note in notes]
        )
        found.margins = [flow_text(item, self._form) for item in self._margins]
        found.has_list_numbers = any(self._is_numbered(item) for item in _all(self.body, "text:list"))
        objects = sum(1 for _ in _all(self.body, "draw:object", "draw:object-ole"))
        found.left_out = [(objects, "embedded object")]
        language = self._property(self._default, "language") if self._default is not None else ""
        country = self._property(self._default, "country") if self._default is not None else ""
        tag = "-".join(part for part in (language, country) if part not in ("", "none"))
        found.language = fact(tag, "the language of the file's default style")
        return found

    def _take_notes(self) -> list[tuple[str, Tree]]:
        notes: list[tuple[str, Tree]] = []
        for note in list(_all(self.body, "text:note")):
            citation, body = _child(note, "text:note-citation"), _child(note, "text:note-body")
            label = "".join(citation.itertext()).strip() if citation is not None else ""
            notes.append((label or str(len(notes) + 1), body if body is not None else note))
            for part in list(note):
                note.remove(part)
            note.text = f"[{notes[-1][0]}]"
        return notes

    def _move_out(self, shape: Tree) -> None:
        """Move a shape with paragraphs of its own behind the paragraph that it is in."""
        for paragraph in shape.iterancestors():
            if _name(paragraph) in _PARAGRAPHS:
                move_behind(paragraph, shape)
                return

    def _instead(self, element: Tree) -> str | None:
        kind = _name(element)
        if kind in _INSTEAD:
            return _INSTEAD[kind]
        if self._is_hidden(element, kind):
            self.found.hidden += sum(map(len, element.itertext()))
            return ""
        if kind == "text:span":
            position = self._style_property(element, "text-position")
            text = "".join(element.itertext())
            return raised(text) if text.isdecimal() and position.startswith("super") else None
        return None

    def _is_hidden(self, element: Tree, kind: str) -> bool:
        if kind == "text:section":
            is_conditional = _value(element, "display") == "condition"
            return _value(element, "display") == "none" or (
                is_conditional and _value(element, "is-hidden") == "true"
            )
        if kind in ("text:hidden-text", "text:hidden-paragraph"):
            return _value(element, "is-hidden") == "true"
        if kind == "text:span" or kind in _PARAGRAPHS:
            return self._style_property(element, "display") == "none"
        return False

    def _title(self) -> str:
        for paragraph in _all(self.body, *_PARAGRAPHS):
            text = "".join(paragraph.itertext())
            if text.strip() and ("paragraph", "Title") in self._line_of(paragraph):
                return text
        return ""

    def _line_of(self, element: Tree) -> Iterator[tuple[str, str]]:
        """Yield the family and the name of the style of an element, and of those that it is based on."""
        family = "text" if _name(element) == "text:span" else "paragraph"
        style = _value(element, "style-name")
        for _ in range(20):  # styles can be based on each other in a loop
            yield family, style
            if (family, style) not in self._styles:
                return
            style = _value(self._styles[family, style], "parent-style-name")

    def _style_property(self, element: Tree, name: str) -> str:
        styles = (self._styles[key] for key in self._line_of(element) if key in self._styles)
        return next(filter(None, (self._property(style, name) for style in styles)), "")

    def _property(self, style: Tree, name: str) -> str:
        return next(
            (
                value
                for item in style
                if _name(item) == "style:text-properties" and (value := _value(item, name))
            ),
            "",
        )

    def _is_numbered(self, item: Tree) -> bool:
        style = self._lists.get(_value(item, "style-name"))
        first = next(iter(style), None) if style is not None else None
        return (
            first is not None
            and _name(first) == "text:list-level-style-number"
            and bool(_value(first, "num-format"))
        )


@lru_cache(10_000)
def _known(tag: str) -> str:
    namespace, _, local = tag[1:].rpartition("}")
    return _PREFIXES.get(namespace, "") + local


def _name(element: Tree) -> str:
    return _known(element.tag) if isinstance(element.tag, str) else ""


def _all(tree: Tree, *names: str) -> Iterator[Tree]:
    return (element for element in tree.iter() if _name(element) in names)


def _child(element: Tree, name: str) -> Tree:
    return next((child for child in element if _name(child) == name), None)


def _value(element: Tree, attribute: str) -> str:
    """Return an attribute, in whichever namespace it is; empty if there is none."""
    return next(
        (str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == attribute), ""
    )
