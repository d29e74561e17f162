"""No input takes much longer than others of its size: each of these took seconds or minutes."""

from __future__ import annotations

import hashlib
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from generator.csp.inline_content import find_inline_content
from generator.diagnostics import Diagnostic
from generator.exports import verify
from generator.exports.verify import find_problems
from generator.history.content_diff import changes
from generator.history.diff_text import changes_text
from generator.ingest.again import unified_diff
from generator.ingest.article import ArticleError
from generator.ingest.readers.language import language_of
from generator.ingest.readers.mail import read_mail
from generator.ingest.readers.office.open_document import read_open_document
from generator.ingest.readers.office.word import read_word
from generator.ingest.readers.pdf.extraction import right_to_left
from generator.ingest.readers.pdf.page_text import Line, text_of_pages
from generator.ingest.readers.web_page import read_page
from generator.ingest.references.any_format import read_references
from generator.ingest.suggestions import MAX_QUOTES, suggest_quotes
from generator.load.loader import load
from generator.model.content import Content
from generator.model.graph import MAX_LEVELS, chain, find_loops, find_too_deep
from generator.model.seed import Seed, make_seed
from generator.model.site import Passage
from generator.project.config import ProjectError, read_config
from generator.resolve.evidence import marked_paragraphs, unused_paragraphs
from generator.resolve.mentions import make_finder
from generator.resolve.quote_matcher import (
    Ambiguous,
    Found,
    NotFound,
    find_partial_words,
    find_quote,
    occurrences,
)
from generator.resolve.resolver import resolve
from generator.resolve.taxonomy import topic_ancestors, topic_tree
from generator.rules.analytic import unquoted_figure
from generator.rules.site_files import check_site_files
from generator.rules.structure import hierarchies
from generator.search.markdown_pages import read_markdown_pages
from generator.text.encoding import decode_text
from generator.text.prose import Anchor, parse_prose, sentences
from generator.text.sentences import split_sentences
from generator.text.yaml.reader import read_yaml
from tests.helpers.documents import docx, open_document, paragraph
from tests.resolve.test_resolver import a_brief, a_claim, project

MARKS = "a" + "\u0301\u0323" * 20_000
SENTENCE = "The office says that trucks are lined up at the gate of the customs house. "


def seed_of(text: str) -> Seed:
    return make_seed("a", "seeds/a.txt", b"", text)


def rules_of(files: Mapping[str, bytes]) -> list[str]:
    content, loading = load(files)
    return [item.rule for item in (*loading, *resolve(content).diagnostics)]


def rules_of_text(text: str, article: str = "One.", **records: Any) -> list[str]:
    return rules_of({**project({"b-0": a_brief(body=text)}, **records), "seeds/one.txt": article.encode()})


# Quotations


def long_quotation_that_is_wrong() -> None:
    words = [f"word{number * 7919 % 100_003}" for number in range(60_000)]
    seed, quoted = seed_of(" ".join(words)), words[30_000:30_300]
    quoted[150] = "lorry"
    found = find_quote(seed, " ".join(quoted))
    assert isinstance(found, NotFound)
    assert f"[-lorry-] {{+{words[30_150]}+}}" in found.difference
    assert " ".join(quoted)[found.offset :].startswith("lorry")


def long_quotation_of_other_words() -> None:
    seed = seed_of(" ".join(f"word{number * 7919 % 100_003}" for number in range(60_000)))
    assert isinstance(find_quote(seed, "lorry gate bridge " * 170), NotFound)


def parts_of_which_one_is_absent() -> None:
    seed = seed_of("a b " * 40_000)
    assert isinstance(find_quote(seed, "a [...] c"), NotFound)
    assert isinstance(find_quote(seed, "a [...] b", "", "c"), NotFound)
    assert isinstance(find_quote(seed, "a [...] b", "c"), NotFound)


def parts_in_different_paragraphs() -> None:
    assert isinstance(find_quote(seed_of("a\n\n" * 8_000 + "b"), "a [...] b"), NotFound)


def more_parts_than_a_quotation_has() -> None:
    assert isinstance(find_quote(seed_of("a " * 40_000), " [...] ".join("a" * 20_000)), NotFound)


def quotation_that_occurs_everywhere() -> None:
    found = find_quote(seed_of("a " * 400_000), "a")
    assert isinstance(found, Ambiguous)
    assert (len(found.contexts), found.more) == (1_000, True)


