"""``Site`` to pages and assets, through the templates of ``site_templates/``.

Templates are trusted, data is not: whatever a template shows goes through ``md_text`` unless a function of
this module has made it safe. A template sees ``site``, what its page is about, and the ``Shown`` functions.
"""

from __future__ import annotations

import html
import json
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from generator import markdown, scales
from generator.dates import EdtfDate, day_words
from generator.diagnostics import Diagnostic, Rule, Span
from generator.gaps import gaps
from generator.markdown import Anchor
from generator.relate import newest_first
from generator.site import RELATIONS, Asset, LinkedProse, Page, Site, Target
from generator.timeline import forecasts, is_overdue, timeline

TEMPLATE_ERROR = Rule("template-error", "Templates render.")
RULES = (TEMPLATE_ERROR,)

TEMPLATES = "site_templates/pages/"
ASSETS = "site_templates/assets/"


def render(
    site: Site, files: Mapping[str, bytes], rules: Sequence[Rule] = (), *, for_editor: bool = False
) -> tuple[list[Page], list[Diagnostic]]:
    """Render every page of the site, always in the same order.

    ``files`` holds the templates, by path; ``rules`` are those that the site lists; ``for_editor`` shows what only
    an editor should see. A template that fails is reported once, with its line, and its pages are left out.
    """
    shared = {"site": site, "rules": rules, "for_editor": for_editor}
    environment = _environment(frozenset(item for item in files.items() if item[0].startswith(TEMPLATES)))
    pages: list[Page] = []
    failed: dict[str, Diagnostic] = {}
    for uri, template, about in _pages(site):
        if template in failed:
            continue
        try:
            shown = Shown(site, uri).functions()
            text = environment.get_template(template).render(**shared, **shown, **about)
        except Exception as error:  # a template is a program: whatever it raises is the author's to mend
            failed[template] = _failure(template, error)
        else:
            pages.append(Page(uri, _tidy(text)))
    return pages, list(failed.values())


def assets(files: Mapping[str, bytes]) -> list[Asset]:
    """Take over the style sheets and scripts of ``site_templates/assets/``."""
    paths = sorted(path for path in files if path.startswith(ASSETS))
    return [Asset(f"assets/{path.removeprefix(ASSETS)}", files[path]) for path in paths]


def _pages(site: Site) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """List every page: its uri, its template, and what it is about."""
    briefs = newest_first(site.briefs.values())
    due = [statement for statement in forecasts(site) if statement.is_open]
    yield "index.md", "home.md.j2", {"briefs": briefs, "due": due}
    yield "briefs/index.md", "briefs.md.j2", {"briefs": briefs}
    for brief in site.briefs.values():
        yield brief.target.uri, "brief.md.j2", {"brief": brief}
    yield "topics/index.md", "topics.md.j2", {}
    for topic in site.topics.values():
        yield topic.target.uri, "topic.md.j2", {"topic": topic}
    yield "entities/index.md", "entities.md.j2", {}
    for entity in site.entities.values():
        yield entity.target.uri, "entity.md.j2", {"entity": entity}
    yield "sources/index.md", "sources.md.j2", {}
    for source in site.sources.values():
        yield source.target.uri, "source.md.j2", {"source": source}
    yield "timeline.md", "timeline.md.j2", {"groups": timeline(site)}
    yield "forecasts.md", "forecasts.md.j2", {"forecasts": forecasts(site)}
    yield "gaps.md", "gaps.md.j2", {"briefs": briefs, "gaps": gaps(site, briefs)}
    yield "method.md", "method.md.j2", {}
    yield "method/rules.md", "rules.md.j2", {}


