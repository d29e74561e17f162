"""The manifest ``data/evidence.json``: every quotation, with all that a sceptic needs to recheck it.

It is an AnnotationPage of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/): one annotation
for each quotation, whose body is the claim that rests on it and whose targets are its pieces, one for each side of
every ``[...]``. What the model has no name for is ours, and ignored by its readers: ``brief``, ``claim``, ``seed``,
``quote`` (as typed), ``digest`` and the list ``seeds``. ``verify.py``, published beside it, says what each means.

Addresses are relative to the manifest (``../briefs/a/#claim``), as a site may lie under any path. An article without an
address of its own is given by its seed's path from the site's root, whether or not the seed is published there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from generator.exports.verify import canonical, digest
from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.model.seed import Seed, fold, folded_position
from generator.model.site import Asset, LinkedProse, Quotation, Site, SiteClaim, SiteSource
from generator.model.urls import built_path, relative_url
from generator.text.prose import Anchor, to_text

VERIFIER = "generator/exports/verify.py"
"""The key, among the files of a project, of the program that rechecks the manifest."""

_CONTEXT = 32  # code points, before and after each piece
_FOLDER = "data"  # of the manifest, below the site's root

Record = dict[str, Any]


def manifest(site: Site, seeds: Mapping[str, Seed], memory: BuildMemo | None = None) -> Asset:
    """Write the manifest: one annotation or entry of ``seeds`` a line, the same bytes for the same site.

    Of an article whose rights are ``quote`` it has the quoted words and what an author gave to tell two places
    apart, nothing else. ``memory`` is that of earlier runs.
    """
    memory = memory or NoMemo()
    inputs: Inputs = {"briefs": site.briefs, "sources": site.sources, "seeds": seeds}
    items: list[_Sealed] = []
    entries: list[_Sealed] = []
    for name in sorted(site.briefs):
        items += memory.get_or_compute(("annotations", name), None, inputs, partial(_annotations, name))
    for name in sorted(site.sources):
        entries.append(memory.get_or_compute(("seed", name), None, inputs, partial(_entry, name)))
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "evidence.json",
        "type": "AnnotationPage",
        "partOf": {
            "id": "evidence.json#all",
            "type": "AnnotationCollection",
            "label": "Every quotation on this site. To recheck them: python verify.py evidence.json SEEDS_FOLDER",
            "total": len(items),
        },
        "startIndex": 0,
    }
    # What the digest of the whole is made of: see ``represented``.
    parts = {"items": [item.digest for item in items], "seeds": [entry.digest for entry in entries]}
    written = {
        **{key: [canonical(value)] for key, value in page.items()},
        "items": _list(items),
        "seeds": _list(entries),
        "digest": [canonical(digest({**page, **parts}))],
    }
    pieces: list[bytes] = []  # joined once, as the whole is as large as a sixth of all pages
    for key, value in sorted(written.items()):
        pieces += [b",\n" if pieces else b"{\n", canonical(key), b": ", *value]
    return Asset("data/evidence.json", b"".join((*pieces, b"\n}\n")))


def verifier(files: Mapping[str, bytes]) -> list[Asset]:
    """Publish the program that rechecks the manifest, byte for byte; ``files`` holds it under ``VERIFIER``."""
    return [Asset("data/verify.py", files[VERIFIER])] if VERIFIER in files else []


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A record with its digest, as it is written."""

    line: bytes
    digest: str


def _sealed(record: Record) -> _Sealed:
    seal = digest(record)
    return _Sealed(canonical({**record, "digest": seal}), seal)


def _list(records: Iterable[_Sealed]) -> list[bytes]:
    """Write a list of records, one a line, in pieces."""
    lines = [piece for record in records for piece in (b",\n", record.line)]
    return [b"[\n", *lines[1:], b"\n]"] if lines else [b"[]"]


def _annotations(slug: str, inputs: Inputs) -> list[_Sealed]:
    return [
        _sealed(
            _annotation(claim, number, quotation, inputs["sources"][quotation.source.id], inputs["seeds"])
        )
        for claim in inputs["briefs"][slug].claims
        for number, quotation in enumerate(claim.evidence, start=1)
    ]


def _annotation(
    claim: SiteClaim, number: int, quotation: Quotation, source: SiteSource, seeds: Mapping[str, Seed]
) -> Record:
    brief, _, name = claim.target.id.partition("#")
    seed = seeds[quotation.source.id]
    return {
        "id": f"evidence.json#{brief}/{name}/{number}",
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {
            "id": f"{relative_url(built_path(claim.target.uri), _FOLDER)}#{claim.target.anchor}",
            "type": "TextualBody",
            "format": "text/plain",
            "value": _plain(claim.text),
        },
        "target": [
            {
                "type": "SpecificResource",
                "source": source.record.url or relative_url(seed.path, _FOLDER),
                "selector": [
                    {"type": "TextQuoteSelector", "exact": seed.text[start:end], **context},
                    {"type": "TextPositionSelector", "start": start, "end": end},
                ],
            }
            for (start, end), context in _pieces(quotation, seed, is_full=source.record.rights == "full")
        ],
        "brief": brief,
        "claim": name,
        "seed": _file(seed),
        "quote": quotation.quote,
    }


def _entry(name: str, inputs: Inputs) -> _Sealed:
    source, seed = inputs["sources"][name], inputs["seeds"][name]
    entry = {
        "file": _file(seed),
        "sha256": seed.digest,
        "encoding": source.record.encoding,
        "title": source.record.title,
        "rights": source.record.rights,
    }
    return _sealed(entry)


def _pieces(quotation: Quotation, seed: Seed, *, is_full: bool) -> Iterator[tuple[tuple[int, int], Record]]:
    """Give each piece's span and the words beside it that may be shown: where they are many, all; else the author's."""
    last = len(quotation.spans) - 1
    for number, (start, end) in enumerate(quotation.spans):
        before = _before(seed, start, quotation.prefix) if number == 0 else start
        after = _after(seed, end, quotation.suffix) if number == last else end
        if is_full:
            before, after = min(before, max(start - _CONTEXT, 0)), max(after, end + _CONTEXT)
        beside = {"prefix": seed.text[before:start], "suffix": seed.text[end:after]}
        yield (start, end), {key: words for key, words in beside.items() if words}


def _before(seed: Seed, start: int, prefix: str) -> int:
    """Find where the words that an author typed as ``prefix`` begin in the seed, given where the quotation does."""
    if not prefix.strip():
        return start
    head = seed.folded.text[: folded_position(seed.folded, start)].rstrip(" ")
    return seed.folded.starts[len(head) - len(fold(prefix).text)]


def _after(seed: Seed, end: int, suffix: str) -> int:
    """Find where the words that an author typed as ``suffix`` end in the seed, given where the quotation does."""
    if not suffix.strip():
        return end
    tail = seed.folded.text[folded_position(seed.folded, end) :].lstrip(" ")
    return seed.folded.ends[len(seed.folded.text) - len(tail) + len(fold(suffix).text) - 1]


def _file(seed: Seed) -> str:
    return seed.path.rpartition("/")[2]


def _plain(prose: LinkedProse) -> str:
    """Give prose as plain text, each reference as the words that it shows."""
    words = (
        reference.label or (target.label if target else reference.target or reference.fragment)
        for reference, target in zip(prose.prose.references, prose.targets, strict=True)
    )
    return to_text(prose.prose, [Anchor(shown) for shown in words])
