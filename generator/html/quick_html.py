"""Turn the Markdown that our own templates write into HTML, to the byte as Python-Markdown does, but much faster.

Only what our templates write is known here: blocks with a blank line between two of them, made of tags, headings with
an id, lists, tables and paragraphs, and in these inline HTML, links, emphasis and code. Anything else may mean
something to Python-Markdown, so a page with anything else on it is refused.

Many short blocks occur on many pages, and differ only in the URLs of their links. So such a block is read once, and
kept as HTML and links in turn.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from markdown import Markdown
from markdown.extensions.toc import nest_toc_tokens

SHORT = 1000
"""Characters of a block; longer ones are not kept, as hardly any occurs on another page."""

Permalink = tuple[str, str]
"""What stands in each heading before and after the link ``#id``."""


@dataclass(frozen=True, slots=True)
class QuickHtml:
    """A page as HTML, and what MkDocs needs to know of it."""

    content: str
    toc_tokens: list[Any]  # as the extension `toc` makes them
    title: str | None  # of a heading at the start, as HTML
    anchors: set[str]


class _Heading(NamedTuple):
    level: int
    id: str
    words: str  # HTML without tags


class _Piece(NamedTuple):
    """A tag or a whole element. ``parts`` are HTML and links in turn; those of a heading lack its end."""

    parts: tuple[str, ...]
    opens: str = ""  # the name of a tag
    closes: str = ""
    heading: _Heading | None = None


class _Unknown(Exception):
    """Python-Markdown has to read the page."""


class UnknownHeadings(Exception):
    """Python-Markdown is set up to write headings, or the list of them, in a way that is unknown here."""


def read_permalink(reader: Markdown) -> Permalink | None:
    """Return what ``reader`` writes around the link in each heading; None if there is none. Raises UnknownHeadings."""
    headings = reader.convert(_TWO_HEADINGS)
    match = _PERMALINK.search(headings)
    permalink = (match[1], match[2]) if match else None
    made = quick_html(_TWO_HEADINGS, str, permalink)
    if not made or (made.content, made.toc_tokens) != (
        headings,
        _known_of(getattr(reader, "toc_tokens", [])),
    ):
        raise UnknownHeadings
    return permalink


