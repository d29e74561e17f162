"""Addresses last: ``content/permalinks.lock`` holds every one that was published, and none may stop leading somewhere.

The file has one address a line, ``brief`` or ``brief#claim``, sorted, without anything else about it: adding or
withdrawing an address changes one line, and two branches that add some merge by keeping the lines of both. Order,
doubled lines, empty ones and those that start with ``#`` mean nothing. Former slugs and ids stand in it like the
others, as they open something too. Drafts do not, as they have no address yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from rapidfuzz import fuzz

from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.model.content import PERMALINKS, Brief, Content, Statement
from generator.model.fields import NAME_PATTERN
from generator.model.site import Site

PERMALINK_GONE = Rule("permalink-gone", "An address that was published still leads to its brief or claim.")
PERMALINK_NOT_LOCKED = Rule(
    "permalink-not-locked",
    "Every address that is published is in content/permalinks.lock; `mkdocs serve` does not ask for that.",
    Severity.WARNING,
)
BAD_PERMALINK = Rule("bad-permalink", "A line of content/permalinks.lock is `brief` or `brief#claim`.")
MERGE_CONFLICT = Rule("merge-conflict", "content/permalinks.lock has no marks of a merge conflict.")
FORMER_ID_TAKEN = Rule(
    "former-id-taken",
    "A former id is not that of another claim or judgment of its brief, nor claimed by two.",
)
RULES = (PERMALINK_GONE, PERMALINK_NOT_LOCKED, BAD_PERMALINK, MERGE_CONFLICT, FORMER_ID_TAKEN)

_HEAD = "# Every address that was published: none may vanish. `seedbrief lock` writes this file.\n"
_ADDRESS = re.compile(f"{NAME_PATTERN}(?:#{NAME_PATTERN})?")
_CONFLICT = re.compile(r"<{7}( |$)|={7}$|>{7}( |$)|\|{7}( |$)")
_WITHDRAW = "to withdraw it knowingly: `seedbrief lock --accept`"
_LIKELY = 60  # per cent alike: worth proposing
_LISTED = 5  # addresses that one message names


def read_permalinks(text: str) -> tuple[dict[str, int], list[Diagnostic]]:
    """Read the lock: address -> its first line; and the lines that are none, marks of a merge conflict once."""
    locked: dict[str, int] = {}
    wrong: list[Diagnostic] = []
    marked = False
    for number, written in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        if _ADDRESS.fullmatch(line):
            locked.setdefault(line, number)
            continue
        span = Span(PERMALINKS, number, 1, number, len(written) + 1)
        if _CONFLICT.match(line):
            if not marked:
                hint = "run `seedbrief lock`: it keeps the addresses of both sides"
                wrong.append(MERGE_CONFLICT.at(span, "this is the mark of a merge conflict", hint))
            marked = True
        else:
            hint = "put back what git has for it: the line is `brief` or `brief#claim`, one address that was published"
            wrong.append(BAD_PERMALINK.at(span, "this is no address of a brief or claim", hint))
    return locked, wrong


def lock(content: Content) -> tuple[bytes, tuple[str, ...]]:
    """Make the lock anew: what is published now, and of what was, all that still leads somewhere or cannot be judged.

    Returns its bytes, and the addresses that are in it no longer: those that are withdrawn by writing it.
    """
    locked, _ = read_permalinks(content.permalinks or "")
    gone = set(_gone(content, locked))
    names = sorted((_published(content) | locked.keys()) - gone)
    return (_HEAD + "".join(f"{name}\n" for name in names)).encode(), tuple(sorted(gone))


def addresses_last(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Find what was published and has vanished: a brief with all that it held, or a claim or judgment by itself."""
    locked, wrong = read_permalinks(content.permalinks or "")
    yield from wrong
    gone: dict[str, list[str]] = defaultdict(list)
    for name in _gone(content, locked):
        slug, _, statement = name.partition("#")
        gone[slug] += [statement] if statement else []
    owners = _owners(content)
    for slug, statements in gone.items():
        if slug not in owners:
            line = locked.get(slug) or min(locked[f"{slug}#{name}"] for name in statements)
            yield _brief_gone(content, slug, statements, locked, line)
        else:
            fresh = _fresh(content, owners[slug], locked)
            for name in statements:
                line = locked[f"{slug}#{name}"]
                yield _statement_gone(content, slug, owners[slug], name, _heir(name, statements, fresh), line)


