"""How claims and judgments refer to each other: circles, contradictions, wrong kinds, outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Rule
from generator.model.content import Claim, Content, Statement
from generator.model.graph import find_loops, shown_loop
from generator.model.site import SiteClaim, SiteJudgment
from generator.model.site import Statement as SiteStatement
from generator.resolve.corroboration import full_name
from generator.rules.decorators import Statements, check, check_each_brief

CLAIM_CIRCLE = Rule(
    "claim-circle",
    "A claim or judgment must not update, contradict, corroborate or rest on itself, directly or through others.",
    wrong="""
judgments:
  - {id: a, text: Trade grows., likelihood: likely, confidence: low, based_on: [b]}
  - {id: b, text: Prices fall., likelihood: likely, confidence: low, based_on: [a]}
""",
    right="""
judgments:
  - {id: a, text: Trade grows., likelihood: likely, confidence: low, based_on: [trucks-lined-up]}
  - {id: b, text: Prices fall., likelihood: likely, confidence: low, based_on: [a]}
""",
)


@check(CLAIM_CIRCLE)
def claim_circle(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """`corroborates` and `contradicts` go both ways, so only a statement that names itself is wrong there."""
    for field in ("updates", "based_on", "against", "corroborates", "contradicts"):
        edges = dict(_edges(content, field))
        for name in sorted(edges):
            if name in edges[name]:
                yield _loop(content, field, [name, name])
                edges[name] = edges[name] - {name}
        if field in ("updates", "based_on"):
            yield from (_loop(content, field, loop) for loop in find_loops(edges))


SELF_CONTRADICTION = Rule(
    "self-contradiction",
    "The same claim must not be both corroborated and contradicted, nor support a judgment and speak against it.",
    wrong="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    evidence: [trucks are lined up]
  - id: at-the-gate
    text: The gate is where trucks are lined up.
    evidence: [lined up at the gate]
    corroborates: [trucks-lined-up]
    contradicts: [trucks-lined-up]
""",
    right="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    evidence: [trucks are lined up]
  - id: at-the-gate
    text: The gate is where trucks are lined up.
    evidence: [lined up at the gate]
    updates: [trucks-lined-up]
""",
)


@check_each_brief(SELF_CONTRADICTION)
def self_contradiction(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Compare the two lists of each claim and each judgment."""
    brief = content.briefs[slug]
    for field, at, statement in brief.placed_statements():
        if isinstance(statement, Claim):
            supporting, opposing = "corroborates", "contradicts"
            both = "corroborated and contradicted"
        else:
            supporting, opposing = "based_on", "against"
            both = "in `based_on` and in `against`"
        supported = {full_name(slug, ref) for ref in getattr(statement, supporting)}
        for position, ref in enumerate(getattr(statement, opposing)):
            if full_name(slug, ref) in supported:
                span = content.span("brief", slug, field, at, opposing, position)
                yield SELF_CONTRADICTION.at(span, f"`{ref}` is both {both}", "remove one of the two")


STATEMENT_KIND = Rule(
    "statement-kind",
    "`corroborates`, `contradicts` and `updates` must name claims; an assumption's `supports` must name judgments.",
)
_INSTEAD = {
    "corroborates": "name a claim; a claim that supports a judgment goes in its `based_on`",
    "contradicts": "name a claim; a claim that speaks against a judgment goes in its `against`",
    "updates": "name a claim; to change a judgment, edit it and add a revision",
}


