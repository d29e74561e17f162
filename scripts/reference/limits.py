"""The page ``limits``: every limit that someone who uses Seedbrief can reach, with its value from the code.

A constant with one of the words of ``LIMIT`` in its name is a limit. It is described in ``LIMITS``, or named in
``INTERNAL`` because nobody meets it; a test demands one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.reference.markdown import front, table

GENERATOR = Path(__file__).parents[2] / "generator"
LIMIT = re.compile(
    r"(?:^|_)(MAX|MOST|LONGEST|SHORTEST|LIMITS?|TIMEOUT|LARGE|LENGTH|DEPTH|SECONDS|PATIENCE)(?:_|$)"
)


# What is limited, the constant (``module:NAME``, and the key of a mapping), its unit, and what happens beyond it.
LIMITS: dict[str, list[tuple[str, str, str, str]]] = {
    "Files of a project": [
        ("YAML file", "project.files:_SIZE_LIMITS[.yml]", "bytes", "error `file-too-large`"),
        ("article in `seeds/`", "project.files:_SIZE_LIMITS[.txt]", "bytes", "error `file-too-large`"),
        ("hand-written page", "project.files:_SIZE_LIMITS[.md]", "bytes", "error `file-too-large`"),
        ("original, such as a PDF", "project.files:_ORIGINAL_LIMIT", "bytes", "error `file-too-large`"),
        ("levels of nesting in YAML", "text.yaml.reader:MAX_DEPTH", "levels", "error `yaml-depth`"),
        ("mistakes in one file", "load.decoder:MOST_MISTAKES", "mistakes", "the file is not used"),
        ("combining marks after one letter", "text.encoding:_MOST_MARKS", "marks", "error `too-many-marks`"),
        (
            "`broader`, `located_in`, `derived_from`",
            "model.graph:MAX_LEVELS",
            "levels",
            "error `hierarchy-depth`",
        ),
    ],
    "Fields": [
        (
            "id, and name of a file without its ending",
            "model.fields:NAME_LENGTH",
            "characters",
            "error `bad-name`",
        ),
        ("date (EDTF)", "text.edtf:MAX_LENGTH", "characters", "error `bad-date`"),
        (
            "parts of a quotation, between `[...]`",
            "resolve.quote_matcher:_MOST_PARTS",
            "parts",
            "error `quote-not-found`",
        ),
        (
            "occurrences of a quotation that are counted",
            "resolve.quote_matcher:_MOST_MATCHES",
            "",
            "the others are not counted",
        ),
        (
            "quotation for which the nearest passage is looked for",
            "resolve.quote_matcher:_LONGEST_COMPARED",
            "characters",
            "no hint",
        ),
        (
            "name of an entity that is linked in prose",
            "resolve.mentions:_LONGEST",
            "characters",
            "not linked",
        ),
        (
            "clause around a quotation, for the rule `clause-cut`",
            "rules.quoting:CLAUSE_LENGTH",
            "characters",
            "not looked at",
        ),
        ("unknown ids of one record", "resolve.linker:_MOST_REPORTED", "", "the others are not reported"),
        ("figures of one claim", "rules.analytic:_MOST_REPORTED", "", "the others are not reported"),
    ],
    "Import": [
        ("text file", "ingest.article:MAX_TEXT_BYTES", "bytes", "not imported"),
        ("page, PDF, document or mail", "ingest.article:MAX_ORIGINAL_BYTES", "bytes", "not imported"),
        ("download, with redirects", "ingest.download:MAX_BYTES", "bytes", "not imported"),
        ("time for a download", "ingest.download:TIMEOUT", "seconds", "not imported"),
        ("time to read a PDF", "ingest.readers.pdf.reader:_MOST_SECONDS", "seconds", "not imported"),
        ("references in a file", "ingest.references.reference:MAX_REFERENCES", "", "not imported"),
        ("authors of a reference", "ingest.references.reference:_MAX_AUTHORS", "", "the others are left out"),
        ("mails inside mails", "ingest.readers.mail:_MAX_LEVELS", "levels", "left out, and said so"),
        ("header of a mail", "ingest.readers.mail:_MAX_HEADER", "bytes", "not imported"),
        ("quotations that a draft suggests", "ingest.suggestions:MAX_QUOTES", "", "the best are kept"),
        ("topics that a draft suggests", "ingest.suggestions:MAX_TOPICS", "", "the best are kept"),
    ],
    "Commands": [
        ("title for `seedbrief init`", "cli.init:_LONGEST_TITLE", "characters", "error"),
        (
            "occurrences that `seedbrief quote` shows",
            "ingest.evidence_entry:MOST_SHOWN",
            "",
            "the first are shown",
        ),
        ("words selected in the preview to quote", "plugin.quoting:_LONGEST", "characters", "error"),
        ("wait for another command in the project", "project.atomic_write:_PATIENCE", "seconds", "error"),
        ("work without a sign of progress", "progress:PATIENCE", "seconds", "progress is shown"),
        ("processes that render pages", "shared_work:_MOST_PROCESSES", "", "other cores stay idle"),
    ],
    "Pages": [
        (
            "rows of a list on its page",
            "render.views.list_parts:ROWS",
            "",
            "the list continues on pages below it",
        ),
        (
            "versions of a brief in its history",
            "history.brief_history:MOST_VERSIONS",
            "",
            "older ones are left out",
        ),
        ("related briefs of a brief", "resolve.related:MOST_RELATED", "", "the closest are kept"),
        (
            "entries of a timeline that are drawn one by one",
            "render.charts.timeline_layout:MOST_MARKS",
            "",
            "counted",
        ),
        ("entries of the feed of the site", "exports.feeds:ENTRIES", "", "older ones are left out"),
        ("entries of other feeds", "exports.feeds:ENTRIES_OF_A_SUBJECT", "", "older ones are left out"),
        ("words of a change in a feed", "exports.feed_html:_MOST_WORDS", "words", "cut"),
        ("words of a change in the history", "history.shown_history:MOST_WORDS", "words", "cut"),
        (
            "words that the search can propose",
            "search.words:MAX_VOCABULARY",
            "words",
            "the most frequent are kept",
        ),
    ],
}

INTERNAL = frozenset(  # one a line
    """
    exports.json_schema:_DESCRIPTION_LENGTH
    history.content_diff:_MOST_PAIRS
    ingest.again:_MOST_PAIRS
    ingest.evidence_entry:_MOST_CONTEXT
    ingest.readers.language:_MAX_OTHER
    ingest.readers.mail:_MAX_NAMES
    ingest.readers.mail:_MAX_WORK
    ingest.readers.office.package:_MAX_NAMES
    ingest.readers.office.package:_MAX_SHOWN
    ingest.readers.office.package:_MAX_TITLE
    ingest.readers.page.metadata:_MAX_NAMES
    ingest.readers.page.metadata:_MAX_TITLE
    ingest.readers.page.stated:_MAX_ITEMS
    ingest.readers.page.stated:_MAX_VALUES
    ingest.readers.page.text:_MAX_HEADLINE_LINE
    ingest.readers.pdf.extraction:_MOST_OBJECTS
    ingest.readers.pdf.extraction:_MOST_PIXELS
    ingest.readers.pdf.page_text:_LONGEST_SYLLABLE
    ingest.readers.pdf.page_text:_LONGEST_WORD
    ingest.readers.pdf.reader:_LONGEST_TITLE
    ingest.readers.pdf.reader:_MOST_SHOWN
    ingest.readers.text_file:_MAX_TITLE_LENGTH
    ingest.references.reference:_MAX_TITLE
    ingest.references.ris:_MOST_VALUES
    ingest.source_record:_MAX_IDS_IN_COMMENT
    ingest.suggestions:_MOST_CODE_SIGNS
    ingest.suggestions:_QUOTE_LENGTH
    load.loader:_LARGE
    model.fields:_SLUG_LENGTH
    model.text_fragments:_LONGEST
    plugin.live_preview:_SHORTEST_WAIT
    render.charts.link_map:ARC_DEPTH
    render.charts.place_map:LONGEST_NAME
    render.charts.timeline_layout:MOST_UNSURE
    render.charts.timeline_layout:SHORTEST
    render.views.brief_page:TIMELINE_LENGTH
    render.views.entity:MOST_NAMED
    render.views.storyline:_MOST
    resolve.evidence:_MOST_COMPARED
    resolve.linker:_MOST_MEANT
    resolve.look_alikes:_LONGEST_COMPARED
    resolve.look_alikes:_MOST
    resolve.mentions:_MOST_NESTED
    resolve.quote_matcher:_LONGEST_WORD
    resolve.quote_matcher:_MOST_COMPARED
    resolve.quote_matcher:_MOST_MATCHED
    resolve.quote_matcher:_MOST_TRIED
    resolve.quoted_words:_MOST
    resolve.targets:_LABEL_LENGTH
    search.bundle:LARGE_FILE
    search.bundle:MAX_CHUNK
    search.bundle:_DIGEST_LENGTH
    text.date_suggestions:_LONGEST
    text.korean:_MAX_IN_A_ROW
    text.korean:_MAX_LENGTH
    text.sentences:_ABBREVIATION_LENGTH
    text.word_diff:_MOST_PAIRS
    text.yaml.reader:_HOPELESS_DEPTH
    resolve.mentions:_SHORTEST
    """.split()  # noqa: SIM905
)
"""Constants that only shape a hint, a remark, a drawing or a file, or bound work that no real text needs."""


_CONSTANT = re.compile(r"^(_?[A-Z][A-Z0-9_]*)(?:: [^=\n]+)? = (?!(?!range)\w+\()", re.MULTILINE)  # no call


def constants(folder: Path = GENERATOR) -> Iterator[str]:
    """Yield the constants below a folder whose names say that they are limits, as ``module:NAME``."""
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        for name in _CONSTANT.findall(path.read_text("utf-8")):
            if LIMIT.search(name):
                yield f"{module}:{name}"


def value_of(name: str) -> Any:
    """Return the value of a constant, given as ``module:NAME``, with ``[key]`` if it is a mapping."""
    module, _, constant = name.partition(":")
    constant, _, key = constant.rstrip("]").partition("[")
    value = getattr(import_module(f"generator.{module}"), constant)
    return value[key] if isinstance(value, Mapping) else value


def listed() -> set[str]:
    """Return the constants that the page lists."""
    return {constant.partition("[")[0] for group in LIMITS.values() for _, constant, _, _ in group}


def page() -> str:
    """Return the page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield front(
        "Limits",
        "How large, long and many things may be, and what happens beyond that.",
        "the constants in generator/",
        "how-to/large-sites",
    )
    yield (
        "The number of briefs, articles and topics is not limited. Work that could grow without bound stops at a limit, and what was not checked is never"
        " accepted. Characters are Unicode code points.\n"
    )
    for heading, group in LIMITS.items():
        yield f"## {heading} {{: #{heading.lower().replace(' ', '-')} }}\n"
        yield table(
            ["What", "At most", "Beyond it"],
            (
                [what[:1].upper() + what[1:], _shown(value_of(name), unit), beyond]
                for what, name, unit, beyond in group
            ),
        )
    yield _NAMES


def _shown(value: Any, unit: str) -> str:
    if unit == "bytes" and value >= 1_000_000:
        return f"{value / 1_000_000:g} MB"
    if unit == "bytes" and value >= 1_000:
        return f"{value / 1_000:g} kB"
    number = f"{value:,g}" if isinstance(value, float) else f"{value:,}"
    return f"{number} {unit.removesuffix('s') if value == 1 else unit}".strip()


_NAMES = """\
## Names and encodings {: #names-and-encodings }

- An id, and the name of a file in `content/briefs/`, `content/sources/` and `seeds/` without its ending, has lower-case
  words (a-z, 0-9) joined by single `-` or `_`. `index` and `readme` are reserved.
- Two files whose paths are equal after Unicode normalisation (NFKC) and case folding are an error.
- Symbolic links and hidden files are not read.
- YAML files, hand-written pages and templates are UTF-8. So are articles in `seeds/`, unless the source record names
  another `encoding` that Python knows.
- YAML may not contain anchors, aliases, tags or duplicate keys. Every value is text: `no` stays `no`.
"""
