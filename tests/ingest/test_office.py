"""Reading documents of word processors: the words that are printed, and what is said about the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from generator.ingest.article import Article, ArticleError, Received
from generator.ingest.readers.any_file import read_article
from tests.helpers.documents import docx, open_document, paragraph, run, zipped

FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def word(body: str, **parts: str) -> Article:
    return read_article(docx(body, **parts), Received("ferry.docx"))


def odt(body: str, styles: str = "", meta: str = "", masters: str = "") -> Article:
    return read_article(open_document(body, styles, meta, masters), Received("ferry.odt"))


def cell(*paragraphs: str) -> str:
    return f"<w:tc>{''.join(map(paragraph, paragraphs))}</w:tc>"


# Word


@pytest.mark.parametrize("namespace", [None, STRICT])
def test_paragraphs_are_apart_and_lines_in_them_too(namespace: str | None):
    body = paragraph("The ferry", run(" runs ", "<w:b/>"), "again.") + paragraph("A<w:br/>") + paragraph("")
    lines = paragraph("One", "<w:r><w:br/></w:r>", "two", "<w:r><w:tab/><w:noBreakHyphen/></w:r>", "three")
    data = docx(body + lines) if namespace is None else docx(body + lines, word=namespace)
    article = read_article(data, Received("a.docx"))
    assert article.text == "The ferry runs again.\n\nA\n\nOne\ntwo\t\u2011three\n"
    assert article.original is not None
    assert (article.original.data, article.original.extension) == (data, ".docx")


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:ins>{}</w:ins>",
        "<w:moveTo>{}</w:moveTo>",
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:fldSimple>{}</w:fldSimple>",
        "<w:dir>{}</w:dir>",
        "<w:bdo>{}</w:bdo>",
        "<w:customXml>{}</w:customXml>",
        "<w:r><w:ruby><w:rt><w:r><w:t>reading</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
        "<w:r><mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>",
    ],
)
def test_words_are_kept_whatever_they_are_in(wrapped: str):
    assert word(paragraph("The ", wrapped.format(run("ferry")), " runs.")).text == "The ferry runs.\n"


@pytest.mark.parametrize(
    "hidden",
    [
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "<w:moveFrom>" + run("gone") + "</w:moveFrom>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        run("gone", "<w:vanish/>"),
        run("gone", '<w:rStyle w:val="secret"/>'),
    ],
)
def test_what_is_not_printed_is_no_text(hidden: str):
    styles = """<w:style w:styleId="secret"><w:basedOn w:val="base"/></w:style>
        <w:style w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>"""
    shown = run(" runs.", '<w:rStyle w:val="secret"/><w:vanish w:val="0"/>')
    assert word(paragraph("The ferry", hidden, shown), styles=styles).text == "The ferry runs.\n"


def test_words_outside_any_paragraph_are_kept():
    assert word(paragraph("The ferry") + run("runs.")).text == "The ferry\n\nruns.\n"


def test_paragraphs_whose_end_was_deleted_are_one():
    ended = "<w:rPr><w:del/></w:rPr>"
    body = paragraph("The ", properties=ended) + paragraph("ferry ", properties=ended) + paragraph("runs.")
    assert word(body + paragraph("Next.")).text == "The ferry runs.\n\nNext.\n"


def test_tables_have_a_line_for_each_row_and_tabs_between_cells():
    rows = f"<w:tr>{cell('Trips')}{cell('4')}</w:tr><w:tr>{cell('Price')}{cell('40')}</w:tr>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('Gone')}{cell('0')}</w:tr>"
    article = word(paragraph("Before.") + f"<w:tbl>{rows}{gone}</w:tbl>" + paragraph("After."))
    assert article.text == "Before.\n\nTrips\t4\nPrice\t40\n\nAfter.\n"
    assert article.remarks[0] == "1 tracked deletion is not in the text"


def test_a_table_for_layout_is_only_its_paragraphs():
    rows = f"<w:tr>{cell('One.', 'Two.')}{cell('Three.')}</w:tr><w:tr>{cell('Alone.')}{cell('')}</w:tr>"
    assert word(f"<w:tbl>{rows}</w:tbl>").text == "One.\n\nTwo.\n\nThree.\n\nAlone.\n"


def test_text_boxes_follow_the_paragraph_that_they_are_in():
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('In a box.')}</w:txbxContent></w:pict></w:r>"
    assert word(paragraph("The ferry ", box, "runs.")).text == "The ferry runs.\n\nIn a box.\n"


def test_notes_are_at_the_end():
    body = paragraph(
        "The ferry",
        '<w:r><w:endnoteReference w:id="7"/></w:r>',
        " runs",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
    )
    notes = {
        "footnotes": f'<w:footnote w:id="2">{paragraph("A footnote.")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="7">{paragraph("<w:r><w:endnoteRef/></w:r>", " An endnote.")}</w:endnote>',
    }
    assert word(body, **notes).text == "The ferry[1] runs[2]\n\n[1] An endnote.\n\n[2] A footnote.\n"


def test_a_note_that_refers_to_itself_is_there_once():
    note = f'<w:footnote w:id="2">{paragraph("See", FOOTNOTE)}</w:footnote>'
    assert word(paragraph("The ferry", FOOTNOTE), footnotes=note).text == "The ferry[1]\n\n[1] See[2]\n"


def test_text_boxes_keep_their_order():
    inner = f"<w:r><w:pict><w:txbxContent>{paragraph('Inner.')}</w:txbxContent></w:pict></w:r>"
    contents = (paragraph("One."), paragraph(inner, run("Two.")), paragraph("Three."))
    boxes = (f"<w:r><w:txbxContent>{content}</w:txbxContent></w:r>" for content in contents)
    assert word(paragraph("The ferry", *boxes)).text == "The ferry\n\nOne.\n\nTwo.\n\nInner.\n\nThree.\n"


def test_a_list_has_marks_but_a_heading_has_none():
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="{}"/></w:lvl>'
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{level.format(form)}</w:abstractNum>'
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at, form in ((1, "bullet"), (2, "decimal"))
    )
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    styles = f"""<w:style w:styleId="h"><w:pPr>{numbered.format(2)}<w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:styleId="l"><w:pPr>{numbered.format(1)}</w:pPr></w:style>"""
    heading = paragraph("Trips", properties='<w:pStyle w:val="h"/>')
    body = heading + paragraph("One", properties='<w:pStyle w:val="l"/>')
    bullets = word(body, numbering=numbering, styles=styles)
    assert (bullets.text, bullets.remarks) == ("Trips\n\n- One\n", ())
    numbers = word(body + paragraph("Two", properties=numbered.format(2)), numbering=numbering, styles=styles)
    assert numbers.text.endswith("- Two\n")
    assert numbers.remarks == ("the numbers of lists and headings are not in the text",)


def test_raised_digits_stay_apart_and_formulas_are_on_one_line():
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    a, x, two = (f"<m:r><m:t>{text}</m:t></m:r>" for text in ("a+b", "x", "2"))
    half = f"<m:oMath><m:f><m:num>{a}</m:num><m:den>{two}</m:den></m:f></m:oMath>"
    square = f"<m:oMath><m:sSup><m:e>{x}</m:e><m:sup>{two}</m:sup></m:sSup></m:oMath>"
    symbols = '<w:r><w:sym w:char="20AC"/><w:sym w:char="F0E0"/></w:r>'
    assert (
        word(paragraph("In 2019", raised, ": ", half, " ", square, symbols)).text
        == "In 2019¹: (a+b)/2 x^2€□\n"
    )


def test_what_is_left_out_is_named():
    comments = "".join(
        f'<w:comment w:author="{author}">{paragraph("Really?")}</w:comment>'
        for author in ("Ada", "Tom", "Ada")
    )
    inserted, deleted = f"<w:ins>{run('in')}</w:ins>", "<w:del><w:r><w:delText>out</w:delText></w:r></w:del>"
    files: dict[str, str | bytes] = {
        "word/media/a.png": b"",
        "word/embeddings/b.xlsx": b"",
        "word/charts/chart1.xml": b"",
    }
    body = paragraph("The ferry", inserted, deleted, inserted, run("hush", "<w:vanish/>"))
    data = docx(
        body, files, comments=comments, header=paragraph("Coast News, page 4"), footer=paragraph("Page 4")
    )
    assert read_article(data, Received("a.docx")).remarks == (
        "2 tracked insertions are in the text; 1 tracked deletion is not in the text",
        "3 comments by Ada, Tom are not in the text",
        "hidden text is not in the text (4 characters)",
        "headers and footers are not in the text: Coast News, page 4",
        "not in the text: 1 picture, 1 embedded file, 1 chart or diagram",
    )


TITLE = '<w:style w:styleId="t"><w:name w:val="Title"/></w:style>'


@pytest.mark.parametrize(
    ("first", "core", "title", "guesses"),
    [
        (paragraph("Ferry runs again", properties='<w:pStyle w:val="t"/>'), "", "Ferry runs again", []),
        (paragraph("FERRY runs again"), "<dc:title>Ferry runs again</dc:title>", "Ferry runs again", []),
        (paragraph("Ferry runs"), "<dc:title>A template</dc:title>", "", ["A template", "Ferry runs"]),
        (paragraph("Contents", properties='<w:pStyle w:val="t"/>'), "", "", ["Contents"]),
        (paragraph("자작섬 여객선", properties='<w:pStyle w:val="t"/>'), "", "자작섬 여객선", []),
    ],
)  # fmt: skip
def test_a_title_is_one_only_if_the_text_has_it_too(first: str, core: str, title: str, guesses: list[str]):
    article = word(first + paragraph("The ferry makes 4 trips a day."), styles=TITLE, core=core)
    assert article.title.value == title
    assert [item.value for item in article.proposals if item.field == "title"] == guesses


def test_properties_of_the_file_are_only_proposals():
    core = "<dc:creator>amarsh</dc:creator><dcterms:created>2026-05-04T09:30:00Z</dcterms:created>"
    article = word(paragraph("The ferry runs."), core=core)
    assert not article.authors
    assert not article.published
    found = {item.field: item.value for item in article.proposals}
    assert (found["authors"], found["published"]) == ("amarsh", "2026-05-04")


# OpenDocument


def test_the_text_of_an_open_document():
    body = """<text:h>Ferry</text:h><text:p>The <text:span>ferry</text:span>
        runs<text:s text:c="3"/>again<text:line-break/>today.<text:tab/>Yes.</text:p><text:p/>
        <text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell><text:p>Trips</text:p></table:table-cell>
        <table:table-cell><text:p>4</text:p></table:table-cell></table:table-row></table:table>"""
    expected = "Ferry\n\nThe ferry runs again\ntoday.\tYes.\n\n- One\n\nTrips\t4\n"
    assert odt(body).text == expected
    flat = read_article(open_document(body, is_flat=True), Received("a.fodt"))
    assert flat.text == expected
    assert flat.original is not None
    assert flat.original.extension == ".fodt"


def test_what_an_open_document_does_not_show_is_named():
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>
        </text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>
        <text:p>The ferry<office:annotation><dc:creator>Ada</dc:creator><text:p>Really?</text:p></office:annotation>
        runs <text:span text:style-name="T1">hush</text:span>again.<draw:frame><draw:object/><svg:desc>A map</svg:desc>
        </draw:frame></text:p><text:section text:display="none"><text:p>hidden</text:p></text:section>"""
    styles = """<style:style style:name="T1" style:family="text" style:parent-style-name="T0"/>
        <style:style style:name="T0" style:family="text"><style:text-properties text:display="none"/></style:style>"""
    masters = "<style:header><text:p>Coast News, page 4</text:p></style:header>"
    article = odt(body, styles, masters=masters)
    assert article.text == "The ferry runs again.\n"
    assert article.remarks == (
        "1 tracked insertion is in the text; 1 tracked deletion is not in the text",
        "1 comment by Ada is not in the text",
        "hidden text is not in the text (10 characters)",
        "headers and footers are not in the text: Coast News, page 4",
        "not in the text: 1 embedded object",
    )


