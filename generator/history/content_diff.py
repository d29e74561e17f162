"""Lists what changed between two ``Content`` values, field by field.

Records are compared in the field order of the content model, so a new field needs no code here. List items that have
an id are matched by id. Other items, and statements whose id no longer exists, are matched by similarity of their text.
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
from generator.resolve.sources import rating
from generator.text.edtf import EdtfDate
from generator.translation import _, day_words

SAME_STATEMENT = 85  # percent similarity: a statement with a new id is the one whose id is gone
SIMILAR_TEXT = 60  # percent similarity: a text or quotation is an edited version of another
_MOST_PAIRS = 10_000  # of items that are compared with each other; beyond, none is
_LONG = 2_000  # code points of a text that are compared

_KINDS = {  # field of Content -> kind of its records
    "briefs": "brief",
    "sources": "source",
    "publishers": "publisher",
    "authors": "author",
    "topics": "topic",
    "entities": "entity",
    "seeds": "seed",
}
_ITEM_LABELS = {  # field -> label of one item, if that is not the field without its s
    "based_on": "basis",
    "entities": "entity",
    "aliases": "alias",
    "alt_labels": "alternative label",
    "evidence": "quotation",
    **{name: name for name in ("corroborates", "contradicts", "updates")},
}
_SCALES: Mapping[str, Mapping[Any, str]] = {"credibility": CREDIBILITY, "reliability": RELIABILITY}
_MAIN_FIELDS = (
    "title",
    "label",
    "text",
    "quote",
    "status",
    "url",
)  # the first one present describes a record
FIELDS_WITH_REASON = ("likelihood", "confidence")  # ICD 203: a changed judgment says what changed and why


@dataclass(frozen=True, slots=True)
class Change:
    """One change. If ``what`` equals ``kind``, the whole record or statement was added or removed."""

    where: str  # `brief`, `brief#claim` or `topic x`, by its current name
    kind: str  # brief, claim, judgment, source, publisher, topic, entity or seed
    what: str  # a field, or one item of a list, such as `gap`
    before: str | None  # as shown to readers; None: there was no value
    after: str | None
    because: tuple[str, ...] = ()  # for likelihood and confidence: the notes of the brief's new revisions


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """Return the changes between two contents, always in the same order. Records with errors are not compared."""
    names = _current_names(before, after)  # from all records, since a brief with errors can be renamed too
    before, after = _without_errors(before), _without_errors(after)
    result: list[Change] = []
    for collection, kind in _KINDS.items():
        unreadable = {name for of, name in before.unreadable | after.unreadable if of == kind}
        old_records, new_records = getattr(before, collection), getattr(after, collection)
        old_names = {names.get(name, name) if kind == "brief" else name: name for name in old_records}
        for name in sorted(old_names.keys() | new_records.keys()):
            old, new = old_records.get(old_names.get(name)), new_records.get(name)
            if old == new or unreadable & {"*", name, old_names.get(name)}:
                continue
            where = name if kind == "brief" else f"{kind} {name}"
            if old is None or new is None:
                result.append(Change(where, kind, kind, _describe(old), _describe(new)))
            elif isinstance(new, Seed):
                if old.digest != new.digest:
                    result.append(Change(where, kind, "bytes", _describe(old), _describe(new)))
            elif isinstance(new, Brief):
                result += _compare_briefs(before, after, old_names[name], name, names)
            else:
                renamed = (_with_current_names(record, "", names) for record in (old, new))
                result += _compare_records(where, kind, *renamed)
    return tuple(result)


def _without_errors(content: Content) -> Content:
    """Mark records with errors as unreadable: a rejected value must not be reported as removed.

    A TODO in a draft is not an error.
    """
    diagnostics = [diagnostic for group in content.mistakes.values() for diagnostic in group]
    errors = {
        diagnostic
        for diagnostic in downgrade_draft_todos(content, diagnostics, for_editor=False)
        if diagnostic.severity is Severity.ERROR
    }
    with_errors = {key for key, group in content.mistakes.items() if not errors.isdisjoint(group)}
    return replace(content, unreadable=content.unreadable | with_errors)


def _current_names(before: Content, after: Content) -> dict[str, str]:
    """Return old name -> current name of each renamed brief (`slug`), claim and judgment (`slug#id`)."""
    names: dict[str, str] = {}
    for slug in sorted(after.briefs.keys() - before.briefs.keys()):
        gone = before.briefs.keys() - after.briefs.keys() - names.keys()
        if old_slug := next((alias for alias in after.briefs[slug].aliases if alias in gone), None):
            names[old_slug] = slug
    for old_slug, old in before.briefs.items():
        slug = names.get(old_slug, old_slug)
        new = after.briefs.get(slug)
        if new and new != old:
            for olds, news in ((old.claims, new.claims), (old.judgments, new.judgments)):
                for old_index, new_index in _match(olds, news, SAME_STATEMENT):
                    old_id = "" if old_index is None else olds[old_index].id
                    new_id = "" if new_index is None else news[new_index].id
                    if old_id and new_id and (old_slug, old_id) != (slug, new_id):  # a rejected id is empty
                        names[f"{old_slug}#{old_id}"] = f"{slug}#{new_id}"
    return names


def _with_current_names(value: Any, slug: str, names: Mapping[str, str], annotation: Any = str) -> Any:
    """Replace old names in all references by current ones, in their shortest form: `id` within its own brief."""

    def current(name: str) -> str:
        brief, mark, statement = name.partition("#")
        return names.get(name) or names.get(brief, brief) + mark + statement

    if isinstance(value, Record):
        updated = {
            name: _with_current_names(getattr(value, name), slug, names, info.annotation)
            for name, info in type(value).model_fields.items()
        }
        if isinstance(value, Brief):
            updated["see_also"] = tuple(current(name) for name in value.see_also)
        return value.model_copy(update=updated)
    if isinstance(value, tuple):
        return tuple(_with_current_names(item, slug, names, annotation) for item in value)
    if isinstance(value, str) and ClaimRef in get_args(annotation):
        return current(full_name(slug, value)).removeprefix(f"{current(slug)}#")
    if isinstance(value, str):
        return re.sub(r"(?<=\[\[)[^]|[]+", lambda link: current(link[0]), value)
    return value


def _compare_briefs(
    before: Content, after: Content, old_slug: str, slug: str, names: Mapping[str, str]
) -> Iterator[Change]:
    old, new = before.briefs[old_slug], after.briefs[slug]
    if names or _has_full_names(old, slug) or _has_full_names(new, slug):
        old = _with_current_names(old, old_slug, names)
        new = _with_current_names(new, slug, names)  # it may still use an alias
    if old_slug != slug:
        yield Change(slug, "brief", "slug", old_slug, slug)
        new = _without_alias(new, old_slug)
    if old.sources != new.sources and len(old.sources) == len(new.sources) == 1:
        old = _with_only_source(old, new.sources[0])  # that it changed is said once, of the brief
    found = list(_compare_records(slug, "brief", old, new))
    notes = tuple(revision.note for revision in new.revisions if revision not in old.revisions)
    added = {change.where for change in found if change.what == change.kind}
    old_names = {current: old_name for old_name, current in names.items()}
    for change in found:
        has_reason = change.what in FIELDS_WITH_REASON and change.where not in added
        yield replace(change, because=notes) if has_reason else change
        if change.what == "credibility":
            old_rating = _rating(before, old_names.get(change.where, change.where))
            new_rating = _rating(after, change.where)
            if (not old_rating, not new_rating) == (not change.before, not change.after):
                yield Change(change.where, change.kind, "rating", old_rating, new_rating)


def _has_full_names(brief: Brief, slug: str) -> bool:
    """Return whether a brief seems to call a claim of its own `slug#id`; most do not, which takes long to find out."""
    return f"{slug}#" in brief.model_dump_json(warnings=False)


def _with_only_source(brief: Brief, source: str) -> Brief:
    """Return a brief whose quotations are all from ``source``."""
    claims = [
        claim.model_copy(
            update={"evidence": tuple(item.model_copy(update={"source": source}) for item in claim.evidence)}
        )
        for claim in brief.claims
    ]
    return brief.model_copy(update={"claims": tuple(claims)})


def _without_alias(record: Any, alias: str) -> Any:
    return record.model_copy(update={"aliases": tuple(name for name in record.aliases if name != alias)})


def _rating(content: Content, name: str) -> str | None:
    """Return the rating of a claim (`slug#id`) as its page shows it; None if the rating of a source is unknown."""
    slug, _, id_ = name.partition("#")
    brief = content.briefs.get(slug)
    for claim in brief.claims if brief else ():
        sources = [evidence.source or "" for evidence in claim.evidence]
        if claim.id == id_ and all(_is_rating_known(content, source) for source in sources):
            return rating(content, sources, claim.credibility) or None
    return None


def _is_rating_known(content: Content, source: str) -> bool:
    """Return whether the source and its publisher could be read, so that their rating, or its absence, is known."""
    record = content.sources.get(source)
    if record is None or content.may_contain("source", source):
        return False
    return not content.may_contain("publisher", record.publisher)


def _compare_records(
    where: str, kind: str, old: Record | None, new: Record | None, parent: str = ""
) -> Iterator[Change]:
    """Yield the changes between two records, or all fields of one; ``parent`` labels the field that contains them."""
    record: Any = new or old
    for field, info in type(record).model_fields.items():
        default = None if info.is_required() else info.get_default()
        old_value, new_value = getattr(old, field, default), getattr(new, field, default)
        if old_value == new_value or field == "id":
            continue
        if parent and field == "source" and not (old_value and new_value):
            continue  # a quotation without a source is from the brief's only source, a field of the brief
        in_parent = parent if field in _MAIN_FIELDS else f"{parent} {field}"
        what = in_parent if parent else field.replace("_", " ")
        if ... in get_args(info.annotation):
            is_prose = ProseText in get_args(info.annotation)
            yield from _compare_lists(where, kind, field, old_value or (), new_value or (), is_prose)
        elif isinstance(old_value, Record) or isinstance(new_value, Record):
            yield from _compare_records(where, kind, old_value, new_value, what)
        else:
            old_text, new_text = (
                _describe(old_value, field, new_value),
                _describe(new_value, field, old_value),
            )
            yield Change(where, kind, what, old_text, new_text)


def _compare_lists(
    where: str, kind: str, field: str, old: Sequence[Any], new: Sequence[Any], is_prose: bool
) -> Iterator[Change]:
    label = _ITEM_LABELS.get(field, field.removesuffix("s").replace("_", " "))
    sample = (new or old)[0]
    if isinstance(sample, Statement):
        cutoff: int | None = SAME_STATEMENT
    else:
        cutoff = SIMILAR_TEXT if isinstance(sample, Record) or is_prose else None
    pairs = list(_match(old, new, cutoff))
    for old_index, new_index in pairs:
        before = None if old_index is None else old[old_index]
        after = None if new_index is None else new[new_index]
        if isinstance(sample, Statement):
            yield from _compare_statements(where, label, before, after)
        elif isinstance(sample, Evidence) and before and after:
            yield from _compare_records(where, kind, before, after, label)
        elif before != after:
            yield Change(where, kind, label, _describe(before), _describe(after))
    kept = [old_index for old_index, new_index in pairs if old_index is not None and new_index is not None]
    if kept != sorted(kept):
        yield Change(where, kind, f"order of {field.replace('_', ' ')}", None, None)


def _compare_statements(
    brief: str, kind: str, old: Statement | None, new: Statement | None
) -> Iterator[Change]:
    where = f"{brief}#{new.id if new else old.id if old else ''}"
    if old is None or new is None:
        yield Change(where, kind, kind, _describe(old), _describe(new))
    elif old.id != new.id:
        yield Change(where, kind, "id", old.id, new.id)
        new = _without_alias(new, old.id)
    if new:  # the text of an added statement is in its first change
        found = _compare_records(where, kind, old, new)
        yield from (change for change in found if old or change.what != "text")


def _match(
    old: Sequence[Any], new: Sequence[Any], cutoff: int | None
) -> Iterator[tuple[int | None, int | None]]:
    """Yield pairs of indices of items that are the same: by id or equality, by former id, or by similarity.

    ``cutoff`` is the least similarity of two descriptions in percent; None: do not match by similarity, as if there
    were too many. New items come first, in their order, then the old ones that are gone.
    """
    unmatched: dict[Any, list[int]] = defaultdict(list)
    for index, item in enumerate(old):
        unmatched[getattr(item, "id", item)].append(index)
    matched = {  # new index -> old index
        index: unmatched[key].pop(0)
        for index, item in enumerate(new)
        if unmatched[key := getattr(item, "id", item)]
    }
    for index, item in enumerate(new):
        aliases = item.aliases if isinstance(item, Statement) and index not in matched else ()
        if alias := next((alias for alias in aliases if unmatched[alias]), None):
            matched[index] = unmatched[alias].pop(0)
    old_left = [index for indices in unmatched.values() for index in indices]
    new_left = [index for index in range(len(new)) if index not in matched]
    is_compared = cutoff is not None and len(old_left) * len(new_left) <= _MOST_PAIRS
    old_texts = [(index, _without_links(old[index])) for index in old_left if is_compared]
    new_texts = [(index, _without_links(new[index])) for index in new_left if is_compared]
    similar = [
        (-score, new_index, old_index)
        for old_index, old_text in old_texts
        for new_index, new_text in new_texts
        if (score := fuzz.ratio(old_text, new_text, score_cutoff=cutoff))
    ]
    for _score, new_index, old_index in sorted(similar):
        if new_index not in matched and old_index in old_left:
            matched[new_index] = old_index
            old_left.remove(old_index)
    yield from ((matched.get(index), index) for index in range(len(new)))
    yield from ((index, None) for index in sorted(old_left))


def _without_links(item: Any) -> str:
    return re.sub(r"\[\[[^]|[]+\|?", "", (_describe(item) or "")[:_LONG])


def _describe(value: Any, field: str = "", compared_with: Any = None) -> str | None:
    """Return a value as readers see it, or None if it is empty; it must read differently from ``compared_with``."""
    if isinstance(value, EdtfDate):
        is_ambiguous = isinstance(compared_with, EdtfDate) and compared_with.words == value.words
        return f"{value.words} ({value.edtf})" if is_ambiguous else value.words
    if isinstance(value, datetime.date):
        is_todo = value == datetime.date.min
        return None if is_todo else day_words(value)
    if isinstance(value, Revision):
        return f"{day_words(value.date)}: {value.note}"
    if isinstance(value, Seed):
        return f"SHA-256 {value.digest[:12]}…"
    if isinstance(value, Record):
        return next(_describe(getattr(value, name)) for name in _MAIN_FIELDS if hasattr(value, name))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    scale = _SCALES.get(field, {})
    return f"{value}, {_(scale[value])}" if value in scale else value or None
