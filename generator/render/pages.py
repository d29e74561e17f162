"""``Site`` to pages and assets, through the templates of ``site_templates/``.

Templates are trusted, data is not: whatever a template shows goes through ``escape`` unless a template function
has made it safe. A template sees ``site``, what its page is about, and the functions of ``TemplateFunctions``.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError

from generator.diagnostics import Diagnostic, Rule, Span
from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.model.site import Asset, Page, Site, SiteBrief, SiteEntity, SiteTopic
from generator.render.chart_functions import Pictures
from generator.render.charts.heat_table import heat_table
from generator.render.charts.timeline_layout import draw_timeline
from generator.render.environment import make_environment, normalise_whitespace
from generator.render.template_functions import TemplateFunctions
from generator.render.views.brief_summary import summarise_brief
from generator.render.views.occurrences import entities_by_kind, entity_page, other_names, topic_page
from generator.render.views.open_questions import collect_gaps
from generator.render.views.storyline import main_events, previous_and_next
from generator.render.views.timeline import Group, build_timeline, due, forecasts, is_overdue
from generator.resolve.taxonomy import newest_first, topic_tree

TEMPLATE_ERROR = Rule("template-error", "Templates render.")
RULES = (TEMPLATE_ERROR,)

BRIEFS_ON_A_PAGE = 200  # in the list of all; where there are more, each year has a page
ENTRIES_ON_A_PAGE = 500  # of the timeline, likewise

TEMPLATES = "site_templates/pages/"
ASSETS = "site_templates/assets/"


def render(
    site: Site,
    files: Mapping[str, bytes],
    rules: Sequence[Rule] = (),
    *,
    site_name: str = "",
    site_url: str = "",
    for_editor: bool = False,
    memory: BuildMemo | None = None,
) -> tuple[list[Page], list[Diagnostic]]:
    """Render every page of the site, always in the same order.

    ``files`` holds the templates, by path; ``rules`` are those that the site lists; ``site_name`` is what citations
    call it, and ``site_url``, if known, its address on paper; ``for_editor`` shows what only an editor should see;
    ``memory`` is that of earlier runs. A template that fails is reported once, with its line, and its pages are left
    out.
    """
    memory = memory or NoMemo()
    dated = build_timeline(site)
    years_apart = sum(len(group.entries) for group in dated) > ENTRIES_ON_A_PAGE
    shared = {"rules": rules, "for_editor": for_editor, "years_apart": years_apart, "site_url": site_url}
    templates = {
        path.removeprefix(TEMPLATES): data for path, data in files.items() if path.startswith(TEMPLATES)
    }
    environment = make_environment(frozenset(templates.items()), TEMPLATES)
    inputs = {name: getattr(site, name) for name in _LOOKED_UP}
    pages: list[Page] = []
    failed: dict[str, Diagnostic] = {}
    for plan in _pages(site, dated, years_apart):
        if plan.template in failed:
            continue

        def page(inputs: Inputs, plan: _Plan = plan) -> Page:
            watched: dict[str, Any] = dict(inputs)
            shown = TemplateFunctions(replace(site, **watched), plan.uri, site_name)
            pictures = Pictures(shown.site, plan.uri).functions()
            about = {**plan.about, **plan.gather(shown.site)}
            known = {**shared, "site": shown.site, **shown.functions(), **pictures, **about}
            return Page(
                plan.uri,
                normalise_whitespace(environment.get_template(plan.template).render(known)).encode("utf-8"),
            )

        given = (environment, site_name, site.as_of, shared, plan.about)
        try:
            pages.append(memory.get_or_compute(("page", plan.uri), given, inputs, page))
            # A page's macros and their context refer to each other, and a build runs with the collector switched off.
            gc.collect(0)
        except Exception as error:  # a template is a program: whatever it raises is the author's to mend
            failed[plan.template] = _failure(plan.template, error)
    return pages, list(failed.values())


_LOOKED_UP: tuple[Any, ...] = (
    "briefs",
    "topics",
    "entities",
    "sources",
    "publishers",
    "statements",
    "backlinks",
)


def assets(files: Mapping[str, bytes]) -> list[Asset]:
    """Take over the style sheets and scripts of ``site_templates/assets/``."""
    paths = sorted(path for path in files if path.startswith(ASSETS))
    return [Asset(f"assets/{path.removeprefix(ASSETS)}", files[path]) for path in paths]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A page that is to be: its template, what it is ``about``, and what it ``gather``s from the site besides.

    That is gathered only if the page is made, and from a site that notes what was looked up.
    """

    uri: str
    template: str
    about: dict[str, Any]
    gather: Callable[[Site], dict[str, Any]] = lambda site: {}


