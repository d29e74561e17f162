"""Extracts the text of a web page's article, keeping apart what its markup keeps apart.

Trafilatura finds the article. Before, everything that it would join or lose is rewritten as text: small raised digits,
line breaks, table cells. Captions of images and pull quotes, which repeat the article's own sentences, are left out.
"""

from __future__ import annotations

import re

from generator.ingest.readers.page.metadata import folded
from generator.ingest.readers.page.stated import Tree

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ORDINAL = re.compile(r"st|nd|rd|th|er|ers|re|e|es|ème|eme|nd|o|a|os|as|º|ª|te|ter|:?a|:?e", re.IGNORECASE)
_NOT_SHOWN = frozenset(("script", "style", "template", "noscript", "rt", "rp", "rtc", "title"))
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|element-invisible|u-?hidden-visually|a11y-hidden)(?=\s|$)",
    re.IGNORECASE,
)
_PULL_QUOTE = re.compile(r"pull-?quote", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, and spaces of no width
# Stand for a line break and the space between two cells while Trafilatura works, which keeps no white space.
_LINE_MARKS, _CELL_MARKS = "⸿⸎⹋", "⁞⁝⁙"
_MAX_HEADLINE_LINE = 8  # lines at the beginning among which the headline may be repeated


class PageText:
    """The text of a page: rewrites the tree, and restores the marks in what was extracted from it."""

    def __init__(self, tree: Tree) -> None:
        used = "".join(tree.itertext())
        self._line = next((mark for mark in _LINE_MARKS if mark not in used), "\n")
        self._cell = next((mark for mark in _CELL_MARKS if mark not in used), "\t")
        self.tree = tree
        _remove_hidden(tree)
        # Removed only afterwards: an article whose beginning is lost is often taken for another one.
        self._captions = {folded("".join(caption.itertext())) for caption in tree.iter("figcaption")}
        self._visible = _size("".join(tree.itertext()))
        for element in list(tree.iter("sup", "sub")):
            write_out(element)
        _mark_lines(tree, self._line)
        _mark_blocks(tree, 2 * self._line)
        for table in reversed(list(tree.iter("table"))):
            self._rewrite_table(table)

    def _rewrite_table(self, table: Tree) -> None:
        """Make a table of data one paragraph with a line for each row; make any other table plain blocks."""
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        cells = [cell for row in rows for cell in row]
        is_data = (
            len(rows) > 1
            and max(map(len, rows), default=0) > 1
            and table.get("role") not in ("presentation", "none")
            and not any(
                isinstance(inner.tag, str) and inner.tag in _BLOCKS for cell in cells for inner in cell.iter()
            )
        )
        if not is_data:
            for part in table.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"):
                part.tag = "div"
            return
        lines = []
        for row in rows:
            texts = [" ".join("".join(cell.itertext()).replace(self._line, " ").split()) for cell in row]
            lines += [f" {self._cell} ".join(texts)] if any(texts) else []
        tail = table.tail
        caption = table.find("caption")
        title = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        table.clear()
        table.tag, table.tail = "p", tail
        table.text = f" {self._line} ".join(([title] if title else []) + lines)

    def restored(self, extracted: str, title: str, headline: str) -> str:
        """Return what was extracted, with a blank line between paragraphs.

        The headline is the first: as a heading shows it, or else the title if it is one of the paragraphs.
        """
        paragraphs = []
        for block in extracted.splitlines():
            for part in block.split(2 * self._line):
                lines = (" ".join(line.split()) for line in part.split(self._line) if line.strip())
                paragraph = "\n".join(re.sub(rf" ?{re.escape(self._cell)} ?", "\t", line) for line in lines)
                # Marks of lists and brackets that a block was parted from are no paragraphs.
                if any(map(str.isalnum, paragraph)) or (paragraph and part == block):
                    paragraphs.append(_INVISIBLE.sub("", paragraph))
        paragraphs = [item for item in paragraphs if folded(item) not in self._captions]
        first, rest = paragraphs[:_MAX_HEADLINE_LINE], paragraphs[_MAX_HEADLINE_LINE:]
        own = folded(headline or title)
        shown = headline or next((item for item in first if folded(item) == own), "")
        if shown:
            paragraphs = [shown, *(item for item in first if folded(item) != own), *rest]
        return "\n\n".join(paragraphs) + "\n" if paragraphs else ""

    def share(self, text: str) -> float:
        """Return which share of the visible text of the page a text is, from 0 to 1."""
        return min(1.0, _size(text) / max(self._visible, 1))


def _size(text: str) -> int:
    """Return the number of code points of a text without white space."""
    return sum(map(len, text.split()))


def _remove_hidden(tree: Tree) -> None:
    """Remove what a reader of the page does not see, unless that is most of it: a script may show it later."""
    size = len("".join(tree.itertext()))
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        classes = element.get("class") or ""
        is_hidden = element.tag in _NOT_SHOWN or (
            _HIDDEN_STYLE.search(element.get("style") or "") is not None
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _HIDDEN_CLASS.search(classes) is not None
        )
        if is_hidden and element.tag not in _NOT_SHOWN and 2 * len("".join(element.itertext())) > size:
            continue
        is_repeated = element.tag in (
            "aside",
            "blockquote",
            "div",
            "p",
            "q",
            "span",
            "figure",
        ) and _PULL_QUOTE.search(classes)
        if is_hidden or is_repeated:
            _remove(element)


def _remove(element: Tree) -> None:
    """Remove an element, keeping the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def write_out(element: Tree) -> None:
    """Write a raised or lowered text so that it stays apart from what it follows: 2019¹, H₂O, word[a], 19th."""
    text = " ".join("".join(element.itertext()).split())
    table = _RAISED if element.tag == "sup" else _LOWERED
    is_linked = element.find(".//a") is not None or element.getparent().tag == "a"
    if (
        text
        and all(ord(character) in table for character in text)
        and (element.tag == "sub" or not text.isalpha())
    ):
        written = text.translate(table)
    elif (
        element.tag == "sup"
        and (is_linked or not _ORDINAL.fullmatch(text))
        and re.fullmatch(r"[\w,;–-]+(?: [\w,;–-]+)*", text)
    ):
        written = f"[{text}]" if is_linked or len(text) == 1 or text[0].isdigit() else f" {text}"
    else:
        written = text
    element.tail = written + (element.tail or "")
    _remove(element)


def _mark_lines(tree: Tree, mark: str) -> None:
    """Replace one ``<br>`` by a mark; two or more, which part paragraphs, stay."""
    for element in list(tree.iter("br")):
        after = element.getnext()
        before = element.getprevious()
        follows = after is not None and after.tag == "br" and not (element.tail or "").strip()
        preceded = before is not None and before.tag == "br" and not (before.tail or "").strip()
        if not follows and not preceded:
            element.tail = f" {mark} {element.tail or ''}"
            _remove(element)


def _mark_blocks(tree: Tree, mark: str) -> None:
    """Put a mark between a block and the words or the block beside it, where these would be joined."""
    blocks = [element for element in tree.iter(*_BLOCKS) if element.getparent() is not None]
    with_words = {parent for parent in {element.getparent() for element in blocks} if _has_words(parent)}
    for element in blocks:
        parent, before, after = element.getparent(), element.getprevious(), element.getnext()
        if parent not in with_words or parent.tag in ("body", "html"):
            continue
        if before is None:
            parent.text = f"{parent.text or ''} {mark} " if (parent.text or "").strip() else parent.text
        elif (before.tail or "").strip():
            before.tail = f"{before.tail} {mark} "
        if (element.tail or "").strip() or (after is not None and after.tag in _BLOCKS):
            element.tail = f" {mark} {element.tail or ''}"


def _has_words(element: Tree) -> bool:
    """Tell whether an element has words of its own, outside the elements in it."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))
