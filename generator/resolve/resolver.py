"""``Content`` to ``Site``: names become links, quotations become places, and every link is known from both ends."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic
from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.model.content import Content
from generator.model.site import (
    Link,
    Related,
    Site,
    SiteBrief,
    SiteEntity,
    SitePublisher,
    SiteSource,
    Statement,
    Target,
)
from generator.resolve.corroboration import corroborations
from generator.resolve.evidence import quotations_by_source
from generator.resolve.linker import Linker
from generator.resolve.mentions import NameFinder, make_finder
from generator.resolve.records import resolve_brief, resolve_entity, resolve_topic
from generator.resolve.related import RelatedBrief, brief_of, links_between, related_briefs
from generator.resolve.sources import check_seeds, resolve_publisher, resolve_source
from generator.resolve.targets import TargetIndex, build_targets
from generator.resolve.taxonomy import file_under_topics, sort_by_label

Links = tuple[Link, ...]
Backlinks = Mapping[tuple[str, str], Links]
T = TypeVar("T")


def resolve(
    content: Content,
    left_out: frozenset[tuple[str, str]] = frozenset(),
    as_of: datetime.date | None = None,
    memory: BuildMemo | None = None,
) -> tuple[Site, list[Diagnostic]]:
    """Resolve everything. ``left_out`` of ``content`` are drafts (kind and id): a link to one is reported as such.

    ``as_of`` is the day against which things are due; without it, the newest brief's. What does not resolve
    is reported and left out, so a site comes back whatever is wrong. ``memory`` is that of earlier runs.
    """
    memory = memory or NoMemo()
    names = build_targets(content, memory)
    finder = memory.get_or_compute("names of entities", None, {"entities": content.entities}, _finder)
    records = RecordResolver(content, names, finder, left_out, memory)
    records.inputs["standing"] = corroborations(content, memory)
    briefs = records.each(
        "brief", content.briefs, lambda linker, name, inputs: resolve_brief(linker, name, inputs["standing"])
    )
    topics = records.each("topic", content.topics, lambda linker, name, _: resolve_topic(linker, name))
    entities = records.each("entity", content.entities, lambda linker, name, _: resolve_entity(linker, name))
    publishers = records.each(
        "publisher", content.publishers, lambda linker, name, _: resolve_publisher(linker, name)
    )
    records.inputs["quoted"] = memory.group_incrementally("quotations", briefs, quotations_by_source)
    sources = records.each(
        "source",
        content.sources,
        lambda linker, name, inputs: resolve_source(linker, name, inputs["quoted"].get(name, ())),
    )
    linker = Linker(content, names, finder, left_out)
    check_seeds(linker)
    diagnostics = [*records.diagnostics, *linker.diagnostics]

    found_sources = {name: source for name, source in sources.items() if source}
    by_slug = {name: brief.date for name, brief in briefs.items()}
    incoming = _incoming(records.links, by_slug, memory)
    whole = BacklinkPass(names, records, incoming, memory)
    statements = {item.target.id: item for brief in briefs.values() for item in brief.statements}
    ties = _ties(whole, by_slug)
    site = Site(
        as_of=as_of or max(by_slug.values(), default=datetime.date.min),
        briefs={name: whole.brief(brief, ties[name]) for name, brief in briefs.items()},
        topics=file_under_topics(topics, briefs, memory),
        entities={name: whole.entity(entity, statements) for name, entity in entities.items()},
        sources={name: whole.source(source) for name, source in found_sources.items()},
        publishers={
            name: whole.publisher(publisher, found_sources) for name, publisher in publishers.items()
        },
        statements=statements,
        backlinks=incoming,
    )
    return site, diagnostics


def _finder(inputs: Inputs) -> NameFinder:
    return make_finder(inputs["entities"])


@dataclass(slots=True)
class RecordResolver:
    """Resolves records one by one, each from memory if nothing that it leads to has changed."""

    content: Content
    names: TargetIndex
    finder: NameFinder
    left_out: frozenset[tuple[str, str]]
    memory: BuildMemo
    links: dict[tuple[str, str], Links] = field(default_factory=dict)  # by kind and id of the record
    diagnostics: list[Diagnostic] = field(default_factory=list)
    inputs: dict[str, Mapping[Any, Any]] = field(init=False)

    def __post_init__(self) -> None:
        targets = {f"{kind} targets": targets for kind, targets in self.names.targets.items()}
        self.inputs = {name: getattr(self.content, name) for name in _LOOKED_UP} | targets
        self.inputs["former names"] = self.names.former

    def each(
        self, kind: str, records: Iterable[str], make: Callable[[Linker, str, Inputs], T]
    ) -> dict[str, T]:
        """Resolve all records of a kind, in order of their ids."""
        given = (self.finder, self.left_out, self.content.unreadable, self.content.salvaged)
        out: dict[str, T] = {}
        for name in sorted(records):

            def made(inputs: Inputs, name: str = name) -> tuple[T, Links, list[Diagnostic]]:
                targets = {key: inputs[f"{key} targets"] for key in self.names.targets}
                names = TargetIndex(targets, inputs["former names"])
                watched: dict[str, Any] = {field: inputs[field] for field in _LOOKED_UP}
                content = replace(self.content, **watched)
                linker = Linker(content, names, self.finder, self.left_out)
                record = make(linker, name, inputs)
                return record, tuple(dict.fromkeys(linker.links)), linker.diagnostics

            out[name], self.links[kind, name], diagnostics = self.memory.get_or_compute(
                (kind, name), given, self.inputs, made
            )
            self.diagnostics += diagnostics
        return out


_LOOKED_UP = ("briefs", "sources", "publishers", "topics", "entities", "seeds", "documents")


def _incoming(
    links: Mapping[tuple[str, str], Links], dates: Mapping[str, datetime.date], memory: BuildMemo
) -> dict[tuple[str, str], Links]:
    """Give for each kind and id the links that lead there, those from the newest brief first."""
    ages = {slug: -date.toordinal() for slug, date in dates.items()}

    def order(link: Link) -> tuple[int, str, str, str]:
        return ages.get(brief_of(link.source), 0), link.source.uri, link.relation, link.source.id

    return memory.group_incrementally("links", links, _by_target, order)


def _by_target(links: Links) -> Iterator[tuple[tuple[str, str], Link]]:
    return (((link.target.kind, link.target.id), link) for link in links)


@dataclass(frozen=True, slots=True)
class BacklinkPass:
    """Makes records whole: each with what the others say of it, from memory if that is the same."""

    names: TargetIndex
    records: RecordResolver
    incoming: Backlinks
    memory: BuildMemo

    def brief(self, brief: SiteBrief, ties: tuple[RelatedBrief, ...]) -> SiteBrief:
        """Add what is related, and what comes up."""
        name = brief.target.id
        links = self.records.links["brief", name]

        def made(inputs: Inputs) -> SiteBrief:
            entities = {link.target for link in links if link.target.kind == "entity"}
            return replace(brief, related=_related(inputs, ties), entities=tuple(sort_by_label(entities)))

        return self.memory.get_or_compute(
            ("whole brief", name), (brief, ties, links), self.names.targets, made
        )

    def entity(self, entity: SiteEntity, statements: Mapping[str, Statement]) -> SiteEntity:
        """Add what lies in it, and what is said about it."""
        target = entity.target
        links, having = self.links(target), self.briefs_linking_to("entity", target.id)

        def made(inputs: Inputs) -> SiteEntity:
            return replace(
                entity,
                contains=_linking(links, "located in"),
                briefs=tuple(inputs["brief"][slug] for slug in having),
                statements=_in_order(inputs["statements"], links),
            )

        inputs = {"brief": self.names.targets["brief"], "statements": statements}
        return self.memory.get_or_compute(("whole entity", target.id), (entity, links, having), inputs, made)

    def source(self, source: SiteSource) -> SiteSource:
        """Add the briefs that rest on it; not those that only mention it."""
        links = self.links(source.target)
        return self.memory.get_or_compute(
            ("whole source", source.target.id),
            (source, links),
            {},
            lambda _: replace(source, briefs=_linking(links, "source")),
        )

    def publisher(self, publisher: SitePublisher, sources: Container[str]) -> SitePublisher:
        """Add what it has published."""
        published = _linking(self.links(publisher.target), "published by")
        found = tuple(target for target in published if target.id in sources)
        return self.memory.get_or_compute(
            ("whole publisher", publisher.target.id),
            (publisher, found),
            {},
            lambda _: replace(publisher, sources=found),
        )

    def links(self, target: Target) -> Links:
        """Give the links that lead to something."""
        return self.incoming.get((target.kind, target.id), ())

    def briefs_linking_to(self, kind: str, name: str) -> tuple[str, ...]:
        """Give the slugs of the briefs that link to something, or whose claims and judgments do, the newest first."""
        links = self.incoming.get((kind, name), ())
        return self.memory.get_or_compute(
            ("briefs linking to", kind, name),
            (links,),
            {},
            lambda _: tuple(filter(None, dict.fromkeys(brief_of(link.source) for link in links))),
        )


def _ties(whole: BacklinkPass, dates: Mapping[str, datetime.date]) -> Mapping[str, tuple[RelatedBrief, ...]]:
    """Give for each brief, by its slug, what ties others to it."""
    shared = {
        (kind, name): whole.briefs_linking_to(kind, name)
        for kind in ("topic", "entity")
        for name in whole.names.targets[kind]
    }
    inputs: Inputs = {"standing": whole.records.inputs["standing"]}
    between: list[tuple[str, str, str]] = []
    for record, links in whole.records.links.items():

        def made(inputs: Inputs, links: Links = links) -> list[tuple[str, str, str]]:
            return links_between(links, inputs["standing"])

        between += whole.memory.get_or_compute(("between", record), (links,), inputs, made)
    return related_briefs(dates, shared, between, whole.memory)


def _linking(links: Links, relation: str) -> tuple[Target, ...]:
    """Give the things that have a relation to what links lead to."""
    return tuple(link.source for link in links if link.relation == relation)


def _related(targets: Inputs, ties: Iterable[RelatedBrief]) -> tuple[Related, ...]:
    return tuple(
        Related(
            targets["brief"][tie.brief],
            tie.reasons,
            tuple(targets[kind][name] for kind, name in tie.shared),
            tie.apart,
        )
        for tie in ties
    )


def _in_order(statements: Mapping[str, Statement], links: Links) -> tuple[Target, ...]:
    """Give the claims and judgments among the sources of links, by the earliest day on which they may have happened."""

    def key(target: Target) -> tuple[Any, ...]:
        when = statements[target.id].when
        return (when is None, when.sort_key if when else (), target.id)

    return tuple(sorted({link.source for link in links if link.source.id in statements}, key=key))
