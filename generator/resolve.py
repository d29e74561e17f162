"""``Content`` to ``Site``: names become links, quotations become places, and every link is known from both ends."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic
from generator.evidence import quotations_by_source
from generator.filing import file_under_topics
from generator.hierarchy import in_words
from generator.links import Linker
from generator.memory import Forgetful, Memory, World
from generator.mentions import NameFinder, make_finder
from generator.model import Content
from generator.names import Names, name_everything
from generator.records import resolve_brief, resolve_entity, resolve_topic
from generator.related import Tie, brief_of, links_between, related_briefs
from generator.site import Link, Related, Site, Statement, Target
from generator.sources import check_seeds, resolve_publisher, resolve_source
from generator.standing import standings

Links = tuple[Link, ...]
Backlinks = Mapping[tuple[str, str], Links]
T = TypeVar("T")


def resolve(
    content: Content,
    left_out: frozenset[tuple[str, str]] = frozenset(),
    as_of: datetime.date | None = None,
    memory: Memory | None = None,
) -> tuple[Site, list[Diagnostic]]:
    """Resolve everything. ``left_out`` of ``content`` are drafts (kind and id): a link to one is reported as such.

    ``as_of`` is the day against which things are due; without it, the newest brief's. What does not resolve
    is reported and left out, so a site comes back whatever is wrong. ``memory`` is that of earlier runs.
    """
    memory = memory or Forgetful()
    names = name_everything(content)
    finder = memory.recall("names of entities", None, {"entities": content.entities}, _finder)
    records = _Records(content, names, finder, left_out, memory)
    records.world["standing"] = standings(content)
    briefs = records.each(
        "brief", content.briefs, lambda linker, name, world: resolve_brief(linker, name, world["standing"])
    )
    topics = records.each("topic", content.topics, lambda linker, name, _: resolve_topic(linker, name))
    entities = records.each("entity", content.entities, lambda linker, name, _: resolve_entity(linker, name))
    publishers = records.each(
        "publisher", content.publishers, lambda linker, name, _: resolve_publisher(linker, name)
    )
    records.world["quoted"] = quotations_by_source(
        claim for brief in briefs.values() for claim in brief.claims
    )
    sources = records.each(
        "source",
        content.sources,
        lambda linker, name, world: resolve_source(linker, name, world["quoted"].get(name, ())),
    )
    linker = Linker(content, names, finder, left_out)
    check_seeds(linker)
    diagnostics = [*records.diagnostics, *linker.diagnostics]

    statements = {item.target.id: item for brief in briefs.values() for item in brief.statements}
    by_slug = {name: brief.date for name, brief in briefs.items()}
    links = tuple(dict.fromkeys(records.links))
    incoming = _incoming(links, by_slug)
    found_sources = {name: source for name, source in sources.items() if source}
    shared = {
        (kind, name): _briefs_linking(incoming, kind, name)
        for kind in ("topic", "entity")
        for name in names.targets[kind]
    }
    ties = memory.recall(
        "related briefs",
        given := (by_slug, shared, links_between(links, records.world["standing"])),
        {},
        lambda _: related_briefs(*given),
    )
    come_up = _entities_by_brief(links)
    site = Site(
        as_of=as_of or max(by_slug.values(), default=datetime.date.min),
        briefs={
            name: replace(brief, related=_related(names, ties[name]), entities=come_up.get(name, ()))
            for name, brief in briefs.items()
        },
        topics=file_under_topics(topics, briefs.values()),
        entities={
            name: replace(
                entity,
                contains=_linking(incoming, entity.target, "located in"),
                briefs=_targets(names, shared["entity", name]),
                statements=_in_order(statements, incoming.get(("entity", name), ())),
            )
            for name, entity in entities.items()
        },
        sources={
            # Not those that only mention it.
            name: replace(source, briefs=_linking(incoming, source.target, "source"))
            for name, source in found_sources.items()
        },
        publishers={
            name: replace(
                publisher,
                sources=tuple(
                    target
                    for target in _linking(incoming, publisher.target, "published by")
                    if target.id in found_sources
                ),
            )
            for name, publisher in publishers.items()
        },
        statements=statements,
        links=links,
        backlinks=incoming,
    )
    return _kept(site, memory), diagnostics


def _kept(site: Site, memory: Memory) -> Site:
    """Take from the last run what is equal, so that whoever looks it up sees at a glance that it has not changed."""
    fields = ("briefs", "topics", "entities", "sources", "publishers", "backlinks")
    found: dict[str, Any] = {
        name: {key: memory.keep((name, key), value) for key, value in getattr(site, name).items()}
        for name in fields
    }
    return replace(site, **found)


def _finder(world: World) -> NameFinder:
    return make_finder(world["entities"])


@dataclass(slots=True)
class _Records:
    """Resolves records one by one, each from memory if nothing that it leads to has changed."""

    content: Content
    names: Names
    finder: NameFinder
    left_out: frozenset[tuple[str, str]]
    memory: Memory
    links: list[Link] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    world: dict[str, Mapping[Any, Any]] = field(init=False)

    def __post_init__(self) -> None:
        targets = {f"{kind} targets": targets for kind, targets in self.names.targets.items()}
        self.world = {name: getattr(self.content, name) for name in _LOOKED_UP} | targets
        self.world["former names"] = self.names.former

    def each(
        self, kind: str, records: Iterable[str], make: Callable[[Linker, str, World], T]
    ) -> dict[str, T]:
        """Resolve all records of a kind, in order of their ids."""
        given = (self.finder, self.left_out, self.content.unreadable, self.content.salvaged)
        out: dict[str, T] = {}
        for name in sorted(records):

            def made(world: World, name: str = name) -> tuple[T, list[Link], list[Diagnostic]]:
                targets = {key: world[f"{key} targets"] for key in self.names.targets}
                names = Names(targets, world["former names"])
                watched: dict[str, Any] = {field: world[field] for field in _LOOKED_UP}
                content = replace(self.content, **watched)
                linker = Linker(content, names, self.finder, self.left_out)
                return make(linker, name, world), linker.links, linker.diagnostics

            out[name], links, diagnostics = self.memory.recall((kind, name), given, self.world, made)
            self.links += links
            self.diagnostics += diagnostics
        return out


_LOOKED_UP = ("briefs", "sources", "publishers", "topics", "entities", "seeds", "documents")


def _incoming(links: Links, dates: Mapping[str, datetime.date]) -> dict[tuple[str, str], Links]:
    """Give for each kind and id the links that lead there, those from the newest brief first."""
    ages = {slug: -date.toordinal() for slug, date in dates.items()}
    age = {link.source: ages.get(brief_of(link.source), 0) for link in links}
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        found[link.target.kind, link.target.id].append(link)
    return {
        key: tuple(
            sorted(group, key=lambda link: (age[link.source], link.source.uri, link.relation, link.source.id))
        )
        for key, group in found.items()
    }


def _linking(incoming: Backlinks, target: Target, relation: str) -> tuple[Target, ...]:
    """Give the things that have a relation to a target."""
    links = incoming.get((target.kind, target.id), ())
    return tuple(link.source for link in links if link.relation == relation)


def _briefs_linking(incoming: Backlinks, kind: str, name: str) -> tuple[str, ...]:
    """Give the slugs of the briefs that link to something, or whose claims and judgments do, the newest first."""
    slugs = dict.fromkeys(brief_of(link.source) for link in incoming.get((kind, name), ()))
    return tuple(slug for slug in slugs if slug)


def _targets(names: Names, slugs: Iterable[str]) -> tuple[Target, ...]:
    return tuple(names.targets["brief"][slug] for slug in slugs)


def _related(names: Names, ties: Iterable[Tie]) -> tuple[Related, ...]:
    return tuple(
        Related(
            names.targets["brief"][tie.brief],
            tie.reasons,
            tuple(names.targets[kind][name] for kind, name in tie.shared),
            tie.apart,
        )
        for tie in ties
    )


def _entities_by_brief(links: Links) -> dict[str, tuple[Target, ...]]:
    found: dict[str, set[Target]] = defaultdict(set)
    for link in links:
        if link.target.kind == "entity" and (slug := brief_of(link.source)):
            found[slug].add(link.target)
    return {slug: tuple(in_words(targets)) for slug, targets in found.items()}


def _in_order(statements: dict[str, Statement], incoming: Links) -> tuple[Target, ...]:
    """Give the claims and judgments among the sources of links, by the earliest day on which they may have happened."""

    def key(target: Target) -> tuple[Any, ...]:
        when = statements[target.id].when
        return (when is None, when.sort_key if when else (), target.id)

    return tuple(sorted({link.source for link in incoming if link.source.id in statements}, key=key))
