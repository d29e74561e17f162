"""The topics as SKOS, read by rdflib and checked against the integrity conditions of the SKOS reference."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from generator.build import Options, build_site
from generator.exports.data.vocabulary import vocabulary
from generator.load.loader import load
from generator.model.site import Licence, Publication
from generator.project.files import read_files
from generator.resolve.resolver import resolve
from generator.translation import use_language

FILES, _ = read_files(Path(__file__).parents[2])
HOME = "https://site.example/repo/"
PUBLICATION = Publication("Briefs", url=HOME, licence=Licence("MIT", "https://mit.example/"))


def graph_of(assets: dict[str, bytes], home: str = HOME) -> Graph:
    """Read both files, fetched from a site at ``home``; they must say the same."""
    turtle, json_ld = (
        Graph().parse(
            data=assets[f"data/topics.{ending}"], format=name, publicID=f"{home}data/topics.{ending}"
        )
        for ending, name in (("ttl", "turtle"), ("jsonld", "json-ld"))
    )
    assert isomorphic(turtle, json_ld)
    assert_consistent(turtle)
    return turtle


def graph(topics: dict[str, Any], publication: Publication = PUBLICATION) -> Graph:
    written = json.dumps(topics, ensure_ascii=False).encode()
    site = resolve(load({"content/topics.yml": written})[0])[0]
    return graph_of({asset.uri: asset.data for asset in vocabulary(site, publication)})


@pytest.mark.parametrize(
    ("language", "label", "tag"),
    [
        ("de", "Handel", "de"),
        ("ko", "Daily NK", "en"),
        ("de", "무역", "ko"),
        ("zh", "贸易", "zh"),
        ("de", "贸易", None),
    ],
)
def test_a_label_is_in_the_language_of_the_site_if_it_can_be(
    language: str, label: str, tag: str | None
) -> None:
    with use_language(language):
        (written,) = graph({"trade": {"label": label}}).objects(None, SKOS.prefLabel)
    assert written == Literal(label, tag)


def assert_consistent(graph: Graph) -> None:
    """Check SKOS's integrity conditions: S9, S13, S14 and S27 (no collections or mappings are used: S37, S46)."""
    schemes, concepts = ({*graph.subjects(RDF.type, kind)} for kind in (SKOS.ConceptScheme, SKOS.Concept))
    assert len(schemes) == 1
    assert not schemes & concepts  # S9
    for concept in concepts:
        preferred, others = ([*graph.objects(concept, name)] for name in (SKOS.prefLabel, SKOS.altLabel))
        assert len({label.language for label in preferred}) == len(preferred) == 1  # S14
        assert not {*preferred} & {*others}  # S13
        broader = {*graph.transitive_objects(concept, SKOS.broader)}
        assert not {*graph.objects(concept, SKOS.related)} & broader  # S27, from either side
        assert {*graph.objects(concept, SKOS.inScheme)} == schemes
        assert bool([*graph.objects(concept, SKOS.topConceptOf)]) != bool(
            [*graph.objects(concept, SKOS.broader)]
        )
    for name, inverse in (
        (SKOS.broader, SKOS.narrower),
        (SKOS.related, SKOS.related),
        (SKOS.topConceptOf, SKOS.hasTopConcept),
    ):
        there = {(value, subject) for subject, value in graph.subject_objects(name)}
        assert there == {*graph.subject_objects(inverse)}
        assert {end for pair in there for end in pair} <= concepts | schemes


@pytest.mark.parametrize("home", [HOME, ""], ids=["known URL", "unknown URL"])
def test_the_topics_of_the_example_are_concepts(home: str) -> None:
    result = build_site(FILES, Options(publication=Publication("Briefs", url=home)))
    found = graph_of({asset.uri: asset.data for asset in result.assets})
    concepts = {str(concept) for concept in found.subjects(RDF.type, SKOS.Concept)}
    assert concepts == {f"{HOME}topics/{name}/" for name in result.site.topics}
    exports = URIRef(f"{HOME}topics/exports/")
    assert found.value(exports, SKOS.broader) == URIRef(f"{HOME}topics/foreign-trade/")
    assert found.value(exports, SKOS.prefLabel) == Literal("Exports", lang="en")
    assert found.value(exports, SKOS.altLabel) == Literal("수출", lang="ko")
    assert found.value(exports, SKOS.definition).language == "en"


def test_the_scheme_has_the_licence_and_title_of_the_site() -> None:
    found = graph({"a": {"label": "A"}})
    scheme = URIRef(f"{HOME}topics/")
    assert found.value(scheme, DCTERMS.title) == Literal("Topics: Briefs", lang="en")
    assert found.value(scheme, DCTERMS.license) == URIRef("https://mit.example/")


@pytest.mark.parametrize(
    ("name", "language"),
    [("Zölle", "en"), ("1984", "en"), ("무역 FTA", "en"), ("무역", "ko"), ("貿易の", "ja"), ("貿易", None)],
)
def test_a_name_has_a_language_as_far_as_its_script_tells(name: str, language: str | None) -> None:
    found = graph({"a": {"label": "A", "alt_labels": [name]}})
    assert [*found.objects(None, SKOS.altLabel)] == [Literal(name, lang=language)]


def test_what_is_broader_is_not_related_too() -> None:
    found = graph(
        {
            "a": {"label": "A", "alt_labels": ["A", "B", "B"], "related": ["c", "d", "a"]},
            "b": {"label": "B", "broader": "a"},
            "c": {"label": "C", "broader": "b", "related": ["a"]},
            "d": {"label": "D"},
        }
    )
    pairs = {(str(a)[-2], str(b)[-2]) for a, b in found.subject_objects(SKOS.related)}
    assert pairs == {("a", "d"), ("d", "a")}


def test_the_url_of_a_site_or_licence_cannot_end_an_iri() -> None:
    publication = Publication(
        url='https://a.example/<x>"/', licence=Licence("L", "https://l.example/>{}|\\^`")
    )
    assert len(graph({"a": {"label": "A"}}, publication)) == 8  # four of the scheme, four of the topic


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\\n\0\u202e<>@^.;'), max_size=8)


@given(TEXTS)
def test_any_text_is_read_as_it_was_typed(text: str) -> None:
    name = f"a{text}b"
    written = json.dumps({"a": {"label": name, "alt_labels": [name, "c"]}}, ensure_ascii=False)
    content, problems = load({"content/topics.yml": written.encode()})
    if problems:  # YAML and our own rules forbid some characters
        return
    found = graph_of({asset.uri: asset.data for asset in vocabulary(resolve(content)[0], PUBLICATION)})
    shown = "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in name)
    assert [str(label) for label in found.objects(None, SKOS.prefLabel)] == [" ".join(shown.split())]


def test_a_site_without_topics_has_no_vocabulary() -> None:
    assert vocabulary(resolve(load({})[0])[0], PUBLICATION) == []
    assert "data/topics.ttl" not in {asset.uri for asset in build_site({}).assets}


def test_the_same_topics_give_the_same_bytes() -> None:
    def built(files: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
        return {a.uri: a.data for a in build_site(dict(files)).assets if a.uri.startswith("data/topics.")}

    assert built(iter(FILES.items())) == built(reversed(FILES.items()))
