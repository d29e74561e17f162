"""Decode bytes strictly: a byte that does not fit is reported with its line, never replaced."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from generator.diagnostics import Diagnostic, Rule, Span

NOT_UTF8 = Rule("not-utf8", "Files must be UTF-8, or the encoding that the source record names.")
UNKNOWN_ENCODING = Rule("unknown-encoding", "`encoding` must be a text encoding that Python knows.")
EMPTY_FILE = Rule("empty-file", "A file must not be empty.")
TOO_MANY_MARKS = Rule(
    "too-many-marks",
    "A letter must not have more than 100 combining marks, such as accents typed separately.",
)
RULES = (NOT_UTF8, UNKNOWN_ENCODING, EMPTY_FILE, TOO_MANY_MARKS)

MARKS_MESSAGE = ("more than 100 combining marks (accents) follow one letter", "delete these marks")
_MOST_MARKS = 100  # No language has more than a few. The time to normalise a text grows with their square.

# No others: some are not for text (base64), and some take minutes (punycode).
_TEXT_ENCODING = re.compile(
    r"ascii|utf_(?:8|16|32)(?:_[bl]e|_sig)?|cp\d+|iso(?:8859|2022)_\w+|koi8_\w|mac_\w+|big5\w*|gb\w+|euc_\w+|shift_jis\w*"
    r"|johab|hz|tis_620|ptcp154|kz1048|hp_roman8"
)
_HALF = re.compile(
    "[\ud800-\udfff]"
)  # half of a surrogate pair, which is not a character but which some encodings can produce


def is_text_encoding(name: str) -> bool:
    """Return whether ``name`` is an encoding that a text may have."""
    try:
        return bool(_TEXT_ENCODING.fullmatch(codecs.lookup(name).name.replace("-", "_")))
    except (LookupError, ValueError):  # ValueError: a null character
        return False


def decode_text(path: str, data: bytes, encoding: str = "utf-8") -> str | Diagnostic:
    """Decode ``data`` without loss, except for a byte order mark; line ends are kept.

    Returns the text, or a diagnostic with the line and column (code points) of the first wrong byte, and the encoding
    that the bytes seem to have.
    """
    codec = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    try:
        if not is_text_encoding(codec):
            raise LookupError(codec)
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        before = _roughly(data[: error.start], codec)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"byte 0x{data[error.start]:02x} is not {encoding}"
        return NOT_UTF8.at(Span(path, line, column, line, column + 1), message, _advice(data))
    except (LookupError, ValueError):  # ValueError: not a name, or not an encoding of bytes as text
        message = f"there is no text encoding named {encoding!r}"
        return UNKNOWN_ENCODING.at(Span(path), message, "write for example utf-8, cp949 or windows-1252")
    if half := _HALF.search(text):
        line, column = text.count("\n", 0, half.start()) + 1, half.start() - text.rfind("\n", 0, half.start())
        message = f"truncated {encoding} character"
        return NOT_UTF8.at(Span(path, line, column, line, column + 1), message, _advice(data))
    if (found := too_many_marks(text)) is not None:
        line, column = text.count("\n", 0, found) + 1, found - text.rfind("\n", 0, found)
        return TOO_MANY_MARKS.at(Span(path, line, column, line, column + 1), *MARKS_MESSAGE)
    if not text.strip():
        return EMPTY_FILE.at(Span(path), "the file is empty", "add its content, or delete the file")
    return text


def too_many_marks(text: str) -> int | None:
    """Return where too many combining marks follow one letter, or None."""
    if text.isascii():
        return None
    for at in range(_MOST_MARKS, len(text), _MOST_MARKS):  # one of these is inside each run that is too long
        start = end = at
        while start > max(at - _MOST_MARKS, 0) and unicodedata.combining(text[start - 1]):
            start -= 1
        while end < min(at + _MOST_MARKS, len(text)) and unicodedata.combining(text[end]):
            end += 1
        if end - start > _MOST_MARKS:
            return start
    return None


def _roughly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, errors="replace")
    except UnicodeError:  # some encodings do not support errors="replace"
        return data.decode("latin-1")


def _advice(data: bytes) -> str:
    guess = from_bytes(data[:100_000]).best()
    looks = f"it looks like {guess.encoding}: " if guess and guess.encoding != "utf_8" else ""
    return f"{looks}save it as UTF-8; for an article, keep the file and set `encoding` in its source record"
