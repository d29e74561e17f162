"""How ``mkdocs serve`` shows the pages of an edited file before it has built the others that the edit changes.

Whoever asks for another page meanwhile has to wait for it, as always while MkDocs builds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from jinja2 import Environment
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from generator.model.site import Page
from generator.plugin.banner_and_policy import App
from generator.plugin.config import project_root
from generator.plugin.generated_file import GeneratedFile, generated_file
from generator.plugin.quick_pages import QuickPage


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What MkDocs built its pages from; ``documents`` are the files of all pages."""

    config: MkDocsConfig
    files: Files
    documents: Sequence[File]
    nav: Navigation
    templates: Environment

    def build_page(self, made: Page, last: GeneratedFile) -> GeneratedFile | None:
        """Write a page that has changed since its ``last`` file; return its new one.

        Do nothing and return None if ``quick_html`` does not know all of the page, if it links to a new page, or if it
        is in the navigation.
        """
        if last.made == made:
            return last
        if any(page is last.page for page in self.nav.pages):  # MkDocs has to mark its entry
            return None
        file, page = generated_file(self.config, project_root(self.config), made), copy(last.page)
        if not isinstance(page, QuickPage):
            return None
        file.page, page.file = page, file
        if not page.is_known_whole(self.files):
            return None
        # Private API: how MkDocs builds a page. There is no public way to build one alone.
        build._populate_page(page, self.config, self.files)
        build._build_page(page, self.config, self.documents, self.nav, self.templates)
        return file


@dataclass(slots=True)
class EditedFirst:
    """Shows pages of an edited file while MkDocs builds the others; ``server`` is None until it serves the site."""

    server: LiveReloadServer | None = None
    _shown: dict[str, GeneratedFile] = field(default_factory=dict)  # by URI
    _paths: set[str] = field(default_factory=set)  # where they are below the folder of the site
    _is_built: Event = field(default_factory=Event)  # set unless MkDocs builds other pages than those shown

    def __post_init__(self) -> None:
        self._is_built.set()

    def show(self, pages: Iterable[Page], generated: dict[str, GeneratedFile], last: LastBuild) -> list[str]:
        """Build pages and let browsers load them, if all are in ``generated``, the files of the last build.

        Their files take the place of those, so that MkDocs does not build them again. Return the URLs of the pages.
        """
        shown: dict[str, GeneratedFile] = {}
        for made in pages:
            file = made.uri in generated and last.build_page(made, generated[made.uri])
            if not file:
                return []
            shown[made.uri] = file
        generated |= shown
        # Private API: the server lets browsers load pages, and load them again, when these two numbers are equal. If
        # it does not know them, browsers wait until all pages are built.
        if self.server and shown and hasattr(self.server, "_epoch_cond"):
            self._shown, self._paths = shown, {file.dest_uri for file in shown.values()}
            self._is_built.clear()
            with self.server._epoch_cond:
                self.server._visible_epoch = self.server._wanted_epoch
                self.server._epoch_cond.notify_all()
        return [file.url for file in self._shown.values()]

    def around(
        self, rebuild: Callable[[], None], state: Callable[[], tuple[dict[str, GeneratedFile], object]]
    ) -> Callable[[], None]:
        """Return ``rebuild`` as the server is to call it: browsers load a page again if it was shown too early.

        It was if at the end of the build the page is another, or what is shown above each page. ``state`` returns the
        generated files and what is shown above each page.
        """

        def rebuild_and_reload() -> None:
            _, before = state()
            is_same = False
            try:
                rebuild()
                generated, after = state()
                is_same = before == after and all(generated.get(uri) is it for uri, it in self._shown.items())
            finally:
                if self._shown and self.server and not is_same:
                    self.server._wanted_epoch += 1
                self._shown = {}
                self._is_built.set()

        return rebuild_and_reload

    def hold_back(self, app: App) -> App:
        """Return ``app``, in which a request for a page that is not shown yet waits until all pages are built."""

        def wait_and_serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            assert self.server
            path = environ["PATH_INFO"].encode("latin-1").decode(errors="ignore")
            path = path.removeprefix(self.server.mount_path) + "index.html" * path.endswith("/")
            if path.endswith(".html") and path not in self._paths:
                self._is_built.wait()
            return app(environ, start_response)

        return wait_and_serve
