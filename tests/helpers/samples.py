"""The samples of a page of the documentation, read as CONTRIBUTING.md describes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from yaml import safe_load

from tests.helpers.example import EXAMPLE

PAGES = EXAMPLE / "docs/content/pages"

RULES = "docs/content/pages/reference/rules.md"

_FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
_COMMAND = re.compile(r"(?:\$ |seedbrief |mkdocs |git |pip )")
_OPENING = re.compile(r"^[ >]*(?:```+|~~~+)[^`\n]*$", re.MULTILINE)


class SampleError(Exception):
    """A sample is wrong; the message says where and how."""


@dataclass(frozen=True)
class Block:
    """A fenced block. ``line`` is that of its first line of text."""

    page: str
    line: int
    language: str
    title: str
    text: str

    def error(self, message: str, line: int = 0) -> SampleError:
        return SampleError(f"{self.page}:{self.line + line}: {message}")


@dataclass(frozen=True)
class Command:
    """A command of a console block, and what the page says that it prints."""

    line: int  # counted in the block, from 0
    text: str
    output: str


@dataclass(frozen=True)
class Page:
    """A page with what its front matter says of its samples."""

    name: str
    blocks: list[Block]
    start: str = ""
    day: str = ""

    @property
    def path(self) -> str:
        """The page's path as others name it: ``tutorials/first-brief``."""
        return self.name.removeprefix("docs/content/pages/").removesuffix(".md")

    def error(self, message: str) -> SampleError:
        return SampleError(f"{self.name}: {message}")


def read_page(file: Path) -> Page:
    """Read a page. Raises SampleError."""
    return parse_page(file.relative_to(EXAMPLE).as_posix(), file.read_text("utf-8"))


def parse_page(name: str, text: str) -> Page:
    """Parse the text of a page. Raises SampleError."""
    found = _FRONT_MATTER.match(text)
    matter = safe_load(found[1]) if found else {}
    page = Page(name, list(blocks(name, text)), str(matter.get("start", "")), str(matter.get("day", "")))
    is_run = [block for block in page.blocks if block.language in ("console", "sh", "yaml") or block.title]
    if name == RULES:
        is_run = []  # its examples are those of `seedbrief explain`, which have a test of their own
    if is_run and not page.start:
        raise is_run[0].error("this page has samples; its front matter must say where they `start:`")
    for block in page.blocks:
        if block.language in ("", "text") and _COMMAND.match(block.text) and "/reference/" not in name:
            raise block.error("commands are in a console block, or without their output in an sh block")
        if page.start and block.language == "yaml" and not block.title:
            raise block.error('a yaml block needs a title="..." with the path of its file')
    return page


def blocks(name: str, text: str) -> Iterator[Block]:
    """Give the fenced blocks of a text. Raises SampleError."""
    matter = _FRONT_MATTER.match(text)
    text = re.sub("[^\n]", "", matter[0]) + text[matter.end() :] if matter else text  # the same lines
    tokens = [token for token in MarkdownIt().parse(text) if token.type == "fence"]
    inside = "".join(token.content for token in tokens)
    if len(_OPENING.findall(text)) - len(_OPENING.findall(inside)) != 2 * len(tokens):
        raise SampleError(
            f"{name}: a fenced block has no end, or is where it is not run, as in an admonition"
        )
    for token in tokens:
        language, _, rest = token.info.strip().partition(" ")
        title = re.search(r'title="([^"]*)"', rest)
        yield Block(name, (token.map or [0])[0] + 2, language, title[1] if title else "", token.content)


def commands(block: Block) -> Iterator[Command]:
    """Split a console block into commands, each with its output. Raises SampleError."""
    lines = block.text.splitlines()
    if not lines or not lines[0].startswith("$ "):
        raise block.error("a console block begins with a command: `$ ...`")
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        command, first = lines[start][2:], start + 1
        while command.endswith("\\") and first < end:
            command, first = command[:-1] + lines[first].removeprefix("> "), first + 1
        yield Command(start, command, "\n".join(lines[first:end]))


def matches(expected: str, actual: str) -> bool:
    """Tell whether an output is as expected, where ``...`` is any text in a line, or any lines."""
    pattern = "".join(map(_pattern, _lines(expected)))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(actual))) is not None


def fill_in(expected: str, actual: str) -> str:
    """Replace lines with ``...`` by the actual ones that they stand for, so that a diff has only what is wrong."""
    filled: list[str] = []
    rest = _lines(actual)
    lines = _lines(expected)
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else None
        if line.strip() == "...":
            end = next((n for n, other in enumerate(rest) if after and _is(after, other)), len(rest))
            if after and end == len(rest):
                end = 0  # what comes after it is missing
            filled += rest[:end]
            rest = rest[end:]
        else:
            at = next((n for n, other in enumerate(rest) if _is(line, other)), None)
            filled.append(line if at is None else rest[at])
            rest = rest if at is None else rest[at + 1 :]
    return "\n".join(filled)


def _is(expected: str, actual: str) -> bool:
    return re.fullmatch(_pattern(expected), f"{actual}\n") is not None


def _lines(text: str) -> list[str]:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n").splitlines()


def _pattern(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*?"
    return ".*".join(map(re.escape, line.split("..."))) + r"\n"
