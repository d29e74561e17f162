"""The page ``data``: what a site publishes for programs."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence

from generator.exports.data.tables import TABLES, Table
from generator.exports.feeds import ENTRIES, ENTRIES_OF_A_SUBJECT
from generator.html import pages
from scripts.reference.markdown import block, code, front, table


def page(tables: Sequence[Table] = TABLES) -> str:
    """Return the page."""
    return "\n".join(_page(tables))


def _page(tables: Sequence[Table]) -> Iterator[str]:
    yield front(
        "Data, feeds and metadata",
        "What a site publishes for programs: tables, evidence, linked data, citations, feeds and metadata of pages.",
        "generator/exports/",
        "how-to/let-readers-cite-follow-and-reuse",
        "how-to/recheck-a-published-site",
    )
    yield "Every page of a site ends with a link to the page *Data*, which lists the tables with their columns.\n"
    yield "## Files {: #files }\n"
    yield table(["File", "What it is"], ([code(path), words] for path, words in FILES.items()))
    yield _DETAILS.format(entries=ENTRIES, few=ENTRIES_OF_A_SUBJECT)
    yield "## Tables {: #tables }\n"
    yield _TABLES
    for it in tables:
        yield f"### {it.name} {{: #{it.name} }}\n"
        key = ", ".join(map(code, it.key))
        yield f"{it.description}. One row for each {key}.\n"
        yield table(
            ["Column", "Value", "What it is"],
            ([code(column.name), column.kind, column.description] for column in it.columns),
        )
    yield _METADATA
    yield table(
        ["Field", "On"], ([code(name), _ON.get(name, "every page")] for name in front_matter_fields())
    )
    yield _BODIES


def front_matter_fields() -> list[str]:
    """Return the fields of the front matter that ``seedbrief generate --html`` writes, as ``html/pages.py`` has them."""
    tree = ast.parse(inspect.getsource(pages._front_matter))
    last = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    written = next(value for value in last if isinstance(value, ast.Dict))
    return [ast.literal_eval(key) for key in written.keys if key]


FILES = {
    "data/*.csv": "tables as CSV",
    "data/datapackage.json": "a [Data Package](https://datapackage.org/) that describes the tables",
    "data/site.json": "the same tables in one JSON file, with every text unchanged",
    "data/evidence.json": "every quotation with its claim and its position in the article (W3C Web Annotations)",
    "data/verify.py": "a script that checks `evidence.json` against the articles",
    "data/topics.ttl": "topics as SKOS, in Turtle",
    "data/topics.jsonld": "topics as SKOS, in JSON-LD",
    "data/sources.bib": "all articles as BibTeX, with the fields of BibLaTeX",
    "data/sources.ris": "all articles as RIS",
    "data/sources.csl.json": "all articles as CSL-JSON",
    "briefs/*/cite.bib": "citation of a brief as BibTeX, with the fields of BibLaTeX",
    "briefs/*/cite.ris": "citation of a brief as RIS",
    "briefs/*/cite.csl.json": "citation of a brief as CSL-JSON",
    "feed.xml": "Atom feed of the site; needs `site_url`",
    "feed.json": "JSON Feed of the site; needs `site_url`",
    "topics/*/feed.*": "feeds of a topic with its narrower topics; need `site_url`",
    "entities/*/feed.*": "feeds of a person, place or thing; need `site_url`",
    "robots.txt": "tells crawlers where the sitemap is; needs `site_url`. Crawlers read it only at the root of a host",
}
"""The files for programs that are made from the content, and what each is."""

_ON = {
    "authors": "briefs",
    "date": "briefs and dated pages",
    "lastmod": "briefs that were revised",
    "keywords": "briefs",
    "robots": "pages that search engines must not index",
    "feed": "pages with a `feed.xml`",
    "alternates": "briefs in several languages",
    "citation": "briefs: `<meta>` elements for reference managers (Highwire Press tags)",
    "sections": "pages with headings",
    "url": "every page; Hugo reads it",
    "permalink": "every page; the same, for Eleventy and Jekyll",
    "type": "every page: `brief`, `topic`, `entity`, `source`, `publisher`, `author` or `page`",
}

_VERIFY = """\
python verify.py evidence.json seeds/   # with only the site and the articles
seedbrief verify site                   # the same for a site that you built"""

