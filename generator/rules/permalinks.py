"""Published URLs must keep working: ``content/permalinks.lock`` records every one of them.

The file has one entry a line, ``brief`` or ``brief#claim``, sorted, and nothing else about it: to add or retire a URL
changes one line, and two branches that add some merge by keeping the lines of both. Order and duplicates mean nothing.
Former slugs and ids have entries as well, since they still open something. Drafts have none: they have no URL yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.model.content import PERMALINKS, Brief, Content
from generator.model.fields import NAME_PATTERN
from generator.rules.decorators import Statements, check
from generator.rules.lock_file import parse_lock

PERMALINK_GONE = Rule("permalink-gone", "Every published URL must still lead to its brief or claim.")
PERMALINK_NOT_LOCKED = Rule(
    "permalink-not-locked",
    "Every published URL must be recorded in content/permalinks.lock (not checked by `mkdocs serve`).",
    Severity.WARNING,
)
BAD_PERMALINK = Rule(
    "bad-permalink", "Every line of content/permalinks.lock must be `brief` or `brief#claim`."
)

_HEAD = "# Every published URL. Do not delete lines. `seedbrief lock` writes this file.\n"
_PERMALINK = re.compile(f"{NAME_PATTERN}(?:#{NAME_PATTERN})?")
_RETIRE = "to retire it on purpose: `seedbrief lock --accept`"
_LIKELY = 60  # percent of similarity from which a replacement is suggested
_LISTED = 5  # URLs that one message lists


@lru_cache(maxsize=1)
def parse_permalinks(text: str) -> tuple[Mapping[str, int], Sequence[Diagnostic]]:
    """Parse the lock. Returns the number of its first line by permalink, and what is wrong."""

    def bad_line(span: Span) -> Diagnostic:
        hint = "restore the line from git: it is `brief` or `brief#claim`, one published URL"
        return BAD_PERMALINK.at(span, "this is not the URL of a brief or claim", hint)

    entries, diagnostics = parse_lock(text, PERMALINKS, _PERMALINK, bad_line)
    return {name: line for line, (name,) in reversed(entries)}, diagnostics


def lock(content: Content) -> tuple[bytes, tuple[str, ...]]:
    """Return the new content of the lock, and the permalinks that writing it retires.

    The lock keeps what is published, and recorded permalinks that still lead somewhere or whose file is unreadable.
    """
    locked, _ = parse_permalinks(content.locks.get(PERMALINKS, ""))
    gone = set(_gone(content, locked))
    names = sorted((_published(content) | locked.keys()) - gone)
    return (_HEAD + "".join(f"{name}\n" for name in names)).encode(), tuple(sorted(gone))


@check(PERMALINK_GONE, BAD_PERMALINK)
def permalinks_kept(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Report each brief that is gone once, with its claims and judgments; else the claims and judgments one by one."""
    locked, diagnostics = parse_permalinks(content.locks.get(PERMALINKS, ""))
    yield from diagnostics
    gone: dict[str, list[str]] = defaultdict(list)
    for name in _gone(content, locked):
        slug, _, statement = name.partition("#")
        gone[slug] += [statement] if statement else []
    owners = _owners(content)
    for slug, names in gone.items():
        if slug not in owners:
            line = locked.get(slug) or min(locked[f"{slug}#{name}"] for name in names)
            yield _brief_gone(content, slug, names, locked, line)
        else:
            new = _not_locked(content, owners[slug], locked)
            for name in names:
                line = locked[f"{slug}#{name}"]
                yield _statement_gone(content, slug, owners[slug], name, _heir(name, names, new), line)


