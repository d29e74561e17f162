"""Extracts what a PDF has on its pages with PDFium; a program of its own, because a PDF can crash or hang PDFium.

Reads the PDF from standard input, and writes JSON to standard output: ``{"error": "password"}`` (or ``"broken"``), or
an object with

- ``pages``: for each page, ``lines`` (see ``_lines``), ``hidden`` (characters that nobody sees, which were left out),
  ``is_recognised`` (the text is the invisible one of a scanned page), ``has_pictures``, and how many ``comments``,
  ``fields`` of forms and ``attachments`` it has;
- ``info``: the document's metadata, such as ``Title``; ``language``, as the document states it;
- ``attachments``: how many files are attached to the document;
- ``is_xfa``: whether it is an XFA form, which has no pages of its own.

The only other argument is the most characters to extract; ``is_cut`` says that there are more.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

try:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw
except (ImportError, OSError) as error:
    sys.exit(f"no library: {error}")

_LINE = re.compile("[^\r\n\x02\ufffe]*[\x02\ufffe]?")
_OTHER_SPACE = re.compile("(?<=[^\0-\u04ff\u1e00-\u20ff]) (?=\\S)|(?<=\\S) (?=[^\0-\u04ff\u1e00-\u20ff])")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u05ff\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
_WORD = re.compile(f"{_RIGHT_TO_LEFT.pattern}{{2,}}")
_TURNED_LIGATURE = re.compile("[\u0622\u0623\u0625\u0627]\u0644")  # lam and alef in one glyph
_LEFT_TO_RIGHT_RUN = re.compile(
    "[A-Za-z0-9\u00c0-\u058f\u0660-\u0669\u06f0-\u06f9](?:[^\u0590-\u08ff\x1f]*[A-Za-z0-9\u00c0-\u058f\u0660-\u0669\u06f0-\u06f9])?"
)
_NUMBER_WITH_POINT = re.compile(r"(?<!\S)([.:),\u060c-]+)([0-9\u0660-\u0669\u06f0-\u06f9]+)(?!\S)")
_MIRRORED = str.maketrans("()[]{}<>\u00ab\u00bb", ")(][}{><\u00bb\u00ab")
_HIDDEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_COMMENTS = (
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_FREETEXT,
    raw.FPDF_ANNOT_POPUP,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_STRIKEOUT,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_CARET,
)
_ALMOST_WHITE = 250  # of 255
_MOST_PIXELS = 4_000_000  # of a page that is drawn to see whether white text is seen
_MOST_OBJECTS = 20_000  # of a page whose visibility is examined

Record = dict[str, Any]


def main() -> None:
    """Run the program."""
    _limit_memory()
    try:
        document = pdfium.PdfDocument(sys.stdin.buffer.read())
    except pdfium.PdfiumError:
        is_locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        result: Record = {"error": "password" if is_locked else "broken"}
    else:
        result = _extract(document, int(sys.argv[1]))
    json.dump(result, sys.stdout)


def _limit_memory() -> None:
    """Limit this process to 4 GB, where the system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    except (ImportError, OSError, ValueError):
        pass


def _extract(document: pdfium.PdfDocument, most: int) -> Record:
    pages: list[Record] = []
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            pages.append({"lines": [], "is_broken": True})
            continue
        pages.append(_page(page))
        page.close()
        most -= sum(len(line[0]) for line in pages[-1]["lines"])
        if most < 0:
            break
    return {
        "pages": pages,
        "is_cut": most < 0,
        "info": document.get_metadata_dict(skip_empty=True),
        "language": _language(document),
        "attachments": document.count_attachments(),
        "is_xfa": document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND),
    }


def _language(document: pdfium.PdfDocument) -> str:
    length = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "ignore").rstrip("\0")


def _page(page: pdfium.PdfPage) -> Record:
    hidden, is_recognised, has_pictures = _hide_what_is_hidden(page)
    lines = list(_lines(page))
    kinds = [_annotation_kind(page, at) for at in range(raw.FPDFPage_GetAnnotCount(page.raw))]
    return {
        "lines": lines,
        "hidden": hidden,
        "is_recognised": is_recognised,
        "has_pictures": has_pictures,
        "comments": sum(kind in _COMMENTS for kind in kinds),
        "fields": kinds.count(raw.FPDF_ANNOT_WIDGET),
        "attachments": kinds.count(raw.FPDF_ANNOT_FILEATTACHMENT),
    }


def _annotation_kind(page: pdfium.PdfPage, at: int) -> int:
    """Return the kind of an annotation; a comment without words counts as no annotation."""
    annotation = raw.FPDFPage_GetAnnot(page.raw, at)
    kind: int = raw.FPDFAnnot_GetSubtype(annotation)
    if kind in _COMMENTS and raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0) <= 2:
        kind = raw.FPDF_ANNOT_UNKNOWN
    raw.FPDFPage_CloseAnnot(annotation)
    return kind