_DETAILS = f"""\
## Evidence {{{{: #evidence }}}}

`data/evidence.json` is an AnnotationPage of the [Web Annotation Data Model](https://www.w3.org/TR/annotation-model/), with
one annotation for each quotation. The body is the claim; the targets are the parts of the quotation. Seedbrief's own keys are
`brief`, `claim`, `seed`, `quote`, `pages`, `digest` and the list `seeds`. For an article with `rights: quote`, which is
the default, the file has only the quoted words, and any `prefix` and `suffix` that you typed.

`data/verify.py` needs Python 3.9 or newer and nothing else.

{block(_VERIFY)}
The folder must contain the texts, and the originals that source records name: a missing or changed one is a problem. Each
problem is one line that names the claims concerned. The exit code is 0 if every quotation matches, 1 if one does not, and 2 if
there was nothing to check. Whether a text says the same as its original is not checked.

## Feeds {{{{: #feeds }}}}

The Atom feed `feed.xml` and the JSON Feed `feed.json` have the same entries: new briefs (with their summary and key judgments)
and revisions (with their note, and what changed if Git knows it). The feed of the site has the newest {{entries}}; other feeds have
the newest {{few}}. Dates are days, given as midnight UTC. Drafts are in none.

Feed readers recognise an entry by its permalink. A renamed brief keeps the permalink of its oldest name, the first of its
`aliases`: add later names at the end. A topic or entity that is renamed has a new feed, and so has a site that moves.

## Citations {{{{: #citations }}}}

A citation names the authors, or else the organisation, and says the licence. It has a URL if the site has a `site_url`. Its language
is that of the brief. A date that a format cannot say, such as early 2024, becomes its year, with the words in a note.

## Redirects {{{{: #redirects }}}}

For each name in the field `aliases` of a brief, the site has a page at the old URL that leads to the brief. The old id of a claim
or judgment leads to it on its page.
"""

_TABLES = """\
CSV files are UTF-8 with a byte order mark, with commas, CRLF and double quotation marks (RFC 4180). A text that a spreadsheet
would run as a formula has an apostrophe in front. In CSV, ids are separated by spaces, and texts are a JSON list. Links are
full URLs if `site_url` is set, else relative to `data/`. Drafts are in no table, and of an article with `rights: quote` only what `evidence.json` contains of it. A date has three columns: as written, and
the first and last day that it can be.

```python
from frictionless import Package

claims = Package("https://example.org/briefs/data/datapackage.json").get_resource("claims").read_rows()
```
"""

_METADATA = """\
## Metadata of pages {: #metadata-of-pages }

| What | Where |
| --- | --- |
| JSON-LD (schema.org) | `<script type="application/ld+json">` on the home page, briefs, sources, topics and entities |
| Highwire Press tags, such as `citation_title` | `<meta>` on briefs |
| Open Graph: title, description and, with `site_url`, URL and picture of link previews | `<meta>` on every page |
| canonical URL; needs `site_url` | `<link rel="canonical">` on every page |
| feeds; need `site_url` | `<link rel="alternate">` on pages that have one |
| versions in other languages | `<link rel="alternate" hreflang>` on briefs that are translated, and in `sitemap.xml` |

`sitemap.xml` lists the pages that search engines may index. It gives a date only for briefs.

## Front matter of seedbrief generate --html {: #front-matter }

With `--html`, `DIR/content` has a page for each URL, `briefs/my-brief.html` for `/briefs/my-brief/`. `DIR/static` has all
other files, to be published unchanged at the root of the site. The front matter is YAML, and plain text, which your layout must
escape. Empty fields are left out.
"""

_BODIES = """\
What you add to the front matter of a hand-written page is passed on. Bodies begin with their `<h1>` and contain nothing
that a template language acts on. Links between pages are relative, so the site works under any path.
"""
