"""Reads what Zensical prints while it builds a site, and says it in the form of Seedbrief's own problems."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from generator.model.content import PAGES

# Private API: the form of Zensical's messages. If it is another one, they are shown as they are.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ISSUE = re.compile(r"(Warning|Error): (.+)\n\s*╭─\[ (.+?):(\d+):(\d+) \]\n(?:.*[│┆].*\n)*─+╯\n?")
_NOISE = re.compile(
    r"Build (?:started|finished in .*)|(?:No|\d+) issues? found|RuntimeError: Aborted because --strict flag is set"
)
_TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ ].*\n|\n)*")


def read_messages(output: str, hand_written: Collection[str]) -> list[str]:
    """Return the messages in what Zensical has printed; those on a page that is ``hand_written`` name its file."""
    text = _TRACEBACK.sub("", _COLOUR.sub("", output).replace("\r\n", "\n"))
    issues = [_write(issue, hand_written) for issue in _ISSUE.finditer(text)]
    return list(dict.fromkeys([*issues, *_other_lines(_ISSUE.sub("", text))]))


def _write(issue: re.Match[str], hand_written: Collection[str]) -> str:
    level, words, path, line, column = issue.groups()
    place = f"{PAGES}{path}:{line}:{column}" if path in hand_written else f"the generated page {path}"
    return f"{place}: {level.lower()}: {words}"


def _other_lines(text: str) -> Iterator[str]:
    for line in map(str.strip, text.splitlines()):
        if line and not _NOISE.fullmatch(line):
            yield f"Zensical: {line}"
