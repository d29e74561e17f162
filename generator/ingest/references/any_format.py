"""Reads references of any format, by the extension of their file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from generator.ingest.article import MAX_TEXT_BYTES, check_size
from generator.ingest.readers.decode import decode
from generator.ingest.references.bibtex import read_bibtex
from generator.ingest.references.csl_json import read_csl_json
from generator.ingest.references.reference import Reference
from generator.ingest.references.ris import read_ris

FORMATS: dict[str, Callable[[str], list[Reference]]] = {
    ".bib": read_bibtex,
    ".ris": read_ris,
    ".json": read_csl_json,
}


def is_export(name: str) -> bool:
    """Return whether a file of this name has references."""
    return PurePosixPath(name).suffix.lower() in FORMATS


def read_references(data: bytes, name: str) -> list[Reference]:
    """Read the references of a file. Raises ArticleError."""
    check_size(data, MAX_TEXT_BYTES)
    _, text, _ = decode(data)
    return FORMATS[PurePosixPath(name).suffix.lower()](text)
