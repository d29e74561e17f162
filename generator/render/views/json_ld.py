"""Say what a page shows in terms of schema.org (https://schema.org/), as JSON-LD for search engines and other programs.

Everything has the URL of its page, or a claim its permalink, as its ``@id``; an article that of its page on this site.
A site whose URL is not known has no JSON-LD: nothing in it could be identified. Articles of unknown date, and those
dated only roughly, have no ``datePublished``, which must be an ISO 8601 date. There is no ``ClaimReview``: a brief
reports claims; it does not say whether they are true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from generator.model.site import Publication, Site, SiteBrief, SiteClaim, SiteSource, Target
from generator.model.urls import built_path
from generator.resolve.taxonomy import topic_ancestors
from generator.translation import N_, _

Record = dict[str, Any]

_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "facility": "Place",
    "event": "Event",
}
"""Kind of entity -> type; all others are a Thing."""

_INDEXES = {
    "brief": ("briefs/", N_("Briefs")),
    "topic": ("topics/", N_("Topics")),
    "entity": ("entities/", N_("People, places and things")),
    "source": ("sources/", N_("Sources")),
}
_ISO_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
# What could end the script, or is not allowed in YAML or XML; a brace that could begin the tag of a template.
_UNSAFE = re.compile(r"[<>&\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\{(?![\"}])")


def write_json_ld(site: Site, publication: Publication, target: Target | None) -> str:
    """Return the script element for the page of a brief, source, topic or entity (None: the home page), on one line.

    Empty without the URL of the site. It is a list, so that a script that runs it by mistake does nothing.
    """
    if not publication.url:
        return ""
    records = _Writer(site, publication).page(target)
    data = [{"@context": "https://schema.org", **record} for record in records]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{_UNSAFE.sub(_escape, text)}</script>'


def _escape(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


class _Writer:
    """Writes the records of one page."""

    def __init__(self, site: Site, publication: Publication) -> None:
        self._site, self._publication = site, publication

    def page(self, target: Target | None) -> list[Record]:
        if target is None:
            return [self._home()]
        match target.kind:
            case "brief":
                return [self._report(self._site.briefs[target.id]), self._breadcrumbs(target)]
            case "source":
                return [self._article(self._site.sources[target.id]), self._breadcrumbs(target)]
            case "topic":
                broader = topic_ancestors(self._site, self._site.topics[target.id])[::-1]
                return [self._collection(target, self._topic(target)), self._breadcrumbs(target, broader)]
            case _:
                return [self._collection(target, self._entity(target)), self._breadcrumbs(target)]

    def _home(self) -> Record:
        return {
            **self._website(),
            **_known(description=self._publication.description, inLanguage=self._publication.language),
            **_known(publisher=self._publisher()),
        }

    def _website(self) -> Record:
        url = self._publication.url
        return {"@type": "WebSite", "@id": url, **_known(name=self._publication.name), "url": url}

    def _publisher(self) -> Record | None:
        name = self._publication.organisation or self._publication.name
        url = self._publication.url
        return (
            {"@type": "Organization", "@id": f"{url}#publisher", "name": name, "url": url} if name else None
        )

    def _report(self, brief: SiteBrief) -> Record:
        url, publisher = self._url(brief.target), self._publisher()
        page = {
            "@type": "WebPage",
            "url": url,
            **_known(reviewedBy=[self._person(target) for target in brief.reviewed_by]),
        }
        dates = _known(
            datePublished=brief.date.isoformat(),
            dateModified=brief.updated.isoformat() if brief.updated else "",
        )
        return {
            "@type": "Report",
            "@id": url,
            "url": url,
            "name": brief.target.label,
            "headline": brief.target.label,
            **_known(abstract=brief.summary.plain, inLanguage=brief.language),
            **_known(
                translationOfWork=brief.translation_of and {"@id": self._url(brief.translation_of)},
                workTranslation=[
                    {"@id": self._url(target), "inLanguage": language}
                    for language, target in brief.versions
                    if not brief.translation_of and target != brief.target
                ],
            ),
            **({"creativeWorkStatus": "Draft"} if brief.is_draft else dates),
            **_known(
                author=[self._person(target) for target in brief.authors] or publisher,
                publisher=publisher,
                license=self._licence(),
            ),
            "isPartOf": self._website(),
            "mainEntityOfPage": page,
            **_known(
                about=[*map(self._thing, brief.topics), *map(self._thing, brief.entities)],
                citation=[self._article(self._site.sources[target.id]) for target in brief.sources],
                hasPart=[self._claim(claim) for claim in brief.claims],
            ),
        }

    def _licence(self) -> str | Record | None:
        licence = self._publication.licence
        if licence is None:
            return None
        return licence.url or {"@type": "CreativeWork", "name": licence.name}

    def _person(self, target: Target) -> Record:
        record = self._site.authors[target.id].record
        orcid = f"https://orcid.org/{record.orcid}" if record.orcid else ""
        affiliation = record.affiliation and {"@type": "Organization", "name": record.affiliation}
        return {
            "@type": "Person",
            "@id": orcid or self._url(target),
            "name": record.name,
            **_known(familyName=record.family, identifier=orcid, sameAs=orcid, affiliation=affiliation),
            "url": self._url(target),
        }

    def _claim(self, claim: SiteClaim) -> Record:
        quoted = dict.fromkeys(self._url(quotation.source, anchor="") for quotation in claim.evidence)
        speaker = self._thing(claim.said_by) if claim.said_by else {}
        return {
            "@type": "Claim",
            "@id": self._url(claim.target),
            "text": claim.text.plain,
            "appearance": [{"@id": url} for url in quoted],
            **_known(author=speaker if speaker.get("@type") in ("Person", "Organization") else None),
        }

    def _article(self, source: SiteSource) -> Record:
        record = source.record
        publisher = source.publisher and self._site.publishers[source.publisher.id].record
        dated = record.published.edtf if record.published else ""
        return {
            "@type": "Article",
            "@id": self._url(source.target),
            "name": record.title,
            **_known(
                url=record.url,
                author=[{"@type": "Person", "name": name} for name in record.authors],
                publisher=publisher
                and {"@type": "Organization", "name": publisher.label, **_known(url=publisher.url)},
                datePublished=dated if _ISO_DATE.fullmatch(dated) else "",
                archivedAt=record.archived and record.archived.url,
            ),
            "inLanguage": record.language,
            "conditionsOfAccess": _("Published here in full.")
            if record.rights == "full"
            else _("Only quoted passages are published here."),
        }

    def _thing(self, target: Target) -> Record:
        """Name a topic or an entity."""
        if target.kind == "topic":
            return {"@type": "DefinedTerm", "@id": self._url(target), "name": target.label}
        record = self._site.entities[target.id].record
        return {
            "@type": _TYPES.get(record.kind, "Thing"),
            "@id": self._url(target),
            "name": target.label,
            **_known(sameAs=list(record.same_as)),
        }

    def _topic(self, target: Target) -> Record:
        topic = self._site.topics[target.id]
        path, name = _INDEXES["topic"]
        index = self._publication.url_of(path)
        return {
            **self._thing(target),
            **_known(description=topic.definition.plain, alternateName=list(topic.record.alt_labels)),
            "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": index, "name": _(name), "url": index},
        }

    def _entity(self, target: Target) -> Record:
        entity = self._site.entities[target.id]
        thing = self._thing(target)
        more = _known(description=entity.description.plain, alternateName=list(entity.record.aliases))
        if thing["@type"] != "Place":
            return {**thing, **more}
        latitude, longitude = entity.record.coordinates or (None, None)
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        within = self._thing(entity.located_in) if entity.located_in else {}
        return {
            **thing,
            **more,
            **_known(
                geo=geo if entity.record.coordinates else None,
                containedInPlace=within if within.get("@type") == "Place" else None,
            ),
        }

    def _collection(self, target: Target, subject: Record) -> Record:
        return {
            "@type": "CollectionPage",
            "url": self._url(target),
            "name": target.label,
            "isPartOf": self._website(),
            "mainEntity": subject,
        }

    def _breadcrumbs(self, target: Target, between: Iterable[Target] = ()) -> Record:
        path, name = _INDEXES[target.kind]
        steps = [
            (self._publication.name or _("Home"), self._publication.url),
            (_(name), self._publication.url_of(path)),
            *((step.label, self._url(step)) for step in (*between, target)),
        ]
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": label, "item": url}
                for position, (label, url) in enumerate(steps, start=1)
            ],
        }

    def _url(self, target: Target, anchor: str | None = None) -> str:
        fragment = target.anchor if anchor is None else anchor
        return self._publication.url_of(built_path(target.uri)) + (f"#{fragment}" if fragment else "")


def _known(**fields: Any) -> Record:
    """Return the fields that are not empty."""
    return {name: value for name, value in fields.items() if value}
