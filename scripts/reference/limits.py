"""The page on limits; each number is the constant that the code obeys."""

from __future__ import annotations

from generator.history.brief_history import MOST_VERSIONS
from generator.ingest.article import MAX_ORIGINAL_BYTES, MAX_TEXT_BYTES
from generator.ingest.download import MAX_BYTES
from generator.ingest.readers.pdf.reader import _MOST_SECONDS
from generator.ingest.references.reference import MAX_REFERENCES
from generator.ingest.suggestions import MAX_QUOTES, MAX_TOPICS
from generator.load.decoder import MOST_MISTAKES
from generator.model.fields import NAME_LENGTH
from generator.model.graph import MAX_LEVELS
from generator.project.files import _ORIGINAL_LIMIT, _SIZE_LIMITS
from generator.render.charts.timeline_layout import MOST_MARKS
from generator.render.views.list_parts import ROWS
from generator.resolve.quote_matcher import _MOST_PARTS
from generator.rules.quoting import CLAUSE_LENGTH, SKIPPED_WORDS
from generator.text.edtf import MAX_LENGTH
from generator.text.encoding import _MOST_MARKS
from generator.text.yaml.reader import MAX_DEPTH
from scripts.reference.markdown import table


def page() -> str:
    """Return the page as Markdown."""
    content = table(
        ("What", "Limit", "Beyond it"),
        [
            ("A YAML file", _bytes(_SIZE_LIMITS[".yml"]), "error `file-too-large`"),
            ("An article in `seeds/`", _bytes(_SIZE_LIMITS[".txt"]), "error `file-too-large`"),
            ("An original in `seeds/`", _bytes(_ORIGINAL_LIMIT), "error `file-too-large`"),
            ("An id or file name", f"{NAME_LENGTH} characters", "error `bad-name`"),
            ("A date", f"{MAX_LENGTH} characters", "error `bad-date`"),
            ("Nesting of YAML", f"{MAX_DEPTH} levels", "error `yaml-depth`"),
            ("`broader`, `located_in`, `derived_from`", f"{MAX_LEVELS} levels", "error `hierarchy-depth`"),
            ("Combining marks on a letter", f"{_MOST_MARKS}", "error `too-many-marks`"),
            ("Parts of a quotation, between `[...]`", f"{_MOST_PARTS}", "error `quote-not-found`"),
            ("Words that `[...]` must skip", f"at least {SKIPPED_WORDS}", "warning `needless-ellipsis`"),
            (
                "A clause, for `clause-cut`",
                f"{CLAUSE_LENGTH} characters",
                "words further away are not looked at",
            ),
            (
                "Mistakes reported of one file",
                f"{MOST_MISTAKES:,}",
                "the file is not used, and one error says so",
            ),
        ],
    )
    imported = table(
        ("What", "Limit", "Beyond it"),
        [
            ("A text file", _bytes(MAX_TEXT_BYTES), "refused"),
            ("A page, PDF, document or mail", _bytes(MAX_ORIGINAL_BYTES), "refused"),
            ("A download", _bytes(MAX_BYTES), "refused"),
            ("Reading a PDF", f"{_MOST_SECONDS} seconds", "refused"),
            ("References in a file", f"{MAX_REFERENCES:,}", "refused"),
            ("Quotations suggested in a draft", f"{MAX_QUOTES}", "the best are kept"),
            ("Topics suggested in a draft", f"{MAX_TOPICS}", "the best are kept"),
        ],
    )
    site = table(
        ("What", "Limit", "Beyond it"),
        [
            ("Rows of a list on its page", f"{ROWS}", "the list continues on pages below it"),
            ("Events drawn in a timeline", f"{MOST_MARKS}", "they are counted by day, month or year"),
            ("Versions in the history of a brief", f"{MOST_VERSIONS}", "older ones are left out"),
        ],
    )
    return f"""\
# Limits

The limits of Seedbrief. The number of briefs, articles and topics is not limited.

## Content {{: #content }}

{content}
## Import {{: #import }}

{imported}
## Site {{: #site }}

{site}"""


def _bytes(size: int) -> str:
    return f"{size // 1_000_000} MB"
