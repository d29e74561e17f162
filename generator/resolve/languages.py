"""Briefs in several languages: which are versions of one another, and which of them stands for all in lists.

Lists, numbers and charts have each brief once, in the language of the interface if there is such a version, else as the
original. From there, readers reach the others, which have pages, search results, feed entries and rows of data of their
own. So nothing is listed or counted twice because it was translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.model.content import Content
from generator.model.site import Link, Target
from generator.resolve.related import brief_of

_KEPT = (
    "source",
    "passage",
    "author",
    "publisher",
)  # kinds whose pages name every version that refers to them


@dataclass(frozen=True, slots=True)
class Versions:
    """The briefs of which there are several versions, by their slugs."""

    all: Mapping[str, tuple[tuple[str, str], ...]] = field(
        default_factory=dict
    )  # for each of them: language and slug of all versions, the original first
    listed: Mapping[str, str] = field(default_factory=dict)  # for each of them: the version that lists have

    def is_listed(self, slug: str) -> bool:
        """Return whether lists have this version of a brief."""
        return self.listed.get(slug, slug) == slug

    def each_once(self, briefs: Iterable[Target]) -> tuple[Target, ...]:
        """Return briefs without those of which the listed version is among them too."""
        found = tuple(briefs)
        ids = {target.id for target in found}
        return tuple(t for t in found if self.is_listed(t.id) or self.listed[t.id] not in ids)


def find_versions(content: Content, shown: Iterable[str]) -> Versions:
    """Group the briefs that are ``shown``, by slug, by what they are versions of."""
    groups: dict[str, list[str]] = {}
    for slug in sorted(shown):
        original = content.briefs[slug].translation_of
        groups.setdefault(original if original and original in content.briefs else slug, []).append(slug)
    every: dict[str, tuple[tuple[str, str], ...]] = {}
    listed: dict[str, str] = {}
    for original, slugs in groups.items():
        if len(slugs) > 1:
            ordered = sorted(slugs, key=lambda slug: (slug != original, content.language_of(slug), slug))
            first = min(ordered, key=lambda slug: _distance(content, slug))
            every |= dict.fromkeys(slugs, tuple((content.language_of(slug), slug) for slug in ordered))
            listed |= dict.fromkeys(slugs, first)
    return Versions(every, listed)


def _distance(content: Content, slug: str) -> int:
    """Return how far the language of a brief is from that of the interface: 0 for none, 1 for another region."""
    language = content.language_of(slug)
    is_related = language.partition("-")[0].lower() == content.interface.partition("-")[0].lower()
    return 0 if not content.unlike_interface(language) else 1 if is_related else 2


def uncounted_links(links: tuple[Link, ...], slug: str) -> tuple[Link, ...]:
    """Return the links of a version that is not listed which other pages may show: within it, and to its sources."""
    return tuple(link for link in links if link.target.kind in _KEPT or brief_of(link.target) == slug)
