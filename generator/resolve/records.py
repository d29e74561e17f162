"""Resolve one brief, topic or entity: as written, with ids and quotations resolved; backlinks are added later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.diagnostics import Rule, Severity
from generator.model.content import Brief, Claim, Judgment
from generator.model.content import Statement as Written
from generator.model.site import (
    Assumption,
    Outcome,
    SiteBrief,
    SiteClaim,
    SiteEntity,
    SiteJudgment,
    SiteTopic,
    Target,
    in_language,
)
from generator.resolve.evidence import resolve_evidence
from generator.resolve.linker import Linker, Place
from generator.resolve.quoted_words import UNVERIFIED_QUOTATION
from generator.resolve.sources import date_from, rating, sources_of

DUPLICATE_ID = Rule("duplicate-id", "Ids of claims and judgments must be unique within a brief.")
UNQUOTED_SOURCE = Rule(
    "unquoted-source",
    "A brief that quotes any article must quote or link to every article in its `sources`.",
    Severity.WARNING,
)
RULES = (DUPLICATE_ID, UNQUOTED_SOURCE)


def resolve_brief(linker: Linker, slug: str) -> SiteBrief:
    """Resolve one brief; ``related``, ``entities`` and ``versions`` stay empty."""
    brief, target, place = linker.content.briefs[slug], _own(linker, "brief", slug), Place("brief", slug)
    _check_ids(linker, brief, place)
    linker.check_quotations(brief.title, [brief.title], place.at("title"))
    claims = tuple(
        _claim(linker, target, brief, item, place.at("claims", at)) for at, item in enumerate(brief.claims)
    )
    judgments = tuple(
        _judgment(linker, target, brief, item, place.at("judgments", at))
        for at, item in enumerate(brief.judgments)
    )
    linker.resolve_ids(target, "names", "entity", brief.entities, place.at("entities"))
    linker.resolve_ids(target, "see also", "brief", brief.see_also, place.at("see_also"))
    resolved = SiteBrief(
        target=target,
        date=brief.date,
        authors=linker.resolve_ids(target, "written by", "author", brief.authors, place.at("authors")),
        reviewed_by=linker.resolve_ids(
            target, "reviewed by", "author", brief.reviewed_by, place.at("reviewed_by")
        ),
        language=linker.content.language_of(slug),
        translation_of=linker.resolve_id(
            target, "", "brief", brief.translation_of, place.at("translation_of")
        ),
        versions=(),
        is_listed=True,
        is_draft=brief.status == "draft",
        summary=linker.prose(target, brief.summary, place.at("summary")),
        covers=date_from(brief.sources, brief.covers, linker.content.sources),
        source_note=linker.prose(target, brief.source_note, place.at("source_note")),
        sources=sources_of(linker, target, brief, place),
        topics=linker.resolve_ids(target, "topic", "topic", brief.topics, place.at("topics")),
        entities=(),
        claims=claims,
        judgments=judgments,
        assumptions=_assumptions(linker, target, brief, place.at("assumptions")),
        gaps=linker.proses(target, brief.gaps, place.at("gaps")),
        body=linker.prose(target, brief.body, place.at("body")),
        related=(),
        aliases=brief.aliases,
        revisions=tuple(
            (revision.date, linker.prose(target, revision.note, place.at("revisions", at, "note")))
            for at, revision in enumerate(brief.revisions)
        ),
    )
    _check_quoted(linker, brief, place.at("sources"))
    return resolved


def _assumptions(linker: Linker, owner: Target, brief: Brief, place: Place) -> tuple[Assumption, ...]:
    linked: set[str] = set()
    return tuple(
        Assumption(
            linker.prose(owner, assumption.text, place.at(at, "text"), linked),
            linker.resolve_statements(owner, "assumed for", assumption.supports, place.at(at, "supports")),
        )
        for at, assumption in enumerate(brief.assumptions)
    )


def _claim(linker: Linker, owner: Target, brief: Brief, claim: Claim, place: Place) -> SiteClaim:
    common = _statement(linker, owner, claim, place)
    target = common["target"]
    evidence = resolve_evidence(linker, brief, target, claim.evidence, place.at("evidence"))
    sources = [quotation.source.id for quotation in evidence]
    return SiteClaim(
        **common,
        **_dates(linker, claim, sources),
        evidence=evidence,
        group=in_language(claim.group or "", target.language),
        said_by=linker.resolve_id(target, "said by", "entity", claim.said_by, place.at("said_by")),
        note=linker.prose(target, claim.note, place.at("note")),
        credibility=claim.credibility,
        rating=rating(linker.content, sources, claim.credibility),
        corroboration=linker.corroborations[f"{owner.id}#{claim.id}"],
        corroborates=linker.resolve_statements(
            target, "corroborates", claim.corroborates, place.at("corroborates")
        ),
        contradicts=linker.resolve_statements(
            target, "contradicts", claim.contradicts, place.at("contradicts")
        ),
        updates=linker.resolve_statements(target, "updates", claim.updates, place.at("updates")),
    )


def _judgment(linker: Linker, owner: Target, brief: Brief, judgment: Judgment, place: Place) -> SiteJudgment:
    common = _statement(linker, owner, judgment, place)
    target = common["target"]
    return SiteJudgment(
        **common,
        **_dates(linker, judgment, brief.sources),
        likelihood=judgment.likelihood,
        confidence=judgment.confidence,
        because=linker.prose(target, judgment.because, place.at("because")),
        would_change=linker.prose(target, judgment.would_change, place.at("would_change")),
        based_on=linker.resolve_statements(target, "based on", judgment.based_on, place.at("based_on")),
        against=linker.resolve_statements(target, "against", judgment.against, place.at("against")),
    )


def _statement(linker: Linker, owner: Target, written: Written, place: Place) -> dict[str, Any]:
    """Return the fields that claims and judgments have in common, resolved."""
    target = _own(linker, "statement", f"{owner.id}#{written.id}")
    text = linker.prose(target, written.text, place.at("text"))
    outcome = None
    if written.outcome:
        at = place.at("outcome")
        outcome = Outcome(
            written.outcome.status,
            linker.resolve_statement(target, "outcome", written.outcome.by, at.at("by")),
            linker.prose(target, written.outcome.note, at.at("note")),
        )
    return {
        "target": target,
        "brief": owner,
        "text": text,
        "where": linker.resolve_ids(target, "where", "entity", written.where, place.at("where")),
        "outcome": outcome,
        "aliases": written.aliases,
    }


def _dates(linker: Linker, written: Written, sources: Iterable[str]) -> dict[str, Any]:
    return {
        "when": date_from(sources, written.when, linker.content.sources),
        "expected": date_from(sources, written.expected, linker.content.sources),
    }


def resolve_topic(linker: Linker, name: str) -> SiteTopic:
    """Resolve one topic; ``narrower`` and the briefs stay empty."""
    topic, target, place = linker.content.topics[name], _own(linker, "topic", name), Place("topic", name)
    return SiteTopic(
        target=target,
        record=topic,
        definition=linker.prose(target, topic.definition, place.at("definition")),
        broader=linker.resolve_id(target, "broader", "topic", topic.broader, place.at("broader")),
        narrower=(),
        related=linker.resolve_ids(target, "related", "topic", topic.related, place.at("related")),
        briefs=(),
        briefs_below=0,
    )


def resolve_entity(linker: Linker, name: str) -> SiteEntity:
    """Resolve one entity; ``contains``, ``briefs`` and ``statements`` stay empty."""
    entity, target, place = linker.content.entities[name], _own(linker, "entity", name), Place("entity", name)
    return SiteEntity(
        target=target,
        record=entity,
        description=linker.prose(target, entity.description, place.at("description")),
        located_in=linker.resolve_id(
            target, "located in", "entity", entity.located_in, place.at("located_in")
        ),
        contains=(),
        briefs=(),
        statements=(),
    )


def _own(linker: Linker, kind: str, name: str) -> Target:
    return linker.index.targets[kind, name]


def _check_ids(linker: Linker, brief: Brief, place: Place) -> None:
    seen: dict[str, str] = {}
    for field, at, statement in brief.placed_statements():
        if statement.id in seen:
            message = f"`{statement.id}` is already the id of one of the {seen[statement.id]}"
            span = linker.span(place.at(field, at, "id"))
            linker.diagnostics.append(DUPLICATE_ID.at(span, message, "give this one another id"))
        elif statement.id:
            seen[statement.id] = field


def _check_quoted(linker: Linker, brief: Brief, place: Place) -> None:
    """Report the sources of a brief that it neither quotes nor links to; not if it quotes nothing at all."""
    quoted = {item.source for claim in brief.claims for item in claim.evidence}
    is_unsure = (  # what is wrong there is reported
        place.name in linker.content.salvaged
        or None in quoted
        or any(diagnostic.rule == UNVERIFIED_QUOTATION.id for diagnostic in linker.diagnostics)
    )
    if brief.status == "draft" or is_unsure or not quoted & {*brief.sources}:
        return
    used = quoted | linker.quoted_sources
    used |= {link.target.id for link in linker.links if (link.target.kind, link.relation) == _LINKED}
    for at, name in enumerate(brief.sources):
        if name in linker.content.seeds and name in linker.content.sources and name not in used:
            message = f"nothing in this brief quotes `{name}`"
            hint = f"quote it in a claim, link to it with [[{name}]], or remove it from `sources`"
            linker.diagnostics.append(UNQUOTED_SOURCE.at(linker.span(place.at(at)), message, hint))


_LINKED = ("source", "mentions")
