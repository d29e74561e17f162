"""Bytes become text without loss, or a place and a reason."""

from __future__ import annotations

import encodings.aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, format_text
from generator.text.encoding import decode_text


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("é 혜산 🙂\r\n".encode(), "utf-8", "é 혜산 🙂\r\n"),
        (b"\xef\xbb\xbfone", "utf-8", "one"),
        (b"\xef\xbb\xbfone", "UTF8", "one"),
        ("혜산".encode("cp949"), "cp949", "혜산"),
        ("혜산".encode("utf-16"), "utf-16", "혜산"),
        (b"na\xefve \x80", "windows-1252", "naïve €"),
    ],
)
def test_text(data: bytes, encoding: str, text: str) -> None:
    assert decode_text("a", data, encoding) == text


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"one\ntw\xc3\xa9 \xff", "utf-8", "a:2:5: error: byte 0xff is not utf-8 [not-utf8]"),
        (b"one\n\xed\xa0\x80", "utf-8", "a:2:1: error: byte 0xed is not utf-8 [not-utf8]"),
        (b"one \xc3", "utf-8", "a:1:5: error: byte 0xc3 is not utf-8 [not-utf8]"),
        (b"one\r\n\x81", "windows-1252", "a:2:1: error: byte 0x81 is not windows-1252 [not-utf8]"),
        (b"one", "utf-88", "a:1:1: error: there is no text encoding named 'utf-88' [unknown-encoding]"),
        (b"one", "", "a:1:1: error: there is no text encoding named '' [unknown-encoding]"),
        (b"one", "hex", "a:1:1: error: there is no text encoding named 'hex' [unknown-encoding]"),
        (b"one", "a\0b", r"a:1:1: error: there is no text encoding named 'a\x00b' [unknown-encoding]"),
        (b" \n\t\n", "utf-8", "a:1:1: error: the file is empty [empty-file]"),
    ],
)
def test_what_is_wrong(data: bytes, encoding: str, message: str) -> None:
    found = decode_text("a", data, encoding)
    assert isinstance(found, Diagnostic)
    assert format_text(found).split("\n")[0] == message


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
@given(
    st.binary(max_size=40),
    st.sampled_from(sorted({*encodings.aliases.aliases, "idna", "punycode"})) | st.text(),
)
def test_any_bytes_in_any_encoding_are_text_or_say_why_not(data: bytes, encoding: str) -> None:
    found = decode_text("a", data, encoding)
    if isinstance(found, Diagnostic):
        assert found.rule in ("not-utf8", "unknown-encoding", "empty-file")
        assert 1 <= found.span.line <= len(data) + 1
    else:
        assert found.strip()
