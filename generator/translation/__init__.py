"""The words of the interface in the language of the site: messages, numbers and lists.

Every word that a reader sees and no author wrote goes through this package. Messages are written in English where they
are shown, and looked up in ``catalogs/<language>.po`` (GNU gettext); what is not in the catalog stays English. Which
language is spoken is set by ``use_language`` for the duration of a build, as ``decimal`` sets a precision; so the same
input and language give the same bytes, whatever the locale of the machine.
"""

from generator.translation.dates import (
    day_words,
    interval,
    join_ends,
    join_ends_once,
    month_name,
    month_words,
    short_day,
    short_month,
    short_quarter,
    year_words,
)
from generator.translation.languages import (
    Language,
    current_language,
    interface_language,
    is_translated,
    languages,
    match_language,
    use_language,
)
from generator.translation.messages import (
    N_,
    Words,
    _,
    clauses,
    comma_list,
    fill,
    fill_in,
    message_parts,
    ngettext,
    pgettext,
    with_literals,
)
from generator.translation.numbers import and_list, number, or_list, percent

__all__ = [
    "N_",
    "Language",
    "Words",
    "_",
    "and_list",
    "clauses",
    "comma_list",
    "current_language",
    "day_words",
    "fill",
    "fill_in",
    "interface_language",
    "interval",
    "is_translated",
    "join_ends",
    "join_ends_once",
    "languages",
    "match_language",
    "message_parts",
    "month_name",
    "month_words",
    "ngettext",
    "number",
    "or_list",
    "percent",
    "pgettext",
    "short_day",
    "short_month",
    "short_quarter",
    "use_language",
    "with_literals",
    "year_words",
]
