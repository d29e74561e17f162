"""The decorators that give a rule its check; ``generator.rules`` runs what they register.

A check yields diagnostics for the rules that it is registered with. Registration follows the order of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Rule
from generator.model.content import Content
from generator.model.site import Statement

Statements = Mapping[str, Statement]
"""Every claim and judgment as resolved, those of drafts included, by ``brief#id``."""

Check = Callable[[Content, Statements], Iterator[Diagnostic]]
BriefCheck = Callable[[Content, Statements, str], Iterator[Diagnostic]]

RULES: list[Rule] = []
CHECKS: list[Check] = []
PUBLISHING_CHECKS: list[Check] = []
BRIEF_CHECKS: list[tuple[tuple[Rule, ...], BriefCheck]] = []


def check(*rules: Rule, only_when_publishing: bool = False) -> Callable[[Check], Check]:
    """Register a function as the check of ``rules``, to be called once with all content.

    With ``only_when_publishing``, builds that show drafts, which are for writing, do not call it.
    """

    def register(function: Check) -> Check:
        RULES.extend(rules)
        (PUBLISHING_CHECKS if only_when_publishing else CHECKS).append(function)
        return function

    return register


def check_each_brief(*rules: Rule) -> Callable[[BriefCheck], BriefCheck]:
    """Register a function as the check of ``rules``, to be called for each brief with its slug.

    Its result is reused for the next build as long as nothing that it looked up has changed.
    """

    def register(function: BriefCheck) -> BriefCheck:
        RULES.extend(rules)
        BRIEF_CHECKS.append((rules, function))
        return function

    return register
