"""The history of a brief: what changed from one published version to the next, with the notes of its author.

The versions come from git (``project/git_history.py``), the notes from the brief's ``revisions``. A note is shown with
the changes that were committed together with it; if there are none, with those of its own day; else by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from generator.history.content_diff import Change, changes
from generator.incremental import BuildMemo
from generator.load.loader import read_published_brief
from generator.model.content import Brief, Content, Source, Statement
from generator.resolve.sources import with_dates_from

MOST_VERSIONS = 50  # of one brief; older ones are left out

_ORDERS = tuple(f"order of {name}" for name in ("claims", "judgments", "gaps", "assumptions"))
_UNSEEN = ("id", "slug", "alias", "status", "revision", "entity", "quotation prefix", "quotation suffix")
"""Changes that readers do not see, or see elsewhere."""


@dataclass(frozen=True, slots=True)
class PastVersion:
    """The file of a brief at a commit. ``order`` counts commits, the oldest first; ``day`` is that of the author."""

    order: int
    day: datetime.date
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Past:
    """The past versions of all briefs, by the name that their file had, each oldest first.

    ``is_cut``: the first commit is not the first there was, as in a shallow clone of a repository.
    """

    versions: Mapping[str, tuple[PastVersion, ...]] = field(default_factory=dict)
    is_cut: bool = False


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One revision: its notes, as positions in the brief's ``revisions``, and what changed.

    ``texts`` has the prose of the claims and judgments of both versions, by id.
    """

    date: datetime.date
    notes: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BriefHistory:
    """The revisions of a brief, newest first.

    ``end`` says what became of older ones: ``unknown``, ``left out``, or empty: there are none.
    """

    entries: tuple[HistoryEntry, ...]
    end: str = ""


def brief_histories(
    content: Content, slugs: Iterable[str], past: Past, memo: BuildMemo
) -> dict[str, BriefHistory]:
    """Return the history of each brief that was revised; ``slugs`` are those of the published briefs."""
    histories: dict[str, BriefHistory] = {}
    for slug in slugs:
        brief = content.briefs[slug]
        names = (slug, *brief.aliases)
        found = (version for name in names for version in past.versions.get(name, ()))
        versions = tuple(sorted(found, key=lambda version: version.order))
        dates = tuple(revision.date for revision in brief.revisions)
        if len(versions) > 1 or any(date > brief.date for date in dates):
            file = content.documents["brief", slug]
            is_committed = versions and versions[-1].data == file.data and not content.mistakes["brief", slug]
            arguments = (slug, versions, dates, past.is_cut, brief if is_committed else None)
            history = memo.call(("history", slug), _history, (content.sources,), *arguments)
            if any(entry.changes or entry.date > brief.date for entry in history.entries):
                histories[slug] = history
    return histories


def _history(
    sources: Mapping[str, Source],
    slug: str,
    versions: Sequence[PastVersion],
    dates: Sequence[datetime.date],
    is_cut: bool,
    newest: Brief | None,
) -> BriefHistory:
    """Compare the versions of a brief; ``dates`` are those of its notes, ``newest`` is the last version, if known.

    Whether a date was inferred is said as on the page of the brief, by the present records of ``sources``.
    """
    published = list(islice(_published(versions, newest), MOST_VERSIONS + 1))
    end = "left out" if len(published) > MOST_VERSIONS else ""
    published = published[:MOST_VERSIONS][::-1]
    if not end and is_cut and (not published or published[0][0].order == 0):
        end = "unknown"
    briefs = [with_dates_from(sources, brief) for _, brief in published]
    steps = [_visible_changes(slug, old, new) for old, new in pairwise(briefs)]
    days = [version.day for version, _ in published[1:]]
    notes: dict[int, list[int]] = {}  # by position in `steps`
    alone: list[tuple[int, int]] = []  # a position in `steps`, and a note
    for note, date in enumerate(dates):
        step = _first_with_note(briefs, date, dates[: note + 1].count(date)) - 1
        if not (0 <= step < len(steps) and steps[step]):
            same_day = (at for at, day in enumerate(days) if day == date and steps[at])
            place = next(same_day, None)
            if place is None:
                alone.append((step, note))
                continue
            step = place
        notes.setdefault(step, []).append(note)
    entries = [(step, HistoryEntry(dates[note], (note,))) for step, note in alone]
    for step, found in enumerate(steps):
        if found:
            its = tuple(notes.get(step, ()))
            date = max(dates[note] for note in its) if its else days[step]
            texts = {item.id: item.text for brief in briefs[step : step + 2] for item in _statements(brief)}
            entries.append((step, HistoryEntry(date, its, found, texts)))
    entries.sort(key=lambda item: (item[1].date, item[0]), reverse=True)
    return BriefHistory(tuple(entry for _, entry in entries), end)


def _published(versions: Sequence[PastVersion], newest: Brief | None) -> Iterator[tuple[PastVersion, Brief]]:
    """Yield the versions that were published, newest first, and of each day only the last."""
    last_day = None
    for version in reversed(versions):
        if version.day != last_day:
            brief = newest or read_published_brief(version.path, version.data)
            newest = None
            if brief:
                last_day = version.day
                yield version, brief


def _visible_changes(slug: str, old: Brief, new: Brief) -> tuple[Change, ...]:
    """Return the changes that a reader can see; what an added claim or judgment consists of is one change."""
    if old == new:
        return ()
    found = changes(Content(briefs={slug: old}), Content(briefs={slug: new}))
    added = {change.where for change in found if change.what == change.kind}
    return tuple(
        change
        for change in found
        if (change.what == change.kind or change.where not in added)
        and change.what not in _UNSEEN
        and (change.what in _ORDERS or not change.what.startswith("order of "))
        and ((change.before or "").split() != (change.after or "").split() or change.what in _ORDERS)
    )


def _first_with_note(briefs: Sequence[Brief], date: datetime.date, count: int) -> int:
    """Return the position of the first version with so many notes of a date; the number of versions if none has."""
    has_it = (
        at for at, brief in enumerate(briefs) if [item.date for item in brief.revisions].count(date) >= count
    )
    return next(has_it, len(briefs))


def _statements(brief: Brief) -> Iterator[Statement]:
    yield from (statement for _, _, statement in brief.placed_statements())
