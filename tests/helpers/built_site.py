"""A built site read as files: the elements of its pages, and whether what they lead to is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

ADDRESS = "https://site.example/repo/"  # for which sites are built in tests
ODD = "no/such/page/"  # where the page for errors is shown
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """A start tag, and the elements in which it stands."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[Element, ...]

    @property
    def leads_to(self) -> str:
        values = (
            self.attributes.get(name) for name in ("href", "xlink:href", "src")
        )  # pictures have the second
        return next(filter(None, values), "")

    def is_inside(self, id_: str) -> bool:
        return any(element.attributes.get("id") == id_ for element in self.inside)


@dataclass
class Page(HTMLParser):
    """A page of the site: its elements in order, and its text."""

    address: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.elements.append(Element(tag, values, tuple(self.open)))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in reversed(range(len(self.open))) if self.open[at].tag == tag), None)
        if at is not None:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    def links(self, inside: str = "") -> set[str]:
        """Give the full addresses that the links lead to, all or those inside the element with an id."""
        chosen = [link for link in self.all("a") if not inside or link.is_inside(inside)]
        return {urljoin(self.address, link.leads_to) for link in chosen}


def read_pages(site: Path) -> Iterator[tuple[str, Page]]:
    """Read the pages one by one, with their paths. That for errors is shown at any address, so it gets an odd one."""
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        odd = ODD if path == "404.html" else path.removesuffix("index.html")
        page = Page(ADDRESS + odd)
        page.feed(file.read_text(encoding="utf-8"))
        page.close()
        yield path, page


@dataclass(frozen=True)
class Outline:
    """What is left of a page when its links are to be followed: all that it leads to, its links alone, and its ids."""

    leads: frozenset[tuple[str, str]]  # tag and full address
    links: frozenset[str]
    ids: tuple[str, ...]


def outline(page: Page) -> Outline:
    """Keep of a page what it leads to and what can be led to in it."""
    elements = page.all("a", "link", "script", "img", "iframe", "source")
    # What begins with # leads to the page itself: that for errors has a file, and is shown at odd addresses.
    own = f"{ADDRESS}404.html" if page.address == f"{ADDRESS}{ODD}" else page.address
    leads = {
        (item.tag, urljoin(own if item.leads_to[0] == "#" else page.address, item.leads_to))
        for item in elements
        if item.leads_to
    }
    return Outline(frozenset(leads), frozenset(page.links()), tuple(page.ids()))


@dataclass(frozen=True)
class Reached:
    """Where the links of a site lead: its pages and other files, anchors as ``path#id``, and other hosts."""

    files: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)

    @property
    def pages(self) -> set[str]:
        return {path for path in self.files if path.endswith(".html")}


def follow(site: Path, outlines: dict[str, Outline]) -> tuple[Reached, list[str]]:
    """Follow everything to which the pages lead. Returns what is reached, and what leads nowhere."""
    reached, broken = Reached(), []
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    anchors = {path: frozenset(found.ids) for path, found in outlines.items()}
    for path, found in outlines.items():
        for tag, lead in sorted(found.leads):
            problem = _follow(tag, lead, files, anchors, reached)
            broken += [f"{path}: {lead}: {problem}"] if problem else []
    return reached, broken


def doubled_ids(outlines: dict[str, Outline]) -> list[str]:
    """List the ids that a page has more than once."""
    return [
        f"{path}#{id_}"
        for path, found in outlines.items()
        for id_, times in Counter(found.ids).items()
        if times > 1
    ]


def _follow(
    tag: str, lead: str, files: set[str], anchors: dict[str, frozenset[str]], reached: Reached
) -> str:
    """Note where a link leads. Returns what is wrong with it, or nothing."""
    url, home = urlsplit(lead), urlsplit(ADDRESS)
    if url.netloc != home.netloc:
        reached.elsewhere.add(lead)
        return "" if tag == "a" or url.scheme in ("mailto", "data") else "asks another host"
    if not url.path.startswith(home.path):
        return "leads out of the site"
    path = unquote(url.path.removeprefix(home.path))
    path += "index.html" if path.endswith("/") or not path else ""
    if path not in files:
        return "no such file"
    reached.files.add(path)
    if url.fragment and tag == "a":
        if unquote(url.fragment) not in anchors.get(path, ()):
            return "no such anchor"
        reached.anchors.add(f"{path}#{unquote(url.fragment)}")
    return ""


def outlines_of(pages: Iterable[tuple[str, Page]]) -> dict[str, Outline]:
    """Outline pages, by path; none of them is kept."""
    return {path: outline(page) for path, page in pages}
