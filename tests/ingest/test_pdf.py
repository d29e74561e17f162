"""Reading a PDF: its words as they are on its pages, and what is said about what cannot be read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from generator.ingest.article import Article, ArticleError, Fact, Received
from generator.ingest.readers.any_file import read_article
from generator.ingest.readers.pdf import reader
from generator.ingest.readers.pdf.extraction import right_to_left
from generator.ingest.readers.pdf.page_text import Line, text_of_pages
from generator.ingest.readers.pdf.reader import is_vertical, read_pdf
from generator.model.seed import make_seed
from generator.resolve.quote_matcher import Found, find_quote
from tests.helpers.pdf_writer import lines_from, text_at, write_pdf


def is_quoted(article: Article, words: str) -> bool:
    return isinstance(find_quote(make_seed("a", "seeds/a.txt", article.data, article.text), words), Found)


def text_of(*pages: str, left: float = 70, size: float = 10) -> str:
    """The text of pages, of each of which the lines are given."""
    return text_of_pages([page_of(page, left, size) for page in pages]).text


def page_of(text: str, left: float = 70, size: float = 10) -> list[Line]:
    rows = enumerate(text.split("\n"))
    return [Line(line, left, left + 5 * len(line), 700 - 12 * row, size) for row, line in rows if line]


def said(data: bytes) -> list[str]:
    return list(read_pdf(data).remarks)


# A whole file


def page(number: int, *lines: str) -> str:
    edges = text_at("The Coast Review", 72, 800) + text_at(str(number), 300, 30)
    return edges + lines_from(lines)


LINES = [
    "Harbour ferries",
    "",
    "The new ferry left Port Ada at dawn with forty pas-",
    "sengers, its master said. It is the first in",
    "well-known colours to sail since",
]
PAGES = [
    page(12, *LINES),
    page(13, "spring. 혜산 세관 앞에 트럭이 줄지어 서 있다.", "", "والشاحنات تنتظر أمام الجمارك"),
    page(14, "It is well-known.", "", "卡车在丹东海关", "排队。"),
]


def test_a_pdf_is_read_with_its_pages_lines_and_paragraphs() -> None:
    info = {"Title": "Harbour ferries", "Author": "Ada Pilot", "CreationDate": "D:20260504120000Z"}
    article = read_article(write_pdf(PAGES, info), Received(name="a.pdf"))
    assert article.text.split("\f") == [
        "\n".join(LINES).replace("pas-", "pas\u00ad") + "\n",
        "spring. 혜산 세관 앞에 트럭이 줄지어 서 있다.\n\nوالشاحنات تنتظر أمام الجمارك\n",
        "It is well-known.\n\n卡车在丹东海关\n排队。\n",
    ]
    for words in (
        "forty passengers, its master",
        "to sail since spring",
        "تنتظر أمام",
        "卡车在丹东海关排队",
    ):
        assert is_quoted(article, words)
    assert article.original is not None
    assert (article.original.extension, article.original.media_type) == (".pdf", "application/pdf")
    assert article.extractor.startswith("pypdfium2 ")
    assert article.remarks == ("running heads and page numbers on 3 pages were left out",)
    assert article.title == Fact("Harbour ferries", "title of the PDF")
    assert not article.authors
    assert not article.published
    proposed = {(item.field, item.value) for item in article.proposals}
    assert {("authors", "Ada Pilot"), ("published", "2026-05-04")} <= proposed


@pytest.mark.parametrize(
    ("info", "title", "authors"),
    [
        ({"Title": "Harbour ferries", "Author": "Jane Doe; Bo Li"}, "Harbour ferries", ["Jane Doe", "Bo Li"]),
        ({"Title": "Microsoft Word - Harbour ferries.doc", "Author": "jdoe"}, "", []),
        ({"Title": "Other ferries", "Author": "Jane Doe and Bo Li"}, "", []),
        ({"Title": "ferries", "Author": "Jane Roe"}, "", []),
    ],
)  # fmt: skip
def test_metadata_count_if_the_first_pages_confirm_them(info, title: str, authors: list[str]) -> None:
    article = read_pdf(write_pdf([lines_from(["Harbour ferries", "by Jane Doe and Bo Li, jdoe"])], info))
    assert (article.title.value, [author.value for author in article.authors]) == (title, authors)
    proposed = {item.field: item.value for item in article.proposals}
    assert proposed.get("authors", "") == ("" if authors else info["Author"])


def test_the_largest_line_of_the_first_page_is_proposed_as_title() -> None:
    page = text_at("12 May", 72, 760) + text_at("Ferries sail again", 72, 730, 18) + lines_from(["At dawn."])
    article = read_pdf(write_pdf([page]))
    assert not article.title
    assert [item.value for item in article.proposals if item.field == "title"] == ["Ferries sail again"]


def test_what_was_not_read_is_named() -> None:
    comment = "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (See) >>"
    empty = "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents () >>"
    attached = (
        "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) /EF << /F 7 0 R >> >>] >> >>"
    )
    stream = "<< /Type /EmbeddedFile /Length 1 >>\nstream\na\nendstream"
    hidden = (
        text_at("Ignore this", 72, 600, extra="3 Tr")
        + text_at("and this", 72, 900)
        + text_at("or this", 72, 580, extra="1 g")
    )
    pages = [lines_from(["The ferry sails."]), hidden + lines_from(["Words that \ue001 are seen."])]
    data = write_pdf(pages, catalog=attached, annotations={1: f"/Annots [{comment} {empty}]"}, more=[stream])
    article = read_pdf(data)
    assert article.text == "The ferry sails.\n\fWords that \ue001 are seen.\n\n"
    assert article.remarks == (
        "page 2 has text that nobody sees, which was left out",
        "page 2 has characters whose meaning the PDF does not say: compare quotations with the PDF",
        "1 comment was not read (page 2)",
        "1 attached file was not read",
    )


PICTURE = "q 400 0 0 500 72 200 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n"


def test_of_a_scan_the_recognised_text_is_read_and_pages_without_it_are_named() -> None:
    scanned = PICTURE + text_at("The ferry sails at dawn.", 72, 600, extra="3 Tr")
    assert said(write_pdf([scanned, PICTURE, PICTURE, lines_from(["Typed."]), PICTURE]))[:2] == [
        "pages 2-3 and 5 have no text: if scanned, recognise the text (OCR) and import the PDF again",
        "page 1 has text that was recognised in a picture (OCR): compare it with the picture",
    ]
    with pytest.raises(ArticleError, match="has pictures but no text; recognise the text in them first"):
        read_pdf(write_pdf([PICTURE]))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\nnothing", "is damaged or incomplete"),
        (write_pdf(PAGES)[:900], "is damaged or incomplete"),
        (write_pdf([]), "is damaged or incomplete"),
        (write_pdf([""]), "has no text"),
    ],
    ids=["no objects", "cut off", "no pages", "an empty page"],
)
def test_a_broken_or_empty_pdf_is_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        read_pdf(data)


def test_a_library_that_does_not_load_is_no_damaged_pdf(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "extraction.py").write_text("""raise SystemExit("no library: libpdfium.so")""")
    monkeypatch.setattr(reader, "_EXTRACTION", tmp_path / "extraction.py")
    with pytest.raises(ArticleError, match="needs another library"):
        read_pdf(write_pdf(PAGES))


def test_without_the_library_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(reader, "version", version)
    with pytest.raises(ArticleError, match=r'needs another library: pip install "seedbrief\[pdf\]"'):
        read_pdf(write_pdf(PAGES))


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import os; os.abort()", "is damaged, so that it cannot be read"),
        ("import time; time.sleep(60)", "takes longer than 0.3 seconds"),
        ('print(\'{"error": "password"}\')', "is protected by a password"),
    ],
)
def test_a_pdf_that_crashes_or_hangs_the_library_does_no_harm(
    program: str, message: str, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extraction.py").write_text(program)
    monkeypatch.setattr(reader, "_EXTRACTION", tmp_path / "extraction.py")
    monkeypatch.setattr(reader, "_MOST_SECONDS", 0.3 if "sleep" in program else 20)
    with pytest.raises(ArticleError, match=message):
        read_pdf(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("line", "places", "expected"),
    [
        ("الناس أحرارا", [98, 96, 94, 92, 90, 88, 86, 84, 82, 80, 78, 76], "الناس أحرارا"),
        ("دلوي الناس،", [92, 94, 96, 98, 90, 88, 86, 84, 82, 80, 78], "يولد الناس،"),
        ("ال أحد", [98, 98, 94, 92, 90, 88], "لا أحد"),
        (".1 الناس", [90, 94, 88, 86, 84, 82, 80, 78], "1. الناس"),
        (".Bank 2019 (ةيبرع) ةرقف", [*range(50, 73)], "فقرة (عربية) Bank 2019."),
        ("שלום", [98, 96, 94, 92], "שלום"),
        ("A Latin line", [*range(12)], "A Latin line"),
    ],
)
def test_letters_from_right_to_left_are_put_in_the_order_of_reading(line, places, expected) -> None:
    assert right_to_left(line, places) == expected


def test_spaces_that_only_pdfium_sees_are_left_out() -> None:
    def cleaned(*texts: str) -> list[str]:
        lines = [[text, *[0.0] * 6] for text in texts]
        return [line.text for line in reader._lines({"pages": [{"lines": lines}]})[0]]

    assert cleaned("こ\x1fの ID\x1fは、\x1fCD", "青木 修") == [
        "この ID\x1fは、CD".replace("\x1f", " "),
        "青木 修",
    ]
    assert cleaned("혜\x1f산 세관 앞에 트럭이") == ["혜산 세관 앞에 트럭이"]
    assert cleaned("혜산\x1f세관\x1f앞에") == ["혜산 세관 앞에"]
    assert cleaned("أيضا \u064bيدعم العربي \u0651ة") == ["أيضا\u064b يدعم العربي\u0651ة"]


# Where a word goes on in the next line


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("The customs cus-\ntoms house", "The customs cus\u00ad\ntoms house"),
        ("Die Abfer\u00ad\ntigung", "Die Abfer\u00ad\ntigung"),
        ("a well-known or well-\nknown one", "a well-known or well-\u2060\nknown one"),
        ("a well-\nknown one", "a well\u00ad\nknown one"),
        (
            "the width, the changing width, the changing, width-\nchanging one",
            "the width, the changing width, the changing, width-\u2060\nchanging one",
        ),
        ("North-\nKorea", "North-\u2060\nKorea"),
        ("INTER-\nNATIONAL", "INTER\u00ad\nNATIONAL"),
        ("In 2019-\n2020", "In 2019-\u2060\n2020"),
        ("Ein-\nund Ausgang", "Ein-\nund Ausgang"),
        ("Words -\nafter a dash", "Words -\u2060\nafter a dash"),
        ("It ends-\n", "It ends-"),
        ("Гранич-\nный пункт", "Гранич\u00ad\nный пункт"),
        ("자유 소프트웨어, 소프트웨\n어를", "자유 소프트웨어, 소프트웨\u2060\n어를"),
        ("이 소프트웨어를 소프트웨\n어를", "이 소프트웨어를 소프트웨\u2060\n어를"),
        ("하드웨어\n에 대응", "하드웨어\u2060\n에 대응"),
        ("트럭이 세관 앞에\n줄지어 서 있다", "트럭이 세관 앞에\n줄지어 서 있다"),
        ("앞에 \n줄지어 서 있\n다", "앞에\n줄지어 서 있\u2060\n다"),
        ("ความ\nจริง", "ความ\u2060\nจริง"),
        ("卡车在丹东\n海关", "卡车在丹东\n海关"),
    ],
)
def test_a_word_that_goes_on_in_the_next_line(lines: str, text: str) -> None:
    assert text_of(lines).rstrip("\n") == text
    assert text_of(lines.replace("\n", "|", 1).split("|")[0], lines.partition("\n")[2]).rstrip("\n").replace(
        "\f", ""
    ) == text or lines.endswith("\n")


def test_hyphens_of_a_document_that_is_not_hyphenated_stay() -> None:
    other = "\n".join(["Other lines of the text"] * 60)
    assert "peut-\u2060\nêtre" in text_of(f"Il peut-\nêtre\n{other}")
    assert "peut\u00ad\nêtre" in text_of(f"Il peut-\nêtre\n{other}\nun exem-\nple, un exemple")
    assert "exem\u00ad\nple" in text_of(
        f"un exem-\nple, un exemple\n{other}\nVis-\nà-vis, vis-à-vis, vis-\nà-vis"
    )


# Paragraphs, columns, running heads


def test_lines_as_narrow_as_a_letter_are_vertical_text() -> None:
    column = Line("港の役所は月曜に伝えた", 300, 310.5, 700, 10)
    assert is_vertical([column, Line("七", 280, 290, 700, 10)])
    assert not is_vertical(page_of("港の役所は月曜に伝えた\n七\n\n12"))


def test_a_blank_line_is_where_the_layout_shows_a_paragraph() -> None:
    paragraph = ["The ferry sails at dawn from", "the harbour of Port Ada to", "the island."]
    plain = "\n".join(paragraph)
    assert (
        text_of(f"{plain}\nThe second ferry follows at", left=70)
        == f"{plain}\n\nThe second ferry follows at\n"
    )
    assert text_of(f"{plain}\n\n{plain}") == f"{plain}\n\n{plain}\n"
    indented = page_of(f"{plain[:-1]} and back again\n{plain}")
    indented[3] = indented[3]._replace(left=80, right=230)
    assert "back again\n\nThe ferry" in text_of_pages([indented]).text
    heading = [Line("A heading", 70, 120, 712, 14), *page_of(plain)]
    assert text_of_pages([heading]).text == f"A heading\n\n{plain}\n"


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    column = page_of("The first column of three\nlines goes on to the sec\u00ad", left=70)
    other = page_of("ond column, which goes on\nto the next page of the", left=320)
    text = text_of_pages([[*column, *other], page_of("same text.")]).text
    assert "the sec\u00ad\nond column, which goes on\nto the next page of the\n\fsame text." in text


def test_a_footnote_does_not_part_the_last_paragraph_of_a_page() -> None:
    body = page_of("A first paragraph.\n\nThe ferry sails to the")
    note = [Line("1 As it did in May,", 70, 150, 60, 8), Line("it is said.", 70, 120, 50, 8)]
    other = [Line("island of the north.", 320, 400, 700, 10)]
    text = "A first paragraph.\n\n1 As it did in May,\nit is said.\n\nThe ferry sails to the\n"
    assert text_of_pages([[*body, *note, *other]]).text == f"{text}island of the north.\n"
    assert text_of_pages([[*body, *note], other]).text == f"{text}\fisland of the north.\n"
    small = [line._replace(text=line.text.removeprefix("1 ")) for line in note]
    assert (
        "sails to the\n\nAs it did" in text_of_pages([[*body, *small], other]).text
    )  # without a mark, it is none


def numbered(pages: Sequence[str], head: str, foot: str) -> list[list[Line]]:
    return [
        [
            Line(head.format(number), 70, 200, 780, 9),
            *page_of(page),
            Line(foot.format(number), 300, 310, 40, 9),
        ]
        for number, page in enumerate(pages, start=1)
    ]


BODIES = ["One two three\nfour", "five six\nseven", "eight nine\nten", "eleven\ntwelve"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    expected = "\n\f".join(BODIES) + "\n"
    assert text_of_pages(numbered(BODIES, "The Coast Review {}", "- {} -")).text.rstrip() == expected.rstrip()
    made = text_of_pages(numbered(BODIES[:2], "The Coast Review", "{}"))
    assert (made.text.rstrip(), made.left_out) == ("\n\f".join(BODIES[:2]), 2)
    by_section = numbered(BODIES, "Review", "{}")
    by_section[2][0] = by_section[2][0]._replace(text="A section")
    assert text_of_pages(by_section).text.rstrip() == expected.rstrip()


def test_no_line_of_the_text_is_taken_for_a_running_head() -> None:
    assert text_of_pages([page_of(body) for body in BODIES]).left_out == 0
    chapters = [page_of(f"Chapter {number}\nOne") for number in range(2)]
    between = [page_of("Two\nthree"), page_of("four\nfive")]
    assert "Chapter 1" in text_of_pages([chapters[0], *between, chapters[1], *between]).text
    assert text_of_pages([page_of("1"), page_of("2")]).text == "1\n\f2\n\n"


def test_the_extraction_needs_nothing_of_the_project() -> None:
    command = [sys.executable, "-P", "-I", str(reader._EXTRACTION), "1000"]
    run = subprocess.run(command, input=write_pdf(PAGES), capture_output=True, check=True)
    assert b'"is_cut": false' in run.stdout
