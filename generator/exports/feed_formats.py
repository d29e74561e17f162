"""Write a feed as Atom (RFC 4287) and as JSON Feed (https://www.jsonfeed.org/version/1.1/), from one record."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from generator.model.site import InLanguage, Licence

_XML_LANG = "xml:lang"


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or publishes something, and a URL that identifies them."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. All texts are plain except ``html``; none has control characters."""

    id: str  # a permalink that never changes
    url: str
    title: str
    published: datetime.date
    updated: datetime.date
    authors: tuple[Person, ...]  # empty if it is by the publisher of the feed
    topics: tuple[tuple[str, str], ...]  # id and label
    html: str
    language: str = ""  # of the brief (BCP 47), if it is not that of the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: the URL of the page that it belongs to, in whose folder it is, and its entries, the newest first."""

    page: str
    title: str
    subtitle: str
    updated: datetime.date
    publisher: Person
    language: str  # BCP 47
    licence: Licence | None
    topics_url: str
    entries: tuple[Entry, ...]


def write_atom(feed: Feed) -> bytes:
    """Write a feed as Atom."""
    url = f"{feed.page}feed.xml"
    root = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", _XML_LANG: feed.language})
    _add(root, "id", url)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _midnight(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add_person(root, feed.publisher)
    if licence := feed.licence:
        _add(root, "rights", f"{licence.name}, {licence.url}" if licence.url else licence.name)
    for entry in feed.entries:
        _add_entry(root, entry, feed)
    ElementTree.indent(root, "")
    data: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return data + b"\n"


def _add_entry(root: ElementTree.Element, entry: Entry, feed: Feed) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    language = {_XML_LANG: entry.title.language} if isinstance(entry.title, InLanguage) else {}
    _add(element, "title", entry.title, **language)
    _add(element, "published", _midnight(entry.published))
    _add(element, "updated", _midnight(entry.updated))
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if feed.licence and feed.licence.url:
        _add(element, "link", rel="license", href=feed.licence.url)  # RFC 4946
    for person in entry.authors:
        _add_person(element, person)
    for name, label in entry.topics:
        _add(element, "category", term=name, scheme=feed.topics_url, label=label)
    _add(element, "content", entry.html, type="html")


def _add_person(parent: ElementTree.Element, person: Person) -> None:
    element = _add(parent, "author")
    _add(element, "name", person.name)
    _add(element, "uri", person.url)


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def write_json(feed: Feed) -> bytes:
    """Write a feed as JSON Feed. The licence is an extension, as the format has no field for it: ``_licence``."""
    licence = {"_licence": {"name": feed.licence.name, "url": feed.licence.url}} if feed.licence else {}
    record = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": f"{feed.page}feed.json",
        "description": feed.subtitle,
        "authors": [_person(feed.publisher)],
        "language": feed.language,
        **licence,
        "items": [_item(entry) for entry in feed.entries],
    }
    text = json.dumps({key: value for key, value in record.items() if value != ""}, ensure_ascii=False)
    return text.encode("utf-8") + b"\n"


def _item(entry: Entry) -> dict[str, Any]:
    authors = {"authors": [_person(person) for person in entry.authors]} if entry.authors else {}
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": _midnight(entry.published),
        "date_modified": _midnight(entry.updated),
        **authors,
        **({"language": entry.language} if entry.language else {}),
        "tags": [label for _, label in entry.topics],
    }


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "url": person.url}


def _midnight(day: datetime.date) -> str:
    return f"{day}T00:00:00Z"
