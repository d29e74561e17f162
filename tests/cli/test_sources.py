"""The command ``seedbrief sources``, and ``seedbrief new`` with what it and other programs export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from generator.ingest.download import Download
from generator.model.content import Source
from generator.project import importer
from tests.helpers.example import Project, tree

DATES = ("2024-01-17", "2024-03", "2024-03~", "2024-33%", "2023-12/2024-02", "2024-21", "2024-0X", "../2024?")
SHARED = ("title", "authors", "published", "url", "publisher", "language", "archived", "accessed")


def many_sources(site: Project) -> dict[str, Source]:
    """Write a source record for each kind of date, with everything that a record can say."""
    site.write("content/publishers.yml", "paper:\n  label: The “Paper” & Co, 50% {A}\nwire:\n  label: 통신\n")
    for number, date in enumerate(DATES):
        record = {
            "title": f"Article {number}: 5% of $x_1$ #2 & ~^\\ “혜산”",
            "publisher": ("paper", "wire")[number % 2],
            "authors": ["Kim Min-ji", "Wind and {Snow} desk", "김민지"],
            "url": f"https://{('paper', 'wire')[number % 2]}.example/a_b/{number}?x=1&y=%20#z~",
            "published": date,
            "accessed": "2026-11-21",
            "language": ("ko", "zh-Hant", "en-GB", "de")[number % 4],
            "archived": {"url": f"https://archive.example/a_b/{number}", "date": "2026-11-22"},
        }
        site.write(f"content/sources/article-{number}.yml", json.dumps(record, ensure_ascii=False))
        site.write(f"seeds/article-{number}.txt", f"Article {number}\n\nThe ferry runs.\n")
    return records(site)


def records(site: Project) -> dict[str, Source]:
    return {
        path.stem: Source.model_validate(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))
        for path in (site.root / "content/sources").glob("article-*.yml")
    }


@pytest.mark.parametrize("format_", ["csl", "bib", "ris"])
def test_what_sources_writes_new_reads_again_in_another_project(small: Project, tmp_path: Path, format_: str):
    before = many_sources(small)
    name = f"refs.{'json' if format_ == 'csl' else format_}"
    done = small.seedbrief("sources", "--format", format_, "--output", tmp_path / name)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"Wrote 9 references to {tmp_path / name}.\n"
    assert small.seedbrief("sources", "--format", format_).stdout_bytes == (tmp_path / name).read_bytes()

    # The other project has the articles, and nothing about them.
    for path in (small.root / "content/sources").glob("article-*.yml"):
        path.unlink()
    (small.root / "content/publishers.yml").unlink()
    briefs = [*(small.root / "content/briefs").iterdir()]
    done = small.seedbrief("new", tmp_path / name)
    assert done.exit_code == 0, done.output
    assert "8 imported, 1 already there." in done.stdout
    assert [*(small.root / "content/briefs").iterdir()] == briefs  # no drafts
    after, labels = records(small), yaml.safe_load(small.read("content/publishers.yml"))
    assert after.keys() == before.keys()
    names = {"paper": "The “Paper” & Co, 50% {A}", "wire": "통신"}
    for key, record in before.items():
        for field in set(SHARED) - {"publisher"}:
            assert getattr(after[key], field) == getattr(record, field), (key, field)
        assert labels[after[key].publisher]["label"] == names[record.publisher]
    left = tree(small.root)
    assert "0 imported, 9 already there." in small.seedbrief("new", tmp_path / name).stdout
    assert tree(small.root) == left


ZOTERO = r"""@article{kim, title = {The ferry runs}, author = {Kim, Min-ji}, date = {2026-05-04}, langid = {english},
 journaltitle = {Coast News}, file = {Full Text:files/12/ferry.html:text/html;Notes:files/12/notes.txt:text/plain}}
@online{lost, title = {Lost}, url = {https://a.example/lost}, file = {PDF:files/13/none.pdf:application/pdf}}
@online{out, title = {Out}, file = {../secret.txt}}
@book{bare, title = {A book}}
@misc{broken, title = {abc
"""


def test_the_attached_files_of_an_export_are_imported_and_the_rest_is_listed(small: Project, tmp_path: Path):
    small.write("../export/refs.bib", ZOTERO)
    small.write("../secret.txt", "Secret\n\nNot for seeds.\n")
    page = Path(__file__).parents[1] / "saved_pages/harbour-ferry.html"
    small.write("../export/files/12/ferry.html", page.read_bytes())
    done = small.seedbrief("new", "../export")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "../export/refs.bib#kim  83 words, en, 2026-05-04, coast-news",
        "../export/refs.bib#lost  not imported",
        "../export/refs.bib#out  not imported",
        "../export/refs.bib#bare  not imported",
        "../export/refs.bib#broken  not imported",
        "../export: skipped files: folders inside a folder, and other kinds of file, are not read",
        "1 imported, 4 failed.",
    ]
    assert done.stderr.splitlines() == [
        "../export/refs.bib#lost: has no attached file that exists (files/13/none.pdf), and seeds/ no article"
        " named lost; add --fetch to fetch https://a.example/lost",
        "../export/refs.bib#out: has no attached file that exists (../secret.txt), and seeds/ no article named out",
        "../export/refs.bib#bare: has no attached file, and seeds/ no article named bare",
        "../export/refs.bib#broken: is not valid BibTeX (line 6): a brace or quotation mark is not closed, or a comma"
        " is missing",
    ]
    text = small.read("content/sources/2026-05-04-the-ferry-runs.yml")
    record = yaml.load(text, yaml.BaseLoader)
    assert (record["title"], record["authors"], record["language"]) == (
        "The ferry runs",
        ["Min-ji Kim"],
        "en",
    )
    assert (
        record["url"] == "https://www.coast-news.example/2026/05/ferry-runs-again"
    )  # which only the page says
    assert "title: The ferry runs  # refs.bib\n" in text
    assert record["published_basis"] == "The references in refs.bib give this date."
    assert (small.root / "seeds/2026-05-04-the-ferry-runs.html").read_bytes() == page.read_bytes()


def test_a_reference_without_a_file_is_fetched_once_if_that_is_wanted(
    small: Project, monkeypatch: pytest.MonkeyPatch
):
    def fetch(url: str, *, allow_private: bool) -> Download:
        return Download(b"The page's title\n\nThe ferry runs.\n", url, "text/plain", "")

    monkeypatch.setattr(importer, "fetch", fetch)
    small.write(
        "refs.json", '[{"id": "a", "title": "The ferry", "URL": "https://a.example/ferry", "language": "en"}]'
    )
    done = small.seedbrief("new", "--fetch", "refs.json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "title: The ferry  # refs.json\n" in small.read("content/sources/a-example-the-ferry.yml")
    again = small.seedbrief("new", "--fetch", "refs.json")
    assert "a-example-the-ferry has the same URL" in again.stdout
    assert "wrote" not in again.stdout


def test_the_file_is_not_written_into_the_project(small: Project):
    done = small.seedbrief("sources", "--format", "bib", "--output", "content/publishers.yml")
    assert done.exit_code == 2
    assert "this folder has the project's own files" in done.stderr


def test_a_record_that_cannot_be_read_is_named(small: Project):
    small.write("content/sources/bad.yml", "title: [\n")
    done = small.seedbrief("sources", "--format", "ris")
    assert done.exit_code == 1
    assert "Left out, because they cannot be read: bad." in done.stderr


def test_as_a_user_runs_it(small: Project):
    done = small.run("seedbrief", "sources", "--format", "csl")
    assert json.loads(done.stdout)[0]["id"] == "tide-mill-turns-again"
