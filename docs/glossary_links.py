"""A hook of MkDocs: on each hand-written page, the first use of each term of the glossary links to its entry.

The terms are the second-level headings of ``glossary.md``, and their plurals. A comment below a heading lists,
separated by commas, other forms of the term, ``<!-- also: CSP -->``, or phrases in which the word is not the term,
``<!-- not: git revision -->``. A term with a capital after its first letter is found only as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from markdown.extensions.toc import slugify
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

GLOSSARY = "glossary.md"

_ENTRY = re.compile(r"(?m)^## (?P<term>.+)$(?P<comments>(?:\s*<!--.*-->$)*)")
_FORMS = re.compile("<!-- (also|not): (.*?) -->")
_PART = re.compile(r"<!--.*?-->|<(?P<end>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<rest>[^>]*)>|[^<]+|<", re.DOTALL)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NO_LINKS = {
    "a",
    "button",
    "code",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "kbd",
    "pre",
    "script",
    "style",
    "summary",
    "svg",
}
_NO_LINKS_CLASS = re.compile(r'class="[^"]*\b(?:admonition-title|filename)\b')


def on_page_content(html: str, page: Page, files: Files, **_: Any) -> str:
    """Link the terms on a page, unless it is generated or the glossary itself."""
    glossary = files.get_file_from_path(GLOSSARY)
    if not page.file.src_dir or not glossary or page.file is glossary:
        return html
    return link_terms(html, read_terms(glossary.content_string), get_relative_url(glossary.url, page.url))


@cache
def read_terms(glossary: str) -> dict[str, str]:
    """Return the terms of a glossary in Markdown in all their forms, each with the id of its heading.

    What is not the term has no id.
    """
    terms: dict[str, str] = {}
    for entry in _ENTRY.finditer(glossary):
        term, id_ = entry["term"], slugify(entry["term"], "-")
        forms = [(term, id_)]
        for kind, listed in _FORMS.findall(entry["comments"]):
            forms += [(form, id_ if kind == "also" else "") for form in re.split(", *", listed)]
        for form, leads_to in forms:
            terms |= {form: leads_to, _plural(form): leads_to}
    return terms


def link_terms(html: str, terms: dict[str, str], glossary: str) -> str:
    """Link the first use of each term in a page's text; not in headings, links and code.

    Args:
        html: the content of the page.
        terms: the forms of all terms, each with the id of its entry.
        glossary: the URL of the glossary, as seen from the page.
    """
    if not terms:
        return html
    # A longer term first: a source record is not a source.
    pattern = "|".join(map(_pattern, sorted(terms, key=len, reverse=True)))
    uses = re.compile(rf"(?<![\w/.&-])(?:{pattern})(?![\w/-]|\.\w)")
    ids = {_key(form): id_ for form, id_ in terms.items()}
    linked = {""}

    def link(use: re.Match[str]) -> str:
        id_ = ids[_key(use[0])]
        if id_ in linked:
            return use[0]
        linked.add(id_)
        return f'<a class="glossary-term" href="{glossary}#{id_}">{use[0]}</a>'

    return "".join(uses.sub(link, text) if is_linkable else text for text, is_linkable in _parts(html))


def _parts(html: str) -> Iterator[tuple[str, bool]]:
    """Split HTML into its tags and texts, and say in which links may be added."""
    open_tags: list[tuple[str, bool]] = []  # each with whether no link may be added in it
    for part in _PART.finditer(html):
        tag = (part["tag"] or "").lower()
        if not tag:
            is_text = not part[0].startswith("<")
            yield part[0], is_text and not any(is_closed for _, is_closed in open_tags)
            continue
        yield part[0], False
        if part["end"]:
            at = next(
                (at for at in reversed(range(len(open_tags))) if open_tags[at][0] == tag), len(open_tags)
            )
            del open_tags[at:]
        elif tag not in _VOID and not part["rest"].endswith("/"):
            open_tags.append((tag, tag in _NO_LINKS or bool(_NO_LINKS_CLASS.search(part["rest"]))))


def _plural(term: str) -> str:
    if re.search("[^aeiou]y$", term):
        return f"{term[:-1]}ies"
    return f"{term}es" if re.search("(?:s|x|ch|sh)$", term) else f"{term}s"


def _is_as_written(term: str) -> bool:
    return term[1:] != term[1:].lower()


def _pattern(term: str) -> str:
    first = re.escape(term[0]) if _is_as_written(term) else f"[{term[0].lower()}{term[0].upper()}]"
    return first + r"\s+".join(map(re.escape, term[1:].split(" ")))


def _key(use: str) -> str:
    return " ".join(use.split()).casefold()
