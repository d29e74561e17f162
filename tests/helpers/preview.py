"""``mkdocs serve`` without a server, for tests that compare what it builds after edits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Condition
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from watchdog.observers.polling import PollingObserver

from generator.plugin.live_preview import Preview
from tests.helpers.example import tree

ADDRESS = "http://127.0.0.1:8000/"
INDEX = "pagefind/"  # made beside the server, and compared in test_search.py


class Server:
    """What plugins see of MkDocs's server: what they may replace of it, and the numbers of its builds."""

    def __init__(self, builder: Callable[..., None], site: Path) -> None:
        self.builder, self.site = builder, site
        self.app: Any = None
        self.mount_path = "/"
        self.observer = PollingObserver()  # which nobody starts
        self._wanted_epoch = 1
        self._visible = [1]  # the numbers of the builds that browsers were told to load
        self._epoch_cond = Condition()

    def watch(self, path: str) -> None:
        pass

    def serve_request(self, environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [(self.site / environ["PATH_INFO"].lstrip("/") / "index.html").read_bytes()]

    def set_app(self, app: object) -> None:
        self.app = app

    def get(self, path: str) -> str:
        """Ask for a page as a browser does that was told to load it."""
        return b"".join(self.app({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, lambda *answer: None)).decode()

    @property
    def _visible_epoch(self) -> int:
        return self._visible[-1]

    @_visible_epoch.setter
    def _visible_epoch(self, number: int) -> None:
        self._visible += [number] if number != self._visible[-1] else []

    @property
    def loads(self) -> int:
        """How often browsers were told to load the page again that they show."""
        return len(self._visible) - 1

    def rebuild(self) -> None:
        """Build as the server does after an edit."""
        self._wanted_epoch += 10
        self.builder()
        self._visible_epoch = self._wanted_epoch

    @property
    def lets_browsers_load(self) -> bool:
        """Whether browsers are told to load the page that they show again, and get it."""
        return self._visible_epoch == self._wanted_epoch


class Serving:
    """``mkdocs serve`` without its server: the first build, and one after each edit."""

    def __init__(self, root: Path, site: Path) -> None:
        self.root, self.site = root, site
        self.config: Any = None
        config = self.load()
        config.plugins.on_startup(command="serve", dirty=False)
        self.server = server = Server(self.build, site)
        self.build(config)
        self.plugin = config.plugins["seedbrief"]
        self.preview: Preview = self.plugin.preview
        config.plugins.on_serve(server, config=config, builder=self.build)

    def load(self) -> Any:
        config = load_config(str(self.root / "mkdocs.yml"), site_dir=str(self.site))
        config.site_url = ADDRESS
        return config

    def build(self, config: Any = None) -> None:
        self.full = True
        build(config or self.load(), serve_url=ADDRESS)

    def after_edit(self) -> bool:
        """Build as after an edit, and say whether all pages were built for it."""
        self.full = False
        self.server.rebuild()
        return self.full

    def shown(self) -> dict[str, bytes]:
        self.plugin.index.stop()
        return {uri: data for uri, data in tree(self.site).items() if not uri.startswith(INDEX)}
