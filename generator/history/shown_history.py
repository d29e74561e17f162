"""Say what changed in each revision of a brief, in the words of its page: for the page of its history, and for feeds.

Only what the site shows now is named or linked: a former version may refer to what is a draft now, or is gone.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from generator.history.brief_history import BriefHistory, HistoryEntry
from generator.history.content_diff import Change
from generator.incremental import BuildMemo
from generator.model.scales import STATUSES
from generator.model.site import LinkedProse, Site, SiteBrief, Target
from generator.text.prose import Anchor, Reference, parse_prose, to_text
from generator.text.word_diff import Run, word_runs
from generator.translation import N_, _

FOLDED_FROM = 60  # words of a change
ITEMS_SHOWN = 8  # changed claims and judgments of a revision, and changes of each; the others are folded
MOST_WORDS = 300  # shown of a text that was removed or added
_SHORT = 60  # code points of two values together that are shown one after the other, not as a word diff

LABELS = {  # what changed (``Change.what``) -> what the page of a brief calls it
    "against": N_("Evidence against"),
    "assumption": N_("Assumption"),
    "author": N_("Author"),
    "basis": N_("Evidence for"),
    "because": N_("Reasons"),
    "body": N_("Background"),
    "claim": N_("Claim"),
    "confidence": N_("Confidence"),
    "contradicts": N_("Contradicts"),
    "corroborates": N_("Corroborates"),
    "covers": N_("Time covered"),
    "credibility": N_("Information credibility"),
    "date": N_("Date of publication"),
    "expected": N_("Expected by"),
    "gap": N_("Information gap"),
    "group": N_("Heading"),
    "judgment": N_("Judgment"),
    "likelihood": N_("Likelihood"),
    "note": N_("Remark"),
    "order of assumptions": N_("Order of assumptions changed"),
    "order of claims": N_("Order of claims changed"),
    "order of gaps": N_("Order of gaps changed"),
    "order of judgments": N_("Order of judgments changed"),
    "outcome": N_("Outcome"),
    "outcome by": N_("Evidence of outcome"),
    "outcome note": N_("Outcome"),
    "quotation": N_("Quotation"),
    "quotation source": N_("Quoted article"),
    "quotation translation": N_("Translation"),
    "rating": N_("Rating"),
    "reviewed by": N_("Reviewer"),
    "said by": N_("Said by"),
    "see also": N_("Related brief"),
    "source": N_("Article"),
    "source note": N_("What this rests on"),
    "summary": N_("Bottom line"),
    "text": N_("Text"),
    "title": N_("Title"),
    "topic": N_("Topic"),
    "updates": N_("Updates"),
    "when": N_("Date"),
    "where": N_("Place"),
    "would change": N_("What would change it"),
}
KINDS = {"": "", "claim": N_("Claim"), "judgment": N_("Key judgment")}  # of ``ChangeGroup``
_PROSE = (
    *(
        "assumption",
        "because",
        "body",
        "claim",
        "gap",
        "judgment",
        "note",
        "outcome note",
        "quotation translation",
    ),
    *("source note", "summary", "text", "would change"),
)
_STATEMENTS = ("against", "basis", "contradicts", "corroborates", "outcome by", "updates")
_RECORDS = {  # what changed -> the field of Site with the records that it refers to
    "author": "authors",
    "quotation source": "sources",
    "reviewed by": "authors",
    "said by": "entities",
    "see also": "briefs",
    "source": "sources",
    "topic": "topics",
    "where": "entities",
}
_GONE = N_("one that is no longer on this site")
_TERMS = STATUSES | {"low": N_("low"), "moderate": N_("moderate"), "high": N_("high")}
"""Values that authors choose from a list, and what readers see; terms of likelihood are the same for both."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: short values ``before`` and ``after``, one of them empty if there was none; or a diff of both."""

    label: str
    before: str = ""
    after: str = ""
    diff: tuple[Run, ...] = ()

    @property
    def is_folded(self) -> bool:
        """Whether it is too long for a list."""
        return (
            sum(len(words.split()) for words in (self.before, self.after, *(run.words for run in self.diff)))
            > FOLDED_FROM
        )


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one claim or judgment, or of the brief itself (``kind`` is empty)."""

    kind: str
    verb: str  # `added` or `removed`; empty if it was changed
    text: str
    target: Target | None  # if it is still there
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """One revision; ``notes`` are positions in the brief's revisions.

    ``is_wording``: only words changed, and no note says why.
    """

    date: datetime.date
    anchor: str
    notes: tuple[int, ...]
    groups: tuple[ChangeGroup, ...]
    is_wording: bool


@dataclass(frozen=True, slots=True)
class ShownHistory:
    """The page ``uri``: revisions, newest first, and why there may be older ones (see ``BriefHistory``)."""

    uri: str
    revisions: tuple[ShownRevision, ...]
    end: str


def shown_histories(
    site: Site, histories: Mapping[str, BriefHistory], memo: BuildMemo
) -> dict[str, ShownHistory]:
    """Return the history of each brief that has one, by slug, if a reader can see any change."""
    shown = (
        (slug, memo.call(("shown history", slug), _shown_history, (site,), slug, history))
        for slug, history in histories.items()
    )
    return {slug: history for slug, history in shown if history.revisions}


def _shown_history(site: Site, slug: str, history: BriefHistory) -> ShownHistory:
    """Return the history of a brief; revisions in which a reader can see no change are left out."""
    brief = site.briefs[slug]
    revisions: list[ShownRevision] = []
    anchors: Counter[str] = Counter()
    for entry in reversed(history.entries):
        groups = tuple(_groups(_Words(site, brief, entry.texts), entry))
        if groups or entry.notes:
            anchors[day := entry.date.isoformat()] += 1
            anchor = f"_{day}" if anchors[day] == 1 else f"_{day}-{anchors[day]}"
            shown = [change for group in groups for change in group.changes]
            is_wording = (
                not entry.notes
                and all(change.diff for change in shown)
                and not any(group.verb for group in groups)
            )
            revisions.append(ShownRevision(entry.date, anchor, entry.notes, groups, is_wording))
    uri = f"{brief.target.uri.removesuffix('.md')}/history.md"
    return ShownHistory(uri, tuple(reversed(revisions)), history.end)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words for what a change names. ``texts`` has the prose of claims and judgments of that time, by id."""

    site: Site
    brief: SiteBrief
    texts: Mapping[str, str]

    def value(self, what: str, value: str | None) -> str:
        """Return a value as readers know it; empty if there is none."""
        if not value:
            return ""
        if what in _PROSE:
            return self.plain(value)
        if what in _STATEMENTS:
            return self.statement(value)[0]
        if what in _RECORDS:
            record = getattr(self.site, _RECORDS[what]).get(value)
            return record.target.label if record else _(_GONE)
        if what in ("confidence", "likelihood", "outcome"):
            return _(_TERMS.get(value, value))
        return " ".join(value.split())

    def statement(self, name: str) -> tuple[str, Target | None]:
        """Return the text of a claim or judgment, ``id`` or ``brief#id``, and its target if it is still there.

        The text is that of the time, as the claim may have become part of another one since.
        """
        slug, _hash, id_ = name.rpartition("#")
        if slug in ("", self.brief.target.id):
            found = next(
                (item for item in self.brief.statements if id_ in (item.target.anchor, *item.aliases)), None
            )
        else:
            found = self.site.statements.get(name)
        if not slug and id_ in self.texts:
            return self.plain(self.texts[id_]), found.target if found else None
        return (self._prose(found.text), found.target) if found else (_(_GONE), None)

    def plain(self, text: str) -> str:
        """Return prose as plain text."""
        prose = parse_prose(text)
        return to_text(
            prose, [Anchor(reference.label or self._label(reference)) for reference in prose.references]
        )

    def _prose(self, prose: LinkedProse) -> str:
        pairs = zip(prose.prose.references, prose.targets, strict=True)
        return to_text(prose.prose, [Anchor(r.label or (t.label if t else r.target)) for r, t in pairs])

    def _label(self, reference: Reference) -> str:
        if reference.fragment:
            found = self.site.statements.get(
                f"{reference.target or self.brief.target.id}#{reference.fragment}"
            )
            return found.target.label if found else "…"
        collections = (
            getattr(self.site, name) for name in ("entities", "topics", "briefs", "sources", "publishers")
        )
        record = next(
            (records[reference.target] for records in collections if reference.target in records), None
        )
        return record.target.label if record else "…"


