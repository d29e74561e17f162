"""What is wrong with the content, as values: rules, places in files, and how a finding reads.

A mistake in content is never an exception. Every stage hands on what it could read, and beside it
the diagnostics for what it could not, so that one run shows all there is to mend.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process


class Severity(StrEnum):
    """How much a finding matters: an error fails the build, a warning does so under ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file, half open. Lines and columns count from 1; columns count code points."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def is_whole_file(self) -> bool:
        """Say whether nothing in the file is pointed at: something is wrong with all of it, or with its name."""
        return (self.line, self.column, self.end_line, self.end_column) == (1, 1, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding: where it is, which rule it breaks, a sentence on what is wrong, a hint on what to do."""

    span: Span
    rule: str
    severity: Severity
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that content must satisfy. ``summary`` is the sentence that documents it.

    Analytic rules have examples in YAML, ``wrong`` and ``right``: fields that replace those in ``file`` of a small
    project.
    """

    id: str
    summary: str
    severity: Severity = Severity.ERROR
    wrong: str = ""
    right: str = ""
    file: str = "content/briefs/example.yml"

    @property
    def is_analytic(self) -> bool:
        """Say whether this is a rule of analytic tradecraft, not of files and format."""
        return bool(self.wrong)

    def at(self, span: Span, message: str, hint: str = "") -> Diagnostic:
        """Make the diagnostic that says this rule is broken at ``span``; its message is kept to one line."""
        return Diagnostic(span, self.id, self.severity, " ".join(message.split()), hint)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether a build with these diagnostics must fail."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by path, line and column, each finding once, so that every run lists them alike."""
    return tuple(sorted(set(diagnostics)))


def format_text(diagnostic: Diagnostic) -> str:
    """Write one finding as a compiler would: ``path:line:column: severity: message [rule]``, hints indented."""
    head = f"{diagnostic.span}: {diagnostic.severity}: {diagnostic.message} [{diagnostic.rule}]"
    return "\n".join([head, *(f"  {line}" for line in diagnostic.hint.splitlines())])


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Count the findings in words: ``2 errors, 1 warning``; empty when there are none."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = ((severities.count(kind), kind) for kind in Severity)
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in counts if count)


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """Propose the choice that is most like ``name``, as a hint; empty when none is at all alike."""
    found = process.extractOne(name.lower(), sorted(choices), scorer=fuzz.ratio, score_cutoff=55)
    return f"did you mean `{found[0]}`?" if found else ""
