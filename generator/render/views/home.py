"""Choose what the home page shows of a site of any size: its newest briefs, what changed lately, what to watch."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from generator.model.site import LinkedProse, Site, SiteBrief, Statement, Target
from generator.render.charts.heat_table import HeatTable, build_heat_table
from generator.render.views.places import PlacesView, is_worth_a_place_map, places_of_site
from generator.render.views.timeline import list_forecasts, split_open_forecasts

ROWS = 8  # briefs after the newest
CHANGES = 5
LATELY = datetime.timedelta(days=365)  # before the day of the build
WATCHED = 5  # forecasts
OVERDUE = 2  # of them, where more are still to come
CHART_FROM = 20  # briefs; of fewer, a list of topics with their numbers says the same in less space


@dataclass(frozen=True, slots=True)
class Change:
    """A revision of a brief, with its note; or the outcome of a forecast, if there is a ``forecast``."""

    date: datetime.date
    brief: Target
    note: LinkedProse
    forecast: Statement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """What the home page shows."""

    lead: SiteBrief | None
    others: tuple[SiteBrief, ...]
    briefs: int  # number of all
    changes: tuple[Change, ...]  # of the last year, the newest first
    forecasts: tuple[Statement, ...]  # open ones: the next due first, then those overdue
    forecasts_left_out: bool
    heat_table: HeatTable | None
    places: PlacesView | None  # of all claims, if there are enough for a map


def build_home_view(site: Site, briefs: Sequence[SiteBrief]) -> HomeView:
    """Assemble the home page; ``briefs`` are all of the site, the newest first."""
    watched = _watch(site)
    places = places_of_site(site)
    return HomeView(
        lead=briefs[0] if briefs else None,
        others=tuple(briefs[1 : ROWS + 1]),
        briefs=len(briefs),
        changes=_latest_changes(site),
        forecasts=watched,
        forecasts_left_out=len(watched) < len(list_forecasts(site)),
        heat_table=build_heat_table(site, 10) if len(briefs) >= CHART_FROM else None,
        places=places if is_worth_a_place_map(places) else None,
    )


def _watch(site: Site) -> tuple[Statement, ...]:
    """Choose forecasts to watch: those due next, and some of those that are overdue."""
    still_open = split_open_forecasts(site)
    coming = still_open.coming[: WATCHED - min(OVERDUE, len(still_open.overdue))]
    return coming + still_open.overdue[: WATCHED - len(coming)]


def _latest_changes(site: Site) -> tuple[Change, ...]:
    lately = (change for change in _changes(site) if site.as_of - change.date < LATELY)
    return tuple(nsmallest(CHANGES, lately, key=_recency))


def _changes(site: Site) -> Iterator[Change]:
    for brief in site.listed_briefs():
        yield from (Change(date, brief.target, note) for date, note in brief.revisions if date > brief.date)
    for statement in site.listed_statements():
        if statement.outcome and statement.outcome.status != "open":
            by = statement.outcome.by
            reporting = site.briefs[site.statements[by.id].brief.id if by else statement.brief.id]
            is_own = reporting.target == statement.brief  # then it was added in a revision, if there is one
            days = [day for day, _ in reporting.revisions] if is_own else []
            yield Change(max([reporting.date, *days]), statement.brief, statement.outcome.note, statement)


def _recency(change: Change) -> tuple[int, str, str]:
    return -change.date.toordinal(), change.brief.id, change.forecast.target.id if change.forecast else ""
