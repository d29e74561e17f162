"""Pagefind's bundle, bettered: the same files for the same pages, and less for a reader to fetch.

- Pagefind 1.5 writes the values of each filter, and the filters themselves, in an order that differs from run to run,
  and names files by digests of that. Here they are sorted. All else is the same each time anyway.
- The metadata, which every first search fetches, names a file ("fragment") for each page by a digest of its own: 135 kB
  for 20,000 pages, as digests cannot be compressed. With one digest for all and a number for each it is 74 kB.
- The index is cut into chunks, of which a search fetches those that hold its words. Pagefind cuts by the number of
  places, so that a rare word may lie with one that is on every page, in a chunk ten times as large as others. Here such
  words lie by themselves, and a search for "office" does not fetch those of "of" any more.
- A chunk that cannot be fetched is a word to the console for Pagefind, and a search that finds nothing. Here it is an
  error, as all else that cannot be fetched is: who is told that nothing was found must be able to rely on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from generator.search.pagefind_files import (
    SMALL_WINDOW,
    UnknownForm,
    decoded,
    encoded,
    encoded_array,
    packed,
    unpacked,
    words_of,
)

_PAGES, _CHUNKS, _FILTERS = 1, 2, 3
"""Places in the metadata of lists: [name, number of words], [first word, last word, name], [filter, name]."""

_SCRIPTS = ("pagefind.js", "pagefind-worker.js")
_FAILED_CHUNK = "console.error(`Failed to load the index chunk ${url}:\n${e?.toString()}`);"

_DIGEST_LENGTH = 10  # hexadecimal digits
_LARGE_CHUNK = 30_000  # bytes of a file; larger ones are cut up
_SHORT = 3  # letters; to fall back from a longer word on one like "of" finds nothing that was meant
_CHUNK = 64_000  # bytes of what is in a file, about three times as much as the file


def tidy_bundle(bundle: Path, go_on: Callable[[], None] = lambda: None) -> None:
    """Better a bundle, as said above; ``bundle`` is a folder that nobody reads yet.

    A bundle in a form that is not known is left as it is: it can be searched all the same. ``go_on`` is called time and
    again, and may raise to make an end.
    """
    for script in map(bundle.joinpath, _SCRIPTS):
        if script.is_file():
            text = script.read_text("utf-8")
            script.write_text(text.replace(_FAILED_CHUNK, f"{_FAILED_CHUNK}throw e;"), encoding="utf-8")
    entry_file = bundle / "pagefind-entry.json"
    try:
        entry = json.loads(entry_file.read_bytes())
        for language in entry["languages"].values():
            language["hash"] = _tidy_language(bundle, language["hash"], go_on)
    except (UnknownForm, FileNotFoundError, LookupError, ValueError, TypeError, AttributeError):
        return
    entry_file.write_text(json.dumps(entry, sort_keys=True, separators=(",", ":")), encoding="utf-8")


def _tidy_language(bundle: Path, name: str, go_on: Callable[[], None]) -> str:
    """Tidy the index of one language; returns its new name. Nothing is changed before all has been read."""
    language = name.partition("_")[0]
    meta_file = bundle / f"pagefind.{name}.pf_meta"
    meta = decoded(unpacked(meta_file))
    old, new = [meta_file], {}

    filters = []
    for about, old_name in meta[_FILTERS]:
        old.append(bundle / "filter" / f"{old_name}.pf_filter")
        data = packed(encoded([about, sorted(decoded(unpacked(old[-1]))[1])]))
        filters.append([about, _named(language, data)])
        new[bundle / "filter" / f"{filters[-1][1]}.pf_filter"] = data
    meta[_FILTERS] = sorted(filters)

    chunks = []
    for first, last, old_name in meta[_CHUNKS]:
        go_on()
        file = bundle / "index" / f"{old_name}.pf_index"
        if file.stat().st_size < _LARGE_CHUNK:
            chunks.append([first, last, old_name])
            continue
        old.append(file)
        for start, end, data in _cut(file):
            chunks.append([start, end, _named(language, data)])
            new[bundle / "index" / f"{chunks[-1][2]}.pf_index"] = data
    meta[_CHUNKS] = chunks

    fragments, meta[_PAGES] = _numbered(language, meta[_PAGES])
    data = packed(encoded(meta), SMALL_WINDOW)
    new_name = _named(language, data)
    new[bundle / f"pagefind.{new_name}.pf_meta"] = data

    for file in old:
        file.unlink()
    for file, data in new.items():
        file.write_bytes(data)
    for old_name, number in fragments.items():
        fragment = bundle / "fragment" / f"{old_name}.pf_fragment"
        fragment.rename(fragment.with_name(f"{number}.pf_fragment"))
    return new_name


def _cut(file: Path) -> Iterator[tuple[str, str, bytes]]:
    """Cut a chunk into smaller ones: first word, last word, file. A word that is large enough lies by itself."""
    group: list[tuple[str, bytes]] = []
    for word, entry in words_of(unpacked(file)):
        if group and sum(len(other) for _, other in group) + len(entry) > _CHUNK:
            yield _chunk(group)
            group = []
        group.append((word, entry))
    if group:
        yield _chunk(group)


def _chunk(group: list[tuple[str, bytes]]) -> tuple[str, str, bytes]:
    words = encoded_array([entry for _, entry in group], len(group))
    first, last = group[0][0], group[-1][0]
    if len(group) == 1 and len(last) <= _SHORT:
        # A search fetches also the chunks whose last word its own word begins with, to fall back upon. No word has a
        # space in it, so that this chunk is fetched for its own word only.
        last += " "
    return first, last, packed(encoded_array([words], 1))


def _numbered(language: str, pages: list[list[Any]]) -> tuple[dict[str, str], list[list[Any]]]:
    """Name the fragments of pages: old names to new ones, and the list of pages with the new ones.

    The digest in front is that of them all, so that one name never stands for two things, wherever it is kept.
    """
    digest = _named(language, "\n".join(name for name, _ in pages).encode())
    names = {name: f"{digest}_{number:05x}" for number, (name, _) in enumerate(pages)}
    return names, [[names[name], words] for name, words in pages]


def _named(language: str, data: bytes) -> str:
    return f"{language}_{hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH]}"
