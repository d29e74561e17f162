"""``Content`` to ``Site``: names become links, quotations become places, and every link is known from both ends."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.diagnostics import Diagnostic, Rule
from generator.evidence import (
    quotations_by_source,
    resolve_evidence,
)
from generator.links import Linker, Place
from generator.model import Brief, Claim, Content, Judgment
from generator.model import Statement as Written
from generator.names import name_everything
from generator.relate import brief_of, file_under_topics, related_briefs
from generator.site import (
    Link,
    Outcome,
    Site,
    SiteBrief,
    SiteClaim,
    SiteEntity,
    SiteJudgment,
    SiteTopic,
    Statement,
    Target,
)
from generator.sources import check_seeds, grading, resolve_publisher, resolve_source, sources_of
from generator.standing import Standing, standings

DUPLICATE_ID = Rule("duplicate-id", "Within a brief, no two claims or judgments have one id.")
RULES = (DUPLICATE_ID,)

Links = tuple[Link, ...]


def resolve(
    content: Content, drafts: frozenset[str] = frozenset(), as_of: datetime.date | None = None
) -> tuple[Site, list[Diagnostic]]:
    """Resolve everything. ``drafts`` are the slugs left out of ``content``: a link to one is reported as such.

    ``as_of`` is the day against which things are due; without it, the newest brief's. What does not resolve
    is reported and left out, so a site comes back whatever is wrong.
    """
    linker = Linker(content, name_everything(content), drafts)
    known = standings(content)
    briefs = [_brief(linker, slug, known) for slug in sorted(content.briefs)]
    statements = {item.target.id: item for brief in briefs for item in brief.statements}
    topics = {name: _topic(linker, name) for name in sorted(content.topics)}
    entities = {name: _entity(linker, name) for name in sorted(content.entities)}
    publishers = {name: resolve_publisher(linker, name) for name in sorted(content.publishers)}
    quoted = quotations_by_source(claim for brief in briefs for claim in brief.claims)
    sources = {
        name: source
        for name in sorted(content.sources)
        if (source := resolve_source(linker, name, quoted[name]))
    }
    check_seeds(linker)

    links = tuple(dict.fromkeys(linker.links))
    backlinks: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        backlinks[link.target.kind, link.target.id].append(link)
    dates = {brief.target.id: brief.date for brief in briefs}
    incoming = {
        key: tuple(sorted(found, key=lambda link: _newest(link, dates))) for key, found in backlinks.items()
    }
    targets = {brief.target.id: brief.target for brief in briefs}

    def briefs_linking(kind: str, name: str) -> tuple[Target, ...]:
        slugs = (brief_of(link.source) for link in incoming.get((kind, name), ()))
        return tuple(dict.fromkeys(targets[slug] for slug in slugs if slug in targets))

    shared = {
        target: briefs_linking(kind, target.id)
        for kind in ("topic", "entity")
        for target in linker.names.targets[kind].values()
    }
    related = related_briefs(list(targets.values()), shared, links)
    come_up = _entities_by_brief(links)
    site = Site(
        as_of=as_of or max(dates.values(), default=datetime.date.min),
        briefs={
            brief.target.id: replace(
                brief, related=related[brief.target], entities=come_up.get(brief.target.id, ())
            )
            for brief in briefs
        },
        topics=file_under_topics(topics, briefs),
        entities={
            name: replace(
                entity,
                contains=tuple(
                    link.source
                    for link in incoming.get(("entity", name), ())
                    if link.relation == "located in"
                ),
                briefs=briefs_linking("entity", name),
                statements=_in_order(statements, incoming.get(("entity", name), ())),
            )
            for name, entity in entities.items()
        },
        sources={
            name: replace(source, briefs=briefs_linking("source", name)) for name, source in sources.items()
        },
        publishers={
            name: replace(
                publisher,
                sources=tuple(
                    link.source for link in incoming.get(("publisher", name), ()) if link.source.id in sources
                ),
            )
            for name, publisher in publishers.items()
        },
        statements=statements,
        links=links,
        backlinks=incoming,
    )
    return site, linker.diagnostics


def _brief(linker: Linker, slug: str, standing: Mapping[str, Standing]) -> SiteBrief:
    brief, target, place = linker.content.briefs[slug], _own(linker, "brief", slug), Place("brief", slug)
    _check_ids(linker, brief, place)
    claims = tuple(
        _claim(linker, target, brief, item, place.at("claims", at), standing)
        for at, item in enumerate(brief.claims)
    )
    judgments = tuple(
        _judgment(linker, target, item, place.at("judgments", at)) for at, item in enumerate(brief.judgments)
    )
    linker.follow_all(target, "names", "entity", brief.entities, place.at("entities"))
    linker.follow_all(target, "see also", "brief", brief.see_also, place.at("see_also"))
    return SiteBrief(
        target=target,
        date=brief.date,
        is_draft=brief.status == "draft",
        summary=linker.prose(target, brief.summary, place.at("summary")),
        sources=sources_of(linker, target, brief, place),
        topics=linker.follow_all(target, "topic", "topic", brief.topics, place.at("topics")),
        entities=(),
        claims=claims,
        judgments=judgments,
        assumptions=linker.proses(target, brief.assumptions, place.at("assumptions")),
        gaps=linker.proses(target, brief.gaps, place.at("gaps")),
        body=linker.prose(target, brief.body, place.at("body")),
        related=(),
        aliases=brief.aliases,
        revisions=tuple(
            (revision.date, linker.prose(target, revision.note, place.at("revisions", at, "note")))
            for at, revision in enumerate(brief.revisions)
        ),
    )


def _claim(
    linker: Linker, owner: Target, brief: Brief, claim: Claim, place: Place, standing: Mapping[str, Standing]
) -> SiteClaim:
    common = _statement(linker, owner, claim, place)
    target = common["target"]
    evidence = resolve_evidence(linker, brief, target, claim.evidence, place.at("evidence"))
    return SiteClaim(
        **common,
        evidence=evidence,
        credibility=claim.credibility,
        grading=grading(linker.content, [quotation.source.id for quotation in evidence], claim.credibility),
        standing=standing[f"{owner.id}#{claim.id}"],
        corroborates=linker.follow_statements(
            target, "corroborates", claim.corroborates, place.at("corroborates")
        ),
        contradicts=linker.follow_statements(
            target, "contradicts", claim.contradicts, place.at("contradicts")
        ),
        updates=linker.follow_statements(target, "updates", claim.updates, place.at("updates")),
    )


def _judgment(linker: Linker, owner: Target, judgment: Judgment, place: Place) -> SiteJudgment:
    common = _statement(linker, owner, judgment, place)
    target = common["target"]
    return SiteJudgment(
        **common,
        likelihood=judgment.likelihood,
        confidence=judgment.confidence,
        based_on=linker.follow_statements(target, "based on", judgment.based_on, place.at("based_on")),
        against=linker.follow_statements(target, "against", judgment.against, place.at("against")),
    )


def _statement(linker: Linker, owner: Target, written: Written, place: Place) -> dict[str, Any]:
    """Resolve what claims and judgments have in common."""
    target = _own(linker, "statement", f"{owner.id}#{written.id}")
    text = linker.prose(target, written.text, place.at("text"))
    outcome = None
    if written.outcome:
        at = place.at("outcome")
        outcome = Outcome(
            written.outcome.status,
            linker.follow_statement(target, "outcome", written.outcome.by, at.at("by")),
            linker.prose(target, written.outcome.note, at.at("note")),
        )
    return {
        "target": target,
        "brief": owner,
        "text": text,
        "when": written.when,
        "where": linker.follow_all(target, "where", "entity", written.where, place.at("where")),
        "expected": written.expected,
        "outcome": outcome,
    }


def _topic(linker: Linker, name: str) -> SiteTopic:
    topic, target, place = linker.content.topics[name], _own(linker, "topic", name), Place("topic", name)
    return SiteTopic(
        target=target,
        record=topic,
        definition=linker.prose(target, topic.definition, place.at("definition")),
        broader=linker.follow(target, "broader", "topic", topic.broader, place.at("broader")),
        narrower=(),
        related=linker.follow_all(target, "related", "topic", topic.related, place.at("related")),
        briefs=(),
        briefs_below=0,
    )


def _entity(linker: Linker, name: str) -> SiteEntity:
    entity, target, place = linker.content.entities[name], _own(linker, "entity", name), Place("entity", name)
    return SiteEntity(
        target=target,
        record=entity,
        description=linker.prose(target, entity.description, place.at("description")),
        located_in=linker.follow(target, "located in", "entity", entity.located_in, place.at("located_in")),
        contains=(),
        briefs=(),
        statements=(),
    )


def _own(linker: Linker, kind: str, name: str) -> Target:
    return linker.names.targets[kind][name]


def _check_ids(linker: Linker, brief: Brief, place: Place) -> None:
    seen: dict[str, str] = {}
    for field, statements in (("claims", brief.claims), ("judgments", brief.judgments)):
        for at, statement in enumerate(statements):
            if statement.id in seen:
                message = f"`{statement.id}` is the id of another of the {seen[statement.id]}"
                span = linker.span(place.at(field, at, "id"))
                linker.diagnostics.append(DUPLICATE_ID.at(span, message, "give this one another id"))
            elif statement.id:
                seen[statement.id] = field


def _newest(link: Link, dates: dict[str, datetime.date]) -> tuple[int, str, str, str]:
    date = dates.get(brief_of(link.source), datetime.date.min)
    return (-date.toordinal(), link.source.uri, link.relation, link.source.id)


def _entities_by_brief(links: Links) -> dict[str, tuple[Target, ...]]:
    found: dict[str, set[Target]] = defaultdict(set)
    for link in links:
        if link.target.kind == "entity" and (slug := brief_of(link.source)):
            found[slug].add(link.target)
    return {
        slug: tuple(sorted(targets, key=lambda target: (target.label, target.id)))
        for slug, targets in found.items()
    }


def _in_order(statements: dict[str, Statement], incoming: Links) -> tuple[Target, ...]:
    """Give the claims and judgments among the sources of links, by the earliest day on which they may have happened."""

    def key(target: Target) -> tuple[Any, ...]:
        when = statements[target.id].when
        return (when is None, when.sort_key if when else (), target.id)

    return tuple(sorted({link.source for link in incoming if link.source.id in statements}, key=key))
