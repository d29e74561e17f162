"""Write a site for any engine that puts finished HTML into a layout: Hugo, Eleventy, Jekyll, Astro and others.

``content/`` gets the pages, as HTML with front matter in YAML; ``static/`` everything that is published unchanged.
The front matter is plain text, which layouts escape; no page has anything that a template language acts on.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.build import BuildResult
from generator.diagnostics import Diagnostic
from generator.html.links import Links, page_path, site_paths
from generator.html.markdown_html import ExtensionError, HtmlPage, MarkdownReader
from generator.model.content import PAGES
from generator.model.site import Publication, Site, Target
from generator.text.encoding import decode_text
from generator.text.front_matter import read_front_matter

CONTENT, STATIC = "content/", "static/"

Metadata = dict[str, Any]


def html_files(
    result: BuildResult, hand_written: Mapping[str, bytes], reader: MarkdownReader
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a site by path, and a sentence for each link of a page that leads nowhere.

    ``hand_written`` are the files below ``content/pages/``. Raises ExtensionError if an extension cannot read one.
    """
    generated = {page.uri: page for page in result.pages}
    static = {asset.uri: asset.data for asset in result.assets} | {
        uri: data for uri, data in hand_written.items() if not uri.endswith(".md")
    }
    by_hand = {uri: data for uri, data in hand_written.items() if uri.endswith(".md")}
    paths = site_paths((*generated, *by_hand), static)
    types = {target.uri: target.kind for target in _targets(result.site) if not target.anchor}
    files = {STATIC + uri: data for uri, data in static.items()}
    broken = []
    for uri in (*generated, *by_hand):
        is_ours, links = uri in generated, Links(uri, paths)
        metadata, markdown = _read(uri, generated[uri].data if is_ours else by_hand[uri])
        try:
            page = (reader.read_generated if is_ours else reader.read_hand_written)(markdown, links)
        except ExtensionError as error:
            raise ExtensionError(f"{PAGES}{uri}: {error}") from None
        front_matter = _front_matter(uri, metadata, page, result.publication, types.get(uri, "page"))
        own = {} if is_ours else {name: it for name, it in metadata.items() if name not in _NOT_OURS}
        files[f"{CONTENT}{page_path(uri).removesuffix('/') or 'index'}.html"] = (
            f"{_to_yaml({**own, **front_matter})}\n{_without_tags(page.content)}\n".encode()
        )
        place = uri if is_ours else PAGES + uri
        broken += [f"{place}: the link {link} leads to no page or file of the site" for link in page.broken]
    return files, broken


def _targets(site: Site) -> Iterator[Target]:
    for records in (site.briefs, site.topics, site.entities, site.sources, site.publishers, site.authors):
        for record in records.values():
            yield record.target


def _read(uri: str, data: bytes) -> tuple[Metadata, str]:
    text = decode_text(uri, data)
    assert not isinstance(text, Diagnostic)  # which `build_site` has reported
    document, markdown, _ = read_front_matter(uri, text)
    return (document.value() if document else {}), markdown


def _front_matter(
    uri: str, metadata: Metadata, page: HtmlPage, publication: Publication, type_: str
) -> Metadata:
    """Return what layouts need to know of a page; empty fields are left out when it is written."""
    about = _unescaped(metadata)

    def text(name: str) -> str:
        return value if isinstance(value := about.get(name), str) else ""

    url = f"/{page_path(uri)}"
    date = text("published") or text("date")
    keywords = about.get("keywords")
    is_brief = type_ == "brief"
    alternates = about.get("alternates", {}) if is_brief and publication.url else {}
    return {
        "title": text("title") or page.title or PurePosixPath(uri).stem.replace("-", " ").capitalize(),
        "description": text("description"),
        "url": url,
        "permalink": url,
        "type": type_,
        "language": publication.language,
        "date": date if _DATE.match(date) else "",
        "lastmod": text("modified"),
        "authors": about.get("authors"),
        "keywords": keywords.split("; ") if isinstance(keywords, str) else keywords,
        "robots": text("robots"),
        "feed": bool(about.get("feed")),
        "alternates": [
            {"language": language, "url": publication.url_of(path)} for language, path in alternates.items()
        ],
        "citation": _citation_tags(about, publication, url) if is_brief else [],
        "sections": [] if "toc" in (about.get("hide") or []) else [it._asdict() for it in page.sections],
    }


def _citation_tags(about: Metadata, publication: Publication, url: str) -> list[dict[str, str]]:
    """Return the metadata of a brief that reference managers read, as names and contents of ``<meta>`` elements."""
    date = str(about.get("published")).replace("-", "/")
    tags = [
        ("title", about.get("title")),
        ("publication_date", date),
        ("online_date", date),
        ("technical_report_institution", publication.organisation or publication.name),
        *map(tuple, about.get("highwire") or []),
        ("abstract", about.get("description")),
        ("language", about.get("language") or publication.content_language or publication.language),
        ("keywords", about.get("keywords")),
        ("public_url", publication.url_of(url.removeprefix("/"))),
    ]
    return [{"name": f"citation_{name}", "content": content} for name, content in tags if content]


def _to_yaml(fields: Metadata) -> str:
    """Write front matter, a value on each line, as JSON, which every YAML parser reads; without empty values."""
    lines = (f"{name}: {_value(value)}" for name, value in fields.items() if value)
    return "\n".join(["---", *lines, "---"])


def _value(value: Any) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return value  # as a date, not as text
    return _NOT_IN_YAML.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def _unescaped(value: Any) -> Any:
    """Return metadata as plain text: it is escaped for HTML on our pages, and themes print that of others unescaped."""
    if isinstance(value, Mapping):
        return {key: _unescaped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_unescaped(part) for part in value]
    return html.unescape(value) if isinstance(value, str) else value


def _without_tags(content: str) -> str:
    """Keep engines that read pages as templates (Liquid, Nunjucks, shortcodes) from finding tags in one.

    Our own pages have none. Scripts and styles in hand-written pages stay as they are.
    """
    parts = _RAW.split(content)  # text and raw elements in turn
    parts[::2] = [_TAG.sub("&#123;", part) for part in parts[::2]]
    return "".join(parts)


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_RAW = re.compile(r"(<(?:script|style)\b.*?</(?:script|style)>)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"\{(?=[{%#])")
_NOT_OURS = ("hide", "search", "template")  # MkDocs and Material act on these fields of hand-written pages
