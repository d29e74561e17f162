"""Measures how much a search downloads, on an invented site of any size, in a real browser.

    python -m benchmarks.search [briefs]

The site is served as GitHub Pages does it: text files gzipped, all others as they are. Every value is what the server
sent, headers included, to a browser with an empty cache. For comparison, the size of Material's own search index for
the same pages is given; a first search has to download that file as a whole.
"""

from __future__ import annotations

import argparse
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
from generator.project.resources import shipped_files
from generator.render.pages import assets
from generator.search.documents import SearchPage, search_pages
from generator.search.index import write_index

FIRST_LIMIT, NEXT_LIMIT = 300_000, 100_000  # bytes for a first and for any later search, at 10,000 briefs
TEXTS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
QUIET = 0.7  # seconds without a request, after which a search is complete
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


class Traffic:
    """Counts what the server sends. The browser's page events would miss what its worker downloads."""

    def __init__(self) -> None:
        self.bytes = self.requests = 0
        self.last = time.monotonic()

    def send(self, stream: BinaryIO, data: bytes) -> None:
        """Send data and count it."""
        stream.write(data)
        self.bytes += len(data)
        self.last = time.monotonic()

    def wait_until_quiet(self, page: Page) -> tuple[int, int]:
        """Wait until nothing is downloaded any more; return the bytes and requests since the last call."""
        page.wait_for_timeout(QUIET * 1000)
        while time.monotonic() - self.last < QUIET:
            page.wait_for_timeout(100)
        counts = self.bytes, self.requests
        self.bytes = self.requests = 0
        return counts


@contextmanager
def served(folder: Path, traffic: Traffic) -> Iterator[str]:
    """Serve a folder at /repo/ with gzipped text files; yield its URL."""

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
            traffic.requests += 1
            traffic.send(self.wfile, head.encode() + data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/repo/"
        server.shutdown()


def choose_words(pages: list[SearchPage]) -> dict[str, tuple[str, int]]:
    """Choose words to search for: label -> word and the number of pages that contain it."""
    texts = (re.sub(r"<[^>]*>", " ", page.html.partition("<body>")[2]) for page in pages)
    counts = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]{5,}\b", text.lower())))
    chosen = {}
    for name, share in {"rare": 0.0002, "in one page of ten": 0.1, "in one page of three": 1 / 3}.items():
        wanted = max(2.0, share * len(pages))
        chosen[name] = min(counts.items(), key=lambda item: (abs(item[1] - wanted), item[0]))
    chosen["most common of all"] = max(counts.items(), key=lambda item: (item[1], item[0]))
    return chosen


def search(page: Page, traffic: Traffic, word: str) -> tuple[int, int]:
    """Type a word into the header, key by key, and wait for its results; return bytes and requests."""
    traffic.wait_until_quiet(page)
    field = page.locator("[data-sb-search] input")
    field.fill("")
    field.press_sequentially(word, delay=60)
    page.locator(".sb-search__option").first.wait_for(timeout=60_000)
    return traffic.wait_until_quiet(page)


def open_page(browser: Browser, url: str) -> Page:
    """Open a page in a browser with an empty cache."""
    page = browser.new_context().new_page()
    page.goto(url)
    return page


def row(name: str, size: int, requests: int, limit: int) -> str:
    """Return one row of the table."""
    met = "met" if size <= limit else "**not met**"
    return f"| {name} | {size / 1000:.1f} kB | {requests} | {limit // 1000} kB | {met} |"


def measure(site: Path, pages: list[SearchPage]) -> Iterator[str]:
    """Search in a browser; yield the rows of the table."""
    words = choose_words(pages)
    topics = Counter(
        name for page in pages for name in re.findall(r'"topic\[content\]" content="(\S+)', page.html)
    )
    traffic = Traffic()
    with served(site, traffic) as url, sync_playwright() as playwright:
        installed = shutil.which("chromium") or shutil.which("chromium-headless-shell")
        program = os.environ.get("CHROMIUM") or installed or playwright.chromium.executable_path
        with playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]) as browser:
            for name, (word, count) in words.items():
                page = open_page(browser, url)
                yield row(
                    f"first search, a word {name} ({count} pages)", *search(page, traffic, word), FIRST_LIMIT
                )
                page.context.close()
            page = open_page(browser, url)
            search(page, traffic, words["in one page of ten"][0])
            for name in ("rare", "in one page of three", "most common of all"):
                word, count = words[name]
                yield row(
                    f"next search, a word {name} ({count} pages)", *search(page, traffic, word), NEXT_LIMIT
                )
            first, second, *others = words["in one page of ten"][0]
            slip = "".join([second, first, *others])
            yield row("next search, a slip", *search(page, traffic, slip), NEXT_LIMIT)
            page.context.close()
            page = open_page(browser, f"{url}search/?q={words['in one page of ten'][0]}")
            page.locator(".sb-hit").first.wait_for(timeout=60_000)
            yield row("first search, on the search page", *traffic.wait_until_quiet(page), FIRST_LIMIT)
            page.get_by_role("button", name="Topic").click()
            page.locator(".sb-facet input").first.wait_for()
            page.locator(".sb-facet input").first.check()
            page.locator(".sb-find__chip").wait_for()
            yield row("then narrowed to a topic", *traffic.wait_until_quiet(page), NEXT_LIMIT)
            page.context.close()
            topic, count = topics.most_common(1)[0]
            page = open_page(browser, f"{url}search/?topic={topic}")
            page.locator(".sb-hit").first.wait_for(timeout=60_000)
            yield row(f"a topic without a word ({count} pages)", *traffic.wait_until_quiet(page), FIRST_LIMIT)


def material_index_size(result: BuildResult, files: dict[str, bytes], folder: Path) -> int:
    """Build the same pages with MkDocs, Material and its search; return the size of its index in bytes."""
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
    """Measure a site of ``briefs`` briefs and print a Markdown table."""
    files = corpus.files(briefs)
    result = build_site(files)
    own = {path.removeprefix(PAGES): data for path, data in files.items() if path.startswith(PAGES)}
    pages = list(search_pages(result.site, own))
    with tempfile.TemporaryDirectory(prefix="seedbrief-bench-") as name:
        site = Path(name, "site")
        (site / "assets").mkdir()
        for asset in assets(shipped_files())[0]:
            (site / asset.uri).write_bytes(asset.data)
        (site / "search").mkdir()
        (site / "index.html").write_text(PAGE.format(find=""))
        (site / "search" / "index.html").write_text(PAGE.format(find="<div data-sb-find></div>"))
        start = time.perf_counter()
        write_index(site, pages)
        seconds = time.perf_counter() - start
        print(f"{briefs:,} briefs, {len(pages):,} pages, indexed in {seconds:.0f} s\n")
        print("| search | downloaded | requests | limit at 10,000 briefs | |\n|---|---|---|---|---|")
        for text in measure(site, pages):
            print(text, flush=True)
        size = material_index_size(result, files, Path(name, "material"))
        print(f"| Material's search_index.json, for the first search | {size / 1000:,.1f} kB | 1 | | |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("briefs", nargs="?", type=int, default=1_000, help="number of briefs (default: 1000)")
    main(parser.parse_args().briefs)
