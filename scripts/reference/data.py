"""The page on the data that a site publishes, from ``generator/exports``."""

from __future__ import annotations

from generator.exports.data.tables import TABLES
from scripts.reference.markdown import table

FILES = (
    ("data/datapackage.json", "a [Data Package](https://datapackage.org/): describes all tables to programs"),
    ("data/site.json", "all tables in one file"),
    *((f"data/{item.name}.csv", f"see [below](#{item.name})") for item in TABLES),
    ("data/topics.ttl, data/topics.jsonld", "the topics as SKOS, in Turtle and JSON-LD"),
    (
        "data/evidence.json",
        "every quotation with its claim and its place in the article (W3C Web Annotations)",
    ),
    (
        "data/verify.py",
        "a script that checks `evidence.json` against the articles; Python 3.9 or newer, nothing else",
    ),
    ("data/sources.bib, .ris, .csl.json", "all articles, for reference managers"),
    ("briefs/ID/cite.bib, cite.ris, cite.csl.json", "the citation of a brief"),
    (
        "feed.xml, feed.json",
        "new and revised briefs (Atom, JSON Feed); also of each topic and entity. Needs `site_url`",
    ),
    ("sitemap.xml, robots.txt", "for search engines. `robots.txt` needs a `site_url` without a path"),
)


def page() -> str:
    """Return the page as Markdown."""
    files = table(("File", "Contents"), ([f"`{path}`", text] for path, text in FILES))
    sections = "\n".join(
        f"## {item.name} {{: #{item.name} }}\n\n{item.description}. Key: {', '.join(f'`{name}`' for name in item.key)}.\n\n"
        + table(("Column", "Kind", "Meaning"), ([f"`{c.name}`", c.kind, c.description] for c in item.columns))
        for item in TABLES
    )
    return f"""\
# Data files

What a built site publishes for programs. The page *Data* of each site links to all of it. Of an article with `rights: quote`,
the default, only the quoted words are in any of these files; drafts are in none.

{files}
CSV files are UTF-8 with a header line. A cell with several values has them in one cell: ids are separated by spaces, other lists
are JSON. A text that a spreadsheet would run as a formula has an apostrophe in front. In tables, links are full URLs if
`site_url` is set.

Pages describe themselves to programs too: JSON-LD with the vocabulary of schema.org, Highwire `citation_*` elements on briefs (for
Zotero and Google Scholar), and Open Graph for link previews.

{sections}"""
