"""Pages that are rendered quickly are what Python-Markdown makes of them, to the byte, or are left to it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from generator.html.quick_html import quick_html
from generator.render.environment import normalise_whitespace
from generator.render.markdown import escape, escape_attribute, escape_within_line, to_block, to_inline
from generator.text.prose import Anchor, parse_prose
from tests.helpers.example import EXAMPLE

PERMALINK = ('<a class="headerlink" href="', '" title="Link to this section">#</a>')


@cache
def config() -> MkDocsConfig:
    return load_config(str(EXAMPLE / "mkdocs.yml"), plugins=[])


def reader() -> Markdown:
    return Markdown(extensions=config().markdown_extensions, extension_configs=config().mdx_configs)


def is_known(page: str) -> bool:
    """Compare a page with what Python-Markdown makes of it. Return False if it is left to Python-Markdown."""
    made = quick_html(page, str, PERMALINK)
    if made:
        by_markdown: Any = reader()
        assert made.content == by_markdown.convert(page), page
        assert made.toc_tokens == [known_of(token) for token in by_markdown.toc_tokens], page
    return made is not None


def known_of(token: dict[str, Any]) -> dict[str, Any]:
    """Return what MkDocs reads of an entry in the contents."""
    return {name: token[name] for name in ("level", "id", "name")} | {
        "children": [known_of(child) for child in token["children"]]
    }


# What our templates write around what an author wrote: {block}, {line} and {within} are text, {attr} an attribute.
PAGE = """# {line} {{: #_top }}

