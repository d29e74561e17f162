"""``Content`` to ``Site``, in two passes: each record by itself, then each with what the others say of it.

``resolve`` is the only entry. Every record is resolved once, drafts included; those that are not shown are left out
of the second pass.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from generator.diagnostics import Diagnostic
from generator.incremental import BuildMemo, NoMemo
from generator.model.content import Content
from generator.model.site import (
    Corroboration,
    Link,
    Quotation,
    Related,
    Site,
    SiteAuthor,
    SiteBrief,
    SiteEntity,
    SitePublisher,
    SiteSource,
    Statement,
    Target,
)
from generator.resolve.corroboration import corroborations
from generator.resolve.evidence import quotations_by_source
from generator.resolve.languages import Versions, find_versions, uncounted_links
from generator.resolve.linker import Linker
from generator.resolve.mentions import NameFinder, make_finder
from generator.resolve.quoted_words import Spans
from generator.resolve.records import resolve_brief, resolve_entity, resolve_topic
from generator.resolve.related import RelatedBrief, brief_of, links_between, related_briefs
from generator.resolve.sources import check_seeds, resolve_publisher, resolve_source
from generator.resolve.targets import TargetIndex, Targets, build_targets
from generator.resolve.taxonomy import file_under_topics, sort_by_label
from generator.translation import current_language

Links = tuple[Link, ...]
RecordIds = Collection[tuple[str, str]]
"""Records by kind and id."""
T = TypeVar("T")


class Resolution(NamedTuple):
    """The site as shown; what is wrong; and all claims and judgments by ``brief#id``, those of drafts included."""

    site: Site
    diagnostics: list[Diagnostic]
    statements: Mapping[str, Statement]


def resolve(
    content: Content,
    hidden: frozenset[tuple[str, str]] = frozenset(),
    as_of: datetime.date | None = None,
    memo: BuildMemo | None = None,
) -> Resolution:
    """Resolve everything; what does not resolve is reported and left out.

    ``hidden`` are records (kind and id) that are resolved, and reported on, but not shown; what is shown must not link
    to them. ``as_of`` is the day against which forecasts are due, by default the date of the newest brief.
    """
    memo = memo or NoMemo()
    index = build_targets(content, memo)
    finder = memo.call("names of entities", make_finder, (content.entities,))
    agreement = corroborations(content, hidden, memo)
    records = RecordResolver(content, index, finder, hidden, agreement, memo)
    all_briefs = records.resolve_each("brief", content.briefs, resolve_brief)
    briefs = _shown("brief", all_briefs, hidden)
    records.quotations = memo.group_incrementally("quotations", briefs, quotations_by_source)
    topics = records.resolve_each("topic", content.topics, resolve_topic)
    entities = records.resolve_each("entity", content.entities, resolve_entity)
    publishers = records.resolve_each("publisher", content.publishers, resolve_publisher)
    quoted = {record: words for record, words in records.quoted.items() if record not in hidden}
    records.quoted_words = memo.group_incrementally("quoted words", quoted, _by_source)
    sources = records.resolve_each("source", content.sources, resolve_source)
    diagnostics = [*records.diagnostics, *check_seeds(content)]

    versions = find_versions(content, briefs)
    listed = {slug: brief for slug, brief in briefs.items() if versions.is_listed(slug)}
    shown_sources = {name: source for name, source in _shown("source", sources, hidden).items() if source}
    links = {record: found for record, found in records.links.items() if record not in hidden}
    counted = dict(links)
    for slug in briefs.keys() - listed.keys():
        key = ("brief", slug)
        counted[key] = memo.call(("uncounted links", slug), uncounted_links, (), links[key], slug)
    dates = {slug: brief.date for slug, brief in briefs.items()}
    statements = {item.target.id: item for brief in briefs.values() for item in brief.statements}

    def related_to_version(slug: str) -> tuple[RelatedBrief, ...]:
        """Return what is related to the version of a brief that is listed."""
        listed = versions.listed[slug]
        later = (dates[listed] - dates[slug]).days
        return tuple(replace(other, days=other.days + later) for other in related[listed])

    incoming = _backlinks(counted, dates, memo)
    backlinks = BacklinkPass(index.targets, links, incoming, statements, versions, memo)
    related = backlinks.related(dates, counted, agreement)
    site = Site(
        as_of=as_of or max(dates.values(), default=datetime.date.min),
        briefs={
            name: backlinks.brief(brief, related[name] if name in related else related_to_version(name))
            for name, brief in briefs.items()
        },
        topics=file_under_topics(topics, listed, memo),
        entities={name: backlinks.entity(entity) for name, entity in entities.items()},
        sources={name: backlinks.source(source) for name, source in shown_sources.items()},
        publishers={
            name: backlinks.publisher(publisher, shown_sources)
            for name, publisher in _shown("publisher", publishers, hidden).items()
        },
        authors=_authors(content, index, incoming, versions),
        statements=statements,
        backlinks=incoming,
        language=current_language().tag,
    )
    all_statements = {item.target.id: item for brief in all_briefs.values() for item in brief.statements}
    return Resolution(site, diagnostics, all_statements)


