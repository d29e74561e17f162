"""Commands that a text names, in a sentence or a block, exist, with their options."""

import re
import shlex
from pathlib import Path

import click
import pytest

from generator.cli.main import main
from tests.helpers.example import EXAMPLE

NAMES = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md")
TEXTS = [*(EXAMPLE / name for name in NAMES), *sorted((EXAMPLE / "docs").rglob("*.md"))]
TARGETS = set(re.findall(r"^([\w-]+):", (EXAMPLE / "Makefile").read_text("utf-8"), re.MULTILINE))
NAMED = re.compile(r"(?:`|^(?:\$ )?)(?P<command>(?:seedbrief|make) [^`\n]+)", re.MULTILINE)


def unknown(text: str) -> list[str]:
    """List the commands of a text that there are not."""
    return [command for command in NAMED.findall(text) if not is_known(command)]


def is_known(command: str) -> bool:
    name, *words = shlex.split(re.sub(r"\s[|>&#].*|\s\.\.\..*", "", command.replace("'", "’")))
    if name == "make":
        return all(word in TARGETS for word in words if re.fullmatch("[a-z-]+", word))
    if words[0] in ("-C", "--project"):
        words = words[2:]
    found = main.get_command(click.Context(main), words[0]) if words else None
    options = {
        option for parameter in (found or main).params for option in parameter.opts + parameter.secondary_opts
    }
    used = {word.partition("=")[0].rstrip(".,;") for word in words if re.match("--?[a-z]", word)}
    return used <= options | {"-h", "--help"} and (
        found is not None or not words[0].islower() or words[0][0] == "-"
    )


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.relative_to(EXAMPLE).as_posix())
def test_commands_that_a_text_names_exist(file: Path):
    assert unknown(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    ["Run `seedbrief chek`.", "Run `seedbrief check --fast`.", "$ seedbrief new --no a", "Run `make tests`."],
)
def test_others_are_found(text: str):
    assert unknown(text)


@pytest.mark.parametrize(
    "text",
    [
        "`seedbrief COMMAND --help`, `seedbrief --version`",
        "$ seedbrief -C docs check --format json | head",
        '`make test ARGS="-k quote"`',
    ],
)
def test_what_there_is_passes(text: str):
    assert unknown(text) == []
