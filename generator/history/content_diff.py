"""What changed between two readings of the content, in the words of the field.

Records are walked field by field in the order of the content format, so a new field needs nothing here. What
has an id is matched by it; other items of lists, and statements whose id is gone, by their words.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from rapidfuzz import fuzz

from generator.diagnostics import Severity
from generator.load.drafts import downgrade_draft_todos
from generator.model.content import Brief, Content, Evidence, Record, Revision, Statement
from generator.model.fields import ClaimRef, ProseText
from generator.model.scales import CREDIBILITY, RELIABILITY
from generator.model.seed import Seed
from generator.resolve.corroboration import full_name
from generator.resolve.sources import grading
from generator.text.edtf import EdtfDate, day_words

SAME = 85  # per cent alike: a statement with a new id is the one whose id is gone
ALIKE = 60  # per cent alike: a text or quotation is an earlier one, changed

_KINDS = {  # field of Content -> what one of them is called
    "briefs": "brief",
    "sources": "source",
    "publishers": "publisher",
    "topics": "topic",
    "entities": "entity",
    "seeds": "seed",
}
_ITEMS = {  # field -> what one item of it is called, where that is not the field without its s
    "based_on": "basis",
    "entities": "entity",
    "aliases": "alias",
    "alt_labels": "alternative label",
    "evidence": "quotation",
    **{name: name for name in ("corroborates", "contradicts", "updates")},
}
_SCALES: Mapping[str, Mapping[Any, str]] = {"credibility": CREDIBILITY, "reliability": RELIABILITY}
_MAIN = ("title", "label", "text", "quote", "status", "url")  # the first of these stands for the whole record
REASONED = ("likelihood", "confidence")  # ICD 203: a changed judgment says what changed and why


@dataclass(frozen=True, slots=True)
class Change:
    """One change. Where ``what`` is the same as ``kind``, all of it came or went."""

    where: str  # `brief`, `brief#claim`, `topic x`: by today's name
    kind: str  # what is there: brief, claim, judgment, source, publisher, topic, entity or seed
    what: str  # a field, or one item of it, such as `gap`
    before: str | None  # in words; None: there was none
    after: str | None
    because: tuple[str, ...] = ()  # of likelihood and confidence: the notes of the brief's new revisions


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """Compare what is without mistakes in both; the same contents give the same changes in the same order."""
    names = _names_now(before, after)  # what a brief was called is known, whatever else is wrong in it
    before, after = _without_mistakes(before), _without_mistakes(after)
    found: list[Change] = []
    for many, kind in _KINDS.items():
        unknown = {name for of, name in before.unreadable | after.unreadable if of == kind}
        old, new = getattr(before, many), getattr(after, many)
        then = {names.get(name, name) if kind == "brief" else name: name for name in old}
        for name in sorted(then.keys() | new.keys()):
            was, now = old.get(then.get(name)), new.get(name)
            if was == now or unknown & {"*", name, then.get(name)}:
                continue
            where = name if kind == "brief" else f"{kind} {name}"
            if was is None or now is None:
                found.append(Change(where, kind, kind, _words(was), _words(now)))
            elif isinstance(now, Seed):
                if was.digest != now.digest:
                    found.append(Change(where, kind, "bytes", _words(was), _words(now)))
            elif isinstance(now, Brief):
                found += _brief(before, after, then[name], name, names)
            else:
                found += _fields(where, kind, *(_by_todays_names(item, "", names) for item in (was, now)))
    return tuple(found)


def _without_mistakes(content: Content) -> Content:
    """Count as unreadable what has an error: its fields that were refused are not gone, nobody can say what they are.

    What is still to be written in a draft is no error.
    """
    found = [mistake for mistakes in content.mistakes.values() for mistake in mistakes]
    errors = {
        item
        for item in downgrade_draft_todos(content, found, for_editor=False)
        if item.severity is Severity.ERROR
    }
    mistaken = {key for key, mistakes in content.mistakes.items() if not errors.isdisjoint(mistakes)}
    return replace(content, unreadable=content.unreadable | mistaken)


def _names_now(before: Content, after: Content) -> dict[str, str]:
    """Give today's name for each brief (`slug`), claim and judgment (`slug#id`) that had another one."""
    names: dict[str, str] = {}
    for slug in sorted(after.briefs.keys() - before.briefs.keys()):
        gone = before.briefs.keys() - after.briefs.keys() - names.keys()
        if former := next((alias for alias in after.briefs[slug].aliases if alias in gone), None):
            names[former] = slug
    for then, old in before.briefs.items():
        slug = names.get(then, then)
        new = after.briefs.get(slug)
        if new and new != old:
            for olds, news in ((old.claims, new.claims), (old.judgments, new.judgments)):
                for at, to in _paired(olds, news, SAME):
                    was, now = "" if at is None else olds[at].id, "" if to is None else news[to].id
                    if was and now and (then, was) != (slug, now):  # an id that was refused is empty
                        names[f"{then}#{was}"] = f"{slug}#{now}"
    return names