def addresses_locked(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Say once what is published and not locked: for who publishes, as a day's claims are locked together."""
    published = _published(content)
    if (PERMALINKS, "*") in content.unreadable or not published:
        return
    hint = "run `seedbrief lock` when you publish, and commit the file with the content"
    if content.permalinks is None:
        message = "the addresses of the site are not locked: nothing would show that one has vanished"
        yield PERMALINK_NOT_LOCKED.at(Span(PERMALINKS), message, hint)
    elif missing := sorted(published - read_permalinks(content.permalinks)[0].keys()):
        more = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
        are = "addresses are" if len(missing) > 1 else "address is"
        message = f"{len(missing)} {are} not locked: {', '.join(missing[:_LISTED])}{more}"
        yield PERMALINK_NOT_LOCKED.at(Span(PERMALINKS), message, hint)


def former_ids(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Compare the former ids in a brief with its ids, and with each other."""
    for slug, brief in sorted(content.briefs.items()):
        owners = {statement.id: statement.id for _, _, statement in _statements(brief)}
        for field, at, statement in _statements(brief):
            for position, alias in enumerate(statement.aliases):
                if alias in owners:
                    span = content.span("brief", slug, field, at, "aliases", position)
                    message = f"`{alias}` already leads to `{owners[alias]}` in this brief"
                    yield FORMER_ID_TAKEN.at(span, message, "keep it in one place")
                owners.setdefault(alias, statement.id)


def _owners(content: Content) -> dict[str, str]:
    """Give for every slug that opens a published brief, former ones too, the slug that it has now."""
    briefs = {slug: brief for slug, brief in sorted(content.briefs.items()) if brief.status == "published"}
    former = {alias: slug for slug, brief in briefs.items() for alias in brief.aliases}
    return former | {slug: slug for slug in briefs}


def _published(content: Content) -> set[str]:
    """Collect every address of the site; of a former slug only the page, whose claims are known by the new one."""
    owners = _owners(content)
    briefs = {slug: content.briefs[slug] for slug in set(owners.values())}
    return set(owners) | {f"{slug}#{name}" for slug, brief in briefs.items() for name in _ids(brief)}


def _gone(content: Content, locked: Collection[str]) -> Iterator[str]:
    """Find the addresses that open nothing. What a file that cannot be read may hold has not vanished."""
    left = sorted(set(locked) - _published(content))  # mostly nothing
    owners = _owners(content) if left else {}
    ids = {slug: _ids(content.briefs[slug]) for slug in set(owners.values())}
    unread = any(kind == "brief" for kind, _ in content.unreadable)
    for name in left:
        slug, _, statement = name.partition("#")
        owner = owners.get(slug)
        if owner is None:
            known = slug in content.briefs or not unread  # it may be an alias in a file that cannot be read
        else:
            known = bool(statement) and statement not in ids[owner] and owner not in content.salvaged
        if known:
            yield name


def _brief_gone(
    content: Content, slug: str, statements: Collection[str], locked: Mapping[str, int], line: int
) -> Diagnostic:
    held = f" with {_counted(statements)}" if statements else ""
    span = Span(PERMALINKS, line, 1, line, len(slug) + 1)
    drafts = {
        alias: name for name, brief in sorted(content.briefs.items()) for alias in (*brief.aliases, name)
    }
    if draft := drafts.get(slug):  # what is published would have been found
        message = f"/briefs/{slug}/ was published{held}, and {_file(content, draft)} is a draft now"
        return PERMALINK_GONE.at(span, message, f"take out `status: draft`\n{_WITHDRAW}")
    message = f"/briefs/{slug}/ was published{held}, and {_file(content, slug)} is not there"
    heir, hint = _heir_of_brief(content, slug, set(statements), locked), "the brief that it became"
    if heir:
        hint = f"{hint}, most likely {_file(content, heir)}"
    return PERMALINK_GONE.at(span, message, f"put it back, or add `aliases: [{slug}]` to {hint}\n{_WITHDRAW}")


def _statement_gone(
    content: Content, slug: str, owner: str, name: str, heir: str | None, line: int
) -> Diagnostic:
    span = Span(PERMALINKS, line, 1, line, len(f"{slug}#{name}") + 1)
    file = _file(content, owner)
    message = f"`{slug}#{name}` was published, and {file} has no claim or judgment with that id"
    hint = "the claim or judgment that takes its place"
    for field, at, statement in _statements(content.briefs[owner]):
        if statement.id == heir:
            hint += f", most likely `{heir}` in line {content.span('brief', owner, field, at, 'id').line}"
    return PERMALINK_GONE.at(
        span, message, f"give it its id back, or add `aliases: [{name}]` to {hint}\n{_WITHDRAW}"
    )


def _heir_of_brief(
    content: Content, slug: str, statements: Collection[str], locked: Collection[str]
) -> str | None:
    """Name the brief that holds the ids of one that is gone, or that is new and has a title like its slug."""

    def likeness(other: str) -> float:
        brief = content.briefs[other]
        same = 100 * len(_ids(brief).intersection(statements)) / max(1, len(statements))
        named = max(fuzz.ratio(slug, other), fuzz.token_set_ratio(_spaced(slug), brief.title.lower()))
        return max(same, 0 if other in locked else named)

    found = max(sorted(set(_owners(content).values())), key=likeness, default=None)
    return found if found and likeness(found) >= _LIKELY else None


def _heir(name: str, gone: Collection[str], fresh: Mapping[str, str]) -> str | None:
    """Name the new statement in place of one that is gone: the only one, or the one that reads like its id."""
    if len(gone) == len(fresh) == 1:
        return next(iter(fresh))

    def likeness(other: str) -> float:
        return max(fuzz.ratio(name, other), fuzz.token_set_ratio(_spaced(name), fresh[other].lower()))

    found = max(sorted(fresh), key=likeness, default=None)
    return found if found and likeness(found) >= _LIKELY else None


def _fresh(content: Content, slug: str, locked: Collection[str]) -> dict[str, str]:
    """Give the words of each claim and judgment of a brief that is not locked yet, by id."""
    statements = (statement for _, _, statement in _statements(content.briefs[slug]))
    return {item.id: item.text for item in statements if f"{slug}#{item.id}" not in locked}


def _statements(brief: Brief) -> Iterator[tuple[str, int, Statement]]:
    """List claims and judgments, each with its field and its position there."""
    for at, claim in enumerate(brief.claims):
        yield "claims", at, claim
    for at, judgment in enumerate(brief.judgments):
        yield "judgments", at, judgment


def _ids(brief: Brief) -> set[str]:
    """Collect the ids at which the page of a brief opens, former ones too."""
    return {name for _, _, item in _statements(brief) for name in (item.id, *item.aliases) if name}


def _file(content: Content, slug: str) -> str:
    document = content.documents.get(("brief", slug))
    return document.path if document else f"content/briefs/{slug}.yml"


def _counted(statements: Collection[str]) -> str:
    return f"{len(statements)} claim{'s' * (len(statements) > 1)} or judgment{'s' * (len(statements) > 1)}"


def _spaced(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")


CHECKS = (addresses_last, former_ids)
