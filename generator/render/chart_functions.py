"""What templates call to draw pictures of the things on their page; ``pictures.md.j2`` sets them on the page.

All that is looked up is looked up in the site of the page, so that an edit draws anew what it changes and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, product
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from generator.model.site import Related, Site, SiteBrief, SiteEntity, SiteTopic, Statement, Target
from generator.render.charts.link_map import ON_A_SIDE, MapPicture, Neighbour, draw_map, strongest
from generator.render.charts.link_map_svg import write_map
from generator.render.charts.timeline_layout import draw_timeline
from generator.render.charts.timeline_model import Slot, TimelinePicture
from generator.render.charts.timeline_svg import write_timeline
from generator.render.views.timeline import entries_of, is_overdue
from generator.resolve.targets import built_address


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures on the page ``uri``."""

    site: Site
    uri: str

    def functions(self) -> dict[str, Any]:
        """Name the functions as templates know them."""
        return {
            "built": self.built,
            "built_search": self.built_search,
            "slot_address": self.slot_address,
            "timeline_svg": self.timeline_svg,
            "map_svg": self.map_svg,
            "brief_map": self.brief_map,
            "topic_map": self.topic_map,
            "entity_map": self.entity_map,
            "topic_timeline": self.topic_timeline,
            "entity_timeline": self.entity_timeline,
        }

    def built(self, target: Target) -> Markup:
        """Give the address of a target in raw HTML, where no host rewrites it: that of the built page, relative.

        It holds where ``briefs/a.md`` becomes ``briefs/a/index.html``, as MkDocs does it unless told otherwise.
        """
        if target.anchor and target.uri == self.uri:
            return Markup(f"#{target.anchor}")
        return _built(target.uri, target.anchor, self.uri)

    def built_search(self, **facets: str) -> Markup:
        """Give the address of the search page for a choice of facets, like ``built``."""
        return Markup(f"{_built('search.md', '', self.uri)}?{urlencode(facets)}")

    def slot_address(self, slot: Slot, years: Container[str], by_month: bool, years_apart: bool) -> Markup:
        """Give the address of what a slot counts: its month or, of ``years``, its year in the list on this page.

        Else that of its year in the list of all that is dated, where ``years_apart`` gives each year a page.
        """
        if by_month:
            return Markup(f"#_{slot.month}")
        if slot.year in years:
            return Markup(f"#_statements-{slot.year}")
        if years_apart:
            return _built(f"timeline/{slot.year}.md", "", self.uri)
        return self.built(Target("timeline", slot.year, slot.year, "timeline.md", f"_{slot.year}"))

    def timeline_svg(
        self, picture: TimelinePicture, name: str, years: Container[str], by_month: bool, years_apart: bool
    ) -> Markup:
        """Write a timeline as SVG; its slots lead to their ``slot_address``."""

        def there(slot: Slot) -> str:
            return self.slot_address(slot, years, by_month, years_apart)

        return Markup(write_timeline(picture, name, self.built, there))

    def topic_timeline(self, topic: SiteTopic) -> TimelinePicture | None:
        """Draw what the briefs of a topic say, foretell and rest on."""
        briefs = [self.site.briefs[target.id] for target in topic.briefs]
        statements = (statement for brief in briefs for statement in brief.statements)
        return self._timeline(statements, (target for brief in briefs for target in brief.sources))

    def entity_timeline(self, entity: SiteEntity) -> TimelinePicture | None:
        """Draw what is said and foretold about an entity, and the sources of the briefs that name it."""
        statements = (self.site.statements[target.id] for target in entity.statements)
        briefs = (self.site.briefs[target.id] for target in entity.briefs)
        return self._timeline(statements, (target for brief in briefs for target in brief.sources))

    def _timeline(self, statements: Iterable[Statement], sources: Iterable[Target]) -> TimelinePicture | None:
        records = [self.site.sources[name] for name in {target.id: None for target in sources}]
        entries = entries_of(statements, records)
        return draw_timeline(entries, self.site.as_of, partial(is_overdue, self.site))

    def brief_map(self, brief: SiteBrief) -> MapPicture | None:
        """Draw the briefs that are related to a brief, and the topics and things that they share with it."""
        ties = brief.related[:ON_A_SIDE]
        others = [Neighbour(tie.target, len(tie.reasons) + len(tie.shared), _tie_words(tie)) for tie in ties]
        shared = Counter(chain.from_iterable(tie.shared for tie in ties))
        things = [
            Neighbour(target, number, f"shared with {number} brief{'s' * (number > 1)}")
            for target, number in strongest(shared)
        ]
        between = {(target, tie.target): 1 for tie in ties for target in tie.shared}
        left_out = len(brief.related) - len(others) + len(shared) - len(things)
        return draw_map("this brief", things, others, between, left_out)

    def topic_map(self, topic: SiteTopic) -> MapPicture | None:
        """Draw the topics and the things that come up in the briefs of a topic."""
        return self._map_of_briefs(topic.target, "this topic", topic.briefs)

    def entity_map(self, entity: SiteEntity) -> MapPicture | None:
        """Draw the topics and the things that come up in the briefs that name an entity."""
        return self._map_of_briefs(entity.target, "it", entity.briefs)

    def _map_of_briefs(self, own: Target, middle: str, names: Iterable[Target]) -> MapPicture | None:
        briefs = [self.site.briefs[target.id] for target in names]
        topics = Counter(chain.from_iterable(brief.topics for brief in briefs))
        things = Counter(chain.from_iterable(brief.entities for brief in briefs))
        del topics[own], things[own]
        left, right = (
            [Neighbour(target, number, _in_briefs(number)) for target, number in strongest(numbers)]
            for numbers in (topics, things)
        )
        lefts, rights = {it.target for it in left}, {it.target for it in right}
        between: Counter[tuple[Target, Target]] = Counter()
        for brief in briefs:
            here = [target for target in brief.topics if target in lefts]
            if here:
                there = [target for target in brief.entities if target in rights]
                between.update(product(here, there))
        return draw_map(middle, left, right, between, len(topics) + len(things) - len(left) - len(right))

    def map_svg(self, picture: MapPicture, name: str) -> Markup:
        """Write a map as SVG."""
        return Markup(write_map(picture, name, self.built))


def _built(uri: str, anchor: str, here: str) -> Markup:
    return _built_from(uri, anchor, built_address(here).count("/"))


@lru_cache(maxsize=1 << 16)
def _built_from(uri: str, anchor: str, depth: int) -> Markup:
    """Give the address of a page, or of an anchor on it, from a page that is ``depth`` folders below the root."""
    page = "../" * depth + built_address(uri) or "./"
    return Markup(f"{page}#{anchor}" if anchor else page)


def _tie_words(tie: Related) -> str:
    number = len(tie.shared)
    things = (
        f"{number} topics and things in common" if number > 1 else "one topic or thing in common" * number
    )
    return "; ".join(filter(None, (*tie.reasons, things)))


def _in_briefs(number: int) -> str:
    return f"{number} brief{'s' * (number != 1)} in common"
