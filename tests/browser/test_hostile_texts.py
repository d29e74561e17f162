"""Hostile texts in every field, through one build and into a real browser: shown as typed, and nothing else happens."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from tests.helpers.browsing import visiting
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import Project
from tests.helpers.page_kinds import open_page

HTML = (  # means nothing in Markdown, so it is shown as typed in prose too
    *(
        "<script>window.ran=1</script>",
        "</title><script>window.ran=1</script>",
        "--><script>window.ran=1</script>",
    ),
    *("<img src=x onerror=window.ran=1>", "<svg/onload=window.ran=1>", "<body onload=window.ran=1>"),
    *(
        "' onmouseover='window.ran=1' '",
        " onclick=window.ran=1 style=color:red",
        "</textarea></style></article>",
    ),
    *(
        "<style>*{display:none}</style>",
        "<base href=//evil.example/>",
        "<iframe srcdoc='<svg onload=window.ran=1>'>",
    ),
    *(
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<meta http-equiv=refresh content=0;//evil.example>",
    ),
    *("{{ 7 * 7 }} {% include 'x' %} {# x #}", "${7+7} <%= 7 %> <?php x() ?>", "javascript:window.ran=1"),
)
MARKDOWN = (  # in one-line texts
    *(
        "[x](javascript:window.ran=1)",
        "![x](https://evil.example/x.png)",
        "{: onclick=window.ran=1 }",
        "&lt;b&gt;",
    ),
    *(
        "&#60;script&#62;",
        '--8<-- "/etc/passwd"',
        "**x** _x_ `x` ~~x~~ ==x== ^^x^^ ++x++ :smile: $x$",
        "[[x",
        "| a | b |",
    ),
    *(
        '"onfocus=window.ran=1 autofocus x="',
        "[^1]: x *[x]: y",
        "\\<x\\> \\&",
        "https://evil.example/?a=<b>&c='d'",
    ),
)
DAY, URL = "2024-05-04", "https://a.example/?a='onclick='window.ran=1'&b=(x)"


def line(field: str) -> str:
    return f"{field} {' '.join((*HTML, *MARKDOWN))} end of {field}"


def prose(field: str) -> str:
    return f"{field} {' '.join(HTML)} end of {field}"


QUOTE, ALONE = line("quotation"), "<script>window.ran=1</script> stands alone."
ORIGINAL = "A page."
FILES = {
    "seeds/hostile.pdf": ORIGINAL,
    "seeds/hostile.txt": f"{line('article')}\n\n{QUOTE}\n\n{ALONE}\n",
    "content/publishers.yml": {
        "press": {"label": line("publisher"), "url": URL, "reliability": "C", "note": prose("publisher-note")}
    },
    "content/authors.yml": {
        "author": {"name": line("author-name"), "family": line("author-name"), "affiliation": line("affiliation")}
    },
    "content/topics.yml": {
        "topic": {"label": line("topic"), "definition": prose("definition"), "alt_labels": [line("alt-label")]}
    },
    "content/entities.yml": {
        "place": {
            **{"label": line("entity"), "kind": "place", "description": prose("description"), "same_as": [URL]},
            "aliases": [line("alias")],
        }
    },
    "content/sources/hostile.yml": {
        **{"title": line("source"), "publisher": "press", "authors": [line("author")], "url": URL},
        **{"published": DAY, "published_basis": prose("basis"), "accessed": DAY, "rights": "full"},
        "archived": {"url": URL, "date": DAY},
        "original": {
            **{"file": "hostile.pdf", "sha256": sha256(ORIGINAL.encode()).hexdigest(), "received": DAY},
            **{"media_type": "application/pdf", "extracted_by": line("extractor")},
        },
        "notes": [prose("source-remark")],
    },
    "content/briefs/hostile.yml": {
        **{"title": line("brief"), "date": DAY, "sources": ["hostile"], "topics": ["topic"], "entities": ["place"]},
        **{"summary": prose("summary"), "body": prose("body"), "gaps": [prose("gap")]},
        "source_note": prose("source-note"),
        **{"authors": ["author"], "reviewed_by": ["author"]},
        "assumptions": [{"text": prose("assumption"), "supports": ["judgment"]}],
        "revisions": [{"date": DAY, "note": prose("revision")}],
        "claims": [
            {
                **{"id": "claim", "text": f"[[place]] {prose('claim')}", "where": ["place"], "when": "2024-05"},
                "evidence": [{"quote": QUOTE, "translation": prose("translation")}],
                **{"group": line("group"), "said_by": "place", "note": prose("claim-note")},
                **{"expected": "2024-06", "outcome": {"status": "failed", "note": prose("outcome")}},
            },
            {"id": "alone", "text": "A script stands alone.", "evidence": [ALONE]},
        ],
        "judgments": [
            {"id": "judgment", "text": f"Likely {prose('judgment')}", "likelihood": "likely", "confidence": "low"}
            | {"based_on": ["claim"], "because": prose("because"), "would_change": prose("would-change")}
        ],
    },
}  # fmt: skip
LINES = (
    "publisher",
    "topic",
    "alt-label",
    "entity",
    "alias",
    "source",
    "author",
    "brief",
    "quotation",
    "article",
    "group",
    "extractor",
)
PROSE = (
    *(
        "publisher-note",
        "definition",
        "description",
        "basis",
        "summary",
        "body",
        "gap",
        "assumption",
        "revision",
    ),
    *("claim", "translation", "outcome", "judgment"),
    *("source-remark", "source-note", "claim-note", "because", "would-change"),
)


def plain(text: str) -> str:
    """Return text without what typography and line breaks may change."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.slow
