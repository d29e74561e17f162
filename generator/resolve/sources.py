"""Where the briefs' articles come from: sources and publishers, how they are rated, and seeds that lack a record."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Rule, did_you_mean
from generator.model.content import Brief, Content
from generator.model.site import Quotation, SitePublisher, SiteSource, Target
from generator.resolve.corroboration import origin_of
from generator.resolve.evidence import marked_paragraphs, passages, share_quoted, unused_paragraphs
from generator.resolve.linker import Linker, Place

MISSING_SEED = Rule("missing-seed", "A source has its article under seeds/.")
MISSING_RECORD = Rule("missing-record", "A seed that a brief uses has a record in content/sources/.")
RULES = (MISSING_SEED, MISSING_RECORD)


def resolve_source(
    linker: Linker, name: str, quotations: Iterable[tuple[Target, Quotation]]
) -> SiteSource | None:
    """Resolve one source, given what is quoted from it and by which claims. Without its seed it has no page."""
    record, seed = linker.content.sources[name], linker.content.seeds.get(name)
    target, place = linker.names.targets["source"][name], Place("source", name)
    publisher = linker.resolve_id(
        target, "published by", "publisher", record.publisher, place.at("publisher")
    )
    basis = linker.prose(target, record.published_basis, place.at("published_basis"))
    original = linker.resolve_id(
        target, "derived from", "source", record.derived_from, place.at("derived_from")
    )
    if not seed:
        return None
    quoted = passages(seed, quotations)
    return SiteSource(
        target=target,
        record=record,
        publisher=publisher,
        reliability=reliability(linker.content, name),
        origin=origin_of(linker.content, name),
        basis=basis,
        derived_from=original,
        digest=seed.digest,
        passages=quoted,
        share=share_quoted(seed, quoted),
        unused=unused_paragraphs(seed, quoted),
        paragraphs=marked_paragraphs(seed, quoted) if record.rights == "full" else (),
        briefs=(),
    )


def resolve_publisher(linker: Linker, name: str) -> SitePublisher:
    """Resolve one publisher."""
    publisher, target = linker.content.publishers[name], linker.names.targets["publisher"][name]
    note = linker.prose(target, publisher.note, Place("publisher", name, ("note",)))
    return SitePublisher(target=target, record=publisher, note=note, sources=())


def sources_of(linker: Linker, target: Target, brief: Brief, place: Place) -> tuple[Target, ...]:
    """Resolve a brief's sources, telling a seed without a record from a source that is not there at all.

    One without a readable seed is left out: it has no page.
    """
    content = linker.content
    found = []
    for at, name in enumerate(brief.sources):
        written = place.at("sources", at)
        if name in content.sources:
            source = linker.resolve_id(target, "source", "source", name, written)
            found += [source] if source and name in content.seeds else []
        elif name in content.seeds and not content.may_contain("source", name):
            hint = f"write content/sources/{name}.yml with `title` and `publisher`"
            linker.diagnostics.append(
                MISSING_RECORD.at(linker.span(written), f"the seed `{name}` has no record", hint)
            )
        elif not (content.may_contain("source", name) or content.may_contain("seed", name)):
            hint = did_you_mean(name, content.seeds) or f"put the article at seeds/{name}.txt"
            linker.diagnostics.append(
                MISSING_SEED.at(linker.span(written), f"there is no seed `{name}`", hint)
            )
    return tuple(dict.fromkeys(found))


def check_seeds(linker: Linker) -> None:
    """Report the source records that have no seed."""
    content = linker.content
    for name in sorted(set(content.sources) - set(content.seeds)):
        if not content.may_contain("seed", name):
            message = f"this record has no seed: there is no seeds/{name}.txt"
            hint = did_you_mean(name, content.seeds) or "put the article there, or delete the record"
            linker.diagnostics.append(MISSING_SEED.at(linker.span(Place("source", name)), message, hint))


def rating(content: Content, sources: Iterable[str], credibility: int | None) -> str:
    """Grade a claim by the Admiralty code: the most reliable of its sources, and the credibility: ``C3``.

    A source without a rating is F, cannot be judged, and counts as least reliable; a credibility that is not
    given leaves the claim ungraded.
    """
    return (
        f"{min((reliability(content, name) or 'F' for name in sources), default='F')}{credibility}"
        if credibility
        else ""
    )


def reliability(content: Content, source: str) -> str | None:
    """Give a source's own rating, A to F, else its publisher's, else none."""
    record = content.sources[source]
    publisher = content.publishers.get(record.publisher)
    return record.reliability or (publisher.reliability if publisher else None)
