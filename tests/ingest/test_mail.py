"""Reading a mail: its words, its sender and date, and what is left out."""

from __future__ import annotations

import datetime
from base64 import b64encode
from email.message import EmailMessage
from typing import Any

import pytest
import yaml

from generator.ingest.article import Article, ArticleError, Received
from generator.ingest.draft import plan_import
from generator.ingest.readers.any_file import read_article
from generator.load.loader import load

WORDS = "The ferry to Birch Island runs again on 3 May, and makes 4 trips a day."
HEAD = b"""From: Ada Marsh <ada@harbour.example>
To: Tom Reed <tom@coast.example>
Cc: secret.source@coast.example
Subject: Ferry runs again
Date: Mon, 04 May 2026 23:30:00 +0900
Message-ID: <4711.abc@harbour.example>
"""


def mail(body: bytes = WORDS.encode(), head: bytes = HEAD) -> Article:
    return read_article(head + b"\n" + body, Received("ferry.eml"))


def multipart(*parts: str, kind: str = "mixed", head: bytes = HEAD) -> Article:
    body = "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    return mail(body.encode(), head + f"Content-Type: multipart/{kind}; boundary=b\n".encode())


def test_a_mail_gives_its_words_sender_and_date():
    article = mail()
    assert article.text == f"Ferry runs again\n\n{WORDS}\n"
    assert (article.title.value, article.published.value) == ("Ferry runs again", "2026-05-04")
    assert [author.value for author in article.authors] == ["Ada Marsh"]
    assert article.notes == ("Received as a mail with the Message-ID `<4711.abc@harbour.example>`.",)
    assert article.original is not None
    assert (article.original.extension, article.original.media_type) == (".eml", "message/rfc822")


def test_no_recipient_is_written_anywhere_but_in_the_original():
    files: dict[str, bytes] = {}
    inner = "From: B <b@x.example>\nTo: C Name <c@x.example>\nSubject: Inner\n\nInner words."
    article = multipart(f"\n{WORDS}", f"Content-Type: message/rfc822\n\n{inner}")
    plan = plan_import(article, "ferry.eml", files, load(files)[0], datetime.date(2026, 11, 20))
    written = b"".join(data for path, data in plan.created.items() if not path.endswith(".eml")).decode()
    assert "Inner words." in written
    assert not [word for word in ("Tom", "tom@", "secret", "C Name", "c@x") if word in written]
    record: Any = yaml.load(plan.created[f"content/sources/{plan.seed}.yml"], yaml.BaseLoader)
    assert record["authors"] == ["Ada Marsh"]
    assert record["published"] == "2026-05-04"
    assert record["publisher"] == "TODO"
    assert record["notes"] == ["Received as a mail with the Message-ID `<4711.abc@harbour.example>`."]


@pytest.mark.parametrize(
    ("sender", "more"),
    [
        ("Coast News <desk@mail.coast-news.example>", b""),
        ("The Morning Letter <x@y.example>", b"List-Unsubscribe: <https://y.example/>\n"),
        ("Harbour Office Press <press@y.example>", b""),
        ("Mail Delivery System <x@y.example>", b""),
        ("aaronsw <x@y.example>", b""),
        ("ada@y.example <ada@y.example>", b""),
        ("ada@y.example", b""),
        ("Ada Marsh via Ferry-L <ferry-l@lists.example>", b""),
        ("Press Secretary <x@y.example>", b""),
        ("Coast Alerts <x@y.example>", b""),
        ("The Gullpost <x@gullpost.example>", b""),
    ],
)
def test_a_sender_who_may_be_no_person_is_no_author(sender: str, more: bytes):
    article = mail(head=HEAD.replace(b"Ada Marsh <ada@harbour.example>", sender.encode()) + more)
    assert not article.authors
    assert any(guess.field == "publisher" for guess in article.proposals)


