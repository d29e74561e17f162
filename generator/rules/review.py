"""Review: a brief must be read by somebody else before it is published. Off unless a site turns it on."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Rule
from generator.model.content import Content
from generator.rules.decorators import Statements, check_each_brief

NOT_REVIEWED = Rule(
    "not-reviewed",
    "A published brief must be reviewed by somebody who is not one of its authors.",
    wrong="""
authors: [kim]
reviewed_by: [kim]
""",
    right="""
authors: [kim]
reviewed_by: [lee]
""",
    is_optional=True,
)


@check_each_brief(NOT_REVIEWED)
def not_reviewed(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Report a published brief that nobody but its authors has reviewed."""
    brief = content.briefs[slug]
    if brief.status == "draft" or not set(brief.reviewed_by) <= set(brief.authors):
        return
    if content.refused_fields("brief", slug) & {"authors", "reviewed_by"}:
        return
    if brief.reviewed_by:
        span, message = (
            content.span("brief", slug, "reviewed_by"),
            "only its authors have reviewed this brief",
        )
    else:
        span, message = content.span("brief", slug, "title"), "nobody has reviewed this brief"
    hint = "write who has, by an id from content/authors.yml: reviewed_by: [id]"
    yield NOT_REVIEWED.at(span, message, hint)
