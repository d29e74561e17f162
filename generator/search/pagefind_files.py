"""Reads and writes the files of a Pagefind index: gzipped CBOR (RFC 8949) with a signature in front."""

# Private API: Pagefind does not document the format of its files. If it changes, reading raises UnknownFormatError and
# `optimise_bundle` leaves the index as Pagefind wrote it: it still works, but is larger and not reproducible.

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import cbor2

SMALL_WINDOW = 10  # for `encode_file`; compresses lists of numbers best

_SIGNATURE = b"pagefind_dcd"
_GZIP = 16  # added to a window size, makes zlib write gzip


class UnknownFormatError(Exception):
    """A file does not have the format of Pagefind 1.5."""


def read_file(file: Path) -> list[Any]:
    """Return the array in a file of the index. Raises UnknownFormatError."""
    return decode(_read(file))


def read_similar_file(file: Path) -> list[Any]:
    """Return the array in a file that the same Pagefind wrote as one that ``read_file`` has read, in half the time."""
    return list(cbor2.loads(_read(file)))


def _read(file: Path) -> bytes:
    try:
        data = gzip.decompress(file.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UnknownFormatError(f"{file} is not gzip") from None
    if not data.startswith(_SIGNATURE):
        raise UnknownFormatError(f"{file} has no Pagefind signature")
    return data.removeprefix(_SIGNATURE)


def decode(data: bytes) -> list[Any]:
    """Decode a CBOR array. Raises UnknownFormatError unless ``encode`` gives back the same bytes."""
    try:
        value = cbor2.loads(data)
    except (cbor2.CBORError, ValueError, EOFError):
        raise UnknownFormatError("invalid CBOR") from None
    if not isinstance(value, list) or encode(value) != data:
        raise UnknownFormatError("not CBOR as Pagefind writes it")
    return value


def encode(value: Any) -> bytes:
    """Encode integers, strings and lists of them as CBOR, in the shortest form."""
    return bytes(cbor2.dumps(value))


def encode_file(value: list[Any], window: int = zlib.MAX_WBITS) -> bytes:
    """Return the bytes of a file, without a date. ``window`` is the gzip window size, as a power of 2."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _GZIP + window)
    return compressor.compress(_SIGNATURE + encode(value)) + compressor.flush()
