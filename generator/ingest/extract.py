"""What was brought in, a text or a saved page, to an ``Article``: its words, and what it says about itself.

Trafilatura finds the words of a page and most of what its metadata say. A date is taken only from metadata that
name it; what can be guessed from the rest of a page is handed on as a guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from charset_normalizer import from_bytes

from generator.model.fields import LANGUAGE_PATTERN, URL_PATTERN
from generator.text.edtf import parse_day

Tree = Any
"""An element of lxml, which has no type hints."""

TEXT_ENDINGS = (".txt", ".md")
PAGE_ENDINGS = (".html", ".htm", ".xhtml")
LARGEST_TEXT, LARGEST_PAGE = 5_000_000, 20_000_000  # bytes

_TITLE_LENGTH = 150  # code points of a first line that can be a title
_SENTENCE_END = (".", "!", "?", "。", ":", ";", ",")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
# What browsers take these names for: the larger sets that grew out of them.
_AS_BROWSERS_DO = {
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
}
# Nulls, and what switches letters in ISO-2022-JP and its like: seven bits a byte, so that UTF-8 always fits.
_NO_TEXT = re.compile(r"\0|\x1b[$()]")
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date.published", "dc.date.issued",
    "dcterms.issued", "dc.date", "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "pubdate",
)  # fmt: skip
_HANGUL, _KANA = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3040-\u30ff]")


class ArticleError(Exception):
    """No article can be made of what was brought in; the text says why, in one sentence without its subject."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article: the bytes that become the seed, the words that they are, and the page that they are from.

    The rest is what the article says of itself, empty where it does not. ``guessed_date`` is a day that stands
    somewhere in the page, and ``guessed_encoding`` says that nothing but the bytes speaks for the encoding.
    """

    data: bytes
    words: str
    ending: str = ".txt"
    encoding: str = "utf-8"
    guessed_encoding: bool = False
    page: bytes | None = None
    title: str = ""
    site: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    published: str = ""
    published_by: str = ""
    guessed_date: str = ""
    language: str = ""

    @property
    def host(self) -> str:
        """The host of the address, without ``www.``."""
        return host_of(self.url)

    @property
    def origin(self) -> str:
        """The address of the site: scheme and host."""
        return re.sub(r"(?<=[^/:])/.*", "", self.url) + "/" if self.url else ""


def host_of(url: str) -> str:
    """Give the host of an address, without ``www.``; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def read_article(file_name: str, data: bytes) -> Article:
    """Read a file by its name's ending: ``.txt``, ``.md``, or a saved page. Raises ArticleError."""
    ending = PurePosixPath(file_name).suffix.lower()
    if ending in TEXT_ENDINGS:
        return read_text(data, ending)
    if ending in PAGE_ENDINGS:
        return read_page(data)
    raise ArticleError("is no .txt, .md or saved .html page; save its text as .txt")


def read_text(data: bytes, ending: str = ".txt", charset: str = "") -> Article:
    """Read a text, whose bytes stay as they are. Its first line is its title, if it looks like one.

    ``charset`` is what the web said of it.
    """
    _check_size(data, LARGEST_TEXT)
    encoding, words, guessed = _decode(data, charset)
    title = _front_matter_title(words) if ending == ".md" else ""
    return Article(
        data,
        words,
        ending,
        encoding,
        guessed,
        title=title or _first_line(words, ending),
        language=_script(words),
    )


def read_page(data: bytes, *, url: str = "", charset: str = "") -> Article:
    """Read a page: the article in it, and its metadata. ``url`` and ``charset`` are what the web said of it."""
    _check_size(data, LARGEST_PAGE)
    # Half a second to import, which no other command is to wait for.
    from trafilatura import bare_extraction, load_html

    declared = _CHARSET.search(data[:4096])
    _, html, guessed = _decode(data, charset, declared[1].decode("ascii", "replace") if declared else "")
    tree = load_html(html)
    dates = {"original_date": True, "extensive_search": False}
    found = bare_extraction(html, include_comments=False, with_metadata=True, date_extraction_params=dates)
    text = "" if found is None or isinstance(found, dict) else found.text or ""
    if tree is None or found is None or isinstance(found, dict) or not text.strip():
        raise ArticleError(
            "has no article text that can be told from the rest of the page; save its text as .txt"
        )
    # One blank line between paragraphs, so that a quotation that skips words does so inside one.
    words = "\n\n".join(line for part in text.splitlines() if (line := part.strip())) + "\n"
    published, published_by = _published(tree)
    return Article(
        words.encode(),
        words,
        guessed_encoding=guessed,
        page=data,
        title=_one_line(found.title),
        site=_one_line(found.sitename),
        authors=tuple(author for part in (found.author or "").split(";") if (author := _one_line(part))),
        url=_address(_one_line(found.url), url),
        published=published,
        published_by=published_by,
        guessed_date="" if published else _day(found.date),
        language=_page_language(tree) or _script(words),
    )


