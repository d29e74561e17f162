"""Text on its way into a page: it shows as typed, and does nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt
from mkdocs.config import load_config

from generator.render.markdown import escape, escape_attribute, to_block, to_inline
from generator.text.prose import Anchor, parse_prose, sentences, to_text
from tests.helpers.html_tree import Element, outline, read_html

ROOT = Path(__file__).parents[2]


@cache
def site_markdown() -> Markdown:
    """Python-Markdown as MkDocs sets it up for the site."""
    config = load_config(str(ROOT / "mkdocs.yml"), plugins=[])
    return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})


def page(markdown: str) -> Element:
    return read_html(site_markdown().reset().convert(markdown))


def shown(text: str) -> str:
    """What of a text shows: white space is folded, control characters and half surrogate pairs are dropped."""
    return " ".join("".join(character for character in text if is_shown(character)).split())


def is_shown(character: str) -> bool:
    number = ord(character)
    surrogate = 0xD800 <= number < 0xE000
    no_character = 0xFDD0 <= number < 0xFDF0 or number & 0xFFFE == 0xFFFE
    control = number < 0x20 or 0x7F <= number < 0xA0
    return character.isspace() or not (control or surrogate or no_character)


def words(element: Element) -> str:
    return " ".join(element.text().split())


def structure(element: Element) -> list[tuple[str, dict[str, str | None]]]:
    return [(inner.tag, inner.attributes) for inner in element.elements()]


# Plain text

MARKUP = re.split(
    r"[ \n]+",
    """<script>alert(1)</script> <b> </p> <!-- --> <?php ?> <![CDATA[ &lt; &#60; & &copy; &amp;
* ** _ __ ` `` ``` ~~~ # ## === --- *** - + 1. 1) 7. 2024. : ? ! ??? !!! ::: /// --8<-- > >> | |---|
[ ] ( ) { } [a](b) ![a](b) [a]: http://b [a] [[a]] [^1] [^1]: *[a]: [TOC] <http://a> <a@b.c> a@b.c http://a.b
{: #x } {: onclick="alert(1)" } {#x .y} { .y } ^x^ ~x~ ~~x~~ ==x== $x$ :smile: \\ \\* \\n \x02 \x03 \x02amp\x03
\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 wzxhzdk:0 \x00 \t \x0b \x1c \x85 \u2028 \ufeff \ud800 \ufdd0
é 혜산 \u1112\u1168 🙂""",
)
some_markup = st.lists(st.sampled_from([*MARKUP, " ", "  ", "\n", "\n\n", "    ", "a", "b"]), max_size=8)
any_text = st.text() | some_markup.map("".join) | some_markup.map(" ".join)

STARTS = {  # where text stands at the start of a line, or may do so
    "as a paragraph": "before\n\n{}\n\nafter",
    "behind a line": "before\n{}\nafter",
    "as the last line": "before\n{}",
    "in a list": "- before\n- {}\n- after",
    "in a nested list": "- before\n    - {}\n\n        after",
    "in a table": "| a | b |\n|---|---|\n| before | {} |\n| {} | after |",
    "in a table without edges": "a | b\n--- | ---\n{} | after",
    "in a heading": "before\n\n## {} {{: #id }}\n\nafter",
    "in a quotation": "> {}\n\nafter",
    "in HTML": '<div class="a" markdown>\n\n{}\n\n</div>\n\nafter',
    "in an HTML line": '<p class="a" markdown>{} and <b>more</b></p>',
}
GOES_ON = {  # where words or marks stand before it in its line
    "behind words": "before {} after",
    "in a link": "before [{}](page.md) after",
    "in a link at the start": "[{}](page.md)",
    "before a link": "so {}[after](page.md){{ .b }}",
    "before a picture's brackets": "a{}[after]",
}


@pytest.mark.parametrize("place", STARTS)
@given(any_text)
@example("1. one")
@example("٣. three")
@example("- - -")
@example("a\n===")
@example("!")
def test_plain_text_shows_as_typed_and_does_nothing(place: str, text: str) -> None:
    assume(shown(text))
    check(STARTS[place], text, escape(text))


@pytest.mark.parametrize("place", GOES_ON)
@given(any_text)
@example("!")
@example("\\")
def test_plain_text_within_a_line_shows_as_typed_and_does_nothing(place: str, text: str) -> None:
    assume(shown(text))
    check(GOES_ON[place], text, escape(text, starts_line=False).strip())


def check(place: str, text: str, escaped: str) -> None:
    found, expected = page(place.format(*[escaped] * 2)), page(place.format("PLACE", "PLACE"))
    assert words(found) == " ".join(words(expected).replace("PLACE", shown(text)).split())
    assert structure(found) == structure(expected)


def test_ordinary_text_stays_readable() -> None:
    text = "Cars (some 40, or 3.5% more) went to Hyesan: “loaded” - it's said; see http://a.b/c?d=e! Or not"
    assert escape(text) == text


def test_a_space_at_either_end_is_kept_for_what_stands_beside_it() -> None:
    assert escape(" \n a  b\t") == " a b "


@pytest.mark.parametrize(
    "place",
    [
        'before <abbr data-a="{}">word</abbr> after',
        '<a href="#a" data-a="{}">word</a> at the start',
        '<div markdown>\n\n<span data-a="{}">word</span> after\n\n</div>',
        '<p class="a" markdown><span data-a="{}">word</span> after</p>',
        '- <span data-a="{}">word</span>',
        '| a |\n|---|\n| <span data-a="{}">word</span> |',
        '## <span data-a="{}">word</span> {{: #id }}',
    ],
)
@given(any_text)
def test_an_attribute_holds_what_was_typed(place: str, text: str) -> None:
    found, expected = page(place.format(escape_attribute(text))), page(place.format("PLACE"))
    assert " ".join(taken(found).split()) == shown(text)
    assert taken(expected) == "PLACE"
    assert (words(found), structure(found)) == (words(expected), structure(expected))


def taken(element: Element) -> str:
    """Take the attribute ``data-a`` out of the one element that has it."""
    [value] = [inner.attributes.pop("data-a") for inner in element.elements() if "data-a" in inner.attributes]
    return value or ""


# Prose

common_mark = MarkdownIt("commonmark", {"html": False})
BLOCKS = {
    "emphasis": "_one_ **two** ***three*** in*si*de un_touch_ed **a *b* c** 2 * 3 * 4",
    "a list": "- one\n- two",
    "nested lists": "- one\n  - two\n    1. three\n\n       more of three\n    2. four\n- five",
    "a list that starts at 7": "7. seven\n8. eight",
    "a list that starts at 0": "0) none\n1) one",
    "two lists in a row": "- one\n- two\n\n* three\n\n1. four\n\n1) five",
    "a loose list": "- one\n\n- two\n\n  more of two",
    "an empty item": "- one\n-\n- three",
    "a list in a list's first line": "- - one\n  - 1. two",
    "a quotation in a list": "- one\n  > two\n  > > three\n- four",
    "a list in a quotation": "> - one\n>   > two\n> - three\n>\n> four",
    "two quotations in a row": "> one\n\n> two",
    "a quotation that goes on lazily": "> one\ntwo\n\nthree",
    "code": "    one\n\n\n    <b> & two\n\tthree",
    "fenced code": "```python\n# one\n\n\n  {: onclick=1 }\n- *two*\n```\n\n~~~\n```\n~~~",
    "code in a list": "- one\n\n      two\n\n        three\n\n  four\n-     five\n- ```\n\n  six\n  ```",
    "code in a line": "`one` `` ` `` `<b>` `[[a]]` ` two  three `",
    "headings": "# One\n\n## Two *three*\n\nFour\n====\n\nFive\n---\n\n###### Six\n\n#",
    "a heading in a list": "- # one\n- two\n  ***\n  three",
    "a rule": "one\n\n---\n\ntwo\n***\n",
    "hard breaks": "one  \ntwo\\\nthree\nfour",
    "entities": "&amp; &lt;b&gt; &copy; &#42;one&#42; &nope; \\* \\<b> &#0; &nbsp;.",
    "links": "[one](http://a.b/c?d=e&f=*) <https://g.h/_i_> [two *three*](mailto:j@k.l 'm') [four][n]\n\n[n]: http://o.p",
    "what looks like Markdown elsewhere": "| a | b |\n|---|---|\n\n!!! note\n\n[TOC]\n\n*[a]: b\n\n[^1]\n\nterm\n: def",
    "what looks like a list": "2024\\. A year\n\n\\- no\n\n-1 \\+ 2\n\n1986\\) b",
}
LINES = [line for text in BLOCKS.values() for line in text.split("\n")]
LINES += re.split(";", ";;;a;> a;- a;  a;    a;   - a;+;5. a;```;> ```;<script>")
typed = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]))
any_prose = typed | st.lists(st.sampled_from(LINES) | typed, max_size=9).map("\n".join)


def check_structure(text: str) -> None:
    prose = parse_prose(text)
    written, wanted = to_block(prose, anchors(text)), outline(read_html(common_mark.render(text)))
    assert outline(page(written)) == wanted, written
    inside = page(f'<div class="a" markdown>\n\n{written}\n\n</div>\n\nafter').find("div")
    assert outline(inside) == wanted, written


def anchors(text: str) -> list[Anchor]:
    return [Anchor(text[at.offset : at.offset + at.length]) for at in parse_prose(text).references]


@pytest.mark.parametrize("name", BLOCKS)
def test_prose_reads_as_common_mark(name: str) -> None:
    check_structure(BLOCKS[name])


@given(any_prose)
@example("0\u00ad\n*one*")
def test_any_prose_reads_as_common_mark(text: str) -> None:
    check_structure(text)


def test_a_heading_takes_its_place_below_those_of_the_page() -> None:
    written = to_block(parse_prose("# One\n\n##### Two"), [], heading_level=2, heading_id="_body-")
    headings = [(inner.tag, inner.attributes["id"]) for inner in page(written).elements() if inner.tag != "a"]
    assert headings == [("h2", "_body-1"), ("h6", "_body-2")]


HOSTILE = r"""
<script>alert(1)</script>|<img src=x onerror=alert(1)>|<a href="javascript:alert(1)">x</a>|<!-- -->|</div>|</li></ul>
{: onclick="alert(1)" }|# x {: onclick=alert(1) style=x }|*x*{: onclick=alert(1) }|`x`{: onclick=alert(1) }
[x](javascript:alert(1))|[x](JaVaScRiPt:alert(1))|[x](data:text/html;base64,x)|<javascript:alert(1)>|[x](vbscript:x)
[x](&#106;avascript:x)|[x](java&Tab;script:x)|[x](//evil.example)|[x](/etc)|[x](#a)|[x](file:///etc)|[x](<>)|[x]()
[*x*](javascript:x)|[[[id]]](javascript:x)|[[[id]] x](http://a.b)|![x](http://evil.example/x.png)|!|![[id]]|![[id]](x)
[x](http://a.b "t" onclick=y)|[x](http://a.b"onclick="y)|<http://a.b/"onclick="y>|[x](http://a.b/<script>)
[x][e]|[e]: javascript:alert(1)|[e]|[x]: http://evil.example|[^e]|[^e]: x|*[x]: <b>|[TOC]|--8<-- "/etc/passwd"
[[id]]|[[id|<b>]]|[[id|![x](y)]]|[[id]](http://evil.example)|[[id]]{: onclick=x }|[[id]]: http://evil.example
"""
hostile = st.lists(st.sampled_from(re.split(r"[\n|]", HOSTILE.strip())) | st.sampled_from(LINES), max_size=7)
any_hostile = hostile.map("\n".join) | hostile.map(" ".join) | hostile.map("\n\n".join) | hostile.map("".join)

HARMLESS = {
    **{tag: set() for tag in ("p", "em", "strong", "code", "pre", "br", "hr", "ul", "li", "blockquote")},
    **{tag: {"id"} for tag in ("h3", "h4", "h5", "h6")},
    "a": {"href", "rel", "class", "title"},
    "ol": {"start"},
}
ADDRESS = re.compile(r"(?i)https?:|mailto:|target\.md$|#_h\d+$")


@given(any_hostile)
@example("![[id]]")
def test_hostile_prose_does_nothing(text: str) -> None:
    prose = parse_prose(text)
    leading = [Anchor(at.label or at.target, "target.md") for at in prose.references]
    for written in (to_block(prose, leading), f"- {to_inline(prose, leading)}\n- after"):
        for inner in page(written).elements():
            assert set(inner.attributes) <= HARMLESS[inner.tag]
            assert inner.tag != "a" or ADDRESS.match(inner.attributes["href"] or "")


# References

REFERENCES = {
    "one": "See [[hyesan]].",
    "with other words": "See [[hyesan|the city]] and [[ hyesan | the\ncity ]].",
    "to a claim": "See [[brief#claim]], [[#claim]] and [[brief#claim|words]].",
    "in emphasis": "*see* **[[a]]** and *[[b]]*[[c]]",
    "in a link": "[see [[a]] there](http://a.b) [[b]]",
    "in lists": "- [[a]]\n  [[b]]\n    - one\n\n      [[c]] [[c]]\n1. [[d]]",
    "in quotations": "> [[a]]\n> > [[b]]\n> [[c]]\n[[d]]\n\n- > [[e]] >\n  > [[e]]",
    "in headings": "# [[a]] #\n\n[[b]]\n[[c]]\n===\n",
    "beside the same in code": "`[[a]]` [[a]] `[[a]]`\n\n    [[a]]\n\n```\n[[a]]\n```\n- `[[a]]`\n  [[a]]",
    "behind an escape": r"\[[a]] \\[[b]] &amp;[[c]] [[[d]]] ![[e]] [\[[f]]",
    "behind wide characters": "🙂 혜산 \u1112\u1168 [[a]]\n🙂 [[혜산]]",
    "behind tabs": "-\tone\t[[a]]\n\n\ttwo [[b]]\n>\t[[c]]",
    "behind definitions": "[x]: http://a.b\n[[a]]\n[x]",
    "not one": "[a] [[]] [[a] ] [[a\n\nb]] \\[\\[a]]",
    "behind other line ends": "one\r\n[[a]]\rtwo\r\r[[b]]",
    "behind what is no character": "\0 [[a]]\n- \0\0[[b]]",
}


@pytest.mark.parametrize("name", REFERENCES)
def test_references_stand_where_they_were_typed(name: str) -> None:
    check_references(REFERENCES[name])


@given(st.lists(st.sampled_from("\n".join(REFERENCES.values()).split("\n")), max_size=6).map("\n".join))
def test_all_references_stand_where_they_were_typed(text: str) -> None:
    check_references(text)


@given(any_prose | any_text)
def test_references_in_any_text_stand_where_they_were_typed(text: str) -> None:
    check_references(text)


def check_references(text: str) -> None:
    prose = parse_prose(text)
    ends = 0
    for reference in prose.references:
        assert reference.offset >= ends
        ends = reference.offset + reference.length
        written = re.sub(r"\s*\n[ \t>]*", " ", text[reference.offset : ends])
        found = re.fullmatch(r"\[\[([^|#]*)(?:#([^|]*))?(?:\|(.*))?\]\]", written)
        assert found, text[reference.offset :]
        target, fragment, label = (" ".join((part or "").split()) for part in found.groups())
        assert (reference.target, reference.fragment, reference.label) == (target, fragment, label)


def test_each_reference_is_found_once() -> None:
    references = {name: parse_prose(text).references for name, text in REFERENCES.items()}
    assert {name: [at.target or at.fragment for at in found] for name, found in references.items()} == {
        "one": ["hyesan"],
        "with other words": ["hyesan", "hyesan"],
        "to a claim": ["brief", "claim", "brief"],
        "in emphasis": ["a", "b", "c"],
        "in a link": ["a", "b"],
        "in lists": ["a", "b", "c", "c", "d"],
        "in quotations": ["a", "b", "c", "d", "e", "e"],
        "in headings": ["a", "b", "c"],
        "beside the same in code": ["a", "a"],
        "behind an escape": ["b", "c", "d", "e"],
        "behind wide characters": ["a", "혜산"],
        "behind tabs": ["a", "b", "c"],
        "behind definitions": ["a"],
        "not one": [],
        "behind other line ends": ["a", "b"],
        "behind what is no character": ["a", "b"],
    }


def test_references_show_words_and_lead_somewhere() -> None:
    prose = parse_prose("- **[[a|1 *and* 2]]**, [[b]](http://x.y) and [[c]]")
    leading = [Anchor("1 *and* 2", "a.md"), Anchor("b", "b.md"), Anchor("C | C")]
    shown = [
        ["ul", ["li", ["p", "<strong><a a.md>1 *and* 2</a></strong>, <a b.md>b</a>(http://x.y) and C | C"]]]
    ]
    assert outline(page(to_block(prose, leading))) == shown
    assert to_text(prose, leading) == "1 *and* 2, b(http://x.y) and C | C"


def test_prose_on_one_line() -> None:
    prose = parse_prose("# One\n\n- two  \n  *three*\n- four\n\n```\nfive\n```\n")
    assert to_text(prose, []) == "One two three four five"
    assert outline(page(f"- {to_inline(prose, [])}")) == [
        ["ul", ["li", ["p", "One two<br><em>three</em> four <code>five</code>"]]]
    ]


def test_a_line_break_between_wide_characters_is_nothing() -> None:
    prose = parse_prose("- 中国的\n  *贸易*\n  [[x]]\n  。增长\n  한국\n  무역 a\n  b")
    assert to_text(prose, [Anchor("Jin")]) == "中国的贸易 Jin 。增长 한국 무역 a b"
    assert to_text(parse_prose("中国的\n贸易"), []) == "中国的贸易"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Is [[x]] two? Three.", "Is Jin two?"),
        ("It is not, as Gov. Smith says, so that [[x]] runs.", "It is not, as Gov. Smith says, so that Jin runs."),
        ("No. The U.S. Treasury denies that [[x]] reopened.", "No. The U.S. Treasury denies that Jin reopened."),
        ("The report, No. 5 of 2024, says [[x]] closed. So.", "The report, No. 5 of 2024, says Jin closed."),
        ("Two. It was not J. R. Smith, etc. who saw [[x]].", "It was not J. R. Smith, etc. who saw Jin."),
        ("Es ist nicht wahr, dass am 3. Mai [[x]] fiel. So.", "Es ist nicht wahr, dass am 3. Mai Jin fiel."),
        ("Нет. В 2024 г. Киев не видел [[x]]. Да.", "В 2024 г. Киев не видел Jin."),
        ("It ended in 2024. Then [[x]] cost $40. So.", "Then Jin cost $40."),
        ("Он был. [[x]] есть в гор. центре. Да.", "Jin есть в гор. центре."),
        ("هل فُتح المعبر؟ قال [[x]] نعم.", "قال Jin نعم."),
        ("کیا ہوا۔ [[x]] ہے۔ دو", "Jin ہے۔"),
        ("他说：“海关没有开。”[[x]]恢复。二。", "Jin恢复。"),
    ],
)  # fmt: skip
def test_a_reference_has_its_sentence_and_rather_more_than_less(text: str, sentence: str) -> None:
    assert sentences(parse_prose(text), [Anchor("Jin")]) == [sentence]


def test_a_sentence_does_not_end_within_the_words_of_a_reference() -> None:
    prose = parse_prose("First. It follows from [[x]] that [[y]] wait. Last.")
    words = "It follows from Trade grows. Prices fall. that trucks wait."
    assert sentences(prose, [Anchor("Trade grows. Prices fall."), Anchor("trucks")]) == [words, words]


def test_what_must_not_stand_in_prose_is_listed() -> None:
    prose = parse_prose("One ![two](http://a.b)\n\n> three [four](javascript:x) [[five]]\n- [six](page.md)")
    assert [(unsafe.what, unsafe.offset) for unsafe in prose.unsafe] == [
        ("an image", 4),
        ("a link to 'javascript:x'", 39),
        ("a link to 'page.md'", 70),
    ]
