"""The scales of the field, in the words of the standards: what a rating means, and which range a word covers."""

from __future__ import annotations

# ICD 203, Analytic Standards: two term sets, and the range of each term in percent. A brief uses one term set.
LIKELIHOOD = (
    ("almost no chance", "remote", 1, 5),
    ("very unlikely", "highly improbable", 5, 20),
    ("unlikely", "improbable", 20, 45),
    ("roughly even chance", "roughly even odds", 45, 55),
    ("likely", "probable", 55, 80),
    ("very likely", "highly probable", 80, 95),
    ("almost certain", "nearly certain", 95, 99),
)

# AJP-2.1 (NATO, "Admiralty code"): the source and the information are rated independently.
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


def rating_words(rating: str) -> str:
    """Spell out a rating: ``C3`` -> ``source fairly reliable; information possibly true``."""
    source = "source reliability" if rating[0] == "F" else "source"
    information = "truth of the information" if rating[1] == "6" else "information"
    return f"{source} {RELIABILITY[rating[0]]}; {information} {CREDIBILITY[int(rating[1])]}"


def bounds(likelihood: str) -> tuple[int, int]:
    """Return the range of a term of ICD 203 in percent: ``likely`` -> 55, 80."""
    return next((low, high) for *words, low, high in LIKELIHOOD if likelihood in words)


def percent(likelihood: str) -> str:
    """Write the range of a term of ICD 203: ``likely`` -> ``55\N{EN DASH}80%``."""
    low, high = bounds(likelihood)
    return f"{low}\N{EN DASH}{high}%"
