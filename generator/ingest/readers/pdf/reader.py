"""Reads an article from a PDF: its text with page breaks, and what its metadata say, as far as its words confirm it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from generator.ingest.article import (
    LOCAL,
    MAX_ORIGINAL_BYTES,
    MAX_TEXT_BYTES,
    Article,
    ArticleError,
    Fact,
    Original,
    Proposal,
    Received,
    check_size,
    check_text,
    fact,
    field_text,
)
from generator.ingest.readers.language import language_of
from generator.ingest.readers.pdf.page_text import Line, text_of_pages
from generator.model.seed import fold_text
from generator.text.edtf import parse_day
from generator.text.line_breaks import WIDE
from generator.text.plain_text import without_control_characters

_EXTRACTION = Path(__file__).with_name("extraction.py")
_NO_LIBRARY = 'is a PDF, which needs another library: pip install "seedbrief[pdf]"'
_MOST_SECONDS = 120  # for the extraction
_MOST_SHOWN = 6  # ranges of pages in a remark
_LONGEST_TITLE = 150  # code points of a line
_FIRST_PAGES = 2  # on which a title or an author is confirmed

_NO_TITLE = re.compile(
    r"(?:microsoft|libreoffice|powerpoint|adobe)\b.*|.*\.(?:docx?|odt|pdf|rtf|txt|indd|tex|dvi|pptx?|xlsx?|qxd|html?)"
    r"|(?:untitled|unbenannt|sans titre|sin título|无标题|無題|제목 없음)\b.*|(?:slide|layout|document|page)\W*\d+|\W*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*(?<! und)(?<! and)(?<! et)(?<! y)(?<! и)){1,3}")
_LEADERS = re.compile(r"(?:[.·…_‧・][ \xa0]?){4,}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CODES = re.compile(r"\(cid:\d+\)|\ufffd|[\x00-\x08\x0e-\x1f]")
_FEW_LETTERS, _MANY_CHARACTERS = 0.4, 200  # share of a page's characters, and how many it must have
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u0671-\u06d3]{3,}")
_ONLY_AT_THE_END = "\u0629\u0649"  # letters that end a word: teh marbuta and alef maksura
# Spaces between letters of scripts that are neither Latin, Greek or Cyrillic nor Chinese or Japanese: in the PDF, and
# only seen by PDFium (see extraction.py), as it sees some in Chinese and Japanese.
_LETTER = "[\u0590-\u1dff\ua840-\ud7ff\ufb1d-\ufdff\ufe70-\ufefc]"
_REAL_SPACE, _SEEN_SPACE = (re.compile(f"(?<={_LETTER}){space}(?={_LETTER})") for space in (" ", "\x1f"))
_SEEN_IN_WIDE = re.compile(
    f"(?<={WIDE})\x1f(?={WIDE})|(?<=[、。，．「」『』（）：；？！])\x1f|\x1f(?=[、。，．「」『』（）：；？！])"
)
# PDFium sees a space before some Arabic vowel signs; those of the ending -an, -un, -in have it after them.
_MOVED_MARK = re.compile("(?<=[\u0620-\u064a\u0671-\u06d3]) ([\u064b-\u0652\u0670])")
_TANWIN = "\u064b\u064c\u064d"
_HARD_LETTER = re.compile("[\u0900-\u109f\u1780-\u17ff]")  # of India and South East Asia
_STRAY_MARK = re.compile(r"(?:^|\s)[\u064b-\u0652\u05b0-\u05bc]", re.MULTILINE)
_VERTICAL_LETTERS = 5  # of a line, from which its width shows that they stand one below the other
_MIXED_LINES = 8  # lines of a page with a gap at the same place that may be those of two columns

Record = Mapping[str, Any]


def read_pdf(data: bytes, received: Received = LOCAL) -> Article:
    """Read a PDF. Raises ArticleError, also if it takes longer than two minutes."""
    check_size(data, MAX_ORIGINAL_BYTES)
    try:
        extractor = f"pypdfium2 {version('pypdfium2')}"
    except PackageNotFoundError:
        raise ArticleError(_NO_LIBRARY) from None
    document = _extract(data)
    pages = _lines(document)
    if not any(pages):
        raise ArticleError(_why_no_text(document))
    made = text_of_pages(pages)
    if document["is_cut"] or len(made.text.encode()) > MAX_TEXT_BYTES:
        raise ArticleError(
            f"has more than {MAX_TEXT_BYTES:,} bytes of text; split it, and import the part you need"
        )
    check_text(made.text)
    info, first_pages = (
        document["info"],
        "\n".join(line.text for page in pages[:_FIRST_PAGES] for line in page),
    )
    found = language_of(made.text, document["language"], "language of the PDF")
    title, authors, proposals = _confirmed(info, first_pages, received)
    if not title and all(proposal.field != "title" for proposal in proposals):
        proposals += _largest_line(pages)
    return Article(
        made.text.encode(),
        made.text,
        original=Original(data, ".pdf", "application/pdf"),
        extractor=extractor,
        title=title,
        authors=authors,
        url=Fact(received.url, "the address it was fetched from") if received.url else Fact(),
        language=found.language,
        proposals=(*proposals, *found.proposals),
        remarks=(*_remarks(document, pages, made.left_out, made.guessed), *found.remarks),
    )


def _extract(data: bytes) -> Record:
    """Run the extraction in a process of its own."""
    command = [sys.executable, "-P", str(_EXTRACTION), str(MAX_TEXT_BYTES)]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=_MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ArticleError(
            f"takes longer than {_MOST_SECONDS} seconds; save the pages you need as a PDF"
        ) from None
    if run.stderr.startswith(b"no library"):
        raise ArticleError(_NO_LIBRARY)
    if run.returncode:
        raise ArticleError(
            "is damaged, so that it cannot be read; open it in a viewer and print it to a new PDF"
        )
    document: Record = json.loads(run.stdout)
    match document.get("error"):
        case "password":
            raise ArticleError("is protected by a password; open it and print it to a PDF without one")
        case "broken":
            raise ArticleError(
                "is damaged or incomplete; receive it again, or print it to a new PDF in a viewer"
            )
    return document


def _lines(document: Record) -> list[list[Line]]:
    """Return the lines of the pages, without the spaces that PDFium sees but a reader does not."""
    text = "\n".join(values[0] for page in document["pages"] for values in page["lines"])
    real, seen = len(_REAL_SPACE.findall(text)), len(_SEEN_SPACE.findall(text))
    has_spaces = real > seen  # so PDFium need not see others

    def cleaned(text: str) -> str:
        text = _SEEN_IN_WIDE.sub("", text)
        text = _SEEN_SPACE.sub("" if has_spaces else " ", text)
        text = _MOVED_MARK.sub(lambda found: found[1] + " " * (found[1] in _TANWIN), text)
        return without_control_characters(text.replace("\ufffe", "\u00ad"))

    return [
        [Line(cleaned(text), *positions) for text, *positions in page["lines"]] for page in document["pages"]
    ]


def _why_no_text(document: Record) -> str:
    if document["is_xfa"]:
        return "is an XFA form, whose text is not on its pages; open it in Adobe Reader and print it to a PDF"
    if not any(page.get("has_pictures") for page in document["pages"]):
        return "has no text"
    return "has pictures but no text; recognise the text in them first, for example with OCRmyPDF, then import that"


def _confirmed(
    info: Mapping[str, str], first_pages: str, received: Received
) -> tuple[Fact, tuple[Fact, ...], list[Proposal]]:
    """Return the title and the authors that are in the metadata and on the first pages; what is not, as proposals.

    Metadata often has the name of a file or a template as its title, and the name of an account as its author.
    """
    text = _letters(first_pages)
    title, author = field_text(info.get("Title")), field_text(info.get("Author"))
    proposals = []
    is_title = (
        title
        and not _NO_TITLE.fullmatch(title)
        and _letters(title) != _letters(PurePosixPath(received.name).stem)
    )
    is_confirmed = is_title and " " in title.strip() and _letters(title) in text
    if is_title and not is_confirmed:
        proposals.append(Proposal("title", title, "the PDF's metadata"))
    names = [field_text(name) for name in author.split(";")] if author else []
    is_named = all(_NAME.fullmatch(name) and _letters(name) in text for name in names)
    authors = tuple(
        fact(name, "author of the PDF, who is named on its first pages") for name in names if is_named
    )
    if names and not is_named:
        proposals.append(Proposal("authors", author, "the PDF's metadata; it may be who made the file"))
    if day := _day(info.get("CreationDate", "")):
        proposals.append(Proposal("published", day, "when the PDF was made"))
    return fact(title, "title of the PDF") if is_confirmed else Fact(), authors, proposals


def _largest_line(pages: Sequence[Sequence[Line]]) -> list[Proposal]:
    """Return the line in the largest letters of the first page with text, as a title to propose, if it may be one."""
    lines = next(filter(None, pages))
    title = field_text(max(lines, key=lambda line: line.size).text)  # of several, the first
    is_title = any(map(str.isalpha, title)) and len(title) <= _LONGEST_TITLE
    return [Proposal("title", title, "the largest line of its first page")] if is_title else []


def _letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return re.sub(r"[\W_]+", "", fold_text(text).casefold())


def _day(timestamp: str) -> str:
    """Return the day of a date in a PDF, ``D:20230709132517-00'00'``, as YYYY-MM-DD; empty if it has none."""
    found = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", timestamp)
    try:
        return parse_day("-".join(found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _remarks(document: Record, pages: Sequence[Sequence[Line]], left_out: int, guessed: int) -> Iterator[str]:
    """Yield what a person should look at."""
    numbered = [*enumerate(document["pages"], start=1)]
    texts = {number: "\n".join(line.text for line in lines) for number, lines in enumerate(pages, start=1)}

    def on_pages(key: str) -> list[int]:
        return [number for number, page in numbered if page.get(key)]

    if empty := [number for number, page in numbered if not page["lines"] and page.get("has_pictures")]:
        yield f"{_pages(empty)} no text: if scanned, recognise the text (OCR) and import the PDF again"
    if recognised := on_pages("is_recognised"):
        yield f"{_pages(recognised)} text that was recognised in a picture (OCR): compare it with the picture"
    if broken := on_pages("is_broken"):
        yield f"{_pages(broken)} damage, and could not be read"
    if hidden := on_pages("hidden"):
        yield f"{_pages(hidden)} text that nobody sees, which was left out"
    if wrong := [number for number, text in texts.items() if _PRIVATE.search(text) or _CODES.search(text)]:
        yield f"{_pages(wrong)} characters whose meaning the PDF does not say: compare quotations with the PDF"
    if symbols := [number for number, text in texts.items() if _is_mostly_symbols(text)]:
        yield f"{_pages(symbols)} hardly any letters: the text may be garbled"
    if reversed_words := [number for number, text in texts.items() if _is_reversed(text)]:
        what = "letters or vowel signs in the wrong order"
        yield f"{_pages(reversed_words)} {what}: compare quotations with the PDF"
    letters = sum(len(_HARD_LETTER.findall(text)) for text in texts.values())
    if 10 * letters > sum(map(len, texts.values())):
        yield "spaces and vowel signs of this script are often wrong in the text of a PDF: compare quotations with it"
    if mixed := [number for number, lines in enumerate(pages, start=1) if _is_mixed(lines)]:
        yield f"{_pages(mixed)} columns or tables whose lines may be mixed"
    if vertical := [number for number, lines in enumerate(pages, start=1) if is_vertical(lines)]:
        yield f"{_pages(vertical)} vertical text, in which words may be lost or mixed: compare quotations with the PDF"
    if left_out:
        yield f"running heads and page numbers on {left_out} page{'s' * (left_out > 1)} were left out"
    if guessed:
        yield "the PDF does not say whether a word ends where a line of Korean ends, so this was guessed"
    for key, what in (("comments", "comment"), ("fields", "form field")):
        if count := sum(page.get(key, 0) for _, page in numbered):
            yield f"{count} {what}{'s were' if count > 1 else ' was'} not read ({_range(on_pages(key))})"
    if count := document["attachments"] + sum(page.get("attachments", 0) for _, page in numbered):
        yield f"{count} attached file{'s were' if count > 1 else ' was'} not read"
    if document["is_xfa"]:
        yield "it is an XFA form: only what is on its pages was read"


def _pages(numbers: Sequence[int]) -> str:
    """Return ``pages 3-7 and 9 have``."""
    return f"{_range(numbers)} {'have' if len(numbers) > 1 else 'has'}"


def _range(numbers: Iterable[int]) -> str:
    """Return ``pages 3-7 and 9``."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    ]
    shown = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:_MOST_SHOWN]]
    more = [f"{len(runs) - _MOST_SHOWN} more"] if len(runs) > _MOST_SHOWN else []
    *first, last = [*shown, *more]
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"page{'s' if len(runs) > 1 or len(runs[0]) > 1 else ''} {listed}"