def quotation_that_repeats_itself() -> None:
    seed = seed_of("a" * 80_000)
    assert isinstance(find_quote(seed, "a" * 40_000), Ambiguous)
    assert isinstance(find_quote(seed, "a" * 40_000, "b"), NotFound)
    assert isinstance(find_quote(seed_of("a" * 2_000), "a" * 1_500 + "b"), NotFound)


def quotation_that_cuts_a_letter_everywhere() -> None:
    assert isinstance(find_quote(seed_of("x\u0301" * 40_000), "x\u0301" * 10_000 + "x"), NotFound)


def word_without_end() -> None:
    for letters in ("a" * 40_000, "\u00ad" * 40_000, "1" * 40_000):
        seed = seed_of(f"x{letters}xb{letters}x")
        found = find_quote(seed, "xb")
        assert isinstance(found, Found)
        is_digit = letters[0] == "1"
        assert len([*find_partial_words(seed, "xb", found)]) == (0 if is_digit else 2)
        assert bool([*occurrences(seed, "xb")]) == is_digit


def soft_hyphens() -> None:
    for text, quotation in (
        ("cus\u00ad" * 20_000 + "toms", "cus\u2060" * 20_000 + "tom"),
        ("cus\u00ad \n" * 20_000 + "toms", "cus" * 20_000 + "\u00ad" * 20_000 + "tom"),
        ("\u00ad" + " " * 100_000 + "\u00ad\n" * 20_000 + "toms", "tom"),
        ("\u0301\u00ad" * 20_000 + "e" + "\u0301\u2060\f" * 20_000 + "toms", "tom"),
    ):
        found = find_quote(seed_of(text), quotation)
        assert isinstance(found, Found)
        assert [*find_partial_words(seed_of(text), quotation, found)]
        assert verify.fold(text).endswith("toms") or verify.fold(text) == ""
    spaced = "cus\u200btoms " * 4_000
    found = find_quote(seed_of(spaced), spaced.replace("\u200b", "\ufeff"))
    assert isinstance(found, NotFound)
    assert (
        found.reason
        == "U+200B ZERO WIDTH SPACE in the article, U+FEFF ZERO WIDTH NO-BREAK SPACE in the quotation"
    )


def sentence_in_an_article_of_the_same_sentences() -> None:
    found = find_quote(seed_of(SENTENCE * 1_000), SENTENCE.replace("are", "were") * 25)
    assert isinstance(found, NotFound)
    assert "[-were-] {+are+}" in found.difference


def many_passages_of_many_paragraphs() -> None:
    seed = seed_of("word word\n\n" * 4_000)
    quoted = [Passage(f"q-{at}", ((at, at + 4),), "word", (), "") for at in range(0, 44_000, 11)]
    assert sum(len(pieces) for pieces in marked_paragraphs(seed, quoted)) == 8_000
    assert unused_paragraphs(seed, quoted) == ()


# Texts of PDFs


def pages_of_a_pdf_with_long_lines() -> None:
    for letters in (
        "a" * 20_000,
        "a-" * 10_000,
        "." * 20_000,
        "1 " * 10_000,
        "혜 " * 10_000,
        "\u00ad" * 20_000,
    ):
        line = Line(f"{letters}!-", 70, 500, 700, 10)
        assert text_of_pages([[line, line._replace(baseline=688)]] * 5).text.count("\f") == 4
    lines = [Line(f"word {number}-", 70, 500, 700 - number % 60 * 12, 10) for number in range(6_000)]
    assert text_of_pages([lines[at : at + 60] for at in range(0, 6_000, 60)]).text.count("\f") == 99
    assert text_of_pages([lines]).text
    for line in ("أ " * 10_000, "أأ1 " * 10_000, "a " * 10_000 + "أأ", "." * 20_000 + "أأ"):
        assert len(right_to_left(line, range(len(line)))) >= len(line) - 1


# Quoted words


def quoted_words_that_no_source_has() -> None:
    text = " ".join(f'"the {number} trucks are in a queue"' for number in range(100))
    assert rules_of_text(text).count("unverified-quotation") == 100
    found = rules_of_text(text, " ".join(f"word{number}" for number in range(50_000)))
    assert found.count("unverified-quotation") == 100


def quoted_words_beside_many_translations() -> None:
    claims = [
        a_claim(
            f"c-{at}",
            text=f'"Text {at}".',
            evidence=[{"source": "one", "quote": "A", "translation": f"Text {at}"}],
        )
        for at in range(60)
    ]
    assert "unverified-quotation" not in rules_of(project({"b-0": a_brief(claims=claims)}))


