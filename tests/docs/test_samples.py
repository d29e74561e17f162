"""What the tests of the documentation's samples find, and what they let pass."""

from pathlib import Path

import pytest

from tests.helpers.reader import Reader, make_start
from tests.helpers.samples import SampleError, fill_in, matches, parse_page
from tests.helpers.yaml_merge import merge

BRIEF = "content/briefs/tide-mill-grinds-again.yml"


def follow(root: Path, text: str, start: str = "starter") -> Reader:
    page = parse_page("docs/page.md", f"---\nstart: {start}\n---\n# A page\n\n{text}")
    reader = Reader(root / "bay")
    make_start(page, root / "bay")
    reader.follow(page)
    return reader


def fence(info: str, text: str) -> str:
    return f"```{info}\n{text}\n```\n\n"


CHECK = fence("console", "$ seedbrief check\nNo problems found. 19 pages would be generated.")


def test_an_output_as_the_page_has_it(tmp_path: Path):
    follow(tmp_path, CHECK)


def test_a_wrong_output_is_found_with_page_line_and_diff(tmp_path: Path):
    with pytest.raises(SampleError) as raised:
        follow(tmp_path, CHECK.replace("19", "20"))
    assert str(raised.value) == (
        "docs/page.md:7: $ seedbrief check\n--- the page\n+++ the command\n@@ -1 +1 @@\n"
        "-No problems found. 20 pages would be generated.\n+No problems found. 19 pages would be generated."
    )


def test_an_output_that_the_page_leaves_out_is_found(tmp_path: Path):
    with pytest.raises(SampleError, match="No problems found"):
        follow(tmp_path, fence("console", "$ seedbrief check"))


def test_a_wrong_yaml_sample_is_found(tmp_path: Path):
    with pytest.raises(SampleError, match=r"docs/page.md:7: .* new problems:\n.*there is no topic `harbors`"):
        follow(tmp_path, fence(f'yaml title="{BRIEF}"', "topics: [harbors]"))


def test_a_yaml_sample_may_show_a_problem_if_the_page_shows_what_check_says(tmp_path: Path):
    follow(
        tmp_path,
        fence(f'yaml title="{BRIEF}"', "topics: [harbors]")
        + fence("console", "$ seedbrief check\n...there is no topic `harbors`...\n..."),
    )


def test_edits_in_a_row_are_checked_together(tmp_path: Path):
    brief = fence(f'yaml title="{BRIEF}"', "topics: [harbors]")
    topic = fence('yaml title="content/topics.yml"', "harbors:\n  label: Harbors")
    follow(tmp_path, brief + topic)


@pytest.mark.parametrize(
    ("start", "block", "problem"),
    [
        ("empty", fence("yaml", "title: A"), "3: a yaml block needs a title"),
        ("", fence('yaml title="a.yml"', "title: A"), "3: this page has samples"),
        ("", fence("console", "$ ls"), "3: this page has samples"),
        ("empty", fence("text", "seedbrief check"), "3: commands are in a console block"),
        (
            "empty",
            "!!! note\n\n    ```console\n    $ ls\n    ```\n",
            "a fenced block has no end, or is where",
        ),
        ("empty", "```console\n$ ls\n", "a fenced block has no end"),
    ],
)
def test_a_block_that_cannot_be_run_is_found(start: str, block: str, problem: str):
    matter = f"start: {start}" if start else "title: A"
    with pytest.raises(SampleError, match=problem.replace("3:", "6:")):
        parse_page("docs/page.md", f"---\n{matter}\n---\n\n{block}")


@pytest.mark.parametrize("language", ["console", "sh"])
def test_a_command_that_is_not_run_is_found(tmp_path: Path, language: str):
    prompt = "$ " if language == "console" else ""
    with pytest.raises(SampleError, match="7: `curl` is not among the commands that are run"):
        follow(tmp_path, fence(language, f"{prompt}curl https://example.org"), "empty")


def test_commands_that_need_a_network_are_not_run(tmp_path: Path):
    follow(tmp_path, fence("sh", "pip install seedbrief\n. .venv/bin/activate\ngit push"), "empty")


