"""Decodes a file of unknown encoding, as browsers would."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from generator.ingest.article import ArticleError
from generator.text.encoding import is_text_encoding

# Browsers decode these encodings as larger ones that extend them (WHATWG Encoding Standard).
_BROWSER_CODECS = {
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874", "dos-874"), "cp874"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso-8859-8"),
    **dict.fromkeys(("macintosh", "x-mac-roman"), "mac-roman"),
    "x-mac-cyrillic": "mac-cyrillic",
    "x-euc-jp": "euc-jp",
    "windows-949": "cp949",
    "x-gbk": "gb18030",
}
# Null characters, and the escape sequences of ISO-2022-JP and similar: 7-bit encodings, which always decode as UTF-8.
_NOT_TEXT = re.compile(r"\0|\x1b[$()]")


def decode(data: bytes, *named_encodings: str) -> tuple[str, str, bool]:
    """Return the encoding, the text, and whether the encoding was guessed: only if UTF-8 and the named ones fail."""
    by_mark = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ()
    for name in ("utf-8", *by_mark, *named_encodings):
        codec = _BROWSER_CODECS.get(name.lower(), name)
        if not is_text_encoding(codec):
            continue
        try:
            text = data.decode("utf-8-sig" if codec.lower() in ("utf-8", "utf8") else codec)
        except ValueError:
            continue
        if not _NOT_TEXT.search(text):
            return codec.lower(), text, False
    guess = from_bytes(data).best()
    text = str(guess) if guess else ""
    if (
        guess is None
        or _NOT_TEXT.search(text)
        or sum(not (c.isprintable() or c.isspace()) for c in text) > len(text) / 100
    ):
        raise ArticleError("is not text in any known encoding; save its text as .txt in UTF-8")
    # Several encodings decode a short text alike; then the most common one is the likeliest.
    is_cp1252 = data.decode("cp1252", "ignore") == text
    return "cp1252" if is_cp1252 else _BROWSER_CODECS.get(guess.encoding, guess.encoding), text, True
