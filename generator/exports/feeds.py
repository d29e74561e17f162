"""The feeds ``feed.xml`` (Atom) and ``feed.json`` (JSON Feed) of the site, and of each topic and entity.

A brief is an entry, and so is each revision after it. The id of an entry is a permalink that outlives the brief's name:
it contains the first of the brief's ``aliases``, its oldest name. Topics and entities have no aliases: when one is
renamed, so is its feed. A date is that day at midnight UTC, as content has no times.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from generator.exports.feed_formats import Entry, Feed, Person, write_atom, write_json
from generator.exports.feed_html import brief_html, revision_html
from generator.history.shown_history import ShownHistory
from generator.incremental import BuildMemo, NoMemo
from generator.model.site import (
    Asset,
    Licence,
    LinkedProse,
    Publication,
    Site,
    SiteAuthor,
    SiteBrief,
    Target,
    in_language,
)
from generator.model.urls import built_path
from generator.resolve.taxonomy import nested
from generator.text.plain_text import fold_whitespace
from generator.translation import _

ENTRIES = 50  # of the site's feed
ENTRIES_OF_A_SUBJECT = 20  # of the feed of a topic or entity

NO_FEEDS = "No feeds were made: set `site_url` to the URL at which the site is published."


def feeds(
    site: Site,
    publication: Publication,
    histories: Mapping[str, ShownHistory] = MappingProxyType({}),
    memo: BuildMemo | None = None,
) -> list[Asset]:
    """Build all feeds; none if the URL of the site is not known. ``histories`` say what changed in a brief, by slug.

    They have nothing of drafts, even where those are shown. The feed of a topic has the briefs of its narrower topics
    too.
    """
    if not publication.url:
        return []
    memo = memo or NoMemo()
    slugs = [slug for slug, brief in site.briefs.items() if not brief.is_draft]
    inputs = (site.briefs, site.authors)
    entries = {
        slug: memo.call(("entries", slug), _entries, inputs, slug, publication, histories.get(slug))
        for slug in slugs
    }

    def build(
        folder: str, subject: Target | None, about: LinkedProse | str, slugs: Iterable[str]
    ) -> tuple[Asset, ...]:
        arguments = (folder, subject, about, tuple(slugs), publication, site.as_of)
        return memo.call(("feeds", folder), _build, (entries,), *arguments)

    assets = [*build("", None, publication.description, slugs)]
    for topic in site.topics.values():
        below = nested([topic.target], lambda name: site.topics[name].narrower)
        briefs = chain.from_iterable(site.topics[row.target.id].briefs for row in below)
        assets += build(built_path(topic.target.uri), topic.target, topic.definition, _ids(briefs))
    for entity in site.entities.values():
        assets += build(built_path(entity.target.uri), entity.target, entity.description, _ids(entity.briefs))
    return assets


def _ids(targets: Iterable[Target]) -> Iterable[str]:
    return dict.fromkeys(target.id for target in targets)


def _build(
    entries: Mapping[str, tuple[Entry, ...]],
    folder: str,
    subject: Target | None,
    about: LinkedProse | str,
    slugs: Sequence[str],
    publication: Publication,
    as_of: datetime.date,
) -> tuple[Asset, ...]:
    """Build both feeds of the site or, with a ``subject``, of a topic or entity, from the entries of some briefs."""
    shown = sorted(chain.from_iterable(entries.get(slug, ()) for slug in slugs), key=_newness)
    shown = shown[: ENTRIES_OF_A_SUBJECT if subject else ENTRIES]
    name = _line(publication.name) or publication.url
    licence = publication.licence
    feed = Feed(
        page=publication.url_of(folder),
        title=f"{_line(subject.label)} - {name}" if subject else name,
        subtitle=_line(about if isinstance(about, str) else about.plain),
        updated=max((entry.updated for entry in shown), default=as_of),
        publisher=Person(_line(publication.organisation) or name, publication.url),
        language=publication.language,
        licence=Licence(_line(licence.name), licence.url) if licence else None,
        topics_url=publication.url_of("topics/"),
        entries=tuple(shown),
    )
    return Asset(f"{folder}feed.xml", write_atom(feed)), Asset(f"{folder}feed.json", write_json(feed))


def _newness(entry: Entry) -> tuple[int, str]:
    """Return what sorts entries, the newest first; those of one brief are in order already."""
    return -entry.published.toordinal(), entry.id.partition("#")[0]


def _entries(
    briefs: Mapping[str, SiteBrief],
    authors: Mapping[str, SiteAuthor],
    slug: str,
    publication: Publication,
    history: ShownHistory | None,
) -> tuple[Entry, ...]:
    """Return the entries of a brief, the newest first."""
    brief = briefs[slug]
    url = publication.url_of(built_path(brief.target.uri))
    permalink = publication.url_of(f"briefs/{(*brief.aliases, slug)[0]}/")
    people = tuple(_person(authors[target.id], publication) for target in brief.authors)
    topics = tuple((topic.id, _line(topic.label)) for topic in brief.topics)
    title = _line(brief.target.label)
    newest = brief.updated or brief.date
    entries = [
        Entry(
            permalink,
            url,
            in_language(title, brief.target.language),
            brief.date,
            newest,
            people,
            topics,
            brief_html(brief, publication),
            brief.target.language,
        )
    ]
    count: Counter[datetime.date] = Counter()
    for note, (day, _prose) in sorted(enumerate(brief.revisions), key=lambda item: item[1][0]):
        if day > brief.date:  # as on the page, where others do not count as updates
            count[day] += 1
            name = f"{permalink}#_revision-{day}{f'-{count[day]}' if count[day] > 1 else ''}"
            html = revision_html(brief, day, note, publication, history)
            entries.append(
                Entry(
                    name,
                    f"{url}#_revisions",
                    _("Revised: {title}", title=title),
                    day,
                    day,
                    people,
                    topics,
                    html,
                    brief.target.language,
                )
            )
    return tuple(reversed(entries))


def _person(author: SiteAuthor, publication: Publication) -> Person:
    orcid = author.record.orcid
    anchor = f"#{author.target.anchor}" if author.target.anchor else ""
    page = publication.url_of(built_path(author.target.uri) + anchor)
    return Person(_line(author.record.name), f"https://orcid.org/{orcid}" if orcid else page)


def _line(text: str) -> str:
    return fold_whitespace(text).strip()