def _is_mostly_symbols(text: str) -> bool:
    visible = re.sub(r"\s", "", _LEADERS.sub("", text))
    return len(visible) > _MANY_CHARACTERS and sum(map(str.isalnum, visible)) < _FEW_LETTERS * len(visible)


def _is_reversed(text: str) -> bool:
    """Return whether Arabic words begin with letters that only end words, or marks begin a word."""
    words = _ARABIC_WORD.findall(text)
    first, last = (sum(word[at] in _ONLY_AT_THE_END for word in words) for at in (0, -1))
    return first > last or 50 * len(_STRAY_MARK.findall(text)) > len(words) > 0


def is_vertical(lines: Sequence[Line]) -> bool:
    """Return whether most lines that have several letters are about as narrow as one."""
    long = [line for line in lines if len(line.text.strip()) >= _VERTICAL_LETTERS]
    return 2 * sum(line.right - line.left < 2 * line.size for line in long) > len(long) > 0


def _is_mixed(lines: Sequence[Line]) -> bool:
    """Return whether many lines have a wide gap at the same place, with several words on both sides."""
    gaps = [
        line
        for line in lines
        if line.gap_right - line.gap_left > 1.2 * line.size and line.text.count(" ") > 5
    ]
    return any(
        sum(other.gap_left < middle < other.gap_right for other in gaps) >= max(_MIXED_LINES, len(lines) / 3)
        for middle in ((line.gap_left + line.gap_right) / 2 for line in gaps[:50])
    )
