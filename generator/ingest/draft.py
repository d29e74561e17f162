"""Plans the files that add an article to a project: its seed, a source record and a draft brief.

Everything the article tells is filled in; ``TODO`` marks what a person must write. No existing file is changed, except
that a new publisher is added to the file of publishers.
"""

from __future__ import annotations

import datetime
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath

from generator.ingest.article import Article, Fact, Proposal
from generator.ingest.source_record import listed, source_record
from generator.ingest.suggestions import (
    find_publisher,
    suggest_claim_id,
    suggest_publisher_id,
    suggest_quotes,
    suggest_topics,
)
from generator.model.content import SEEDS, Content, is_seed
from generator.model.fields import FIRST_PAGES, NAME_LENGTH, WINDOWS_DEVICES, name_problem, slugify
from generator.model.seed import make_seed
from generator.resolve.mentions import NameFinder, make_finder
from generator.text.yaml.document import Mapping as YamlMapping
from generator.text.yaml.reader import read_yaml
from generator.text.yaml.writer import comment, comment_after, name_list, prose, scalar

_RESERVED_NAMES = (*FIRST_PAGES, *WINDOWS_DEVICES)
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
_PUBLISHERS = ("content/publishers.yml", "content/publishers.yaml")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The files to write for one article, as path -> bytes: new ones, and all bytes of those that are added to.

    ``seed`` and ``brief`` are the names of the article's, with no brief for a reference or without a draft;
    ``publisher`` is its publisher's id, empty if not known; ``publishers`` are those between which a person must
    choose; ``notes`` says what existed already.
    """

    seed: str
    brief: str
    publisher: str = ""
    publishers: tuple[Proposal, ...] = ()
    created: dict[str, bytes] = field(default_factory=dict)
    appended: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def plan_import(
    article: Article,
    display_name: str,
    files: Mapping[str, bytes],
    content: Content,
    today: datetime.date,
    existing_names: Collection[str] = (),
    same_original: str = "",
    *,
    with_draft: bool = True,
) -> ImportPlan:
    """Plan the files for an article. Nothing is written here.

    ``display_name`` is the file name or URL by which the user knows the article. ``files`` and ``content`` are the
    project's; ``existing_names`` are the paths of other files in ``seeds/``, whose names are not to be used either.
    ``same_original`` is the path of the one that has the same bytes as the article's original, if there is one.
    ``with_draft`` is whether to write a draft brief; for the article of a reference there is none anyway.
    """
    created: dict[str, bytes] = {}
    notes: list[str] = []
    seeds = sorted(path for path in files if is_seed(path))
    same_text = next((path for path in seeds if files[path] == article.data), "")
    its_text = next((path for path in seeds if _stem(path) == _stem(same_original)), "")
    if seed_path := its_text or same_text:
        name = _stem(seed_path)
        notes.append(
            f"{seed_path} already has exactly this text"
            if files[seed_path] == article.data
            else f"{same_original} already has exactly these bytes; its text is {seed_path}"
        )
    else:
        name = _stem(same_original)  # the file to import is in seeds/ already
        if not name or name_problem(name) or name in {*content.briefs, *content.topics, *content.entities}:
            name = _seed_name(article, display_name, files, content, existing_names)
        seed_path = f"{SEEDS}{name}{article.extension}"
        created[seed_path] = article.data
    publisher, publishers = find_publisher(article, content.publishers)
    article = replace(article, proposals=(*article.proposals, *publishers))
    appended: dict[str, bytes] = {}
    if not (publisher or publishers):
        publisher, appended = _add_publisher(article, files, content)
    notes += _same_url_notes(article, name, content)
    record_paths = (f"content/sources/{name}.yml", f"content/sources/{name}.yaml")
    record = next((path for path in record_paths if path in files), "")
    original_path = same_original if _stem(same_original) == name else ""
    if article.original and not original_path and (seed_path in created or not record):
        original_path = f"{SEEDS}{name}{article.original.extension}"
        if original_path.casefold() in map(str.casefold, existing_names):
            original_path = ""  # another one
        else:
            created[original_path] = article.original.data
    if seed_path not in created and files[seed_path] != article.data:  # by an older program
        text = content.seeds[name].text if name in content.seeds else ""
        article = replace(article, data=files[seed_path], text=text, extractor="")
    if record:
        notes.append(f"{record} already describes it")
        publishers, appended = (), {}
        publisher = Fact(content.sources[name].publisher) if name in content.sources else publisher
    else:
        original_file = original_path.removeprefix(SEEDS)
        created[record_paths[0]] = source_record(
            article, display_name, publisher, content, today, original_file
        ).encode()
    brief = next((slug for slug, brief in sorted(content.briefs.items()) if name in brief.sources), "")
    if article.reference or not with_draft:  # a library is not read to be written about at once
        pass
    elif brief:
        notes.append(f"the brief `{brief}` already uses it")
    else:
        brief = _brief_name(article, name, content)
        draft = _draft_brief(article, name, seed_path, content, today)
        created[f"content/briefs/{brief}.yml"] = draft.encode()
    return ImportPlan(name, brief, publisher.value, publishers, created, appended, tuple(notes))


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _same_url_notes(article: Article, seed: str, content: Content) -> list[str]:
    """Return a sentence for each other seed from the same URL."""
    return [
        f"another seed, {name}, has the same URL but different text"
        for name, source in sorted(content.sources.items())
        if article.url and source.url == article.url.value and name != seed
    ]


def _seed_name(
    article: Article,
    display_name: str,
    files: Mapping[str, bytes],
    content: Content,
    existing_names: Collection[str],
) -> str:
    """Name a text after its file, anything else after its date and title; add a digest if that name is taken."""
    digest = sha256(article.data).hexdigest()[:8]
    stem = "" if "://" in display_name else PurePosixPath(display_name).stem
    day = found[0] if (found := _DATE.match(article.published.value)) else ""
    host = slugify(article.host.replace(".", " "))
    is_page = article.original and article.original.extension == ".html"
    by_file = stem if not name_problem(stem) else _joined(day, slugify(stem).removeprefix(f"{day}-"))
    by_title = _joined(day or host or ("page" if is_page else ""), slugify(article.title.value))
    is_by_title = article.original or article.reference
    base = (by_title if is_by_title else by_file) or by_title or by_file
    base = _truncate(base or f"{day or host or 'text'}-{digest}")
    taken = {
        PurePosixPath(path).stem.casefold() for path in (*files, *existing_names) if path.startswith(SEEDS)
    }
    taken |= {PurePosixPath(path).stem.casefold() for path in files if path.startswith("content/sources/")}
    taken |= {*_RESERVED_NAMES, *content.briefs, *content.topics, *content.entities}
    return base if base not in taken else _truncate(base, f"-{digest}")


def _joined(prefix: str, name: str) -> str:
    """Return a name after its prefix; empty if there is no name."""
    return f"{prefix}-{name}" if prefix and name else name


def _truncate(base: str, suffix: str = "") -> str:
    """Return ``base + suffix``, with ``base`` cut after a word so that the name is not too long."""
    room = NAME_LENGTH - len(suffix)
    if len(base) > room:
        base = base[: room + 1].rpartition("-")[0] or base[:room].rstrip("_")
    return base + suffix


def _brief_name(article: Article, seed: str, content: Content) -> str:
    """Name a brief after the article's title or else its seed; add a digest if that name is taken."""
    base = slugify(article.title.value)
    if not base or base in {seed, *content.seeds, *content.sources, *content.topics, *content.entities}:
        base = _truncate(base or seed, "-brief")
    taken = {
        *_RESERVED_NAMES,
        *content.briefs,
        *(alias for brief in content.briefs.values() for alias in brief.aliases),
        *(name for kind, name in content.unreadable if kind == "brief"),
    }
    return base if base not in taken else _truncate(base, f"-{sha256(article.data).hexdigest()[:8]}")