def quotation_marks_without_words() -> None:
    assert rules_of_text('5" ' * 10_000) == []
    assert rules_of_text("“a " * 4_000) == ["unverified-quotation"]
    assert rules_of_text(f'"word{" ." * 10_000} word"') == ["unverified-quotation"]


# Prose


def full_stops() -> None:
    assert len([*split_sentences("." * 40_000)]) == 1
    assert len([*split_sentences(".'" * 20_000)]) == 1


def references_in_many_sentences() -> None:
    prose = parse_prose("See [[a]].\n" * 2_000)
    assert sentences(prose, [Anchor("it")] * 2_000) == ["See it."] * 2_000
    prose = parse_prose("*See* [[a]].\n\n" * 800)
    assert prose.references[-1].offset == 799 * 14 + 6


def names_within_names() -> None:
    labels = {f"e-{size}": {"label": "ab " * size + "ab", "kind": "place"} for size in range(200)}
    content, _ = load(project({"b-0": a_brief()}, entities=labels))
    finder = make_finder(content.entities)
    assert {mention.entity for mention in finder.find("ab " * 4_000)} <= content.entities.keys()
    assert [mention.entity for mention in finder.find("ab ab ab c")] == ["e-2"]
    assert finder.find("가" * 40_000) == []


def unknown_references() -> None:
    topics = {f"topic-{number}": {"label": f"Topic {number}"} for number in range(300)}
    text = " ".join(f"[[n{number}]] [[#n{number}]]" for number in range(500))
    assert rules_of_text(text, topics={"t-0": {"label": "T 0"}, **topics}).count("unknown-reference") == 1_000


# Files


def combining_marks() -> None:
    for path in ("a.yml", "seeds/a.txt"):
        mistake = decode_text(path, f"text: {MARKS}".encode())
        assert isinstance(mistake, Diagnostic)
        assert (mistake.rule, mistake.span.column) == ("too-many-marks", 8)
    _, found = read_yaml("a.yml", 'a: "' + "\\u0301\\u0323" * 20_000 + '"')
    assert [item.rule for item in found] == ["too-many-marks"]
    assert rules_of_text('"' + "a&#x301;&#x323;" * 10 + "&#x301;&#x323;" * 2_000 + '"') == [
        "unverified-quotation"
    ]
    seed_of(MARKS)
    seed_of(f"{'a' * 5_000}\u0301 {unicodedata.normalize('NFD', '가나다' * 500)}")


def ids_of_one_file() -> None:
    files = project({"b-0": a_brief(see_also=[f"b-{number}" for number in range(2, 2_002)])})
    assert rules_of(files).count("unknown-id") == 1_000
    topics = "".join(f"t-{number}:\n" for number in range(1_000))
    assert rules_of({**files, "content/topics.yml": topics.encode()}).count("wrong-type") == 1_000


def records_of_one_file() -> None:
    topics = "".join(
        f"topic-{number}: {{label: Topic {number}, definition: {'a' * 90}}}\n" for number in range(2_000)
    )
    assert not load({"content/topics.yml": topics.encode()})[1]


def claims_of_one_file() -> None:
    files = project({"b-0": a_brief()})
    claims = b"".join(b"- id: a%d\n" % number for number in range(800))
    files["content/briefs/b-1.yml"] = b"title: B\ndate: 2026-11-21\nsources: [one]\nclaims:\n" + claims
    assert rules_of(files).count("missing-field") == 1_000


def punycode() -> None:
    assert isinstance(decode_text("a", b"a" * 400_000 + b"-" + b"b" * 400_000, "punycode"), Diagnostic)


def places_in_a_long_value() -> None:
    document, _ = read_yaml("a.yml", f"a: x{'[[id]] ' * 2000}")
    assert document
    assert [document.span(("a",), at).column for at in range(1, 14_000, 7)] == [*range(5, 14_004, 7)]


def chains_and_loops() -> None:
    above = {name: f"n-{number}" for number, name in enumerate(f"n-{number}" for number in range(1, 8_000))}
    assert find_too_deep(above | {"n-0": None}) == [f"n-{MAX_LEVELS}"]
    for path in (chain(name, above.get) for name in above):
        assert len(path) <= MAX_LEVELS
    assert [len(loop) for loop in find_loops({"n-0": ["n-7999"], **{n: [o] for n, o in above.items()}})] == [
        8_001
    ]
    assert len([*find_loops({str(number): [str(number ^ 1)] for number in range(4_000)})]) == 2_000


