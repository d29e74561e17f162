"""Tells when and where a page was saved, from what archives and programs that save pages write into it.

An archive shows its own copy of a page, under a URL of its own that names the original, with links that lead to other
copies. The source of such an article is the original page; the copy is where it is archived.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate
from html import unescape
from urllib.parse import unquote

from generator.ingest.article import Fact, host_of
from generator.model.fields import URL_PATTERN
from generator.text.edtf import parse_day

_WAYBACK = "https://web.archive.org/web/"
_ARCHIVE_TODAY = r"https?://archive\.(?:today|ph|is|li|md|vn|fo)/"
# How archives write the URL of a copy: its date, and the original URL. Any archive that runs pywb or OpenWayback
# has the second form.
_COPIES = (
    re.compile(
        r"(?P<start>https?://web\.archive\.org/web/(?P<date>\d{1,14}))\*?(?:[a-z]{2}_)?/(?P<original>.+)"
    ),
    re.compile(
        r"(?P<start>https?://[^?#]*?/(?P<date>\d{14}))(?:[a-z]{2}_)?/(?P<original>https?(?::/|%3A).+)"
    ),
    re.compile(
        rf"(?P<start>{_ARCHIVE_TODAY}(?:(?P<date>\d{{4}}\.\d\d\.\d\d)-\d*|o/\w+))/(?P<original>https?:/.+)"
    ),
)
_GOOGLE_CACHE = re.compile(
    r"https?://webcache\.googleusercontent\.com/search\?q=cache(?::|%3A)(?:[\w-]+:)?(https?.+?)(?:[&+ ].*)?"
)
_UNNAMED_COPY = re.compile(  # its URL does not name the original
    rf"{_ARCHIVE_TODAY}\w+|https?://perma\.cc/[\w-]+|https?://ghostarchive\.org/\w+/[\w-]+"
    r"|https?://(?:www\.)?webcitation\.org/\w+"
)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga)(?:=.*)?")

_NEAR = 2_000  # code points after a URL in which its date is

# What programs write into a page that they save: its URL, and the date.
_MARKS = {
    "SingleFile": (
        re.compile(r"<!--\s*(?:Page saved with|Archive processed by) SingleFile\s+url:[ \t]*(\S{1,2000})\s"),
        re.compile(r"\ssaved date:[ \t]*([^\n]{10,99})"),
    ),
    "monolith": (
        re.compile(r"<!-- Saved from (\S{1,2000}) at "),
        re.compile(r"<!-- Saved from \S{1,2000} at (\S{10,40}) using monolith"),
    ),
    "Save Page WE": (
        re.compile(r"""<meta name="savepage-url" content="([^"]{1,2000})">"""),
        re.compile(r"""<meta name="savepage-date" content="([^"]{10,99})">"""),
    ),
    "WebScrapBook": (
        re.compile(r"""<html\b[^<>]*\sdata-scrapbook-source="([^"]{1,2000})\""""),
        re.compile(r"""<html\b[^<>]*\sdata-scrapbook-create="(\d{8})"""),
    ),
    "HTTrack": (  # which leaves out http:// or https://, so that the URL is not known
        re.compile(r"<!-- Mirrored from (\S{1,2000}) by HTTrack"),
        re.compile(r"by HTTrack [^,<>]{1,99}, (\w{3}, [^<>]{10,40}) -->"),
    ),
    "saved from url": (re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000})\s"), None),
}
_WOMBAT = re.compile(r"""__wm\.wombat\("([^"]+)",\s*"(\d{14})",""")
_RETRIEVED = re.compile(r"RETRIEVED FROM THE\s+INTERNET ARCHIVE ON [\d:]{7,8} (\w{3} \d{1,2}), (\d{4})")
_LINK_TO_ITSELF = re.compile(r"""<link\b[^<>]*\brel=["']?(?:canonical|bookmark)\b[^<>]*>""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=(?:"([^"<>]+)"|'([^'<>]+)')""")
_MARK_OF_WAYBACK = re.compile(r"__wm\.|BEGIN WAYBACK|FILE ARCHIVED ON \d\d:|WB_?[Ww]ombat|wbinfo\.")
_TOOLBAR = ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->")
_REWRITTEN = re.compile(  # the beginning of a URL in quotation marks, in a script perhaps with \/ for /
    r"""(?<=["'])(?:(?:https?:)?\\?/\\?/[\w.:-]{1,99})?(?:\\?/[\w-]{1,40}){1,3}?\\?/\d{14}(?:[a-z]{2}_)?\\?/(?=https?:|mailto:)"""
)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_META = re.compile(r"<meta\b(?![^<>]*charset)[^<>]*>", re.IGNORECASE)


