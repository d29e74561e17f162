"""Load a project's files into ``Content``: which file is which record, and what is wrong with each one by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar, cast

from pydantic import ValidationError

from generator.diagnostics import Diagnostic, Rule, Severity, Span, has_errors, most_similar
from generator.load.decoder import (
    BAD_NAME,
    MOST_MISTAKES,
    WRONG_TYPE,
    decode,
    decode_flawless,
    first_mistakes,
)
from generator.model.content import (
    DIGESTS,
    PAGES,
    PERMALINKS,
    SEED_ENDINGS,
    SEEDS,
    YAML_ENDINGS,
    Author,
    Brief,
    Claim,
    Content,
    Entity,
    Publisher,
    Record,
    Source,
    Topic,
    is_original,
)
from generator.model.fields import FIRST_PAGES, WINDOWS_DEVICES, name_problem, slugify
from generator.model.seed import Seed, make_seed
from generator.text.encoding import UNKNOWN_ENCODING, decode_text
from generator.text.yaml import document as documents
from generator.text.yaml.reader import YamlFile, read_values, read_yaml, read_yaml_file

NAME_COLLISION = Rule(
    "name-collision", "Ids of one kind must differ in more than letter case or file extension."
)
RESERVED_NAME = Rule(
    "reserved-name",
    "Ids must not be `index` or `readme`, which are the first page of a folder. Ids, aliases and hand-written pages "
    "must have a name that Windows allows: not that of a device (con, prn, aux, nul, com1 to com9, lpt1 to lpt9).",
)
UNEXPECTED_FILE = Rule(
    "unexpected-file",
    "Folders content/ and seeds/ should only contain files that are read.",
    Severity.WARNING,
)
RULES = (NAME_COLLISION, RESERVED_NAME, UNEXPECTED_FILE)

_FOLDER_KINDS = {
    "content": ("brief", "source", "publisher", "author", "topic", "entity", PERMALINKS),
    "content/briefs": ("brief",),
    "content/sources": ("source",),
    "seeds": ("seed", "original"),
}
"""Folder -> the kinds of record it may contain, which are unknown if the folder cannot be read."""
AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What has been read so far, and its diagnostics."""

    files: Mapping[str, bytes]
    unreadable_paths: Collection[str] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    documents: dict[tuple[str, str], YamlFile] = field(default_factory=dict)
    unreadable: set[tuple[str, str]] = field(default_factory=set)
    salvaged: set[str] = field(default_factory=set)
    mistakes: dict[tuple[str, str], tuple[Diagnostic, ...]] = field(default_factory=dict)
    broken_seeds: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=lambda: {DIGESTS, PERMALINKS})


def load(
    files: Mapping[str, bytes],
    unreadable_paths: Collection[str] = (),
    originals: Mapping[str, str] = {},
) -> tuple[Content, list[Diagnostic]]:
    """Load every file, whatever is wrong with the others; return what could be read, and the diagnostics.

    ``files`` maps paths relative to the project (with ``/``) to bytes; only ``content/`` (without ``content/pages/``)
    and ``seeds/`` are used. ``unreadable_paths`` are files and folders that exist but could not be read, which has been
    reported: references to them are not reported as a second problem. ``originals`` maps the paths of originals to
    their SHA-256, because they are too large to be kept in memory; any among ``files`` are added to them.
    """
    originals = {
        **originals,
        **{path: sha256(files[path]).hexdigest() for path in files if is_original(path)},
    }
    ours = (path for path in sorted({*files, *unreadable_paths}) if path.startswith(("content/", "seeds/")))
    ours = (path for path in ours if not path.startswith(PAGES))
    reading = _Reading({path: files.get(path, b"") for path in ours}, unreadable_paths)
    sources = _load_folder(reading, "source", Source)
    if PERMALINKS in unreadable_paths:
        reading.unreadable.add((PERMALINKS, "*"))
    for folder, kinds in _FOLDER_KINDS.items():
        reading.unreadable.update((kind, "*") for kind in kinds if folder in unreadable_paths)
    reading.unreadable.update(
        ("original", path.removeprefix(SEEDS)) for path in unreadable_paths if is_original(path)
    )
    content = Content(
        briefs=_load_folder(reading, "brief", Brief),
        sources=sources,
        publishers=_load_map(reading, "publisher", Publisher),
        authors=_load_map(reading, "author", Author),
        topics=_load_map(reading, "topic", Topic),
        entities=_load_map(reading, "entity", Entity),
        seeds=_load_seeds(reading, sources),
        broken_seeds=reading.broken_seeds,
        originals=originals,
        locks=_locks(reading),
        documents=reading.documents,
        unreadable=frozenset(reading.unreadable),
        salvaged=frozenset(reading.salvaged),
        mistakes=reading.mistakes,
    )
    _check_aliases(reading, content)
    for path in sorted(set(reading.files) - reading.read - originals.keys() - set(unreadable_paths)):
        reading.diagnostics.append(
            UNEXPECTED_FILE.at(Span(path), "this file is not used", _where_it_goes(path))
        )
    return content, reading.diagnostics


