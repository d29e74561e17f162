"""Optimises Pagefind's bundle: the same pages give the same files, and a search downloads less.

- Pagefind 1.5 writes filters and their values in an order that differs from run to run, and names files by digests of
  them. Here they are sorted. Everything else in the bundle is reproducible already.
- The metadata, which every first search downloads, contains a file name ("fragment") for each page. Pagefind uses a
  digest for each, which does not compress: 135 kB for 20,000 pages. With one digest for all and a number for each it
  is 74 kB. Before the number comes the first letter of the kind of page, so that results can be ordered by kind before
  they are downloaded.
- The index is split into chunks; a search downloads those that contain its words. Pagefind splits by the number of
  positions, so a rare word may share a chunk with one that is on every page. Here large chunks are split again: a
  search for "office" does not download the positions of "of".
- If a chunk cannot be downloaded, Pagefind logs that and finds nothing. Here the search fails instead: readers must be
  able to rely on "nothing found".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.search.pagefind_files import SMALL_WINDOW, UnknownFormatError, encode, encode_file, read_file

# Private API: the structure of Pagefind's files. If it changes, `optimise_bundle` changes nothing.
_PAGES, _CHUNKS, _FILTERS = 1, 2, 3
"""Indices of lists in the metadata: [fragment, number of words], [first word, last word, chunk], [facet, filter]."""

# Private API: a line of Pagefind's scripts. If it changes, a failed download is reported as "nothing found".
_SCRIPTS = ("pagefind.js", "pagefind-worker.js")
_CHUNK_FAILURE = "console.error(`Failed to load the index chunk ${url}:\n${e?.toString()}`);"

_DIGEST_LENGTH = 10  # hexadecimal digits
LARGE_FILE = 30_000  # bytes; larger chunks are split
MAX_CHUNK = 64_000  # bytes before compression, about three times the size of the file
_SHORT_WORD = 3  # letters; falling back from a longer word to one like "of" finds nothing useful


def optimise_bundle(
    bundle: Path,
    check_cancelled: Callable[[], None] = lambda: None,
    *,
    large_file: int = LARGE_FILE,
    max_chunk: int = MAX_CHUNK,
) -> None:
    """Optimise the bundle in a folder, in place, as described above; nothing may be reading the folder yet.

    A bundle of unknown format is left unchanged and can still be searched. ``check_cancelled`` is called now and then,
    and may raise an exception to stop. Chunks in files of ``large_file`` bytes or more are split into chunks of at most
    ``max_chunk`` bytes before compression.
    """
    for script in map(bundle.joinpath, _SCRIPTS):
        if script.is_file():
            text = script.read_text("utf-8")
            script.write_text(text.replace(_CHUNK_FAILURE, f"{_CHUNK_FAILURE}throw e;"), encoding="utf-8")
    entry_file = bundle / "pagefind-entry.json"
    try:
        entry = json.loads(entry_file.read_bytes())
        for language in entry["languages"].values():
            language["hash"] = _optimise_language(
                bundle, language["hash"], check_cancelled, large_file, max_chunk
            )
    except (UnknownFormatError, FileNotFoundError, LookupError, ValueError, TypeError, AttributeError):
        return
    entry_file.write_text(json.dumps(entry, sort_keys=True, separators=(",", ":")), encoding="utf-8")


def _optimise_language(
    bundle: Path, name: str, check_cancelled: Callable[[], None], large_file: int, max_chunk: int
) -> str:
    """Optimise the index of one language and return its new name. All files are read before any is changed."""
    language = name.partition("_")[0]
    meta_file = bundle / f"pagefind.{name}.pf_meta"
    meta = read_file(meta_file)
    old_files = [meta_file]
    new_files: dict[Path, bytes] = {}

    filters = []
    kinds: dict[int, str] = {}
    for facet, old_name in meta[_FILTERS]:
        old_files.append(bundle / "filter" / f"{old_name}.pf_filter")
        values = sorted(read_file(old_files[-1])[1])
        if facet == "kind":
            kinds = {page: kind[0] for kind, pages in values for page in pages}
        data = encode_file([facet, values])
        filters.append([facet, _digest_name(language, data)])
        new_files[bundle / "filter" / f"{filters[-1][1]}.pf_filter"] = data
    meta[_FILTERS] = sorted(filters)

    chunks = []
    for first, last, old_name in meta[_CHUNKS]:
        check_cancelled()
        file = bundle / "index" / f"{old_name}.pf_index"
        if file.stat().st_size < large_file:
            chunks.append([first, last, old_name])
            continue
        old_files.append(file)
        for start, end, data in _split_chunk(file, max_chunk):
            chunks.append([start, end, _digest_name(language, data)])
            new_files[bundle / "index" / f"{chunks[-1][2]}.pf_index"] = data
    meta[_CHUNKS] = chunks

    fragments, meta[_PAGES] = _number_fragments(language, meta[_PAGES], kinds)
    data = encode_file(meta, SMALL_WINDOW)
    new_name = _digest_name(language, data)
    new_files[bundle / f"pagefind.{new_name}.pf_meta"] = data

    for file in old_files:
        file.unlink()
    for file, data in new_files.items():
        file.write_bytes(data)
    for old_name, number in fragments.items():
        fragment = bundle / "fragment" / f"{old_name}.pf_fragment"
        fragment.rename(fragment.with_name(f"{number}.pf_fragment"))
    return new_name


def _split_chunk(file: Path, max_chunk: int) -> Iterator[tuple[str, str, bytes]]:
    """Split a chunk, ``[[[word, pages, ...], ...]]``: yield the first word, last word and bytes of each new file."""
    (entries,) = read_file(file)
    group: list[list[Any]] = []
    size = 0
    for entry in entries:
        entry_size = len(encode(entry))
        if group and size + entry_size > max_chunk:
            yield _make_chunk(group)
            group, size = [], 0
        group.append(entry)
        size += entry_size
    if group:
        yield _make_chunk(group)


def _make_chunk(entries: list[list[Any]]) -> tuple[str, str, bytes]:
    first, last = str(entries[0][0]), str(entries[-1][0])
    if len(entries) == 1 and len(last) <= _SHORT_WORD:
        # Pagefind also loads the chunks whose last word is the beginning of the searched word, as a fallback. No word
        # contains a space, so this chunk is loaded only for its own word.
        last += " "
    return first, last, encode_file([entries])


def _number_fragments(
    language: str, pages: list[list[Any]], kinds: Mapping[int, str]
) -> tuple[dict[str, str], list[list[Any]]]:
    """Return old fragment name -> new one, and the list of pages with the new names; ``kinds`` are letters.

    New names begin with a digest of all old ones, so that no name is used again for other contents (caches).
    """
    digest = _digest_name(language, "\n".join(name for name, _ in pages).encode())
    names = {name: f"{digest}_{kinds.get(number, '')}{number:05x}" for number, (name, _) in enumerate(pages)}
    return names, [[names[name], words] for name, words in pages]


def _digest_name(language: str, data: bytes) -> str:
    return f"{language}_{hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH]}"
