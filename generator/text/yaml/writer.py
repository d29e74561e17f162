"""Write text as YAML that the strict reader reads back unchanged, and that is easy to edit by hand."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

import yaml

_WIDTH = 110  # code points in a line of prose


def scalar(text: str) -> str:
    """Return text on one line, in quotation marks if needed; runs of white space become one space."""
    written: str = yaml.safe_dump(
        [" ".join(text.split())], allow_unicode=True, default_flow_style=False, width=10**9
    )
    return written.removeprefix("- ").rstrip("\n")


def prose(text: str, indent: int) -> str:
    """Return text as the value of a key: on the same line if it is short, else as a block indented by ``indent``."""
    words = " ".join(text.split())
    if len(words) + indent <= _WIDTH or not words.isprintable():  # a block cannot contain every character
        return scalar(words)
    room = _WIDTH - indent
    lines = textwrap.wrap(words, room, break_long_words=False, break_on_hyphens=False)
    return "\n".join([">-", *(" " * indent + line for line in lines)])


def comment(text: str, indent: int = 0) -> str:
    """Return a comment, wrapped over as many lines as needed, each with its line end."""
    margin = f"{' ' * indent}# "
    lines = textwrap.wrap(_printable(text), _WIDTH - len(margin), break_on_hyphens=False)
    return "".join(f"{margin}{line}\n" for line in lines)


def comment_after(text: str) -> str:
    """Return a comment on one line, to follow a value on the same line."""
    return f"  # {_printable(text)}"


def _printable(text: str) -> str:
    """Return text on one line, with a space for each character that a comment cannot contain."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def flow_list(texts: Iterable[str]) -> str:
    """Return a list of texts on one line, each in quotation marks if needed; numbers need none here."""
    written: str = yaml.safe_dump([*texts], allow_unicode=True, default_flow_style=True, width=10**9)
    return re.sub(r"'(-?\d+(?:\.\d+)?)'", r"\1", written.rstrip("\n"))


def name_list(names: Iterable[str]) -> str:
    """Return a list of ids on one line."""
    return f"[{', '.join(names)}]"
