"""What the plugin does while MkDocs builds.

It shows how far that is, takes unchanged pages from the cache, and marks where in the navigation each page belongs.
"""

from __future__ import annotations

import logging

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from generator.plugin.navigation import entries, entry_of
from generator.plugin.warm_build import WarmBuild, warm_build
from generator.progress import Progress, pages_built

log = get_plugin_logger("seedbrief")


class BuildEvents:
    """The events of a build in which nothing of ours is made; a part of the plugin.

    ``begin_build`` goes before the first of them and ``end_build`` behind the last.
    """

    def __init__(self) -> None:
        self.progress = Progress(log.info, quiet=True)
        self.warm: WarmBuild | None = None
        self.may_be_warm, self.whole = False, True
        self.pages = 0
        self.entries: dict[str, Page] = {}

    def begin_build(self, *, cache: bool, whole: bool = True) -> None:
        """Begin to follow a build; with ``cache``, pages are kept for the next one and taken from the last.

        Of one that is not ``whole`` nobody knows how many pages it has.
        """
        self.abort_build()
        self.may_be_warm, self.whole, self.pages = cache, whole, 0
        quiet = not logging.getLogger("mkdocs").isEnabledFor(logging.INFO)
        self.progress = Progress(log.info, quiet=quiet, beside=("", "mkdocs"))
        self.progress.begin("Reading and checking the content")

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Begin with the pages: MkDocs has made them all, and renders them one by one."""
        if self.may_be_warm:
            self.warm = warm_build(config, files, nav, self, log.info)
        self.entries = entries(nav)
        self.progress.begin("Rendering pages", self._count(files))

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> None:
        """Count a page that is rendered."""
        self.progress.step()

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Begin to put the pages into the theme, now that all their titles are known."""
        if self.warm:
            self.warm.settle(env, config)
        self.progress.begin("Writing pages", self._count(files))
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Mark the entry that a page lies below, as MkDocs marks its own; note what it is about to be shown with."""
        if entry := entry_of(page, self.entries):
            entry.active = True
        if self.warm:
            self.warm.hold(page, context)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Count a page that is written, and take it from the cache if it is there."""
        self.pages += 1
        self.progress.step()
        shown = self.warm.show(output, page, config) if self.warm else output
        if entry := entry_of(page, self.entries):
            entry.active = False
        return shown

    def on_build_error(self, *, error: Exception) -> None:
        """Keep nothing of a build that failed."""
        self.abort_build()

    def end_build(self) -> None:
        """Keep the pages for the next build, and say what was built."""
        warm, self.warm = self.warm, None
        if warm:
            warm.finish()
        log.info(pages_built(self.pages, self.progress.end(), warm.taken if warm else None))

    def _count(self, files: Files) -> int:
        return len(files.documentation_pages()) if self.whole else 0

    def abort_build(self) -> None:
        """Take away what is shown, however the build ends; it may be over already."""
        self.progress.end()
        if self.warm:
            self.warm.drop()
            self.warm = None