def topics_in_a_chain() -> None:
    topics = {f"t-{number}": {"label": "T", "broader": f"t-{number + 1}"} for number in range(300)}
    content, _ = load(project({"b-0": a_brief()}, topics={**topics, "t-300": {"label": "T"}}))
    site = resolve(content).site
    assert [item.rule for item in hierarchies(content, {})] == ["hierarchy-depth"]
    assert max(len(topic_ancestors(site, topic)) for topic in site.topics.values()) == MAX_LEVELS - 1
    assert len(topic_tree(site)) == 301


def figures_of_one_claim() -> None:
    claim = a_claim("c", text=" ".join(map(str, range(10_000, 12_000))))
    content, _ = load(project({"b-0": a_brief(claims=[claim])}))
    assert len([*unquoted_figure(content, {}, "b-0")]) == 1_000


def an_article_of_short_lines() -> None:
    assert len(seed_of("a\n" * 30_000).paragraphs) == 30_000
    assert len(seed_of("a \n \n" * 10_000).paragraphs) == 10_000


def attributes_of_a_built_page() -> None:
    tag = " ".join(f"a{number}=1" for number in range(50_000))
    assert find_inline_content(f"<p {tag} onclick=1>".encode()).requirements


def quotations_with_parts() -> None:
    text = "One two three. " * 1_000 + "\n\nEnd" * 100_000
    targets = [
        {
            "selector": [
                {"type": "TextQuoteSelector", "exact": text[start:end]},
                {"type": "TextPositionSelector", "start": start, "end": end},
            ]
        }
        for start, end in ((0, 3), (14_985, 14_998))
    ]
    item = {"seed": "a.txt", "quote": "One[...]One two three", "target": targets}
    for _ in range(1_000):
        assert [*verify._quotation_problems(item, text)] == []


# Comparing contents


def gaps_that_all_changed() -> None:
    def a_content(word: str) -> Content:
        gaps = [f"How many {word}s there were on day {number} is not said." for number in range(3_000)]
        body = " ".join(f"{word}{number * 7919 % 100_003}" for number in range(20_000))
        return load(project({"b-0": a_brief(gaps=gaps, body=body)}))[0]

    found = changes(a_content("truck"), a_content("lorry"))
    assert len(found) == 1 + 2 * 3_000
    changes_text(found, "HEAD")


CASES: Sequence[Callable[[], None]] = (
    long_quotation_that_is_wrong,
    long_quotation_of_other_words,
    parts_of_which_one_is_absent,
    parts_in_different_paragraphs,
    more_parts_than_a_quotation_has,
    quotation_that_occurs_everywhere,
    quotation_that_repeats_itself,
    quotation_that_cuts_a_letter_everywhere,
    word_without_end,
    soft_hyphens,
    sentence_in_an_article_of_the_same_sentences,
    many_passages_of_many_paragraphs,
    pages_of_a_pdf_with_long_lines,
    quoted_words_that_no_source_has,
    quoted_words_beside_many_translations,
    quotation_marks_without_words,
    full_stops,
    references_in_many_sentences,
    names_within_names,
    unknown_references,
    combining_marks,
    ids_of_one_file,
    records_of_one_file,
    claims_of_one_file,
    punycode,
    places_in_a_long_value,
    chains_and_loops,
    topics_in_a_chain,
    figures_of_one_claim,
    an_article_of_short_lines,
    attributes_of_a_built_page,
    gaps_that_all_changed,
    quotations_with_parts,
)


@pytest.mark.parametrize("case", CASES)
def test_no_input_takes_long(case: Callable[[], None]) -> None:
    start = time.process_time()
    case()
    assert time.process_time() - start < 2


# Of pages, articles, settings and manifests:


def article(body: str, head: str = "") -> bytes:
    return f"<head>{head}</head><article><p>On 3 May the ferry runs again.</p>{body}</article>".encode()


def a_page_without_spaces() -> None:
    read_page(article(f"<p>{'港務局說' * 100_000}</p>"))


def a_title_of_many_parts() -> None:
    read_page(article("", f'<meta property="og:title" content="{"a - " * 100_000}">'))


def many_values_of_a_field() -> None:
    read_page(
        article("", "".join(f'<meta name="author" content="{number} Marsh">' for number in range(15_000)))
    )


def many_blocks_in_a_block() -> None:
    read_page(article(f"<div>{'<div></div>' * 9_000}</div>"))


def linked_data_of_many_items() -> None:
    read_page(article("", f'<script type="application/ld+json">[{"1," * 100_000}1]</script>'))


