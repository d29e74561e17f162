"""Which reader a file gets: by its bytes, its name, or the media type that a server named."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pytest

from generator.ingest.article import ArticleError, Received
from generator.ingest.readers.any_file import read_article
from generator.ingest.readers.signature import binary_extension, text_extension

PAGE = b"<!doctype html><title>Ferry</title><article><p>" + b"The ferry makes 4 trips a day. " * 9 + b"</p>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str, mimetype: str = "") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        if mimetype:
            archive.writestr(ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(ZipInfo(name), "")  # with a fixed date: the bytes are in the names of tests
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"%PDF-1.7", ".pdf"),
        (b"\r\n\r\n%PDF-1.4", ".pdf"),
        (b"{\\rtf1\\ansi", ".rtf"),
        (zipped("[Content_Types].xml", "word/document.xml"), ".docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"), ".odt"),
        (zipped("OEBPS/a.xhtml", mimetype="application/epub+zip"), ".epub"),
        (zipped("a.txt"), ".zip"),
        (b"PK\x03\x04 and no more", ""),
        (OLE + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE + "__properties_version1.0".encode("utf-16-le"), ".msg"),
        (b"bplist00 WebMainResource", ".webarchive"),
        (b"Words on %PDF-, of which there are many: ".rjust(2000), ""),
        (PAGE, ""),
    ],
)
def test_a_binary_file_is_recognised_by_its_bytes(data: bytes, extension: str):
    assert binary_extension(data) == extension


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (PAGE, ".html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<html lang=en>", ".html"),
        (
            b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tx=y\r\n\r\n",
            ".mhtml",
        ),
        (b"To: ada@coast.example\r\nContent-Type: multipart/related; boundary=a\r\n\r\n", ""),
        (b"An article on Content-Type: multipart/related\n\n", ""),
        (b"A <html> tag", ""),
    ],
)
def test_a_page_is_recognised_by_how_it_begins(data: bytes, extension: str):
    assert text_extension(data) == extension


@pytest.mark.parametrize("name", ["ferry.doc", "ferry", "ferry.pdf"])
def test_a_page_under_another_name_is_read_and_named(name: str):
    article = read_article(PAGE, Received(name))
    assert "4 trips a day" in article.text
    assert article.remarks[0] == "is .html, although its name does not say so"
    assert not any("although" in remark for remark in read_article(PAGE, Received("a.htm")).remarks)


def test_the_source_code_of_a_page_can_be_a_text():
    assert read_article(PAGE, Received("a.txt")).text == PAGE.decode()


@pytest.mark.parametrize("media_type", ["application/octet-stream", "text/html", "application/msword"])
def test_a_page_is_read_whatever_the_server_says(media_type: str):
    received = Received("", "https://coast.example/a%20b.html?x=.doc", media_type)
    article = read_article(PAGE, received)
    named = f"is .html, although the server says that it is {media_type}"
    assert any("although" in remark for remark in article.remarks) is (media_type == "application/msword")
    assert media_type != "application/msword" or article.remarks[0] == named


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (
            b"{\\rtf1 Ferry}",
            "a.doc",
            "is a .rtf file, which cannot be read; open it in a word processor and save",
        ),
        (
            OLE,
            "a.docx",
            "is a .doc file, which cannot be read; open it in a word processor and save it as .docx",
        ),
        (
            zipped(mimetype="application/epub+zip"),
            "a",
            "is a .epub file, which cannot be read; open it in",
        ),
        (b"words", "a.msg", "is a .msg file, which cannot be read; open it in Outlook and save it as .eml"),
        (
            zipped("a.txt"),
            "a.txt",
            "is a .zip file, which cannot be read; unpack it and name the files in it",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do_instead(data: bytes, name: str, why: str):
    with pytest.raises(ArticleError, match=re.escape(why)):
        read_article(data, Received(name))
    with pytest.raises(ArticleError, match=re.escape(why)):
        read_article(data, Received("", f"https://coast.example/{name}", "application/octet-stream"))
