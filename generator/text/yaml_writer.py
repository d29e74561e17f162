"""Text to YAML that the strict reader reads back as that very text, and that is good to go on writing in by hand."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import yaml

_WIDTH = 110  # code points of a line of prose


def scalar(text: str) -> str:
    """Write text on one line, in quotation marks where it needs them; its runs of white space become one space."""
    written: str = yaml.safe_dump(
        [" ".join(text.split())], allow_unicode=True, default_flow_style=False, width=10**9
    )
    return written.removeprefix("- ").rstrip("\n")


def prose(text: str, indent: int) -> str:
    """Write text as the value of a key: on its line if it is short, else as a block, ``indent`` spaces further in."""
    words = " ".join(text.split())
    if len(words) + indent <= _WIDTH or not words.isprintable():  # a block cannot hold every character
        return scalar(words)
    room = _WIDTH - indent
    lines = textwrap.wrap(words, room, break_long_words=False, break_on_hyphens=False)
    return "\n".join([">-", *(" " * indent + line for line in lines)])


def comment(text: str, indent: int = 0) -> str:
    """Write a comment, over as many lines as it takes, each with its line end."""
    margin = f"{' ' * indent}# "
    plain = "".join(character if character.isprintable() else " " for character in text)
    lines = textwrap.wrap(" ".join(plain.split()), _WIDTH - len(margin), break_on_hyphens=False)
    return "".join(f"{margin}{line}\n" for line in lines)


def name_list(names: Iterable[str]) -> str:
    """Write a list of ids on one line."""
    return f"[{', '.join(names)}]"