def a_page_with_too_many_tags() -> None:
    with pytest.raises(ArticleError, match="has 40,003 tags; the limit is 20,000"):
        read_page(article("<br>" * 40_000))


def a_tag_with_too_many_attributes() -> None:
    for between in (" ", "/", '="1"'):
        with pytest.raises(ArticleError, match="a tag with more than 3,000 attributes"):
            read_page(article(f"<p a{f'{between}a' * 50_000}>"))


def a_page_in_punycode() -> None:
    with pytest.raises(ArticleError, match="is not text in any known encoding"):
        read_page(b"<meta charset=punycode>\x00\xff" + b"a" * 100_000 + b"-" + b"b" * 100_000)


def mails_inside_each_other() -> None:
    with pytest.raises(ArticleError, match="too many mails inside each other"):
        read_mail(b"Subject: a\nContent-Type: message/rfc822\n\n" * 1_000)


def parts_inside_each_other() -> None:
    levels = (f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(90))
    with pytest.raises(ArticleError, match="too many parts"):
        read_mail("".join(levels).encode() + b"words\n" * 250_000)


def a_mail_with_a_long_header() -> None:
    for name in (b"Content-Type: text/plain", b"CONTENT-DISPOSITION:\n inline"):
        with pytest.raises(ArticleError, match="a header of more than 10,000 bytes"):
            read_mail(name + b";" * 500_000 + b"\n\nwords")
    for name in (b"From", b"Subject", b"Date", b"Message-ID"):
        assert read_mail(name + b": " + b"=?utf-8?Q?a?= <a@b>, (" * 20_000 + b"\n\nwords").text.endswith(
            "words\n"
        )


def a_document_of_boxes_notes_and_open_ends() -> None:
    box, note = (
        f"<w:r><w:txbxContent>{paragraph('a')}</w:txbxContent></w:r>",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
    )
    ends = paragraph("a", properties="<w:rPr><w:del/></w:rPr>") * 4_000
    data = docx(
        paragraph(*[box, note] * 4_000) + ends,
        footnotes=f'<w:footnote w:id="2">{paragraph(note)}</w:footnote>',
    )
    assert read_word(data).text.endswith("\n\n[1] [4001]\n")


def a_document_of_boxes_and_comments() -> None:
    box, comment = (
        "<draw:text-box><text:p>a</text:p></draw:text-box>",
        "<office:annotation>a</office:annotation>b",
    )
    data = open_document(f"<text:p>{(box + comment) * 5_000}</text:p>")
    assert read_open_document(data).remarks[0] == "5,000 comments are not in the text"


def a_document_with_elements_inside_each_other() -> None:
    with pytest.raises(ArticleError, match=r"is damaged: word/document\.xml is not XML"):
        read_word(docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000))


def a_long_text_without_spaces() -> None:
    assert (
        language_of("自作島へ渡る船が五月三日からまた動いていると、港の役所が伝えた。" * 1_500).language.value
        == "ja"
    )


def references_with_long_fields() -> None:
    for field in (
        "title = {" + "\\'" * 5_000,
        "author = {" + "A and " * 10_000,
        "file = {" + "\\" * 100_000,
    ):
        assert len(read_references(f"@misc{{a, {field}}}}}".encode(), "a.bib")) == 1
    assert len(read_references(b"TY  - JOUR\nAB  - x\n" + b"y\n" * 100_000, "a.ris")) == 1
    assert len(read_references(b"TY  - JOUR\n" + b"AU  - a,b\n" * 20_000, "a.ris")) == 1


def an_article_that_repeats_itself() -> None:
    text = "The 3 ferries ran on 3 May. " * 5_000
    seed = make_seed("a", "seeds/a.txt", text.encode(), text)
    assert suggest_quotes(seed, make_finder({})) == []


def an_article_of_many_sentences() -> None:
    text = "".join(f"The {number} ferries ran. " for number in range(2_000))
    seed = make_seed("a", "seeds/a.txt", text.encode(), text)
    assert len(suggest_quotes(seed, make_finder({}))) == MAX_QUOTES


def an_article_of_short_paragraphs() -> None:
    text = "".join(f"Ab {number}.\n\n" for number in range(15_000))
    assert suggest_quotes(seed_of(text), make_finder({})) == []


def a_heading_with_many_spaces() -> None:
    assert hand_written(f"# a{' ' * 200_000}b") == "a b"


