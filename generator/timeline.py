"""What happened, what was reported and what was foretold, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from generator.dates import EdtfDate
from generator.site import Site, Statement, Target


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. ``kind`` is claim, judgment, forecast or report; a report has no statement."""

    date: EdtfDate
    kind: str
    target: Target
    statement: Statement | None = None

    @property
    def heading(self) -> str:
        """The year under which the entry stands: that of the earliest day it can be."""
        return str(self.date.earliest.year) if self.date.earliest else "From a day that is not known"


@dataclass(frozen=True, slots=True)
class Group:
    """The entries under one heading; ``key`` stands for the heading in an address."""

    heading: str
    key: str
    entries: tuple[Entry, ...]


def timeline(site: Site) -> list[Group]:
    """List all that is dated under headings, by the earliest day it can have been, then the latest, then by address."""
    entries = sorted(_entries(site), key=lambda entry: (*entry.date.sort_key, entry.kind, entry.target.id))
    return [
        Group(heading, heading if heading.isdigit() else "unknown", tuple(group))
        for heading, group in groupby(entries, key=lambda entry: entry.heading)
    ]


def forecasts(site: Site) -> list[Statement]:
    """List all that was foretold with a date, the first due first."""
    foretold = [statement for statement in site.statements.values() if statement.expected]
    return sorted(
        foretold, key=lambda item: (item.expected.sort_key if item.expected else (), item.target.id)
    )


def is_overdue(site: Site, statement: Statement) -> bool:
    """Say whether something foretold is still open on ``site.as_of`` though its last possible day is past."""
    due = statement.expected.latest if statement.expected else None
    return statement.is_open and due is not None and due < site.as_of


def _entries(site: Site) -> Iterator[Entry]:
    for statement in site.statements.values():
        if statement.when:
            yield Entry(statement.when, statement.target.kind, statement.target, statement)
        if statement.expected:
            yield Entry(statement.expected, "forecast", statement.target, statement)
    for source in site.sources.values():
        if source.record.published:
            yield Entry(source.record.published, "report", source.target)
