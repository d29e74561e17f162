"""A site of 1,000 briefs as it is published: whatever is linked is there, from both ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from built_site import ADDRESS, Outline, doubled_ids, follow, outlines_of, read_pages
from example import Project

from benchmarks import corpus

BRIEFS = 1_000
RELATIONS = ("corroborates", "contradicts", "updates")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("large") / "project"
    corpus.write(root, BRIEFS, aliases=2_000)
    return Project(root)


@pytest.fixture(scope="module")
def built(large: Project) -> Path:
    folder = large.root.parent / "www" / "repo"
    finished = large.run("mkdocs", "build", "--strict", "--site-dir", folder, SITE_URL=ADDRESS)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return folder


@pytest.fixture(scope="module")
def outlines(built: Path) -> dict[str, Outline]:
    return outlines_of(read_pages(built))


@pytest.fixture(scope="module")
def briefs(large: Project) -> dict[str, dict[str, Any]]:
    files = (large.root / "content/briefs").glob("*.yml")
    return {file.stem: yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in files}


def test_every_link_and_anchor_of_every_page_leads_somewhere(built: Path, outlines) -> None:
    followed, wrong = follow(built, outlines)
    assert wrong[:10] == []
    assert len(outlines) > 2 * BRIEFS
    assert followed["pages"] > 50 * BRIEFS
    assert followed["anchors"] > 20 * BRIEFS


def test_no_page_has_an_id_twice(outlines) -> None:
    assert doubled_ids(outlines)[:10] == []


def test_a_brief_is_linked_from_its_year_and_its_sources(briefs, outlines) -> None:
    assert len(briefs) == BRIEFS
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
    assert checked > BRIEFS / 10
