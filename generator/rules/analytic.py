"""Analytic tradecraft: how a brief must rate, word and support what it says.

Each rule comes with a wrong and a right example, which ``seedbrief rules`` and the page ``/method/rules/`` print and a
test tries out. Sources: ICD 203, Analytic Standards (likelihood, confidence); NATO AJP-2.1 (ratings). To add a rule,
write the ``Rule`` and its check here, and a golden case that breaks it in ``tests/golden/diagnostics/``.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from generator.diagnostics import Diagnostic, Rule, Severity
from generator.model.content import Content, Source
from generator.model.scales import LIKELIHOOD
from generator.model.site import SiteClaim
from generator.rules.decorators import Statements, check, check_each_brief
from generator.text.edtf import MONTHS, EdtfDate
from generator.text.number_words import spelled_numbers
from generator.text.prose import Anchor, Prose, parse_prose, to_text
from generator.text.sentences import split_sentences

_TERM_SET = {word: number for words in LIKELIHOOD for number, word in enumerate(words[:2])}
_LIKELY = re.compile(rf"\b(?:{'|'.join(sorted(_TERM_SET, key=len, reverse=True))})\b", re.IGNORECASE)
_CONFIDENCE = re.compile(
    r"\b(?:high|moderate|low)(?:er|est)?\s+confidence\b|\bconfiden(?:ce|t)\b", re.IGNORECASE
)
# "May" with a capital is the month: no judgment begins with the verb.
_HEDGE = re.compile(r"\b(?:may|(?i:might|could|possibly|perhaps|maybe|conceivably|reportedly|allegedly))\b")
# Typed in prose but not shown as words: ids of references, URLs of links.
_NOT_SAID = re.compile(r"\[\[[^\[\]|]*|\b(?:https?|mailto):[^\s)>]+")
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_DASH = f"[{''.join(sorted(_DASHES))}]"
# Thousands are separated by a space or an apostrophe (1 000), or by a mark that also separates decimals (1,000.5). The
# comma between two scores or ranges (1-6,4-6) is not part of a number.
_MARK = r"[.,\u066b\u066c]"  # the last two are the Arabic ones
_NUMBER = (
    rf"(?>(?<=\d{_DASH})\d+(?=,\d+{_DASH}\d)"
    rf"|\d{{1,3}}(?:[ \u00a0\u2009\u202f'\u2019]\d{{3}})+(?:{_MARK}\d+)?(?!{_MARK}?\d)|\d+(?:{_MARK}\d+)*)"
)
_THOUSANDS = re.compile(r"\W(?=(?:\d\d\W){0,3}\d{3}(?!\d))")  # in India, 1,00,000
_DATE = re.compile(r"\d\d?\.\d\d?\.(?:\d\d){1,2}|\d{4}\.\d\d?\.\d\d?")
# "May" counts as a month only next to a number.
_MONTH = rf"\b(?:{'|'.join(month for month in MONTHS if month != 'May')})\b|\bMay(?=\s+\d)|(?<=\d\s)May\b"
_FIGURE = re.compile(rf"{_NUMBER}|{_MONTH}")
_MOST_REPORTED = 1_000  # figures of a claim

JUDGMENT_INCOMPLETE = Rule(
    "judgment-incomplete",
    "A judgment must have a likelihood, a confidence and a basis.",
    wrong="""
judgments:
  - id: trade-grows
    text: Trade through the customs house grows this year.
""",
    right="""
judgments:
  - id: trade-grows
    text: Trade through the customs house grows this year.
    likelihood: likely
    confidence: low
    based_on: [trucks-lined-up]
""",
)


@check_each_brief(JUDGMENT_INCOMPLETE)
def judgment_incomplete(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Report what a judgment lacks, except fields whose value has an error of its own."""
    for at, judgment in enumerate(content.briefs[slug].judgments):
        needed = {
            "likelihood": judgment.likelihood,
            "confidence": judgment.confidence,
            "based_on": judgment.based_on,
        }
        missing = [field for field, value in needed.items() if not value]
        if missing:
            refused = content.refused_fields("brief", slug, "judgments", at)
            missing = [field for field in missing if field not in refused]
        if missing:
            span = content.span("brief", slug, "judgments", at, "id")
            message = f"the judgment `{judgment.id}` has no {', no '.join(f'`{field}`' for field in missing)}"
            hints = [_TO_ADD[field] for field in missing]
            yield JUDGMENT_INCOMPLETE.at(span, message, "\n".join(hints))


