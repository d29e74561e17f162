"""Rules that need the whole picture: one small function each, listed in ``CHECKS``.

To add a rule: give it a ``Rule``, write a function that yields diagnostics, add both to the lists at the end,
and put a golden case that breaks it under ``tests/golden/diagnostics/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.model.content import Content
from generator.model.site import Site
from generator.resolve.mentions import names_of, shared_names

Check = Callable[[Content, Site], Iterator[Diagnostic]]

HIERARCHY_LOOP = Rule(
    "hierarchy-loop",
    "No topic is broader than itself, no place lies in itself, and no source is derived from itself, by any way round.",
)
ALIAS_TAKEN = Rule("alias-taken", "A former slug is not that of another brief, nor claimed by two.")
OUTCOME_WITHOUT_EXPECTED = Rule(
    "outcome-without-expected", "Only something that was foretold has an outcome."
)
OUTCOME_UNSUPPORTED = Rule(
    "outcome-unsupported", "What came of a forecast is shown by a claim, or said in a note."
)
SHARED_NAME = Rule(
    "shared-name", "No two entities have one name, or a mention of it could mean either.", Severity.WARNING
)
UNUSED_SEED = Rule("unused-seed", "Every seed has a source record.", Severity.WARNING)


def hierarchy_loops(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Follow `broader`, `located_in` and `derived_from` from each record; each loop is reported once, at its first id.

    Of sources that repeat each other, none was first, so it cannot be said how many origins there are.
    """
    above = {
        "topic": ({name: topic.broader for name, topic in content.topics.items()}, "broader"),
        "entity": ({name: entity.located_in for name, entity in content.entities.items()}, "located_in"),
        "source": ({name: source.derived_from for name, source in content.sources.items()}, "derived_from"),
    }
    for kind, (parents, field) in above.items():
        for name in sorted(parents):
            way = list(_upwards(name, parents))
            if parents.get(way[-1]) == name and name == min(way):
                shown = " -> ".join([*way, name])
                message = f"`{field}` goes round in a circle: {shown}"
                yield HIERARCHY_LOOP.at(
                    content.span(kind, name, field), message, f"take `{field}` out of one of them"
                )


def aliases_taken(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Compare every alias with the slugs and with the aliases of the briefs before it."""
    owners = {slug: slug for slug in content.briefs}
    for slug, brief in sorted(content.briefs.items()):
        for at, alias in enumerate(brief.aliases):
            if alias in owners:
                message = f"`{alias}` already leads to the brief `{owners[alias]}`"
                yield ALIAS_TAKEN.at(
                    content.span("brief", slug, "aliases", at), message, "keep it in one place"
                )
            owners.setdefault(alias, slug)


def names_shared(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Find labels and aliases that are those of an earlier entity as well; none of them becomes a link by itself."""
    shared = shared_names(content.entities)
    seen: set[str] = set()
    for name, entity in sorted(content.entities.items()):
        places = [("label",), *(("aliases", at) for at in range(len(entity.aliases)))]
        for place, written in zip(places, names_of(name, entity), strict=True):
            bearers = shared.get(written.key, [])
            if len(bearers) > 1 and written.key in seen:
                others = " and ".join(f"`{other}`" for other in bearers if other != name)
                yield SHARED_NAME.at(
                    content.span("entity", name, *place),
                    f"`{written.text}` is a name of {others} too, so where it stands in prose it is not linked",
                    f"take it from all but one; where another is meant, write [[{name}|{written.text}]]",
                )
        seen |= {written.key for written in names_of(name, entity)}


def outcomes(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Hold each outcome against what was foretold, and against what shows it."""
    for slug, brief in sorted(content.briefs.items()):
        for field, statements in (("claims", brief.claims), ("judgments", brief.judgments)):
            for at, statement in enumerate(statements):
                outcome = statement.outcome
                if outcome is None:
                    continue
                place = ("brief", slug, field, at, "outcome", "status")
                if statement.expected is None:
                    message = "an outcome, but nothing was expected"
                    hint = "add `expected:` with the date it was due, or take the outcome out"
                    yield OUTCOME_WITHOUT_EXPECTED.at(content.span(*place), message, hint)
                if outcome.status != "open" and not (outcome.by or outcome.note):
                    message = f"nothing shows that this is {outcome.status}"
                    hint = "add `by:` with the claim that reports it, or a `note:`"
                    yield OUTCOME_UNSUPPORTED.at(content.span(*place), message, hint)


def unused_seeds(content: Content, site: Site) -> Iterator[Diagnostic]:
    """List seeds that nobody has described yet; a brief that uses one is an error by itself."""
    used = {name for brief in content.briefs.values() for name in brief.sources}
    for name, seed in sorted(content.seeds.items()):
        if name not in content.sources and name not in used and not content.may_contain("source", name):
            hint = f"write content/sources/{name}.yml with `title` and `publisher`"
            yield UNUSED_SEED.at(Span(seed.path), "this seed has no source record", hint)


def _upwards(name: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    seen: set[str] = set()
    at: str | None = name
    while at and at not in seen:
        yield at
        seen.add(at)
        at = parents.get(at)


CHECKS: tuple[Check, ...] = (hierarchy_loops, aliases_taken, names_shared, outcomes, unused_seeds)
RULES = (HIERARCHY_LOOP, ALIAS_TAKEN, SHARED_NAME, OUTCOME_WITHOUT_EXPECTED, OUTCOME_UNSUPPORTED, UNUSED_SEED)
