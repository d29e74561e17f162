"""Drafts, and the records that only drafts use: what is not shown yet, and how far its mistakes count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic, Severity
from generator.load.decoder import TODO_LEFT
from generator.model.content import Content
from generator.model.graph import reachable

RecordIds = frozenset[tuple[str, str]]
"""Records by kind and id."""


def draft_records(content: Content) -> RecordIds:
    """Return the drafts, and the sources that drafts use and no published brief depends on."""
    drafts = _draft_slugs(content)
    of_drafts = {name for slug in drafts for name in content.briefs[slug].sources}

    def originals(name: str) -> list[str]:
        source = content.sources.get(name)
        return [source.derived_from] if source and source.derived_from else []

    of_published = reachable(_published_sources(content), originals)
    return frozenset(
        [
            *(("brief", slug) for slug in drafts),
            *(("source", name) for name in of_drafts.difference(of_published)),
        ]
    )


def hidden_records(content: Content, diagnostics: Iterable[Diagnostic]) -> RecordIds:
    """Return the records that a build for publishing does not show.

    They are ``draft_records``, sources that no published brief uses and that have a ``TODO`` left, as ``diagnostics``
    say, and publishers that have no other sources.
    """
    unfinished = _unfinished_paths(content)
    to_do = {item.span.path for item in diagnostics if item.rule == TODO_LEFT.id} & unfinished
    drafts = draft_records(content)
    sources = {
        name
        for name in content.sources
        if ("source", name) in drafts or content.documents["source", name].path in to_do
    }
    shown = {source.publisher for name, source in content.sources.items() if name not in sources}
    publishers = {content.sources[name].publisher for name in sources} - shown
    return drafts.union((("source", name) for name in sources), (("publisher", name) for name in publishers))


def downgrade_draft_todos(
    content: Content, diagnostics: Iterable[Diagnostic], *, for_editor: bool
) -> Iterator[Diagnostic]:
    """Yield ``diagnostics``, where a ``TODO`` in unfinished work is a warning for an editor, else left out."""
    unfinished = _unfinished_paths(content)
    for diagnostic in diagnostics:
        if diagnostic.rule != TODO_LEFT.id or diagnostic.span.path not in unfinished:
            yield diagnostic
        elif for_editor:
            yield replace(diagnostic, severity=Severity.WARNING)


def one_todo_a_file(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Fold the TODOs of each draft into one diagnostic, at the first of them: a new draft is full of them."""
    listed = list(diagnostics)
    counts = Counter(item.span.path for item in listed if _is_draft_todo(item))
    shown = []
    for item in listed:
        count = counts.pop(item.span.path, 0) if _is_draft_todo(item) else 1
        if count > 1:
            hint = f"`seedbrief check {item.span.path}` lists them"
            item = replace(item, message=f"{count} TODOs left in this file", hint=hint)
        shown += [item] if count else []
    return tuple(shown)


def _is_draft_todo(diagnostic: Diagnostic) -> bool:
    return diagnostic.rule == TODO_LEFT.id and diagnostic.severity is Severity.WARNING


def _draft_slugs(content: Content) -> list[str]:
    return [slug for slug, brief in content.briefs.items() if brief.status == "draft"]


def _published_sources(content: Content) -> set[str]:
    """Return the sources of published briefs."""
    published = (brief for brief in content.briefs.values() if brief.status != "draft")
    return {name for brief in published for name in brief.sources}


def _unfinished_paths(content: Content) -> frozenset[str]:
    """Return the files of drafts, and of sources that no published brief uses."""
    used = _published_sources(content)
    records = [("brief", slug) for slug in _draft_slugs(content)]
    records += [("source", name) for name in content.sources if name not in used]
    return frozenset(content.documents[record].path for record in records)
