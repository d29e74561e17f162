"""The ``Target`` of every id: the page and anchor that links to it lead to, and the label they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.incremental import BuildMemo, NoMemo
from generator.model.content import Brief, Content
from generator.model.site import Target
from generator.text.prose import Anchor, parse_prose, to_text

SHARED_PAGES = {"publisher": "sources/index.md", "author": "authors.md"}
SECTIONS = 50  # on a shared page; if there are more publishers or authors, each has a page
FOLDERS = {"brief": "briefs", "topic": "topics", "entity": "entities", "source": "sources"}
_LABEL_LENGTH = 110  # code points of a statement that are its label elsewhere
_SLACK = 25  # code points by which a label may be longer before it is cut: last words often matter most

Targets = Mapping[tuple[str, str], Target]
"""Targets by kind and id; claims and judgments are of the kind ``statement`` here, with the id ``brief#id``."""


@dataclass(frozen=True, slots=True)
class TargetIndex:
    """The target of everything that has an id."""

    targets: Targets
    ids: Mapping[str, tuple[str, ...]]  # the ids of each kind of record
    former: Mapping[tuple[str, str], str] = field(default_factory=dict)  # kind and former id -> today's id

    def find(self, kind: str, name: str) -> Target | None:
        """Return the target of a kind and id, if there is one."""
        return self.targets.get((kind, name))

    def named(self, name: str) -> list[Target]:
        """Return all that ``[[name]]`` may refer to."""
        return [target for kind in FOLDERS if (target := self.find(kind, name))]


def build_targets(content: Content, memo: BuildMemo | None = None) -> TargetIndex:
    """Return the target of each record, claim and judgment, drafts included. Prose need not be resolved for this."""
    memo = memo or NoMemo()
    labels = {
        "brief": {slug: brief.title for slug, brief in content.briefs.items()},
        "topic": {name: topic.label for name, topic in content.topics.items()},
        "entity": {name: entity.label for name, entity in content.entities.items()},
        "source": {name: source.title for name, source in content.sources.items()},
        "author": {name: author.name for name, author in content.authors.items()},
        "publisher": {name: publisher.label for name, publisher in content.publishers.items()},
    }

    def language(kind: str, name: str) -> str:
        """Return the language of a label; that of the names of people and publishers is not known."""
        match kind:
            case "brief":
                return content.unlike_interface(content.language_of(name))
            case "topic" | "entity":
                return content.unlike_interface(content.language)
            case "source":
                source = content.sources[name]
                is_ours = source.title.startswith("[")  # a headline is in the language of the article
                return content.unlike_interface(content.language if is_ours else source.language)
        return ""

    # Targets come from the memo as well: they are compared more than anything, which is quick for the same object.
    records = {
        (kind, name): memo.call(
            ("target", kind, name), _record_target, (), kind, name, label, len(names), language(kind, name)
        )
        for kind, names in labels.items()
        for name, label in sorted(names.items())
    }
    targets = dict(records)
    former: dict[tuple[str, str], str] = {}
    for slug, brief in sorted(content.briefs.items()):
        former |= {("brief", alias): slug for alias in brief.aliases}
        inputs = (content.briefs, records)
        for target, aliases in memo.call(("statement targets", slug), _statement_targets, inputs, slug):
            targets.setdefault(("statement", target.id), target)
            former |= {("statement", f"{slug}#{alias}"): target.anchor for alias in aliases}
    return TargetIndex(targets, {kind: tuple(sorted(names)) for kind, names in labels.items()}, former)


def _record_target(kind: str, name: str, label: str, number: int, language: str) -> Target:
    """Return the target of one of a ``number`` of records; a few publishers or authors are on one page."""
    if kind in SHARED_PAGES and number <= SECTIONS:
        return Target(kind, name, label, SHARED_PAGES[kind], name, language)
    return Target(kind, name, label, f"{FOLDERS.get(kind, f'{kind}s')}/{name}.md", language=language)


def _statement_targets(
    briefs: Mapping[str, Brief], records: Targets, slug: str
) -> list[tuple[Target, tuple[str, ...]]]:
    """Return the targets of the claims and judgments of a brief, each with its former ids."""
    brief, page = briefs[slug], records["brief", slug]
    targets = []
    for plural, _, statement in brief.placed_statements():
        kind = plural.removesuffix("s")
        label = _shortened(_words(briefs, records, slug, statement.text)) or brief.title
        target = Target(kind, f"{slug}#{statement.id}", label, page.uri, statement.id, page.language)
        targets.append((target, statement.aliases))
    return targets


def _words(
    briefs: Mapping[str, Brief], records: Targets, slug: str, text: str, *, follow: bool = True
) -> str:
    """Return prose of the brief ``slug`` as plain text, with each reference as its written label, else its target's.

    With ``follow``, the label of a claim or judgment is made of its own words. Those are not followed further, and
    show the title of the brief instead: two statements may refer to each other.
    """
    prose = parse_prose(text)
    anchors = []
    for reference in prose.references:
        target = reference.target or slug
        meant = _statement_text(briefs, target, reference.fragment) if follow else None
        if reference.label:
            anchors.append(Anchor(reference.label))
        elif meant is not None:
            anchors.append(Anchor(_shortened(_words(briefs, records, target, meant, follow=False))))
        else:
            labels = [found.label for kind in FOLDERS if (found := records.get((kind, target)))]
            anchors.append(Anchor(labels[0] if labels else target))
    return to_text(prose, anchors)


def _statement_text(briefs: Mapping[str, Brief], slug: str, name: str) -> str | None:
    brief = briefs.get(slug) if name else None
    statements = (*brief.claims, *brief.judgments) if brief else ()
    return {statement.id: statement.text for statement in statements}.get(name)


def _shortened(words: str) -> str:
    """Shorten a text at a space, unless the only spaces are in its first half: Chinese has few."""
    if len(words) <= _LABEL_LENGTH + _SLACK:
        return words
    cut = words[:_LABEL_LENGTH]
    whole = cut.rpartition(" ")[0]
    return f"{(whole if len(whole) > _LABEL_LENGTH / 2 else cut).rstrip(',;:.，；：。、')} …"
