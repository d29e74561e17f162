"""Writes small PDFs for tests: lines of text in any script, at any place, with a font that needs no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

# Codes are UTF-16 code units, and the font says so; PDFium reads such text although it has no letters to draw it with.
_RANGES = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]
_TO_UNICODE = "".join(
    f"{len(part)} beginbfrange\n{chr(10).join(part)}\nendbfrange\n"
    for part in (_RANGES[:100], _RANGES[100:200], _RANGES[200:])
)
_CMAP = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange
{_TO_UNICODE}endcmap end end"""
_RESOURCES = "/Resources << /Font << /F 3 0 R /H 6 0 R >> >>"


def text_at(text: str, x: float, y: float, size: float = 10, extra: str = "") -> str:
    """Return the content of a page that shows a text at a place, after other operators, such as ``3 Tr``.

    Letters are placed from left to right, so an Arabic text is written from its end.
    """
    shown = text[::-1] if re.search("[\u0590-\u06ff]", text) else text
    return f"q BT /F {size} Tf {extra} 1 0 0 1 {x} {y} Tm <{shown.encode('utf-16-be').hex()}> Tj ET Q\n"


def lines_from(lines: Iterable[str], x: float = 72, y: float = 700, leading: float = 12) -> str:
    """Return the content of a page with a line of text every 12 points; an empty line leaves a gap."""
    return "".join(text_at(line, x, y - number * leading) for number, line in enumerate(lines) if line)


def write_pdf(
    pages: Sequence[str],
    info: Mapping[str, str] | None = None,
    catalog: str = "",
    annotations: Mapping[int, str] | None = None,
    more: Sequence[str] = (),
) -> bytes:
    """Return a PDF whose pages have this content.

    ``info`` is its metadata. ``catalog`` are further entries of its catalog, ``annotations`` those of pages by their
    index. ``more`` are further objects, numbered from 7.
    """
    first = 7 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    entries = "".join(
        f"/{key} <feff{value.encode('utf-16-be').hex()}> " for key, value in (info or {}).items()
    )
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /U /Encoding /Identity-H /ToUnicode 4 0 R /DescendantFonts"
        " [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /U /DW 500 /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>",
        _stream(_CMAP),
        f"<< {entries}>>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    for number, content in enumerate(pages):
        notes = (annotations or {}).get(number, "")
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {_RESOURCES} {notes}"
            f" /Contents {first + 2 * number + 1} 0 R >>",
            _stream(content),
        ]
    written = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R"
    return written + f"{end} /Info 5 0 R >>\nstartxref\n{len(written)}\n%%EOF\n".encode()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
