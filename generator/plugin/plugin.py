"""The MkDocs plugin ``seedbrief``: hands the generated pages to MkDocs as virtual files.

Nothing is written to disk, so nothing of it can trigger a rebuild. While ``mkdocs serve`` runs, an error in the
content keeps the last good pages on the screen, with what is to be mended above them. The index of the search is
made beside a build, and while serving beside the server.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.build import BuildResult, clear_caches
from generator.csp.built_site import PostprocessError, postprocess
from generator.csp.policy import Sources, parse_csp_option
from generator.diagnostics import Severity, format_text, has_errors, summary
from generator.incremental import BuildMemo
from generator.load.drafts import one_todo_a_file
from generator.model.content import PAGES
from generator.model.site import Site
from generator.plugin.banner import banner, in_page, rewriting
from generator.plugin.build_events import BuildEvents
from generator.plugin.preview import Preview
from generator.plugin.served_policy import ServedPolicy
from generator.plugin.watch import look_between_builds
from generator.project.build import build_project
from generator.project.config import ProjectError
from generator.project.files import FOLDERS, FileStatCache, read_pages
from generator.project.resources import templates_folder
from generator.search.background import BackgroundIndex, EarlyIndex
from generator.search.documents import SearchPage, search_pages
from generator.search.index import SearchIndexError

log = get_plugin_logger("seedbrief")

# MkDocs packs the map of the site with that date, in a format that has 32 bits for the seconds since 1970.
_EARLIEST, _LATEST = datetime.date(1980, 1, 1), datetime.date(2100, 1, 1)

_LAST = -100
"""The priority of what looks at pages as they are in the end: other plugins and hooks may put scripts into them."""

_EXTENSIONS = ("attr_list", "md_in_html")

NO_HOME = b"# There is no site yet\n"
"""Where ``mkdocs serve`` shows what is to be mended, if it starts on templates that do not even make a home page."""


class SeedbriefConfig(Config):
    """The plugin's options in ``mkdocs.yml``."""

    rules = Type(dict, default={})
    """The severity of rules: ``{vague-likelihood: off}``; ``seedbrief rules`` lists those that can be set."""

    cache = Type(bool, default=True)
    """Whether ``mkdocs build`` keeps its pages in ``.cache/seedbrief/`` for the next one."""

    csp = Type((bool, dict), default={})
    """What the security policy allows besides: ``{img-src: [https://images.example]}``; ``false``: there is none."""


