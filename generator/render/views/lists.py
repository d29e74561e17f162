"""The lists of the site that can grow too long for a page, and what links to a thing.

``collect_lists`` is the one place that says which lists a page has, in what order, and how they are split. A page
that gathers a few kinds of things (``gaps.md``) shows all of them if there is room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, TypeVar

from generator.incremental import BuildMemo
from generator.model.site import (
    RELATIONS,
    Link,
    LinkedProse,
    Site,
    SiteAuthor,
    SiteBrief,
    SiteClaim,
    SiteEntity,
    SitePublisher,
    SiteSource,
    SiteTopic,
    Statement,
    Target,
)
from generator.render.views.entity import Kind, group_entities_by_kind
from generator.render.views.list_parts import (
    ROW,
    ROWS,
    SHOWN,
    Level,
    PageList,
    WholeList,
    by_letter,
    by_month,
    by_year,
    fit,
    split,
)
from generator.render.views.open_questions import Gaps, collect_gaps
from generator.render.views.short_lists import BRIEFS_BY_YEAR, Group
from generator.render.views.timeline import Entry, group_forecasts
from generator.render.views.topic import list_alternative_labels
from generator.resolve.corroboration import is_echo
from generator.resolve.taxonomy import newest_first
from generator.translation import N_, _

R = TypeVar("R", SitePublisher, SiteAuthor)

Lists = dict[str, PageList[Any]]
"""The lists of a page by key."""
Mention = tuple[Target, list[str]]
"""Something that links to the subject of a page, and its sentences that mention the subject."""

LATEST = 10  # briefs above the list of all
FORECASTS = 10  # of a kind; each takes several lines
MENTIONS = 40  # of anything, on its page

LISTED_BY_KIND = {
    "topic": ("topic", "broader", "related"),
    "entity": ("located in", "names"),
    "source": ("quotes", "source"),
    "publisher": ("published by",),
}
"""The relations of which a page shows the links elsewhere, by the kind of its subject."""


def collect_lists(
    site: Site, briefs: Sequence[SiteBrief], timeline: Iterable[Group[Entry]], memo: BuildMemo
) -> dict[Target, Lists]:
    """Return the lists of each page that has some; ``briefs`` are all, the newest first, ``timeline`` every entry."""

    def page(title: str, uri: str) -> Target:
        return Target("page", uri, title, uri)

    forecasts = {group.key: _forecasts(group) for group in group_forecasts(site)}
    kinds = {kind.key: _entities(kind) for kind in group_entities_by_kind(site)}
    lists = {
        page(_("All briefs"), "briefs/index.md"): fit(
            {"briefs": _briefs(_("Briefs"), briefs, "years", own_page="briefs/index.md")}, LATEST, rows=LATEST
        ),
        page(_("Timeline"), "timeline.md"): fit({"timeline": _timeline(timeline)}, 0),
        page(_("Forecasts"), "forecasts.md"): fit(forecasts, FORECASTS),
        page(_("Gaps"), "gaps.md"): fit(_gaps(site, collect_gaps(site, briefs))),
        page(_("People, places and things"), "entities/index.md"): fit(kinds),
        page(_("Topic index"), "topics/index.md"): fit({"topics": _topics(site)}, 0),
    }
    sources, authors = page(_("Sources"), "sources/index.md"), page(_("Authors"), "authors.md")
    lists |= _sections(site.publishers, sources, lambda it: _of_publisher(site, it), _publishers)
    lists |= _sections(site.authors, authors, lambda it: _of_author(site, it), _authors)
    subjects: Iterable[SiteTopic | SiteEntity | SiteSource] = chain(
        site.topics.values(), site.entities.values(), site.sources.values()
    )
    on_pages = [(it.target, it.briefs) for it in subjects] + [(brief.target, ()) for brief in briefs]
    for target, some in on_pages:
        lists[target] = lists_about(site, target, some, memo)
    return {target: of_page for target, of_page in lists.items() if of_page}


def lists_about(site: Site, target: Target, briefs: Sequence[Target], memo: BuildMemo) -> Lists:
    """Return the lists on the page of a topic, an entity, a source or a brief that are too long for it.

    ``briefs`` are those that the page lists by year.
    """
    if len(briefs) > BRIEFS_BY_YEAR or len(_links_to(site, target)) > MENTIONS:
        return memo.call(("lists", target.uri), _subject, (site,), target, briefs)
    return {}


def _sections(
    records: Mapping[str, R],
    page: Target,
    lists_of: Callable[[R], dict[str, WholeList[Any]]],
    names_of: Callable[[Iterable[R]], WholeList[R]],
) -> dict[Target, Lists]:
    """Return the lists of publishers or authors, each with a page of its own, or all on one ``page``."""
    on_own_page = [it for it in records.values() if it.target.uri != page.uri]
    if on_own_page:
        names = names_of(on_own_page)
        own_pages = {it.target: fit(lists_of(it), SHOWN) for it in on_own_page}
        return {page: {names.rows: PageList(names, (), split(names))}, **own_pages}
    every = {key: whole for it in records.values() for key, whole in lists_of(it).items()}
    room = (ROWS - 2 * len(records)) // max(len(every), 1)
    return {page: fit(every, max(1, room), rows=len(records))}


def _subject(site: Site, target: Target, briefs: Sequence[Target]) -> Lists:
    lists: Lists = {}
    title, folder = target.label, target.uri.removesuffix(".md")
    if len(briefs) > BRIEFS_BY_YEAR:
        newest = newest_first(site.briefs[brief.id] for brief in briefs)
        lists |= fit(
            {"briefs": _briefs(_("{name}: briefs", name=title), newest, f"{folder}/briefs")},
            BRIEFS_BY_YEAR,
            rows=ROWS,
        )
    if len(_links_to(site, target)) > MENTIONS:
        mentions = _mentions(site, target, _("{name}: mentions", name=title), f"{folder}/mentions")
        lists |= fit({"mentions": mentions}, MENTIONS, rows=ROWS)
    return lists


def _row(target: Target, words: str | LinkedProse = "") -> int:
    """Return about how many bytes of HTML a row with a link to a target takes."""
    text = words.prose.text if isinstance(words, LinkedProse) else words or target.label
    return ROW + len(target.uri) + len(text.encode())


def _by_date(day_of: Callable[[Any], date | None]) -> tuple[Level[Any], ...]:
    return by_year(day_of), by_month(day_of)


def _briefs(title: str, briefs: Iterable[SiteBrief], folder: str, own_page: str = "") -> WholeList[SiteBrief]:
    return WholeList(
        title=title,
        noun="brief",
        rows="briefs",
        items=tuple(briefs),
        folder=folder,
        own_page=own_page,
        levels=_by_date(lambda brief: brief.date),
        size=lambda brief: _row(brief.target),
    )


def _timeline(groups: Iterable[Group[Entry]]) -> WholeList[Entry]:
    return WholeList(
        title=_("Timeline"),
        noun="item",
        rows="timeline",
        items=tuple(entry for group in groups for entry in group.items),
        folder="timeline",
        own_page="timeline.md",
        levels=_by_date(lambda entry: entry.date.earliest),
        size=lambda entry: _row(entry.target, entry.statement.text if entry.statement else ""),
    )


_FORECASTS = {
    "open": N_("Open forecasts"),
    "overdue": N_("Overdue forecasts"),
    "outcomes": N_("Forecasts with an outcome"),
}


def _forecasts(group: Group[Statement]) -> WholeList[Statement]:
    return WholeList(
        title=_(_FORECASTS[group.key]),
        noun="forecast",
        rows="outcomes" if group.key == "outcomes" else "forecasts",
        items=group.items,
        folder=f"forecasts/{group.key}",
        levels=_by_date(_day_expected),
        size=lambda item: _row(item.target, item.text) + 2 * _row(item.brief),
    )


def _day_expected(statement: Statement) -> date | None:
    return statement.expected.earliest if statement.expected else None


def _gaps(site: Site, gaps: Gaps) -> dict[str, WholeList[Any]]:
    """Return the lists of gaps by key, which is also the name of their rows."""

    def day_of_brief(statement: Statement) -> date:
        return site.briefs[statement.brief.id].date

    def gaps_of(brief: SiteBrief) -> tuple[LinkedProse, ...]:
        return (*brief.gaps, *(assumption.text for assumption in brief.assumptions))

    return {
        "overdue": WholeList(
            title=_("Overdue forecasts"),
            noun="forecast",
            rows="overdue",
            items=gaps.overdue,
            folder="gaps/overdue",
            levels=_by_date(_day_expected),
            size=lambda item: _row(item.target),
        ),
        "contradicted": WholeList(
            title=_("Contradicted claims"),
            noun="claim",
            rows="contradicted",
            items=gaps.contradicted,
            folder="gaps/contradicted",
            levels=_by_date(lambda item: day_of_brief(item[0])),
            size=lambda item: sum(map(_row, (item[0].target, *item[1]))),
            rows_of=lambda item: 1 + len(item[1]),
        ),
        "one-origin": WholeList(
            title=_("Briefs with single-source claims"),
            noun="brief",
            rows="one_origin",
            items=gaps.one_origin,
            folder="gaps/single-source",
            levels=_by_date(lambda item: item[0].date),
            size=lambda item: _row(item[0].target),
        ),
        "not-quoted": _articles(site, _("Unquoted sources"), "links", gaps.not_quoted, "gaps/unquoted"),
        "not-archived": _articles(
            site,
            _("Sources without an archived copy"),
            "not_archived",
            gaps.not_archived,
            "gaps/not-archived",
        ),
        "unknown": WholeList(
            title=_("Information gaps by brief"),
            noun="brief",
            rows="gaps",
            items=gaps.unknown,
            folder="gaps/unknown",
            levels=_by_date(lambda brief: brief.date),
            size=lambda brief: 2 * _row(brief.target) + sum(_row(brief.target, it) for it in gaps_of(brief)),
            rows_of=lambda brief: 1 + len(gaps_of(brief)),
        ),
    }


def _articles(site: Site, title: str, rows: str, items: tuple[Target, ...], folder: str) -> WholeList[Target]:
    def published(source: Target) -> date | None:
        when = site.sources[source.id].record.published
        return when.earliest if when else None

    return WholeList(
        title=title,
        noun="article",
        rows=rows,
        items=items,
        folder=folder,
        levels=_by_date(published),
        size=_row,
    )


def _of_publisher(site: Site, publisher: SitePublisher) -> dict[str, WholeList[Any]]:
    name, label, folder = publisher.target.id, publisher.target.label, f"publishers/{publisher.target.id}"
    articles = _articles(
        site, _("Articles in {publisher}", publisher=label), "articles", publisher.sources, folder
    )
    mentions = _mentions(site, publisher.target, _("{name}: mentions", name=label), f"{folder}/mentions")
    return {name: articles} | ({f"{name} mentions": mentions} if mentions.items else {})


def _of_author(site: Site, author: SiteAuthor) -> dict[str, WholeList[Any]]:
    name = author.target.id
    return {
        f"{name} {verb}": WholeList(
            title=_(title, author=author.target.label),
            noun="brief",
            rows="links",
            items=briefs,
            folder=f"authors/{name}/{verb}",
            levels=_by_date(lambda brief: site.briefs[brief.id].date),
            size=_row,
        )
        for verb, title, briefs in (
            ("wrote", N_("Briefs that {author} wrote"), author.briefs),
            ("reviewed", N_("Briefs that {author} reviewed"), author.reviewed),
        )
        if briefs
    }


def _publishers(publishers: Iterable[SitePublisher]) -> WholeList[SitePublisher]:
    return _names(_("Publishers"), "publisher", "sources/publishers", publishers)


def _authors(authors: Iterable[SiteAuthor]) -> WholeList[SiteAuthor]:
    return _names(_("Authors"), "author", "authors/letters", authors)


def _names(title: str, noun: str, folder: str, records: Iterable[R]) -> WholeList[R]:
    return WholeList(
        title=title,
        noun=noun,
        rows=f"{noun}s",
        items=tuple(sorted(records, key=lambda it: (it.target.label.casefold(), it.target.id))),
        folder=folder,
        levels=(by_letter(lambda it: it.target.label),),
        size=lambda it: _row(it.target),
    )


def _entities(kind: Kind) -> WholeList[SiteEntity]:
    return WholeList(
        title=kind.heading,
        noun="name",
        rows="entities",
        items=kind.items,
        folder=f"entities/{kind.key}",
        levels=(by_letter(lambda entity: entity.target.label),),
        size=lambda entity: 2 * _row(entity.target, " ".join(entity.record.aliases)),
    )


def _topics(site: Site) -> WholeList[tuple[str, Target]]:
    """Return the labels of all topics, alternative ones included, in alphabetical order."""
    labels = [(topic.target.label, topic.target) for topic in site.topics.values()]
    labels += list_alternative_labels(site)
    return WholeList(
        title=_("Topics"),
        noun="topic",
        rows="topics",
        items=tuple(sorted(labels, key=lambda it: (it[0].casefold(), it[0], it[1].id))),
        folder="topics/letters",
        levels=(by_letter(lambda item: item[0]),),
        size=lambda item: _row(item[1], item[0]),
    )


def _mentions(site: Site, target: Target, title: str, folder: str) -> WholeList[Mention]:
    def day_of(mention: Mention) -> date | None:
        brief = site.briefs.get(mention[0].id.partition("#")[0])
        return brief.date if brief and mention[0].kind in ("brief", "claim", "judgment") else None

    mentions = (mention for _, some in backlinks(site, target) for mention in some)
    return WholeList(
        title=title,
        noun="page",
        rows="mentions",
        items=tuple(sorted(mentions, key=lambda item: day_of(item) or date.min, reverse=True)),
        folder=folder,
        levels=(),
        size=lambda mention: 2 * _row(mention[0], " ".join(mention[1])),
    )


def backlinks(site: Site, target: Target, listed: Iterable[Target] = ()) -> list[tuple[str, list[Mention]]]:
    """List what links to a target: pairs of a relation, a key of ``RELATIONS``, and the linking targets, newest first.

    Each of these comes with the sentences of its prose that mention the target. Relations that the page of the target
    shows elsewhere are left out, and so are the targets that are ``listed`` there.
    """
    skipped = {target, *listed}
    without = LISTED_BY_KIND.get(target.kind, ())
    groups: dict[str, dict[Target, list[str]]] = {}
    for link in _links_to(site, target):
        if link.relation not in without and link.source not in skipped:
            sentences = groups.setdefault(_relation(site, link), {}).setdefault(link.source, [])
            if link.words and link.words not in sentences:
                sentences.append(link.words)
    by_heading = sorted(groups.items(), key=lambda group: RELATIONS[group[0]])
    return [(relation, list(by_source.items())) for relation, by_source in by_heading]


def _links_to(site: Site, target: Target) -> Sequence[Link]:
    return site.backlinks.get((target.kind, target.id), ())


def _relation(site: Site, link: Link) -> str:
    """Return the relation of a link. Agreement within one origin must not look like corroboration."""
    is_echo_only = link.relation == "corroborates" and is_echo_of(site, link.source, link.target)
    return "echoes" if is_echo_only else link.relation


def is_echo_of(site: Site, source: Target, target: Target) -> bool:
    """Tell whether two claims agree but add no origin to each other."""
    pair = (site.statements.get(source.id), site.statements.get(target.id))
    return is_echo(*(claim.corroboration if isinstance(claim, SiteClaim) else None for claim in pair))
