"""Extracts an ``Article`` from a text file or a saved page: its text, and what it says about itself.

Trafilatura extracts the text of a page and most of its metadata. A publication date is taken only from metadata that
name one; any other date in the page is passed on as a guess.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from charset_normalizer import from_bytes

from generator.load.invisible_text import is_visible, without_unpaired_controls
from generator.model.fields import LANGUAGE_PATTERN, URL_PATTERN
from generator.text.edtf import parse_day
from generator.text.encoding import MARKS_MESSAGE, is_text_encoding, too_many_marks
from generator.text.plain_text import without_control_characters

Tree = Any
"""An lxml element; lxml has no type hints."""

TEXT_EXTENSIONS = (".txt", ".md")
PAGE_EXTENSIONS = (".html", ".htm", ".xhtml")
MAX_TEXT_BYTES, MAX_PAGE_BYTES = 5_000_000, 20_000_000
_MAX_TAGS, _MAX_ATTRIBUTES = 20_000, 1_000  # of a page, and of a tag; more take minutes

_MAX_TITLE_LENGTH = 150  # code points of a first line that may be a title
_SENTENCE_END = (".", "!", "?", "。", ":", ";", ",")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_TAG_START = re.compile("<[A-Za-z!?]")
_TAG = re.compile(r"""<[A-Za-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""")
_ATTRIBUTE = re.compile(r"""[\s/]+|"[^"]*"|'[^']*'""")  # what parts two of them
# Browsers decode these encodings as larger ones that extend them (WHATWG Encoding Standard).
_BROWSER_CODECS = {
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
}
# Null characters, and the escape sequences of ISO-2022-JP and similar: 7-bit encodings, which always decode as UTF-8.
_NOT_TEXT = re.compile(r"\0|\x1b[$()]")
_DATE_FIELDS = (
    "article:published_time", "og:published_time", "datepublished", "date.published", "dc.date.issued",
    "dcterms.issued", "dc.date", "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "pubdate",
)  # fmt: skip
_HANGUL, _KANA = re.compile("[\uac00-\ud7a3]"), re.compile("[\u3040-\u30ff]")


class ArticleError(Exception):
    """No article can be extracted; the message says why, to be shown after the file name and a colon."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article: the bytes that become the seed, their text, and the saved page they were extracted from, if any.

    The other fields are what the article says about itself, empty if it does not. ``guessed_date`` is a date found
    somewhere in the page; ``is_encoding_guessed`` means that nothing named the encoding.
    """

    data: bytes
    text: str
    extension: str = ".txt"
    encoding: str = "utf-8"
    is_encoding_guessed: bool = False
    saved_page: bytes | None = None
    title: str = ""
    site_name: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    published: str = ""
    published_field: str = ""  # the metadata field that names the date
    guessed_date: str = ""
    language: str = ""

    @property
    def host(self) -> str:
        """The host of the URL, without ``www.``."""
        return host_of(self.url)

    @property
    def site_url(self) -> str:
        """The URL of the site's home page: scheme and host."""
        return re.sub(r"(?<=[^/:])/.*", "", self.url) + "/" if self.url else ""


