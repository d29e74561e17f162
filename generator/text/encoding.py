"""Bytes to text, strictly: a byte that does not fit is reported with its line, never replaced."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from generator.diagnostics import Diagnostic, Rule, Span

NOT_UTF8 = Rule("not-utf8", "A file is UTF-8, or the encoding that its source record names.")
UNKNOWN_ENCODING = Rule("unknown-encoding", "`encoding` names a text encoding that Python knows.")
EMPTY_FILE = Rule("empty-file", "A file holds something.")
RULES = (NOT_UTF8, UNKNOWN_ENCODING, EMPTY_FILE)

_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no text has one, but some encodings can give it


def decode_text(path: str, data: bytes, encoding: str = "utf-8") -> str | Diagnostic:
    """Decode ``data`` without loss; a byte order mark is dropped, line ends stay as they are.

    Returns the text, or the diagnostic that says why there is none: the line and column (code
    points) of the first byte that is wrong, and the encoding that the bytes look like.
    """
    codec = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        before = _roughly(data[: error.start], codec)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"byte 0x{data[error.start]:02x} is not {encoding}"
        return NOT_UTF8.at(Span(path, line, column, line, column + 1), message, _advice(data))
    except (
        LookupError,
        ValueError,
    ):  # the latter: no name at all, or an encoding of something else than files
        message = f"there is no text encoding named {encoding!r}"
        return UNKNOWN_ENCODING.at(Span(path), message, "write for example utf-8, cp949 or windows-1252")
    if half := _HALF.search(text):
        line, column = text.count("\n", 0, half.start()) + 1, half.start() - text.rfind("\n", 0, half.start())
        message = f"in {encoding} this is half of a character"
        return NOT_UTF8.at(Span(path, line, column, line, column + 1), message, _advice(data))
    if not text.strip():
        return EMPTY_FILE.at(Span(path), "the file is empty", "write its content, or delete the file")
    return text


def _roughly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, errors="replace")
    except UnicodeError:  # there are encodings that cannot do that
        return data.decode("latin-1")


def _advice(data: bytes) -> str:
    guess = from_bytes(data[:100_000]).best()
    looks = f"it looks like {guess.encoding}: " if guess and guess.encoding != "utf_8" else ""
    return f"{looks}save it as UTF-8, or for a seed, whose bytes stay, name its encoding in the source record"
