"""The page ``search``: the URLs and filters of the search, and how words are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from generator.search.words import MAX_VOCABULARY
from scripts.reference.markdown import code, front, table

_SCRIPT = Path(__file__).parents[2] / "site_templates/assets/search-page.js"

_VALUES = {
    "kind": ("`brief`, `topic`, `entity`, `source` or `page`", "kind=brief"),
    "topic": ("id of a topic, which also finds what is filed under a narrower one", "topic=island-supply"),
    "entity": ("id of a person or thing", "entity=harbour-office"),
    "place": ("id of a place, which also finds what is about a place in it", "place=birch-island"),
    "publisher": ("id of a publisher", "publisher=saltmere-gazette"),
    "year": ("year of a brief, or in which an article was published", "year=2026"),
}
"""What a filter of the search page takes, and an example."""


def filters(script: str = "") -> dict[str, str]:
    """Return the names that the search page has for its filters, by parameter of its URL."""
    found = re.search(r"const FACETS = \{(.*?)\};", script or _SCRIPT.read_text("utf-8"), re.DOTALL)
    assert found
    return dict(re.findall(r'(\w+): _\("([^"]+)"\)', found[1]))


def page(script: str = "") -> str:
    """Return the page."""
    return "\n".join(_page(script))


def _page(script: str) -> Iterator[str]:
    yield front(
        "Search",
        "How readers search the site, the URLs and filters of the search page, and how words are found.",
        "site_templates/assets/search-page.js",
    )
    yield _READERS
    yield "## URLs and filters {: #urls }\n"
    yield (
        "A search has a URL to share: `/search/?q=pier&topic=island-supply`. *Back* undoes its last change. A filter"
        " may be given several times: what matches one of the values is found. Different filters must all match. A search"
        " without `q` lists everything that the filters leave.\n"
    )
    rows = [["`q`", "words, and phrases in quotation marks; at most 200 characters: `q=pier`"]]
    rows += (
        [code(it), f"*{name}*: {_VALUES[it][0]}; for example {code(_VALUES[it][1])}"]
        for it, name in filters(script).items()
    )
    yield table(["Parameter", "Value"], rows)
    yield _WORDS.format(vocabulary=f"{MAX_VOCABULARY:,}")


_READERS = """\
Press `/` or use the field in the header. Each brief is one result, with the claims, judgments and parts of its articles
that match, and opens at any of them. The page whose name is searched for comes first; then briefs, topics, people,
places and things, and articles that no brief is about.

The search runs in the browser. It needs JavaScript and a web server; without them, the page leads to the lists. While
`mkdocs serve` brings the index up to date after an edit, the page says so.
"""

_WORDS = """\
## How words are found {{: #words }}

| You type | It finds |
| --- | --- |
| `crossing` | the word with other endings (crossings), and words that begin with it |
| `cooperation` | the word with and without hyphens, commas and ligatures (co-operation) |
| `"first crossing"` | exactly these words, next to each other |
| `2024-01` | January 2024 |
| `혜산` | Korean words, also with particles attached (혜산에서) |
| `贸易` | Chinese and Japanese words, anywhere in a sentence |

In the header, a search begins with three Latin letters, on the search page with two; with one letter in other scripts.
If nothing is found for a word, the likeliest of the site's own words is searched for, and named. These are at
most the {vocabulary} most frequent ones.

Words in a title count more than others, and those in an article less than those in a brief.
"""