def host_of(url: str) -> str:
    """Return the host of a URL, without ``www.``; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def read_article(file_name: str, data: bytes) -> Article:
    """Read a text file or a saved page, as the extension of its name says. Raises ArticleError."""
    extension = PurePosixPath(file_name).suffix.lower()
    if extension in TEXT_EXTENSIONS:
        return read_text(data, extension)
    if extension in PAGE_EXTENSIONS:
        return read_page(data)
    raise ArticleError("is not a .txt, .md or .html file; save its text as .txt")


def read_text(data: bytes, extension: str = ".txt", charset: str = "") -> Article:
    """Read a text, keeping its bytes. Its first line is its title if it looks like one. Raises ArticleError.

    ``charset`` is what the server named, if the text was downloaded.
    """
    _check_size(data, MAX_TEXT_BYTES)
    encoding, text, is_guessed = _decode(data, charset)
    _check_marks(text)
    title = _front_matter_title(text) if extension == ".md" else ""
    return Article(
        data,
        text,
        extension,
        encoding,
        is_guessed,
        title=title or _title_line(text, extension),
        language=_language_of_script(text),
    )


def read_page(data: bytes, *, url: str = "", charset: str = "") -> Article:
    """Extract the article and the metadata of a web page. Raises ArticleError.

    ``url`` and ``charset`` are what the server named, if the page was downloaded.
    """
    _check_size(data, MAX_PAGE_BYTES)
    # Imported here because it takes half a second, which no other command should wait for.
    from trafilatura import bare_extraction, load_html

    declared = _CHARSET.search(data[:4096])
    _, html, is_guessed = _decode(data, charset, declared[1].decode("ascii", "replace") if declared else "")
    _check_tags(html)
    tree = load_html(html)
    dates = {"original_date": True, "extensive_search": False}
    extracted = bare_extraction(
        html, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    content = "" if extracted is None or isinstance(extracted, dict) else extracted.text or ""
    if tree is None or extracted is None or isinstance(extracted, dict) or not content.strip():
        raise ArticleError("no article text found on this page; save its text as .txt")
    # A blank line after each line makes it a paragraph; a quotation that omits words must stay within one.
    text = "\n\n".join(line for part in content.splitlines() if (line := part.strip())) + "\n"
    _check_marks(text)
    published, published_field = _publication_date(tree)
    return Article(
        text.encode(),
        text,
        is_encoding_guessed=is_guessed,
        saved_page=data,
        title=_field_text(extracted.title),
        site_name=_field_text(extracted.sitename),
        authors=tuple(
            author for part in (extracted.author or "").split(";") if (author := _field_text(part))
        ),
        url=_canonical_url(_field_text(extracted.url), url),
        published=published,
        published_field=published_field,
        guessed_date="" if published else _day(extracted.date),
        language=_page_language(tree) or _language_of_script(text),
    )


def _check_size(data: bytes, max_bytes: int) -> None:
    if not data.strip():
        raise ArticleError("is empty")
    if len(data) > max_bytes:
        raise ArticleError(f"has {len(data):,} bytes; the limit is {max_bytes:,}")


def _check_marks(text: str) -> None:
    if (at := too_many_marks(text)) is not None:
        raise ArticleError(f"{MARKS_MESSAGE[0]} on line {text.count(chr(10), 0, at) + 1}; {MARKS_MESSAGE[1]}")


def _check_tags(html: str) -> None:
    if (tags := len(_TAG_START.findall(html))) > _MAX_TAGS:
        raise ArticleError(f"has {tags:,} tags; the limit is {_MAX_TAGS:,}; save its text as .txt")
    if any(len(_ATTRIBUTE.findall(tag)) > _MAX_ATTRIBUTES for tag in _TAG.findall(html)):
        raise ArticleError(f"has a tag with more than {_MAX_ATTRIBUTES:,} attributes; save its text as .txt")


def _decode(data: bytes, *named_encodings: str) -> tuple[str, str, bool]:
    """Return the encoding, the text, and whether the encoding was guessed: only if UTF-8 and the named ones fail."""
    by_mark = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ()
    for name in ("utf-8", *by_mark, *named_encodings):
        codec = _BROWSER_CODECS.get(name.lower(), name)
        if not is_text_encoding(codec):
            continue
        try:
            text = data.decode("utf-8-sig" if codec.lower() in ("utf-8", "utf8") else codec)
        except ValueError:
            continue
        if not _NOT_TEXT.search(text):
            return codec.lower(), text, False
    guess = from_bytes(data).best()
    text = str(guess) if guess else ""
    if (
        guess is None
        or _NOT_TEXT.search(text)
        or sum(not (c.isprintable() or c.isspace()) for c in text) > len(text) / 100
    ):
        raise ArticleError("is not text in any known encoding; save its text as .txt in UTF-8")
    # Several encodings decode a short text alike; then the most common one is the likeliest.
    is_cp1252 = data.decode("cp1252", "ignore") == text
    return "cp1252" if is_cp1252 else _BROWSER_CODECS.get(guess.encoding, guess.encoding), text, True


def _front_matter_title(text: str) -> str:
    front_matter = re.match(r"---\r?\n(.*?)\r?\n---\s*\n", text, re.DOTALL)
    title = re.search(r"(?m)^title:[ \t]*(.+)$", front_matter[1]) if front_matter else None
    return _field_text(title[1].strip().strip("\"'")) if title else ""


def _title_line(text: str, extension: str) -> str:
    """Return the first Markdown heading, or the first line if it is short, on its own and not a sentence; or empty."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if extension == ".md" and (heading := next((line for line in lines if line.startswith("# ")), "")):
        return _field_text(heading.lstrip("# "))
    is_alone = len(lines) > 1 and (not lines[1] or lines[1].strip("=-") == "")
    is_title = is_alone and len(lines[0]) <= _MAX_TITLE_LENGTH and not lines[0].endswith(_SENTENCE_END)
    return _field_text(lines[0]) if is_title else ""


