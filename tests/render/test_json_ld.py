"""What pages say of themselves in JSON-LD, expanded by PyLD; every term is one of schema.org's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from lxml import html
from markdown import markdown
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import isomorphic

from generator.model.site import Licence, Publication
from tests.helpers.invented_site import a_brief, a_claim, a_site
from tests.helpers.rendering import render

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}
URL = "https://site.example/repo/"
SCHEMA = "https://schema.org/"
# The types in use with the types above them, and where each property belongs: from schema-dts 2.1.0 (npm), which is
# generated from schema.org's own vocabulary.
ABOVE = {
    "Article": "CreativeWork",
    "BreadcrumbList": "ItemList",
    "Claim": "CreativeWork",
    "CollectionPage": "WebPage",
    "CreativeWork": "Thing",
    "DefinedTerm": "Thing",
    "DefinedTermSet": "CreativeWork",
    "Event": "Thing",
    "GeoCoordinates": "Thing",
    "ItemList": "Thing",
    "ListItem": "Thing",
    "Organization": "Thing",
    "Person": "Thing",
    "Place": "Thing",
    "Report": "Article",
    "WebPage": "CreativeWork",
    "WebSite": "CreativeWork",
}
PROPERTIES = {
    "Thing": "alternateName description identifier mainEntityOfPage name sameAs url",
    "CreativeWork": "about abstract archivedAt author citation conditionsOfAccess creativeWorkStatus dateModified "
    "datePublished hasPart headline inLanguage isPartOf license mainEntity publisher text",
    "Claim": "appearance",
    "DefinedTerm": "inDefinedTermSet",
    "GeoCoordinates": "latitude longitude",
    "ItemList": "itemListElement",
    "ListItem": "item position",
    "Person": "affiliation familyName",
    "Place": "containedInPlace geo",
    "WebPage": "reviewedBy",
}
HOSTILE = (
    '</script><script>alert(1)</script> ]]> <!-- {{ x }} {% y %} \\ " & \u05d0\u05d1 \U0001f600 \u2028 x'
)


def pages(publication: Publication, **fields: Any) -> dict[str, str]:
    site = a_site(one=a_brief(a_claim("rains", text="It rains."), **fields))
    rendered, failures = render(site, TEMPLATES, publication=publication)
    assert not failures
    return {page.uri: page.markdown for page in rendered}


def read(page: str) -> list[dict[str, Any]]:
    """Read the JSON-LD as a program does that knows HTML only."""
    text = markdown(page, extensions=["attr_list", "md_in_html", "tables", "toc"])
    (script,) = html.fromstring(text).xpath("//script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)


def expand(records: list[dict[str, Any]]) -> Any:
    offline = {"@context": {"@vocab": SCHEMA}}
    loaded = {"contextUrl": None, "documentUrl": SCHEMA, "document": offline}
    return jsonld.expand(records, {"documentLoader": lambda url, options: loaded})


def unknown_terms(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from unknown_terms(item)
    elif isinstance(node, dict) and "@value" not in node:
        allowed = {"@id", "@type"}
        for iri in node.get("@type", []):
            kind = iri.removeprefix(SCHEMA)
            if kind != "Thing" and kind not in ABOVE:
                yield kind
            while kind:
                allowed |= {SCHEMA + name for name in PROPERTIES.get(kind, "").split()}
                kind = ABOVE.get(kind, "" if kind == "Thing" else "Thing")
        yield from (f"{node.get('@type')} {name}" for name in node if name not in allowed)
        for value in node.values():
            yield from unknown_terms(value) if isinstance(value, list) else ()


PUBLICATION = Publication("Briefs", "About.", URL, "The Institute", Licence("MIT", "https://spdx.org/MIT"))


def test_pages_use_only_terms_of_schema_org() -> None:
    shown = pages(PUBLICATION)
    for uri in ("index.md", "briefs/one.md", "sources/one.md", "topics/rain.md", "entities/harbour.md"):
        assert list(unknown_terms(expand(read(shown[uri])))) == [], uri


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own parts
def test_two_readers_of_html_and_of_json_ld_find_the_same_triples() -> None:
    shown = pages(PUBLICATION, title=HOSTILE)
    for uri in ("index.md", "briefs/one.md", "sources/one.md"):
        page = shown[uri]
        text = markdown(page, extensions=["attr_list", "md_in_html", "tables", "toc"])
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        (script,) = tree.findall(".//script[@type='application/ld+json']")
        records = json.loads(script.text)
        assert records == read(page)
        expanded = expand(records)
        by_pyld = Graph().parse(
            data=jsonld.to_rdf(expanded, {"format": "application/n-quads"}), format="nquads"
        )
        for record in records:  # rdflib would fetch the context
            record["@context"] = {"@vocab": SCHEMA}
        by_rdflib = Graph().parse(data=json.dumps(records), format="json-ld")
        assert len(by_rdflib) > 2
        assert isomorphic(by_pyld, by_rdflib)


def test_a_brief_is_a_report_with_its_articles_and_claims() -> None:
    report, breadcrumbs = read(pages(PUBLICATION)["briefs/one.md"])
    assert (report["@type"], report["@id"], report["headline"]) == ("Report", f"{URL}briefs/one/", "T")
    assert report["datePublished"] == "2026-11-21"
    assert report["author"]["name"] == report["publisher"]["name"] == "The Institute"
    assert report["license"] == "https://spdx.org/MIT"
    assert [topic["name"] for topic in report["about"]] == ["rain"]
    assert report["citation"][0]["name"] == "One"
    (claim,) = report["hasPart"]
    assert (claim["@type"], claim["@id"], claim["text"]) == ("Claim", f"{URL}briefs/one/#rains", "It rains.")
    assert claim["appearance"] == [{"@id": report["citation"][0]["@id"]}]
    assert [step["item"] for step in breadcrumbs["itemListElement"]] == [
        URL,
        f"{URL}briefs/",
        f"{URL}briefs/one/",
    ]


def test_without_the_url_of_the_site_there_is_none() -> None:
    assert not any("ld+json" in page for page in pages(Publication("Briefs")).values())


def test_hostile_text_stays_text() -> None:
    page = pages(PUBLICATION, title=HOSTILE)["briefs/one.md"]
    assert page == pages(PUBLICATION, title=HOSTILE)["briefs/one.md"]
    line = next(line for line in page.splitlines() if "ld+json" in line)
    assert line.count("<") == 2
    assert "{{" not in line
    assert "{%" not in line
    assert " ".join(read(page)[0]["name"].split()) == " ".join(HOSTILE.split())


@pytest.mark.parametrize(
    ("licence", "line"),
    [
        (None, ">Articles: quoted passages only.<"),
        (Licence("All rights reserved"), ">Licence: All rights reserved. Articles: quoted passages only.<"),
    ],
)
def test_a_brief_states_its_rights(licence: Licence | None, line: str) -> None:
    assert line in pages(Publication(licence=licence))["briefs/one.md"]
