"""The MkDocs plugin ``seedbrief``: builds the site's pages and passes them to MkDocs as virtual files.

The methods ``on_...`` are MkDocs's events, in the order in which they happen. Nothing is written into a folder that
MkDocs watches, so that no build causes another. While ``mkdocs serve`` runs, errors in the content keep the last good
pages on screen, with a list of the errors above them. The search index is built in the background.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from generator.build import BuildResult
from generator.csp.built_site import PolicyBuilder, PostprocessError
from generator.csp.policy import SitePolicy, parse_csp_option
from generator.csp.theme_script import make_script_constant
from generator.diagnostics import Severity, format_text, has_errors, printable, summary
from generator.incremental import BuildMemo
from generator.load.drafts import one_todo_a_file
from generator.model.content import PAGES
from generator.model.site import Page as SitePage
from generator.model.site import Publication
from generator.model.urls import built_path
from generator.plugin.banner_and_policy import (
    insert_banner,
    insert_served_policy,
    render_banner,
    rewrite_pages,
)
from generator.plugin.config import (
    SeedbriefConfig,
    check_settings,
    config_name,
    project_root,
    source_folders,
)
from generator.plugin.edited_first import EditedFirst, LastBuild
from generator.plugin.engine import COMMAND
from generator.plugin.generated_file import GeneratedFile, markdown_of
from generator.plugin.live_preview import Preview, pause_watching_during_builds, read_settings
from generator.plugin.navigation import entries_by_folder, entry_of
from generator.plugin.neighbours import (
    advise_keeping_out,
    check_neighbours,
    describe_error,
    explain_failure,
    keep_out,
    other_handlers,
)
from generator.plugin.page_shells import PageShells
from generator.plugin.quick_pages import QuickPage, render_quickly
from generator.plugin.quoting import answer_quotes, insert_script
from generator.plugin.shared_pages import SharedPages
from generator.plugin.single_build import NOTHING, build_once
from generator.progress import Progress, pages_built
from generator.project.atomic_write import locked
from generator.project.build import build_project
from generator.project.config import ProjectError
from generator.project.files import FOLDERS, FileStatCache, is_utf8_name, read_pages
from generator.project.git_history import GitHistory
from generator.project.output_folder import begin_site, check_site_folder, finish_site
from generator.project.publication import make_publication
from generator.project.resources import templates_folder
from generator.project.termination import clean_up_on_signals
from generator.render.shown_text import explain_changed_text, explain_lost_text
from generator.search.background import BackgroundIndex, EarlyIndex
from generator.search.documents import SearchPage, search_pages
from generator.search.pagefind_program import SearchIndexError
from generator.translation.theme import html_message

log = get_plugin_logger("seedbrief")

# MkDocs compresses the sitemap with the date of its pages, in a format with 32 bits for the seconds since 1970.
_EARLIEST_DATE, _LATEST_DATE = datetime.date(1980, 1, 1), datetime.date(2100, 1, 1)

_FIRST, _LAST = 100, -100
"""The priorities of events that need a page before, and after, other plugins and hooks change it."""

NO_HOME = SitePage("index.md", b"# No site yet\n")
"""The home page, with the list of errors above, if ``mkdocs serve`` starts with templates that do not even make one."""


class SeedbriefPlugin(BasePlugin[SeedbriefConfig]):
    """The plugin. One instance lasts as long as ``mkdocs serve``."""

    def __init__(self) -> None:
        super().__init__()
        # What MkDocs was started for
        self.serving = self.dirty = False
        self.has_threads = False  # those of the server
        self.publication = Publication()
        self.checked_site = ""  # the folder of the site that MkDocs may empty
        self.site_lock = ExitStack()  # held while MkDocs writes the site
        # The pages: of the newest build, and of the newest one without errors
        self.newest = BuildResult((), (), ())
        self.last_good: BuildResult | None = None
        self.once = NOTHING  # what `mkdocs build` has built
        self.file_cache, self.memo, self.git_history = FileStatCache(), BuildMemo(), GitHistory()
        # The running build
        self.progress = Progress(log.info, quiet=True)
        self.is_full_build = True
        self.searched: Iterator[SearchPage] = iter(())
        self.early_index: EarlyIndex | None = None
        self.shared_pages: SharedPages | None = None
        self.entries: dict[str, Page] = {}
        self.written_pages = 0
        self.generated: dict[str, GeneratedFile] = {}  # by uri
        self.converted_page = ""
        self.slow_because = ""  # what may change pages, so that they are not rendered quickly
        self.others_change_pages = self.has_explained = False
        self.policy = PolicyBuilder()
        # The preview
        self.preview, self.served_policy = Preview(), SitePolicy("", frozenset(), ())
        self.edited_first = EditedFirst()
        self.index = BackgroundIndex(log.warning)
        self.mount_path = "/"

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember the command. A plugin with this event keeps its instance from one build to the next."""
        self.serving, self.dirty = command == "serve", dirty
        clean_up_on_signals()

    @event_priority(_FIRST)
    def _on_first_config(self, config: MkDocsConfig) -> None:
        """Refuse plugins that cannot be used before they change anything; tell others what they need to know."""
        check_neighbours(config, config_name(config))

    def _on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the settings, add watched folders, and add the templates with which Seedbrief changes the theme."""
        check_settings(config)
        try:
            keep_out(config, self.config.hand_written_only, lambda: self.generated)
            self.policy.extra_sources = parse_csp_option(self.config.csp)
            self.publication = make_publication(
                config.site_name,
                config.site_description or "",
                config.site_url or "",
                self.config,
                str(config.theme.get("language") or ""),
            )
        except ValueError as error:
            raise PluginError(f"{config_name(config)}: plugins: seedbrief: {error}") from None
        self.preview.settings, root = read_settings(config), project_root(config)
        config.watch.extend(str(root / name) for name in FOLDERS if (root / name).is_dir())
        if config.theme.name == "material":
            # First the site's own templates, then Seedbrief's, then Material's.
            folders = dict.fromkeys([root / "site_templates" / "theme", templates_folder() / "theme"])
            position = 1 if config.theme.custom_dir else 0
            config.theme.dirs[position:position] = [str(folder) for folder in folders if folder.is_dir()]
        return config

    on_config = CombinedEvent(_on_first_config, _on_config)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build the pages before MkDocs empties the site's folder, so that after an error the old site is there."""
        self.index.stop()  # it writes into that folder
        self._abort_build()
        self._begin_build()
        if altered := explain_changed_text(config.markdown_extensions, config.mdx_configs):
            raise PluginError(f"{config_name(config)}: {altered}")
        try:
            if config.site_dir != self.checked_site:
                check_site_folder(Path(config.site_dir), project_root(config), source_folders(config))
                self.checked_site = config.site_dir
            last_notices = self.newest.notices
            build = partial(
                build_project,
                project_root(config),
                drafts=self.serving,
                for_editor=self.serving,
                rules=self.config.rules,
                publication=self.publication,
                file_cache=self.file_cache if self.serving else None,
                git_history=self.git_history if self.config.history else None,
                show_first=self._show_first if self.preview.is_partial else None,
            )
            self.once = NOTHING if self.serving else build_once(project_root(config), build)
            self.newest = build(memo=self.memo) if self.serving else self.once.result
        except ProjectError as error:
            raise PluginError(str(error)) from None
        for notice in self.newest.notices:
            if notice not in last_notices:
                log.info(printable(notice))
        diagnostics = self.newest.diagnostics
        for diagnostic in one_todo_a_file(diagnostics):
            level = logging.ERROR if diagnostic.severity is Severity.ERROR else logging.WARNING
            log.log(level, format_text(diagnostic))
        if not self.serving and (has_errors(diagnostics) or (config.strict and diagnostics)):
            raise PluginError(f"{summary(diagnostics)} in the content: no site was built")
        if not has_errors(diagnostics):
            self.last_good = self.newest
        if not self.serving:
            try:
                begin_site(Path(config.site_dir))
                self.site_lock.enter_context(locked(Path(config.site_dir)))
            except ProjectError as error:
                raise PluginError(str(error)) from None

    @event_priority(_FIRST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages before other plugins look for them; if there are errors, the last good ones."""
        # MkDocs stops at a hand-written page that it cannot read.
        faulty_paths = {diagnostic.span.path for diagnostic in self.newest.diagnostics}

        def is_faulty(uri: str) -> bool:
            return PAGES + uri in faulty_paths or not is_utf8_name(uri)

        for file in [file for file in files if is_faulty(file.src_uri)]:
            files.remove(file)
        result = self.last_good or self.newest
        made = {file.uri: file for file in (NO_HOME, *result.pages, *result.assets)}
        if NO_HOME.uri in files.src_uris:  # a hand-written home page
            del made[NO_HOME.uri]
        self.generated = self.preview.add_files(files, made.values(), config)
        if not self.preview.is_partial:
            self.policy.clear()
        return files

    @event_priority(_LAST)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Set the pages' date, and prepare what needs all pages: the navigation and the search index."""
        self.files, self.nav, self.documents = files, nav, files.documentation_pages()
        # MkDocs would set the day of the build, so that no two builds would be the same.
        site_date = (self.last_good or self.newest).site.as_of
        date = min(max(site_date, _EARLIEST_DATE), _LATEST_DATE).isoformat()
        pages = [file.page for file in self.documents if file.page]
        for page in pages:
            page.update_date = date
        self.preview.skip_same_templates(pages, date, config)
        generated = (page for page in pages if page.file is self.generated.get(page.file.src_uri))
        slow_because = render_quickly(generated, files, config, self)
        if slow_because and slow_because != self.slow_because:
            reason = printable(slow_because)
            log.info(
                f"pages go through Python-Markdown, which takes longer, because {reason} could change them"
            )
        self.slow_because = slow_because
        self.entries = entries_by_folder(nav)
        self.others_change_pages = any(other_handlers(config, self, ["page_context", "post_page"]))
        self._begin_stage("Rendering pages", files)
        if not self.serving:
            self.searched = self._search_pages(config)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> None:
        """Count a page that MkDocs renders."""
        self.progress.step()

    @event_priority(_LAST)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Refuse a plugin or hook that changes the words of a generated page."""
        events = ["page_read_source", "page_markdown"]
        ours = self.generated.get(page.file.src_uri)
        if ours is not page.file:  # another plugin took its place
            events.append("files")
        others = self._changed_by(page, config, *events)
        if ours and others and markdown != (made := markdown_of(ours)):
            self._check_words(page, others, explain_lost_text(made, markdown, in_markdown=True))

    @event_priority(_FIRST)
    def _on_converted_page(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Keep a page's HTML as it is before other plugins and hooks change it."""
        self.converted_page = html

    @event_priority(_LAST)
    def _on_changed_page(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Refuse a plugin or hook that changes the words of a generated page."""
        others = self._changed_by(page, config, "page_content")
        if others and html != self.converted_page:
            self._check_words(page, others, explain_lost_text(self.converted_page, html))

    on_page_content = CombinedEvent(_on_converted_page, _on_changed_page)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give templates their words; make the theme's script the same on all pages, for the policy."""
        env.globals["_"] = partial(html_message, self.publication.language)
        make_script_constant(env)
        self.preview.last = LastBuild(config, files, self.documents, self.nav, env)
        others = sorted(set(other_handlers(config, self, ("env", "page_context"))))
        changes = f"the plugin or hook `{others[0]}` may change what templates show" if others else ""
        PageShells(env, self._explain_slow_pages, changes)
        self._begin_stage("Writing pages", files)
        if others or self.others_change_pages or self.has_threads or not self.is_full_build:
            self._begin_index()
        else:
            self.shared_pages = SharedPages(
                self.policy, self._begin_index, self._count_page, frugal=self.serving
            )
        return env

    @event_priority(_LAST)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> None:
        """Record what the policy may block in a page of the theme, such as the 404 page, that is served."""
        if self.serving and template_name.endswith(".html"):
            self.policy.add(template_name, output_content)

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Mark the page's entry in the navigation as active, as MkDocs does for pages that are entries themselves."""
        if entry := entry_of(page, self.entries):
            entry.active = True

    def _on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> None:
        """Count a page that MkDocs writes."""
        self._count_page()
        if entry := entry_of(page, self.entries):
            entry.active = False

    @event_priority(_LAST)
    def _on_final_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Insert the security policy."""
        # Generated pages in one folder have one template. Other plugins, and hooks, may change any page.
        folder = page.file.src_uri.rpartition("/")[0]
        is_like_others = folder and page.file.src_uri in self.generated and not self.others_change_pages
        kind = (folder, page.meta.get("template")) if is_like_others else None
        content = page.content or ""
        if isinstance(page, QuickPage):
            page.drop_content()  # MkDocs keeps all pages until the last is written
        return self.policy.add(page.file.dest_uri, output, kind, content)

    on_post_page = CombinedEvent(_on_post_page, _on_final_page)

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the search index and the security policy; while serving, start to build the index."""
        self._end_sharing()
        site = Path(config.site_dir)
        if self.serving:
            self.policy.remove(self.preview.finish(self.files, config))
            last, self.served_policy = self.served_policy, self.policy.build()
            for sentence in self.served_policy.blocked:
                if sentence not in last.blocked:
                    log.warning(sentence)
            self._end_build()
            self.index.start(site, self._search_pages(config))
            return
        if self.early_index:
            self.progress.begin("Building the search index")
            try:
                self.early_index.install(site)
            except SearchIndexError as error:
                raise PluginError(f"the search index could not be built: {error}") from None
            self._drop_early_index()
        if self.policy.extra_sources is not None:
            if any(other_handlers(config, self, ["post_build"])):  # they may have changed pages
                self.policy.clear()
            try:
                blocked = self.policy.finish(site).blocked
            except PostprocessError as error:
                raise PluginError(f"the security policy could not be added: {error}") from None
            for sentence in blocked:
                log.warning(sentence)
        finish_site(site)
        self.site_lock.close()
        self._end_build()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Build only changed pages after an edit, and show problems above every page."""
        self.has_threads = True
        if not self.serving:  # with --clean, MkDocs serves a complete build
            return server
        # Private API: that the server calls its attribute `builder` after an edit. If it does not, each edit builds all
        # pages, and deleted pages stay.
        self.edited_first.server = server
        rebuild = partial(self.preview.rebuild, builder)
        server.builder = self.edited_first.around(rebuild, lambda: (self.generated, self.newest.diagnostics))
        pause_watching_during_builds(server, self.preview.watched(config), self.preview.building)
        # Private API: that `serve_request` is the server's WSGI application. If it is not, `mkdocs serve` fails.
        self.mount_path = server.mount_path
        served = rewrite_pages(self.edited_first.hold_back(server.serve_request), self._as_served)
        server.set_app(answer_quotes(served, project_root(config), server.mount_path))
        return server

    def on_shutdown(self) -> None:
        """End with the server."""
        self._abort_build()
        self.index.stop()
        self.index.wait()

    @event_priority(_LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Discard what was made in a build that failed; say in a sentence what has failed if it was not Seedbrief."""
        self._abort_build()
        if explained := explain_failure(error, self, self.generated):
            log.debug("the error in full:", exc_info=error)
            # After an edit, MkDocs prints the traceback of anything else than Abort.
            raise (Abort if self.serving else PluginError)(explained) from None
        if isinstance(error, OSError) and error.filename and not self.serving:
            raise PluginError(printable(describe_error(error))) from error

    def _changed_by(self, page: Page, config: MkDocsConfig, *events: str) -> list[str]:
        """Return the other plugins and hooks that may change a page in these events, if it is a generated page."""
        is_generated = page.file.src_uri in self.generated
        return sorted(set(other_handlers(config, self, events))) if is_generated else []

    def _check_words(self, page: Page, others: list[str], lost: str) -> None:
        """Raise PluginError if words of a page, which were checked, were lost in what others made of it."""
        if lost:
            names = " or ".join(f"`{name}`" for name in others)
            raise PluginError(
                f"the plugin or hook {names} changes the text of the generated page {page.file.src_uri}, "
                f"from {lost!r} on. {advise_keeping_out(others)}"
            )

    def _explain_slow_pages(self, reason: str) -> None:
        """Log, once, why the theme's templates are rendered for each page."""
        if not self.has_explained:
            self.has_explained = True
            log.info(printable(f"each page goes through the theme's templates, which takes longer: {reason}"))

    def _show_first(self, pages: Sequence[SitePage]) -> None:
        """Show pages of the file that was edited, unless errors keep the site at an earlier version."""
        if self.preview.last and not has_errors(self.newest.diagnostics):
            for url in self.edited_first.show(pages, self.generated, self.preview.last):
                log.info(printable(f"{url} is ready; building what else the edit changes"))

    def _begin_build(self) -> None:
        self.is_full_build = not (self.dirty or self.preview.is_partial)
        self.written_pages = 0
        quiet = not logging.getLogger(COMMAND).isEnabledFor(logging.INFO)
        self.progress = Progress(log.info, quiet=quiet, loggers=("", COMMAND))
        self.progress.begin("Reading and checking the content")

    def _begin_stage(self, stage: str, files: Files) -> None:
        """Begin a stage with one step for each page; in a build of changed pages, their number is not known."""
        self.progress.begin(stage, len(files.documentation_pages()) if self.is_full_build else 0)

    def _count_page(self) -> None:
        # A forked process would wait for ever for a lock that a thread of this one held.
        if not (self.shared_pages and self.shared_pages.is_elsewhere):
            self.written_pages += 1
            self.progress.step()

    def _begin_index(self) -> None:
        """Begin to build the search index in a thread. Not before other processes are started: forking needs quiet."""
        if not self.serving:
            self.early_index = EarlyIndex(self.searched)

    def _end_build(self) -> None:
        """Log how many pages were built."""
        log.info(pages_built(self.written_pages, self.progress.end()))

    def _abort_build(self) -> None:
        """Discard what a build has left; there may be nothing."""
        self.progress.end()
        self._end_sharing()
        self._drop_early_index()
        self.site_lock.close()

    def _end_sharing(self) -> None:
        if self.shared_pages:
            self.shared_pages.close()
            self.shared_pages = None

    def _drop_early_index(self) -> None:
        if self.early_index:
            self.early_index.close()
            self.early_index = None

    def _search_pages(self, config: MkDocsConfig) -> Iterator[SearchPage]:
        """Return the pages to be searched, with those hand-written pages that MkDocs includes."""
        level = InclusionLevel.is_in_serve if self.serving else InclusionLevel.is_included
        included = {file.src_uri: file for file in self.files.documentation_pages(inclusion=level)}
        all_pages = read_pages(project_root(config))
        hand_written = {path: data for path, data in all_pages.items() if path in included}
        # Another plugin may have moved a page, as Material's blog does with its posts.
        urls = {built_path(path): included[path].dest_uri.removesuffix("index.html") for path in hand_written}
        if self.serving:
            pages = search_pages((self.last_good or self.newest).site, hand_written)
        else:
            pages = self.once.search_pages(hand_written)
        return (replace(page, url=urls.get(page.url, page.url)) for page in pages)

    def _as_served(self, page: bytes) -> bytes:
        rules_page = f"{self.mount_path}method/rules/"
        banner = render_banner(
            self.newest.diagnostics, is_old_version=self.last_good is not None, rules_page=rules_page
        )
        if self.index.is_behind:
            page = page.replace(b" data-sb-find>", b" data-sb-find data-sb-behind>")
        page = insert_script(insert_banner(page, banner), self.mount_path)
        return insert_served_policy(page, self.served_policy, self.policy.extra_sources)
