"""Extracts the text of an article again from its original, and says what that would change."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath

from rapidfuzz.distance import Indel

from generator.diagnostics import Diagnostic, did_you_mean
from generator.ingest.article import ArticleError, Received
from generator.ingest.readers.any_file import read_article
from generator.model.content import DIGESTS, SEEDS, Content, Original, is_seed
from generator.model.seed import Seed, make_seed
from generator.resolve.resolver import resolve
from generator.rules.seed_digests import parse_digests, quotations, with_digest
from generator.text.encoding import decode_text
from generator.text.yaml.insert import CannotInsert, with_text
from generator.text.yaml.reader import read_yaml_file

_MOST_PAIRS = 400_000_000  # of lines that are compared with each other; beyond, all are shown as changed


@dataclass(frozen=True, slots=True)
class Extraction:
    """What extracting a text again changes: lines that say so, and the files to write, as path -> bytes."""

    report: tuple[str, ...]
    replaced: dict[str, bytes] = field(default_factory=dict)


def original_of(name: str, content: Content) -> Original:
    """Return the original of the article with an id. Raises ArticleError if its source record names none."""
    if name not in content.sources and content.may_contain("source", name):
        raise ArticleError("its source record cannot be read; `seedbrief check` says why")
    if name not in content.sources:
        hint = did_you_mean(name, content.sources) or "write the name of a file in content/sources/"
        raise ArticleError(f"there is no source record of this name; {hint}")
    original = content.sources[name].original
    if original is None or not original.file:
        raise ArticleError("its source record names no original")
    return original


def extract_again(name: str, data: bytes, files: Mapping[str, bytes], content: Content) -> Extraction:
    """Extract the text of an article from ``data``, the bytes of its original, as today's reader does.

    ``files`` and ``content`` are the project's. Nothing is written here. Raises ArticleError, also if the original is
    not what its source record or ``SHA256SUMS`` says.
    """
    source, original = content.sources[name], original_of(name, content)
    digest, (locked, _) = sha256(data).hexdigest(), parse_digests(content.locks.get(DIGESTS, ""))
    if locked.get(original.file, (digest, 0))[0] != digest:
        raise ArticleError(f"{SEEDS}{original.file} has changed since it was locked; restore it first")
    if original.sha256 != digest:
        raise ArticleError(f"{SEEDS}{original.file} has another SHA-256 than its source record says")
    charset = original.media_type.partition("charset=")[2]
    article = read_article(data, Received(original.file, charset=charset))
    path = next((path for path in files if is_seed(path) and PurePosixPath(path).stem == name), "")
    path = path or f"{SEEDS}{name}{article.extension}"
    try:
        text_data = (
            article.data if source.encoding == article.encoding else article.text.encode(source.encoding)
        )
    except (LookupError, UnicodeError):
        raise ArticleError(f"the new text cannot be written in {source.encoding}, its `encoding`") from None
    text = decode_text(path, text_data, source.encoding)
    if isinstance(text, Diagnostic):
        raise ArticleError(f"the new text cannot be used: {text.message}")
    before = content.seeds[name].text if name in content.seeds else ""
    replaced: dict[str, bytes] = {}
    report = [f"{path}: {'the same text' if text == before else 'another text'}, by {article.extractor}"]
    if article.extractor and original.extracted_by != article.extractor:
        report[0] += f" (before, by {original.extracted_by})" if original.extracted_by else ""
        replaced |= _record(name, article.extractor, files, content)
    if files.get(path) != text_data:
        report += (
            unified_diff(path, before, text)
            if text != before
            else ["only its bytes change, such as a byte order mark"]
        )
        report += _found_quotations(make_seed(name, path, text_data, text), content)
        replaced[path] = text_data
        digests = with_digest(
            files.get(DIGESTS, b""), path.removeprefix(SEEDS), sha256(text_data).hexdigest()
        )
        replaced |= {DIGESTS: digests} if digests != files.get(DIGESTS, b"") else {}
    return Extraction(tuple(report), replaced)


def _record(name: str, extractor: str, files: Mapping[str, bytes], content: Content) -> dict[str, bytes]:
    """Return the source record of an article with another program as the one that extracted its text."""
    path = content.documents["source", name].path
    document, _ = read_yaml_file(path, files[path])
    try:
        if document is None:
            raise CannotInsert("it has errors")
        text = with_text(document, ("original", "extracted_by"), extractor)
    except CannotInsert as error:
        raise ArticleError(f"`extracted_by: {extractor}` cannot be written to {path}: {error}") from None
    return {path: (BOM_UTF8 if files[path].startswith(BOM_UTF8) else b"") + text.encode()}


def unified_diff(path: str, before: str, after: str) -> list[str]:
    """Return a unified diff of two texts, without context because a line is mostly a paragraph."""
    old, new = before.split("\n") if before else [], after.split("\n")
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[~at] != new[~at]), shorter - head)
    gone, come = old[head : len(old) - tail], new[head : len(new) - tail]
    is_short = len(gone) * len(come) <= _MOST_PAIRS
    same = [part for part in Indel.opcodes(gone, come) if part.tag == "equal"] if is_short else []
    begins = [(0, 0), *((part.src_end, part.dest_end) for part in same)]
    ends = [*((part.src_start, part.dest_start) for part in same), (len(gone), len(come))]
    lines = [f"--- {path}", f"+++ {path}, extracted again"]
    for (old_begin, new_begin), (old_end, new_end) in zip(begins, ends, strict=True):
        removed, added = gone[old_begin:old_end], come[new_begin:new_end]
        if removed or added:
            place = f"-{_place(head + old_begin, removed)} +{_place(head + new_begin, added)}"
            lines += [f"@@ {place} @@", *(f"-{line}" for line in removed), *(f"+{line}" for line in added)]
    return lines


def _place(begin: int, lines: list[str]) -> str:
    """Return the range of lines for the head of a hunk: the first, from 1, or the one before, and how many."""
    return f"{begin + bool(lines)}" + (f",{len(lines)}" if len(lines) != 1 else "")


def _found_quotations(seed: Seed, content: Content) -> list[str]:
    """Return whether each quotation from an article is found in its new text, a line each after a summary."""
    quoting = {
        slug: brief
        for slug, brief in content.briefs.items()
        if any(item.source == seed.name for claim in brief.claims for item in claim.evidence)
    }
    changed = replace(content, briefs=quoting, seeds={**content.seeds, seed.name: seed})
    return quotations(seed, changed, resolve(changed).statements)