@pytest.mark.browser
def test_hostile_texts_in_every_field_are_shown_as_typed(browser: Browser, small: Project) -> None:
    for folder in ("seeds", "content/briefs", "content/sources"):
        for file in (small.root / folder).iterdir():
            file.unlink()
    (small.root / "content/permalinks.lock").unlink(missing_ok=True)
    for path, value in FILES.items():
        small.write(path, value if isinstance(value, str) else yaml.safe_dump(value, allow_unicode=True))
    small.write("content/pages/notes.md", "# Notes\n\n[x](#notes 'write onclick=go() or style=red')\n")
    built = small.build("--site-dir", "www/repo", SITE_URL=ADDRESS)
    assert built.exit_code == 0, built.stderr
    assert "which the security policy blocks" not in built.stderr

    site, shown = small.root / "www/repo", []
    with visiting(browser, site, ADDRESS) as visit:
        for file in sorted(site.rglob("index.html")):
            open_page(visit.page, f"{file.parent.relative_to(site).as_posix()}/".removeprefix("./"))
            for event in ("mouseover", "focus", "click"):
                visit.page.evaluate(
                    "event => document.querySelectorAll('article *:not(a):not(button):not(input)')"
                    ".forEach(element => element.dispatchEvent(new Event(event)))",
                    event,
                )
            assert visit.page.evaluate("window.ran") is None, file
            assert (
                visit.page.locator("[onclick], [onload], [onerror], [srcdoc], article script").count() == 0
            ), file
            shown.append(plain(visit.page.evaluate("document.body.textContent")))
    missing = [field for field in LINES if not any(plain(line(field)) in text for text in shown)]
    missing += [field for field in PROSE if not any(plain(prose(field)) in text for text in shown)]
    assert missing == []


def test_the_fields_above_are_all_that_there_are() -> None:
    """A new field of text is added to this test too."""
    fields = Path(__file__).parents[2].joinpath("docs/content/pages/reference/fields.md").read_text("utf-8")
    found = re.findall(
        r"^### (\w+) .*\n\n.*\n\n\*Value:\* (?:list of )?(?:texts?|prose)\b", fields, re.MULTILINE
    )
    assert len(found) > 20
    used = yaml.safe_dump(list(FILES.values()))
    not_shown = {"prefix", "suffix", "encoding"}
    assert {name for name in found if f"{name}:" not in used} <= not_shown
