"""What is kept on disk reads as it was written, and gives up its place when it is no longer needed."""

from __future__ import annotations

import os
from unittest.mock import patch

import pytest

from generator.model.site import Asset, Page
from generator.shared_work import call_elsewhere
from generator.spool import Spool, Spooled

TEXTS = [bytes([number]) * (2_000 + 500 * number) for number in range(20)]


def test_bytes_read_as_they_were_written() -> None:
    spool = Spool()
    stored = [spool.add(text) for text in TEXTS]
    assert all(isinstance(item, Spooled) for item in stored)
    assert [Page("a.md", item).data for item in stored] == TEXTS


def test_few_bytes_stay_in_memory() -> None:
    assert Spool().add(b"few") == b"few"


def test_the_place_of_what_is_gone_is_used_again() -> None:
    spool = Spool()
    kept = spool.add(b"k" * 3_000)
    for number in range(100):
        last = spool.add(bytes([number]) * 4_000)
    assert spool._end <= 3 * 4_096
    assert (Asset("a", kept).data, Asset("b", last).data) == (b"k" * 3_000, bytes([99]) * 4_000)


def test_files_are_equal_if_their_bytes_are() -> None:
    one, same, other = (Asset("a", Spool().add(letter * 2_000)) for letter in (b"x", b"x", b"y"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != Page("a", one.stored)


def test_a_full_disk_leaves_bytes_in_memory() -> None:
    with patch("generator.spool.TemporaryFile", side_effect=OSError("No space left on device")):
        assert Spool().add(TEXTS[0]) == TEXTS[0]


def test_bytes_are_read_where_there_is_no_pread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pread", raising=False)
    spool = Spool()
    stored = [spool.add(text) for text in TEXTS]
    assert [Asset("a", item).data for item in reversed(stored)] == TEXTS[::-1]


def test_what_a_forked_process_has_written_is_read_here() -> None:
    spool = Spool()
    assert spool.open()
    first = Page("first.md", spool.add(b"1" * 3_000))
    pages = spool.unpickle(
        call_elsewhere(lambda: spool.pickle([Page("a.md", spool.add(text)) for text in TEXTS]))
    )
    last = Page("last.md", spool.add(b"2" * 3_000))
    assert [page.data for page in pages] == TEXTS
    assert (first.data, last.data) == (b"1" * 3_000, b"2" * 3_000)
    assert pages[3] == Page("a.md", spool.add(TEXTS[3]))