_UNKNOWN = Fact()


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a page was, when it was saved, and where a copy is archived, as far as that is known."""

    url: Fact = _UNKNOWN
    accessed: Fact = _UNKNOWN  # YYYY-MM-DD
    archived: Fact = _UNKNOWN
    archived_on: Fact = _UNKNOWN  # YYYY-MM-DD


def capture_at(url: str, origin: str = "the address it was fetched from") -> Capture:
    """Return what a URL alone tells: an archive's names the original page and the date of the copy."""
    for form in _COPIES:
        if copy := form.fullmatch(url):
            original = _with_both_slashes(copy["original"])
            day = (copy["date"] or "").replace(".", "")[:8]
            archived = _url_fact(f"{copy['start']}/{original}", origin)
            return Capture(_url_fact(_cleaned(original), origin), Fact(), archived, day_fact(day, origin))
    if cached := _GOOGLE_CACHE.fullmatch(url):
        return Capture(_url_fact(_cleaned(_with_both_slashes(cached[1])), origin))
    if _UNNAMED_COPY.fullmatch(url):
        return Capture(archived=_url_fact(url, origin))
    return Capture(_url_fact(_cleaned(url), origin))


def find_capture(html: str) -> Capture:
    """Return what programs and archives wrote into a page when they saved it."""
    found = Capture()
    for mark, day in _marks(html):
        capture = capture_at(mark.value, mark.origin)
        found = Capture(
            found.url or capture.url,
            found.accessed or day,
            found.archived or capture.archived,
            found.archived_on or capture.archived_on,
        )
    return found


def without_archive(html: str) -> str:
    """Return a page without what an archive added to it: its toolbar, its metadata, its links to other copies."""
    if _MARK_OF_WAYBACK.search(html):
        before, begin, rest = html.partition(_TOOLBAR[0])
        _, end, after = rest.partition(_TOOLBAR[1])
        return _REWRITTEN.sub("", before + after if end else before + begin + rest)
    is_of_archive_today = any(
        re.match(_ARCHIVE_TODAY, href) for link in _links(html) for href in [unescape(link)]
    )
    return _LINK_TO_ITSELF.sub("", _META.sub("", html)) if is_of_archive_today else html


def _marks(html: str) -> Iterator[tuple[Fact, Fact]]:
    """Yield each URL and date that a program or archive wrote into a page, the surest first.

    What is in the body of the page may be text about such programs.
    """
    head = html[: body.start()] if (body := _BODY.search(html)) else html
    for program, (url_form, day_form) in _MARKS.items():
        if mark := url_form.search(head):
            date = day_form.search(html, mark.start(), mark.end() + _NEAR) if day_form else None
            yield (
                Fact(unescape(mark[1]).replace("%2D", "-"), program),
                day_fact(date[1] if date else "", program),
            )
    if wombat := _WOMBAT.search(head):
        seen = _RETRIEVED.search(html)
        day = day_fact(f"{seen[1]} {seen[2]}" if seen else "", "the Wayback Machine")
        yield Fact(f"{_WAYBACK}{wombat[2]}/{wombat[1]}", "the Wayback Machine"), day
    for link in _links(html):
        capture = capture_at(unescape(link))
        if capture.archived:  # any other URL here is the page's own, which others read
            yield Fact(unescape(link), "its link to itself"), Fact()


def _links(html: str) -> Iterator[str]:
    for link in _LINK_TO_ITSELF.findall(html):
        if href := _HREF.search(link):
            yield href[1] or href[2]


def _url_fact(url: str, origin: str) -> Fact:
    is_url = re.fullmatch(URL_PATTERN, url) and host_of(url) not in ("", "localhost")
    return Fact(url, origin) if is_url else Fact()


def _with_both_slashes(url: str) -> str:
    """Return a URL as an archive names it, which may lack its scheme or a slash of it, or be percent-encoded."""
    url = unquote(url) if re.match("https?%3A", url, re.IGNORECASE) else url
    return re.sub(r"\A(https?):/{1,3}", r"\1://", url) if re.match("https?:/", url) else f"http://{url}"


def _cleaned(url: str) -> str:
    """Return a URL without the port that its scheme implies, and without what only tells how a reader came to it."""
    url = re.sub(r"\A(http://[^/?#]+):80(?![^/?#])|\A(https://[^/?#]+):443(?![^/?#])", r"\1\2", url)
    address, _, query = url.partition("#:~:")[0].partition("?")
    query, mark, fragment = query.partition("#")
    kept = "&".join(part for part in query.split("&") if not _TRACKING.fullmatch(part))
    return f"{address}{'?' if kept else ''}{kept}{mark}{fragment}"


def day_fact(text: str, origin: str) -> Fact:
    """Return the day of a date as programs write it (20240117..., 2024-01-17T..., Wed Jan 17 2024 ...), as a fact."""
    if iso := re.match(r"(\d{4})-?(\d\d)-?(\d\d)", text):
        day = "-".join(iso.groups())
    else:
        parsed = parsedate(text.partition("(")[0]) or parsedate(f"{text} 00:00:00")
        day = "{:04}-{:02}-{:02}".format(*parsed) if parsed else ""
    try:
        return Fact(parse_day(day).isoformat(), origin)
    except ValueError:
        return Fact()
