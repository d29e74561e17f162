"""Quoted words outside claims lead to the passage in which they are, on the page of their source."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from generator.load.loader import load
from generator.resolve.resolver import resolve
from tests.helpers.rendering import render
from tests.render.test_template_functions import TEMPLATES

ARTICLE = (
    "The mill is old. The old mill of Birch Bay grinds again.\n\nTickets cost 40 crowns, the old keeper said."
)
BRIEF: dict[str, Any] = {
    "title": "T",
    "date": "2026-11-21",
    "sources": ["one"],
    "topics": ["milling"],
    "summary": 'It "grinds again".',
    "claims": [
        {"id": "first", "text": 'It "grinds again".', "evidence": ["The old mill of Birch Bay grinds again"]},
        {
            "id": "second",
            "text": "Tickets cost 40 crowns.",
            "note": 'Where is the "mill of Birch Bay"?',
            "evidence": [{"quote": "Tickets cost 40 crowns", "translation": "Entry is forty crowns"}],
            "expected": "2026-01",
            "outcome": {"status": "late", "note": 'They "cost 40 crowns".'},
        },
    ],
    "judgments": [{"id": "third", "text": 'The "old" one.'}],
    "body": '"Birch Bay" is a place.',
    "gaps": [
        'What is "the old *keeper*" called?',
        'What is the "mill of Birch Bay"? What is "Birch Bay"? What "[[bay|Birch Bay]]"?',
        '"The mill turns" is a headline, "forty crowns" a translation.',
        'No [link "grinds again"](https://example.org) in a link, no `"code"`.',
        '"Tickets [...] the old keeper said"',
    ],
}
RECORDS: dict[str, Any] = {
    "content/briefs/mill.yml": BRIEF,
    "content/briefs/draft.yml": {**BRIEF, "status": "draft", "gaps": ['It is "the old keeper said".']},
    "content/sources/one.yml": {
        "title": "The mill turns",
        "publisher": "paper",
        "published_basis": 'It says "The mill is old".',
        "notes": ['It once has "mill is".'],
    },
    "content/publishers.yml": {"paper": {"label": "Paper"}},
    "content/topics.yml": {"milling": {"label": "Milling", "definition": 'What "grinds".'}},
    "content/entities.yml": {"bay": {"label": "Birch Bay", "kind": "place"}},
}


@cache
def pages() -> dict[str, str]:
    files = {path: json.dumps(record).encode() for path, record in RECORDS.items()}  # JSON is YAML
    content, _ = load({**files, "seeds/one.txt": ARTICLE.encode()})
    site, diagnostics, _ = resolve(content, hidden=frozenset({("brief", "draft")}))
    assert [item for item in diagnostics if item.rule == "unverified-quotation"] == []
    rendered, failures = render(site, TEMPLATES)
    assert not failures
    return {page.uri: page.markdown for page in rendered}


def link(words: str, text: str, uri: str = "../sources/one.md") -> str:
    start = ARTICLE.index(text)
    return f"[{words}]({uri}#q-{start}-{start + len(text)}){{ .sb-quoted }}"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("briefs/mill.md", f'It "{link("grinds again", "grinds again")}".'),
        ("briefs/mill.md", f'They "{link("cost 40 crowns", "cost 40 crowns")}".'),
        # of several occurrences, the one within a passage
        ("briefs/mill.md", f'The "{link("old", "old mill")[:-24]}'),
        (
            "briefs/mill.md",
            f'What is "{link("the old", "the old keeper")}<em>{link("keeper", "the old keeper")}</em>" called?'.replace(
                "}<em>", "} <em>"
            ),
        ),
        # a name stays, but gives way where it is all of it; what the author links never does
        (
            "briefs/mill.md",
            f'Where is the "{link("mill of", "mill of Birch Bay")} [Birch Bay](../entities/bay.md)"?',
        ),
        ("briefs/mill.md", f'\n"{link("Birch Bay", "Birch Bay")}" is a place.'),
        ("briefs/mill.md", f'What is the "{link("mill of Birch Bay", "mill of Birch Bay")}"?'),
        ("briefs/mill.md", 'What "[Birch Bay](../entities/bay.md)"?'),
        # no passage: a headline, a translation
        ("briefs/mill.md", '"[The mill turns](../sources/one.md){ .sb-quoted }" is a headline'),
        ("briefs/mill.md", '"[forty crowns](../sources/one.md){ .sb-quoted }" a translation'),
        (
            "briefs/mill.md",
            'No <a href="https://example.org" rel="noopener">link "grinds again"</a> in a link',
        ),
        ("topics/milling.md", f'What "{link("grinds", "grinds")}".'),
        ("sources/one.md", f'It says "{link("The mill is old", "The mill is old", "")}".'),
    ],
)
def test_quoted_words_lead_to_their_passage(uri: str, expected: str) -> None:
    assert expected in pages()[uri]


def test_the_text_of_a_claim_has_its_evidence_below() -> None:
    assert '\nIt "grinds again".\n' in pages()["briefs/mill.md"]


def test_every_link_to_words_has_its_place_on_the_page_of_the_source() -> None:
    source = pages()["sources/one.md"]
    ids = re.findall(r'id="([^"]+)"', source)
    assert len(ids) == len(set(ids))
    for uri, page in pages().items():
        own = r"\(" if uri == "sources/one.md" else r"\((?:\.\./)?sources/one\.md"
        for anchor in re.findall(rf"{own}#(q[-0-9]+)\)", page):
            assert anchor in ids, (uri, anchor)


def test_words_outside_passages_are_listed_for_themselves() -> None:
    source = pages()["sources/one.md"]
    assert "in 2 passages" in source
    listed = source.split("## Also quoted")[1].split("\n## ")[0]
    assert re.findall(r">([^<]+)</q> in (.*)", listed) == [
        ("The mill is old", "this page"),
        ("mill is", "this page"),
        ("Tickets &#91;...&#93; the old keeper said", "[T](../briefs/mill.md)"),
        ("the old keeper", "[T](../briefs/mill.md)"),
    ]
