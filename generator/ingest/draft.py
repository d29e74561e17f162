"""An article to the files that bring it into a project: its seed, a source record and the draft of a brief.

All that can be known is filled in, and what only a person can write is marked ``TODO``. Nothing that is there is
written over; the one file that grows is that of the publishers, by an entry at its end.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from generator.ingest.candidates import suggest_quotes
from generator.ingest.extract import Article
from generator.ingest.proposals import claim_id, find_publisher, find_topics, publisher_id, slug
from generator.model.content import SEEDS, Content, is_seed
from generator.model.fields import NAME_LENGTH, name_problem
from generator.model.seed import make_seed
from generator.resolve.mentions import make_finder
from generator.text.yaml_document import Mapping as YamlMapping
from generator.text.yaml_reader import read_yaml
from generator.text.yaml_writer import comment, name_list, prose, scalar

_RESERVED = ("index", "readme")
_IDS_SHOWN = 12  # in a comment
_PUBLISHERS = ("content/publishers.yml", "content/publishers.yaml")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is to be written for one article, by path: ``created`` files, and ``appended`` ones with all their bytes.

    ``seed`` and ``brief`` are names; ``notes`` says what of it was there already, in sentences.
    """

    seed: str
    brief: str
    created: dict[str, bytes] = field(default_factory=dict)
    appended: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def plan_import(
    article: Article,
    called: str,
    files: Mapping[str, bytes],
    content: Content,
    today: datetime.date,
    beside: Collection[str] = (),
) -> ImportPlan:
    """Plan the files for an article. ``called`` is the file name, or address, by which the user knows it.

    ``files`` and ``content`` are the project's; ``beside`` are names of further files under ``seeds/``.
    """
    created: dict[str, bytes] = {}
    known: list[str] = []
    there = next((path for path, data in sorted(files.items()) if is_seed(path) and data == article.data), "")
    name = PurePosixPath(there).stem if there else _seed_name(article, called, files, content, beside)
    seed_path = there or f"{SEEDS}{name}{article.ending}"
    if there:
        known.append(f"{there} holds this very text already")
    else:
        created[seed_path] = article.data
        if article.page is not None:
            created[f"{SEEDS}{name}.html"] = article.page
    publisher, appended = _publisher(article, files, content)
    known += _same_address(article, name, content)
    record = next((path for path in _yaml_paths("sources", name) if path in files), "")
    if record:
        known.append(f"{record} describes it already")
        appended = {}
    else:
        text = _source_record(article, called, publisher, content, today)
        created[f"content/sources/{name}.yml"] = text.encode()
    brief = next((slug for slug, brief in sorted(content.briefs.items()) if name in brief.sources), "")
    if brief:
        known.append(f"the brief `{brief}` uses it already")
    else:
        brief = _brief_name(article, name, content)
        created[f"content/briefs/{brief}.yml"] = _brief(article, name, seed_path, content, today).encode()
    return ImportPlan(name, brief, created, appended, tuple(known))


def _same_address(article: Article, seed: str, content: Content) -> list[str]:
    """Say which other seeds come from the same address."""
    same = (
        name for name, source in sorted(content.sources.items()) if source.url == article.url and name != seed
    )
    return [f"another seed, {name}, has the same address and other words" for name in same if article.url]


def _yaml_paths(folder: str, name: str) -> tuple[str, str]:
    return f"content/{folder}/{name}.yml", f"content/{folder}/{name}.yaml"


def _seed_name(
    article: Article, called: str, files: Mapping[str, bytes], content: Content, beside: Collection[str]
) -> str:
    """Name a seed: a text after its file, a page after its day and title; told apart by its digest if need be."""
    digest = sha256(article.data).hexdigest()[:8]
    stem = "" if "://" in called else PurePosixPath(called).stem
    by_file = stem if not name_problem(stem) else slug(stem)
    host, title = slug(article.host.replace(".", " ")), slug(article.title)
    by_title = f"{article.published or host or 'page'}-{title}" if title else ""
    base = (by_title if article.page is not None else by_file) or by_title or by_file
    base = _fitting(base or f"{article.published or host or 'text'}-{digest}")
    taken = {PurePosixPath(path).stem.casefold() for path in (*files, *beside) if path.startswith(SEEDS)}
    taken |= {PurePosixPath(path).stem.casefold() for path in files if path.startswith("content/sources/")}
    taken |= {*_RESERVED, *content.briefs, *content.topics, *content.entities}
    return base if base not in taken else _fitting(base, f"-{digest}")


def _fitting(base: str, ending: str = "") -> str:
    """Cut a name so that it is none too long with its ending."""
    return base[: NAME_LENGTH - len(ending)].rstrip("-_") + ending


def _brief_name(article: Article, seed: str, content: Content) -> str:
    base = slug(article.title)
    if not base or base in {seed, *content.seeds, *content.sources, *content.topics, *content.entities}:
        base = _fitting(base or seed, "-brief")
    taken = {
        *_RESERVED,
        *content.briefs,
        *(alias for brief in content.briefs.values() for alias in brief.aliases),
    }
    taken |= {name for kind, name in content.unreadable if kind == "brief"}
    return base if base not in taken else _fitting(base, f"-{sha256(article.data).hexdigest()[:8]}")