def _language_of_script(text: str) -> str:
    """Return ``ja`` or ``ko`` for text in a script that only Japanese or Korean uses; empty for any other."""
    for letters, language in ((_KANA, "ja"), (_HANGUL, "ko")):
        if 5 * len(letters.findall(text)) > len(text):
            return language
    return ""


def _canonical_url(declared: str, downloaded: str) -> str:
    """Return the URL that the page declares as its own, unless it was downloaded from another host."""
    is_usable = re.fullmatch(URL_PATTERN, declared) and (
        not downloaded or host_of(declared) == host_of(downloaded)
    )
    return declared if is_usable else downloaded


def _page_language(tree: Tree) -> str:
    declared = tree.get("lang") or tree.get("xml:lang") or next(_metadata(tree, ("og:locale",)), ("", ""))[1]
    tag = declared.strip().replace("_", "-")
    return tag if re.fullmatch(LANGUAGE_PATTERN, tag) else ""


def _publication_date(tree: Tree) -> tuple[str, str]:
    """Return the publication date from the page's metadata (YYYY-MM-DD) and the field that names it; or empty."""
    for name, value in (*_linked_data(tree), *_metadata(tree, _DATE_FIELDS), *_time_elements(tree)):
        if day := _day(value):
            return day, name
    return "", ""


def _linked_data(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield each ``datePublished`` of the page's JSON-LD."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            queue = deque([json.loads(script.text or "")])
        except (ValueError, RecursionError):
            continue
        while queue:
            item: Any = queue.popleft()
            if isinstance(item, dict):
                if isinstance(day := item.get("datePublished"), str):
                    yield "datePublished", day
                queue += item.values()
            elif isinstance(item, list):
                queue += item


def _metadata(tree: Tree, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each of the named ``<meta>`` fields, in the order of ``names``."""
    values: dict[str, str] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            values.setdefault((meta.get(attribute) or "").lower(), meta.get("content") or "")
    yield from ((name, values[name]) for name in names if name in values)


def _time_elements(tree: Tree) -> Iterator[tuple[str, str]]:
    for time in tree.iterfind(".//time[@datetime]"):
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None:
            yield "<time>", time.get("datetime") or ""


def _day(timestamp: str | None) -> str:
    """Return the date that an ISO 8601 timestamp begins with, in the timestamp's own time zone; empty if none."""
    day = (timestamp or "").strip()[:10]
    try:
        return parse_day(day).isoformat()
    except ValueError:
        return ""


def _field_text(text: str | None) -> str:
    """Return text from an article as a field of the content can have it; empty if it cannot.

    It is on one line; only what a reader cannot see is left out.
    """
    line = without_unpaired_controls(" ".join(without_control_characters(text or "").split()))
    return line if is_visible(line) and too_many_marks(line) is None else ""
