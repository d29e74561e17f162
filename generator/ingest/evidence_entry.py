"""Makes the evidence entry of a quotation, and adds it to a claim in the file of a brief."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import add
from typing import Any

from generator.load.loader import load
from generator.model.content import SEED_ENDINGS, SEEDS, Brief, Evidence
from generator.model.seed import Seed, fold_text, folded_position
from generator.resolve.evidence import words_at
from generator.resolve.mentions import UNSPACED
from generator.resolve.quote_matcher import (
    Found,
    NotFound,
    find_partial_words,
    find_quote,
    occurrences,
    proposal,
    shown_pages,
)
from generator.resolve.quoted_words import Spans
from generator.text.line_breaks import one_line
from generator.text.yaml.document import Document, Loc
from generator.text.yaml.insert import CannotInsert, Item, block_item, with_first_field, with_item
from generator.text.yaml.reader import read_yaml

MOST_SHOWN = 20  # occurrences of words that entries are made of
_MOST_CONTEXT = 12  # words before or after a quotation that tell it from others
_WINDOW = 400  # code points among which these are looked for
_WORD = re.compile(rf"{UNSPACED.pattern}|\w+")


class EntryError(Exception):
    """No entry can be made or added; the message says why, the hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Entry:
    """An evidence entry: words of an article on one line, and those around them where they occur more than once.

    ``line`` is that of the article's file, counted from 1; ``pages`` are those of a text with pages: ``12-13``.
    """

    source: str
    quote: str
    prefix: str
    suffix: str
    line: int
    pages: str

    @property
    def where(self) -> str:
        """Where the quotation begins: ``p. 12``, or ``line 3`` of a text without pages."""
        return shown_pages(self.pages) if self.pages else f"line {self.line}"

    def item(self, *, with_source: bool) -> Item:
        """Return the entry as it is written in YAML: the quotation alone if nothing else is needed."""
        fields = {
            "source": self.source if with_source else "",
            "quote": self.quote,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }
        filled = {key: value for key, value in fields.items() if value}
        return self.quote if [*filled] == ["quote"] else filled


def load_seed(files: Mapping[str, Any], name: str) -> Seed:
    """Return the article ``name`` from a project's files. Raises EntryError if there is none, or it cannot be read."""
    path = next((path for path in (f"{SEEDS}{name}{ending}" for ending in SEED_ENDINGS) if path in files), "")
    if not path:
        raise EntryError(f"there is no article `{name}` in seeds/", "`seedbrief new` imports one")
    records = (f"content/sources/{name}.yml", f"content/sources/{name}.yaml")
    content, diagnostics = load({other: files[other] for other in (path, *records) if other in files})
    if name not in content.seeds:
        raise EntryError(
            "\n".join(f"{item.span}: {item.message}" for item in diagnostics) or f"{path} cannot be read"
        )
    return content.seeds[name]


def entries_yaml(entries: Sequence[Entry]) -> str:
    """Return entries as a list in YAML; of several, each below a comment that says where it is."""
    heads = [f"# {entry.where}\n" if len(entries) > 1 else "" for entry in entries]
    items = (block_item(entry.item(with_source=True)) for entry in entries)
    return "".join(map(add, heads, items))


def find_entries(seed: Seed, words: str) -> list[Entry]:
    """Return an entry for each place where words occur in an article, at most ``MOST_SHOWN``; ``[...]`` skips words.

    Raises EntryError if they do not occur, or not as whole words.
    """
    found = find_quote(seed, words)
    if isinstance(found, NotFound):
        message = f"quotation not found in {seed.name}" + (f": {found.reason}" if found.reason else "")
        raise EntryError(message, proposal(found))
    places = list(islice(occurrences(seed, words), MOST_SHOWN))
    if not places and isinstance(found, Found):
        for cut in find_partial_words(seed, words, found):
            edge = "begins" if cut.is_at_start else "ends"
            message = f'quotation {edge} in the middle of "{cut.word}" in {seed.name}'
            raise EntryError(message, f'quote the whole word: "{cut.word}"')
    if not places:
        raise EntryError(f"quotation only occurs inside longer words in {seed.name}", "quote whole words")
    return [_entry(seed, spans) for spans in places]


