"""A site of 1,000 briefs as it is published: whatever is linked is there, from both ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.built_site import ADDRESS, LARGE, Outline, doubled_ids, follow, outlines_of, read_pages
from tests.helpers.example import Project

RELATIONS = ("corroborates", "contradicts", "updates")


@pytest.fixture(scope="module")
def outlines(large_site: Path) -> dict[str, Outline]:
    return outlines_of(read_pages(large_site))


@pytest.fixture(scope="module")
def briefs(large: Project) -> dict[str, dict[str, Any]]:
    files = (large.root / "content/briefs").glob("*.yml")
    return {file.stem: yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in files}


def test_every_link_and_anchor_of_every_page_leads_somewhere(large_site: Path, outlines) -> None:
    end_build, wrong = follow(large_site, outlines)
    assert wrong[:10] == []
    assert len(outlines) > 2 * LARGE
    assert end_build["pages"] > 50 * LARGE
    assert end_build["anchors"] > 20 * LARGE


def test_no_page_has_an_id_twice(outlines) -> None:
    assert doubled_ids(outlines)[:10] == []


def test_a_brief_is_linked_from_its_year_and_its_sources(briefs, outlines) -> None:
    assert len(briefs) == LARGE
    for slug, brief in briefs.items():
        address = f"{ADDRESS}briefs/{slug}/"
        assert address in outlines[f"years/{brief['date'].year}/index.html"].links
        for source in brief["sources"]:
            assert address in outlines[f"sources/{source}/index.html"].links


def test_a_claim_that_others_refer_to_leads_to_them(briefs, outlines) -> None:
    checked = 0
    for slug, brief in briefs.items():
        for claim in brief["claims"]:
            for ref in (ref for relation in RELATIONS for ref in claim.get(relation, ())):
                there, here = (
                    outlines[f"briefs/{name}/index.html"].links for name in (ref.split("#")[0], slug)
                )
                assert f"{ADDRESS}briefs/{slug}/#{claim['id']}" in there
                assert f"{ADDRESS}briefs/{ref.replace('#', '/#')}" in here
                checked += 1
    assert checked > LARGE / 10
