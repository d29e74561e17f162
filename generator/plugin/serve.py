"""How ``mkdocs serve`` shows an edit at once: MkDocs builds again only the pages of which the Markdown has changed.

MkDocs has a "dirty" build, which passes over files that say they are not modified. Ours can say so exactly. Where a
page could change without its Markdown, all is built as MkDocs does it: after an edit of ``mkdocs.yml`` or of the
theme, with other plugins that have a say in pages, or where the navigation takes its titles from the pages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_OURS = ("seedbrief",)
_HARMLESS_EVENTS = {"startup", "shutdown", "serve", "build_error"}  # of other plugins: they change no page


class PreviewFile(File):
    """A generated file that knows whether it is the same as in the last build."""

    changed = True

    def is_modified(self) -> bool:
        """Say whether MkDocs must build it."""
        return self.changed


@dataclass(slots=True)
class Preview:
    """What the last build of ``mkdocs serve`` has made, and from what."""

    config: MkDocsConfig | None = None  # of the last build that read mkdocs.yml
    settings: Mapping[str, bytes] = field(default_factory=dict)  # the files behind it, and those of the theme
    shown: dict[str, tuple[bytes, PreviewFile]] = field(default_factory=dict)  # generated files, by uri
    templates: Environment | None = None  # the theme's, compiled
    outputs: set[str] = field(
        default_factory=set
    )  # what is in the site's folder, besides what the theme brings
    partly: bool = False  # whether the build that is going on is one of changed pages alone
    building: Event = field(default_factory=Event)  # set while an edit is built

    def rebuild(self, builder: Callable[[], None]) -> None:
        """Build after an edit: the changed pages if that is enough, else all, by MkDocs's own ``builder``."""
        self.building.set()
        try:
            config = self.config
            self.partly = config is not None and self.settings == settings_of(config) and _only_ours(config)
            if config is not None and self.partly:
                with _prepared_before(config, self.templates), _without_warning():
                    build(config, serve_url=config.site_url, dirty=True)
            else:
                builder()
        except BaseException:
            self.config = None  # what is on the disk is not known now
            raise
        finally:
            self.building.clear()

    def add_files(self, files: Files, wanted: Mapping[str, bytes], config: MkDocsConfig) -> None:
        """Add the generated files to MkDocs's, those that have not changed as such."""
        made: dict[str, tuple[bytes, PreviewFile]] = {}
        for uri, data in wanted.items():
            known = self.shown.get(uri) if self.partly else None
            if known and known[0] == data:
                file = known[1]
                file.changed = False
            else:
                generated = PreviewFile.generated(config, uri, content=data)
                assert isinstance(generated, PreviewFile)  # MkDocs's type hint says less than it does
                file = generated
            made[uri] = data, file
        if self.partly:
            for (
                page
            ) in files.documentation_pages():  # by hand, and few: they may link to what has come or gone
                page.is_modified = _always  # type: ignore[method-assign]
        for _, file in made.values():
            files.append(file)
        self.shown = made

    def finish(self, files: Files, config: MkDocsConfig) -> set[str]:
        """Remove from the site's folder what is there no more, and give it; remember what is."""
        outputs = {file.dest_uri for file in files if file.src_dir is None or file.src_dir == config.docs_dir}
        folder = Path(config.site_dir)
        gone = self.outputs - outputs if self.partly else set()
        for uri in gone:
            (folder / uri).unlink(missing_ok=True)
            parent = (folder / uri).parent
            while parent != folder and not any(parent.iterdir()):
                parent.rmdir()
                parent = parent.parent
        self.outputs, self.config, self.settings = outputs, config, settings_of(config)
        return gone


def settings_of(config: MkDocsConfig) -> dict[str, bytes]:
    """Read ``mkdocs.yml`` and the site's own files of the theme: after a change in them every page is built."""
    own = Path(config.config_file_path).resolve()
    folders = [own.parent / "site_templates" / "theme"]
    if config.theme.custom_dir:
        folders.append(Path(config.theme.custom_dir))
    theme = (file for folder in folders for file in sorted(folder.rglob("*")))
    return {str(file): file.read_bytes() for file in (own, *theme) if file.is_file()}


def _only_ours(config: MkDocsConfig) -> bool:
    """Say whether nothing but the Markdown makes a page what it is."""
    others = [plugin for name, plugin in config.plugins.items() if name not in _OURS]
    return not (
        config.hooks
        or any(_has_a_say(config, plugin) for plugin in others)
        or not _has_titles(config.nav)
        or _watches_more(config)
    )


def _has_a_say(config: MkDocsConfig, plugin: object) -> bool:
    return any(
        getattr(method, "__self__", None) is plugin
        for event, methods in config.plugins.events.items()
        if event not in _HARMLESS_EVENTS
        for method in methods
    )


def _has_titles(nav: Any) -> bool:
    """Say whether each entry of the navigation has its title in ``mkdocs.yml``."""
    if isinstance(nav, Mapping):
        return all(isinstance(entry, str) or _has_titles(entry) for entry in nav.values())
    return isinstance(nav, list) and all(isinstance(entry, Mapping) and _has_titles(entry) for entry in nav)


def _watches_more(config: MkDocsConfig) -> bool:
    """Say whether an edit may be of something that neither MkDocs nor Seedbrief reads pages from."""
    root = Path(config.config_file_path).resolve().parent
    ours = {str(root / name) for name in ("content", "seeds", "site_templates")}
    return any(str(Path(path).resolve()) not in ours for path in config.watch)


@contextmanager
def _prepared_before(config: MkDocsConfig, templates: Environment | None) -> Iterator[None]:
    """Keep plugins from configuring once more what they have configured, and the theme from being compiled again."""
    kept = config.plugins.events["config"]
    config.plugins.events["config"] = []
    if templates is not None:
        config.theme.get_env = lambda: templates  # type: ignore[method-assign]
    try:
        yield
    finally:
        config.plugins.events["config"] = kept
        config.theme.__dict__.pop("get_env", None)


@contextmanager
def _without_warning() -> Iterator[None]:
    """Keep MkDocs from warning of dirty builds, in which it cannot know what this module does."""
    log = logging.getLogger("mkdocs.commands.build")

    def is_other(record: logging.LogRecord) -> bool:
        return "'dirty' build" not in record.getMessage()

    log.addFilter(is_other)
    try:
        yield
    finally:
        log.removeFilter(is_other)


def _always() -> bool:
    return True
