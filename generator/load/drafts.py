"""What is not finished, and holds up nothing but itself: drafts, and the sources that nothing but drafts uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic, Severity
from generator.load.decoder import TODO_LEFT
from generator.model.content import Content
from generator.model.graph import reachable


def draft_slugs(content: Content) -> frozenset[str]:
    """Give the slugs of the drafts."""
    return frozenset(slug for slug, brief in content.briefs.items() if brief.status == "draft")


def downgrade_draft_todos(
    content: Content, found: Iterable[Diagnostic], *, for_editor: bool
) -> Iterator[Diagnostic]:
    """Let a ``TODO`` in what is not finished be a warning that only an editor sees: the rest can be published."""
    waiting = _waiting_paths(content)
    for diagnostic in found:
        if diagnostic.rule != TODO_LEFT.id or diagnostic.span.path not in waiting:
            yield diagnostic
        elif for_editor:
            yield replace(diagnostic, severity=Severity.WARNING)


def published(content: Content, found: Iterable[Diagnostic]) -> Content:
    """Leave out what is for drafts alone, and records in which there is something left to do, as ``found`` says.

    What somebody is working on shows nowhere until it is published: neither the draft nor where it comes from.
    """
    hidden, waiting = left_out(content), _waiting_paths(content)
    to_do = {item.span.path for item in found if item.rule == TODO_LEFT.id and item.span.path in waiting}
    briefs = {slug: brief for slug, brief in content.briefs.items() if ("brief", slug) not in hidden}
    sources = {
        name: source
        for name, source in content.sources.items()
        if ("source", name) not in hidden and content.documents["source", name].path not in to_do
    }
    if len(briefs) == len(content.briefs) and len(sources) == len(content.sources):
        return content
    hidden_publishers = {source.publisher for source in content.sources.values()}
    hidden_publishers -= {source.publisher for source in sources.values()}
    publishers = {
        name: publisher for name, publisher in content.publishers.items() if name not in hidden_publishers
    }
    return replace(content, briefs=briefs, sources=sources, publishers=publishers)


def left_out(content: Content) -> frozenset[tuple[str, str]]:
    """Give the kind and id of what is for drafts alone: the drafts, and sources that no published brief rests on."""
    drafts = draft_slugs(content)
    of_drafts = {name for slug in drafts for name in content.briefs[slug].sources}
    sources = (("source", name) for name in of_drafts - _rested_on(content))
    return frozenset([*(("brief", slug) for slug in drafts), *sources])


def _of_published(content: Content) -> set[str]:
    """Give the sources of published briefs."""
    drafts = draft_slugs(content)
    return {name for slug, brief in content.briefs.items() if slug not in drafts for name in brief.sources}


def _rested_on(content: Content) -> set[str]:
    """Give the sources of published briefs, and those that they are derived from."""

    def originals(name: str) -> list[str]:
        source = content.sources.get(name)
        return [source.derived_from] if source and source.derived_from else []

    return set(reachable(_of_published(content), originals))


def one_todo_a_file(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Fold what is left to do in a draft into one finding, at the first of its places: a new draft is full of it."""
    listed = list(found)
    counts = Counter(item.span.path for item in listed if _waits(item))
    shown = []
    for item in listed:
        count = counts.pop(item.span.path, 0) if _waits(item) else 1
        if count > 1:
            hint = "this is the first; `seedbrief check` lists them all"
            item = replace(item, message=f"{count} things are still to be written here", hint=hint)
        shown += [item] if count else []
    return tuple(shown)


def _waits(diagnostic: Diagnostic) -> bool:
    return diagnostic.rule == TODO_LEFT.id and diagnostic.severity is Severity.WARNING


def _waiting_paths(content: Content) -> frozenset[str]:
    """Give the files of drafts, and of sources that no published brief uses."""
    used = _of_published(content)
    files = [("brief", slug) for slug in draft_slugs(content)]
    files += [("source", name) for name in content.sources if name not in used]
    return frozenset(content.documents[key].path for key in files)
