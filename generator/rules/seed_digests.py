"""Seeds are evidence and must not change: ``seeds/SHA256SUMS`` records the checksum of each, and of its original.

The file has the format of the command ``sha256sum``, so ``cd seeds && sha256sum -c SHA256SUMS`` checks it as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.load.drafts import draft_records
from generator.model.content import DIGESTS, SEEDS, Content, is_original, is_seed
from generator.model.seed import Seed
from generator.model.site import SiteClaim
from generator.rules.decorators import Statements, check
from generator.rules.lock_file import parse_lock

SEED_CHANGED = Rule("seed-changed", "Seeds must match their recorded checksum.")
SEED_GONE = Rule("seed-gone", "A seed with a recorded checksum must exist.")
SEED_NOT_LOCKED = Rule(
    "seed-not-locked",
    "Every seed and its original must have a checksum in seeds/SHA256SUMS.",
    Severity.WARNING,
)
BAD_DIGEST = Rule(
    "bad-digest", "Every line of seeds/SHA256SUMS must be a SHA-256 checksum, two spaces and a file name."
)

PUT_BACK = "restore the recorded version, or run `seedbrief lock --accept` to accept this one"
RESTORE = "restore it, or run `seedbrief lock --accept` if you removed it on purpose"
LOCK = "run `seedbrief lock`"
NO_TEXT = "Git changes line ends unless .gitattributes has this line:\n/seeds/** -text"
_CHECK_OUT = "add it, delete the article, and get it back: git checkout -- {}"
_RENORMALIZE = (
    "add it where the article still has its own line ends, run git add --renormalize {}, and commit both"
)
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


@lru_cache(maxsize=2)  # by two checks
def parse_digests(text: str) -> tuple[Mapping[str, tuple[str, int]], tuple[Diagnostic, ...]]:
    """Parse ``SHA256SUMS``. Returns checksum and line number by file name below ``seeds/``, and what is wrong."""

    def bad_line(span: Span) -> Diagnostic:
        return BAD_DIGEST.at(
            span, "this is not a checksum and a file name", "run `seedbrief lock` to write the file again"
        )

    entries, diagnostics = parse_lock(text, DIGESTS, _LINE, bad_line)
    return {name: (digest, line) for line, (digest, name) in entries}, tuple(diagnostics)


def renamed_to(content: Content, digest: str) -> str:
    """Return the path of a file with a known checksum that is not recorded itself: the recorded one was renamed."""
    locked, _ = parse_digests(content.locks.get(DIGESTS, ""))
    present = {**{seed.path: seed.digest for seed in content.seeds.values()}, **content.originals}
    found = (path for path, its_digest in sorted(present.items()) if its_digest == digest)
    return next((path for path in found if path.removeprefix(SEEDS) not in locked), "")


def with_digest(data: bytes, name: str, digest: str) -> bytes:
    """Return the content of ``SHA256SUMS`` with another checksum for a file that it lists; of others, the same."""
    entries, _ = parse_digests(data.decode("utf-8", "replace"))
    old, line = entries.get(name, ("", 0))
    lines = data.split(b"\n")
    if line:
        lines[line - 1] = lines[line - 1].replace(old.encode(), digest.encode(), 1)
    return b"\n".join(lines)


def lock(files: Mapping[str, bytes], originals: Mapping[str, str]) -> bytes:
    """Return the content of ``SHA256SUMS`` for all seeds among ``files`` and all ``originals``, sorted by file name."""
    digests = {path: sha256(files[path]).hexdigest() for path in files if is_seed(path)}
    digests |= originals
    return "".join(
        f"{digest}  {path.removeprefix(SEEDS)}\n" for path, digest in sorted(digests.items())
    ).encode()


@check(SEED_CHANGED, SEED_GONE, SEED_NOT_LOCKED, BAD_DIGEST)
def seeds_unchanged(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Compare every seed with its recorded checksum. A seed that only drafts use needs none yet."""
    of_drafts = {name for kind, name in draft_records(content) if kind == "source"}
    if DIGESTS not in content.locks:
        if content.seeds.keys() - of_drafts:
            message = "seeds are not locked, so changes would go unnoticed"
            yield SEED_NOT_LOCKED.at(Span(DIGESTS), message, LOCK)
        return
    digests, diagnostics = parse_digests(content.locks[DIGESTS])
    yield from diagnostics
    present = {_file_name(seed): seed for seed in content.seeds.values()}
    for name, seed in sorted(present.items()):
        if name not in digests:
            if seed.name not in of_drafts:
                yield SEED_NOT_LOCKED.at(Span(seed.path), "this seed is not locked", LOCK)
        elif digests[name][0] != seed.digest and (ends := _locked_line_ends(seed, content, digests[name][0])):
            message = f"only the line ends of this seed have changed since it was locked with {ends}"
            hint = _CHECK_OUT if ends == "LF" else _RENORMALIZE
            yield SEED_CHANGED.at(Span(seed.path), message, f"{NO_TEXT}\n{hint.format(seed.path)}")
        elif digests[name][0] != seed.digest:
            count, *quoted = quotations(seed, content, statements)
            message = f"this seed has changed since it was locked; {count}"
            source = content.sources.get(seed.name)
            again = [f"to see what its original says: seedbrief new --again {seed.name}"]
            hint = "\n".join([*quoted, PUT_BACK, *(again if source and source.original else [])])
            yield SEED_CHANGED.at(Span(seed.path), message, hint)
    for path, digest in sorted(content.broken_seeds.items()):
        locked = digests.get(path.removeprefix(SEEDS))
        if locked and locked[0] != digest:
            message = "this seed has changed since it was locked, and is now unreadable"
            hint = hint_for_quoted(content, PurePosixPath(path).stem, PUT_BACK)
            yield SEED_CHANGED.at(Span(path), message, hint)
    for name, (digest, line) in sorted(digests.items()):
        is_unread = content.may_contain("seed", name.rpartition(".")[0])
        if name not in present and not is_original(SEEDS + name) and not is_unread:
            span = Span(DIGESTS, line, 1, line)
            new_path = renamed_to(content, digest)
            message = f"seeds/{name} was locked and is missing"
            message += f"; its bytes are now under {new_path}" if new_path else ""
            yield SEED_GONE.at(span, message, hint_for_quoted(content, PurePosixPath(name).stem, RESTORE))


