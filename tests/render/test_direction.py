"""Texts in right-to-left scripts are isolated wherever they are shown, so that what is next to them keeps its place."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from generator.load.loader import load
from generator.render.markdown import escape_isolated
from generator.resolve.resolver import resolve
from tests.helpers.rendering import render
from tests.render.test_template_functions import TEMPLATES

HEBREW = "טחנה (1870)"
RECORDS: dict[str, Any] = {
    "content/briefs/mill.yml": {
        "title": HEBREW,
        "date": "2026-11-21",
        "sources": ["one"],
        "topics": ["milling"],
        "summary": f"{HEBREW}.",
        "claims": [
            {
                "id": "first",
                "text": f"{HEBREW}, 7.",
                "when": "2026-03",
                "where": ["tide-mill"],
                "credibility": 2,
                "expected": "2026-05",
                "outcome": {"status": "late", "by": "second", "note": HEBREW},
                "evidence": [{"quote": "It grinds.", "translation": HEBREW}],
            },
            {"id": "second", "text": f"{HEBREW} 8", "evidence": ["It grinds."], "corroborates": ["first"]},
        ],
        "judgments": [{"id": "third", "text": HEBREW, "based_on": ["first"], "likelihood": "likely"}],
        "assumptions": [f"See [[tide-mill]] {HEBREW}"],
        "gaps": [HEBREW],
        "body": f"# {HEBREW}\n\n- {HEBREW}\n- *{HEBREW}*, [[later]]",
        "revisions": [{"date": "2026-11-22", "note": HEBREW}],
    },
    "content/briefs/later.yml": {
        "title": f"{HEBREW} 2",
        "date": "2026-11-22",
        "sources": ["one"],
        "topics": ["milling"],
        "summary": "The [[tide-mill]] and [[first|here]].".replace("first|here", f"mill#first|{HEBREW}"),
        "see_also": ["mill"],
    },
    "content/sources/one.yml": {
        "title": HEBREW,
        "authors": [HEBREW, "A. Miller"],
        "publisher": "paper",
        "url": "https://example.org/טחנה",
        "published_basis": HEBREW,
    },
    "content/publishers.yml": {"paper": {"label": HEBREW, "note": HEBREW}},
    "content/topics.yml": {
        "food": {"label": HEBREW},
        "milling": {"label": HEBREW, "broader": "food", "definition": HEBREW, "alt_labels": [HEBREW, "7"]},
    },
    "content/entities.yml": {
        "bay": {"label": HEBREW, "kind": "place"},
        "tide-mill": {"label": HEBREW, "kind": "facility", "aliases": ["7", "מפעל"], "located_in": "bay"},
    },
}
NOT_TEXT = re.compile(r'\A---\n.*?\n---\n|<svg.*?</svg>|="[^"]*"', re.DOTALL)


def test_every_line_of_an_author_is_isolated_on_every_page() -> None:
    files = {path: json.dumps(record).encode() for path, record in RECORDS.items()}  # JSON is YAML
    rendered, failures = render(resolve(load({**files, "seeds/one.txt": b"It grinds."})[0])[0], TEMPLATES)
    assert not failures
    shown = {page.uri: re.sub(r'<bdi dir="(rtl|ltr)">', r"<bdi dir=\1>", page.markdown) for page in rendered}
    assert "\n[<bdi dir=rtl>טחנה (1870)</bdi>](../briefs/mill.md)\n" in shown["entities/tide-mill.md"]
    for uri, page in shown.items():
        left, number = NOT_TEXT.sub("", page), 1
        while number:  # the innermost first
            left, number = re.subn(r"<bdi dir=...>((?!<bdi).)*?</bdi>", "", left)
        assert not re.search("[א-ת]", left), uri


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Ferry 7 & 8", ""),
        ("혜산 2024 (café)", ""),
        ("עברית 2024", "rtl"),
        ("طاحونة (2024)", "rtl"),
        ("שלום is a word of the English language", "ltr"),
        ("BBC: כותרת של ידיעה", "rtl"),
        ("a \u202eb\u202c c", "ltr"),
        ("\U0001e900\U0001e901 7", "rtl"),
    ],
)
def test_only_text_that_changes_the_direction_is_isolated_in_that_of_most_letters(
    text: str, direction: str
) -> None:
    shown = escape_isolated(text)
    assert shown.startswith(f'<bdi dir="{direction}">' if direction else text[:5])
    assert ("<bdi" in shown) == bool(direction)
