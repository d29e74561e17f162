"""What a line break or page break stands for: a space, or nothing.

It is nothing between two Chinese or Japanese characters, as these scripts have no spaces, and where it parts a word.
There a text extracted from a PDF has a soft hyphen (the word is hyphenated) or a word joiner (it is not) before it.
"""

from __future__ import annotations

import re

# Chinese and Japanese characters and their punctuation, but no Hangul, as Korean has spaces. (``exports/verify.py`` has
# the same ranges: they must not depend on the version of Unicode.)
WIDE = (
    "[\u2329\u232a\u2e80-\u2fff\u3001-\u303e\u3041-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffe6\U00020000-\U0003fffd]"
)
SOFT_HYPHEN, WORD_JOINER, PAGE_BREAK = "\u00ad", "\u2060", "\f"
LINE_BREAK = re.compile(f"[\n{PAGE_BREAK}\r\x85\u2028\u2029]")
_GAP = re.compile(rf"\s(?<={WIDE}\s)\s*(?={WIDE})")
_WIDE = re.compile(WIDE)
PARTED = re.compile(rf"[{SOFT_HYPHEN}{WORD_JOINER}]+(?:\s*{LINE_BREAK.pattern}\s*)?")


def are_wide(before: str, after: str) -> bool:
    """Return whether both characters are wide."""
    return bool(_WIDE.match(before) and _WIDE.match(after))


def join_parted(text: str) -> str:
    """Return a text without soft hyphens and word joiners, and without the line and page breaks after them."""
    return PARTED.sub("", text) if SOFT_HYPHEN in text or WORD_JOINER in text else text


def join_lines(text: str) -> str:
    """Return a text without the line and page breaks that stand for nothing."""
    if text.isascii():
        return text
    return _GAP.sub(lambda gap: "" if LINE_BREAK.search(gap[0]) else " ", join_parted(text))


def one_line(text: str) -> str:
    """Return a text on one line: each run of white space is one space, or nothing as described above."""
    return " ".join(join_lines(text).split())
