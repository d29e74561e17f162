"""References as Zotero and other programs export them: what is read, and what an article becomes by them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from generator.ingest.article import ArticleError, Fact, Proposal
from generator.ingest.readers.text_file import read_text
from generator.ingest.readers.web_page import read_page
from generator.ingest.references.any_format import read_references
from generator.ingest.references.attachments import existing_files
from generator.ingest.references.bibtex import attached_files
from generator.ingest.references.reference import Reference, described
from generator.ingest.references.values import archived_copy, read_date, read_language

BIBTEX = r"""
@string{dnk = "Daily NK"}
@comment{jabref-meta: databaseType:bibtex;}
@article{kim2024,
  author = {Kim, Min-ji and {European Commission} and M{\"u}ller, J{\"o}rg and de la Cruz, Mar\'{\i}a
            and Ludwig van Beethoven and Reed, Jr., Tom and {김}, {민지} and others},
  title = {The {Hyesan} customs \& \textit{ore}: 50\% of \$3},
  journaltitle = dnk, publisher = {A Company}, date = {2024-01~}, year = 2023, langid = {ngerman},
  url = {https://example.org/a\_b?x=1&y=%20}, urldate = {2026-11-21},
  note = {Archived copy: https://web.archive.example/x\_y (22 November 2026)},
  file = {Full Text PDF:files/12/x.pdf:application/pdf;Snapshot:files/13/a\;b.html:text/html},
}
@incollection{chapter, title = "In a book", booktitle = {The Book}, journal = {No}, publisher = {A Company},
  year = 2020, month = mar, day = 4, doi = {10.1/x}}
@misc{kim2024, title = {The key again}, howpublished = {\url{http://a.example/b}}, year = {forthcoming}}
@misc{broken, title = {abc
@misc{last, title = {Fine}}
"""
RIS = """TY  - NEWS
ID  - kim2024
AU  - Kim, Min-ji
AU  - Reed, Tom, Jr.
AU  - European Commission
TI  - The customs of Hyesan,\x20
 and its ore
T2  - Daily NK
PB  - A Company
PY  - 2024
DA  - 2024/01/17/
UR  - https://example.org/a
Y2  - 2026/11/21/
LA  - German
L1  - files/12/x.pdf
L1  - files/13/y.pdf
XX  - unknown
ER  - \x20

TY  - JOUR
T1  - Without an end
Y1  - 2024///Spring 2024
DO  - 10.1/x
"""
CSL = """[{"id": "kim2024", "type": "article-newspaper",
"title": "The customs of Hyesan", "container-title": "Daily NK",
"publisher": "A Company", "language": "ko", "URL": "https://example.org/a", "issued": {"date-parts": [["2024", 1, 17]]},
"accessed": {"date-parts": [[2026, 11, 21]]}, "author": [{"family": "Kim", "given": "Min-ji"}, {"literal": "European
Commission"}, {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}, {"family": "김", "given":
"민지"}]}, {"id": 7, "title": "B", "issued": {"date-parts": [[2024], [2025]], "circa": true}, "DOI": "10.1/x"},
{"issued": {"date-parts": [[2024]], "season": 2}}, {"issued": {"raw": "May 2024"}, "author": "x", "title": {"a": 1}}]
""".replace("European\nCommission", "European Commission")


def read(text: str, name: str) -> list[Reference]:
    return read_references(text.encode(), name)


def test_bibtex_with_latex_names_and_files():
    first, chapter, again, last, broken = read(BIBTEX, "refs.bib")
    assert first == Reference(
        key="kim2024",
        title="The Hyesan customs & ore: 50% of $3",
        authors=(
            "Min-ji Kim", "European Commission", "Jörg Müller", "María de la Cruz", "Ludwig van Beethoven",
            "Tom Reed, Jr.", "김민지",
        ),
        publisher="Daily NK",
        url="https://example.org/a_b?x=1&y=%20",
        published="2024-01~",
        accessed="2026-11-21",
        language="ngerman",
        notes=("Archived copy: https://web.archive.example/x_y (22 November 2026)",),
        files=("files/12/x.pdf", "files/13/a;b.html"),
    )  # fmt: skip
    assert (chapter.publisher, chapter.published, chapter.url) == (
        "A Company",
        "4 mar 2020",
        "https://doi.org/10.1/x",
    )
    assert (again.title, again.url, again.published) == ("The key again", "http://a.example/b", "forthcoming")
    assert (last.title, broken.key) == ("Fine", "broken")
    assert broken.problem.startswith("is not valid BibTeX (line 16): a brace")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Publishing \& \TeX{}", "Publishing & TeX"),
        (r"{Bib\TeX}ing and \LaTeXe", "BibTeXing and LaTeXe"),
        (r"\mkbibemph{The Times} of {\'E}cole", "The Times of École"),
        (r"The latest in {$\Omega$} and $\{$Meta$\}$", "The latest in Ω and {Meta}"),
        (r"H\textsubscript{2}O ~ setting\Dash an {\NTS}", r"H2O setting\Dash an NTS"),
    ],
)
def test_no_word_of_a_title_is_lost_in_latex(latex: str, text: str):
    assert read(f"@misc{{a, title = {{{latex}}}}}", "a.bib")[0].title == text


def test_titles_of_csl_lose_their_markup_and_two_urls_are_not_one():
    (item,) = read('[{"title": "In <i>The Times</i>, <span class=\\"nocase\\">so</span> 1 < 2"}]', "a.json")
    assert item.title == "In The Times, so 1 < 2"
    for written in ("http://a.example; http://b.example", "http://a.example;http://b.example"):
        (record,) = read(f"TY  - JOUR\nUR  - {written}\n", "a.ris")
        assert record.url == "http://a.example"


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "bibtexparser.entrypoint", None)
    with pytest.raises(ArticleError, match=r'needs a library for BibTeX: pip install "seedbrief\[refs\]"'):
        read("@misc{a}", "a.bib")


def test_ris_of_several_programs():
    first, second = read(RIS.replace("\n", "\r\n"), "refs.ris")
    assert first == Reference(
        key="kim2024",
        title="The customs of Hyesan, and its ore",
        authors=("Min-ji Kim", "Tom Reed, Jr.", "European Commission"),
        publisher="Daily NK",
        url="https://example.org/a",
        published="2024-01-17",
        accessed="2026-11-21",
        language="German",
        files=("files/12/x.pdf", "files/13/y.pdf"),
    )
    assert second == Reference(
        key="record 2", title="Without an end", published="Spring 2024", url="https://doi.org/10.1/x"
    )


def test_csl_json():
    first, second, third, fourth = read(CSL, "refs.json")
    assert first == Reference(
        key="kim2024",
        title="The customs of Hyesan",
        authors=("Min-ji Kim", "European Commission", "Ludwig van Beethoven", "김민지"),
        publisher="Daily NK",
        url="https://example.org/a",
        published="2024-01-17",
        accessed="2026-11-21",
        language="ko",
    )
    assert second == Reference(key="7", title="B", published="2024~/2025~", url="https://doi.org/10.1/x")
    assert third == Reference(key="item 3", published="2024-22")
    assert fourth == Reference(key="item 4", published="May 2024")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.json", "{", "is not JSON: "),
        ("a.json", '{"a": 1}', "is not CSL-JSON, which is a list of items"),
        ("a.json", "[1]", "is not CSL-JSON"),
        ("a.json", "[]", "has no references"),
        ("a.ris", "Dear reader", "is not RIS: no line begins with “TY  - ”"),
        ("a.bib", "Dear reader", "has no references"),
        ("a.bib", " ", "is empty"),
    ],
)
def test_a_file_that_has_no_references_is_one_sentence(name: str, text: str, why: str):
    with pytest.raises(ArticleError) as error:
        read(text, name)
    assert str(error.value).startswith(why)


def test_too_many_references_and_too_deep_ones_are_refused():
    for text, why in (("[" + "{}," * 5_000 + "{}]", "has 5,001 references"), ("[" * 100_000, "is not JSON")):
        with pytest.raises(ArticleError, match=why):
            read(text, "a.json")


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("2024-01~", "2024-01~"), ("2024/01/17", "2024-01-17"), ("17 Jan 2024", "2024-01-17"), ("2024/01", "2024-01"),
        ("Spring 2024", "2024-21"), ("2024-01-17T10:00:00Z", "2024-01-17"), ("circa 2024", "2024~"),
        ("2023/2024", "2023/2024"), ("2024-1-7", "2024-01-07"), ("4 mar 2020", "2020-03-04"),
        ("01/02/2024", ""), ("forthcoming", ""), ("n.d.", ""), ("2024-00-00", ""), ("", ""), ("2024-02-31", ""),
    ],
)  # fmt: skip
def test_a_date_is_read_only_if_it_means_one_thing(written: str, edtf: str):
    assert read_date(written) == edtf


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"), ("eng", "en"), ("English", "en"), ("Deutsch", "de"), ("ngerman", "de"), ("american", "en-US"),
        ("한국어", "ko"), ("ko_KR", "ko-KR"), ("zh-Hant", "zh-Hant"), ("pt-BR", "pt-BR"), ("русский", "ru"),
        ("chinese-traditional", "zh-Hant"), ("English; French", "en"), ("xx", ""), ("some language", ""), ("", ""),
    ],
)  # fmt: skip
def test_languages_as_people_and_programs_write_them(written: str, tag: str):
    assert read_language(written) == tag


@pytest.mark.parametrize(
    ("field", "paths"),
    [
        ("files/12/x.pdf", ["files/12/x.pdf"]),
        (":files/x.pdf:PDF", ["files/x.pdf"]),
        (r"Full Text PDF:C\:\\Users\\me\\x.pdf:application/pdf", [r"C:\Users\me\x.pdf"]),
        ("Full Text PDF:C:/Users/me/x.pdf:application/pdf", ["C:/Users/me/x.pdf"]),
        (r"C:\Users\me\x.pdf", [r"C:\Users\me\x.pdf"]),
        (r"/home/a\;b.pdf;/home/c.pdf", ["/home/a;b.pdf", "/home/c.pdf"]),
        ("", []),
    ],
)
def test_attached_files_of_each_program(field: str, paths: list[str]):
    assert [*attached_files(field)] == paths


def test_only_files_that_exist_are_found_and_none_above_the_export(tmp_path: Path):
    folder = tmp_path / "export"
    (folder / "files").mkdir(parents=True)
    for name in ("export/files/a b.pdf", "export/files/c.html", "secret.txt"):
        (tmp_path / name).write_text("x")
    inside = [folder / "files/a b.pdf", folder / "files/c.html"]
    named = (
        "files/a%20b.pdf",
        r"files\c.html",
        "../secret.txt",
        "files",
        "http://a.example/b",
        "none.pdf",
        "\0",
    )
    assert existing_files(named, folder) == inside
    whole = tmp_path / "secret.txt"
    assert existing_files((str(whole), whole.as_uri(), "x" * 5_000), folder) == [whole]


def test_what_a_reference_states_wins_over_the_page_and_nothing_else_is_lost():
    article = read_text(b"The page's title\n\nWords.\n")
    reference = Reference(key="a", title="The title", published="some day", language="German", url="no URL")
    made = described(article, reference, "refs.bib")
    assert made.title == Fact("The title", "refs.bib")
    assert made.language == Fact("de", "refs.bib")
    assert (made.url, made.published) == (article.url, Fact())
    assert made.proposals[0] == Proposal("published", "", 'refs.bib says "some day"')
    assert described(article, Reference(key="a"), "refs.bib").title == article.title


@pytest.mark.parametrize(
    ("title", "is_another"),
    [("Gulls in the harbour", True), ("Ferry runs again", False), ("Ferry runs again: a report", False)],
)
def test_what_the_file_of_another_reference_states_is_not_taken(title: str, is_another: bool):
    head = f'<title>x</title><meta property="article:published_time" content="2026-05-04"><h1>{title}</h1>'
    page = (
        f'<meta property="og:title" content="{title}">{head}' + "<p>The ferry makes four trips a day.</p>" * 9
    )
    made = described(read_page(page.encode()), Reference(key="a", title="Ferry runs again"), "refs.ris")
    assert bool(made.published) != is_another
    assert any(f'its title is "{title}"' in remark for remark in made.remarks) == is_another


def test_a_note_of_ours_has_the_archived_copy_and_a_date_that_formats_cannot_say():
    assert archived_copy(["Archived copy: https://a.example/b_c (22 November 2026). X"]) == (
        "https://a.example/b_c",
        "2026-11-22",
    )
    assert archived_copy(["Archived copy: https://a.example/b"]) == ("https://a.example/b", "")
    assert archived_copy(["Archived copy: javascript:x"]) == ("", "")
    assert read_date("2024", ["Published early 2024, inferred (EDTF 2024-33%)"]) == "2024-33%"
