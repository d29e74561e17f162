"""Collect the places that a map shows, with the claims about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model.site import Site, SiteClaim, SiteEntity
from generator.render.views.entity import entities_of
from generator.resolve.taxonomy import place_ancestors

PLACES_FOR_A_MAP = 3  # of a topic or the whole site; with fewer, the pages of briefs and places say it better
KINDS = ("place", "facility")


@dataclass(frozen=True, slots=True)
class PlacesView:
    """Places, each with the number of claims about it or something in it; those with most claims first."""

    located: tuple[tuple[SiteEntity, int], ...]  # that have coordinates
    unlocated: tuple[tuple[SiteEntity, int], ...]  # that have none, nor anything around them that has


def is_worth_a_place_map(view: PlacesView) -> bool:
    """Tell whether a map of many briefs' places says more than the maps of the briefs."""
    return len(view.located) >= PLACES_FOR_A_MAP


def places_of_claims(site: Site, claims: Iterable[SiteClaim]) -> PlacesView:
    """Collect the places of some claims."""
    named: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for target in entities_of(claim):
            named[target.id].add(claim.target.id)
    return _collect(site, named)


def places_of_site(site: Site) -> PlacesView:
    """Collect the places of all claims."""
    return _collect(site, {name: _claims_about(entity) for name, entity in site.entities.items()})


def places_in(site: Site, entity: SiteEntity) -> PlacesView:
    """Collect a place, which comes first, and those directly in it that have coordinates; also without claims."""
    things = (entity, *(site.entities[target.id] for target in entity.contains))
    claims = {it.target.id: _claims_in(site, it) for it in things if _is_located(it) or it is entity}
    places = _by_claims(site, claims) if entity.record.kind in KINDS else ()
    return PlacesView(tuple(sorted(places, key=lambda place: place[0] is not entity)), ())


def _claims_about(entity: SiteEntity) -> set[str]:
    return {target.id for target in entity.statements if target.kind == "claim"}


def _claims_in(site: Site, place: SiteEntity) -> set[str]:
    """Return the claims about a place, and about what is in it without coordinates of its own."""
    claims, found, seen = set[str](), [place], {place.target}
    while found:
        entity = found.pop()
        claims |= _claims_about(entity)
        inside = [site.entities[target.id] for target in entity.contains if target not in seen]
        found += [it for it in inside if it.record.kind in KINDS and not _is_located(it)]
        seen.update(it.target for it in inside)
    return claims


def _is_located(entity: SiteEntity) -> bool:
    return entity.record.coordinates is not None


def _collect(site: Site, named: Mapping[str, set[str]]) -> PlacesView:
    """Collect the places among entities, given with their claims; without coordinates, what contains them counts."""
    claims: dict[str, set[str]] = defaultdict(set)
    unlocated: dict[str, set[str]] = {}
    for name, ids in named.items():
        entity = site.entities[name]
        if not ids or (entity.record.kind not in KINDS and not _is_located(entity)):
            continue
        around = (site.entities[target.id] for target in place_ancestors(site, entity))
        place = next((it for it in (entity, *around) if _is_located(it)), None)
        if place:
            claims[place.target.id] |= ids
        else:
            unlocated[name] = ids
    return PlacesView(_by_claims(site, claims), _by_claims(site, unlocated))


def _by_claims(site: Site, claims: Mapping[str, set[str]]) -> tuple[tuple[SiteEntity, int], ...]:
    counts = [(site.entities[name], len(ids)) for name, ids in claims.items()]
    return tuple(
        sorted(counts, key=lambda item: (-item[1], item[0].target.label.casefold(), item[0].target.id))
    )
