"""How Pagefind's files are read and written: gzipped CBOR (RFC 8949) behind a signature.

Of CBOR they use whole numbers, negative ones, texts and arrays, all of a length that stands at their start.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SMALL_WINDOW = 10  # for ``packed``: in a list of numbers the nearest likeness is the cheapest to point at

_SIGNATURE = b"pagefind_dcd"
_GZIP = 16  # added to a window, this has zlib write gzip
_WHOLE, _NEGATIVE, _TEXT, _ARRAY = 0, 1, 3, 4  # major types


class UnknownForm(Exception):
    """A file is not in the form that is known here."""


def unpacked(file: Path) -> bytes:
    """Read the CBOR of a file."""
    try:
        data = gzip.decompress(file.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UnknownForm(f"{file} is not gzip") from None
    if not data.startswith(_SIGNATURE):
        raise UnknownForm(f"{file} is no file of Pagefind")
    return data[len(_SIGNATURE) :]


def packed(data: bytes, window: int = zlib.MAX_WBITS) -> bytes:
    """Write a file: gzip without a date. ``window`` is how far back it may point, as a power of 2."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP + window)
    return packer.compress(_SIGNATURE + data) + packer.flush()


def decoded(data: bytes) -> Any:
    """Read CBOR: whole numbers, texts and arrays. Raises ``UnknownForm`` for anything else."""
    try:
        value, end = _decode(data, 0)
    except (IndexError, UnicodeDecodeError):
        raise UnknownForm("CBOR that breaks off") from None
    if end != len(data):
        raise UnknownForm("CBOR with something behind it")
    return value


def encoded(value: Any) -> bytes:
    """Write whole numbers, texts, and lists of them as CBOR."""
    if isinstance(value, int):
        return _head(_WHOLE, value)
    if isinstance(value, str):
        data = value.encode()
        return _head(_TEXT, len(data)) + data
    return encoded_array(map(encoded, value), len(value))


def encoded_array(items: Iterator[bytes] | list[bytes], length: int) -> bytes:
    """Write items that are CBOR already as an array of them."""
    return _head(_ARRAY, length) + b"".join(items)


def words_of(chunk: bytes) -> list[tuple[str, bytes]]:
    """Part a chunk of the index, ``[[[word, pages, ...], ...]]``, into its words, each with the CBOR of its entry."""
    kind, length, at = _start(chunk, 0)
    if (kind, length) != (_ARRAY, 1):
        raise UnknownForm("a chunk of more than words")
    kind, length, at = _start(chunk, at)
    if kind != _ARRAY:
        raise UnknownForm("a chunk without a list of words")
    found = []
    for _ in range(length):
        start = at
        _, _, at = _start(chunk, at)
        word, _ = _decode(chunk, at)
        if not isinstance(word, str):
            raise UnknownForm("an entry without a word")
        at = _behind(chunk, start)
        found.append((word, chunk[start:at]))
    if at != len(chunk):
        raise UnknownForm("a chunk with something behind its words")
    return found


def _start(data: bytes, at: int) -> tuple[int, int, int]:
    """Read the start of an item: its type, its number or length, and the place behind that."""
    kind, short = data[at] >> 5, data[at] & 31
    at += 1
    if short < 24:
        return kind, short, at
    if short > 27:
        raise UnknownForm("an item of no fixed length")
    size = 1 << (short - 24)
    return kind, int.from_bytes(data[at : at + size], "big"), at + size


def _behind(data: bytes, at: int) -> int:
    """Find the end of the item that starts at a place, without reading what it says."""
    items = 1
    while items:
        items -= 1
        short = data[at] & 31
        kind = data[at] >> 5
        at += 1
        if kind <= _NEGATIVE and short < 24:
            continue  # most are small numbers
        number = short
        if short >= 24:
            if short > 27:
                raise UnknownForm("an item of no fixed length")
            size = 1 << (short - 24)
            number = int.from_bytes(data[at : at + size], "big")
            at += size
        if kind == _ARRAY:
            items += number
        elif kind == _TEXT:
            at += number
        elif kind > _NEGATIVE:
            raise UnknownForm(f"an item of the kind {kind}")
    return at


def _decode(data: bytes, at: int) -> tuple[Any, int]:
    """Read the item that starts at a place; returns it and the place behind it."""
    kind, number, at = _start(data, at)
    if kind == _WHOLE:
        return number, at
    if kind == _TEXT:
        return data[at : at + number].decode(), at + number
    if kind == _ARRAY:
        items = []
        for _ in range(number):
            item, at = _decode(data, at)
            items.append(item)
        return items, at
    raise UnknownForm(f"an item of the kind {kind}")


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([kind << 5 | 23 + size.bit_length()]) + number.to_bytes(size, "big")
