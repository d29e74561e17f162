"""Opens the parts of a document, which is a zip file of XML files, and makes an article of what was found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from lxml import etree

from generator.ingest.article import Article, ArticleError, Fact, Original, Proposal, check_text, field_text
from generator.ingest.readers.flow import Tree
from generator.ingest.readers.language import language_of
from generator.text.edtf import parse_day

_MAX_PART, _MAX_FILES = 10_000_000, 10_000  # bytes of one XML file when unpacked, and files in a document
_MAX_TITLE = 150  # code points of a first line that may be a title
_TITLE_AT = 500  # code points at the beginning of a text in which its title occurs
_MAX_SHOWN = 80  # code points of a header or footer, in a remark
_PAGE = 6  # letters in the longest word for "page" that surrounds its number
_MAX_NAMES = 3  # of authors of comments, in a remark
_NO_SPACES = "\u0e00"  # from here on, Unicode has the scripts that put no spaces between words
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Package:
    """A zip file with the parts of a document."""

    def __init__(self, data: bytes, renamed: Mapping[bytes, bytes] | None = None) -> None:
        """Open it; ``renamed`` are namespaces to be replaced by others. Raises ArticleError."""
        self._renamed = renamed or {}
        try:
            self._archive = ZipFile(BytesIO(data))
        except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
            raise ArticleError("is damaged: it is no complete zip file") from None
        self.names = self._archive.namelist()
        if len(self.names) > _MAX_FILES:
            raise ArticleError(f"contains {len(self.names):,} files; the limit is {_MAX_FILES:,}")

    def xml(self, name: str) -> Tree:
        """Return the root element of a part; None if there is no such part. Raises ArticleError."""
        if name not in self.names:
            return None
        try:
            with self._archive.open(name) as part:
                data = part.read(_MAX_PART + 1)
        except RuntimeError:
            raise ArticleError("is encrypted; open it, remove its password and save it again") from None
        except (BadZipFile, NotImplementedError, ZlibError, ValueError, OSError, EOFError):
            raise ArticleError(f"is damaged: {name} cannot be unpacked") from None
        for old, new in self._renamed.items():
            data = data.replace(old, new)
        return parse_xml(data, name)


def parse_xml(data: bytes, name: str) -> Tree:
    """Return the root element of an XML file. Raises ArticleError."""
    if len(data) > _MAX_PART:
        raise ArticleError(f"contains more than {_MAX_PART:,} bytes of text and formats ({name})")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"is damaged: {name} is not XML ({str(error)[:100]})") from None
    definitions = root.getroottree().docinfo.internalDTD
    if definitions is not None and any(True for _ in definitions.iterentities()):
        raise ArticleError(f"cannot be trusted: {name} defines XML entities")
    return root


@dataclass(slots=True)
class Found:
    """What a document contains: its text, what is said about it, and what a person should know that is not in it."""

    text: str = ""
    title: Fact = field(default_factory=Fact)  # marked as such in the text
    stated_title: Fact = field(default_factory=Fact)  # in its properties, where it may be a template's
    creator: str = ""
    created: str = ""
    language: Fact = field(default_factory=Fact)
    insertions: int = 0
    deletions: int = 0
    comment_authors: list[str] = field(default_factory=list)  # one for each comment; empty if it has none
    hidden: int = 0  # code points
    margins: list[str] = field(default_factory=list)  # texts of headers and footers
    has_list_numbers: bool = False
    left_out: list[tuple[int, str]] = field(default_factory=list)  # counts and names: 3, "picture"

    def article(self, original: Original) -> Article:
        """Return the article. Raises ArticleError if it has no text."""
        if not self.text.strip():
            pictures = any(count and name == "picture" for count, name in self.left_out)
            advice = "; it consists of pictures: save it as .pdf, with a text layer" if pictures else ""
            raise ArticleError(f"has no text{advice}")
        check_text(self.text)
        found = language_of(self.text)
        if found.language and _base(found.language.value) == _base(self.language.value):
            found = language_of(self.text, self.language.value, self.language.origin)
        title = self._at_beginning(self.title) or self._at_beginning(self.stated_title)
        first = next((line for line in self.text.split("\n") if any(map(str.isalpha, line))), "").lstrip("- ")
        guesses = (
            Proposal("title", "" if title else self.stated_title.value, "the title in the file's properties"),
            Proposal(
                "title", "" if title or len(first) > _MAX_TITLE else field_text(first), "its first line"
            ),
            Proposal("authors", field_text(self.creator), "who created the file or its template"),
            Proposal("published", _day(self.created), "when the file was created"),
        )
        return Article(
            self.text.encode(),
            self.text,
            original=original,
            extractor=f"seedbrief {version('seedbrief')}",
            title=title,
            language=found.language,
            proposals=(*(guess for guess in guesses if guess.value), *found.proposals),
            remarks=(*self._remarks(), *found.remarks),
        )

    def _at_beginning(self, title: Fact) -> Fact:
        """Return a title if it is one of the first lines: any other may be that of a chapter, or of another document.

        Nor is a single word a title: a template or a table of contents may be called so.
        """
        words = title.value.casefold().split()
        is_long = len(words) > 1 or (len(title.value) > 3 and title.value > _NO_SPACES)
        lines = (line.casefold().split() for line in self.text[:_TITLE_AT].split("\n"))
        return title if is_long and words in lines else Fact()

    def _remarks(self) -> Iterator[str]:
        changes = [
            f"{counted(count, f'tracked {name}')} {'is' if count == 1 else 'are'} {where}"
            for count, name, where in (
                (self.insertions, "insertion", "in the text"),
                (self.deletions, "deletion", "not in the text"),
            )
            if count
        ]
        if changes:
            yield "; ".join(changes)
        if count := len(self.comment_authors):
            names = list(dict.fromkeys(filter(None, self.comment_authors)))
            by = (
                f" by {', '.join(names[:_MAX_NAMES])}{', ...' if len(names) > _MAX_NAMES else ''}"
                if names
                else ""
            )
            yield f"{counted(count, 'comment')}{by} {'is' if count == 1 else 'are'} not in the text"
        if self.hidden:
            yield f"hidden text is not in the text ({self.hidden:,} characters)"
        margins = list(dict.fromkeys(" ".join(text.split()) for text in self.margins))
        margins = [text for text in margins if sum(map(str.isalpha, text)) > _PAGE]  # more than a page number
        if margins:
            shown = " / ".join(
                text[:_MAX_SHOWN] + ("..." if len(text) > _MAX_SHOWN else "") for text in margins[:2]
            )
            yield f"headers and footers are not in the text: {field_text(shown)}"
        if self.has_list_numbers:
            yield "the numbers of lists and headings are not in the text"
        left_out = ", ".join(counted(count, name) for count, name in self.left_out if count)
        if left_out:
            yield f"not in the text: {left_out}"


def counted(count: int, name: str) -> str:
    """Return a number with a noun: 1 comment, 2 comments."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def raised(digits: str) -> str:
    """Return a text that is set above the line, with its digits so that they stay apart from a number before them."""
    return digits.translate(_RAISED) if digits.isdecimal() and digits.isascii() else digits


def with_notes(text: str, notes: Iterable[tuple[str, str]]) -> str:
    """Return a text with its notes at the end, each after the mark that the text has for it: ``[1]``."""
    written = (f"[{label}] {note.strip()}\n" for label, note in notes)
    return "\n".join(filter(None, (text, *written)))


def remove(element: Tree) -> None:
    """Remove an element from its tree, but not the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)


def move_behind(paragraph: Tree, element: Tree) -> None:
    """Move an element that has paragraphs of its own, such as a text box, out of a paragraph and behind it.

    Of several in one paragraph, move the last one first.
    """
    remove(element)
    tail, paragraph.tail = paragraph.tail, None
    paragraph.addnext(element)
    element.tail = tail


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _day(timestamp: str) -> str:
    try:
        return parse_day(timestamp.strip()[:10]).isoformat()
    except ValueError:
        return ""
