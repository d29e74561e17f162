"""The search index: building it, optimising it, and installing it in a built site."""

from __future__ import annotations

import gzip
import random
import stat
import threading
from pathlib import Path

import pytest

from generator.search import pagefind_program
from generator.search.background import BackgroundIndex
from generator.search.bundle import optimise_bundle
from generator.search.documents import SearchPage
from generator.search.index import build_bundle, install_bundle, write_index
from generator.search.pagefind_files import UnknownFormatError, decode, encode, read_file
from generator.search.pagefind_program import Cancelled, SearchIndexError


def document(number: int, words: str = "Ferries run.") -> SearchPage:
    topics = "".join(
        f'<meta data-pagefind-filter="topic[content]" content="t{at} Topic {at}">'
        for at in range(number % 7 + 1)
    )
    return SearchPage(
        f"briefs/b{number}/",
        f'<!doctype html><html lang="en"><head>{topics}<meta data-pagefind-filter="year[content]" content="{number}">'
        f"</head><body><h1>Brief {number}</h1><p>{words}</p></body></html>",
    )


PAGES = [document(number) for number in range(40)]


def bundle(site: Path) -> dict[str, bytes]:
    folder = site / "pagefind"
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture
def pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that replaces Pagefind; the test writes it."""
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pagefind_program, "get_executable", lambda: program)
    return program


def test_a_site_gets_only_the_files_that_a_browser_needs(tmp_path: Path):
    assert write_index(tmp_path, PAGES) == 40
    files = bundle(tmp_path)
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"} < set(files)
    assert len([name for name in files if name.endswith(".js")]) == 2
    assert {Path(name).suffix for name in files} == {
        *(".txt", ".js", ".json", ".pagefind", ".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment"),
    }
    assert len([name for name in files if name.startswith("fragment/")]) == 40
    assert [file.name for file in tmp_path.iterdir()] == ["pagefind"]


@pytest.mark.parametrize(("language", "program"), [("de", "de"), ("ko", "unknown")])
def test_words_are_reduced_to_stems_by_the_rules_of_their_language(
    tmp_path: Path, language: str, program: str
):
    html = document(1).html.replace('lang="en"', f'lang="{language}"')
    write_index(tmp_path, [SearchPage("a/", html)])
    assert [file.name for file in tmp_path.glob("pagefind/wasm.*")] == [f"wasm.{program}.pagefind"]


def test_the_same_pages_give_the_same_bytes(tmp_path: Path):
    for name in ("one", "two", "three"):  # Pagefind's own order of filters differs in most runs
        write_index(tmp_path / name, PAGES)
    assert bundle(tmp_path / "one") == bundle(tmp_path / "two") == bundle(tmp_path / "three")


def test_the_first_index_is_moved_not_copied(tmp_path: Path):
    (tmp_path / "made").mkdir()
    (tmp_path / "site").mkdir()
    build_bundle(tmp_path / "made", PAGES)
    install_bundle(tmp_path / "made", tmp_path / "site")
    assert not (tmp_path / "made/bundle").exists()
    write_index(tmp_path / "copied", [])  # which an older index is
    write_index(tmp_path / "copied", PAGES)
    assert bundle(tmp_path / "site") == bundle(tmp_path / "copied")


def test_an_older_index_is_removed_and_other_files_stay(tmp_path: Path):
    write_index(tmp_path, PAGES)
    before = bundle(tmp_path)
    for name in ("mine.txt", "fragment/mine.txt", "pagefind.css"):
        (tmp_path / "pagefind" / name).write_text("mine")
    (tmp_path / "index.html").write_text("home")

    write_index(tmp_path, [document(1, "Other words.")])
    after = bundle(tmp_path)
    assert {name: after[name] for name in ("mine.txt", "fragment/mine.txt", "pagefind.css")} == dict.fromkeys(
        ("mine.txt", "fragment/mine.txt", "pagefind.css"), b"mine"
    )
    assert (tmp_path / "index.html").read_text() == "home"
    old = {name for name in before if name.startswith(("fragment/", "index/", "filter/")) or "meta" in name}
    assert len(old) > 40
    assert not old & set(after)


def test_the_name_of_a_result_tells_its_kind(tmp_path: Path):
    kinds = ("brief Brief", "source Source", "topic Topic")
    pages = [
        SearchPage(
            page.url,
            page.html.replace(
                "<head>", f'<head><meta data-pagefind-filter="kind[content]" content="{kind}">'
            ),
        )
        for page, kind in zip(PAGES, kinds * 20, strict=False)
    ]
    write_index(tmp_path, pages)
    letters = [Path(name).name.split("_")[2][0] for name in bundle(tmp_path) if name.startswith("fragment/")]
    assert sorted(letters) == sorted(kind[0] for _, kind in zip(PAGES, kinds * 20, strict=False))


def test_names_of_fragments_are_never_reused(tmp_path: Path):
    write_index(tmp_path / "one", PAGES)
    write_index(tmp_path / "two", [*PAGES[:-1], document(39, "Other words.")])
    fragments = [
        {name for name in bundle(tmp_path / site) if name.startswith("fragment/")} for site in ("one", "two")
    ]
    assert not fragments[0] & fragments[1]


def test_a_failure_keeps_the_old_index_and_gives_the_reason(tmp_path: Path, pagefind: Path):
    (tmp_path / "site/pagefind").mkdir(parents=True)
    (tmp_path / "site/pagefind/pagefind.js").write_text("old")
    pagefind.write_text("#!/bin/sh\necho No space left >&2\nexit 3\n")
    with pytest.raises(SearchIndexError, match="Pagefind failed with exit code 3: No space left"):
        write_index(tmp_path / "site", PAGES)
    assert bundle(tmp_path / "site") == {"pagefind.js": b"old"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("#!/bin/sh\nexit 0\n", "Pagefind failed with exit code 0: no message"),
        ("#!/bin/sh\nkill -9 $$\n", "Pagefind failed with exit code -9"),
        ("#!/no/such/shell\n", "program: No such file or directory"),
    ],
)
def test_a_failing_program_gives_an_error(tmp_path: Path, pagefind: Path, text: str, sentence: str):
    pagefind.write_text(text)
    with pytest.raises(SearchIndexError, match=sentence):
        write_index(tmp_path / "site", PAGES)


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def nowhere() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(pagefind_program, "get_executable", nowhere)
    with pytest.raises(SearchIndexError, match="reinstall the package pagefind-bin-extended"):
        write_index(tmp_path, PAGES)


def test_a_site_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "pagefind").write_text("a file is in the way")
    with pytest.raises(SearchIndexError, match="pagefind"):
        write_index(tmp_path, PAGES)


def test_a_bundle_of_unknown_format_is_unchanged(tmp_path: Path):
    (tmp_path / "pagefind-entry.json").write_text('{"languages": {"en": {"hash": "en_1"}}}')
    meta = gzip.compress(b"pagefind_dcd\xa1\x01\x02")  # a map, which Pagefind does not use
    (tmp_path / "pagefind.en_1.pf_meta").write_bytes(meta)
    before = sorted((file.name, file.read_bytes()) for file in tmp_path.iterdir())
    optimise_bundle(tmp_path)
    assert sorted((file.name, file.read_bytes()) for file in tmp_path.iterdir()) == before


def test_a_word_that_is_everywhere_gets_a_chunk_of_its_own(tmp_path: Path):
    """``of`` fills a chunk; a search for ``office``, or for the word before it, must not download that."""
    rng = random.Random(7)
    pages = [
        document(number, " ".join(rng.choices(["of", f"oe{number}", "office", "ok"], [40, 1, 1, 1], k=150)))
        for number in range(700)
    ]
    write_index(tmp_path, pages)
    folder = tmp_path / "pagefind"
    optimise_bundle(folder, large_file=3_000, max_chunk=6_000)  # a tenth of the real sizes, for a small site
    _, _, chunks, *_ = read_file(next(folder.glob("*.pf_meta")))
    found = {}
    for first, last, name in chunks:
        file = folder / "index" / f"{name}.pf_index"
        words = [entry[0] for entry in read_file(file)[0]]
        assert words[0].startswith(first)  # Pagefind shortens them
        assert words[-1].startswith(last.rstrip())
        found |= dict.fromkeys(words, (last, file.stat().st_size))
    assert found["of"][0] == "of "  # which no word begins with
    assert found["of"][1] > 3_000
    assert [word for word, (last, _) in found.items() if last == "of "] == ["of"]
    assert list(found) == sorted(found)
    assert {"offic", "ok", "oe0", "oe699"} < set(found)


@pytest.mark.parametrize(
    "value", [0, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, "", "혜산", "x" * 300, [], [1, ["a"]]]
)
def test_cbor_round_trip(value: object):
    assert decode(encode([value])) == [value]


@pytest.mark.parametrize(
    "data", [b"", b"\x82\x01", b"\x01\x01", b"\x9f\xff", b"\xa0", b"\x63ab", b"\x62\xff\xff", b"\x81\x01\x01"]
)
def test_other_cbor_is_rejected(data: bytes):
    with pytest.raises(UnknownFormatError):
        decode(data)


def test_a_cancelled_run_stops_and_writes_nothing(tmp_path: Path, pagefind: Path):
    started = tmp_path / "started"
    pagefind.write_text(f"#!/bin/sh\ntouch {started}\nexec sleep 600\n")
    stop = threading.Event()

    def when_started() -> None:
        while not started.exists():
            pass
        stop.set()

    threading.Thread(target=when_started).start()
    with pytest.raises(Cancelled):
        write_index(tmp_path / "site", PAGES, stop)
    assert not (tmp_path / "site").exists()


def test_in_the_background_the_newest_pages_win(tmp_path: Path):
    warnings: list[str] = []
    index = BackgroundIndex(warnings.append, delay=0)
    assert not index.is_behind
    index.start(tmp_path, [document(number, "Old words.") for number in range(300)])
    index.start(tmp_path, PAGES)
    assert index.is_behind
    index.wait()
    assert not index.is_behind
    assert warnings == []
    write_index(tmp_path / "alone", PAGES)
    assert bundle(tmp_path) == bundle(tmp_path / "alone")


def test_in_the_background_a_stopped_run_writes_nothing_more(tmp_path: Path, pagefind: Path) -> None:
    started = tmp_path / "started"
    pagefind.write_text(f"#!/bin/sh\ntouch {started}\nsleep 600\n")
    warnings: list[str] = []
    index = BackgroundIndex(warnings.append, delay=0)
    index.start(tmp_path / "site", PAGES)
    while not started.exists():
        pass
    index.stop()
    index.wait()
    assert not (tmp_path / "site").exists()
    assert warnings == []


def test_in_the_background_a_failure_is_a_warning(tmp_path: Path, pagefind: Path):
    pagefind.write_text("#!/bin/sh\necho broken\nexit 1\n")
    warnings: list[str] = []
    index = BackgroundIndex(warnings.append, delay=0)
    index.start(tmp_path, PAGES)
    index.wait()
    assert warnings == ["the search index was not updated: Pagefind failed with exit code 1: broken"]
    index.stop()
