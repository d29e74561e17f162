"""Write what an entry of a feed says, as HTML: the gist of a brief, or a revision and what it changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from generator.history.shown_history import KINDS, ChangeGroup, ShownChange, ShownHistory
from generator.model.scales import CONFIDENCE, percent_words
from generator.model.site import InLanguage, LinkedProse, Publication, SiteBrief, SiteJudgment, Target
from generator.model.urls import built_path
from generator.text.prose import Anchor
from generator.text.prose_html import text_to_html, to_html
from generator.translation import N_, _, current_language, day_words, fill, ngettext

CHANGES = 8  # of a revision that an entry lists; of others it says how many there are
_MOST_WORDS = 40  # shown of a text


def brief_html(brief: SiteBrief, publication: Publication) -> str:
    """Return the summary, then the key judgments as a list."""
    judgments = "".join(_judgment(judgment, publication) for judgment in brief.judgments)
    heading = text_to_html(_("Key judgments:"))
    listed = f"<p>{heading}</p><ul>{judgments}</ul>" if judgments else ""
    return _prose(brief.summary, publication) + listed


def revision_html(
    brief: SiteBrief, day: datetime.date, note: int, publication: Publication, history: ShownHistory | None
) -> str:
    """Return a note of a brief's revisions, the changes that were made with it, and a link to the others.

    Of several notes on the same changes, the last has them.
    """
    revised = text_to_html(_("Revised {date}:", date=day_words(day)))
    said = f"<p>{revised}</p>{_prose(brief.revisions[note][1], publication)}"
    url = publication.url_of(built_path(brief.target.uri))
    for revision in history.revisions if history else ():
        if history and revision.notes and max(revision.notes) == note and revision.groups:
            items = [item for group in revision.groups for item in _changes(group, publication)]
            shown = "".join(f"<li>{item}</li>" for item in items[:CHANGES])
            url = f"{publication.url_of(built_path(history.uri))}#{revision.anchor}"
            left = len(items) - CHANGES
            more = (
                ngettext("and {n} more", "and {n} more", left)
                if left > 0
                else _("Show each word that changed")
            )
            changed = text_to_html(_("What changed:"))
            return f"{said}<p>{changed}</p><ul>{shown}</ul><p>{_link(url, more)}</p>"
    others = _("All revisions of this brief")
    return f"{said}<p>{_link(f'{url}#_revisions', others)}</p>"


def _changes(group: ChangeGroup, publication: Publication) -> Iterator[str]:
    """Yield each change in words, with the claim or judgment that it is of."""
    text = _cut(group.text)
    named = _link(_url(group.target, publication), text) if group.target else text_to_html(text)
    if group.verb:
        kind = _(KINDS[group.kind])
        what = _("{what} added", what=kind) if group.verb == "added" else _("{what} removed", what=kind)
        yield _html(N_("{what}: {value}"), what=text_to_html(what), value=named)
    for change in group.changes:
        if group.kind == "claim":
            yield _html(N_("{change} (claim: {name})"), change=_change(change), name=named)
        elif group.kind:
            yield _html(N_("{change} (key judgment: {name})"), change=_change(change), name=named)
        else:
            yield _change(change)


def _change(change: ShownChange) -> str:
    before, after = _cut(change.before), _cut(change.after)
    if change.diff:
        words = _("{what} reworded", what=change.label)
    elif before and after:
        words = _("{what}: from {before} to {after}", what=change.label, before=before, after=after)
    elif after:
        words = _("{what}: {value}", what=_("{what} added", what=change.label), value=after)
    elif before:
        words = _("{what}: {value}", what=_("{what} removed", what=change.label), value=before)
    else:  # an order
        return text_to_html(change.label)
    return text_to_html(words)


def _cut(text: str) -> str:
    words = text.split()
    return text if len(words) <= _MOST_WORDS else f"{' '.join(words[:_MOST_WORDS])} …"


def _judgment(judgment: SiteJudgment, publication: Publication) -> str:
    ratings = []
    if judgment.likelihood:
        range_ = percent_words(judgment.likelihood)
        ratings.append(_("{likelihood} ({range})", likelihood=_(judgment.likelihood), range=range_))
    if judgment.confidence:
        ratings.append(_(CONFIDENCE[judgment.confidence]))
    words = ", ".join(ratings)
    rated = f"<br>{text_to_html(words[0].upper() + words[1:])}" if words else ""
    return f"<li>{_link(_url(judgment.target, publication), judgment.text.plain)}{rated}</li>"


def _prose(prose: LinkedProse, publication: Publication) -> str:
    anchors = (
        Anchor(words, _url(target, publication) if target else "")
        for words, target in zip(prose.words, prose.targets, strict=True)
    )
    shown = to_html(prose.prose, list(anchors))
    return f'<div lang="{text_to_html(prose.language)}">{shown}</div>' if prose.language else shown


def _html(message: str, **fields: str) -> str:
    """Return a message whose fields are HTML."""
    return fill(current_language().messages.gettext(message), fields, text_to_html, str)


def _link(url: str, text: str) -> str:
    language = f' lang="{text_to_html(text.language)}"' if isinstance(text, InLanguage) else ""
    return f'<a href="{text_to_html(url)}"{language}>{text_to_html(text)}</a>'


def _url(target: Target, publication: Publication) -> str:
    return publication.url_of(built_path(target.uri)) + (f"#{target.anchor}" if target.anchor else "")