def _groups(words: _Words, entry: HistoryEntry) -> Iterator[ChangeGroup]:
    # Judgments before claims, as on the page of the brief; the changes of the brief itself come first.
    ordered = sorted(entry.changes, key=lambda change: ("brief", "judgment", "claim").index(change.kind))
    for where, group in groupby(ordered, key=lambda change: change.where):
        changes = list(group)
        first, name = changes[0], where.partition("#")[2]
        if first.what == first.kind:  # the whole claim or judgment
            is_added = first.after is not None
            text, target = words.statement(name) if is_added else (words.plain(first.before or ""), None)
            yield ChangeGroup(first.kind, "added" if is_added else "removed", text, target, ())
            continue
        shown = tuple(item for change in changes for item in _shown(words, change))
        if shown:
            text, target = words.statement(name) if name else ("", None)
            yield ChangeGroup(first.kind if name else "", "", text, target, shown)


def _shown(words: _Words, change: Change) -> Iterator[ShownChange]:
    """Yield how a change is shown; nothing if its values read the same."""
    label = _(LABELS[change.what])
    before, after = (words.value(change.what, value) for value in (change.before, change.after))
    if change.before is None and change.after is None:
        yield ShownChange(label)
    elif not (before and after):
        yield ShownChange(label, _cut(before), _cut(after))
    elif before != after and len(before) + len(after) <= _SHORT:
        yield ShownChange(label, before, after)
    elif before != after:
        yield ShownChange(
            label, diff=tuple(Run(run.change, _cut(run.words)) for run in word_runs(before, after))
        )


def _cut(text: str) -> str:
    words = text.split()
    return text if len(words) <= MOST_WORDS else f"{' '.join(words[:MOST_WORDS])} …"
