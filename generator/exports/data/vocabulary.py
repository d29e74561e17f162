"""The site's topics as a SKOS concept scheme (https://www.w3.org/TR/skos-reference/), in Turtle and in JSON-LD.

IRIs are the permalinks of the topics. If the site's URL is not known they are relative to these files, which both
formats allow: a reader resolves them against the URL from which it fetched the file.

SKOS's integrity conditions hold whatever authors write: a name is given once, the preferred one not as an alternative
(S13), and related topics are not also broader or narrower (S27), which the rule ``related-in-hierarchy`` reports.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from babel.core import get_global

from generator.exports.data.files import FOLDER, url_of
from generator.model.site import Asset, Publication, Site, SiteTopic, Target
from generator.resolve.taxonomy import topic_ancestors
from generator.translation import _, current_language

_PREFIXES = {"dct": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#"}
_SCHEME = Target("topics", "", "", "topics/index.md")
_LANGUAGES = {"HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja"}  # of scripts that only one language uses
_HAN = ("ja", "zh")  # languages that may be written in nothing but Chinese characters
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


class Iri(NamedTuple):
    """Something that has an IRI."""

    iri: str


class Words(NamedTuple):
    """A text, and the tag of its language; empty if that is not known."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource, its class, and what is said of it: the values of each property."""

    iri: Iri
    kind: str
    properties: dict[str, list[Iri | Words]]


def vocabulary(site: Site, publication: Publication) -> list[Asset]:
    """Build both files, with the topics in the order of their ids; nothing if the site has no topics."""
    if not site.topics:
        return []
    resources = list(_resources(site, publication))
    return [
        Asset(f"{FOLDER}/topics.ttl", _turtle(resources).encode()),
        Asset(f"{FOLDER}/topics.jsonld", _json_ld(resources).encode()),
    ]


def _resources(site: Site, publication: Publication) -> Iterator[Resource]:
    """Yield the concept scheme, then each topic."""
    scheme = _iri(_SCHEME, publication)
    topics = [topic for _, topic in sorted(site.topics.items())]
    ancestors = {topic.target: topic_ancestors(site, topic) for topic in topics}

    def iris(targets: Iterable[Target]) -> list[Iri | Words]:
        return [_iri(target, publication) for target in targets]

    licence = publication.licence
    title = _("Topics: {site}", site=publication.name) if publication.name else _("Topics")
    yield _resource(
        scheme,
        "skos:ConceptScheme",
        {
            "dct:title": [_words(title)],
            "dct:license": [Iri(_valid_iri(licence.url))] if licence and licence.url else [],
            "skos:hasTopConcept": iris(topic.target for topic in topics if not topic.broader),
        },
    )
    for topic in topics:
        related = (
            other
            for other in topic.related
            if topic.target not in {other, *ancestors[other]} and other not in ancestors[topic.target]
        )
        yield _resource(
            _iri(topic.target, publication),
            "skos:Concept",
            {
                **_names(topic),
                "skos:inScheme": [scheme],
                "skos:topConceptOf": [] if topic.broader else [scheme],
                "skos:broader": iris([topic.broader] if topic.broader else []),
                "skos:narrower": iris(topic.narrower),
                "skos:related": iris(related),
            },
        )


def _resource(iri: Iri, kind: str, properties: dict[str, list[Iri | Words]]) -> Resource:
    return Resource(iri, kind, {name: values for name, values in properties.items() if values})


def _names(topic: SiteTopic) -> dict[str, list[Iri | Words]]:
    written = topic.target.language
    label = _words(topic.record.label, written)
    names = (_words(name, written) for name in topic.record.alt_labels)
    others = dict.fromkeys(name for name in names if name != label)
    definition = topic.definition.plain
    return {
        "skos:prefLabel": [label],
        "skos:altLabel": [*others],
        "skos:definition": [_words(definition, written)] if definition else [],
    }


def _words(text: str, written: str = "") -> Words:
    """Return a text with its language: as its script tells, else that of the site if it is written in that script.

    ``written`` is the language of what authors write, if it is not that of the interface.

    Words in Latin letters on a site in another script are English.
    """
    site = written.partition("-")[0].lower() or current_language().locale.language
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}
    languages = {_LANGUAGES[script] for script in scripts if script in _LANGUAGES}
    if "LATIN" in scripts or not scripts:
        language = site if "_Latn" in get_global("likely_subtags").get(site, "") else "en"
    elif len(languages) == 1:
        language = languages.pop()
    else:
        language = site if scripts == {"CJK"} and site in _HAN else ""
    return Words(" ".join(_CONTROL.sub(" ", text).split()), language)


def _iri(target: Target, publication: Publication) -> Iri:
    return Iri(_valid_iri(url_of(target, publication)))


def _valid_iri(url: str) -> str:
    return _NOT_IN_IRI.sub(lambda character: quote(character[0]), url)


def _turtle(resources: Iterable[Resource]) -> str:
    blocks = ["\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in _PREFIXES.items())]
    for resource in resources:
        said = [f"<{resource.iri.iri}> a {resource.kind}"]
        for name, values in resource.properties.items():
            said.append(f"{name} {', '.join(map(_turtle_value, values))}")
        blocks.append(" ;\n    ".join(said) + " .")
    return "\n\n".join(blocks) + "\n"


def _turtle_value(value: Iri | Words) -> str:
    match value:
        case Iri(iri):
            return f"<{iri}>"
        case Words(text, language):
            quoted = json.dumps(text, ensure_ascii=False)  # Turtle has all escapes of JSON
            return f"{quoted}@{language}" if language else quoted


def _json_ld(resources: Iterable[Resource]) -> str:
    graph = [
        {
            "@id": resource.iri.iri,
            "@type": resource.kind,
            **{name: list(map(_json_value, values)) for name, values in resource.properties.items()},
        }
        for resource in resources
    ]
    return json.dumps({"@context": _PREFIXES, "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _json_value(value: Iri | Words) -> dict[str, str]:
    match value:
        case Iri(iri):
            return {"@id": iri}
        case Words(text, language):
            return {"@value": text} | ({"@language": language} if language else {})
