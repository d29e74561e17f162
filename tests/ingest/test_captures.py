"""When and where a page was saved, by what archives and programs that save pages write into it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml

from generator.ingest.article import Article, Received
from generator.ingest.draft import plan_import
from generator.ingest.readers.any_file import read_article
from generator.ingest.readers.captures import capture_at, find_capture
from generator.load.loader import load

WORDS = "The ferry to Birch Island runs again on 3 May, and makes 4 trips a day. " * 6
URL = "https://www.coast.example/2026/05/ferry"
TODAY_COPY = f"https://archive.ph/2026.05.06-093000/{URL}"
COPY = f"https://web.archive.org/web/20260506093000/{URL}"


def page(head: str = "", before: str = "", after: str = "") -> bytes:
    return f"""<!DOCTYPE html>{before}<html><head><meta charset="utf-8"><title>Ferry runs again</title>{head}</head>
<body><article><h1>Ferry runs again</h1><p>{WORDS}</p></article>{after}</body></html>""".encode()


def facts(article: Article) -> tuple[str, str, str, str]:
    values = (article.url, article.accessed, article.archived, article.archived_on)
    return tuple(value.value for value in values)  # type: ignore[return-value]


# URLs of copies


@pytest.mark.parametrize(
    ("copy", "url", "archived", "day"),
    [
        (COPY, URL, COPY, "2026-05-06"),
        (COPY.replace("0/h", "0id_/h"), URL, COPY, "2026-05-06"),
        (COPY.replace("0/h", "0if_/h"), URL, COPY, "2026-05-06"),
        (COPY.replace("s://www", "s:/www"), URL, COPY, "2026-05-06"),
        (f"https://web.archive.org/web/2026/{URL}", URL, f"https://web.archive.org/web/2026/{URL}", ""),
        (
            "https://web.archive.org/web/20260506093000/coast.example/",
            "http://coast.example/",
            "https://web.archive.org/web/20260506093000/http://coast.example/",
            "2026-05-06",
        ),
        (
            "https://web.archive.org/web/20260506093000/http://coast.example:80/a//b?utm_source=x&id=4",
            "http://coast.example/a//b?id=4",
            "https://web.archive.org/web/20260506093000/http://coast.example:80/a//b?utm_source=x&id=4",
            "2026-05-06",
        ),
        (
            "https://web.archive.org/web/20260506093000/https%3A%2F%2Fcoast.example%2Fa",
            "https://coast.example/a",
            "https://web.archive.org/web/20260506093000/https://coast.example/a",
            "2026-05-06",
        ),
        (
            f"https://webarchive.nationalarchives.example/ukgwa/20260506093000mp_/{URL}",
            URL,
            f"https://webarchive.nationalarchives.example/ukgwa/20260506093000/{URL}",
            "2026-05-06",
        ),
        (TODAY_COPY, URL, TODAY_COPY, "2026-05-06"),
        ("https://archive.ph/aBc12", "", "https://archive.ph/aBc12", ""),
        ("https://perma.cc/AB12-CD34", "", "https://perma.cc/AB12-CD34", ""),
        (f"https://webcache.googleusercontent.com/search?q=cache:x-Y_1:{URL}&hl=en", URL, "", ""),
        (f"{URL}?utm_source=x&fbclid=4#prices", f"{URL}#prices", "", ""),
        (f"{URL}?id=4&utm_source=x#:~:text=ferry", f"{URL}?id=4", "", ""),
        ("https://web.archive.org/web/20261399093000/https://coast.example/", "https://coast.example/",
         "https://web.archive.org/web/20261399093000/https://coast.example/", ""),
        ("http://localhost:8000/a", "", "", ""),
        ("about:internet", "", "", ""),
    ],
)  # fmt: skip
def test_the_url_of_a_copy_names_the_original(copy: str, url: str, archived: str, day: str):
    capture = capture_at(copy)
    assert (capture.url.value, capture.archived.value, capture.archived_on.value) == (url, archived, day)
    assert not capture.accessed


def test_a_text_from_an_archive_has_the_url_of_the_original():
    article = read_article(WORDS.encode(), Received("", COPY, "text/plain"))
    assert facts(article) == (URL, "", COPY, "2026-05-06")


# Marks of programs that save pages


@pytest.mark.parametrize(
    ("before", "url", "accessed"),
    [
        (
            f"<html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: Wed May 06 2026 23:30:00"
            " GMT+0900 (한국 표준시)\n-->",
            URL,
            "2026-05-06",
        ),
        (f"<!-- saved from url=(0040){URL} -->", URL, ""),
        ("<!-- saved from url=(0046)https://www.coast.example/a%2D%2Db -->", "https://www.coast.example/a--b", ""),
        ("<!-- saved from url=(0014)about:internet -->", "", ""),
        (f"<!-- Saved from {URL} at 2026-05-06T21:30:00Z using monolith v2.8.1 -->", URL, "2026-05-06"),
        (f'<html data-scrapbook-source="{URL}?a=1&amp;b=2" data-scrapbook-create="20260506213000123">',
         f"{URL}?a=1&b=2", "2026-05-06"),
        (f'<meta name="savepage-url" content="{URL}"><meta name="savepage-title" content="x">'
         '<meta name="savepage-date" content="Wed May 06 2026 09:30:00 GMT+0200 (CEST)">', URL, "2026-05-06"),
        (f"<!-- saved from url=(0090){COPY} -->", URL, ""),
        ("<!-- Mirrored from www.coast.example/a.html by HTTrack Website Copier/3.x [XR&CO'2014], "
         "Wed, 06 May 2026 21:30:00 GMT -->", "", "2026-05-06"),
        ("<!--\n Page saved with SingleFile \n url: file:///home/ada/a.html \n saved date: in May 2026\n-->", "", ""),
        (f"<p>Page saved with &lt;!-- saved from url=(0040){URL} --&gt;", "", ""),
    ],
)  # fmt: skip
def test_programs_say_where_and_when_they_saved_a_page(before: str, url: str, accessed: str):
    article = read_article(page(before=before), Received("ferry.html"))
    assert facts(article)[:2] == (url, accessed)
    assert article.archived.value == (COPY if "archive.org" in before else "")
    assert "4 trips a day" in article.text


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [(URL, URL), ("https://other.example/", f"{URL}?page=2")],
)
def test_the_canonical_link_is_preferred_to_where_the_page_was_saved_if_its_host_is_the_same(
    canonical: str, expected: str
):
    saved = page(f'<link rel="canonical" href="{canonical}">', f"<!-- saved from url=(0040){URL}?page=2 -->")
    assert read_article(saved, Received("a.html")).url.value == expected


def test_a_page_that_was_fetched_is_from_where_it_was_fetched():
    saved = page(before="<!-- saved from url=(0040)https://other.example/ -->")
    assert read_article(saved, Received("", URL, "text/html")).url.value == URL


# Pages of archives

WAYBACK = page(
    head=f"""<script>__wm.init("https://web.archive.org/web");__wm.wombat("{URL}","20260506093000",
        "https://web.archive.org/","web","https://web-static.archive.org/_static/","1778059800");</script>
        <link rel="canonical" href="https://web.archive.org/web/20260506093000/{URL}">
        <meta property="og:url" content="https://web.archive.org/web/20260506093000/{URL}">
        <script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2026-05-04",
        "url": "https:\\/\\/web.archive.org\\/web\\/20260506093000\\/https:\\/\\/www.coast.example\\/"}}</script>""",
    before="",
    after=f"""<p>See <a href="/web/20260506093000/{URL}/2">page 2</a>.</p>
        <!-- FILE ARCHIVED ON 09:30:00 May 06, 2026 AND RETRIEVED FROM THE
        INTERNET ARCHIVE ON 11:02:33 Nov 12, 2026.
        JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE. -->""",
).replace(
    b"<body>",
    b"""<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base"><article><p>The Wayback Machine saved this page
    many times: 27 captures between 6 May 2026 and 12 November 2026, about this capture.</p></article></div>
    <!-- END WAYBACK TOOLBAR INSERT -->""",
)


@pytest.mark.parametrize(
    "received", [Received("", COPY, "text/html"), Received("", COPY.replace("0/h", "0if_/h"), "text/html")]
)
def test_a_page_fetched_from_the_wayback_machine_is_the_original(received: Received):
    article = read_article(WAYBACK, received)
    assert facts(article) == (URL, "", COPY, "2026-05-06")
    assert "4 trips a day" in article.text
    assert "27 captures" not in article.text
    assert article.published.value == "2026-05-04"


def test_a_page_saved_from_the_wayback_machine_is_the_original():
    article = read_article(WAYBACK, Received("ferry.html"))
    assert facts(article) == (URL, "2026-11-12", COPY, "2026-05-06")


def test_a_page_saved_from_archive_today_has_none_of_its_metadata():
    head = f"""<link rel="canonical" href="{TODAY_COPY}"><meta property="og:site_name" content="archive.ph">
        <meta property="article:published_time" content="2026-05-06">"""
    article = read_article(page(head), Received("ferry.html"))
    assert facts(article) == (URL, "", TODAY_COPY, "2026-05-06")
    assert "archive" not in article.site_name.value
    assert not article.published


def test_an_article_about_an_archive_is_no_copy():
    linked = page(after=f'<p><a href="{COPY}">An older version</a> is archived.</p>')
    assert facts(read_article(linked, Received("a.html"))) == ("", "", "", "")


@pytest.mark.parametrize(
    "quoted",
    [
        f"<pre>Page saved with SingleFile \n url: {URL} \n saved date: Wed May 06 2026 09:30:00</pre>",
        f"<!-- saved from url=(0041){URL} -->",
        f'<code>__wm.wombat("{URL}","20260506093000","https://web.archive.org/")</code>',
    ],
)
def test_an_article_about_saving_pages_was_not_saved_so(quoted: str):
    assert facts(read_article(page(after=quoted), Received("a.html"))) == ("", "", "", "")


def test_the_record_has_the_url_of_the_original_and_of_the_copy():
    files: dict[str, bytes] = {}
    article = read_article(WAYBACK, Received("ferry.html"))
    plan = plan_import(article, "ferry.html", files, load(files)[0], datetime.date(2026, 11, 20))
    record: Any = yaml.load(plan.created[f"content/sources/{plan.seed}.yml"], yaml.BaseLoader)
    assert record["url"] == URL
    assert record["archived"] == {"url": COPY, "date": "2026-05-06"}
    assert record["accessed"] == "2026-11-12"
    assert record["publisher"] == "coast-example"


def test_hostile_marks_are_no_urls():
    assert not find_capture("<!-- saved from url=(9)javascript:alert(1) -->").url
    assert not find_capture('<!-- saved from url=(9)https://a.example/"onload="x -->').url
