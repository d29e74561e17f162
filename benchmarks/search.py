"""What a reader's search transfers, on an invented site of any size, in a real browser.

    python -m benchmarks.search [briefs]

The site is served as GitHub Pages does: texts gzipped, all else as it is. Every figure is what the server has sent,
headers included, to a browser that has never seen the site. Beside it stands the index of Material's own search for the
same pages, which is one file that a reader's first search has to fetch whole.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import corpus
from generator.build import BuildResult, build_site
from generator.model.content import PAGES
from generator.search.documents import SearchPage, search_pages
from generator.search.index import write_index

FIRST, NEXT = 300_000, 100_000  # bytes at most, for a first and for any later search, at 10,000 briefs
TEXTS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
QUIET = 0.7  # seconds without a request, after which a search is over
ASSETS = Path(__file__).parents[1] / "site_templates" / "assets"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Search</title><link rel="icon" href="data:,">
<div data-sb-search><form action="/repo/search/"><input name="q"></form></div>{find}
<script type="module" src="/repo/assets/search.js"></script></html>"""
MKDOCS = """site_name: All the pages
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [attr_list, md_in_html, tables, toc: {permalink: true}]
validation: {nav: {omitted_files: ignore}}
nav: [Home: index.md]
"""


class Wire:
    """Counts what the server sends. Seen from a page in the browser, what its worker fetches would be missing."""

    def __init__(self) -> None:
        self.bytes = self.requests = 0
        self.last = time.monotonic()

    def send(self, answer: BinaryIO, data: bytes) -> None:
        """Send something, and count it."""
        answer.write(data)
        self.bytes += len(data)
        self.last = time.monotonic()

    def settle(self, page: Page) -> tuple[int, int]:
        """Wait until nothing is fetched any more; returns the bytes and requests since the last time."""
        page.wait_for_timeout(QUIET * 1000)
        while time.monotonic() - self.last < QUIET:
            page.wait_for_timeout(100)
        found = self.bytes, self.requests
        self.bytes = self.requests = 0
        return found


