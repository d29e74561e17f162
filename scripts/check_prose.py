"""Check the prose of the documentation: the project's own words (``prose.toml``), and what proselint finds.

``make check`` runs it. It prints each problem as ``path:line:column: message`` and exits with 1 if there is one.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from proselint.checks import __register__ as checks
from proselint.config import Config
from proselint.registry import CheckRegistry
from proselint.tools import LintFile

ROOT = Path(__file__).parents[1]
FILES = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md")

# What is no prose: front matter but for a title or description, comments, code, tags, targets of links, attributes.
_FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_NO_PROSE = re.compile(
    r"<!--.*?-->|(?<!`)(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)|<[^>\n]+>|(?<=\])\([^)\s]*[^)]*\)|^\[[^]]+\]:.*$|\{[^}\n]*\}|https?://\S+",
    re.DOTALL | re.MULTILINE,
)
# Words as words, or those of others.
_QUOTED = re.compile(r"“[^”]*”|\"(?:[^\"\n]|\n(?!\n)){0,400}\"|‘[^’\n]*’|\*[^*\n]+\*(?!\*)")
_RELEASE = re.compile(r"^## (?!\[?Unreleased)", re.MULTILINE)


class Problem(NamedTuple):
    """What is wrong at a place of a text; both numbers count from 1."""

    line: int
    column: int
    message: str


def find_problems(text: str, rules: dict[str, Any]) -> list[Problem]:
    """Find what breaks a rule in the prose of a Markdown text."""
    prose = only_prose(text)
    for words in rules["allowed"]["words"]:
        prose = re.sub(re.escape(words), _underlines, prose)
    found = [
        *_words(prose, rules),
        *_sentences(text, rules["sentences"]["longest"]),
        *_proselint(prose, rules),
    ]
    return sorted(set(found))


def only_prose(text: str) -> str:
    """Put spaces or underlines in place of everything that is no prose, so that lines and columns stay."""
    if matter := _FRONT_MATTER.match(text):
        kept = re.sub(r"^(?!title:|description:).*", _spaces, matter[0], flags=re.MULTILINE)
        text = kept + text[matter.end() :]
    lines = text.split("\n")
    for token in MarkdownIt().parse(text):
        if token.type in ("fence", "code_block") and token.map:
            for number in range(*token.map):
                lines[number] = ""
    return _NO_PROSE.sub(_underlines, "\n".join(lines))


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _underlines(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "_", match[0])


def _words(prose: str, rules: dict[str, Any]) -> Iterator[Problem]:
    prose = _QUOTED.sub(_underlines, prose)
    for words in rules["words"].values():
        for pattern, better in words.items():
            spaced = pattern.replace(" ", r"\s+") if "(?<" not in pattern else pattern
            for match in re.finditer(rf"(?<![\w-])(?:{spaced})(?![\w-])", prose, re.IGNORECASE):
                advice = "leave it out" if better == "nothing" else f"write: {better}"
                yield _at(prose, match.start(), f"“{' '.join(match[0].split())}”: {advice}")


def _sentences(text: str, longest: int) -> Iterator[Problem]:
    matter = _FRONT_MATTER.match(text)
    text = (_spaces(matter) if matter else "") + text[matter.end() if matter else 0 :]
    for token in MarkdownIt().enable("table").parse(text):
        if token.type == "inline" and token.map:
            prose = _NO_PROSE.sub("", token.content)
            for sentence in re.split(r"(?<=[.!?:;])\s+|\n(?=[*-] )", prose):
                if (count := len(re.findall(r"[\w’'-]+", sentence))) > longest:
                    yield Problem(token.map[0] + 1, 1, f"a sentence of {count} words: {sentence[:40]}…")


def _proselint(prose: str, rules: dict[str, Any]) -> Iterator[Problem]:
    registry = CheckRegistry()
    if not registry.checks:
        registry.register_many(checks)
    config: Config = {"max_errors": 1000, "checks": rules["proselint"]}
    for result in LintFile("prose", prose).lint(config):
        found = result.check_result
        words = prose[found.span[0] - 1 : found.span[1] - 1]
        if "\n\n" not in words.strip() and "_" not in words:
            yield _at(prose, found.span[0] - 1, f"“{' '.join(words.split())}”: {found.message}")


def _at(text: str, position: int, message: str) -> Problem:
    before = text[:position]
    return Problem(before.count("\n") + 1, position - before.rfind("\n"), message)


def read_rules() -> dict[str, Any]:
    """Read ``prose.toml``."""
    return tomllib.loads((ROOT / "scripts/prose.toml").read_text("utf-8"))


def main(paths: list[str], say: Callable[[str], None] = print) -> int:
    """Check these files, or all of the documentation. Returns the exit code."""
    files = [Path(path) for path in paths] or [
        *(ROOT / name for name in FILES),
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    rules, count = read_rules(), 0
    for file in files:
        text = file.read_text("utf-8")
        if file.name == "CHANGELOG.md" and (release := _RELEASE.search(text)):
            text = text[: release.start()]
        for problem in find_problems(text, rules):
            count += 1
            shown = file.resolve().relative_to(ROOT) if file.resolve().is_relative_to(ROOT) else file
            say(f"{shown}:{problem.line}:{problem.column}: {problem.message}")
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
