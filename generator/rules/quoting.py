"""How to quote: whole clauses, with nothing left out that changes what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generator.diagnostics import Diagnostic, Rule, Severity
from generator.model.content import Content
from generator.model.site import Quotation, SiteClaim
from generator.resolve.corroboration import full_name
from generator.resolve.evidence import count_words
from generator.rules.decorators import Statements, check_each_brief

SKIPPED_WORDS = 8  # an ellipsis that skips fewer is not worth it
CLAUSE_LENGTH = 200  # code points; words further from the quotation do not count as its clause

# Where a clause ends; a comma or point inside a number is none.
_CLAUSE_END = re.compile(r"[.,](?!\d)|[;:!?()\n\u2013\u2014\u201c\u201d\"]")
# "May" with a capital is the month.
_TURNS_MEANING = re.compile(
    r"\b(?:may|(?i:if|not|no|never|cannot|but|might|unless|preparing to|due to))\b|(?i:n['\u2019]t)\b"
)

NEEDLESS_ELLIPSIS = Rule(
    "needless-ellipsis",
    "`[...]` must not skip fewer than 8 words.",
    Severity.WARNING,
    wrong="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    evidence: ["trucks are [...] at the gate"]
""",
    right="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    evidence: [trucks are lined up at the gate]
""",
)
CLAUSE_CUT = Rule(
    "clause-cut",
    "A quotation must not leave out words of its own clause that turn its meaning, such as *if*, *not* or *but*.",
    Severity.WARNING,
    wrong="""
claims:
  - id: guards-agree
    text: The guards agree.
    evidence: [the guards agree]
""",
    right="""
claims:
  - id: guards-agree
    text: Trucks drive through if the guards agree.
    evidence: [They drive through if the guards agree]
""",
)


@check_each_brief(NEEDLESS_ELLIPSIS, CLAUSE_CUT)
def quoted_in_part(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Look at what each quotation leaves out of the article. Clauses are looked at in English articles only."""
    for at, claim in enumerate(content.briefs[slug].claims):
        resolved = statements.get(full_name(slug, claim.id))
        if not isinstance(resolved, SiteClaim) or len(resolved.evidence) != len(claim.evidence):
            continue
        for number, quotation in enumerate(resolved.evidence):
            text = content.seeds[quotation.source.id].text
            where = ("brief", slug, "claims", at, "evidence", number, "quote")
            for start, end in _skipped(quotation):
                skipped = text[start:end].strip()
                if count_words(skipped) < SKIPPED_WORDS:
                    message = f"[...] skips only {_number(count_words(skipped))}"
                    hint = f"quote them too: {' '.join(skipped.split())}"
                    yield NEEDLESS_ELLIPSIS.at(content.span(*where), message, hint)
            if quotation.language.partition("-")[0] == "en":
                for left_out in _left_out_of_clauses(text, quotation):
                    if turn := _TURNS_MEANING.search(left_out):
                        message = f"the quotation leaves out `{turn[0]}` of its own clause"
                        hint = f"quote the whole clause; left out: {' '.join(left_out.split())}"
                        yield CLAUSE_CUT.at(content.span(*where), message, hint)
                        break


def _skipped(quotation: Quotation) -> Iterator[tuple[int, int]]:
    return ((left[1], right[0]) for left, right in pairwise(quotation.spans))


def _left_out_of_clauses(text: str, quotation: Quotation) -> Iterator[str]:
    """Yield what the clauses in which the quoted words begin and end have before and after them."""
    for start, end in quotation.spans:
        before = text[max(0, start - CLAUSE_LENGTH) : start]
        clause_ends = [match.end() for match in _CLAUSE_END.finditer(before)]
        yield before[clause_ends[-1] if clause_ends else 0 :]
        after = text[end : end + CLAUSE_LENGTH]
        if not _CLAUSE_END.match(text, max(end - 1, 0)):  # else the quotation ends with its clause
            clause_end = _CLAUSE_END.search(after)
            yield after[: clause_end.start() if clause_end else len(after)]


def _number(words: int) -> str:
    return f"{words} word{'s' if words != 1 else ''}"