def _publisher(
    article: Article, files: Mapping[str, bytes], content: Content
) -> tuple[str, dict[str, bytes]]:
    """Find the publisher's id, or add an entry for one that the article names. Empty where it names none."""
    found = find_publisher(article, content.publishers)
    made = publisher_id(article)
    if found or not made or ("publisher", "*") in content.unreadable:
        return found, {}
    address = f"  url: {scalar(article.origin)}\n" if article.origin else ""
    entry = f"{made}:\n  label: {scalar(article.site or article.host)}\n{address}  # reliability: A to F\n"
    path = next((path for path in _PUBLISHERS if path in files), _PUBLISHERS[0])
    before = files.get(path, b"")
    margin = "" if not before else "\n" if before.endswith(b"\n") else "\n\n"
    after = before + (margin + entry).encode()
    keys = (*_keys(path, before), made)
    return (made, {path: after}) if _keys(path, after) == keys else ("", {})


def _keys(path: str, data: bytes) -> tuple[str, ...]:
    """Give the ids of a file that can be read without any finding; none of another."""
    document, found = read_yaml(path, data.decode("utf-8-sig", "replace"))
    mapping = document and not found and isinstance(document.root, YamlMapping)
    return tuple(document.value()) if document and mapping else ()


def _source_record(
    article: Article, called: str, publisher: str, content: Content, today: datetime.date
) -> str:
    """Write the record of a source; what is not known is left out, or ``TODO`` where the format asks for it."""
    lines = [comment(f"What is known of {called}. `seedbrief schema` describes every field.")]
    lines.append(f"title: {scalar(article.title) if article.title else 'TODO'}\n")
    if not publisher:
        ids = _some(content.publishers)
        lines.append(
            comment(f"An id from content/publishers.yml{ids}. A new one needs no more than a `label` there.")
        )
    lines.append(f"publisher: {publisher or 'TODO'}\n")
    lines += ["authors:\n"] if article.authors else []
    lines += [f"  - {scalar(author)}\n" for author in article.authors]
    lines += [f"url: {scalar(article.url)}\n"] if article.url else []
    if article.published:
        basis = f"The page names this day in its metadata ({article.published_by})."
        lines.append(f"published: {article.published}\npublished_basis: {prose(basis, 2)}\n")
    else:
        guess = (
            f"{article.guessed_date}  # stands in the page; is it this?"
            if article.guessed_date
            else "YYYY-MM-DD"
        )
        lines.append(f"# published: {guess}\n")
    lines.append(f"accessed: {today.isoformat()}\n")
    lines.append(f"language: {article.language}\n" if article.language else "# language: en\n")
    if article.guessed_encoding:
        what = "Guessed" if article.page is None else "How the page is encoded was guessed"
        lines.append(
            comment(f"{what} from the bytes: see whether the letters are right on the page of this source.")
        )
    lines += [f"encoding: {scalar(article.encoding)}\n"] if article.encoding != "utf-8" else []
    return "".join(lines)


def _brief(article: Article, seed: str, path: str, content: Content, today: datetime.date) -> str:
    """Write the draft of a brief."""
    lines = [
        comment(
            f"A draft from {path}. Write what each TODO stands for; `seedbrief check` lists those that are left."
        ),
        comment("Here the title is the article's own. Say what the brief is about."),
        f"title: {scalar(article.title) if article.title else 'TODO'}\n",
        f"date: {today.isoformat()}\n",
        f"sources: [{seed}]\n",
        "status: draft  # only `mkdocs serve` shows it; delete this line to publish it\n",
        *_topics(article, content),
        comment("The bottom line, in one to three sentences."),
        "summary: TODO\n",
    ]
    names = make_finder(content.entities)
    mentioned = dict.fromkeys(mention.entity for mention in names.find(article.words))
    if mentioned:
        lines.append(
            comment(
                "Named in the article. Keep those that the brief is about; [[id]] in a text links to one."
            )
        )
        lines.append(_id_list("entities", list(mentioned)))
    proposed = suggest_quotes(make_seed(seed, path, article.data, article.words), names)
    lines.append("\n")
    lines.append(
        comment(
            "Words that may be worth quoting, most telling first. Keep what you need, delete the rest. `text` says in"
            " your own words what the source says; the id is part of the claim's address."
            + (" A quotation can have a `translation`." if article.language[:2] not in ("", "en") else "")
            if proposed
            else "What the source says, each with the words that say it: `id`, `text`, `evidence` (quotations)."
        )
    )
    lines.append("claims:\n" if proposed else "claims: []\n")
    taken: list[str] = []
    for candidate in proposed:
        taken.append(claim_id(candidate.quote, taken))
        lines.append(
            f"  - id: {taken[-1]}\n    text: TODO\n    evidence:\n      - {prose(candidate.quote, 8)}\n\n"
        )
    return "".join(lines).rstrip("\n") + "\n"


def _topics(article: Article, content: Content) -> list[str]:
    found = find_topics(article.words, content.topics)
    if found:
        listed = [
            f"  - {name}  # its words stand in the text: {' '.join(label.split())}\n"
            for name, label in found.items()
        ]
        return ["topics:  # proposed\n", *listed]
    return [comment(f"Ids from content/topics.yml{_some(content.topics)}."), "topics: [TODO]\n"]


def _some(ids: Collection[str]) -> str:
    """List the first ids for a comment."""
    more = ", ..." if len(ids) > _IDS_SHOWN else ""
    return f": {', '.join(sorted(ids)[:_IDS_SHOWN])}{more}" if ids else ""


def _id_list(key: str, names: list[str]) -> str:
    """Write a list of ids: on the line of its key where there is room, else an item a line."""
    line = f"{key}: {name_list(names)}\n"
    return line if len(line) <= 100 else f"{key}:\n" + "".join(f"  - {name}\n" for name in names)
