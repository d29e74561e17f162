"""The invented project for large tests and benchmarks has no problems, and is reproducible."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.corpus import files
from generator.build import build_site
from generator.load.loader import load
from generator.model.content import Content

ROOT = Path(__file__).parents[1]
PROGRAM = """
import hashlib
from benchmarks.corpus import files
print(hashlib.sha256(repr(sorted(files(12).items())).encode()).hexdigest())
"""


@cache
def content(briefs: int = 200, aliases: int = 600) -> Content:
    found, diagnostics = load(files(briefs, aliases=aliases))
    assert diagnostics == []
    return found


@pytest.mark.parametrize("briefs", [1, 2, 25])
def test_nothing_is_wrong_with_it_whatever_its_size(briefs: int) -> None:
    result = build_site(files(briefs))
    assert result.diagnostics == ()
    assert sum(page.uri.startswith("briefs/") for page in result.pages) == briefs + 1  # and their list


def test_nothing_is_wrong_with_short_briefs_either() -> None:
    short = files(12, is_short=True)
    result = build_site(short)
    assert result.diagnostics == ()
    assert not any(brief.judgments or brief.gaps or brief.body for brief in load(short)[0].briefs.values())
    assert len(short) == len(files(12))


def test_it_is_the_same_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }
    assert digests == {hashlib.sha256(repr(sorted(files(12).items())).encode()).hexdigest()}
    assert files(12, random_seed=7) != files(12)


def test_it_has_the_sizes_that_were_asked_for() -> None:
    found = content()
    assert len(found.briefs) == len(found.sources) == len(found.seeds) == 200
    assert len(found.topics) == 40
    assert len(found.entities) == 300
    assert all(len(brief.claims) == 5 for brief in found.briefs.values())
    assert all(1 <= len(brief.topics) <= 3 for brief in found.briefs.values())
    sizes = [len(seed.text.encode()) for seed in found.seeds.values()]
    assert 2_300 < sum(sizes) / len(sizes) < 2_800


@pytest.mark.parametrize("aliases", [100, 600, 2_000])
def test_its_entities_have_so_many_names_and_no_two_share_one(aliases: int) -> None:
    entities = content(1, aliases).entities.values()
    names = [name.casefold() for entity in entities for name in (entity.label, *entity.aliases)]
    assert len(names) == len(set(names)) == aliases


def test_it_has_something_of_everything() -> None:
    briefs = content().briefs.values()
    claims = [claim for brief in briefs for claim in brief.claims]
    judgments = [judgment for brief in briefs for judgment in brief.judgments]
    for field in ("when", "where", "corroborates", "contradicts", "updates", "expected", "outcome"):
        assert 5 < sum(bool(getattr(claim, field)) for claim in claims) < len(claims), field
    assert {len(claim.evidence) for claim in claims} == {1, 2}
    assert any("[...]" in item.quote for claim in claims for item in claim.evidence)
    assert {claim.credibility for claim in claims} >= {1, 2, 3, 4, 6}
    assert all(judgment.based_on for judgment in judgments)
    assert any("#" in ref for judgment in judgments for ref in judgment.based_on)
    for field in ("body", "gaps", "assumptions", "see_also", "aliases", "revisions", "entities"):
        assert any(getattr(brief, field) for brief in briefs), field
    assert any(source.derived_from for source in content().sources.values())


def test_prose_names_entities_mostly_without_brackets_and_some_in_hangul() -> None:
    names = {name for entity in content().entities.values() for name in (entity.label, *entity.aliases)}
    summaries = [brief.summary for brief in content().briefs.values()]
    plain = [text for text in summaries if "[[" not in text and any(name in text for name in names)]
    assert len(plain) > len(summaries) / 2
    assert any("[[" in text for text in summaries)
    assert any("가" <= letter <= "힣" for text in summaries for letter in text)


def test_dates_are_spread_over_ten_years_and_few_topics_are_common() -> None:
    briefs = content().briefs.values()
    days = sorted(brief.date for brief in briefs)
    assert 3_500 < (days[-1] - days[0]).days < 3_660
    assert max((later - earlier).days for earlier, later in pairwise(days)) < 60
    counts = sorted(
        (sum(topic in brief.topics for brief in briefs) for topic in content().topics), reverse=True
    )
    assert counts[0] > 5 * counts[len(counts) // 2]
