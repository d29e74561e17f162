"""The kinds of pages that a built site has, found among its files: a new kind is looked at from its first day."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

SEARCH = "search/"
QUERY = "?q=goods"  # finds something in every site that these tests build


def kinds(site: Path, choose: Callable[..., Path] = max) -> dict[str, str]:
    """Find one page of each kind: the longest, or with ``min`` the shortest.

    Gives the path of each, with what it shows if it needs a query. Pages in the same folder are of one kind
    (``briefs/*``), but for those that lead on to another (``briefs/* moved``).
    """
    files: dict[str, list[Path]] = {}
    for file in sorted(site.rglob("*.html")):
        files.setdefault(_kind(file, site), []).append(file)
    chosen = {kind: choose(pages, key=lambda file: file.stat().st_size) for kind, pages in files.items()}
    found = {
        kind: file.relative_to(site).as_posix().removesuffix("index.html") for kind, file in chosen.items()
    }
    return {**found, "search/ with results": SEARCH + QUERY}


def _kind(file: Path, site: Path) -> str:
    folders = file.relative_to(site).parts[:-1]
    kind = "/".join([*folders[:1], *("*" for _ in folders[1:])])
    if file.name != "index.html":
        return f"{kind}/{file.name}".lstrip("/")
    if b'http-equiv="refresh"' in file.read_bytes():
        return f"{kind} moved"
    return kind or "home"


def open_page(page: Page, path: str) -> None:
    """Open a page, also one that leads on at once, and wait for what scripts put into it."""
    page.route("**/redirect.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(path)
    if path.startswith(SEARCH):
        page.locator(".sb-find__field").wait_for()
    if path.endswith(QUERY):
        page.locator(".sb-hit").first.wait_for()
