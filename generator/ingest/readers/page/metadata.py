"""Decides what a web page says about its article: what it states are facts, what is only likely are proposals.

A value that is stated may still be wrong: the name of the site in a title, a role or a place in the name of an author,
the date of a change. Such parts are cut off where the page itself shows what they are; otherwise the value is a
proposal. No value is better than a wrong one.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

from generator.ingest.article import Fact, Proposal, fact, host_of
from generator.ingest.readers.page.stated import MICRODATA, Stated, Tree, as_list, plain, types_of
from generator.model.fields import URL_PATTERN
from generator.text.edtf import parse_day

_TITLES = (
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "sailthru.title",
    "parsely-title",
)
_SITES = ("og:site_name", "citation_journal_title", "application-name", "dc.publisher", "dcterms.publisher")
_AUTHORS = (
    "citation_author", "dc.creator", "dcterms.creator", "article:author", "article:author_name", "author",
    "parsely-author", "sailthru.author", "byl", "og:article:author",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date.published",
    "citation_publication_date", "citation_online_date", "dc.date.issued", "dcterms.issued", "parsely-pub-date",
    "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "article.published",
)  # fmt: skip
_SEPARATOR = re.compile(r"\s+[-–—|·•:»«/~]+\s+|\s*[|｜»_]\s*|(?<=\w):\s+|\s*：\s*|\s*::\s*|\s*\|\|\s*")
_HOST_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_TOP_DOMAIN = re.compile(r"\.[a-z]{2,6}$", re.IGNORECASE)
_MAX_TITLE = 500  # code points
_MAX_NAMES = 20  # that a page may give its site, and its authors
_PLACEHOLDER = re.compile(  # in place of a title
    r"\W*(?:home ?page|home|start(?:seite)?|accueil|inicio|início|главная(?: страница)?|首页|首頁|홈"
    r"|untitled(?: (?:document|page))?|unbenannt(?:es dokument)?|sans titre|无标题文档|無標題文件"
    r"|제목 없음|new page|document|index"
    r"|(?:error )?(?:403|404|500)\b.{0,30}|page not found|not found|forbidden|access denied|just a moment)\W*",
    re.IGNORECASE,
)
_MIN_TITLE = 4  # code points of a heading that may confirm a title; a title of Chinese characters is short
_EARLIEST = 1990  # a page that was published before has no date of its own, or is a copy of something printed


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says about its article."""

    title: Fact
    headline: str  # as the page shows it; empty if it shows none that is the title
    site_name: Fact
    other_site_names: tuple[str, ...]
    authors: tuple[Fact, ...]
    url: Fact
    published: Fact
    declared_language: Fact
    proposals: tuple[Proposal, ...]


def read_metadata(tree: Tree, stated: Stated, known_url: Fact, today: datetime.date) -> PageMetadata:
    """Decide what the metadata of a page are. It is known to be from ``known_url``; no date is after ``today``."""
    url = _url(tree, stated, known_url)
    article = _article(tree, stated, url)
    address = url.value or known_url.value
    names = _site_names(stated, article, address)
    sites = [*(name.value for name in names), *_other_names(stated), *_host_names(address)]
    headings = [
        text
        for level in ("h1", "h2", "h3")
        for item in tree.iter(level)
        if (text := plain(item.text_content()))
    ]
    main = [plain(item.text_content()) for item in tree.iter("h1")]
    writers = [text for _, text, _ in _stated_authors(stated, article) if len(text) >= _MIN_TITLE][
        :_MAX_NAMES
    ]
    title, headline, title_proposals = _title(tree, stated, article, [*sites, *writers], headings, main)
    authors, author_proposals = _authors(tree, stated, article, sites)
    published, date_proposals = _published(tree, stated, article, url.value or known_url.value, today)
    return PageMetadata(
        title,
        headline,
        names[0] if names else Fact(),
        tuple(dict.fromkeys(name.value for name in names[1:])),
        authors,
        url,
        published,
        _declared_language(tree, stated, article),
        (*title_proposals, *author_proposals, *date_proposals),
    )