@pytest.mark.parametrize("date", ["Thu, 01 Jan 1970 00:00:00 +0000", "Sun, 04 May 2999 23:30:00 +0900"])
def test_the_date_of_a_clock_that_was_wrong_is_not_taken(date: str):
    assert not mail(head=HEAD.replace(b"Mon, 04 May 2026 23:30:00 +0900", date.encode())).published


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("=?utf-8?B?6rCA64KY64uk?=", "가나다"),
        ("=?euc-kr?B?sKGzqrTZ?= A =?utf-8?q?=C3=A9t=C3=A9_1?=", "가나다 A été 1"),
        ("=?iso-2022-jp?B?GyRCQSUkLCRHJD8bKEI=?=", "船がでた"),
        ("=?utf-8?B?6rCA64I=?=\n =?utf-8?B?mOuLpA==?=", "가나다"),  # one character in two words
        ("=?windows-1251?Q?=CF=E0=F0=EE=EC?=", "Паром"),
        ("=?nonsense?Q?=CF?= and", "=?nonsense?Q?=CF?= and"),
        ("Ferry\n runs =?utf-8?B?broken*?=", "Ferry runs =?utf-8?B?broken*?="),
        ("Überfahrt", "Überfahrt"),
    ],
)
def test_a_subject_is_decoded(raw: str, read: str):
    assert mail(head=f"Subject: {raw}\n".encode()).title.value == read


@pytest.mark.parametrize("encoding", ["euc-kr", "iso-2022-kr", "utf-8"])
def test_words_are_decoded_as_the_part_says(encoding: str):
    korean = "자작섬으로 가는 여객선이 다시 운항을 시작했다고 항만 사무소가 밝혔다. " * 3
    part = f"Content-Type: text/plain; charset={encoding}\nContent-Transfer-Encoding: base64\n\n"
    article = multipart(part + b64encode(korean.encode(encoding)).decode())
    assert korean.strip() in article.text
    assert not article.is_encoding_guessed


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("iso-8859-8-i", "iso-8859-8", "שלום לכולם"),
        ("windows-874", "cp874", "สวัสดีครับ"),
        ("x-sjis", "cp932", "船が島へ行く"),
        ("hz-gb-2312", "hz", "你好"),
        ("utf-7", "utf-7", "자작섬"),
        ("windows-1256", "cp1256", "مرحبا بكم"),
    ],
)
def test_charsets_that_mails_name_in_their_own_way(charset: str, codec: str, words: str):
    data = words.encode(codec)
    head = (
        f"Subject: =?{charset}?B?{b64encode(data).decode()}?=\nContent-Type: text/plain; charset={charset}\n"
    )
    article = mail(data, head.encode())
    assert article.text == f"{words}\n\n{words}\n"
    assert not article.is_encoding_guessed


def test_a_wrong_charset_is_no_obstacle():
    czech = "Příliš žluťoučký kůň, říká úřad přístavu."
    assert czech in mail(czech.encode(), HEAD + b"Content-Type: text/plain; charset=us-ascii\n").text
    assert czech in mail(czech.encode(), HEAD + b"Content-Type: text/plain; charset=nonsense\n").text


HTML = """<html><head><style>p {}</style></head><body><div style="display:none">Preview</div><table><tr><td><p>
    One <b>bold</b> word.</p></td></tr></table><ul><li>First</li><li>Second</li></ul>
    <table><tr><td>Trips</td><td>4</td></tr>
    <tr><td>Price</td><td>40</td></tr></table><p>A<sup>1</sup><br>B<br><br>C</p><blockquote>Quoted</blockquote></body></html>"""


def test_html_is_read_where_there_is_no_plain_text():
    text = multipart(f"Content-Type: text/html\n\n{HTML}").text.removeprefix("Ferry runs again\n\n")
    assert text == "One bold word.\n\n- First\n\n- Second\n\nTrips\t4\nPrice\t40\n\nA¹\nB\n\nC\n\nQuoted\n"


