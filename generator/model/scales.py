"""The scales of the field, in the words of the standards: what a rating means, and which range a word covers.

The words are English, as in ``content/`` and in what the command says. Where a reader sees them they go through ``_``:
``_(RELIABILITY["C"])``.
"""

from __future__ import annotations

from functools import lru_cache

from generator.translation import N_, Language, Words, _, current_language

# ICD 203, Analytic Standards: two term sets, and the range of each term in percent. A brief uses one term set.
LIKELIHOOD = (
    (N_("almost no chance"), N_("remote"), 1, 5),
    (N_("very unlikely"), N_("highly improbable"), 5, 20),
    (N_("unlikely"), N_("improbable"), 20, 45),
    (N_("roughly even chance"), N_("roughly even odds"), 45, 55),
    (N_("likely"), N_("probable"), 55, 80),
    (N_("very likely"), N_("highly probable"), 80, 95),
    (N_("almost certain"), N_("nearly certain"), 95, 99),
)

# AJP-2.1 (NATO, "Admiralty code"): the source and the information are rated independently.
RELIABILITY = {
    "A": N_("completely reliable"),
    "B": N_("usually reliable"),
    "C": N_("fairly reliable"),
    "D": N_("not usually reliable"),
    "E": N_("unreliable"),
    "F": N_("cannot be judged"),
}
CREDIBILITY = {
    1: N_("confirmed by other sources"),
    2: N_("probably true"),
    3: N_("possibly true"),
    4: N_("doubtful"),
    5: N_("improbable"),
    6: N_("cannot be judged"),
}

CONFIDENCE = {
    "low": N_("low confidence"),
    "moderate": N_("moderate confidence"),
    "high": N_("high confidence"),
}
STATUSES = {
    "open": N_("open"),
    "overdue": N_("overdue"),
    "occurred": N_("occurred"),
    "late": N_("occurred late"),
    "failed": N_("did not occur"),
}
"""The status of a forecast, in the words of forecasters. A forecast is overdue if it is open and past its date."""


def rating_words(rating: str) -> Words:
    """Spell out a rating: ``C3`` -> ``source fairly reliable; information possibly true``."""
    return _rating_words(rating, current_language())


@lru_cache(maxsize=128)
def _rating_words(rating: str, language: Language) -> Words:
    reliability, credibility = _(RELIABILITY[rating[0]]), _(CREDIBILITY[int(rating[1])])
    return _(
        "{source}; {information}",
        source=_("source reliability {words}", words=reliability)
        if rating[0] == "F"
        else _("source {words}", words=reliability),
        information=_("truth of the information {words}", words=credibility)
        if rating[1] == "6"
        else _("information {words}", words=credibility),
    )


def bounds(likelihood: str) -> tuple[int, int]:
    """Return the range of a term of ICD 203 in percent: ``likely`` -> 55, 80."""
    return next((low, high) for *words, low, high in LIKELIHOOD if likelihood in words)


def percent(likelihood: str) -> str:
    """Write the range of a term of ICD 203: ``likely`` -> ``55\N{EN DASH}80%``."""
    low, high = bounds(likelihood)
    return f"{low}\N{EN DASH}{high}%"


def percent_words(likelihood: str) -> Words:
    """Write the range of a term of ICD 203 in the language of the site."""
    low, high = bounds(likelihood)
    return _("{low}–{high}%", low=low, high=high)
