"""Every id to its ``Target``: what has an address on the site, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from generator.incremental import BuildMemo, Inputs, NoMemo
from generator.model.content import Content
from generator.model.site import Target
from generator.text.prose import Anchor, parse_prose, to_text

FOLDERS = {"brief": "briefs", "topic": "topics", "entity": "entities", "source": "sources"}
_LABEL_LENGTH = 110  # code points of a claim's words that name it elsewhere
_SLACK = 25  # so many more are shown rather than cut off, as the last words are often what it comes down to


@dataclass(frozen=True, slots=True)
class TargetIndex:
    """The targets by kind and id."""

    targets: Mapping[str, Mapping[str, Target]]
    former: Mapping[tuple[str, str], str] = field(default_factory=dict)  # kind and former name -> today's id

    def find(self, kind: str, name: str) -> Target | None:
        """Find what bears an id; ``statement`` finds claims and judgments, as ``brief#id``."""
        return self.targets[kind].get(name)

    def named(self, name: str) -> list[Target]:
        """Find all that ``[[name]]`` could mean."""
        return [target for kind in FOLDERS if (target := self.targets[kind].get(name))]


def build_targets(content: Content, memory: BuildMemo | None = None) -> TargetIndex:
    """Give each record, claim and judgment its address. Needs no prose to be resolved.

    ``memory`` is that of earlier runs.
    """
    memory = memory or NoMemo()
    targets: dict[str, dict[str, Target]] = {kind: {} for kind in (*FOLDERS, "publisher", "statement")}
    former: dict[tuple[str, str], str] = {}
    titles = {
        "brief": {slug: brief.title for slug, brief in content.briefs.items()},
        "topic": {name: topic.label for name, topic in content.topics.items()},
        "entity": {name: entity.label for name, entity in content.entities.items()},
        "source": {name: source.title for name, source in content.sources.items()},
        "publisher": {name: publisher.label for name, publisher in content.publishers.items()},
    }
    for kind in (*FOLDERS, "publisher"):
        for name, label in sorted(titles[kind].items()):
            # The target of the last run is the same object, which everybody then sees at a glance.
            target = memory.get_or_compute(
                ("target", kind, name), (kind, name, label), {}, partial(_target, kind, name, label)
            )
            targets[kind][name] = target
    inputs: Inputs = {"briefs": content.briefs, **{kind: targets[kind] for kind in FOLDERS}}
    for slug, brief in sorted(content.briefs.items()):
        former.update((("brief", alias), slug) for alias in brief.aliases)
        for target, aliases in memory.get_or_compute(("names", slug), None, inputs, partial(_of_brief, slug)):
            targets["statement"].setdefault(target.id, target)
            former.update((("statement", f"{slug}#{alias}"), target.anchor) for alias in aliases)
    return TargetIndex(targets, former)


def _target(kind: str, name: str, label: str, inputs: Inputs) -> Target:
    if kind == "publisher":
        return Target(kind, name, label, "sources/index.md", name)
    return Target(kind, name, label, f"{FOLDERS[kind]}/{name}.md")


def _of_brief(slug: str, inputs: Inputs) -> list[tuple[Target, tuple[str, ...]]]:
    """Name the claims and judgments of a brief; each comes with its former ids."""
    brief = inputs["briefs"][slug]
    found = []
    for kind, statements in (("claim", brief.claims), ("judgment", brief.judgments)):
        for statement in statements:
            label = _shortened(_words(inputs, slug, statement.text)) or brief.title
            target = Target(kind, f"{slug}#{statement.id}", label, f"briefs/{slug}.md", statement.id)
            found.append((target, statement.aliases))
    return found


def _words(inputs: Inputs, slug: str, text: str, *, follow: bool = True) -> str:
    """Give the words of prose of a brief, with references under their written words, else the label of what is meant.

    With ``follow``, that of a claim or judgment is made of its words. In the label of one that is referred to, a third
    is named by the title of its brief: two that refer to each other would have no end.
    """
    prose = parse_prose(text)
    anchors = []
    for reference in prose.references:
        target = reference.target or slug
        meant = _text(inputs, target, reference.fragment) if follow else None
        if reference.label:
            anchors.append(Anchor(reference.label))
        elif meant is not None:
            anchors.append(Anchor(_shortened(_words(inputs, target, meant, follow=False))))
        else:
            labels = [found.label for kind in FOLDERS if (found := inputs[kind].get(target))]
            anchors.append(Anchor(labels[0] if labels else target))
    return to_text(prose, anchors)


def _text(inputs: Inputs, slug: str, name: str) -> str | None:
    """Give the words of a claim or judgment of a brief."""
    brief = inputs["briefs"].get(slug) if name else None
    statements = (*brief.claims, *brief.judgments) if brief else ()
    return {statement.id: statement.text for statement in statements}.get(name)


def _shortened(words: str) -> str:
    """Cut long words at a space, but not where the only ones stand early on: Chinese has few."""
    if len(words) <= _LABEL_LENGTH + _SLACK:
        return words
    cut = words[:_LABEL_LENGTH]
    whole = cut.rpartition(" ")[0]
    return f"{(whole if len(whole) > _LABEL_LENGTH / 2 else cut).rstrip(',;:.，；：。、')} …"
