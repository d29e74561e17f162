"""``seedbrief new --again``: the text of an article, extracted once more from its original."""

from __future__ import annotations

import datetime
import difflib
import hashlib
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from generator.cli.articles import again as cli_again
from generator.ingest import again
from generator.ingest.again import extract_again
from generator.ingest.article import Received
from generator.ingest.draft import plan_import
from generator.ingest.readers.web_page import read_page
from generator.load.loader import load
from generator.model.content import Content
from generator.project.atomic_write import write_all
from tests.helpers.example import Project, make_small, tree

FERRY = Path(__file__).parents[1] / "saved_pages/harbour-ferry.html"
NAME = "2026-05-04-ferry-to-birch-island-runs-again"
TEXT, PAGE, RECORD = f"seeds/{NAME}.txt", f"seeds/{NAME}.html", f"content/sources/{NAME}.yml"
TODAYS = f"trafilatura {version('trafilatura')}"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with an article that an older program extracted: it lost a word, and a quotation rests on that."""
    small = make_small(tmp_path_factory.mktemp("imported") / "project")
    assert small.seedbrief("new", FERRY).exit_code == 0
    small.replace(RECORD, f"extracted_by: {TODAYS}", "extracted_by: reader 0.1  # checked by Ada")
    small.replace(RECORD, "original:", "# As Tom sent it\noriginal:")
    small.replace(TEXT, "We had waited for two years", "We had waited two years")
    small.write(
        "content/briefs/ferry.yml",
        f"""
title: Ferry
date: 2026-11-21
sources: [{NAME}]
topics: [tide-mills]
summary: It runs.
claims:
  - id: runs
    text: The ferry runs.
    evidence: [The ferry to Birch Island has been running again]
  - id: waited
    text: People waited.
    evidence: [We had waited two years]
