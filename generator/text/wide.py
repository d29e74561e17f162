"""Line breaks in Chinese and Japanese text, which has no spaces: between two wide characters, a break is nothing."""

from __future__ import annotations

import re

# Chinese and Japanese characters and their punctuation, but no Hangul, as Korean has spaces. (``exports/verify.py`` has
# the same ranges: they must not depend on the version of Unicode.)
WIDE = (
    "[\u2329\u232a\u2e80-\u2fff\u3001-\u303e\u3041-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffe6\U00020000-\U0003fffd]"
)
LINE_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
_GAP = re.compile(rf"\s(?<={WIDE}\s)\s*(?={WIDE})")
_WIDE = re.compile(WIDE)


def are_wide(before: str, after: str) -> bool:
    """Return whether both characters are wide."""
    return bool(_WIDE.match(before) and _WIDE.match(after))


def one_line(text: str) -> str:
    """Return a text on one line: each run of white space is one space, a line break between wide characters nothing."""
    if not text.isascii():
        text = _GAP.sub(lambda gap: "" if LINE_BREAK.search(gap[0]) else " ", text)
    return " ".join(text.split())
