"""How records refer to each other, and their dates: loops, aliases, names, ratings, unused seeds, the future."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.model.content import Content
from generator.model.graph import MAX_LEVELS, chain, find_loops, find_too_deep, shown_loop
from generator.resolve.mentions import names_of, shared_names
from generator.resolve.sources import reliability
from generator.rules.decorators import Statements, check

HIERARCHY_LOOP = Rule("hierarchy-loop", "`broader`, `located_in` and `derived_from` must not form loops.")
HIERARCHY_DEPTH = Rule(
    "hierarchy-depth",
    "`broader`, `located_in` and `derived_from` must not form chains of more than 16 levels.",
)


@check(HIERARCHY_LOOP, HIERARCHY_DEPTH)
def hierarchies(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Report each loop once, at its first id, and what is on the first level that is too deep.

    Sources on a loop would have no origin.
    """
    parents = {
        ("topic", "broader"): {name: topic.broader for name, topic in content.topics.items()},
        ("entity", "located_in"): {name: entity.located_in for name, entity in content.entities.items()},
        ("source", "derived_from"): {name: source.derived_from for name, source in content.sources.items()},
    }
    for (kind, field), parent_of in parents.items():
        for loop in find_loops({name: [parent] for name, parent in parent_of.items() if parent}):
            span = content.span(kind, loop[0], field)
            message = f"`{field}` forms a loop: {shown_loop(loop)}"
            yield HIERARCHY_LOOP.at(span, message, f"remove `{field}` from one of them")
        for name in find_too_deep(parent_of):
            span = content.span(kind, name, field)
            message = f"`{name}` is on level {MAX_LEVELS + 1} of a chain of `{field}`"
            hint = f"leave out levels above it: at most {MAX_LEVELS} are allowed"
            yield HIERARCHY_DEPTH.at(span, message, hint)


RELATED_IN_HIERARCHY = Rule(
    "related-in-hierarchy",
    "`related` must not name the topic itself, or one that is broader or narrower.",
    Severity.WARNING,
)