@pytest.mark.parametrize(
    ("plain", "expected"),
    [(WORDS, WORDS), ("See this mail in a browser.", "One bold word."), ("", "One bold word.")],
)
def test_plain_text_is_preferred_unless_it_is_only_a_hint(plain: str, expected: str):
    page = f"Content-Type: text/html\n\n{HTML}"
    assert expected in multipart(f"Content-Type: text/plain\n\n{plain}", page, kind="alternative").text


def test_attachments_are_named():
    pdf = "Content-Type: application/pdf\nContent-Disposition: attachment; filename="
    article = multipart(f"\n{WORDS}", f"{pdf}tides.pdf\n\nx", f'{pdf}"=?utf-8?B?6rCALnBkZg==?="\n\nx')
    assert article.remarks[0] == "2 attachments are not in the text: tides.pdf, 가.pdf"


def test_replies_signatures_and_mails_inside_are_kept():
    inner = (
        "From: Tom Reed <t@x.example>\nDate: Sun, 3 May 2026 08:00:00 +0000\nSubject: Inner\n\nInner words."
    )
    forwarded = f"Content-Type: message/rfc822\nContent-Disposition: attachment; filename=a.eml\n\n{inner}"
    text = multipart("\n> Quoted words\nMine.\n-- \nAda", forwarded).text
    assert "> Quoted words\nMine.\n--\nAda" in text
    assert "From: Tom Reed\nDate: Sun, 3 May 2026 08:00:00 +0000\nSubject: Inner\n\nInner words." in text


@pytest.mark.parametrize(
    ("date", "published", "guess"),
    [
        ("Mon, 4 May 2026 00:10:00 -0800", "2026-05-04", ""),
        ("4 May 26 00:10 EST", "2026-05-04", ""),
        ("Mon, 40 May 2026 00:10:00 -0800", "", "2026-05-05"),
        ("yesterday", "", "2026-05-05"),
    ],
)
def test_a_date_that_cannot_be_read_is_no_date(date: str, published: str, guess: str):
    head = HEAD.replace(b"Mon, 04 May 2026 23:30:00 +0900", date.encode())
    article = mail(head=head + b"Received: by x.example with SMTP; Tue, 5 May 2026 01:00:00 +0000\n")
    assert article.published.value == published
    assert [item.value for item in article.proposals if item.field == "published"] == (
        [guess] if guess else []
    )


def test_a_mail_of_a_list_names_its_url_in_the_archive():
    url = "https://lists.example/archive/4711"
    assert mail(head=HEAD + f"Archived-At: <{url}>\n".encode()).url.value == url


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEAD + b"\n \n", "has no text"),
        (HEAD + b"Content-Type: application/pkcs7-mime\n\nx", "is encrypted; open it in your mail program"),
        (HEAD + b"Content-Type: application/pdf; name=a.pdf\n\nx", "has no text but attachments"),
        (b"no headers here", "is not a mail: it has no headers"),
        (
            b"From a@x Mon May  4 2026\nSubject: a\n\nA\n\nFrom b@x Tue May  5 2026\nSubject: b\n\nB\n",
            "contains 2 mails; save the one you need as .eml",
        ),
    ],
)
def test_what_is_no_single_mail_with_words_says_why(data: bytes, why: str):
    with pytest.raises(ArticleError, match=why):
        read_article(data, Received("a.eml"))


def test_a_mailbox_of_one_mail_is_read():
    data = b"From ada@harbour.example Mon May  4 09:30:00 2026\n" + HEAD + b"\nFrom here it sails.\n"
    assert "From here it sails." in read_article(data, Received("a.mbox")).text


def test_the_standard_library_makes_mails_that_are_read():
    message = EmailMessage()
    message["Subject"], message["From"] = "자작섬 여객선", "김 하나 <kim@x.example>"
    message.set_content("여객선이 다시 운항한다. " * 30)
    message.add_alternative("<p>여객선이 다시 운항한다.</p>", subtype="html")
    article = read_article(message.as_bytes(), Received("a.eml"))
    assert article.title.value == "자작섬 여객선"
    assert article.authors[0].value == "김 하나"
    assert article.language.value == "ko"
    assert "여객선이 다시 운항한다." in article.text