def test_notes_boxes_raised_digits_and_readings_of_an_open_document():
    body = """<text:p>In 2019<text:span text:style-name="up">1</text:span> the ferry<text:note><text:note-citation>i
        </text:note-citation><text:note-body><text:p>An endnote.</text:p></text:note-body></text:note> <draw:frame>
        <draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>runs <text:ruby><text:ruby-base>船
        </text:ruby-base><text:ruby-text>ふね</text:ruby-text></text:ruby>.</text:p>"""
    styles = """<style:style style:name="up" style:family="text">
        <style:text-properties style:text-position="super 58%"/></style:style>"""
    assert odt(body, styles).text == "In 2019¹ the ferry[i] runs 船 .\n\nIn a box.\n\n[i] An endnote.\n"


@pytest.mark.parametrize(("declared", "language"), [("de-AT", "de-AT"), ("en-US", "de")])
def test_a_language_counts_if_the_words_are_in_it(declared: str, language: str):
    german = (
        "Die Fähre zur Birkeninsel fährt seit dem dritten Mai wieder, wie das Hafenamt am Montag mitteilte. "
        * 3
    )
    article = odt(f"<text:p>{german}</text:p>", meta=f"<dc:language>{declared}</dc:language>")
    assert article.language.value == language


# What cannot be read


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.docx", docx(paragraph("")), "has no text"),
        ("a.docx", docx("", {"word/media/a.png": b""}), "has no text; it consists of pictures"),
        ("a.docx", docx("<w:p>")[:-40], "is damaged: it is no complete zip file"),
        ("a.docx", docx("<w:p>"), "is damaged: word/document.xml is not XML"),
        ("a.docx", zipped({"word/a.xml": ""}), "is damaged: it contains no text"),
        (
            "a.docx",
            lambda: zipped({f"word/{at}": "" for at in range(10_001)}),
            "contains 10,001 files; the limit is 10,000",
        ),
        (
            "a.docx",
            lambda: docx(paragraph("words " * 2_000_000)),
            "contains more than 10,000,000 bytes of text and formats",
        ),
        (
            "a.fodt",
            open_document("", is_flat=True).replace(b"office:text", b"office:draw"),
            "is damaged, or not a text",
        ),
        (
            "a.fodt",
            b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>',
            "cannot be trusted: the file defines XML entities",
        ),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted; open it, remove its password and save it again",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else "",
)
def test_a_document_that_cannot_be_read_says_why(name: str, data: bytes | Callable[[], bytes], why: str):
    """What takes long to make is made here, not in each process that lists the tests."""
    with pytest.raises(ArticleError, match=re.escape(why)):
        read_article(data() if callable(data) else data, Received(name))
