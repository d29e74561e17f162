"""Markdown extensions and other plugins show what was checked, or are refused."""

import pytest

from generator.render.shown_text import explain_changed_text, explain_lost_text

OURS = ["attr_list", "md_in_html", "tables", "toc", "fenced_code"]


@pytest.mark.parametrize(
    "name",
    ["extra", "admonition", "footnotes", "abbr", "def_list", "nl2br", "sane_lists", "wikilinks", "legacy_em"]
    + [
        f"pymdownx.{name}"
        for name in (
            "betterem",
            "caret",
            "critic",
            "details",
            "emoji",
            "highlight",
            "inlinehilite",
            "keys",
            "magiclink",
        )
    ]
    + [f"pymdownx.{name}" for name in ("mark", "progressbar", "superfences", "tabbed", "tasklist", "tilde")],
)
def test_what_is_escaped_is_shown_as_it_is(name: str) -> None:
    assert explain_changed_text([*OURS, name], {}) == ""


@pytest.mark.parametrize(
    ("name", "options", "found"),
    [
        ("smarty", {"smart_dashes": False, "smart_ellipses": False}, 'shows a "word" here as a “word” here'),
        ("smarty", {"smart_quotes": False}, "shows a -- b as a – b"),
        ("pymdownx.smartsymbols", {}, "shows (c) (r) (tm) as © ® ™"),
        ("pymdownx.arithmatex", {"generic": True}, r"shows $x$ as \(x\)"),
        ("pymdownx.fancylists", {}, "shows a. x as x"),
    ],
)
def test_what_changes_text_is_named(name: str, options: dict[str, object], found: str) -> None:
    explained = explain_changed_text([*OURS, "admonition", name], {name: options})
    assert explained.startswith(f"markdown_extensions: `{name}` {found}, so quotations would not be")
    assert explained.endswith("Remove it")


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("<p>It is so.</p>", "<p>It <b>is</b> so. Really</p>", ""),
        ("<p>It is so.</p>", "<p>It is not.</p>", "so."),
        ("<p>30 men</p>", "<p>300 men</p>", "30 men"),
        ("<p>&quot;It&quot; is</p>", '<p>"It" is</p>', ""),
        ("It is so", "It so", "is so"),
        ("<p>&#91;Loaded trucks&#93; {x}</p>", "<p>[Loaded trucks] {x}</p>", ""),
    ],
)
def test_words_may_be_added_but_not_changed(before: str, after: str, lost: str) -> None:
    assert explain_lost_text(before, after) == lost


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("[It](a.md){ .b } is", "[It](https://example.org) is", ""),
        ("It is so", "It so", "is so"),
    ],
)
def test_in_markdown_brackets_and_braces_are_no_words(before: str, after: str, lost: str) -> None:
    assert explain_lost_text(before, after, in_markdown=True) == lost
