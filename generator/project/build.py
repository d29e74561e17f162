"""Build and lock the project in a folder: read its files, and pass them to the pipeline."""

from __future__ import annotations

import datetime
import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files as package_files
from pathlib import Path

from generator.build import BuildResult, Locks, Options, build_site, lock_site
from generator.csp.policy import parse_csp_option
from generator.diagnostics import in_order
from generator.exports.verifier import VERIFIER
from generator.history.brief_history import NO_PAST
from generator.incremental import BuildMemo, NoMemo
from generator.model.site import UNNAMED, Page, Publication
from generator.project.atomic_write import read_if_exists, sole_writer, write_all
from generator.project.config import ProjectError, SiteConfig, config_name, read_config
from generator.project.files import FileStatCache, read_project
from generator.project.git_history import GitHistory
from generator.project.publication import make_publication
from generator.project.resources import shipped_files
from generator.rules import parse_severities
from generator.translation import interface_language


def build_project(
    root: Path,
    *,
    drafts: bool = False,
    for_editor: bool = False,
    rules: Mapping[str, object] | None = None,
    publication: Publication = UNNAMED,
    site_url: str = "",
    standalone: bool = False,
    file_cache: FileStatCache | None = None,
    memo: BuildMemo | None = None,
    git_history: GitHistory | None = None,
    show_first: Callable[[Sequence[Page]], object] | None = None,
) -> BuildResult:
    """Read the project at ``root`` and build its site; files of Seedbrief stand in for templates that it lacks.

    ``rules`` sets the severity of rules. If it is None, that and ``publication`` come from ``mkdocs.yml``, so that
    command and plugin build the same; but for ``site_url``, if it is not empty. ``standalone`` is for a site without
    Material: see ``Options``. ``file_cache`` and ``memo`` come from earlier builds of the same project, and
    make this one faster; ``show_first`` gets the pages of what was edited as soon as they are made.
    ``git_history`` reads past versions of briefs, for the pages of their history. The environment
    variable ``SOURCE_DATE_EPOCH`` (seconds since 1970) sets the day by which forecasts are overdue and after which the
    date of a brief is in the future (default: today).

    Raises ProjectError if the configuration cannot be used.
    """
    notices: tuple[str, ...] = ()
    if rules is None:
        config = read_config(root)
        if problem := interface_language(config.language)[1]:
            notices = (f"{config.file}: theme: language: {problem}; this build assumes en",)
        try:
            publication = make_publication(
                config.site_name,
                config.site_description,
                site_url or config.site_url,
                config.plugin_options,
                config.language,
            )
        except ValueError as error:
            raise ProjectError(f"{config.file}: plugins: seedbrief: {error}") from None
        rules = config.plugin_options.get("rules") or {}
        read_csp_option(config)  # so that a check finds what a build refuses
        git_history = git_history if config.plugin_options.get("history", True) else None
    if not (isinstance(rules, Mapping) and all(isinstance(rule, str) for rule in rules)):
        raise ProjectError(
            f"{config_name(root)}: plugins: seedbrief: rules: must map rules to severities, such as "
            "{vague-likelihood: off}"
        )
    try:
        severities = parse_severities(rules)
    except ValueError as error:
        raise ProjectError(f"{config_name(root)}: plugins: seedbrief: {error}") from None
    files, originals, unread = read_project(root, file_cache)
    files = shipped_files() | files
    files[VERIFIER] = package_files("generator").joinpath("exports/verify.py").read_bytes()
    unreadable_paths = {diagnostic.span.path for diagnostic in unread}
    options = Options(
        drafts=drafts,
        for_editor=for_editor,
        as_of=_build_day(),
        severities=severities,
        publication=publication,
        standalone=standalone,
        today=_build_day() or today(),
    )
    with _without_garbage_collection(freeze=memo is None or isinstance(memo, NoMemo)):
        past = git_history.read(root) if git_history else NO_PAST
        result = build_site(files, options, unreadable_paths, memo, past, originals, show_first)
    if git_history and git_history.notice:
        notices += (git_history.notice,)
    diagnostics = in_order([*unread, *result.diagnostics])
    return replace(result, diagnostics=diagnostics, notices=result.notices + notices)


def read_csp_option(config: SiteConfig) -> dict[str, tuple[str, ...]] | None:
    """Return the sources that ``mkdocs.yml`` adds to the security policy; None: no policy. Raises ProjectError."""
    try:
        return parse_csp_option(config.plugin_options.get("csp"))
    except ValueError as error:
        raise ProjectError(f"{config.file}: plugins: seedbrief: {error}") from None


def lock_project(root: Path, *, accept: bool = False) -> Locks:
    """Write ``seeds/SHA256SUMS`` and ``content/permalinks.lock``; neither of them if there are blockers.

    ``accept`` records changed and missing seeds and URLs as they are now. Raises OSError and ProjectError.
    """
    with sole_writer(root):
        files, originals, unread = read_project(root)
        locks = lock_site(files, {diagnostic.span.path for diagnostic in unread}, originals, accept=accept)
        locks = replace(locks, blockers=in_order([*unread, *locks.blockers]))
        if not locks.blockers:
            changed = {
                path: data for path, data in locks.files.items() if read_if_exists(root / path) != data
            }
            write_all(root, {}, changed)
    return locks


@contextmanager
def _without_garbage_collection(*, freeze: bool) -> Iterator[None]:
    """Pause the collection of reference cycles, which searches all that a build makes, over and over.

    Collecting takes a sixth of a build's time and finds next to nothing: ``render/environment.py`` frees its own. With
    ``freeze``, what the build made is not searched later either, such as while MkDocs renders the pages: right for a
    build that lasts as long as the process.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if freeze:
            gc.freeze()
        if was_enabled:
            gc.enable()


def today() -> datetime.date:
    """Return today's date where a day begins first, so that no author's date is in the future by time zone."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=14))).date()


def _build_day() -> datetime.date | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ProjectError(
            f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a whole number of seconds since 1970"
        ) from None
