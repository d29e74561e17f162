"""What ``mkdocs serve`` answers when words are selected on the page of a source: the evidence entry for them.

It is what ``seedbrief quote`` prints. The script is added to pages on their way to the browser, so that no published
site has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from generator.ingest.evidence_entry import EntryError, entries_yaml, find_entries, load_seed
from generator.project.files import read_files

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_FOLDER = "_seedbrief/"  # below which nothing of the site is
_SCRIPT = Path(__file__).with_name("quoting.js")
_LONGEST = 5_000  # code points of a quotation


def insert_script(page: bytes, mount_path: str) -> bytes:
    """Return a served page with the script; ``mount_path`` is where the site is served, with a slash at both ends."""
    script = f'<script src="{escape(mount_path)}{_FOLDER}quoting.js" defer></script></head>'
    return page.replace(b"</head>", script.encode(), 1)


def answer_quotes(app: App, root: Path, mount_path: str) -> App:
    """Return the WSGI application ``app`` that also serves the script and answers it, for the project at ``root``."""
    start = f"{mount_path}{_FOLDER}"

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == f"{start}quoting.js":
            return _respond(start_response, "200 OK", "text/javascript", _SCRIPT.read_bytes())
        if path not in (f"{start}quote", f"{start}text"):
            return app(environ, start_response)
        query = parse_qs(environ.get("QUERY_STRING", ""))
        article, words = (query.get(name, [""])[0] for name in ("article", "words"))
        status, text = answer(root, article, words if path.endswith("quote") else None)
        return _respond(start_response, status, "text/plain", text.encode())

    return wrapped


def answer(root: Path, article: str, words: str | None) -> tuple[str, str]:
    """Return an HTTP status, and the YAML of the entries for words of an article or why there are none.

    Without ``words``, it is the text of the article.
    """
    try:
        if words is not None and not 0 < len(words.strip()) <= _LONGEST:
            raise EntryError(f"select 1 to {_LONGEST:,} characters")
        files, _ = read_files(root)
        seed = load_seed(files, article)
        return "200 OK", seed.text[seed.start :] if words is None else entries_yaml(find_entries(seed, words))
    except EntryError as error:
        return "404 Not Found", f"{error}\n{error.hint}".strip()
    except OSError as error:
        return "500 Internal Server Error", str(error)


def _respond(start_response: Callable[..., Any], status: str, kind: str, data: bytes) -> Iterable[bytes]:
    headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(data)))]
    start_response(status, [*headers, ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")])
    return [data]
