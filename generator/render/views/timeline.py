"""The dated entries of the timeline, and the forecasts by when they are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from generator.incremental import BuildMemo
from generator.model.site import Site, SiteSource, Statement, Target
from generator.render.views.list_parts import Part
from generator.render.views.short_lists import Group
from generator.text.edtf import EdtfDate
from generator.translation import N_, _, year_words

ENTRY_KINDS = {
    "article": N_("article"),
    "claim": N_("claim"),
    "forecast": N_("forecast"),
    "judgment": N_("judgment"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. ``kind`` is a key of ``ENTRY_KINDS``; an article has no statement."""

    date: EdtfDate
    kind: str
    target: Target
    statement: Statement | None = None

    @property
    def heading(self) -> str:
        """Return the heading of the entry's group: the year of its earliest possible day."""
        return year_words(self.date.earliest) if self.date.earliest else _("Start date unknown")

    @property
    def key(self) -> str:
        """Return what identifies the entry's group in URLs: the year, or ``unknown``."""
        return str(self.date.earliest.year) if self.date.earliest else "unknown"

    @property
    def month(self) -> str:
        """Return the month of the earliest possible day for URLs, ``2024-03``, or ``unknown``."""
        return self.date.earliest.isoformat()[:7] if self.date.earliest else "unknown"

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Return a key that sorts by the earliest possible day, then the latest, then kind and id."""
        return (*self.date.sort_key, self.kind, self.target.id)


@dataclass(frozen=True, slots=True)
class OpenForecasts:
    """Forecasts without an outcome: still to come, the earliest first; and overdue, the most recently due first."""

    coming: tuple[Statement, ...]
    overdue: tuple[Statement, ...]


def build_timeline(site: Site, memo: BuildMemo) -> list[Group[Entry]]:
    """Group everything that is dated by the year of its earliest possible day, in order of date."""
    of_briefs = (
        memo.call(("timeline", brief.target), _entries, (), brief.statements, ())
        for brief in site.listed_briefs()
    )
    of_sources = (
        memo.call(("timeline", source.target), _entries, (), (), (source,))
        for source in site.sources.values()
    )
    entries = sorted(chain(*of_briefs, *of_sources), key=lambda entry: entry.sort_key)
    return [
        Group(heading, items[0].key, tuple(items))
        for heading, group in groupby(entries, key=lambda entry: entry.heading)
        if (items := list(group))
    ]


def _entries(statements: Sequence[Statement], sources: Sequence[SiteSource]) -> tuple[Entry, ...]:
    return tuple(timeline_entries(statements, sources))


def timeline_entries(statements: Iterable[Statement], sources: Iterable[SiteSource]) -> Iterator[Entry]:
    """Yield the entries of claims, judgments and sources that are dated, in their order."""
    for statement in statements:
        if statement.when:
            yield Entry(statement.when, statement.target.kind, statement.target, statement)
        if statement.expected:
            yield Entry(statement.expected, "forecast", statement.target, statement)
    for source in sources:
        if source.record.published:
            yield Entry(source.record.published, "article", source.target)


def group_by_date(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Group the entries that follow each other and have the same date."""
    return [list(group) for _date, group in groupby(entries, key=lambda entry: entry.date)]


def list_months(part: Part[Entry]) -> dict[str, str]:
    """Return the URI of the page that lists each month of a year of the timeline."""
    pages = [(entry.month, part.uri) for entry in part.items]
    return dict(pages + [(entry.month, month.uri) for month in part.parts for entry in month.all_items()])


def list_forecasts(site: Site) -> list[Statement]:
    """List all claims and judgments that are expected to come true by a date, the first due first."""
    forecasts = [statement for statement in site.listed_statements() if statement.expected]
    return sorted(
        forecasts, key=lambda item: (item.expected.sort_key if item.expected else (), item.target.id)
    )


def split_open_forecasts(site: Site) -> OpenForecasts:
    """Split the forecasts without an outcome by whether they are overdue."""
    still_open = [statement for statement in list_forecasts(site) if statement.is_open]
    return OpenForecasts(
        coming=tuple(statement for statement in still_open if not is_overdue(site, statement)),
        overdue=tuple(statement for statement in reversed(still_open) if is_overdue(site, statement)),
    )


def group_forecasts(site: Site) -> list[Group[Statement]]:
    """Group all forecasts by whether they are open, overdue or have an outcome, without empty groups."""
    undecided = split_open_forecasts(site)
    decided = [statement for statement in reversed(list_forecasts(site)) if not statement.is_open]
    groups = [
        Group(_("Open"), "open", undecided.coming),
        Group(_("Overdue"), "overdue", undecided.overdue),
        Group(_("Outcomes"), "outcomes", tuple(decided)),
    ]
    return [group for group in groups if group.items]


def judgments_on(site: Site, target: Target) -> int:
    """Return the number of judgments that rest on a claim or judgment."""
    links = site.backlinks.get((target.kind, target.id), ())
    return len({link.source for link in links if link.relation == "based on"})


def is_overdue(site: Site, statement: Statement) -> bool:
    """Tell whether a forecast has no outcome although its last possible day is before ``site.as_of``."""
    last_day = statement.expected.latest if statement.expected else None
    return statement.is_open and last_day is not None and last_day < site.as_of