@dataclass(frozen=True, slots=True)
class Shown:
    """What templates call to show things on the page ``uri``. Links are relative to it, so a site can move."""

    site: Site
    uri: str

    def functions(self) -> dict[str, Any]:
        """Name the functions as templates know them."""
        return {
            "front_matter": self.front_matter,
            "href": self.href,
            "link": self.link,
            "blocks": self.blocks,
            "line": self.line,
            "text": self.text,
            "attribute": self.attribute,
            "code": self.code,
            "backlinks": self.backlinks,
            "is_overdue": partial(is_overdue, self.site),
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
        anchor = f"#{target.anchor}" if target.anchor else ""
        if target.uri == self.uri and anchor:
            return Markup(anchor)
        folder, _, name = target.uri.rpartition("/")
        here = self.uri.rpartition("/")[0]
        return Markup(f"{name if folder == here else '../' * self.uri.count('/') + target.uri}{anchor}")

    def link(self, target: Target, words: str = "", css: str = "") -> Markup:
        """Link to a target, under its label or other words; a page's name is no link on the page itself."""
        shown = markdown.md_text(words or target.label, starts_line=False)
        if target.uri == self.uri and not target.anchor:
            return Markup(f'<span class="{css}" aria-current="page">{shown}</span>' if css else shown)
        return Markup(
            f"[{shown}]({self.href(target)}){{ .{css} }}" if css else f"[{shown}]({self.href(target)})"
        )

    def blocks(self, prose: LinkedProse, heading_level: int = 3, name: str = "prose") -> Markup:
        """Show prose as paragraphs, lists and so on. ``name`` keeps the ids of its headings apart on a page."""
        return Markup(markdown.to_blocks(prose.prose, self._anchors(prose), heading_level, f"_{name}-"))

    def line(self, prose: LinkedProse) -> Markup:
        """Show prose on one line."""
        return Markup(markdown.to_line(prose.prose, self._anchors(prose)))

    def text(self, prose: LinkedProse) -> str:
        """Give prose as plain text."""
        return markdown.to_text(prose.prose, self._anchors(prose))

    def code(self, text: str) -> Markup:
        """Show lines of code."""
        return Markup(f"<pre>{markdown.md_code(text.strip())}</pre>")

    def attribute(self, value: object) -> Markup:
        """Show plain text inside a quoted HTML attribute."""
        return Markup(markdown.md_attribute(str(value)))

    def backlinks(
        self, target: Target, *without: str, listed: Iterable[Target] = ()
    ) -> list[tuple[str, list[Target]]]:
        """List what links to a target, as pairs of a heading for the relation and the things that have it.

        ``without`` leaves out relations, ``listed`` things, that the page shows elsewhere.
        """
        shown = {target, *listed}
        found: dict[str, list[Target]] = {}
        for link in self.site.backlinks.get((target.kind, target.id), ()):
            if link.relation not in without and link.source not in shown:
                found.setdefault(RELATIONS[link.relation], []).append(link.source)
        return [(heading, list(dict.fromkeys(targets))) for heading, targets in sorted(found.items())]

    def _anchors(self, prose: LinkedProse) -> list[Anchor]:
        anchors = []
        for reference, target in zip(prose.prose.references, prose.targets, strict=True):
            written = reference.label or (target.label if target else reference.target or reference.fragment)
            own_page = target is None or (target.uri == self.uri and not target.anchor)
            anchors.append(Anchor(written, "" if own_page or target is None else str(self.href(target))))
        return anchors


@lru_cache(maxsize=4)  # compiling the templates takes longer than rendering a small site
def _environment(templates: frozenset[tuple[str, bytes]]) -> Environment:
    files = dict(templates)

    def source(name: str) -> tuple[str, str, None] | None:
        path = f"{TEMPLATES}{name}"
        return (files[path].decode("utf-8"), path, None) if path in files else None

    environment = Environment(
        loader=FunctionLoader(source),
        autoescape=True,  # so that macros give Markup; ``finalize`` has made all else Markup before it gets here
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["scales"] = scales
    environment.filters["day"] = day_words
    environment.filters["counted"] = lambda things, noun: f"{len(things)} {noun}{'s' * (len(things) != 1)}"
    environment.filters["percent"] = lambda share: f"{share:.0%}"
    return environment


def _finalize(value: Any) -> Markup:
    if isinstance(value, Markup):
        return value
    if isinstance(value, EdtfDate):
        return Markup(markdown.md_text(value.words))
    return Markup(markdown.md_text(str(value)))


def _tidy(text: str) -> str:
    """At most one blank line in a row, no white space at line ends, one newline at the end."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


def _for_html(value: Any) -> Any:
    return html.escape(" ".join(value.split())) if isinstance(value, str) else value


def _failure(template: str, error: Exception) -> Diagnostic:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(TEMPLATES)
    ]
    path, line = (frames[-1].filename, frames[-1].lineno or 1) if frames else (f"{TEMPLATES}{template}", 1)
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    return TEMPLATE_ERROR.at(
        Span(path, line, 1, line, 1), f"{kind}{error}", "mend the template; see ARCHITECTURE.md"
    )
