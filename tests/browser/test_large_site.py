"""A site of hundreds of briefs as it is published: whatever is linked is there, from both ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.built_site import ADDRESS, Outline, doubled_ids, follow, outlines_of, read_pages
from tests.helpers.example import Project

RELATIONS = ("corroborates", "contradicts", "updates")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outlines(large_site: Path) -> dict[str, Outline]:
    return outlines_of(read_pages(large_site))


@pytest.fixture(scope="module")
def briefs(large: Project) -> dict[str, dict[str, Any]]:
    files = (large.root / "content/briefs").glob("*.yml")
    return {file.stem: yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in files}


def test_every_link_and_anchor_leads_somewhere_and_every_page_is_reached(
    large_site: Path, briefs, outlines
) -> None:
    reached, broken = follow(large_site, outlines)
    assert broken[:10] == []
    former = {f"briefs/{alias}/index.html" for brief in briefs.values() for alias in brief.get("aliases", ())}
    assert reached.pages == outlines.keys() - former - {"404.html"}
    claims = {
        f"briefs/{slug}/index.html#{claim['id']}"
        for slug, brief in briefs.items()
        for claim in brief["claims"]
    }
    assert claims <= reached.anchors


def test_no_page_has_an_id_twice(outlines) -> None:
    assert doubled_ids(outlines)[:10] == []


def test_a_brief_is_linked_from_its_year_and_its_sources(briefs, outlines) -> None:
    for slug, brief in briefs.items():
        address = f"{ADDRESS}briefs/{slug}/"
        assert address in outlines[f"years/{brief['date'].year}/index.html"].links
        for source in brief["sources"]:
            assert address in outlines[f"sources/{source}/index.html"].links


def test_a_claim_that_others_refer_to_leads_to_them(briefs, outlines) -> None:
    occurring = set()
    for slug, brief in briefs.items():
        for claim in brief["claims"]:
            for relation, ref in ((name, ref) for name in RELATIONS for ref in claim.get(name, ())):
                there, here = (
                    outlines[f"briefs/{name}/index.html"].links for name in (ref.split("#")[0], slug)
                )
                assert f"{ADDRESS}briefs/{slug}/#{claim['id']}" in there
                assert f"{ADDRESS}briefs/{ref.replace('#', '/#')}" in here
                occurring.add(relation)
    assert occurring == set(RELATIONS)
