"""In ``mkdocs serve``, selected words of a source become an evidence entry; no published site has any of that."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from generator.plugin.quoting import answer, answer_quotes, insert_script
from tests.helpers.example import Project, make_small

SEED = "tide-mill-turns-again"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_small(tmp_path_factory.mktemp("quoting") / "project")


def get(root: Path, path: str, **query: str) -> tuple[str, dict[str, str], str]:
    """Ask the server for a path; the site itself answers with its name."""
    said: list[object] = []

    def site(environ: object, start_response: object) -> list[bytes]:
        start_response("200 OK", [])
        return [b"the site"]

    app = answer_quotes(site, root, "/base/")
    body = app(
        {"PATH_INFO": path, "QUERY_STRING": urlencode(query)}, lambda *arguments: said.extend(arguments)
    )
    status, headers = said
    return str(status), dict(headers), b"".join(body).decode()


def test_the_answer_is_what_seedbrief_quote_prints(project: Project):
    words = "stood still\nfor eleven years"
    status, headers, text = get(project.root, "/base/_seedbrief/quote", article=SEED, words=words)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/plain; charset=utf-8")
    assert text == project.seedbrief("quote", SEED, words).stdout


def test_of_several_places_each_has_an_entry_and_what_is_not_there_is_said(project: Project):
    _, text = answer(project.root, SEED, "barley")
    assert text == f"- source: {SEED}\n  quote: barley\n"
    status, text = answer(project.root, SEED, "the")
    assert text.startswith(f"# line 6\n- source: {SEED}\n  quote: the\n  prefix: said\n# line 9\n")
    status, text = answer(project.root, SEED, "made 600 kilograms")
    assert (status, text.splitlines()[0]) == ("404 Not Found", f"quotation not found in {SEED}")
    for article, words in (("../mkdocs", "x"), ("", "x"), (SEED, " "), (SEED, "x" * 5_001)):
        assert answer(project.root, article, words)[0] == "404 Not Found"


def test_the_whole_text_is_there_to_select_from(project: Project):
    assert get(project.root, "/base/_seedbrief/text", article=SEED)[2] == project.read(f"seeds/{SEED}.txt")


def test_only_served_pages_have_the_script_and_all_else_is_the_site(project: Project):
    page = insert_script(b"<head></head><body></body>", '/a"b/')
    assert page == b'<head><script src="/a&quot;b/_seedbrief/quoting.js" defer></script></head><body></body>'
    assert get(project.root, "/base/_seedbrief/quoting.js")[1]["Content-Type"].startswith("text/javascript")
    assert get(project.root, "/base/sources/")[2] == "the site"
