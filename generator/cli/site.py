"""The commands ``generate``, ``index``, ``postprocess`` and ``verify``: the site as Markdown, and what follows when
an engine has built it: search, security policy, proof.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from generator.build import BuildResult
from generator.cli.common import UsageError, build, report, root_of
from generator.csp.built_site import PostprocessError, postprocess
from generator.csp.policy import parse_csp_option
from generator.diagnostics import has_errors
from generator.exports.verify import recheck
from generator.progress import Progress
from generator.project.build import ProjectError, find_root, plugin_options, write_tree
from generator.project.files import FOLDERS, read_pages
from generator.search.documents import search_pages
from generator.search.index import FOLDER, SearchIndexError, write_index


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--drafts", is_flag=True, help="Write drafts too.")
@click.pass_obj
def generate(project: Path, folder: Path, drafts: bool) -> None:
    """Write the Markdown pages and assets of the site into FOLDER, for any site engine that reads Markdown.

    FOLDER then holds what MkDocs is given, the hand-written pages included. Nothing is written while there is
    an error in the content; a later run writes only what changed, and removes what is gone.
    """
    root = root_of(project)
    if folder.resolve() == root or any(folder.resolve().is_relative_to(root / name) for name in FOLDERS):
        raise UsageError(f"{folder} holds what the site is made from; name another folder")
    progress = Progress(partial(click.echo, err=True))
    result = _without_errors(project, drafts, progress)
    files = {**read_pages(root), **result.files()}
    try:
        with progress.stage("Writing files"):
            written = write_tree(folder, files)
    except ProjectError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror or error}") from None
    click.echo(
        f"{folder}: {written.changed} files written, {written.kept} unchanged, {written.removed} removed."
        f" It took {progress.took}."
    )


@click.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--drafts", is_flag=True, help="Index drafts too.")
@click.pass_obj
def index(project: Path, site: Path, drafts: bool) -> None:
    """Make the index of the search for the built site in the folder SITE, and put it into SITE/pagefind/.

    For a site that another engine than MkDocs has built from what `seedbrief generate` writes; the MkDocs plugin does
    the same by itself. Nothing is written while there is an error in the content.
    """
    root = root_of(project)
    progress = Progress(partial(click.echo, err=True))
    result = _without_errors(project, drafts, progress)
    made = search_pages(result.site, read_pages(root))
    pages = [page for page in made if (site / page.url / "index.html").is_file()]  # others are not published
    if not pages:
        raise UsageError(f"{site} holds none of the site's pages; name the folder of the built site")
    try:
        with progress.stage("Indexing for the search"):
            count = write_index(site, progress.counted(pages))
    except SearchIndexError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{site / FOLDER}: {count} pages indexed in {progress.took}.")


@click.command("postprocess")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--allow",
    multiple=True,
    metavar='"DIRECTIVE SOURCE..."',
    help="Allow more than the policy does, as `csp` in mkdocs.yml: --allow 'img-src https://images.example'.",
)
@click.pass_obj
def secure(project: Path, site: Path, allow: Sequence[str]) -> None:
    """Put a strict Content-Security-Policy into every page of the built site in the folder SITE.

    For a site that another engine than MkDocs has built; the MkDocs plugin does the same by itself. What is allowed
    besides stands in `csp`, an option of the plugin in mkdocs.yml; `csp: false` takes the policy out. To be run
    last: a script that is put into the pages later is not in the policy.
    """
    more = _allowed(project, site, allow)
    try:
        done = postprocess(site, more)
    except PostprocessError as error:
        raise UsageError(str(error)) from None
    for sentence in done.blocked:
        click.echo(f"warning: {sentence}")
    what = "without a policy" if more is None else "with the policy"
    click.echo(f"{site}: {done.changed} pages written {what}, {done.unchanged} unchanged.")


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--seeds",
    type=click.Path(path_type=Path),
    help="The folder of the articles. Default: the project's seeds/.",
)
@click.pass_obj
def verify(project: Path, site: Path, seeds: Path | None) -> None:
    """Recheck every quotation of the built site in the folder SITE against the articles, word for word.

    Whoever does not have Seedbrief does the same with the site's data/verify.py and any Python.
    """
    try:
        folder = seeds or find_root(project) / "seeds"
    except ProjectError as error:
        raise UsageError(f"{error}; name the folder of the articles: --seeds DIR") from None
    manifest = site / "data" / "evidence.json"
    if not manifest.is_file():
        raise UsageError(f"{site} has no data/evidence.json; name the folder of a built site")
    sys.exit(recheck(manifest, folder))


def _allowed(project: Path, site: Path, allow: Sequence[str]) -> dict[str, tuple[str, ...]] | None:
    """Read what the policy allows besides, in ``mkdocs.yml``, if there is one, and in ``--allow``; None: no policy."""
    where = "mkdocs.yml: plugins: seedbrief"
    try:
        root = _root_if_any(project)
        if root and any(
            site.resolve() == root or site.resolve().is_relative_to(root / name) for name in FOLDERS
        ):
            raise UsageError(f"{site} holds what the site is made from; name the folder of the built site")
        more = parse_csp_option(plugin_options(root).get("csp") if root else None)
        where = "--allow"
        for written in allow:
            name, *sources = written.split() or [""]
            if not sources:
                raise ValueError(
                    f"{written!r} names no source; write for example 'img-src https://a.example'"
                )
            added = parse_csp_option({name: sources}) or {}
            more = {**(more or {}), name: (more or {}).get(name, ()) + added[name]}
    except (ValueError, ProjectError) as error:
        raise UsageError(f"{where}: {error}" if isinstance(error, ValueError) else str(error)) from None
    return more


def _root_if_any(project: Path) -> Path | None:
    try:
        return find_root(project)
    except ProjectError:
        return None


def _without_errors(project: Path, drafts: bool, progress: Progress) -> BuildResult:
    """Build what is to be written, and report what is to be mended; with an error in the content, end."""
    with progress.stage("Reading and checking the content"):
        result = build(project, drafts=drafts)
    report(result.diagnostics, root_of(project))
    if has_errors(result.diagnostics):
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    return result
