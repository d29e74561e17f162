"""The cache's file: what a build finds in it of the last one, and that nothing found there does harm."""

from __future__ import annotations

import os
import pickle
import sqlite3
import time
from pathlib import Path

import pytest

from generator.plugin.page_cache import FILE, PageCache

PAGES = {f"briefs/b{number}.md": f"<p>Brief {number}</p>" for number in range(20)}


def key(uri: str) -> str:
    """Stand for the digest of what a page is made from, which has its uri in it."""
    return f"digest of {uri}"


def keep(folder: Path, pages: dict[str, str], world: str = "w", **notes: str) -> None:
    cache = PageCache(folder, world)
    for uri, html in pages.items():
        cache.put(uri, key(uri), '{"title": "A title"}', html)
    cache.finish(**notes)


def taken(folder: Path, world: str = "w") -> dict[str, str]:
    cache = PageCache(folder, world)
    found = {uri: cache.take(uri, key(uri)) for uri in PAGES}
    cache.drop()
    return {uri: html for uri, html in found.items() if html is not None}


def test_the_next_build_finds_what_was_kept(tmp_path: Path) -> None:
    keep(tmp_path, PAGES, navigation="n")
    cache = PageCache(tmp_path, "w")
    assert cache.note("navigation") == "n"
    assert cache.facts("briefs/b1.md", key("briefs/b1.md")) == {"title": "A title"}
    assert cache.take("briefs/b1.md", key("briefs/b1.md")) == "<p>Brief 1</p>"
    assert [file.name for file in tmp_path.iterdir() if not file.name.endswith(".new")] == [FILE]


def test_a_page_made_from_something_else_is_not_found(tmp_path: Path) -> None:
    keep(tmp_path, PAGES)
    assert PageCache(tmp_path, "w").facts("briefs/b1.md", "another key") is None
    assert taken(tmp_path, "another world") == {}


def test_what_a_build_did_not_use_is_gone_after_it(tmp_path: Path) -> None:
    keep(tmp_path, PAGES)
    size = (tmp_path / FILE).stat().st_size
    cache = PageCache(tmp_path, "w")
    assert cache.take("briefs/b7.md", key("briefs/b7.md"))
    cache.put("briefs/new.md", "k", "{}", "<p>New</p>")
    cache.finish()
    assert taken(tmp_path) == {"briefs/b7.md": "<p>Brief 7</p>"}
    assert (tmp_path / FILE).stat().st_size <= size


def test_any_text_comes_back_as_it_was(tmp_path: Path) -> None:
    odd = "혜산 \r\n \0 \ud800 \U0001f6a2"
    keep(tmp_path, {"briefs/b1.md": odd})
    assert taken(tmp_path) == {"briefs/b1.md": odd}


def test_a_build_that_fails_or_is_cut_off_leaves_the_last_one(tmp_path: Path) -> None:
    keep(tmp_path, PAGES)
    failing = PageCache(tmp_path, "w")
    failing.put("briefs/b1.md", key("briefs/b1.md"), "{}", "half")
    failing.drop()
    assert [file.name for file in tmp_path.iterdir()] == [FILE]

    cut_off = PageCache(tmp_path, "w")
    cut_off.put("briefs/b1.md", key("briefs/b1.md"), "{}", "half")
    assert taken(tmp_path) == PAGES


def test_what_was_cut_off_is_swept_away_a_day_later_and_not_before(tmp_path: Path) -> None:
    for name in ("old", "young"):
        (tmp_path / f"{FILE}.{name}.new").write_bytes(b"half")
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(tmp_path / f"{FILE}.old.new", (long_ago, long_ago))
    keep(tmp_path, PAGES)
    assert sorted(file.name for file in tmp_path.iterdir()) == [FILE, f"{FILE}.young.new"]


def test_of_two_builds_at_once_the_later_wins_and_both_read_the_old(tmp_path: Path) -> None:
    keep(tmp_path, PAGES)
    first, second = PageCache(tmp_path, "w"), PageCache(tmp_path, "w")
    for uri, html in PAGES.items():
        assert (first.take(uri, key(uri)), second.take(uri, key(uri))) == (html, html)
    first.put("briefs/b1.md", key("briefs/b1.md"), "{}", "first")
    first.finish()
    assert second.take("briefs/b2.md", key("briefs/b2.md")) == "<p>Brief 2</p>"
    second.put("briefs/b1.md", key("briefs/b1.md"), "{}", "second")
    second.finish()
    assert taken(tmp_path) == {**PAGES, "briefs/b1.md": "second"}


class Bomb:
    """What would leave a trace if it were ever unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os.abort, ())


@pytest.mark.parametrize(
    "data",
    [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 5_000, pickle.dumps(Bomb())],
    ids=["empty", "text", "head only", "pickle"],
)
def test_a_file_that_is_not_ours_is_an_empty_one_and_is_replaced(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert taken(tmp_path) == {}
    keep(tmp_path, PAGES)
    assert taken(tmp_path) == PAGES


def test_a_database_of_somebody_else_is_an_empty_one(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE page (uri, key, facts, html)")
        other.execute("INSERT INTO page VALUES ('briefs/b1.md', 'digest of briefs/b1.md', '{}', 'theirs')")
    other.close()
    assert taken(tmp_path) == {}


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    assert taken(tmp_path) == {}


@pytest.mark.parametrize("step", [9_973, pytest.param(397, marks=pytest.mark.slow)])
def test_damage_anywhere_gives_a_page_as_it_was_or_none(tmp_path: Path, step: int) -> None:
    keep(tmp_path, PAGES)
    whole = (tmp_path / FILE).read_bytes()
    for at in range(0, len(whole), step):
        (tmp_path / FILE).write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert taken(tmp_path).items() <= PAGES.items(), at
    for at in range(0, len(whole), 10 * step):
        (tmp_path / FILE).write_bytes(whole[:at])
        assert taken(tmp_path).items() <= PAGES.items(), at