def _lines(page: pdfium.PdfPage) -> Iterator[list[Any]]:
    """Yield the lines of a page as the file orders them: text, left, right, baseline, size of the letters, and gap.

    Positions are in points, from the left and the bottom. A text that ends with U+FFFE ends with a hyphen inside a
    word. U+001F is a space that the PDF does not have, but PDFium sees between letters that are not Latin, Greek or
    Cyrillic. ``gap`` is the widest space of the line, from left to right: two positions, which are 0 if there is none.
    """
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    x, y = ctypes.c_double(), ctypes.c_double()
    for match in _LINE.finditer(text):
        line = match[0].replace("\x02", "\ufffe")
        if not line.strip():
            continue
        first = match.start() + len(line) - len(line.lstrip())
        letters = list(line)
        for space in _OTHER_SPACE.finditer(line):
            if raw.FPDFText_IsGenerated(text_page.raw, match.start() + space.start()) == 1:
                letters[space.start()] = "\x1f"
        line = "".join(letters)
        if _RIGHT_TO_LEFT.search(line):
            places = []
            for at in range(match.start(), match.start() + len(line)):
                raw.FPDFText_GetCharOrigin(text_page.raw, at, x, y)
                places.append(x.value)
            line = right_to_left(line, places)
        raw.FPDFText_GetCharOrigin(text_page.raw, first, x, y)
        size = raw.FPDFText_GetFontSize(text_page.raw, first)
        rects = sorted(map(text_page.get_rect, range(text_page.count_rects(match.start(), len(line)))))
        left, right = (
            min(r[0] for r in rects) if rects else x.value,
            max((r[2] for r in rects), default=x.value),
        )
        gaps = [(before[2], after[0]) for before, after in pairwise(rects)]
        widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
        yield [line, *(round(value, 1) for value in (left, right, y.value, size, *widest))]
    text_page.close()


def right_to_left(line: str, places: Sequence[float]) -> str:
    """Return a line with right-to-left letters in the order of reading, where PDFium has it in the order of places.

    ``places`` are the horizontal positions of its characters. PDFium takes some words, or lines, for others.
    """
    words = [(places[word.start()], places[word.end() - 1]) for word in _WORD.finditer(line)]
    ascending = sum(before[0] < after[0] for before, after in pairwise(words))
    if 2 * ascending >= len(words) > 1 and all(first <= last for first, last in words):
        turned = line.strip()[::-1].translate(_MIRRORED)
        return _LEFT_TO_RIGHT_RUN.sub(lambda run: run[0][::-1].translate(_MIRRORED), turned)

    def in_order(word: re.Match[str]) -> str:
        first, last = places[word.start()], places[word.end() - 1]
        is_turned = first < last or (first == last and _TURNED_LIGATURE.fullmatch(word[0]))
        return word[0][::-1] if is_turned else word[0]

    return _NUMBER_WITH_POINT.sub(r"\2\1", _WORD.sub(in_order, line))


def _hide_what_is_hidden(page: pdfium.PdfPage) -> tuple[int, bool, bool]:
    """Remove the text that nobody sees, if it is not that of a scanned page.

    Return how many letters and digits it had; whether the text is that of a scanned page; whether there are pictures.
    """
    kinds = (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE)
    texts, has_pictures, unseen, white = 0, False, [], []
    left, bottom, right, top = page.get_bbox()
    text_page = page.get_textpage()
    for number, item in enumerate(page.get_objects(filter=kinds, max_depth=3, textpage=text_page)):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            has_pictures = True
            continue
        if number > _MOST_OBJECTS:
            continue
        texts += 1
        red, green, blue, opacity = _colour(item)
        if raw.FPDFTextObj_GetTextRenderMode(item.raw) in _HIDDEN_MODES or opacity == 0:
            unseen.append(item)
        elif item.level == 0:
            bounds = item.get_bounds()
            if bounds[2] < left or bounds[0] > right or bounds[3] < bottom or bounds[1] > top:
                unseen.append(item)
            elif min(red, green, blue) >= _ALMOST_WHITE and bounds[2] > bounds[0]:
                white.append(item)
    if texts and len(unseen) == texts and has_pictures:
        return 0, True, True
    unseen += _blank(page, white) if white else []
    removed = [item for item in unseen if item.level == 0]
    letters = sum(sum(map(str.isalnum, item.extract())) for item in removed)
    text_page.close()
    for item in removed:
        page.remove_obj(item)
    return letters, False, has_pictures


def _colour(item: pdfium.PdfObject) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(item.raw, *parts):
        return 0, 0, 0, 255
    red, green, blue, opacity = (part.value for part in parts)
    return red, green, blue, opacity


def _blank(page: pdfium.PdfPage, items: list[pdfium.PdfObject]) -> Iterator[pdfium.PdfObject]:
    """Yield the objects where the drawn page has a single colour."""
    left, bottom, right, top = page.get_bbox()
    scale = min(1.0, (_MOST_PIXELS / max((right - left) * (top - bottom), 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, rotation=-page.get_rotation() % 360)
    pixels = bytes(bitmap.buffer)
    for item in items:
        bounds = item.get_bounds()
        columns = [round((x - left) * scale) for x in (bounds[0], bounds[2])]
        rows = [round((top - y) * scale) for y in (bounds[3], bounds[1])]
        shades = {
            shade
            for row in range(max(rows[0], 0), min(rows[1] + 1, bitmap.height))
            for shade in pixels[row * bitmap.stride + max(columns[0], 0) :][: max(columns[1] - columns[0], 1)]
        }
        if len(shades) <= 1:
            yield item


if __name__ == "__main__":
    main()