def _by_todays_names(value: Any, slug: str, names: Mapping[str, str], type_: Any = str) -> Any:
    """Write every reference by today's name, and as short as can be: `id` for `slug#id` within the brief."""

    def now(name: str) -> str:
        brief, mark, statement = name.partition("#")
        return names.get(name) or names.get(brief, brief) + mark + statement

    if isinstance(value, Record):
        types = ((name, info.annotation) for name, info in type(value).model_fields.items())
        written = {name: _by_todays_names(getattr(value, name), slug, names, type_) for name, type_ in types}
        if isinstance(value, Brief):
            written["see_also"] = tuple(now(name) for name in value.see_also)
        return value.model_copy(update=written)
    if isinstance(value, tuple):
        return tuple(_by_todays_names(item, slug, names, type_) for item in value)
    if isinstance(value, str) and ClaimRef in get_args(type_):
        return now(full_name(slug, value)).removeprefix(f"{now(slug)}#")
    return re.sub(r"(?<=\[\[)[^]|[]+", lambda link: now(link[0]), value) if isinstance(value, str) else value


def _brief(
    before: Content, after: Content, then: str, slug: str, names: Mapping[str, str]
) -> Iterator[Change]:
    old = _by_todays_names(before.briefs[then], then, names)
    new = _by_todays_names(after.briefs[slug], slug, names)  # an alias may be used still
    if then != slug:
        yield Change(slug, "brief", "slug", then, slug)
        new = new.model_copy(update={"aliases": tuple(alias for alias in new.aliases if alias != then)})
    found = list(_fields(slug, "brief", old, new))
    notes = tuple(revision.note for revision in new.revisions if revision not in old.revisions)
    added = {change.where for change in found if change.what == change.kind}
    former = {now: was for was, now in names.items()}
    for change in found:
        reasoned = change.what in REASONED and change.where not in added
        yield replace(change, because=notes) if reasoned else change
        if change.what == "credibility":
            grade = _grade(before, former.get(change.where, change.where))
            regraded = _grade(after, change.where)
            if (not grade, not regraded) == (not change.before, not change.after):
                yield Change(change.where, change.kind, "grading", grade, regraded)


def _grade(content: Content, name: str) -> str | None:
    """Grade a claim, `slug#id`, as its page does; not at all where one of its sources is not known."""
    slug, _, wanted = name.partition("#")
    brief = content.briefs.get(slug)
    for claim in brief.claims if brief else ():
        only = brief.sources[0] if brief and len(brief.sources) == 1 else ""
        sources = [item.source or only for item in claim.evidence]
        if claim.id == wanted and all(_is_rated(content, source) for source in sources):
            return grading(content, sources, claim.credibility) or None
    return None


def _is_rated(content: Content, source: str) -> bool:
    """Say whether it is known how reliable a source is, or that nobody has said so."""
    record = content.sources.get(source)
    if record is None or content.may_hold("source", source):
        return False
    return not content.may_hold("publisher", record.publisher)


def _fields(
    where: str, kind: str, old: Record | None, new: Record | None, within: str = ""
) -> Iterator[Change]:
    """Compare two records, or one with nothing; ``within`` names the field that they are the value of."""
    record: Any = new or old
    for field, info in type(record).model_fields.items():
        default = None if info.is_required() else info.get_default()
        was, now = getattr(old, field, default), getattr(new, field, default)
        what = field.replace("_", " ") if not within else within if field in _MAIN else f"{within} {field}"
        if was == now or field == "id" or (within and field == "source" and not (was and now)):
            continue  # a quotation without a source is from the only one, and that is a field of the brief
        if ... in get_args(info.annotation):
            prose = ProseText in get_args(info.annotation)
            yield from _items(where, kind, field, was or (), now or (), prose)
        elif isinstance(was, Record) or isinstance(now, Record):
            yield from _fields(where, kind, was, now, what)
        else:
            yield Change(where, kind, what, _words(was, field, now), _words(now, field, was))


