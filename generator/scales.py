"""The scales of the field, in the words of their sources: what a grade means and which range a word covers."""

from __future__ import annotations

# ICD 203, Analytic Standards: word -> percent, low and high. Two rows of words for the same ranges; a product keeps
# to one row.
LIKELIHOOD = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even chance": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}
LIKELIHOOD_SYNONYMS = {
    "remote": (1, 5),
    "highly improbable": (5, 20),
    "improbable": (20, 45),
    "roughly even odds": (45, 55),
    "probable": (55, 80),
    "highly probable": (80, 95),
    "nearly certain": (95, 99),
}
LIKELIHOODS = {**LIKELIHOOD, **LIKELIHOOD_SYNONYMS}

# NATO Admiralty code: the source and the information are rated independently.
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}


def grading_words(grading: str) -> str:
    """Spell out a grade: ``C3`` -> ``source fairly reliable; information possibly true``."""
    return f"source {RELIABILITY[grading[0]]}; information {CREDIBILITY[int(grading[1])]}"