def _entry(seed: Seed, spans: Spans) -> Entry:
    quote, start = words_at(seed, spans), spans[0][0]
    pages = seed.pages(start, spans[-1][1])
    line = seed.text.count("\n", 0, start) + 1
    for prefix, suffix in _contexts(seed, spans):
        if find_quote(seed, quote, prefix, suffix, suggest=False) == Found(spans):
            return Entry(seed.name, quote, prefix, suffix, line, pages)
    raise EntryError(
        f"what comes before and after these words does not tell one place in {seed.name} from another",
        "quote more words",
    )


def _contexts(seed: Seed, spans: Spans) -> Iterator[tuple[str, str]]:
    """Yield pairs of prefix and suffix, the shortest first: none, one word before or after, two words, and so on."""
    yield "", ""
    folded = seed.folded
    start, end = folded_position(folded, spans[0][0]), folded_position(folded, spans[-1][1])
    left = max(start - _WINDOW, 0)
    before = [
        left + word.start() for word in _WORD.finditer(folded.text[left:start]) if word.start() or not left
    ]
    after = [end + word.end() for word in _WORD.finditer(folded.text[end : end + _WINDOW])]
    prefixes = [_on_one_line(seed, at, start) for at in before[: -_MOST_CONTEXT - 1 : -1]]
    suffixes = [_on_one_line(seed, end, at) for at in after[:_MOST_CONTEXT]]
    for number in range(_MOST_CONTEXT):
        yield from ((prefix, "") for prefix in prefixes[number : number + 1])
        yield from (("", suffix) for suffix in suffixes[number : number + 1])
    if prefixes and suffixes:
        yield prefixes[-1], suffixes[-1]


def _on_one_line(seed: Seed, start: int, end: int) -> str:
    """Return the words between two positions of the folded text as they are in the article."""
    first, last = seed.folded.span(start, end)
    return one_line(seed.text[first:last])


def with_entry(document: Document, brief: Brief, claim: str, entry: Entry) -> str:
    """Return the text of a brief's file with an entry added to the evidence of a claim, given by its id.

    Its source is added to those of the brief, if it is not among them; if it is the second, quotations that did not
    need to say that they are from the first do so from now on. Raises EntryError; then nothing can be added.
    """
    at = next((at for at, item in enumerate(brief.claims) if claim in (item.id, *item.aliases)), None)
    if at is None:
        ids = ", ".join(item.id for item in brief.claims)
        raise EntryError(f"{document.path} has no claim `{claim}`", f"its claims: {ids}" if ids else "")
    if any(_is_same(item, entry) for item in brief.claims[at].evidence):
        raise EntryError(f"the claim `{claim}` already has this quotation")
    is_new_source = entry.source not in brief.sources
    item = entry.item(with_source=len(brief.sources) + is_new_source > 1)
    try:
        if is_new_source and len(brief.sources) == 1 and (unnamed := _without_source(document)):
            text = with_first_field(document, unnamed, "source", brief.sources[0], "quote")
            document = _read_again(document, text)
        text = with_item(document, ("claims", at, "evidence"), item)
        if is_new_source:
            text = with_item(_read_again(document, text), ("sources",), entry.source)
    except (CannotInsert, KeyError) as error:
        why = error if isinstance(error, CannotInsert) else "its claims are not a list of mappings"
        raise EntryError(
            f"nothing can be added to {document.path}: {why}", "paste the entry yourself"
        ) from None
    return text


def _is_same(item: Evidence, entry: Entry) -> bool:
    pairs = ((item.quote, entry.quote), (item.prefix, entry.prefix), (item.suffix, entry.suffix))
    return item.source == entry.source and all(fold_text(one) == fold_text(other) for one, other in pairs)


def _read_again(document: Document, text: str) -> Document:
    again, _ = read_yaml(document.path, text)
    assert again is not None  # what added to it has read it
    return again


def _without_source(document: Document) -> list[Loc]:
    """Return the places of the evidence that does not say which source it is from."""
    return [
        ("claims", number, "evidence", at)
        for number, claim in enumerate(document.value().get("claims") or [])
        for at, item in enumerate(claim.get("evidence") or [])
        if not isinstance(item, dict) or not item.get("source")
    ]
