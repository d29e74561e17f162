"""Problems as values: rules, places in files, and diagnostics.

A mistake in content never raises an exception. Every stage returns what it could read together with diagnostics for
what it could not, so that one run reports all problems.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

_TAB = "    "
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
# These would change the direction of the rest of the line.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Severity(StrEnum):
    """How serious a problem is: an error fails the build, a warning does so with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range in a file, half open. Lines and columns count from 1; columns count code points."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def is_whole_file(self) -> bool:
        """Return whether this is the whole file: the problem is its name, or everything in it."""
        return (self.line, self.column, self.end_line, self.end_column) == (1, 1, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One problem: its place, the rule that is broken, a sentence that says what is wrong, and a hint how to fix it."""

    span: Span
    rule: str
    severity: Severity
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that content must satisfy. ``summary`` is the sentence that documents it, a message to translate.

    Analytic rules have examples in YAML, ``wrong`` and ``right``: fields that replace those in ``file`` of a small
    project. ``traces`` says that statements could not be traced to their source without it, so no site can set it;
    ``is_optional``, that it is off unless a site sets it.
    """

    id: str
    summary: str
    severity: Severity = Severity.ERROR
    wrong: str = ""
    right: str = ""
    file: str = "content/briefs/example.yml"
    traces: bool = False
    is_optional: bool = False

    @property
    def is_analytic(self) -> bool:
        """Return whether this is a rule of analytic tradecraft, not of files and format."""
        return bool(self.wrong)

    def at(self, span: Span, message: str, hint: str = "") -> Diagnostic:
        """Return the diagnostic that this rule is broken at ``span``; line breaks in ``message`` become spaces."""
        return Diagnostic(span, self.id, self.severity, " ".join(message.split()), hint)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether a build with these diagnostics must fail."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by path, line and column, without duplicates: every run lists them in the same order."""
    return tuple(sorted(set(diagnostics)))


def format_text(diagnostic: Diagnostic) -> str:
    """Format a diagnostic as compilers do: ``path:line:column: severity: message [rule]``, with the hint indented."""
    head = f"{diagnostic.span}: {diagnostic.severity}: {diagnostic.message} [{diagnostic.rule}]"
    return printable_lines("\n".join([head, *(f"  {line}" for line in diagnostic.hint.splitlines())]))


def printable(text: str) -> str:
    """Replace what a terminal would obey and not show, and each tab by four spaces.

    Whatever a file, a page or a server says goes through here before it is printed or logged: an escape sequence could
    otherwise change colours, the window's title or what was printed before.
    """
    return "".join(
        _TAB
        if character == "\t"
        else _UNPRINTABLE
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _BIDI_CONTROLS
        else character
        for character in text
    )


def name_character(character: str) -> str:
    """Return the code point and name of a character: ``U+200B ZERO WIDTH SPACE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def printable_lines(text: str) -> str:
    """Make each line of a text ``printable``."""
    return "\n".join(map(printable, text.split("\n")))


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the number of problems: ``2 errors, 1 warning``; empty if there are none."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = ((severities.count(kind), kind) for kind in Severity)
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in counts if count)


def did_you_mean(name: str, choices: Iterable[str], likeness: int = 55) -> str:
    """Return a hint with the choice most similar to ``name``; empty if none is similar by so many percent."""
    found = most_similar(name, sorted(choices), likeness)
    return f"did you mean `{found}`?" if found else ""


def most_similar(name: str, choices: Iterable[str], likeness: int) -> str:
    """Return the first of the choices most similar to ``name``; empty if none is similar by so many percent."""
    found = process.extractOne(name.lower(), choices, scorer=fuzz.ratio, score_cutoff=likeness)
    return found[0] if found else ""
