"""Builds a site with Zensical, in a temporary folder that has its configuration, pages, theme files and output."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.build import BuildResult
from generator.csp.built_site import PostprocessError, postprocess
from generator.csp.theme_script import BASE_SCRIPT, constant_script
from generator.progress import Progress
from generator.project.atomic_write import replace_tree
from generator.project.build import read_csp_option
from generator.project.config import CONFIG, config_name, read_config, read_settings
from generator.project.files import read_pages
from generator.project.output_folder import begin_site, check_site_folder, finish_site
from generator.project.resources import TEMPLATES, templates_folder
from generator.search.documents import search_pages
from generator.search.index import write_index
from generator.translation.theme import translate_template
from generator.zensical.messages import read_messages
from generator.zensical.settings import DOCS, SITE, THEME, derive_settings, left_out, write_settings

_OTHER_SEARCH = "search.json"  # the index of Zensical's search, which is off


def _mark_tab_above(source: str) -> str:
    """Change the template of a tab so that a page below the tab's page is marked there too, as the plugin does it."""
    return source.replace(
        "ref.active", "(ref.active or page and ref.url and page.url is startingwith(ref.url))"
    )


# Private API: what is in these templates. If it is something else, they stay as they are.
_CHANGES: dict[str, Callable[[str], str]] = {
    BASE_SCRIPT: constant_script,
    "partials/tabs-item.html": _mark_tab_above,
}


class ZensicalError(Exception):
    """Zensical did not build the site; the message has a line for each problem."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is built: the project in ``root``, with Zensical's ``settings``, into ``folder``.

    ``custom_dir`` is the project's folder of theme files, if it has one in addition to that in ``site_templates/``;
    ``extra_sources`` are for the security policy; ``left_out`` are the plugins and hooks that are for MkDocs only.
    """

    root: Path
    folder: Path
    settings: Mapping[str, Any]
    custom_dir: Path | None
    extra_sources: dict[str, tuple[str, ...]] | None
    left_out: Sequence[str]


def plan_build(root: Path, folder: Path | None = None) -> Plan:
    """Plan a build of the project in ``root`` into ``folder``, or else into the ``site_dir`` of ``mkdocs.yml``.

    Raises ProjectError for settings with which Zensical cannot build it, and for a folder that must not be replaced.
    """
    settings = read_settings(root)
    derived = derive_settings(config_name(root), root, settings)
    theme = settings["theme"]
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    custom_dir = root / str(custom) if custom else None
    folder = folder or root / str(settings.get("site_dir") or "site")
    check_site_folder(folder, root, [custom_dir] if custom_dir else [])
    return Plan(root, folder, derived, custom_dir, read_csp_option(read_config(root)), left_out(settings))


def build_with_zensical(plan: Plan, result: BuildResult, progress: Progress) -> int:
    """Build the site with its search and security policy, from what was built of the content without errors.

    Returns the number of pages. In the end, the folder has the whole new site or, after an error, what it had. Raises
    ZensicalError for what Zensical finds or the policy blocks, also if it is a warning; SearchIndexError; OSError; and
    ProjectError if another process is writing into the folder.
    """
    hand_written = read_pages(plan.root)
    files = result.files(hand_written)
    with _built_site(plan, result.site.language, files, hand_written, progress) as built:
        pages = [
            page
            for page in search_pages(result.site, hand_written)
            if (built / page.url / "index.html").is_file()
        ]
        with progress.stage("Building the search index", len(pages)):
            write_index(built, progress.counted(pages))
        try:
            done = postprocess(built, plan.extra_sources)
        except PostprocessError as error:
            raise ZensicalError(f"the security policy could not be added: {error}") from None
        if done.blocked:
            raise ZensicalError("\n".join(done.blocked))
        begin_site(plan.folder)
        try:
            replace_tree(plan.folder, built)
        finally:
            finish_site(plan.folder)
    return done.changed + done.unchanged


@contextmanager
def _built_site(
    plan: Plan,
    language: str,
    files: Mapping[str, bytes],
    hand_written: Collection[str],
    progress: Progress,
) -> Iterator[Path]:
    """Build a site from ``files``, its pages and assets, and yield its folder, which is then removed."""
    with TemporaryDirectory(prefix="seedbrief-zensical-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        for uri, data in files.items():
            _write(folder / DOCS / uri, data)
        _write_theme(folder / THEME, plan, language)
        _write(folder / CONFIG, write_settings(plan.settings))
        with progress.stage("Rendering pages"):
            _run_zensical(folder, hand_written)
        (folder / SITE / _OTHER_SEARCH).unlink(missing_ok=True)
        yield folder / SITE


def _run_zensical(folder: Path, hand_written: Collection[str]) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(folder / CONFIG)]
    # With UTF-8, output is the same on each system.
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    messages = read_messages(done.stdout, hand_written)
    if done.returncode or not (folder / SITE / "index.html").is_file():
        raise ZensicalError("\n".join(messages) or f"Zensical stopped with exit code {done.returncode}")


def _write_theme(folder: Path, plan: Plan, language: str) -> None:
    """Write changed templates of Zensical, then Seedbrief's theme files, the project's, and those of ``custom_dir``.

    They get the words of the ``language``, a BCP 47 tag, and are written over each other.
    """
    import zensical

    for name, change in _CHANGES.items():
        template = Path(zensical.__file__).parent / "templates" / name
        if template.is_file():
            _write(folder / name, change(template.read_text(encoding="utf-8")).encode())
    sources = [templates_folder() / "theme", plan.root / TEMPLATES / "theme"]
    for source in [*sources, plan.custom_dir] if plan.custom_dir else sources:
        for file in (file for file in sorted(source.rglob("*")) if file.is_file()):
            data = file.read_bytes()
            if file.suffix == ".html":
                data = translate_template(data.decode(errors="replace"), language).encode()
            _write(folder / file.relative_to(source), data)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