def many_headings_that_are_alike() -> None:
    (page,) = read_markdown_pages({"a.md": b"# a\n\n" * 1_500})
    assert page.sections[-1].id == "a_1499"


def a_section_of_many_paragraphs() -> None:
    (page,) = read_markdown_pages({"a.md": b"# a\n\n" + b"b\n\n" * 1_500})
    assert len(page.paragraphs) == 1_500


def hand_written(text: str) -> str:
    (page,) = read_markdown_pages({"a.md": text.encode()})
    return " ".join(page.title.split())


LAUGHS = "a: &a [x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghijk")
)
MERGES = LAUGHS.replace("[x]", "{x: 1}").replace(" [", " {<<: [").replace("]\n", "]}\n")


def aliases_in_front_matter() -> None:
    for text in (LAUGHS, LAUGHS + "title: *k\n", MERGES, "title: &a [*a]\n"):
        page = f"---\n{text}---\n".encode()
        found = [*check_site_files({"content/pages/a.md": page}, ())]
        assert found
        assert {item.rule for item in found} == {"yaml-anchor"}
        assert hand_written(page.decode()) == "a"


def nesting_in_front_matter() -> None:
    page = f"---\ntitle: {'[' * 5_000}{']' * 5_000}\n---\n".encode()
    (found,) = check_site_files({"content/pages/a.md": page}, ())
    assert found.rule == "yaml-depth"
    read_markdown_pages({"a.md": page})


def a_title_that_is_a_long_number() -> None:
    assert hand_written(f"---\ntitle: 1{':10' * 50_000}\n---\n")


def settings_that_multiply(folder: Path) -> None:
    for text, message in (
        (LAUGHS + "site_name: *k", "aliases repeat more than 100,000 values"),
        (MERGES, "aliases repeat more than 100,000 values"),
        (f"site_name: 1{':10' * 50_000}", "a number has more than 1,000 digits"),
        (f"a: {'[' * 5_000}{']' * 5_000}", "lists or mappings are nested too deeply"),
    ):
        (folder / "mkdocs.yml").write_text(text)
        with pytest.raises(ProjectError, match=message):
            read_config(folder)


def a_manifest_that_names_any_encoding(folder: Path) -> None:
    data = b"a" * 200_000 + b"-" + b"b" * 200_000
    (folder / "a.txt").write_bytes(data)
    entry = {"file": "a.txt", "sha256": hashlib.sha256(data).hexdigest(), "encoding": "punycode"}
    problems = find_problems({"items": [], "seeds": [entry]}, {"a.txt": folder / "a.txt"})
    assert "a.txt: it cannot be read as punycode" in [problem for problem, _ in problems]


def texts_of_many_lines_that_are_alike() -> None:
    old, new = ("\n".join(str(pow(3, line, 257) ^ salt) for line in range(21_000 * salt)) for salt in (1, 2))
    assert unified_diff("a", old, new)[2] == "@@ -1,21000 +1,42000 @@"  # too many to compare
    lines = old.split("\n")[:20_000]
    assert len(unified_diff("a", "\n".join(lines), "\n".join(reversed(lines)))) > 10_000


OTHERS = [
    *(a_page_without_spaces, a_title_of_many_parts, many_values_of_a_field, many_blocks_in_a_block),
    *(
        linked_data_of_many_items,
        a_page_with_too_many_tags,
        a_tag_with_too_many_attributes,
        a_page_in_punycode,
    ),
    *(
        mails_inside_each_other,
        parts_inside_each_other,
        a_mail_with_a_long_header,
        a_document_of_boxes_notes_and_open_ends,
        a_document_of_boxes_and_comments,
        a_document_with_elements_inside_each_other,
        a_long_text_without_spaces,
        references_with_long_fields,
        an_article_that_repeats_itself,
        an_article_of_many_sentences,
        an_article_of_short_paragraphs,
        a_heading_with_many_spaces,
    ),
    *(many_headings_that_are_alike, a_section_of_many_paragraphs, aliases_in_front_matter),
    *(nesting_in_front_matter, a_title_that_is_a_long_number, texts_of_many_lines_that_are_alike),
]


@pytest.mark.parametrize("case", OTHERS)
def test_no_page_or_article_takes_long(case: Callable[[], None]) -> None:
    test_no_input_takes_long(case)


@pytest.mark.parametrize("case", [settings_that_multiply, a_manifest_that_names_any_encoding])
def test_no_file_takes_long(case: Callable[[Path], None], tmp_path: Path) -> None:
    test_no_input_takes_long(partial(case, tmp_path))
