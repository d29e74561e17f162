"""Every id to its ``Target``: what has an address on the site, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from generator.model import Content
from generator.prose import Anchor, parse_prose, to_text
from generator.site import Target

FOLDERS = {"brief": "briefs", "topic": "topics", "entity": "entities", "source": "sources"}
_LABEL_LENGTH = 110  # code points of a claim's words that name it elsewhere
_SLACK = 25  # so many more are shown rather than cut off, as the last words are often what it comes down to


@dataclass(frozen=True, slots=True)
class Names:
    """The targets by kind and id."""

    targets: Mapping[str, Mapping[str, Target]]
    former: Mapping[tuple[str, str], str] = field(default_factory=dict)  # kind and former name -> today's id

    def find(self, kind: str, name: str) -> Target | None:
        """Find what bears an id; ``statement`` finds claims and judgments, as ``brief#id``."""
        return self.targets[kind].get(name)

    def named(self, name: str) -> list[Target]:
        """Find all that ``[[name]]`` could mean."""
        return [target for kind in FOLDERS if (target := self.targets[kind].get(name))]


def name_everything(content: Content) -> Names:
    """Give each record, claim and judgment its address. Needs no prose to be resolved."""
    targets: dict[str, dict[str, Target]] = {kind: {} for kind in (*FOLDERS, "publisher", "statement")}
    former: dict[tuple[str, str], str] = {}
    names = Names(targets, former)
    titles = {
        "brief": {slug: brief.title for slug, brief in content.briefs.items()},
        "topic": {name: topic.label for name, topic in content.topics.items()},
        "entity": {name: entity.label for name, entity in content.entities.items()},
        "source": {name: source.title for name, source in content.sources.items()},
    }
    for kind, folder in FOLDERS.items():
        for name, label in sorted(titles[kind].items()):
            targets[kind][name] = Target(kind, name, label, f"{folder}/{name}.md")
    for name, publisher in sorted(content.publishers.items()):
        targets["publisher"][name] = Target("publisher", name, publisher.label, "sources/index.md", name)
    texts = {
        f"{slug}#{statement.id}": statement.text
        for slug, brief in content.briefs.items()
        for statement in (*brief.claims, *brief.judgments)
    }
    for slug, brief in sorted(content.briefs.items()):
        former.update((("brief", alias), slug) for alias in brief.aliases)
        for kind, statements in (("claim", brief.claims), ("judgment", brief.judgments)):
            for statement in statements:
                name = f"{slug}#{statement.id}"
                label = _shortened(_words(names, slug, statement.text, texts)) or brief.title
                target = Target(kind, name, label, f"briefs/{slug}.md", statement.id)
                targets["statement"].setdefault(name, target)
                former.update((("statement", f"{slug}#{alias}"), statement.id) for alias in statement.aliases)
    return names


def _words(names: Names, slug: str, text: str, texts: Mapping[str, str]) -> str:
    """Give the words of prose of a brief, with references under their written words, else the label of what is meant.

    ``texts`` has the claims and judgments by name. In the label of one that is referred to, a third is named by the
    title of its brief: two that refer to each other would have no end.
    """
    prose = parse_prose(text)
    anchors = []
    for reference in prose.references:
        target = reference.target or slug
        statement = f"{target}#{reference.fragment}"
        if reference.label:
            anchors.append(Anchor(reference.label))
        elif statement in texts:
            anchors.append(Anchor(_shortened(_words(names, target, texts[statement], {}))))
        else:
            labels = [found.label for found in names.named(target)]
            anchors.append(Anchor(labels[0] if labels else target))
    return to_text(prose, anchors)


def _shortened(words: str) -> str:
    """Cut long words at a space, but not where the only ones stand early on: Chinese has few."""
    if len(words) <= _LABEL_LENGTH + _SLACK:
        return words
    cut = words[:_LABEL_LENGTH]
    whole = cut.rpartition(" ")[0]
    return f"{(whole if len(whole) > _LABEL_LENGTH / 2 else cut).rstrip(',;:.，；：。、')} …"


@lru_cache(maxsize=1 << 16)
def built_address(uri: str) -> str:
    """Say at which address below the site's root a page is found once it is built: ``briefs/a.md`` at ``briefs/a/``."""
    folder, _, name = uri.removesuffix(".md").rpartition("/")
    return f"{folder}/" * bool(folder) + f"{name}/" * (name != "index")
