"""Seeds are evidence: ``seeds/SHA256SUMS`` says what they were when they were locked, and nothing may change them.

The file is that of the command ``sha256sum``, so ``cd seeds && sha256sum -c SHA256SUMS`` checks it without us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.load.drafts import left_out
from generator.model.content import DIGESTS, SEEDS, Content, is_seed
from generator.model.seed import Seed
from generator.model.site import Site, SiteClaim

SEED_CHANGED = Rule("seed-changed", "A seed has the bytes with which it was locked.")
SEED_GONE = Rule("seed-gone", "A seed that was locked is still there.")
SEED_NOT_LOCKED = Rule(
    "seed-not-locked", "Every seed is locked: its digest is in seeds/SHA256SUMS.", Severity.WARNING
)
BAD_DIGEST = Rule("bad-digest", "A line of seeds/SHA256SUMS is a SHA-256 digest, two spaces and a file name.")
RULES = (SEED_CHANGED, SEED_GONE, SEED_NOT_LOCKED, BAD_DIGEST)

_PUT_BACK = "put the locked bytes back, or run `seedbrief lock --accept` to take these"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


def read_digests(text: str) -> tuple[dict[str, tuple[str, int]], list[Diagnostic]]:
    """Read ``SHA256SUMS``: file name below ``seeds/`` -> digest and line; and the lines that are none."""
    digests: dict[str, tuple[str, int]] = {}
    diagnostics = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if match := _LINE.fullmatch(line):
            digests[match[2]] = match[1], number
        elif line.strip():
            span = Span(DIGESTS, number, 1, number, len(line) + 1)
            message = "this is not a digest and a file name"
            diagnostics.append(BAD_DIGEST.at(span, message, "run `seedbrief lock` to write the file anew"))
    return digests, diagnostics


def lock(files: Mapping[str, bytes]) -> bytes:
    """Make ``SHA256SUMS`` for all seeds among ``files``, sorted by file name."""
    paths = sorted(path for path in files if is_seed(path))
    return "".join(
        f"{sha256(files[path]).hexdigest()}  {path.removeprefix(SEEDS)}\n" for path in paths
    ).encode()


def seeds_unchanged(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Compare every seed with its lock. Without a lock file, say once that there is none.

    A seed that only drafts use need not be locked yet: what is not finished holds up nothing else.
    """
    waiting = {name for kind, name in left_out(content) if kind == "source"}
    if content.digests is None:
        if content.seeds.keys() - waiting:
            message = "the seeds are not locked: nothing would show that one was changed"
            yield SEED_NOT_LOCKED.at(Span(DIGESTS), message, "run `seedbrief lock`")
        return
    digests, wrong = read_digests(content.digests)
    yield from wrong
    present = {_file_name(seed): seed for seed in content.seeds.values()}
    for name, seed in sorted(present.items()):
        if name not in digests:
            if seed.name in waiting:
                continue
            yield SEED_NOT_LOCKED.at(Span(seed.path), "this seed is not locked", "run `seedbrief lock`")
        elif digests[name][0] != seed.digest:
            count, *users = _quoted_by(seed, content, site)
            message = f"this seed has changed since it was locked; {count}"
            yield SEED_CHANGED.at(Span(seed.path), message, "\n".join([*users, _PUT_BACK]))
    for path, digest in sorted(content.broken_seeds.items()):
        locked = digests.get(path.removeprefix(SEEDS))
        if locked and locked[0] != digest:
            message = "this seed has changed since it was locked, and cannot be read now"
            yield SEED_CHANGED.at(Span(path), message, _PUT_BACK)
    for name, (_, line) in sorted(digests.items()):
        if name not in present and not content.may_contain("seed", name.rpartition(".")[0]):
            hint = "put it back, or run `seedbrief lock --accept` if it is meant to be gone"
            yield SEED_GONE.at(
                Span(DIGESTS, line, 1, line), f"seeds/{name} was locked, and is not there", hint
            )


def _quoted_by(seed: Seed, content: Content, site: Site) -> list[str]:
    """List every claim that quotes a seed, and whether the words still stand in it: a summary, then a line for each."""
    lines = []
    holding = 0
    for slug, brief in sorted(content.briefs.items()):
        only = brief.sources[0] if len(brief.sources) == 1 else None
        for claim in brief.claims:
            shown = site.statements.get(f"{slug}#{claim.id}")
            found = {item.quote for item in shown.evidence} if isinstance(shown, SiteClaim) else set()
            for item in claim.evidence:
                if (item.source or only) == seed.name:
                    holds = item.quote in found
                    holding += holds
                    lines.append(
                        f"{slug}#{claim.id}: {'still there' if holds else 'NO LONGER THERE'}: {item.quote}"
                    )
    return [f"{holding} of {len(lines)} quotations from it still hold", *lines]


def _file_name(seed: Seed) -> str:
    return seed.path.removeprefix(SEEDS)


CHECKS = (seeds_unchanged,)