@check_each_brief(STATEMENT_KIND)
def statement_kinds(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Look up what the claims and assumptions of a brief name."""
    brief = content.briefs[slug]
    lists: list[tuple[tuple[str, int, str], tuple[str, ...], type[SiteStatement], str]] = [
        (("claims", at, field), getattr(claim, field), SiteJudgment, hint)
        for at, claim in enumerate(brief.claims)
        for field, hint in _INSTEAD.items()
    ]
    lists += [
        (
            ("assumptions", at, "supports"),
            assumption.supports,
            SiteClaim,
            "name the judgments that depend on it",
        )
        for at, assumption in enumerate(brief.assumptions)
    ]
    repeated = _repeated_names(content, slug)
    for place, refs, wrong, hint in lists:
        for position, ref in enumerate(refs):
            name = full_name(slug, ref)
            if isinstance(statements.get(name), wrong) and name not in repeated:
                kind = "judgment" if wrong is SiteJudgment else "claim"
                span = content.span("brief", slug, *place, position)
                yield STATEMENT_KIND.at(span, f"`{ref}` is a {kind}", hint)


def _repeated_names(content: Content, slug: str) -> set[str]:
    """Return the statements whose id occurs twice in the brief, which is reported: it is not clear which is meant."""
    ids = Counter(statement.id for _, _, statement in content.briefs[slug].placed_statements())
    return {f"{slug}#{name}" for name, count in ids.items() if count > 1}


OUTCOME_WITHOUT_EXPECTED = Rule(
    "outcome-without-expected", "A statement with `outcome` must have `expected`."
)
OUTCOME_UNSUPPORTED = Rule(
    "outcome-unsupported",
    "An outcome must have a `note`, or `by` with a claim that reports it, other than the forecast.",
)


@check_each_brief(OUTCOME_WITHOUT_EXPECTED, OUTCOME_UNSUPPORTED)
def outcomes(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Check that a statement with an outcome is a forecast, and that something shows the outcome."""
    for field, at, statement in content.briefs[slug].placed_statements():
        outcome = statement.outcome
        if outcome is None:
            continue
        place = ("brief", slug, field, at, "outcome")
        if statement.expected is None and "expected" not in content.refused_fields("brief", slug, field, at):
            hint = "add `expected:` with the date it was due, or remove the outcome"
            span = content.span(*place, "status")
            yield OUTCOME_WITHOUT_EXPECTED.at(span, "`outcome` needs `expected`", hint)
        refused = content.refused_fields("brief", slug, field, at, "outcome") if not outcome.by else ()
        if outcome.by:
            by = full_name(slug, outcome.by)
            is_itself = by == f"{slug}#{statement.id}"
            if by in _repeated_names(content, slug):
                continue
            if is_itself or isinstance(statements.get(by), SiteJudgment):
                what = "is the forecast itself" if is_itself else "is a judgment"
                hint = "name the claim that reports what happened, or say in `note:` how you know"
                span = content.span(*place, "by")
                yield OUTCOME_UNSUPPORTED.at(span, f"`{outcome.by}` {what}", hint)
        elif outcome.status != "open" and not outcome.note and not {"by", "note"} & {*refused}:
            message = f"nothing shows that the outcome is `{outcome.status}`"
            hint = "add `by:` with the claim that reports it, or a `note:`"
            yield OUTCOME_UNSUPPORTED.at(content.span(*place, "status"), message, hint)


def _edges(content: Content, field: str) -> Iterator[tuple[str, frozenset[str]]]:
    kind = "judgments" if field in ("based_on", "against") else "claims"
    for slug, brief in content.briefs.items():
        for statement in getattr(brief, kind):
            if refs := getattr(statement, field):
                yield f"{slug}#{statement.id}", frozenset(full_name(slug, ref) for ref in refs)


def _loop(content: Content, field: str, loop: list[str]) -> Diagnostic:
    slug, _, name = loop[0].partition("#")
    brief = content.briefs[slug]
    kind = "claims" if any(claim.id == name for claim in brief.claims) else "judgments"
    statements: tuple[Statement, ...] = brief.claims if kind == "claims" else brief.judgments
    at = next(position for position, statement in enumerate(statements) if statement.id == name)
    span = content.span("brief", slug, kind, at, field)
    message = f"`{field}` forms a loop: {shown_loop(loop)}"
    return CLAIM_CIRCLE.at(span, message, f"remove one of these from `{field}`")
