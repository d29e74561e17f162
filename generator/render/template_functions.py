"""What templates call to show things: links, prose, citations, what refers to something.

Data is not trusted: what these functions give is safe for a Markdown page, and marked as such.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from generator.model.content import Entity
from generator.model.site import RELATIONS, Link, LinkedProse, Site, SiteClaim, Statement, Target
from generator.render import markdown
from generator.render.views.timeline import is_overdue
from generator.resolve.corroboration import is_echo
from generator.text.edtf import day_words
from generator.text.prose import Anchor, to_text


@dataclass(frozen=True, slots=True)
class TemplateFunctions:
    """What templates call to show things on the page ``uri``. Links are relative to it, so a site can move."""

    site: Site
    uri: str
    site_name: str = ""

    def functions(self) -> dict[str, Any]:
        """Name the functions as templates know them."""
        return {
            "uri": self.uri,
            "front_matter": self.front_matter,
            "href": self.href,
            "search": self.search,
            "link": self.link,
            "block": self.block,
            "inline": self.inline,
            "text": self.text,
            "attr": self.attr,
            "code_block": self.code_block,
            "backlinks": self.backlinks,
            "agreeing": self.agreeing,
            "citation": self.citation,
            "is_overdue": partial(is_overdue, self.site),
            "language": language,
            "also_called": also_called,
            "inside_quotes": inside_quotes,
            "SAME_ORIGIN": SAME_ORIGIN,
        }

    def front_matter(self, title: str, description: str = "", **more: Any) -> Markup:
        """Write the page's metadata. Themes put it into HTML as it is, so it is escaped for HTML here."""
        fields = {"title": title, "description": description, **more}
        lines = (
            f"{key}: {json.dumps(_for_html(value), ensure_ascii=False)}"
            for key, value in fields.items()
            if value
        )
        return Markup("\n".join(["---", *lines, "---"]))

    def href(self, target: Target) -> Markup:
        """Give the address of a target, as Markdown wants it: relative, to the ``.md`` file."""
        if target.uri == self.uri and target.anchor:
            return Markup(f"#{target.anchor}")
        return _href(target, self.uri.rpartition("/")[0])

    def search(self, **facets: str) -> Markup:
        """Give the address of the search page for a choice of facets: ``topic=`` and so on, by id."""
        return Markup(f"{'../' * self.uri.count('/')}search.md?{urlencode(facets)}")

    def link(self, target: Target, words: str = "", css: str = "") -> Markup:
        """Link to a target, under its label or other words; a page's name is no link on the page itself."""
        if target.uri != self.uri:
            return _link(target, words, css, self.uri.rpartition("/")[0])
        shown = markdown.escape(words or target.label, starts_line=False)
        if target.anchor:
            return Markup(f"[{shown}](#{target.anchor}){f'{{ .{css} }}' if css else ''}")
        return Markup(f'<span class="{css}" aria-current="page">{shown}</span>' if css else shown)

    def block(self, prose: LinkedProse, heading_level: int = 3, name: str = "prose") -> Markup:
        """Show prose as paragraphs, lists and so on. ``name`` keeps the ids of its headings apart on a page."""
        return Markup(markdown.to_block(prose.prose, self._anchors(prose), heading_level, f"_{name}-"))

    def inline(self, prose: LinkedProse) -> Markup:
        """Show prose on one line."""
        return Markup(markdown.to_inline(prose.prose, self._anchors(prose)))

    def text(self, prose: LinkedProse) -> str:
        """Give prose as plain text."""
        return to_text(prose.prose, [Anchor(words) for words, _ in _shown(prose)])

    def citation(self, statement: Statement) -> str:
        """Cite a claim or judgment as plain text, all but its address, which depends on where the site is."""
        brief = self.site.briefs[statement.brief.id]
        revised = max((date for date, _ in brief.revisions), default=brief.date)
        dated = day_words(brief.date) + (f", revised {day_words(revised)}" if revised > brief.date else "")
        words = f"“{' '.join(self.text(statement.text).split())}” {statement.target.kind.capitalize()} in:"
        return f"{words} {brief.target.label}. {self.site_name}{', ' if self.site_name else ''}{dated}."

    def code_block(self, text: str) -> Markup:
        """Show lines of code."""
        return Markup(f"<pre>{markdown.escape_code(text.strip())}</pre>")

    def attr(self, value: object) -> Markup:
        """Show plain text inside a quoted HTML attribute."""
        return Markup(markdown.escape_attribute(str(value)))

    def backlinks(
        self, target: Target, *without: str, listed: Iterable[Target] = ()
    ) -> list[tuple[str, list[tuple[Target, list[str]]]]]:
        """List what links to a target: pairs of a heading for the relation, and the things that have it, newest first.

        Each thing comes with the sentences that mention the target, if it does so in prose. ``without`` leaves out
        relations, ``listed`` things, that the page shows elsewhere.
        """
        shown = {target, *listed}
        found: dict[str, dict[Target, list[str]]] = {}
        for link in self.site.backlinks.get((target.kind, target.id), ()):
            if link.relation not in without and link.source not in shown:
                words = found.setdefault(self._heading(link), {}).setdefault(link.source, [])
                if link.words and link.words not in words:
                    words.append(link.words)
        return [(heading, list(by_source.items())) for heading, by_source in sorted(found.items())]

    def agreeing(self, claim: SiteClaim) -> tuple[list[Target], list[Target]]:
        """Part the claims that a claim says it corroborates: first those that it does, then those it only echoes."""
        parts: tuple[list[Target], list[Target]] = ([], [])
        for target in claim.corroborates:
            parts[self._is_echo(claim.target, target)].append(target)
        return parts

    def _heading(self, link: Link) -> str:
        """Say how a link reads where it leads to. What agrees, but is of one origin, must not look like support."""
        if link.relation == "corroborates" and self._is_echo(link.source, link.target):
            return SAME_ORIGIN
        return RELATIONS[link.relation]

    def _is_echo(self, source: Target, target: Target) -> bool:
        pair = (self.site.statements.get(source.id), self.site.statements.get(target.id))
        return is_echo(*(claim.corroboration if isinstance(claim, SiteClaim) else None for claim in pair))

    def _anchors(self, prose: LinkedProse) -> list[Anchor]:
        return [
            Anchor(words, self.href(target) if target and (target.anchor or target.uri != self.uri) else "")
            for words, target in _shown(prose)
        ]


