"""Checks of the craft: what analysts hold each other to, one small function a rule, listed in ``CHECKS``.

To add one: a ``Rule`` with both examples in ``rigour_rules.py``, a function here, and a golden case that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from generator.diagnostics import Diagnostic
from generator.model.content import Claim, Content, Statement
from generator.model.scales import LIKELIHOOD
from generator.model.site import LinkedProse, Site, SiteClaim
from generator.resolve.corroboration import full_name
from generator.rules import tradecraft_rules as rules
from generator.text.edtf import MONTHS, EdtfDate
from generator.text.prose import Anchor, to_text
from generator.text.sentences import split_sentences

_COLUMNS = {word: column for words in LIKELIHOOD for column, word in enumerate(words[:2])}
_LIKELY = re.compile(rf"\b(?:{'|'.join(sorted(_COLUMNS, key=len, reverse=True))})\b", re.IGNORECASE)
_SURE = re.compile(r"\b(?:high|moderate|low)(?:er|est)?\s+confidence\b|\bconfiden(?:ce|t)\b", re.IGNORECASE)
# A capital begins a sentence, but "May" is the month: no judgment begins with the verb.
_HEDGE = re.compile(r"\b(?:may|(?i:might|could|possibly|perhaps|maybe|conceivably|reportedly|allegedly))\b")
# What is typed in prose and not said: ids of references, addresses of links.
_NOT_SAID = re.compile(r"\[\[[^\[\]|]*|\b(?:https?|mailto):[^\s)>]+")
# Thousands are parted by a space of some kind or an apostrophe (1 000), else by what also marks decimals (1,000.5).
_MARK = r"[.,\u066b\u066c]"  # the last two are the Arabic ones
_NUMBER = rf"(?>\d{{1,3}}(?:[ \u00a0\u2009\u202f'\u2019]\d{{3}})+(?!\d)(?:{_MARK}\d+)?|\d+(?:{_MARK}\d+)*)"
_THOUSANDS = re.compile(r"\W(?=(?:\d\d\W){0,3}\d{3}(?!\d))")  # in India, 1,00,000
# May is a word too, so it takes a number beside it.
_MONTH = rf"\b(?:{'|'.join(month for month in MONTHS if month != 'May')})\b|\bMay(?=\s+\d)|(?<=\d\s)May\b"
# What a claim says: no part of a name (COVID-19); of 2024-01-17 the year alone, of the range 10-15 both ends.
_SAID = re.compile(rf"(?<![\w-])(?:\d{{4}}(?=-\d\d(?!\d))|({_NUMBER})(?:-({_NUMBER})(?!-\d))?)|{_MONTH}")
_QUOTED = re.compile(rf"{_NUMBER}|{_MONTH}")  # wherever it stands: in 约30辆, in mid-2023


def incomplete_judgments(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Ask of each judgment its likelihood, its confidence and its basis."""
    for slug, brief in sorted(content.briefs.items()):
        for at, judgment in enumerate(brief.judgments):
            asked = {
                "likelihood": judgment.likelihood,
                "confidence": judgment.confidence,
                "based_on": judgment.based_on,
            }
            missing = [f"`{name}`" for name, value in asked.items() if not value]
            if missing:
                span = content.span("brief", slug, "judgments", at, "id")
                message = f"the judgment `{judgment.id}` has no {', no '.join(missing)}"
                yield rules.JUDGMENT_INCOMPLETE.at(
                    span, message, "add what is missing; /method/ has the words"
                )


