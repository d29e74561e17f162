"""The page on dates; the code that shows dates reads each example."""

from __future__ import annotations

import re

from generator.text.edtf import MAX_LENGTH, parse_edtf
from generator.translation import use_language
from scripts.reference.markdown import table

FORMS = (
    ("Year, month, day", ("2024", "2024-03", "2024-03-17")),
    ("Approximate, uncertain, both", ("2024-03~", "2024-03?", "2024-03%")),
    ("Only one part approximate", ("2024-03-~17", "2024-03~-17")),
    ("Part not known", ("2024-XX", "2024-03-XX", "2024-XX-17", "202X", "20XX")),
    ("Season of the northern hemisphere", ("2024-21", "2024-22", "2024-23", "2024-24")),
    ("Quarter, half of a year", ("2024-33", "2024-34", "2024-35", "2024-36", "2024-40", "2024-41")),
    ("From ... to ...", ("2023-12/2024-02", "2024-03-05/2024-03-17")),
    ("Open or unknown at an end", ("2024-01/..", "../2024-01", "2024-01/", "/2024-01")),
    ("On or after, on or before", ("[2024-01..]", "[..2024-01]")),
    ("One of these, all of these", ("[2023,2024]", "[2023,2024-03..]", "{2023,2024}")),
)


def page() -> str:
    """Return the page as Markdown."""
    with use_language("en"):
        forms = "\n".join(_form(title, examples) for title, examples in FORMS)
    return f"""\
# Dates

`when`, `expected`, `published` and `covers` take an EDTF date (Extended Date/Time Format, part of ISO 8601-2:2019), which
can say how well a date is known. `date` of a brief or a revision is a day: `2026-11-21`.
[Uncertain dates](../explanation/uncertain-dates.md) says why.

Lists are sorted by the earliest day that a date can be; `~` and `?` do not widen it. Put a date that starts with `[`, `{{` or
`%` in quotation marks, because YAML would read it as something else. A date has at most {MAX_LENGTH} characters.

Not supported: times of day, years outside 0001 to 9999, significant digits, thirds of a year, and the codes 25 to 32
(seasons of a named hemisphere).

{forms}"""


def _form(title: str, examples: tuple[str, ...]) -> str:
    anchor = "-".join(re.findall("[a-z]+", title.lower()))
    return (
        f"## {title} {{: #{anchor} }}\n\n{table(('Write', 'Readers see', 'Sorted as'), map(_row, examples))}"
    )


def _row(written: str) -> tuple[str, str, str]:
    date = parse_edtf(written)
    earliest = date.earliest.isoformat() if date.earliest else "before all others"
    return f"`{written}`", str(date.words), earliest
