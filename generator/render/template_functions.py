"""The functions that templates call to show things: links, prose, citations, backlinks.

Content is not trusted: what these functions return as ``Markup`` is safe for a Markdown page; plain strings are
escaped when a template shows them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from generator.model.citation import cite_brief, highwire_tags, plain_citation
from generator.model.content import Entity
from generator.model.site import (
    RELATIONS,
    UNNAMED,
    InLanguage,
    LinkedProse,
    Publication,
    Site,
    SiteBrief,
    SiteClaim,
    Target,
    in_language,
)
from generator.model.urls import built_path, relative_url
from generator.render import markdown
from generator.render.identity import Same
from generator.render.template_code import safe
from generator.render.views.brief_page import GAPS_SHOWN, has_one_source, quoted_sources
from generator.render.views.entity import KINDS
from generator.render.views.json_ld import write_json_ld
from generator.render.views.lists import Mention, backlinks, is_echo_of
from generator.render.views.provenance import provenance
from generator.render.views.storyline import reasons, time_apart
from generator.render.views.subject import JUDGMENTS_SHOWN
from generator.render.views.timeline import ENTRY_KINDS, group_by_date, is_overdue
from generator.text.plain_text import fold_whitespace
from generator.text.prose import Anchor
from generator.text.sentences import split_sentences
from generator.text.word_diff import Run
from generator.translation import N_, Language, Words, _, current_language


@dataclass(frozen=True, slots=True)
class TemplateFunctions:
    """The functions for the page ``uri``; all links are relative to it."""

    site: Site
    uri: str
    publication: Publication = UNNAMED

    def by_name(self) -> dict[str, Any]:
        """Return the functions and constants under the names that templates use."""
        return {
            "uri": self.uri,
            "front_matter": self.front_matter,
            "href": self.href,
            "page_href": self.page_href,
            "search_href": self.search_href,
            "link": self.link,
            "links": self.links,
            "quoted_in": self.quoted_in,
            "link_once": self.link_once,
            "block": self.block,
            "inline": self.inline,
            "unlinked": self.unlinked,
            "first_sentence": self.first_sentence,
            "text": self.text,
            "word_diff": word_diff,
            "attr": self.attr,
            "article": self.article,
            "json_ld": self.json_ld,
            "has_one_source": partial(has_one_source, self.site),
            "code_block": self.code_block,
            "backlinks": self.backlinks,
            "split_corroborated": self.split_corroborated,
            "citation": self.citation,
            "highwire_tags": self.highwire_tags,
            "provenance": partial(provenance, self.site),
            "is_overdue": partial(is_overdue, self.site),
            "language_name": language_name,
            "own_language_name": self.own_language_name,
            "alternates": self.alternates,
            "file_kind": file_kind,
            "other_names": other_names,
            "group_by_date": group_by_date,
            "new_section": set[Target],
            "quoted_sources": quoted_sources,
            "reasons": reasons,
            "time_apart": time_apart,
            "GAPS_SHOWN": GAPS_SHOWN,
            "JUDGMENTS_SHOWN": JUDGMENTS_SHOWN,
            "single_quotes": single_quotes,
            "RELATIONS": RELATIONS,
            "ENTRY_KINDS": ENTRY_KINDS,
            "ENTITY_KINDS": KINDS,
        }

    def front_matter(self, title: str, description: str = "", **fields: Any) -> Markup:
        """Write the page's metadata as YAML, without empty fields.

        Themes put the values into HTML as they are, so they are escaped for HTML here.
        """
        lines = (
            f"{key}: {json.dumps(_escape_metadata(value), ensure_ascii=False)}"
            for key, value in {"title": title, "description": description, **fields}.items()
            if value
        )
        return safe("\n".join(["---", *lines, "---"]))

    def href(self, target: Target) -> Markup:
        """Return the URL of a target as Markdown expects it: relative, to the ``.md`` file."""
        return safe(self._url(target))

    def page_href(self, uri: str) -> Markup:
        """Return the URL of the page ``uri``, relative, to the ``.md`` file."""
        return safe(self._path(uri))

    def search_href(self, **facets: str) -> Markup:
        """Return the URL of the search page with facets selected by id: ``topic="coal"``."""
        return self.page_href("search.md") + safe(f"?{urlencode(facets)}")

    def link(self, target: Target, text: str = "", css: str = "") -> Markup:
        """Link to a target, under ``text`` or else its label, with an optional CSS class.

        A ``text`` is in the language of the label, unless it is a message of the interface. The page's own label is no
        link on the page itself.
        """
        if not text:
            words, language = target.label, target.language
        elif isinstance(text, InLanguage):
            words, language = text, text.language
        else:
            words = _plain(text)
            language = "" if isinstance(text, Markup | Words) else target.language
        shown = _shown(words, language)
        if target.uri != self.uri or target.anchor:
            return safe(f"[{shown}]({self._url(target)}){f'{{ .{css} }}' if css else ''}")
        return safe(f'<span class="{css}" aria-current="page">{shown}</span>' if css else shown)

    def links(self, targets: Iterable[Target]) -> list[Markup]:
        """Link to each of some targets."""
        return [self.link(target) for target in targets]

    def link_once(self, target: Target, linked: set[Target]) -> str:
        """Link to a target unless ``linked``, the targets that the section links to, has it; add it there."""
        if target in linked:
            return target.label
        linked.add(target)
        return self.link(target)

    def quoted_in(self, passage: Target) -> Markup:
        """Name the article of a passage, after a link to the passage, which paper does not need."""
        words = _("{passage} in {article}", passage=_THERE, article=_HERE)
        shown = markdown.escape_within_line(words).replace(_THERE, self.link(passage, _("The passage")))
        before, after = (
            f'<span class="sb-screen">{words}</span>' if words else "" for words in shown.split(_HERE)
        )
        return safe(f"{before}{_shown(passage.label, passage.language)}{after}")

    def block(
        self,
        prose: LinkedProse,
        heading_level: int = 3,
        name: str = "prose",
        linked: set[Target] | None = None,
    ) -> Markup:
        """Show prose as blocks: paragraphs, lists and so on.

        The highest heading in the prose gets ``heading_level``; ids of headings begin with ``_name-``, so that they
        differ from those of other prose on the page. ``linked`` are the entities that the section already links to:
        they are not linked again, and those linked here are added.
        """
        anchors = self._anchors(prose, linked)
        return safe(
            markdown.to_block(prose.prose, anchors, heading_level, f"_{name}-", language=prose.language)
        )

    def inline(self, prose: LinkedProse, linked: set[Target] | None = None) -> Markup:
        """Show prose on one line; ``linked`` is as for ``block``."""
        return safe(markdown.to_inline(prose.prose, self._anchors(prose, linked), language=prose.language))

    def unlinked(self, prose: LinkedProse) -> Markup:
        """Show prose on one line without its links, for lists whose items lead to the page that has them."""
        anchors = [anchor._replace(href="", css="") for anchor in self._anchors(prose)]
        return safe(markdown.to_inline(prose.prose, anchors, language=prose.language))

    def text(self, prose: LinkedProse) -> str:
        """Return prose as plain text."""
        return _plain_text(Same(prose))

    def first_sentence(self, prose: LinkedProse) -> str:
        """Return the first sentence of prose as plain text."""
        words = self.text(prose)
        first = next((words[start:end] for start, end in split_sentences(words)), "")
        return in_language(first, prose.language)

    def citation(self, brief: SiteBrief) -> str:
        """Return a citation of a brief as plain text, without its URL, which depends on the host."""
        return plain_citation(cite_brief(self.site, brief, self.publication), brief)

    def highwire_tags(self, brief: SiteBrief) -> list[tuple[str, str]]:
        """Return the name and text of each tag for the authors and the articles of a brief."""
        return list(highwire_tags(self.site, brief, self.publication))

    def json_ld(self, target: Target | None = None) -> Markup:
        """Describe what the page of a target shows, or the home page, in a script element for programs."""
        return safe(write_json_ld(self.site, self.publication, target))

    def article(self, words: str) -> Markup:
        """Show words of an article, in an element whose ``dir="auto"`` takes the direction from them."""
        return safe(markdown.escape(words))

    def code_block(self, text: str) -> Markup:
        """Show text as a block of code."""
        return safe(f"<pre>{markdown.escape_code(text.strip())}</pre>")

    def attr(self, value: object) -> Markup:
        """Show a value as plain text inside a double-quoted HTML attribute."""
        return safe(markdown.escape_attribute(_plain(value)))

    def own_language_name(self, tag: str) -> str:
        """Return the name of a language in itself from CLDR: ``한국어``; else its tag."""
        is_interface = tag.casefold() == self.publication.language.casefold()
        return in_language(own_language_name(tag), "" if is_interface else tag)

    def alternates(self, brief: SiteBrief) -> dict[str, str]:
        """Return the paths of all versions of a brief by their languages; empty if there is only one."""
        return {language: built_path(target.uri) for language, target in brief.versions}

    def backlinks(self, target: Target, listed: Iterable[Target] = ()) -> list[tuple[str, list[Mention]]]:
        """List what links to a target by relation (see ``RELATIONS``), but for what the page has ``listed`` already."""
        return backlinks(self.site, target, listed)

    def split_corroborated(self, claim: SiteClaim) -> tuple[list[Target], list[Target]]:
        """Split the claims that a claim says it corroborates: those it does, and those of the same origin."""
        parts: tuple[list[Target], list[Target]] = ([], [])
        for target in claim.corroborates:
            parts[is_echo_of(self.site, claim.target, target)].append(target)
        return parts

    def _url(self, target: Target) -> str:
        if not target.anchor:
            return self._path(target.uri)
        return f"{'' if target.uri == self.uri else self._path(target.uri)}#{target.anchor}"

    def _path(self, uri: str) -> str:
        return relative_url(uri, self.uri.rpartition("/")[0])

    def _anchors(self, prose: LinkedProse, linked: set[Target] | None = None) -> list[Anchor]:
        anchors = []
        for words, target, has_label in zip(prose.words, prose.targets, prose.labelled, strict=True):
            is_link = target and (target.anchor or target.uri != self.uri)
            if target and linked is not None and target.kind == "entity":
                is_link = is_link and target not in linked
                linked.add(target)
            css = "sb-quoted" if target and target.kind == "passage" else ""
            is_other = target and not has_label and target.language != prose.language
            language = (target.language or self.publication.language) if target and is_other else ""
            anchors.append(Anchor(words, self._url(target) if target and is_link else "", css, language))
        return anchors


_HERE, _THERE = "\ufffc", "\ufff9"  # stand for fields of a message that is cut there


def word_diff(runs: Sequence[Run]) -> Markup:
    """Show what was removed from a text and added to it; screen readers say so in words."""
    said = {
        "removed": ("del", _("[removed: {words}]", words=_HERE)),
        "added": ("ins", _("[added: {words}]", words=_HERE)),
    }
    parts = []
    for change, words in runs:
        shown = markdown.escape(words, starts_line=False)
        if change in said:
            tag, around = said[change]
            marks = (markdown.escape(mark, starts_line=False) for mark in around.split(_HERE))
            begin, end = (f'<span class="sb-said">{mark}</span>' for mark in marks)
            shown = f"<{tag}>{begin}{shown}{end}</{tag}>"
        parts.append(shown)
    return safe(markdown.isolate(" ".join(run.words for run in runs), " ".join(parts)))


def language_name(tag: str) -> str:
    """Return the name of the language of a BCP 47 tag from CLDR: ``Chinese (Traditional)``; else the tag."""
    return _language_name(tag, current_language())


@lru_cache(maxsize=256)
def _language_name(tag: str, spoken: Language) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(spoken.locale) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@lru_cache(maxsize=256)
def own_language_name(tag: str) -> str:
    """Return the name of the language of a BCP 47 tag in that language: ``한국어``; else the tag."""
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag


_FILE_KINDS = {
    "application/pdf": N_("a PDF file"),
    "text/html": N_("a web page"),
    "application/xhtml+xml": N_("a web page"),
    "multipart/related": N_("a saved web page (MHTML)"),
    "application/x-webarchive": N_("a saved web page (web archive)"),
    "message/rfc822": N_("an e-mail"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": N_("a Word document"),
    "application/vnd.oasis.opendocument.text": N_("an OpenDocument text"),
}


def file_kind(media_type: str) -> str:
    """Return in words what kind of file a media type is: ``a PDF file``."""
    kind = media_type.partition(";")[0]
    return _(_FILE_KINDS[kind]) if kind in _FILE_KINDS else _("a file of the type {type}", type=kind)


def other_names(entity: Entity) -> list[str]:
    """Return the aliases of an entity, without the singular or plural of its label."""
    label = _stem(entity.label)
    return [name for name in entity.aliases if _stem(name) != label]


def _stem(name: str) -> str:
    return name.casefold().removesuffix("s")


def single_quotes(text: str) -> str:
    """Turn the double quotation marks in a text into single ones, as for a text between quotation marks."""
    words = _OPENING_MARK.sub("“", text).replace('"', "”") if '"' in text else text
    return in_language(words.translate(_SINGLE), text.language if isinstance(text, InLanguage) else "")


_OPENING_MARK = re.compile(r'(?<![^\s(\[—–-])"')  # at the start, or after a space, a bracket or a dash
_SINGLE = str.maketrans("“”", "‘’")


@lru_cache(maxsize=1 << 13)  # many pages link to the same topics, entities and articles
def _shown(words: str, language: str) -> str:
    """Show the words of a link."""
    return markdown.tag_language(markdown.escape_isolated(str(words), starts_line=False), language)


@lru_cache(maxsize=1 << 13)  # a claim is shown on its page, and on those of its entities and topics
def _plain_text(prose: Same[LinkedProse]) -> str:
    return prose.value.plain


def _plain(value: object) -> str:
    """Return the text of a value; of what was made safe for a page, what it shows."""
    return html.unescape(value) if isinstance(value, Markup) else str(value)


def _escape_metadata(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_escape_metadata(part) for part in value]
    if isinstance(value, dict):
        return {key: _escape_metadata(part) for key, part in value.items()}
    return html.escape(fold_whitespace(_plain(value)).strip()) if isinstance(value, str) else value
