"""The page ``files``: the files and folders of a project and of a built site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scripts.reference import data
from scripts.reference.markdown import code, front, table


class File(NamedTuple):
    """A file or folder (a pattern): what is in it, who writes it, and whether Git should have it."""

    pattern: str
    contents: str
    writer: str
    is_kept: bool = True


PROJECT = (
    File(
        "mkdocs.yml",
        "name, colours, navigation and [options](plugin-options.md) of the site",
        "`init` and you",
    ),
    File(
        "seeds/*",
        "articles: originals as received, and the texts extracted from them",
        "`new` and you; never edited",
    ),
    File("seeds/SHA256SUMS", "checksums of the articles", "`lock`"),
    File("content/briefs/*", "briefs, one file each", "`new`, `quote` and you"),
    File("content/sources/*", "source records, one file for each article", "`new` and you"),
    File("content/publishers.yml", "publishers, by id", "`new` and you"),
    File("content/authors.yml", "authors and reviewers, by id", "you"),
    File("content/topics.yml", "topics, by id", "you"),
    File("content/entities.yml", "people, places and things, by id", "you"),
    File("content/pages/*", "hand-written pages in Markdown, with their pictures and other files", "you"),
    File("content/permalinks.lock", "every published URL", "`lock`"),
    File("site_templates/*", "templates, styles and scripts of your own, if any", "you"),
    File("requirements.txt", "the version of Seedbrief that builds the site", "`init` and you"),
    File("README.md", "what to do in this folder", "`init` and you"),
    File(
        ".github/workflows/*",
        "checks each pull request, and publishes the site to GitHub Pages",
        "`init` and you",
    ),
    File(".gitignore", "what Git leaves out", "`init` and you"),
    File(".gitattributes", "how Git treats articles and lock files", "`init` and you"),
    File(".seedbrief/schema/*", "JSON Schemas for editors", "`schema`", False),
    File(
        ".vscode/settings.json",
        "where Visual Studio Code finds the schemas; commit it if you all use it",
        "`schema --vscode` and you",
    ),
    File("site/*", "the built site", "`build`", False),
)
"""What is in a project."""

SITE = {
    "index.*": "home page, unless `content/pages/index.md` exists",
    "briefs/*": "briefs; `briefs/ID/history/` shows what changed in one",
    "topics/*": "topics",
    "entities/*": "people, places and things",
    "sources/*": "articles, with the quoted words or the whole text",
    "publishers/*": "publishers, if there are many; else part of `sources/`",
    "authors*": "authors, if there are any",
    "timeline*": "timeline, by year if it is long",
    "forecasts*": "forecasts and their outcomes",
    "gaps*": "information gaps",
    "method*": "what ratings and terms mean, and the rules (`method/rules/`)",
    "data.md": "page that explains the data files",
    "search*": "search page",
    "assets/*": "style sheet, scripts and pictures",
    "pagefind/*": "search index",
    "404.html": "page for URLs that do not exist",
    "sitemap.xml*": "the pages, for search engines; needs `site_url`",
    **data.FILES,
}
"""What is in a built site, as patterns of paths. Pages are folders with an ``index.html``."""


def page() -> str:
    """Return the page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield front(
        "Files and folders",
        "The files of a project and of a built site: what is in them, who writes them, and which to commit.",
        "scripts/reference/files.py",
        "how-to/work-as-a-team",
        "how-to/keep-articles-private",
    )
    yield "## In a project {: #project }\n"
    yield (
        "Names such as `init` are those of [commands](commands.md). Commit these to Git. What a command writes is written completely or"
        " not at all. Generated files are never written over files of the project.\n"
    )
    yield _table(it for it in PROJECT if it.is_kept)
    yield "Files may also end in `.yaml` instead of `.yml`. Hidden files in these folders are not read.\n"
    yield "### Not to be committed {: #not-to-be-committed }\n"
    yield _table(it for it in PROJECT if not it.is_kept)
    yield "## In a built site {: #site }\n"
    yield "Nothing in it needs to be kept: a build makes it again. [Data, feeds and metadata](data.md) describes the data.\n"
    yield table(["Path", "What it is"], ([code(pattern), words] for pattern, words in SITE.items()))
    yield "Claims and judgments have anchors: `/briefs/ID/#CLAIM`. Former names lead to the new ones.\n"


def _table(files: Iterable[File]) -> str:
    rows = ([code(it.pattern.removesuffix("*")), f"{it.contents}. Written by {it.writer}"] for it in files)
    return table(["Path", "What is in it, and who writes it"], rows)