def _authors(
    content: Content, index: TargetIndex, incoming: Mapping[tuple[str, str], Links], versions: Versions
) -> dict[str, SiteAuthor]:
    """Return those who wrote or reviewed a brief that is shown, by id."""
    found = {}
    for name in sorted(content.authors):
        links = incoming.get(("author", name), ())
        if links:
            written = versions.each_once(_linking(links, "written by"))
            reviewed = versions.each_once(_linking(links, "reviewed by"))
            target = index.targets["author", name]
            found[name] = SiteAuthor(
                target=target, record=content.authors[name], briefs=written, reviewed=reviewed
            )
    return found


def _shown(kind: str, records: Mapping[str, T], hidden: RecordIds) -> dict[str, T]:
    return {name: record for name, record in records.items() if (kind, name) not in hidden}


@dataclass(slots=True)
class RecordResolver:
    """The first pass: resolves records one by one, and collects the links of each and what is wrong with it."""

    content: Content
    index: TargetIndex
    finder: NameFinder
    hidden: frozenset[tuple[str, str]]
    corroborations: Mapping[str, Corroboration]
    memo: BuildMemo
    quotations: Mapping[str, tuple[tuple[Target, Quotation], ...]] = field(default_factory=dict)
    quoted_words: Mapping[str, tuple[tuple[Target, Spans], ...]] = field(default_factory=dict)
    links: dict[tuple[str, str], Links] = field(default_factory=dict)  # by kind and id of the record
    quoted: dict[tuple[str, str], tuple[tuple[str, Target, Spans], ...]] = field(
        default_factory=dict
    )  # likewise: see ``Linker``
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def resolve_each(
        self, kind: str, names: Iterable[str], function: Callable[[Linker, str], T]
    ) -> dict[str, T]:
        """Return what ``function`` makes of each record of a kind, in the order of their ids."""
        inputs = (self.content, self.index, self.corroborations, self.quotations, self.quoted_words)
        records: dict[str, T] = {}
        for name in sorted(names):
            unlinkable = self.hidden if (kind, name) not in self.hidden else frozenset[tuple[str, str]]()
            records[name], self.links[kind, name], self.quoted[kind, name], diagnostics = self.memo.call(
                (kind, name), _resolve_record, inputs, function, name, self.finder, unlinkable
            )
            self.diagnostics += diagnostics
        return records


def _resolve_record(
    content: Content,
    index: TargetIndex,
    corroborations: Mapping[str, Corroboration],
    quotations: Mapping[str, tuple[tuple[Target, Quotation], ...]],
    quoted_words: Mapping[str, tuple[tuple[Target, Spans], ...]],
    function: Callable[[Linker, str], T],
    name: str,
    finder: NameFinder,
    hidden: frozenset[tuple[str, str]],
) -> tuple[T, Links, tuple[tuple[str, Target, Spans], ...], list[Diagnostic]]:
    """Return the record that ``function`` makes, its links, each once, the words it quotes, and its diagnostics."""
    linker = Linker(content, index, finder, hidden, corroborations, quotations, quoted_words)
    record = function(linker, name)
    return record, tuple(dict.fromkeys(linker.links)), tuple(linker.quoted), linker.diagnostics


def _by_source(
    quoted: tuple[tuple[str, Target, Spans], ...],
) -> Iterator[tuple[str, tuple[Target, Spans]]]:
    return ((source, (owner, spans)) for source, owner, spans in quoted)


def _backlinks(
    links: Mapping[tuple[str, str], Links], dates: Mapping[str, datetime.date], memo: BuildMemo
) -> dict[tuple[str, str], Links]:
    """Return by kind and id the links that lead there, those from the newest brief first."""
    ages = {slug: -date.toordinal() for slug, date in dates.items()}

    def order(link: Link) -> tuple[int, str, str, str]:
        return ages.get(brief_of(link.source), 0), link.source.uri, link.relation, link.source.id

    return memo.group_incrementally("links", links, _by_target, order)


def _by_target(links: Links) -> Iterator[tuple[tuple[str, str], Link]]:
    return (((link.target.kind, link.target.id), link) for link in links)