def hint_for_quoted(content: Content, name: str, action: str) -> str:
    """Return a hint that names the claims that quote an article, and says what to do."""
    claims = [
        f"{slug}#{claim.id}"
        for slug, brief in sorted(content.briefs.items())
        for claim in brief.claims
        if any(item.source == name for item in claim.evidence)
    ]
    quoted = f"claims that quote its text: {', '.join(claims)}" if claims else "no claim quotes its text"
    return f"{quoted}\n{action}"


def _locked_line_ends(seed: Seed, content: Content, locked: str) -> str:
    """Return the line ends with which a seed would have its recorded checksum: ``LF``, ``CRLF``, or nothing."""
    source = content.sources.get(seed.name)
    encoding = source.encoding if source else "utf-8"
    plain = seed.text.replace("\r\n", "\n")
    for name, text in (("LF", plain), ("CRLF", plain.replace("\n", "\r\n"))):
        for mark in ("", "\ufeff"):
            if sha256((mark + text).encode(encoding, "replace")).hexdigest() == locked:
                return name
    return ""


def quotations(seed: Seed, content: Content, statements: Statements) -> list[str]:
    """List every quotation from a seed, and whether the seed still contains it: a summary, then a line for each."""
    lines = []
    kept = 0
    for slug, brief in sorted(content.briefs.items()):
        for claim in brief.claims:
            resolved = statements.get(f"{slug}#{claim.id}")
            found = {item.quote for item in resolved.evidence} if isinstance(resolved, SiteClaim) else set()
            for item in claim.evidence:
                if item.source == seed.name:
                    kept += item.quote in found
                    state = "still there" if item.quote in found else "NO LONGER THERE"
                    lines.append(f"{slug}#{claim.id}: {state}: {item.quote}")
    return [f"{kept} of {len(lines)} quotations from it are still there", *lines]


def _file_name(seed: Seed) -> str:
    return seed.path.removeprefix(SEEDS)
