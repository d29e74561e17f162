"""Plain text for one line of output: without control characters, and with white space folded."""

from __future__ import annotations

import re

_NO_CHARACTERS = "".join(
    chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)
)
_CONTROL = re.compile(rf"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
_CONTROL_SPACE = re.compile(r"[\x0b-\x0d\x1c-\x1f\x85]")
_SPACES = re.compile(r"\s+")


def fold_whitespace(text: str) -> str:
    """Return plain text without control characters, and with single spaces for any white space."""
    if text.isprintable() and "  " not in text:  # no control characters, and no white space but single spaces
        return text
    return _SPACES.sub(" ", _CONTROL.sub("", text))


def without_control_characters(text: str) -> str:
    """Return text with its tabs and line feeds, but with spaces for other control characters that are white space.

    XML 1.0 and HTML allow all that is left.
    """
    return _CONTROL_SPACE.sub(" ", _CONTROL.sub("", text))
