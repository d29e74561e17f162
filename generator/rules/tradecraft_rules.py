"""The rules of the craft, each with a wrong and a right example.

``seedbrief rules`` and the page ``/method/rules/`` print them, and a test tries every example out. The functions that
check them are in ``rigour.py``. Sources: ICD 203, Analytic Standards (likelihood, confidence); NATO Admiralty code
(grading).
"""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

JUDGMENT_INCOMPLETE = Rule(
    "judgment-incomplete",
    "A judgment says how likely it is, how sure we are of that, and what it rests on.",
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
LIKELIHOOD_BESIDE_CONFIDENCE = Rule(
    "likelihood-beside-confidence",
    "How likely something is, and how sure we are, do not share a sentence.",
    Severity.WARNING,
    wrong="""
body: It is likely, with low confidence, that trade grows.
""",
    right="""
body: It is likely that trade grows. Our confidence in this is low.
""",
)
VAGUE_LIKELIHOOD = Rule(
    "vague-likelihood",
    "A judgment is free of hedges that say nothing measurable: may, might, could, possibly, perhaps, reportedly.",
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
MIXED_LIKELIHOOD = Rule(
    "mixed-likelihood",
    "A brief keeps to one of the two rows of words for likelihood.",
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
CONFIRMED_BY_ONE_ORIGIN = Rule(
    "confirmed-by-one-origin",
    "Credibility 1, confirmed by other sources, takes at least two origins that do not depend on each other.",
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
UNQUOTED_FIGURE = Rule(
    "unquoted-figure",
    "A number or a month in a claim stands in one of its quotations.",
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
PUBLISHED_WITHOUT_BASIS = Rule(
    "published-without-basis",
    "Where the date of publication is not certain, `published_basis` says how it was inferred.",
    wrong="""
published: 2024-01~
""",
    right="""
published: 2024-01~
published_basis: The article speaks of the first weeks of 2024.
""",
    file="content/sources/example.yml",
)
EVENT_AFTER_REPORT = Rule(
    "event-after-report",
    "A source reports what has happened: an event is not later than its report. What is foretold has `expected`.",
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
CLAIM_CIRCLE = Rule(
    "claim-circle",
    "No claim or judgment updates, contradicts, corroborates or rests on itself, directly or through others.",
    wrong="""
judgments:
  - {id: a, text: Trade grows., likelihood: likely, confidence: low, based_on: [b]}
  - {id: b, text: Prices fall., likelihood: likely, confidence: low, based_on: [a]}
""",
    right="""
judgments:
  - {id: a, text: Trade grows., likelihood: likely, confidence: low, based_on: [trucks-lined-up]}
  - {id: b, text: Prices fall., likelihood: likely, confidence: low, based_on: [a]}
""",
)
SELF_CONTRADICTION = Rule(
    "self-contradiction",
    "A claim does not corroborate and contradict the same other claim.",
    wrong="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    evidence: [trucks are lined up]
  - id: at-the-gate
    text: The gate is where trucks are lined up.
    evidence: [lined up at the gate]
    corroborates: [trucks-lined-up]
    contradicts: [trucks-lined-up]
""",
    right="""
claims:
  - id: trucks-lined-up
    text: Trucks are lined up.
    evidence: [trucks are lined up]
  - id: at-the-gate
    text: The gate is where trucks are lined up.
    evidence: [lined up at the gate]
    updates: [trucks-lined-up]
""",
)
RULES = (
    JUDGMENT_INCOMPLETE, LIKELIHOOD_BESIDE_CONFIDENCE, VAGUE_LIKELIHOOD, MIXED_LIKELIHOOD, CONFIRMED_BY_ONE_ORIGIN,
    UNQUOTED_FIGURE, PUBLISHED_WITHOUT_BASIS, EVENT_AFTER_REPORT, CLAIM_CIRCLE, SELF_CONTRADICTION,
)  # fmt: skip