def _add_publisher(
    article: Article, files: Mapping[str, bytes], content: Content
) -> tuple[Fact, dict[str, bytes]]:
    """Return the id of a new publisher, and the file of publishers with an entry for it.

    There is no id if the article names no publisher, or if an entry cannot simply be added to the file.
    """
    suggested = suggest_publisher_id(article)
    if not suggested or ("publisher", "*") in content.unreadable:
        return Fact(), {}
    url = f"  url: {scalar(article.site_url)}\n" if article.site_url else ""
    entry = f"{suggested}:\n  label: {scalar(article.site_name.value or article.host)}\n{url}  # reliability: A to F\n"
    path = next((path for path in _PUBLISHERS if path in files), _PUBLISHERS[0])
    before = files.get(path, b"")
    after = _with_entry(path, before, suggested, entry)
    is_added = _ids(path, after).keys() == {*_ids(path, before), suggested}
    origin = article.site_name.origin or "the host of the URL"
    return (Fact(suggested, origin), {path: after}) if is_added else (Fact(), {})


def _with_entry(path: str, data: bytes, name: str, entry: str) -> bytes:
    """Add an entry before the first one whose id is greater, so that Git can merge what two people add.

    The comment directly above that entry stays with it, unless the file begins with it.
    """
    later = [line for other, line in _ids(path, data).items() if other > name]
    if not later:
        separator = "" if not data else "\n" if data.endswith(b"\n") else "\n\n"
        return data + (separator + entry).encode()
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    lines = re.split(rb"(?<=\n)", data.removeprefix(mark))
    at = first = later[0] - 1
    while at > 0 and lines[at - 1].startswith(b"#"):
        at -= 1
    at = at or first
    return b"".join([mark, *lines[:at], f"{entry}\n".encode(), *lines[at:]])


