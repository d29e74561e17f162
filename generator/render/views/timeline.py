"""What happened, what was reported and what was foretold, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from generator.model.site import Site, SiteSource, Statement, Target
from generator.text.edtf import EdtfDate


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
        return self.key if self.date.earliest else "From a day that is not known"

    @property
    def key(self) -> str:
        """What stands for the heading in an address."""
        return str(self.date.earliest.year) if self.date.earliest else "unknown"

    @property
    def month(self) -> str:
        """The month, for an address: ``2024-03``; that of the earliest day, like ``heading``."""
        return self.date.earliest.isoformat()[:7] if self.date.earliest else "unknown"

    @property
    def sort_key(self) -> tuple[object, ...]:
        """By the earliest day it can have been, then the latest, then by address."""
        return (*self.date.sort_key, self.kind, self.target.id)


@dataclass(frozen=True, slots=True)
class Group:
    """The entries under one heading; ``key`` stands for the heading in an address."""

    heading: str
    key: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What was foretold and is still open, the nearest in time first: still to come, and past its last possible day."""

    coming: tuple[Statement, ...]
    overdue: tuple[Statement, ...]


def build_timeline(site: Site) -> list[Group]:
    """List all that is dated under headings, by the earliest day it can have been, then the latest, then by address."""
    entries = sorted(
        entries_of(site.statements.values(), site.sources.values()),
        key=lambda entry: entry.sort_key,
    )
    return [
        Group(heading, group[0].key, tuple(group))
        for heading, found in groupby(entries, key=lambda entry: entry.heading)
        if (group := list(found))
    ]


def forecasts(site: Site) -> list[Statement]:
    """List all that was foretold with a date, the first due first."""
    foretold = [statement for statement in site.statements.values() if statement.expected]
    return sorted(
        foretold, key=lambda item: (item.expected.sort_key if item.expected else (), item.target.id)
    )


def due(site: Site) -> Due:
    """Part what was foretold and is still open by whether it is overdue."""
    still_open = [statement for statement in forecasts(site) if statement.is_open]
    return Due(
        coming=tuple(statement for statement in still_open if not is_overdue(site, statement)),
        overdue=tuple(statement for statement in reversed(still_open) if is_overdue(site, statement)),
    )


def is_overdue(site: Site, statement: Statement) -> bool:
    """Say whether something foretold is still open on ``site.as_of`` though its last possible day is past."""
    due = statement.expected.latest if statement.expected else None
    return statement.is_open and due is not None and due < site.as_of


def entries_of(statements: Iterable[Statement], sources: Iterable[SiteSource]) -> Iterator[Entry]:
    """Give all that is dated of claims, judgments and sources, in their order."""
    for statement in statements:
        if statement.when:
            yield Entry(statement.when, statement.target.kind, statement.target, statement)
        if statement.expected:
            yield Entry(statement.expected, "forecast", statement.target, statement)
    for source in sources:
        if source.record.published:
            yield Entry(source.record.published, "report", source.target)
