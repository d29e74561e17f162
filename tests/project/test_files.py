"""What is read of a project's folder: originals by their checksum only, and never links."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from generator.project import files
from generator.project.files import FileStatCache, read_files, read_project

PAGE = b"<p>The ferry runs again."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "seeds/page_files").mkdir(parents=True)
    for name in ("page.txt", "page.html", "Other page.PDF", "page_files/style.css", "SHA256SUMS"):
        (tmp_path / "seeds" / name).write_bytes(PAGE)
    return tmp_path


def test_originals_are_all_other_files_in_seeds(root: Path) -> None:
    for ignored in (".DS_Store", "page.html~", "~$page.docx", "#page.html#", "Thumbs.db", "desktop.ini"):
        (root / "seeds" / ignored).write_bytes(b"-")
    texts, digests, refused = read_project(root)
    assert refused == []
    assert [*texts] == ["seeds/SHA256SUMS", "seeds/page.txt"]
    assert digests == dict.fromkeys(
        ["seeds/Other page.PDF", "seeds/page.html"], hashlib.sha256(PAGE).hexdigest()
    )
    assert read_files(root) == (texts, [])


def test_an_original_is_read_again_only_if_it_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, cache = root / "seeds/page.html", FileStatCache()
    long_ago = 1_700_000_000
    for file in (page, root / "seeds/Other page.PDF"):
        os.utime(file, (long_ago, long_ago))
    monkeypatch.setattr(files, "_TIME_STEP", -(10**18))  # as if the status had not changed just now
    first = read_project(root, cache)
    with monkeypatch.context() as patch:
        patch.setattr(files, "file_digest", lambda *_: pytest.fail("read again"))
        assert read_project(root, cache) == first
    page.write_bytes(PAGE + b"!")
    assert read_project(root, cache).originals["seeds/page.html"] == hashlib.sha256(PAGE + b"!").hexdigest()


def test_an_original_that_cannot_be_read_is_refused_in_a_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = root / "seeds"
    (seeds / "link.pdf").symlink_to(seeds / "page.html")
    (seeds / "two\nlines.pdf").write_bytes(PAGE)
    os.mkfifo(seeds / "pipe.pdf")
    (seeds / "large.pdf").write_bytes(PAGE * 2)
    monkeypatch.setattr(files, "_ORIGINAL_LIMIT", len(PAGE))
    _, digests, refused = read_project(root)
    assert [*digests] == ["seeds/Other page.PDF", "seeds/page.html"]
    assert [(item.span.path, item.rule, item.message) for item in refused] == [
        ("seeds/large.pdf", "file-too-large", "this file has 48 bytes; the limit is 24"),
        ("seeds/link.pdf", "file-is-link", "this is a symbolic link"),
        ("seeds/pipe.pdf", "file-unreadable", "this is not a file but a pipe, socket or device"),
        ("seeds/two\nlines.pdf", "file-unreadable", "seeds/SHA256SUMS cannot record the name of this file"),
    ]


def test_an_original_without_permission_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "file_digest", refuse)
    assert [item.message for item in read_project(root).diagnostics] == [
        "cannot be read: Permission denied"
    ] * 2


def test_seeds_behind_a_link_have_no_originals(tmp_path: Path, root: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked/seeds").symlink_to(root / "seeds", target_is_directory=True)
    found = read_project(tmp_path / "linked")
    assert (found.originals, [item.rule for item in found.diagnostics]) == ({}, ["file-is-link"])
