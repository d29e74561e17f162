"""Recognises a kind of file by its first bytes, because names and servers are often wrong."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

_START = 4096  # bytes that are looked at
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml[^>]*|!--.*?--)>\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVED_PAGE = re.compile(
    rb"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?Content-Type:\s*multipart/related\b", re.IGNORECASE
)
_MAIL_ONLY = re.compile(rb"^(?:To|Received|Message-ID|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_OLE_STREAMS = {  # the stream of an OLE file that tells what it is, as its name is stored
    ".encrypted": "EncryptedPackage",
    ".msg": "__properties_version1.0",
    ".doc": "WordDocument",
    ".xls": "Workbook",
    ".ppt": "PowerPoint Document",
}
_ZIP_MEMBERS = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx", "Index/": ".pages"}
_ZIP_TYPES = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.text-template": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
    b"application/epub+zip": ".epub",
}


def looks_like_html(data: bytes) -> bool:
    """Return whether a file begins as an HTML page does."""
    return _HTML.match(data[:_START]) is not None


def binary_extension(data: bytes) -> str:
    """Return the extension of the kind of file that the bytes cannot but be, such as ``.pdf``; else an empty text."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"bplist00") and b"WebMainResource" in data:
        return ".webarchive"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        names = ((kind, name.encode("utf-16-le")) for kind, name in _OLE_STREAMS.items())
        return next((kind for kind, name in names if name in data), ".doc")
    return _zip_extension(data) if data.startswith(b"PK\x03\x04") else ""


def text_extension(data: bytes) -> str:
    """Return ``.mhtml`` or ``.html`` for bytes that begin as one does; else an empty text."""
    start = data[:_START].lstrip()
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0] + b"\n"
    if _ARCHIVED_PAGE.match(head) and not _MAIL_ONLY.search(head):
        return ".mhtml"
    return ".html" if looks_like_html(data) else ""


def _zip_extension(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            stored = archive.getinfo("mimetype") if "mimetype" in names else None
            media_type = archive.read(stored).strip() if stored and stored.file_size < 100 else b""
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return ""  # damaged: the reader of what its name says tells more
    if media_type in _ZIP_TYPES:
        return _ZIP_TYPES[media_type]
    starts = (kind for start, kind in _ZIP_MEMBERS.items() if any(name.startswith(start) for name in names))
    return next(starts, ".zip")
