"""A large site is indexed in parts, because Pagefind needs much memory; the index is the same as that of the whole."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

import pytest

from generator.search import index as search_index
from generator.search.documents import SearchPage
from generator.search.index import build_bundle
from generator.search.pagefind_files import read_file

WORDS = (
    "cafe",
    "café",
    "cafè",
    "Café",
    "resume",
    "résumé",
    "naïve",
    "ferry",
    "of",
    "2024-05-01",
    "혜산",
    "x" * 40,
)


def page(number: int) -> SearchPage:
    """Return a page; not all parts of the site have the metadata ``language``, and ``alpha`` has a place before it."""
    rng = random.Random(number)
    fields = {"alpha": number % 5 == 4, "language": number > 30}
    metadata = [
        f'<meta data-pagefind-meta="{name}[content]" content="ko">' for name in fields if fields[name]
    ]
    words = " ".join(rng.choices(WORDS, k=60))
    return SearchPage(
        f"briefs/b{number}/",
        f'<!doctype html><html lang="en"><head>{"".join(metadata)}'
        f'<meta data-pagefind-filter="kind[content]" content="{"brief" if number % 3 else "topic"}">'
        f'<meta data-pagefind-filter="year[content]" content="{2000 + number % 7}"></head>'
        f"<body><h1>Ferry {number} café</h1><p>{words} only{number} {'many' * (number > 20)}</p></body></html>",
    )


PAGES = [page(number) for number in range(60)]
SIZE = sum(len(page.html) for page in PAGES)


def index(folder: Path) -> dict[str, Any]:
    """Return what an index says, without the names of its files."""
    version, pages, chunks, filters, *others = read_file(next(folder.glob("*.pf_meta")))
    return {
        "others": (version, others),
        "pages": [
            (gzip.decompress((folder / "fragment" / f"{name}.pf_fragment").read_bytes()), words)
            for name, words in pages
        ],
        "chunks": [
            (first, last, read_file(folder / "index" / f"{name}.pf_index")) for first, last, name in chunks
        ],
        "filters": [read_file(folder / "filter" / f"{name}.pf_filter") for _, name in filters],
        "files": sorted(len(list((folder / kind).iterdir())) for kind in ("fragment", "index", "filter")),
        "programs": sorted(
            file.name for file in folder.iterdir() if file.suffix in (".js", ".pagefind", ".txt")
        ),
    }


def built(folder: Path, part_size: int) -> Path:
    folder.mkdir()
    assert build_bundle(folder, PAGES, whole_size=0, part_size=part_size) == len(PAGES)
    return folder / "bundle"


@pytest.mark.parametrize("parts", [2, 7, 20])
def test_the_index_of_a_site_in_parts_is_that_of_the_whole(
    tmp_path: Path, parts: int, monkeypatch: pytest.MonkeyPatch
):
    joined: list[int] = []
    join_parts = search_index.join_parts

    def join(folders: list[Path], *others: Any) -> None:
        joined.append(len(folders))
        join_parts(folders, *others)

    monkeypatch.setattr(search_index, "join_parts", join)
    whole = index(built(tmp_path / "whole", SIZE))
    (tmp_path / "short").mkdir()
    build_bundle(tmp_path / "short", PAGES, part_size=SIZE // parts)
    assert joined == []
    assert index(built(tmp_path / "parts", SIZE // parts)) == whole
    assert joined[0] > parts / 2


def test_a_word_of_many_pages_fills_a_chunk_as_in_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Pagefind begins a new chunk after 20,000 positions, and shortens the words that it names a chunk by."""
    rng = random.Random(1)
    pages = [
        SearchPage(
            f"b{number}/",
            f'<html lang="en"><meta data-pagefind-filter="year[content]" content="{number}"><h1>café {number}</h1><p>'
            f"{' '.join(rng.choices(['of', 'off', 'offer', 'café', f'n{number}'], k=400))}</p></html>",
        )
        for number in range(250)
    ]
    size = sum(len(page.html) for page in pages)
    for name, part_size in (("whole", size), ("parts", size // 4)):
        (tmp_path / name).mkdir()
        build_bundle(tmp_path / name, pages, whole_size=0, part_size=part_size)
    whole, parts = index(tmp_path / "whole/bundle"), index(tmp_path / "parts/bundle")
    assert len(whole["chunks"]) > 3
    assert parts == whole


def test_the_same_parts_give_the_same_bytes(tmp_path: Path):
    one, two = (built(tmp_path / name, SIZE // 4) for name in ("one", "two"))
    files = [
        {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (one, two)
    ]
    assert files[0] == files[1]


def test_a_site_is_indexed_as_a_whole_if_the_format_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = index(built(tmp_path / "whole", SIZE))
    monkeypatch.setattr(search_index, "is_known", lambda folder: False)
    assert index(built(tmp_path / "unknown", SIZE // 4)) == whole


def test_a_damaged_bundle_has_no_known_format(tmp_path: Path):
    bundle = built(tmp_path / "whole", SIZE)
    assert search_index.is_known(bundle)
    for file in bundle.glob("index/*"):
        file.write_bytes(gzip.compress(b"pagefind_dcd\x81\x81\x83\x61a\x81\x01\x80"))  # [[["a", [1], []]]]
    assert not search_index.is_known(bundle)
    for file in bundle.glob("*.pf_meta"):
        file.write_bytes(b"?")
    assert not search_index.is_known(bundle)