@dataclass(frozen=True, slots=True)
class BacklinkPass:
    """The second pass: completes records with what the others say of them."""

    targets: Targets
    links: Mapping[tuple[str, str], Links]  # by kind and id of the record that they are in
    incoming: Mapping[tuple[str, str], Links]  # by kind and id of what they lead to
    statements: Mapping[str, Statement]
    versions: Versions
    memo: BuildMemo

    def brief(self, brief: SiteBrief, related: tuple[RelatedBrief, ...]) -> SiteBrief:
        """Return a brief with its related briefs, and the entities that come up in it."""
        name = brief.target.id
        links, is_listed = self.links["brief", name], self.versions.is_listed(name)
        versions = self.versions.all.get(name, ())
        return self.memo.call(
            ("complete brief", name),
            _complete_brief,
            (self.targets,),
            brief,
            related,
            links,
            versions,
            is_listed,
        )

    def entity(self, entity: SiteEntity) -> SiteEntity:
        """Return an entity with the places in it, and the briefs, claims and judgments about it."""
        name = entity.target.id
        links, slugs = self._leading_to(entity.target), self._briefs_linking_to("entity", name)
        inputs = (self.targets, self.statements)
        return self.memo.call(("complete entity", name), _complete_entity, inputs, entity, links, slugs)

    def source(self, source: SiteSource) -> SiteSource:
        """Return a source with the briefs that list it; not those that only mention it."""
        links = self._leading_to(source.target)
        briefs = self.versions.each_once(_linking(links, "source"))
        return self.memo.call(("complete source", source.target.id), _complete_source, (), source, briefs)

    def publisher(self, publisher: SitePublisher, shown: Container[str]) -> SitePublisher:
        """Return a publisher with its sources, as far as they are shown."""
        published = _linking(self._leading_to(publisher.target), "published by")
        sources = tuple(target for target in published if target.id in shown)
        return self.memo.call(
            ("complete publisher", publisher.target.id), _complete_publisher, (), publisher, sources
        )

    def related(
        self,
        dates: Mapping[str, datetime.date],
        counted: Mapping[tuple[str, str], Links],
        agreement: Mapping[str, Corroboration],
    ) -> dict[str, tuple[RelatedBrief, ...]]:
        """Return for each listed brief, by its slug, the listed briefs that are related to it."""
        listed = self.versions.listed
        shared = {
            (kind, name): self._briefs_linking_to(kind, name)
            for kind, name in self.targets
            if kind in ("topic", "entity")
        }
        between: list[tuple[str, str, str]] = []
        for record, links in counted.items():
            between += self.memo.call(("links between", record), _links_between, (agreement,), links)
        if listed:
            pairs = (
                (listed.get(source, source), listed.get(to, to), relation) for source, to, relation in between
            )
            between = [pair for pair in pairs if pair[0] != pair[1]]
            dates = {slug: date for slug, date in dates.items() if self.versions.is_listed(slug)}
        return related_briefs(dates, shared, between, self.memo)

    def _leading_to(self, target: Target) -> Links:
        return self.incoming.get((target.kind, target.id), ())

    def _briefs_linking_to(self, kind: str, name: str) -> tuple[str, ...]:
        """Return the slugs of the briefs that link to something, or whose statements do, the newest first."""
        links = self.incoming.get((kind, name), ())
        return self.memo.call(("briefs linking to", kind, name), _slugs, (), links)


def _complete_brief(
    targets: Targets,
    brief: SiteBrief,
    related: tuple[RelatedBrief, ...],
    links: Links,
    versions: tuple[tuple[str, str], ...],
    is_listed: bool,
) -> SiteBrief:
    entities = {link.target for link in links if link.target.kind == "entity"}
    return replace(
        brief,
        related=tuple(
            Related(
                targets["brief", other.brief],
                other.reasons,
                tuple(targets[thing] for thing in other.shared),
                other.days,
            )
            for other in related
        ),
        entities=tuple(sort_by_label(entities)),
        versions=tuple((language, targets["brief", slug]) for language, slug in versions),
        is_listed=is_listed,
    )


def _complete_entity(
    targets: Targets,
    statements: Mapping[str, Statement],
    entity: SiteEntity,
    links: Links,
    slugs: tuple[str, ...],
) -> SiteEntity:
    return replace(
        entity,
        contains=_linking(links, "located in"),
        briefs=tuple(targets["brief", slug] for slug in slugs),
        statements=_by_date(statements, links),
    )


def _complete_source(source: SiteSource, briefs: tuple[Target, ...]) -> SiteSource:
    return replace(source, briefs=briefs)


def _complete_publisher(publisher: SitePublisher, sources: tuple[Target, ...]) -> SitePublisher:
    return replace(publisher, sources=sources)


def _links_between(agreement: Mapping[str, Corroboration], links: Links) -> list[tuple[str, str, str]]:
    return links_between(links, agreement)


def _slugs(links: Links) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys(brief_of(link.source) for link in links)))


def _linking(links: Links, relation: str) -> tuple[Target, ...]:
    """Return the sources of the links of a relation."""
    return tuple(link.source for link in links if link.relation == relation)


def _by_date(statements: Mapping[str, Statement], links: Links) -> tuple[Target, ...]:
    """Return the claims and judgments among the sources of links, by the earliest day on which they can be."""

    def key(target: Target) -> tuple[Any, ...]:
        when = statements[target.id].when
        return (when is None, when.sort_key if when else (), target.id)

    return tuple(sorted({link.source for link in links if link.source.id in statements}, key=key))
