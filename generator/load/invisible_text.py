"""Find texts that nobody can see, and invisible controls that turn around what is shown after them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from generator.diagnostics import Rule, name_character

INVISIBLE_TEXT = Rule(
    "invisible-text",
    "A text must have a character that can be seen, and must close its bidirectional controls (U+202A to U+202E, "
    "U+2066 to U+2069) within each paragraph.",
)
RULES = (INVISIBLE_TEXT,)

_EMBEDDINGS, _ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_CONTROL = re.compile(rf"[{_EMBEDDINGS}{_ISOLATES}{_POP_EMBEDDING}{_POP_ISOLATE}]|\n\s*?\n")
# Letters, signs and unassigned code points that show nothing, such as the Hangul filler.
_FILLERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")


class Unpaired(NamedTuple):
    """A bidirectional control without a partner: its code point in the text, what is wrong, and what to do."""

    offset: int
    message: str
    hint: str


def is_visible(text: str) -> bool:
    """Return whether a text has a character that can be seen by itself."""
    return any(
        unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp")
        and not _FILLERS.match(character)
        for character in text
    )


def name_invisible(text: str) -> str:
    """Return the names of the characters of a text that cannot be seen, each once."""
    return ", ".join(dict.fromkeys(map(name_character, "".join(text.split()))))


def unpaired_controls(text: str) -> Iterator[Unpaired]:
    """Yield the bidirectional controls that have no partner in their paragraph, in order."""
    if text.isascii():
        return
    found: list[re.Match[str]] = []
    opened: list[re.Match[str]] = []
    for control in _CONTROL.finditer(text):
        sign = control[0]
        if sign[0] == "\n":
            found += opened
            opened = []
        elif sign in _EMBEDDINGS + _ISOLATES:
            opened.append(control)
        elif sign == _POP_ISOLATE and any(other[0] in _ISOLATES for other in opened):
            while (last := opened.pop())[0] in _EMBEDDINGS:
                found.append(last)
        elif sign == _POP_EMBEDDING and opened and opened[-1][0] in _EMBEDDINGS:
            opened.pop()
        else:
            found.append(control)
    for control in sorted(found + opened, key=lambda control: control.start()):
        yield Unpaired(control.start(), *_explain(control[0]))


def without_unpaired_controls(text: str) -> str:
    """Return a text without the bidirectional controls that have no partner."""
    unpaired = {control.offset for control in unpaired_controls(text)}
    return "".join(character for at, character in enumerate(text) if at not in unpaired) if unpaired else text


def _explain(sign: str) -> tuple[str, str]:
    name = name_character(sign)
    if sign in (_POP_EMBEDDING, _POP_ISOLATE):
        return f"the invisible {name} closes nothing", "delete it"
    closing = name_character(_POP_EMBEDDING if sign in _EMBEDDINGS else _POP_ISOLATE)
    return (
        f"the invisible {name} is not closed, and changes the direction of what follows",
        f"delete it, or type {closing} after the words that it is for",
    )
