"""Reading a web page that a browser saved in one file."""

from __future__ import annotations

import plistlib
from quopri import encodestring

import pytest

from generator.ingest.article import ArticleError, Received
from generator.ingest.readers.any_file import read_article

WORDS = "자작섬으로 가는 여객선이 5월 3일부터 다시 하루 4번 운항한다고 항만 사무소가 밝혔다. " * 8
URL = "https://www.coast.example/2026/05/ferry?id=a-very-long-number-4711"
PAGE = f"<!DOCTYPE html><html><head><title>여객선</title></head><body><article><p>{WORDS}</p></article></body></html>"


def part(html: str, more: str = "", charset: str = "utf-8") -> bytes:
    head = f"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n{more}\n"
    return b"--b\n" + head.encode() + encodestring(html.encode(charset)) + b"\n"


def mhtml(*parts: bytes, head: str = f"Snapshot-Content-Location: {URL}\n", start: str = "") -> bytes:
    date = "Date: Wed, 6 May 2026 23:30:00 +0900\nMIME-Version: 1.0\n"
    kind = f'Content-Type: multipart/related;\n\ttype="text/html";{start}\n\tboundary="b"\n\n'
    return f"From: <Saved by Blink>\n{head}{date}{kind}".encode() + b"".join(parts) + b"--b--\n"


def test_a_page_saved_by_chrome_says_where_and_when():
    article = read_article(mhtml(part(PAGE, "Content-ID: <frame-1@x>\n")), Received("ferry.mhtml"))
    assert WORDS.strip() in article.text
    assert (article.url.value, article.url.origin) == (URL, "Snapshot-Content-Location")
    assert (article.accessed.value, article.language.value) == ("2026-05-06", "ko")
    assert article.original is not None
    assert (article.original.extension, article.original.media_type) == (".mhtml", "multipart/related")


@pytest.mark.parametrize(
    "written",
    [
        URL.replace("?", "\n ?"),
        f"=?utf-8?Q?{URL[:30]}?=\n =?utf-8?Q?{URL[30:].replace('=', '=3D').replace('?', '=3F')}?=",
    ],
)
def test_a_long_url_may_be_folded_or_encoded(written: str):
    head = f"Snapshot-Content-Location: {written}\n"
    assert read_article(mhtml(part(PAGE), head=head), Received("a.mht")).url.value == URL


@pytest.mark.parametrize("name", ["ferry.mht", "ferry.html", "ferry.doc", "ferry"])
def test_internet_explorer_names_the_url_in_the_first_part(name: str):
    old = part(
        PAGE.replace("<head>", '<head><meta charset="euc-kr">'), f"Content-Location: {URL}\n", "euc-kr"
    )
    article = read_article(mhtml(old, head="Subject: x\n"), Received(name))
    assert WORDS.strip() in article.text
    assert article.url.value == URL


def test_the_start_of_the_page_need_not_be_its_first_part():
    frame = part("<p>An advertisement.</p>", "Content-ID: <ad@x>\n")
    page = part(PAGE, "Content-ID: <page@x>\n")
    article = read_article(mhtml(frame, page, start='\n\tstart="<page@x>";'), Received("a.mhtml"))
    assert WORDS.strip() in article.text
    assert not any("frame" in remark for remark in article.remarks)


def test_the_text_can_be_in_a_frame():
    frames = part("<html><frameset cols='1,2'><frame src='cid:a'></frameset></html>")
    article = read_article(mhtml(frames, part(PAGE)), Received("a.mhtml"))
    assert WORDS.strip() in article.text
    assert article.remarks[0] == "the text is that of a frame in the page"


def test_a_copy_of_an_archive_is_one_in_mhtml_too():
    copy = "https://web.archive.org/web/20260506093000/https://coast.example/a"
    article = read_article(
        mhtml(part(PAGE), head=f"Snapshot-Content-Location: {copy}\n"), Received("a.mhtml")
    )
    assert (article.url.value, article.archived.value) == ("https://coast.example/a", copy)


def test_a_page_saved_by_safari_says_where():
    main = {
        "WebResourceData": PAGE.encode("euc-kr"),
        "WebResourceURL": URL,
        "WebResourceTextEncodingName": "euc-kr",
    }
    data = plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
    article = read_article(data, Received("ferry.webarchive"))
    assert WORDS.strip() in article.text
    assert article.url.value == URL


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (mhtml(), "contains no web page"),
        (mhtml(part("<p></p>")), "no article text found"),
        (b"bplist00 WebMainResource", "is not a web archive of Safari"),
        (
            plistlib.dumps({"WebMainResource": {"WebResourceData": 4}}, fmt=plistlib.FMT_BINARY),
            "is not a web archive",
        ),
    ],
)
def test_what_contains_no_article_says_why(data: bytes, why: str):
    with pytest.raises(ArticleError, match=why):
        read_article(data, Received("a.webarchive" if b"bplist" in data else "a.mhtml"))