SAME_ORIGIN = "Also said (same origin)"
"""How it reads, on either side, that two claims agree and neither brings the other an origin."""


@lru_cache(maxsize=256)
def language(tag: str) -> str:
    """Name the language of a BCP 47 tag, as CLDR does: ``English``, ``Chinese (Traditional)``; else give the tag."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def also_called(entity: Entity) -> list[str]:
    """Give the other names of an entity, but for its label in the singular or plural, which helps only to find it."""
    label = _stem(entity.label)
    return [name for name in entity.aliases if _stem(name) != label]


def _stem(name: str) -> str:
    return name.casefold().removesuffix("s")


def inside_quotes(words: str) -> str:
    """Give words as they stand between quotation marks: those of their own become single ones."""
    if '"' in words:
        words = _MARK.sub("“", words).replace('"', "”")
    return words.translate(_SINGLE)


_MARK = re.compile(r'(?<![^\s(\[—–-])"')  # one that opens: at the start, or behind a space
_SINGLE = str.maketrans("“”", "‘’")


def _shown(prose: LinkedProse) -> Iterator[tuple[str, Target | None]]:
    """Give for each reference in prose the words that it shows, and what it leads to."""
    for reference, target in zip(prose.prose.references, prose.targets, strict=True):
        words = reference.label or (target.label if target else reference.target or reference.fragment)
        yield words, target


# Pages of one folder show the same links again and again.
@lru_cache(maxsize=1 << 16)
def _link(target: Target, words: str, css: str, folder: str) -> Markup:
    """Link to something on another page, from a page in ``folder``."""
    shown = markdown.escape(words or target.label, starts_line=False)
    return Markup(f"[{shown}]({_href(target, folder)}){f'{{ .{css} }}' if css else ''}")


@lru_cache(maxsize=1 << 16)
def _href(target: Target, folder: str) -> Markup:
    """Give the address of something on another page, from a page in ``folder``."""
    there, _, name = target.uri.rpartition("/")
    up = "../" * (folder.count("/") + 1 if folder else 0)
    anchor = f"#{target.anchor}" if target.anchor else ""
    return Markup(f"{name if there == folder else up + target.uri}{anchor}")


def _for_html(value: Any) -> Any:
    return html.escape(markdown.folded(value).strip()) if isinstance(value, str) else value