<p class="sb-meta" markdown>**{line}** · [{within}](../a/b.md#c){{ .sb-chip }}; <span lang="{attr}">{within}</span></p>

## {line} <span class="a">{within}</span> {{: .b #_b }}

{block}

and

- {line}
- before {within} after *{within}*
    - [{within}](#_b)

<div class="sb-claim" role="heading" id="x" markdown>

{block}

</div>

<details class="a" id="_a" markdown>
<summary>{within} more</summary>

- {line}

- <q>{within}</q> · [{within}](a.md)
- {inline}

<figure class="a"><table class="b"><tr><th scope="row">{within}</th><td><a href="{attr}">x</a></td></tr></table>
<figcaption>{within} after</figcaption>
</figure>

<blockquote class="sb-quote" lang="en" dir="auto" markdown>

{line}

</blockquote>

<p class="a"><a href="#a" title="b" data-words="{attr}">#</a></p>

</details>

| {line} | b |
|---|---|
| *{line}* | <span class="a">{within}</span> `c` |
"""
typed = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=40)
MARKUP = re.split(
    r"[ \n]+",
    """<script>alert(1)</script> <b> </p> <!-- --> <?php ?> <![CDATA[ &lt; &#60; & &copy; &amp; "a" 'a'
* ** _ __ ` `` ``` ~~~ # ## === --- *** - + 1. 1) 7. 2024. : ? ! ??? !!! ::: /// --8<-- > >> | |---| ](
[ ] ( ) { } [a](b.md) ![a](b) [a]: http://b [[a]] [^1] [^1]: *[a]: [TOC] <http://a> a@b.c <p> <div>
{: #x } { .y } ^x^ ~x~ $x$ :smile: \\ \\* \x02 \x03 \x00 \t \x0b \x85 \u2028 \ufeff é 혜산 שלום 🙂""",
)
marked = st.lists(st.sampled_from([*MARKUP, " ", "\n", "\n\n", "    ", "- ", "a", "b"]), max_size=8)
any_text = typed | marked.map("".join) | marked.map(" ".join)


@given(any_text.filter(lambda text: escape(text).strip()))
@example("#")
@example("2024. C#")
@example("!")
@example("- \x1f")
def test_what_an_author_wrote_is_known(text: str) -> None:
    prose = parse_prose(text)
    anchors = [Anchor(at.label or at.target or "x", "page.md") for at in prose.references]
    page = PAGE.format(
        block=to_block(prose, anchors) or "x",
        inline=to_inline(prose, anchors) or "x",
        line=escape(text).strip(),
        within=escape_within_line(text).strip(),
        attr=escape_attribute(text),
    )
    assert is_known(normalise_whitespace(page))


# Lines that our templates write, and others like them; together, they may mean something else.
LINES = """# a {: #a } ; ## a {: .b #c } ; # a ; # a {: #a} ; ## a# {: #a } ; #### [a](b) {: #a } ; ##a {: #b } ; a ;
a b. ; *a* ; **a** b ; *a* b* ; *a **b** c* ; ***a*** ; a*b*c ; * a ; ** a ** ; *a ; [a](b) ; [a](b){ .c } ;
[a](b) { .c } ; [a](b){ .c .d } ; [a](b){: #c } ; [a](b "c") ; [*a*](b) ; *[a](b)* ; [a *b](c) [d* e](f) ;
[`a`](b) ; `[a](b)` ; `a` ; `a*` *b* ; `` a `` ; ` a ` ; `a``b` ; [a] ; [a]: b ; [a](b): c ; ![a](b) ;
a![a](b) ; [TOC] ; [[a]] ; [a](b)[c](d) ; [a][b](c) ; (a)[b] ; &amp; &#60; ; &a ; & a ; a_b_c ; _a_ ; a\\*b ;
a   ; a\tb| a|    a|        - a ; - a ; - a b|    - a b|        - a|            - c ; - *a* ; -  a ; -a ;
+ a ; 1. a ; 1.a|    - a|      - a|  a ; - ; - - a ; - # a ; - > a ; -     a ; - [a](b){ .c } ; - 1. a ;
- `a` ; b` | c  ; <div> ; <div markdown> ; <div class="a" markdown> ; <div markdown="1"> ;
<div markdown="block"> ; <div id="a" class="b" markdown> ; </div> ; a</div> ; <div>a</div> ;
<div markdown>a</div> ; <details markdown> ; <details class="a" id="b" markdown> ; <summary>a</summary> ;
<summary markdown>a *b*</summary> ; </details> ; <p markdown>a</p> ; <p class="b" markdown>*a* <b>c</b></p> ;
<p>a</p> ; <p>*a*</p> ; <p markdown> ; </p> ; <p markdown> a</p> ; <ul markdown> ; <ol start="2" markdown> ;
<li markdown>a</li> ; <li markdown="block"> ; </li> ; </ul> ; </ol> ; <ul><li>a</li></ul> ; <ul> ;
<blockquote markdown> ; </blockquote> ; <blockquote lang="en" dir="auto" markdown> ; <pre>a</pre> ;
<pre><code>a  b</code></pre> ; <pre> ; </pre> ; <table><tr><td>a</td><td></td></tr></table> ; <table> ;
<tr><td>a *b*</td></tr> ; </table> ; <figure class="a"> ; </figure> ; <figure>a</figure> ;
<figcaption>a</figcaption> ; <svg viewBox="0 0 1 1"> ; <path d="M0 0"/> ; </svg> ; <title>a</title> ;
<span>a</span> ; <span> ; </span> ; <b>a</b> c ; <span id="a" class="b"></span>a ; <a href="b">a</a> ;
<a name="b">a</a> ; <br> ; a<br>b ; <br /> ; <hr> ; <hr /> ; <!-- a --> ; <a title="[b](c)">d</a> ;
<a title="b | c">d</a> ; <script>a</script> ; <script type="application/ld+json">{"a": "b & c > d"}</script> ;
<b title='a'>c</b> ; <b title=a>c</b> ; <b hidden>c</b> ; <div hidden markdown> ;
<p class="a &#34; b" markdown>c</p> ; <p class="a &#38;#60; b">c</p> ; <q>a</q> · b ;
<nav aria-label="b" id="a" markdown> ; </nav> ; <section markdown> ; </section> ; a <div> b ; a </div> ;
!!! a ; : a ; ~~~ ; ``` ; <mark>[a](b)</mark> ; --- ; === ; > a ; | a | b | ; |---|---| ; | a | <b>b</b> | ;
|:-|-:| ; | `a|b` | c | ; | a | ; |---| ; | a | b ; |  |  | ; | a || b | ; | [a](b) | |"""
some_lines = st.lists(st.sampled_from(re.split(r" ;[ \n]", LINES)) | marked.map("".join), max_size=6)


@given(
    some_lines.map("\n".join)
    | some_lines.map("\n\n".join)
    | st.lists(some_lines.map("\n".join)).map("\n\n".join)
)
def test_other_pages_are_the_same_if_they_are_known(page: str) -> None:
    is_known(page)
