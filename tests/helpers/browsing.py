"""A real browser, and a server for it, for the tests that need both."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route, sync_playwright

# Chromium without windows comes first: it does the same in three fifths of the processor time.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 60_000  # milliseconds: a machine that is busy is no failure


def find_chromium(chromium: BrowserType) -> str:
    """Look where tests/install_browser.sh looks; without a browser skip, or on the CI server fail."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or pytest.fail(f"CHROMIUM is set to {named}, which is not a program")
    for name in PROGRAMS:
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
def served(site: Path) -> Iterator[str]:
    """Serve a site's parent folder, so that the site has an address with a path; gives that address."""

    class Quietly(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(site.parent))

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


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a window that is patient, with the options of a browser's context."""
    with browser.new_context(**options) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@dataclass
class Visit:
    """A window on a site at the address that it was built for; what it asked for, in bytes; what went wrong."""

    context: BrowserContext
    page: Page
    asked: list[tuple[str, int]]
    problems: list[str]


@contextmanager
def visiting(browser: Browser, site: Path, address: str, **options: Any) -> Iterator[Visit]:
    """Open a site at the address that it was built for, as if it were published there.

    Nothing goes over the net. What is asked of another host, is not there, or goes wrong is a problem: so are errors on
    the console, where a browser reports what a policy stops. At the end there must be none.
    """
    origin = "/".join(address.split("/")[:3])
    visit_asked: list[tuple[str, int]] = []
    problems: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url.partition("#")[0].partition("?")[0]
        if not url.startswith(f"{origin}/"):
            problems.append(f"asked for {url}")
            route.abort()
            return
        file = site.parent / unquote(url.removeprefix(f"{origin}/"))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            problems.append(f"asked for {url}, which is not there")
            route.fulfill(path=site / "404.html", status=404)
            return
        visit_asked.append((url, file.stat().st_size))
        route.fulfill(path=file)

    with window(browser, base_url=address, **options) as page:
        page.context.route("**", answer)
        page.context.on(
            "console",
            lambda said: (
                said.type not in ("error", "warning") or problems.append(f"{said.page.url}: {said.text}")
            ),
        )
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        yield Visit(page.context, page, visit_asked, problems)
    assert problems == [], problems


@contextmanager
def again(visit: Visit) -> Iterator[Visit]:
    """Let a test use a window that others have used, in a tenth of the time that opening one takes.

    Nothing may go wrong in it. Afterwards it is as it was before, except for scripts added to every page.
    """
    page, size = visit.page, visit.page.viewport_size
    try:
        yield visit
    finally:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.unroute_all(behavior="ignoreErrors")
        page.goto("about:blank")
        page.mouse.move(0, 0)
        if size and size != page.viewport_size:
            page.set_viewport_size(size)
        problems = [*visit.problems]
        visit.problems.clear()
        visit.asked.clear()
    assert problems == [], problems
