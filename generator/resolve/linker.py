"""Resolve ids and prose to targets: record every link, and report ids that do not exist.

Prose refers to things by id, ``[[id]]``; mentions of an entity's name become links automatically.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Rule, Severity, Span, did_you_mean
from generator.load.invisible_text import INVISIBLE_TEXT, is_visible, name_invisible, unpaired_controls
from generator.model.content import Content
from generator.model.fields import slugify
from generator.model.site import (
    NO_PROSE,
    Corroboration,
    Link,
    LinkedProse,
    Quotation,
    Target,
    in_language,
)
from generator.resolve.mentions import NameFinder
from generator.resolve.quoted_words import (
    UNVERIFIED_QUOTATION,
    Problem,
    Quotable,
    Spans,
    Verified,
    check_quoted_words,
    passage_anchor,
    quotable_words,
    shown_paragraphs,
)
from generator.resolve.targets import FOLDERS, TargetIndex
from generator.text.prose import (
    IMAGE,
    LINK_SCHEMES,
    MARKUP,
    UNFINISHED,
    Anchor,
    Prose,
    Reference,
    parse_prose,
    sentences,
    to_text,
    with_links,
    with_mentions,
)
from generator.text.yaml.document import Loc
from generator.text.yaml.writer import scalar

UNKNOWN_ID = Rule("unknown-id", "An id in a field must be that of something that exists.")
UNKNOWN_REFERENCE = Rule(
    "unknown-reference", "`[[...]]` in prose must refer to a brief, claim, judgment, topic, entity or source."
)
AMBIGUOUS_REFERENCE = Rule(
    "ambiguous-reference", "`[[...]]` in prose must not be the id of two different things."
)
LINK_TO_DRAFT = Rule("link-to-draft", "Published content must not link to drafts.")
PROSE_LINK = Rule("prose-link", "Links in prose must be full URLs: http, https or mailto.")
PROSE_PICTURE = Rule("prose-picture", "Prose must not contain images: a page loads nothing from other hosts.")
PROSE_MARKUP = Rule(
    "prose-markup",
    "Prose must not contain HTML, or `[[` without `]]`: readers would see them as they are typed.",
    Severity.WARNING,
)
RULES = (
    UNKNOWN_ID,
    UNKNOWN_REFERENCE,
    AMBIGUOUS_REFERENCE,
    LINK_TO_DRAFT,
    PROSE_LINK,
    PROSE_PICTURE,
    PROSE_MARKUP,
)
_NOT_ALLOWED = "{what} is not allowed in prose"
_FULL_URL = f"write a full URL ({', '.join(LINK_SCHEMES)}); to link to a page of this site, write [[its-id]]"
_UNSAFE = {  # what must not be in prose, unless it is a link -> rule, message, hint
    IMAGE: (PROSE_PICTURE, _NOT_ALLOWED, "link to the page that shows it"),
    MARKUP: (PROSE_MARKUP, _NOT_ALLOWED, "write Markdown, such as *emphasis*, or put it in `backticks`"),
    UNFINISHED: (
        PROSE_MARKUP,
        "this `[[` does not begin a reference",
        r"close it, as in [[its-id]], or write \[\[ if you mean the brackets",
    ),
}


class Place(NamedTuple):
    """Where a value is written: the kind and id of its record, and its location in the record."""

    kind: str
    name: str
    loc: Loc = ()

    def at(self, *steps: str | int) -> Place:
        """Return the place of a value inside this one."""
        return Place(self.kind, self.name, (*self.loc, *steps))


@dataclass(frozen=True, slots=True)
class Linker:
    """Resolves what one record refers to.

    ``links`` and ``diagnostics`` collect what it finds; ``evidence`` the passages that its claims quote, by source;
    ``quoted`` those from which other texts of it quote words: source, who quotes them, and passage.

    ``hidden`` are records, by kind and id, that exist but must not be linked to, as they are not shown.
    ``corroborations``, by ``brief#claim``, and ``quotations`` and ``quoted_words``, by source, are what other records
    say of this one.
    """

    content: Content
    index: TargetIndex
    finder: NameFinder
    hidden: frozenset[tuple[str, str]] = frozenset()
    corroborations: Mapping[str, Corroboration] = field(default_factory=dict)
    quotations: Mapping[str, tuple[tuple[Target, Quotation], ...]] = field(default_factory=dict)
    quoted_words: Mapping[str, tuple[tuple[Target, Spans], ...]] = field(default_factory=dict)
    evidence: dict[str, list[Spans]] = field(default_factory=dict)
    quoted: list[tuple[str, Target, Spans]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    quoted_sources: set[str] = field(default_factory=set)  # of which prose quotes words
    quotable: list[Quotable] = field(default_factory=list)  # that of the record, once it is needed
    spent: Counter[str] = field(default_factory=Counter)  # on work that has a limit, by what it is
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def span(self, place: Place, offset: int | None = None, length: int = 1) -> Span:
        """Return the span of a place in its file; ``offset`` and ``length`` are code points of its text."""
        return self.content.span(place.kind, place.name, *place.loc, offset=offset, length=length)

    def resolve_id(
        self, owner: Target, relation: str, kind: str, name: str | None, place: Place
    ) -> Target | None:
        """Return the target of the id written at ``place``, and record the link from ``owner`` if it has a relation."""
        if not name:
            return None
        target = self.index.find(kind, name)
        if target:
            return self._link(owner, target, relation, place)
        if not self.content.may_contain(kind, name) and not self._is_enough(UNKNOWN_ID):
            hint = self._meant(name, (kind,))
            self._report(UNKNOWN_ID, self.span(place), f"there is no {kind} `{name}`", hint)
        return None

    def resolve_ids(
        self, owner: Target, relation: str, kind: str, names: Iterable[str], place: Place
    ) -> tuple[Target, ...]:
        """Return the targets of the list of ids written at ``place``, each once."""
        found = (self.resolve_id(owner, relation, kind, name, place.at(at)) for at, name in enumerate(names))
        return tuple(dict.fromkeys(target for target in found if target))

    def resolve_statement(self, owner: Target, relation: str, ref: str | None, place: Place) -> Target | None:
        """Return the target of a reference to a claim or judgment: ``id`` in the same brief, or ``brief#id``."""
        if not ref:
            return None
        brief, _, name = ref.rpartition("#")
        target = self.index.find("statement", f"{brief or place.name}#{name}")
        if target:
            return self._link(owner, target, relation, place)
        if self._is_enough(UNKNOWN_ID):
            return None
        self._unknown_statement(UNKNOWN_ID, brief or place.name, name, self.span(place))
        return None

    def resolve_statements(
        self, owner: Target, relation: str, refs: Iterable[str], place: Place
    ) -> tuple[Target, ...]:
        """Return the targets of a list of references to claims and judgments, each once."""
        found = (self.resolve_statement(owner, relation, ref, place.at(at)) for at, ref in enumerate(refs))
        return tuple(dict.fromkeys(target for target in found if target))

    def prose(
        self,
        owner: Target,
        text: str,
        place: Place,
        linked: set[str] | None = None,
        *,
        is_translation: bool = False,
    ) -> LinkedProse:
        """Resolve the references and entity names in prose, record links from ``owner``, and check quoted words.

        An entity is linked at its first mention under each heading, and not at all if the prose refers to it by id.
        ``linked`` are the entities already linked under the same heading; those linked here are added to it. In a
        translation, names are not linked, and quoted words are not those of the article.
        """
        if not text:
            return NO_PROSE
        prose = parse_prose(text)
        for unsafe in prose.unsafe:
            rule, message, hint = _UNSAFE.get(unsafe.what, (PROSE_LINK, _NOT_ALLOWED, _FULL_URL))
            message = message.format(what=unsafe.what)
            self._report(rule, self.span(place, unsafe.offset), message, hint)
        if not is_translation:
            prose = with_mentions(
                prose, self._first_mentions(owner, prose, set() if linked is None else linked)
            )
        targets = tuple(self._reference(reference, place) for reference in prose.references)
        anchors = [
            Anchor(reference.label or (target.label if target else reference.target))
            for reference, target in zip(prose.references, targets, strict=True)
        ]
        self._check_visible(prose, anchors, place)
        if targets:
            for target, words in zip(targets, sentences(prose, anchors), strict=True):
                if target:
                    said = in_language(words, self._language(owner))
                    self.links.append(Link(owner, target, "mentions", said))
        verified = (
            [] if is_translation else self.check_quotations(text, shown_paragraphs(prose, anchors), place)
        )
        linked_prose = LinkedProse(prose, targets, self._language(owner))
        if owner.kind == "claim" and place.loc[-1] == "text":  # its evidence is shown below it
            return linked_prose
        return self._with_quotations(linked_prose, anchors, verified, owner)

    def _language(self, owner: Target) -> str:
        """Return the language of what authors say under a target, if it is not that of the interface."""
        if owner.kind in ("source", "publisher"):
            return self.content.unlike_interface(self.content.language)
        return owner.language

    def _with_quotations(
        self, linked: LinkedProse, anchors: Sequence[Anchor], verified: Iterable[Verified], owner: Target
    ) -> LinkedProse:
        """Link quoted words to the passages in which they occur, and record these."""
        found: list[tuple[int, int, int, Target]] = []
        for words in verified:
            source = self.index.find("source", words.source)
            if source and not self._is_hidden(source):
                anchor = passage_anchor(words.spans) if words.spans else ""
                passage = replace(source, kind="passage", id=words.source, anchor=anchor)
                found.append((words.paragraph, words.start, words.end, passage))
                if words.spans:
                    self.quoted.append((words.source, owner, words.spans))
        if not found:
            return linked
        return LinkedProse(*with_links(linked.prose, linked.targets, anchors, found), linked.language)

    def proses(self, owner: Target, texts: Iterable[str], place: Place) -> tuple[LinkedProse, ...]:
        """Resolve a list of prose texts that are shown under one heading."""
        linked: set[str] = set()
        return tuple(self.prose(owner, text, place.at(at), linked) for at, text in enumerate(texts))

    def _check_visible(self, prose: Prose, anchors: Sequence[Anchor], place: Place) -> None:
        """Report labels that nobody can see, and what only Markdown hides from the decoder: ``&#8238;``, ``**``."""
        for reference in prose.references:
            if reference.label and not is_visible(reference.label):
                message = f"this label has nothing but what cannot be seen: {name_invisible(reference.label)}"
                hint = f"type its words, or write [[{reference.target}]]"
                self._report(
                    INVISIBLE_TEXT, self.span(place, reference.offset, reference.length), message, hint
                )
        if prose.text.isascii() and "&" not in prose.text:
            return
        if (shown := to_text(prose, anchors)) and not is_visible(shown):
            message = f"this text has nothing but what cannot be seen: {name_invisible(shown)}"
            self._report(INVISIBLE_TEXT, self.span(place), message, "type its words, or delete the line")
        elif "&" in prose.text:
            typed = [control.message for control in unpaired_controls(prose.text)]
            for paragraph in shown_paragraphs(prose, anchors):
                for control in unpaired_controls(paragraph):
                    if control.message not in typed:
                        self._report(INVISIBLE_TEXT, self.span(place), control.message, control.hint)

    def check_quotations(self, typed: str, shown: Iterable[str], place: Place) -> list[Verified]:
        """Report words between double quotation marks that no source contains, and return the others.

        ``shown`` are the paragraphs.
        """
        verified = []

        def quotable() -> Quotable:
            if not self.quotable:
                self.quotable.append(quotable_words(self.content, place.kind, place.name))
            return self.quotable[0]

        for item in check_quoted_words(quotable, typed, shown, self._passages):
            if isinstance(item, Problem):
                span = self.span(place, item.start, item.end - item.start)
                self._report(UNVERIFIED_QUOTATION, span, item.message, item.hint)
            else:
                self.quoted_sources.add(item.source)
                verified.append(item)
        return verified

    def _passages(self, source: str) -> list[Spans]:
        """Return the passages of a source that claims quote, as far as they are known."""
        return [*self.evidence.get(source, ()), *(it.spans for _, it in self.quotations.get(source, ()))]

    def _first_mentions(
        self, owner: Target, prose: Prose, linked: set[str]
    ) -> Callable[[str, int], list[tuple[int, int, str]]]:
        """Return the function that finds the mentions to link in a run of text below so many headings."""
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
            return self.index.find("entity", reference.target)
        if reference.fragment:
            brief = reference.target or place.name
            target = self.index.find("statement", f"{brief}#{reference.fragment}")
            candidates = [target] if target else []
        else:
            candidates = self.index.named(reference.target)
        if len(candidates) == 1 and not self._is_hidden(candidates[0]):
            return candidates[0]
        if self._is_enough(UNKNOWN_REFERENCE):
            return None
        span = self.span(place, reference.offset, reference.length)
        if len(candidates) == 1:
            self._report_hidden(candidates[0], span)
        elif candidates:
            kinds = " or ".join(f"the {target.kind}" for target in candidates)
            message = f"`{reference.target}` can mean {kinds}"
            self._report(AMBIGUOUS_REFERENCE, span, message, "give one of them another id")
        elif reference.fragment:
            self._unknown_statement(UNKNOWN_REFERENCE, brief, reference.fragment, span)
        elif not any(self.content.may_contain(kind, reference.target) for kind in FOLDERS):
            message = f"nothing has the id `{reference.target}`"
            own = self.index.find("statement", f"{place.name}#{reference.target}")
            hint = f"write [[#{reference.target}]]" if own else self._meant(reference.target, tuple(FOLDERS))
            self._report(UNKNOWN_REFERENCE, span, message, hint)
        return None

    def _unknown_statement(self, rule: Rule, brief: str, name: str, span: Span) -> None:
        if self.index.find("brief", brief):
            own = [statement.id for _, _, statement in self.content.briefs[brief].placed_statements()]
            message = f"the brief `{brief}` has no claim or judgment `{name}`"
            hint = self._renamed("statement", f"{brief}#{name}") or self._similar(name, own)
            self._report(rule, span, message, hint)
        elif not self.content.may_contain("brief", brief):
            hint = self._renamed("brief", brief) or self._similar(brief, self.index.ids["brief"])
            self._report(rule, span, f"there is no brief `{brief}`", hint)

    def named_otherwise(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return a hint where a label or the name of a file is written in place of an id."""
        meant = {name.casefold(), slugify(name), slugify(PurePosixPath(name).stem)}
        for kind in kinds:
            for other in self.index.ids[kind]:
                if other in meant or not meant.isdisjoint(map(str.casefold, self._labels(kind, other))):
                    return f"write its id, `{other}`"
        return ""

    def _meant(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return a hint for an id that nothing of these kinds has: which one is meant, or how to add it."""
        if renamed := self._renamed(kinds[0], name):
            return renamed
        if len(self.diagnostics) >= _MOST_MEANT:
            return ""
        if named := self.named_otherwise(name, kinds):
            return named
        ids = [other for kind in kinds for other in self.index.ids[kind]]
        new = "entity" if len(kinds) > 1 else kinds[0]
        if new not in _TO_ADD or not name.strip():
            return did_you_mean(name, ids)
        self.spent[f"to add {new} {name}"] += 1
        is_first = self.spent[f"to add {new} {name}"] == 1
        to_add = _lines_to_add(new, name) if is_first else [f"add it to {_TO_ADD[new][0]}"]
        return did_you_mean(name, ids, _TYPING_MISTAKE) or "\n".join(
            filter(None, [did_you_mean(name, ids), *to_add])
        )

    def _similar(self, name: str, ids: Iterable[str]) -> str:
        return did_you_mean(name, ids) if len(self.diagnostics) < _MOST_MEANT else ""

    def _labels(self, kind: str, name: str) -> tuple[str, ...]:
        """Return what a record is called, in the words of readers."""
        label = self.index.targets[kind, name].label
        if kind == "topic":
            return label, *self.content.topics[name].alt_labels
        return (label, *self.content.entities[name].aliases) if kind == "entity" else (label,)

    def _renamed(self, kind: str, name: str) -> str:
        """Return a hint where a former id is used: it keeps URLs alive, but content must use today's id."""
        now = self.index.former.get((kind, name))
        return f"it has been renamed: write `{now}`" if now else ""

    def _link(self, owner: Target, target: Target, relation: str, place: Place) -> Target | None:
        if self._is_hidden(target):
            self._report_hidden(target, self.span(place))
            return None
        if relation:
            self.links.append(Link(owner, target, relation))
        return target

    def _is_hidden(self, target: Target) -> bool:
        return bool(self.hidden) and _record_of(target) in self.hidden

    def _report_hidden(self, target: Target, span: Span) -> None:
        kind, name = _record_of(target)
        what = "a draft" if kind == "brief" else "a source that no published brief uses"
        message = f"`{name}` is {what}, so it is not on the site"
        publish = "publish it" if kind == "brief" else "publish a brief that uses it"
        self._report(LINK_TO_DRAFT, span, message, f"{publish}, or remove the link")

    def _is_enough(self, rule: Rule) -> bool:
        """Return whether a rule has been reported so often in this record that it is not reported any more."""
        self.spent[rule.id] += 1
        return self.spent[rule.id] > _MOST_REPORTED

    def _report(self, rule: Rule, span: Span, message: str, hint: str) -> None:
        if self.spent[rule.id] == _MOST_REPORTED:
            hint = f"{hint}\nthere may be more; they are reported when these are corrected".lstrip("\n")
        self.diagnostics.append(rule.at(span, message, hint))


_MOST_REPORTED = 1_000  # unknown ids of a record, or references in its prose
_MOST_MEANT = 50  # problems of a record, after which no more hints say what unknown ids may mean
_TYPING_MISTAKE = 75  # percent of likeness from which a new record is not proposed

# Kind -> the file with its records, and the fields that it needs in addition to its label.
_TO_ADD = {
    "topic": ("content/topics.yml",),
    "entity": (
        "content/entities.yml",
        "  kind: place  # or person, organisation, facility, commodity, event, other",
    ),
    "publisher": ("content/publishers.yml",),
    "author": ("content/authors.yml",),
}


def _lines_to_add(kind: str, name: str) -> list[str]:
    """Return a hint that gives the lines of a new record."""
    path, *fields = _TO_ADD[kind]
    new_id = slugify(name) or "its-id"
    words = re.sub("[-_]+", " ", name) if name == new_id else name
    field = "name" if kind == "author" else "label"
    label = words if not words.islower() else words.capitalize() if kind == "topic" else words.title()
    here = "" if name == new_id else f", and write `{new_id}` here"
    return [f"to add it, type in {path}{here}:", f"{new_id}:", f"  {field}: {scalar(label)}", *fields]


def _record_of(target: Target) -> tuple[str, str]:
    """Return the kind and id of the record that a target is, or is part of."""
    slug, is_statement, _ = target.id.partition("#")
    return ("brief", slug) if is_statement else (target.kind, target.id)
