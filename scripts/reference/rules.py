"""The page on rules, from ``generator/rules``."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Rule, Severity
from generator.rules import RULES, is_configurable
from generator.rules.explanations import ARTICLE, explain

_INTRODUCTION = f"""\
# Rules

Every rule that the content must follow. `seedbrief check` names the rule of each problem in brackets, and
`seedbrief explain RULE` prints what this page says about it. An **error** fails the build; a **warning** does so with
`--strict`. Rules that are *configurable* can be set to `error`, `warning` or `off` in [`mkdocs.yml`](plugin-options.md#rules).

Analytic rules come first, then those of files and formats. The examples quote this article: "{ARTICLE}"
"""


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [_INTRODUCTION, *(line for rule in sorted(RULES, key=_order) for line in _section(rule))]
    )


def _order(rule: Rule) -> tuple[bool, str]:
    return not rule.is_analytic, rule.id


def _section(rule: Rule) -> Iterator[str]:
    said = explain(rule)
    severity = (
        "off by default" if rule.is_optional else "warning" if rule.severity is Severity.WARNING else "error"
    )
    yield f"## {rule.id} {{: #{rule.id} }}\n"
    yield f"{rule.summary}\n"
    yield f"*{severity.capitalize()}{', configurable' if is_configurable(rule) else ''}.* {said.why}\n"
    if said.wrong:
        yield f"Wrong, in `{said.file}`:\n"
        yield f"```yaml\n{said.wrong}\n```\n"
        yield f"Right:\n\n```yaml\n{said.right}\n```\n"
    else:
        yield f"Example: {said.problem}\n"
        yield f"Fix: {said.fix}\n"
