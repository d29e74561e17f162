"""Originals are evidence too: their checksums are recorded in ``seeds/SHA256SUMS`` and in their source records.

Each original has at most one diagnostic, whatever else follows from the mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Rule, Span
from generator.model.content import DIGESTS, SEED_ENDINGS, SEEDS, Content, Original, is_original
from generator.rules.decorators import Statements, check
from generator.rules.seed_digests import (
    LOCK,
    NO_TEXT,
    PUT_BACK,
    RESTORE,
    SEED_NOT_LOCKED,
    hint_for_quoted,
    parse_digests,
    renamed_to,
)

ORIGINAL_CHANGED = Rule(
    "original-changed", "An original must match its checksums in seeds/SHA256SUMS and in its source record."
)
ORIGINAL_GONE = Rule(
    "original-gone", "An original that a source record names, or whose checksum is locked, must exist."
)
ORIGINAL_MISNAMED = Rule(
    "original-misnamed", "An original must have the name of its text, with another extension."
)


@check(ORIGINAL_CHANGED, ORIGINAL_GONE, ORIGINAL_MISNAMED)
def originals_unchanged(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Compare every original with its checksums. One that no record names needs none."""
    named: dict[str, Original] = {}
    for name, source in sorted(content.sources.items()):
        if source.original and source.original.file:
            if text_of(source.original.file) == name and is_original(SEEDS + source.original.file):
                named[source.original.file] = source.original
            else:
                yield _misnamed(content, name, source.original.file)
    locked, _ = parse_digests(content.locks.get(DIGESTS, ""))
    for file in sorted({*named, *(name for name in locked if is_original(SEEDS + name))}):
        if not content.may_contain("original", file):
            yield from _problem(content, locked, file, named.get(file))


def text_of(file: str) -> str:
    """Return the id of the article whose original has a file name: that name without its extensions."""
    return file.partition(".")[0]


def _problem(
    content: Content, digests: Mapping[str, tuple[str, int]], file: str, record: Original | None
) -> Iterator[Diagnostic]:
    """Yield what is wrong with an original, which ``record`` or ``SHA256SUMS`` names; at most one diagnostic."""
    name, path, (locked, line) = text_of(file), f"{SEEDS}{file}", digests.get(file, ("", 0))
    is_text_locked = any(f"{name}{ending}" in digests for ending in SEED_ENDINGS)
    recorded = record.sha256 if record else ""
    digest = content.originals.get(path)
    if digest is None and (record or name in content.seeds or not is_text_locked):
        new_path = renamed_to(content, locked or recorded)
        accept = " and run `seedbrief lock --accept`" if locked else ""
        removed = f"restore it; if you removed it on purpose, delete `original` here{accept}"
        restore = f"rename {new_path} to {path}" if new_path else removed if record else RESTORE
        in_record = content.span("source", name, "original", "file") if record else None
        message = f"{path} {'was locked and is missing' if locked else 'is missing'}"
        message += f"; its bytes are now under {new_path}" if new_path else ""
        yield ORIGINAL_GONE.at(
            in_record or Span(DIGESTS, line, 1, line), message, hint_for_quoted(content, name, restore)
        )
    elif digest is None:
        pass  # its text is gone too, which is reported
    elif locked and digest != locked:
        accept = PUT_BACK
        if record and digest != recorded:
            accept = "restore the recorded version; to accept this one, write its checksum in the source record and run"
            accept += f" `seedbrief lock --accept`:\nsha256: {digest}"
        if record and record.media_type.startswith(("text/", "message/", "multipart/")):
            accept += f"\nif only its line ends have changed: {NO_TEXT}"
        message = "this original has changed since it was locked"
        yield ORIGINAL_CHANGED.at(Span(path), message, hint_for_quoted(content, name, accept))
    elif recorded and digest != recorded:
        span = content.span("source", name, "original", "sha256")
        accept = f"restore the file that you received, or write the checksum of this one:\nsha256: {digest}"
        message = f"this is not the SHA-256 checksum of {path}"
        yield ORIGINAL_CHANGED.at(span, message, hint_for_quoted(content, name, accept))
    elif not locked and is_text_locked:  # otherwise the text is not locked either, which is reported
        yield SEED_NOT_LOCKED.at(Span(path), "this original is not locked", LOCK)


def _misnamed(content: Content, name: str, file: str) -> Diagnostic:
    right = f"{name}.{file.partition('.')[2]}"
    message = f"the original of `{name}` must have its name, {right}"
    if not is_original(SEEDS + file):
        message = f"{file} cannot be an original"
        hint = "write the name of the file that the text was extracted from, or delete `original` here"
    elif f"{SEEDS}{right}" in content.originals:
        hint = f"write {right}"
    else:
        hint = f"rename {SEEDS}{file} to {SEEDS}{right}, and write {right} here"
    span = content.span("source", name, "original", "file")
    return ORIGINAL_MISNAMED.at(span, message, hint_for_quoted(content, name, hint))
