"""Render the pages of a ``Site`` through the templates of ``site_templates/pages/``, and pass on its assets.

``Rendering`` plans every page (``_plan_pages``), and makes each from its plan (``_render``), some of them in other
processes: the views of ``views/`` assemble what the page shows, and its template writes it as Markdown.

Templates are trusted, content is not: whatever a template shows goes through ``markdown.escape`` unless a template
function has made it safe.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError

from generator.diagnostics import Diagnostic, Rule, Span
from generator.history.shown_history import ITEMS_SHOWN, KINDS, ShownHistory
from generator.incremental import BuildMemo, NoMemo
from generator.model.content import PAGES
from generator.model.site import (
    UNNAMED,
    Asset,
    DataFile,
    Page,
    Publication,
    Site,
    SiteBrief,
    SiteEntity,
    SiteSource,
    SiteTopic,
    Target,
)
from generator.render.chart_functions import ChartFunctions
from generator.render.charts.heat_table import build_heat_table
from generator.render.charts.timeline_layout import layout_timeline
from generator.render.charts.timeline_model import TimelineChart
from generator.render.environment import TemplateEnvironment, make_environment, normalise_whitespace
from generator.render.scripts import ScriptError, translate_script
from generator.render.style_sheet import PARTS, PLAIN_PART, STYLE_SHEET, join_style_sheets
from generator.render.template_functions import TemplateFunctions
from generator.render.views.brief_page import build_brief_view
from generator.render.views.entity import build_entity_view, group_entities_by_kind
from generator.render.views.home import build_home_view
from generator.render.views.list_parts import PartPage, list_part_pages
from generator.render.views.lists import Lists, collect_lists, lists_about
from generator.render.views.short_lists import Group
from generator.render.views.storyline import previous_and_next
from generator.render.views.timeline import (
    Entry,
    build_timeline,
    group_forecasts,
    is_overdue,
    judgments_on,
    list_months,
)
from generator.render.views.topic import build_topic_view, cut_tree, list_alternative_labels
from generator.resolve.targets import SHARED_PAGES
from generator.resolve.taxonomy import newest_first, topic_tree
from generator.rules.site_files import TEMPLATE_ERROR
from generator.shared_work import SharedWork, renew_after
from generator.spool import Spool

TEMPLATES = "site_templates/pages/"
ASSETS = "site_templates/assets/"
_HOME = "index.md"
_COMMON = "what all pages have in common"
_BRIEFS_BEFORE_RENEWAL = 2_000

Variables = dict[str, Any]
"""What a template sees, by name."""
Subject = SiteBrief | SiteTopic | SiteEntity | SiteSource
"""What has a page of its own on every site."""


class Rendering:
    """Renders every page of the site. Other processes begin at once; this one takes part from ``finish`` on."""

    def __init__(
        self,
        site: Site,
        files: Mapping[str, bytes],
        rules: Sequence[Rule] = (),
        tables: Sequence[DataFile] = (),
        histories: Mapping[str, ShownHistory] = MappingProxyType({}),
        *,
        publication: Publication = UNNAMED,
        for_editor: bool = False,
        memo: BuildMemo | None = None,
    ) -> None:
        """Plan the pages.

        Args:
            site: what the pages show.
            files: the project's files by path. Its templates are used; a hand-written home page replaces ours.
            rules: the rules that the page ``method/rules.md`` lists.
            tables: the data files that the page ``data.md`` describes.
            histories: what changed in a brief since it was published, by slug.
            publication: the site's name, URL, organisation and so on.
            for_editor: also show what only an editor should see.
            memo: what earlier builds rendered. Unless it is a ``NoMemo``, this process renders all pages, because the
                memo has to record what each was made from.
        """
        self._site, self._memo = site, memo or NoMemo()
        timeline = build_timeline(site, self._memo)
        briefs = newest_first(site.listed_briefs())
        lists = collect_lists(site, briefs, timeline, self._memo)
        lists_by_uri = {target.uri: of_page for target, of_page in lists.items()}
        templates = {
            path.removeprefix(TEMPLATES): data for path, data in files.items() if path.startswith(TEMPLATES)
        }
        environment = make_environment(frozenset(templates.items()), TEMPLATES)
        variables: Variables = {
            "rules": rules,
            "for_editor": for_editor,
            "has_year_pages": lists_by_uri["timeline.md"]["timeline"].all is not None,
            "publication": publication,
        }
        # If equal, it is that of the last build, and not compared again for each page.
        self._common = self._memo.call(_COMMON, _Common, (), publication, environment, variables)
        has_own_home = f"{PAGES}{_HOME}" in files
        self._plans = [
            replace(plan, lists=lists_by_uri.get(plan.uri, {}))
            for plan in _plan_pages(site, tables, histories, briefs, timeline, lists)
            if not (has_own_home and plan.uri == _HOME)
        ]
        self._pages: dict[int, Page] = {}
        self._failures: dict[str, Diagnostic] = {}
        is_alone = not isinstance(self._memo, NoMemo)
        count = len(self._plans)
        # One page of each kind is made first, so that the other processes find templates, maps and so on ready.
        first_of_kind: dict[str, int] = {}
        for number, plan in enumerate(self._plans):
            first_of_kind.setdefault(plan.template, number)
        for number in first_of_kind.values():
            self._make(number)
        self._work = SharedWork(count, self._make_there, alone=is_alone, renew_after=renew_after(count))

    def finish(self) -> tuple[list[Page], list[Diagnostic]]:
        """Return the pages, always in the same order, and a diagnostic for each template that failed.

        The pages of such a template are left out.
        """
        for number in range(len(self._plans)):
            if self._work.take(number):
                self._make(number)
        self._work.finish(self._keep, self._make)
        return [page for _, page in sorted(self._pages.items())], list(self._failures.values())

    def renew(self) -> None:
        """Replace the other processes by new ones, which need less memory; call it now and then."""
        self._work.renew()

    def renewing(self, slugs: Iterable[str]) -> Iterator[str]:
        """Yield the slugs of briefs on which this process works, and call ``renew`` between them now and then."""
        for number, slug in enumerate(slugs, start=1):
            yield slug
            if number % _BRIEFS_BEFORE_RENEWAL == 0:
                self.renew()

    def close(self) -> None:
        """Stop the other processes, if they are still at work."""
        self._work.close()

    def _make(self, number: int) -> None:
        plan = self._plans[number]
        if plan.template in self._failures or number in self._pages:
            return
        try:
            self._pages[number] = _make_page(self._site, plan, self._common, self._memo)
        except Exception as error:  # a template is a program, which may raise anything
            self._failures[plan.template] = _template_error(plan.template, error)

    def _make_there(self, number: int) -> bytes:
        return _render(self._site, self._plans[number], self._common)

    def _keep(self, number: int, data: bytes) -> None:
        self._pages[number] = Page(self._plans[number].uri, self._memo.spool.add(data))


def render_some(
    site: Site, subjects: Iterable[Subject], histories: Mapping[str, ShownHistory], memo: BuildMemo
) -> list[Page]:
    """Render the pages of some subjects before all others, for which ``Rendering`` would have to plan every page.

    What all pages have in common is taken from the last build. Return nothing if there was none, or a template fails.
    """
    common = memo.last(_COMMON)
    pages = []
    for subject in subjects if common else ():
        briefs = () if isinstance(subject, SiteBrief) else subject.briefs
        plan = _plan_subject(subject, histories)
        plan = replace(plan, lists=lists_about(site, subject.target, briefs, memo))
        try:
            pages.append(_make_page(site, plan, common, memo))
        except Exception:  # a template is a program, which may raise anything; ``Rendering`` reports it
            return []
    return pages


def _make_page(site: Site, plan: _PagePlan, common: _Common, memo: BuildMemo) -> Page:
    return memo.call(("page", plan.uri), _render_page, (site,), plan, common, memo.spool)


@dataclass(frozen=True, slots=True)
class _Common:
    """What all pages have in common; ``variables`` are those that every template sees."""

    publication: Publication
    environment: TemplateEnvironment
    variables: Variables


def _render_page(site: Site, plan: _PagePlan, common: _Common, spool: Spool) -> Page:
    return Page(plan.uri, spool.add(_render(site, plan, common)))


def _render(site: Site, plan: _PagePlan, common: _Common) -> bytes:
    """Return the Markdown of a page."""
    known = {
        **common.variables,
        "site": site,
        "lists": plan.lists,
        **TemplateFunctions(site, plan.uri, common.publication).by_name(),
        **ChartFunctions(site, plan.uri).by_name(),
        **plan.variables,
        **plan.view(site),
    }
    return normalise_whitespace(common.environment.render(plan.template, known)).encode("utf-8")


def assets(
    files: Mapping[str, bytes], publication: Publication = UNNAMED, *, standalone: bool = False
) -> tuple[list[Asset], list[Diagnostic]]:
    """Return the images, scripts and other files of ``site_templates/assets/``, and what is wrong with the scripts.

    Its own style sheets are joined, and its scripts are in the language of the site. ``standalone`` makes a
    style sheet that needs no theme.
    """
    contents = {path.removeprefix(ASSETS): files[path] for path in sorted(files) if path.startswith(ASSETS)}
    parts = {name: contents.pop(name) for name in (PLAIN_PART, *PARTS) if name in contents}
    if not standalone:
        parts.pop(PLAIN_PART, None)
    contents[STYLE_SHEET] = join_style_sheets(parts, publication.name, publication.url)
    errors = []
    for name in [name for name in contents if name.endswith(".js")]:
        try:
            contents[name] = translate_script(contents[name])
        except ScriptError as error:
            errors.append(TEMPLATE_ERROR.at(Span(f"{ASSETS}{name}"), str(error)))
    made = [
        Asset(f"assets/{name}", data, "" if name == STYLE_SHEET else f"{ASSETS}{name}")
        for name, data in sorted(contents.items())
    ]
    return made, errors


@dataclass(frozen=True, slots=True)
class _PagePlan:
    """A page to render: its path, its template and the template's variables, and its long lists.

    ``variables`` were assembled from the whole site; a page is rendered again if they change. ``view`` assembles
    further ones when the page is rendered, from a site that records what is looked up.
    """

    uri: str
    template: str
    variables: Variables
    view: Callable[[Site], Variables] = field(default=lambda site: {}, compare=False)
    lists: Lists = field(default_factory=dict)


def _plan_pages(
    site: Site,
    tables: Sequence[DataFile],
    histories: Mapping[str, ShownHistory],
    briefs: Sequence[SiteBrief],
    timeline: list[Group[Entry]],
    lists: Mapping[Target, Lists],
) -> Iterator[_PagePlan]:
    """Plan every page.

    ``histories`` are those of briefs that have one, by slug; ``briefs`` all briefs, the newest first; ``timeline``
    every dated entry, by year; ``lists`` those of each page.
    """
    yield _PagePlan(
        _HOME,
        "home.md.j2",
        {"view": build_home_view(site, briefs)},
    )
    years = [(str(year), list(group)) for year, group in groupby(briefs, key=lambda brief: brief.date.year)]
    yield _PagePlan(
        "briefs/index.md",
        "briefs.md.j2",
        {"briefs": briefs, "year_groups": years},
    )
    for brief in site.briefs.values():
        yield _plan_subject(brief, histories)
        if history := histories.get(brief.target.id):
            yield _PagePlan(
                history.uri,
                "history.md.j2",
                {"brief": brief, "history": history, "ITEMS_SHOWN": ITEMS_SHOWN, "KINDS": KINDS},
            )
    yield _PagePlan(
        "topics/index.md",
        "topics.md.j2",
        {
            "topic_tree": cut_tree(topic_tree(site)),
            "alternative_labels": list_alternative_labels(site),
            "heat_table": build_heat_table(site, 30),
        },
    )
    for topic in site.topics.values():
        yield _plan_subject(topic)
    yield _PagePlan("entities/index.md", "entities.md.j2", {"groups": group_entities_by_kind(site)})
    for entity in site.entities.values():
        yield _plan_subject(entity)
    yield _PagePlan("sources/index.md", "sources.md.j2", {})
    for source in site.sources.values():
        yield _plan_subject(source)
    yield _PagePlan("timeline.md", "timeline.md.j2", {"groups": timeline}, partial(_timeline_view, timeline))
    yield _PagePlan("forecasts.md", "forecasts.md.j2", {"groups": group_forecasts(site)})
    yield _PagePlan("gaps.md", "gaps.md.j2", {})
    for publisher in site.publishers.values():
        if publisher.target.uri != SHARED_PAGES["publisher"]:
            yield _PagePlan(publisher.target.uri, "publisher.md.j2", {"publisher": publisher})
    for author in site.authors.values():
        if author.target.uri != SHARED_PAGES["author"]:
            yield _PagePlan(author.target.uri, "author.md.j2", {"author": author})
    if site.authors:
        yield _PagePlan("authors.md", "authors.md.j2", {})
    yield _PagePlan("method.md", "method.md.j2", {})
    yield _PagePlan("method/rules.md", "rules.md.j2", {})
    yield _PagePlan("data.md", "data.md.j2", {"tables": tables})
    yield _PagePlan("search.md", "search.md.j2", {})
    for target, of_page in lists.items():
        for page_list in of_page.values():
            for page in list_part_pages(page_list, target):
                yield _PagePlan(page.part.uri, "list_part.md.j2", {"page": page}, partial(_part_view, page))


def _plan_subject(
    subject: Subject, histories: Mapping[str, ShownHistory] = MappingProxyType({})
) -> _PagePlan:
    uri = subject.target.uri
    match subject:
        case SiteBrief():
            history = histories.get(subject.target.id)
            variables = {"brief": subject, "history_uri": history and history.uri}
            return _PagePlan(uri, "brief.md.j2", variables, partial(_brief_view, subject))
        case SiteTopic():
            return _PagePlan(uri, "topic.md.j2", {"topic": subject}, partial(_topic_view, subject))
        case SiteEntity():
            return _PagePlan(uri, "entity.md.j2", {"entity": subject}, partial(_entity_view, subject))
        case SiteSource():
            return _PagePlan(uri, "source.md.j2", {"source": subject})


def _brief_view(brief: SiteBrief, site: Site) -> Variables:
    return {"view": build_brief_view(site, brief), "story": previous_and_next(site, brief)}


def _topic_view(topic: SiteTopic, site: Site) -> Variables:
    return {"view": build_topic_view(site, topic)}


def _entity_view(entity: SiteEntity, site: Site) -> Variables:
    return {"view": build_entity_view(site, entity)}


def _timeline_view(timeline: list[Group[Entry]], site: Site) -> Variables:
    return {"timeline_chart": _chart(site, (entry for group in timeline for entry in group.items))}


def _part_view(page: PartPage, site: Site) -> Variables:
    if page.rows == "timeline" and page.is_first_level:  # a year
        return {"timeline_chart": _chart(site, page.part.all_items()), "months": list_months(page.part)}
    return {"timeline_chart": None, "months": {}}


def _chart(site: Site, entries: Iterable[Entry]) -> TimelineChart | None:
    return layout_timeline(entries, site.as_of, partial(is_overdue, site), partial(judgments_on, site))


def _template_error(template: str, error: Exception) -> Diagnostic:
    """Report an error at the line of the innermost template in its traceback."""
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
        "fix the template, or delete it to use the one that comes with Seedbrief",
    )