def _known_of(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return of the entries in a table of contents what ``QuickHtml`` has of them."""
    return [
        {name: token[name] for name in ("level", "id", "name")} | {"children": _known_of(token["children"])}
        for token in tokens
    ]


def quick_html(
    markdown: str, resolve: Callable[[str], str | None], permalink: Permalink | None
) -> QuickHtml | None:
    """Return what Python-Markdown makes of a page; None if anything on it is unknown here.

    ``resolve`` returns the URL for a link, or None if it leads nowhere.
    """
    try:
        return _convert(markdown, resolve, permalink)
    except _Unknown:
        return None


def _convert(markdown: str, resolve: Callable[[str], str | None], permalink: Permalink | None) -> QuickHtml:
    out: list[str] = []
    headings: list[_Heading] = []
    is_empty = False  # an element whose tag was the last piece
    for parts, opens, closes, heading in _read(markdown):
        if closes and is_empty:
            out[-1] = out[-1].rstrip("\n")
        is_empty = bool(opens)
        if heading:
            headings.append(heading)
            if permalink:
                parts = (*parts[:-1], parts[-1] + permalink[0], f"#{heading.id}", permalink[1])
        if len(parts) == 1:
            out.append(parts[0])
        else:
            links, resolved = parts[1::2], [*parts]
            urls = [url for link in links if (url := resolve(link)) is not None]
            if len(urls) < len(links):
                raise _Unknown
            resolved[1::2] = urls
            out += resolved
        if heading:
            out.append(f"</h{heading.level}>\n")
    anchors = {*_ids(markdown), *(heading.id for heading in headings)}
    tokens = nest_toc_tokens([{"level": it.level, "id": it.id, "name": it.words} for it in headings])
    title = headings[0].words if markdown.startswith("# ") else None
    return QuickHtml("".join(out).strip(), tokens, title, anchors)


def _ids(markdown: str) -> Iterator[str]:
    """Yield the ids of the elements of a page."""
    end = 0
    for match in _ID.finditer(markdown):
        tag = markdown.rfind("<", end, match.start())
        if tag >= 0 and _IN_TAG.fullmatch(markdown, tag, match.start()):
            yield html.unescape(match[1])
        end = match.end()


def _read(markdown: str) -> Iterator[_Piece]:
    """Yield the pieces of a page."""
    if "\n\n\n" in markdown or " \n" in markdown or ' name="' in markdown:
        raise _Unknown
    tags: list[str] = []  # that are open
    last = _Piece(())
    blocks = markdown.strip("\n").split("\n\n")
    is_list = [*(block.startswith("- ") for block in blocks), False]
    for number, block in enumerate(blocks):
        if not is_list[number]:
            pieces = (_read_short_block if len(block) < SHORT else _read_block)(block, bool(tags))
        elif last.closes in ("ul", "ol") or (tags and tags[-1] in ("ul", "ol")):
            raise _Unknown  # Python-Markdown goes on with the same list
        else:
            pieces = _read_list(block, is_list[number - 1], is_list[number + 1])
        for piece in pieces:
            if not tags and piece is not pieces[0]:
                raise _Unknown
            if piece.opens:
                tags.append(piece.opens)
            elif piece.closes and (not tags or tags.pop() != piece.closes):
                raise _Unknown
            yield piece
            last = piece
    if tags:
        raise _Unknown


def _read_block(block: str, is_nested: bool) -> tuple[_Piece, ...]:
    """Read a block that is no list. ``is_nested``: it is in an element."""
    if block == "---":
        return (_Piece(("<hr />\n",)),)
    match block[:1]:
        case "#":
            return (_read_heading(block),)
        case "|":
            return (_read_table(block),)
        case "<" if not _INLINE_START.match(block):
            return tuple(_read_tags(block, is_nested))
    return (_piece(f"<p>{_to_html(block)}</p>\n"),)


_read_short_block = lru_cache(maxsize=1 << 13)(_read_block)


def _read_list(block: str, is_continued: bool, continues: bool) -> tuple[_Piece, ...]:
    """Read a block of items, one a line; it continues another one, or is continued by another.

    Where there is a blank line between two items, both become paragraphs.
    """
    items = [_ITEM.fullmatch(line) for line in block.split("\n")]
    last = max((number for number, item in enumerate(items) if item and not item[1]), default=0)
    out, depth = [], 0
    for number, item in enumerate(items):
        if not item or (new_depth := len(item[1]) // 4) > depth + 1:
            raise _Unknown
        words = _to_html(item[2])
        if (is_continued and number == 0) or (continues and number == last):
            words = f"\n<p>{words}</p>\n"
        if number and new_depth <= depth:
            out.append("</li>\n" + "</ul>\n</li>\n" * (depth - new_depth))
        elif number or not is_continued:
            out.append("<ul>\n")
        out.append(f"<li>{words}")
        depth = new_depth
    out.append("</li>\n" + "</ul>\n</li>\n" * depth + "</ul>\n" * (not continues))
    return (_piece("".join(out)),)


def _read_heading(block: str) -> _Piece:
    match = _HEADING.fullmatch(block)
    if not match:
        raise _Unknown
    level, words, id_ = len(match[1]), _to_html(match[2]), match[4]
    css = f' class="{match[3]}"' if match[3] else ""
    plain_words = " ".join(_TAG.sub("", _LINK.sub(r"\1", words)).split())
    return _piece(f'<h{level}{css} id="{id_}">{words}')._replace(heading=_Heading(level, id_, plain_words))


def _read_table(block: str) -> _Piece:
    lines = block.split("\n")
    rows = [line[2:-2].split(" | ") for line in lines if line[:2] == "| " and line[-2:] == " |"]
    width = len(rows[0]) if len(rows) > 1 else 0
    if lines[1:2] != ["|" + "---|" * width] or len(lines) != len(rows) + 1 or {*map(len, rows)} != {width}:
        raise _Unknown
    out = ["<table>\n<thead>\n"]
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        out += ["<tr>\n", *(f"<{tag}>{cell and _to_html(cell)}</{tag}>\n" for cell in row), "</tr>\n"]
        out += [] if number else ["</thead>\n<tbody>\n"]
    return _piece("".join([*out, "</tbody>\n</table>\n"]))


def _read_tags(block: str, is_nested: bool) -> Iterator[_Piece]:
    """Read a block that consists of elements, and of tags around Markdown, each at the start of a line."""
    position = 0
    while position < len(block):
        if match := _OPENING.match(block, position):
            tag, attributes = (match[1], _attributes(match[2])) if match[1] else ("li", "")
            yield _Piece((f"<{tag}{attributes}>\n",), opens=tag)
            is_nested = True
        elif match := _CLOSING.match(block, position):
            yield _Piece((f"</{match[1]}>\n",), closes=match[1])
        elif match := _ELEMENT_OF_TEXT.match(block, position):
            yield _piece(f"<{match[1]}{_attributes(match[2])}>{_to_html(match[3])}</{match[1]}>\n")
        elif not is_nested and (match := _SCRIPT.fullmatch(block)):
            yield _Piece((f"{block}\n\n",))
        elif match := _ELEMENT.match(block, position):
            source = block[position : _end_of_element(block, match)]
            element = _write_element(source)
            yield _Piece((element if is_nested else f"{source}\n\n",))  # a blank line follows, too
            position += len(source) + 1
            continue
        else:
            raise _Unknown
        position = match.end()


def _end_of_element(block: str, match: re.Match[str]) -> int:
    """Return where an element ends: with the first closing tag at the end of a line."""
    tag, end = f"</{match[1]}>", match.start()
    while (end := block.find(tag, end)) >= 0:
        end += len(tag)
        if end == len(block) or block[end] == "\n":
            return end
    raise _Unknown


def _write_element(source: str) -> str:
    """Write an element without Markdown in it as Python-Markdown does if it is in an element with Markdown."""
    out: list[str] = []
    tags: list[str] = []  # that are open
    has_text: list[bool] = []  # of each of them, whether text follows the tag
    follows_opening = False
    parts = _BLOCK_TAG.split(source)  # text, a slash, the name of a tag, its attributes, and again
    for text, slash, tag, attributes in zip(parts[:-1:4], parts[1::4], parts[2::4], parts[3::4], strict=True):
        if bool(out) != bool(tags):
            raise _Unknown
        if text:
            if not tags or not _RAW_TEXT.fullmatch(text):
                raise _Unknown
            has_text[-1] = True
        if tags and not slash and has_text[-1] and not text.endswith("\n"):
            raise _Unknown  # within a line of text, this is no element to Python-Markdown
        if tags and not text.strip() and not (follows_opening and slash):
            text = "\n"
        out += (text, f"<{slash}{tag}{_attributes(attributes) if attributes else ''}>")
        if not slash:
            tags.append(tag)
            has_text.append(False)
        elif tags.pop() != tag:
            raise _Unknown
        else:
            has_text.pop()
        follows_opening = not slash
    if tags or parts[-1]:
        raise _Unknown
    return "".join([*out, "\n"])


@lru_cache(maxsize=1 << 12)
def _attributes(source: str) -> str:
    """Write the attributes of a tag in the order and with the escapes of Python-Markdown."""
    values = {
        name: html.unescape(value[2:-1]) if value else name for name, value in _ATTRIBUTE.findall(source)
    }
    if "markdown" in source or any("&" in value for value in values.values()):
        raise _Unknown
    return "".join(f' {name}="{_escape(values[name])}"' for name in sorted(values))


def _escape(value: str) -> str:
    return value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _to_html(text: str) -> str:
    """Return lines of text as HTML, but with links in Markdown."""
    if "*" in text:
        text = _EMPHASIS.sub(lambda match: _EMPHASIS_TAGS[match[1]].format(match[2]), text)
    if not _LINES.fullmatch(text):
        raise _Unknown
    return _CODE_SPAN.sub(r"<code>\1</code>", text) if "`" in text else text


def _piece(words: str) -> _Piece:
    """Make a piece of HTML with links in Markdown."""
    if "](" not in words:
        return _Piece((words,))
    parts: list[str] = []
    before, *links = _LINK.split(words)
    for label, url, css, after in zip(links[::4], links[1::4], links[2::4], links[3::4], strict=True):
        parts += (f'{before}<a class="{css}" href="' if css else f'{before}<a href="'), url
        before = f'">{label}</a>{after}'
    return _Piece((*parts, before))


_TWO_HEADINGS = "# One {: #a }\n\n###### Two {: .c #b }"
_PERMALINK = re.compile('One(.*)#a(".*)</h1>')
_INLINE = (
    "a|abbr|b|bdi|br|circle|code|del|em|g|i|ins|line|mark|path|q|rect|small|span|strong|sub|sup|svg|text|time"
)
_AROUND_MARKDOWN = "article|aside|blockquote|details|div|footer|header|nav|ol|section|ul"
_WITHOUT_MARKDOWN = (
    "caption|details|div|figcaption|figure|noscript|p|pre|summary|table|tbody|td|tfoot|th|thead|tr"
)
_BLOCK = "|".join(Markdown().block_level_elements)
_ENTITY = r"&(?:#\d+|[a-zA-Z]+\d*);"
_TEXT = r"[^\\`*_{}\[\]<>&|\x00-\x1f\x7f]++"
_VALUE = rf'"(?:[^"<>\[\]\\`&*|\x00-\x1f]++|{_ENTITY})*+"'
_INLINE_TAG = rf"<(?:/(?:{_INLINE})|(?:{_INLINE})(?: [a-zA-Z0-9:-]+(?:={_VALUE})?)*+ ?/?)>"
_WORDS = rf"(?:{_TEXT}|{_ENTITY}|{_INLINE_TAG})++"
_CODE = r"`(?! )((?:[^`\\*<>&|\]\x00-\x1f]|\](?!\())+)(?<! )`(?!`)"
_HREF = r"[a-zA-Z0-9_./?=%#~+-]+"
_LINE = (
    r"(?![\s#>|=:!~+-]|\d+\.\s)"
    rf"(?:{_WORDS}|{_CODE}|(?<!!)\[{_WORDS}\]\({_HREF}\)(?:\{{ \.[a-z0-9_-]+ \}})?)++(?<!\s)"
)
_LINES = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_CODE_SPAN = re.compile(_CODE)
_LINK = re.compile(rf"\[([^\[\]]+)\]\(({_HREF})\)(?:\{{ \.([a-z0-9_-]+) \}})?")
_INLINE_START = re.compile(rf"<(?:{_INLINE})[ />]")
_EMPHASIS = re.compile(r"(?<!\*)(\*\*?)(?![\s*])((?:[^*\[\]\n]|\[[^*\[\]\n]*\])+)(?<!\s)\1(?!\*)")
_EMPHASIS_TAGS = {"*": "<em>{}</em>", "**": "<strong>{}</strong>"}
_ATTRIBUTES = r'((?: [a-z-]+(?:="(?:[^"<>&\x00-\x1f]++|&#\d+;)*+")?)*)'
_ATTRIBUTE = re.compile(r' ([a-z-]+)(="[^"]*")?')
_OPENING = re.compile(rf'<(?:({_AROUND_MARKDOWN}){_ATTRIBUTES} markdown|li markdown="block")>(?:\n|\Z)')
_CLOSING = re.compile(rf"</({_AROUND_MARKDOWN}|li)>(?:\n|\Z)")
_ELEMENT_OF_TEXT = re.compile(rf"<(p|li){_ATTRIBUTES} markdown>(.+)</\1>(?:\n|\Z)")
_ELEMENT = re.compile(rf"<({_WITHOUT_MARKDOWN})(?=[ >])")
_SCRIPT = re.compile(r'<script type="application/ld\+json">[^<]*</script>')
_BLOCK_TAG = re.compile(rf"<(/?)({_WITHOUT_MARKDOWN}){_ATTRIBUTES}>")
_RAW_TEXT = re.compile(
    rf"(?:[^<>&]++|{_ENTITY}|</?(?!(?:{_BLOCK})[ />])[a-zA-Z]+"
    rf'(?: [a-zA-Z0-9:-]+(?:="(?:[^"<>&]++|{_ENTITY})*+")?)*+ ?/?>)*+'
)
_HEADING = re.compile(r"(#{1,6}) (.+(?<!#)) \{: (?:\.([\w-]+) )?#([\w.:-]+) \}")
_ITEM = re.compile(r"((?: {4})*)- (.+)")
_TAG = re.compile(r"<[^<>]*>")
_ID = re.compile(r' id="([^"<>]*)"')
_IN_TAG = re.compile("<[a-z][^<>]*")