@check(PERMALINK_NOT_LOCKED, only_when_publishing=True)
def permalinks_locked(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Report all that is published and not recorded at once."""
    published = _published(content)
    if (PERMALINKS, "*") in content.unreadable or not published:
        return
    hint = "run `seedbrief lock` when you publish, and commit the file with the content"
    if PERMALINKS not in content.locks:
        message = "published URLs are not locked, so a lost one would go unnoticed"
        yield PERMALINK_NOT_LOCKED.at(Span(PERMALINKS), message, hint)
    elif missing := sorted(published - parse_permalinks(content.locks[PERMALINKS])[0].keys()):
        rest = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
        are = "URLs are" if len(missing) > 1 else "URL is"
        message = f"{len(missing)} {are} not locked: {', '.join(missing[:_LISTED])}{rest}"
        yield PERMALINK_NOT_LOCKED.at(Span(PERMALINKS), message, hint)


FORMER_ID_TAKEN = Rule(
    "former-id-taken",
    "A former id must not be an id or a former id of another claim or judgment in its brief.",
)


@check(FORMER_ID_TAKEN)
def former_id_taken(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """Compare the former ids in a brief with its ids, and with each other."""
    for slug, brief in sorted(content.briefs.items()):
        owners = {statement.id: statement.id for _, _, statement in brief.placed_statements()}
        for field, at, statement in brief.placed_statements():
            for position, alias in enumerate(statement.aliases):
                if alias in owners:
                    span = content.span("brief", slug, field, at, "aliases", position)
                    message = f"`{alias}` already leads to `{owners[alias]}` in this brief"
                    yield FORMER_ID_TAKEN.at(span, message, "keep it in one place")
                owners.setdefault(alias, statement.id)


def _owners(content: Content) -> dict[str, str]:
    """Return today's slug of each published brief by every slug that opens it, former ones included."""
    briefs = {slug: brief for slug, brief in sorted(content.briefs.items()) if brief.status == "published"}
    former = {alias: slug for slug, brief in briefs.items() for alias in brief.aliases}
    return former | {slug: slug for slug in briefs}


def _published(content: Content) -> set[str]:
    """Return every permalink of the site. Of a former slug, that is only the page: claims count under the new one."""
    owners = _owners(content)
    briefs = {slug: content.briefs[slug] for slug in set(owners.values())}
    return set(owners) | {f"{slug}#{name}" for slug, brief in briefs.items() for name in _ids(brief)}


def _gone(content: Content, locked: Collection[str]) -> Iterator[str]:
    """Yield the recorded permalinks that lead nowhere, unless an unreadable file may contain what they lead to."""
    left = sorted(set(locked) - _published(content))  # usually nothing
    owners = _owners(content) if left else {}
    ids = {slug: _ids(content.briefs[slug]) for slug in set(owners.values())}
    unread = any(kind == "brief" for kind, _ in content.unreadable)
    for name in left:
        slug, _, statement = name.partition("#")
        owner = owners.get(slug)
        if owner is None:
            known = slug in content.briefs or not unread  # it may be an alias in an unreadable file
        else:
            known = bool(statement) and statement not in ids[owner] and owner not in content.salvaged
        if known:
            yield name


def _brief_gone(
    content: Content, slug: str, statements: Collection[str], locked: Mapping[str, int], line: int
) -> Diagnostic:
    lost = f" with {_counted(statements)}" if statements else ""
    span = Span(PERMALINKS, line, 1, line, len(slug) + 1)
    drafts = {
        alias: name for name, brief in sorted(content.briefs.items()) for alias in (*brief.aliases, name)
    }
    if draft := drafts.get(slug):  # what is published would have been found
        message = f"/briefs/{slug}/ was published{lost}, and {_file(content, draft)} is a draft now"
        return PERMALINK_GONE.at(span, message, f"remove `status: draft`\n{_RETIRE}")
    message = f"/briefs/{slug}/ was published{lost}, and {_file(content, slug)} is missing"
    heir, hint = _heir_of_brief(content, slug, set(statements), locked), "the brief that replaces it"
    if heir:
        hint = f"{hint}, most likely {_file(content, heir)}"
    return PERMALINK_GONE.at(span, message, f"restore it, or add `aliases: [{slug}]` to {hint}\n{_RETIRE}")


def _statement_gone(
    content: Content, slug: str, owner: str, name: str, heir: str | None, line: int
) -> Diagnostic:
    span = Span(PERMALINKS, line, 1, line, len(f"{slug}#{name}") + 1)
    file = _file(content, owner)
    message = f"`{slug}#{name}` was published, and {file} has no claim or judgment with that id"
    hint = "the claim or judgment that replaces it"
    for field, at, statement in content.briefs[owner].placed_statements():
        if statement.id == heir:
            hint += f", most likely `{heir}` on line {content.span('brief', owner, field, at, 'id').line}"
    return PERMALINK_GONE.at(
        span, message, f"restore its id, or add `aliases: [{name}]` to {hint}\n{_RETIRE}"
    )


def _heir_of_brief(
    content: Content, slug: str, statements: Collection[str], locked: Collection[str]
) -> str | None:
    """Return the slug of the brief that most likely replaces one that is gone: by its ids, or a new one by title."""

    def likeness(other: str) -> float:
        brief = content.briefs[other]
        same = 100 * len(_ids(brief).intersection(statements)) / max(1, len(statements))
        named = max(fuzz.ratio(slug, other), fuzz.token_set_ratio(_spaced(slug), brief.title.lower()))
        return max(same, 0 if other in locked else named)

    found = max(sorted(set(_owners(content).values())), key=likeness, default=None)
    return found if found and likeness(found) >= _LIKELY else None


def _heir(name: str, gone: Collection[str], new: Mapping[str, str]) -> str | None:
    """Return the id of the new statement most likely to replace one that is gone: the only one, or by its words."""
    if len(gone) == len(new) == 1:
        return next(iter(new))

    def likeness(other: str) -> float:
        return max(fuzz.ratio(name, other), fuzz.token_set_ratio(_spaced(name), new[other].lower()))

    found = max(sorted(new), key=likeness, default=None)
    return found if found and likeness(found) >= _LIKELY else None


def _not_locked(content: Content, slug: str, locked: Collection[str]) -> dict[str, str]:
    """Return the text of each claim and judgment of a brief that is not recorded yet, by id."""
    statements = (statement for _, _, statement in content.briefs[slug].placed_statements())
    return {item.id: item.text for item in statements if f"{slug}#{item.id}" not in locked}


def _ids(brief: Brief) -> set[str]:
    """Return the ids at which the page of a brief opens, former ones included."""
    return {name for _, _, item in brief.placed_statements() for name in (item.id, *item.aliases) if name}


def _file(content: Content, slug: str) -> str:
    document = content.documents.get(("brief", slug))
    return document.path if document else f"content/briefs/{slug}.yml"


def _counted(statements: Collection[str]) -> str:
    return f"{len(statements)} claim{'s' * (len(statements) > 1)} or judgment{'s' * (len(statements) > 1)}"


def _spaced(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")
