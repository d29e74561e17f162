"""Resolve sources and publishers, and rate them; report sources without a seed and seeds without a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Rule, did_you_mean
from generator.model.content import DIGESTS, SEED_ENDINGS, Brief, Content, Source, Statement
from generator.model.fields import name_problem, slugify
from generator.model.site import SitePublisher, SiteSource, Target
from generator.resolve.corroboration import origin_of
from generator.resolve.evidence import marked_paragraphs, passages, share_quoted, unused_paragraphs
from generator.resolve.linker import Linker, Place
from generator.text.edtf import EdtfDate

MISSING_SEED = Rule("missing-seed", "A source must have its article in seeds/.")
MISSING_RECORD = Rule("missing-record", "A seed that a brief uses must have a record in content/sources/.")
RULES = (MISSING_SEED, MISSING_RECORD)


def resolve_source(linker: Linker, name: str) -> SiteSource | None:
    """Resolve one source, with the passages that are quoted from it; ``briefs`` stays empty.

    Returns None where its seed is missing or unreadable: then it has no page.
    """
    record, seed = linker.content.sources[name], linker.content.seeds.get(name)
    target, place = linker.index.targets["source", name], Place("source", name)
    publisher = linker.resolve_id(
        target, "published by", "publisher", record.publisher, place.at("publisher")
    )
    basis = linker.prose(target, record.published_basis, place.at("published_basis"))
    notes = linker.proses(target, record.notes, place.at("notes"))
    original = linker.resolve_id(
        target, "derived from", "source", record.derived_from, place.at("derived_from")
    )
    if not seed:
        return None
    published = date_from([name], record.published, linker.content.sources)
    if published is not record.published:
        record = record.model_copy(update={"published": published})
    words = [*linker.quoted_words.get(name, ()), *(item[1:] for item in linker.quoted)]
    quoted, words_quoted = passages(seed, linker.quotations.get(name, ()), words, record)
    return SiteSource(
        target=target,
        record=record,
        publisher=publisher,
        reliability=reliability(linker.content, name),
        origin=origin_of(linker.content, name),
        basis=basis,
        notes=notes,
        derived_from=original,
        digest=seed.digest,
        passages=quoted,
        words=words_quoted,
        share=share_quoted(seed, quoted),
        unused=unused_paragraphs(seed, quoted) if linker.content.for_editor else (),
        paragraphs=marked_paragraphs(seed, quoted) if record.rights == "full" else (),
        briefs=(),
    )


def resolve_publisher(linker: Linker, name: str) -> SitePublisher:
    """Resolve one publisher; ``sources`` stays empty."""
    publisher, target = linker.content.publishers[name], linker.index.targets["publisher", name]
    note = linker.prose(target, publisher.note, Place("publisher", name, ("note",)))
    return SitePublisher(target=target, record=publisher, note=note, sources=())


def sources_of(linker: Linker, target: Target, brief: Brief, place: Place) -> tuple[Target, ...]:
    """Return the targets of a brief's sources that have a page, and report those without a record or a seed."""
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
            new = name if not name_problem(name) else slugify(PurePosixPath(name).stem) or "its-id"
            save = f"save the article as seeds/{new}.txt" + (
                f", and write `{new}` here" if new != name else ""
            )
            hint = linker.named_otherwise(name, ("source",)) or did_you_mean(name, content.seeds) or save
            linker.diagnostics.append(
                MISSING_SEED.at(linker.span(written), f"there is no seed `{name}`", hint)
            )
    return tuple(dict.fromkeys(found))


def check_seeds(content: Content) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each source record without a seed; one that was locked is reported as gone."""
    locked = content.locks.get(DIGESTS, "").split()
    for name in sorted(set(content.sources) - set(content.seeds)):
        is_locked = any(f"{name}{ending}" in locked for ending in SEED_ENDINGS)
        if not (is_locked or content.may_contain("seed", name)):
            message = f"this record has no seed: there is no seeds/{name}.txt"
            hint = did_you_mean(name, content.seeds) or "save the article there, or delete the record"
            yield MISSING_SEED.at(content.span("source", name), message, hint)


def date_from(
    sources: Iterable[str], date: EdtfDate | None, records_by_name: Mapping[str, Source]
) -> EdtfDate | None:
    """Return a date that sources give. If none of them has a date of its own, an uncertain one was inferred."""
    records = [records_by_name[name] for name in sources if name in records_by_name]
    is_inferred = records and all(record.published_basis for record in records)
    return date.inferred if date and is_inferred else date


def with_dates_from(records_by_name: Mapping[str, Source], brief: Brief) -> Brief:
    """Return a brief whose dates say whether they were inferred, as ``date_from`` decides; quotations name sources."""

    def dated(item: Statement, sources: Iterable[str]) -> Statement:
        dates = {"when": item.when, "expected": item.expected}
        unsure = {name: date for name, date in dates.items() if date and date.uncertain}
        update = {name: date_from(sources, date, records_by_name) for name, date in unsure.items()}
        return item.model_copy(update=update) if update else item

    return brief.model_copy(
        update={
            "covers": date_from(brief.sources, brief.covers, records_by_name),
            "claims": tuple(
                dated(claim, [item.source for item in claim.evidence if item.source])
                for claim in brief.claims
            ),
            "judgments": tuple(dated(judgment, brief.sources) for judgment in brief.judgments),
        }
    )


def rating(content: Content, sources: Iterable[str], credibility: int | None) -> str:
    """Return the rating of a claim (NATO AJP-2.1): the best reliability among ``sources``, then ``credibility``: C3.

    A source without a rating counts as F, reliability cannot be judged. Without a credibility there is no rating.
    """
    return (
        f"{min((reliability(content, name) or 'F' for name in sources), default='F')}{credibility}"
        if credibility
        else ""
    )


def reliability(content: Content, source: str) -> str | None:
    """Return the reliability of a source, A to F: its own rating, else its publisher's, else None."""
    record = content.sources[source]
    publisher = content.publishers.get(record.publisher)
    return record.reliability or (publisher.reliability if publisher else None)
