"""The manifest ``data/evidence.json``: every quotation, with all that a sceptic needs to recheck it.

It is an AnnotationPage of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/): one annotation
for each quotation, whose body is the claim that rests on it and whose targets are its pieces, one for each side of
every ``[...]``. What the model has no name for is ours, and ignored by its readers: ``brief``, ``claim``, ``seed``,
``quote`` (as typed), ``digest`` and the list ``seeds``. ``verify.py``, published beside it, says what each means.

Addresses are relative to the manifest (``../briefs/a/#claim``), as a site may lie under any path. An article without an
address of its own is given by its seed's path from the site's root, whether or not the seed is published there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.prose import Anchor, to_text
from generator.seeds import Seed, fold, folded_position
from generator.site import Asset, LinkedProse, Quotation, Site, SiteClaim, SiteSource
from generator.verify import canonical, digest, represented

VERIFIER = "generator/verify.py"
"""The key, among the files of a project, of the program that rechecks the manifest."""

_CONTEXT = 32  # code points, before and after each piece
_UP = "../"  # from data/ to the site's root

Record = dict[str, Any]


def manifest(site: Site, seeds: Mapping[str, Seed]) -> Asset:
    """Write the manifest: one annotation or entry of ``seeds`` a line, the same bytes for the same site.

    Of an article whose rights are ``quote`` it has the quoted words and what an author gave to tell two places
    apart, nothing else.
    """
    items = [
        _sealed(_annotation(claim, number, quotation, site.sources[quotation.source.id], seeds))
        for _, brief in sorted(site.briefs.items())
        for claim in brief.claims
        for number, quotation in enumerate(claim.evidence, start=1)
    ]
    entries = [_sealed(_entry(source, seeds[name])) for name, source in sorted(site.sources.items())]
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
        "items": items,
        "seeds": entries,
    }
    return Asset("data/evidence.json", _lines({**page, "digest": digest(represented(page))}))


def verifier(files: Mapping[str, bytes]) -> list[Asset]:
    """Publish the program that rechecks the manifest, byte for byte; ``files`` holds it under ``VERIFIER``."""
    return [Asset("data/verify.py", files[VERIFIER])] if VERIFIER in files else []


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
            "id": f"{_UP}{claim.target.uri.removesuffix('.md')}/#{claim.target.anchor}",
            "type": "TextualBody",
            "format": "text/plain",
            "value": _plain(claim.text),
        },
        "target": [
            {
                "type": "SpecificResource",
                "source": source.record.url or _UP + seed.path,
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


def _entry(source: SiteSource, seed: Seed) -> Record:
    return {
        "file": _file(seed),
        "sha256": seed.digest,
        "encoding": source.record.encoding,
        "title": source.record.title,
        "rights": source.record.rights,
    }


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


def _sealed(record: Record) -> Record:
    return {**record, "digest": digest(record)}


def _lines(page: Record) -> bytes:
    """Write JSON with its keys sorted, one entry of each of its lists a line."""

    def written(value: Any) -> bytes:
        if not isinstance(value, list) or not value:
            return canonical(value)
        return b"[\n" + b",\n".join(canonical(entry) for entry in value) + b"\n]"

    fields = (canonical(key) + b": " + written(value) for key, value in sorted(page.items()))
    return b"{\n" + b",\n".join(fields) + b"\n}\n"
