"""The functions that templates call to draw charts for their page; ``charts.md.j2`` puts the charts on the page.

They read only the ``Site`` of the page, which records what is looked up: an edit redraws only the charts it changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, product
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from generator.model.site import Related, Site, SiteBrief, SiteEntity, SiteTopic, Statement, Target
from generator.model.urls import built_path, relative_url
from generator.render.charts.link_map import ON_A_SIDE, LinkMap, Neighbour, layout_link_map, strongest
from generator.render.charts.link_map_svg import write_link_map_svg
from generator.render.charts.place_map import PlaceMap, layout_place_map
from generator.render.charts.place_map_svg import write_place_map_svg
from generator.render.charts.timeline_layout import layout_timeline
from generator.render.charts.timeline_model import Slot, TimelineChart
from generator.render.charts.timeline_svg import write_timeline_svg
from generator.render.template_code import safe
from generator.render.views.places import is_worth_a_place_map, places_in, places_of_claims
from generator.render.views.storyline import reasons
from generator.render.views.subject import is_worth_a_map
from generator.render.views.timeline import is_overdue, judgments_on, timeline_entries
from generator.translation import N_, _, clauses, ngettext

_THIS = {
    "person": N_("this person"),
    "organisation": N_("this organisation"),
    "place": N_("this place"),
    "facility": N_("this facility"),
    "commodity": N_("this commodity"),
    "event": N_("this event"),
    "other": N_("this name"),
}
"""What the middle of a map says, by the kind of the entity."""


@dataclass(frozen=True, slots=True)
class ChartFunctions:
    """The functions for the page ``uri``."""

    site: Site
    uri: str

    def by_name(self) -> dict[str, Any]:
        """Return the functions under the names that templates use."""
        return {
            "built_href": self.built_href,
            "built_search_href": self.built_search_href,
            "slot_href": self.slot_href,
            "timeline_svg": self.timeline_svg,
            "link_map_svg": self.link_map_svg,
            "brief_map": self.brief_map,
            "topic_map": self.topic_map,
            "entity_map": self.entity_map,
            "topic_timeline": self.topic_timeline,
            "entity_timeline": self.entity_timeline,
            "place_map_svg": self.place_map_svg,
            "places_on_map": layout_place_map,
            "brief_places": self.brief_places,
            "topic_places": self.topic_places,
            "entity_places": self.entity_places,
        }

    def built_href(self, target: Target) -> Markup:
        """Return the URL of a target for raw HTML, where MkDocs rewrites no links: relative, to the built page."""
        if target.anchor and target.uri == self.uri:
            return safe(f"#{target.anchor}")
        return _built_href(target.uri, target.anchor, self.uri)

    def built_search_href(self, **facets: str) -> Markup:
        """Return the URL of the built search page with facets selected by id."""
        return safe(f"{_built_href('search.md', '', self.uri)}?{urlencode(facets)}")

    def slot_href(self, slot: Slot, months: Mapping[str, str], has_year_pages: bool) -> Markup:
        """Return the URL of the list with the entries that a slot counts.

        That is the page in ``months`` that lists its month, or else its year in the whole timeline, which
        ``has_year_pages`` if it is long.
        """
        if uri := months.get(slot.month):
            return safe(f"#_{slot.month}") if uri == self.uri else _built_href(uri, "", self.uri)
        if has_year_pages:
            return _built_href(f"timeline/{slot.year}.md", "", self.uri)
        return self.built_href(Target("timeline", slot.year, slot.year, "timeline.md", f"_{slot.year}"))

    def timeline_svg(
        self, chart: TimelineChart, name: str, months: Mapping[str, str], has_year_pages: bool
    ) -> Markup:
        """Draw a timeline of what ``name`` names as SVG; the other arguments are those of ``slot_href``."""

        def slot_href(slot: Slot) -> str:
            return self.slot_href(slot, months, has_year_pages)

        return safe(write_timeline_svg(chart, name, self.built_href, slot_href))

    def link_map_svg(self, chart: LinkMap, name: str) -> Markup:
        """Draw a map around what ``name`` names as SVG."""
        return safe(write_link_map_svg(chart, name, self.built_href))

    def topic_timeline(self, topic: SiteTopic) -> TimelineChart | None:
        """Lay out the timeline of the statements and sources of a topic's briefs; ``None`` if nothing is dated."""
        briefs = [self.site.briefs[target.id] for target in topic.briefs]
        statements = (statement for brief in briefs for statement in brief.statements)
        return self._timeline(statements, (target for brief in briefs for target in brief.sources))

    def entity_timeline(self, entity: SiteEntity) -> TimelineChart | None:
        """Lay out the timeline of the statements about an entity and the sources of the briefs that name it."""
        statements = (self.site.statements[target.id] for target in entity.statements)
        briefs = (self.site.briefs[target.id] for target in entity.briefs)
        return self._timeline(statements, (target for brief in briefs for target in brief.sources))

    def _timeline(self, statements: Iterable[Statement], sources: Iterable[Target]) -> TimelineChart | None:
        records = [self.site.sources[name] for name in {target.id: None for target in sources}]
        entries = timeline_entries(statements, records)
        known = partial(is_overdue, self.site), partial(judgments_on, self.site)
        return layout_timeline(entries, self.site.as_of, *known)

    def place_map_svg(self, chart: PlaceMap, name: str) -> Markup:
        """Draw the places of what ``name`` names as SVG."""
        return safe(write_place_map_svg(chart, name, self.built_href))

    def brief_places(self, brief: SiteBrief) -> PlaceMap | None:
        """Lay out the map of the places that a brief's claims are about; ``None`` if none has coordinates."""
        return layout_place_map(places_of_claims(self.site, brief.claims))

    def topic_places(self, topic: SiteTopic) -> PlaceMap | None:
        """Lay out the map of the places of a topic's briefs; ``None`` if there are few."""
        claims = (claim for target in topic.briefs for claim in self.site.briefs[target.id].claims)
        view = places_of_claims(self.site, claims)
        return layout_place_map(view) if is_worth_a_place_map(view) else None

    def entity_places(self, entity: SiteEntity) -> PlaceMap | None:
        """Lay out the map of a place and the places in it; ``None`` if none has coordinates."""
        chart = layout_place_map(places_in(self.site, entity))
        return chart and replace(chart, unlocated=())

    def brief_map(self, brief: SiteBrief) -> LinkMap | None:
        """Lay out the map of a brief's related briefs, and of the topics and entities that they share with it.

        ``None`` if the briefs, itself included, are too few.
        """
        if not is_worth_a_map((brief, *brief.related)):
            return None
        related = brief.related[:ON_A_SIDE]
        briefs = [Neighbour(it.target, len(it.reasons) + len(it.shared), _relation(it)) for it in related]
        shared = Counter(chain.from_iterable(it.shared for it in related))
        topics_and_entities = [
            Neighbour(target, number, ngettext("shared with {n} brief", "shared with {n} briefs", number))
            for target, number in strongest(shared)
        ]
        strengths = {(target, it.target): 1 for it in related for target in it.shared}
        left_out = len(brief.related) - len(briefs) + len(shared) - len(topics_and_entities)
        return layout_link_map(_("this brief"), topics_and_entities, briefs, strengths, left_out)

    def topic_map(self, topic: SiteTopic) -> LinkMap | None:
        """Lay out the map of the other topics and the entities of a topic's briefs."""
        return self._map_of_briefs(topic.target, _("this topic"), topic.briefs)

    def entity_map(self, entity: SiteEntity) -> LinkMap | None:
        """Lay out the map of the topics and the other entities of the briefs that name an entity."""
        return self._map_of_briefs(entity.target, _(_THIS[entity.record.kind]), entity.briefs)

    def _map_of_briefs(self, own: Target, middle: str, targets: Iterable[Target]) -> LinkMap | None:
        briefs = [self.site.briefs[target.id] for target in targets]
        topics = Counter(chain.from_iterable(brief.topics for brief in briefs))
        entities = Counter(chain.from_iterable(brief.entities for brief in briefs))
        del topics[own], entities[own]
        left, right = (
            [
                Neighbour(target, number, ngettext("{n} brief in common", "{n} briefs in common", number))
                for target, number in strongest(numbers)
            ]
            for numbers in (topics, entities)
        )
        shown_topics, shown_entities = {it.target for it in left}, {it.target for it in right}
        strengths: Counter[tuple[Target, Target]] = Counter()
        for brief in briefs:
            here = [target for target in brief.topics if target in shown_topics]
            if here:
                there = [target for target in brief.entities if target in shown_entities]
                strengths.update(product(here, there))
        left_out = len(topics) + len(entities) - len(left) - len(right)
        return layout_link_map(middle, left, right, strengths, left_out)


def _built_href(uri: str, anchor: str, here: str) -> Markup:
    """Return the URL of a built page, or of an anchor on it, from the built page ``here``."""
    url = relative_url(built_path(uri), built_path(here).rstrip("/"))
    return safe(f"{url}#{anchor}" if anchor else url)


def _relation(related: Related) -> str:
    words: list[str] = [*reasons(related)]
    if related.shared:
        number = len(related.shared)
        words.append(ngettext("{n} shared topic or name", "{n} shared topics and names", number))
    return clauses(words)
