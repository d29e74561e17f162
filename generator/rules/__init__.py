"""What content must satisfy. Each rule is next to its check; this module has the list of all rules.

To add a rule, write a ``Rule`` and a function with the decorator ``check`` or ``check_each_brief`` in the module
where it belongs, and a golden case that breaks it in ``tests/golden/diagnostics/``. Rules that are checked while
files are read, decoded or resolved stay with the code that does so, in its tuple ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Rule, Severity, did_you_mean
from generator.incremental import BuildMemo
from generator.load import decoder, loader
from generator.model.content import Content
from generator.resolve import evidence, linker, quoted_words, records, sources
from generator.rules import (
    analytic,
    decorators,
    original_digests,
    permalinks,
    quoting,
    relations,
    review,
    seed_digests,
    site_files,
    structure,
)
from generator.rules.decorators import Statements
from generator.text import encoding, merge_conflict
from generator.text.yaml import reader as yaml_reader

RULES: tuple[Rule, ...] = (
    *site_files.RULES,
    *(rule for stage in (encoding, merge_conflict, yaml_reader, decoder, loader) for rule in stage.RULES),
    *(rule for stage in (linker, evidence, quoted_words, sources, records) for rule in stage.RULES),
    *decorators.RULES,
    structure.REVISION_BEFORE_BRIEF,
    structure.FUTURE_DATE,
)
"""Every rule: those of files, of loading, of resolving, and those that this room checks."""

__all__ = ["RULES", "check_brief", "check_content", "is_configurable", "parse_severities"]
_ = (
    permalinks,
    seed_digests,
    original_digests,
    structure,
    analytic,
    relations,
    quoting,
    review,
)  # imported to register their checks


def check_content(
    content: Content,
    statements: Statements,
    memo: BuildMemo,
    off: frozenset[str] = frozenset(),
    *,
    publishing: bool,
    each: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> Iterator[Diagnostic]:
    """Run the registered checks, over drafts as well; of single briefs, not those whose rules are all ``off``.

    ``each`` passes on the slugs of the briefs one by one, so that the caller can do something between two of them.
    """
    for check in (*decorators.CHECKS, *(decorators.PUBLISHING_CHECKS if publishing else ())):
        yield from check(content, statements)
    for slug in each(sorted(content.briefs)):
        yield from check_brief(content, statements, memo, slug, off)


def check_brief(
    content: Content, statements: Statements, memo: BuildMemo, slug: str, off: frozenset[str]
) -> list[Diagnostic]:
    """Run the checks of single briefs over one brief."""
    return memo.call(("checks", slug), _check_brief, (content, statements), slug, off)


def _check_brief(
    content: Content, statements: Statements, slug: str, off: frozenset[str]
) -> list[Diagnostic]:
    checks = [check for rules, check in decorators.BRIEF_CHECKS if any(rule.id not in off for rule in rules)]
    return [item for check in checks for item in check(content, statements, slug)]


def is_configurable(rule: Rule) -> bool:
    """Return whether a site may set the severity of a rule: of warnings and most analytic rules."""
    return not rule.traces and (rule.severity is Severity.WARNING or rule.is_analytic)


def parse_severities(written: Mapping[str, object]) -> dict[str, Severity | None]:
    """Parse the severities that ``mkdocs.yml`` sets, by rule id: ``error``, ``warning``, or ``off`` (``None``).

    Raises ValueError with a sentence for the author where a rule is unknown or cannot be set, or a value is not one
    of the three.
    """
    rules = {rule.id: rule for rule in RULES}
    severities: dict[str, Severity | None] = {}
    for name, value in written.items():
        if name not in rules:
            raise ValueError(f"rules: there is no rule `{name}`. {did_you_mean(name, rules)}".strip())
        if not is_configurable(rules[name]):
            raise ValueError(f"rules: `{name}` cannot be set: without it, statements could not be traced")
        if value is not False and value not in ("error", "warning", "off"):
            raise ValueError(f"rules: `{name}` must be error, warning or off, not {value!r}")
        severities[name] = (
            None if value in ("off", False) else Severity(str(value))
        )  # YAML 1.1 reads off as False
    return severities