def _pages(site: Site, dated: list[Group], years_apart: bool) -> Iterator[_Plan]:
    """Plan every page. ``dated`` is the whole timeline."""
    briefs = newest_first(site.briefs.values())
    drawn = partial(draw_timeline, as_of=site.as_of, is_overdue=partial(is_overdue, site))
    picture = drawn(entry for group in dated for entry in group.entries)
    about: dict[str, Any] = {"briefs": briefs, "due": due(site), "events": main_events(site)}
    yield _Plan("index.md", "home.md.j2", {**about, "picture": picture, "heat": heat_table(site, 10)})
    years = [(str(year), list(group)) for year, group in groupby(briefs, key=lambda brief: brief.date.year)]
    on_one_page = len(briefs) <= BRIEFS_ON_A_PAGE
    about = {"briefs": briefs, "years": years, "on_one_page": on_one_page}
    yield _Plan("briefs/index.md", "briefs.md.j2", about)
    for year, group in years if not on_one_page else ():
        yield _Plan(f"years/{year}.md", "year.md.j2", {"year": year, "briefs": group})
    for brief in site.briefs.values():
        yield _Plan(brief.target.uri, "brief.md.j2", {"brief": brief}, partial(_of_brief, brief))
    about = {"tree": topic_tree(site), "other_names": other_names(site), "heat": heat_table(site, 30)}
    yield _Plan("topics/index.md", "topics.md.j2", about)
    for topic in site.topics.values():
        yield _Plan(topic.target.uri, "topic.md.j2", {"topic": topic}, partial(_of_topic, topic))
    yield _Plan("entities/index.md", "entities.md.j2", {"groups": entities_by_kind(site)})
    for entity in site.entities.values():
        yield _Plan(entity.target.uri, "entity.md.j2", {"entity": entity}, partial(_of_entity, entity))
    yield _Plan("sources/index.md", "sources.md.j2", {})
    for source in site.sources.values():
        yield _Plan(source.target.uri, "source.md.j2", {"source": source})
    yield _Plan("timeline.md", "timeline.md.j2", {"groups": dated, "picture": picture})
    for at in range(len(dated) if years_apart else 0):
        about = {"groups": dated, "at": at, "picture": drawn(dated[at].entries)}
        yield _Plan(f"timeline/{dated[at].key}.md", "timeline_part.md.j2", about)
    yield _Plan("forecasts.md", "forecasts.md.j2", {"forecasts": forecasts(site)})
    yield _Plan("gaps.md", "gaps.md.j2", {"briefs": briefs, "gaps": collect_gaps(site, briefs)})
    yield _Plan("method.md", "method.md.j2", {})
    yield _Plan("method/rules.md", "rules.md.j2", {})
    yield _Plan("search.md", "search.md.j2", {})


def _of_brief(brief: SiteBrief, site: Site) -> dict[str, Any]:
    return {"glance": summarise_brief(brief), "story": previous_and_next(site, brief)}


def _of_topic(topic: SiteTopic, site: Site) -> dict[str, Any]:
    return {"page": topic_page(site, topic)}


def _of_entity(entity: SiteEntity, site: Site) -> dict[str, Any]:
    return {"page": entity_page(site, entity)}


def _failure(template: str, error: Exception) -> Diagnostic:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(TEMPLATES)
    ]
    path, line = (frames[-1].filename, frames[-1].lineno or 1) if frames else (f"{TEMPLATES}{template}", 1)
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    return TEMPLATE_ERROR.at(
        Span(path, line, 1, line, 1),
        f"{kind}{error}",
        "mend the template, or delete it to have Seedbrief's own",
    )
