"""A real browser, and a server for it, for the tests that need both."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright


def find_chromium(chromium: BrowserType) -> str:
    """Look where tests/install_browser.sh looks; without a browser skip, or on the CI server fail."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or pytest.fail(f"CHROMIUM is set to {named}, which is not a program")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if Path(chromium.executable_path).is_file():
        return chromium.executable_path
    missing = "no Chromium was found; `make test` installs one, or name one in $CHROMIUM"
    return pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium)
        # Chromium's sandbox does not work for root.
        flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        with playwright.chromium.launch(executable_path=program, args=flags) as browser:
            yield browser


@contextmanager
def served(site: Path, policy: str = "") -> Iterator[str]:
    """Serve a site's parent folder, so that the site has an address with a path; gives that address.

    ``policy`` is the Content-Security-Policy under which it is shown.
    """

    class Quietly(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(site.parent))

        def end_headers(self) -> None:
            if policy:
                self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Quietly) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        finally:
            server.shutdown()
            thread.join()