def _items(
    where: str, kind: str, field: str, old: Sequence[Any], new: Sequence[Any], prose: bool
) -> Iterator[Change]:
    """Compare two lists, item by item."""
    label = _ITEMS.get(field, field.removesuffix("s").replace("_", " "))
    one = (new or old)[0]
    cutoff = SAME if isinstance(one, Statement) else ALIKE if isinstance(one, Record) or prose else None
    pairs = list(_paired(old, new, cutoff))
    for then, today in pairs:
        was, now = None if then is None else old[then], None if today is None else new[today]
        if isinstance(one, Statement):
            yield from _statement(where, label, was, now)
        elif isinstance(one, Evidence) and was and now:
            yield from _fields(where, kind, was, now, label)
        elif was != now:
            yield Change(where, kind, label, _words(was), _words(now))
    kept = [then for then, today in pairs if then is not None and today is not None]
    if kept != sorted(kept):
        yield Change(where, kind, f"order of {field.replace('_', ' ')}", None, None)


def _statement(brief: str, kind: str, old: Statement | None, new: Statement | None) -> Iterator[Change]:
    where = f"{brief}#{new.id if new else old.id if old else ''}"
    if old is None or new is None:
        yield Change(where, kind, kind, _words(old), _words(new))
    elif old.id != new.id:
        yield Change(where, kind, "id", old.id, new.id)
        new = new.model_copy(update={"aliases": tuple(alias for alias in new.aliases if alias != old.id)})
    if new:
        yield from (change for change in _fields(where, kind, old, new) if old or change.what != "text")


def _paired(
    old: Sequence[Any], new: Sequence[Any], cutoff: int | None
) -> Iterator[tuple[int | None, int | None]]:
    """Pair positions of what is the same, by id, former id or altogether, or else ``cutoff`` per cent alike.

    Today's go first.
    """
    free: dict[Any, list[int]] = defaultdict(list)
    for at, item in enumerate(old):
        free[getattr(item, "id", item)].append(at)
    same = {at: free[key].pop(0) for at, item in enumerate(new) if free[key := getattr(item, "id", item)]}
    for at, item in enumerate(new):
        former = item.aliases if isinstance(item, Statement) and at not in same else ()
        if alias := next((alias for alias in former if free[alias]), None):
            same[at] = free[alias].pop(0)
    left = [at for positions in free.values() for at in positions]
    right = [at for at in range(len(new)) if at not in same]
    alike = [
        (-score, today, then)
        for then in left
        if cutoff
        for today in right
        if (score := fuzz.ratio(_unlinked(old[then]), _unlinked(new[today]), score_cutoff=cutoff))
    ]
    for _, today, then in sorted(alike):
        if today not in same and then in left:
            same[today] = then
            left.remove(then)
    yield from ((same.get(today), today) for today in range(len(new)))
    yield from ((then, None) for then in sorted(left))


def _unlinked(item: Any) -> str:
    return re.sub(r"\[\[[^]|[]+\|?", "", _words(item) or "")


def _words(value: Any, field: str = "", other: Any = None) -> str | None:
    """Say a value as a person would; ``other``, with which it is compared, must not read the same."""
    if isinstance(value, EdtfDate):
        exact = isinstance(other, EdtfDate) and other.words == value.words
        return f"{value.words} ({value.edtf})" if exact else value.words
    if isinstance(value, datetime.date):
        stands_in = value == datetime.date.min  # for one that is still to be written
        return None if stands_in else day_words(value)
    if isinstance(value, Revision):
        return f"{day_words(value.date)}: {value.note}"
    if isinstance(value, Seed):
        return f"SHA-256 {value.digest[:12]}…"
    if isinstance(value, Record):
        return next(_words(getattr(value, name)) for name in _MAIN if hasattr(value, name))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    scale = _SCALES.get(field, {})
    return f"{value}, {scale[value]}" if value in scale else value or None
