"""Joins the bundles that Pagefind has written for the parts of a site into one, as if it had got all pages at once.

The pages of a part are counted on from those of the parts before it. So the entry of a word in the joined index has
the pages of its entries in all parts, one after the other. Only one chunk of each part is in memory at a time.
"""

# Private API: the structure of Pagefind's files, in `_Part` and below. `is_known` says whether a bundle has it.

from __future__ import annotations

import hashlib
import heapq
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any

from generator.search.pagefind_files import UnknownFormatError, encode_file, read_file, read_similar_file

_CHUNK_SIZE = 20_000  # pages and positions of words; with so many, Pagefind begins a new chunk
_NAME_DIGITS = 10  # of the digest in the name of a file
_ENTRY_FILE = "pagefind-entry.json"

_Pages = list[list[Any]]
"""The pages that have a word: how far from the page before, positions in the text, and those in the metadata."""
_Word = tuple[str, int, _Pages, list[tuple[str, _Pages]]]
"""A word of a part, the number of its first page, the pages of the word, and those of its forms with accents."""


class _Part:
    """The bundle of some pages, all in one language. Raises UnknownFormatError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entry = json.loads((folder / _ENTRY_FILE).read_bytes())
        if len(self.entry["languages"]) != 1:
            raise UnknownFormatError(f"{folder} has pages in several languages")
        ((self.language, self.about),) = self.entry["languages"].items()
        self.meta_file = folder / f"pagefind.{self.about['hash']}.pf_meta"
        self.version, self.pages, self.chunks, filters, self.sorts, self.fields = read_file(self.meta_file)
        self.filter_files = {facet: folder / "filter" / f"{name}.pf_filter" for facet, name in filters}
        self.chunk_files = [folder / "index" / f"{name}.pf_index" for _, _, name in self.chunks]

    def words(self, start: int, fields: list[str]) -> Iterator[_Word]:
        """Yield each word in order, with ``start``, which is the number of the first page in the whole site.

        ``fields`` are those of the metadata of all parts; each place in the metadata is in the field of a number.
        """
        # -2 says that the positions after it are in the second field
        numbers = {-1 - at: -1 - fields.index(field) for at, field in enumerate(self.fields)}
        for file in self.chunk_files:
            (entries,) = read_similar_file(file)
            for word, pages, forms in entries:
                if fields != self.fields:
                    for page in chain(pages, *(of_form for _, of_form in forms)):
                        page[2] = [numbers.get(position, position) for position in page[2]]
                yield word, start, pages, forms


def is_known(folder: Path) -> bool:
    """Return whether the bundle in a folder has the format of Pagefind 1.5, which can be joined with others."""
    try:
        part = _Part(folder)
        read_file(part.chunk_files[0])
        _, _, pages, forms = next(part.words(0, part.fields))
        pages = [*pages, *(page for _, of_form in forms for page in of_form)]
        return not part.sorts and all(_is_page(*page) for page in pages)
    except (UnknownFormatError, OSError, StopIteration, LookupError, ValueError, TypeError, AttributeError):
        return False


def _is_page(number: Any, positions: Any, in_metadata: Any) -> bool:
    return isinstance(number, int) and isinstance(positions, list) and isinstance(in_metadata, list)


def join_parts(folders: Sequence[Path], check_cancelled: Callable[[], None] = lambda: None) -> None:
    """Join the bundles in some folders, in the order of their pages, into the first; the others are incomplete then.

    ``check_cancelled`` is called now and then, and may raise an exception to stop.
    """
    parts = [_Part(folder) for folder in folders]
    into = parts[0]
    old_files = [into.meta_file, *into.filter_files.values(), *into.chunk_files]
    fields = sorted({field for part in parts for field in part.fields})

    chunks = []
    for entries in _chunks(_join_words(parts, fields)):
        check_cancelled()
        chunks.append([entries[0][0], entries[-1][0], _write(into, "index", ".pf_index", [entries])])
    filters = [
        [facet, _write(into, "filter", ".pf_filter", [facet, values])]
        for facet, values in _join_filters(parts)
    ]
    meta = [into.version, _join_pages(parts), _shortened(chunks), filters, into.sorts, fields]
    data = encode_file(meta)
    name = _name(into, data)
    (into.folder / f"pagefind.{name}.pf_meta").write_bytes(data)
    for file in old_files:
        file.unlink()
    about = {**into.about, "hash": name, "page_count": len(meta[1])}
    (into.folder / _ENTRY_FILE).write_text(json.dumps({**into.entry, "languages": {into.language: about}}))


def _join_pages(parts: Sequence[_Part]) -> list[list[Any]]:
    """Return the pages of all parts, and move their fragments to those of the first."""
    pages: list[list[Any]] = []
    folder = parts[0].folder / "fragment"
    for number, part in enumerate(parts):
        for name, words in part.pages:
            # Pagefind tells apart only the fragments of one part.
            new_name = f"{name}-{number}" if number else name
            if number:
                (part.folder / "fragment" / f"{name}.pf_fragment").rename(folder / f"{new_name}.pf_fragment")
            pages.append([new_name, words])
    return pages


def _starts(parts: Sequence[_Part]) -> Iterator[tuple[_Part, int]]:
    """Yield each part and the number of its first page."""
    start = 0
    for part in parts:
        yield part, start
        start += len(part.pages)


def _join_filters(parts: Sequence[_Part]) -> Iterator[tuple[str, list[Any]]]:
    """Yield each facet with its values, and the pages of each."""
    facets: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for part, start in _starts(parts):
        for facet, file in part.filter_files.items():
            for value, pages in read_file(file)[1]:
                facets[facet][value] += [start + page for page in pages]
    for facet, values in sorted(facets.items()):
        yield facet, [[value, pages] for value, pages in sorted(values.items())]


def _join_words(parts: Sequence[_Part], fields: list[str]) -> Iterator[list[Any]]:
    """Yield the entry of each word, in order."""
    streams = [part.words(start, fields) for part, start in _starts(parts)]
    for word, group in groupby(heapq.merge(*streams, key=itemgetter(0, 1)), key=itemgetter(0)):
        all_pages: list[tuple[int, _Pages]] = []
        all_forms: defaultdict[str, list[tuple[int, _Pages]]] = defaultdict(list)
        for _, start, pages, forms in group:
            all_pages.append((start, pages))
            for form, of_form in forms:
                all_forms[form].append((start, of_form))
        yield [word, _count_on(all_pages), [[form, _count_on(found)] for form, found in all_forms.items()]]


def _count_on(parts: Iterable[tuple[int, _Pages]]) -> _Pages:
    """Return the pages of some parts, each with the number of its first page."""
    joined: _Pages = []
    last = 0
    for start, pages in parts:
        if pages:  # there are none of a word of which there are only other forms
            end = start + sum(map(itemgetter(0), pages))
            pages[0][0] += start - last
            joined += pages
            last = end
    return joined


def _chunks(entries: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    """Group the entries of words as Pagefind does."""
    chunk: list[list[Any]] = []
    size = 0
    for entry in entries:
        chunk.append(entry)
        size += sum(1 + len(positions) + len(in_metadata) for _, positions, in_metadata in entry[1])
        if size >= _CHUNK_SIZE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _shortened(chunks: list[list[str]]) -> list[list[str]]:
    """Shorten the last word of each chunk and the first of the next, as far as all words stay in their order."""
    for before, after in pairwise(chunks):
        same = takewhile(lambda letters: letters[0] == letters[1], zip(before[1], after[0], strict=False))
        needed = 1 + sum(1 for _ in same)
        if before[1][:needed] >= before[0]:
            before[1] = before[1][:needed]
        after[0] = after[0][:needed]
    return chunks


def _write(part: _Part, folder: str, ending: str, value: list[Any]) -> str:
    """Write a file into a folder of a bundle, and return its name without the ending."""
    data = encode_file(value)
    name = _name(part, data)
    (part.folder / folder).mkdir(exist_ok=True)  # the first part may have no filters
    (part.folder / folder / f"{name}{ending}").write_bytes(data)
    return name


def _name(part: _Part, data: bytes) -> str:
    return f"{part.language}_{hashlib.sha256(data).hexdigest()[:_NAME_DIGITS]}"