def test_an_sh_command_that_fails_is_found(tmp_path: Path):
    with pytest.raises(SampleError, match="7: seedbrief check --fast"):
        follow(tmp_path, fence("sh", "seedbrief check --fast"))


def test_commands_run_one_after_the_other_in_a_folder(tmp_path: Path):
    page = (
        "$ mkdir notes && cd notes",
        "$ echo one > a.txt",
        "$ cat a.txt \\",
        ">   a.txt",
        "one",
        "one",
        "$ cd ..",
        "$ ls notes",
        "a.txt",
        "$ cat b.txt",
        "...No such file...",
        "$ echo $?",
        "1",
        "$ seedbrief --version | wc -l",
        "1",
    )
    assert follow(tmp_path, fence("console", "\n".join(page)), "empty").folder == tmp_path / "bay"


def test_an_article_is_imported_on_the_day_that_the_page_says(tmp_path: Path):
    page = parse_page(
        "docs/page.md",
        "---\nstart: starter\nday: 2026-05-20\n---\n"
        + fence('text title="news.txt"', "The ferry runs again.\n\n" + "It crossed the bay on Tuesday. " * 20)
        + fence("console", "$ seedbrief new news.txt\n...")
        + fence("console", "$ grep -h accessed content/sources/news.yml\naccessed: 2026-05-20..."),
    )
    make_start(page, tmp_path / "bay")
    Reader(tmp_path / "bay").follow(page)


def test_serving_a_site_with_an_error_is_found(tmp_path: Path):
    broken = fence(f'yaml title="{BRIEF}"', "topics: [harbors]") + fence("console", "$ seedbrief check\n...")
    with pytest.raises(SampleError, match="The site has errors"):
        follow(tmp_path, broken + fence("console", "$ mkdocs serve"))


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a ... c", "a b c"),
        ("...", ""),
        ("...\nlast", "first\nsecond\nlast"),
        ("first\n...\nlast", "first\nlast"),
        ("a", "a  \n\n"),
    ],
)
def test_three_dots_are_any_text(expected: str, actual: str):
    assert matches(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"), [("a", "a\nb"), ("a ... c", "a b d"), ("a.c", "abc"), ("", "a")]
)
def test_everything_else_is_exact(expected: str, actual: str):
    assert not matches(expected, actual)


def test_a_diff_does_not_show_what_three_dots_stand_for():
    assert fill_in("...\nc ...\nx", "a\nb\nc d\ne") == "a\nb\nc d\nx"


def test_a_yaml_sample_keeps_what_it_does_not_name():
    file = """\
# A draft
title: Old  # of the article
status: draft

claims:
  - id: one
    text: TODO
    evidence: [a]

  - id: two
    text: TODO

judgments: []
"""
    sample = "title: New\nclaims:\n- id: one\n  text: One\n- id: three\n  text: Three\ngaps: [A]\n"
    assert (
        merge(file, sample)
        == """\
# A draft
title: New
status: draft

claims:
  - id: one
    text: One
    evidence: [a]

  - id: three
    text: Three

judgments: []

gaps: [A]
"""
    )


def test_a_yaml_sample_changes_one_line_of_a_mapping():
    file = "theme:\n  name: material\n  # of the interface\n  language: en\nnav: []\n"
    expected = "theme:\n  name: material\n  # of the interface\n  language: ko\n  logo: a.svg\nnav: []\n"
    assert merge(file, "theme:\n    language: ko\n    logo: a.svg\n", deep=True) == expected


def test_a_diff_deletes_lines(tmp_path: Path):
    follow(
        tmp_path,
        fence('text title="a.txt"', "  one\n  two\nthree")
        + fence('diff title="a.txt"', "   one\n-  two\n+  2")
        + fence("console", "$ cat a.txt\n  one\n  2\nthree"),
        "empty",
    )


def test_a_reader_has_the_files_that_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.helpers.reader.GIVEN", tmp_path / "given")
    (tmp_path / "given/docs/page").mkdir(parents=True)
    (tmp_path / "given/docs/page/report.pdf").write_bytes(b"%PDF")
    follow(tmp_path, fence("console", "$ ls\nreport.pdf"), "empty")
