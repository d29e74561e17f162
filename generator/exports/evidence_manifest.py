"""The manifest ``data/evidence.json``: every quotation, with everything that is needed to check it independently.

It is an AnnotationPage of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/): one annotation
for each quotation. Its body is the claim that it supports; its targets are the parts of the quotation, one on each
side of every ``[...]``. Our own keys, which other readers ignore, are ``brief``, ``claim``, ``seed``, ``quote`` (as
typed), ``pages``, ``digest`` and the list ``seeds``, where an article has its ``original`` if its text was extracted
from another file. ``verify.py``, published next to it, documents them.

URLs are relative to the manifest (``../briefs/a/#claim``), because a site may be below any path. An article without a
URL is given by the path of its file from the root of the site, whether or not the file is published there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.exports.verify import canonical, digest
from generator.incremental import BuildMemo, NoMemo
from generator.model.seed import Seed, fold, folded_position
from generator.model.site import Asset, Quotation, Site, SiteBrief, SiteClaim, SiteSource
from generator.model.urls import built_path, relative_url
from generator.translation import _

_CONTEXT = 32  # code points before and after each part of a quotation
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc8118"
_FOLDER = "data"  # of the manifest, below the site's root

Record = dict[str, Any]


def manifest(
    site: Site,
    seeds: Mapping[str, Seed],
    memo: BuildMemo | None = None,
    each: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> Asset:
    """Build the manifest, with one annotation or entry of ``seeds`` on each line; the same site gives the same bytes.

    Of an article with ``rights: quote`` it contains only the quoted words, and the ``prefix`` and ``suffix`` that an
    author gave. ``memo`` has the results of earlier builds.

    ``each`` passes on the slugs of the briefs one by one, so that the caller can do something between two of them.
    """
    memo = memo or NoMemo()
    items: list[_Sealed] = []
    entries: list[_Sealed] = []
    for name in each(sorted(site.briefs)):
        inputs = (site.briefs, site.sources, seeds)
        items += memo.call_on_disk(("annotations", name), _annotations, inputs, name)
    for name in sorted(site.sources):
        entries.append(memo.call(("seed", name), _entry, (site.sources, seeds), name))
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "evidence.json",
        "type": "AnnotationPage",
        "partOf": {
            "id": "evidence.json#all",
            "type": "AnnotationCollection",
            "label": _(
                "Every quotation on this site. To recheck them: {command}",
                command="python verify.py evidence.json SEEDS_FOLDER",
            ),
            "total": len(items),
        },
        "startIndex": 0,
    }
    # What the digest of the whole manifest is computed from; see ``represented`` in verify.py.
    parts = {"items": [item.digest for item in items], "seeds": [entry.digest for entry in entries]}
    written = {
        **{key: [canonical(value)] for key, value in page.items()},
        "items": _list(items),
        "seeds": _list(entries),
        "digest": [canonical(digest({**page, **parts}))],
    }
    pieces: list[bytes] = []  # joined once: the manifest is a sixth of the size of all pages
    for key, value in sorted(written.items()):
        pieces += [b",\n" if pieces else b"{\n", canonical(key), b": ", *value]
    return Asset("data/evidence.json", b"".join((*pieces, b"\n}\n")))


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A record as it is written, with its digest."""

    line: bytes
    digest: str


def _sealed(record: Record) -> _Sealed:
    seal = digest(record)
    return _Sealed(canonical({**record, "digest": seal}), seal)


def _list(records: Iterable[_Sealed]) -> list[bytes]:
    """Return the pieces of a JSON list with one record on each line."""
    lines = [piece for record in records for piece in (b",\n", record.line)]
    return [b"[\n", *lines[1:], b"\n]"] if lines else [b"[]"]


def _annotations(
    briefs: Mapping[str, SiteBrief], sources: Mapping[str, SiteSource], seeds: Mapping[str, Seed], slug: str
) -> list[_Sealed]:
    return [
        _sealed(_annotation(claim, number, quotation, sources[quotation.source.id], seeds))
        for claim in briefs[slug].claims
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
            "value": claim.text.plain,
        },
        "target": [
            {
                "type": "SpecificResource",
                "source": source.record.url or relative_url(seed.path, _FOLDER),
                "selector": [
                    {"type": "TextQuoteSelector", "exact": seed.text[start:end], **context},
                    {"type": "TextPositionSelector", "start": start, "end": end},
                    *_page_selector(source, seed.pages(start, end)),
                ],
            }
            for (start, end), context in _pieces(quotation, seed, is_full=source.record.rights == "full")
        ],
        "brief": brief,
        "claim": name,
        "seed": _file(seed),
        "quote": quotation.quote,
        **({"pages": quotation.pages} if quotation.pages else {}),
    }


def _page_selector(source: SiteSource, pages: str) -> list[Record]:
    """Return the selector of the first page of a part, if the source is a PDF."""
    if not (pages and source.record.is_pdf):
        return []
    value = f"page={pages.partition('-')[0]}"
    return [{"type": "FragmentSelector", "conformsTo": _PDF_FRAGMENTS, "value": value}]


def _entry(sources: Mapping[str, SiteSource], seeds: Mapping[str, Seed], name: str) -> _Sealed:
    source, seed = sources[name], seeds[name]
    entry: Record = {
        "file": _file(seed),
        "sha256": seed.digest,
        "encoding": source.record.encoding,
        "title": source.record.title,
        "rights": source.record.rights,
    }
    if original := source.record.original:
        entry["original"] = {
            "file": original.file,
            "sha256": original.sha256,
            "media_type": original.media_type,
        }
    return _sealed(entry)


def _pieces(quotation: Quotation, seed: Seed, *, is_full: bool) -> Iterator[tuple[tuple[int, int], Record]]:
    """Yield the span of each part, and the words around it: a fixed number if all may be shown, else the author's."""
    last = len(quotation.spans) - 1
    for number, (start, end) in enumerate(quotation.spans):
        before = _before(seed, start, quotation.prefix) if number == 0 else start
        after = _after(seed, end, quotation.suffix) if number == last else end
        if is_full:
            before, after = min(before, max(start - _CONTEXT, seed.start)), max(after, end + _CONTEXT)
        context = {"prefix": seed.text[before:start], "suffix": seed.text[end:after]}
        yield (start, end), {key: words for key, words in context.items() if words}


def _before(seed: Seed, start: int, prefix: str) -> int:
    """Return where the words of ``prefix`` begin in the article, for a quotation that begins at ``start``."""
    if not prefix.strip():
        return start
    head = seed.folded.text[: folded_position(seed.folded, start)].rstrip(" ")
    return seed.folded.starts[len(head) - len(fold(prefix).text)]


def _after(seed: Seed, end: int, suffix: str) -> int:
    """Return where the words of ``suffix`` end in the article, for a quotation that ends at ``end``."""
    if not suffix.strip():
        return end
    tail = seed.folded.text[folded_position(seed.folded, end) :].lstrip(" ")
    return seed.folded.ends[len(seed.folded.text) - len(tail) + len(fold(suffix).text) - 1]


def _file(seed: Seed) -> str:
    return seed.path.rpartition("/")[2]