def _ids(path: str, data: bytes) -> dict[str, int]:
    """Return the ids (top-level keys) of a YAML file, each with its line; none if there is anything wrong with it."""
    document, diagnostics = read_yaml(path, data.decode("utf-8-sig", "replace"))
    is_mapping = document and not diagnostics and isinstance(document.root, YamlMapping)
    return (
        {name: document.key_span((name,)).line for name in document.value()}
        if document and is_mapping
        else {}
    )


def _draft_brief(article: Article, seed: str, path: str, content: Content, today: datetime.date) -> str:
    """Return the YAML of a draft brief, with suggested topics, entities and quotations."""
    names = make_finder(content.entities)
    mentioned = dict.fromkeys(mention.entity for mention in names.find(article.body))
    title = scalar(article.title.value) if article.title else "TODO"
    own_title = "This is the article's title. Change it to say" if article.title else "Say"
    lines = [
        comment(f"Draft from {path}. Replace each TODO; `seedbrief check` counts them."),
        comment(f"{own_title} what the brief is about."),
        f"title: {title}\n",
        f"date: {today.isoformat()}\n",
        f"sources: [{seed}]\n",
        "status: draft  # only `mkdocs serve` shows it; delete this line to publish it\n",
        *_topics(article, content),
        comment("The bottom line, in one to three sentences."),
        "summary: TODO\n",
    ]
    if mentioned:
        lines += [
            comment(
                "Mentioned in the article. Keep those that the brief is about. To link to one, write [[id]] in a text."
            ),
            _id_list("entities", list(mentioned)),
        ]
    return "".join([*lines, "\n", *_claims(article, seed, path, names)]).rstrip("\n") + "\n"


def _topics(article: Article, content: Content) -> list[str]:
    suggested = suggest_topics(article.body, content.topics)
    if suggested:
        items = [
            f"  - {name}{comment_after(f'the article contains: {label}')}\n"
            for name, label in suggested.items()
        ]
        return ["topics:  # suggested\n", *items]
    return [comment(f"Ids from content/topics.yml{listed(content.topics)}."), "topics: [TODO]\n"]


def _claims(article: Article, seed: str, path: str, names: NameFinder) -> list[str]:
    """Return a claim for each suggested quotation, without its text; an empty list of claims if there are none."""
    suggested = suggest_quotes(make_seed(seed, path, article.data, article.body), names)
    if not suggested:
        return [
            comment(
                "What the source says. Each claim has an `id`, a `text` and `evidence`: the exact words."
            ),
            "claims: []\n",
        ]
    is_foreign = article.language.value[:2] not in ("", "en")
    lines = [
        comment(
            "Sentences that may be worth quoting, the best first. Keep what you need and delete the rest. `text` says"
            " in your own words what the source says; `id` becomes part of the claim's URL."
            + (" A quotation can have a `translation`." if is_foreign else "")
        ),
        "claims:\n",
    ]
    ids: list[str] = []
    for quote in (suggestion.quote for suggestion in suggested):
        ids.append(suggest_claim_id(quote, ids))
        lines.append(f"  - id: {ids[-1]}\n    text: TODO\n    evidence:\n      - {prose(quote, 8)}\n\n")
    return lines


def _id_list(key: str, names: list[str]) -> str:
    """Return a list of ids as YAML: on one line if it fits, else one id a line."""
    line = f"{key}: {name_list(names)}\n"
    return line if len(line) <= 100 else f"{key}:\n" + "".join(f"  - {name}\n" for name in names)