""",
    )
    (small.root / "content/briefs/ferry-to-birch-island-runs-again.yml").unlink()
    assert small.seedbrief("lock").exit_code == 0
    shutil.rmtree(small.root / "site_templates")  # so that it is quickly copied and compared
    return small


@pytest.fixture
def site(imported: Project, tmp_path: Path) -> Project:
    """A copy of that project."""
    shutil.copytree(imported.root, tmp_path / "project")
    return Project(tmp_path / "project")


def test_what_changes_is_shown_and_nothing_is_written(site: Project) -> None:
    before = tree(site.root)
    shown = site.seedbrief("new", "--again", NAME)
    assert (shown.exit_code, shown.stderr) == (0, "")
    years = "years,” said a fisherman. “Two years is long.” The harbour office did not say how many people travel."
    assert shown.stdout.splitlines() == [
        f"{TEXT}: another text, by {TODAYS} (before, by reader 0.1)",
        f"--- {TEXT}",
        f"+++ {TEXT}, extracted again",
        "@@ -5 +5 @@",
        f"-“We had waited two {years}",
        f"+“We had waited for two {years}",
        "1 of 2 quotations from it are still there",
        "ferry#runs: still there: The ferry to Birch Island has been running again",
        "ferry#waited: NO LONGER THERE: We had waited two years",
        f"Nothing was written. To accept this: seedbrief new --again --accept {NAME}",
    ]
    assert tree(site.root) == before


def test_what_is_accepted_is_written_together(site: Project) -> None:
    before = tree(site.root)
    done = site.seedbrief("new", "--again", "--accept", PAGE)  # the name of any of its files will do
    assert done.exit_code == 0
    after = tree(site.root)
    assert {path for path in after if after[path] != before.get(path)} == {TEXT, RECORD, "seeds/SHA256SUMS"}
    assert after[RECORD] == before[RECORD].replace(b"reader 0.1", TODAYS.encode())
    assert "We had waited for two years" in site.read(TEXT)
    digests = dict(line.split("  ")[::-1] for line in site.read("seeds/SHA256SUMS").splitlines())
    for path in (TEXT, PAGE):
        assert digests[path.removeprefix("seeds/")] == hashlib.sha256(after[path]).hexdigest()
    assert len(digests) == 3
    checked = site.seedbrief("check")
    assert ("quote-not-found" in checked.stdout, "seed-changed" in checked.stdout) == (True, False)

    same = site.seedbrief("new", "--again", NAME)
    assert (same.exit_code, same.stdout) == (0, f"{TEXT}: the same text, by {TODAYS}\n")


def test_the_same_text_by_another_program_changes_only_the_record(site: Project) -> None:
    assert site.seedbrief("new", "--again", "--accept", NAME).exit_code == 0
    site.replace(RECORD, TODAYS, "reader 0.1")
    shown = site.seedbrief("new", "--again", "--accept", NAME)
    assert shown.stdout == f"{TEXT}: the same text, by {TODAYS} (before, by reader 0.1)\n  wrote {RECORD}\n"


def test_a_text_that_is_not_locked_gets_no_checksum(site: Project) -> None:
    locked = site.read("seeds/SHA256SUMS")
    others = "".join(line for line in locked.splitlines(keepends=True) if f"  {NAME}.txt" not in line)
    site.write("seeds/SHA256SUMS", others)
    assert site.seedbrief("new", "--again", "--accept", NAME).exit_code == 0
    assert site.read("seeds/SHA256SUMS") == others


def test_a_text_that_was_lost_is_extracted_again(site: Project) -> None:
    (site.root / TEXT).unlink()
    assert site.seedbrief("new", "--again", "--accept", NAME).exit_code == 0
    assert "We had waited for two years" in site.read(TEXT)


def test_a_text_in_another_encoding_keeps_it(site: Project) -> None:
    site.write(TEXT, site.read(TEXT).encode("utf-16"))
    site.write(RECORD, f"{site.read(RECORD)}encoding: utf-16\n")
    assert site.seedbrief("new", "--again", "--accept", NAME).exit_code == 0
    assert "We had waited for two years" in (site.root / TEXT).read_text("utf-16")
    site.replace(RECORD, "encoding: utf-16", "encoding: ascii")
    refused = site.seedbrief("new", "--again", NAME)
    assert refused.stderr == f"{NAME}: the new text cannot be written in ascii, its `encoding`\n"


def test_an_encoding_that_only_the_server_named_is_kept() -> None:
    page = re.sub(r"<meta charset[^>]*>", "", (FERRY.parent / "korean.html").read_text("utf-8")).encode(
        "cp949"
    )
    article = read_page(page, Received(url="https://news.example/a", charset="euc-kr"))
    assert article.original
    assert article.original.media_type == "text/html; charset=euc-kr"
    plan = plan_import(article, "https://news.example/a", {}, Content(), datetime.date(2026, 11, 21))
    content, _ = load(plan.created)
    extraction = extract_again(plan.seed, page, plan.created, content)
    assert extraction.report == (f"seeds/{plan.seed}.txt: the same text, by {TODAYS}",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda site: site.write(PAGE, site.read(PAGE) + " "),
            f"{PAGE} has changed since it was locked; restore it first",
        ),
        (
            lambda site: (site.write(PAGE, site.read(PAGE) + " "), (site.root / "seeds/SHA256SUMS").unlink()),
            f"{PAGE} has another SHA-256 than its source record says",
        ),
        (lambda site: (site.root / PAGE).unlink(), f"{PAGE} is missing; restore it"),
        (
            lambda site: ((site.root / PAGE).unlink(), (site.root / PAGE).symlink_to(FERRY)),
            f"{PAGE} is a symbolic link; replace it with the file itself",
        ),
        (
            lambda site: site.write(RECORD, site.read(RECORD).partition("# As Tom")[0]),
            f"its source record names no original; if the text was extracted from {PAGE}, add: original: "
            f"{{file: {NAME}.html, sha256: {hashlib.sha256(FERRY.read_bytes()).hexdigest()}, media_type: text/html}}",
        ),
        (
            lambda site: (
                site.write(RECORD, site.read(RECORD).partition("# As Tom")[0]),
                (site.root / PAGE).unlink(),
            ),
            "its source record names no original, so its text is as it was received",
        ),
        (lambda site: site.write(RECORD, "- a\n"), "its source record cannot be read; `seedbrief check` says why"),
        (
            lambda site: (site.root / RECORD).unlink(),
            "there is no source record of this name; write the name of a file in content/sources/",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_extracted_again_is_said_in_a_sentence(site: Project, change, reason: str) -> None:
    change(site)
    before = tree(site.root)
    refused = site.seedbrief("new", "--again", "--accept", NAME)
    assert (refused.exit_code, refused.stdout, refused.stderr) == (1, "", f"{NAME}: {reason}\n")
    assert tree(site.root) == before


def test_one_article_that_fails_keeps_no_other_from_it(site: Project) -> None:
    done = site.seedbrief("new", "--again", "--accept", "nowhere", NAME)
    assert (done.exit_code, done.stderr.startswith("nowhere: there is no source record")) == (1, True)
    assert f"  wrote {TEXT}\n" in done.stdout


def test_only_what_is_extracted_again_can_be_accepted(site: Project) -> None:
    refused = site.seedbrief("new", "--accept", FERRY)
    assert (refused.exit_code, "--accept needs --again" in refused.stderr) == (2, True)


def test_nothing_is_written_if_one_file_cannot_be(site: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(site.root)

    def fail_at_the_end(root: Path, created, replaced) -> None:
        write_all(root, created, {**replaced, "mkdocs.yml/a": b""})

    monkeypatch.setattr(cli_again, "write_all", fail_at_the_end)
    assert site.seedbrief("new", "--again", "--accept", NAME).exit_code == 1
    assert tree(site.root) == before


def test_a_very_long_text_is_shown_as_changed_from_its_first_to_its_last_change(
    site: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {path: data for path, data in tree(site.root).items() if path.startswith(("content/", "seeds/"))}
    lines = files[TEXT].decode().split("\n")
    files[TEXT] = "\n".join([lines[0], "More.", *lines[1:-3], "And more.", *lines[-3:]]).encode()
    content, _ = load(files)
    short = extract_again(NAME, files[PAGE], files, content).report
    new = (
        files[TEXT]
        .decode()
        .replace("More.\n", "")
        .replace("And more.\n", "")
        .replace("waited two", "waited for two")
    )
    expected = [*difflib.unified_diff(files[TEXT].decode().split("\n"), new.split("\n"), n=0, lineterm="")][
        2:
    ]
    assert [line for line in short if line[0] in "@+-"][2:] == expected
    monkeypatch.setattr(again, "_MOST_PAIRS", 0)
    long = extract_again(NAME, files[PAGE], files, content).report
    assert [line for line in long if line.startswith("@@")] == ["@@ -2,8 +2,6 @@"]
