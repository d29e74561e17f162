"""Write prose and plain text for a Markdown page, so that they show as typed and do nothing else.

markdown-it-py reads prose, and this module writes it again for Python-Markdown, which reads the pages. The two
disagree in many small ways, so only forms that both read alike are written: every character with a meaning becomes
``&#N;``, emphasis and code are inline HTML, and a paragraph is one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from generator.text.plain_text import fold_whitespace, without_control_characters
from generator.text.prose import Anchor, Prose, Token, is_allowed


def escape(text: str, *, starts_line: bool = True) -> str:
    """Make plain text safe for a Markdown page: it shows exactly as typed, with white space folded.

    Ordinary prose stays readable; every character that Python-Markdown or HTML can act on becomes a numeric
    character reference. With ``starts_line=False``, for text after other text on its line, list markers and the
    like are left alone. One space at either end is kept.
    """
    marked = _SPECIAL.sub(_entity, fold_whitespace(text))
    if starts_line and (start := _LINE_START.match(marked)):
        return start[1] + "".join(map(_entity, start[2])) + marked[start.end() :]
    return marked


def escape_isolated(text: str, *, starts_line: bool = True) -> str:
    """Make one line of an author, such as a title, safe for a Markdown page; isolate it if its direction matters."""
    return isolate(text, escape(text, starts_line=starts_line))


def isolate(text: str, markdown: str) -> str:
    """Isolate what is shown of a text with letters of right-to-left scripts, or controls of direction, in ``<bdi>``.

    Otherwise a date or number next to a Hebrew or Arabic title would be shown on its wrong side. The direction is that
    of most of its letters; that of the first would turn around an English sentence that begins with an Arabic name. All
    other texts stay as they are: next to them, ``<bdi>`` would change nothing.
    """
    if text.isascii() or not _CHANGES_DIRECTION.search(text):
        return markdown
    kinds = [unicodedata.bidirectional(character) for character in text]
    is_right_to_left = kinds.count("R") + kinds.count("AL") > kinds.count("L")
    return f'<bdi dir="{"rtl" if is_right_to_left else "ltr"}">{markdown}</bdi>'


def tag_language(markdown: str, language: str) -> str:
    """Mark what is shown of a line of text with its language; an empty one is that of the page."""
    return f"<span{language_attribute(language)}>{markdown}</span>" if language and markdown else markdown


def language_attribute(language: str) -> str:
    """Return the attribute of an element in a language, with a space before it; nothing for that of the page."""
    return f' lang="{escape_attribute(language)}"' if language else ""


def escape_within_line(text: str) -> str:
    """Make plain text safe for a place in a Markdown page, or in raw HTML on it, where no line starts."""
    return escape(text, starts_line=False)


@lru_cache(maxsize=1 << 14)
def escape_attribute(text: str) -> str:
    """Make plain text safe inside a double-quoted attribute of an inline HTML element in a Markdown page.

    Do not use it for block elements that md_in_html reads: Python-Markdown decodes their attributes twice, which
    only ids and language tags survive.
    """
    return _NOT_PLAIN.sub(_entity, fold_whitespace(text))


def to_block(
    prose: Prose,
    anchors: Sequence[Anchor],
    heading_level: int = 3,
    heading_id: str = "_h",
    language: str = "",
) -> str:
    """Write prose as Markdown blocks. ``anchors`` has one entry for each of ``prose.references``, in order.

    The highest heading in the prose gets ``heading_level``; ids of headings begin with ``heading_id``. Each block is
    marked with the ``language``; an empty one is that of the page.
    """
    highest = min((int(token.tag[1]) for token in prose.tokens if token.type == "heading_open"), default=1)
    heading_level -= highest - 1
    return "\n".join(_Writer(anchors, heading_level, heading_id, language).blocks(prose.tokens))


def to_inline(prose: Prose, anchors: Sequence[Anchor], language: str = "") -> str:
    """Write prose as one line of Markdown, its blocks joined by spaces, for lists, tables and cards."""
    writer = _Writer(anchors, 6, "", language)
    parts = (
        writer.inline(token.children) if token.type == "inline" else escape_code(token.content)
        for token in prose.tokens
        if token.content
    )
    return " ".join(part for part in parts if part)


# Also what common extensions act on, so that a site can use them: ~ ^ == ++ :smile: (``render/shown_text.py`` checks).
# After `!`, a link may follow, which it would turn into an image.
# A pattern that begins with a set of characters is found much faster than one of alternatives.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>#|&~^=+:!]"
    r"(?:(?<![=+:!])|(?<==)(?==)|(?<=\+)(?=\+)|(?<=:)(?=[\w+-]+:)|(?<=!)(?= ?\Z))"
)
_LINE_START = re.compile(r"( ?\d*)((?<=\d)[.)](?= |$)|(?<!\d)[-+?:=%/!~])")
_CHANGES_DIRECTION = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_NOT_PLAIN = re.compile(r"[^\w .,:;/%-]|_")


def escape_code(text: str) -> str:
    """Write text as code, with its white space; control characters that count as white space become spaces."""
    kept = without_control_characters(text.rstrip("\n"))
    return f"<code>{_NOT_PLAIN.sub(_entity, kept)}</code>"


def _entity(character: re.Match[str] | str) -> str:
    return f"&#{ord(character[0])};"


class _Writer:
    """Writes tokens as Markdown, and keeps track of the next reference and the number of headings."""

    def __init__(self, anchors: Sequence[Anchor], heading_level: int, heading_id: str, language: str) -> None:
        self.anchors = iter(anchors)
        self.level = heading_level
        self.heading_id = heading_id
        self.language = language
        self.headings = 0

    def blocks(self, tokens: Sequence[Token]) -> list[str]:
        """Return the lines of sibling blocks, with a blank line between two blocks."""
        out: list[str] = []
        for opening, inside in _siblings(tokens):
            out += ([""] if out else []) + self._block(opening, inside)
        return out

    def _block(self, opening: Token, inside: Sequence[Token]) -> list[str]:
        match opening.type:
            case "paragraph_open":
                return [self.inline(inside[0].children)]
            case "heading_open":
                self.headings += 1
                level = min(self.level - 1 + int(opening.tag[1]), 6)
                words = self.inline(inside[0].children)
                return [f"{'#' * level} {words} {{: #{self.heading_id}{self.headings} }}"] if words else []
            case "bullet_list_open" | "ordered_list_open":
                number = "" if opening.attr is None else f' start="{opening.attr}"'
                items = [line for _, blocks in _siblings(inside) for line in self._item(blocks)]
                return [f"<{opening.tag}{number} markdown>", *items, f"</{opening.tag}>"]
            case "blockquote_open":
                return ["<blockquote markdown>", "", *self.blocks(inside), "", "</blockquote>"]
            case "fence" | "code_block":
                return [f"<pre>{escape_code(opening.content)}</pre>"]  # one line: no blank line can end it
            case "hr":
                return ["---"]
        return []

    def _item(self, tokens: Sequence[Token]) -> list[str]:
        lines = self.blocks(tokens)
        if any(lines) and len(lines) == 1 and tokens[0].hidden:  # a paragraph in a list without blank lines
            return [f"<li markdown>{lines[0]}</li>"]
        return ['<li markdown="block">', "", *lines, "", "</li>"]

    def inline(self, tokens: Sequence[Token]) -> str:
        """Return a run of inline tokens as one line; what it refers to by id is isolated from its running text."""
        out: list[str] = []
        running: list[str] = []
        in_link = 0
        for token in tokens:
            running.append(token.content)
            match token.type:
                case "text":
                    out.append(escape(token.content, starts_line=not out))
                case "hardbreak":
                    out.append("<br>")
                case "code_inline":
                    out.append(escape_code(token.content))
                case "em_open" | "em_close" | "strong_open" | "strong_close":
                    out.append(f"<{'/' * token.type.endswith('close')}{token.tag}>")
                case "link_open" if is_allowed(href := str(token.attr)):
                    in_link += 1
                    out.append(f'<a href="{escape_attribute(href)}" rel="noopener">')
                case "link_close" if in_link:
                    in_link -= 1
                    out.append("</a>")
                case "reference":
                    anchor = next(self.anchors)
                    words = escape(anchor.words, starts_line=not anchor.href and not out)
                    if token.content.startswith("[["):  # else a name in the running text
                        words, running[-1] = isolate(anchor.words, words), ""
                    words = tag_language(words, anchor.language)
                    css = f"{{ .{anchor.css} }}" if anchor.css else ""
                    out.append(f"[{words}]({anchor.href}){css}" if anchor.href and not in_link else words)
        return tag_language(isolate("".join(running), "".join(out).strip()), self.language)


def _siblings(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Yield each opening token of this level with the tokens inside it."""
    position = 0
    while position < len(tokens):
        end, depth = position, tokens[position].nesting
        while depth > 0:
            end += 1
            depth += tokens[end].nesting
        yield tokens[position], tokens[position + 1 : end]
        position = end + 1