@contextmanager
def served(folder: Path, wire: Wire) -> Iterator[str]:
    """Serve a folder at /repo/, gzipping texts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0].removeprefix("/repo/")
            file = folder / (f"{path}index.html" if path.endswith("/") or not path else path)
            data = file.read_bytes() if file.is_file() else b""
            kind = f"Content-Type: {TEXTS.get(file.suffix, 'application/octet-stream')}\r\n"
            if file.suffix in TEXTS:
                data = gzip.compress(data, 6)
                kind += "Content-Encoding: gzip\r\n"
            status = "200 OK" if file.is_file() else "404 Not Found"
            head = f"HTTP/1.1 {status}\r\n{kind}Content-Length: {len(data)}\r\n\r\n"
            wire.requests += 1
            wire.send(self.wfile, head.encode() + data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/repo/"
        server.shutdown()


def words_of(pages: list[SearchPage]) -> dict[str, tuple[str, int]]:
    """Choose words to search for, by how many pages have them: what it stands for, to the word and that number."""
    texts = (re.sub(r"<[^>]*>", " ", page.html.partition("<body>")[2]) for page in pages)
    counts = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]{5,}\b", text.lower())))
    found = {}
    for name, share in {"rare": 0.0002, "in one page of ten": 0.1, "in one page of three": 1 / 3}.items():
        wanted = max(2.0, share * len(pages))
        found[name] = min(counts.items(), key=lambda item: (abs(item[1] - wanted), item[0]))
    found["most common of all"] = max(counts.items(), key=lambda item: (item[1], item[0]))
    return found


def search(page: Page, wire: Wire, word: str) -> tuple[int, int]:
    """Type a word into the header, key by key, and wait until its results are shown."""
    wire.settle(page)
    field = page.locator("[data-sb-search] input")
    field.fill("")
    field.press_sequentially(word, delay=60)
    page.locator(".sb-search__option").first.wait_for(timeout=60_000)
    return wire.settle(page)


def opened(browser: Browser, address: str) -> Page:
    """Open a page in a browser that has never seen the site."""
    page = browser.new_context().new_page()
    page.goto(address)
    return page


def line(name: str, size: int, requests: int, limit: int) -> str:
    """Write one line of the table."""
    met = "met" if size <= limit else "**not met**"
    return f"| {name} | {size / 1000:.1f} kB | {requests} | {limit // 1000} kB | {met} |"


def measure(site: Path, pages: list[SearchPage]) -> Iterator[str]:
    """Search in a browser; gives the lines of the table."""
    words = words_of(pages)
    topics = Counter(
        name for page in pages for name in re.findall(r'"topic\[content\]" content="(\S+)', page.html)
    )
    wire = Wire()
    with served(site, wire) as address, sync_playwright() as playwright:
        program = (
            os.environ.get("CHROMIUM") or shutil.which("chromium") or playwright.chromium.executable_path
        )
        with playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]) as browser:
            for name, (word, count) in words.items():
                page = opened(browser, address)
                yield line(f"first search, a word {name} ({count} pages)", *search(page, wire, word), FIRST)
                page.context.close()
            page = opened(browser, address)
            search(page, wire, words["in one page of ten"][0])
            for name in ("rare", "in one page of three", "most common of all"):
                word, count = words[name]
                yield line(f"next search, a word {name} ({count} pages)", *search(page, wire, word), NEXT)
            page.context.close()
            page = opened(browser, f"{address}search/?q={words['in one page of ten'][0]}")
            page.locator(".sb-hit").first.wait_for(timeout=60_000)
            yield line("first search, on the search page", *wire.settle(page), FIRST)
            page.get_by_role("button", name="Topic").click()
            page.locator(".sb-facet input").first.wait_for()
            page.locator(".sb-facet input").first.check()
            page.locator(".sb-find__chip").wait_for()
            yield line("then narrowed to a topic", *wire.settle(page), NEXT)
            page.context.close()
            topic, count = topics.most_common(1)[0]
            page = opened(browser, f"{address}search/?topic={topic}")
            page.locator(".sb-hit").first.wait_for(timeout=60_000)
            yield line(f"a topic without a word ({count} pages)", *wire.settle(page), FIRST)


def materials_index(result: BuildResult, files: dict[str, bytes], folder: Path) -> int:
    """Have plain MkDocs and Material build the same pages with their own search; returns its index's size in bytes."""
    own = {path.removeprefix(PAGES): data for path, data in files.items() if path.startswith(PAGES)}
    for uri, data in {**own, **result.files()}.items():
        (folder / "docs" / uri).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / uri).write_bytes(data)
    (folder / "mkdocs.yml").write_text(MKDOCS)
    mkdocs = Path(sys.executable).parent / "mkdocs"
    subprocess.run(
        [mkdocs, "build", "-q"], cwd=folder, check=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    )
    return (folder / "site" / "search" / "search_index.json").stat().st_size


def main(briefs: int) -> None:
    """Measure a site of so many briefs and print a table in Markdown."""
    files = corpus.files(briefs)
    result = build_site(files)
    own = {path.removeprefix(PAGES): data for path, data in files.items() if path.startswith(PAGES)}
    pages = list(search_pages(result.site, own))
    with tempfile.TemporaryDirectory(prefix="seedbrief-bench-") as name:
        site = Path(name, "site")
        shutil.copytree(ASSETS, site / "assets")
        (site / "search").mkdir()
        (site / "index.html").write_text(PAGE.format(find=""))
        (site / "search" / "index.html").write_text(PAGE.format(find="<div data-sb-find></div>"))
        start = time.perf_counter()
        write_index(site, pages)
        seconds = time.perf_counter() - start
        print(f"{briefs:,} briefs, {len(pages):,} pages, indexed in {seconds:.0f} s\n")
        print("| what | transferred | requests | at most, at 10,000 briefs | |\n|---|---|---|---|---|")
        for text in measure(site, pages):
            print(text, flush=True)
        size = materials_index(result, files, Path(name, "material"))
        print(f"| Material's search_index.json, for the first search | {size / 1000:,.1f} kB | 1 | | |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