def folded(text: str) -> str:
    """Return only the letters and digits of a text, in small letters, to compare names and titles."""
    return "".join(character for character in text.casefold() if character.isalnum())


# The article of the page, its URL and its site


def _article(tree: Tree, stated: Stated, url: Fact) -> Mapping[str, Any]:
    """Return the item of schema.org that is the article of the page; empty if none is, or several may be.

    It must have the page's URL or a title that the page has: many pages state other articles too, or only those.
    """
    shown = [item.text_content() for name in ("h1", "title") for item in tree.iter(name)]
    titles = [folded(text) for text in (*shown, *(value for _, value in stated.values(_TITLES)))]
    pages = {url.value.rstrip("/")} if url else set()
    by_url = [item for item in stated.articles if pages & {other.rstrip("/") for other in _urls(item)}]
    by_title = [item for item in stated.articles if _has_title(item, titles)]
    for candidates in (by_url, by_title):
        if (
            len({folded(plain(name)) for item in candidates for name in _headlines(item)}) == 1
            or len(candidates) == 1
        ):
            merged: dict[str, Any] = {}
            for item in reversed(candidates):
                merged |= item
            return merged
    return {}


def _has_title(item: Mapping[str, Any], titles: list[str]) -> bool:
    """Tell whether an item has one of some folded titles, perhaps with the name of the site; or no title, nor a URL."""
    own = [name for text in _headlines(item) if (name := folded(plain(text)))]
    return (not own and all(map(_is_home, _urls(item)))) or any(
        name == title or (len(shorter) >= _MIN_TITLE and shorter in longer)
        for name in own
        for title in titles
        for shorter, longer in [sorted((name, title), key=len)]
    )


def _form(article: Mapping[str, Any]) -> str:
    return MICRODATA if article.get("@form") == MICRODATA else "JSON-LD"


def _headlines(item: Mapping[str, Any]) -> list[Any]:
    return as_list(item.get("headline")) or as_list(item.get("name"))


def _urls(item: Mapping[str, Any]) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        for value in as_list(item.get(key)):
            url = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(url, str):
                yield url


def _url(tree: Tree, stated: Stated, known: Fact) -> Fact:
    """Return the URL that the page declares as its own, unless it is known to be another page."""
    links = (("link rel=canonical", item.get("href") or "") for item in tree.iterfind(".//link[@rel]")
             if "canonical" in item.get("rel").lower().split())  # fmt: skip
    for origin, value in (*links, *stated.values(("og:url",))):
        try:
            url = urljoin(known.value, value.strip())
            is_home, is_known_home = _is_home(url), _is_home(known.value) if known else False
        except ValueError:
            continue
        is_elsewhere = known and bare_host(url) != bare_host(known.value)
        is_public = "." in host_of(url).strip(".") and not re.fullmatch(
            r"[\d.]+|.*\.(?:local|localhost)", host_of(url)
        )
        if (
            re.fullmatch(URL_PATTERN, url)
            and is_public
            and not is_elsewhere
            and (not is_home or is_known_home)
        ):
            return Fact(url, origin)
    return known


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def bare_host(url: str) -> str:
    """Return the host of a URL without ``www.``, ``m.`` and the like, which only tell in which form its pages are."""
    return re.sub(r"^(?:www|m|mobile|amp|amp-api)\.", "", host_of(url))


def _host_names(url: str) -> list[str]:
    """Return the names by which a title may call the site of a URL: ``coast-news.example``, ``coast-news``."""
    host = bare_host(url)
    labels = host.split(".")[:-1]
    return [host, f"www.{host}", *(label for label in labels if len(label) > 3)] if host else []


