"""Check that pages show the text that was checked: no Markdown extension and no other plugin may change it.

Extensions show what they do in one page of all that they might act on, escaped as on our pages. What a plugin or hook
makes of a page is compared with the page: it may add words, but not change or remove any.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterable, Mapping
from typing import Any

import markdown

from generator.render.markdown import escape

_NEEDED = ("attr_list", "md_in_html")
# What extensions act on within a line, and at its start: known sequences, then all ASCII punctuation.
_SEQUENCES = r"""
a -- b
a --- b
and so on ...
a -> b
a --> b <-- c <-> d <--> e => f
a "word" here
a 'word' of '99, it's
a ``word'' <<here>>
(c) (r) (tm)
c/o +/- =/= 1/2 3/4
1st 2nd 10 x 10
:smile:
:+1: :material-home: :) ;-)
H~2~O
x^2^
==x==
++ctrl+alt+del++ ++x++ ^^x^^ ~~x~~
$x$
$$x$$ \(x\) \[x\] \* \-
#1 #tag @name @org/name name@example.org
https://example.org https://github.com/a/b/issues/1
{{ x }} {% x %} {++x++} {--x--} {==x==} {~~x~>y~~}
[TOC] [[word]] [x] [^1] [^1]: x *[HTML]: x HTML
`x` *x* **x** _x_ __x__ ***x*** &amp; &#45; &copy; !!x!! ||x|| >!x!<
""".strip().splitlines()
_SIGNS = [f"a {sign} b a{sign}b a {sign}x{sign} b {sign * 2}x{sign * 2} c" for sign in string.punctuation]
_STARTS = (
    r"""
1. x
1) x
(1) x
a. x
a) x
(a) x
i. x
#. x
- [ ] x
--8<-- "x"
;--8<--
!!! note
??? note
=== "x"
/// note
::: x
> [!NOTE] x
[^1]: x
*[HTML]: x
""".strip().splitlines()
    + [f"{sign * number} x" for sign in string.punctuation for number in (1, 3)]
)
_PROBES = (" ".join([*_SEQUENCES, *_SIGNS]), *_STARTS)
_SHOWN = 60  # code points of lost text in a message


def explain_changed_text(extensions: Iterable[str], options: Mapping[str, Any]) -> str:
    """Return which Markdown extensions change the text of pages, and how, in a sentence; empty if none does."""
    names = list(dict.fromkeys(extensions))
    if _is_shown(_PROBES, names, options):
        return ""
    found = []
    for name in names:
        if name not in _NEEDED and not _is_shown(_PROBES, (*_NEEDED, name), options):
            probes = (*_SEQUENCES, *_STARTS, *_SIGNS)
            probe = next(it for it in probes if not _is_shown([it], (*_NEEDED, name), options))
            shown = " ".join(_text(_convert([probe], (*_NEEDED, name), options)).split())
            found.append(f"`{name}` " + (f"shows {probe} as {shown}" if shown else f"does not show {probe}"))
    names_found = " and ".join(found) or f"{', '.join(names)} together show some characters as others"
    return (
        f"markdown_extensions: {names_found}, so quotations would not be the words of their articles. "
        f"Remove {'it' if len(found) == 1 else 'them'}"
    )


def explain_lost_text(before: str, after: str, *, in_markdown: bool = False) -> str:
    """Return the first words of a page that are not in what was made of it; empty if all are.

    Both are HTML, or both are Markdown.
    """
    text = _text(before, in_markdown)
    lost = _first_lost(text, _text(after, in_markdown))
    return "" if lost is None else " ".join(text[lost : lost + _SHOWN].split())


def _first_lost(text: str, shown: str) -> int | None:
    """Return the first position in a text whose words do not occur, in this order, in another, which may have more."""
    left = iter(_WORD.findall(shown))
    return next((word.start() for word in _WORD.finditer(text) if word[0] not in left), None)


def _is_shown(probes: Iterable[str], extensions: Iterable[str], options: Mapping[str, Any]) -> bool:
    probes = list(probes)
    return _first_lost(" ".join(probes), _text(_convert(probes, extensions, options))) is None


def _convert(probes: Iterable[str], extensions: Iterable[str], options: Mapping[str, Any]) -> str:
    reader = markdown.Markdown(extensions=list(extensions), extension_configs=dict(options))
    return str(reader.convert("\n\n".join(map(escape, probes))))


def _text(page: str, in_markdown: bool = False) -> str:
    """Return the text of HTML, or of one of our pages in Markdown: there, brackets and braces are never text."""
    return html.unescape((_MARKDOWN if in_markdown else _TAG).sub("", page))


_TAG = re.compile("<[^>]*>")
_MARKDOWN = re.compile(rf"{_TAG.pattern}|(?<=\])\([^()\s]*\)|\{{[^{{}}\n]*\}}|[\[\]]")
_WORD = re.compile(r"\w+|[^\w\s]")
