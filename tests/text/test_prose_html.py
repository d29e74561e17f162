"""Prose as HTML for other programs: a second reader finds the same words in it, and only our tags."""

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.plain_text import without_control_characters
from generator.text.prose import Anchor, parse_prose, to_text
from generator.text.prose_html import to_html


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("Rain *and* **snow**.", "<p>Rain <em>and</em> <strong>snow</strong>.</p>"),
        ("See [[a|the < isle]].", '<p>See <a href="https://x.example/?a=1&amp;b">the &lt; isle</a>.</p>'),
        ("[x](https://y.example/?a=1&b)", '<p><a href="https://y.example/?a=1&amp;b">x</a></p>'),
        ("[x](javascript:y) `<b>`", "<p>x <code>&lt;b&gt;</code></p>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("a\\\nb\n\n---\n\n> c", "<p>a<br>b</p><hr><blockquote><p>c</p></blockquote>"),
        ("```\n<a>\nb\n```", "<pre><code>&lt;a&gt;\nb\n</code></pre>"),
        ("# A\n\n<b>", "<h1>A</h1><p>&lt;b&gt;</p>"),
    ],
)
def test_prose_becomes_html(written: str, html: str) -> None:
    prose = parse_prose(written)
    anchors = [Anchor(item.label or "words", "https://x.example/?a=1&b") for item in prose.references]
    assert to_html(prose, anchors) == html


@given(st.text(st.sampled_from("ab <>&\"'*_`[]()#-1.\\\n\x00\x85\ufffe\ud800שׁ😀"), max_size=40))
def test_any_prose_shows_the_same_words(written: str) -> None:
    prose = parse_prose(written)
    anchors = [Anchor(item.label or item.target) for item in prose.references]
    shown = lxml.html.fromstring(f"<div>{to_html(prose, anchors)}</div>")
    words = without_control_characters(to_text(prose, anchors))
    assert "".join(shown.itertext()).replace(" ", "").replace("\n", "") == "".join(words.split())
