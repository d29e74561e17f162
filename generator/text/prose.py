"""Parse prose: CommonMark without raw HTML, plus ``[[references]]`` and the names that it mentions.

markdown-it-py parses each text once; ``render/markdown.py`` writes it for a page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple, TypeVar

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as ParserToken

from generator.text.line_breaks import are_wide
from generator.text.sentences import split_sentences

T = TypeVar("T")

IMAGE, MARKUP, UNFINISHED = "an image", "HTML", "[["
LINK_SCHEMES = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Reference:
    """A ``[[target#fragment|label]]`` as written; ``offset`` and ``length`` count code points of the prose.

    A reference added by ``with_mentions`` has no offset.
    """

    target: str
    fragment: str
    label: str
    offset: int | None
    length: int


@dataclass(frozen=True, slots=True)
class Unsafe:
    """An image, a link that is not http, https or mailto, or what is shown as typed, such as ``MARKUP``.

    If a URL is not found as it is written, the offset is that of its block.
    """

    what: str
    offset: int


class Token(NamedTuple):
    """The parts of a markdown-it token that we use, under its names; a large site has a million, so they are small.

    ``attr`` is the only attribute possible here: the URL of a link, or the first number of a list.
    """

    type: str
    content: str = ""
    children: tuple[Token, ...] = ()
    tag: str = ""
    nesting: int = 0
    attr: str | float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """Parsed prose: the text as typed, its tokens, its references, and what is not allowed in it."""

    text: str
    tokens: tuple[Token, ...] = ()
    references: tuple[Reference, ...] = ()
    unsafe: tuple[Unsafe, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tokens)


class Anchor(NamedTuple):
    """What a reference shows: words, the URL they link to (empty: only the words), and the CSS class of the link.

    ``language`` is that of the words, if it is not that of the prose (BCP 47).
    """

    words: str
    href: str = ""
    css: str = ""
    language: str = ""


# The same text is used on its page, as the label of a claim, and in each rebuild.
@lru_cache(maxsize=1 << 18)
def parse_prose(text: str) -> Prose:
    """Parse prose. Nothing is rejected: what must not occur in it is listed in ``unsafe``."""
    return _one_plain_line(text) or _parse(text)


def _parse(text: str) -> Prose:
    parsed = _PARSER.parse(text)
    lines = _LINE_END.split(text.replace("\0", "\ufffd"))
    before = [0, *accumulate(map(len, lines))]
    references: list[Reference] = []
    unsafe: list[Unsafe] = []
    for token in parsed:
        if token.type != "inline" or token.map is None:
            continue
        starts = list(_offsets(lines, before, token.map[0], token.content))
        rows = [0, *(match.end() for match in re.finditer("\n", token.content))]
        found: list[tuple[str, int]] = []  # what is unsafe, and where in the block
        image = -1
        for child in token.children or ():
            if child.type == "reference":
                references.append(_read_reference(child.content, _place(starts, rows, child.meta["at"])))
            elif child.type == "image":
                image = token.content.find("![", image + 1)
                found.append((IMAGE, image))
            elif child.type == "link_open" and not is_allowed(href := str(child.attrGet("href"))):
                at = token.content.find(f"]({href}")
                found.append((f"a link to {href!r}", at + 2 if at >= 0 else token.content.find(href)))
        found += _shown_as_typed(token.content)
        unsafe += [Unsafe(what, _place(starts, rows, max(at, 0))) for what, at in found]
    return Prose(text, _slim(parsed), tuple(references), tuple(unsafe))


def _place(starts: list[int], rows: list[int], at: int) -> int:
    """Return the offset in the prose of a code point of a block, whose lines begin at ``starts`` and ``rows``."""
    row = bisect_right(rows, at) - 1
    return starts[row] + at - rows[row]


def _shown_as_typed(written: str) -> Iterator[tuple[str, int]]:
    """Yield what readers would see as it is typed, outside of code: HTML and unfinished references, and where."""
    if "[[" in written or "<" in written:
        for pattern in (_CODE, _REFERENCE):
            written = pattern.sub(lambda found: " " * len(found[0]), written)
        yield from ((MARKUP, found.start()) for found in _TAG.finditer(written))
        yield from ((UNFINISHED, found.start()) for found in _BRACKETS.finditer(written))


_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_TAGS = (
    "a abbr b blockquote br center cite code del details div em figure font h[1-6] hr i iframe img ins kbd li mark ol"
    " p pre q s script small span strike strong style sub summary sup svg table tbody td th thead tr u ul video"
)
_TAG = re.compile(
    rf"(?<!\\)<(?:{'|'.join(_TAGS.split())})(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>",
    re.IGNORECASE,
)
# But not those of a link: [[1](https://...)], [[T]he gate](https://...)
_BRACKETS = re.compile(r"(?<!\\)\[\[(?!\]\]|[^\[\]]*\](?:[^\[\]]*\])?\()")


def _slim(tokens: Iterable[ParserToken]) -> tuple[Token, ...]:
    return tuple(
        Token(
            token.type,
            token.content,
            _slim(token.children or ()),
            token.tag,
            token.nesting,
            token.attrs.get("href", token.attrs.get("start")),
            token.hidden,
        )
        for token in tokens
    )


def _read_reference(written: str, offset: int) -> Reference:
    target, _, label = written[2:-2].partition("|")
    name, _, fragment = target.partition("#")
    name, fragment, label = (" ".join(part.split()) for part in (name, fragment, label))
    return Reference(name, fragment, label, offset, len(written))


def _one_plain_line(text: str) -> Prose | None:
    """Return what the parser would for one line without Markdown except references, else None.

    Most prose is like that, and at 0.1 ms a text the parser would take seconds. (A test compares the two.)
    """
    if not _PLAIN_LINE.fullmatch(text):
        return None
    line = text.rstrip("\n")
    places = [(match.start(), match.end()) for match in _REFERENCE.finditer(line)]
    inline = Token("inline", line, _cut(line, places))
    references = (_read_reference(line[start:end], start) for start, end in places)
    return Prose(text, (_PARAGRAPH_OPEN, inline, _PARAGRAPH_CLOSE), tuple(references))


def with_mentions(prose: Prose, find: Callable[[str, int], Sequence[tuple[int, int, str]]]) -> Prose:
    """Return the prose with names in running text made references, but not in headings, links, quotations or code.

    ``find`` takes a stretch of text and the number of headings before it; it returns the places to link, in order, as
    start, end (code points of that text) and target.
    """
    references = iter(prose.references)
    found: list[Reference] = []
    tokens: list[Token] = []
    headings = quotations = 0
    for token in prose.tokens:
        quotations += token.nesting if token.type.startswith("blockquote") else 0
        headings += token.type == "heading_open"
        is_heading = bool(tokens) and tokens[-1].type == "heading_open"
        children: list[Token] = []
        links = 0
        for child in token.children:
            links += child.nesting if child.type.startswith("link_") else 0
            if child.type == "reference":
                found.append(next(references))
            elif child.type == "text" and not (is_heading or quotations or links):
                places = find(child.content, headings)
                if places:
                    found += [
                        Reference(target, "", child.content[a:b], None, b - a) for a, b, target in places
                    ]
                    children += _cut(child.content, [(a, b) for a, b, _ in places])
                    continue
            children.append(child)
        inside = tuple(children)
        tokens.append(token if inside == token.children else token._replace(children=inside))
    return replace(prose, tokens=tuple(tokens), references=tuple(found)) if found else prose


def with_links(
    prose: Prose, targets: Sequence[T], anchors: Sequence[Anchor], found: Sequence[tuple[int, int, int, T]]
) -> tuple[Prose, tuple[T, ...]]:
    """Return the prose with stretches of running text made references, and the targets of all references.

    ``found`` has for each, in order, the number of its token, start and end (code points of what is shown) and target.
    Within a stretch, links, references and code stay, but a name that is all of it gives way.
    """
    known = iter(zip(prose.references, targets, anchors, strict=True))
    references: list[tuple[Reference, T]] = []
    tokens: list[Token] = []
    for number, token in enumerate(prose.tokens):
        stretches = [(start, end, target) for at, start, end, target in found if at == number]
        children: list[Token] = []
        links = position = 0
        names: dict[int, int] = {}  # the reference that is a name in a stretch, by the number of the stretch
        linked: set[int] = set()  # stretches with other words
        for child in token.children:
            links += child.nesting if child.type.startswith("link_") else 0
            length = len(child.content) + (child.type == "hardbreak")
            if child.type == "reference":
                reference, target, anchor = next(known)
                references.append((reference, target))
                length = len(anchor.words)
                for at, (start, end, _) in enumerate(stretches):
                    if start <= position and position + length <= end and reference.offset is None:
                        names[at] = len(references) - 1
            elif child.type == "text" and stretches and not links:
                places = []
                for at, (start, end, target) in enumerate(stretches):
                    text = child.content[max(start - position, 0) : max(end - position, 0)]
                    if any(map(str.isalnum, text)):
                        first = max(start - position, 0) + len(text) - len(text.lstrip())
                        words = text.strip()
                        places.append((first, first + len(words)))
                        references.append((Reference("", "", words, None, len(words)), target))
                        linked.add(at)
                children += _cut(child.content, places)
                position += length
                continue
            children.append(child)
            position += length
        for at, name in names.items():
            if at not in linked:
                references[name] = (references[name][0], stretches[at][2])
        tokens.append(token._replace(children=tuple(children)))
    written = tuple(reference for reference, _ in references)
    return replace(prose, tokens=tuple(tokens), references=written), tuple(target for _, target in references)


def sentences(prose: Prose, anchors: Sequence[Anchor]) -> list[str]:
    """Return the sentence of each reference, as plain text. None ends within the words that a reference shows."""
    words = iter(anchors)
    out: list[str] = []
    for token in prose.tokens:
        parts: list[str] = []
        unbroken: list[str] = []  # the same without the full stops of references
        places: list[int] = []
        length = 0
        for child in token.children:
            if child.type == "reference":
                places.append(length)
                parts.append(next(words).words)
                unbroken.append(re.sub(r"[^\w\s]", ",", parts[-1]))
            else:
                parts.append(" " if child.type == "hardbreak" else child.content)
                unbroken.append(parts[-1])
            length += len(parts[-1])
        if places:
            text = "".join(parts)
            spans = [*split_sentences("".join(unbroken)), (0, len(text))]
            at = 0
            for place in places:
                while at < len(spans) - 1 and spans[at][1] <= place:
                    at += 1
                out.append(" ".join(text[slice(*spans[at])].split()))
    return out


def to_text(prose: Prose, anchors: Sequence[Anchor]) -> str:
    """Return prose as plain text on one line, for descriptions and titles."""
    words = iter(anchors)
    parts: list[str] = []
    for token in prose.tokens:
        for child in token.children or (token,):
            if child.type == "reference":
                parts.append(next(words).words)
            else:
                parts.append(" " if child.type == "hardbreak" else child.content)
        parts.append(" ")
    return " ".join("".join(parts).split())


def is_allowed(href: str) -> bool:
    """Return whether a link to a URL is allowed: it is complete, with one of ``LINK_SCHEMES``."""
    scheme, colon, _ = href.partition(":")
    return bool(colon) and scheme.lower() in LINK_SCHEMES


def _offsets(lines: list[str], before: list[int], first: int, content: str) -> Iterator[int]:
    """Yield where each line of a block's content starts in the prose: after list marks, quote marks and indentation.

    ``before`` are the code points before each of the lines.
    """
    for number, part in enumerate(content.split("\n"), start=first):
        line = lines[number] if number < len(lines) else ""
        yield before[min(number, len(lines))] + line.rfind(part.strip()) - (len(part) - len(part.lstrip()))


def _cut(text: str, places: Iterable[tuple[int, int]]) -> tuple[Token, ...]:
    """Split text at references: text, reference, text ..."""
    tokens: list[Token] = []
    at = 0
    for start, end in places:
        if start > at:
            tokens.append(Token("text", text[at:start]))
        tokens.append(Token("reference", text[start:end]))
        at = end
    if at < len(text):
        tokens.append(Token("text", text[at:]))
    return tuple(tokens)


def _on_one_line(state: StateCore) -> None:
    """Join the lines of each paragraph into one text, as a name may span two lines."""
    for token in state.tokens:
        children, before = token.children or [], ""
        firsts = (child.content[:1] for child in reversed(children))
        following = [*accumulate(firsts, lambda after, first: first or after, initial="")][-2::-1]
        for child, after in zip(children, following, strict=True):
            if child.type == "softbreak":
                child.type, child.tag = "text", ""
                child.content = "" if are_wide(before, after) else " "
            before = child.content[-1:] or before
        token.children = [*_with_texts_joined(children)] if children else token.children


def _with_texts_joined(children: Iterable[ParserToken]) -> Iterator[ParserToken]:
    for is_text, run in groupby(children, lambda child: child.type == "text"):
        if is_text:
            first, *others = run
            first.content = "".join([first.content, *(other.content for other in others)])
            yield first
        else:
            yield from run


def _reference_rule(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos)
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content, token.meta = match[0], {"at": state.pos}
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.inline.ruler.before("link", "reference", _reference_rule)
    parser.core.ruler.push("on_one_line", _on_one_line)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # parse all links; ``unsafe`` lists the bad ones
    return parser


_REFERENCE = re.compile(r"\[\[[^\[\]]+\]\]")
_ID = r"\[\[[^\[\]\\\n]+\]\]"
_PLAIN_LINE = re.compile(
    rf"(?:[^\W\d_]|{_ID})(?:[^\[\]\\`*_<>&!\x00-\x1f\x7f-\x9f\u2028\u2029]|{_ID})*(?<!\s)\n?"
)
_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")  # after it, so that lines keep their ends
_PARSER = _parser()
_PARAGRAPH_OPEN = Token("paragraph_open", tag="p", nesting=1)
_PARAGRAPH_CLOSE = Token("paragraph_close", tag="p", nesting=-1)
