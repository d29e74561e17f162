"""The page ``output-formats``: what commands print and write for programs, with samples from the example."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
from click.testing import CliRunner

from generator.cli.main import COMMANDS, main
from generator.history.content_diff import changes
from generator.history.diff_text import changes_data, changes_text
from generator.load.loader import load
from generator.project.files import read_files
from scripts.reference.commands import command
from scripts.reference.markdown import block, code, front, table

_DOCS = Path(__file__).parents[2] / "docs"
_BRIEF = "content/briefs/ferry-to-birch-island.yml"


class Format(NamedTuple):
    """A format of a command: what it is for, the language of its sample, and what of the output is shown."""

    what: str
    language: str = "text"
    shown: Callable[[str], str] = str


def _first_lines(number: int) -> Callable[[str], str]:
    return lambda text: "\n".join([*text.splitlines()[:number], "..."])


def _without_rules(text: str) -> str:
    """Return SARIF with one rule of the many."""
    sarif = json.loads(text)
    driver = sarif["runs"][0]["tool"]["driver"]
    used = sarif["runs"][0]["results"][0]["ruleId"]
    driver["rules"] = [rule for rule in driver["rules"] if rule["id"] == used]
    driver["version"] = "..."
    sarif["runs"][0]["results"][0]["ruleIndex"] = 0
    return json.dumps(sarif, indent=2)


_FIELDS_OF_JSON = (
    "for programs: an object with `version`, `summary` and `findings`. Lines and columns count from 1; columns count code "
    "points; `end_column` is the first column after the problem. `version` rises when a field is removed or changes its "
    "meaning, not when one is added. A finding has a `url`, that of the rule in the documentation, if the package knows it"
)

FORMATS: dict[tuple[str, str], Format] = {
    ("check", "text"): Format("for people: each problem with its line and a mark below the place"),
    ("check", "json"): Format(_FIELDS_OF_JSON, "json"),
    ("check", "github"): Format("workflow commands, with which GitHub annotates the lines of a pull request"),
    ("check", "sarif"): Format(
        "[SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning and editors; "
        "with all rules and their explanations, of which the sample shows one",
        "json",
        _without_rules,
    ),
    ("diff", "text"): Format(
        "for people: each change, with removed words as `[-...-]` and added ones as `{+...+}`"
    ),
    ("diff", "json"): Format("for programs: the same changes", "json"),
    ("sources", "csl"): Format("CSL-JSON, for Zotero, Pandoc and others", "json"),
    ("sources", "bib"): Format("BibTeX, with the fields of BibLaTeX", "bibtex"),
    ("sources", "ris"): Format("RIS, for EndNote and others"),
    ("rules", ""): Format(
        "for people: every rule with its severity; examples of the analytic ones", "text", _first_lines(12)
    ),
    ("generate", ""): Format("the site as Markdown, for engines that read Markdown as MkDocs does"),
    ("generate", "--html"): Format(
        "the site as HTML with front matter, for Hugo and other engines; see [front matter](data.md#front-matter)"
    ),
}
"""The formats of the commands that have several, or whose output is for programs."""


def formats_of_commands() -> Iterator[tuple[str, str]]:
    """Yield each command that has an option ``--format``, with each of its values."""
    for name in COMMANDS:
        for option in command(name).params:
            if "--format" in option.opts and isinstance(option.type, click.Choice):
                yield from ((name, value) for value in option.type.choices)


def page() -> str:
    """Return the page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield front(
        "Output formats",
        "What the commands print and write for people and for programs, with a sample of each format.",
        "generator/cli/ and the output of the commands",
        "how-to/check-in-ci",
    )
    yield (
        "With the formats for programs, standard output contains nothing else; what is said to people goes to standard error."
        " The samples are from the example of this documentation. For `check`, a quotation in it was mistyped; for `diff`,"
        " a likelihood was changed. Exit codes are listed under [Commands](commands.md).\n"
    )
    yield table(
        ["Command", "Format", "What it is"],
        (
            [code(name), f"[`{value or 'default'}`](#{_anchor(name, value)})", re.split("[:;] ", it.what)[0]]
            for (name, value), it in FORMATS.items()
        ),
    )
    with TemporaryDirectory() as folder:
        root = Path(folder, "saltmere")
        _make_example(root)
        for (name, value), it in FORMATS.items():
            line, text = sample(root, name, value)
            yield f"## {line} {{: #{_anchor(name, value)} }}\n"
            yield f"{it.what[:1].upper()}{it.what[1:].removesuffix('.')}.\n"
            yield block(it.shown(text), it.language)


def _anchor(name: str, value: str) -> str:
    return "-".join(filter(None, (name, value.strip("-"))))


def _make_example(root: Path) -> None:
    shutil.copy(_DOCS.parent / "mkdocs.yml", root.parent / "mkdocs.yml")
    for folder in ("content", "seeds"):
        shutil.copytree(_DOCS / folder, root / folder)
    shutil.rmtree(root / "content/pages")
    (root / "content/pages").mkdir()
    (root / "mkdocs.yml").write_text("INHERIT: ../mkdocs.yml\nsite_name: Saltmere\n", "utf-8")


def sample(root: Path, name: str, value: str) -> tuple[str, str]:
    """Run a command in the example, and return its line and its output."""
    brief = root / _BRIEF
    before = brief.read_text("utf-8")
    arguments = [
        name,
        *(["--format", value] if value and not value.startswith("--") else [value] if value else []),
    ]
    try:
        if name == "check":
            brief.write_text(
                before.replace("quote: We expect the first", "quote: We expect a first", 1), "utf-8"
            )
        if name == "diff":
            return _diff(root, before, value)
        if name == "generate":
            arguments.append("pages")
        text = _run(root, *arguments)
        if name == "generate":
            paths = sorted(
                path.relative_to(root).as_posix() for path in (root / "pages").rglob("*") if path.is_file()
            )
            shutil.rmtree(root / "pages")
            text = "\n".join(paths)
        return " ".join(["seedbrief", *arguments]), text
    finally:
        brief.write_text(before, "utf-8")


def _diff(root: Path, before: str, value: str) -> tuple[str, str]:
    """Return what ``seedbrief diff`` prints of a changed likelihood, without a repository."""
    then, _ = load(read_files(root)[0])
    (root / _BRIEF).write_text(before.replace("likelihood: very likely", "likelihood: likely", 1), "utf-8")
    now, _ = load(read_files(root)[0])
    found = changes(then, now)
    text = (
        changes_text(found, "HEAD") if value == "text" else json.dumps(changes_data(found, "HEAD"), indent=2)
    )
    return f"seedbrief diff HEAD --format {value}", text


def _run(root: Path, *arguments: str) -> str:
    with chdir(root):
        return CliRunner().invoke(main, arguments, catch_exceptions=False).stdout
