"""The first use of each term on a page of the documentation links to its entry in the glossary."""

import re

import pytest

from docs.glossary_links import link_terms, read_terms
from tests.helpers.samples import PAGES

TERMS = read_terms(
    """\
# Glossary

## claim

One thing that an article says. See [gaps](#gap).

## entity

<!-- not: numeric entity -->

## source

## source record

## Content-Security-Policy

<!-- also: CSP -->

A rule.

## circular reporting

<!-- also: circular report, reported in circles -->
<!-- not: no circular reporting -->
"""
)


def link(html: str) -> str:
    """Link the terms, and show each link as ``[words](id)``."""
    linked = link_terms(html, TERMS, "../glossary/")
    return re.sub(
        r'<a class="glossary-term" href="\.\./glossary/#([^"]*)">(.*?)</a>',
        r"[\2](\1)",
        linked,
        flags=re.DOTALL,
    )


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ("<p>A claim, and a claim.</p>", "<p>A [claim](claim), and a claim.</p>"),
        ("<p>Claims are short.</p>", "<p>[Claims](claim) are short.</p>"),
        ("<ul><li>two entities</li></ul>", "<ul><li>two [entities](entity)</li></ul>"),
        ("<p>the claim’s <em>source</em></p>", "<p>the [claim](claim)’s <em>[source](source)</em></p>"),
        ("<p>Its source\nrecord</p>", "<p>Its [source\nrecord](source-record)</p>"),
        ("<p>a CSP</p>", "<p>a [CSP](content-security-policy)</p>"),
        ("<p>circular reports</p>", "<p>[circular reports](circular-reporting)</p>"),
    ],
)
def test_the_first_use_of_a_term_is_linked(html: str, linked: str):
    assert link(html) == linked


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="claim">A claim</h2>',
        '<p>a <a href="x"><em>good</em> claim</a></p>',
        "<p><code>claim</code></p>",
        '<div class="highlight"><span class="filename">claim</span><pre><span></span><code>claim</code></pre></div>',
        '<div class="admonition"><p class="admonition-title">Claim</p></div>',
        '<p><img alt="a claim" src="x"><!-- a claim --></p>',
        "<p>numeric entities, no circular reporting</p>",
        "<p>Reclaimed, claimed, sub-claim, claim-like, content/claim, claim.txt, a csp</p>",
    ],
)
def test_headings_links_code_and_other_words_stay_as_they_are(html: str):
    assert link(html) == html


def test_a_longer_term_that_is_linked_leaves_no_part_of_it_to_a_shorter_one():
    html = "<p>a source record, a source record, a source</p>"
    assert link(html) == "<p>a [source record](source-record), a source record, a [source](source)</p>"


def test_words_after_a_tag_without_an_end_are_linked():
    assert (
        link("<h2>Claim</h2><p>A<br>b<img src='x'> claim")
        == "<h2>Claim</h2><p>A<br>b<img src='x'> [claim](claim)"
    )


def test_every_entry_of_the_glossary_has_terms():
    text = (PAGES / "glossary.md").read_text(encoding="utf-8")
    terms = read_terms(text)
    assert len(set(terms.values()) - {""}) == len(re.findall("(?m)^## ", text)) > 30
    assert len({term.casefold() for term in terms}) == len(terms)
