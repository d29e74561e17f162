"""Follow written names to their targets, note every link that this makes, and report the names that lead nowhere.

Prose refers to things by their ids, ``[[id]]``, and by their names: an entity that is mentioned is linked by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Rule, Span, did_you_mean
from generator.model.content import Content
from generator.model.site import NO_PROSE, Link, LinkedProse, Target
from generator.resolve.mentions import NameFinder
from generator.resolve.targets import FOLDERS, TargetIndex
from generator.text.prose import LINK_SCHEMES, Anchor, Prose, Reference, parse_prose, sentences, with_mentions
from generator.text.yaml_document import Loc

UNKNOWN_ID = Rule("unknown-id", "An id in a field is that of something that exists.")
UNKNOWN_REFERENCE = Rule(
    "unknown-reference", "`[[...]]` in prose leads to a brief, claim, topic, entity or source."
)
AMBIGUOUS_REFERENCE = Rule("ambiguous-reference", "`[[...]]` in prose can mean one thing only.")
LINK_TO_DRAFT = Rule("link-to-draft", "What is published does not lead to a draft.")
PROSE_LINK = Rule("prose-link", "Links in prose are whole addresses: http, https or mailto.")
PROSE_PICTURE = Rule("prose-picture", "Prose holds no pictures: a page asks no other host for anything.")
RULES = (UNKNOWN_ID, UNKNOWN_REFERENCE, AMBIGUOUS_REFERENCE, LINK_TO_DRAFT, PROSE_LINK, PROSE_PICTURE)


class Place(NamedTuple):
    """Where something is written: the kind and id of its record, and the way to it inside."""

    kind: str
    name: str
    loc: Loc = ()

    def at(self, *steps: str | int) -> Place:
        """Go further in."""
        return Place(self.kind, self.name, (*self.loc, *steps))


@dataclass(frozen=True, slots=True)
class Linker:
    """Resolves names; ``links`` and ``diagnostics`` grow as it is used. ``left_out`` is not shown: see ``drafts``."""

    content: Content
    names: TargetIndex
    finder: NameFinder
    left_out: frozenset[tuple[str, str]] = frozenset()
    links: list[Link] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def span(self, place: Place, offset: int | None = None, length: int = 1) -> Span:
        """Say where in a file a place is."""
        return self.content.span(place.kind, place.name, *place.loc, offset=offset, length=length)

    def resolve_id(
        self, owner: Target, relation: str, kind: str, name: str | None, place: Place
    ) -> Target | None:
        """Resolve the id of a record that stands at ``place``, and note that ``owner`` links to it."""
        if not name:
            return None
        target = self.names.find(kind, name)
        if target:
            self._note(owner, target, relation)
        elif not self._excused(kind, name, self.span(place)):
            hint = self._renamed(kind, name) or did_you_mean(name, self.names.targets[kind])
            self._report(UNKNOWN_ID, self.span(place), f"there is no {kind} `{name}`", hint)
        return target

    def resolve_ids(
        self, owner: Target, relation: str, kind: str, names: Iterable[str], place: Place
    ) -> tuple[Target, ...]:
        """Resolve a list of ids that stands at ``place``; each is linked once."""
        found = (self.resolve_id(owner, relation, kind, name, place.at(at)) for at, name in enumerate(names))
        return tuple(dict.fromkeys(target for target in found if target))

    def resolve_statement(self, owner: Target, relation: str, ref: str | None, place: Place) -> Target | None:
        """Resolve ``id`` (in the brief where it stands) or ``brief#id``."""
        if not ref:
            return None
        brief, _, name = ref.rpartition("#")
        target = self.names.find("statement", f"{brief or place.name}#{name}")
        if target:
            self._note(owner, target, relation)
        else:
            self._unknown_statement(UNKNOWN_ID, brief or place.name, name, self.span(place))
        return target

    def resolve_statements(
        self, owner: Target, relation: str, refs: Iterable[str], place: Place
    ) -> tuple[Target, ...]:
        """Resolve a list of references to claims and judgments."""
        found = (self.resolve_statement(owner, relation, ref, place.at(at)) for at, ref in enumerate(refs))
        return tuple(dict.fromkeys(target for target in found if target))

    def prose(
        self, owner: Target, text: str, place: Place, linked: set[str] | None = None, *, mentions: bool = True
    ) -> LinkedProse:
        """Resolve the references in prose, and link the entities that it names; ``owner`` mentions what they lead to.

        An entity is linked where it is named first, once between two headings, and not if the prose refers to it by
        its id. ``linked`` has the ids that were linked before under the same heading, and gets those that are here.
        """
        if not text:
            return NO_PROSE
        prose = parse_prose(text)
        for unsafe in prose.unsafe:
            rule, hint = (
                PROSE_LINK,
                f"a link is {', '.join(LINK_SCHEMES)}; to a page of this site write [[its-id]]",
            )
            if unsafe.what == "an image":
                rule, hint = PROSE_PICTURE, "put a link to the page that shows it"
            self._report(rule, self.span(place, unsafe.offset), f"{unsafe.what} cannot stand in prose", hint)
        if mentions:
            prose = with_mentions(
                prose, self._first_mentions(owner, prose, set() if linked is None else linked)
            )
        targets = tuple(self._reference(reference, place) for reference in prose.references)
        if targets:
            anchors = [
                Anchor(reference.label or (target.label if target else reference.target))
                for reference, target in zip(prose.references, targets, strict=True)
            ]
            for target, words in zip(targets, sentences(prose, anchors), strict=True):
                if target:
                    self._note(owner, target, "mentions", words)
        return LinkedProse(prose, targets)

    def proses(self, owner: Target, texts: Iterable[str], place: Place) -> tuple[LinkedProse, ...]:
        """Resolve a list of prose texts that stand under one heading."""
        linked: set[str] = set()
        return tuple(self.prose(owner, text, place.at(at), linked) for at, text in enumerate(texts))

    def _first_mentions(
        self, owner: Target, prose: Prose, linked: set[str]
    ) -> Callable[[str, int], list[tuple[int, int, str]]]:
        """Make the function that finds in running text what is to be linked."""
        never = {reference.target for reference in prose.references}
        if owner.kind == "entity":
            never.add(owner.id)
        linked |= never
        under: dict[int, set[str]] = {0: linked}  # by the number of headings before it

        def find(text: str, headings: int) -> list[tuple[int, int, str]]:
            known = under.setdefault(headings, set(never))
            found = []
            for mention in self.finder.find(text):
                if mention.entity not in known:
                    known.add(mention.entity)
                    found.append((mention.start, mention.end, mention.entity))
            return found

        return find

    def _reference(self, reference: Reference, place: Place) -> Target | None:
        if reference.offset is None:
            return self.names.find("entity", reference.target)
        if reference.fragment:
            brief = reference.target or place.name
            target = self.names.find("statement", f"{brief}#{reference.fragment}")
            if target is None:
                span = self.span(place, reference.offset, reference.length)
                self._unknown_statement(UNKNOWN_REFERENCE, brief, reference.fragment, span)
        else:
            meant = self.names.named(reference.target)
            target = meant[0] if len(meant) == 1 else None
            if target is None:
                span = self.span(place, reference.offset, reference.length)
            if len(meant) > 1:
                kinds = " or ".join(f"the {target.kind}" for target in meant)
                message = f"`{reference.target}` can mean {kinds}"
                self._report(AMBIGUOUS_REFERENCE, span, message, "give one of them another id")
            elif not meant and not any(self._excused(kind, reference.target, span) for kind in FOLDERS):
                known = [name for kind in FOLDERS for name in self.names.targets[kind]]
                message = f"there is nothing with the id `{reference.target}`"
                hint = self._renamed("brief", reference.target) or did_you_mean(reference.target, known)
                self._report(UNKNOWN_REFERENCE, span, message, hint)
        return target

    def _unknown_statement(self, rule: Rule, brief: str, name: str, span: Span) -> None:
        if self.names.find("brief", brief):
            own = [
                key.partition("#")[2]
                for key in self.names.targets["statement"]
                if key.startswith(f"{brief}#")
            ]
            message = f"the brief `{brief}` has no claim or judgment `{name}`"
            hint = self._renamed("statement", f"{brief}#{name}") or did_you_mean(name, own)
            self._report(rule, span, message, hint)
        elif not self._excused("brief", brief, span):
            hint = self._renamed("brief", brief) or did_you_mean(brief, self.names.targets["brief"])
            self._report(rule, span, f"there is no brief `{brief}`", hint)

    def _renamed(self, kind: str, name: str) -> str:
        """Say what a thing is called now: former names keep addresses alive, but content uses one name for it."""
        now = self.names.former.get((kind, name))
        return f"it is called `{now}` now: write that" if now else ""

    def _excused(self, kind: str, name: str, span: Span) -> bool:
        """A name is not a mistake of its own where its record could not be read; a draft is another mistake."""
        if (kind, name) in self.left_out:
            what = "a draft" if kind == "brief" else "a source that only drafts use"
            message = f"`{name}` is {what}, which is left out when the site is built"
            remedy = "publish it" if kind == "brief" else "publish one of them"
            self._report(LINK_TO_DRAFT, span, message, f"{remedy}, or take the link out")
            return True
        return self.content.may_contain(kind, name)

    def _note(self, owner: Target, target: Target, relation: str, words: str = "") -> None:
        self.links.append(Link(owner, target, relation, words))

    def _report(self, rule: Rule, span: Span, message: str, hint: str) -> None:
        self.diagnostics.append(rule.at(span, message, hint))