def _load_folder(reading: _Reading, kind: str, type_: type[AnyRecord]) -> dict[str, AnyRecord]:
    """Load the folder of a kind, in which each file is one record and its name the id."""
    records: dict[str, AnyRecord] = {}
    for path, name, accepted in _named_files(reading, f"content/{kind}s/", YAML_ENDINGS):
        before = len(reading.diagnostics)
        record, file = None, None
        if path not in reading.unreadable_paths:
            record, file, reading.mistakes[kind, name] = _record(path, reading.files[path], type_)
            reading.diagnostics.extend(reading.mistakes[kind, name])
        if record and file and accepted:
            records[name], reading.documents[kind, name] = record, file
        else:
            reading.unreadable.add((kind, name))
        if kind == "brief" and len(reading.diagnostics) > before:
            reading.salvaged.add(name)
    return records


def _load_map(reading: _Reading, kind: str, type_: type[AnyRecord]) -> dict[str, AnyRecord]:
    """Load the file of a kind, in which each key is the id of a record."""
    stem = {"entity": "entities"}.get(kind, f"{kind}s")
    path = next(
        (path for ending in YAML_ENDINGS if (path := f"content/{stem}{ending}") in reading.files), None
    )
    if path is None:
        return {}
    document = None
    reading.read.add(path)
    if path not in reading.unreadable_paths and _has_no_entries(reading.files[path]):
        return {}  # no entries, as in a new site
    if path not in reading.unreadable_paths:
        document, reading.mistakes[kind, "*"] = read_yaml_file(path, reading.files[path])
        reading.diagnostics.extend(reading.mistakes[kind, "*"])
    if document and not isinstance(document.root, documents.Mapping):
        hint = "write `id:`, with its fields indented below it"
        reading.diagnostics.append(WRONG_TYPE.at(document.span(), "this must be a mapping of ids", hint))
        document = None
    if document is None:
        reading.unreadable.add((kind, "*"))
        return {}
    records: dict[str, AnyRecord] = {}
    seen: dict[str, str] = {}
    left_out: list[set[documents.Loc]] = []  # by each call of ``without``, from all records
    renames: list[tuple[documents.Loc, str]] = []
    before = len(reading.diagnostics)
    for name, alone in document.split():
        if len(reading.diagnostics) - before >= MOST_MISTAKES:
            reading.diagnostics[before:] = first_mistakes(reading.diagnostics[before:])
            reading.unreadable.add((kind, "*"))
            return {}
        accepted = _accept(reading, name, alone.key_span((name,)), seen)
        record, alone, diagnostics = decode(alone, type_, (name,))
        left_out += [set() for _ in alone.left_out[len(left_out) :]]
        for together, locs in zip(left_out, alone.left_out, strict=False):
            together |= locs
        renames += alone.renames
        reading.diagnostics.extend(diagnostics)
        reading.mistakes[kind, name] = tuple(diagnostics)
        if record and accepted:
            records[name] = record
        else:
            reading.unreadable.add((kind, name))
    removed = tuple(map(frozenset, left_out))
    reading.documents[kind, "*"] = YamlFile(path, reading.files[path], removed, tuple(renames))
    return records


def _where_it_goes(path: str) -> str:
    """Return a hint for a file that is not used: its place, or its name, if the folder says what it is."""
    folder = next(
        (name for name in ("content/briefs/", "content/sources/", SEEDS) if path.startswith(name)), ""
    )
    name = path.removeprefix(folder).rpartition("/")[2]
    if folder and path != folder + name:
        return f"move it to {folder}{name}: subfolders are not read"
    if folder and folder != SEEDS and (stem := name.partition(".")[0]):
        return f"rename it to {stem}.yml, if it is YAML; articles go in {SEEDS} as .txt or .md"
    stem = path.removeprefix("content/").partition(".")[0]
    if not folder and (meant := most_similar(stem, ("authors", "entities", "publishers", "topics"), 70)):
        return f"did you mean content/{meant}.yml?"
    return (
        "briefs go in content/briefs/, source records in content/sources/, articles in seeds/ as .txt or .md"
    )


def _has_no_entries(data: bytes) -> bool:
    return all(line[:1] in (b"", b"#") for line in map(bytes.strip, data.splitlines()))


def _load_seeds(reading: _Reading, sources: Mapping[str, Source]) -> dict[str, Seed]:
    seeds: dict[str, Seed] = {}
    for path, name, accepted in _named_files(reading, SEEDS, SEED_ENDINGS):
        if path in reading.unreadable_paths:
            reading.unreadable.add(("seed", name))
            continue
        encoding = sources[name].encoding if name in sources else "utf-8"
        seed = _seed(name, path, reading.files[path], encoding)
        if isinstance(seed, Diagnostic):
            if seed.rule == UNKNOWN_ENCODING.id:
                seed = replace(seed, span=reading.documents["source", name].span(("encoding",)))
            reading.diagnostics.append(seed)
            reading.broken_seeds[path] = sha256(reading.files[path]).hexdigest()
        if isinstance(seed, Seed) and accepted:
            seeds[name] = seed
        else:
            reading.unreadable.add(("seed", name))
    return seeds


