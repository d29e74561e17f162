"""The command ``build``: builds the whole site with MkDocs, ProperDocs or Zensical; any warning is an error."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click

from generator.cli import common
from generator.cli.common import Failure, UsageError, report, reported_errors, root_of
from generator.diagnostics import printable
from generator.progress import Progress, pages_built
from generator.project.config import config_name
from generator.project.git_history import GitHistory
from generator.project.output_folder import check_site_folder
from generator.search.pagefind_program import SearchIndexError
from generator.zensical.build import ZensicalError, build_with_zensical, plan_build

_ENGINES = ("mkdocs", "properdocs", "zensical")


@click.command(
    epilog=common.ending(
        "seedbrief build",
        "seedbrief build public --engine mkdocs",
        exit_codes={
            0: "the site was built",
            1: "there was an error or a warning; if it was in the content, the old site was kept",
        },
    )
)
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.option(
    "--engine",
    type=click.Choice(_ENGINES),
    help="The program that turns Markdown into pages. Default: mkdocs, or properdocs if only that is installed.",
)
@click.pass_obj
def build(project: Path, site: Path | None, engine: str | None) -> None:
    """Build the whole site into the folder SITE.

    The default of SITE is `site_dir` in mkdocs.yml, or `site`. What is in it must be a site built earlier, which is
    replaced. Any warning is an error.

    Zensical is the successor of Material for MkDocs: pip install "seedbrief[zensical]". It uses the same mkdocs.yml,
    but no other plugins.
    """
    root = root_of(project)
    engine = engine or common.engine()
    if find_spec(engine) is None:
        packages = "mkdocs mkdocs-material" if engine == "mkdocs" else f'"seedbrief[{engine}]"'
        raise UsageError(f"{engine} is not installed: pip install {packages}")
    if site:
        with reported_errors(root):
            check_site_folder(site, root, hint="name another folder, such as `site`")
    if engine == "zensical":
        _build_with_zensical(project, root, site)
    else:
        command = [
            sys.executable,
            "-m",
            engine,
            "build",
            "--strict",
            "--config-file",
            str(root / config_name(root)),
        ]
        sys.exit(subprocess.run(command + (["--site-dir", str(site.absolute())] if site else [])).returncode)


def _build_with_zensical(project: Path, root: Path, site: Path | None) -> None:
    progress = Progress(partial(click.echo, err=True))
    with reported_errors(root):
        plan = plan_build(root, site)
    for name in plan.left_out:
        click.echo(
            f"note: {config_name(root)}: `{printable(name)}` is for MkDocs only, and left out", err=True
        )
    with progress.stage("Reading and checking the content"):
        result = common.build(project, git_history=GitHistory())
    report(result.diagnostics, root)
    for notice in result.notices:
        click.echo(f"note: {printable(notice)}", err=True)
    if result.diagnostics:
        raise Failure("no site was built")
    try:
        with reported_errors(plan.folder):
            count = build_with_zensical(plan, result, progress)
    except (ZensicalError, SearchIndexError) as error:
        raise Failure(f"{error}\nno site was built") from None
    click.echo(f"{plan.folder}: {pages_built(count, progress.end())}")
