"""Makes small documents of word processors: only the parts that a test is about."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(files: dict[str, str | bytes]) -> bytes:
    """Return a zip file."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def docx(body: str, files: dict[str, str | bytes] | None = None, word: str = _WORD, **parts: str) -> bytes:
    """Return a Word document: XML of its body, and of other parts such as ``footnotes`` or ``core``."""
    spaces = (
        f'xmlns:w="{word}" xmlns:m="{_OFFICE}/math" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/relationships/{kind}" Target="{kind}.xml"/>'
        for kind in parts
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a"'
            f' Type="{_OFFICE}/relationships/officeDocument" Target="/word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
            **{
                f"word/{kind}.xml": f"<w:{kind} {spaces}>{content}</w:{kind}>"
                for kind, content in parts.items()
            },
            "docProps/core.xml": f"<core {spaces}>{parts.pop('core', '')}</core>",
            **(files or {}),
        }
    )


def run(text: str, properties: str = "") -> str:
    """Return a run of a Word document."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a paragraph of a Word document; a text without tags becomes a run."""
    inner = "".join(item if item.startswith("<") else run(item) for item in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def open_document(
    body: str, styles: str = "", meta: str = "", masters: str = "", *, is_flat: bool = False
) -> bytes:
    """Return an OpenDocument text: XML of its body, automatic styles, metadata, and headers and footers."""
    spaces = " ".join(
        [
            *(f'xmlns:{kind}="{_ODF}:{kind}:1.0"' for kind in ("office", "text", "table", "style", "meta")),
            f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"',
            f'xmlns:svg="{_ODF}:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        ]
    )
    content = (
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
    )
    about = f"<office:meta>{meta}</office:meta>"
    margins = f"<office:master-styles>{masters}</office:master-styles>"
    if is_flat:
        return f"<?xml version='1.0'?><office:document {spaces}>{about}{margins}{content}</office:document>".encode()
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
            "styles.xml": f"<office:document-styles {spaces}>{margins}</office:document-styles>",
            "meta.xml": f"<office:document-meta {spaces}>{about}</office:document-meta>",
        }
    )