# The result depends only on the arguments, and most files do not change while a preview is served.
@lru_cache(maxsize=1 << 16)
def _seed(name: str, path: str, data: bytes, encoding: str) -> Seed | Diagnostic:
    text = decode_text(path, data, encoding)
    return text if isinstance(text, Diagnostic) else make_seed(name, path, data, text)


@lru_cache(maxsize=1 << 16)
def _record(
    path: str, data: bytes, type_: type[AnyRecord]
) -> tuple[AnyRecord | None, YamlFile | None, tuple[Diagnostic, ...]]:
    """Load a file that is one record."""
    text = decode_text(path, data)
    record = None if isinstance(text, Diagnostic) else decode_flawless(path, text, type_)
    file = YamlFile(path, data)
    diagnostics: tuple[Diagnostic, ...] = ()
    if record is None:
        document, diagnostics = read_yaml_file(path, data)
        if document is None:
            return None, None, diagnostics
        record, document, decoding = decode(document, type_)
        file = YamlFile(path, data, document.left_out, document.renames)
        diagnostics += tuple(decoding)
    if isinstance(record, Brief):
        record = cast(AnyRecord, _with_only_source(record))
    return record, file, diagnostics


def read_published_brief(path: str, data: bytes) -> Brief | None:
    """Read a past version of a brief; None if it cannot be read, or was a draft."""
    if len(data) > _LARGE or _DRAFT.search(data):
        return None
    text = decode_text(path, data)
    if isinstance(text, Diagnostic):
        return None
    values = read_values(path, text)
    if values is None:
        document, diagnostics = read_yaml(path, text)
        if document is None or has_errors(diagnostics):
            return None
        values = document.value()
    try:
        brief = Brief.model_validate(values)
    except ValidationError:
        return None
    return None if brief.status == "draft" else _with_only_source(brief)


_DRAFT = re.compile(rb"(?m)^status: *[\"']?draft\b")  # to save reading all of it
_LARGE = 1_000_000  # bytes


def _with_only_source(brief: Brief) -> Brief:
    """Fill in the source of each quotation that does not name one, where the brief has only one."""
    if len(brief.sources) != 1:
        return brief
    (only,) = brief.sources

    def completed(claim: Claim) -> Claim:
        sourced = [
            item if item.source else item.model_copy(update={"source": only}) for item in claim.evidence
        ]
        return claim.model_copy(update={"evidence": tuple(sourced)})

    return brief.model_copy(update={"claims": tuple(map(completed, brief.claims))})


def clear_caches() -> None:
    """Free the memory of files that were read."""
    _seed.cache_clear()
    _record.cache_clear()


def _named_files(reading: _Reading, folder: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
    """Yield the files of a folder: path, name without extension, and whether that is accepted as an id."""
    seen: dict[str, str] = {}
    for path in reading.files:
        if path.startswith(folder) and path.endswith(endings):
            stem, _, _ = path[len(folder) :].rpartition(".")
            if stem and "/" not in stem:
                reading.read.add(path)
                yield path, stem, _accept(reading, stem, Span(path), seen)


def _accept(reading: _Reading, name: str, span: Span, seen: dict[str, str]) -> bool:
    """Return whether ``name`` is accepted as an id, else report why; ``seen`` maps case-folded names to earlier ids."""
    problem, folded = name_problem(name), name.casefold()
    if problem:
        slug = slugify(name)
        hint = f"rename it, for example to `{slug}`" if slug else "rename it"
        reading.diagnostics.append(BAD_NAME.at(span, problem, hint))
    if folded in seen:
        message = f"{name!r} would have the same URL as {seen[folded]!r}"
        reading.diagnostics.append(NAME_COLLISION.at(span, message, "rename one of them"))
    if folded in FIRST_PAGES:
        reading.diagnostics.append(RESERVED_NAME.at(span, f"{name!r} cannot be an id", "choose another name"))
    elif folded in WINDOWS_DEVICES:
        reading.diagnostics.append(windows_device(name, span))
    fresh = not any(folded in taken for taken in (seen, FIRST_PAGES, WINDOWS_DEVICES))
    seen.setdefault(folded, name)
    return fresh and not problem


def _check_aliases(reading: _Reading, content: Content) -> None:
    """Report aliases of briefs that are names of Windows devices, as each gets a folder with a redirect."""
    for slug, brief in content.briefs.items():
        for at, alias in enumerate(brief.aliases):
            if alias in WINDOWS_DEVICES:
                reading.diagnostics.append(windows_device(alias, content.span("brief", slug, "aliases", at)))


def windows_device(name: str, span: Span) -> Diagnostic:
    """Return the diagnostic that a file or folder has the name of a Windows device."""
    message = f"{name!r} is the name of a device on Windows, where no file can have it"
    return RESERVED_NAME.at(span, message, "choose another name")


def _locks(reading: _Reading) -> dict[str, str]:
    """Return the text of each lock file, by path. Bytes that are not UTF-8 make a line that is reported later."""
    paths = (path for path in (DIGESTS, PERMALINKS) if path in reading.files)
    return {path: reading.files[path].decode("utf-8", "replace") for path in paths}
