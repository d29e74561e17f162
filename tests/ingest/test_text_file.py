"""What a text file says about itself: the front matter of Markdown is stated, a line in the text is only proposed."""

from __future__ import annotations

import pytest

from generator.ingest.article import Fact, Proposal, Received
from generator.ingest.readers.text_file import read_text

BODY = "The ferry to the island has been running again since May, the harbour office says.\n"
CLIPPED = """---
title: "Ferry: it runs"
source: "https://coast-news.example/ferry"
author:
  - "[[Ada Marsh]]"
  - Coast News Staff
published: 2026-05-04
created: 2026-05-06
publisher: Coast News
lang: en-GB
tags: [clippings]
---
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_is_stated(ends: str, mark: str):
    data = f"{mark}{CLIPPED}{BODY}".replace("\n", ends).encode()
    article = read_text(data, Received("a.md"))
    assert article.data == data
    assert article.body.splitlines() == BODY.splitlines()
    assert article.title == Fact("Ferry: it runs", "front matter")
    assert article.url == Fact("https://coast-news.example/ferry", "front matter")
    assert article.authors == (Fact("Ada Marsh", "front matter"),)
    assert article.published == Fact("2026-05-04", "front matter")
    assert article.accessed == Fact("2026-05-06", "front matter")
    assert article.site_name == Fact("Coast News", "front matter")
    assert article.language == Fact("en-GB", "front matter")
    assert article.proposals == (Proposal("authors", "Coast News Staff", "stated in the front matter"),)


@pytest.mark.parametrize(
    ("front_matter", "title"),
    [
        ("---\ntitle: [a\n---\n", "Heading"),  # no valid YAML
        ("---\ntitle: {a: b}\n---\n", "Heading"),
        ("---\ndate: yesterday\nurl: 'javascript:alert(1)'\n---\n", "Heading"),
        ("---\n- title\n---\n", "Heading"),
        ("", "Heading"),
    ],
)
def test_what_no_field_can_have_is_left_out(front_matter: str, title: str):
    article = read_text(f"{front_matter}# Heading\n\n{BODY}".encode(), Received("a.md"))
    assert article.title == Fact(title, "first line")
    assert not any((article.url, article.published, article.site_name, *article.authors))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"Source: https://coast.example/a\n\n{BODY}", "https://coast.example/a"),
        (f"{BODY}\n출처: https://coast.example/a\n", "https://coast.example/a"),
        (f"https://coast.example/a\n\n{BODY}", "https://coast.example/a"),
        (f"{BODY}\nSee https://coast.example/a for more.\n", ""),
        (f"{BODY}\nSource: the harbour office\n", ""),
    ],
)
def test_a_line_with_a_url_is_only_proposed(text: str, url: str):
    article = read_text(text.encode(), Received("a.txt"))
    assert not article.url
    assert [item.value for item in article.proposals if item.field == "url"] == [url] * bool(url)


def test_front_matter_of_a_txt_file_is_text():
    assert not read_text((CLIPPED + BODY).encode(), Received("a.txt")).url


@pytest.mark.parametrize(("head", "is_said"), [("title: Ferry: it runs", True), ("title: Ferry", False)])
def test_front_matter_that_is_no_yaml_stays_and_is_named(head: str, is_said: bool):
    article = read_text(f"---\n{head}\n---\nThe ferry runs again.".encode(), Received("a.md"))
    assert (article.body.startswith("---"), any("not valid YAML" in it for it in article.remarks)) == (
        is_said,
        is_said,
    )
