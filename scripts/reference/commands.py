"""The page ``commands``: every command with its arguments, options, exit codes and examples, as click knows them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from generator.cli.main import COMMANDS, main
from scripts.reference.markdown import block, code, front, guides, table

GUIDES = {
    "init": ("tutorials/first-brief",),
    "new": ("how-to/import-a-web-page", "how-to/import-a-pdf", "how-to/import-from-zotero"),
    "quote": ("how-to/cut-a-quotation",),
    "sources": ("how-to/let-readers-cite-follow-and-reuse",),
    "check": ("how-to/check-in-ci",),
    "rules": ("how-to/set-rules",),
    "explain": ("how-to/set-rules",),
    "schema": ("how-to/set-up-an-editor",),
    "build": ("tutorials/publish", "how-to/use-another-engine"),
    "generate": ("how-to/use-another-engine",),
    "index": ("how-to/use-another-engine",),
    "postprocess": ("how-to/use-another-engine", "how-to/allow-another-host"),
    "verify": ("how-to/recheck-a-published-site",),
    "lock": ("tutorials/publish", "how-to/rename-or-retire"),
    "diff": ("how-to/revise-a-brief",),
}
"""Guides that use a command."""


def command(name: str) -> click.Command:
    """Return the command with this name."""
    found = main.get_command(click.Context(main), name)
    assert found
    return found


def page() -> str:
    """Return the page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield front(
        "Commands",
        "Every command of seedbrief, with its arguments, options, exit codes and examples.",
        "generator/cli/",
    )
    yield "The same text is shown by `seedbrief --help` and `seedbrief COMMAND --help`.\n"
    yield table(
        ["Command", "What it does"],
        ([f"[`{name}`](#{name})", command(name).get_short_help_str(200)] for name in COMMANDS),
    )
    yield "## seedbrief {: #seedbrief }\n"
    yield block("seedbrief [OPTIONS] COMMAND [ARGUMENTS]")
    yield _text(main)
    yield _options(main)
    yield table(
        ["Exit code", "Meaning"],
        [
            ["`0`", "success"],
            ["`1`", "the content has errors, or a file could not be read or written"],
            ["`2`", "the command was used wrongly, or there is no project"],
        ],
    )
    yield "If the environment variable `NO_COLOR` is set, output has no colours.\n"
    for name in COMMANDS:
        yield from _section(name)


def _section(name: str) -> Iterator[str]:
    it = command(name)
    context = click.Context(it, info_name=name, parent=click.Context(main, info_name="seedbrief"))
    yield f"## {name} {{: #{name} }}\n"
    yield block(" ".join([context.command_path, *it.collect_usage_pieces(context)]))
    yield _text(it)
    yield _options(it)
    codes, examples = ending_of(it)
    if codes:
        yield table(["Exit code", "Meaning"], ([code(number), words] for number, words in codes))
    yield f"{'Examples' if len(examples) > 1 else 'Example'}:\n"
    yield block("\n".join(examples))
    if name in GUIDES:
        yield guides(*GUIDES[name])


def ending_of(it: click.Command) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the exit codes and the examples at the end of a command's help."""
    before, _, after = (it.epilog or "").rpartition("\n\n")
    return re.findall(r"(?m)^  (\d)  (.+)$", before), re.findall(r"(?m)^  (.+)$", after or it.epilog or "")


def _text(it: click.Command) -> str:
    """Return the description of a command as Markdown; what click must not rewrap is a block of code."""
    parts = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(it.help or "")):
        if part.startswith("\b\n"):
            parts.append(block(part.removeprefix("\b\n")))
        else:
            parts.append(f"{_names(' '.join(part.split()))}\n")
    return "\n".join(parts)


def _names(text: str) -> str:
    """Mark options and placeholders as code, outside of what is marked already."""
    pieces = re.split(r"(`[^`]*`)", text)
    pattern = r"(?<![\w/`<>-])(--?[a-z][a-z-]*|[A-Z]{4,}\b(?!-)(?:\.\.\.)?)"
    pieces[::2] = (re.sub(pattern, lambda found: _placeholder(found[1]), piece) for piece in pieces[::2])
    return "".join(pieces).replace("<", "&lt;")


def _placeholder(text: str) -> str:
    return text if text in ("JSON", "SARIF", "YAML", "HTML", "TODO") else f"`{text}`"


def _options(it: click.Command) -> str:
    rows = []
    for parameter in it.params:
        if isinstance(parameter, click.Option):
            words = _names(_DEFAULT.sub("", parameter.help or ""))
            *others, last = parameter.opts
            names = ", ".join(map(code, [*others, f"{last} {_value(parameter)}".strip()]))
            rows.append([names, " ".join(filter(None, (words, _choices(parameter), _default(parameter))))])
        else:
            name = re.sub(r"[][]", "", parameter.make_metavar(click.Context(it)))
            rows.append(
                [code(name), "See above. Required." if parameter.required else "See above. May be left out."]
            )
    if it is main:
        rows.append(["`-h`, `--help`", "Show the help, also that of a command, and exit."])
    return table(["Argument or option", "What it does"], rows) if rows else ""


def _value(option: click.Option) -> str:
    """Return what stands for the value of an option, after its name."""
    if option.is_flag or option.is_eager:
        return ""
    match option.type:
        case click.Choice():
            return "FORMAT" if option.opts == ["--format"] else "NAME"
        case click.IntRange():
            return "NUMBER"
        case click.Path(file_okay=False):
            return "FOLDER"
        case click.Path():
            return "PATH"
    return option.metavar or "TEXT"


def _choices(option: click.Option) -> str:
    """Return which values an option takes and whether it can be repeated, as sentences."""
    parts = []
    if isinstance(option.type, click.Choice):
        parts.append(f"One of {', '.join(map(code, option.type.choices))}.")
    if option.multiple:
        parts.append("May be given several times.")
    return " ".join(parts)


def _default(option: click.Option) -> str:
    """Return the default of an option, as a sentence."""
    if option.required:
        return "Required."
    if isinstance(option.default, str) and option.default:
        return f"Default: {code(option.default)}."
    found = _DEFAULT.search(option.help or "")
    return f"Default: {_names(found[1])}." if found else ""


_DEFAULT = re.compile(r" ?Default: (.+?)\.?$")