@check(RELATED_IN_HIERARCHY)
def related_in_hierarchy(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Compare related topics with the chain of broader ones; SKOS keeps them apart (condition S27)."""
    above = {
        name: chain(name, lambda at: content.topics[at].broader if at in content.topics else None)
        for name in content.topics
    }
    for name, topic in sorted(content.topics.items()):
        for at, other in enumerate(topic.related):
            if other in above[name]:
                relation = "the topic itself" if other == name else "broader"
            elif name in above.get(other, ()):
                relation = "narrower"
            else:
                continue
            span = content.span("topic", name, "related", at)
            message = f"`{other}` is {relation}, so it cannot be related too"
            yield RELATED_IN_HIERARCHY.at(span, message, "remove it from `related`")


ALIAS_TAKEN = Rule("alias-taken", "An alias must not be the slug or an alias of another brief.")


@check(ALIAS_TAKEN)
def alias_taken(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Compare aliases with slugs, and with the aliases of earlier briefs."""
    owners = {slug: slug for slug in content.briefs}
    for slug, brief in sorted(content.briefs.items()):
        for at, alias in enumerate(brief.aliases):
            if alias in owners:
                span = content.span("brief", slug, "aliases", at)
                message = f"`{alias}` already leads to the brief `{owners[alias]}`"
                yield ALIAS_TAKEN.at(span, message, "keep it in one place")
            owners.setdefault(alias, slug)


TRANSLATION_CHAIN = Rule(
    "translation-chain", "`translation_of` must name another brief, which must not be a translation itself."
)
TRANSLATION_LANGUAGE = Rule(
    "translation-language",
    "A translation must be in another language than its original and all other translations of it.",
)


@check(TRANSLATION_CHAIN, TRANSLATION_LANGUAGE)
def translations(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Compare each translation with its original, then with the translations before it."""
    briefs = content.briefs
    taken: dict[tuple[str, str], str] = {}  # the brief in each language, by its original
    for slug, brief in sorted(briefs.items()):
        original = brief.translation_of
        if original is None or original not in briefs:
            continue
        span = content.span("brief", slug, "translation_of")
        if original == slug:
            hint = "name the brief that it translates, or delete the line"
            yield TRANSLATION_CHAIN.at(span, "the brief is said to translate itself", hint)
            continue
        if briefs[original].translation_of not in (None, original):
            first = chain(original, lambda name: briefs[name].translation_of if name in briefs else None)[-1]
            message = f"`{original}` is a translation itself, of `{briefs[original].translation_of}`"
            is_loop = first not in briefs or briefs[first].translation_of
            hint = (
                "delete `translation_of` in the original" if is_loop else f"write `translation_of: {first}`"
            )
            yield TRANSLATION_CHAIN.at(span, message, hint)
            continue
        if any("language" in content.refused_fields("brief", name) for name in (slug, original)):
            continue
        language = content.language_of(slug)
        place = content.span("brief", slug, "language" if brief.language else "translation_of")
        if language.casefold() == content.language_of(original).casefold():
            message = f"this translation and its original `{original}` are both in {language}"
            hint = "write the language of each, such as `language: ko`"
            yield TRANSLATION_LANGUAGE.at(place, message, hint)
        elif other := taken.get((original, language.casefold())):
            message = f"`{other}` is a translation of `{original}` into {language} already"
            yield TRANSLATION_LANGUAGE.at(place, message, "correct `language`, or delete one of the two")
        else:
            taken[original, language.casefold()] = slug


SHARED_NAME = Rule(
    "shared-name", "Entity names must be unique; shared names are not linked.", Severity.WARNING
)


@check(SHARED_NAME)
def shared_name(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Report a shared name at every entity that has it but the first."""
    shared = shared_names(content.entities)
    seen: set[str] = set()
    for name, entity in sorted(content.entities.items()):
        places = [("label",), *(("aliases", at) for at in range(len(entity.aliases)))]
        for place, written in zip(places, names_of(name, entity), strict=True):
            bearers = shared.get(written.key, [])
            if len(bearers) > 1 and written.key in seen:
                others = " and ".join(f"`{other}`" for other in bearers if other != name)
                span = content.span("entity", name, *place)
                message = (
                    f"`{written.text}` also names {others}, so mentions of it are not linked automatically"
                )
                hint = f"remove it from all but one; to mean this one, write [[{name}|{written.text}]]"
                yield SHARED_NAME.at(span, message, hint)
        seen |= {written.key for written in names_of(name, entity)}


UNUSED_SEED = Rule("unused-seed", "Every seed must have a source record.", Severity.WARNING)


@check(UNUSED_SEED)
def unused_seed(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Report seeds without a record; where a brief uses one, ``missing-record`` does."""
    used = {name for brief in content.briefs.values() for name in brief.sources}
    for name, seed in sorted(content.seeds.items()):
        if name not in content.sources and name not in used and not content.may_contain("source", name):
            hint = f"write content/sources/{name}.yml with `title` and `publisher`"
            yield UNUSED_SEED.at(Span(seed.path), "this seed has no source record", hint)


RATING_WITHOUT_RELIABILITY = Rule(
    "rating-without-reliability",
    "If a claim has `credibility`, an article it quotes, or the publisher of one, must have `reliability`.",
    Severity.WARNING,
)


@check(RATING_WITHOUT_RELIABILITY)
def rating_without_reliability(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Report each publisher once. The claims that quote it would be published with F, which nobody gave."""
    unrated = {
        name
        for name in content.sources
        if not (reliability(content, name) or content.mistakes.get(("source", name)))
    }
    claims: Counter[str] = Counter()
    for brief in content.briefs.values() if unrated else ():
        for claim in brief.claims:
            names = {item.source for item in claim.evidence if item.source}
            if claim.credibility and names <= unrated:
                claims.update({content.sources[name].publisher for name in names})
    for name in sorted(claims.keys() & content.publishers.keys()):
        if content.mistakes.get(("publisher", name)):
            continue  # its reliability may have an error of its own
        count = claims[name]
        rated = "a rated claim quotes" if count == 1 else f"{count} rated claims quote"
        message = f"`{name}` has no `reliability`, but {rated} its articles"
        hint = "add `reliability:` (A to F); until then readers see F, reliability cannot be judged"
        yield RATING_WITHOUT_RELIABILITY.at(content.span("publisher", name, "label"), message, hint)


REVISION_BEFORE_BRIEF = Rule(
    "revision-before-brief",
    "A revision must not be dated before its brief: `date` is the day on which the brief was first published.",
    Severity.WARNING,
)


FUTURE_DATE = Rule(
    "future-date",
    "Dates of briefs and revisions, and of access to a source, must not be in the future.",
    Severity.WARNING,
)


def impossible_dates(content: Content, today: datetime.date | None) -> Iterator[Diagnostic]:
    """Compare the dates on which authors did something with today and each other, but not those of drafts."""
    dates: list[tuple[datetime.date | None, str, str, tuple[str | int, ...]]] = []
    for slug, brief in content.briefs.items():
        if brief.status == "draft":
            continue
        dates.append((brief.date, "brief", slug, ("date",)))
        dates += [
            (item.date, "brief", slug, ("revisions", at, "date")) for at, item in enumerate(brief.revisions)
        ]
        for at, revision in enumerate(brief.revisions):
            # The first day stands for a date with an error of its own.
            if datetime.date.min < revision.date < brief.date and not (today and brief.date > today):
                span = content.span("brief", slug, "revisions", at, "date")
                message = f"this revision ({revision.date}) is dated before the brief ({brief.date})"
                yield REVISION_BEFORE_BRIEF.at(span, message, "correct one of the two dates")
    for name, source in content.sources.items():
        dates.append((source.accessed, "source", name, ("accessed",)))
        if source.archived:
            dates.append((source.archived.date, "source", name, ("archived", "date")))
        if source.original:
            dates.append((source.original.received, "source", name, ("original", "received")))
    for date, kind, name, place in dates if today else ():
        if date and today and date > today:
            hint = "correct it; a brief to be published later can be a draft until then"
            message = f"{date} is in the future: today is {today}"
            yield FUTURE_DATE.at(content.span(kind, name, *place), message, hint)