def _site_names(stated: Stated, article: Mapping[str, Any], url: str) -> list[Fact]:
    """Return the names of the site: first those that its host confirms, then others, then mere names of hosts."""
    publishers = [*as_list(article.get("publisher")), *as_list(article.get("sourceOrganization"))]
    found = [
        *(fact(value, name) for name, value in stated.values(_SITES[:1])),
        *(fact(_name(item), "JSON-LD publisher") for item in publishers),
        *(fact(value, name) for name, value in stated.values(_SITES[1:])),
    ]
    labels = {folded(label) for label in bare_host(url).split(".")[:-1]}
    names = [
        _without_slogan(item, labels) for item in found if item and not re.match("https?:|@", item.value)
    ]
    own = {folded(label) for label in bare_host(url).split(".")[-2:]}  # not that of a section

    def rank(item: Fact) -> int:
        name = folded(_without_accents(item.value))
        if _HOST_NAME.fullmatch(item.value):
            return 1 if folded(item.value.partition(".")[0]) in own else 3
        return 0 if name in own else 1 if any(len(label) > 2 and label in name for label in own) else 2

    own_names = [
        item for item in names if item.origin != "application-name" or rank(item) < 2
    ]  # or ``WordPress``
    return sorted(own_names if url else names, key=rank)[:_MAX_NAMES]


def _without_accents(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def _without_slogan(name: Fact, labels: set[str]) -> Fact:
    """Return only the part of a name that is the site's, if its host shows which: ``Coast News | All the coast``."""
    for part in _SEPARATOR.split(name.value):
        own = folded(part or "")
        if own and (own in labels or folded(_TOP_DOMAIN.sub("", part)) in labels):
            return Fact(part.strip(), name.origin)
    return name


def _other_names(stated: Stated) -> list[str]:
    """Return what else may name the site in a title or as an author."""
    return [
        _name(item) for item in stated.others if {"WebSite", "NewsMediaOrganization"} & set(types_of(item))
    ]


def _name(item: object) -> str:
    if isinstance(item, dict):
        return plain(next(iter(as_list(item.get("name"))), ""))
    return plain(item)


def is_site(name: str, sites: Iterable[str]) -> bool:
    """Tell whether a name is that of the site, contains it, or is a part of it."""
    own = folded(name)
    return any(
        own == site or (len(site) > 3 and site in own) or (len(own) > 3 and own in site)
        for site in map(folded, sites)
        if site
    )


# Title


def _title(
    tree: Tree,
    stated: Stated,
    article: Mapping[str, Any],
    sites: list[str],
    headings: list[str],
    main: list[str],
) -> tuple[Fact, str, list[Proposal]]:
    """Return the title, the heading that shows it, and proposals if none is sure."""
    origin = f"{_form(article)} headline"
    candidates = [(origin, plain(value)) for value in _headlines(article)]
    candidates += list(stated.values(_TITLES))
    candidates += [
        ("title", text) for item in tree.iterfind(".//head/title") if (text := plain(item.text_content()))
    ]
    candidates = [(origin, text) for origin, text in candidates if text and not _is_name_of_site(text, sites)]
    candidates = [
        (origin, text)
        for origin, text in candidates
        if len(text) <= _MAX_TITLE and not _PLACEHOLDER.fullmatch(_without_site(text, sites))
    ]
    shown_as = {folded(text): text for text in reversed(headings) if _MIN_TITLE <= len(text) <= _MAX_TITLE}
    for origin, text in candidates:  # what the page also shows is the headline as published
        for part in _possible_headlines(text, sites):
            if part in shown_as and not _is_name_of_site(shown_as[part], sites):
                return fact(shown_as[part], origin), shown_as[part], []
    first = folded(candidates[0][1]) if candidates else ""
    for origin, text in candidates:
        bare = _without_site(text, sites)
        is_cut = bare.endswith(("...", "…")) or _HOST_NAME.fullmatch(bare)
        is_open = is_cut or re.search("[|｜‖〡]", bare) or _ends_with_site(bare, sites)
        is_slug = re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)+", bare)
        if (
            folded(bare) in first
            and not is_open
            and not is_slug
            and (origin != "title" or (bare != text and len(_parts(bare)) == 1))
        ):
            return fact(bare, origin), "", []
    shown = [heading for heading in main if not _is_name_of_site(heading, sites)][:1]
    guesses = dict.fromkeys(shown, "the page's largest heading")
    guesses |= {text: f"stated as {origin}" for origin, text in candidates[:1] if not shown}
    proposals = [
        Proposal("title", found.value, why) for text, why in guesses.items() if (found := fact(text, ""))
    ]
    return Fact(), shown[0] if shown and len(main) == 1 else "", proposals


