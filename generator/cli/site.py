"""The commands for other engines than MkDocs: ``generate`` writes the site as Markdown; ``index``, ``postprocess`` and
``verify`` add search and a security policy to the built site, and check its quotations.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from generator.build import BuildResult
from generator.cli.common import Failure, UsageError, build, ending, report, reported_errors, root_of
from generator.csp import built_site
from generator.csp.policy import parse_csp_option
from generator.diagnostics import has_errors, printable
from generator.exports.verify import check_manifest
from generator.html.markdown_html import ExtensionError, MarkdownReader
from generator.html.pages import html_files
from generator.progress import Progress
from generator.project.atomic_write import locked, write_tree
from generator.project.build import read_csp_option
from generator.project.config import ProjectError, find_root, read_config
from generator.project.files import read_pages
from generator.project.git_history import GitHistory
from generator.project.output_folder import check_output_folder
from generator.search.documents import search_pages
from generator.search.index import FOLDER, write_index
from generator.search.pagefind_program import SearchIndexError

_SITE_URL = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
_NAME_THE_SITE = "name the folder of the built site"


@click.command(
    epilog=ending(
        "seedbrief generate pages",
        "seedbrief generate --html pages-for-hugo --site-url https://example.org/briefs/",
        exit_codes={0: "written", 1: "the content has errors, and nothing was written"},
    )
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--drafts", is_flag=True, help="Write drafts too.")
@click.option(
    "--html", "as_html", is_flag=True, help="Write HTML with front matter, for Hugo and other engines."
)
@click.option("--site-url", default="", help="The URL of the site, in place of that in mkdocs.yml.")
@click.pass_obj
def generate(project: Path, folder: Path, drafts: bool, as_html: bool, site_url: str) -> None:
    """Write the site's Markdown pages and assets to FOLDER.

    FOLDER then has all that MkDocs would get, including the hand-written pages, for any site engine that reads
    Markdown. With --html, the pages in FOLDER/content are finished HTML with YAML front matter, for any engine that
    puts them into a layout, and everything else is in FOLDER/static. Nothing is written if the content has errors. The
    next run writes only what changed, and removes what is no longer part of the site.
    """
    root = root_of(project)
    if site_url and not _SITE_URL.fullmatch(site_url):
        raise UsageError(f"--site-url {site_url}: must be a URL such as https://example.org/briefs/")
    with reported_errors(folder):
        check_output_folder(folder, root)
    progress = Progress(partial(click.echo, err=True))
    result = _build_without_errors(project, drafts, progress, GitHistory(), site_url, standalone=as_html)
    for notice in result.notices:
        click.echo(f"note: {printable(notice)}", err=True)
    files: Mapping[str, bytes]
    if as_html:
        with progress.stage("Rendering pages"):
            files = _html_files(root, result)
    else:
        files = result.files(read_pages(root))
    with reported_errors(folder), progress.stage("Writing files"):
        written = write_tree(folder, files)
    click.echo(
        f"{folder}: {written.changed} files written, {written.unchanged} unchanged, {written.removed} removed"
        f" in {progress.took}."
    )


@click.command(
    epilog=ending(
        "seedbrief index site",
        exit_codes={0: "indexed", 1: "the content has errors, and nothing was written"},
    )
)
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--drafts", is_flag=True, help="Index drafts too.")
@click.pass_obj
def index(project: Path, site: Path, drafts: bool) -> None:
    """Build the search index for a built site.

    The index goes into SITE/pagefind/. SITE is the folder of a site that another engine has built from the output of
    `seedbrief generate`; the MkDocs plugin builds the index by itself. Nothing is written if the content has errors.
    """
    root = root_of(project)
    with reported_errors(site):
        check_output_folder(site, root, _NAME_THE_SITE)
    progress = Progress(partial(click.echo, err=True))
    result = _build_without_errors(project, drafts, progress)
    candidates = search_pages(result.site, read_pages(root))
    pages = [page for page in candidates if (site / page.url / "index.html").is_file()]  # the published ones
    if not pages:
        raise UsageError(f"{site} contains none of the site's pages; {_NAME_THE_SITE}")
    try:
        with reported_errors(site), locked(site), progress.stage("Indexing for search"):
            count = write_index(site, progress.counted(pages))
    except SearchIndexError as error:
        raise Failure(str(error)) from None
    click.echo(f"{site / FOLDER}: {count} pages indexed in {progress.took}.")


@click.command(
    epilog=ending(
        "seedbrief postprocess site",
        'seedbrief postprocess site --allow "img-src https://images.example"',
    )
)
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--allow",
    multiple=True,
    metavar='"DIRECTIVE SOURCE..."',
    help="Add a source to the policy (same as `csp` in mkdocs.yml): --allow 'img-src https://images.example'.",
)
@click.pass_obj
def postprocess(project: Path, site: Path, allow: Sequence[str]) -> None:
    """Add a strict Content-Security-Policy to a built site.

    It goes into every page in the folder SITE, which another engine has built; the MkDocs plugin does this by itself.
    The option `csp` of the plugin in mkdocs.yml allows extra sources; `csp: false` removes the policy. Run this last:
    the policy blocks scripts that are added to the pages later.
    """
    extra_sources = _extra_sources(project, site, allow)
    try:
        with reported_errors(site), locked(site):
            done = built_site.postprocess(site, extra_sources)
    except built_site.PostprocessError as error:
        raise UsageError(str(error)) from None
    for sentence in done.blocked:
        click.echo(f"warning: {sentence}")
    what = "without a policy" if extra_sources is None else "with the policy"
    click.echo(f"{site}: {done.changed} pages written {what}, {done.unchanged} unchanged.")


@click.command(
    epilog=ending(
        "seedbrief verify site",
        "seedbrief verify site --seeds seeds",
        exit_codes={
            0: "every quotation matches",
            1: "a quotation does not match, or an article is missing or changed",
            2: "there was nothing to check, or the command was used wrongly",
        },
    )
)
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    type=click.Path(path_type=Path),
    help="The folder of the articles. Default: the project's seeds/.",
)
@click.pass_obj
def verify(project: Path, site: Path, seeds: Path | None) -> None:
    """Check every quotation of a built site against the articles.

    Words must match exactly. Without Seedbrief, the site's data/verify.py does the same check with any Python.
    """
    try:
        folder = seeds or find_root(project) / "seeds"
    except ProjectError as error:
        raise UsageError(f"{error}; name the folder of the articles: --seeds DIR") from None
    manifest = site / "data" / "evidence.json"
    if not manifest.is_file():
        raise UsageError(f"{site} has no data/evidence.json; {_NAME_THE_SITE}")
    sys.exit(check_manifest(manifest, folder))


def _html_files(root: Path, result: BuildResult) -> dict[str, bytes]:
    """Return the files of ``generate --html``, and warn of links that lead nowhere."""
    with reported_errors(root):
        config = read_config(root)
    try:
        reader = MarkdownReader(config.markdown_extensions)
        files, broken = html_files(result, read_pages(root), reader)
    except ExtensionError as error:
        raise UsageError(f"{config.file}: markdown_extensions: {error}") from None
    for sentence in broken:
        click.echo(f"warning: {printable(sentence)}", err=True)
    return files


def _extra_sources(project: Path, site: Path, allow: Sequence[str]) -> dict[str, tuple[str, ...]] | None:
    """Return the sources that ``mkdocs.yml`` (if there is one) and ``--allow`` add to the policy; None: no policy."""
    root = _root_if_any(project)
    with reported_errors(project):
        check_output_folder(site, root, _NAME_THE_SITE)
        extra_sources = read_csp_option(read_config(root)) if root else {}
    try:
        for text in allow:
            directive, *sources = text.split() or [""]
            if not sources:
                raise ValueError(f"{text!r} names no source; write for example 'img-src https://a.example'")
            added = parse_csp_option({directive: sources}) or {}
            before = extra_sources or {}
            extra_sources = {**before, directive: before.get(directive, ()) + added[directive]}
    except ValueError as error:
        raise UsageError(f"--allow: {error}") from None
    return extra_sources


def _root_if_any(project: Path) -> Path | None:
    try:
        return find_root(project)
    except ProjectError:
        return None


def _build_without_errors(
    project: Path,
    drafts: bool,
    progress: Progress,
    git_history: GitHistory | None = None,
    site_url: str = "",
    *,
    standalone: bool = False,
) -> BuildResult:
    """Build the site and report its problems; if the content has errors, exit with 1."""
    with progress.stage("Reading and checking the content"):
        result = build(
            project, drafts=drafts, git_history=git_history, site_url=site_url, standalone=standalone
        )
    report(result.diagnostics, root_of(project))
    if has_errors(result.diagnostics):
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    return result