_TO_ADD = {
    "likelihood": f"add `likelihood:` with one of: {', '.join(words[0] for words in LIKELIHOOD)}",
    "confidence": "add `confidence:` with one of: low, moderate, high",
    "based_on": "add `based_on:` with the ids of the claims that support it",
}

LIKELIHOOD_BESIDE_CONFIDENCE = Rule(
    "likelihood-beside-confidence",
    "Likelihood and confidence must not share a sentence.",
    Severity.WARNING,
    wrong="""
body: It is likely, with low confidence, that trade grows.
""",
    right="""
body: It is likely that trade grows. Our confidence in this is low.
""",
)


@check_each_brief(LIKELIHOOD_BESIDE_CONFIDENCE)
def likelihood_beside_confidence(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Search the sentences of the summary, the body and the judgments for both."""
    brief = content.briefs[slug]
    texts: list[tuple[tuple[str | int, ...], str]] = [(("summary",), brief.summary), (("body",), brief.body)]
    texts += [(("judgments", at, "text"), judgment.text) for at, judgment in enumerate(brief.judgments)]
    for place, written in texts:
        text = _blanked(written)
        if not _CONFIDENCE.search(text):
            continue
        for start, end in split_sentences(text):
            likely = _LIKELY.search(text, start, end)
            if likely and _CONFIDENCE.search(text, start, end):
                offset, length = likely.start(), len(likely[0])
                span = content.span("brief", slug, *place, offset=offset, length=length)
                message = f'"{likely[0]}" and confidence share a sentence'
                yield LIKELIHOOD_BESIDE_CONFIDENCE.at(span, message, "make it two sentences")


VAGUE_LIKELIHOOD = Rule(
    "vague-likelihood",
    "Judgments must not use unquantified hedges: may, might, could, possibly, perhaps, reportedly...",
    Severity.WARNING,
    wrong="""
judgments:
  - id: trade-grows
    text: Trade could possibly grow.
    likelihood: likely
    confidence: low
    based_on: [trucks-lined-up]
""",
    right="""
judgments:
  - id: trade-grows
    text: Trade grows.
    likelihood: likely
    confidence: low
    based_on: [trucks-lined-up]
""",
)


@check_each_brief(VAGUE_LIKELIHOOD)
def vague_likelihood(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Search the text of judgments for hedges."""
    for at, judgment in enumerate(content.briefs[slug].judgments):
        for hedge in _HEDGE.finditer(_blanked(judgment.text)):
            place = ("brief", slug, "judgments", at, "text")
            span = content.span(*place, offset=hedge.start(), length=len(hedge[0]))
            message = f'"{hedge[0]}" is a hedge with no defined likelihood'
            yield VAGUE_LIKELIHOOD.at(
                span, message, "state it plainly, and give the likelihood in `likelihood`"
            )


MIXED_LIKELIHOOD = Rule(
    "mixed-likelihood",
    "A brief must not mix the two ICD 203 term sets for likelihood.",
    Severity.WARNING,
    wrong="""
judgments:
  - {id: a, text: Trade grows., likelihood: likely, confidence: low, based_on: [trucks-lined-up]}
  - {id: b, text: Prices fall., likelihood: improbable, confidence: low, based_on: [trucks-lined-up]}
""",
    right="""
judgments:
  - {id: a, text: Trade grows., likelihood: likely, confidence: low, based_on: [trucks-lined-up]}
  - {id: b, text: Prices fall., likelihood: unlikely, confidence: low, based_on: [trucks-lined-up]}
""",
)


@check_each_brief(MIXED_LIKELIHOOD)
def mixed_likelihood(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Compare the likelihood of each judgment with that of the first."""
    judgments = enumerate(content.briefs[slug].judgments)
    rated = [(at, judgment.likelihood) for at, judgment in judgments if judgment.likelihood]
    for at, word in rated[1:]:
        first = rated[0][1]
        if _TERM_SET[word] != _TERM_SET[first]:
            other = next(words[1 - _TERM_SET[word]] for words in LIKELIHOOD if word in words[:2])
            span = content.span("brief", slug, "judgments", at, "likelihood")
            message = f"`{word}` and `{first}` come from different ICD 203 term sets"
            yield MIXED_LIKELIHOOD.at(span, message, f"write `{other}`, which means the same")


CONFIRMED_BY_ONE_ORIGIN = Rule(
    "confirmed-by-one-origin",
    "A claim of credibility 1 must have at least two independent sources.",
    wrong="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    credibility: 1
    evidence: [trucks are lined up]
""",
    right="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    credibility: 3
    evidence: [trucks are lined up]
""",
)


@check_each_brief(CONFIRMED_BY_ONE_ORIGIN)
def confirmed_by_one_origin(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Count the origins of the claim and of all claims that corroborate it."""
    for at, claim in enumerate(content.briefs[slug].claims):
        resolved = statements.get(f"{slug}#{claim.id}")
        origins = resolved.corroboration.origins if isinstance(resolved, SiteClaim) else ()
        if claim.credibility == 1 and len(origins) < 2:
            span = content.span("brief", slug, "claims", at, "credibility")
            has = f"one: {origins[0]}" if origins else "none"
            message = f"credibility 1 needs two independent sources; this claim has {has}"
            hint = (
                "lower the credibility, or add evidence or `corroborates:` from an independent source\n"
                "drafts do not count for a published claim"
            )
            yield CONFIRMED_BY_ONE_ORIGIN.at(span, message, hint)


UNQUOTED_FIGURE = Rule(
    "unquoted-figure",
    "Every number or month in a claim must appear in its quotations.",
    wrong="""
claims:
  - id: trucks-lined-up
    text: Since January, 30 trucks are lined up.
    evidence: [trucks are lined up]
""",
    right="""
claims:
  - id: trucks-lined-up
    text: Since January, trucks are lined up.
    evidence: ["Since January, trucks are lined up"]
""",
)


@check_each_brief(UNQUOTED_FIGURE)
def unquoted_figure(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Search the quotations and their translations for each number and month of the claim."""
    for at, claim in enumerate(content.briefs[slug].claims):
        quotations = [text for item in claim.evidence for text in (item.quote, item.translation)]
        if not (claim.evidence and all(item.quote for item in claim.evidence)):
            continue  # what is missing there is reported
        missing = unquoted_figures(own_words(parse_prose(claim.text)), quotations)
        typed = reversed([*_stated_figures(_blanked(claim.text))]) if missing else ()
        places = {_readings(figure): offset for offset, figure in typed}
        for figure in missing[:_MOST_REPORTED]:
            offset = places.get(_readings(figure), 0)
            span = content.span("brief", slug, "claims", at, "text", offset=offset, length=len(figure))
            hint = "quote the words that contain it, or remove it; a date can go in `when`"
            yield UNQUOTED_FIGURE.at(span, f'no quotation of this claim contains "{figure}"', hint)


def unquoted_figures(words: str, quotations: Sequence[str]) -> list[str]:
    """Return the numbers and months in the words of a claim, as written and each once, that no quotation contains."""
    figures = [*_stated_figures(words)]
    as_received = [" ".join(text.split()) for text in quotations if figures]
    if {figure for _, figure in figures} <= {it for text in as_received for it in _FIGURE.findall(text)}:
        return []  # mostly, all are quoted as they are written
    spelled = [(0, 0, ""), *spelled_numbers(words)]
    missing: dict[tuple[frozenset[str], ...], str] = {}
    for offset, figure in figures:
        _, end, number = spelled[bisect_right(spelled, offset, key=itemgetter(0)) - 1]
        whole = [frozenset([number])] if offset < end else []
        missing.setdefault((*_readings(figure), *whole), figure)
    quoted: set[str] = set()
    # As received, then read as prose: a claim in the same words may contain what Markdown acts on.
    for texts in (as_received, (own_words(parse_prose(text)) for text in quotations)):
        if missing:
            for text in texts:
                quoted.update(number for _, _, number in spelled_numbers(text))
                for figure in set(_FIGURE.findall(text)):
                    quoted.update(*_readings(figure))
            missing = {
                readings: figure
                for readings, figure in missing.items()
                if not any(quoted.issuperset(reading) for reading in readings)
            }
    return list(missing.values())


PUBLISHED_WITHOUT_BASIS = Rule(
    "published-without-basis",
    "Where the date of publication is uncertain, `published_basis` must say how it was inferred.",
    wrong="""
published: 2024-01~
""",
    right="""
published: 2024-01~
published_basis: The article speaks of the first weeks of 2024.
""",
    file="content/sources/example.yml",
)


@check(PUBLISHED_WITHOUT_BASIS)
def published_without_basis(content: Content, statements: Statements) -> Iterator[Diagnostic]:
    """A plain year, month or day counts as certain."""
    for name, source in sorted(content.sources.items()):
        date = source.published
        if date and not source.published_basis and not re.fullmatch(r"[\d-]+", date.edtf):
            span = content.span("source", name, "published")
            message = f"{date.edtf} is not certain, and nothing says how it was inferred"
            yield PUBLISHED_WITHOUT_BASIS.at(span, message, "say how in `published_basis`")


EVENT_AFTER_REPORT = Rule(
    "event-after-report",
    "An event must not be later than the report of it; a forecast must have `expected`.",
    wrong="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    when: 2031
    evidence: [trucks are lined up]
""",
    right="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    when: 2024-01
    evidence: [trucks are lined up]
""",
)


@check_each_brief(EVENT_AFTER_REPORT)
def event_after_report(content: Content, statements: Statements, slug: str) -> Iterator[Diagnostic]:
    """Compare the earliest possible day of an event with the latest possible day of its reports.

    A date with ``~``, ``?`` or ``%`` may mean a day outside its bounds, so it proves nothing.
    """
    for at, claim in enumerate(content.briefs[slug].claims):
        names = {item.source for item in claim.evidence if item.source}
        days = [_reported_by(content.sources[name]) for name in names if name in content.sources]
        latest = [day for day in days if day]  # each with how it is known
        earliest = claim.when.earliest if claim.when and _is_certain(claim.when) else None
        if earliest and latest and len(latest) == len(names) and earliest > max(latest)[0]:
            span = content.span("brief", slug, "claims", at, "when")
            message = f"this happened after {max(latest)[1]}"
            hint = "correct the date, or use `expected` if it is a forecast"
            yield EVENT_AFTER_REPORT.at(span, message, hint)


def _reported_by(source: Source) -> tuple[datetime.date, str] | None:
    """Return the last day on which a report can have been published, and how that is known, for a message.

    If its date is not certain, that is the day after it was accessed: elsewhere it may have been the next day already.
    """
    date = source.published
    if date and date.latest and _is_certain(date):
        return date.latest, f"it was reported, which was on {date.latest} at the latest"
    if not source.accessed or source.accessed == datetime.date.max:
        return None
    next_day = source.accessed + datetime.timedelta(days=1)
    return next_day, f"the article was accessed, which was on {source.accessed}"


def _is_certain(date: EdtfDate) -> bool:
    return not (date.approximate or date.uncertain)


def _blanked(text: str) -> str:
    """Replace ids and URLs by spaces, so that every other word keeps its offset."""
    return _NOT_SAID.sub(lambda match: " " * len(match[0]), text)


def _stated_figures(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers and months that the text of a claim states, each after its offset in code points.

    Not those in names (COVID-19). Of numbers joined by dashes, both ends of a range (10-15), but only the first of a
    date or a phone number (2024-01, 555-12-34).
    """
    joined: list[re.Match[str]] = []
    for match in [*_FIGURE.finditer(text), None]:
        if match and joined and text[joined[-1].end() : match.start()] in _DASHES:
            joined.append(match)
            continue
        if joined and not _ends_in_letter(text[max(joined[0].start() - 2, 0) : joined[0].start()]):
            is_range = len(joined) == 2 and [len(part[0]) for part in joined] != [4, 2]
            yield from ((part.start(), part[0]) for part in (joined if is_range else joined[:1]))
        joined = [match] if match else []


def _ends_in_letter(text: str) -> bool:
    """Return whether a text ends in a letter with case, or in one and a hyphen: in other scripts words are glued."""
    letter = text.removesuffix("-")[-1:]
    return letter == "_" or letter.lower() != letter.upper()


def _readings(figure: str) -> tuple[frozenset[str], ...]:
    """Return what a number or month can mean: one number, or several (1 000, 17.01.2024). All are normalised."""
    readings = [[figure], figure.split()]
    if _DATE.fullmatch(figure):
        readings.append(figure.split("."))
    return tuple(dict.fromkeys(frozenset(map(_normal, reading)) for reading in readings))


def _normal(figure: str) -> str:
    """Normalise a number: ASCII digits, nothing between thousands, a point before decimals, 1 for 01."""
    digits = figure
    if not figure.isascii():
        digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in figure)
    return re.sub(r"^0(?=\d$)", "", re.sub(r"\W", ".", _THOUSANDS.sub("", digits)))


def own_words(prose: Prose) -> str:
    """Return the words that the author typed. A reference counts with its label only; without one it is `…`."""
    return to_text(prose, [Anchor(reference.label or "…") for reference in prose.references])