def _check_size(data: bytes, largest: int) -> None:
    if not data.strip():
        raise ArticleError("is empty")
    if len(data) > largest:
        raise ArticleError(f"has {len(data):,} bytes; {largest:,} are allowed")


def _decode(data: bytes, *named: str) -> tuple[str, str, bool]:
    """Give the encoding, the text, and whether it was a guess: UTF-8 if that fits, what was named, or else a guess."""
    marked = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ()
    for name in ("utf-8", *marked, *named):
        codec = _AS_BROWSERS_DO.get(name.lower(), name)
        try:
            text = data.decode("utf-8-sig" if codec.lower() in ("utf-8", "utf8") else codec)
        except (LookupError, ValueError):
            continue
        if codec and not _NO_TEXT.search(text):
            return codec.lower(), text, False
    guess = from_bytes(data).best()
    text = str(guess) if guess else ""
    if (
        guess is None
        or _NO_TEXT.search(text)
        or sum(not (c.isprintable() or c.isspace()) for c in text) > len(text) / 100
    ):
        raise ArticleError("is no text in any encoding that can be told; save its text as .txt in UTF-8")
    # Several sets agree on the letters of a short text; then the most common one is the likeliest.
    usual = data.decode("cp1252", "ignore") == text
    return "cp1252" if usual else _AS_BROWSERS_DO.get(guess.encoding, guess.encoding), text, True


def _front_matter_title(words: str) -> str:
    head = re.match(r"---\r?\n(.*?)\r?\n---\s*\n", words, re.DOTALL)
    title = re.search(r"(?m)^title:[ \t]*(.+)$", head[1]) if head else None
    return _one_line(title[1]).strip("\"'") if title else ""


def _first_line(words: str, ending: str) -> str:
    """Take the first line for a title where it is short, stands by itself and is no sentence."""
    lines = [line.strip() for line in words.strip().splitlines()]
    if ending == ".md" and (heading := next((line for line in lines if line.startswith("# ")), "")):
        return _one_line(heading.lstrip("# "))
    alone = len(lines) > 1 and (not lines[1] or lines[1].strip("=-") == "")
    return (
        lines[0] if alone and len(lines[0]) <= _TITLE_LENGTH and not lines[0].endswith(_SENTENCE_END) else ""
    )


def _script(words: str) -> str:
    """Tell the two languages that have letters of their own; of any other, the letters say too little."""
    for letters, language in ((_KANA, "ja"), (_HANGUL, "ko")):
        if 5 * len(letters.findall(words)) > len(words):
            return language
    return ""


def _address(said: str, fetched: str) -> str:
    """Take the address that a page gives for its own, unless it was fetched from another host."""
    usable = re.fullmatch(URL_PATTERN, said)
    return said if usable and (not fetched or host_of(said) == host_of(fetched)) else fetched


def _page_language(tree: Tree) -> str:
    said = tree.get("lang") or tree.get("xml:lang") or next(_metadata(tree, ("og:locale",)), ("", ""))[1]
    tag = said.strip().replace("_", "-")
    return tag if re.fullmatch(LANGUAGE_PATTERN, tag) else ""


def _published(tree: Tree) -> tuple[str, str]:
    """Find the day of publication where a page names it, and the name under which it does."""
    for name, value in (*_linked_data(tree), *_metadata(tree, _PUBLISHED), *_times(tree)):
        if day := _day(value):
            return day, name
    return "", ""


def _linked_data(tree: Tree) -> Iterator[tuple[str, str]]:
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item: Any = waiting.pop(0)
            if isinstance(item, dict):
                if isinstance(day := item.get("datePublished"), str):
                    yield "datePublished", day
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item


def _metadata(tree: Tree, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    given: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            given.setdefault((meta.get(attribute) or "").lower(), meta.get("content") or "")
    yield from ((name, given[name]) for name in names if name in given)


def _times(tree: Tree) -> Iterator[tuple[str, str]]:
    for time in tree.iterfind(".//time[@datetime]"):
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None:
            yield "<time>", time.get("datetime") or ""


def _day(value: str | None) -> str:
    """Cut the day out of a point in time, as it is written there; empty where there is no such day."""
    day = (value or "").strip()[:10]
    try:
        return parse_day(day).isoformat()
    except ValueError:
        return ""


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
