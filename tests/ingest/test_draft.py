"""Reading an article, and the suggestions and files that `seedbrief new` makes of it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.build import Options, build_site
from generator.diagnostics import Severity, format_text
from generator.ingest.article import Article, ArticleError, Fact, Original, Proposal, Received
from generator.ingest.draft import ImportPlan, plan_import
from generator.ingest.readers.any_file import read_article
from generator.ingest.readers.text_file import read_text
from generator.ingest.readers.web_page import read_page
from generator.ingest.suggestions import MAX_QUOTES, slugify, suggest_claim_id, suggest_quotes, suggest_topics
from generator.load.drafts import one_todo_a_file
from generator.load.loader import load
from generator.model.content import Content, Topic
from generator.model.fields import name_problem
from generator.model.seed import make_seed
from generator.project.atomic_write import find_conflicts, write_all
from generator.resolve.mentions import make_finder
from generator.resolve.quote_matcher import Found, find_quote
from generator.text.yaml.reader import read_yaml
from generator.text.yaml.writer import comment, prose, scalar

PAGES = Path(__file__).parents[1] / "saved_pages"
FERRY = (PAGES / "harbour-ferry.html").read_bytes()
KOREAN = (PAGES / "korean.html").read_text("utf-8").encode("cp949")
MARKS = "\u0301" * 200
TODAY = datetime.date(2026, 11, 21)

SITE: dict[str, Any] = {
    "content/publishers.yml": "# Newspapers\ncoast-news:\n  label: Coast News\n",
    "content/topics.yml": """
        transport: {label: Transport}
        ferries: {label: Ferries, broader: transport}
        prices: {label: Ticket prices, alt_labels: [표값]}
        health: {label: Public health}
    """,
    "content/entities.yml": """
        birch-island: {label: Birch Island, kind: place, aliases: [자작섬]}
        harbour-office: {label: harbour office, kind: organisation, aliases: [항만 사무소]}
    """,
}
FILES = {path: text.encode() for path, text in SITE.items()}


def plan_for(
    article: Article, display_name: str = "article.txt", files: dict[str, bytes] = FILES
) -> ImportPlan:
    return plan_import(article, display_name, files, load(files)[0], TODAY)


def after(plan: ImportPlan, files: dict[str, bytes] = FILES) -> dict[str, bytes]:
    return files | plan.created | plan.appended


def read(data: bytes) -> Any:
    return yaml.load(data, yaml.BaseLoader)


# Reading an article


def test_a_news_page_gives_its_text_and_metadata():
    article = read_page(FERRY)
    assert article.title.value == "Ferry to Birch Island runs again"
    assert (article.site_name.value, [author.value for author in article.authors]) == (
        "Coast News",
        ["Ada Marsh", "Tom Reed"],
    )
    assert article.url.value == "https://www.coast-news.example/2026/05/ferry-runs-again"
    assert article.published == Fact("2026-05-04", "JSON-LD datePublished")
    assert (article.language.value, article.extension, article.encoding) == ("en-GB", ".txt", "utf-8")
    assert article.original == Original(FERRY, ".html", "text/html")
    assert article.data.decode() == article.text


def test_only_the_article_is_extracted_with_a_blank_line_between_paragraphs():
    words = read_page(FERRY).text
    assert "It makes 4 trips a day.\n\n“We had waited for two years,”" in words
    assert (
        "how many people travel.\n\nPrices\n\nTickets cost" in words
    )  # a line break inside a paragraph is a space
    assert not re.search("Sport|gulls|rights reserved|Home", words)


def test_metadata_missing_from_a_page_are_empty():
    article = read_page((PAGES / "bare.html").read_bytes())
    assert "300 tonnes of barley" in article.text
    assert not any((article.title, article.site_name, article.url, article.published, *article.authors))
    assert article.language == Fact("en", "detected from the words")
    assert article.proposals == (Proposal("title", "Notes", "stated as title"),)


def test_a_page_is_decoded_as_it_declares_and_its_text_is_utf_8():
    article = read_page(KOREAN)
    assert article.title.value == "자작섬 여객선 다시 운항"
    assert article.language.value == "ko"
    assert "자작섬으로 가는 여객선이 5월 3일부터" in article.data.decode("utf-8")
    assert article.original == Original(KOREAN, ".html", "text/html")


def test_the_charset_of_the_server_overrides_that_of_the_page():
    page = (PAGES / "korean.html").read_text("utf-8").replace("euc-kr", "iso-8859-1").encode("cp949")
    assert "여객선" in read_page(page, Received(charset="euc-kr")).text


JAPANESE = (
    "自作島へ渡る船が五月三日からまた動いていると、港の役所が伝えた。切符は四十クローネで、一日に四回出る。"
)


@pytest.mark.parametrize("said_by", ["the page", "the server", "no one"])
def test_a_page_in_a_7_bit_encoding_is_not_decoded_as_utf_8(said_by: str):
    meta = '<meta charset="ISO-2022-JP">' if said_by == "the page" else ""
    page = f"<html><head>{meta}<title>船</title></head><body><article><p>{JAPANESE * 3}</p></article></body></html>"
    article = read_page(
        page.encode("iso-2022-jp"), Received(charset="iso-2022-jp" if said_by == "the server" else "")
    )
    assert JAPANESE in article.text
    assert article.is_encoding_guessed is (said_by == "no one")


def test_the_charset_of_the_server_decodes_a_text():
    czech = "Příliš žluťoučký kůň, říká úřad přístavu."
    article = read_text(czech.encode("iso-8859-2"), Received(charset="iso-8859-2"))
    assert (article.text, article.encoding, article.is_encoding_guessed) == (czech, "iso-8859-2", False)
    plan = plan_for(article, "https://coast.example/horse.txt")
    record = plan.created[f"content/sources/{plan.seed}.yml"]
    assert read(record)["encoding"] == "iso-8859-2"
    assert b"uessed" not in record
    assert not errors(after(plan))


def test_the_name_of_an_encoding_is_escaped():
    article = read_text("Příliš žluťoučký kůň.".encode("iso-8859-2"), Received(charset="iso-8859-2: #"))
    assert not errors(after(plan_for(article)))


def test_a_guessed_encoding_of_a_page_is_reported():
    page = (PAGES / "korean.html").read_text("utf-8").replace('<meta charset="euc-kr">', "").encode("cp949")
    assert b"euc-kr" not in page
    plan = plan_for(read_page(page), "a.html")
    record = plan.created[f"content/sources/{plan.seed}.yml"].decode()
    assert (
        "# The encoding of the saved page was guessed from the bytes: check that the source's page" in record
    )
    assert "encoding" not in read(record.encode())  # the seed is in UTF-8
    assert (
        "guessed"
        not in plan_for(read_page(KOREAN), "a.html").created[f"content/sources/{plan.seed}.yml"].decode()
    )


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://www.coast-news.example/a", "https://www.coast-news.example/a"),
        ("https://elsewhere.example/a", "https://coast-news.example/fetched"),
        ("javascript:alert(1)", "https://coast-news.example/fetched"),
    ],
)
def test_the_canonical_url_is_used_only_if_it_is_on_the_same_host(canonical: str, expected: str):
    page = FERRY.replace(b"https://www.coast-news.example/2026/05/ferry-runs-again", canonical.encode())
    assert read_page(page, Received(url="https://coast-news.example/fetched")).url.value == expected


@pytest.mark.parametrize("said", ["yesterday", "2026-02-30T10:00:00Z", "", "0000-00-00"])
def test_an_invalid_date_is_ignored(said: str):
    page = FERRY.replace(b"2026-05-04T08:15:00+02:00", said.encode())
    assert read_page(page).published == Fact()


def test_hostile_metadata_are_escaped():
    page = FERRY.replace(b'"@graph": [', b'"@graph": [' + b"[" * 5000 + b"]" * 5000 + b",")
    page = page.replace(b'content="Ferry to', b'content="x: &amp;a *b\n# {[\x07 Ferry to')
    plan = plan_for(read_page(page))
    assert build_site(after(plan), Options(for_editor=True)).diagnostics
    assert not errors(after(plan))


@pytest.mark.parametrize(
    ("data", "encoding", "guessed"),
    [
        ("Plain.", "utf-8", False),
        ("With a mark of its own.", "utf-8-sig", False),
        ("In two bytes a letter: 자작섬.", "utf-16", False),
        ("자작섬으로 가는 여객선이 5월 3일부터 다시 다니고 있다고 항만 사무소가 밝혔다.", "cp949", True),
        ("Das Café am Hafen öffnet am 3. Mai für 40 Gäste, sagte die Wirtin.", "cp1252", True),
    ],
)
def test_a_text_is_kept_byte_for_byte_in_any_encoding(data: str, encoding: str, guessed: bool):
    article = read_text(data.encode(encoding))
    assert article.data == data.encode(encoding)
    assert article.text == data
    assert article.encoding == encoding.removesuffix("-sig")
    assert article.is_encoding_guessed is guessed


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.txt", "Ferry runs again\n\nIt has been running since May.", "Ferry runs again"),
        ("a.txt", "It has been running since May.\n\nThe harbour office says so.", ""),
        ("a.txt", "The ferry\nruns again\n\nIt does.", ""),
        ("a.txt", "Ferry runs again", ""),
        ("a.md", "Some words\n\n# Ferry *runs*\n\nIt does.", "Ferry *runs*"),
        ("a.md", '---\ntitle: "Ferry: it runs"\n---\n\nIt does.', "Ferry: it runs"),
    ],
)
def test_the_title_of_a_text_is_its_first_line_if_it_looks_like_a_title(name: str, text: str, title: str):
    assert read_article(text.encode(), Received(name)).title.value == title


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", b" \n", "is empty"),
        ("a.html", b"", "is empty"),
        ("a.xyz", b"%XYZ", "is of a kind that cannot be read; save its text as .txt"),
        ("a", b"words", "is of a kind that cannot be read; save its text as .txt"),
        ("a.txt", bytes(range(256)) * 4, "is not text"),
        ("a.txt", b"x" * 5_000_001, "has 5,000,001 bytes; the limit is 5,000,000"),
        (
            "a.html",
            b"<html><body><script>let a = 1</script></body></html>",
            "no article text found on this page",
        ),
        ("a.html", b"\x00\x01\x02", "is not text"),
        (
            "a.txt",
            f"Two\na{MARKS}".encode(),
            "more than 100 combining marks (accents) follow one letter on line 2",
        ),
        (
            "a.html",
            f"<meta charset=utf-8><p>{'Words. ' * 30}a{MARKS}</p>".encode(),
            "more than 100 combining marks",
        ),
    ],
)
def test_unusable_files_raise_an_error_that_says_why(name: str, data: bytes, why: str):
    with pytest.raises(ArticleError, match=re.escape(why)):
        read_article(data, Received(name))


# Suggestions


def suggested(text: str) -> list[str]:
    finder = make_finder(load(FILES)[0].entities)
    return [
        found.quote for found in suggest_quotes(make_seed("a", "seeds/a.txt", text.encode(), text), finder)
    ]


def test_sentences_with_figures_dates_and_names_come_first():
    text = "It was a fine day. The ferry carried 120 people to Birch Island on 3 May. Tickets cost 40 crowns."
    assert suggested(text) == [
        "The ferry carried 120 people to Birch Island on 3 May.",
        "Tickets cost 40 crowns.",
    ]


def test_a_quotation_spans_lines_and_keeps_its_marks():
    assert suggested(
        "“It took\n  2 years,”\nsaid Mr. A. Fisher of No. 7 St. John St. on 3. Mai.\n\nYes."
    ) == ["“It took 2 years,” said Mr. A. Fisher of No. 7 St. John St. on 3. Mai."]


def test_list_and_heading_marks_are_left_out():
    assert suggested("# 12 boats came\n\n- Adults: 40 crowns\n\n* Children: 20 crowns") == [
        "12 boats came",
        "Adults: 40 crowns",
        "Children: 20 crowns",
    ]


def test_a_sentence_that_occurs_twice_is_not_suggested():
    assert suggested("It cost 40 crowns. Nobody minded at all. It cost 40 crowns.") == [
        "Nobody minded at all."
    ]


def test_program_code_and_tables_of_names_are_not_suggested():
    code = (
        '<match type="string" offset="0"/>',
        "4 CARD32 LIST_OFFSET 2 CARD16 MAJOR_VERSION 2 MINOR_VERSION",
        "|00 05| |64 69|",
    )
    words = "In 2 groups (n = 30, p < 0.05) it rose."
    assert suggested("\n\n".join([*code, words])) == [words]


def test_the_first_sentences_are_suggested_if_none_scores():
    text = "The boats stay in. The wind is high. Nobody goes out. The gulls cry."
    assert suggested(text) == ["The boats stay in.", "The wind is high.", "Nobody goes out."]


def test_suggestions_are_spread_over_a_long_text():
    dense = " ".join(f"On {day} May there came {day} boats with {day} tonnes." for day in range(1, 16))
    sparse = " ".join(
        f"In the year of the {word} there were 7 gulls." for word in ("ash", "birch", "cedar", "elm", "oak")
    )
    text = f"{dense} {'Nothing came of it for a long while. ' * 30} {sparse}"
    found = suggested(text)
    assert len(found) == MAX_QUOTES
    assert any("gulls" in quote for quote in found)


ALPHABET = "aB 1.!?\n“”\"'-–\u00a0\u0301é각ᄀ。*#>)"


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=300))
def test_every_suggested_quotation_is_found_and_survives_yaml(text: str):
    seed = make_seed("a", "seeds/a.txt", text.encode(), text)
    found = suggest_quotes(seed, make_finder({}))
    assert len(found) <= MAX_QUOTES
    for candidate in found:
        assert isinstance(find_quote(seed, candidate.quote), Found)
        document, wrong = read_yaml("a.yml", f"a:\n  - {prose(candidate.quote, 4)}\n")
        assert (document and document.value(), wrong) == ({"a": [candidate.quote]}, [])


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ferry to Birch Island runs again", "ferry-to-birch-island-runs-again"),
        ("The mill's 3rd wheel: “done”", "the-mills-3rd-wheel-done"),
        ("Café öffnet", "cafe-offnet"),
        ("자작섬 여객선 2026", "jajagseom-yeogaegseon-2026"),
        ("혜산 세관", "hyesan-segwan"),
        (unicodedata.normalize("NFD", "혜산 세관"), "hyesan-segwan"),
        ("Москва: порт", "moskva-port"),
        ("北京", "beijing"),
        ("Đà Nẵng, İzmir, Łódź", "da-nang-izmir-lodz"),
        ("♥ Ferry 😀 5 €", "ferry-5"),
        ("!?", ""),
        ("x" * 200, "x" * 60),
        ("word " * 30, "word-" * 11 + "word"),
        ("北京" * 20, "beijing" * 8 + "bei"),
        ("北京：" + "北京" * 20, "beijing-" + "beijing" * 7 + "bei"),
    ],
)
def test_slugify(words: str, name: str):
    assert slugify(words) == name


def test_claim_ids_come_from_the_quotation_and_are_unique():
    quote = "It has been running again since 3 May, he says"
    assert suggest_claim_id(quote, []) == "running-again-3-may"
    assert suggest_claim_id(quote, ["running-again-3-may"]) == "running-again-3-may-2"
    assert suggest_claim_id("자작섬 여객선이 다시", []) == "jajagseom-yeogaegseoni-dasi"
    assert suggest_claim_id("?!", ["claim", "claim-2"]) == "claim-3"


def test_topics_are_suggested_by_their_labels_and_narrower_ones_replace_broader_ones():
    topics = load(FILES)[0].topics
    text = "Transport to the island: the ferry runs. A ticket has its old price; prices stay."
    assert suggest_topics(text, topics) == {"prices": "Ticket prices", "ferries": "Ferries"}
    assert suggest_topics("표값은 예전과 같다", topics) == {"prices": "표값"}
    assert suggest_topics("Public houses", topics) == {}
    assert suggest_topics("the and of", {"odd": Topic(label="The")}) == {}


# Files


def errors(files: dict[str, bytes]) -> list[str]:
    found = build_site(files, Options(for_editor=True)).diagnostics
    wrong = [item for item in found if item.severity is Severity.ERROR and item.rule != "template-error"]
    return [format_text(item) for item in wrong]


def todos(files: dict[str, bytes]) -> list[str]:
    found = build_site(files, Options(for_editor=True)).diagnostics
    return [str(item.span) for item in found if item.rule == "todo-left"]


def test_a_news_page_becomes_a_seed_a_source_and_a_draft():
    plan = plan_for(read_page(FERRY), "Ferry | Coast News.html")
    name = "2026-05-04-ferry-to-birch-island-runs-again"
    assert list(plan.created) == [
        f"seeds/{name}.txt",
        f"seeds/{name}.html",
        f"content/sources/{name}.yml",
        "content/briefs/ferry-to-birch-island-runs-again.yml",
    ]
    assert plan.appended == {}  # the publisher is there
    assert read(plan.created[f"content/sources/{name}.yml"]) == {
        "title": "Ferry to Birch Island runs again",
        "publisher": "coast-news",
        "authors": ["Ada Marsh", "Tom Reed"],
        "url": "https://www.coast-news.example/2026/05/ferry-runs-again",
        "published": "2026-05-04",
        "published_basis": "The page's metadata give this date (JSON-LD datePublished).",
        "accessed": "2026-11-21",
        "language": "en-GB",
        "original": {
            "file": f"{name}.html",
            "sha256": sha256(FERRY).hexdigest(),
            "media_type": "text/html",
            "received": "2026-11-21",
            "extracted_by": f"trafilatura {version('trafilatura')}",
        },
    }
    brief = read(plan.created[f"content/briefs/{plan.brief}.yml"])
    assert brief["sources"] == [name]
    assert (brief["status"], brief["date"], brief["summary"]) == ("draft", "2026-11-21", "TODO")
    assert brief["topics"] == ["prices", "ferries"]
    assert brief["entities"] == ["birch-island", "harbour-office"]
    assert brief["claims"][0] == {
        "id": "ferry-birch-island-running-again",
        "text": "TODO",
        "evidence": [
            "The ferry to Birch Island has been running again since 3 May, the harbour office says."
        ],
    }


@pytest.mark.parametrize(
    ("read", "data", "display_name"),
    [
        (read_page, FERRY, "ferry.html"),
        (read_page, KOREAN, "저장.html"),
        (read_page, (PAGES / "bare.html").read_bytes(), "bare.html"),
        (read_text, "Café am Hafen öffnet\n\nEs öffnet am 3. Mai.".encode("cp1252"), "Café.txt"),
        (partial(read_text, received=Received("index.md")), b"'x: &a *b # {[ - |", "index.md"),
        (read_text, b"x", "README.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_files_have_no_problems_but_their_todos(
    read: Callable[[bytes], Article], data: bytes, display_name: str
):
    article = read(data)
    plan = plan_for(article, display_name)
    files = after(plan)
    assert not errors(files)
    expected = [
        f"{path}:{line}:{text.index('TODO') + 1}"
        for path, data in plan.created.items()
        if path.startswith("content/")
        for line, text in enumerate(data.decode().splitlines(), start=1)
        if "TODO" in text and not text.startswith("#")
    ]
    assert sorted(todos(files)) == sorted(expected)
    assert f"content/briefs/{plan.brief}.yml:" in str(expected)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Papers\nzebra:\n  label: Z\n", "# Papers\n+\nzebra:\n  label: Z\n"),
        ("a: {label: A}\n\n# On Z\nz: {label: Z}\n", "a: {label: A}\n\n+\n# On Z\nz: {label: Z}\n"),
        ("z: {label: Z}\na: {label: A}\n", "+\nz: {label: Z}\na: {label: A}\n"),
        ("\ufeffo: {label: O}\n", "\ufeff+\no: {label: O}\n"),
        ("a: {label: A}\n", "a: {label: A}\n\n+"),
    ],
)
def test_a_new_publisher_is_put_in_order(before: str, after: str):
    plan = plan_for(read_page(KOREAN), "a.html", FILES | {"content/publishers.yml": before.encode()})
    grown = plan.appended["content/publishers.yml"].decode()
    entry = re.search("(?ms)^\ufeff?(news-haean-example:.*?to F\n)", grown)
    assert entry
    assert grown.replace(entry[1], "+") == after


def test_a_new_publisher_is_added_and_the_rest_is_unchanged():
    before = b"# Newspapers\r\ncoast-news:\r\n  label: Coast News"  # and no line end
    plan = plan_for(read_page(KOREAN), "a.html", FILES | {"content/publishers.yml": before})
    grown = plan.appended["content/publishers.yml"]
    assert grown.startswith(before)
    assert read(grown)["news-haean-example"] == {"label": "해안일보", "url": "https://news.haean.example/"}
    assert read(plan.created[f"content/sources/{plan.seed}.yml"])["publisher"] == "news-haean-example"


@pytest.mark.parametrize(
    "before", [b"{a: {label: A}}\n", b"  a:\n    label: A\n", b"a: [\n", b"a: &x {label: A}\n"]
)
def test_a_file_of_publishers_that_cannot_be_appended_to_is_unchanged(before: bytes):
    plan = plan_for(read_page(KOREAN), "a.html", FILES | {"content/publishers.yml": before})
    assert plan.appended == {}
    assert read(plan.created[f"content/sources/{plan.seed}.yml"])["publisher"] == "TODO"


@pytest.mark.parametrize(
    ("before", "publisher"),
    [
        (b"coast:\n  label: coast NEWS\n", "coast"),
        (b"paper:\n  label: The Paper\n  url: https://coast-news.example\n", "paper"),
        (b"coast-news:\n  label: The Coast\n", "coast-news"),
    ],
)
def test_a_publisher_is_found_by_label_host_or_id(before: bytes, publisher: str):
    plan = plan_for(read_page(FERRY), "a.html", FILES | {"content/publishers.yml": before})
    assert read(plan.created[f"content/sources/{plan.seed}.yml"])["publisher"] == publisher
    assert plan.appended == {}


ALPHA = b"alpha:\n  label: Alpha Gazette\n  url: https://n.portal.example/\n"


def at_the_portal(name: str, other_publishers: bytes = b"") -> ImportPlan:
    page = FERRY.replace(b"https://www.coast-news.example", b"https://n.portal.example")
    page = page.replace(b"Coast News", name.encode())
    assert read_page(page).host == "n.portal.example"
    return plan_for(read_page(page), "a.html", FILES | {"content/publishers.yml": ALPHA + other_publishers})


def test_of_a_host_that_publishers_share_a_person_says_which_one_it_is():
    plan = at_the_portal("Beta Tribune")
    record = plan.created[f"content/sources/{plan.seed}.yml"].decode()
    assert 'publisher: TODO  # perhaps "alpha" (the host n.portal.example) or' in record
    assert 'perhaps "Beta Tribune" (named by the article: ' in record
    assert [item.value for item in plan.publishers] == ["alpha", "Beta Tribune"]
    assert (plan.publisher, plan.appended) == ("", {})


@pytest.mark.parametrize(
    ("name", "others", "publisher"),
    [
        ("Alpha Gazette", b"", "alpha"),
        ("The Alpha Gazette", b"", "alpha"),
        ("Portal News", b"", "alpha"),  # the host bears its name, and no other publisher has that host
        ("Beta Tribune", b"beta:\n  label: Beta Tribune\n", "beta"),
        ("Beta Tribune", b"beta:\n  label: Beta Tribune\n  url: https://n.portal.example/b\n", "beta"),
    ],
)
def test_of_a_shared_host_the_name_decides(name: str, others: bytes, publisher: str):
    plan = at_the_portal(name, others)
    assert (plan.publisher, plan.publishers, plan.appended) == (publisher, (), {})


def test_the_same_article_again_changes_nothing():
    first = plan_for(read_page(FERRY), "a.html")
    again = plan_for(read_page(FERRY), "b.html", after(first))
    assert (again.created, again.appended) == ({}, {})
    assert (again.seed, again.brief) == (first.seed, first.brief)
    assert again.notes == (
        f"seeds/{first.seed}.txt already has exactly this text",
        f"content/sources/{first.seed}.yml already describes it",
        f"the brief `{first.brief}` already uses it",
    )


def test_an_existing_seed_gets_a_record_and_a_brief():
    data = b"The ferry runs on 3 May."
    plan = plan_for(read_text(data), "seeds/mine.txt", FILES | {"seeds/mine.txt": data})
    assert list(plan.created) == ["content/sources/mine.yml", "content/briefs/mine-brief.yml"]
    assert (
        b"# the day of the import\n" in plan.created["content/sources/mine.yml"]
    )  # not stated when it was read


@pytest.mark.parametrize(
    ("there", "same_original", "created", "original"),
    [
        ({"mine.txt": "now"}, "", ["seeds/mine.html"], {"file": "mine.html", "extracted_by": True}),
        ({"mine.txt": "now", "mine.HTML": "other"}, "", [], None),
        ({"mine.txt": "now", "mine.htm": "page"}, "mine.htm", [], {"file": "mine.htm", "extracted_by": True}),
        ({"mine.txt": "old", "mine.htm": "page"}, "mine.htm", [], {"file": "mine.htm", "extracted_by": False}),
        ({"mine.htm": "page"}, "mine.htm", ["seeds/mine.txt"], {"file": "mine.htm", "extracted_by": True}),
        (
            {"My page.htm": "page"},
            "My page.htm",
            [f"seeds/2026-05-04-ferry-to-birch-island-runs-again.{ending}" for ending in ("txt", "html")],
            {"file": "2026-05-04-ferry-to-birch-island-runs-again.html", "extracted_by": True},
        ),
    ],
    ids=["text", "another original", "both", "older text", "original", "original with a name that is no id"],
)  # fmt: skip
def test_what_is_in_seeds_without_a_record_is_recorded_as_it_is(
    there: dict[str, str], same_original: str, created: list[str], original: dict[str, Any] | None
):
    page = read_page(FERRY)
    data = {"now": page.data, "old": b"The ferry.", "page": FERRY, "other": b"<p>"}
    files = {f"seeds/{name}": data[kind] for name, kind in there.items()}
    texts = FILES | {path: data for path, data in files.items() if path.endswith(".txt")}
    same = f"seeds/{same_original}" if same_original else ""
    plan = plan_import(page, "mine.htm", texts, load(texts)[0], TODAY, [*files], same)
    assert [path for path in plan.created if path.startswith("seeds/")] == created
    recorded = read(plan.created[f"content/sources/{plan.seed}.yml"]).get("original")
    if recorded:
        recorded = {"file": recorded["file"], "extracted_by": "extracted_by" in recorded}
    assert recorded == original
    assert not {*plan.created} & {*files}
    assert not errors(after(plan, texts | files))


def test_a_changed_article_gets_a_name_of_its_own():
    first = plan_for(read_page(FERRY), "a.html")
    changed = read_page(FERRY.replace(b"4 trips", b"5 trips"))
    second = plan_for(changed, "a.html", after(first))
    assert re.fullmatch(f"{first.seed}-[0-9a-f]{{8}}", second.seed)
    assert re.fullmatch(f"{first.brief}-[0-9a-f]{{8}}", second.brief)
    assert second.notes == (f"another seed, {first.seed}, has the same URL but different text",)
    assert not errors(after(second, after(first)))


LONG_HOST = "news-of-the-harbours-and-islands.of-the-whole-northern-coast.example"
LONG_TITLE = "The ferry to Birch Island has been running again since the third of May"


@pytest.mark.parametrize(
    ("article", "display_name"),
    [
        (
            Article(
                b"Words.",
                "Words.",
                original=Original(b"<p>", ".html", "text/html"),
                title=Fact(LONG_TITLE),
                url=Fact(f"https://{LONG_HOST}/a"),
            ),
            "a.html",
        ),
        (Article(b"Words.", "Words.", url=Fact(f"https://{LONG_HOST}/a")), "https://a.example/"),
        (Article(b"Words.", "Words."), f"{'word-' * 15}words.txt"),
        (Article(b"Words.", "Words.", title=Fact(LONG_TITLE)), f"{'w' * 70}-words.txt"),
    ],
)
def test_no_name_is_too_long(article: Article, display_name: str):
    first = plan_for(article, display_name)
    changed = replace(article, data=b"Other words.", text="Other words.")
    second = plan_for(changed, display_name, after(first))
    names = (first.seed, first.brief, second.seed, second.brief)
    assert len(set(names)) == 4
    assert [name_problem(name) for name in names] == [""] * 4
    assert not errors(after(second, after(first)))


def test_a_saved_page_in_seeds_reserves_its_name():
    plan = plan_import(read_text(b"Words."), "a.txt", FILES, Content(), TODAY, ["seeds/a.html"])
    assert re.fullmatch("a-[0-9a-f]{8}", plan.seed)


def test_a_title_equal_to_an_existing_id_does_not_make_references_ambiguous():
    article = replace(read_text(b"The ferries run."), title=Fact("Ferries"))
    assert plan_for(article, "birch-island.txt").seed != "birch-island"
    assert plan_for(article, "a.txt").brief == "ferries-brief"


@given(st.text(min_size=1, max_size=80), st.text(max_size=200))
def test_any_title_and_text_give_readable_files(title: str, text: str):
    article = Article(
        text.encode("utf-8", "ignore") or b"x", text or "x", title=Fact(" ".join(title.split()))
    )
    plan = plan_for(article)
    for path, data in plan.created.items():
        if path.startswith("content/"):
            document, wrong = read_yaml(path, data.decode("utf-8"))
            assert document
            assert not wrong
            assert document.value()["title"] == (article.title.value or "TODO")


HEAD = '<meta name="author" content="{0}"><meta property="og:site_name" content="{0}"><title>{0}</title>'


@pytest.mark.parametrize("name", ["a.txt", "a.md", "front matter.md", "a.html"])
@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("The \u202eferry", "The ferry"),  # turns around the rest
        ("The \u2067ferry", "The ferry"),
        ("The ferry\u2069\u202c", "The ferry"),
        ("\u2067여객선\u2069 A", "\u2067여객선\u2069 A"),  # closed, as it must be
        ("The\x07 fer\x1bry\ufffe\ufdd0", "The ferry"),
        ("The\t\u3000ferry", "The ferry"),
        ("\u200b\u200d", ""),
        ("\u3164\u115f\u2800", ""),
        ("\x01\x7f", ""),
    ],
)
def test_what_an_article_says_about_itself_is_what_fields_accept(name: str, words: str, read_as: str):
    text = "\u2800" * 30 + "\n\nThe ferries run since 3 May, the harbour office said on Monday.\n"
    pages = {
        "a.html": f"<html><head>{HEAD.format(words)}</head><body><article><p>{text}</p></article></body></html>",
        "front matter.md": f"---\ntitle: '{words}'\n---\n\n{text}",
    }
    article = read_article(pages.get(name, f"{words}\n\n{text}").encode(), Received(name))
    if name == "a.html":  # the library that reads pages leaves out more, and looks further for a title
        assert {value.value for value in (article.title, article.site_name, *article.authors)} <= {
            read_as,
            "여객선 A",
            "",
        }
    else:
        assert article.title.value == read_as
    content = {path: data for path, data in after(plan_for(article)).items() if path.startswith("content/")}
    _, diagnostics = load({**content, **{"seeds/a.txt": article.data}})
    assert [
        found for found in diagnostics if "content/" in found.span.path and "TODO" not in found.message
    ] == []


def test_a_label_of_a_topic_is_printable_in_a_comment():
    files = FILES | {"content/topics.yml": b'ferries: {label: "ferries\\a\\u202e"}\n'}
    plan = plan_for(read_text("The ferries\x07\u202e run.".encode()), files=files)
    document, diagnostics = read_yaml("a.yml", plan.created[f"content/briefs/{plan.brief}.yml"].decode())
    assert document
    assert diagnostics == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_yaml_reads_back_as_it_was_written(text: str):
    words = " ".join(text.split())
    for written in (scalar(text), prose(text, 4)):
        document, wrong = read_yaml("a.yml", f"{comment(text)}a: {written}\nb: end\n")
        assert not wrong
        assert document
        assert document.value() == {"a": words, "b": "end"}


def test_long_prose_becomes_a_block():
    written = prose("many words " * 20, 2)
    assert written.startswith(">-\n  many words")
    assert max(map(len, written.splitlines())) <= 110


# TODOs in drafts


def published(files: dict[str, bytes], **options: bool) -> tuple[set[str], list[str]]:
    result = build_site(files, Options(**options))
    return {asset.uri for asset in result.assets} | {page.uri for page in result.pages}, [
        f"{item.severity} {item.span}" for item in result.diagnostics if item.rule == "todo-left"
    ]


def test_a_todo_in_a_draft_is_a_warning_for_editors_and_in_a_published_brief_an_error():
    templates = {
        f"site_templates/pages/{file.name}": b"x"
        for file in (Path(__file__).parents[2] / "site_templates/pages").iterdir()
    }
    plan = plan_for(read_text(b"The ferry runs on 3 May."))
    files = after(plan) | templates
    source, draft = f"content/sources/{plan.seed}.yml", f"content/briefs/{plan.brief}.yml"
    pages, said = published(files)
    assert said == []
    assert f"sources/{plan.seed}.md" not in pages  # whose publisher is still TODO
    pages, said = published(files, for_editor=True, drafts=True)
    assert {line.partition(":")[0] for line in said} == {f"warning {draft}", f"warning {source}"}
    assert f"sources/{plan.seed}.md" in pages
    _, said = published(files | {draft: files[draft].replace(b"status: draft", b"status: published")})
    assert {line.partition(":")[0] for line in said} == {f"error {draft}", f"error {source}"}


def test_what_is_left_to_do_is_one_finding_a_file_above_the_pages():
    plan = plan_for(read_page(FERRY), "a.html", FILES | {"content/publishers.yml": b"{}"})
    every = build_site(after(plan), Options(for_editor=True)).diagnostics
    shown = one_todo_a_file(every)
    left = [item for item in shown if item.rule == "todo-left"]
    count = sum(item.span.path.startswith("content/briefs/") for item in every if item.rule == "todo-left")
    assert [item.message for item in left] == [
        f"{count} TODOs left in this file",
        "`publisher` is still TODO",
    ]
    assert left[0].span == next(item.span for item in every if item.rule == "todo-left")
    assert [item for item in shown if item not in left] == [
        item for item in every if item.rule != "todo-left"
    ]
    errors = [replace(item, severity=Severity.ERROR) for item in every]
    assert list(one_todo_a_file(errors)) == errors  # each of them keeps the site from being built


# Files are written all or not at all


def test_files_are_written_all_or_not_at_all(tmp_path: Path):
    (tmp_path / "b").write_bytes(b"old")
    (tmp_path / "grown").write_bytes(b"1")
    with pytest.raises(FileExistsError):
        write_all(tmp_path, {"a/x/y": b"1", "b": b"new"}, {"grown": b"12"})
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b", "grown"]
    assert (tmp_path / "b").read_bytes() == b"old"
    write_all(tmp_path, {"a/x/y": b"1"}, {"grown": b"12", "fresh": b"1"})
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == {
        "b": b"old", "grown": b"12", "fresh": b"1", "y": b"1"
    }  # fmt: skip


def test_a_file_that_cannot_grow_puts_back_all_the_others(tmp_path: Path):
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").mkdir()
    with pytest.raises(OSError, match="two"):
        write_all(tmp_path, {"new/a": b""}, {"one": b"12", "two": b"3"})
    assert (tmp_path / "one").read_bytes() == b"1"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["one", "two"]


def test_files_find_conflicts_are_named(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    assert find_conflicts(tmp_path, ["file", "file/a", "gone", "folder", "folder/a", "new/a"]) == [
        "file",
        "folder",
        "gone",
    ]


def test_front_matter_is_not_suggested_as_a_quotation():
    text = "---\ntitle: Ferry\npublished: 2026-05-04\n---\nThe ferry ran again on 3 May, after 6 months of repairs.\n"
    files = after(plan_for(read_article(text.encode(), Received("a.md"))))
    brief = next(data.decode() for path, data in files.items() if path.startswith("content/briefs/"))
    assert "The ferry ran again on 3 May, after 6 months of repairs." in brief
    assert "--- title" not in brief
