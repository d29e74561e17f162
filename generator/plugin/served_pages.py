"""What is to be mended, above every page that ``mkdocs serve`` shows.

It is put into a page on its way to the browser, so no page need be built anew because another has a mistake.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from generator.diagnostics import Diagnostic, has_errors, summary
from generator.load.drafts import one_todo_a_file

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PLACE = re.compile(
    rb"<article\b[^>]*>|<body\b[^>]*>"
)  # Material's text begins with the one, other themes' page with the other


def banner(diagnostics: Sequence[Diagnostic], kept: bool) -> str:
    """Write the banner as HTML; empty if nothing is to be mended. ``kept``: the pages are those of an earlier build."""
    if not diagnostics:
        return ""
    old = has_errors(diagnostics) and kept
    note = (
        "The pages are as they were before; they follow your edits again when this is mended." if old else ""
    )
    items = "".join(_item(diagnostic) for diagnostic in one_todo_a_file(diagnostics))
    title = f"<p><strong>{summary(diagnostics)} in the content.</strong> {note}</p>"
    return f'<div class="sb-diagnostics" role="alert">{title}<ul>{items}</ul></div>\n'


def in_page(page: bytes, words: str) -> bytes:
    """Put a banner above the text of a page."""
    places = sorted(_PLACE.finditer(page), key=lambda match: match[0].startswith(b"<body"))
    at = places[0].end() if words and places else 0
    return page[:at] + words.encode(errors="replace") + page[at:]  # a file may have a name that is no text


def rewriting(app: App, rewritten: Callable[[bytes], bytes]) -> App:
    """Wrap a WSGI application: each HTML page that it answers with is rewritten on its way."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer: list[Any] = []
        body = app(environ, lambda *given: answer.extend(given))
        status, headers, *rest = answer
        if dict(headers).get("Content-Type", "").partition(";")[0] != "text/html":
            start_response(status, headers, *rest)
            return body
        page = rewritten(b"".join(body))
        others = [(name, value) for name, value in headers if name != "Content-Length"]
        start_response(status, [*others, ("Content-Length", str(len(page)))], *rest)
        return [page]

    return wrapped


def _item(diagnostic: Diagnostic) -> str:
    where, what = html.escape(str(diagnostic.span)), html.escape(diagnostic.message)
    hint = f"<br><small>{html.escape(diagnostic.hint)}</small>" if diagnostic.hint else ""
    return f"<li><code>{where}</code> {diagnostic.severity}: {what}{hint}</li>"