def likelihood_beside_confidence(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Look for a sentence of the analyst's own that has a word for likelihood and speaks of confidence."""
    for slug, brief in sorted(content.briefs.items()):
        own: list[tuple[tuple[str | int, ...], str]] = [
            (("summary",), brief.summary),
            (("body",), brief.body),
        ]
        own += [(("judgments", at, "text"), judgment.text) for at, judgment in enumerate(brief.judgments)]
        for place, written in own:
            text = _blanked(written)
            if not _SURE.search(text):
                continue
            for start, end in split_sentences(text):
                sentence = text[start:end]
                likely = _LIKELY.search(sentence)
                if likely and _SURE.search(sentence):
                    span = content.span(
                        "brief", slug, *place, offset=start + likely.start(), length=len(likely[0])
                    )
                    message = f'"{likely[0]}" and confidence share a sentence'
                    yield rules.LIKELIHOOD_BESIDE_CONFIDENCE.at(span, message, "make two sentences of it")


def vague_likelihoods(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Look for hedges in judgments."""
    for slug, brief in sorted(content.briefs.items()):
        for at, judgment in enumerate(brief.judgments):
            for hedge in _HEDGE.finditer(_blanked(judgment.text)):
                place = ("brief", slug, "judgments", at, "text")
                span = content.span(*place, offset=hedge.start(), length=len(hedge[0]))
                hint = "state it plainly, and say how likely it is in `likelihood`"
                yield rules.VAGUE_LIKELIHOOD.at(span, f'"{hedge[0]}" says nothing measurable', hint)


def mixed_likelihoods(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Compare the words of a brief with the row of the first."""
    for slug, brief in sorted(content.briefs.items()):
        rated = [(at, word) for at, judgment in enumerate(brief.judgments) if (word := judgment.likelihood)]
        for at, word in rated[1:]:
            if _COLUMNS[word] != _COLUMNS[rated[0][1]]:
                other = next(words[1 - _COLUMNS[word]] for words in LIKELIHOOD if word in words[:2])
                span = content.span("brief", slug, "judgments", at, "likelihood")
                message = f"`{word}` is of another row than `{rated[0][1]}` above"
                yield rules.MIXED_LIKELIHOOD.at(span, message, f"write `{other}`, which means the same")


def confirmed_by_one_origin(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Count the origins behind each claim of credibility 1, those that corroborate it included."""
    for slug, at, claim in _claims(content):
        shown = site.statements.get(f"{slug}#{claim.id}")
        origins = shown.corroboration.origins if isinstance(shown, SiteClaim) else ()
        if claim.credibility == 1 and len(origins) < 2:
            span = content.span("brief", slug, "claims", at, "credibility")
            only = f"one origin, {origins[0]}" if origins else "no origin"
            hint = (
                "lower it, or add evidence or `corroborates:` from an origin that does not depend on this one\n"
                "for what is published, drafts do not count"
            )
            yield rules.CONFIRMED_BY_ONE_ORIGIN.at(span, f"confirmed (1), but it rests on {only}", hint)


def unquoted_figures(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Look for each number and month of a claim in its quotations, or in their translations."""
    for slug, at, claim in _claims(content):
        shown = site.statements.get(f"{slug}#{claim.id}")
        figures = {_normal(figure): figure for _, figure in _said(_own_words(shown.text) if shown else "")}
        quoted = set(_figures_quoted(claim)) if figures else set()
        for figure in (written for name, written in figures.items() if name not in quoted):
            parts = figure.split()
            if len(parts) > 1 and quoted.issuperset(map(_normal, parts)):
                continue  # two numbers: on January 17 300 trucks crossed
            said = _said(_blanked(claim.text))
            offset = next((start for start, other in said if _normal(other) == _normal(figure)), 0)
            span = content.span("brief", slug, "claims", at, "text", offset=offset, length=len(figure))
            hint = "quote the words that have it, or take it out; a date can go in `when`"
            yield rules.UNQUOTED_FIGURE.at(span, f'no quotation of this claim has "{figure}"', hint)


def published_without_basis(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Ask how a date of publication was inferred, unless it is a plain year, month or day."""
    for name, source in sorted(content.sources.items()):
        if (
            source.published
            and not source.published_basis
            and not re.fullmatch(r"[\d-]+", source.published.edtf)
        ):
            span = content.span("source", name, "published")
            message = f"{source.published.edtf} is not certain, and nothing says how it was inferred"
            yield rules.PUBLISHED_WITHOUT_BASIS.at(span, message, "say so in `published_basis`")


def events_after_reports(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Compare the earliest day of an event with the latest on which any of its reports can have come out.

    A date with ``~``, ``?`` or ``%`` may mean a day beyond its bounds, so nothing is certain of it.
    """
    for slug, at, claim in _claims(content):
        brief = content.briefs[slug]
        only = brief.sources[0] if len(brief.sources) == 1 else None
        names = {name for item in claim.evidence if (name := item.source or only)}
        dates = [content.sources[name].published for name in names if name in content.sources]
        latest = [date.latest for date in dates if date and date.latest and _is_certain(date)]
        earliest = claim.when.earliest if claim.when and _is_certain(claim.when) else None
        if earliest and latest and len(latest) == len(names) and earliest > max(latest):
            span = content.span("brief", slug, "claims", at, "when")
            message = f"this happened after it was reported, on {max(latest)} at the latest"
            yield rules.EVENT_AFTER_REPORT.at(
                span, message, "mend the date, or write `expected` if it was foretold"
            )


def circles(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Follow each kind of relation round; what holds both ways (`corroborates`, `contradicts`) only to itself."""
    for field in ("updates", "based_on", "against", "corroborates", "contradicts"):
        edges = dict(_edges(content, field))
        for name in sorted(edges):
            if name in edges[name]:
                yield _circle(content, field, [name, name])
                edges[name] = edges[name] - {name}
        while field in ("updates", "based_on") and (cycle := _find_cycle(edges)):
            yield _circle(content, field, cycle)
            edges[cycle[0]] = edges[cycle[0]] - {cycle[1]}


def self_contradictions(content: Content, site: Site) -> Iterator[Diagnostic]:
    """Look for a claim that says of another both that it holds and that it does not."""
    for slug, at, claim in _claims(content):
        supported = {full_name(slug, ref) for ref in claim.corroborates}
        for position, ref in enumerate(claim.contradicts):
            if full_name(slug, ref) in supported:
                span = content.span("brief", slug, "claims", at, "contradicts", position)
                message = f"`{ref}` is corroborated and contradicted at once"
                yield rules.SELF_CONTRADICTION.at(span, message, "take one of the two out")


def _claims(content: Content) -> Iterator[tuple[str, int, Claim]]:
    for slug, brief in sorted(content.briefs.items()):
        for at, claim in enumerate(brief.claims):
            yield slug, at, claim


def _is_certain(date: EdtfDate) -> bool:
    return not (date.approximate or date.uncertain)


def _blanked(text: str) -> str:
    """Put spaces in place of ids and addresses: every other word keeps its offset."""
    return _NOT_SAID.sub(lambda match: " " * len(match[0]), text)


def _said(text: str) -> Iterator[tuple[int, str]]:
    """Give the numbers and months of a claim, each with its offset."""
    for match in _SAID.finditer(text):
        for group in (1, 2) if match[1] else (0,):
            if match[group]:
                yield match.start(group), match[group]


def _figures_quoted(claim: Claim) -> Iterator[str]:
    """Give the numbers and months of its quotations, in normal form, however they may be read."""
    for text in (text for item in claim.evidence for text in (item.quote, item.translation)):
        for match in _QUOTED.finditer(text):
            for figure in map(_normal, (match[0], *match[0].split())):  # 1 000 may be two numbers
                yield figure
                if figure.count(".") > 1:  # a date: 17.01.2024
                    yield from figure.split(".")


def _normal(figure: str) -> str:
    """Write a number in ASCII digits, with nothing between thousands and a point before decimals."""
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in figure)
    return re.sub(r"\W", ".", _THOUSANDS.sub("", digits))


def _own_words(prose: LinkedProse) -> str:
    """Give the words that the author typed: of a reference only those behind the bar, else a sign that parts others."""
    return to_text(prose.prose, [Anchor(reference.label or "…") for reference in prose.prose.references])


def _edges(content: Content, field: str) -> Iterator[tuple[str, frozenset[str]]]:
    kind = "judgments" if field in ("based_on", "against") else "claims"
    for slug, brief in content.briefs.items():
        for statement in getattr(brief, kind):
            if refs := getattr(statement, field):
                yield f"{slug}#{statement.id}", frozenset(full_name(slug, ref) for ref in refs)


def _find_cycle(edges: dict[str, frozenset[str]]) -> list[str]:
    """Find one circle, as names that lead from one to the next, the first one again at the end."""
    try:
        TopologicalSorter({name: sorted(edges[name]) for name in sorted(edges)}).prepare()
    except CycleError as error:
        # graphlib gives a circle against the direction of the edges; turn it round, and begin with its first name
        names = list(reversed(error.args[1]))[:-1]
        first = names.index(min(names))
        return [*names[first:], *names[:first], names[first]]
    return []


def _circle(content: Content, field: str, cycle: list[str]) -> Diagnostic:
    slug, _, name = cycle[0].partition("#")
    brief = content.briefs[slug]
    kind = "claims" if any(claim.id == name for claim in brief.claims) else "judgments"
    statements: tuple[Statement, ...] = brief.claims if kind == "claims" else brief.judgments
    at = next(position for position, statement in enumerate(statements) if statement.id == name)
    span = content.span("brief", slug, kind, at, field)
    message = f"`{field}` goes round in a circle: {' -> '.join(cycle)}"
    return rules.CLAIM_CIRCLE.at(span, message, f"take one of these out of `{field}`")


# What each brief is held to by itself: such a rule may be given a ``Content`` with one brief at a time.
BRIEF_CHECKS = (
    incomplete_judgments,
    likelihood_beside_confidence,
    vague_likelihoods,
    mixed_likelihoods,
    confirmed_by_one_origin,
    unquoted_figures,
    events_after_reports,
    self_contradictions,
)
CHECKS = (published_without_basis, circles)
RULES = rules.RULES
