"""Write what an entry of a feed says, as HTML: the gist of a brief, or a revision and what it changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from generator.history.shown_history import KINDS, ChangeGroup, ShownChange, ShownHistory
from generator.model.scales import percent
from generator.model.site import LinkedProse, Publication, SiteBrief, SiteJudgment, Target
from generator.model.urls import built_path
from generator.text.prose import Anchor
from generator.text.prose_html import text_to_html, to_html
from generator.translation import day_words

CHANGES = 8  # of a revision that an entry lists; of others it says how many there are
_MOST_WORDS = 40  # shown of a text


def brief_html(brief: SiteBrief, publication: Publication) -> str:
    """Return the summary, then the key judgments as a list."""
    judgments = "".join(_judgment(judgment, publication) for judgment in brief.judgments)
    listed = f"<p>Key judgments:</p><ul>{judgments}</ul>" if judgments else ""
    return _prose(brief.summary, publication) + listed


def revision_html(
    brief: SiteBrief, day: datetime.date, note: int, publication: Publication, history: ShownHistory | None
) -> str:
    """Return a note of a brief's revisions, the changes that were made with it, and a link to the others.

    Of several notes on the same changes, the last has them.
    """
    said = f"<p>Revised {day_words(day)}:</p>{_prose(brief.revisions[note][1], publication)}"
    url = publication.url_of(built_path(brief.target.uri))
    for revision in history.revisions if history else ():
        if history and revision.notes and max(revision.notes) == note and revision.groups:
            items = [item for group in revision.groups for item in _changes(group, publication)]
            shown = "".join(f"<li>{item}</li>" for item in items[:CHANGES])
            url = f"{publication.url_of(built_path(history.uri))}#{revision.anchor}"
            more = (
                f"and {len(items) - CHANGES} more" if len(items) > CHANGES else "Show each word that changed"
            )
            return f"{said}<p>What changed:</p><ul>{shown}</ul><p>{_link(url, more)}</p>"
    return f"{said}<p>{_link(f'{url}#_revisions', 'All revisions of this brief')}</p>"


def _changes(group: ChangeGroup, publication: Publication) -> Iterator[str]:
    """Yield each change in words, with the claim or judgment that it is of."""
    text = _cut(group.text)
    named = _link(_url(group.target, publication), text) if group.target else text_to_html(text)
    kind = KINDS[group.kind]
    if group.verb:
        yield f"{kind} {group.verb}: {named}"
    for change in group.changes:
        yield f"{_change(change)}{f' ({kind.lower()}: {named})' if kind else ''}"


def _change(change: ShownChange) -> str:
    label = text_to_html(change.label)
    before, after = text_to_html(_cut(change.before)), text_to_html(_cut(change.after))
    if change.diff:
        return f"{label} reworded"
    if before and after:
        return f"{label}: from {before} to {after}"
    if before or after:
        return f"{label} {'added' if after else 'removed'}: {after or before}"
    return label  # of an order, "... changed"


def _cut(text: str) -> str:
    words = text.split()
    return text if len(words) <= _MOST_WORDS else f"{' '.join(words[:_MOST_WORDS])} …"


def _judgment(judgment: SiteJudgment, publication: Publication) -> str:
    ratings = []
    if judgment.likelihood:
        ratings.append(f"{judgment.likelihood} ({percent(judgment.likelihood)})")
    if judgment.confidence:
        ratings.append(f"{judgment.confidence} confidence")
    rated = f"<br>{text_to_html(', '.join(ratings).capitalize())}" if ratings else ""
    return f"<li>{_link(_url(judgment.target, publication), judgment.text.plain)}{rated}</li>"


def _prose(prose: LinkedProse, publication: Publication) -> str:
    anchors = (
        Anchor(words, _url(target, publication) if target else "")
        for words, target in zip(prose.words, prose.targets, strict=True)
    )
    return to_html(prose.prose, list(anchors))


def _link(url: str, text: str) -> str:
    return f'<a href="{text_to_html(url)}">{text_to_html(text)}</a>'


def _url(target: Target, publication: Publication) -> str:
    return publication.url_of(built_path(target.uri)) + (f"#{target.anchor}" if target.anchor else "")
