"""No input takes much longer than others of its size: each of these took seconds or minutes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic
from generator.exports.verify import find_problems
from generator.ingest.article_reader import ArticleError, read_page
from generator.ingest.suggestions import MAX_QUOTES, suggest_quotes
from generator.model.seed import make_seed
from generator.project.config import ProjectError, read_config
from generator.resolve.mentions import make_finder
from generator.rules.site_files import check_site_files
from generator.search.markdown_pages import read_markdown_pages
from generator.text.encoding import decode_text
from generator.text.yaml_reader import read_yaml


def punycode() -> None:
    assert isinstance(decode_text("a", b"a" * 400_000 + b"-" + b"b" * 400_000, "punycode"), Diagnostic)


def places_in_a_long_value() -> None:
    document, _ = read_yaml("a.yml", f"a: x{'[[id]] ' * 2000}")
    assert document
    assert [document.span(("a",), at).column for at in range(1, 14_000, 7)] == [*range(5, 14_004, 7)]


@pytest.mark.parametrize("case", [punycode, places_in_a_long_value])
def test_no_input_takes_long(case: Callable[[], None]) -> None:
    start = time.process_time()
    case()
    assert time.process_time() - start < 2


# Of pages, articles, settings and manifests:


def article(body: str, head: str = "") -> bytes:
    return f"<head>{head}</head><article><p>On 3 May the ferry runs again.</p>{body}</article>".encode()


def linked_data_of_many_items() -> None:
    read_page(article("", f'<script type="application/ld+json">[{"1," * 100_000}1]</script>'))


def a_page_with_too_many_tags() -> None:
    with pytest.raises(ArticleError, match="has 40,003 tags; the limit is 20,000"):
        read_page(article("<br>" * 40_000))


def a_tag_with_too_many_attributes() -> None:
    for between in (" ", "/", '="1"'):
        with pytest.raises(ArticleError, match="a tag with more than 1,000 attributes"):
            read_page(article(f"<p a{f'{between}a' * 50_000}>"))


def a_page_in_punycode() -> None:
    with pytest.raises(ArticleError, match="is not text in any known encoding"):
        read_page(b"<meta charset=punycode>\x00\xff" + b"a" * 100_000 + b"-" + b"b" * 100_000)


def an_article_that_repeats_itself() -> None:
    text = "The 3 ferries ran on 3 May. " * 5_000
    seed = make_seed("a", "seeds/a.txt", text.encode(), text)
    assert suggest_quotes(seed, make_finder({})) == []


def an_article_of_many_sentences() -> None:
    text = "".join(f"The {number} ferries ran. " for number in range(2_000))
    seed = make_seed("a", "seeds/a.txt", text.encode(), text)
    assert len(suggest_quotes(seed, make_finder({}))) == MAX_QUOTES


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


OTHERS = [
    *(
        linked_data_of_many_items,
        a_page_with_too_many_tags,
        a_tag_with_too_many_attributes,
        a_page_in_punycode,
    ),
    *(an_article_that_repeats_itself, an_article_of_many_sentences, a_heading_with_many_spaces),
    *(many_headings_that_are_alike, a_section_of_many_paragraphs, aliases_in_front_matter),
    *(nesting_in_front_matter, a_title_that_is_a_long_number),
]


@pytest.mark.parametrize("case", OTHERS)
def test_no_page_or_article_takes_long(case: Callable[[], None]) -> None:
    test_no_input_takes_long(case)


@pytest.mark.parametrize("case", [settings_that_multiply, a_manifest_that_names_any_encoding])
def test_no_file_takes_long(case: Callable[[Path], None], tmp_path: Path) -> None:
    test_no_input_takes_long(partial(case, tmp_path))