class SeedbriefPlugin(BuildEvents, BasePlugin[SeedbriefConfig]):
    """Builds the site's pages before MkDocs looks for them. One instance lives as long as ``mkdocs serve``."""

    def __init__(self) -> None:
        super().__init__()
        self.serving = self.dirty = False
        self.newest = BuildResult((), (), ())
        self.last_good: BuildResult | None = None
        self.index = BackgroundIndex(log.warning)
        self.early_index: EarlyIndex | None = None
        self.known, self.memory, self.preview = FileStatCache(), BuildMemo(), Preview()
        self.allowed: Sources | None = {}
        self.policy = ServedPolicy()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was started for; having this makes MkDocs keep the instance between rebuilds."""
        self.serving, self.dirty = command == "serve", dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Have ``mkdocs serve`` watch what the pages are made from; put our search into Material's pages."""
        try:
            self.allowed = parse_csp_option(self.config.csp)
        except ValueError as error:
            raise PluginError(f"mkdocs.yml: plugins: seedbrief: {error}") from None
        _check_settings(config)
        root = _root(config)
        config.watch.extend(str(root / name) for name in FOLDERS if (root / name).is_dir())
        if config.theme.name == "material":
            # The site's own come first, then those that Seedbrief brings along, then Material's.
            found = dict.fromkeys([root / "site_templates" / "theme", templates_folder() / "theme"])
            place = 1 if config.theme.custom_dir else 0
            config.theme.dirs[place:place] = [str(folder) for folder in found if folder.is_dir()]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build the pages: now, as MkDocs empties the site folder next, and an error is to leave the old site there."""
        self.index.stop()  # it writes into that folder
        self._drop_early_index()
        whole = not (self.dirty or self.preview.partly)
        self.begin_build(cache=self.config.cache and whole and not self.serving, whole=whole)
        try:
            rules = self.config.rules
            self.newest = build_project(
                _root(config),
                drafts=self.serving,
                for_editor=self.serving,
                rules=rules,
                site_name=config.site_name,
                site_url=config.site_url or "",
                file_cache=self.known if self.serving else None,
                memo=self.memory if self.serving else None,
            )
        except ProjectError as error:
            raise PluginError(str(error)) from None
        found = self.newest.diagnostics
        for diagnostic in one_todo_a_file(found):
            level = logging.ERROR if diagnostic.severity is Severity.ERROR else logging.WARNING
            log.log(level, format_text(diagnostic))
        if not has_errors(found):
            self.last_good = self.newest
        elif not self.serving:
            raise PluginError(f"{summary(found)} in the content: no site was built")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages, after an error the last good ones; a page by hand that has one would end MkDocs."""
        at_fault = {diagnostic.span.path for diagnostic in self.newest.diagnostics}
        for file in [file for file in files if PAGES + file.src_uri in at_fault]:
            files.remove(file)
        shown = {"index.md": NO_HOME, **(self.last_good or self.newest).files()}
        if self.serving:
            self.preview.add_files(files, shown, config)
            if not self.preview.partly:
                self.policy.forget()
        else:
            for uri, data in shown.items():
                files.append(File.generated(config, uri, content=data))
        self.files = files
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme's templates for the next build of the preview."""
        self.preview.templates = env
        return super().on_env(env, config=config, files=files)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Date the pages: MkDocs gives them the day of the build, by which no two builds would be the same.

        Begin with the index: now it is known which pages by hand MkDocs leaves out (``exclude_docs``).
        """
        day = min(max((self.last_good or self.newest).site.as_of, _EARLIEST), _LATEST).isoformat()
        for file in files.documentation_pages():
            if file.page:
                file.page.update_date = day
        super().on_nav(nav, config=config, files=files)
        if not self.serving:
            self.early_index = EarlyIndex(self._search_pages(config))
            self._let_go()

    def _let_go(self) -> None:
        """Let go of what the pages are made from: no other build will follow, and MkDocs needs the memory."""
        as_of = self.newest.site.as_of
        self.newest = self.last_good = BuildResult((), (), self.newest.diagnostics, Site(as_of=as_of))
        clear_caches()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Build only what an edit has changed; show above every page what is to be mended."""
        if not self.serving:  # with --clean, MkDocs serves what a build has made, and that is whole
            return server
        server.builder = partial(self.preview.rebuild, builder)
        look_between_builds(server, config.watch, self.preview.building)
        server.set_app(rewriting(server.serve_request, self._as_shown))
        return server

    def _as_shown(self, page: bytes) -> bytes:
        words = banner(self.newest.diagnostics, self.last_good is not None)
        return self.policy.put_into(in_page(page, words))

    @event_priority(_LAST)
    def _note_page(self, output: str, *, page: Page, config: MkDocsConfig) -> None:
        """Note what stands in a page, for the policy of what ``mkdocs serve`` shows."""
        if self.serving:
            self.policy.note(page.file.dest_uri, output)

    on_post_page = CombinedEvent(BuildEvents.on_post_page, _note_page)

    @event_priority(_LAST)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> None:
        """Note what stands in a page of the theme's own, such as the one for what is not found."""
        if self.serving and template_name.endswith(".html"):
            self.policy.note(template_name, output_content)

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the index of the search; while serving, beside the server."""
        if self.serving:
            self.policy.settle(self.allowed, self.preview.finish(self.files, config))
            self.end_build()
            self.index.start(Path(config.site_dir), self._search_pages(config))
            return
        if self.early_index:
            self.progress.begin("Indexing for the search")
            try:
                self.early_index.install(Path(config.site_dir))
            except SearchIndexError as error:
                raise PluginError(f"the search has no index: {error}") from None
            self._drop_early_index()
        try:
            stopped = (
                postprocess(Path(config.site_dir), self.allowed).blocked if self.allowed is not None else ()
            )
        except PostprocessError as error:
            raise PluginError(f"the pages have no security policy: {error}") from None
        for sentence in stopped:
            log.warning(sentence)
        self.end_build()

    def _search_pages(self, config: MkDocsConfig) -> Iterator[SearchPage]:
        """Make what the search is to know: of pages by hand, those that are shown."""
        level = InclusionLevel.is_in_serve if self.serving else InclusionLevel.is_included
        shown = {file.src_uri for file in self.files.documentation_pages(inclusion=level)}
        by_hand = {path: data for path, data in read_pages(_root(config)).items() if path in shown}
        return search_pages((self.last_good or self.newest).site, by_hand)

    def on_shutdown(self) -> None:
        """End with the server."""
        self.abort_build()
        self.index.stop()
        self.index.wait()
        self._drop_early_index()

    def _drop_early_index(self) -> None:
        if self.early_index:
            self.early_index.close()
            self.early_index = None


def _check_settings(config: MkDocsConfig) -> None:
    """Refuse, or warn of, what would leave the site without its pictures, its links or its looks."""
    pages = _root(config) / PAGES
    if Path(config.docs_dir).resolve() != pages.resolve():
        raise PluginError(
            f"mkdocs.yml: docs_dir: Seedbrief takes pages written by hand from {PAGES} only. Move yours there, and "
            f"write `docs_dir: {PAGES.removesuffix('/')}`"
        )
    if not config.use_directory_urls:
        raise PluginError(
            "mkdocs.yml: `use_directory_urls: false` does not go with Seedbrief: its pictures, its search and its "
            "permanent addresses lead to folders. Take that line out"
        )
    if missing := [f"`{name}`" for name in _EXTENSIONS if name not in config.markdown_extensions]:
        raise PluginError(
            f"mkdocs.yml: markdown_extensions: add {' and '.join(missing)}, which all pages need"
        )
    if any(
        name.rpartition("/")[2] == "search" for name in config.plugins
    ):  # Material's has its name before it
        log.warning(
            "mkdocs.yml: plugins: take out `search`: Seedbrief has a search of its own, in the same place"
        )


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