def _is_name_of_site(text: str, sites: list[str]) -> bool:
    """Tell whether a part of a title is the name of the site, or at least half of it."""
    own = {folded(text), folded(_TOP_DOMAIN.sub("", text))}
    return any(
        name == site or (2 * len(name) >= len(site) and name in site)
        for name in own
        for site in map(folded, sites)
        if name and site
    )


def _ends_with_site(title: str, sites: list[str]) -> bool:
    """Tell whether a title ends with a name of the site after a sign that is no separator: ``(Coast News)``."""
    ends = [f"{mark}{site}" for site in sites if site for mark in ("(", "[", ", ", "（", "_")]
    return title.rstrip(")]）").casefold().endswith(tuple(map(str.casefold, ends)))


def _possible_headlines(text: str, sites: list[str]) -> list[str]:
    """Return, folded, a stated title and what may be left of it without the names of site and section."""
    parts = [folded(part) for part in _parts(text)]
    whole = "".join(parts)
    starts = ["".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]
    ends = ["".join(parts[start:]) for start in range(1, len(parts))]
    return [
        whole,
        folded(_without_site(text, sites)),
        *(part for part in starts + ends if 2 * len(part) >= len(whole)),
    ]


def _parts(text: str) -> list[str]:
    """Return the parts of a title between separators, each with the separator before it."""
    at = [0, *(match.start() for match in _SEPARATOR.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(at) if start < end]


def _without_site(text: str, sites: list[str]) -> str:
    """Return a title without the name of the site before or after a separator."""
    parts = _parts(text)
    while len(parts) > 1 and _is_name_of_site(_SEPARATOR.sub("", parts[-1], count=1), sites):
        parts.pop()
    while len(parts) > 1 and _is_name_of_site(parts[0], sites):
        parts.pop(0)
        parts[0] = re.sub(r"\A[\W_]*\s", "", parts[0])
    return "".join(parts).strip()


# Authors

_BY = re.compile(
    r"^(?:by|von|par|por|di|da|door|av|af|przez|autore?s?|authors?|text|texte|texto|written by|posted by)\b[:\s]\s*",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(  # words and parts of words of roles, and of organisations
    r"\b(?:writer|reporter|correspondent|editors?|contribut\w+|columnist|producer|photo\w*|bureau|desk|team|news|"
    r"newsroom|agenc\w+|admin\w*|webmaster|guest|user|author|autor|press|media|online|blog|magazine?|inc|ltd|llc|gmbh|"
    r"ag|ev|wire|journal|times|mirror|radio|tv|images|finance|especial|spécial|mitarbeiter|executive|secretary|foto\w*|via|"
    r"digest|newsletter|alerts?|watch|name|doe|updated|published|posted|for|the|with|staff|special|courant|grupa|company|verlag|rechtsanw\w+|anwalt)\b|"
    r"minist|redak|redac|rédac|verein|verband|stiftung|partei|kanzlei|republi|universit|institut|foundation|committee|"
    r"department|office|service|group|journalis|club|society|association|centre|center|корреспондент|редакц|агентств|"
    r"zeitung|tidning|هيئة|وكالة|تحرير",
    re.IGNORECASE,
)
_ONE_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-‐·])*")
_BETWEEN_NAMES = re.compile(r"\s*[;,/|]\s*|\s+(?:and|und|et|y|e|en|og|och|i|és|&)\s+|\s*·\s*", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "y",
        "e",
        "du",
        "des",
        "ter",
        "ten",
        "zu",
        "zur",
        "af",
        "av",
    ]
)
_IDEOGRAPHS = "\u3400-\u9fff\uac00-\ud7a3\u3040-\u30ff"
_EAST_ASIAN_ROLE = re.compile(
    r"^(?:文|作者|记者|記者|글|撰文)\s*[/／:：]?\s*"
    r"|\s*(?:선임|수석|전문|인턴|객원)?\s*(?:기자|특파원|논설위원|편집위원|에디터|PD)(?=$|[\s,·=/])"
)
_EAST_ASIAN_DESK = re.compile(
    "[社部局網网報报]$|通信|通讯社|新聞|新闻|記者$|记者$|뉴스|신문|일보|방송|편집|통신|취재|온라인|관리자"
)
_BYLINE = re.compile("author|byline|autor|auteur|writer|rédact|redakt", re.IGNORECASE)
_MAX_BYLINE, _MAX_BYLINES = 300, 200  # code points of one, and how many


