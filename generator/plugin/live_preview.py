"""How ``mkdocs serve`` shows an edit at once: it builds only the pages whose Markdown has changed.

MkDocs has a "dirty" build, which skips files that say they are not modified, and generated files can say so exactly.
Where a page can change without its Markdown, MkDocs builds all pages: after an edit of ``mkdocs.yml``, of the theme or
of what the navigation shows; and after each edit if other plugins may change pages, if the navigation takes its titles
from the pages, or if a template of the site's own theme shows other pages.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR
from threading import Event
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.commands.build import log as build_log
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data
from watchdog.observers.api import EventEmitter

from generator.model.site import SiteFile
from generator.plugin.config import project_root
from generator.plugin.edited_first import LastBuild
from generator.plugin.generated_file import GeneratedFile, generated_file
from generator.project.files import FOLDERS
from generator.project.resources import templates_folder

_OUR_PLUGINS = ("seedbrief",)
_HARMLESS_EVENTS = {"startup", "shutdown", "serve", "build_error"}  # in other plugins, these change no page
_SHOWN_IN_NAVIGATION = ("icon", "status", "subtitle")
# How a template shows other pages
_OTHER_PAGES = re.compile(rb"\{[{%](?:(?![%}]\}).)*\b(?:pages|update_date)\b", re.DOTALL)
_INHERIT = re.compile(rb"""^INHERIT:\s*["']?(.+?)["']?\s*(?:\s#.*)?$""", re.MULTILINE)
_PAUSE = 0.05  # seconds between two checks whether a build is over
_SHORTEST_WAIT = 0.1  # seconds between two looks for edits
_WAIT_SHARE = 10  # a wait is this many times as long as a look, but no longer than MkDocs's own


@dataclass(slots=True)
class Preview:
    """What the last build of ``mkdocs serve`` made, and from what."""

    config: MkDocsConfig | None = None  # of the last build that read mkdocs.yml; None: the last build failed
    settings: Mapping[str, bytes] = field(default_factory=dict)  # as they were before that build
    generated: dict[str, GeneratedFile] = field(default_factory=dict)  # by uri
    last: LastBuild | None = None
    listed: object = None  # what the theme's own templates show of the pages
    outputs: set[str] = field(default_factory=set)  # files in the site's folder, without those of the theme
    is_partial: bool = False  # whether the running build is one of changed pages only
    building: Event = field(default_factory=Event)  # set while a build after an edit is running

    @staticmethod
    def watched(config: MkDocsConfig) -> list[str]:
        """Return the paths to watch in addition to those of MkDocs: folders, and what ``mkdocs.yml`` inherits from."""
        return [*config.watch, *config_files(config)]

    def rebuild(self, builder: Callable[[], None]) -> None:
        """Build after an edit: the changed pages if that is enough, else all pages, with MkDocs's own ``builder``."""
        self.building.set()
        try:
            config = self.config
            self.is_partial = (
                config is not None
                and self.settings == read_settings(config)
                and _depend_on_markdown_only(config)
            )
            if config is not None and self.is_partial:
                with (
                    _configured(config, self.last.templates if self.last else None),
                    _without_dirty_warning(),
                ):
                    build(config, serve_url=config.site_url, dirty=True)
            else:
                builder()
        except BaseException as error:
            self.config = None  # it is not known which pages were written
            if isinstance(error, MkDocsException):  # such as a mistake in mkdocs.yml
                raise Abort(str(error)) from None  # MkDocs prints the traceback of anything else
            raise
        finally:
            self.building.clear()

    def add_files(
        self, files: Files, made: Iterable[SiteFile], config: MkDocsConfig
    ) -> dict[str, GeneratedFile]:
        """Add the generated files to MkDocs's, and return them by URI."""
        generated: dict[str, GeneratedFile] = {}
        root = project_root(config)
        for item in made:
            file = self.generated.get(item.uri) if self.is_partial else None
            if file and file.made == item:
                file.made, file.changed = item, False
            else:
                file = generated_file(config, root, item)
            generated[item.uri] = file
        if self.is_partial:
            # There are only a few hand-written pages, and they may link to a page that was added or removed.
            for hand_written in files.documentation_pages():
                hand_written.is_modified = lambda: True  # type: ignore[method-assign]
        for file in generated.values():
            files.append(file)
        self.generated = generated
        return generated

    def skip_same_templates(self, pages: Iterable[Page], date: str, config: MkDocsConfig) -> None:
        """Leave out the theme's own templates, such as the sitemap, if they would show the same as last time."""
        last, self.listed = self.listed, (date, [page.url for page in pages])
        if self.is_partial and last == self.listed and not _own_templates(config):
            config.theme.static_templates = set()

    def finish(self, files: Files, config: MkDocsConfig) -> set[str]:
        """Remove files that are no longer part of the site from its folder, and return their paths."""
        outputs = {file.dest_uri for file in files if file.src_dir is None or file.src_dir == config.docs_dir}
        folder = Path(config.site_dir)
        removed = self.outputs - outputs if self.is_partial else set()
        for uri in removed:
            (folder / uri).unlink(missing_ok=True)
            parent = (folder / uri).parent
            while parent != folder and not any(parent.iterdir()):
                parent.rmdir()
                parent = parent.parent
        self.outputs, self.config = outputs, config
        return removed


def read_settings(config: MkDocsConfig) -> dict[str, bytes]:
    """Read everything that affects all pages, by path.

    This is ``mkdocs.yml`` with the files that it inherits from, the site's own files of the theme, and the metadata
    that Material shows in the navigation, for each hand-written page that is listed there.
    """
    found = {path: Path(path).read_bytes() for path in config_files(config)} | _site_theme(config)
    for page in (Path(config.docs_dir, path) for path in _paths(config.nav)):
        with suppress(OSError):  # an entry may be a generated page, or a URL
            _, metadata = get_data(page.read_text("utf-8-sig", "replace"))
            found[str(page)] = repr([metadata.get(key) for key in _SHOWN_IN_NAVIGATION]).encode()
    return found


def config_files(config: MkDocsConfig) -> list[str]:
    """Return the paths of ``mkdocs.yml`` and of the files that it inherits from."""
    found: list[str] = []
    path = Path(config.config_file_path).resolve()
    while path.is_file() and str(path) not in found:
        found.append(str(path))
        if inherits := _INHERIT.search(path.read_bytes()):
            path = (path.parent / os.fsdecode(inherits[1])).resolve()
    return found


def _theme_files(*folders: Path) -> dict[str, bytes]:
    files = (file for folder in folders for file in sorted(folder.rglob("*")))
    return {str(file): file.read_bytes() for file in files if file.is_file()}


def _site_theme(config: MkDocsConfig) -> dict[str, bytes]:
    """Read the files of the theme in the site's own folders, by path."""
    folders = [project_root(config) / "site_templates" / "theme"]
    return _theme_files(*folders, *([Path(config.theme.custom_dir)] if config.theme.custom_dir else []))


def _own_templates(config: MkDocsConfig) -> list[bytes]:
    """Read the site's own files of the theme, without those that are as they come with Seedbrief."""
    shipped = {*_theme_files(templates_folder() / "theme").values()}
    return [data for data in _site_theme(config).values() if data not in shipped]


def pause_watching_during_builds(server: LiveReloadServer, paths: Iterable[str], building: Event) -> None:
    """Watch ``paths`` too, and let a server that has not started yet look for edits only while no build is running.

    MkDocs looks at every file twice a second. With ten thousand briefs, that takes most of a processor, which the
    build needs more. So a quicker look comes first, and edits during a build are found right after it. Where there are
    few files, it looks more often.
    """
    for path in paths:
        server.watch(path)
    for emitter in server.observer.emitters:
        _pause_during_builds(emitter, building)


def _pause_during_builds(emitter: EventEmitter, building: Event) -> None:
    look_for_edits = emitter.queue_events
    took = 0.0
    seen: object = None

    def queue_events(timeout: float) -> None:
        nonlocal took, seen
        while building.is_set() and emitter.should_keep_running():
            emitter.stopped_event.wait(_PAUSE)
        if emitter.stopped_event.wait(min(timeout, max(_SHORTEST_WAIT, took * _WAIT_SHARE))):
            return
        start = time.monotonic()
        last, seen = seen, _fingerprint(emitter.watch.path, emitter.watch.is_recursive)
        if seen != last:
            look_for_edits(0)
        took = time.monotonic() - start

    # Private API: that watchdog's thread calls queue_events for each look. If it does not, MkDocs looks for edits
    # during builds too, with its own slower look; edits are found all the same.
    emitter.queue_events = queue_events  # type: ignore[method-assign]


def _fingerprint(path: str, is_recursive: bool) -> dict[str, tuple[int, int, int]]:
    """Return what an edit of a file in or below ``path`` changes: inode, time in nanoseconds and bytes, by path.

    Of a single file, watchdog watches the folder, which may be that of the whole project. With ten thousand briefs this
    takes two fifths of the time of watchdog's look, which compares much more.
    """
    found: dict[str, tuple[int, int, int]] = {}
    pending, root = [path], path
    while pending:
        path = pending.pop()
        with suppress(OSError):  # removed meanwhile, or not readable
            status = os.stat(path)  # noqa: PTH116  # of ten thousand paths
            found[path] = status.st_ino, status.st_mtime_ns, status.st_size
            if S_ISDIR(status.st_mode) and (is_recursive or path == root):
                pending.extend(entry.path for entry in os.scandir(path))
    return found


def _depend_on_markdown_only(config: MkDocsConfig) -> bool:
    """Return whether a generated page changes only if its Markdown or a setting does."""
    other_plugins = [plugin for name, plugin in config.plugins.items() if name not in _OUR_PLUGINS]
    return (
        not config.hooks
        and not any(_may_change_pages(config, plugin) for plugin in other_plugins)
        and _has_titles(config.nav)
        and not any(map(_OTHER_PAGES.search, _own_templates(config)))
        and not _watches_other_paths(config)
    )


def _may_change_pages(config: MkDocsConfig, plugin: object) -> bool:
    return any(
        getattr(method, "__self__", None) is plugin
        for event, methods in config.plugins.events.items()
        if event not in _HARMLESS_EVENTS
        for method in methods
    )


def _has_titles(nav: Any) -> bool:
    """Return whether each entry of the navigation has its title in ``mkdocs.yml``."""
    if isinstance(nav, Mapping):
        return all(isinstance(entry, str) or _has_titles(entry) for entry in nav.values())
    return isinstance(nav, list) and all(isinstance(entry, Mapping) and _has_titles(entry) for entry in nav)


def _paths(nav: Any) -> Iterator[str]:
    """Yield the paths and URLs in the navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping | list):
        for entry in nav.values() if isinstance(nav, Mapping) else nav:
            yield from _paths(entry)


def _watches_other_paths(config: MkDocsConfig) -> bool:
    """Return whether MkDocs also watches files that neither it nor Seedbrief reads pages from."""
    our_paths = {str(project_root(config) / name) for name in FOLDERS}
    return any(str(Path(path).resolve()) not in our_paths for path in config.watch)


@contextmanager
def _configured(config: MkDocsConfig, templates: Environment | None) -> Iterator[None]:
    """Keep plugins from handling the event ``config`` twice, and MkDocs from compiling the theme again."""
    # Private API: a build gets its handlers from this dictionary. If it does not, plugins change the configuration a
    # second time, and Seedbrief's watched folders and template folders are listed twice.
    handlers = config.plugins.events["config"]
    config.plugins.events["config"] = []
    if templates is not None:
        # Private API: a build gets its templates from theme.get_env. If it does not, each edit compiles them again.
        config.theme.get_env = lambda: templates  # type: ignore[method-assign]
    static_templates = config.theme.static_templates
    try:
        yield
    finally:
        config.theme.static_templates = static_templates
        config.plugins.events["config"] = handlers
        config.theme.__dict__.pop("get_env", None)


@contextmanager
def _without_dirty_warning() -> Iterator[None]:
    """Keep MkDocs from warning that a dirty build may be incomplete: this one is not."""
    # Private API: the logger and the message. If the message changes, the warning is shown after every edit.

    def is_other_message(record: logging.LogRecord) -> bool:
        return "'dirty' build" not in record.getMessage()

    build_log.addFilter(is_other_message)
    try:
        yield
    finally:
        build_log.removeFilter(is_other_message)
