"""The page on scales, from ``generator/model/scales.py``."""

from __future__ import annotations

from generator.model.scales import CONFIDENCE, CREDIBILITY, LIKELIHOOD, RELIABILITY, STATUSES, percent
from scripts.reference.markdown import table

_NOTES = {
    "low": "few or weak sources, or an argument with large gaps",
    "moderate": "plausible and sourced, but not enough or not independent enough for high confidence",
    "high": "good sources that agree, and an argument without large gaps",
}


def page() -> str:
    """Return the page as Markdown."""
    terms = table(
        ("Term set 1", "Term set 2", "Range"),
        ([f"`{first}`", f"`{second}`", percent(first)] for first, second, _, _ in LIKELIHOOD),
    )
    reliability = table(("Value", "Meaning"), ([f"`{value}`", words] for value, words in RELIABILITY.items()))
    credibility = table(("Value", "Meaning"), ([f"`{value}`", words] for value, words in CREDIBILITY.items()))
    confidence = table(("Value", "When to use it"), ([f"`{value}`", _NOTES[value]] for value in CONFIDENCE))
    statuses = table(
        ("Value", "Shown as"),
        ([f"`{value}`", words] for value, words in STATUSES.items() if value != "overdue"),
    )
    return f"""\
# Scales

The values of ratings and estimates. [Likelihood and confidence](../explanation/likelihood-and-confidence.md) says why
there are two scales.

## Likelihood {{: #likelihood }}

`likelihood` of a [judgment](fields.md#judgment-likelihood): the terms of
[ICD 203](https://www.dni.gov/files/documents/ICD/ICD-203.pdf), section 6.e(2)(a). A brief uses one term set throughout
([mixed-likelihood](rules.md#mixed-likelihood)).

{terms}
## Confidence {{: #confidence }}

`confidence` of a [judgment](fields.md#judgment-confidence): how good the basis is. ICD 203 demands it and defines no
levels; these three are in common use.

{confidence}
## Source reliability {{: #reliability }}

`reliability` of a [publisher](fields.md#publisher-reliability), or of one [source](fields.md#source-reliability): how far
the source can be trusted in general (NATO AJP-2.1, the Admiralty code).

{reliability}
## Information credibility {{: #credibility }}

`credibility` of a [claim](fields.md#claim-credibility): how likely this piece of information is to be true, whoever says
it (NATO AJP-2.1). `1` needs two independent sources ([confirmed-by-one-origin](rules.md#confirmed-by-one-origin)).

{credibility}
## Outcome of a forecast {{: #status }}

`status` of an [outcome](fields.md#outcome-status). An open forecast is shown as overdue once its date has passed.

{statuses}"""