def _authors(
    tree: Tree, stated: Stated, article: Mapping[str, Any], sites: list[str]
) -> tuple[tuple[Fact, ...], list[Proposal]]:
    """Return the authors that are surely persons, all from one origin; proposals for what else is stated.

    An author who is only in a ``<meta>`` field, where the site's maker often is, must also be in a byline of the page.
    """
    facts: dict[str, Fact] = {}
    guesses: dict[str, Proposal] = {}
    bylines: str | None = None
    for origin, text, is_sure in _stated_authors(stated, article):
        if is_site(text, sites) or re.search(r"://|www\.|^[@\W]|^\S+\.\S+$", text):
            continue
        names = [] if "organisation" in origin else person_names(text)
        if names and not is_sure:
            bylines = _bylines(tree) if bylines is None else bylines
            names = names if all(folded(name) in bylines for name in names) else []
        if names and (not facts or next(iter(facts.values())).origin == origin):
            facts |= {folded(name): fact(name, origin) for name in names}
        elif (guess := fact(_BY.sub("", text), "")) and "@" not in guess.value and len(text) < _MAX_BYLINE:
            guesses.setdefault(folded(guess.value), Proposal("authors", guess.value, f"stated as {origin}"))
    return tuple(filter(None, facts.values())), [] if facts else list(guesses.values())


def _stated_authors(stated: Stated, article: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield the origin of each statement of authors, its text, and whether it can be believed without a byline."""
    for item in [*as_list(article.get("author")), *as_list(article.get("creator"))]:
        kinds = types_of(item) if isinstance(item, dict) else []
        origin = f"{_form(article)} author" + (", an organisation" if "Organization" in kinds else "")
        for name in as_list(item.get("name")) if isinstance(item, dict) else [item]:
            yield origin, plain(name), "Person" in kinds
    yield from ((name, value, name in _AUTHORS[:3]) for name, value in stated.values(_AUTHORS))


def _bylines(tree: Tree) -> str:
    """Return what is in the elements of a page that are marked as bylines, folded."""
    marked: Iterator[str] = (
        item.text_content()
        for item in tree.iter()
        if isinstance(item.tag, str)
        and _BYLINE.search(" ".join(filter(None, map(item.get, ("class", "rel", "itemprop", "id")))))
    )
    marked = islice(marked, _MAX_BYLINES)
    return "\n".join(folded(text) for text in marked if len(text) < 10 * _MAX_BYLINE)


def person_names(text: str) -> list[str]:
    """Return the names of persons in a statement of authors; empty unless all of it surely is that."""
    bare = re.sub(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|<?[\w.+-]+@[\w.-]+>?)", "", text[:_MAX_BYLINE])
    bare = _BY.sub("", bare.strip())
    if re.search(f"[{_IDEOGRAPHS}]", bare):
        if _EAST_ASIAN_DESK.search(bare):
            return []
        bare = _EAST_ASIAN_ROLE.sub(" ", bare).strip()
        if re.fullmatch(f"[{_IDEOGRAPHS}] [{_IDEOGRAPHS}]{{1,3}}", bare):
            return [bare]  # family name and given name
        names = [part for part in re.split(r"\s*[,，、·;/=]\s*", bare) if part]
        parts = [part for name in names for part in name.split()]
        is_clear = len(parts) == len(names) or all(
            len(part) > 2 for part in parts
        )  # two names, or both of one?
        is_names = all(re.fullmatch(f"[{_IDEOGRAPHS}]{{2,4}}", part) for part in parts)
        return parts if is_clear and is_names else []
    parts = [part for part in _BETWEEN_NAMES.split(bare) if part]
    may_be_place = len(parts) == 2 and "," in bare
    return parts if all(map(_is_person, parts)) and not may_be_place else []


def _is_person(name: str) -> bool:
    """Tell whether a text surely is the name of a person: two to five words with capitals, none of them a role."""
    words = name.split()
    capitals = [word for word in words if word[0].isupper() or word[0].lower() == word[0].upper()]
    return (
        2 <= len(words) <= 5
        and len(capitals) >= 2
        and all(_ONE_NAME.fullmatch(word) for word in words)
        and all(word in capitals or word in _SMALL_WORDS for word in words)
        and not _NOT_NAMES.search(name)
    )


# Dates

_DATE_IN_URL = re.compile(r"(?<=[/-])((?:19|20)\d\d)(?:([/-])(\d\d?)\2(\d\d?)|(\d\d)(\d\d))?(?=[/-])")


def _published(
    tree: Tree, stated: Stated, article: Mapping[str, Any], url: str, today: datetime.date
) -> tuple[Fact, list[Proposal]]:
    """Return the day of publication; proposals if what is stated is not plausible, or not the same everywhere."""
    found = [
        (f"{_form(article)} datePublished", plain(value)) for value in as_list(article.get("datePublished"))
    ]
    found += list(stated.values(_DATES))
    own_url = url.rstrip("/")
    pages = [
        item
        for item in stated.others
        if "WebPage" in types_of(item)
        and (
            not url
            or all(_is_home(other) or other.partition("#")[0].rstrip("/") == own_url for other in _urls(item))
        )
    ]
    found += [("JSON-LD WebPage datePublished", plain(item.get("datePublished"))) for item in pages]
    times = {
        item.get("datetime")
        for item in tree.iterfind(".//time[@datetime]")
        if item.get("pubdate") is not None
    }
    found += [("time element", plain(*times))] if len(times) == 1 else []
    days = [(origin, day) for origin, value in found if (day := to_day(value))]
    if not days:
        return Fact(), []
    origin, day = days[0]
    reason = ""
    others = [(name, other) for name, other in days[1:] if abs((other - day).days) > 1]
    in_url = _DATE_IN_URL.search(url)
    parts = [part.zfill(2) for part in in_url.groups()[:1] + in_url.groups()[2:] if part] if in_url else []
    day_in_url = to_day("-".join(parts))
    if day > today + datetime.timedelta(days=1):
        reason = f"stated as {origin}, but in the future"
    elif day.year < _EARLIEST or (day.month, day.day, day.year) == (1, 1, 1970):
        reason = f"stated as {origin}, but before there were such pages"
    elif in_url and (day != day_in_url if day_in_url else abs(int(in_url[1]) - day.year) > 1):
        reason = f"stated as {origin}, but the URL says {day_in_url or in_url[1]}"
    elif others:
        reason = f"stated as {origin}, but {others[0][0]} says {others[0][1]}"
    if reason:
        return Fact(), [Proposal("published", day.isoformat(), reason)]
    return Fact(day.isoformat(), origin), []


def to_day(timestamp: str) -> datetime.date | None:
    """Return the day of a timestamp, in its own time zone: ISO 8601, with slashes, or as in mails; else None."""
    text = timestamp.strip()
    if digits := re.match(r"(\d{4})([-/.]?)(\d\d)\2(\d\d)(?!\d)", text):
        try:
            return parse_day(f"{digits[1]}-{digits[3]}-{digits[4]}")
        except ValueError:
            return None
    if re.match(r"[A-Za-z]{3}, \d", text):
        try:
            return parsedate_to_datetime(text).date()
        except ValueError:
            return None
    return None


def _declared_language(tree: Tree, stated: Stated, article: Mapping[str, Any]) -> Fact:
    html = tree.getroottree().getroot()
    xml = html.get("{http://www.w3.org/XML/1998/namespace}lang") or html.get("xml:lang") or ""
    found = [("html lang", html.get("lang") or xml)]
    found += [("JSON-LD inLanguage", plain(value)) for value in as_list(article.get("inLanguage"))]
    found += list(stated.values(("og:locale", "content-language", "dc.language", "citation_language")))
    return next((Fact(value.strip(), origin) for origin, value in found if value.strip()), Fact())
